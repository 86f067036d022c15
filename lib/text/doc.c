#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/doc.h"
#include "text/utf8.h"

struct doc {
	enum doc_kind	 kind;
	int		 level;
	struct doc	*root;
	struct doc	*parent;
	struct doc	*first, *last, *next;
	struct buf	 string;	/* TEXT: the text; LINK: the target */
	char		*language;
	char		*anchor;
	char		*class;
	int		 failed;	/* of the root: something was left out for want of memory */
};

/* A node that cannot be had is NULL, and what is called on NULL does nothing: only the root remembers. */
static struct doc *
fail(struct doc *near)
{
	if (near != NULL)
		near->root->failed = 1;
	return NULL;
}

struct doc *
doc_new(const char *language, struct err *e)
{
	struct doc *d;

	if ((d = calloc(1, sizeof(*d))) == NULL) {
		err_memory(e);
		return NULL;
	}
	d->kind = DOC_ROOT;
	d->root = d;
	doc_language(d, language);
	if (doc_ok(d, e) == -1) {
		doc_free(d);
		return NULL;
	}
	return d;
}

static void
node_free(struct doc *d)
{
	buf_free(&d->string);
	free(d->language);
	free(d->anchor);
	free(d->class);
	free(d);
}

/* Without recursion: a tree from a stranger may be deep. */
void
doc_free(struct doc *d)
{
	struct doc *up;

	while (d != NULL) {
		if (d->first != NULL) {
			d = d->first;
			continue;
		}
		up = d->parent;
		if (up != NULL)
			up->first = d->next;
		node_free(d);
		d = up;
	}
}

struct doc *
doc_add(struct doc *parent, enum doc_kind kind)
{
	struct doc *d;

	if (parent == NULL)
		return NULL;
	if ((d = calloc(1, sizeof(*d))) == NULL)
		return fail(parent);
	d->kind = kind;
	d->root = parent->root;
	d->parent = parent;
	if (parent->last != NULL)
		parent->last->next = d;
	else
		parent->first = d;
	parent->last = d;
	return d;
}

static int
in_verbatim(const struct doc *d)
{
	for (; d != NULL && d->kind >= DOC_TEXT; d = d->parent)
		;
	return d != NULL && d->kind == DOC_VERBATIM;
}

struct doc *
doc_text(struct doc *parent, struct span text)
{
	struct doc *d;
	size_t	 i;

	if ((d = doc_add(parent, DOC_TEXT)) == NULL)
		return NULL;
	if (utf8_clean(&d->string, text) == -1)
		return fail(d);
	if (d->string.len > 0 && memchr(d->string.s, '\n', d->string.len) != NULL && !in_verbatim(parent))
		for (i = 0; i < d->string.len; i++)
			if (d->string.s[i] == '\n')
				d->string.s[i] = ' ';
	return d;
}

struct doc *
doc_texts(struct doc *parent, const char *text)
{
	return doc_text(parent, span_str(text));
}

struct doc *
doc_textf(struct doc *parent, const char *fmt, ...)
{
	struct buf b = BUF_INIT;
	struct doc *d = NULL;
	va_list	 ap;

	va_start(ap, fmt);
	if (buf_addv(&b, fmt, ap) == 0)
		d = doc_text(parent, span_buf(&b));
	else
		fail(parent);
	va_end(ap);
	buf_free(&b);
	return d;
}

/* Schemes that do nothing but show or write to what they name, and what stands inside the document. */
static int
may_link(struct span url)
{
	size_t	 i;

	for (i = 0; i < url.n; i++)
		if ((unsigned char)url.s[i] <= ' ' || url.s[i] == 0x7F || strchr("<>\"`\\", url.s[i]) != NULL)
			return 0;
	return (span_casestarts(url, "https://") && url.n > 8) || (span_casestarts(url, "http://") && url.n > 7) ||
	    (span_casestarts(url, "mailto:") && url.n > 7) || (span_starts(url, "#") && url.n > 1);
}

