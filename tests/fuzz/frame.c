/*
 * Any bytes as records with bytes behind them: what is read, written and read again is the same, and no body is longer
 * than was allowed.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/frame.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

#define BODY	64

static struct io_reader *
reader_of(struct span s, int *fd)
{
	struct io_reader *in;

	if ((*fd = io_tempfile(NULL, NULL)) == -1 || io_write_all(*fd, s.s, s.n, NULL) == -1 || lseek(*fd, 0, SEEK_SET) != 0 ||
	    (in = io_reader_new(*fd, NULL)) == NULL)
		abort();
	return in;
}

static int
is_same(const struct record *a, const struct record *b)
{
	struct buf	 x = BUF_INIT, y = BUF_INIT;
	int		 same;

	record_stanza(&x, a);
	record_stanza(&y, b);
	same = span_eq(span_buf(&x), span_buf(&y));
	buf_free(&x);
	buf_free(&y);
	return same;
}

static void
once_more(struct record *r, const struct buf *body)
{
	struct record	 again = RECORD_INIT;
	struct buf	 b = BUF_INIT;
	struct io_reader *in;
	struct err	 e;
	unsigned long	 line = 0;
	char		*text = NULL;
	size_t		 n = 0;
	FILE		*out = open_memstream(&text, &n);
	int		 fd, written;

	if (out == NULL)
		abort();
	written = frame_write(out, r, span_buf(body), &e);
	fclose(out);
	/* A number of digits of its own may not have room any more; a record of nothing but a length is none. */
	if (written == 0 && r->n > 0) {
		in = reader_of(span_make(text, n), &fd);
		if (frame_read(in, &again, &b, BODY, &line, &e) != 1 || !is_same(r, &again) || !span_eq(span_buf(body), span_buf(&b)) ||
		    frame_read(in, &again, &b, BODY, &line, &e) != 0)
			abort();
		io_reader_free(in);
		close(fd);
	}
	free(text);
	record_free(&again);
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct record	 r = RECORD_INIT;
	struct buf	 body = BUF_INIT;
	struct err	 e;
	unsigned long	 line = 0;
	int		 fd, got;
	struct io_reader *in = reader_of(span_make((const char *)data, size), &fd);

	while ((got = frame_read(in, &r, &body, BODY, &line, &e)) == 1) {
		if (body.len > BODY)
			abort();
		once_more(&r, &body);
	}
	if (got == -1 && e.class != ERR_DATA)
		abort();
	io_reader_free(in);
	close(fd);
	record_free(&r);
	buf_free(&body);
	return 0;
}
