/*
 * iCalendar (RFC 5545) in and out.
 */
#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "text/calendar_ical.h"
#include "text/utf8.h"

#define PRODUCT	"-//asm//EN"
#define EXCEPTIONS	100

/* ---- reading ---- */

/*
 * What of a calendar libical may see: up to the first END without a BEGIN (of which it complains on standard error), or what is over
 * a limit.
 */
static struct span
sound_part(struct span ics)
{
	struct span	 rest = ics, line;
	const char	*end = ics.s;
	int		 depth = 0, parts = 0;

	while (span_line(&rest, &line)) {
		if (span_casestarts(line, "BEGIN:") || span_casestarts(line, "BEGIN;")) {
			if (++parts > ICS_PARTS || ++depth > ICS_DEPTH)
				break;
		} else if ((span_casestarts(line, "END:") || span_casestarts(line, "END;")) && --depth < 0)
			break;
		end = rest.s;
	}
	return span_make(ics.s, rest.n == 0 && depth >= 0 && parts <= ICS_PARTS ? ics.n : (size_t)(end - ics.s));
}

static struct span
text_of(icalcomponent *c, icalproperty_kind kind)
{
	icalproperty	*p = icalcomponent_get_first_property(c, kind);
	const char	*s = p != NULL ? icalvalue_as_ical_string(icalproperty_get_value(p)) : NULL;
	icalvalue	*v = p != NULL ? icalproperty_get_value(p) : NULL;

	if (v != NULL && icalvalue_isa(v) == ICAL_TEXT_VALUE)
		s = icalvalue_get_text(v);
	return span_str(s);
}

/* The zone a time is in, by name; a VTIMEZONE that is none of the database is followed to UTC. */
static int
read_start(struct event *e, icalcomponent *c, struct err *err)
{
	icalproperty	*p = icalcomponent_get_first_property(c, ICAL_DTSTART_PROPERTY);
	icalparameter	*tzid = p != NULL ? icalproperty_get_first_parameter(p, ICAL_TZID_PARAMETER) : NULL;
	const char	*name = tzid != NULL ? icalparameter_get_tzid(tzid) : NULL;
	icaltimetype	 t = icalcomponent_get_dtstart(c);
	int		 offset;

	if (icaltime_is_null_time(t) || !icaltime_is_valid_time(t) || t.year < 1970 || t.year > 9000)
		return 0;
	calendar_civil(&e->start, t);
	if (t.is_date)
		return 1;
	if (name != NULL && calendar_is_zone(name))
		return event_set(&e->zone, span_str(name), err) == -1 ? -1 : 1;
	if (!icaltime_is_utc(t)) {
		/* No zone at all, or none that can be followed: nobody can say when that is. */
		if (t.zone == NULL || !calendar_offset(icaltimezone_get_component((icaltimezone *)t.zone), &e->start, &offset))
			return 0;
		time_civil(time_of_civil(&e->start) - offset, &e->start);
	}
	return event_set(&e->zone, SPAN("UTC"), err) == -1 ? -1 : 1;
}

/* How long: an end or a duration; of whole days, in days. */
static int64_t
read_length(icalcomponent *c)
{
	int	 said = icalcomponent_get_first_property(c, ICAL_DTEND_PROPERTY) != NULL ||
	    icalcomponent_get_first_property(c, ICAL_DURATION_PROPERTY) != NULL;
	struct icaldurationtype d = icalcomponent_get_duration(c);
	int64_t	 seconds = icaldurationtype_as_int(d);

	return said && !icaldurationtype_is_bad_duration(d) && seconds > 0 && seconds < 366 * 86400 ? seconds : 0;
}

static int
read_rule(struct event *e, icalcomponent *c, struct err *err)
{
	icalproperty	*p = icalcomponent_get_first_property(c, ICAL_RRULE_PROPERTY);
	struct icalrecurrencetype rule;
	const char	*s;

	if (p == NULL)
		return 0;
	rule = icalproperty_get_rrule(p);
	s = icalrecurrencetype_as_string(&rule);
	return s != NULL && calendar_is_rule(span_str(s)) ? event_set(&e->rule, span_str(s), err) : 0;
}

static int
read_exceptions(struct event *e, icalcomponent *c, struct err *err)
{
	icalproperty	*p;
	struct buf	 list = BUF_INIT;
	icaltimetype	 t;
	int		 n, r = 0;

	for (n = 0, p = icalcomponent_get_first_property(c, ICAL_EXDATE_PROPERTY); p != NULL && n < EXCEPTIONS; n++) {
		t = icalproperty_get_exdate(p);
		buf_addf(&list, "%s%04d%02d%02dT%02d%02d%02d", n > 0 ? "," : "", t.year, t.month, t.day,
		    t.is_date ? 0 : t.hour, t.is_date ? 0 : t.minute, t.is_date ? 0 : t.second);
		p = icalcomponent_get_next_property(c, ICAL_EXDATE_PROPERTY);
	}
	if (list.len > 0)
		r = event_set(&e->except, span_buf(&list), err);
	buf_free(&list);
	return r;
}

