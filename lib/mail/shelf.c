#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "mail/field.h"
#include "mail/shelf.h"
#include "mail/shelf_book.h"
#include "text/language.h"

struct shelf *
shelf_new(const struct words *words, struct err *err)
{
	struct shelf	*s = calloc(1, sizeof(*s));

	if (s == NULL) {
		err_memory(err);
		return NULL;
	}
	s->words = words;
	if ((s->spool = spool_new(err)) == NULL) {
		free(s);
		return NULL;
	}
	return s;
}

void
shelf_free(struct shelf *s)
{
	size_t	 i;

	if (s == NULL)
		return;
	for (i = 0; i < s->n; i++)
		free(s->book[i]);
	for (i = 0; i < sizeof(s->lists) / sizeof(s->lists[0]); i++)
		free(s->lists[i]);
	free(s->book);
	free(s->by_id);
	free(s->volume);
	spool_free(s->spool);
	free(s);
}

/* ---- adding ---- */

static int
key_end(struct hash *h, struct book_key *key)
{
	unsigned char	 digest[HASH_LEN];

	if (hash_end(h, digest) == -1)
		return -1;
	memcpy(key->byte, digest, sizeof(key->byte));
	return 0;
}

/* The key of one string, or of two. */
static int
key_of(struct book_key *key, struct span a, const char *b)
{
	struct hash	*h = hash_new();

	if (h == NULL)
		return -1;
	hash_addspan(h, a);
	if (b != NULL) {
		hash_add(h, "", 1);
		hash_adds(h, b);
	}
	return key_end(h, key);
}

/*
 * What its author made of it: servers on the way add fields of their own, and a copy that came by another
 * way is no second message.
 */
static int
content_of(struct book *b, const struct entry *e, const struct header *h)
{
	static const char *const fields[] = {
		"From", "Date", "Subject", "Content-Type", "Content-Language", "Content-Transfer-Encoding"
	};
	const struct field *f;
	struct hash	*content, *whole;
	size_t		 i;

	if ((content = hash_new()) == NULL)
		return -1;
	hash_add(content, e->id, strlen(e->id) + 1);
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if ((f = header_find(h, fields[i], 0)) != NULL)
			hash_addspan(content, f->value);
		hash_add(content, "", 1);
	}
	hash_addspan(content, h->body);
	if (key_end(content, &b->content) == -1 || (whole = hash_new()) == NULL)
		return -1;
	hash_addspan(whole, h->block);
	hash_add(whole, b->content.byte, sizeof(b->content.byte));
	return key_end(whole, &b->whole);
}

static int
refs_of(struct book *b, const struct entry *e)
{
	struct span	 rest = span_str(e->references), id;
	size_t		 i;

	if (*e->in_reply_to != '\0' && key_of(&b->ref[b->nrefs++], span_str(e->in_reply_to), NULL) == -1)
		return -1;
	while (rest.n > 0 && b->nrefs < BOOK_REFS) {
		for (i = rest.n; i > 0 && rest.s[i - 1] != ' '; i--)
			;
		id = span_from(rest, i);
		rest = span_trim(span_head(rest, i));
		if (id.n > 0 && key_of(&b->ref[b->nrefs++], id, NULL) == -1)
			return -1;
	}
	return 0;
}

/* "Control: cancel <id>" (RFC 5537). */
static int
cancel_of(struct book *b, const struct header *h)
{
	struct buf	 value = BUF_INIT;
	struct span	 rest, id;
	int		 r = 0;

	if (header_value(h, "Control", &value) == 1) {
		rest = span_trim(span_buf(&value));
		id = span_trim(span_from(rest, strlen("cancel")));
		if (span_casestarts(rest, "cancel ") && span_starts(id, "<") && span_ends(id, ">") && id.n > 2) {
			b->has_cancels = 1;
			r = key_of(&b->cancels, span_make(id.s + 1, id.n - 2), NULL);
		}
	}
	r |= value.err;
	buf_free(&value);
	return r == 0 ? 0 : -1;
}

