#include "text/doc.h"
#include "tests/unit/tap.h"

static void
links(void)
{
	static const char *const good[] = {
		"http://example.org/", "HTTPS://example.org", "mailto:a@example.org", "#there", "https://example.org/\xC3\xA9"
	};
	static const char *const bad[] = {
		"javascript:alert(1)", "data:text/html,x", "ftp://example.org", "//example.org", "/path", "", "https://", "mailto:", "#",
		"https://example.org/a b", "https://example.org/\"", "https://example.org/<", "https://example.org/\n", "java\nscript:x",
		"vbscript:x", " https://example.org", "https://example.org/\xFF"
	};
	struct doc *root = doc_new("en", NULL), *p = doc_add(root, DOC_PARA);
	size_t	 i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct doc *d = doc_link(p, good[i], SPAN("text"));

		ok(doc_kind(d) == DOC_LINK && span_eqs(doc_string(d), good[i]), "a link: %s", good[i]);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct doc *d = doc_link(p, bad[i], SPAN("text"));

		ok(doc_kind(d) == DOC_TEXT && span_eqs(doc_string(d), "text"), "text without a link: %s", bad[i]);
	}
	ok(doc_link(p, NULL, SPAN("x")) != NULL, "no target at all");
	doc_free(root);
}

static void
attributes(void)
{
	struct doc *root = doc_new("es-MX", NULL), *s, *p;

	s = doc_add(root, DOC_SECTION);
	doc_language(s, "ar");
	p = doc_add(s, DOC_PARA);
	is_str(doc_get_language(p), "ar", "a language is inherited");
	is_str(doc_get_language(root), "es-MX", "and kept where it was said");
	doc_anchor(p, "a\"b c<>");
	is_str(doc_get_anchor(p), "abc", "an anchor is letters, digits, hyphens");
	doc_class(p, "x\" onload=\"");
	is_str(doc_get_class(p), "x onload", "a class cannot leave its attribute");
	doc_class(p, "");
	is_str(doc_get_class(p), NULL, "an empty one is none");
	is_int(doc_level(doc_heading(s, 0, "x")), 1, "no heading above the first level");
	is_int(doc_level(doc_heading(s, 7, "x")), 6, "none below the sixth");
	is_str(doc_direction("ar"), "rtl", "Arabic");
	is_str(doc_direction("AR-EG"), "rtl", "with a region, in capitals");
	is_str(doc_direction("arn"), "ltr", "Mapudungun is not Arabic");
	is_str(doc_direction(""), "ltr", "nothing known");
	doc_free(root);
}

static void
texts(void)
{
	struct doc *root = doc_new("", NULL), *p = doc_add(root, DOC_PARA), *v = doc_add(root, DOC_VERBATIM);

	is_spans(doc_string(doc_text(p, SPAN("a\r\nb\x01\xFF"))), "a b\xEF\xBF\xBD", "clean, line ends are blanks");
	is_spans(doc_string(doc_text(v, SPAN("a\nb"))), "a\nb", "they stay in verbatim text");
	is_spans(doc_string(doc_text(doc_add(v, DOC_STRONG), SPAN("a\nb"))), "a\nb", "and in inlines there");
	is_spans(doc_string(doc_textf(p, "%d posts", 3)), "3 posts", "formatted");
	ok(doc_text(NULL, SPAN("x")) == NULL && doc_add(NULL, DOC_PARA) == NULL && doc_textf(NULL, "%s", "x") == NULL,
	    "calls on nothing do nothing");
	doc_language(NULL, "en");
	doc_anchor(NULL, "x");
	doc_free(root);
}

static void
adopts(void)
{
	struct doc *to = doc_new("en", NULL), *from = doc_new("ar", NULL), *p;
	struct err e;

	doc_texts(doc_add(to, DOC_PARA), "one");
	p = doc_add(from, DOC_PARA);
	doc_texts(p, "two");
	doc_texts(doc_add(from, DOC_PARA), "three");
	is_int(doc_adopt(to, from), 0, "children move");
	ok(doc_first(from) == NULL, "all of them");
	ok(doc_parent(p) == to && doc_next(doc_first(to)) == p, "behind those that are there");
	is_str(doc_get_language(p), "en", "they take the language of their new place");
	doc_free(from);
	doc_texts(p, "more");
	is_ok(doc_ok(to, &e), &e, "and outlive the root they came from");
	is_int(doc_adopt(to, NULL), -1, "nothing to adopt");
	doc_free(to);
	doc_free(NULL);
}

/* Neither freeing nor moving may go down a stranger's tree by recursion. */
static void
deep(void)
{
	struct doc *root = doc_new("", NULL), *other = doc_new("", NULL), *d = root;
	int	 i;

	for (i = 0; i < 300000; i++)
		d = doc_add(d, DOC_QUOTE);
	is_int(doc_adopt(other, root), 0, "300000 quotes in each other move");
	doc_free(root);
	doc_free(other);
	ok(1, "and go");
}

int
main(void)
{
	links();
	attributes();
	texts();
	adopts();
	deep();
	return done();
}
