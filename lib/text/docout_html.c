#include <stdlib.h>
#include <string.h>

#include "text/docout.h"
#include "text/markup.h"
#include "text/utf8.h"

/* The element of each kind of node; NULL: none of its own. */
static const char *const elements[] = {
	[DOC_SECTION] = "div", [DOC_PARA] = "p", [DOC_LIST] = "ul", [DOC_NUMBERED] = "ol", [DOC_ITEM] = "li",
	[DOC_QUOTE] = "blockquote", [DOC_VERBATIM] = "pre", [DOC_RULE] = "hr", [DOC_TABLE] = "table", [DOC_ROW] = "tr",
	[DOC_CELL] = "td", [DOC_LINK] = "a", [DOC_STRONG] = "strong", [DOC_EMPH] = "em", [DOC_NAME] = "bdi",
	[DOC_BREAK] = "br"
};

static const char *
element_of(const struct doc *d)
{
	static const char *const headings[] = { "h1", "h1", "h2", "h3", "h4", "h5", "h6" };

	if (doc_kind(d) == DOC_HEADING)
		return headings[doc_level(d)];
	return elements[doc_kind(d)];
}

/* lang and dir, both on the same element: mail programs drop those of html and body. */
static void
language(struct markup_writer *m, const char *tag)
{
	if (tag[0] == '\0')
		return;
	markup_attribute(m, "lang", tag);
	markup_attribute(m, "dir", doc_direction(tag));
}

static int
changes_language(const struct doc *d)
{
	return strcmp(doc_get_language(d), doc_get_language(doc_parent(d))) != 0;
}

/* A page we made says nothing about its reader to the places it names. */
static void
link_attributes(struct markup_writer *m, const struct doc *d)
{
	char	*url = span_dup(doc_string(d));

	markup_attribute(m, "href", url == NULL ? "#" : url);
	if (url != NULL && span_casestarts(span_str(url), "http"))
		markup_attribute(m, "rel", "noreferrer");
	free(url);
}

static void
start_attribute(struct markup_writer *m, int number)
{
	struct buf b = BUF_INIT;

	if (buf_addf(&b, "%d", number) == 0)
		markup_attribute(m, "start", b.s);
	buf_free(&b);
}

/* The only paragraph of a list item needs no element: without a style sheet it would stand far from its mark. */
static int
is_bare(const struct doc *d)
{
	const struct doc *up = doc_parent(d), *next = doc_next(d);

	return doc_kind(d) == DOC_PARA && doc_kind(up) == DOC_ITEM && doc_first(up) == d &&
	    (next == NULL || doc_kind(next) == DOC_LIST || doc_kind(next) == DOC_NUMBERED) &&
	    doc_get_anchor(d) == NULL && doc_get_class(d) == NULL && !changes_language(d);
}

/* What follows d in the tree of `root`; not what is in it, if `over`.  NULL at the end. */
static const struct doc *
following(const struct doc *d, const struct doc *root, int over)
{
	if (!over && doc_first(d) != NULL)
		return doc_first(d);
	while (d != root && doc_next(d) == NULL)
		d = doc_parent(d);
	return d == root ? NULL : doc_next(d);
}

/*
 * A paragraph that is all in letters that run the other way than its language does, as in a quote or a mail in two languages,
 * runs so: signs would stand at the wrong ends of its sentences.  Links and names say nothing about it.
 */
static const char *
other_way(const struct doc *para)
{
	int	 rtl = strcmp(doc_direction(doc_get_language(para)), "rtl") == 0, other = 0, over;
	const struct doc *d;

	for (d = following(para, para, 0); d != NULL; d = following(d, para, over)) {
		over = doc_kind(d) == DOC_LINK || doc_kind(d) == DOC_NAME;
		if (doc_kind(d) != DOC_TEXT || strcmp(doc_get_language(d), doc_get_language(para)) != 0)
			continue;
		if (utf8_has_direction(doc_string(d), rtl))
			return NULL;
		other = other || utf8_has_direction(doc_string(d), !rtl);
	}
	return !other ? NULL : rtl ? "ltr" : "rtl";
}

