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

/* Outside of a site nothing has a type, and everything is a post; a translation is of the type of its original. */
static int
is_wanted(const struct feed *f, size_t volume)
{
	size_t		 original = shelf_volume(f->shelf, volume)->original;
	const char	*type;

	if (original == SHELF_NONE)
		return strcmp(f->type, "post") == 0;
	type = shelf_card(f->shelf, original).type;
	return strcmp(*type != '\0' ? type : "post", f->type) == 0;
}

static int
newest_first(const void *va, const void *vb)
{
	const struct feed_item *a = va, *b = vb;

	if (a->at != b->at)
		return a->at > b->at ? -1 : 1;
	return a->entry > b->entry ? -1 : a->entry < b->entry;
}

static size_t
how_many(const struct feed *f)
{
	size_t	 n;

	if (f->count > 0)
		return f->n < f->count ? f->n : f->count;
	for (n = 0; n < f->n; n++)
		if (n >= FEED_ENTRIES && f->item[n].at < f->item[0].at - FEED_SECONDS)
			break;
	return n;
}

int
feed_choose(struct feed *f, struct err *err)
{
	size_t	 v, entry, volumes = shelf_volumes(f->shelf);

	if ((f->item = malloc((volumes + 1) * sizeof(*f->item))) == NULL)
		return err_memory(err);
	for (v = 0; v < volumes; v++)
		if (is_wanted(f, v) && (entry = feed_entry_of(f, v)) != SHELF_NONE)
			f->item[f->n++] = (struct feed_item){ shelf_card(f->shelf, entry).arrival, v, entry };
	qsort(f->item, f->n, sizeof(*f->item), newest_first);
	f->n = how_many(f);
	return 0;
}
