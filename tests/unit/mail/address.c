#include "base/limits.h"
#include "mail/address.h"
#include "tests/unit/tap.h"

/* "name|addr; name|addr" */
static void
parses(struct span in, const char *want, const char *what)
{
	struct addresses as;
	struct buf b = BUF_INIT;
	struct err e;
	size_t	 i;

	is_ok(addresses_parse(&as, in, &e), &e, "%s", what);
	for (i = 0; i < as.n; i++)
		buf_addf(&b, "%s%s|%s", i == 0 ? "" : "; ", as.address[i].name, as.address[i].addr);
	is_buf(&b, want, "%s: found", what);
	buf_free(&b);
	addresses_free(&as);
}

static void
test_regular(void)
{
	parses(SPAN("a@b.example"), "|a@b.example", "bare");
	parses(SPAN("Ana <a@b>"), "Ana|a@b", "a name");
	parses(SPAN("\"Acme, Inc.\" <a@b>, c@d"), "Acme, Inc.|a@b; |c@d", "two");
	parses(SPAN("\"a \\\"b\\\"\" <a@b>"), "a \"b\"|a@b", "quotes in quotes");
	parses(SPAN("=?utf-8?q?Le=C3=B3n=2C_x?= <a@b>"), "Le\xc3\xb3n, x|a@b", "an encoded name");
	parses(SPAN("Team: a@b, C <c@d>; e@f"), "|a@b; C|c@d; |e@f", "a group");
	parses(SPAN("undisclosed-recipients:;"), "", "an empty group");
	parses(SPAN("\"j. doe\"@x.example"), "|\"j. doe\"@x.example", "a quoted local part");
	parses(SPAN("J <\"j. doe\"@x.example>"), "J|\"j. doe\"@x.example", "in brackets");
	parses(SPAN("a@[192.0.2.1]"), "|a@[192.0.2.1]", "a literal");
	parses(SPAN("a@[IPv6:::1], b@c"), "|a@[IPv6:::1]; |b@c", "a literal with colons");
	parses(SPAN("<@x,@y:a@b>"), "|a@b", "a route");
	parses(SPAN("a@b (Ana (x))"), "Ana (x)|a@b", "a comment for a name");
	parses(SPAN("Ana (x) <a@b>"), "Ana|a@b", "a comment beside a name");
	parses(SPAN("a@(x)b"), "x|a@b", "a comment inside");
	parses(SPAN("a @ b . c"), "|a@b.c", "blanks that RFC 822 allowed");
	parses(SPAN("a@b . c . d x, J . Doe a@b"), "|a@b.c.d; J . Doe|a@b", "and only those");
	parses(SPAN("N < a . b @ x . org >, <@x , @y : a@b>"), "N|a.b@x.org; |a@b", "in brackets");
	parses(SPAN("\"=?utf-8?q?=C3=A9?=\" =?utf-8?q?b?= <a@b>"), "\xc3\xa9 b|a@b", "an encoded word behind one in quotes");
	parses(SPAN("\xc3\xa9@\xc3\xb1.example"), "|\xc3\xa9@\xc3\xb1.example", "UTF-8");
	parses(SPAN_NONE, "", "nothing");
	parses(SPAN(" , ,; "), "", "nothing but separators");
}

