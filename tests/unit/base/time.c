#include "base/time.h"
#include "tests/unit/tap.h"

static void
is_civil(moment t, const char *want)
{
	struct buf	 b = BUF_INIT;

	time_rfc3339(&b, t);
	is_buf(&b, want, "%lld", (long long)t);
	buf_free(&b);
}

static void
test_calendar(void)
{
	struct civil	 c, again;
	moment		 t;
	long		 bad = 0;
	int		 weekday = 1;	/* 0001-01-01 was a Monday */

	is_civil(0, "1970-01-01T00:00:00Z");
	is_civil(-1, "1969-12-31T23:59:59Z");
	is_civil(951782400, "2000-02-29T00:00:00Z");
	is_civil(4107542400, "2100-03-01T00:00:00Z");
	is_civil(1795251600, "2026-11-21T09:00:00Z");
	is_civil(MOMENT_FIRST, "0001-01-01T00:00:00Z");
	is_civil(MOMENT_LAST, "9999-12-31T23:59:59Z");
	is_civil(MOMENT_FIRST - 1, "0001-01-01T00:00:00Z");
	is_civil(MOMENT_LAST + 1, "9999-12-31T23:59:59Z");
	is_civil(INT64_MAX, "9999-12-31T23:59:59Z");
	is_civil(MOMENT_NONE, "0001-01-01T00:00:00Z");
	for (t = MOMENT_FIRST; t <= MOMENT_LAST; t += 86400, weekday = (weekday + 1) % 7) {
		time_civil(t + 3723, &c);
		again = c;
		again.weekday = 99;
		if (time_of_civil(&again) != t + 3723 || c.weekday != weekday || c.hour != 1 ||
		    c.minute != 2 || c.second != 3 || c.day < 1 ||
		    c.day > time_days_in_month(c.year, c.month))
			bad++;
	}
	is_int(bad, 0, "every day of 9999 years there and back");
}

static void
test_carry(void)
{
	is_int(time_of_civil(&(struct civil){ 2026, 1, 32, 25, 61, 61, 0 }),
	    time_of_civil(&(struct civil){ 2026, 2, 2, 2, 2, 1, 0 }), "days and hours are carried");
	is_int(time_of_civil(&(struct civil){ 2026, 3, 0, -1, 0, 0, 0 }),
	    time_of_civil(&(struct civil){ 2026, 2, 27, 23, 0, 0, 0 }), "downwards too");
	is_int(time_of_civil(&(struct civil){ 2026, 14, 1, 0, 0, 0, 0 }),
	    time_of_civil(&(struct civil){ 2027, 2, 1, 0, 0, 0, 0 }), "months too");
	is_int(time_of_civil(&(struct civil){ 2026, 0, 1, 0, 0, 0, 0 }),
	    time_of_civil(&(struct civil){ 2025, 12, 1, 0, 0, 0, 0 }), "month 0 is December");
	is_int(time_of_civil(&(struct civil){ 2026, -12, 1, 0, 0, 0, 0 }),
	    time_of_civil(&(struct civil){ 2024, 12, 1, 0, 0, 0, 0 }), "and so on");
	is_int(time_days_in_month(2024, 2), 29, "a leap year");
	is_int(time_days_in_month(1900, 2), 28, "no leap year");
	is_int(time_days_in_month(2000, 2), 29, "a leap year after all");
	is_int(time_days_in_month(2000, 13) + time_days_in_month(2000, 0), 0, "no month");
}

