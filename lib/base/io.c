#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"

#define CHUNK	(64UL * 1024)	/* bytes asked for at once */

/* Standard descriptors may be shared with a process that made them non-blocking. */
static void
await(int fd, short event)
{
	struct pollfd	 p = { fd, event, 0 };

	(void)poll(&p, 1, -1);
}

ssize_t
io_read(int fd, void *p, size_t n)
{
	ssize_t	 got;

	while ((got = read(fd, p, n)) == -1) {
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			await(fd, POLLIN);
		else if (errno != EINTR)
			break;
	}
	return got;
}

/* ---- whole files ---- */

int
io_read_all(int fd, size_t max, struct buf *out, struct err *e)
{
	size_t	 taken = 0, want;
	ssize_t	 got;

	for (;;) {
		/* One byte beyond `max` tells too large from just right. */
		want = max - taken < CHUNK ? max - taken + 1 : CHUNK;
		if (buf_room(out, want) == -1)
			return buf_ok(out, e);
		if ((got = io_read(fd, out->s + out->len, want)) == -1)
			return err_errno(e, ERR_IO, "cannot read");
		if ((size_t)got > max - taken) {
			out->len += max - taken;
			out->s[out->len] = '\0';
			return err_set(e, ERR_DATA, "larger than %zu bytes", max);
		}
		taken += (size_t)got;
		out->len += (size_t)got;
		out->s[out->len] = '\0';
		if (got == 0)
			return 0;
	}
}

int
io_read_file(const char *path, size_t max, struct buf *out, struct err *e)
{
	int	 fd, r;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return err_errno(e, ERR_NOINPUT, "%s", path);
	if ((r = io_read_all(fd, max, out, e)) == -1)
		err_within(e, "%s", path);
	close(fd);
	return r;
}

int
io_write_all(int fd, const void *p, size_t n, struct err *e)
{
	const char	*s = p;
	ssize_t		 put;

	while (n > 0) {
		if ((put = write(fd, s, n)) >= 0) {
			s += put;
			n -= (size_t)put;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			await(fd, POLLOUT);
		} else if (errno != EINTR) {
			return err_errno(e, ERR_IO, "cannot write");
		}
	}
	return 0;
}

/* ---- files put in place ---- */