static void
enter(struct markup_writer *m, const struct doc *d)
{
	const char *name = element_of(d);
	struct span url = doc_string(d);

	if (doc_kind(d) == DOC_TEXT) {
		if (changes_language(d)) {
			markup_open(m, "span");
			language(m, doc_get_language(d));
		}
		markup_write(m, doc_string(d));
		if (changes_language(d))
			markup_close(m);
		return;
	}
	if (is_bare(d))
		return;
	if (doc_kind(d) < DOC_TEXT)
		markup_raw(m, "\n");
	markup_open(m, name);
	markup_attribute(m, "id", doc_get_anchor(d));
	markup_attribute(m, "class", doc_get_class(d));
	if (doc_kind(d) == DOC_NUMBERED && doc_level(d) > 1)
		start_attribute(m, doc_level(d));
	if (changes_language(d))
		language(m, doc_get_language(d));
	else if (doc_kind(d) == DOC_PARA)
		markup_attribute(m, "dir", other_way(d));
	else if (doc_kind(d) == DOC_ITEM && doc_first(d) != NULL && is_bare(doc_first(d)))
		markup_attribute(m, "dir", other_way(doc_first(d)));
	if (doc_kind(d) != DOC_LINK)
		return;
	link_attributes(m, d);
	if (doc_first(d) == NULL)
		markup_write(m, span_casestarts(url, "mailto:") ? span_from(url, 7) : url);
}

static void
leave(struct markup_writer *m, const struct doc *d)
{
	if (doc_kind(d) != DOC_TEXT && !is_bare(d))
		markup_close(m);
}

static void
walk(struct markup_writer *m, const struct doc *root)
{
	const struct doc *d = doc_first(root);

	while (d != NULL && d != root) {
		enter(m, d);
		if (doc_first(d) != NULL) {
			d = doc_first(d);
			continue;
		}
		while (d != root) {
			leave(m, d);
			if (doc_next(d) != NULL) {
				d = doc_next(d);
				break;
			}
			d = doc_parent(d);
		}
	}
}

static void
meta(struct markup_writer *m, const char *name, const char *content)
{
	markup_raw(m, "\n");
	markup_open(m, "meta");
	markup_attribute(m, "name", name);
	markup_attribute(m, "content", content);
	markup_close(m);
}

static void
head(struct markup_writer *m, const struct docout_html *opt)
{
	markup_open(m, "head");
	markup_raw(m, "\n");
	markup_open(m, "meta");
	markup_attribute(m, "charset", "utf-8");
	markup_close(m);
	meta(m, "viewport", "width=device-width, initial-scale=1");
	meta(m, "color-scheme", "light dark");
	markup_raw(m, "\n");
	markup_element(m, "title", opt->title);
	if (opt->style != NULL) {
		markup_raw(m, "\n");
		markup_open(m, "style");
		markup_raw(m, opt->style);
		markup_close(m);
	}
	markup_raw(m, "\n");
	markup_close(m);
}

int
docout_html(struct buf *out, const struct doc *root, const struct docout_html *opt, struct err *e)
{
	struct markup_writer *m;
	int	 page = opt != NULL && opt->title != NULL;

	if (doc_ok(root, e) == -1 || (m = markup_writer_new(out, page ? MARKUP_HTML : MARKUP_FRAGMENT, 0, e)) == NULL)
		return -1;
	if (page) {
		markup_open(m, "html");
		language(m, doc_get_language(root));
		markup_raw(m, "\n");
		head(m, opt);
		markup_raw(m, "\n");
		markup_open(m, "body");
		markup_raw(m, "\n");
	}
	markup_open(m, "div");
	markup_attribute(m, "class", doc_get_class(root));
	language(m, doc_get_language(root));
	walk(m, root);
	markup_raw(m, "\n");
	markup_close(m);
	markup_raw(m, "\n");
	return markup_writer_end(m, e);
}
