#include "base/limits.h"
#include "text/docout.h"
#include "text/html.h"
#include "tests/unit/tap.h"

static void
text(const char *html, const char *want, const char *name)
{
	struct buf b = BUF_INIT;
	struct err e;

	is_ok(html_text(&b, span_str(html), &e), &e, "%s: read", name);
	buf_trim(&b, "\n");
	is_buf(&b, want, "%s", name);
	buf_free(&b);
}

/* What it is as HTML of ours. */
static void
tree(const char *html, const char *want, const char *name)
{
	struct buf b = BUF_INIT;
	struct err e;
	struct doc *d = html_doc(span_str(html), &e);

	docout_html(&b, d, &(struct docout_html){ NULL, NULL }, &e);
	is_buf(&b, want, "%s", name);
	doc_free(d);
	buf_free(&b);
}

static void
lines(void)
{
	text("<div>Kind: proposal</div><div>Answer-By: 2026-12-20</div><div><br></div><div>Text</div>",
	    "Kind: proposal\nAnswer-By: 2026-12-20\n\nText", "lines of a webmail are lines");
	text("a<br>b<br/><br>c", "a\nb\n\nc", "breaks");
	text("<p>a\n b\t <b> c </b>d</p><p>e", "a b c d\n\ne", "white space as browsers read it");
	text("<p>a</p>\n<p>&nbsp;</p>\n<p>b</p>", "a\n\nb", "a paragraph of no-break blanks is none");
	text("<div style='white-space: pre-wrap'>a\nb</div>", "a\nb", "line ends that are kept");
	text("<pre>\n  a\n   b &amp; c</pre>", "  a\n   b & c", "preformatted");
	text("a<div>b</div>c<div><div>d</div></div>e", "a\nb\nc\nd\ne", "boxes in boxes");
	text("<h1>T</h1>x<h3>U</h3>", "T\n\nx\n\nU", "headings are paragraphs in plain text");
	text("a<hr>b", "a\n\n------------------------\n\nb", "a rule");
	text("see <https://example.org/a>, <mailto:x@example.org> or <a@example.org> and <b>that</b>",
	    "see <https://example.org/a>, <mailto:x@example.org> or <a@example.org> and that", "addresses in brackets");
	text("plain & simple", "plain & simple", "no tags at all");
	text("&eacute &nbsp&nbsp;x &nbspy &AMP; &COPY 1 &amp;eacute &copyx &region=1 a?b&lt=2 &notin; &;&", "\xC3\xA9 \xC2\xA0\xC2\xA0x \xC2\xA0y & "
	    "\xC2\xA9 1 &eacute &copyx &region=1 a?b&lt=2 \xE2\x88\x89 &;&", "references without a semicolon");
	text("<p>&#847; &zwnj; &nbsp; &#8199; &shy;&#8203;</p><p>a&shy;b&#8203; &#8203;c \xD9\x85\xE2\x80\x8C\xD8\xAE</p>",
	    "ab c \xD9\x85\xE2\x80\x8C\xD8\xAE", "what nobody sees");
	text("", "", "nothing");
}

