/* Answers only; questions are asked in tests/live/dns.t. */
#include "net/dns.h"

#include "tests/unit/tap.h"

#define HEAD(answers)	"\x12\x34\x81\x80\0\1\0" answers "\0\0\0\0"
#define QUESTION	"\1k\7example\0\0\x10\0\1"
#define RECORD(type, length) "\xc0\x0c\0" type "\0\1\0\0\0\1\0" length
#define TXT		"\x10"

static void
answer(struct span bytes, int want, const char *text, const char *name)
{
	struct buf	 txt = BUF_INIT;

	buf_adds(&txt, "before ");
	is_int(dns_read(bytes.s, bytes.n, &txt), want, "%s", name);
	is_spans(span_from(span_buf(&txt), 7), text, "%s: text", name);
	buf_free(&txt);
}

int
main(void)
{
	const struct span	 whole = SPAN(HEAD("\1") QUESTION RECORD(TXT, "\x0c") "\7v=DKIM1" "\3; p");
	size_t			 i;

	answer(whole, 1, "v=DKIM1; p", "strings are joined");
	answer(SPAN(HEAD("\2") QUESTION RECORD("\5", "\2") "\xc0\x0e" RECORD(TXT, "\2") "\1x"), 1, "x", "behind an alias");
	answer(SPAN(HEAD("\2") QUESTION RECORD(TXT, "\2") "\1x" RECORD(TXT, "\2") "\1y"), 1, "x", "the first of two");
	answer(SPAN(HEAD("\3") QUESTION RECORD(TXT, "\2") "\1x" RECORD(TXT, "\x8") "\7v=DKIM1" RECORD(TXT, "\2") "\1y"), 1,
	    "v=DKIM1", "the key of three");
	answer(SPAN(HEAD("\0") QUESTION), 0, "", "nothing");
	answer(SPAN(HEAD("\1") QUESTION RECORD("\1", "\4") "\xc0\0\2\1"), 0, "", "another type");
	answer(SPAN(HEAD("\1") QUESTION RECORD(TXT, "\0")), 1, "", "an empty text");
	answer(SPAN(HEAD("\1") QUESTION RECORD(TXT, "\3") "\7xy"), -1, "", "a string longer than its record");
	answer(SPAN(HEAD("\2") QUESTION RECORD(TXT, "\2") "\1x" RECORD(TXT, "\x40") "\1x"), -1, "",
	    "a record longer than the answer");
	for (i = 0; i < whole.n; i++)
		answer(span_head(whole, i), -1, "", "cut short");
	return done();
}
