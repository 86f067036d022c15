#include "mail/word.h"
#include "tests/unit/tap.h"
#include "text/utf8.h"

static void
decodes(struct span in, const char *want, const char *what)
{
	struct buf b = BUF_INIT;
	struct err e;

	is_ok(word_decode(&b, in, &e), &e, "decode: %s", what);
	is_buf(&b, want, "decode: %s: the text", what);
	buf_free(&b);
}

static void
test_decode(void)
{
	decodes(SPAN("plain text"), "plain text", "plain");
	decodes(SPAN("=?utf-8?Q?caf=C3=A9_x?= y"), "caf\xc3\xa9 x y", "Q");
	decodes(SPAN("a =?UTF-8?b?w6k=?= b"), "a \xc3\xa9 b", "B");
	decodes(SPAN("=?utf-8?q?a?= \t =?utf-8?q?b?="), "ab", "neighbours are joined");
	decodes(SPAN("=?utf-8?q?a?= x =?utf-8?q?b?="), "a x b", "others are not");
	decodes(SPAN("=?utf-8?q?=C3?= =?utf-8?q?=A9?="), "\xc3\xa9", "a character over two words");
	decodes(SPAN("=?utf-8?B?ww==?= =?UTF-8?Q?=A9?="), "\xc3\xa9", "in two encodings");
	decodes(SPAN("=?iso-8859-1?q?=E9?= =?utf-8?q?=C3=A9?="), "\xc3\xa9\xc3\xa9", "two charsets");
	decodes(SPAN("=?iso-8859-1*fr?q?=E9?="), "\xc3\xa9", "a language in it");
	decodes(SPAN("=?no-such?q?=E9?="), "\xc3\xa9", "an unknown charset");
	decodes(SPAN("=?utf-8?x?abc?= z"), "=?utf-8?x?abc?= z", "an unknown encoding stays");
	decodes(SPAN("=?utf-8?q?abc z"), "=?utf-8?q?abc z", "one without an end stays");
	decodes(SPAN("=?utf-8?q? =?utf-8?q?a?="), " =?utf-8?q?a", "one inside another");
	decodes(SPAN("=??q?=E9?="), "\xc3\xa9", "no charset");
	decodes(SPAN("x=?utf-8?q?=C3=A9?=y"), "x\xc3\xa9y", "glued to text");
	decodes(SPAN("=?utf-8?q?hello world?="), "hello world", "a blank inside");
	decodes(SPAN("=?utf-8?b?aGVsbG8?="), "hello", "base64 without padding");
	decodes(SPAN("=?utf-8?q?" "?="), "", "an empty one");
	decodes(SPAN("caf\xe9"), "caf\xc3\xa9", "raw windows-1252");
	decodes(SPAN("caf\xc3\xa9"), "caf\xc3\xa9", "raw UTF-8");
	decodes(SPAN("=?utf-8?q?a=0D=0AFrom:_b=00?="), "a  From: b", "line ends and NUL");
	decodes(SPAN("=?utf-8?q?=FF?="), "\xef\xbf\xbd", "bytes that are no character");
	decodes(SPAN("=?iso-2022-jp?B?GyRCJCIbKEI=?="), "\xe3\x81\x82", "a charset with states");
	decodes(SPAN_NONE, "", "nothing");
}

static void
test_decode_is_linear(void)
{
	struct buf in = BUF_INIT, out = BUF_INIT;
	size_t	 i;

	for (i = 0; i < 300000; i++)
		buf_adds(&in, "=?x?q? ");
	word_decode(&out, span_buf(&in), NULL);
	is_int((long long)out.len, (long long)in.len, "two megabytes of beginnings");
	buf_reset(&in);
	buf_reset(&out);
	for (i = 0; i < 300000; i++)
		buf_adds(&in, "=?x?q?a?=");
	word_decode(&out, span_buf(&in), NULL);
	is_int((long long)out.len, 300000, "and as many words");
	buf_free(&in);
	buf_free(&out);
}

/* No line over 76 columns, every encoded word whole, ASCII only. */
static int
is_proper(struct span s, size_t column)
{
	struct span line, word;
	struct buf b = BUF_INIT;
	size_t	 first = column;
	int	 good = 1;
	size_t	 i;

	while (span_cut(&s, '\n', &line)) {
		good &= line.n + first <= 76 && line.n > 0 && !span_ends(line, " ");
		for (i = 0; i < line.n; i++)
			good &= line.s[i] >= ' ' && line.s[i] <= '~';
		first = 0;
		while (span_cut(&line, ' ', &word)) {
			if (!span_starts(word, "=?"))
				continue;
			buf_reset(&b);
			word_decode(&b, word, NULL);
			good &= word.n <= 75 && utf8_valid(span_buf(&b)) && span_find(span_buf(&b), SPAN("\xef\xbf\xbd")) == -1;
		}
	}
	buf_free(&b);
	return good;
}