static void
structure(void)
{
	text("<ul><li>a<li><p>b</p><ul><li>c</ul></ul><ol><li>d</li><li>e</li></ol>",
	    "- a\n- b\n  - c\n\n1. d\n2. e", "lists in lists");
	text("<ol start=' 3 '><li>a<li>b</ol><ol><li value=7>c<li>d</ol><ol start=-1><li>e</ol><ol start=x><li>f</ol>",
	    "3. a\n4. b\n\n7. c\n8. d\n\n1. e\n\n1. f", "numbers that people refer to");
	text("<ul><li><input type=CHECKBOX checked> a<li><input type='checkbox'>b<li><input type=text>c</ul>",
	    "- [x] a\n- [ ] b\n- c", "what is done and what is not");
	text("<p>x</p><p style='mso-list:l0 level1 lfo1'><span style='font-family:Symbol'><span style='mso-list:Ignore'>\xC2\xB7"
	    "<span>&nbsp;&nbsp; </span></span></span>a<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>10.<span>"
	    "&nbsp; </span></span>b</p><p>y", "x\n\n- a\n10. b\n\ny", "a word processor's list");
	text("<p style='mso-list:none'>a<p>b<span style='mso-list:Ignore'></span>c", "a\n\nb c", "none");
	text("10<sup>3</sup> 1<sup>st</sup> 19<sup><b>99</b></sup> x<sup>2</sup><sub>1</sub> <sup>1</sup> y",
	    "10^3 1st 19^99 x^21 1 y", "what stands above the line is no digit of what it follows");
	text("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b", "a list straight in a list");
	text("<ul>loose<li>a</ul>b", "- loose\n- a\n\nb", "text straight in a list");
	text("<li>a</li>", "- a", "an item without a list");
	text("<table><tr><th>Who<th>What</tr><tr><td>Sol<td>yes</tr></table>", "Who  What\nSol  yes", "a table of data");
	text("<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>", "a\n\nb\n\nc", "a table that places things");
	text("<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>", "a\nb\nc\nd", "one that says so");
	text("<table><tr><td><table><tr><td>a<td>b</tr><tr><td>c<td>d</tr></table></td></tr></table>", "a  b\nc  d",
	    "one in the other");
	text("On Monday X wrote:<blockquote type=cite>a<br>b<blockquote>c</blockquote></blockquote>d",
	    "On Monday X wrote:\n\n> a\n> b\n>\n> > c\n\nd", "quotes");
	text("<div class=gmail_quote>On Monday:<blockquote class='gmail_quote x' style='border:none'>a</blockquote></div>",
	    "On Monday:\n\n> a", "a webmail's quote");
	text("<div class='yahoo_quoted'>a</div>b", "> a\n\nb", "another's");
	text("a<blockquote style='margin:0 0 0 40px; border: NONE; padding:0'>b</blockquote>c", "a\n\nb\n\nc",
	    "an indent is no quote");
	tree("<html lang=ar><p lang=es>x <b>y<i>z</i></b></p>", "<div lang=\"ar\" dir=\"rtl\">\n"
	    "<p lang=\"es\" dir=\"ltr\">x <strong>y</strong><strong><em>z</em></strong></p>\n</div>\n", "languages, emphasis");
	tree("<strong>a<p>b</strong>c</p>", "<div>\n<p><strong>a</strong></p>\n<p><strong>b</strong></p>\n<p>c</p>\n</div>\n",
	    "emphasis over paragraphs");
}

static void
links(void)
{
	text("<a href='https://example.org/a b'>l</a> <a href=' HTTP://example.org '>m</a>",
	    "l [1] m [2]\n\n[1] <https://example.org/a%20b>\n[2] <HTTP://example.org>", "links are numbered");
	text("<a href='https://example.org/'><b>a</b> <i>b</i></a>", "a b [1]\n\n[1] <https://example.org/>",
	    "one link of several pieces is one");
	text("<a href='https://example.org/'>https://example.org/</a> <a href='mailto:a@example.org'>a@example.org</a>",
	    "https://example.org/ a@example.org", "what shows itself needs no number");
	text("<a href='javascript:x'>a</a><a href='java\nscript:x'>b</a><a href='&#1;javascript:x'>c</a>"
	    "<a href='data:x'>d</a><a href='#x'>e</a><a href='/x'>f</a><a href='vbscript:x'>g</a><a>h</a>"
	    "<a href='ftp://example.org/'>i</a><a href='file:///etc/passwd'>j</a>", "abcdefghij", "no other scheme is a link");
	tree("<a href='https://example.org/\"><script>'>x</a>",
	    "<div>\n<p><a href=\"https://example.org/%22%3E%3Cscript%3E\" rel=\"noreferrer\">x</a></p>\n</div>\n",
	    "a target cannot leave its attribute");
	text("<a href='https://example.org/'><img src=x alt='Read on'></a><img src=y>",
	    "Read on [1]\n\n[1] <https://example.org/>", "what stands for a picture");
	text("<a href='https://example.org/'> </a>x", "x", "a link that shows nothing is none");
}

