#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "text/utf8.h"

#define KEY_MAX		120	/* bytes of a place or name that order entries */

int
digest_is_inside(const struct digest *d, size_t volume)
{
	moment	 t = shelf_volume(d->shelf, volume)->arrival;

	return t >= d->from && t < d->until;
}

int
digest_is_post(const struct digest *d, size_t volume)
{
	size_t		 original = shelf_volume(d->shelf, volume)->original;
	const char	*type;

	if (original == SHELF_NONE || shelf_volume(d->shelf, volume)->is_cancel ||
	    shelf_volume(d->shelf, volume)->withdrawn != MOMENT_NONE)
		return 0;
	type = shelf_card(d->shelf, original).type;
	return *type == '\0' || strcmp(type, "post") == 0;
}

static enum digest_section
section_of(const struct digest *d, size_t volume)
{
	static const struct {
		const char		*kind;
		enum digest_section	 section;
	} all[] = {
		{ "help", DIGEST_HELP }, { "proposal", DIGEST_PROPOSALS }, { "update", DIGEST_UPDATES },
		{ "document", DIGEST_DOCUMENTS }
	};
	const struct volume *v = shelf_volume(d->shelf, volume);
	size_t		 i;

	if (v->corrects != SHELF_NONE)
		return DIGEST_CORRECTIONS;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(shelf_card(d->shelf, v->original).kind, all[i].kind) == 0)
			return all[i].section;
	return DIGEST_OTHER;
}

/* ---- threads ---- */

/* The volume it answers, if that stands in the window too. */
static size_t
parent_inside(const struct digest *d, size_t volume)
{
	size_t	 up = shelf_volume(d->shelf, volume)->parent;

	return up != SHELF_NONE && digest_is_inside(d, up) && digest_is_post(d, up) ? up : SHELF_NONE;
}

static size_t
parent_of(const struct digest *d, size_t volume)
{
	return shelf_volume(d->shelf, volume)->parent;
}

/* By volume, SHELF_NONE where it is not yet known. */
struct threads {
	size_t	*top;		/* the post whose entry tells of it */
	size_t	*root;		/* what its thread began with, whenever that was */
	size_t	*first;		/* of a root: the first entry about its thread */
};

typedef size_t above_fn(const struct digest *, size_t);

/* The highest volume that steps of `above` lead to; paths are shortened as they are walked. */
static size_t
highest(const struct digest *d, size_t *known, size_t volume, above_fn *above)
{
	size_t	 v, up, found;

	for (v = volume; known[v] == SHELF_NONE && (up = above(d, v)) != SHELF_NONE; v = up)
		;
	found = known[v] != SHELF_NONE ? known[v] : v;
	for (v = volume; v != SHELF_NONE && known[v] == SHELF_NONE; v = above(d, v))
		known[v] = found;
	return found;
}

/*
 * The post whose entry a post belongs to: the highest of its thread that stands in the window.  Replies to a thread that began
 * before are one entry too, that of the first, but for those that ask or tell something of their own.
 */
static size_t
top_of(const struct digest *d, struct threads *t, size_t volume)
{
	size_t	 root;

	if (highest(d, t->top, volume, parent_inside) != volume || parent_of(d, volume) == SHELF_NONE ||
	    section_of(d, volume) != DIGEST_OTHER)
		return t->top[volume];
	root = highest(d, t->root, volume, parent_of);
	if (t->first[root] == SHELF_NONE)
		t->first[root] = volume;
	return t->top[volume] = t->first[root];
}

static void
threads_free(struct threads *t)
{
	free(t->top);
	free(t->root);
	free(t->first);
}

/* threads_free() it, whatever comes of it. */
static int
threads_new(struct threads *t, size_t volumes, struct err *err)
{
	size_t	 v, size = (volumes + 1) * sizeof(size_t);

	*t = (struct threads){ malloc(size), malloc(size), malloc(size) };
	if (t->top == NULL || t->root == NULL || t->first == NULL)
		return err_memory(err);
	for (v = 0; v < volumes; v++)
		t->top[v] = t->root[v] = t->first[v] = SHELF_NONE;
	return 0;
}