static void
encodes(struct span in, size_t column, const char *want, const char *what)
{
	struct buf b = BUF_INIT;

	word_encode(&b, in, column);
	is_buf(&b, want, "encode: %s", what);
	ok(is_proper(span_buf(&b), column), "encode: %s: proper", what);
	buf_free(&b);
}

static void
test_encode(void)
{
	encodes(SPAN("hello there"), 9, "hello there", "ASCII");
	encodes(SPAN("caf\xc3\xa9 x"), 9, "=?utf-8?B?Y2Fmw6k=?= x", "a word");
	encodes(SPAN("internacionalizaci\xc3\xb3n x"), 9, "=?utf-8?Q?internacionalizaci=C3=B3n?= x", "a longer one");
	encodes(SPAN("a caf\xc3\xa9 \xc3\xa9 b"), 9, "a =?utf-8?B?Y2Fmw6kgw6k=?= b", "a run of words");
	encodes(SPAN("\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7"), 9, "=?utf-8?B?2YXYsdit2KjYpw==?=", "Arabic is shorter in B");
	encodes(SPAN("a =?utf-8?q?b?="), 9, "a =?utf-8?B?PT91dGYtOD9xP2I/PQ==?=", "what looks like an encoded word");
	encodes(SPAN("a\r\nFrom: b\0"), 9, "a From: b", "line ends");
	encodes(SPAN("a\xe2\x80\xae" "b"), 9, "ab", "a bidi control");
	encodes(SPAN(""), 9, "", "nothing");
	encodes(SPAN("xxxxxxxxxx xxxxxxxxxx xxxxxxxxxx xxxxxxxxxx xxxxxxxxxx xxxxxxxxxx xxxxxxxxxxxx yy"), 9,
	    "xxxxxxxxxx xxxxxxxxxx xxxxxxxxxx xxxxxxxxxx xxxxxxxxxx xxxxxxxxxx\n xxxxxxxxxxxx yy", "folded");
	encodes(SPAN("aaaaaaaaaabbbbbbbbbbccccccccccaaaaaaaaaabbbbbbbbbbccccccccccaaaaaaaaaabbbbbbbbbb"), 0,
	    "=?utf-8?Q?aaaaaaaaaabbbbbbbbbbccccccccccaaaaaaaaaabbbbbbbbbbccccccccccaaa?=\n =?utf-8?Q?aaaaaaabbbbbbbbbb?=",
	    "a word longer than a line");
}

/* A word that fills a line exactly, and one byte more, behind a word or not. */
static void
test_encode_width(void)
{
	struct buf in = BUF_INIT, out = BUF_INIT;
	size_t	 n, before;

	for (before = 0; before <= 2; before++)
		for (n = 72; n <= 78; n++) {
			buf_reset(&in);
			buf_reset(&out);
			buf_adds(&in, before == 0 ? "" : before == 1 ? ": " : ":: ");
			while (in.len < n + (before > 0 ? before + 1 : 0))
				buf_addc(&in, 'x');
			word_encode(&out, span_buf(&in), 0);
			ok(is_proper(span_buf(&out), 0), "a word of %zu bytes behind %zu", n, before);
		}
	buf_free(&in);
	buf_free(&out);
}

static void
phrase(struct span in, const char *want, const char *what)
{
	struct buf b = BUF_INIT;

	word_encode_phrase(&b, in, 6);
	is_buf(&b, want, "phrase: %s", what);
	ok(is_proper(span_buf(&b), 6), "phrase: %s: proper", what);
	buf_free(&b);
}

static void
test_phrase(void)
{
	phrase(SPAN("Asamblea Madrid"), "Asamblea Madrid", "atoms");
	phrase(SPAN("Acme, Inc."), "\"Acme, Inc.\"", "specials");
	phrase(SPAN("a \"b\" \\"), "\"a \\\"b\\\" \\\\\"", "quotes");
	phrase(SPAN("Le\xc3\xb3n (Centro), x"), "=?utf-8?B?TGXDs24gKENlbnRybyksIHg=?=", "letters");
	phrase(SPAN("a\" <x@y>\nBcc: z"), "\"a\\\" <x@y> Bcc: z\"", "an attack");
	phrase(SPAN(""), "", "nothing");
}

static unsigned seed = 11;

