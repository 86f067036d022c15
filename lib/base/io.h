/*
 * Bytes in and out of descriptors and files: bounded, complete, atomic.
 */
#ifndef ASM_BASE_IO_H
#define ASM_BASE_IO_H

#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Read to the end of fd, appending to `out`.  More than `max` bytes: ERR_DATA
 * ("larger than N bytes"), with the first max bytes in `out`.
 */
int	 io_read_all(int fd, size_t max, struct buf *out, struct err *);
/* The same of a file by path.  No such file: ERR_NOINPUT. */
int	 io_read_file(const char *path, size_t max, struct buf *out, struct err *);
/* read(2), once something is there, whatever signals come and whether or not fd blocks. */
ssize_t	 io_read(int fd, void *, size_t);
/* Write everything, going on after short writes and EINTR. */
int	 io_write_all(int fd, const void *, size_t, struct err *);

/* The mode given is the mode made, whatever the umask is, here and below. */

/*
 * Replace the file `path` by n bytes, atomically and durably: a half file
 * beside it (".NAME.new", locked), write, fsync, rename, fsync of the directory;
 * the half file is unlinked on every failure, and taken over after a kill.
 */
int	 io_replace(const char *path, mode_t mode, const void *, size_t, struct err *);
/* As io_replace, but leave file and mtime alone when the bytes are the same. *changed may be NULL. */
int	 io_update(const char *path, mode_t mode, const void *, size_t, int *changed, struct err *);
/*
 * As io_update, without waiting for the disk: for many files that can be made again.  io_settle waits for all that was written
 * in the file system of `dir`.
 */
int	 io_refresh(const char *path, mode_t mode, const void *, size_t, int *changed, struct err *);
int	 io_settle(const char *dir, struct err *);
/*
 * Store one mail in a Maildir (created if missing) under the name `stem`
 * (letters, digits, dots, hyphens; at most 200, not beginning with a dot): tmp,
 * fsync, link to new, fsync of the directory.  A mail of that name in new or
 * cur means: done before, 0.
 */
int	 io_maildir(const char *dir, const char *stem, const void *, size_t, struct err *);
/*
 * Make the names in the directory that `path` stands in durable, after an unlink or a rename there; a path that ends in a
 * slash is that directory.
 */
int	 io_sync_parent(const char *path, struct err *);
/* mkdir -p of a directory; existing is fine. */
int	 io_mkdirs(const char *path, mode_t mode, struct err *);
/*
 * An unnamed temporary file in `dir` (TMPDIR or /tmp if NULL): its descriptor, or -1.
 * SANDBOX_FILTER allows this, unless the file system knows no O_TMPFILE: ask early.
 */
int	 io_tempfile(const char *dir, struct err *);

/*
 * A buffered reader of lines from a descriptor, for streams that do not fit
 * in memory.
 */
struct io_reader;

struct io_reader *io_reader_new(int fd, struct err *);	/* does not own fd */
void	 io_reader_free(struct io_reader *);
/*
 * The next line with its end, in place: valid until the next call.  1, 0 at the
 * end, -1 on errors.  A line longer than `max` bytes comes in pieces of max;
 * only the last piece ends in LF.
 */
int	 io_reader_line(struct io_reader *, size_t max, struct span *, struct err *);
/* Whole lines that are in memory already (none: empty), valid until the next call, and taking n bytes of them. */
struct span io_reader_ready(const struct io_reader *);
void	 io_reader_take(struct io_reader *, size_t n);
/* 1 if there is nothing to read for `ms` milliseconds, though the end has not come. */
int	 io_reader_idle(const struct io_reader *, int ms);
/* The next line without taking it, at most `max` bytes of it. 1, 0, -1 as above. */
int	 io_reader_peek(struct io_reader *, size_t max, struct span *, struct err *);

#endif
