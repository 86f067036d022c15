#include "store/db_early.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "base/buf.h"

/* SQLite opens these three to read a database in WAL mode, and may have to make the last two. */
static const struct {
	const char	*suffix;
	int		 flags;
} files[] = {
	{ "", O_RDWR }, { "-wal", O_RDWR | O_CREAT }, { "-shm", O_RDWR | O_CREAT }
};

#define FILES	(sizeof files / sizeof files[0])

static int	 early[FILES] = { -1, -1, -1 };

static int
is_same(int fd, const char *path)
{
	struct stat	 here, there;

	return fstat(fd, &here) == 0 && stat(path, &there) == 0 && here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

/*
 * In place of open(2).  A writer that was the last to close may have removed a log that is open here; SQLite asks when
 * it holds the lock that keeps writers from it, so a name that still leads to the same file goes on doing so.
 */
static int
open_early(const char *path, int flags, int mode)
{
	size_t	 i;
	int	 fd;

	for (i = 0; (flags & O_ACCMODE) == O_RDWR && i < FILES; i++)
		if (early[i] != -1 && is_same(early[i], path)) {
			fd = early[i];
			early[i] = -1;
			return fd;
		}
	return open(path, flags, (mode_t)mode);
}

int
db_early(const char *path, struct err *err)
{
	struct buf	 name = BUF_INIT;
	size_t		 i;
	int		 result = 0;

	for (i = 0; i < FILES && result == 0; i++) {
		buf_reset(&name);
		buf_addf(&name, "%s%s", path, files[i].suffix);
		if ((result = buf_ok(&name, err)) == 0 &&
		    (early[i] = open(buf_str(&name), files[i].flags | O_NOFOLLOW | O_CLOEXEC, 0600)) == -1)
			result = err_errno(err, errno == ENOENT ? ERR_NOINPUT : ERR_CONFIG, "%s", buf_str(&name));
	}
	buf_free(&name);
	return result;
}

void
db_early_use(void)
{
	sqlite3_vfs	*vfs;

	if (early[0] != -1 && (vfs = sqlite3_vfs_find("unix")) != NULL && vfs->iVersion >= 3)
		(void)vfs->xSetSystemCall(vfs, "open", (sqlite3_syscall_ptr)open_early);
}