static unsigned
next(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

/* Whatever text: what is encoded is proper and decodes to the same. */
static void
test_round_trip(void)
{
	static const char *const chars[] = { "a", "b", " ", "\xc3\xa9", "\xd8\xb1", "\xf0\x9f\x8c\x8d", "=?", "?=", "_", "\"", "longer", "\xe2\x82\xac" };
	struct buf in = BUF_INIT, line = BUF_INIT, out = BUF_INIT, flat = BUF_INIT, back = BUF_INIT;
	unsigned turn, i, bad = 0;
	size_t	 column;

	for (turn = 0; turn < 1000; turn++) {
		buf_reset(&in); buf_reset(&line); buf_reset(&out); buf_reset(&flat); buf_reset(&back);
		for (i = next(120); i > 0; i--)
			buf_adds(&in, chars[next(12)]);
		utf8_line(&line, span_buf(&in));
		column = next(40);
		word_encode(&out, span_buf(&in), column);
		for (i = 0; i < out.len; i++)
			if (out.s[i] != '\n')
				buf_addc(&flat, out.s[i]);
		word_decode(&back, span_trim(span_buf(&flat)), NULL);
		if (!span_eq(span_buf(&back), span_buf(&line)) || !is_proper(span_trim(span_buf(&out)), 0)) {
			bad++;
			note("%s: %s: %s", buf_str(&line), buf_str(&out), buf_str(&back));
		}
	}
	is_int(bad, 0, "a thousand texts come back");
	buf_free(&in); buf_free(&line); buf_free(&out); buf_free(&flat); buf_free(&back);
}

/* main|name=value|name=value */
static void
params(struct span in, const char *want, const char *what)
{
	struct buf b = BUF_INIT;
	struct word_params p;
	struct err e;
	size_t	 i;

	is_ok(word_params_parse(in, &b, &p, &e), &e, "parameters: %s", what);
	for (i = 0; i < p.n; i++)
		buf_addf(&b, "|%s=%s", p.param[i].name, p.param[i].value);
	is_buf(&b, want, "parameters: %s: found", what);
	word_params_free(&p);
	buf_free(&b);
}

static void
test_params(void)
{
	params(SPAN("Text/Plain; Charset=\"UTF-8\"; format=flowed"), "text/plain|charset=UTF-8|format=flowed", "usual");
	params(SPAN("text/plain"), "text/plain", "none");
	params(SPAN(""), "", "nothing");
	params(SPAN("text/plain;"), "text/plain", "a semicolon");
	params(SPAN("multipart/mixed;; boundary=x;"), "multipart/mixed|boundary=x", "two semicolons");
	params(SPAN("text/plain (a; comment=x); charset=y (z)"), "text/plain|charset=y", "comments");
	params(SPAN("text/plain; (c (d)) charset = y"), "text/plain|charset=y", "comments and blanks");
	params(SPAN("text/plain charset=utf-8 format=flowed"), "text/plain|charset=utf-8|format=flowed", "no semicolons");
	params(SPAN("a/b; name=\"x;y=z\\\"\"; c=d"), "a/b|name=x;y=z\"|c=d", "quotes");
	params(SPAN("a/b; name=\"C:\\dir\\file\""), "a/b|name=C:\\dir\\file", "backslashes that hide nothing");
	params(SPAN("a/b; name=my file.txt; c=d"), "a/b|name=my file.txt|c=d", "blanks without quotes");
	params(SPAN("a/b; name=\"x"), "a/b|name=x", "no closing quote");
	params(SPAN("a/b; name=\"a \"b\" c.txt\"; c=d"), "a/b|name=a \"b\" c.txt|c=d", "quotes in quotes");
	params(SPAN("a/b; name=\"a\"x; c=\"d\""), "a/b|name=a|c=d", "quotes in quotes, one too few");
	params(SPAN("a/b; name=\"a\" c=\"d\" (\"e\") f=\"\""), "a/b|name=a|c=d|f=", "quotes, no semicolons");
	params(SPAN("a/b; name=a.txt\"; c=d"), "a/b|name=a.txt|c=d", "no opening quote");
	params(SPAN("filename=a b.txt; c=d"), "|filename=a b.txt|c=d", "nothing in front of the parameters");
	params(SPAN("a/b; x; =y; c=d"), "a/b|c=d", "what is no parameter");
	params(SPAN("a/b; c=1; c=2"), "a/b|c=1", "the first counts");
	params(SPAN("a/b; c=\"=?utf-8?q?=C3=A9?=\""), "a/b|c=\xc3\xa9", "RFC 2047 in quotes");
	params(SPAN("a/b; c=\"caf\xe9\""), "a/b|c=caf\xc3\xa9", "raw 8-bit");
	params(SPAN("a/b; c=\"a\rb\nc\""), "a/b|c=a b c", "line ends");
	params(SPAN("a/b; c=\"a  b \"; boundary=\"a  b \""), "a/b|c=a b|boundary=a  b", "the blanks in a boundary count");
}

static void
test_params_2231(void)
{
	params(SPAN("a/b; c*=utf-8'en'%C3%A9%20x"), "a/b|c=\xc3\xa9 x", "RFC 2231");
	params(SPAN("a/b; c*=iso-8859-1''%E9"), "a/b|c=\xc3\xa9", "in a charset");
	params(SPAN("a/b; c*=%C3%A9"), "a/b|c=\xc3\xa9", "without one");
	params(SPAN("a/b; c*=a%2"), "a/b|c=a%2", "half a code");
	params(SPAN("a/b; c*0=\"x \"; c*1=y"), "a/b|c=x y", "pieces");
	params(SPAN("a/b; c*1=y; c*0=x; c*3=z"), "a/b|c=xy", "in any order, up to the first hole");
	params(SPAN("a/b; c*0*=utf-8''%C3; c*1*=%A9; c*2=%41"), "a/b|c=\xc3\xa9%41", "a character over two pieces");
	params(SPAN("a/b; c=plain; c*=utf-8''%C3%A9"), "a/b|c=\xc3\xa9", "the better form wins");
	params(SPAN("a/b; c*2=z; c*1=y"), "a/b|c=yz", "pieces counted from 1");
	params(SPAN("a/b; c*2=z"), "a/b", "a piece without its first");
	params(SPAN("a/b; c=utf-8''x%C3%A9; d=\"utf-8'en'%C3%A9\""), "a/b|c=x\xc3\xa9|d=\xc3\xa9", "a star forgotten");
	params(SPAN("a/b; c=it''s%20; d=utf-8''x; boundary=utf-8''%41"), "a/b|c=it''s%20|d=utf-8''x|boundary=utf-8''%41", "none forgotten");
	params(SPAN("a/b; c*=utf-8'%C3%A9; d*=it's"), "a/b|c=\xc3\xa9|d=it's", "a language forgotten");
	params(SPAN("a/b; c*0*=utf-8''a; c*0*=utf-8''b"), "a/b|c=a", "the first of two");
	params(SPAN("a/b; c*99999999999999999999=x"), "a/b|c*99999999999999999999=x", "no number");
}

static void
test_params_limit(void)
{
	struct buf in = BUF_INIT, b = BUF_INIT;
	struct word_params p;
	int	 i;

	buf_adds(&in, "a/b");
	for (i = 0; i < 200; i++)
		buf_addf(&in, "; p%d=x", i);
	word_params_parse(span_buf(&in), &b, &p, NULL);
	is_int((long long)p.n, 100, "a hundred are enough");
	ok(word_params_get(&p, "p99") != NULL && word_params_get(&p, "p100") == NULL, "the first hundred");
	word_params_free(&p);
	buf_free(&in);
	buf_free(&b);
}

static void
test_params_write(void)
{
	static const char *const values[] = {
		"x.txt", "a \"b\" \\c", "caf\xc3\xa9.pdf", "", "a;b=c", "=?utf-8?q?x?=", "100% sure.txt", "utf-8'en'%C3%A9.txt",
		"a name that is so long that no line of seventy-six columns can hold it, whatever one does.txt",
		"\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 \xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 \xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7.txt",
	};
	struct buf b = BUF_INIT, type = BUF_INIT;
	struct word_params p;
	struct span rest, line;
	size_t	 i;
	int	 bad = 0;

	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		buf_reset(&b);
		buf_adds(&b, "Content-Disposition: attachment");
		word_param_write(&b, "filename", span_str(values[i]));
		for (rest = span_buf(&b); span_line(&rest, &line);)
			bad += line.n > 76;
		buf_reset(&type);
		word_params_parse(span_from(span_buf(&b), 21), &type, &p, NULL);
		is_str(p.n == 1 ? p.param[0].value : NULL, values[i], "written and read: %s", values[i]);
		word_params_free(&p);
	}
	is_int(bad, 0, "no line is too long");
	buf_free(&b);
	buf_free(&type);
}

int
main(void)
{
	test_decode();
	test_decode_is_linear();
	test_encode();
	test_encode_width();
	test_phrase();
	test_round_trip();
	test_params();
	test_params_2231();
	test_params_limit();
	test_params_write();
	return done();
}
