#include <stdlib.h>
#include <string.h>

#include "feed.h"

size_t
feed_entry_of(const struct feed *f, size_t volume)
{
	const struct volume *v = shelf_volume(f->shelf, volume);
	size_t	 entry;
	int	 foreign;

	if (f->languages == NULL)
		return v->original != SHELF_NONE ? v->original : v->variant[0];
	entry = shelf_choose(f->shelf, volume, f->languages, &foreign);
	return foreign ? SHELF_NONE : entry;
}

const char *
feed_type_of(const struct shelf *shelf, size_t volume)
{
	size_t		 original = shelf_volume(shelf, volume)->original;
	const char	*type;

	if (original == SHELF_NONE)
		return "post";
	type = shelf_card(shelf, original).type;
	return *type != '\0' ? type : "post";
}

/* ---- items ---- */

int
feed_items_add(struct feed_items *items, const struct feed_item *item, struct err *err)
{
	struct feed_item *grown;
	size_t	 cap;

	if (items->n == items->cap) {
		cap = items->cap * 2 + 64;
		if ((grown = reallocarray(items->item, cap, sizeof(*grown))) == NULL)
			return err_memory(err);
		items->item = grown;
		items->cap = cap;
	}
	items->item[items->n++] = *item;
	return 0;
}

static int
newest_first(const void *va, const void *vb)
{
	const struct feed_item *a = va, *b = vb;

	if (a->at != b->at)
		return a->at > b->at ? -1 : 1;
	return a->entry > b->entry ? -1 : a->entry < b->entry;
}

void
feed_items_sort(struct feed_items *items)
{
	if (items->n > 0)
		qsort(items->item, items->n, sizeof(*items->item), newest_first);
}

void
feed_items_free(struct feed_items *items)
{
	free(items->item);
	*items = (struct feed_items){ NULL, 0, 0 };
}

size_t
feed_how_many(const struct feed_items *items, size_t count, moment since)
{
	size_t	 n;

	if (count > 0)
		return items->n < count ? items->n : count;
	for (n = 0; n < items->n; n++)
		if (n >= FEED_ENTRIES && items->item[n].at < items->item[0].at - FEED_SECONDS && items->item[n].at < since)
			break;
	return n;
}

void
feed_forget_gone(struct feed *f)
{
	moment	 newest = f->items.n > 0 ? f->items.item[0].at : MOMENT_FIRST;
	size_t	 n;

	if (f->gone.n > 0 && f->gone.item[0].at > newest)
		newest = f->gone.item[0].at;
	for (n = 0; n < f->gone.n && f->gone.item[n].at >= newest - FEED_GONE; n++)
		;
	f->gone.n = n;
}

int
feed_choose(struct feed *f, struct err *err)
{
	size_t	 v, entry, volumes = shelf_volumes(f->shelf);
	moment	 withdrawn;

	for (v = 0; v < volumes; v++) {
		if (shelf_volume(f->shelf, v)->is_cancel || strcmp(feed_type_of(f->shelf, v), f->type) != 0 || (entry = feed_entry_of(f, v)) == SHELF_NONE)
			continue;
		withdrawn = shelf_volume(f->shelf, v)->withdrawn;
		if (feed_items_add(withdrawn != MOMENT_NONE ? &f->gone : &f->items, &(struct feed_item){
		    withdrawn != MOMENT_NONE ? withdrawn : shelf_card(f->shelf, entry).arrival, v, entry }, err) == -1)
			return -1;
	}
	feed_items_sort(&f->items);
	feed_items_sort(&f->gone);
	f->items.n = feed_how_many(&f->items, f->count, MOMENT_LAST);
	feed_forget_gone(f);
	return 0;
}
