/*
 * What a stranger's VTIMEZONE says of one time.  libical would write down each change from the first year of its rules on, which
 * one FREQ=SECONDLY makes a matter of hours; here a rule is looked at in the years around the time alone.
 */
#include <libical/ical.h>

#include "base/limits.h"
#include "text/calendar_ical.h"

struct look {
	moment	 t;		/* on the clocks of the zone, as all times here */
	moment	 onset;		/* of the last change before it; MOMENT_NONE: there is none yet */
	moment	 first;		/* of all changes */
	int	 offset, offset_before;	/* behind `onset`, before `first` */
	int	 steps;		/* that were taken */
};

struct change {
	int	 from, to;	/* seconds */
};

static moment
moment_of(icaltimetype t)
{
	struct civil	 c;

	calendar_civil(&c, t);
	return time_of_civil(&c);
}

static void
take(struct look *z, moment onset, const struct change *c)
{
	if (onset <= z->t && onset >= z->onset) {
		z->onset = onset;
		z->offset = c->to;
	}
	if (z->first == MOMENT_NONE || onset < z->first) {
		z->first = onset;
		z->offset_before = c->from;
	}
}

/* The last year, up to that of `t`, in which a rule may have changed something: its end may be a year or a number. */
static int
last_year(const struct icalrecurrencetype *r, int start, int year)
{
	long long	 ended = start + ((long long)r->count - 1) * r->interval;

	if (!icaltime_is_null_time(r->until) && r->until.year < year)
		year = r->until.year;
	return r->count > 0 && ended < year ? (int)ended : year;
}

struct turn {
	struct look	*z;
	const struct change *change;
	int		 last;
};

static int
keep(void *arg, const struct civil *c)
{
	struct turn	*t = arg;
	moment		 at = time_of_civil(c);

	if (c->year > t->last || ++t->z->steps >= ZONE_STEPS)
		return 1;
	take(t->z, at, t->change);
	return 0;
}

/* From two turns before the last one: what is sought is the last change before `t`, which may be one of the year before. */
static int
follow_rule(struct look *z, struct icalrecurrencetype r, struct civil start, const struct change *c)
{
	struct turn	 turn = { z, c, 0 };
	struct civil	 now;

	if (r.freq != ICAL_YEARLY_RECURRENCE || r.interval < 1 || r.by_year_day[0] != ICAL_RECURRENCE_ARRAY_MAX ||
	    r.by_week_no[0] != ICAL_RECURRENCE_ARRAY_MAX || (z->steps += ZONE_RULE) >= ZONE_STEPS)
		return 0;
	time_civil(z->t, &now);
	turn.last = last_year(&r, start.year, now.year);
	if (turn.last - start.year >= 3 * r.interval)
		start.year += (turn.last - start.year) / r.interval * r.interval - 2 * r.interval;
	if (start.month == 2 && start.day == 29)
		start.day = 28;
	r.count = 0;
	if (icaltime_is_null_time(r.until) || r.until.year > now.year)
		r.until = calendar_icaltime(&now);
	calendar_turns(&r, &start, keep, &turn);
	return z->steps < ZONE_STEPS;
}

/* STANDARD or DAYLIGHT: 1; 0 it cannot be followed. */
static int
follow(struct look *z, icalcomponent *c)
{
	icalproperty	*start = icalcomponent_get_first_property(c, ICAL_DTSTART_PROPERTY), *p;
	icalproperty	*from = icalcomponent_get_first_property(c, ICAL_TZOFFSETFROM_PROPERTY);
	icalproperty	*to = icalcomponent_get_first_property(c, ICAL_TZOFFSETTO_PROPERTY);
	icaltimetype	 t;
	struct civil	 begun;
	struct change	 change;

	if (start == NULL || from == NULL || to == NULL || ++z->steps > ZONE_STEPS)
		return 0;
	change.from = icalproperty_get_tzoffsetfrom(from);
	change.to = icalproperty_get_tzoffsetto(to);
	t = icalproperty_get_dtstart(start);
	if (icaltime_is_null_time(t) || !icaltime_is_valid_time(t) || t.year < 1)
		return 0;
	take(z, moment_of(t), &change);
	for (p = icalcomponent_get_first_property(c, ICAL_RDATE_PROPERTY); p != NULL && ++z->steps < ZONE_STEPS;
	    p = icalcomponent_get_next_property(c, ICAL_RDATE_PROPERTY))
		take(z, moment_of(icalproperty_get_rdate(p).time), &change);
	p = icalcomponent_get_first_property(c, ICAL_RRULE_PROPERTY);
	calendar_civil(&begun, t);
	return moment_of(t) > z->t || p == NULL || follow_rule(z, icalproperty_get_rrule(p), begun, &change);
}

int
calendar_offset(icalcomponent *zone, const struct civil *local, int *offset)
{
	struct look	 z = { time_of_civil(local), MOMENT_NONE, MOMENT_NONE, 0, 0, 0 };
	icalcomponent	*c;

	for (c = icalcomponent_get_first_component(zone, ICAL_ANY_COMPONENT); c != NULL;
	    c = icalcomponent_get_next_component(zone, ICAL_ANY_COMPONENT))
		if ((icalcomponent_isa(c) == ICAL_XSTANDARD_COMPONENT || icalcomponent_isa(c) == ICAL_XDAYLIGHT_COMPONENT) &&
		    !follow(&z, c))
			return 0;
	*offset = z.onset != MOMENT_NONE ? z.offset : z.offset_before;
	return z.first != MOMENT_NONE;
}
