/*
 * An item as every form shows it.
 */
#include <stdlib.h>
#include <string.h>

#include "feed.h"

const char *
feed_title(const struct feed *f)
{
	if (f->title != NULL)
		return f->title;
	return f->list.name != NULL && *f->list.name != '\0' ? f->list.name : catalog_get(f->catalog, "Assemblies");
}

const char *
feed_home(const struct feed *f)
{
	return f->list.archive != NULL ? f->list.archive : "";
}

/* When an item last changed for its readers: on arrival, or when it was corrected. */
static moment
last_change(const struct feed *f, const struct feed_item *item)
{
	const struct volume *v = shelf_volume(f->shelf, item->volume), *c;
	moment	 t = item->at;
	size_t	 i;

	for (i = 0; i < v->ncorrection; i++) {
		c = shelf_volume(f->shelf, v->correction[i]);
		t = c->arrival > t ? c->arrival : t;
	}
	return t;
}

moment
feed_updated(const struct feed *f)
{
	moment	 latest = 0, t;
	size_t	 i;

	for (i = 0; i < f->items.n; i++)
		if ((t = last_change(f, &f->items.item[i])) > latest || i == 0)
			latest = t;
	for (i = 0; i < f->gone.n; i++)
		if (f->gone.item[i].at > latest)
			latest = f->gone.item[i].at;
	return latest;
}

void
feed_categories(const struct feed_view *v, feed_category_fn *each, void *arg)
{
	const struct entry *e = v->of;

	if (*e->assembly != '\0' || strcmp(e->kind, "other") != 0)
		each(arg, "kind", e->kind, "");
	if (*e->assembly != '\0')
		each(arg, "assembly", e->assembly, e->name);
	if (*e->place != '\0')
		each(arg, "place", e->place, "");
	if (*e->group != '\0')
		each(arg, "group", e->group, "");
	if (*e->campaign != '\0')
		each(arg, "campaign", e->campaign, "");
}

/* What it answers, by the name it has in this feed, or would have. */
static int
view_parent(struct feed_view *v, const struct feed *f, const struct feed_item *item, struct err *err)
{
	struct feed_item p = { 0, shelf_volume(f->shelf, item->volume)->parent, SHELF_NONE };
	struct buf	 message = BUF_INIT;
	struct entry	 e;
	int		 r = 0;

	if (p.volume != SHELF_NONE)
		p.entry = feed_entry_of(f, p.volume);
	if (p.entry != SHELF_NONE) {
		if ((r = shelf_get(f->shelf, p.entry, &message, &e, err)) == 0) {
			r = feed_item_tag(&v->parent, f, &p, &e, span_buf(&message)) | buf_adds(&v->parent_url, e.url);
			entry_free(&e);
			r = r == 0 ? 0 : err_memory(err);
		}
	} else if (*v->shown.in_reply_to != '\0' && *v->shown.translation_of == '\0' &&
	    feed_post_tag(&v->parent, f, v->shown.in_reply_to, *v->shown.origin != '\0') == -1)
		r = err_memory(err);
	buf_free(&message);
	return r;
}

static int
view_original(struct feed_view *v, const struct feed *f, const struct feed_item *item, struct err *err)
{
	size_t		 original = shelf_volume(f->shelf, item->volume)->original;
	struct buf	 message = BUF_INIT;
	int		 r = 0;

	v->of = &v->shown;
	if (original != SHELF_NONE && original != item->entry &&
	    (r = shelf_get(f->shelf, original, &message, &v->original, err)) == 0)
		v->of = &v->original;
	buf_free(&message);
	return r;
}

int
feed_view(struct feed_view *v, const struct feed *f, const struct feed_item *item, struct err *err)
{
	struct buf	 message = BUF_INIT;
	int		 r = -1;

	memset(v, 0, sizeof(*v));
	if (shelf_get(f->shelf, item->entry, &message, &v->shown, err) == -1) {
		buf_free(&message);
		return -1;
	}
	v->of = &v->shown;
	v->published = item->at;
	v->updated = last_change(f, item);
	v->replies = shelf_volume(f->shelf, item->volume)->nreply;
	if (feed_content(&v->html, &v->language, f, item, &v->shown, span_buf(&message), err) == -1)
		;
	else if (feed_item_tag(&v->id, f, item, &v->shown, span_buf(&message)) == -1)
		err_memory(err);
	else if (view_original(v, f, item, err) == 0 && view_parent(v, f, item, err) == 0 &&
	    entry_public_name(&v->author, v->of) == 0)
		r = 0;
	buf_free(&message);
	if (r == -1)
		feed_view_free(v);
	return r;
}

void
feed_view_free(struct feed_view *v)
{
	if (v->of == &v->original)
		entry_free(&v->original);
	entry_free(&v->shown);
	buf_free(&v->id);
	buf_free(&v->author);
	buf_free(&v->html);
	buf_free(&v->parent);
	buf_free(&v->parent_url);
	free(v->language);
}