/* ---- items ---- */

/* Folded, so that upper case and accents do not part neighbours; without a place: behind all others. */
static char *
key_of(const struct entry *e)
{
	struct buf	 key = BUF_INIT, part = BUF_INIT;

	utf8_bare(&part, span_head(span_str(e->place), KEY_MAX));
	buf_adds(&key, part.len > 0 ? "1" : "2");
	buf_addspan(&key, span_head(span_buf(&part), KEY_MAX));
	buf_addc(&key, '\001');
	buf_reset(&part);
	utf8_bare(&part, span_head(span_str(e->name), KEY_MAX));
	buf_addspan(&key, span_head(span_buf(&part), KEY_MAX));
	buf_free(&part);
	return buf_take(&key);
}

static int
fill_item(struct digest *d, struct digest_item *item, struct buf *message, struct err *err)
{
	size_t		 original = shelf_volume(d->shelf, item->volume)->original;
	struct entry	 e;

	item->entry = shelf_choose(d->shelf, item->volume, d->languages, &item->foreign);
	if (shelf_get(d->shelf, original != SHELF_NONE ? original : item->entry, message, &e, err) == -1)
		return -1;
	memcpy(item->answer_by, e.answer_by, strlen(e.answer_by) + 1);
	item->is_due = *item->answer_by != '\0' && strcmp(item->answer_by, d->until_day) >= 0;
	item->key = key_of(&e);
	entry_free(&e);
	return item->key != NULL ? 0 : err_memory(err);
}

/* A translation that came in the window, of a post that stood in an earlier issue. */
static int
is_newly_translated(const struct digest *d, size_t volume)
{
	const struct volume *v = shelf_volume(d->shelf, volume);
	size_t	 entry;
	int	 foreign;
	moment	 t;

	if ((v->original != SHELF_NONE && digest_is_inside(d, volume)) || v->nvariant == 0)
		return 0;
	entry = shelf_choose(d->shelf, volume, d->languages, &foreign);
	t = shelf_card(d->shelf, entry).arrival;
	return !foreign && entry != v->original && t >= d->from && t < d->until;
}

/* The items in the order of the shelf: one for each thread, correction, and late translation. */
static int
make_items(struct digest *d, struct threads *t, struct err *err)
{
	struct buf	 message = BUF_INIT;
	size_t		 v, volumes = shelf_volumes(d->shelf);
	int		 r = 0;

	for (v = 0; v < volumes && r == 0; v++) {
		struct digest_item *item = &d->item[d->n];
		int	 posted = digest_is_post(d, v) && digest_is_inside(d, v);

		d->posts += posted;
		if (posted && top_of(d, t, v) != v && shelf_volume(d->shelf, v)->corrects == SHELF_NONE) {
			d->replies++;
			continue;
		}
		if (!posted && !is_newly_translated(d, v))
			continue;
		memset(item, 0, sizeof(*item));
		item->volume = v;
		item->section = posted ? section_of(d, v) : DIGEST_TRANSLATED;
		d->n++;
		d->count[item->section]++;
		r = fill_item(d, item, &message, err);
	}
	buf_free(&message);
	return r;
}

/* Items still stand in the order of the shelf, so that the one of a thread is found by halving. */
static int
volume_cmp(const void *key, const void *item)
{
	size_t	 volume = *(const size_t *)key, other = ((const struct digest_item *)item)->volume;

	return (volume > other) - (volume < other);
}

static void
count_replies(struct digest *d, const size_t *top)
{
	struct digest_item *item;
	size_t	 v, volumes = shelf_volumes(d->shelf);

	for (v = 0; v < volumes && d->n > 0; v++)
		if (top[v] != SHELF_NONE && top[v] != v && shelf_volume(d->shelf, v)->corrects == SHELF_NONE &&
		    (item = bsearch(&top[v], d->item, d->n, sizeof(*item), volume_cmp)) != NULL)
			item->replies++;
}

