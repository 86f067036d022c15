#include "text/docout.h"
#include "text/html.h"
#include "text/wrap.h"
#include "tests/unit/tap.h"

static void
is_text(const struct doc *d, struct docout_text opt, const char *want, const char *name)
{
	struct buf b = BUF_INIT;
	struct err e;

	is_ok(docout_text(&b, d, &opt, &e), &e, "%s: written", name);
	is_buf(&b, want, "%s", name);
	buf_free(&b);
}

static void
is_html(const struct doc *d, struct docout_html opt, const char *want, const char *name)
{
	struct buf b = BUF_INIT;
	struct err e;

	is_ok(docout_html(&b, d, &opt, &e), &e, "%s: written", name);
	is_buf(&b, want, "%s", name);
	buf_free(&b);
}

static struct doc *
para(struct doc *in, const char *text)
{
	struct doc *p = doc_add(in, DOC_PARA);

	doc_texts(p, text);
	return p;
}

static void
numbers(void)
{
	struct doc *root = doc_new("en", NULL), *list;

	doc_heading(root, 3, "plain");
	doc_heading(root, 3, "7. numbered");
	para(root, "before");
	list = doc_add(root, DOC_NUMBERED);
	doc_start(list, 9);
	doc_texts(doc_add(list, DOC_ITEM), "nine");
	doc_texts(doc_add(list, DOC_ITEM), "ten");
	doc_start(root, 3);
	is_text(root, (struct docout_text){ 0 }, "* plain\n\n7. numbered\n\nbefore\n\n9. nine\n10. ten\n",
	    "numbers that go on");
	is_html(root, (struct docout_html){ 0 }, "<div lang=\"en\" dir=\"ltr\">\n<h3>plain</h3>\n<h3>7. numbered</h3>\n"
	    "<p>before</p>\n<ol start=\"9\">\n<li>nine</li>\n<li>ten</li></ol>\n</div>\n", "and as HTML");
	doc_free(root);
}

static void
links(void)
{
	struct doc *root = doc_new("en", NULL), *s, *p;
	char	 url[200] = "https://example.org/";

	memset(url + 20, 'x', 150);
	p = para(root, "Before: ");
	doc_link(p, "https://example.org/0", SPAN("zero"));
	s = doc_add(root, DOC_SECTION);
	p = para(s, "");
	doc_link(p, "https://example.org/a", SPAN("a"));
	doc_texts(p, ", ");
	doc_link(p, url, SPAN("long"));
	doc_texts(p, ", ");
	doc_link(p, "https://example.org/a", SPAN("a again"));
	doc_texts(p, ", ");
	doc_link(p, "https://example.org/b", SPAN("https://example.org/b"));
	doc_texts(p, ", ");
	doc_link(p, "mailto:a@example.org", SPAN("a@example.org"));
	doc_texts(p, ", ");
	doc_link(p, "#there", SPAN("there"));
	doc_texts(p, ", ");
	doc_link(p, "mailto:b@example.org", SPAN_NONE);
	s = doc_add(root, DOC_SECTION);
	doc_link(para(s, ""), "https://example.org/a", SPAN("a"));
	is_text(root, (struct docout_text){ .columns = 40 },
	    "Before: zero [1]\n\n[1] <https://example.org/0>\n\na [2], long [3], a again [2],\nhttps://example.org/b, a@example.org,\n"
	    "there, b@example.org\n\n[2] <https://example.org/a>\n"
	    "[3] <https://example.org/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx>\n\na [4]\n\n[4] <https://example.org/a>\n",
	    "numbered by section, listed whole");
	doc_free(root);
	root = doc_new("en", NULL);
	doc_link(para(root, "see "), "https://example.org/a", SPAN("a"));
	is_text(root, (struct docout_text){ .links = 1 }, "see a\n", "without targets");
	is_text(root, (struct docout_text){ .links = 2 }, "see a <https://example.org/a>\n", "targets in place");
	doc_free(root);
}

static void
many_links(void)
{
	struct doc *root = doc_new("en", NULL), *p = doc_add(root, DOC_PARA);
	struct buf b = BUF_INIT;
	char	 url[64];
	int	 i;

	for (i = 0; i < 20000; i++) {
		snprintf(url, sizeof(url), "https://example.org/%d", i % 10000);
		doc_link(p, url, SPAN("x"));
	}
	docout_text(&b, root, NULL, NULL);
	ok(span_find(span_buf(&b), SPAN("\n[10000] <https://example.org/9999>\n")) != -1 &&
	    span_find(span_buf(&b), SPAN("[10001]")) == -1, "20000 links to 10000 places have 10000 numbers");
	buf_free(&b);
	doc_free(root);
}