static void
hidden(void)
{
	static const char *const gone[] = {
		"<div style='display:none'>x</div>", "<div style='DISPLAY : /* */ None !important'>x</div>", "<p hidden>x</p>",
		"<span style='visibility:hidden'>x</span>", "<span style='color:red;mso-hide:all'>x</span>",
		"<div style='font-size:0'>x</div>", "<div style='font-size:1px'>x</div>", "<div style='max-height:0px'>x</div>",
		"<div style='opacity:0'>x</div>", "<div style='position:absolute;left:-9999px'>x</div>",
		"<script>x</script>", "<style>x</style>", "<title>x</title>", "<noscript>x</noscript>", "<object>x</object>",
		"<svg><text>x</text></svg>", "<math><mi>x</mi></math>", "<select><option>x</select>", "<textarea>x</textarea>",
		"<template>x</template>", "<button>x</button>", "<iframe>x</iframe>", "<video>x</video>", "<v:shape>x</v:shape>",
		"<!-- x -->", "<![if x]><![endif]>", "<div style='display:none'><p>x<div>x</div></div>", "<input value=x>",
		"<head><title>x</title>"
	};
	size_t	 i;
	char	 html[200];

	for (i = 0; i < sizeof(gone) / sizeof(gone[0]); i++) {
		snprintf(html, sizeof(html), "<p>a</p>%s<p>b</p>", gone[i]);
		text(html, "a\n\nb", gone[i]);
	}
	text("<td style='font-size:0px'><div style='font-size:13px'>x</div></td>", "x", "a frame of layout is no hiding place");
	text("<p>a<o:p>b</o:p></p>", "ab", "a word processor's paragraph");
	text("<form><p>a</p></form>", "a", "a page in a form");
	text("<p style='font-size:12px;line-height:0'>a</p>", "a", "no size of letters");
}

static void
limits(void)
{
	struct buf b = BUF_INIT, out = BUF_INIT;
	struct err e;
	size_t	 i;
	int	 over;

	for (i = 0; i < HTML_BLOCKS + 10; i++)
		buf_adds(&b, "<blockquote>");
	buf_adds(&b, "x");
	is_ok(html_text(&out, span_buf(&b), &e), &e, "quotes in quotes");
	is_int(span_find(span_buf(&out), SPAN("x")), HTML_BLOCKS * 2, "are kept up to HTML_BLOCKS");
	buf_reset(&b);
	buf_reset(&out);
	for (i = 0; i < HTML_NODES; i++)
		buf_adds(&b, "<p>x");
	buf_adds(&b, "<p>the <b>end");
	is_ok(html_text(&out, span_buf(&b), &e), &e, "more nodes than HTML_NODES");
	ok(span_ends(span_buf(&out), " x the end\n"), "what follows them is not lost");
	for (over = 0; over <= 1; over++) {
		buf_reset(&b);
		buf_reset(&out);
		buf_adds(&b, "<a href='https://example.org/");
		while (b.len < HTML_URL + 9 + (size_t)over)
			buf_addc(&b, 'x');
		buf_adds(&b, "'>l</a>");
		html_text(&out, span_buf(&b), &e);
		ok(span_starts(span_buf(&out), over ? "l\n" : "l [1]\n"), "a target of %d bytes", HTML_URL + over);
	}
	buf_free(&b);
	buf_free(&out);
}

static void
charset(const char *html, const char *want)
{
	is_spans(html_charset(span_str(html)), want, "%.40s", html);
}

static void
charsets(void)
{
	struct buf b = BUF_INIT;

	charset("<html><head><meta charset=utf-8>", "utf-8");
	charset("<META CHARSET = 'koi8-r' >", "koi8-r");
	charset("<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-2'>", "iso-8859-2");
	charset("<meta name=x><meta name=charset content=y><meta charset=\"big5\"/>", "big5");
	charset("<?xml version='1.0' encoding='windows-1251'?><html>", "windows-1251");
	charset("\xEF\xBB\xBF<meta charset=x>", "utf-8");
	charset("\xFF\xFE<", "utf-16");
	charset("<p>charset=x", "");
	charset("<meta charset", "");
	charset("", "");
	while (b.len < 1024)
		buf_addc(&b, ' ');
	buf_adds(&b, "<meta charset=x>");
	charset(b.s, "");
	buf_free(&b);
}

int
main(void)
{
	lines();
	structure();
	links();
	hidden();
	limits();
	charsets();
	return done();
}