static void
test_parse(void)
{
	static const struct {
		const char	*text;
		moment		 want;
	} good[] = {
		{ "2026-11-21T09:00:00Z", 1795251600 },
		{ "2026-11-21t09:00:00z", 1795251600 },
		{ "2026-11-21 09:00:00", 1795251600 },
		{ "2026-11-21 09:00", 1795251600 },
		{ "2026-11-21", 1795219200 },
		{ " 2026-11-21\n", 1795219200 },
		{ "2026-11-21T10:00:00+01:00", 1795251600 },
		{ "2026-11-21 10:00 +0100", 1795251600 },
		{ "2026-11-21T05:30-03:30", 1795251600 },
		{ "2026-11-21T09:00:00.999999999999Z", 1795251600 },
		{ "2016-12-31T23:59:60Z", 1483228800 },
		{ "2024-02-29", 1709164800 },
		{ "@1795251600", 1795251600 },
		{ "1795251600", 1795251600 },
		{ "@-1", -1 },
		{ "@0", 0 },
		{ "@253402300799", MOMENT_LAST },
		{ "@-62135596800", MOMENT_FIRST },
		{ "0001-01-01", MOMENT_FIRST },
		{ "9999-12-31T23:59:59Z", MOMENT_LAST },
	};
	static const char *const bad[] = {
		"", " ", "@", "@-", "-1", "now", "2026-11", "2026-11-21T", "2026-11-21T09",
		"2026-11-21T09:00:", "2026-11-21T09:00:00.", "2026-11-21T09:00:00.Z",
		"2026-11-21T09:00:00 ,", "2026-11-21T09:00:00ZZ", "2026-13-01", "2026-00-01",
		"2026-02-29", "2026-04-31", "2026-11-00", "0000-01-01", "2026-11-21T24:00",
		"2026-11-21T09:60", "2026-11-21T09:00:61", "2026-11-21T09:00+24:00",
		"2026-11-21T09:00+01:60", "2026-11-21T09:00+1", "2026-11-21T09:00*01:00",
		"26-11-21", "02026-11-21", "2026-1-21", "2026-11-1", "2026/11/21",
		"@253402300800", "@-62135596801", "@99999999999999999999", "@ 1", "12e3",
		"9999-12-31T23:59:60Z", "0001-01-01T00:00+00:01", "9999-12-31T23:59-00:01",
		"2026-11-21T09:00 Europe/London", "2026-11-21  09:00", "@--1", "-026-11-21"
	};
	moment	 t;
	size_t	 i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ok(time_parse(span_str(good[i].text), &t) == 0 && t == good[i].want, "%s",
		    good[i].text);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_int(time_parse(span_str(bad[i]), &t), -1, "no time: '%s'", bad[i]);
	is_int(time_parse(SPAN("2026-11-21\0"), &t), -1, "NUL behind");
	is_int(time_parse(SPAN_NONE, &t), -1, "nothing");
}

static void
test_spans(void)
{
	static const struct {
		const char	*text;
		int64_t		 want;
	} good[] = {
		{ "72h", 259200 }, { "3d", 259200 }, { "45m", 2700 }, { "90", 90 }, { "90s", 90 },
		{ "2w", 1209600 }, { "0", 0 }, { " 1d ", 86400 }, { "36525d", 36525 * INT64_C(86400) },
		{ "3155760000", INT64_C(3155760000) }
	};
	static const char *const bad[] = {
		"", "h", "-1h", "+1h", "1 h", "1y", "1hh", "1.5h", "36526d", "3155760001",
		"99999999999999999999w", "0x1"
	};
	int64_t	 n;
	size_t	 i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ok(time_parse_span(span_str(good[i].text), &n) == 0 && n == good[i].want, "%s",
		    good[i].text);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_int(time_parse_span(span_str(bad[i]), &n), -1, "no span: '%s'", bad[i]);
}

static void
test_write(void)
{
	struct buf	 b = BUF_INIT;

	time_rfc5322(&b, 1795251600);
	is_buf(&b, "Sat, 21 Nov 2026 09:00:00 +0000", "RFC 5322");
	buf_reset(&b);
	time_asctime(&b, 1795251600);
	is_buf(&b, "Sat Nov 21 09:00:00 2026", "asctime");
	buf_reset(&b);
	time_asctime(&b, 1320105600);
	is_buf(&b, "Tue Nov  1 00:00:00 2011", "asctime has a blank before one digit");
	buf_reset(&b);
	time_rfc5322(&b, 1320105600);
	is_buf(&b, "Tue, 01 Nov 2011 00:00:00 +0000", "RFC 5322 has two digits");
	buf_reset(&b);
	time_rfc3339_east(&b, 1795251600, 3600);
	is_buf(&b, "2026-11-21T10:00:00+01:00", "clocks before UTC");
	buf_reset(&b);
	time_rfc3339_east(&b, 1795251600, -12600);
	is_buf(&b, "2026-11-21T05:30:00-03:30", "and behind it");
	buf_reset(&b);
	time_rfc3339_east(&b, 1795251600, -59);
	is_buf(&b, "2026-11-21T09:00:00Z", "by no whole minute");
	buf_free(&b);
	ok(time_clock() > 1700000000, "the clock runs");
}

int
main(void)
{
	test_calendar();
	test_carry();
	test_parse();
	test_spans();
	test_write();
	return done();
}
