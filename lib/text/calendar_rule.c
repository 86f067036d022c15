/*
 * The days of a recurrence rule (RFC 5545, 3.3.10), counted out period by period.  libical's own iterator looks for the sixth
 * Sunday of a month until the year 2582, at some milliseconds a year; here a rule costs what its days cost.
 */
#include <libical/ical.h>

#include "base/limits.h"
#include "text/calendar_ical.h"

#define DAY	INT64_C(86400)

struct turns {
	const struct icalrecurrencetype *rule;
	struct civil	 start;
	moment		 from, until;	/* local */
	int64_t		 fit[366];	/* days of this period, from 1970 on */
	int		 nfit;
	int		 left;		/* of COUNT, or of EVENT_STEPS */
	int		 (*each)(void *, const struct civil *);
	void		*arg;
};

/* ---- one day ---- */

static int
is_listed(const short *list, size_t max, int a, int b)
{
	size_t	 i;

	for (i = 0; i < max && list[i] != ICAL_RECURRENCE_ARRAY_MAX; i++)
		if (list[i] == a || list[i] == b)
			return 1;
	return 0;
}

#define HAS(list)		((list)[0] != ICAL_RECURRENCE_ARRAY_MAX)
#define IS_LISTED(list, a, b)	is_listed(list, sizeof(list) / sizeof((list)[0]), a, b)

static int
day_of_year(int year, int month, int day)
{
	while (--month > 0)
		day += time_days_in_month(year, month);
	return day;
}

/* "2SU", "-1FR" of the month, or of the year where no month is named; "SU". */
static int
is_weekday(const struct icalrecurrencetype *r, const struct civil *d)
{
	int	 i, nth, day = d->day, days = time_days_in_month(d->year, d->month);

	if (r->freq == ICAL_YEARLY_RECURRENCE && !HAS(r->by_month)) {
		day = day_of_year(d->year, d->month, d->day);
		days = day_of_year(d->year, 12, 31);
	}
	for (i = 0; i < ICAL_BY_DAY_SIZE && r->by_day[i] != ICAL_RECURRENCE_ARRAY_MAX; i++) {
		nth = icalrecurrencetype_day_position(r->by_day[i]);
		if ((int)icalrecurrencetype_day_day_of_week(r->by_day[i]) != d->weekday + 1)
			continue;
		if (nth == 0 || (r->freq > ICAL_WEEKLY_RECURRENCE && (nth == (day - 1) / 7 + 1 || -nth == (days - day) / 7 + 1)))
			return 1;
	}
	return 0;
}

/* What a rule does not say is as it was at the beginning. */
static int
fits(const struct turns *t, const struct civil *d)
{
	const struct icalrecurrencetype *r = t->rule;
	int	 is_yearly = r->freq == ICAL_YEARLY_RECURRENCE, says_day = HAS(r->by_day) || HAS(r->by_month_day);

	if (HAS(r->by_month) ? !IS_LISTED(r->by_month, d->month, d->month) : is_yearly && !says_day && d->month != t->start.month)
		return 0;
	if (HAS(r->by_month_day) &&
	    !IS_LISTED(r->by_month_day, d->day, d->day - time_days_in_month(d->year, d->month) - 1))
		return 0;
	if (HAS(r->by_day))
		return is_weekday(r, d);
	if (r->freq == ICAL_WEEKLY_RECURRENCE)
		return d->weekday == t->start.weekday;
	return says_day || r->freq == ICAL_DAILY_RECURRENCE || d->day == t->start.day;
}

/* ---- periods ---- */

/* The k-th one: the day from 1970 on with which it begins, and how many it has; 0: the calendar ends. */
static int
period(const struct turns *t, int64_t k, int64_t *first)
{
	const struct icalrecurrencetype *r = t->rule;
	struct civil	 c = { .year = t->start.year, .month = 1, .day = 1 };
	int64_t		 today = t->from / DAY - (t->from % DAY < 0), months;
	int		 days = 1;

	k *= r->interval;
	if (r->freq == ICAL_YEARLY_RECURRENCE) {
		c.year += (int)(k < 9999 ? k : 9999);
		days = day_of_year(c.year, 12, 31);
	} else if (r->freq == ICAL_MONTHLY_RECURRENCE) {
		months = t->start.month - 1 + k;
		c.year += (int)(months / 12 < 9999 ? months / 12 : 9999);
		c.month = (int)(months % 12) + 1;
		days = time_days_in_month(c.year, c.month);
	} else if (r->freq == ICAL_WEEKLY_RECURRENCE) {
		*first = today - (t->start.weekday + 8 - (int)r->week_start) % 7 + 7 * k;
		return *first > MOMENT_LAST / DAY - 7 ? 0 : 7;
	} else {
		*first = today + k;
		return *first > MOMENT_LAST / DAY ? 0 : 1;
	}
	*first = time_of_civil(&c) / DAY;
	return c.year > 9999 ? 0 : days;
}

static void
next_day(struct civil *c)
{
	c->weekday = (c->weekday + 1) % 7;
	if (++c->day <= time_days_in_month(c->year, c->month))
		return;
	c->day = 1;
	if (++c->month > 12) {
		c->month = 1;
		c->year++;
	}
}

/* Its days that fit, of which BYSETPOS may choose some. 1: that was enough. */
static int
go_through(struct turns *t, int64_t first, int days)
{
	struct civil	 c;
	moment		 at;
	int		 i;

	time_civil(first * DAY, &c);
	for (t->nfit = 0, i = 0; i < days; i++, next_day(&c))
		if (fits(t, &c))
			t->fit[t->nfit++] = first + i;
	for (i = 0; i < t->nfit; i++) {
		at = t->fit[i] * DAY + (t->start.hour * 60 + t->start.minute) * 60 + t->start.second;
		if (at < t->from || (HAS(t->rule->by_set_pos) && !IS_LISTED(t->rule->by_set_pos, i + 1, i - t->nfit)))
			continue;
		time_civil(at, &c);
		if (at > t->until || t->left-- == 0 || t->each(t->arg, &c))
			return 1;
	}
	return 0;
}

void
calendar_turns(const struct icalrecurrencetype *r, const struct civil *start, calendar_turn_fn *each, void *arg)
{
	struct turns	 t = { .rule = r, .from = time_of_civil(start), .until = MOMENT_LAST, .each = each, .arg = arg };
	struct civil	 until;
	int64_t		 k, first;
	int		 days, looked = 0;

	/* What RFC 5545 does not allow together. */
	if (r->freq < ICAL_DAILY_RECURRENCE || r->freq > ICAL_YEARLY_RECURRENCE || r->interval < 1 ||
	    (r->freq == ICAL_WEEKLY_RECURRENCE && HAS(r->by_month_day)))
		return;
	time_civil(t.from, &t.start);
	t.left = r->count > 0 && r->count < EVENT_STEPS ? r->count : EVENT_STEPS;
	if (!icaltime_is_null_time(r->until)) {
		calendar_civil(&until, r->until);
		t.until = time_of_civil(&until) + (r->until.is_date ? DAY - 1 : 0);
	}
	for (k = 0; looked < EVENT_DAYS && (days = period(&t, k, &first)) > 0; k++, looked += days)
		if (first * DAY > t.until || go_through(&t, first, days))
			return;
}
