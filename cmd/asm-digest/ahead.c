/*
 * What lies ahead of an issue: the calendar of the next days, and proposals still to be answered.
 */
#include <stdlib.h>
#include <string.h>

#include "digest.h"

#define DAY	INT64_C(86400)

/* ---- events ---- */

/* A correction takes the place of what it corrects, and keeps its name. */
static const char *
name_of(const struct digest *d, size_t volume)
{
	size_t	 corrects = shelf_volume(d->shelf, volume)->corrects;
	size_t	 of = corrects != SHELF_NONE ? shelf_volume(d->shelf, corrects)->original : SHELF_NONE;

	return shelf_card(d->shelf, of != SHELF_NONE ? of : shelf_volume(d->shelf, volume)->original).id;
}

/* Worth being searched: of a site only what says that it has an event. */
static int
may_have_event(const struct digest *d, size_t volume)
{
	const struct volume *v = shelf_volume(d->shelf, volume);
	struct shelf_card card;

	if (!digest_is_post(d, volume) || v->arrival >= d->until || v->ncorrection > 0)
		return 0;
	card = shelf_card(d->shelf, v->original);
	return card.has_event || (*card.type == '\0' && v->arrival >= d->until - DIGEST_LOOK);
}

/* The title and the page that the reader of this issue understands. */
static int
take_words(const struct digest *d, size_t volume, struct entry *e, struct err *err)
{
	struct buf	 message = BUF_INIT;
	struct entry	 chosen;
	char		*swap;
	size_t		 entry;
	int		 foreign, r = 0;

	entry = shelf_choose(d->shelf, volume, d->languages, &foreign);
	if (entry != shelf_volume(d->shelf, volume)->original &&
	    (r = shelf_get(d->shelf, entry, &message, &chosen, err)) == 0) {
		swap = e->title, e->title = chosen.title, chosen.title = swap;
		swap = e->url, e->url = chosen.url, chosen.url = swap;
		entry_free(&chosen);
	}
	buf_free(&message);
	return r;
}

/* Move the events of a volume to the others. */
static int
adopt(struct digest *d, size_t volume, struct events *from, struct err *err)
{
	size_t		 n = d->events.n + from->n, i;
	struct event	*event = reallocarray(d->events.event, n, sizeof(*event));
	size_t		*of = event != NULL ? reallocarray(d->event_of, n, sizeof(*of)) : NULL;

	if (event != NULL)
		d->events.event = event;
	if (of == NULL)
		return err_memory(err);
	d->event_of = of;
	for (i = 0; i < from->n; i++) {
		of[d->events.n] = volume;
		event[d->events.n] = from->event[i];
		event[d->events.n++].sequence += shelf_volume(d->shelf, volume)->corrects != SHELF_NONE;
	}
	from->n = 0;
	return 0;
}

static int
read_volume(struct digest *d, size_t volume, struct buf *message, struct err *err)
{
	struct events	 found = EVENTS_INIT;
	struct entry	 e;
	int		 r;

	if (shelf_get(d->shelf, shelf_volume(d->shelf, volume)->original, message, &e, err) == -1)
		return -1;
	if ((r = take_words(d, volume, &e, err)) == 0)
		r = events_read(&found, &e, name_of(d, volume), d->words, span_buf(message), err);
	if (r == 0 && found.n > 0)
		r = adopt(d, volume, &found, err);
	events_free(&found);
	entry_free(&e);
	return r;
}

static int
add_times(struct digest *d, size_t event, struct err *err)
{
	moment		 at[DIGEST_EVENTS];
	struct digest_happening *grown;
	long		 n, i;

	if (d->events.event[event].cancelled)
		return 0;
	if ((n = event_times(&d->events.event[event], d->until, d->until + DIGEST_AHEAD * DAY, at, DIGEST_EVENTS, err)) <= 0)
		return (int)n;
	if ((grown = reallocarray(d->happening, d->nhappening + (size_t)n, sizeof(*grown))) == NULL)
		return err_memory(err);
	d->happening = grown;
	for (i = 0; i < n; i++)
		d->happening[d->nhappening++] = (struct digest_happening){ at[i], event };
	return 0;
}