/* 1 understood, 0 not, -1. */
static int
read_event(struct event *e, icalcomponent *c, struct err *err)
{
	icalproperty	*p = icalcomponent_get_first_property(c, ICAL_SEQUENCE_PROPERTY);
	int		 got;

	/* A single meeting that differs from its series: the series is what we show. */
	if (icalcomponent_get_first_property(c, ICAL_RECURRENCEID_PROPERTY) != NULL || (got = read_start(e, c, err)) == 0)
		return 0;
	if (got == -1 || event_set(&e->uid, text_of(c, ICAL_UID_PROPERTY), err) == -1 ||
	    event_set(&e->title, text_of(c, ICAL_SUMMARY_PROPERTY), err) == -1 ||
	    event_set(&e->where, text_of(c, ICAL_LOCATION_PROPERTY), err) == -1 ||
	    event_set(&e->url, text_of(c, ICAL_URL_PROPERTY), err) == -1 ||
	    read_rule(e, c, err) == -1 || read_exceptions(e, c, err) == -1)
		return -1;
	e->seconds = read_length(c);
	e->sequence = p != NULL ? icalproperty_get_sequence(p) : 0;
	e->cancelled = icalcomponent_get_status(c) == ICAL_STATUS_CANCELLED;
	return 1;
}

int
calendar_read(struct span ics, event_fn *each, void *arg, struct err *err)
{
	struct buf	 text = BUF_INIT;
	icalcomponent	*root = NULL, *c;
	icalcompiter	 i;
	struct event	 e;
	int		 n, got, r = 0;

	icalerror_set_errors_are_fatal(0);
	utf8_clean(&text, span_head(ics, ICS_MAX));
	if (buf_ok(&text, err) == -1)
		r = -1;
	else {
		buf_cut(&text, sound_part(span_buf(&text)).n);
		root = icalparser_parse_string(buf_str(&text));
	}
	for (c = root; c != NULL && icalcomponent_isa(c) != ICAL_VCALENDAR_COMPONENT; )
		c = icalcomponent_isa(c) == ICAL_XROOT_COMPONENT ?
		    icalcomponent_get_first_component(c, ICAL_VCALENDAR_COMPONENT) : NULL;
	if (c != NULL) {
		i = icalcomponent_begin_component(c, ICAL_VEVENT_COMPONENT);
		for (n = 0; r == 0 && n < EVENTS_MAX && icalcompiter_deref(&i) != NULL; n++) {
			if ((r = event_init(&e, err)) == 0) {
				if ((got = read_event(&e, icalcompiter_deref(&i), err)) == 1)
					r = each(arg, &e, err);
				else
					r = got;
				event_free(&e);
			}
			icalcompiter_next(&i);
		}
	}
	if (root != NULL)
		icalcomponent_free(root);
	buf_free(&text);
	return r;
}

/* ---- writing ---- */

struct calendar {
	icalcomponent	*root;
	icaltimetype	 stamp;
	int		 failed;
};

/* NULL: memory was out; said at the end. */
static void
add(struct calendar *c, icalcomponent *to, icalproperty *p)
{
	if (p == NULL)
		c->failed = 1;
	else
		icalcomponent_add_property(to, p);
}

struct calendar *
calendar_new(const char *title, moment stamp, struct err *err)
{
	struct calendar	*c = calloc(1, sizeof(*c));
	struct civil	 civil;
	icalproperty	*p;

	icalerror_set_errors_are_fatal(0);
	if (c == NULL || (c->root = icalcomponent_new(ICAL_VCALENDAR_COMPONENT)) == NULL) {
		free(c);
		err_memory(err);
		return NULL;
	}
	time_civil(stamp, &civil);
	c->stamp = calendar_icaltime(&civil);
	c->stamp.zone = icaltimezone_get_utc_timezone();
	add(c, c->root, icalproperty_new_prodid(PRODUCT));
	add(c, c->root, icalproperty_new_version("2.0"));
	add(c, c->root, icalproperty_new_method(ICAL_METHOD_PUBLISH));
	if (title != NULL && *title != '\0' && (p = icalproperty_new_x(title)) != NULL) {
		icalproperty_set_x_name(p, "X-WR-CALNAME");
		icalcomponent_add_property(c->root, p);
	}
	return c;
}

