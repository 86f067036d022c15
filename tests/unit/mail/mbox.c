#include <fcntl.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "mail/mbox.h"
#include "tests/unit/tap.h"

static int
file_of(struct span bytes)
{
	const char *path = tap_path("in");
	int	 fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	if (fd == -1 || write(fd, bytes.s, bytes.n) != (ssize_t)bytes.n || lseek(fd, 0, SEEK_SET) != 0)
		bail("cannot write a file");
	return fd;
}

/* All messages, each in brackets. */
static void
read_all(struct buf *all, struct span bytes)
{
	struct buf message = BUF_INIT;
	struct err e;
	int	 fd = file_of(bytes), r;
	struct mbox *m = mbox_open(fd, &e);

	buf_reset(all);
	while ((r = mbox_next(m, &message, &e)) == 1) {
		buf_addc(all, '[');
		buf_addbuf(all, &message);
		buf_addc(all, ']');
	}
	if (r == -1)
		buf_adds(all, "error");
	if (mbox_next(m, &message, &e) != 0 || message.len != 0)
		buf_adds(all, "not at the end");
	mbox_free(m);
	buf_free(&message);
	close(fd);
}

static void
reads(struct span bytes, const char *want, const char *what)
{
	struct buf all = BUF_INIT;

	read_all(&all, bytes);
	is_buf(&all, want, "%s", what);
	buf_free(&all);
}

static void
test_bare(void)
{
	reads(SPAN(""), "", "nothing");
	reads(SPAN("\n\r\n\n"), "", "empty lines only");
	reads(SPAN("a: b\n\nc\n"), "[a: b\n\nc\n]", "one message");
	reads(SPAN("a: b\n\nc"), "[a: b\n\nc]", "without a final line end");
	reads(SPAN("a: b\r\n\r\nc\r\n"), "[a: b\n\nc\n]", "CRLF");
	reads(SPAN("a: b\r\rc\r"), "[a: b\n\nc\n]", "CR");
	reads(SPAN("From x\ra: b\r\rc\r"), "[a: b\n\nc\n]", "CR, with an envelope line");
	reads(SPAN("From x\ra: b\r\rc\r\rFrom y\ra: d\r\r>From e"), "[a: b\n\nc\n][a: d\n\nFrom e]", "an mbox with CR");
	reads(SPAN("From x\rno field\n\nc"), "[From x\rno field\n\nc]", "a CR in front of no field");
	reads(SPAN("\n\na: b\n\nc"), "[a: b\n\nc]", "empty lines in front");
	reads(SPAN("a: b\n\nFrom c\n\nFrom d\n>From e\n\n"), "[a: b\n\nFrom c\n\nFrom d\n>From e\n\n]", "is not split");
	reads(SPAN(">From x\na: b\n\nc"), "[>From x\na: b\n\nc]", "quoted in front");
	reads(SPAN("From : x\n\nc"), "[From : x\n\nc]", "a field written badly is no separator");
	reads(SPAN("a: \rb\n\r\n\rc\r\r\n"), "[a: \rb\n\n\rc\r\n]", "a CR inside lines stays");
}

