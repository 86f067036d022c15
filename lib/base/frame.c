#include "base/frame.h"

#include <errno.h>
#include <string.h>

static int
read_bytes(struct io_reader *in, size_t n, struct buf *body, struct err *err)
{
	struct span	 piece;
	int		 got;

	while (body->len < n) {
		if ((got = io_reader_line(in, n - body->len, &piece, err)) == -1)
			return -1;
		if (got == 0)
			return err_set(err, ERR_DATA, "%zu of %zu bytes are missing", n - body->len, n);
		if (buf_addspan(body, piece) == -1)
			return err_memory(err);
	}
	return io_reader_line(in, 2, &piece, err) == -1 ? -1 : 0;
}

int
frame_read(struct io_reader *in, struct record *r, struct buf *body, size_t max, unsigned long *line, struct err *err)
{
	unsigned long long n;
	const char	*length;
	int		 got;

	buf_reset(body);
	if ((got = record_read(in, r, line, err)) != 1 || (length = record_get(r, FRAME_LENGTH)) == NULL)
		return got;
	if (span_number(span_str(length), &n) == -1 || n > max)
		return err_set(err, ERR_DATA, "%s: more than %zu bytes, or no number", length, max);
	return read_bytes(in, (size_t)n, body, err) == -1 ? -1 : 1;
}

int
frame_write(FILE *out, struct record *r, struct span body, struct err *err)
{
	struct buf	 text = BUF_INIT;
	int		 result = -1;

	if (record_set(r, FRAME_LENGTH, NULL, err) == 0 &&
	    (body.n == 0 || record_addf(r, err, FRAME_LENGTH, "%zu", body.n) == 0)) {
		record_stanza(&text, r);
		buf_addc(&text, '\n');
		if (buf_ok(&text, err) == 0)
			result = fwrite(text.s, 1, text.len, out) == text.len && (body.n == 0 ||
			    (fwrite(body.s, 1, body.n, out) == body.n && putc('\n', out) != EOF)) ? 0 :
			    err_set(err, ERR_IO, "standard output: %s", strerror(errno));
	}
	buf_free(&text);
	return result;
}