static int
keys_of(struct book *b, const struct entry *e, const struct header *h)
{
	int	 r;

	r = content_of(b, e, h) == -1 || refs_of(b, e) == -1 || key_of(&b->id, span_str(e->id), NULL) == -1 ||
	    key_of(&b->author, span_str(*e->assembly != '\0' ? e->assembly : e->from_addr), e->origin) == -1 ||
	    cancel_of(b, h) == -1;
	if (strcmp(e->translation_of, e->id) != 0 && *e->translation_of != '\0') {
		b->rev = e->translation_rev;
		r |= key_of(&b->of, span_str(e->translation_of), NULL) == -1;
	}
	/* An assembly takes back by a post, which is read as one. */
	if (*e->withdraws != '\0' && *e->assembly != '\0' && !b->has_cancels) {
		b->withdraws = 1;
		r |= key_of(&b->cancels, span_str(e->withdraws), NULL) == -1;
	}
	if (*e->corrects != '\0' && *e->assembly != '\0') {
		b->has_corrects = 1;
		r |= key_of(&b->corrects, span_str(e->corrects), NULL) == -1;
	}
	return r ? -1 : 0;
}

static struct book *
book_new(const struct entry *e)
{
	const struct {
		const char	*text;
		size_t		 max;
	} kept[BOOK_TEXTS] = {
		[BOOK_ID] = { e->id, ARTICLE_ID_MAX }, [BOOK_OF] = { e->translation_of, ARTICLE_ID_MAX },
		[BOOK_LANGUAGE] = { e->language, BOOK_ASSEMBLY }, [BOOK_TYPE] = { e->type, BOOK_WORD },
		[BOOK_KIND] = { e->kind, BOOK_WORD }, [BOOK_ASSEMBLY_ID] = { e->assembly, BOOK_ASSEMBLY },
		[BOOK_REVIEW] = { e->review, BOOK_WORD }
	};
	struct book	*b;
	struct span	 text;
	size_t		 i, room = BOOK_TEXTS, used = 0;

	for (i = 0; i < BOOK_TEXTS; i++)
		room += span_head(span_str(kept[i].text), kept[i].max).n;
	if ((b = calloc(1, sizeof(*b) + room)) == NULL)
		return NULL;
	for (i = 0; i < BOOK_TEXTS; i++) {
		text = span_head(span_str(kept[i].text), kept[i].max);
		b->text[i] = (uint16_t)used;
		if (text.n > 0)
			memcpy(b->strings + used, text.s, text.n);
		used += text.n + 1;
	}
	b->arrival = e->arrival;
	b->has_event = *e->event != '\0';
	return b;
}

static int
grow(struct shelf *s, struct err *err)
{
	struct book	**more;
	size_t		 cap = s->cap == 0 ? 64 : s->cap + s->cap / 2;

	if (s->n < s->cap)
		return 0;
	if ((more = realloc(s->book, cap * sizeof(*more))) == NULL)
		return err_memory(err);
	s->book = more;
	s->cap = cap;
	return 0;
}

int
shelf_add(struct shelf *s, struct span message, const char *envelope, struct err *err)
{
	struct entry	 e;
	struct header	 h;
	struct book	*b = NULL;
	int		 r = -1;

	if (entry_read(&e, s->words, message, envelope, err) == -1)
		return -1;
	if (header_split(&h, message, err) == -1) {
		entry_free(&e);
		return -1;
	}
	if ((b = book_new(&e)) == NULL || keys_of(b, &e, &h) == -1)
		err_memory(err);
	else if (grow(s, err) == 0 && spool_add(s->spool, message, &b->at, err) == 0)
		r = 0;
	if (r == 0)
		s->book[s->n++] = b;
	else
		free(b);
	header_free(&h);
	entry_free(&e);
	return r;
}

int
shelf_read(struct shelf *s, struct mbox *m, struct err *err)
{
	struct buf	 message = BUF_INIT;
	int		 r;

	while ((r = mbox_next(m, &message, err)) == 1)
		if (shelf_add(s, span_buf(&message), mbox_envelope(m), err) == -1) {
			r = -1;
			break;
		}
	buf_free(&message);
	return r;
}