static void
test_stream(void)
{
	reads(SPAN("From x\na: b\n\nc\n\nFrom y\nd: e\n\nf\n\n"), "[a: b\n\nc\n][d: e\n\nf\n]", "two messages");
	reads(SPAN("From x\r\na: b\r\n\r\nc\r\n\r\nFrom y\r\nd: e\r\n\r\n"), "[a: b\n\nc\n][d: e\n]", "CRLF");
	reads(SPAN("From x\na: b\n\nc\n\n\n\nFrom y\n\n"), "[a: b\n\nc\n\n\n][]", "only one empty line is taken off");
	reads(SPAN("From x\na: b\n\nc\nFrom y\nd: e\n"), "[a: b\n\nc\nFrom y\nd: e\n]", "only behind an empty line");
	reads(SPAN("From x\na: b\n\nFrom y\nc: d\n\ne"), "[a: b\n][c: d\n\ne]", "a message without a body");
	reads(SPAN("From x\n"), "[]", "an envelope only");
	reads(SPAN("From x"), "[]", "without a line end");
	reads(SPAN("\n\nFrom x\na: b\n\n"), "[a: b\n]", "empty lines in front");
	reads(SPAN("From x\nFrom y\na: b\n\n"), "[From y\na: b\n]", "two envelopes: the second is left to the splitter");
	reads(SPAN("From x\n>From y\na: b\n\n>>From\n>>From z\n"), "[From y\na: b\n\n>>From\n>From z\n]", "unquoted");
	reads(SPAN("From x\na: b\n\n >From y\n>from z\nx >From\n"), "[a: b\n\n >From y\n>from z\nx >From\n]", "and no more");
}

static void
test_envelope(void)
{
	struct buf message = BUF_INIT, in = BUF_INIT;
	int	 fd = file_of(SPAN("From a@b  Sat Jan  3 01:05:34 1996\r\na: b\n\nFrom c\n\n")), i;
	struct mbox *m = mbox_open(fd, NULL);

	mbox_next(m, &message, NULL);
	is_str(mbox_envelope(m), "From a@b  Sat Jan  3 01:05:34 1996", "an envelope");
	ok(mbox_is_stream(m), "a stream");
	mbox_next(m, &message, NULL);
	is_str(mbox_envelope(m), "From c", "the next one");
	mbox_free(m);
	close(fd);
	buf_adds(&in, "From ");
	for (i = 0; i < 200000; i++)
		buf_addc(&in, 'x');
	buf_adds(&in, "\na: b\n\nc\n");
	m = mbox_open(fd = file_of(span_buf(&in)), NULL);
	is_int(mbox_next(m, &message, NULL), 1, "an endless envelope");
	is_buf(&message, "a: b\n\nc\n", "is only an envelope");
	is_int((long long)strlen(mbox_envelope(m)), 1000, "of which enough is kept");
	mbox_free(m);
	close(fd);
	m = mbox_open(fd = file_of(SPAN("a: b\n")), NULL);
	mbox_next(m, &message, NULL);
	is_str(mbox_envelope(m), "", "a bare message has none");
	ok(!mbox_is_stream(m), "and is no stream");
	mbox_free(m);
	close(fd);
	buf_free(&message);
	buf_free(&in);
}

static void
test_content_length(void)
{
	reads(SPAN("From x\nContent-Length: 14\n\na\n\nFrom b\n>From c\nFrom y\nd: e\n\n"),
	    "[Content-Length: 14\n\na\n][From c\nFrom y\nd: e\n]", "too short a length is not believed");
	reads(SPAN("From x\nContent-Length: 18\n\na\n\nFrom b\n>From c\n\nFrom y\nd: e\n\n"),
	    "[Content-Length: 18\n\na\n\nFrom b\n>From c\n][d: e\n]", "a length that lands on a From line; nothing is unquoted");
	reads(SPAN("From x\r\nContent-Length: 13\r\n\r\na\r\n\r\nFrom b\r\n\r\nFrom y\r\nd: e\r\n\r\n"),
	    "[Content-Length: 13\n\na\n\nFrom b\n][d: e\n]", "counts bytes as they stand");
	reads(SPAN("From x\ncontent-length: 10\n\na\n\nFrom b\n"), "[content-length: 10\n\na\n\nFrom b\n]", "on the end");
	reads(SPAN("From x\ncontent-length: 10\n\na\n\nFrom b\n\n"), "[content-length: 10\n\na\n\nFrom b\n]", "on an empty line and the end");
	reads(SPAN("From x\ncontent-length: 9\n\na\n\nFrom b\n"), "[content-length: 9\n\na\n][]", "inside a line");
	reads(SPAN("From x\ncontent-length: 11\n\na\n\nFrom b\n"), "[content-length: 11\n\na\n][]", "behind the end");
	reads(SPAN("From x\ncontent-length: 10\n\na\n\nFrom b\nc\n\nFrom d\n\n"),
	    "[content-length: 10\n\na\n][c\n][]", "on some other line");
	reads(SPAN("From x\ncontent-length: 10\n\na\n\nFrom b\n\n\nFrom d\n\n"),
	    "[content-length: 10\n\na\n][\n][]", "two empty lines");
	reads(SPAN("From x\ncontent-length: -1\n\na\n\nFrom b\n\n"), "[content-length: -1\n\na\n][]", "no number");
	reads(SPAN("From x\ncontent-length: 99999999999999999999\n\na\n\nFrom b\n\n"),
	    "[content-length: 99999999999999999999\n\na\n][]", "a number too large");
	reads(SPAN("From x\nContent-Length: 900\n\na\n\nFrom y\nContent-Length: 600\n\nb\n\nFrom z\nContent-Length: 10\n\nv\n\nFrom w\n\n"),
	    "[Content-Length: 900\n\na\n][Content-Length: 600\n\nb\n][Content-Length: 10\n\nv\n\nFrom w\n]", "one inside what another one looked at");
}