/* Events stand in the order of the shelf, so that this order is total. */
static int
happening_cmp(const void *va, const void *vb)
{
	const struct digest_happening *a = va, *b = vb;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return (a->event > b->event) - (a->event < b->event);
}

static int
gather_events(struct digest *d, struct err *err)
{
	struct buf	 message = BUF_INIT;
	size_t		 i;
	int		 r = 0;

	for (i = 0; i < shelf_volumes(d->shelf) && r == 0 && d->events.n < DIGEST_CALLED; i++)
		if (may_have_event(d, i))
			r = read_volume(d, i, &message, err);
	for (i = 0; i < d->events.n && r == 0; i++)
		r = add_times(d, i, err);
	if (d->nhappening > 0)
		qsort(d->happening, d->nhappening, sizeof(*d->happening), happening_cmp);
	buf_free(&message);
	return r;
}

/* ---- answers ---- */

static int
open_cmp(const void *va, const void *vb)
{
	const struct digest_item *a = va, *b = vb;
	int	 c = strcmp(a->answer_by, b->answer_by);

	return c != 0 ? c : (a->volume > b->volume) - (a->volume < b->volume);
}

static int
add_open(struct digest *d, size_t volume, struct buf *message, struct err *err)
{
	struct digest_item *grown, item = { .section = DIGEST_PROPOSALS, .volume = volume };
	struct entry	 e;

	if (shelf_get(d->shelf, shelf_volume(d->shelf, volume)->original, message, &e, err) == -1)
		return -1;
	memcpy(item.answer_by, e.answer_by, strlen(e.answer_by) + 1);
	entry_free(&e);
	if (*item.answer_by == '\0' || strcmp(item.answer_by, d->until_day) < 0)
		return 0;
	item.entry = shelf_choose(d->shelf, volume, d->languages, &item.foreign);
	if ((grown = reallocarray(d->open, d->nopen + 1, sizeof(*grown))) == NULL)
		return err_memory(err);
	d->open = grown;
	d->open[d->nopen++] = item;
	return 0;
}

static int
gather_open(struct digest *d, struct err *err)
{
	struct buf	 message = BUF_INIT;
	const struct volume *v;
	size_t		 i;
	int		 r = 0;

	for (i = 0; i < shelf_volumes(d->shelf) && r == 0; i++) {
		v = shelf_volume(d->shelf, i);
		if (digest_is_post(d, i) && v->arrival < d->until && v->ncorrection == 0 &&
		    strcmp(shelf_card(d->shelf, v->original).kind, "proposal") == 0)
			r = add_open(d, i, &message, err);
	}
	if (d->nopen > 0)
		qsort(d->open, d->nopen, sizeof(*d->open), open_cmp);
	if (d->nopen > DIGEST_OPEN)
		d->nopen = DIGEST_OPEN;
	buf_free(&message);
	return r;
}

/* ---- both ---- */

int
digest_ahead(struct digest *d, struct err *err)
{
	return gather_events(d, err) == 0 ? gather_open(d, err) : -1;
}

void
digest_forget_ahead(struct digest *d)
{
	size_t	 i;

	for (i = 0; i < d->nopen; i++)
		digest_text_free(d->open[i].text);
	free(d->open);
	free(d->happening);
	free(d->event_of);
	events_free(&d->events);
	d->open = NULL;
	d->happening = NULL;
	d->event_of = NULL;
	d->nopen = d->nhappening = 0;
}

int
digest_calendar(struct buf *out, const struct digest *d, struct err *err)
{
	struct calendar	*c;
	size_t		 i, k;
	int		 r = 0;

	if (d->nhappening == 0)
		return 0;
	if ((c = calendar_new(digest_title(d), d->until, err)) == NULL)
		return -1;
	/* Each event once, with its rule, if it happens in these days. */
	for (i = 0; i < d->events.n && r == 0; i++) {
		for (k = 0; k < d->nhappening && d->happening[k].event != i; k++)
			;
		if (k < d->nhappening)
			r = calendar_add(c, &d->events.event[i], err);
	}
	if (r == 0)
		r = calendar_write(c, out, err);
	calendar_free(c);
	return r;
}
