#include "text/utf8.h"
#include "text/wrap.h"
#include "tests/unit/tap.h"

static void
wraps(const char *text, struct wrap w, const char *want, const char *name)
{
	struct buf b = BUF_INIT;

	is_int(wrap_paragraph(&b, span_str(text), &w), 0, "%s: done", name);
	is_buf(&b, want, "%s", name);
	buf_free(&b);
}

/* Flowed, it comes back as one paragraph. */
static void
flows(const char *text, struct wrap w, const char *wrapped, const char *back)
{
	struct buf b = BUF_INIT, u = BUF_INIT;

	wrap_paragraph(&b, span_str(text), &w);
	is_buf(&b, wrapped, "flowed: %s", text);
	wrap_unflow(&u, span_buf(&b), w.flowed == 2);
	is_buf(&u, back, "and back: %s", text);
	buf_free(&b);
	buf_free(&u);
}

static void
rejoins(const char *text, const char *want, const char *name)
{
	struct buf b = BUF_INIT;

	is_int(wrap_rejoin(&b, span_str(text), 70), 0, "%s: done", name);
	is_buf(&b, want, "rejoined: %s", name);
	buf_free(&b);
}

static void
unflows(const char *text, int delsp, const char *want, const char *name)
{
	struct buf b = BUF_INIT;

	wrap_unflow(&b, span_str(text), delsp);
	is_buf(&b, want, "%s", name);
	buf_free(&b);
}

static void
plain(void)
{
	wraps("aa bb\n cc\t dd", (struct wrap){ 5, NULL, NULL, 0 }, "aa bb\ncc dd\n", "blanks collapse, lines are full");
	wraps("aa bb", (struct wrap){ 4, NULL, NULL, 0 }, "aa\nbb\n", "one column less");
	wraps("one two three", (struct wrap){ 8, "- ", "  ", 0 }, "- one\n  two\n  three\n", "a hanging indent");
	wraps("", (struct wrap){ 10, "> ", "> ", 0 }, ">\n", "an empty paragraph");
	wraps("averylongword x", (struct wrap){ 5, NULL, NULL, 0 }, "averylongword\nx\n", "a word too long stays whole");
	wraps("see https://example.org/a/b-c/d?e=f&g=h-i now", (struct wrap){ 10, NULL, NULL, 0 },
	    "see\nhttps://example.org/a/b-c/d?e=f&g=h-i\nnow\n", "and so does a URL");
	wraps("\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x96\x87\xE3\x80\x82\xE6\x97\xA5", (struct wrap){ 8, NULL, NULL, 0 },
	    "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\n\xE6\x96\x87\xE3\x80\x82\xE6\x97\xA5\n",
	    "ideographs part, but no line begins with their full stop");
	wraps("\xEC\x95\x88\xEB\x85\x95 \xEC\x97\xAC", (struct wrap){ 4, NULL, NULL, 0 },
	    "\xEC\x95\x88\xEB\x85\x95\n\xEC\x97\xAC\n", "Korean parts at blanks");
	wraps("\xE6\x97\xA5<https://example.org/\xE6\x97\xA5\xE6\x9C\xAC>\xE6\x97\xA5", (struct wrap){ 4, NULL, NULL, 0 },
	    "\xE6\x97\xA5\n<https://example.org/\xE6\x97\xA5\xE6\x9C\xAC>\n\xE6\x97\xA5\n",
	    "an address in brackets stays in one piece, whatever it is made of");
	wraps("x y", (struct wrap){ 0, "> ", "> ", 0 }, "> x\n> y\n", "no room at all: a word a line");
}

static void
flowed(void)
{
	struct wrap w = { 10, NULL, NULL, 1 }, q = { 12, "> > ", "> > ", 1 }, d = { 8, NULL, NULL, 2 };

	flows("one two three four", w, "one two \nthree four\n", "one two three four\n");
	flows("aaa From here", (struct wrap){ 9, NULL, NULL, 1 }, "aaa From \nhere\n", "aaa From here\n");
	flows("From here", w, " From here\n", "From here\n");
	flows("> not a quote", w, " > not a \nquote\n", " > not a quote\n");
	flows("one two three", q, ">> one two \n>> three\n", ">> one two three\n");
	flows("", q, ">>\n", ">>\n");
	flows("item text goes on", (struct wrap){ 10, "- ", "  ", 1 }, "- item \ntext goes \non\n", "- item text goes on\n");
	flows("-- averylongword x", w, "-- averylongword \nx\n", "-- averylongword x\n");
	flows("\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x96\x87\xE5\xAD\x97", d,
	    "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x96\x87 \n\xE5\xAD\x97\n",
	    "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x96\x87\xE5\xAD\x97\n");
	flows("one two three", d, "one two  \nthree\n", "one two three\n");
	flows("\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x96\x87\xE5\xAD\x97 x", (struct wrap){ 4, NULL, NULL, 1 },
	    "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x96\x87\xE5\xAD\x97 \nx\n",
	    "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x96\x87\xE5\xAD\x97 x\n");
}