/* Length of the directory part of `path`, its slash included. */
static size_t
directory_length(const char *path)
{
	const char	*slash = strrchr(path, '/');

	return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

int
io_sync_parent(const char *path, struct err *e)
{
	struct buf	 dir = BUF_INIT;
	int		 fd, r = -1;

	buf_adds(&dir, "./");
	if (*path == '/')
		buf_reset(&dir);
	buf_add(&dir, path, directory_length(path));
	if (buf_ok(&dir, e) == -1)
		goto out;
	if ((fd = open(dir.s, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) == -1) {
		err_errno(e, ERR_IO, "%s", dir.s);
		goto out;
	}
	/* A file system that cannot sync directories says EINVAL. */
	if ((r = fsync(fd)) == -1 && errno == EINVAL)
		r = 0;
	if (r == -1)
		err_errno(e, ERR_IO, "%s", dir.s);
	close(fd);
out:
	buf_free(&dir);
	return r;
}

/* Write all of a file that was made for it, durably if asked. */
static int
fill(int fd, const char *name, mode_t mode, const void *p, size_t n, int durable, struct err *e)
{
	if (io_write_all(fd, p, n, e) == -1)
		return err_within(e, "%s", name);
	if (fchmod(fd, mode) == -1 || (durable && fsync(fd) == -1))
		return err_errno(e, ERR_IO, "%s", name);
	return 0;
}

/*
 * Write a new file of a random name (the X of `name` are filled in), durably.
 * Nothing is left behind on failure.
 */
static int
write_new(char *name, mode_t mode, const void *p, size_t n, struct err *e)
{
	int	 fd, r;

	if ((fd = mkostemp(name, O_CLOEXEC)) == -1)
		return err_errno(e, ERR_CREATE, "cannot create %s", name);
	r = fill(fd, name, mode, p, n, 1, e);
	if (close(fd) == -1 && r == 0)
		r = err_errno(e, ERR_IO, "%s", name);
	if (r == -1)
		unlink(name);
	return r;
}

/*
 * The half file beside `path` has one name, so that what a killed writer left is taken over, not heaped up; its lock keeps
 * writers apart.  Who waited for the lock may hold a file that was renamed meanwhile, and asks again.
 */
static int
open_half(const char *name, struct err *e)
{
	struct stat	 held, named;
	int		 fd;

	for (;;) {
		if ((fd = open(name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600)) == -1)
			return err_errno(e, ERR_CREATE, "cannot create %s", name);
		while (flock(fd, LOCK_EX) == -1 && errno == EINTR)
			;
		if (fstat(fd, &held) == -1 || !S_ISREG(held.st_mode)) {
			close(fd);
			return err_set(e, ERR_CREATE, "%s: not a regular file", name);
		}
		if (stat(name, &named) == 0 && named.st_ino == held.st_ino && named.st_dev == held.st_dev)
			return fd;
		close(fd);
	}
}

static int
replace(const char *path, mode_t mode, const void *p, size_t n, int durable, struct err *e)
{
	struct buf	 name = BUF_INIT;
	size_t		 dir = directory_length(path);
	int		 fd = -1, r = -1;

	/* A leading dot, so that no glob takes the half file for a whole one. */
	buf_add(&name, path, dir);
	buf_addf(&name, ".%.200s.new", path + dir);
	if (buf_ok(&name, e) == -1 || (fd = open_half(name.s, e)) == -1)
		goto out;
	if (ftruncate(fd, 0) == -1)
		r = err_errno(e, ERR_IO, "%s", name.s);
	else
		r = fill(fd, name.s, mode, p, n, durable, e);
	if (r == 0 && rename(name.s, path) == -1)
		r = err_errno(e, ERR_CREATE, "%s", path);
	if (r == -1)
		unlink(name.s);
	if (close(fd) == -1 && r == 0)
		r = err_errno(e, ERR_IO, "%s", path);
	if (r == 0 && durable)
		r = io_sync_parent(path, e);
out:
	buf_free(&name);
	return r;
}

int
io_replace(const char *path, mode_t mode, const void *p, size_t n, struct err *e)
{
	return replace(path, mode, p, n, 1, e);
}

static int
update(const char *path, mode_t mode, const void *p, size_t n, int durable, int *changed, struct err *e)
{
	struct buf	 old = BUF_INIT;
	int		 same;

	same = io_read_file(path, n, &old, NULL) == 0 &&
	    span_eq(span_buf(&old), span_make(p, n));
	buf_free(&old);
	if (changed != NULL)
		*changed = !same;
	return same ? 0 : replace(path, mode, p, n, durable, e);
}

int
io_update(const char *path, mode_t mode, const void *p, size_t n, int *changed, struct err *e)
{
	return update(path, mode, p, n, 1, changed, e);
}

int
io_refresh(const char *path, mode_t mode, const void *p, size_t n, int *changed, struct err *e)
{
	return update(path, mode, p, n, 0, changed, e);
}

int
io_settle(const char *dir, struct err *e)
{
	int	 fd, r = 0;

	if ((fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) == -1)
		return err_errno(e, ERR_IO, "%s", dir);
#ifdef __linux__
	if (syncfs(fd) == -1)
		r = err_errno(e, ERR_IO, "%s", dir);
#else
	sync();
#endif
	close(fd);
	return r;
}

/* ---- directories ---- */

/* mkdir of one directory, durable; an existing one is left as it is. */
static int
make_directory(const char *path, mode_t mode, struct err *e)
{
	struct stat	 st;
	int		 number;

	if (mkdir(path, mode) == 0) {
		if (chmod(path, mode) == -1)
			return err_errno(e, ERR_CREATE, "%s", path);
		return io_sync_parent(path, e);
	}
	/* Some file systems say EROFS or EACCES of a directory that is there. */
	number = errno;
	if (stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return 0;
		number = ENOTDIR;
	}
	errno = number;
	return err_errno(e, ERR_CREATE, "cannot create %s", path);
}

int
io_mkdirs(const char *path, mode_t mode, struct err *e)
{
	struct buf	 b = BUF_INIT;
	size_t		 i;
	int		 r = 0;

	buf_adds(&b, path);
	while (b.len > 1 && b.s[b.len - 1] == '/')
		buf_cut(&b, b.len - 1);
	if (buf_ok(&b, e) == -1)
		r = -1;
	for (i = 1; r == 0 && i < b.len; i++) {
		if (b.s[i] != '/' || b.s[i - 1] == '/')
			continue;
		b.s[i] = '\0';
		r = make_directory(b.s, mode, e);
		b.s[i] = '/';
	}
	if (r == 0)
		r = make_directory(buf_str(&b), mode, e);
	buf_free(&b);
	return r;
}

int
io_tempfile(const char *dir, struct err *e)
{
	struct buf	 name = BUF_INIT;
	int		 fd = -1;

	if (dir == NULL)
		dir = getenv("TMPDIR");
	if (dir == NULL || *dir == '\0')
		dir = "/tmp";
#ifdef O_TMPFILE
	fd = open(dir, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
#endif
	if (fd == -1) {
		buf_addf(&name, "%s/asm.XXXXXX", dir);
		if (buf_ok(&name, e) == 0 && (fd = mkostemp(name.s, O_CLOEXEC)) != -1)
			unlink(name.s);
	}
	if (fd == -1)
		err_errno(e, ERR_CREATE, "no temporary file in %s", dir);
	buf_free(&name);
	return fd;
}

/* ---- a Maildir ---- */

static int
is_stem(const char *s)
{
	return *s != '\0' && *s != '.' && strlen(s) <= 200 &&
	    s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")] == '\0';
}

#define MAILDIR_PARTS	3
static const char *const maildir_part[MAILDIR_PARTS] = { "tmp", "new", "cur" };

/* It stands there already, for all mails but the first. */
static int
is_maildir(const char *dir)
{
	struct buf	 b = BUF_INIT;
	struct stat	 st;
	size_t		 i;
	int		 r = 1;

	for (i = 0; r == 1 && i < MAILDIR_PARTS; i++) {
		buf_reset(&b);
		buf_addf(&b, "%s/%s", dir, maildir_part[i]);
		r = !b.err && stat(buf_str(&b), &st) == 0 && S_ISDIR(st.st_mode);
	}
	buf_free(&b);
	return r;
}

static int
make_maildir(const char *dir, struct err *e)
{
	struct buf	 b = BUF_INIT;
	size_t		 i;
	int		 r;

	if (is_maildir(dir))
		return 0;
	r = io_mkdirs(dir, 0700, e);
	for (i = 0; r == 0 && i < MAILDIR_PARTS; i++) {
		buf_reset(&b);
		buf_addf(&b, "%s/%s", dir, maildir_part[i]);
		if ((r = buf_ok(&b, e)) == 0)
			r = make_directory(b.s, 0700, e);
	}
	buf_free(&b);
	return r;
}

/* Has a mail program moved it to cur, with flags behind its name? 1, 0, -1. */
static int
is_in_cur(const char *dir, const char *stem, struct err *e)
{
	struct buf	 b = BUF_INIT;
	struct dirent	*d;
	DIR		*cur = NULL;
	size_t		 n = strlen(stem);
	int		 found = 0;

	buf_addf(&b, "%s/cur", dir);
	if (buf_ok(&b, e) == -1)
		found = -1;
	else if ((cur = opendir(b.s)) == NULL)
		found = err_errno(e, ERR_IO, "%s", b.s);
	while (cur != NULL && found == 0 && (d = readdir(cur)) != NULL)
		found = strncmp(d->d_name, stem, n) == 0 &&
		    (d->d_name[n] == '\0' || d->d_name[n] == ':');
	if (cur != NULL)
		closedir(cur);
	buf_free(&b);
	return found;
}

int
io_maildir(const char *dir, const char *stem, const void *p, size_t n, struct err *e)
{
	struct buf	 tmp = BUF_INIT, new = BUF_INIT;
	int		 r = -1;

	if (!is_stem(stem))
		return err_set(e, ERR_BUG, "no name for a mail: %s", stem);
	buf_addf(&tmp, "%s/tmp/%s.XXXXXX", dir, stem);
	buf_addf(&new, "%s/new/%s", dir, stem);
	if (buf_ok(&tmp, e) == -1 || buf_ok(&new, e) == -1 || make_maildir(dir, e) == -1)
		goto out;
	if ((r = is_in_cur(dir, stem, e)) != 0) {
		r = r == 1 ? 0 : -1;
		goto out;
	}
	if ((r = write_new(tmp.s, 0600, p, n, e)) == -1)
		goto out;
	if (link(tmp.s, new.s) == -1 && errno != EEXIST)
		r = err_errno(e, ERR_CREATE, "%s", new.s);
	unlink(tmp.s);
	/* Also of a name that was there: who made it may have been killed before this. */
	if (r == 0)
		r = io_sync_parent(new.s, e);
out:
	buf_free(&tmp);
	buf_free(&new);
	return r;
}