/* Many claims that do not hold cost no more than the stream is long, and a constant. */
/* A stream that our own programs wrote, with strangers' mails in it. */
static void
test_plain(void)
{
	static const char in[] = "From x\nContent-Length: 18\n\na\n\nFrom b\n>From c\n\nFrom y\rd: e\rf\r\n\n";
	struct buf message = BUF_INIT;
	int	 fd = file_of(span_str(in));
	struct mbox *m = mbox_open(fd, NULL);

	mbox_plain(m);
	is_int(mbox_next(m, &message, NULL), 1, "plain: a message");
	is_buf(&message, "Content-Length: 18\n\na\n", "no length is believed");
	is_int(mbox_next(m, &message, NULL), 1, "so that there is another");
	is_buf(&message, "From c\n", "unquoted");
	is_int(mbox_next(m, &message, NULL), 1, "and another");
	is_buf(&message, "", "in which a CR is no line end");
	is_int(mbox_next(m, &message, NULL), 0, "and that is all");
	mbox_free(m);
	close(fd);
	m = mbox_open(fd = file_of(SPAN("a: b\r\rc\r")), NULL);
	mbox_plain(m);
	is_int(mbox_next(m, &message, NULL), 1, "plain: a bare message");
	is_buf(&message, "a: b\r\rc\r", "stays as it is");
	mbox_free(m);
	close(fd);
	buf_free(&message);
}

static void
test_vain_claims(void)
{
	struct buf in = BUF_INIT, message = BUF_INIT;
	size_t	 n, i, lines = 0;
	struct mbox *m;
	int	 fd;

	for (i = 0; i < 30000; i++)
		buf_addf(&in, "From x\nContent-Length: %d\n\n%05zu\n\n", 1000000, i);
	m = mbox_open(fd = file_of(span_buf(&in)), NULL);
	for (n = 0; mbox_next(m, &message, NULL) == 1; n++)
		lines += span_chr(span_buf(&message), '\n') > 0;
	is_int((long long)n, 30000, "claims in vain: all messages");
	is_int((long long)lines, 30000, "each with its lines");
	mbox_free(m);
	close(fd);
	buf_free(&in);
	buf_free(&message);
}

static void
test_long_lines(void)
{
	struct buf in = BUF_INIT, message = BUF_INIT;
	size_t	 n;
	struct mbox *m;
	int	 fd;

	for (n = 65533; n < 65540; n++) {
		buf_reset(&in);
		buf_adds(&in, "From x\n\n");
		buf_room(&in, n);
		memset(in.s + in.len, 'y', n);
		in.len += n;
		buf_adds(&in, "\r\nz\r\n\n");
		m = mbox_open(fd = file_of(span_buf(&in)), NULL);
		mbox_next(m, &message, NULL);
		is_int((long long)message.len, (long long)n + 4, "a line of %zu", n);
		ok(span_ends(span_buf(&message), "yyy\nz\n"), "and its end");
		mbox_free(m);
		close(fd);
	}
	buf_free(&in);
	buf_free(&message);
}

