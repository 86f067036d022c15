#include "base/limits.h"
#include "text/markup.h"
#include "text/utf8.h"
#include "tests/unit/tap.h"

/* What a reader says inside of body, in one line; "!" and the message where it breaks. */
static void
say(struct buf *b, struct markup_reader *r, struct err *e)
{
	int	 kind, opens = 0, body = 0;

	if (r == NULL) {
		buf_addf(b, "!%s", e->text);
		return;
	}
	while ((kind = markup_next(r, e)) > 0)
		if (kind != MARKUP_TEXT && strcmp(markup_name(r), "body") == 0)
			body += kind == MARKUP_OPEN ? 1 : -1;
		else if (kind == MARKUP_OPEN) {
			opens++;
			buf_addf(b, "<%s", markup_name(r));
			if (markup_space(r)[0] != '\0')
				buf_addf(b, "{%s}", markup_space(r));
			if (markup_attr(r, "href") != NULL)
				buf_addf(b, " %s", markup_attr(r, "href"));
			if (markup_attr(r, "xml:lang") != NULL)
				buf_addf(b, " %s", markup_attr(r, "xml:lang"));
			buf_addf(b, ">%d", markup_depth(r) - body);
		} else if (kind == MARKUP_CLOSE) {
			opens--;
			buf_addf(b, "</%s>%d", markup_name(r), markup_depth(r) - body);
		} else {
			buf_addc(b, '[');
			buf_addspan(b, markup_text(r));
			buf_addc(b, ']');
		}
	if (kind == -1)		/* the library's words are its own */
		buf_addf(b, "!%.*s", (int)strcspn(e->text, ":"), e->text);
	else if (opens != 0)
		buf_adds(b, "!unbalanced");
	else if (markup_next(r, e) != MARKUP_END)
		buf_adds(b, "!goes on behind its end");
	if (markup_damaged(r))
		buf_addc(b, '~');
	markup_free(r);
}

static void
html(struct span s, const char *want, const char *name)
{
	struct buf b = BUF_INIT;
	struct err e;

	say(&b, markup_html(s, &e), &e);
	is_buf(&b, want, "HTML: %s", name);
	buf_free(&b);
}

static void
xml(struct span s, const char *want, const char *name)
{
	struct buf b = BUF_INIT;
	struct err e;

	say(&b, markup_xml(s, &e), &e);
	is_buf(&b, want, "XML: %s", name);
	buf_free(&b);
}

static void
reads_html(void)
{
	html(SPAN("<P>a<br>b &eacute;&#39;&lt;i&gt;"), "<p>1[a]<br>2</br>2[b \xC3\xA9'<i>]</p>1", "names, entities, void elements");
	html(SPAN("<p>a&#146;b&#0;c&#xD800;\x01\xFF"), "<p>1[a\xE2\x80\x99" "bc\xEF\xBF\xBD]</p>1",
	    "windows-1252 by number, no control characters, no bad UTF-8");
	html(SPAN("<div>1 < 2 & 3 <> 4</div>"), "<div>1[1 < 2 & 3 <> 4]</div>1", "loose brackets are text");
	html(SPAN("<div><A HREF='x\"&amp;y' href=2>t</a></div>"), "<div>1<a x\"&y>2[t]</a>2</div>1",
	    "the first of two attributes, with its entities");
	html(SPAN("<div>a<!-- <b> -->b<!x>c<?y?>d<![CDATA[e]]>f</div>"), "<div>1[abcdf]</div>1",
	    "comments, declarations and instructions go");
	html(SPAN("<div>a<script>'</div>'</SCRIPT>b<style>c</style><textarea><b></textarea></div>"), "<div>1[ab]</div>1",
	    "scripts, style sheets and fields go with what is in them");
	html(SPAN("<div>a<!-- <i> b"), "<div>1[a b]</div>1~", "a comment that does not end is no comment");
	html(SPAN("<div>a<script>b"), "<div>1[a]</div>1~", "a script that does not end takes the rest");
	html(SPAN("<div><a href=\"x>b"), "<div>1<a x>2[b]</a>2</div>1~", "a quotation mark that does not end is none");
	html(SPAN("<div><b>x</i></div>y</b>"), "<div>1<b>2[x]</b>2</div>1[y]", "crossed tags");
	html(SPAN("<ul><li>a<li>b</ul>"), "<ul>1<li>2[a]</li>2<li>2[b]</li>2</ul>1", "end tags that are left out");
	html(SPAN(""), "", "nothing");
	html(SPAN("\0\0"), "", "nothing but NULs");
	html(SPAN("<"), "[<]", "a bracket alone");
	html(SPAN("</"), "[</]", "the beginning of an end");
	html(SPAN("<div =x / \"=y ==z href=q>t"), "<div q>1[t]</div>1", "attributes without names");
}

