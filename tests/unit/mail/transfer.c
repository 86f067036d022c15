#include "base/limits.h"
#include "mail/transfer.h"
#include "tests/unit/tap.h"

static void
decodes(const char *encoding, struct span in, struct span want, const char *what)
{
	struct buf b = BUF_INIT;

	is_int(transfer_decode(&b, encoding, in, 1000000, NULL), 0, "%s: %s", encoding, what);
	is_span(span_buf(&b), want, "%s: %s: the bytes", encoding, what);
	buf_free(&b);
}

static void
test_base64(void)
{
	decodes("base64", SPAN("aGVsbG8="), SPAN("hello"), "a word");
	decodes("Base64", SPAN("aGVs\r\nbG8h\r\n"), SPAN("hello!"), "two lines");
	decodes("base64", SPAN("aGVsbG8"), SPAN("hello"), "no padding");
	decodes("base64", SPAN("aGVsb"), SPAN("hel"), "a digit too many");
	decodes("base64", SPAN("aG!Vs.b G8=\n"), SPAN("hello"), "junk inside");
	decodes("base64", SPAN("aGk=aGk="), SPAN("hihi"), "two glued together");
	decodes("base64", SPAN("===="), SPAN_NONE, "padding only");
	decodes("base64", SPAN("a==="), SPAN_NONE, "a digit and padding");
	decodes("base64", SPAN("_-_-"), SPAN("\xff\xef\xfe"), "the alphabet of URLs");
	decodes("base64", SPAN("AAAA"), SPAN("\0\0\0"), "NUL");
	decodes("base64", SPAN_NONE, SPAN_NONE, "nothing");
}

static void
test_qp(void)
{
	decodes("quoted-printable", SPAN("caf=C3=A9"), SPAN("caf\xc3\xa9"), "a word");
	decodes("quoted-printable", SPAN("a=\nb=\r\nc= \t\r\nd"), SPAN("abcd"), "soft ends");
	decodes("quoted-printable", SPAN("=c3=a9"), SPAN("\xc3\xa9"), "lower case");
	decodes("quoted-printable", SPAN("a=b=zz =\"x\""), SPAN("a=b=zz =\"x\""), "signs that mean nothing stay");
	decodes("quoted-printable", SPAN("a="), SPAN("a"), "a sign at the end");
	decodes("quoted-printable", SPAN("a=4"), SPAN("a=4"), "half a code at the end");
	decodes("quoted-printable", SPAN("a=\r"), SPAN("a"), "a soft end cut off");
	decodes("quoted-printable", SPAN("a  \nb\t\n"), SPAN("a  \nb\t\n"), "blanks at the end of lines stay");
	decodes("quoted-printable", SPAN("=00=0D=0A"), SPAN("\0\r\n"), "controls");
	decodes("quoted-printable", SPAN_NONE, SPAN_NONE, "nothing");
}

static void
test_uu(void)
{
	decodes("x-yenc", SPAN("=ybegin line=128 size=4 name=x\nm\213=}\n\236=\n=yend size=4\n"), SPAN("Ca\023t\023"), "yEnc");
	decodes("x-uuencode", SPAN("begin 644 x\n#0V%T\n`\nend\n"), SPAN("Cat"), "a word");
	decodes("uuencode", SPAN("hello\nbegin 644 x\r\n#0V%T\r\n \r\nend\r\n#0V%T\n"), SPAN("Cat"), "text before and behind");
	decodes("x-uue", SPAN("#0V%T\n"), SPAN("Cat"), "no begin");
	decodes("uue", SPAN("begin 644 x\nM0V%T\n"), SPAN("Cat"), "a line that is cut");
	decodes("uue", SPAN("begin 644 x\n$0V%T`\n"), SPAN("Cat\0"), "a group that is cut");
	decodes("uue", SPAN_NONE, SPAN_NONE, "nothing");
}

static void
test_other(void)
{
	decodes("8bit", SPAN("a=41\0\xff"), SPAN("a=41\0\xff"), "as it is");
	decodes("", SPAN("YQ=="), SPAN("YQ=="), "none");
}

static void
test_limit(const char *encoding, struct span ten)
{
	struct buf b = BUF_INIT;

	is_int(transfer_decode(&b, encoding, ten, 10, NULL), 0, "%s: as many as may come", encoding);
	is_int((long long)b.len, 10, "are there");
	buf_reset(&b);
	is_int(transfer_decode(&b, encoding, ten, 9, NULL), 1, "%s: one too many", encoding);
	is_int((long long)b.len, 9, "is cut off");
	buf_free(&b);
}

static void
encodes(struct span text, const char *want, const char *what)
{
	struct buf b = BUF_INIT, back = BUF_INIT;

	transfer_qp_encode(&b, text);
	is_buf(&b, want, "encode: %s", what);
	transfer_decode(&back, "quoted-printable", span_buf(&b), 100000, NULL);
	is_span(span_buf(&back), text, "and back: %s", what);
	buf_free(&b);
	buf_free(&back);
}

