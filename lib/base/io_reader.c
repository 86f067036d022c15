#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"

#define CHUNK	(64UL * 1024)	/* bytes at first; more when a line needs it */

/*
 * Bytes [start, end) of `b` are read and not yet taken; [start, seen) hold no LF.
 */
struct io_reader {
	int	 fd;
	int	 eof;
	char	*b;
	size_t	 cap;
	size_t	 start, seen, end;
};

struct io_reader *
io_reader_new(int fd, struct err *e)
{
	struct io_reader	*r = calloc(1, sizeof(*r));

	if (r == NULL || (r->b = malloc(CHUNK)) == NULL) {
		free(r);
		err_memory(e);
		return NULL;
	}
	r->fd = fd;
	r->cap = CHUNK;
	return r;
}

void
io_reader_free(struct io_reader *r)
{
	if (r != NULL)
		free(r->b);
	free(r);
}

/*
 * Room behind what is there.  It is moved to the front only when at least as
 * much was taken, and else the room doubles: the cost of a byte stays constant.
 */
static int
reader_room(struct io_reader *r, struct err *e)
{
	char	*b;

	if (r->start == r->end) {
		r->start = r->seen = r->end = 0;
	} else if (r->end == r->cap && r->start >= r->cap / 2) {
		memmove(r->b, r->b + r->start, r->end - r->start);
		r->seen -= r->start;
		r->end -= r->start;
		r->start = 0;
	} else if (r->end == r->cap) {
		if ((b = realloc(r->b, r->cap * 2)) == NULL)
			return err_memory(e);
		r->b = b;
		r->cap *= 2;
	}
	return 0;
}

/* Read more: 1, 0 at the end, -1. */
static int
reader_fill(struct io_reader *r, struct err *e)
{
	ssize_t	 got;

	if (r->eof)
		return 0;
	if (reader_room(r, e) == -1)
		return -1;
	if ((got = io_read(r->fd, r->b + r->end, r->cap - r->end)) == -1)
		return err_errno(e, ERR_IO, "cannot read");
	r->end += (size_t)got;
	r->eof = got == 0;
	return got > 0;
}

int
io_reader_peek(struct io_reader *r, size_t max, struct span *line, struct err *e)
{
	const char	*lf;
	size_t		 n;
	int		 more = 1;

	for (;;) {
		lf = r->seen < r->end ? memchr(r->b + r->seen, '\n', r->end - r->seen) : NULL;
		r->seen = lf != NULL ? (size_t)(lf - r->b) : r->end;
		n = r->seen - r->start + (lf != NULL);
		if (lf != NULL || n >= max || more == 0)
			break;
		if ((more = reader_fill(r, e)) == -1)
			return -1;
	}
	*line = span_make(r->b + r->start, n < max ? n : max);
	return n > 0;
}

int
io_reader_line(struct io_reader *r, size_t max, struct span *line, struct err *e)
{
	int	 got = io_reader_peek(r, max, line, e);

	if (got == 1) {
		r->start += line->n;
		if (r->seen < r->start)
			r->seen = r->start;
	}
	return got;
}

struct span
io_reader_ready(const struct io_reader *r)
{
	const char	*lf = r->end > r->start ? memrchr(r->b + r->start, '\n', r->end - r->start) : NULL;

	return lf == NULL ? SPAN_NONE : span_make(r->b + r->start, (size_t)(lf - r->b) + 1 - r->start);
}

void
io_reader_take(struct io_reader *r, size_t n)
{
	r->start += n;
	if (r->seen < r->start)
		r->seen = r->start;
}

int
io_reader_idle(const struct io_reader *r, int ms)
{
	struct pollfd	 p = { .fd = r->fd, .events = POLLIN };

	return !r->eof && poll(&p, 1, ms) == 0;
}