static void
test_lenient(void)
{
	parses(SPAN("Acme, Inc. <a@b>"), "Acme, Inc.|a@b", "a comma without quotes");
	parses(SPAN("a, b, c"), "a, b, c|", "names only");
	parses(SPAN("ana at b.example (Ana (x) L.)"), "Ana (x) L.|", "hidden by an archive");
	parses(SPAN("r-c @end|ng |rom r-p@x (Ana)"), "Ana|", "nor is what is left of it an address");
	parses(SPAN("ana at b.example"), "ana at b.example|", "hidden, without a name");
	parses(SPAN("Big Bug bb@x"), "Big Bug|bb@x", "no brackets");
	parses(SPAN("a@x b@y"), "|a@x; |b@y", "no comma");
	parses(SPAN("A <a@x> B <b@y>"), "A|a@x; B|b@y", "no comma between brackets");
	parses(SPAN("\"A\" <c@d.example"), "A|c@d.example", "no closing bracket");
	parses(SPAN("\"A\" <c@d.example, b@c"), "A|c@d.example; |b@c", "nor before a comma");
	parses(SPAN("A <a b@x>, <a(x)b@x>"), "A|; x|", "two words are no local part");
	parses(SPAN("A <a@x b@y>"), "A|a@x", "two in one pair of brackets");
	parses(SPAN("\"A\"a@x, \"B\"C <b@y>"), "A|a@x; B C|b@y", "glued to a quoted name");
	parses(SPAN("A <>"), "A|", "empty brackets");
	parses(SPAN("<>"), "", "only those");
	parses(SPAN("A <b>"), "A|", "no address in brackets");
	parses(SPAN("<b>"), "b|", "nor a name");
	parses(SPAN("a@b; c@d"), "|a@b; |c@d", "semicolons");
	parses(SPAN("<a@b> Ana"), "Ana|a@b", "the name behind");
	parses(SPAN("<a@b> (Ana)"), "Ana|a@b", "a comment behind");
	parses(SPAN("\"Ana <a@b>"), "Ana <a@b>|", "a quote that never ends");
	parses(SPAN("Ana (x <a@b>"), "Ana|", "a comment that never ends");
	parses(SPAN("=?utf-8?Q?Foo,_Bar?= <a@b>"), "Foo, Bar|a@b", "a comma in an encoded word");
	parses(SPAN("\"=?utf-8?Q?Foo?=\" <a@b>"), "Foo|a@b", "an encoded word in quotes");
	parses(SPAN("mailto:a@b"), "|a@b", "a scheme");
	parses(SPAN("<mailto:a@b>"), "|a@b", "in brackets");
	parses(SPAN("Le\xf3n <a@b>"), "Le\xc3\xb3n|a@b", "raw windows-1252");
}

static void
test_hostile(void)
{
	parses(SPAN("a@b@c"), "a@b@c|", "two signs are no address");
	parses(SPAN("x <a@b@c>"), "x|", "nor in brackets");
	parses(SPAN("@b, a@, @"), "@b, a@, @|", "halves of addresses");
	parses(SPAN("x <a\xe2\x80\xae@b>"), "x|", "a bidi control in it");
	parses(SPAN("a\xe2\x80\xae" "b <a@b>"), "ab|a@b", "a bidi control in the name");
	parses(SPAN("x <a\0@b>"), "x|", "NUL");
	parses(SPAN("x <a\n@b>"), "x|a@b", "a line end");
	parses(SPAN("x <\xff@b>"), "x|", "bytes that are no character");
	parses(SPAN("=?utf-8?q?a=40b_=3Cc=40d=3E?= <e@f>"), "a@b <c@d>|e@f", "an address in an encoded name is a name");
	parses(SPAN("\"a@b\" <c@d>"), "a@b|c@d", "an address in quotes is a name");
	parses(SPAN("a\\@b <c@d>"), "a\\@b|c@d", "a backslash");
	parses(SPAN("\"\\"), "\\|", "a backslash at the end");
	parses(SPAN("<\"\\"), "\"\\|", "in brackets");
	parses(SPAN("(\\"), "", "in a comment");
	parses(SPAN("[a@b"), "[a@b|", "a literal that never ends");
}

static void
test_limits(void)
{
	struct buf in = BUF_INIT;
	struct addresses as;
	int	 i;

	for (i = 0; i < FIELDS_MAX; i++)
		buf_addf(&in, "%s%d@x", i == 0 ? "" : ", ", i);
	addresses_parse(&as, span_buf(&in), NULL);
	is_int((long long)as.n, FIELDS_MAX, "as many as may be");
	addresses_free(&as);
	buf_adds(&in, ", last@x");
	addresses_parse(&as, span_buf(&in), NULL);
	is_int((long long)as.n, FIELDS_MAX, "and no more");
	is_str(as.address[FIELDS_MAX - 1].addr, "499@x", "the first ones");
	addresses_free(&as);
	buf_reset(&in);
	for (i = 0; i < 300000; i++)
		buf_adds(&in, "(<\"");
	addresses_parse(&as, span_buf(&in), NULL);
	addresses_free(&as);
	buf_reset(&in);
	for (i = 0; i < 300000; i++)
		buf_adds(&in, "a, ");
	addresses_parse(&as, span_buf(&in), NULL);
	is_int((long long)as.n, 1, "a hundred thousand names");
	addresses_free(&as);
	buf_reset(&in);
	for (i = 0; i < 300000; i++)
		buf_adds(&in, "\"a\" ");
	addresses_parse(&as, span_buf(&in), NULL);
	is_int((long long)as.n, 1, "and quotes");
	addresses_free(&as);
	buf_free(&in);
}

