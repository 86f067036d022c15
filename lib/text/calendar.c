#include "text/calendar.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "text/calendar_ical.h"
#include "text/utf8.h"

#define ZONE_NAME	40		/* bytes of a zone's name */
#define ZONE_YEAR	2500

/* ---- an event ---- */

static char **
strings(struct event *e, size_t i)
{
	char	**all[] = { &e->uid, &e->title, &e->where, &e->url, &e->zone, &e->rule, &e->except };

	return i < sizeof(all) / sizeof(all[0]) ? all[i] : NULL;
}

int
event_init(struct event *e, struct err *err)
{
	size_t	 i;

	memset(e, 0, sizeof(*e));
	for (i = 0; strings(e, i) != NULL; i++)
		if ((*strings(e, i) = strdup("")) == NULL) {
			event_free(e);
			return err_memory(err);
		}
	return 0;
}

void
event_free(struct event *e)
{
	size_t	 i;

	for (i = 0; strings(e, i) != NULL; i++) {
		free(*strings(e, i));
		*strings(e, i) = NULL;
	}
}

int
event_set(char **slot, struct span text, struct err *err)
{
	struct buf	 line = BUF_INIT;
	size_t		 n = EVENT_TEXT;
	char		*copy;

	utf8_line(&line, text);
	if (line.len > EVENT_TEXT) {
		while (n > 0 && (((unsigned char)line.s[n] & 0xC0) == 0x80 || line.s[n - 1] == ' '))
			n--;
		buf_cut(&line, n);
	}
	if (buf_ok(&line, err) == -1 || (copy = buf_take(&line)) == NULL) {
		buf_free(&line);
		return err_memory(err);
	}
	free(*slot);
	*slot = copy;
	return 0;
}

int
event_copy(struct event *to, const struct event *from, struct err *err)
{
	struct event	 copy = *from;
	size_t		 i;

	*to = *from;
	for (i = 0; strings(to, i) != NULL; i++)
		*strings(to, i) = NULL;
	for (i = 0; strings(to, i) != NULL; i++)
		if ((*strings(to, i) = strdup(*strings(&copy, i))) == NULL) {
			event_free(to);
			return err_memory(err);
		}
	return 0;
}

/* ---- zones ---- */

/* Names only, no paths: libical would look for a file. */
static int
is_name(const char *name)
{
	size_t	 n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/");

	return n > 0 && n <= ZONE_NAME && name[n] == '\0' && *name != '/' && strstr(name, "//") == NULL;
}

icaltimezone *
calendar_zone(const char *name)
{
	if (*name == '\0' || strcmp(name, "UTC") == 0)
		return icaltimezone_get_utc_timezone();
	return is_name(name) ? icaltimezone_get_builtin_timezone(name) : NULL;
}

int
calendar_is_zone(const char *name)
{
	return *name != '\0' && calendar_zone(name) != NULL;
}

icaltimetype
calendar_icaltime(const struct civil *c)
{
	icaltimetype	 t = icaltime_null_time();

	t.year = c->year;
	t.month = c->month;
	t.day = c->day;
	t.hour = c->hour;
	t.minute = c->minute;
	t.second = c->second;
	return t;
}

void
calendar_civil(struct civil *c, icaltimetype t)
{
	memset(c, 0, sizeof(*c));
	c->year = t.year;
	c->month = t.month;
	c->day = t.day;
	c->hour = t.is_date ? 0 : t.hour;
	c->minute = t.is_date ? 0 : t.minute;
	c->second = t.is_date ? 0 : t.second;
	time_civil(time_of_civil(c), c);
}

/*
 * For questions about zones: behind 2582 libical knows no summer and works out all changes again at each question, but the calendar
 * is the same every 400 years.
 */
static icaltimetype
zone_time(const struct civil *c)
{
	icaltimetype	 t = calendar_icaltime(c);

	while (t.year > ZONE_YEAR)
		t.year -= 400;
	return t;
}

static moment
offset_at(icaltimezone *zone, moment t)
{
	struct civil	 c;
	icaltimetype	 utc;
	int		 summer;

	time_civil(t, &c);
	utc = zone_time(&c);
	return icaltimezone_get_utc_offset_of_utc_time(zone, &utc, &summer);
}

int
calendar_local(struct civil *out, const char *name, moment t)
{
	icaltimezone	*zone = calendar_zone(name);

	time_civil(t + (zone != NULL ? offset_at(zone, t) : 0), out);
	return zone != NULL ? 0 : -1;
}

moment
calendar_moment(const struct civil *c, const char *name)
{
	icaltimezone	*zone = calendar_zone(name);
	icaltimetype	 t = zone_time(c);
	moment		 local = time_of_civil(c), guess;
	int		 summer;

	if (zone == NULL)
		return MOMENT_NONE;
	guess = local - icaltimezone_get_utc_offset(zone, &t, &summer);
	/* No such time: libical has gone by the offset behind the change. */
	return guess + offset_at(zone, guess) == local ? guess : local - offset_at(zone, guess);
}

