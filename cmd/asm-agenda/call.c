/*
 * One call: what was proposed for its next time, and the minutes of the last.
 */
#include <string.h>

#include "agenda.h"

/* By number, or by Message-ID. 1, 0, -1. */
static int
is_call(struct agenda *a, size_t volume, struct buf *message, struct err *err)
{
	size_t		 original = shelf_volume(a->shelf, volume)->original;
	struct entry	 e;
	int		 found;

	if (original == SHELF_NONE)
		return 0;
	if (strchr(a->call, '@') != NULL && strcmp(shelf_card(a->shelf, original).id, a->call) != 0)
		return 0;
	if (shelf_get(a->shelf, original, message, &e, err) == -1)
		return -1;
	found = strchr(a->call, '@') != NULL || (strcmp(e.number, a->call) == 0 && *e.translation_of == '\0');
	if (found && strlen(e.number) < sizeof a->number)
		memcpy(a->number, e.number, strlen(e.number) + 1);
	entry_free(&e);
	return found;
}

/* A report of the last time is an update that came after it; whatever else came since is for the next. */
static void
sort_out(struct agenda *a, size_t volume)
{
	const struct volume *v = shelf_volume(a->shelf, volume);
	const char	*kind = v->original != SHELF_NONE ? shelf_card(a->shelf, v->original).kind : "update";

	if (v->arrival >= a->next || v->corrects != SHELF_NONE || (a->last != MOMENT_NONE && v->arrival < a->last))
		return;
	if (strcmp(kind, "update") == 0) {
		if (a->last != MOMENT_NONE && a->nminutes < AGENDA_ITEMS)
			a->minutes[a->nminutes++] = volume;
	} else if (a->nitems < AGENDA_ITEMS)
		a->item[a->nitems++] = volume;
}

/* The whole thread below the call, in the order of arrival: a volume's parent stands before it or the post is left out. */
static void
collect(struct agenda *a)
{
	size_t	 v, up;

	for (v = 0; v < shelf_volumes(a->shelf); v++) {
		int	 depth = 0;

		for (up = shelf_volume(a->shelf, v)->parent; up != SHELF_NONE && up != a->volume && depth < 50; depth++)
			up = shelf_volume(a->shelf, up)->parent;
		if (v != a->volume && up == a->volume)
			sort_out(a, v);
	}
}

int
agenda_find_call(struct agenda *a, struct err *err)
{
	struct buf	 message = BUF_INIT;
	size_t		 v, i;
	int		 got = 0;

	a->volume = SHELF_NONE;
	for (v = 0; v < shelf_volumes(a->shelf) && got == 0; v++)
		if ((got = is_call(a, v, &message, err)) == 1)
			a->volume = v;
	buf_free(&message);
	if (got == -1)
		return -1;
	for (i = 0; i < a->nsources && a->source[i].volume != a->volume; i++)
		;
	if (a->volume == SHELF_NONE || i == a->nsources)
		return err_set(err, ERR_NOINPUT, "no call %s in this stream", a->call);
	if (event_around(&a->events.event[i], a->now, &a->last, &a->next, err) == -1)
		return -1;
	if (a->events.event[i].cancelled)
		a->next = MOMENT_NONE;
	if (a->next != MOMENT_NONE)
		collect(a);
	return 0;
}