static void
writes(const char *name, const char *addr, size_t column, const char *want, const char *what)
{
	struct buf b = BUF_INIT;

	is_int(address_write(&b, name, addr, column), 0, "write: %s", what);
	is_buf(&b, want, "write: %s: the bytes", what);
	buf_free(&b);
}

static void
test_write(void)
{
	struct buf b = BUF_INIT;

	writes("Ana", "a@b", 6, "Ana <a@b>", "a name");
	writes("", "a@b", 6, "a@b", "no name");
	writes(NULL, "a@b", 6, "a@b", "none at all");
	writes("Acme, Inc.", "a@b", 6, "\"Acme, Inc.\" <a@b>", "specials");
	writes("Asamblea de Acampada en la Puerta del Sol de Madrid y barrios", "assemblies@lists.example", 6,
	    "Asamblea de Acampada en la Puerta del Sol de Madrid y barrios\n <assemblies@lists.example>", "folded");
	is_int(address_write(&b, "x", "a@b>\nBcc: c", 6), -1, "no address");
	is_int(address_write(&b, "x", "a b@c", 6), -1, "a blank in it");
	is_int(address_write(&b, "x", "", 6), -1, "an empty one");
	is_int(address_write(&b, "x", "\xc3\xa9@b", 6), -1, "not ASCII");
	is_int((long long)b.len, 0, "nothing written");
	buf_free(&b);
}

static void
test_plain(void)
{
	static const char *const good[] = { "a@b", "a.b+c=d@e-f.g1", "bounce+a=b.example@x.y", "!#$%&'*+/=?^_`{|}~-@x" };
	static const char *const bad[] = { "", "a", "@b", "a@", "a@b@c", ".a@b", "a.@b", "a..b@c", "a@b.", "a@.b", "a@-b", "a@b-",
	    "a b@c", "a@b c", "<a@b>", "a\n@b", "\"a\"@b", "a@[192.0.2.1]", "a@b_c", "\xc3\xa9@b", "a@\xc3\xa9", "a,b@c" };
	struct buf b = BUF_INIT;
	size_t	 i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ok(address_plain(span_str(good[i])), "plain: %s", good[i]);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!address_plain(span_str(bad[i])), "not plain: number %zu", i);
	for (i = 0; i < 64; i++)
		buf_addc(&b, 'x');
	for (i = 0; i < 94; i++)
		buf_adds(&b, i == 0 ? "@y" : ".y");
	buf_adds(&b, "yy");
	is_int((long long)b.len, 254, "254 bytes");
	ok(address_plain(span_buf(&b)), "are plain");
	buf_adds(&b, "y");
	ok(!address_plain(span_buf(&b)), "255 are not");
	buf_splice(&b, 64, b.len - 64, "@y", 2);
	ok(address_plain(span_buf(&b)), "a local part of 64");
	buf_splice(&b, 0, 0, "x", 1);
	ok(!address_plain(span_buf(&b)), "not of 65");
	ok(!address_plain(SPAN("a\0@b")), "NUL");
	buf_reset(&b);
	address_normal(&b, SPAN("A.B@\xc3\x89X"));
	is_buf(&b, "a.b@\xc3\x89x", "the normal form touches ASCII only");
	buf_free(&b);
}

int
main(void)
{
	test_regular();
	test_lenient();
	test_hostile();
	test_limits();
	test_write();
	test_plain();
	return done();
}
