/*
 * The calendar and the answers that are wanted, as two sections of an issue.
 */
#include <string.h>

#include "digest.h"

#define DAY	INT64_C(86400)

/* ---- times ---- */

/* "19:00 GMT", and the weekday where it is another than `weekday`. */
static void
add_time(struct buf *out, const struct digest *d, const char *zone, moment at, int weekday)
{
	struct civil	 t;

	calendar_local(&t, zone, at);
	buf_addf(out, "%02d:%02d ", t.hour, t.minute);
	calendar_abbreviation(out, zone, at);
	if (t.weekday != weekday)
		buf_addf(out, " %s", catalog_weekday(d->catalog, t.weekday));
}

/* There is one time in UTC for all, and one in each zone of the readers: "19:00 GMT (19:00 UTC, 20:00 CET)". */
static void
add_times(struct buf *out, const struct digest *d, const struct event *e, moment at)
{
	struct buf	 here = BUF_INIT, there = BUF_INIT;
	struct civil	 local;
	size_t		 i, n = 0;

	if (*e->zone == '\0') {
		buf_adds(out, catalog_get(d->catalog, "All day"));
		return;
	}
	calendar_local(&local, e->zone, at);
	add_time(&here, d, e->zone, at, local.weekday);
	buf_addspan(out, span_buf(&here));
	for (i = 0; i <= d->nzones; i++) {
		buf_reset(&there);
		add_time(&there, d, i == 0 ? "UTC" : d->zone[i - 1], at, local.weekday);
		if (span_eq(span_buf(&there), span_buf(&here)))
			continue;
		buf_adds(out, n++ == 0 ? " (" : catalog_get(d->catalog, ", "));
		buf_addspan(out, span_buf(&there));
	}
	if (n > 0)
		buf_addc(out, ')');
	out->err |= here.err || there.err;
	buf_free(&here);
	buf_free(&there);
}

/* ---- the calendar ---- */

static const struct event *
event_of(const struct digest *d, size_t i)
{
	return &d->events.event[d->happening[i].event];
}

/* The same thing at the same time, in another place. */
static int
goes_with(const struct digest *d, size_t i, size_t k)
{
	const struct event *a = event_of(d, i), *b = event_of(d, k);

	return d->happening[i].at == d->happening[k].at && strcmp(a->title, b->title) == 0 && strcmp(a->zone, b->zone) == 0 &&
	    d->event_of[d->happening[i].event] == d->event_of[d->happening[k].event];
}

static void
add_where(struct doc *line, const char *where)
{
	if (span_casestarts(span_str(where), "http://") || span_casestarts(span_str(where), "https://"))
		doc_link(line, where, span_str(where));
	else
		doc_texts(doc_add(line, DOC_NAME), where);
}

/* One line for what goes together; how many times of the list it says. */
static size_t
add_happening(const struct digest *d, struct doc *list, size_t i)
{
	const struct event *e = event_of(d, i);
	struct doc	*line = doc_add(list, DOC_ITEM), *title;
	struct buf	 when = BUF_INIT;
	size_t		 k;

	add_times(&when, d, e, d->happening[i].at);
	/* Times run from left to right in every language. */
	doc_text(doc_add(doc_add(line, DOC_STRONG), DOC_NAME), span_buf(&when));
	doc_texts(line, " · ");
	title = *e->url != '\0' ? doc_link(line, e->url, SPAN_NONE) : NULL;
	doc_texts(doc_add(title != NULL ? title : line, DOC_NAME), e->title);
	for (k = i; k < d->nhappening && goes_with(d, i, k); k++) {
		if (*event_of(d, k)->where == '\0')
			continue;
		doc_texts(line, " · ");
		add_where(line, event_of(d, k)->where);
	}
	buf_free(&when);
	return k - i;
}

/* The day as it is where the thing happens. */
static void
local_day(struct civil *day, const struct digest *d, size_t i)
{
	calendar_local(day, event_of(d, i)->zone, d->happening[i].at);
}

static void
add_day(const struct digest *d, struct doc *part, const struct civil *day)
{
	struct doc	*p = doc_add(part, DOC_PARA);
	struct buf	 date = BUF_INIT, text = BUF_INIT;
	const char	*pairs[] = { "weekday", catalog_weekday(d->catalog, day->weekday), "date", NULL, NULL };

	catalog_date(&date, d->catalog, day);
	pairs[3] = buf_str(&date);
	catalog_fill(&text, catalog_getc(d->catalog, "date", "%{weekday}, %{date}"), pairs);
	doc_class(p, "group");
	doc_text(doc_add(p, DOC_STRONG), span_buf(&text));
	buf_free(&date);
	buf_free(&text);
}

static void
add_calendar(const struct digest *d, struct doc *root)
{
	struct doc	*part, *list = NULL;
	struct civil	 day, last = { 0 };
	size_t		 i, lines = 0;

	if (d->nhappening == 0)
		return;
	part = doc_add(root, DOC_SECTION);
	doc_class(part, "calendar");
	doc_heading(part, 2, catalog_get(d->catalog, "Calendar of the next two weeks"));
	for (i = 0; i < d->nhappening && lines < DIGEST_EVENTS; lines++) {
		local_day(&day, d, i);
		if (list == NULL || day.day != last.day || day.month != last.month) {
			add_day(d, part, &day);
			list = doc_add(part, DOC_LIST);
		}
		last = day;
		i += add_happening(d, list, i);
	}
	if (i < d->nhappening)
		doc_texts(doc_add(part, DOC_PARA), catalog_get(d->catalog, "More is in the calendar that comes with this mail."));
}

/* ---- answers ---- */

static void
add_open(const struct digest *d, struct doc *root, size_t shown)
{
	struct doc	*part, *list = NULL, *p;
	struct buf	 day = BUF_INIT;
	size_t		 i;

	if (d->nopen == 0)
		return;
	part = doc_add(root, DOC_SECTION);
	doc_class(part, "answers");
	doc_heading(part, 2, catalog_get(d->catalog, "Answers wanted"));
	for (i = 0; i < d->nopen; i++) {
		if (i == 0 || strcmp(d->open[i - 1].answer_by, d->open[i].answer_by) != 0) {
			buf_reset(&day);
			digest_add_day(&day, d, d->open[i].answer_by);
			p = doc_add(part, DOC_PARA);
			doc_class(p, "group");
			doc_text(doc_add(p, DOC_STRONG), span_buf(&day));
			list = doc_add(part, DOC_LIST);
		}
		digest_item_line(d, doc_add(list, DOC_ITEM), &d->open[i], shown);
	}
	buf_free(&day);
}

void
digest_layout_ahead(const struct digest *d, struct doc *root, size_t shown)
{
	add_open(d, root, shown);
	add_calendar(d, root);
}
