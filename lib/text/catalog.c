#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/limits.h"
#include "text/blob.h"
#include "text/catalog.h"
#include "text/language.h"
#include "text/plural.h"
#include "text/po.h"

#define LANGUAGES_MAX	64
#define TAG_MAX		35

/* One file, and how its language counts. */
struct source {
	struct po	*po;		/* NULL: there is none */
	struct buf	 plurals;	/* its Plural-Forms */
};

struct catalog {
	char		 language[TAG_MAX + 1];
	struct source	 site, shipped;	/* looked at in this order */
};

const char *const *
catalog_languages(void)
{
	static const char *tags[LANGUAGES_MAX + 1] = { "en" };
	const struct text_blob *b;
	size_t	 n = 1;

	if (tags[1] == NULL)
		for (b = text_po_blobs; b->name != NULL && n < LANGUAGES_MAX; b++)
			if (strcmp(b->name, "en") != 0)
				tags[n++] = b->name;
	return tags;
}

static const struct text_blob *
blob(const char *language)
{
	const struct text_blob *b;

	for (b = text_po_blobs; b->name != NULL; b++)
		if (strcmp(b->name, language) == 0)
			return b;
	return NULL;
}

static int
source_open(struct source *s, struct span text, struct err *e)
{
	if ((s->po = po_parse(text, e)) == NULL)
		return -1;
	po_header(s->po, "Plural-Forms", &s->plurals);
	return buf_ok(&s->plurals, e);
}

static void
source_free(struct source *s)
{
	po_free(s->po);
	buf_free(&s->plurals);
}

/* The site's file of the language; 1 if there is one. */
static int
open_site(struct catalog *c, const char *dir, struct err *e)
{
	struct buf path = BUF_INIT, text = BUF_INIT;
	struct err why = { 0 };
	int	 found = 0;

	buf_addf(&path, "%s/%s.po", dir, c->language);
	if (buf_ok(&path, &why) == -1 || io_read_file(path.s, PO_MAX, &text, &why) == -1 ||
	    source_open(&c->site, span_buf(&text), &why) == -1) {
		if (why.class != ERR_NOINPUT)
			err_set(e, why.class == ERR_DATA ? ERR_CONFIG : why.class, "%s: %s", buf_str(&path), why.text);
	} else
		found = 1;
	buf_free(&path);
	buf_free(&text);
	return found;
}

static int
open_shipped(struct catalog *c, struct err *e)
{
	const struct text_blob *b = blob(c->language);

	if (b == NULL)
		return strcmp(c->language, "en") == 0;
	return source_open(&c->shipped, span_make(b->data, b->len), e) == 0;
}

/* Both sources of one tag; 1 if it is a language we have. */
static int
open_tag(struct catalog *c, struct span tag, const char *overrides, struct err *e)
{
	int	 site, shipped;

	if (tag.n > TAG_MAX)
		return 0;
	memcpy(c->language, tag.s, tag.n);
	c->language[tag.n] = '\0';
	site = overrides != NULL && open_site(c, overrides, e);
	shipped = open_shipped(c, e);
	return site || shipped;
}

struct catalog *
catalog_open(const char *language, const char *overrides, struct err *e)
{
	struct catalog *c;
	struct span tag = span_str(language);

	if ((c = calloc(1, sizeof(*c))) == NULL) {
		err_memory(e);
		return NULL;
	}
	if (language_valid(tag)) {
		if (open_tag(c, tag, overrides, e))
			return c;
		tag = span_head(tag, strcspn(language, "-"));
		if (language[tag.n] == '-' && open_tag(c, tag, overrides, e))
			return c;
	}
	open_tag(c, SPAN("en"), overrides, e);
	return c;
}

void
catalog_free(struct catalog *c)
{
	if (c == NULL)
		return;
	source_free(&c->site);
	source_free(&c->shipped);
	free(c);
}

const char *
catalog_language(const struct catalog *c)
{
	return c->language;
}

static const struct po_entry *
find(const struct source *s, const char *context, const char *id)
{
	const struct po_entry *e = s->po == NULL || id[0] == '\0' ? NULL : po_find(s->po, context, id);

	return e == NULL || e->fuzzy || e->str[0][0] == '\0' ? NULL : e;
}

const char *
catalog_getc(const struct catalog *c, const char *context, const char *id)
{
	const struct po_entry *e = find(&c->site, context, id);

	if (e == NULL)
		e = find(&c->shipped, context, id);
	return e == NULL ? id : e->str[0];
}

const char *
catalog_get(const struct catalog *c, const char *id)
{
	return catalog_getc(c, NULL, id);
}

static const char *
plural_of(const struct source *s, const char *one, unsigned long n)
{
	const struct po_entry *e = find(s, NULL, one);
	size_t	 form;

	if (e == NULL || e->plural == NULL || plural_form(span_buf(&s->plurals), n, &form) == -1 ||
	    e->str[form] == NULL || e->str[form][0] == '\0')
		return NULL;
	return e->str[form];
}

const char *
catalog_plural(const struct catalog *c, const char *one, const char *many, unsigned long n)
{
	const char *text;

	if ((text = plural_of(&c->site, one, n)) == NULL && (text = plural_of(&c->shipped, one, n)) == NULL)
		text = n == 1 ? one : many;
	return text;
}

static const char *
value_of(const char *const pairs[], struct span name)
{
	for (; pairs != NULL && pairs[0] != NULL; pairs += 2)
		if (span_eqs(name, pairs[0]))
			return pairs[1] == NULL ? "" : pairs[1];
	return "";
}

int
catalog_fill(struct buf *b, const char *text, const char *const pairs[])
{
	struct span rest = span_str(text);
	ptrdiff_t at, end;

	while ((at = span_chr(rest, '%')) != -1) {
		buf_addspan(b, span_head(rest, (size_t)at));
		rest = span_from(rest, (size_t)at + 1);
		if (span_starts(rest, "{") && (end = span_chr(rest, '}')) != -1) {
			buf_adds(b, value_of(pairs, span_make(rest.s + 1, (size_t)end - 1)));
			rest = span_from(rest, (size_t)end + 1);
		} else {
			buf_addc(b, '%');
			if (span_starts(rest, "%"))
				rest = span_from(rest, 1);
		}
	}
	if (rest.n > 0)
		buf_addspan(b, rest);
	return b->err ? -1 : 0;
}
