#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "mail/mbox.h"

/* In the file: the length of a message (a native uint64_t), then its bytes.  The handle is where the length stands. */
struct spool {
	int	 fd;
	size_t	 end;
};

struct spool *
spool_new(struct err *e)
{
	struct spool *s = calloc(1, sizeof(*s));

	if (s == NULL) {
		err_memory(e);
		return NULL;
	}
	if ((s->fd = io_tempfile(NULL, e)) == -1) {
		free(s);
		return NULL;
	}
	return s;
}

void
spool_free(struct spool *s)
{
	if (s == NULL)
		return;
	close(s->fd);
	free(s);
}

static int
write_at(int fd, const void *data, size_t n, size_t at, struct err *e)
{
	const char *p = data;
	ssize_t	 w;

	while (n > 0) {
		w = pwrite(fd, p, n, (off_t)at);
		if (w == -1 && errno == EINTR)
			continue;
		if (w == -1)
			return err_errno(e, ERR_IO, "temporary file");
		p += w;
		at += (size_t)w;
		n -= (size_t)w;
	}
	return 0;
}

static int
read_at(int fd, void *data, size_t n, size_t at, struct err *e)
{
	char	*p = data;
	ssize_t	 r;

	while (n > 0) {
		r = pread(fd, p, n, (off_t)at);
		if (r == -1 && errno == EINTR)
			continue;
		if (r == -1)
			return err_errno(e, ERR_IO, "temporary file");
		if (r == 0)
			return err_set(e, ERR_BUG, "no such message in the temporary file");
		p += r;
		at += (size_t)r;
		n -= (size_t)r;
	}
	return 0;
}

int
spool_add(struct spool *s, struct span message, size_t *at, struct err *e)
{
	uint64_t n = message.n;

	if (write_at(s->fd, &n, sizeof(n), s->end, e) == -1 ||
	    write_at(s->fd, message.s, message.n, s->end + sizeof(n), e) == -1)
		return -1;
	*at = s->end;
	s->end += sizeof(n) + message.n;
	return 0;
}

int
spool_get(struct spool *s, size_t at, struct buf *out, struct err *e)
{
	uint64_t n;

	buf_reset(out);
	if (read_at(s->fd, &n, sizeof(n), at, e) == -1)
		return -1;
	if (n > s->end - at - sizeof(n))
		return err_set(e, ERR_BUG, "no such message in the temporary file");
	if (buf_room(out, n) == -1)
		return err_memory(e);
	if (read_at(s->fd, out->s, n, at + sizeof(n), e) == -1)
		return -1;
	out->len = n;
	out->s[n] = '\0';
	return 0;
}
