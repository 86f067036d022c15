#include <stdlib.h>
#include <string.h>

#include "text/markup.h"
#include "text/utf8.h"

struct element {
	size_t	 name;		/* offset in names */
	int	 children, text;
};

struct markup_writer {
	struct buf	*out;
	enum markup_syntax syntax;
	int		 indent;
	struct element	*stack;
	size_t		 depth, cap;
	struct buf	 names;		/* of the open elements, each with its NUL */
	struct buf	 attributes;	/* of the open tag, each with its NUL */
	struct buf	 clean;
	int		 in_tag;	/* the start tag still takes attributes */
	int		 rooted;
	struct err	 err;
};

static void
fail(struct markup_writer *w, const char *what, const char *name)
{
	if (w->err.class == ERR_NONE)
		err_set(&w->err, ERR_BUG, "markup: %s%s%s", what, name[0] == '\0' ? "" : " ", name);
}

struct markup_writer *
markup_writer_new(struct buf *out, enum markup_syntax syntax, int indent, struct err *e)
{
	struct markup_writer *w;

	if ((w = calloc(1, sizeof(*w))) == NULL) {
		err_memory(e);
		return NULL;
	}
	w->out = out;
	w->syntax = syntax;
	w->indent = indent;
	if (syntax == MARKUP_XML)
		buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	else if (syntax == MARKUP_HTML)
		buf_adds(out, "<!DOCTYPE html>\n");
	return w;
}