static void
unflowed(void)
{
	unflows("a \nb\nc\n", 0, "a b\nc\n", "soft and hard ends");
	unflows("a \r\nb\r\n", 0, "a b\n", "CRLF");
	unflows("a \nb", 1, "ab\n", "DelSp takes the blank out");
	unflows("  a\n", 0, " a\n", "one blank is stuffing");
	unflows("> a \n>> b\n", 0, "> a\n>> b\n", "a change of depth ends a paragraph");
	unflows("> a \n> b\n>c\n", 0, "> a b\n> c\n", "quotes flow");
	unflows("a \n-- \nname \nmail\n", 0, "a\n-- \nname mail\n", "the signature mark is no soft end");
	unflows("a \n", 0, "a\n", "a soft end with nothing behind it");
	unflows("a \n\nb\n", 0, "a\n\nb\n", "an empty line stays one");
	unflows("", 0, "", "nothing");
}

static void
lines(void)
{
	struct buf b = BUF_INIT;
	struct wrap w = { 10, "> ", NULL, 1 }, p = { 10, "  ", NULL, 0 };

	wrap_line(&b, SPAN("  code  "), &p);
	wrap_line(&b, SPAN("  code  "), &w);
	wrap_line(&b, SPAN(""), &w);
	w.first = "";
	wrap_line(&b, SPAN("  code  "), &w);
	wrap_line(&b, SPAN("> x"), &w);
	is_buf(&b, "    code  \n>   code\n>\n   code\n > x\n", "lines as they are, stuffed where they must be");
	buf_free(&b);
}

/* 76 columns; "seventy" was the first word without room. */
#define WIDE	"the assembly of the square met on Monday and talked about the houses of that"

static void
test_rejoin(void)
{
	rejoins("", "", "nothing");
	rejoins(WIDE "\nseventy families.\n", WIDE " seventy families.\n", "a paragraph too wide");
	rejoins(WIDE "\nseventy families.\nAna\n", WIDE " seventy families.\nAna\n", "a name below it");
	rejoins(WIDE "\nseventy families, and so on, as it was written in the minutes of last\nweek\n",
	    WIDE " seventy families, and so on, as it was written in the minutes of last\nweek\n", "the last line had room");
	rejoins("> > " WIDE "\n> > seventy\n> families\n", "> > " WIDE " seventy\n> families\n", "marks of quotes");
	rejoins(WIDE "\n\nseventy families.\n", WIDE "\n\nseventy families.\n", "two paragraphs");
	rejoins("a line that has place enough, and so does\nthe next one with its first word, whichever it may be\n",
	    "a line that has place enough, and so does\nthe next one with its first word, whichever it may be\n", "narrow enough");
	rejoins(WIDE " and those\nseventy\n", WIDE " and those\nseventy\n", "wider than any program wraps");
	rejoins("- " WIDE "\n- seventy\n", "- " WIDE "\n- seventy\n", "a list");
	rejoins(WIDE "\n1. seventy\n", WIDE "\n1. seventy\n", "a numbered one");
	rejoins(WIDE "\n12) seventy\n", WIDE "\n12) seventy\n", "another");
	rejoins(WIDE "\n\xE2\x80\xA2 seventy\n", WIDE "\n\xE2\x80\xA2 seventy\n", "one with bullets");
	rejoins(WIDE "\n1.500 families\n", WIDE " 1.500 families\n", "a number is no list");
	rejoins(WIDE "\nhttps://example.org/a/long/address/of/a/page\n", WIDE "\nhttps://example.org/a/long/address/of/a/page\n", "an address");
	rejoins("===========================================================================\nTitle\n",
	    "===========================================================================\nTitle\n", "a rule");
	rejoins("what has no end " WIDE, "what has no end " WIDE "\n", "no line end");
}

int
main(void)
{
	test_rejoin();
	plain();
	flowed();
	unflowed();
	lines();
	return done();
}
