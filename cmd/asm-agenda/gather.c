#include <stdlib.h>
#include <string.h>

#include "agenda.h"
#include "text/utf8.h"

static int
is_post(const struct agenda *a, size_t volume)
{
	const struct volume *v = shelf_volume(a->shelf, volume);
	const char	*type;

	if (v->original == SHELF_NONE || v->corrects != SHELF_NONE)
		return 0;
	type = shelf_card(a->shelf, v->original).type;
	return *type == '\0' || strcmp(type, "post") == 0;
}

/* "Madrid" is in "Madrid, España". */
static int
is_place(const struct entry *e, const char *wanted)
{
	struct buf	 have = BUF_INIT, want = BUF_INIT;
	int		 found;

	utf8_bare(&have, span_str(e->place));
	utf8_bare(&want, span_str(wanted));
	found = want.len > 0 && span_find(span_buf(&have), span_buf(&want)) != -1;
	buf_free(&have);
	buf_free(&want);
	return found;
}

static int
is_wanted(const struct agenda *a, const struct entry *e)
{
	if (a->assembly != NULL && strcmp(a->assembly, e->assembly) != 0)
		return 0;
	return a->place == NULL || is_place(e, a->place);
}

/* The title in the reader's language, where there is a translation. */
static int
translate(struct agenda *a, size_t volume, size_t first, struct err *err)
{
	struct buf	 message = BUF_INIT;
	struct entry	 e;
	size_t		 entry, i;
	int		 foreign, r = 0;

	entry = shelf_choose(a->shelf, volume, a->languages, &foreign);
	if (entry == shelf_volume(a->shelf, volume)->original)
		return 0;
	if (shelf_get(a->shelf, entry, &message, &e, err) == -1)
		r = -1;
	else {
		for (i = first; i < a->events.n && r == 0; i++)
			r = event_set(&a->events.event[i].title, span_str(e.title), err);
		entry_free(&e);
	}
	buf_free(&message);
	return r;
}

static int
remember(struct agenda *a, size_t volume, const struct entry *e, struct err *err)
{
	struct agenda_source *grown;
	struct buf	 name = BUF_INIT;

	entry_public_name(&name, e);
	if (buf_ok(&name, err) == -1 || (grown = reallocarray(a->source, a->events.n + 1, sizeof(*grown))) == NULL) {
		buf_free(&name);
		return err_memory(err);
	}
	a->source = grown;
	while (a->nsources < a->events.n) {
		if ((a->source[a->nsources].name = span_dup(span_buf(&name))) == NULL) {
			buf_free(&name);
			return err_memory(err);
		}
		a->source[a->nsources++].volume = volume;
	}
	buf_free(&name);
	return 0;
}

/* A post as its last correction has it: one that no longer says when takes the event back. */
static int
read_volume(struct agenda *a, size_t volume, struct buf *message, struct err *err)
{
	const struct volume *v = shelf_volume(a->shelf, volume);
	size_t		 first = a->events.n, i, last = v->ncorrection;
	struct entry	 e, original;
	int		 r, cancelled = 0;

	if (shelf_get(a->shelf, v->original, message, &original, err) == -1)
		return -1;
	r = is_wanted(a, &original) ? 0 : 1;
	if (r == 0 && last > 0) {
		if ((r = shelf_get(a->shelf, shelf_volume(a->shelf, v->correction[last - 1])->original, message, &e, err)) == 0) {
			r = events_read(&a->events, &e, original.id, a->words, span_buf(message), err);
			entry_free(&e);
		}
		cancelled = a->events.n == first;
		if (r == 0)
			r = shelf_get(a->shelf, v->original, message, &e, err);
		if (r == 0)
			entry_free(&e);
	}
	if (r == 0 && a->events.n == first)
		r = events_read(&a->events, &original, original.id, a->words, span_buf(message), err);
	for (i = first; i < a->events.n; i++) {
		a->events.event[i].sequence += (int)last;
		a->events.event[i].cancelled |= cancelled;
	}
	if (r == 0 && a->events.n > first && (r = remember(a, volume, &original, err)) == 0)
		r = translate(a, volume, first, err);
	entry_free(&original);
	return r == -1 ? -1 : 0;
}

static int
time_cmp(const void *va, const void *vb)
{
	const struct agenda_time *a = va, *b = vb;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return (a->event > b->event) - (a->event < b->event);
}

static int
find_times(struct agenda *a, struct err *err)
{
	moment	 at[AGENDA_SHOWN];
	size_t	 i;
	long	 k, n;

	for (i = 0; i < a->events.n; i++) {
		struct agenda_time *grown;

		if ((n = event_times(&a->events.event[i], a->from, a->until, at, AGENDA_SHOWN, err)) == -1)
			return -1;
		if ((grown = reallocarray(a->time, a->ntimes + (size_t)n + 1, sizeof(*grown))) == NULL)
			return err_memory(err);
		a->time = grown;
		for (k = 0; k < n; k++)
			a->time[a->ntimes++] = (struct agenda_time){ at[k], i };
	}
	if (a->ntimes > 0)
		qsort(a->time, a->ntimes, sizeof(*a->time), time_cmp);
	return 0;
}

int
agenda_gather(struct agenda *a, struct err *err)
{
	struct buf	 message = BUF_INIT;
	size_t		 v;
	int		 r = 0;

	for (v = 0; v < shelf_volumes(a->shelf) && r == 0; v++)
		if (is_post(a, v))
			r = read_volume(a, v, &message, err);
	buf_free(&message);
	return r == 0 ? find_times(a, err) : -1;
}

void
agenda_free(struct agenda *a)
{
	while (a->nsources > 0)
		free(a->source[--a->nsources].name);
	free(a->source);
	free(a->time);
	events_free(&a->events);
}