static void
html_limits(void)
{
	struct buf b = BUF_INIT, said = BUF_INIT;
	struct err e;
	size_t	 i;
	int	 over;

	for (over = 0; over <= 1; over++) {
		buf_reset(&b);
		buf_reset(&said);
		for (i = 1; i < HTML_DEPTH + (size_t)over; i++)	/* and the body */
			buf_adds(&b, "<div>");
		buf_adds(&b, "text<!-- -->&amp; more");
		say(&said, markup_html(span_buf(&b), &e), &e);
		ok(span_find(span_buf(&said), SPAN("[text& more]")) != -1 && span_ends(span_buf(&said), "~") == over,
		    "%zu elements in each other: %s", i, over ? "stripped, the text is there" : "read");

		buf_reset(&b);
		buf_reset(&said);
		buf_adds(&b, "<div");
		for (i = 0; i < HTML_ATTRS + (size_t)over; i++)
			buf_addf(&b, " a%zu=b", i);
		buf_adds(&b, ">t");
		say(&said, markup_html(span_buf(&b), &e), &e);
		is_buf(&said, over ? "<div>1[t]</div>1~" : "<div>1[t]</div>1", "%zu attributes", i);

		buf_reset(&b);
		buf_reset(&said);
		buf_adds(&b, "<a href='");
		for (i = 0; i < HTML_VALUE + (size_t)over; i++)
			buf_addc(&b, 'x');
		buf_adds(&b, "'>t");
		say(&said, markup_html(span_buf(&b), &e), &e);
		ok(span_ends(span_buf(&said), over ? "<a>1[t]</a>1~" : "x>1[t]</a>1"), "a value of %zu bytes", i);

		buf_reset(&b);
		buf_reset(&said);
		buf_adds(&b, "<body><div>");
		while (b.len < HTML_MAX + (size_t)over - 6)
			buf_addc(&b, 'x');
		buf_adds(&b, "</div>");
		say(&said, markup_html(span_buf(&b), &e), &e);
		ok(span_starts(span_buf(&said), over ? "<br>1</br>1<br>1</br>1[xxx" : "<div>1[xxx"), "%zu bytes", b.len);

		buf_reset(&b);
		buf_reset(&said);
		buf_adds(&b, "<body><div>t</div>");
		for (i = 3; i < HTML_TAGS + (size_t)over; i++)
			buf_adds(&b, "<hr>");
		say(&said, markup_html(span_buf(&b), &e), &e);
		ok(span_starts(span_buf(&said), over ? "<br>1</br>1<br>1</br>1[t]<br>1</br>1<br>1</br>1~" : "<div>1[t]</div>1<hr>1"), "%zu tags", i);
	}
	buf_free(&b);
	buf_free(&said);
}