/* An ASCII name with at most one prefix: all names here are ours. */
static int
is_name(const char *s)
{
	int	 start = 1, colons = 0;

	for (; *s != '\0'; s++) {
		if ((*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z') || *s == '_') {
			start = 0;
			continue;
		}
		if (start)
			return 0;
		if (*s == ':') {
			start = 1;
			colons++;
		} else if (!((*s >= '0' && *s <= '9') || *s == '-' || *s == '.'))
			return 0;
	}
	return !start && colons <= 1;
}

static int
is_void(const struct markup_writer *w, const char *name)
{
	static const char *const names[] = { "br", "hr", "img", "input", "link", "meta" };
	size_t	 i;

	for (i = 0; w->syntax != MARKUP_XML && i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0)
			return 1;
	return 0;
}

static struct element *
top(const struct markup_writer *w)
{
	return w->depth > 0 ? &w->stack[w->depth - 1] : NULL;
}

static const char *
name_of(const struct markup_writer *w, const struct element *el)
{
	return w->names.s + el->name;
}

static void
tag_done(struct markup_writer *w)
{
	if (w->in_tag)
		buf_addc(w->out, '>');
	w->in_tag = 0;
	buf_reset(&w->attributes);
}

static void
new_line(struct markup_writer *w, size_t depth)
{
	buf_addc(w->out, '\n');
	while (depth-- > 0)
		buf_addc(w->out, ' ');
}

static int
push(struct markup_writer *w, const char *name)
{
	struct element *grown;

	if (w->depth == w->cap) {
		if ((grown = realloc(w->stack, (w->cap * 2 + 16) * sizeof(*grown))) == NULL)
			return -1;
		w->stack = grown;
		w->cap = w->cap * 2 + 16;
	}
	w->stack[w->depth++] = (struct element){ w->names.len, 0, 0 };
	return buf_add(&w->names, name, strlen(name) + 1);
}

void
markup_open(struct markup_writer *w, const char *name)
{
	struct element *parent = top(w);

	if (w->err.class != ERR_NONE)
		return;
	if (!is_name(name) || (parent != NULL && is_void(w, name_of(w, parent))) ||
	    (parent == NULL && w->rooted && w->syntax != MARKUP_FRAGMENT)) {
		fail(w, "no place for element", name);
		return;
	}
	tag_done(w);
	if (parent != NULL) {
		parent->children = 1;
		if (w->indent && !parent->text)
			new_line(w, w->depth);
	}
	if (push(w, name) == -1) {
		err_memory(&w->err);
		return;
	}
	w->rooted = 1;
	w->in_tag = 1;
	buf_addc(w->out, '<');
	buf_adds(w->out, name);
}

/* Clean, then escape; in attributes white space would be read as blanks. */
static void
escape(struct markup_writer *w, struct span s, int attribute)
{
	static const unsigned char special[256] = { ['&'] = 1, ['<'] = 1, ['>'] = 1, ['"'] = 2, ['\t'] = 2, ['\n'] = 2 };
	size_t	 i, start;

	buf_reset(&w->clean);
	if (utf8_clean(&w->clean, s) == -1)
		err_memory(&w->err);
	s = span_buf(&w->clean);
	for (i = start = 0; i < s.n; i++) {
		int	 how = special[(unsigned char)s.s[i]];

		if (how == 0 || (how == 2 && !attribute))
			continue;
		buf_add(w->out, s.s + start, i - start);
		start = i + 1;
		switch (s.s[i]) {
		case '&':
			buf_adds(w->out, "&amp;");
			break;
		case '<':
			buf_adds(w->out, "&lt;");
			break;
		case '>':
			buf_adds(w->out, "&gt;");
			break;
		case '"':
			buf_adds(w->out, "&quot;");
			break;
		default:
			buf_adds(w->out, s.s[i] == '\t' ? "&#9;" : "&#10;");
			break;
		}
	}
	if (s.n > start)
		buf_add(w->out, s.s + start, s.n - start);
}

void
markup_attribute(struct markup_writer *w, const char *name, const char *value)
{
	const char *seen;

	if (w->err.class != ERR_NONE || value == NULL)
		return;
	if (!w->in_tag || !is_name(name)) {
		fail(w, "no place for attribute", name);
		return;
	}
	for (seen = w->attributes.s; seen != NULL && seen < w->attributes.s + w->attributes.len; seen += strlen(seen) + 1)
		if (strcmp(seen, name) == 0) {
			fail(w, "a second attribute", name);
			return;
		}
	if (buf_add(&w->attributes, name, strlen(name) + 1) == -1)
		err_memory(&w->err);
	buf_addc(w->out, ' ');
	buf_adds(w->out, name);
	buf_adds(w->out, "=\"");
	escape(w, span_str(value), 1);
	buf_addc(w->out, '"');
}

/* May text stand here?  Not outside the root, and not in an element that has no end tag. */
static int
takes_text(struct markup_writer *w)
{
	struct element *el = top(w);

	if (el == NULL ? w->syntax != MARKUP_FRAGMENT : is_void(w, name_of(w, el))) {
		fail(w, "no place for text", el == NULL ? "" : name_of(w, el));
		return 0;
	}
	if (el != NULL)
		el->text = 1;
	return 1;
}

void
markup_write(struct markup_writer *w, struct span text)
{
	if (w->err.class != ERR_NONE || text.n == 0 || !takes_text(w))
		return;
	tag_done(w);
	escape(w, text, 0);
}

void
markup_writes(struct markup_writer *w, const char *text)
{
	markup_write(w, span_str(text));
}

void
markup_raw(struct markup_writer *w, const char *text)
{
	if (w->err.class != ERR_NONE || (w->depth > 0 && !takes_text(w)))
		return;
	tag_done(w);
	buf_adds(w->out, text);
}

void
markup_close(struct markup_writer *w)
{
	struct element *el = top(w);

	if (w->err.class != ERR_NONE)
		return;
	if (el == NULL) {
		fail(w, "nothing to close", "");
		return;
	}
	if (w->in_tag && w->syntax == MARKUP_XML) {
		buf_adds(w->out, "/>");
		w->in_tag = 0;
		buf_reset(&w->attributes);
	} else {
		tag_done(w);
		if (w->indent && el->children && !el->text)
			new_line(w, w->depth - 1);
		if (!is_void(w, name_of(w, el))) {
			buf_adds(w->out, "</");
			buf_adds(w->out, name_of(w, el));
			buf_addc(w->out, '>');
		}
	}
	buf_cut(&w->names, el->name);
	w->depth--;
}

void
markup_element(struct markup_writer *w, const char *name, const char *text)
{
	markup_open(w, name);
	if (text != NULL)
		markup_writes(w, text);
	markup_close(w);
}

int
markup_writer_end(struct markup_writer *w, struct err *e)
{
	int	 r = -1;

	if (w == NULL)
		return err_memory(e);
	while (w->depth > 0 && w->err.class == ERR_NONE)
		markup_close(w);
	if (!w->rooted && w->syntax != MARKUP_FRAGMENT)
		fail(w, "no root element", "");
	if (w->syntax != MARKUP_FRAGMENT)
		buf_addc(w->out, '\n');
	if (w->err.class != ERR_NONE)
		err_set(e, w->err.class, "%s", w->err.text);
	else
		r = buf_ok(w->out, e);
	free(w->stack);
	buf_free(&w->names);
	buf_free(&w->attributes);
	buf_free(&w->clean);
	free(w);
	return r;
}