static struct doc *
sample(void)
{
	struct doc *root = doc_new("en", NULL), *s = doc_add(root, DOC_SECTION), *list, *l, *i, *q, *t, *r, *p;

	doc_heading(s, 1, "Title");
	doc_heading(s, 2, "A heading that is long");
	doc_heading(s, 3, "Third that is too long");
	list = doc_add(s, DOC_LIST);
	i = doc_add(list, DOC_ITEM);
	para(i, "first item here, wrapped");
	l = doc_add(i, DOC_NUMBERED);
	para(doc_add(l, DOC_ITEM), "inner");
	para(doc_add(l, DOC_ITEM), "again");
	para(doc_add(list, DOC_ITEM), "second");
	q = doc_add(s, DOC_QUOTE);
	para(q, "quoted words to wrap here");
	q = doc_add(q, DOC_QUOTE);
	para(q, "deep");
	doc_texts(doc_add(s, DOC_VERBATIM), "  a  b\n> c\n");
	t = doc_add(s, DOC_TABLE);
	r = doc_add(t, DOC_ROW);
	doc_texts(doc_add(r, DOC_CELL), "Sol");
	doc_texts(doc_add(r, DOC_CELL), "yes");
	r = doc_add(t, DOC_ROW);
	doc_texts(doc_add(r, DOC_CELL), "\xE6\x97\xA5\xE6\x9C\xAC");
	doc_texts(doc_add(r, DOC_CELL), "no");
	doc_add(s, DOC_RULE);
	p = para(s, "one");
	doc_add(p, DOC_BREAK);
	p = doc_add(p, DOC_NAME);
	doc_texts(p, "\xD8\xB9");
	doc_language(p, "ar");
	return root;
}

static void
kinds(void)
{
	struct doc *root = sample();

	is_text(root, (struct docout_text){ .columns = 22 },
	    "Title\n=====\n\nA heading that is long\n----------------------\n\n* Third that is too\n  long\n\n"
	    "- first item here,\n  wrapped\n  1. inner\n  2. again\n- second\n\n"
	    "> quoted words to wrap\n> here\n>\n> > deep\n\n  a  b\n> c\n\nSol   yes\n\xE6\x97\xA5\xE6\x9C\xAC  no\n\n"
	    "----------------------\n\none\n\xD8\xB9\n", "everything");
	is_text(root, (struct docout_text){ .columns = 22, .flowed = 1, .headings = 1 },
	    "Title\n\nA heading that is long\n\nThird that is too long\n\n"
	    "- first item here, \nwrapped\n   1. inner\n   2. again\n- second\n\n"
	    "> quoted words to wrap \n> here\n>\n>> deep\n\n   a  b\n > c\n\nSol   yes\n\xE6\x97\xA5\xE6\x9C\xAC  no\n\n"
	    "----------------------\n\none\n\xD8\xB9\n", "everything flowed, headings plain");
	is_html(root, (struct docout_html){ NULL, NULL },
	    "<div lang=\"en\" dir=\"ltr\">\n<div>\n<h1>Title</h1>\n<h2>A heading that is long</h2>\n"
	    "<h3>Third that is too long</h3>\n<ul>\n<li>first item here, wrapped\n<ol>\n<li>inner</li>\n"
	    "<li>again</li></ol></li>\n<li>second</li></ul>\n"
	    "<blockquote>\n<p>quoted words to wrap here</p>\n<blockquote>\n<p>deep</p></blockquote></blockquote>\n"
	    "<pre>  a  b\n&gt; c\n</pre>\n<table>\n<tr>\n<td>Sol</td>\n<td>yes</td></tr>\n<tr>\n"
	    "<td>\xE6\x97\xA5\xE6\x9C\xAC</td>\n<td>no</td></tr></table>\n<hr>\n"
	    "<p>one<br><bdi lang=\"ar\" dir=\"rtl\">\xD8\xB9</bdi></p></div>\n</div>\n", "everything as HTML");
	doc_free(root);
}

static void
pages(void)
{
	struct doc *root = doc_new("ar", NULL), *p = para(root, "<b>&\"");

	doc_language(doc_texts(p, "es"), "es");
	doc_anchor(p, "x");
	doc_class(p, "y");
	doc_link(p, "https://example.org/?a=1&b=2", SPAN("l"));
	is_html(root, (struct docout_html){ "T & <t>", "p{margin:0}" },
	    "<!DOCTYPE html>\n<html lang=\"ar\" dir=\"rtl\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>T &amp; &lt;t&gt;</title>\n"
	    "<style>p{margin:0}</style>\n</head>\n<body>\n<div lang=\"ar\" dir=\"rtl\">\n"
	    "<p id=\"x\" class=\"y\" dir=\"ltr\">&lt;b&gt;&amp;\"<span lang=\"es\" dir=\"ltr\">es</span>"
	    "<a href=\"https://example.org/?a=1&amp;b=2\" rel=\"noreferrer\">l</a></p>\n</div>\n</body></html>\n", "a page");
	doc_free(root);
	root = doc_new("", NULL);
	is_text(root, (struct docout_text){ 0 }, "", "an empty document");
	is_html(root, (struct docout_html){ NULL, NULL }, "<div>\n</div>\n", "as HTML, its language not known");
	doc_free(root);
}

