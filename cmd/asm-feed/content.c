#include <string.h>

#include "feed.h"
#include "mail/body.h"
#include "mail/mime.h"
#include "text/doc.h"
#include "text/docout.h"
#include "text/language.h"

/* ---- what stands around the text ---- */

int
feed_others(const struct feed *f, const struct feed_item *item, feed_other_fn *each, void *arg, struct err *err)
{
	const struct volume *v = shelf_volume(f->shelf, item->volume);
	struct buf	 message = BUF_INIT;
	struct entry	 e;
	size_t		 i, entry;
	int		 r = 0;

	for (i = 0; i <= v->nvariant && r == 0; i++) {
		entry = i == 0 ? v->original : v->variant[i - 1];
		if (entry == SHELF_NONE || entry == item->entry)
			continue;
		if ((r = shelf_get(f->shelf, entry, &message, &e, err)) == -1)
			break;
		if (*e.url != '\0' && *e.language != '\0')
			r = each(arg, e.language, e.url, err);
		entry_free(&e);
	}
	buf_free(&message);
	return r;
}

/* A paragraph of ours, which need not be in the language of the text. */
static struct doc *
own_line(struct doc *root, const struct feed *f)
{
	struct doc	*line = doc_add(root, DOC_PARA);

	doc_language(line, catalog_language(f->catalog));
	return line;
}

struct others {
	const struct feed *feed;
	struct doc	*root, *line;
};

static int
link_other(void *arg, const char *language, const char *url, struct err *err)
{
	struct others	*o = arg;

	(void)err;
	if (o->line == NULL) {
		o->line = own_line(o->root, o->feed);
		doc_textf(o->line, "%s ", catalog_get(o->feed->catalog, "Also in:"));
	} else
		doc_texts(o->line, " · ");
	doc_link(o->line, url, span_str(catalog_language_name(o->feed->catalog, language)));
	return 0;
}

static int
add_others(struct doc *root, const struct feed *f, const struct feed_item *item, struct err *err)
{
	struct others	 o = { f, root, NULL };

	return feed_others(f, item, link_other, &o, err);
}

static void
add_attachments(struct doc *root, const struct feed *f, const struct body *b)
{
	struct doc	*line;
	size_t		 i;

	if (b->nattachment == 0)
		return;
	line = own_line(root, f);
	doc_textf(line, "%s ", catalog_get(f->catalog, "Attached:"));
	for (i = 0; i < b->nattachment && i < FEED_ENTRIES; i++) {
		if (i > 0)
			doc_texts(line, " · ");
		doc_texts(doc_add(line, DOC_NAME), b->attachment[i].name);
	}
}

/* How far a translation may be relied on. */
static void
add_state(struct doc *root, const struct feed *f, const struct feed_item *item, const struct entry *e)
{
	const char	*text = NULL;
	struct doc	*line;

	if (shelf_outdated(f->shelf, item->volume, item->entry))
		text = catalog_get(f->catalog, "Outdated translation: the original was corrected since.");
	else if (e->translation_rev > 0 && strcmp(e->review, "unreviewed") == 0)
		text = catalog_get(f->catalog, "Unreviewed translation.");
	if (text == NULL)
		return;
	line = own_line(root, f);
	doc_texts(doc_add(line, DOC_EMPH), text);
}

/* ---- the text ---- */

static char *
language_of(const struct entry *e, struct span text)
{
	const char	*guess;

	if (*e->language != '\0')
		return span_dup(span_str(e->language));
	guess = language_guess(text);
	return span_dup(span_str(guess));
}

static int
write_doc(struct buf *html, const char *language, const struct feed *f, const struct feed_item *item,
    const struct entry *e, const struct body *b, struct err *err)
{
	static const struct docout_html fragment;
	struct doc	*root = doc_new(language, err);
	int		 r = -1;

	if (root == NULL)
		return -1;
	add_state(root, f, item, e);
	if (body_tree(root, b, FEED_TEXT, err) == 0) {
		add_attachments(root, f, b);
		if (add_others(root, f, item, err) == 0)
			r = docout_html(html, root, &fragment, err);
	}
	doc_free(root);
	return r;
}

int
feed_content(struct buf *html, char **language, const struct feed *f, const struct feed_item *item,
    const struct entry *e, struct span message, struct err *err)
{
	struct mime	*m = mime_parse(message, err);
	struct buf	 words = BUF_INIT;
	struct body	 b;
	int		 r = -1;

	*language = NULL;
	if (m == NULL)
		return -1;
	if (body_read(&b, m, err) == 0) {
		if (body_words(&words, &b, err) == -1 || (*language = language_of(e, span_buf(&words))) == NULL)
			err_memory(err);
		else
			r = write_doc(html, *language, f, item, e, &b, err);
		body_free(&b);
	}
	buf_free(&words);
	mime_free(m);
	return r;
}