struct doc *
doc_link(struct doc *parent, const char *url, struct span text)
{
	struct doc *d;

	if (url == NULL || !may_link(span_str(url)) || !utf8_valid(span_str(url)))
		return text.n > 0 ? doc_text(parent, text) : NULL;
	if ((d = doc_add(parent, DOC_LINK)) == NULL)
		return NULL;
	if (buf_adds(&d->string, url) == -1)
		return fail(d);
	if (text.n > 0)
		doc_text(d, text);
	return d;
}

struct doc *
doc_heading(struct doc *parent, int level, const char *text)
{
	struct doc *d;

	if ((d = doc_add(parent, DOC_HEADING)) == NULL)
		return NULL;
	d->level = level < 1 ? 1 : level > 6 ? 6 : level;
	if (text != NULL)
		doc_texts(d, text);
	return d;
}

void
doc_start(struct doc *list, int number)
{
	if (list != NULL && list->kind == DOC_NUMBERED)
		list->level = number;
}

static void
set(struct doc *d, char **where, const char *value, const char *allowed)
{
	struct buf b = BUF_INIT;

	if (d == NULL || value == NULL)
		return;
	for (; *value != '\0'; value++)
		if (strchr(allowed, *value) != NULL)
			buf_addc(&b, *value);
	free(*where);
	*where = NULL;
	if (b.err || (b.len > 0 && (*where = buf_take(&b)) == NULL))
		fail(d);
	buf_free(&b);
}

#define LETTERS	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS	"0123456789"

void
doc_language(struct doc *d, const char *tag)
{
	if (d != NULL)
		set(d, &d->language, tag, LETTERS DIGITS "-");
}

void
doc_anchor(struct doc *d, const char *name)
{
	if (d != NULL)
		set(d, &d->anchor, name, LETTERS DIGITS "-_.");
}

void
doc_class(struct doc *d, const char *name)
{
	if (d != NULL)
		set(d, &d->class, name, LETTERS "- ");
}

int
doc_ok(const struct doc *root, struct err *e)
{
	return root == NULL || root->failed ? err_memory(e) : 0;
}

enum doc_kind
doc_kind(const struct doc *d)
{
	return d->kind;
}

const struct doc *
doc_first(const struct doc *d)
{
	return d->first;
}

const struct doc *
doc_next(const struct doc *d)
{
	return d->next;
}

const struct doc *
doc_parent(const struct doc *d)
{
	return d->parent;
}

struct span
doc_string(const struct doc *d)
{
	return span_buf(&d->string);
}

int
doc_level(const struct doc *d)
{
	return d->level;
}

const char *
doc_get_language(const struct doc *d)
{
	for (; d != NULL; d = d->parent)
		if (d->language != NULL)
			return d->language;
	return "";
}

const char *
doc_get_anchor(const struct doc *d)
{
	return d->anchor;
}

const char *
doc_get_class(const struct doc *d)
{
	return d->class;
}

/* The node behind `d` in reading order, not leaving `top`. */
static struct doc *
following(struct doc *d, const struct doc *top)
{
	if (d->first != NULL)
		return d->first;
	while (d != top && d->next == NULL)
		d = d->parent;
	return d == top ? NULL : d->next;
}

int
doc_adopt(struct doc *to, struct doc *from)
{
	struct doc *d;

	if (to == NULL || from == NULL)
		return -1;
	if (from->root->failed)
		to->root->failed = 1;
	if (from->first == NULL)
		return 0;
	for (d = from->first; d != NULL; d = following(d, from))
		d->root = to->root;
	for (d = from->first; d != NULL; d = d->next)
		d->parent = to;
	if (to->last != NULL)
		to->last->next = from->first;
	else
		to->first = from->first;
	to->last = from->last;
	from->first = from->last = NULL;
	return 0;
}

const char *
doc_direction(const char *language)
{
	static const char *const rtl[] = {
		"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "ug", "ur", "yi"
	};
	size_t	 i, n = strcspn(language, "-");

	for (i = 0; i < sizeof(rtl) / sizeof(rtl[0]); i++)
		if (strlen(rtl[i]) == n && span_caseeq(span_make(language, n), span_str(rtl[i])))
			return "rtl";
	return "ltr";
}
