#include <stdlib.h>

#include "text/markup_scan.h"
#include "tests/unit/tap.h"

enum { MAIL, PAGE, PICTURE };

/* All tokens in one line: "~" if it is ambiguous, "!" if something was left out. */
static void
scans(int as, const char *html, const char *wanted, const char *name)
{
	struct scan	*s = calloc(1, sizeof(*s));
	struct buf	 b = BUF_INIT;
	enum scan_kind	 kind;
	size_t		 i;

	scan_start(s, span_str(html));
	s->raw = as != MAIL;
	s->foreign = as == PICTURE;
	while ((kind = scan_next(s)) != SCAN_END) {
		if (kind == SCAN_TEXT) {
			buf_addf(&b, "[%.*s]", SPAN_FMT(s->text));
			continue;
		}
		buf_addf(&b, "<%s%s", kind == SCAN_CLOSE ? "/" : "", s->name);
		for (i = 0; i < s->n_attr; i++)
			buf_addf(&b, " %s=%.*s", s->attr[i].name, SPAN_FMT(s->attr[i].value));
		buf_addf(&b, "%s>", s->empty ? " /" : "");
		if (kind == SCAN_RAW)
			buf_addf(&b, "{%.*s}", SPAN_FMT(s->text));
	}
	buf_adds(&b, s->ambiguous ? "~" : "");
	buf_adds(&b, s->damaged ? "!" : "");
	is_buf(&b, wanted, "%s", name);
	buf_free(&b);
	free(s);
}

static void
ends_of_content(void)
{
	static const struct {
		const char	*text;
		ptrdiff_t	 at;
	} ends[] = {
		{ "</title>", 0 }, { "a</TITLE >", 1 }, { "</title/", 0 }, { "</title\t", 0 }, { "</title\n", 0 }, { "</title\f", 0 },
		{ "</titles></title>", 9 }, { "</title", -1 }, { "</title<", -1 }, { "</titl>", -1 }, { "<</title>", 1 }, { "", -1 }
	};
	size_t	 i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		is_int(scan_end_tag(span_str(ends[i].text), "title"), ends[i].at, "\"%s\"", ends[i].text);
}

int
main(void)
{
	ends_of_content();
	scans(MAIL, "<style></styles>a</style>b", "</styles>[a][b]", "mail: what resembles an end is one, and no text is lost");
	scans(PAGE, "<style></styles>a</style>b", "<style>{</styles>a}[b]", "a page: it is none");
	scans(MAIL, "<title><b>x</b></title>", "<title><b>[x]</b></title>", "mail: a title is read");
	scans(PAGE, "<title><b>x</title>y</title>", "<title>{<b>x}[y]", "a page: it holds no markup");
	scans(PAGE, "<noscript><p a=\"</noscript>x\">", "<noscript>{<p a=\"}[x\">]", "nor does noscript");
	scans(MAIL, "<plaintext>a</plaintext>", "<plaintext>[a]</plaintext>", "mail: plaintext ends");
	scans(PAGE, "<plaintext>a</plaintext>", "<plaintext>{a</plaintext>}!", "a page: it does not");
	scans(MAIL, "<script/>a", "[a]", "mail: an empty script");
	scans(PAGE, "<script/>a", "<script />{a}!", "a page: there is none");
	scans(PICTURE, "<style>a</style>b", "<style>{a}[b]", "a picture: what is the same both ways");
	scans(PICTURE, "<style><![CDATA[a>b]]></style>", "<style>{<![CDATA[a>b]]>}", "with CDATA");
	scans(PICTURE, "<style><!--</style>a", "<style>{<!--}[a]~", "and what is not");
	scans(PICTURE, "<title/>a</title>", "<title />{a}~", "one that is empty there");
	scans(PICTURE, "<![CDATA[a]]>b", "[b]", "CDATA up to the first \">\"");
	scans(PICTURE, "<![CDATA[>a]]>", "[a]]>]~", "and beyond");
	scans(PAGE, "<![CDATA[>a]]>", "[a]]>]", "which HTML does not have");
	scans(PAGE, "<!-- --!>a<!----!>b<!---!>-->c", "[a][b][c]", "ends of comments");
	scans(PAGE, "<a b=c/><a b=c /><a/ >", "<a b=c/><a b=c /><a>", "the end of a value is no sign of an empty tag");
	scans(PAGE, "<x.y :a @b=1 =c _d>", "<x.y :a= @b=1 _d=>", "odd names, but no \"=\" in front");
	scans(MAIL, "<x.y>a<b :c>", "[a]<b>", "mail: only good ones");
	scans(PAGE, "<a@b c=\">\">d", "<a@b c=>>[d]", "a page: what looks like an address is a tag");
	scans(MAIL, "<a@b>", "[<][a@b>]", "mail: an address");
	scans(PAGE, "<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa hidden>b", "<? hidden=>[b]", "a name too long to keep");
	return done();
}
