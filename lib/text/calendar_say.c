/*
 * Times as people read them.
 */
#include <string.h>

#include "text/calendar.h"

static void
clock_of(struct buf *out, const struct civil *c)
{
	buf_addf(out, "%02d:%02d", c->hour, c->minute);
}

/* "Monday, 26 March 2012" */
static void
day_of(struct buf *out, const struct catalog *catalog, const struct civil *c)
{
	struct buf	 date = BUF_INIT;

	catalog_date(&date, catalog, c);
	catalog_fill(out, catalog_getc(catalog, "date", "%{weekday}, %{date}"), (const char *const[]){
	    "weekday", catalog_weekday(catalog, c->weekday), "date", buf_str(&date), NULL });
	buf_free(&date);
}

/* The same moment for somebody elsewhere, with the day if it is another. */
static void
elsewhere(struct buf *out, const struct catalog *catalog, const struct civil *here, moment t, const char *zone)
{
	struct civil	 there;

	calendar_local(&there, zone, t);
	buf_adds(out, catalog_get(catalog, ", "));
	if (there.day != here->day) {
		buf_adds(out, catalog_weekday(catalog, there.weekday));
		buf_addc(out, ' ');
	}
	clock_of(out, &there);
	buf_addf(out, " %s", zone);
}

int
event_say_elsewhere(struct buf *out, const struct catalog *catalog, const struct event *e, moment t, const char *zone)
{
	struct civil	 here;

	calendar_local(&here, e->zone, t);
	elsewhere(out, catalog, &here, t, zone);
	return out->err ? -1 : 0;
}

int
event_say(struct buf *out, const struct catalog *catalog, const struct event *e, moment t, const char *zone)
{
	struct civil	 c;

	if (*e->zone == '\0') {
		time_civil(t, &c);
		day_of(out, catalog, &c);
		return out->err ? -1 : 0;
	}
	calendar_local(&c, e->zone, t);
	day_of(out, catalog, &c);
	buf_adds(out, catalog_get(catalog, ", "));
	clock_of(out, &c);
	buf_addc(out, ' ');
	calendar_abbreviation(out, e->zone, t);
	if (strcmp(e->zone, "UTC") != 0)
		buf_addf(out, " (%s)", e->zone);
	if (zone == NULL)
		zone = "UTC";
	if (strcmp(zone, e->zone) != 0)
		elsewhere(out, catalog, &c, t, zone);
	return out->err ? -1 : 0;
}

int
event_say_rule(struct buf *out, const struct catalog *catalog, const struct event *e)
{
	static const char weekly[] = "FREQ=WEEKLY;BYDAY=";
	static const char *const days[] = { "SU", "MO", "TU", "WE", "TH", "FR", "SA" };
	struct civil	 c;
	struct buf	 clock = BUF_INIT;
	const char	*text = NULL;

	time_civil(time_of_civil(&e->start), &c);
	if (strcmp(e->rule, "FREQ=DAILY") == 0)
		text = catalog_get(catalog, "every day at %{time} (%{zone})");
	else if (strcmp(e->rule, "FREQ=WEEKLY") == 0 || (strncmp(e->rule, weekly, sizeof(weekly) - 1) == 0 &&
	    strcmp(e->rule + sizeof(weekly) - 1, days[c.weekday]) == 0))
		text = catalog_get(catalog, "every week, %{weekday}, at %{time} (%{zone})");
	if (text != NULL && *e->zone != '\0') {
		clock_of(&clock, &c);
		catalog_fill(out, text, (const char *const[]){ "weekday", catalog_weekday(catalog, c.weekday), "time",
		    buf_str(&clock), "zone", e->zone, NULL });
		buf_free(&clock);
	}
	return out->err ? -1 : 0;
}