/* A row that is too wide becomes a line; inlines straight in a block are a paragraph. */
static void
odd(void)
{
	struct doc *root = doc_new("en", NULL), *t, *r, *d;
	int	 i;

	t = doc_add(root, DOC_TABLE);
	for (i = 0; i < 2; i++) {
		r = doc_add(t, DOC_ROW);
		doc_texts(doc_add(r, DOC_CELL), "twelve chars");
		doc_texts(doc_add(r, DOC_CELL), i == 0 ? "" : "and more");
	}
	doc_texts(root, "loose ");
	doc_texts(doc_add(root, DOC_STRONG), "text");
	is_text(root, (struct docout_text){ .columns = 20 }, "twelve chars\ntwelve chars | and\nmore\n\nloose text\n",
	    "a table that does not fit, text without a paragraph");
	doc_free(root);
	root = d = doc_new("en", NULL);
	for (i = 0; i < 10000; i++)
		d = doc_add(d, i % 2 ? DOC_QUOTE : DOC_LIST);
	para(d, "x");
	{
		struct buf b = BUF_INIT;
		struct err e;

		is_ok(docout_text(&b, root, NULL, &e), &e, "10000 blocks in each other");
		ok(b.len < 1000, "indented no further than it is of use");
		is_ok(docout_html(&b, root, NULL, &e), &e, "and as HTML");
		buf_free(&b);
	}
	doc_free(root);
}

/* What we send flowed, a reader gets back in paragraphs. */
static void
round_trip(void)
{
	struct doc *root = doc_new("en", NULL), *q;
	struct buf b = BUF_INIT, u = BUF_INIT, w = BUF_INIT;
	struct docout_text opt = { .columns = 30, .flowed = 1 };
	int	 delsp;

	para(root, "From the assembly: this paragraph is longer than one line, and must come back whole.");
	q = doc_add(root, DOC_QUOTE);
	para(q, "What was said, said again, and wrapped again on its way.");
	para(root, ">>> not a quote, whatever it looks like, and long enough to wrap");
	docout_text(&w, root, &(struct docout_text){ .columns = 10000 }, NULL);
	for (delsp = 0; delsp <= 1; delsp++) {
		opt.flowed = delsp + 1;
		buf_reset(&b);
		buf_reset(&u);
		docout_text(&b, root, &opt, NULL);
		wrap_unflow(&u, span_buf(&b), delsp);
		/* Unflowed, what only looks like a quote keeps one blank in front. */
		buf_reset(&w);
		docout_text(&w, root, &(struct docout_text){ .columns = 10000 }, NULL);
		buf_splice(&w, (size_t)span_find(span_buf(&w), SPAN(">>> not")), 0, " ", 1);
		is_spans(span_buf(&u), buf_str(&w), "flowed %d and back", opt.flowed);
	}
	buf_free(&b);
	buf_free(&u);
	buf_free(&w);
	doc_free(root);
}

/* What is written the other way altogether runs so. */
static void
directions(void)
{
	struct doc *root = doc_new("ar", NULL), *p;

	para(root, "\xD9\x86\xD8\xB9\xD9\x85 yes.");
	para(root, "yes \xD9\x86.");
	para(root, "Yes.");
	para(root, "19:00.");
	p = para(root, "No: ");
	doc_texts(doc_add(p, DOC_NAME), "\xD9\x86");
	doc_link(doc_add(root, DOC_PARA), "https://x.example/", SPAN("words"));
	p = doc_add(doc_add(root, DOC_QUOTE), DOC_PARA);
	doc_texts(doc_add(p, DOC_EMPH), "Deep.");
	para(doc_add(doc_add(root, DOC_LIST), DOC_ITEM), "One.");
	is_html(root, (struct docout_html){ 0 }, "<div lang=\"ar\" dir=\"rtl\">\n<p>\xD9\x86\xD8\xB9\xD9\x85 yes.</p>\n"
	    "<p>yes \xD9\x86.</p>\n<p dir=\"ltr\">Yes.</p>\n<p>19:00.</p>\n<p dir=\"ltr\">No: <bdi>\xD9\x86</bdi></p>\n"
	    "<p><a href=\"https://x.example/\" rel=\"noreferrer\">words</a></p>\n<blockquote>\n<p dir=\"ltr\"><em>Deep.</em></p>"
	    "</blockquote>\n<ul>\n<li dir=\"ltr\">One.</li></ul>\n</div>\n", "paragraphs of the other direction");
	doc_free(root);
	root = doc_new("en", NULL);
	para(root, "\xD9\x86.");
	para(root, "\xD9\x86 a.");
	is_html(root, (struct docout_html){ 0 }, "<div lang=\"en\" dir=\"ltr\">\n<p dir=\"rtl\">\xD9\x86.</p>\n<p>\xD9\x86 a.</p>\n</div>\n",
	    "and the other way round");
	doc_free(root);
}

int
main(void)
{
	directions();
	numbers();
	links();
	many_links();
	kinds();
	pages();
	odd();
	round_trip();
	return done();
}
