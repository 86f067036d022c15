#include "site/incoming.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"

#define DIRECTORY	"incoming"
#define LOCK		".lock"
#define TROUBLE		".trouble"	/* is there while mails cannot be decided */
#define HALF		".new."		/* in front of the name of a mail that is not whole yet */
#define PUT_OFF		".again"	/* behind the name of one that was tried in vain */
#define HALF_LIFE	86400		/* seconds that a writer may take */
#define PIECE		(64UL * 1024)	/* bytes copied at once */

struct incoming {
	int	 dir;
	int	 lock;
};

static int
open_directory(const char *path)
{
	const int	 flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
	int		 fd = open(path, flags);

	if (fd == -1 && errno == ENOENT && mkdir(path, 0700) == 0)
		fd = open(path, flags);
	return fd;
}

struct incoming *
incoming_open(const char *site, struct err *err)
{
	struct buf	 path = BUF_INIT;
	struct incoming	*in = NULL;

	buf_addf(&path, "%s/" DIRECTORY, site);
	if (buf_ok(&path, err) == -1)
		goto out;
	if ((in = calloc(1, sizeof *in)) == NULL) {
		err_memory(err);
		goto out;
	}
	in->lock = -1;
	if ((in->dir = open_directory(buf_str(&path))) == -1) {
		err_errno(err, ERR_CONFIG, "%s", buf_str(&path));
		incoming_close(in);
		in = NULL;
	}
out:
	buf_free(&path);
	return in;
}

void
incoming_close(struct incoming *in)
{
	if (in == NULL)
		return;
	if (in->lock != -1)
		close(in->lock);
	if (in->dir != -1)
		close(in->dir);
	free(in);
}

int
incoming_lock(struct incoming *in, struct err *err)
{
	if (in->lock == -1 && (in->lock = openat(in->dir, LOCK, O_RDWR | O_CREAT | O_CLOEXEC, 0600)) == -1)
		return err_errno(err, ERR_AGAIN, DIRECTORY "/" LOCK);
	while (flock(in->lock, LOCK_EX | LOCK_NB) == -1) {
		if (errno == EWOULDBLOCK)
			return 0;
		if (errno != EINTR)
			return err_errno(err, ERR_AGAIN, DIRECTORY "/" LOCK);
	}
	return 1;
}

void
incoming_unlock(struct incoming *in)
{
	(void)flock(in->lock, LOCK_UN);
}

/* ---- what lies there ---- */

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct incoming_mail *)a)->name, ((const struct incoming_mail *)b)->name);
}

static int
is_put_off(const char *name)
{
	const size_t	 n = strlen(name), end = strlen(PUT_OFF);

	return n > end && strcmp(name + n - end, PUT_OFF) == 0;
}

/* Of what somebody else put there, names too long for ours are no mails. */
static int
add_entry(struct incoming *in, const char *name, struct buf *list)
{
	struct incoming_mail	 m = { .put_off = is_put_off(name) };
	struct stat		 st;

	if (name[0] == '.' || strlen(name) >= sizeof m.name || fstatat(in->dir, name, &st, AT_SYMLINK_NOFOLLOW) == -1 ||
	    !S_ISREG(st.st_mode))
		return 0;
	snprintf(m.name, sizeof m.name, "%s", name);
	m.size = (size_t)st.st_size;
	buf_add(list, &m, sizeof m);
	return 1;
}

