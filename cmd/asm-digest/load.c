#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "mail/body.h"
#include "mail/mime.h"
#include "mail/segment.h"
#include "text/language.h"
#include "text/utf8.h"

#define GUESS_MIN	100	/* bytes of a text whose language is guessed */

void
digest_text_free(struct digest_text *t)
{
	size_t	 i;

	if (t == NULL)
		return;
	for (i = 0; i < t->nothers; i++) {
		free(t->other[i].language);
		free(t->other[i].url);
	}
	free(t->other);
	free(t->title);
	free(t->name);
	free(t->place);
	free(t->url);
	free(t->language);
	free(t->excerpt);
	free(t->corrected);
	free(t);
}

/* ---- text ---- */

/* Of a line or two no guess is shown to people. */
static char *
guessed(struct span text)
{
	return span_dup(text.n < GUESS_MIN ? SPAN_NONE : span_str(language_guess(text)));
}

/* A message's readable text cut up: what its author says to people, without what she says to us. */
static int
cut(struct segments *s, const struct digest *d, const char *title, struct span message, char **guess, struct err *err)
{
	struct mime	*m = mime_parse(message, err);
	struct buf	 text = BUF_INIT;
	struct body	 b;
	int		 r = -1;

	memset(s, 0, sizeof(*s));
	if (m == NULL)
		return -1;
	if (body_read(&b, m, err) == 0) {
		if ((r = body_words(&text, &b, err)) == 0)
			r = segments_cut(s, d->words, span_str(title), span_buf(&text), err);
		if (r == 0 && guess != NULL && (*guess = guessed(span_buf(&text))) == NULL)
			r = err_memory(err);
		body_free(&b);
	}
	buf_free(&text);
	mime_free(m);
	return r;
}

/* Paragraphs in a row, lists with their items told apart; what others wrote is not quoted again. */
static char *
excerpt_of(const struct segments *s)
{
	struct buf	 out = BUF_INIT;
	size_t		 i;

	for (i = 0; i < s->n && out.len < 16 * DIGEST_WORDS * 4; i++) {
		const struct segment *g = &s->segment[i];

		if (g->number < 2 || (g->kind != BLOCK_PARA && g->kind != BLOCK_ITEM))
			continue;
		if (out.len > 0)
			buf_addc(&out, ' ');
		if (g->kind == BLOCK_ITEM)
			buf_adds(&out, "• ");
		buf_adds(&out, g->text);
	}
	return buf_take(&out);
}

static char *
title_of(const struct entry *e)
{
	struct buf	 out = BUF_INIT;

	if (utf8_head(&out, span_str(e->title), DIGEST_TITLE) == 1)
		buf_adds(&out, "…");
	return buf_take(&out);
}

static int
read_text(struct digest_text *t, const struct digest *d, const struct entry *e, struct span message, struct err *err)
{
	struct segments	 s;
	int		 r;

	r = cut(&s, d, e->title, message, *e->language == '\0' ? &t->language : NULL, err);
	if (r == 0 && ((t->excerpt = excerpt_of(&s)) == NULL ||
	    (t->language == NULL && (t->language = span_dup(span_str(e->language))) == NULL)))
		r = err_memory(err);
	segments_free(&s);
	return r;
}

/* ---- an item ---- */

/* Where the text can be read in other languages, and the address of the entry itself if it has none. */
static int
read_others(struct digest_text *t, const struct digest *d, const struct digest_item *item, struct err *err)
{
	const struct volume *v = shelf_volume(d->shelf, item->volume);
	struct buf	 message = BUF_INIT;
	struct entry	 e;
	size_t		 i, entry;
	int		 r = 0;

	if ((t->other = calloc(v->nvariant + 1, sizeof(*t->other))) == NULL)
		return err_memory(err);
	for (i = 0; i <= v->nvariant && r == 0; i++) {
		entry = i == 0 ? v->original : v->variant[i - 1];
		if (entry == SHELF_NONE || entry == item->entry)
			continue;
		if ((r = shelf_get(d->shelf, entry, &message, &e, err)) == -1)
			break;
		if (*e.language != '\0') {
			t->other[t->nothers].language = span_dup(span_str(e.language));
			t->other[t->nothers].url = span_dup(span_str(e.url));
			t->nothers++;
			if (t->other[t->nothers - 1].language == NULL || t->other[t->nothers - 1].url == NULL)
				r = err_memory(err);
		}
		entry_free(&e);
	}
	buf_free(&message);
	return r;
}

static int
read_corrected(struct digest_text *t, const struct digest *d, const struct digest_item *item, struct err *err)
{
	size_t		 corrects = shelf_volume(d->shelf, item->volume)->corrects, entry;
	struct buf	 message = BUF_INIT;
	struct entry	 e;
	int		 r = 0, foreign;

	if (corrects == SHELF_NONE) {
		t->corrected = span_dup(SPAN_NONE);
		return t->corrected != NULL ? 0 : err_memory(err);
	}
	t->withdraws = shelf_volume(d->shelf, corrects)->withdrawn != MOMENT_NONE;
	entry = shelf_choose(d->shelf, corrects, d->languages, &foreign);
	if ((r = shelf_get(d->shelf, entry, &message, &e, err)) == 0) {
		if ((t->corrected = title_of(&e)) == NULL)
			r = err_memory(err);
		entry_free(&e);
	}
	buf_free(&message);
	return r;
}