/* ---- senders ---- */

static int
string_cmp(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* How many assemblies, or people where there are none, the posts of the window are from. */
static int
count_senders(struct digest *d, struct err *err)
{
	struct buf	 message = BUF_INIT;
	struct entry	 e;
	size_t		 v, i, n = 0, volumes = shelf_volumes(d->shelf);
	char		**who = malloc((volumes + 1) * sizeof(*who));
	int		 r = who != NULL ? 0 : err_memory(err);

	for (v = 0; who != NULL && v < volumes && r == 0; v++) {
		if (!digest_is_post(d, v) || !digest_is_inside(d, v))
			continue;
		if ((r = shelf_get(d->shelf, shelf_volume(d->shelf, v)->original, &message, &e, err)) == -1)
			break;
		who[n] = span_dup(span_head(span_str(*e.assembly != '\0' ? e.assembly : e.from_addr), KEY_MAX));
		if (who[n] == NULL)
			r = err_memory(err);
		else
			n++;
		entry_free(&e);
	}
	if (n > 0)
		qsort(who, n, sizeof(*who), string_cmp);
	for (i = 0; i < n; i++)
		d->senders += i == 0 || strcmp(who[i - 1], who[i]) != 0;
	for (i = 0; i < n; i++)
		free(who[i]);
	free(who);
	buf_free(&message);
	return r;
}

/* ---- order ---- */

/* Section; what has a day to answer by, the nearest first; place, assembly, arrival (which is the shelf's order). */
static int
item_cmp(const void *va, const void *vb)
{
	const struct digest_item *a = va, *b = vb;
	int	 c;

	if (a->section != b->section)
		return a->section < b->section ? -1 : 1;
	if (a->is_due != b->is_due)
		return a->is_due ? -1 : 1;
	if (a->is_due && (c = strcmp(a->answer_by, b->answer_by)) != 0)
		return c;
	if ((c = strcmp(a->key, b->key)) != 0)
		return c;
	return (a->volume > b->volume) - (a->volume < b->volume);
}

/* What cannot wait: the nearest day of a request or proposal, else the first request. */
static const struct digest_item *
most_urgent(const struct digest *d)
{
	const struct digest_item *best = NULL, *item;
	size_t	 i;

	for (i = 0; i < d->n; i++) {
		item = &d->item[i];
		if (item->section == DIGEST_HELP && best == NULL)
			best = item;
		if (item->section > DIGEST_PROPOSALS || !item->is_due)
			continue;
		if (best == NULL || !best->is_due || strcmp(item->answer_by, best->answer_by) < 0)
			best = item;
	}
	return best;
}

int
digest_gather(struct digest *d, struct err *err)
{
	size_t	 volumes = shelf_volumes(d->shelf);
	struct threads t;
	int	 r = -1;

	if ((d->item = malloc((volumes + 1) * sizeof(*d->item))) == NULL)
		err_memory(err);
	if (threads_new(&t, volumes, err) == 0 && d->item != NULL && make_items(d, &t, err) == 0 && count_senders(d, err) == 0) {
		count_replies(d, t.top);
		if (d->n > 0)
			qsort(d->item, d->n, sizeof(*d->item), item_cmp);
		d->shown = d->n < DIGEST_SHOWN ? d->n : DIGEST_SHOWN;
		d->urgent = most_urgent(d);
		r = 0;
	}
	threads_free(&t);
	return r;
}

void
digest_forget(struct digest *d)
{
	size_t	 i;

	for (i = 0; i < d->n; i++) {
		free(d->item[i].key);
		digest_text_free(d->item[i].text);
	}
	digest_forget_ahead(d);
	free(d->item);
	free(d->wanted);
	d->item = NULL;
	d->wanted = NULL;
	d->n = d->nwanted = 0;
}