/* A name in a calendar is described there. */
static void
add_zone(struct calendar *c, const char *name)
{
	icalcomponent	*z;
	icalproperty	*tzid, *note;

	for (z = icalcomponent_get_first_component(c->root, ICAL_VTIMEZONE_COMPONENT); z != NULL;
	    z = icalcomponent_get_next_component(c->root, ICAL_VTIMEZONE_COMPONENT))
		if (span_eqs(text_of(z, ICAL_TZID_PROPERTY), name))
			return;
	if ((z = icaltimezone_get_component(calendar_zone(name))) == NULL || (z = icalcomponent_new_clone(z)) == NULL) {
		c->failed = 1;
		return;
	}
	if ((tzid = icalcomponent_get_first_property(z, ICAL_TZID_PROPERTY)) != NULL)
		icalproperty_set_tzid(tzid, name);
	/* libical's own note, at which strict readers stop. */
	if ((note = icalcomponent_get_first_property(z, ICAL_X_PROPERTY)) != NULL) {
		icalcomponent_remove_property(z, note);
		icalproperty_free(note);
	}
	icalcomponent_add_component(c->root, z);
}

static icalproperty *
in_zone(icalproperty *p, const char *zone)
{
	if (p != NULL && *zone != '\0' && strcmp(zone, "UTC") != 0)
		icalproperty_set_parameter(p, icalparameter_new_tzid(zone));
	return p;
}

static icaltimetype
time_of(const struct event *e, struct civil *c)
{
	icaltimetype	 t = calendar_icaltime(c);

	t.is_date = *e->zone == '\0';
	if (strcmp(e->zone, "UTC") == 0)
		t.zone = icaltimezone_get_utc_timezone();
	return t;
}

static void
add_exceptions(struct calendar *c, icalcomponent *v, const struct event *e)
{
	struct span	 rest = span_str(e->except), one;
	char		*s;
	struct civil	 civil;

	while (span_cut(&rest, ',', &one)) {
		if (one.n != 15 || (s = span_dup(one)) == NULL)
			continue;
		calendar_civil(&civil, icaltime_from_string(s));
		add(c, v, in_zone(icalproperty_new_exdate(time_of(e, &civil)), e->zone));
		free(s);
	}
}

static void
add_end(struct calendar *c, icalcomponent *v, const struct event *e)
{
	struct civil	 end;

	if (e->seconds <= 0)
		return;
	if (*e->zone == '\0')
		time_civil(time_of_civil(&e->start) + e->seconds, &end);
	else
		calendar_local(&end, e->zone, calendar_moment(&e->start, e->zone) + e->seconds);
	add(c, v, in_zone(icalproperty_new_dtend(time_of(e, &end)), e->zone));
}

int
calendar_add(struct calendar *c, const struct event *e, struct err *err)
{
	icalcomponent	*v = icalcomponent_new(ICAL_VEVENT_COMPONENT);
	struct civil	 start = e->start;

	if (v == NULL)
		return err_memory(err);
	if (*e->zone != '\0' && strcmp(e->zone, "UTC") != 0)
		add_zone(c, e->zone);
	add(c, v, icalproperty_new_uid(e->uid));
	add(c, v, icalproperty_new_dtstamp(c->stamp));
	add(c, v, in_zone(icalproperty_new_dtstart(time_of(e, &start)), e->zone));
	add_end(c, v, e);
	if (*e->rule != '\0')
		add(c, v, icalproperty_new_rrule(icalrecurrencetype_from_string(e->rule)));
	add_exceptions(c, v, e);
	add(c, v, icalproperty_new_summary(e->title));
	if (*e->where != '\0')
		add(c, v, icalproperty_new_location(e->where));
	if (*e->url != '\0')
		add(c, v, icalproperty_new_url(e->url));
	if (e->sequence > 0)
		add(c, v, icalproperty_new_sequence(e->sequence));
	if (e->cancelled)
		add(c, v, icalproperty_new_status(ICAL_STATUS_CANCELLED));
	icalcomponent_add_component(c->root, v);
	return c->failed ? err_memory(err) : 0;
}

int
calendar_write(struct calendar *c, struct buf *out, struct err *err)
{
	char	*s = icalcomponent_as_ical_string_r(c->root);

	if (s == NULL)
		return err_memory(err);
	buf_adds(out, s);
	icalmemory_free_buffer(s);
	return buf_ok(out, err);
}

void
calendar_free(struct calendar *c)
{
	if (c == NULL)
		return;
	icalcomponent_free(c->root);
	free(c);
}
