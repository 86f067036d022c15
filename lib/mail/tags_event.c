#include "mail/tags_event.h"

#include <string.h>

#include "base/time.h"
#include "text/utf8.h"

#define WHERE_MAX	500	/* bytes */
#define ZONE_MAX	40

/* At most `max` digits off the front, as a number; -1 if there is none. */
static int
take_number(struct span *s, size_t max)
{
	int	n = 0;
	size_t	i;

	for (i = 0; i < s->n && i < max && s->s[i] >= '0' && s->s[i] <= '9'; i++)
		n = 10 * n + (s->s[i] - '0');
	*s = span_from(*s, i);
	return i > 0 ? n : -1;
}

static int
take_one_of(struct span *s, const char *set)
{
	if (s->n == 0 || strchr(set, s->s[0]) == NULL || s->s[0] == '\0')
		return 0;
	*s = span_from(*s, 1);
	return 1;
}

static int
take_day(struct span *s, struct civil *day)
{
	int	a, b, c;

	if ((a = take_number(s, 4)) == -1 || !take_one_of(s, "-./") || (b = take_number(s, 2)) == -1 ||
	    !take_one_of(s, "-./") || (c = take_number(s, 4)) == -1)
		return 0;
	memset(day, 0, sizeof *day);
	day->year = a > 31 ? a : c;
	day->month = b;
	day->day = a > 31 ? c : a;
	/* No year of two digits: nobody can say what 01/02/03 means. */
	return day->year >= 1970 && day->year <= 9999 && b >= 1 && b <= 12 && day->day >= 1 &&
	    day->day <= time_days_in_month(day->year, b);
}

static void
put_day(struct buf *out, const struct civil *day)
{
	buf_addf(out, "%04d-%02d-%02d", day->year, day->month, day->day);
}

int
tags_date(struct buf *out, struct span s)
{
	struct civil	day;

	s = span_trim(s);
	if (!take_day(&s, &day) || (s.n > 0 && !take_one_of(&s, " ,;(")))
		return 0;
	put_day(out, &day);
	return 1;
}

/* "19:00", "19.00", "19h", "19h30", "19:00h": 1, 0 there is none. */
static int
take_time(struct span *s, struct civil *day)
{
	struct span	rest = *s;
	int		hour, minute = 0;

	if ((hour = take_number(&rest, 2)) == -1)
		return 0;
	if (take_one_of(&rest, ":.")) {
		if ((minute = take_number(&rest, 2)) == -1)
			return 0;
		(void)take_one_of(&rest, "hH");
	} else if (take_one_of(&rest, "hH")) {
		if ((minute = take_number(&rest, 2)) == -1)
			minute = 0;
	} else
		return 0;
	if (hour > 23 || minute > 59)
		return 0;
	day->hour = hour;
	day->minute = minute;
	*s = rest;
	return 1;
}

/* "Europe/London", "America/Argentina/Buenos_Aires" or "UTC". */
static struct span
take_zone(struct span *s)
{
	struct span	zone;
	size_t		i, slashes = 0;

	for (i = 0; i < s->n; i++) {
		char	c = s->s[i];

		if (c == '/')
			slashes++;
		else if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-' ||
		    c == '+' || (c >= '0' && c <= '9')))
			break;
	}
	zone = span_head(*s, i);
	if (i > ZONE_MAX || !((slashes >= 1 && slashes <= 2 && zone.s[0] >= 'A' && zone.s[0] <= 'Z' &&
	    !span_ends(zone, "/")) || span_eqs(zone, "UTC")))
		return SPAN_NONE;
	*s = span_from(*s, i);
	return zone;
}

/* "weekly MO": the day of the week is the first day's. */
static int
put_rule(struct buf *out, const struct words *words, struct span said, const struct civil *day)
{
	static const char *const	names[] = { "SU", "MO", "TU", "WE", "TH", "FR", "SA" };
	struct civil			filled;
	const char			*rule;

	if ((rule = words_match(words, "Every", said, NULL)) == NULL)
		return 0;
	time_civil(time_of_civil(day), &filled);
	buf_addf(out, "; rule=%s", rule);
	if (strcmp(rule, "weekly") == 0)
		buf_addf(out, " %s", names[filled.weekday]);
	return 1;
}

static void
put_where(struct buf *out, struct span where)
{
	struct buf	line = BUF_INIT;
	size_t		i;

	utf8_line(&line, where);
	if (line.len > 0 && line.len <= WHERE_MAX) {
		buf_adds(out, "; where=");
		for (i = 0; i < line.len; i++)
			if (line.s[i] == ';' || line.s[i] == '%')
				buf_addf(out, "%%%02X", line.s[i]);
			else
				buf_addc(out, line.s[i]);
	}
	if (line.err)
		out->err = 1;
	buf_free(&line);
}

int
tags_event(struct buf *out, const struct words *words, struct span when, struct span where)
{
	struct civil	day;
	struct span	zone;
	size_t		start = out->len;

	when = span_trim(when);
	if (!take_day(&when, &day))
		return 0;
	buf_adds(out, "start=");
	put_day(out, &day);
	(void)take_one_of(&when, "T,");
	when = span_trim(when);
	if (take_time(&when, &day)) {
		when = span_trim(when);
		zone = take_zone(&when);
		if (zone.n == 0)
			goto not_understood;
		buf_addf(out, "T%02d:%02d; tz=%.*s", day.hour, day.minute, SPAN_FMT(zone));
	}
	(void)take_one_of(&when, ",;");
	when = span_trim(when);
	if (when.n > 0 && !put_rule(out, words, when, &day))
		goto not_understood;
	put_where(out, where);
	return 1;
not_understood:
	buf_cut(out, start);
	return 0;
}