static void
test_encode(void)
{
	encodes(SPAN("hello\n"), "hello\n", "plain");
	encodes(SPAN("caf\xc3\xa9=\n"), "caf=C3=A9=3D\n", "codes");
	encodes(SPAN("a \n\tb\t\n \n"), "a=20\n\tb=09\n=20\n", "blanks at the end of lines");
	encodes(SPAN("From a\n.\n.x\nFrom: b\n"), "=46rom a\n=2E\n.x\nFrom: b\n", "what others change");
	encodes(SPAN("a\r\nb\0"), "a=0D\nb=00", "controls, no line end");
	encodes(SPAN(""), "", "nothing");
	encodes(SPAN("12345678901234567890123456789012345678901234567890123456789012345678901234567\n"),
	    "123456789012345678901234567890123456789012345678901234567890123456789012345=\n67\n", "77 columns");
	encodes(SPAN("1234567890123456789012345678901234567890123456789012345678901234567890123456\n"),
	    "1234567890123456789012345678901234567890123456789012345678901234567890123456\n", "76 columns");
	encodes(SPAN("123456789012345678901234567890123456789012345678901234567890123456789012345From .\n"),
	    "123456789012345678901234567890123456789012345678901234567890123456789012345=\n=46rom .\n", "a soft end before From");
}

static unsigned seed = 3;

static unsigned
next(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

static int
bad_line(struct span s, size_t max)
{
	struct span line;

	while (span_line(&s, &line))
		if (line.n > max || span_starts(line, "From ") || span_eqs(line, ".") || span_ends(line, " "))
			return 1;
	return 0;
}

static void
test_round_trip(void)
{
	static const char chars[] = "ab =\n.\t\xc3\xa9Z\0";
	struct buf in = BUF_INIT, out = BUF_INIT, back = BUF_INIT;
	unsigned turn, i, bad = 0;

	for (turn = 0; turn < 500; turn++) {
		buf_reset(&in);
		for (i = next(400); i > 0; i--)
			next(40) == 0 ? buf_adds(&in, "From ") : buf_addc(&in, chars[next(sizeof(chars))]);
		buf_reset(&out);
		buf_reset(&back);
		transfer_qp_encode(&out, span_buf(&in));
		transfer_decode(&back, "quoted-printable", span_buf(&out), 100000, NULL);
		bad += !span_eq(span_buf(&in), span_buf(&back)) || bad_line(span_buf(&out), 76);
		buf_reset(&out);
		buf_reset(&back);
		transfer_base64_encode(&out, span_buf(&in));
		transfer_decode(&back, "base64", span_buf(&out), 100000, NULL);
		bad += !span_eq(span_buf(&in), span_buf(&back)) || bad_line(span_buf(&out), 76);
	}
	is_int(bad, 0, "500 texts come back, and no line is too long or would be changed");
	buf_free(&in);
	buf_free(&out);
	buf_free(&back);
}

static void
test_choose(void)
{
	struct buf b = BUF_INIT;
	size_t	 i;

	is_str(transfer_choose(SPAN("hello = you \nthere\n")), "7bit", "plain");
	is_str(transfer_choose(SPAN_NONE), "7bit", "nothing");
	is_str(transfer_choose(SPAN("\xc3\xa9 is one letter among many others\n")), "quoted-printable", "mostly ASCII");
	is_str(transfer_choose(SPAN("\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7\n")), "base64", "mostly not");
	is_str(transfer_choose(SPAN("From here on\n")), "quoted-printable", "a line that mbox writers change");
	is_str(transfer_choose(SPAN("a NUL is a byte that\0must be written otherwise\n")), "quoted-printable", "NUL");
	is_str(transfer_choose(SPAN("a\r\n")), "base64", "a CR is a byte like others");
	is_str(transfer_choose(SPAN("a sentence that does not end as a line")), "quoted-printable", "no final line end");
	for (i = 0; i < ARTICLE_LINE; i++)
		buf_addc(&b, 'x');
	buf_addc(&b, '\n');
	is_str(transfer_choose(span_buf(&b)), "7bit", "a line as long as may be");
	buf_splice(&b, 0, 0, "x", 1);
	is_str(transfer_choose(span_buf(&b)), "quoted-printable", "and one longer");
	buf_free(&b);
}

int
main(void)
{
	test_base64();
	test_qp();
	test_uu();
	test_other();
	test_limit("base64", SPAN("MTIzNDU2Nzg5MA=="));
	test_limit("quoted-printable", SPAN("123=3456=\n7890"));
	test_limit("x-uue", SPAN("*,3(S-#4V-S@Y,```\n"));
	test_limit("binary", SPAN("1234567890"));
	test_encode();
	test_round_trip();
	test_choose();
	return done();
}
