#include "base/limits.h"
#include "mail/guard.h"
#include "tests/unit/tap.h"

static void
guards(struct span in, const char *want, const char *what)
{
	struct buf out = BUF_INIT;
	size_t	 i;
	int	 zero = 1;

	is_int(guard_copy(&out, in, NULL), 1, "%s", what);
	is_buf(&out, want, "%s: the copy", what);
	for (i = 0; i < 16; i++)
		zero &= out.s[out.len + i] == '\0';
	ok(zero, "%s: zeros behind it", what);
	buf_free(&out);
}

static void
test_copy(void)
{
	guards(SPAN("a: b\n\nc\n"), "a: b\n\nc\n", "plain");
	guards(SPAN(""), "", "nothing");
	guards(SPAN("Content-Type: multipart/mixed; boundary=\"\\\"\"\nx: \\\n"),
	    "Content-Type: multipart/mixed; boundary=\"_\"\"\nx: \\\n", "a backslash in a boundary");
	guards(SPAN("Content-Type: multipart/mixed;\n BOUNDARY=\"\\\"\"\n\t\\\nx: \\\n"),
	    "Content-Type: multipart/mixed;\n BOUNDARY=\"_\"\"\n\t_\nx: \\\n", "on a folded line");
	guards(SPAN("no colon boundary=\"\\\"\n"), "no colon boundary=\"\\\"\n", "on a line that is no field");
	guards(SPAN("a:\r\n boundary=\"\\\"\r\n"), "a:\r\n boundary=\"_\"\r\n", "CRLF");
	guards(SPAN("a: boundary\\"), "a: boundary_", "without a line end");
}

/* n times `line`, then `rest`. */
static int
verdict(const char *line, size_t n, const char *rest)
{
	struct buf in = BUF_INIT, out = BUF_INIT;
	int	 r;

	while (n-- > 0)
		buf_adds(&in, line);
	buf_adds(&in, rest);
	r = guard_copy(&out, span_buf(&in), NULL);
	buf_free(&in);
	buf_free(&out);
	return r;
}

static void
test_limits(void)
{
	struct buf in = BUF_INIT, out = BUF_INIT;
	size_t	 n = GUARD_WORK / 100;

	is_int(verdict("a: boundary\n", GUARD_BOUNDARIES, ""), 1, "boundaries");
	is_int(verdict("a: boundary\n", GUARD_BOUNDARIES + 1, ""), 0, "one too many");
	is_int(verdict("boundary\n", GUARD_BOUNDARIES + 1, ""), 1, "on lines that are no fields");
	is_int(verdict("a: BoundarY boundary\n", GUARD_BOUNDARIES / 2, "b: boundary"), 0, "in any case, many on a line");
	is_int(verdict("a: message/rfc822\n", GUARD_RFC822, ""), 1, "messages");
	is_int(verdict("a: message/RFC822\n", GUARD_RFC822 + 1, ""), 0, "one too many");
	is_int(verdict("(", GUARD_PARENS, ":\n"), 1, "parentheses");
	is_int(verdict("(", GUARD_PARENS + 1, ":\n"), 0, "one too many");
	is_int(verdict("(\n ", GUARD_PARENS + 1, ":\n"), 0, "on a folded line");
	is_int(verdict("a:(\n", GUARD_PARENS + 1, ""), 1, "on many lines");
	while (in.len < 100 * strlen("a: boundary\n"))
		buf_adds(&in, "a: boundary\n");
	buf_room(&in, n + 1);
	memset(in.s + in.len, 'x', n + 1 - in.len);
	in.len = n;
	is_int(guard_copy(&out, span_buf(&in), NULL), 1, "work");
	in.len = n + 1;
	is_int(guard_copy(&out, span_buf(&in), NULL), 0, "a byte too much of it");
	buf_free(&in);
	buf_free(&out);
}

int
main(void)
{
	test_copy();
	test_limits();
	return done();
}