static void
test_limit(int over)
{
	static const char tail[] = "\n\nFrom y\na: b\n\nc\n";
	const char *path = tap_path("large");
	size_t	 size = strlen("From x\n\n") + MESSAGE_MAX - 2 + (size_t)over;
	struct buf message = BUF_INIT;
	struct mbox *m;
	int	 fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	if (write(fd, "From x\n\n", 8) != 8 || pwrite(fd, tail, strlen(tail), (off_t)size) != (ssize_t)strlen(tail) ||
	    lseek(fd, 0, SEEK_SET) != 0)
		bail("no room for a large file");
	m = mbox_open(fd, NULL);
	is_int(mbox_next(m, &message, NULL), 1, "a message of MESSAGE_MAX%s", over ? " and a byte" : "");
	is_int(mbox_cut(m), over, "is cut or not");
	is_int((long long)message.len, (long long)MESSAGE_MAX, "its length");
	is_int(mbox_next(m, &message, NULL), 1, "the one behind it");
	is_buf(&message, "a: b\n\nc\n", "is whole");
	is_int(mbox_cut(m), 0, "and not cut");
	mbox_free(m);
	close(fd);
	unlink(path);
	buf_free(&message);
}

static int
write_file(const char *path, const struct buf *messages, size_t n)
{
	FILE	*f = fopen(path, "w");
	size_t	 i;
	int	 r = 0;

	for (i = 0; i < n; i++)
		r |= mbox_write(f, span_buf(&messages[i]), "a@b", 1000000000, NULL);
	return fclose(f) == 0 ? r : -1;
}

/* Whatever is in a message, it comes back as it went; only a missing line end is put to its end. */
static void
test_round_trip(void)
{
	static const char *const pieces[] = { "From ", ">From ", ">>From x", ">", "\n", "\n\n", "x", " ", "From: ", "a: b\n", "Fro" };
	struct buf messages[8] = { BUF_INIT }, got = BUF_INIT;
	unsigned seed = 7, turn, i, j, bad = 0, n = 0;
	struct mbox *m;
	int	 fd;

	for (turn = 0; turn < 300; turn++) {
		for (i = 0; i < 8; i++) {
			buf_reset(&messages[i]);
			for (j = (seed = seed * 1103515245 + 12345) >> 16 & 15; j > 0; j--)
				buf_adds(&messages[i], pieces[((seed = seed * 1103515245 + 12345) >> 16) % 11]);
		}
		bad += write_file(tap_path("out"), messages, 8) != 0;
		fd = open(tap_path("out"), O_RDONLY);
		m = mbox_open(fd, NULL);
		for (i = 0; i < 8; i++, n++) {
			if (messages[i].len > 0 && messages[i].s[messages[i].len - 1] != '\n')
				buf_addc(&messages[i], '\n');
			bad += mbox_next(m, &got, NULL) != 1 || !span_eq(span_buf(&got), span_buf(&messages[i]));
		}
		bad += mbox_next(m, &got, NULL) != 0;
		mbox_free(m);
		close(fd);
	}
	is_int(bad, 0, "%u messages of separators and quotes come back", n);
	for (i = 0; i < 8; i++)
		buf_free(&messages[i]);
	buf_free(&got);
}

static void
writes(const char *sender, moment when, struct span message, const char *want, const char *what)
{
	struct err e;
	char	*out = NULL;
	size_t	 n = 0;
	FILE	*f = open_memstream(&out, &n);

	is_ok(mbox_write(f, message, sender, when, &e), &e, "%s", what);
	fclose(f);
	is_spans(span_make(out, n), want, "%s: its bytes", what);
	free(out);
}

