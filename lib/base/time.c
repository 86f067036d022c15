#include <time.h>

#include "base/time.h"

#define DAY		86400
#define SPAN_MAX	(INT64_C(36525) * DAY)	/* a hundred years */

static const char	*const months[] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
};
static const char	*const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };

moment
time_clock(void)
{
	return (moment)time(NULL);
}

/* ---- calendar ---- */

static int
is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int
time_days_in_month(int year, int month)
{
	static const int n[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (month < 1 || month > 12)
		return 0;
	return n[month - 1] + (month == 2 && is_leap(year));
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Days of the whole years before `year`, from 0001-01-01. */
static int64_t
days_before_year(int64_t year)
{
	int64_t	 y = year - 1;

	return y * 365 + floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400);
}

static int
days_before_month(int64_t year, int month)
{
	static const int n[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };

	return n[month - 1] + (month > 2 && is_leap(year));
}

moment
time_of_civil(const struct civil *c)
{
	int64_t	 months_on = (int64_t)c->month - 1;
	int64_t	 year = c->year + floor_div(months_on, 12);
	int	 month = (int)(months_on - floor_div(months_on, 12) * 12) + 1;
	int64_t	 day;

	day = days_before_year(year) + days_before_month(year, month) + c->day - 1;
	return MOMENT_FIRST + day * DAY + (int64_t)c->hour * 3600 + (int64_t)c->minute * 60 +
	    c->second;
}

void
time_civil(moment t, struct civil *c)
{
	int64_t	 s, day;
	int	 rest;

	if (t < MOMENT_FIRST)
		t = MOMENT_FIRST;
	if (t > MOMENT_LAST)
		t = MOMENT_LAST;
	s = t - MOMENT_FIRST;
	day = s / DAY;
	rest = (int)(s % DAY);
	c->hour = rest / 3600;
	c->minute = rest / 60 % 60;
	c->second = rest % 60;
	c->weekday = (int)((day + 1) % 7);
	/* 146097 days are 400 years: the guess is this year or the one before. */
	c->year = (int)(day * 400 / 146097) + 1;
	while (c->year > 1 && days_before_year(c->year) > day)
		c->year--;
	while (days_before_year(c->year + (int64_t)1) <= day)
		c->year++;
	day -= days_before_year(c->year);
	for (c->month = 1; day >= time_days_in_month(c->year, c->month); c->month++)
		day -= time_days_in_month(c->year, c->month);
	c->day = (int)day + 1;
}

/* ---- reading ---- */

/* Exactly n digits off the front. 0, -1. */
static int
take_digits(struct span *v, size_t n, int *out)
{
	unsigned long long	 number;

	if (v->n < n || span_number(span_head(*v, n), &number) == -1)
		return -1;
	*out = (int)number;
	*v = span_from(*v, n);
	return 0;
}

static int
take_char(struct span *v, char c)
{
	if (v->n == 0 || v->s[0] != c)
		return -1;
	*v = span_from(*v, 1);
	return 0;
}

/* 09:00, 09:00:30, 09:00:30.25 */
static int
take_clock(struct span *v, struct civil *c)
{
	int	 digit;

	if (take_digits(v, 2, &c->hour) == -1 || take_char(v, ':') == -1 ||
	    take_digits(v, 2, &c->minute) == -1)
		return -1;
	if (take_char(v, ':') == 0) {
		if (take_digits(v, 2, &c->second) == -1)
			return -1;
		if (take_char(v, '.') == 0) {
			if (take_digits(v, 1, &digit) == -1)
				return -1;
			while (take_digits(v, 1, &digit) == 0)
				continue;
		}
	}
	/* 60 is a leap second: the next minute. */
	return c->hour <= 23 && c->minute <= 59 && c->second <= 60 ? 0 : -1;
}

/* Z, +01:00, -0330, or nothing, after one optional space: seconds east of UTC. */
static int
take_zone(struct span *v, int *east)
{
	int	 hours, minutes, west;

	*east = 0;
	if (v->n == 0)
		return 0;
	(void)take_char(v, ' ');
	if (take_char(v, 'Z') == 0 || take_char(v, 'z') == 0)
		return 0;
	west = take_char(v, '-') == 0;
	if (!west && take_char(v, '+') == -1)
		return -1;
	if (take_digits(v, 2, &hours) == -1)
		return -1;
	(void)take_char(v, ':');
	if (take_digits(v, 2, &minutes) == -1 || hours > 23 || minutes > 59)
		return -1;
	*east = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
	return 0;
}

static int
parse_epoch(struct span v, moment *out)
{
	unsigned long long	 n;
	int			 before = take_char(&v, '-') == 0;

	if (span_number(v, &n) == -1 || n > (unsigned long long)MOMENT_LAST)
		return -1;
	if (before && n > (unsigned long long)-MOMENT_FIRST)
		return -1;
	*out = before ? -(moment)n : (moment)n;
	return 0;
}

static int
take_date(struct span *v, struct civil *c)
{
	if (take_digits(v, 4, &c->year) == -1 || take_char(v, '-') == -1 ||
	    take_digits(v, 2, &c->month) == -1 || take_char(v, '-') == -1 ||
	    take_digits(v, 2, &c->day) == -1)
		return -1;
	return c->year >= 1 && c->day >= 1 && c->day <= time_days_in_month(c->year, c->month) ? 0 : -1;
}

static int
parse_civil(struct span v, moment *out)
{
	struct civil	 c = { 0, 0, 0, 0, 0, 0, 0 };
	moment		 t;
	int		 east = 0;

	if (take_date(&v, &c) == -1)
		return -1;
	if (v.n > 0) {
		if (take_char(&v, 'T') == -1 && take_char(&v, 't') == -1 &&
		    take_char(&v, ' ') == -1)
			return -1;
		if (take_clock(&v, &c) == -1 || take_zone(&v, &east) == -1 || v.n > 0)
			return -1;
	}
	t = time_of_civil(&c) - east;
	if (t < MOMENT_FIRST || t > MOMENT_LAST)
		return -1;
	*out = t;
	return 0;
}

int
time_parse(struct span v, moment *out)
{
	v = span_trim(v);
	if (take_char(&v, '@') == 0)
		return parse_epoch(v, out);
	if (span_chr(v, '-') != 4)
		return v.n > 0 && v.s[0] != '-' ? parse_epoch(v, out) : -1;
	return parse_civil(v, out);
}

int
time_parse_span(struct span v, int64_t *seconds)
{
	unsigned long long	 n;
	int64_t			 unit = 1;

	v = span_trim(v);
	if (v.n == 0)
		return -1;
	switch (v.s[v.n - 1]) {
	case 'w':
		unit = 7 * DAY;
		break;
	case 'd':
		unit = DAY;
		break;
	case 'h':
		unit = 3600;
		break;
	case 'm':
		unit = 60;
		break;
	case 's':
		break;
	default:
		v.n++;
	}
	v.n--;
	if (span_number(v, &n) == -1 || n > (unsigned long long)(SPAN_MAX / unit))
		return -1;
	*seconds = (int64_t)n * unit;
	return 0;
}

/* ---- writing ---- */

int
time_rfc3339(struct buf *b, moment t)
{
	struct civil	 c;

	time_civil(t, &c);
	return buf_addf(b, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day, c.hour,
	    c.minute, c.second);
}

int
time_rfc3339_east(struct buf *b, moment t, int east)
{
	int	 minutes = (east < 0 ? -east : east) / 60;

	if (minutes == 0)
		return time_rfc3339(b, t);
	time_rfc3339(b, t + (east < 0 ? -minutes : minutes) * 60);
	buf_trim(b, "Z");
	return buf_addf(b, "%c%02d:%02d", east < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

int
time_rfc5322(struct buf *b, moment t)
{
	struct civil	 c;

	time_civil(t, &c);
	return buf_addf(b, "%s, %02d %s %04d %02d:%02d:%02d +0000", days[c.weekday], c.day,
	    months[c.month - 1], c.year, c.hour, c.minute, c.second);
}

int
time_asctime(struct buf *b, moment t)
{
	struct civil	 c;

	time_civil(t, &c);
	return buf_addf(b, "%s %s %2d %02d:%02d:%02d %04d", days[c.weekday], months[c.month - 1],
	    c.day, c.hour, c.minute, c.second, c.year);
}
