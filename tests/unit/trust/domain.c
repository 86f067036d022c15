#include "trust/domain.h"

#include "tests/unit/tap.h"

static void
normal(const char *in, const char *want)
{
	struct buf	 out = BUF_INIT;
	struct err	 e;

	is_int(domain_normal(&out, span_str(in), &e), want != NULL, "%s is %s", in, want != NULL ? "a domain" : "none");
	is_buf(&out, want != NULL ? want : "", "its normal form");
	buf_free(&out);
}

static void
test_normal(void)
{
	struct buf	 long_one = BUF_INIT;
	int		 i;

	normal("One.Example", "one.example");
	normal("a-b.x1.example", "a-b.x1.example");
	normal("xn--caa-6ma.example", "xn--caa-6ma.example");
	normal("cañada.example", "xn--caada-pta.example");
	normal("CAÑADA.example", "xn--caada-pta.example");
	normal("straße.example", "xn--strae-oqa.example");	/* not strasse */
	normal("συνέλευση.example", "xn--ixaqgoi9aele.example");
	normal("ΣΥΝΈΛΕΥΣΗ.example", "xn--ixaqgoi9aele.example");
	normal("assembleia。example", NULL);			/* an ideographic full stop is not a full stop */
	normal("ａssembleia.example", NULL);			/* nor a letter of full width that letter */
	normal("asamblea.example", "asamblea.example");
	normal("\xe2\x84\xaa" "ana.example", NULL);		/* the Kelvin sign is no K */
	normal("a\xc5\xbf" "amblea.example", NULL);		/* nor the long s an s */
	normal("asamblea\xe2\x81\xbf.example", NULL);		/* superscript n */
	normal("can\xcc\x83" "ada.example", NULL);		/* in two pieces */
	normal("аsamblea.example", "xn--samblea-1fg.example");	/* Cyrillic a */
	normal("example", NULL);
	normal("", NULL);
	normal(".", NULL);
	normal("one.example.", NULL);
	normal(".one.example", NULL);
	normal("one..example", NULL);
	normal("-one.example", NULL);
	normal("one-.example", NULL);
	normal("o_ne.example", NULL);
	normal("o ne.example", NULL);
	normal("[192.0.2.1]", NULL);
	normal("asam\xe2\x80\x8b" "blea.example", NULL);	/* zero width space */
	normal("asam\xe2\x80\xae" "blea.example", NULL);	/* bidi override */
	normal("asam\xc2\xad" "blea.example", NULL);		/* soft hyphen */
	normal("asam\xff" "blea.example", NULL);
	normal("\xf0\x9f\x8e\x83.", NULL);

	for (i = 0; i < 63; i++)
		buf_addc(&long_one, 'a');
	buf_adds(&long_one, ".example");
	normal(long_one.s, long_one.s);
	buf_splice(&long_one, 0, 0, "a", 1);
	normal(long_one.s, NULL);
	buf_reset(&long_one);
	for (i = 0; i < 126; i++)
		buf_adds(&long_one, "a.");
	buf_adds(&long_one, "b");
	normal(long_one.s, long_one.s);		/* 253 */
	buf_adds(&long_one, "b");
	normal(long_one.s, NULL);
	buf_free(&long_one);
}

static void
test_nul(void)
{
	struct buf	 out = BUF_INIT;
	struct err	 e;

	is_int(domain_normal(&out, SPAN("one.example\0.two.example"), &e), 0, "a NUL is in no domain");
	is_int(domain_normal(&out, SPAN("\xc3\xb1.example\0.two.example"), &e), 0, "nor behind other letters");
	buf_free(&out);
}

static void
test_within(void)
{
	is_int(domain_within(SPAN("one.example"), SPAN("one.example")), 1, "equal");
	is_int(domain_within(SPAN("a.one.example"), SPAN("one.example")), 1, "below");
	is_int(domain_within(SPAN("aone.example"), SPAN("one.example")), 0, "a longer name is not below");
	is_int(domain_within(SPAN("one.example"), SPAN("a.one.example")), 0, "above");
	is_int(domain_within(SPAN("one.example"), SPAN_NONE), 0, "nothing");
	is_int(domain_within(SPAN_NONE, SPAN_NONE), 0, "nothing in nothing");
}

static void
test_registrable(void)
{
	is_spans(domain_registrable(SPAN("mail.one.org")), "one.org", "below a registrable domain");
	is_spans(domain_registrable(SPAN("one.co.uk")), "one.co.uk", "of two labels behind");
	is_spans(domain_registrable(SPAN("a.b.blogspot.com")), "b.blogspot.com", "a shared host is a suffix");
	is_spans(domain_registrable(SPAN("github.io")), "", "a suffix itself");
	is_spans(domain_registrable(SPAN("org")), "", "a top level domain");
	is_spans(domain_registrable(SPAN_NONE), "", "nothing");
}

int
main(void)
{
	test_normal();
	test_nul();
	test_within();
	test_registrable();
	return done();
}