static void
test_write(void)
{
	struct err e;
	FILE	*f;

	writes("a@b", 1000000000, SPAN("a: b\n\nFrom c\n>From d\nx From\n>from"),
	    "From a@b Sun Sep  9 01:46:40 2001\na: b\n\n>From c\n>>From d\nx From\n>from\n\n", "a message");
	writes(NULL, MOMENT_NONE, SPAN_NONE, "From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n\n", "nothing");
	writes("a b\nc: d", 0, SPAN("\n"), "From a_b_c:_d Thu Jan  1 00:00:00 1970\n\n\n", "a sender that would be a field");
	writes(":", 0, SPAN("\n"), "From _ Thu Jan  1 00:00:00 1970\n\n\n", "a sender that is a colon");
	if ((f = fopen("/dev/full", "w")) == NULL) {
		skip("no /dev/full");
		return;
	}
	setvbuf(f, NULL, _IONBF, 0);
	is_err(mbox_write(f, SPAN("a: b\n"), "x", 0, &e), &e, ERR_AGAIN, "a full disk");
	fclose(f);
}

static void
test_spool(void)
{
	struct spool *s = spool_new(NULL);
	struct buf b = BUF_INIT;
	size_t	 at[3];
	struct err e;

	spool_add(s, SPAN("one"), &at[0], NULL);
	spool_add(s, SPAN_NONE, &at[1], NULL);
	spool_add(s, SPAN("th\0ree"), &at[2], NULL);
	is_ok(spool_get(s, at[2], &b, &e), &e, "the last");
	is_span(span_buf(&b), SPAN("th\0ree"), "is as it was");
	is_ok(spool_get(s, at[0], &b, &e), &e, "the first");
	is_buf(&b, "one", "is as it was");
	is_ok(spool_get(s, at[1], &b, &e), &e, "an empty one");
	is_int((long long)b.len, 0, "is empty");
	is_err(spool_get(s, at[2] + 14, &b, &e), &e, ERR_BUG, "no handle");
	is_err(spool_get(s, at[2] + 1, &b, &e), &e, ERR_BUG, "nor this");
	spool_free(s);
	spool_free(NULL);
	buf_free(&b);
}

/* What is there, and what may yet come. */
static void
test_idle(void)
{
	struct buf	 mail = BUF_INIT;
	struct mbox	*m;
	struct err	 e;
	int		 fd[2];

	if (pipe(fd) == -1 || (m = mbox_open(fd[0], &e)) == NULL)
		bail("no pipe");
	is_int(mbox_idle(m, 1), 1, "an empty pipe is idle");
	is_ok(io_write_all(fd[1], "From a\nX: 1\n\nFrom b\nX: 2\n\nFrom c\n", 33, &e), &e, "two messages and a half");
	is_int(mbox_idle(m, 1), 0, "then it is not");
	is_int(mbox_next(m, &mail, &e), 1, "the first");
	is_int(mbox_idle(m, 1), 0, "another one is whole");
	is_int(mbox_next(m, &mail, &e), 1, "the second");
	is_int(mbox_idle(m, 1), 1, "the third is not");
	close(fd[1]);
	is_int(mbox_idle(m, 1), 0, "the end has come");
	is_int(mbox_next(m, &mail, &e), 1, "the third");
	is_int(mbox_idle(m, 1), 0, "nothing to wait for");
	is_int(mbox_next(m, &mail, &e), 0, "and no more");
	close(fd[0]);
	mbox_free(m);
	buf_free(&mail);
}

int
main(void)
{
	test_bare();
	test_stream();
	test_envelope();
	test_content_length();
	test_plain();
	test_vain_claims();
	test_long_lines();
	test_limit(0);
	test_limit(1);
	test_round_trip();
	test_write();
	test_spool();
	test_idle();
	return done();
}
