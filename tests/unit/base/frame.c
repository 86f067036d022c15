/* Records with bytes behind them. */
#include "base/frame.h"

#include "tests/unit/tap.h"

#define BODY	10

static struct err	 err;

static struct io_reader *
open_bytes(struct span s, int *fd)
{
	struct io_reader *in;

	if ((*fd = io_tempfile(NULL, &err)) == -1 || io_write_all(*fd, s.s, s.n, &err) == -1 || lseek(*fd, 0, SEEK_SET) != 0 ||
	    (in = io_reader_new(*fd, &err)) == NULL)
		bail("%s", err.text);
	return in;
}

/* All frames as "id/body;", and how the last reading ended. */
static void
reads(struct span s, const char *want, int ends, const char *what)
{
	struct record	 r = RECORD_INIT;
	struct buf	 body = BUF_INIT, all = BUF_INIT;
	unsigned long	 line = 0;
	int		 fd, got;
	struct io_reader *in = open_bytes(s, &fd);

	while ((got = frame_read(in, &r, &body, BODY, &line, &err)) == 1) {
		buf_addf(&all, "%s/", record_get(&r, "Id"));
		buf_addbuf(&all, &body);
		buf_addc(&all, ';');
	}
	is_buf(&all, want, "%s", what);
	if (ends == -1)
		is_err(got, &err, ERR_DATA, "and then an error");
	else
		is_int(got, 0, "and then the end");
	io_reader_free(in);
	close(fd);
	record_free(&r);
	buf_free(&body);
	buf_free(&all);
}

static void
test_read(void)
{
	reads(SPAN(""), "", 0, "nothing");
	reads(SPAN("Id: a\n\nId: b\n"), "a/;b/;", 0, "no bodies");
	reads(SPAN("Id: a\nLength: 3\n\nx\ny\n\nId: b\n"), "a/x\ny;b/;", 0, "one body");
	reads(SPAN("Id: a\nLength: 3\n\nxyz"), "a/xyz;", 0, "without a line end behind it");
	reads(SPAN("Id: a\nLength: 0\n\n\nId: b\n"), "a/;b/;", 0, "an empty one");
	reads(SPAN("Id: a\nLength: 9\n\nId: x\n\nB\n\nId: b\n"), "a/Id: x\n\nB\n;b/;", 0, "a body that looks like a record");
	reads(SPAN("Id: a\nLength: 10\n\n0123456789\n"), "a/0123456789;", 0, "as long as may be");
	reads(SPAN("Id: a\nLength: 11\n\n0123456789a\n"), "", -1, "longer");
	reads(SPAN("Id: a\n\nId: b\nLength: 4\n\nxyz"), "a/;", -1, "a body that is cut");
	reads(SPAN("Id: a\nLength: x\n\n"), "", -1, "a length that is no number");
	reads(SPAN("Id: a\nLength: -1\n\n"), "", -1, "below zero");
	reads(SPAN("Id: a\nLength: 99999999999999999999999\n\n"), "", -1, "beyond numbers");
	reads(SPAN("Id: a\n\nnothing that is a record\n"), "a/;", -1, "something else");
}

static void
writes(struct span body, const char *length, struct span want, const char *what)
{
	struct record	 r = RECORD_INIT;
	char		*text = NULL;
	size_t		 n = 0;
	FILE		*out = open_memstream(&text, &n);

	if (out == NULL)
		bail("no memory");
	record_add(&r, "Id", "a", &err);
	record_set(&r, FRAME_LENGTH, length, &err);
	is_ok(frame_write(out, &r, body, &err), &err, "%s", what);
	fclose(out);
	is_span(span_make(text, n), want, "its bytes");
	free(text);
	record_free(&r);
}

static void
test_write(void)
{
	struct record	 r = RECORD_INIT;
	FILE		*full = fopen("/dev/full", "w");

	writes(SPAN_NONE, NULL, SPAN("Id: a\n\n"), "no body");
	writes(SPAN("x\0y\n"), NULL, SPAN("Id: a\nLength: 4\n\nx\0y\n\n"), "a body with a NUL");
	writes(SPAN("xy"), "7", SPAN("Id: a\nLength: 2\n\nxy\n"), "a length that was wrong");
	writes(SPAN_NONE, "7", SPAN("Id: a\n\n"), "one that was too much");
	if (full == NULL) {
		skip("no /dev/full");
		return;
	}
	setvbuf(full, NULL, _IONBF, 0);
	record_add(&r, "Id", "a", &err);
	is_err(frame_write(full, &r, SPAN("x"), &err), &err, ERR_IO, "a full disk");
	fclose(full);
	record_free(&r);
}

int
main(void)
{
	test_read();
	test_write();
	return done();
}