/* What once took minutes takes a blink; the test is that it ends. */
static void
floods(void)
{
	static const struct {
		const char	*head, *again;
		int		 n;
	} flood[] = {
		{ "", "<p>", 300000 }, { "<a", " b=c", 300000 }, { "", "<!--", 300000 }, { "", "<!-- --!>", 200000 },
		{ "", "<a href=\"", 200000 }, { "", "<a b='c>\"", 100000 }, { "", "<script>", 200000 }, { "", "<font>", 200000 },
		{ "", "<table><tr><td>", 60000 }, { "<b><b><b><b>", "</i></p>", 200000 }, { "", "<", 300000 }, { "", "&", 300000 },
		{ "<title>", "<title>", 200000 }, { "", "<textarea>", 200000 }, { "", "</a", 200000 }, { "", "<a/b/", 200000 }
	};
	size_t	 i;
	int	 n;

	for (i = 0; i < sizeof(flood) / sizeof(flood[0]); i++) {
		struct buf b = BUF_INIT;
		struct markup_reader *r;

		buf_adds(&b, flood[i].head);
		for (n = 0; n < flood[i].n; n++)
			buf_adds(&b, flood[i].again);
		r = markup_html(span_buf(&b), NULL);
		ok(r != NULL, "%d times %s", flood[i].n, flood[i].again);
		markup_free(r);
		buf_free(&b);
	}
}

static void
reads_xml(void)
{
	struct buf b = BUF_INIT, said = BUF_INIT;
	struct err e;
	size_t	 i;
	int	 over;

	xml(SPAN("<?xml version='1.0' encoding='iso-8859-1'?><!-- c --><a xmlns='urn:x' href='1&amp;2&#38;&lt;3' xml:lang='en'>"
	    "t&amp;<![CDATA[<x>]]><b/>\xC3\xA9</a>"),
	    "<a{urn:x} 1&2&<3 en>1[t&<x>]<b{urn:x}>2</b>2[\xC3\xA9]</a>1", "names, spaces, text");
	xml(SPAN("\xEF\xBB\xBF<a href='&amp;#38;'/>"), "<a &#38;>1</a>1", "a mark in front, an escaped escape");
	xml(SPAN("<a><b>x</a>"), "<a>1<b>2[x]</b>2</a>1!line 1", "broken");
	ok(markup_xml(SPAN(""), &e) == NULL && e.class == ERR_DATA, "nothing is no XML");
	ok(markup_xml(SPAN("<!DOCTYPE a><a/>"), &e) == NULL && e.class == ERR_DATA, "a DOCTYPE");
	ok(markup_xml(SPAN("<?xml version='1.0'?>\n<!-- x --> <?y?><!DOCTYPE a [<!ENTITY e SYSTEM 'file:/etc/passwd'>]><a>&e;</a>"),
	    &e) == NULL && strstr(e.text, "DOCTYPE") != NULL, "a DOCTYPE behind other things");
	xml(SPAN("<a>&e;</a>"), "<a>1</a>1!line 1", "an entity of its own");
	xml(SPAN("<a>\n\xFF</a>"), "<a>1[\n]</a>1!line 2", "no UTF-8");
	xml(SPAN("<p:a/>"), "<a>1</a>1", "a prefix that means nothing");
	for (over = 0; over <= 1; over++) {
		buf_reset(&b);
		buf_adds(&b, "<a");
		for (i = 0; i < HTML_ATTRS + (size_t)over; i++)
			buf_addf(&b, " a%zu='b'", i);
		buf_adds(&b, "/>");
		buf_reset(&said);
		say(&said, markup_xml(span_buf(&b), &e), &e);
		is_buf(&said, over ? "!a tag with too many attributes" : "<a>1</a>1", "XML: %zu attributes", i);
	}
	buf_reset(&b);
	for (i = 0; i < HTML_DEPTH + 10; i++)
		buf_adds(&b, "<a>");
	buf_reset(&said);
	say(&said, markup_xml(span_buf(&b), &e), &e);
	ok(span_chr(span_buf(&said), '!') != -1, "XML: too deep is an error");
	buf_reset(&b);
	buf_adds(&b, "<a>");
	while (b.len <= XML_MAX)
		buf_addc(&b, ' ');
	ok(markup_xml(span_buf(&b), &e) == NULL && e.class == ERR_DATA, "XML: more than XML_MAX");
	buf_free(&b);
	buf_free(&said);
}