static int
fill_text(struct digest_text *t, const struct digest *d, const struct digest_item *item, const struct entry *e,
    struct span message, struct err *err)
{
	struct buf	 name = BUF_INIT;

	entry_public_name(&name, e);
	t->name = buf_take(&name);
	t->title = title_of(e);
	t->place = span_dup(span_str(e->place));
	t->url = span_dup(span_str(e->url));
	t->is_translation = e->translation_rev > 0;
	t->is_unreviewed = t->is_translation && strcmp(e->review, "unreviewed") == 0;
	t->is_outdated = shelf_outdated(d->shelf, item->volume, item->entry);
	if (t->name == NULL || t->title == NULL || t->place == NULL || t->url == NULL)
		return err_memory(err);
	if (read_text(t, d, e, message, err) == -1 || read_others(t, d, item, err) == -1)
		return -1;
	return read_corrected(t, d, item, err);
}

/* The name and place of a translation's post are its assembly's: those of the original. */
static int
adopt_author(struct digest_text *t, const struct digest *d, size_t original, struct err *err)
{
	struct buf	 message = BUF_INIT, name = BUF_INIT;
	struct entry	 e;
	char		*place;

	if (shelf_get(d->shelf, original, &message, &e, err) == -1)
		return -1;
	entry_public_name(&name, &e);
	place = span_dup(span_str(e.place));
	entry_free(&e);
	buf_free(&message);
	free(t->name);
	free(t->place);
	t->name = buf_take(&name);
	t->place = place;
	return t->name != NULL && place != NULL ? 0 : err_memory(err);
}

static int
load_item(const struct digest *d, struct digest_item *item, struct buf *message, struct err *err)
{
	size_t		 original = shelf_volume(d->shelf, item->volume)->original;
	struct entry	 e;
	int		 r;

	if ((item->text = calloc(1, sizeof(*item->text))) == NULL)
		return err_memory(err);
	if (shelf_get(d->shelf, item->entry, message, &e, err) == -1)
		return -1;
	r = fill_text(item->text, d, item, &e, span_buf(message), err);
	entry_free(&e);
	if (r == 0 && original != SHELF_NONE && original != item->entry)
		r = adopt_author(item->text, d, original, err);
	return r;
}

/* ---- what translators are asked for ---- */

/* Is there a text in that language which says what the post says now? */
static int
is_there(const struct digest *d, size_t volume, const char *language)
{
	const struct volume *v = shelf_volume(d->shelf, volume);
	size_t	 i;

	if (language_same(shelf_card(d->shelf, v->original).language, language))
		return 1;
	for (i = 0; i < v->nvariant; i++)
		if (language_same(shelf_card(d->shelf, v->variant[i]).language, language) &&
		    !shelf_outdated(d->shelf, volume, v->variant[i]))
			return 1;
	return 0;
}

static int
count_wanted(struct digest *d, size_t volume, struct buf *message, struct err *err)
{
	struct segments	 s;
	struct entry	 e;
	size_t		 i, words;
	int		 missing = 0;

	for (i = 0; i < d->nwanted; i++)
		missing |= !is_there(d, volume, d->wanted[i].language);
	if (!missing)
		return 0;
	if (shelf_get(d->shelf, shelf_volume(d->shelf, volume)->original, message, &e, err) == -1)
		return -1;
	if (cut(&s, d, e.title, span_buf(message), NULL, err) == -1) {
		segments_free(&s);
		entry_free(&e);
		return -1;
	}
	words = segments_words(&s);
	for (i = 0; i < d->nwanted; i++)
		if (!is_there(d, volume, d->wanted[i].language)) {
			d->wanted[i].posts++;
			d->wanted[i].words += words;
		}
	segments_free(&s);
	entry_free(&e);
	return 0;
}

/* Only a list of assemblies has translators, and only what has a language can be put into another. */
static int
load_wanted(struct digest *d, struct buf *message, struct err *err)
{
	const char *const *languages = catalog_languages();
	const struct volume *v;
	size_t	 i, n;

	for (n = 0; languages[n] != NULL; n++)
		;
	if ((d->wanted = calloc(n, sizeof(*d->wanted))) == NULL)
		return err_memory(err);
	for (i = 0; i < n; i++)
		d->wanted[i].language = languages[i];
	d->nwanted = n;
	for (i = 0; i < shelf_volumes(d->shelf); i++) {
		v = shelf_volume(d->shelf, i);
		if (v->original != SHELF_NONE && digest_is_inside(d, i) &&
		    strcmp(shelf_card(d->shelf, v->original).type, "post") == 0 &&
		    *shelf_card(d->shelf, v->original).language != '\0' &&
		    count_wanted(d, i, message, err) == -1)
			return -1;
	}
	return 0;
}

int
digest_load(struct digest *d, struct err *err)
{
	struct buf	 message = BUF_INIT;
	size_t		 i;
	int		 r = 0;

	for (i = 0; i < d->shown && r == 0; i++)
		r = load_item(d, &d->item[i], &message, err);
	for (i = 0; i < d->nopen && r == 0; i++)
		r = load_item(d, &d->open[i], &message, err);
	if (r == 0 && d->list.is_ours)
		r = load_wanted(d, &message, err);
	buf_free(&message);
	return r;
}