static DIR *
open_list(struct incoming *in, struct err *err)
{
	DIR	*dir;
	int	 fd;

	if ((fd = openat(in->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) != -1 && (dir = fdopendir(fd)) != NULL)
		return dir;
	err_errno(err, ERR_AGAIN, DIRECTORY);
	if (fd != -1)
		close(fd);
	return NULL;
}

int
incoming_list(struct incoming *in, struct incoming_mail **mail, size_t *n, struct err *err)
{
	struct buf	 list = BUF_INIT;
	struct dirent	*entry;
	DIR		*dir;

	*n = 0;
	if ((dir = open_list(in, err)) == NULL)
		return -1;
	while ((entry = readdir(dir)) != NULL)
		*n += (size_t)add_entry(in, entry->d_name, &list);
	closedir(dir);
	if (buf_ok(&list, err) == -1) {
		buf_free(&list);
		return -1;
	}
	*mail = (struct incoming_mail *)(void *)buf_take(&list);
	if (*n > 1)
		qsort(*mail, *n, sizeof **mail, by_name);
	return 0;
}

/* By the names alone: who puts a mail in line counts first. */
int
incoming_count(struct incoming *in, size_t *fresh, size_t *put_off, struct err *err)
{
	struct dirent	*entry;
	DIR		*dir;

	*fresh = *put_off = 0;
	if ((dir = open_list(in, err)) == NULL)
		return -1;
	while ((entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			++*(is_put_off(entry->d_name) ? put_off : fresh);
	closedir(dir);
	return 0;
}

void
incoming_note(struct incoming *in, int decided)
{
	int	 fd;

	if (decided)
		(void)unlinkat(in->dir, TROUBLE, 0);
	else if ((fd = openat(in->dir, TROUBLE, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)) != -1)
		close(fd);
}

int
incoming_has_room(struct incoming *in)
{
	size_t	 fresh, put_off;

	return faccessat(in->dir, TROUBLE, F_OK, 0) == -1 && incoming_count(in, &fresh, &put_off, NULL) == 0 && put_off == 0 &&
	    fresh < INCOMING_MAX;
}

/* ---- in and out ---- */

static int
copy(int from, int to, struct err *err)
{
	char	 piece[PIECE];
	ssize_t	 got;

	while ((got = io_read(from, piece, sizeof piece)) > 0)
		if (io_write_all(to, piece, (size_t)got, err) == -1)
			return -1;
	return got == 0 ? 0 : err_errno(err, ERR_AGAIN, "the mail cannot be read");
}

static int
fill(int to, const char *recipient, int from, struct err *err)
{
	if (io_write_all(to, recipient, strlen(recipient), err) == -1 || io_write_all(to, "\n", 1, err) == -1 ||
	    copy(from, to, err) == -1)
		return -1;
	return fsync(to) == 0 ? 0 : err_errno(err, ERR_AGAIN, DIRECTORY);
}

/* Its time and our number make the name one's own; a mail that follows a set back clock comes too early, and no more. */
static void
make_name(char half[64])
{
	struct timespec	 t;

	(void)clock_gettime(CLOCK_REALTIME, &t);
	snprintf(half, 64, HALF "%011lld.%09ld.%ld", (long long)t.tv_sec, t.tv_nsec, (long)getpid());
}

int
incoming_put(struct incoming *in, const char *recipient, int from, struct err *err)
{
	char	 half[64];
	int	 fd, result;

	if (strchr(recipient, '\n') != NULL || strlen(recipient) > RECIPIENT_MAX)
		return err_set(err, ERR_DATA, "a recipient of two lines, or of more than %d bytes", RECIPIENT_MAX);
	make_name(half);
	if ((fd = openat(in->dir, half, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) == -1)
		return err_errno(err, ERR_AGAIN, DIRECTORY "/%s", half);
	result = fill(fd, recipient, from, err);
	if (close(fd) == -1 && result == 0)
		result = err_errno(err, ERR_AGAIN, DIRECTORY "/%s", half);
	if (result == 0 && (renameat(in->dir, half, in->dir, half + strlen(HALF)) == -1 || fsync(in->dir) == -1))
		result = err_errno(err, ERR_AGAIN, DIRECTORY "/%s", half);
	if (result == -1)
		(void)unlinkat(in->dir, half, 0);
	return result;
}

/* Byte by byte would be as good; a recipient is short. */
static int
read_recipient(int fd, struct buf *recipient, struct err *err)
{
	char		 start[RECIPIENT_MAX + 1];
	const char	*end;
	ssize_t		 got;

	if ((got = pread(fd, start, sizeof start, 0)) == -1)
		return err_errno(err, ERR_AGAIN, DIRECTORY);
	if ((end = memchr(start, '\n', (size_t)got)) == NULL)
		return err_set(err, ERR_DATA, "no recipient in the first line");
	buf_add(recipient, start, (size_t)(end - start));
	if (lseek(fd, end - start + 1, SEEK_SET) == -1)
		return err_errno(err, ERR_AGAIN, DIRECTORY);
	return buf_ok(recipient, err);
}

int
incoming_get(struct incoming *in, const char *name, struct buf *recipient, struct err *err)
{
	int	 fd;

	buf_reset(recipient);
	if ((fd = openat(in->dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)) == -1)
		return err_errno(err, ERR_AGAIN, DIRECTORY "/%s", name);
	if (read_recipient(fd, recipient, err) == -1) {
		close(fd);
		return err_within(err, DIRECTORY "/%s", name);
	}
	return fd;
}

/* A day old, nobody writes on them. */
void
incoming_sweep(struct incoming *in)
{
	struct dirent	*entry;
	struct stat	 st;
	DIR		*dir;

	if ((dir = open_list(in, NULL)) == NULL)
		return;
	while ((entry = readdir(dir)) != NULL)
		if (strncmp(entry->d_name, HALF, strlen(HALF)) == 0 &&
		    fstatat(in->dir, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_mtime < time(NULL) - HALF_LIFE)
			(void)unlinkat(in->dir, entry->d_name, 0);
	closedir(dir);
}

int
incoming_remove(struct incoming *in, const char *name, struct err *err)
{
	return unlinkat(in->dir, name, 0) == 0 || errno == ENOENT ? 0 : err_errno(err, ERR_AGAIN, DIRECTORY "/%s", name);
}

int
incoming_put_off(struct incoming *in, const char *name, struct err *err)
{
	char	 other[64];

	if (is_put_off(name))
		return 0;
	snprintf(other, sizeof other, "%s" PUT_OFF, name);
	return renameat(in->dir, name, in->dir, other) == 0 || errno == ENOENT ? 0 : err_errno(err, ERR_AGAIN, DIRECTORY "/%s", name);
}