static void
seeks(void)
{
	struct markup_reader *r = markup_html(SPAN("<ul><li>a</li><li>b</li></ul>"), NULL);
	size_t	 at[16], n = 0, i;
	int	 depth[16], kind[16], good = 1;

	do {
		at[n] = markup_tell(r);
		kind[n] = markup_next(r, NULL);
		depth[n] = markup_depth(r);
	} while (kind[n++] > 0);
	for (i = n; i-- > 0;) {
		markup_seek(r, at[i]);
		if (markup_next(r, NULL) != kind[i] || markup_depth(r) != depth[i])
			good = 0;
	}
	markup_seek(r, 0);
	for (i = 0; i < n; i++)
		if (markup_next(r, NULL) != kind[i] || markup_depth(r) != depth[i])
			good = 0;
	ok(good, "back and on again");
	markup_free(r);
}

static void
writes(void)
{
	struct buf b = BUF_INIT;
	struct err e;
	struct markup_writer *w = markup_writer_new(&b, MARKUP_XML, 1, &e);

	markup_open(w, "feed");
	markup_attribute(w, "xmlns", "urn:x");
	markup_attribute(w, "no", NULL);
	markup_element(w, "title", "a <b> & \"c\" ]]> \x01\xFF\r\n");
	markup_open(w, "e");
	markup_attribute(w, "v", "<\"&'>\t\n");
	markup_close(w);
	markup_open(w, "m");
	markup_writes(w, "text");
	markup_element(w, "b", NULL);
	is_ok(markup_writer_end(w, &e), &e, "XML written");
	is_buf(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"urn:x\">\n"
	    " <title>a &lt;b&gt; &amp; \"c\" ]]&gt; \xEF\xBF\xBD\n</title>\n <e v=\"&lt;&quot;&amp;'&gt;&#9;&#10;\"/>\n"
	    " <m>text<b/></m>\n</feed>\n", "escaped, clean, closed, indented where there is no text");
	buf_reset(&b);
	w = markup_writer_new(&b, MARKUP_HTML, 0, &e);
	markup_open(w, "p");
	markup_element(w, "br", NULL);
	markup_element(w, "b", "");
	is_ok(markup_writer_end(w, &e), &e, "HTML written");
	is_buf(&b, "<!DOCTYPE html>\n<p><br><b></b></p>\n", "void elements, and those that are not");
	buf_free(&b);
}

enum { NAME, SECOND, TWICE, OUTSIDE, CLOSED, LATE, EMPTY, IN_VOID, WRONGS };

static void
wrong(int which)
{
	static const char *const names[] = { "a name that is none", "a second root", "an attribute twice", "text outside the root",
	    "nothing to close", "an attribute behind text", "no root", "text in a void element" };
	struct buf b = BUF_INIT;
	struct err e;
	struct markup_writer *w = markup_writer_new(&b, which == IN_VOID ? MARKUP_HTML : MARKUP_XML, 0, &e);

	if (which != NAME && which != EMPTY && which != OUTSIDE)
		markup_open(w, which == IN_VOID ? "br" : "a");
	switch (which) {
	case NAME:
		markup_open(w, "a b");
		break;
	case SECOND:
		markup_close(w);
		markup_open(w, "b");
		break;
	case TWICE:
		markup_attribute(w, "x", "1");
		markup_attribute(w, "x", "2");
		break;
	case CLOSED:
		markup_close(w);
		markup_close(w);
		break;
	case LATE:
		markup_writes(w, "t");
		markup_attribute(w, "x", "1");
		break;
	case OUTSIDE:
	case IN_VOID:
		markup_writes(w, "t");
		break;
	default:
		break;
	}
	is_err(markup_writer_end(w, &e), &e, ERR_BUG, "%s", names[which]);
	buf_free(&b);
}

int
main(void)
{
	int	 i;

	reads_html();
	html_limits();
	floods();
	reads_xml();
	seeks();
	writes();
	for (i = 0; i < WRONGS; i++)
		wrong(i);
	return done();
}