/* ---- reading back ---- */

size_t
shelf_volumes(const struct shelf *s)
{
	return s->nvolumes;
}

const struct volume *
shelf_volume(const struct shelf *s, size_t i)
{
	return &s->volume[i];
}

int
shelf_get(struct shelf *s, size_t i, struct buf *message, struct entry *e, struct err *err)
{
	if (spool_get(s->spool, s->book[i]->at, message, err) == -1 ||
	    entry_read(e, s->words, span_buf(message), "", err) == -1)
		return -1;
	e->arrival = s->book[i]->arrival;	/* the envelope is not in the spool */
	return 0;
}

struct shelf_card
shelf_card(const struct shelf *s, size_t i)
{
	const struct book *b = s->book[i];

	return (struct shelf_card){
		.language = book_text(b, BOOK_LANGUAGE), .type = book_text(b, BOOK_TYPE),
		.kind = book_text(b, BOOK_KIND), .assembly = book_text(b, BOOK_ASSEMBLY_ID),
		.id = book_text(b, BOOK_ID), .review = book_text(b, BOOK_REVIEW),
		.translation_of = b->rev > 0 ? book_text(b, BOOK_OF) : "",
		.arrival = b->arrival, .translation_rev = b->rev, .has_event = b->has_event,
		.content = span_make((const char *)b->content.byte, sizeof(b->content.byte))
	};
}

size_t
shelf_volume_of(const struct shelf *s, size_t i)
{
	return s->book[i]->volume;
}

static int
key_place_cmp(const void *key, const void *place)
{
	return memcmp(key, &((const struct book_place *)place)->key, sizeof(struct book_key));
}

size_t
shelf_find_key(const struct shelf *s, const struct book_key *key)
{
	const struct book_place *p = NULL;

	if (s->n_ids > 0)
		p = bsearch(key, s->by_id, s->n_ids, sizeof(*p), key_place_cmp);
	return p != NULL ? p->book : SHELF_NONE;
}

size_t
shelf_find(const struct shelf *s, const char *id)
{
	struct book_key	 key;

	return key_of(&key, span_str(id), NULL) == 0 ? shelf_find_key(s, &key) : SHELF_NONE;
}

/* ---- choosing ---- */

/* The original or a variant in that language: in it exactly, or else in one of its kind ("pt" for "pt-BR"). */
static size_t
in_language(const struct shelf *s, const struct volume *v, const char *language)
{
	size_t	 i, b, near = SHELF_NONE;

	for (i = 0; i <= v->nvariant; i++) {
		if ((b = i == 0 ? v->original : v->variant[i - 1]) == SHELF_NONE)
			continue;
		if (strcmp(book_text(s->book[b], BOOK_LANGUAGE), language) == 0)
			return b;
		if (near == SHELF_NONE && language_same(book_text(s->book[b], BOOK_LANGUAGE), language))
			near = b;
	}
	return near;
}

size_t
shelf_choose(const struct shelf *s, size_t volume, const char *languages, int *foreign)
{
	const struct volume *v = &s->volume[volume];
	struct span	 rest = span_str(languages), tag;
	char		 language[36];
	size_t		 b;

	*foreign = 0;
	while (span_cut(&rest, ',', &tag)) {
		tag = span_trim(tag);
		if (!language_valid(tag) || tag.n >= sizeof(language))
			continue;
		memcpy(language, tag.s, tag.n);
		language[tag.n] = '\0';
		if ((b = in_language(s, v, language)) != SHELF_NONE)
			return b;
	}
	*foreign = 1;
	return v->original != SHELF_NONE ? v->original : v->variant[0];
}

int
shelf_outdated(const struct shelf *s, size_t volume, size_t i)
{
	const struct book *b = s->book[i];

	return b->rev > 0 && (size_t)b->rev <= s->volume[volume].ncorrection;
}