int
calendar_abbreviation(struct buf *out, const char *name, moment t)
{
	icaltimezone	*zone = calendar_zone(name);
	const char	*names, *second;
	struct civil	 c;
	icaltimetype	 utc;
	struct span	 s;
	int		 summer = 0;

	if (zone == NULL || zone == icaltimezone_get_utc_timezone() ||
	    (names = icaltimezone_get_tznames(zone)) == NULL)
		return buf_adds(out, "UTC");
	time_civil(t, &c);
	utc = zone_time(&c);
	icaltimezone_get_utc_offset_of_utc_time(zone, &utc, &summer);
	second = strchr(names, '/');
	s = summer && second != NULL ? span_str(second + 1) : span_make(names, strcspn(names, "/"));
	if (s.n > 0 && (s.s[0] == '+' || s.s[0] == '-'))
		buf_adds(out, "UTC");
	return buf_addspan(out, s);
}

/* ---- rules ---- */

static int
is_one_of(struct span s, const char *const *names)
{
	for (; *names != NULL; names++)
		if (span_eqs(s, *names))
			return 1;
	return 0;
}

int
calendar_is_rule(struct span rule)
{
	static const char *const keys[] = { "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST", NULL };
	static const char *const often[] = { "DAILY", "WEEKLY", "MONTHLY", "YEARLY", NULL };
	struct span	 part, key;
	int		 said = 0;

	if (rule.n == 0 || rule.n > EVENT_RULE)
		return 0;
	while (span_cut(&rule, ';', &part)) {
		if (!span_cut(&part, '=', &key) || part.n == 0 ||
		    strspn(part.s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,+-") < part.n)
			return 0;
		if (span_eqs(key, "FREQ"))
			said += is_one_of(part, often) ? 1 : 2;
		else if (!is_one_of(key, keys))
			return 0;
	}
	return said == 1;
}

/* What ends a rule is often said in UTC; libical would compare it with times of the zone. */
static void
localise_until(struct icalrecurrencetype *rule, const char *zone)
{
	struct civil	 c;

	if (icaltime_is_null_time(rule->until) || !icaltime_is_utc(rule->until) || *zone == '\0')
		return;
	calendar_civil(&c, rule->until);
	if (calendar_local(&c, zone, time_of_civil(&c)) == 0)
		rule->until = calendar_icaltime(&c);
}

static int
is_excepted(const struct event *e, const struct civil *c)
{
	struct buf	 name = BUF_INIT;
	int		 found;

	if (*e->except == '\0')
		return 0;
	buf_addf(&name, "%04d%02d%02dT%02d%02d%02d", c->year, c->month, c->day, c->hour, c->minute, c->second);
	found = name.err == 0 && strstr(e->except, buf_str(&name)) != NULL;
	buf_free(&name);
	return found;
}

struct walk {
	const struct event *e;
	int		 (*each)(void *, moment);
	void		*arg;
};

static int
turn(void *arg, const struct civil *c)
{
	struct walk	*w = arg;

	return is_excepted(w->e, c) ? 0 : w->each(w->arg, calendar_moment(c, w->e->zone));
}

/* Call `each` with every time it begins, until it says 1. */
static void
walk(const struct event *e, int (*each)(void *, moment), void *arg)
{
	struct icalrecurrencetype rule;
	struct walk	 w = { e, each, arg };

	if (*e->rule == '\0') {
		each(arg, calendar_moment(&e->start, e->zone));
		return;
	}
	rule = icalrecurrencetype_from_string(e->rule);
	if (rule.freq == ICAL_NO_RECURRENCE)
		return;
	localise_until(&rule, e->zone);
	calendar_turns(&rule, &e->start, turn, &w);
}

struct times {
	moment	 from, until, *out;
	size_t	 n, max;
};

static int
keep(void *arg, moment t)
{
	struct times	*times = arg;

	if (t == MOMENT_NONE || t >= times->until || times->n == times->max)
		return 1;
	if (t >= times->from)
		times->out[times->n++] = t;
	return 0;
}

long
event_times(const struct event *e, moment from, moment until, moment *out, size_t max, struct err *err)
{
	struct times	 times = { from, until, out, 0, max };

	(void)err;
	walk(e, keep, &times);
	return (long)times.n;
}

struct around {
	moment	 t, before, after;
};

static int
look(void *arg, moment t)
{
	struct around	*a = arg;

	if (t == MOMENT_NONE)
		return 1;
	if (t >= a->t) {
		a->after = t;
		return 1;
	}
	a->before = t;
	return 0;
}

int
event_around(const struct event *e, moment t, moment *before, moment *after, struct err *err)
{
	struct around	 a = { t, MOMENT_NONE, MOMENT_NONE };

	(void)err;
	walk(e, look, &a);
	*before = a.before;
	*after = a.after;
	return 0;
}
