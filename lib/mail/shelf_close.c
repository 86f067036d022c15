/*
 * Closing a shelf: duplicates go, what is left is sorted, and translations, answers and corrections find
 * what they belong to.  Everything is sorting and searching: no order of input, and no choice of ids, makes it slow.
 */
#include <stdlib.h>
#include <string.h>

#include "mail/shelf.h"
#include "mail/shelf_book.h"

#define HOPS	4	/* a translation made of a translation is of the first text */

struct pair {
	size_t	 to;	/* a volume */
	size_t	 what;	/* a volume, or the book of a translation */
};

struct orphan {
	struct book_key	 of;
	size_t		 book;
};

static int
key_cmp(const struct book_key *a, const struct book_key *b)
{
	return memcmp(a->byte, b->byte, sizeof(a->byte));
}

static int
number_cmp(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

/* ---- order ---- */

static int
order_cmp(const void *va, const void *vb)
{
	const struct book *a = *(struct book *const *)va, *b = *(struct book *const *)vb;
	int	 c;

	if (a->arrival != b->arrival)
		return a->arrival < b->arrival ? -1 : 1;
	if ((c = strcmp(book_text(a, BOOK_ID), book_text(b, BOOK_ID))) != 0)
		return c;
	return key_cmp(&a->whole, &b->whole);
}

static int
content_cmp(const void *va, const void *vb)
{
	const struct book *a = *(struct book *const *)va, *b = *(struct book *const *)vb;
	int	 c = key_cmp(&a->content, &b->content);

	return c != 0 ? c : order_cmp(va, vb);
}

/* Of copies the earliest stays. */
static void
sort_books(struct shelf *s)
{
	size_t	 i, n = 0;

	qsort(s->book, s->n, sizeof(*s->book), content_cmp);
	for (i = 0; i < s->n; i++)
		if (n > 0 && key_cmp(&s->book[n - 1]->content, &s->book[i]->content) == 0)
			free(s->book[i]);
		else
			s->book[n++] = s->book[i];
	s->n = n;
	qsort(s->book, s->n, sizeof(*s->book), order_cmp);
}

static int
place_cmp(const void *va, const void *vb)
{
	const struct book_place *a = va, *b = vb;
	int	 c = key_cmp(&a->key, &b->key);

	return c != 0 ? c : number_cmp(a->book, b->book);
}

static int
index_ids(struct shelf *s)
{
	size_t	 i;

	if ((s->by_id = malloc((s->n + 1) * sizeof(*s->by_id))) == NULL)
		return -1;
	for (i = 0; i < s->n; i++)
		s->by_id[i] = (struct book_place){ s->book[i]->id, i };
	qsort(s->by_id, s->n, sizeof(*s->by_id), place_cmp);
	for (i = 0; i < s->n; i++)
		if (s->n_ids == 0 || key_cmp(&s->by_id[s->n_ids - 1].key, &s->by_id[i].key) != 0)
			s->by_id[s->n_ids++] = s->by_id[i];
	return 0;
}

/* ---- volumes ---- */

/* Which text it translates: the book of the original, SHELF_NONE if it is not here; *key is its id. */
static size_t
original_of(const struct shelf *s, size_t book, struct book_key *key)
{
	size_t	 hops, b = book;

	for (hops = 0; hops < HOPS; hops++) {
		*key = s->book[b]->of;
		if ((b = shelf_find_key(s, key)) == SHELF_NONE || s->book[b]->rev == 0)
			return b;
	}
	return SHELF_NONE;
}

static int
orphan_cmp(const void *va, const void *vb)
{
	const struct orphan *a = va, *b = vb;
	int	 c = key_cmp(&a->of, &b->of);

	return c != 0 ? c : number_cmp(a->book, b->book);
}

static void
new_volume(struct shelf *s, size_t original, moment arrival)
{
	s->volume[s->nvolumes++] = (struct volume){
		.original = original, .parent = SHELF_NONE, .corrects = SHELF_NONE, .arrival = arrival,
		.withdrawn = MOMENT_NONE
	};
}

/* Translations without their original: those of one text are one volume. Sets `first[volume]` to its first book. */
static void
place_orphans(struct shelf *s, struct orphan *orphan, size_t n, size_t *first)
{
	size_t	 i;

	qsort(orphan, n, sizeof(*orphan), orphan_cmp);
	for (i = 0; i < n; i++) {
		if (i == 0 || key_cmp(&orphan[i - 1].of, &orphan[i].of) != 0) {
			first[s->nvolumes] = orphan[i].book;
			new_volume(s, SHELF_NONE, s->book[orphan[i].book]->arrival);
		}
		s->book[orphan[i].book]->volume = s->nvolumes - 1;
	}
}

struct ordered {
	size_t	 first;		/* the book a volume is ordered by */
	size_t	 volume;
};

static int
ordered_cmp(const void *va, const void *vb)
{
	const struct ordered *a = va, *b = vb;

	return number_cmp(a->first, b->first);
}

/* Volumes come by their first book; books learn the new numbers. */
static int
sort_volumes(struct shelf *s, const size_t *first)
{
	struct ordered	*order = malloc((s->nvolumes + 1) * sizeof(*order));
	struct volume	*sorted = malloc((s->nvolumes + 1) * sizeof(*sorted));
	size_t		*renamed = malloc((s->nvolumes + 1) * sizeof(*renamed));
	size_t		 i;
	int		 r = -1;

	if (order == NULL || sorted == NULL || renamed == NULL)
		goto out;
	for (i = 0; i < s->nvolumes; i++)
		order[i] = (struct ordered){ first[i], i };
	qsort(order, s->nvolumes, sizeof(*order), ordered_cmp);
	for (i = 0; i < s->nvolumes; i++) {
		sorted[i] = s->volume[order[i].volume];
		renamed[order[i].volume] = i;
	}
	for (i = 0; i < s->n; i++)
		s->book[i]->volume = renamed[s->book[i]->volume];
	free(s->volume);
	s->volume = sorted;
	sorted = NULL;
	r = 0;
out:
	free(order);
	free(sorted);
	free(renamed);
	return r;
}

static int
make_volumes(struct shelf *s)
{
	struct orphan	*orphan = malloc((s->n + 1) * sizeof(*orphan));
	size_t		*first = malloc((s->n + 1) * sizeof(*first));
	size_t		 i, b, n = 0;
	int		 r = -1;

	if (orphan == NULL || first == NULL || (s->volume = malloc((s->n + 1) * sizeof(*s->volume))) == NULL)
		goto out;
	for (i = 0; i < s->n; i++)
		if (s->book[i]->rev == 0) {
			s->book[i]->volume = s->nvolumes;
			first[s->nvolumes] = i;
			new_volume(s, i, s->book[i]->arrival);
		}
	for (i = 0; i < s->n; i++) {
		if (s->book[i]->rev == 0)
			continue;
		if ((b = original_of(s, i, &orphan[n].of)) != SHELF_NONE)
			s->book[i]->volume = s->book[b]->volume;
		else
			orphan[n++].book = i;
	}
	place_orphans(s, orphan, n, first);
	r = sort_volumes(s, first);
out:
	free(orphan);
	free(first);
	return r;
}

/* ---- lists ---- */

/* A variant is a book with its volume; the best of a language comes first. */
static int
variant_cmp(const void *va, const void *vb)
{
	const struct book *a = *(struct book *const *)va, *b = *(struct book *const *)vb;
	int	 c;

	if ((c = number_cmp(a->volume, b->volume)) != 0 ||
	    (c = strcmp(book_text(a, BOOK_LANGUAGE), book_text(b, BOOK_LANGUAGE))) != 0)
		return c;
	if (a->rev != b->rev)
		return a->rev > b->rev ? -1 : 1;
	return order_cmp(vb, va);
}

static int
make_variants(struct shelf *s)
{
	struct book	**t = malloc((s->n + 1) * sizeof(*t));
	size_t		*list = malloc((s->n + 1) * sizeof(*list));
	struct volume	*v;
	size_t		 i, n = 0, kept = 0;

	s->lists[0] = list;
	if (t == NULL || list == NULL) {
		free(t);
		return -1;
	}
	for (i = 0; i < s->n; i++)
		if (s->book[i]->rev > 0)
			t[n++] = s->book[i];
	qsort(t, n, sizeof(*t), variant_cmp);
	for (i = 0; i < n; i++) {
		if (i > 0 && t[i]->volume == t[i - 1]->volume &&
		    strcmp(book_text(t[i], BOOK_LANGUAGE), book_text(t[i - 1], BOOK_LANGUAGE)) == 0)
			continue;
		v = &s->volume[t[i]->volume];
		if (v->nvariant++ == 0)
			v->variant = &list[kept];
		list[kept++] = (size_t)((struct book **)bsearch(&t[i], s->book, s->n, sizeof(*t), order_cmp) - s->book);
	}
	free(t);
	return 0;
}

static size_t
volume_with(const struct shelf *s, const struct book_key *key)
{
	size_t	 b = shelf_find_key(s, key);

	return b == SHELF_NONE ? SHELF_NONE : s->book[b]->volume;
}

static size_t
parent_of(const struct shelf *s, size_t volume)
{
	const struct book *b;
	size_t	 i, p;

	if (s->volume[volume].original == SHELF_NONE)
		return SHELF_NONE;
	b = s->book[s->volume[volume].original];
	for (i = 0; i < b->nrefs; i++)
		if ((p = volume_with(s, &b->ref[i])) != SHELF_NONE && p != volume)
			return p;
	return SHELF_NONE;
}

/* Of the volumes in a circle of answers the earliest answers nothing. */
static void
open_circle(struct shelf *s, size_t volume)
{
	size_t	 v, earliest = volume;

	for (v = s->volume[volume].parent; v != volume; v = s->volume[v].parent)
		earliest = v < earliest ? v : earliest;
	s->volume[earliest].parent = SHELF_NONE;
}

/* Mails of liars and of broken clocks may answer each other in a circle.  Each volume is passed once. */
static int
break_circles(struct shelf *s)
{
	size_t	*walk = calloc(s->nvolumes + 1, sizeof(*walk));	/* on which walk it was met, from 1 */
	size_t	 i, v;

	if (walk == NULL)
		return -1;
	for (i = 0; i < s->nvolumes; i++) {
		for (v = i; v != SHELF_NONE && walk[v] == 0; v = s->volume[v].parent)
			walk[v] = i + 1;
		if (v != SHELF_NONE && walk[v] == i + 1)
			open_circle(s, v);
	}
	free(walk);
	return 0;
}

/* Only an assembly corrects itself, and only what its own server published. */
static size_t
corrected_by(const struct shelf *s, size_t volume)
{
	size_t	 original = s->volume[volume].original, b;

	if (original == SHELF_NONE || !s->book[original]->has_corrects)
		return SHELF_NONE;
	b = shelf_find_key(s, &s->book[original]->corrects);
	if (b == SHELF_NONE || b == original || key_cmp(&s->book[b]->author, &s->book[original]->author) != 0)
		return SHELF_NONE;
	return s->book[b]->volume;
}

/* What its own author took back, and when first. */
static void
withdraw(struct shelf *s)
{
	const struct book *b, *of;
	struct volume	*v;
	size_t		 i, found;

	for (i = 0; i < s->n; i++) {
		b = s->book[i];
		if (!b->has_cancels && !b->withdraws)
			continue;
		s->volume[b->volume].is_cancel |= b->has_cancels;
		if ((found = shelf_find_key(s, &b->cancels)) == SHELF_NONE || found == i)
			continue;
		of = s->book[found];
		v = &s->volume[of->volume];
		if (key_cmp(&of->author, &b->author) == 0 && v->original == found && v->withdrawn == MOMENT_NONE)
			v->withdrawn = b->arrival;
	}
}

static int
pair_cmp(const void *va, const void *vb)
{
	const struct pair *a = va, *b = vb;
	int	 c = number_cmp(a->to, b->to);

	return c != 0 ? c : number_cmp(a->what, b->what);
}

/* The volumes that point to each (by parent, or by corrects), as lists of each. */
static int
make_list(struct shelf *s, int which)
{
	struct pair	*pair = malloc((s->nvolumes + 1) * sizeof(*pair));
	size_t		*list = malloc((s->nvolumes + 1) * sizeof(*list));
	struct volume	*v;
	size_t		 i, n = 0, to;

	s->lists[which] = list;
	if (pair == NULL || list == NULL) {
		free(pair);
		return -1;
	}
	for (i = 0; i < s->nvolumes; i++)
		if ((to = which == 1 ? s->volume[i].parent : s->volume[i].corrects) != SHELF_NONE)
			pair[n++] = (struct pair){ to, i };
	qsort(pair, n, sizeof(*pair), pair_cmp);
	for (i = 0; i < n; i++) {
		list[i] = pair[i].what;
		v = &s->volume[pair[i].to];
		if (which == 1 && v->nreply++ == 0)
			v->reply = &list[i];
		else if (which == 2 && v->ncorrection++ == 0)
			v->correction = &list[i];
	}
	free(pair);
	return 0;
}

int
shelf_close(struct shelf *s, struct err *err)
{
	size_t	 i;

	if (s->n > 0)
		sort_books(s);
	if (index_ids(s) == -1 || make_volumes(s) == -1 || make_variants(s) == -1)
		return err_memory(err);
	for (i = 0; i < s->nvolumes; i++) {
		s->volume[i].parent = parent_of(s, i);
		s->volume[i].corrects = corrected_by(s, i);
	}
	withdraw(s);
	if (break_circles(s) == -1 || make_list(s, 1) == -1 || make_list(s, 2) == -1)
		return err_memory(err);
	return 0;
}
