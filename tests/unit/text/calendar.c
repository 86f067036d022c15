/* What happens when: zones, recurrence, fields, iCalendar. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "tests/unit/tap.h"
#include "text/calendar.h"

static struct err	err;

struct got {
	struct event	e[EVENTS_MAX + 1];
	size_t		n;
};

static int
keep(void *arg, const struct event *e, struct err *errp)
{
	struct got	*g = arg;

	return event_copy(&g->e[g->n++], e, errp);
}

static void
forget(struct got *g)
{
	while (g->n > 0)
		event_free(&g->e[--g->n]);
}

static moment
at(const char *s)
{
	moment	 t;

	if (time_parse(span_str(s), &t) == -1)
		bail("%s is no time", s);
	return t;
}

/* The local times in `zone` at which an event of that field begins. */
static const char *
times(const char *field, const char *from, const char *until, const char *zone)
{
	static struct buf out = BUF_INIT;
	struct got	 g = { .n = 0 };
	struct civil	 c;
	moment		 t[20];
	long		 i, n;

	buf_reset(&out);
	if (event_read(span_str(field), keep, &g, &err) == -1)
		bail("%s", err.text);
	n = g.n > 0 ? event_times(&g.e[0], at(from), at(until), t, 20, &err) : 0;
	for (i = 0; i < n; i++) {
		calendar_local(&c, zone, t[i]);
		buf_addf(&out, "%s%02d-%02d %02d:%02d", i > 0 ? ", " : "", c.month, c.day, c.hour, c.minute);
	}
	forget(&g);
	return buf_str(&out);
}

#define UK	"start=2012-03-05T19:00; tz=Europe/London; rule=weekly MO"

static void
test_times(void)
{
	is_str(times(UK, "2012-03-12", "2012-04-03", "UTC"), "03-12 19:00, 03-19 19:00, 03-26 18:00, 04-02 18:00",
	    "Mondays 19:00 in the UK: an hour earlier in UTC from the 26th");
	is_str(times(UK, "2012-03-04", "2012-03-27", "America/New_York"), "03-05 14:00, 03-12 15:00, 03-19 15:00, 03-26 14:00",
	    "in New York, whose clocks change on another day");
	is_str(times(UK, "2012-03-19", "2012-03-27", "Africa/Tunis"), "03-19 20:00, 03-26 19:00", "in Tunis, whose do not");
	is_str(times("start=2012-03-24", "2012-01-01", "2013-01-01", "UTC"), "03-24 00:00", "a whole day");
	is_str(times("start=2012-03-25T01:30; tz=Europe/London", "2012-01-01", "2013-01-01", "Europe/London"), "03-25 02:30",
	    "a time that is left out in spring is as far behind");
	is_str(times("start=2026-01-31T10:00; tz=UTC; rule=monthly", "2026-01-01", "2026-06-01", "UTC"),
	    "01-31 10:00, 03-31 10:00, 05-31 10:00", "months without that day have none");
	is_str(times("start=2026-01-05T10:00; tz=Europe/Madrid; rule=FREQ=WEEKLY%3BBYDAY=MO%3BUNTIL=20260119T090000Z", "2026-01-01",
	    "2027-01-01", "UTC"), "01-05 09:00, 01-12 09:00, 01-19 09:00", "an end said in UTC");
	is_str(times("start=2026-01-05T10:00; tz=UTC; rule=weekly MO; except=20260112T100000", "2026-01-01", "2026-01-20", "UTC"),
	    "01-05 10:00, 01-19 10:00", "an exception");
	is_str(times("start=2026-01-05T10:00; tz=UTC; rule=FREQ=YEARLY%3BBYMONTH=2%3BBYMONTHDAY=30", "2026-01-01", "2099-01-01",
	    "UTC"), "", "a day that never comes");
}

static void
test_rules(void)
{
	static const char *const good[] = { "FREQ=DAILY", "FREQ=MONTHLY;BYDAY=1MO", "INTERVAL=2;FREQ=WEEKLY;WKST=MO", "FREQ=DAILY;BYMONTH=2" };
	static const char *const bad[] = { "", "FREQ=SECONDLY", "FREQ=HOURLY", "FREQ=DAILY;BYSECOND=1,2", "BYDAY=MO",
	    "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;X=1", "FREQ=DAILY;COUNT=", "freq=daily", "FREQ=DAILY;BYDAY=MO\n" };
	char	 edge[EVENT_RULE + 2] = "FREQ=MONTHLY;BYMONTHDAY=";
	size_t	 i, n = strlen(edge);

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ok(calendar_is_rule(span_str(good[i])), "%s", good[i]);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!calendar_is_rule(span_str(bad[i])), "not %s", i == 9 ? "with a line end" : bad[i]);
	memset(edge + n, '1', sizeof(edge) - 1 - n);
	edge[EVENT_RULE] = '\0';
	ok(calendar_is_rule(span_str(edge)), "the longest rule");
	edge[EVENT_RULE] = '1';
	ok(!calendar_is_rule(span_str(edge)), "one byte more");
}

static void
test_zones(void)
{
	struct buf	 b = BUF_INIT;

	ok(calendar_is_zone("Europe/London") && calendar_is_zone("UTC"), "zones");
	ok(!calendar_is_zone("") && !calendar_is_zone("Europe/Nowhere") && !calendar_is_zone("../../etc/passwd") &&
	    !calendar_is_zone("/etc/passwd"), "no zones");
	calendar_abbreviation(&b, "Europe/London", at("2012-03-26T18:00:00Z"));
	buf_addc(&b, ' ');
	calendar_abbreviation(&b, "Europe/London", at("2012-03-19T19:00:00Z"));
	buf_addc(&b, ' ');
	calendar_abbreviation(&b, "America/Argentina/Buenos_Aires", at("2012-03-19T19:00:00Z"));
	is_str(buf_str(&b), "BST GMT UTC-03", "abbreviations");
	buf_free(&b);
}

static const char *
again(const char *field)
{
	static struct buf out = BUF_INIT;
	struct got	 g = { .n = 0 };
	size_t		 i;

	buf_reset(&out);
	if (event_read(span_str(field), keep, &g, &err) == -1)
		bail("%s", err.text);
	for (i = 0; i < g.n; i++)
		event_put(&out, &g.e[i]);
	forget(&g);
	return buf_str(&out);
}

static void
test_field(void)
{
	static const char *const same[] = {
		UK, "start=2026-12-07", "start=2026-12-07T19:00; tz=UTC; rule=daily; minutes=90; title=Call%3B all; where=a%25b",
		"start=2026-12-07T19:00; tz=UTC; where=A; start=2026-12-08T19:00; tz=UTC; rule=monthly; where=B"
	};
	struct got	 g = { .n = 0 };
	struct buf	 many = BUF_INIT;
	size_t		 i;

	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		is_str(again(same[i]), same[i], "read and written: the same");
	is_str(again("start=2026-12-07T19:00; tz=UTC; where=A; where=B"),
	    "start=2026-12-07T19:00; tz=UTC; where=A; start=2026-12-07T19:00; tz=UTC; where=B", "two places");
	is_str(again("start=2026-12-07T19:00; where=A"), "", "a time without a zone");
	is_str(again("start=2026-02-30; start=x; ;;=; where=B"), "", "no days");
	for (i = 0; i < EVENTS_MAX + 1; i++)
		buf_addf(&many, "start=2026-12-07; where=%zu; ", i);
	event_read(span_buf(&many), keep, &g, &err);
	is_int((long)g.n, EVENTS_MAX, "so many in one mail");
	forget(&g);
	buf_free(&many);
}

static void
test_ics(void)
{
	struct got	 in = { .n = 0 }, out = { .n = 0 };
	struct buf	 text = BUF_INIT, a = BUF_INIT, b = BUF_INIT;
	struct calendar	*c = calendar_new("All; the, assemblies", at("2026-11-21T09:00:00Z"), &err);
	struct span	 rest, line;
	size_t		 i, longest = 0;

	event_read(SPAN(UK "; minutes=90; title=Llamada, semanal\xE2\x80\xA6 de todas las asambleas de todas las plazas del mundo entero;"
	    " where=mumble://voice.example/a; start=2026-12-07; title=x; start=2026-12-07T10:00; tz=UTC; title=y; "
	    "rule=daily; except=20261208T100000"), keep, &in, &err);
	for (i = 0; i < in.n; i++) {
		event_set(&in.e[i].uid, SPAN("a@b"), &err);
		in.e[i].uid[0] = (char)('a' + i);
		in.e[i].sequence = (int)i;
		in.e[i].cancelled = i == 2;
		calendar_add(c, &in.e[i], &err);
	}
	is_int(calendar_write(c, &text, &err), 0, "written");
	calendar_free(c);
	for (rest = span_buf(&text); span_line(&rest, &line); )
		longest = line.n > longest ? line.n : longest;
	ok(longest <= 75, "folded: %zu", longest);
	ok(strstr(buf_str(&text), "BEGIN:VTIMEZONE\r\nTZID:Europe/London\r\n") != NULL, "the zone is described");
	ok(strstr(buf_str(&text), "DTSTART;TZID=Europe/London:20120305T190000\r\n") != NULL, "and named");
	ok(strstr(buf_str(&text), "STATUS:CANCELLED") != NULL && strstr(buf_str(&text), "DTSTART;VALUE=DATE:20261207\r\n") != NULL,
	    "cancelled; a whole day");
	calendar_read(span_buf(&text), keep, &out, &err);
	is_int((long)out.n, 3, "read again");
	for (i = 0; i < in.n && i < out.n; i++) {
		event_put(&a, &in.e[i]);
		event_put(&b, &out.e[i]);
		is_str(out.e[i].uid, in.e[i].uid, "the name");
		is_int(out.e[i].sequence, in.e[i].sequence, "the revision");
	}
	is_str(buf_str(&b), buf_str(&a), "all the same");
	forget(&in);
	forget(&out);
	buf_free(&text);
	buf_free(&a);
	buf_free(&b);
}

/* ---- rules and zones of strangers ---- */

/* "MM-DD" of the first times of a rule from Monday, 1 June 2026, on. */
static void
turns(const char *rule, const char *want)
{
	struct event	 e = { .start = { .year = 2026, .month = 6, .day = 1, .hour = 19 } };
	struct buf	 out = BUF_INIT;
	struct civil	 c;
	moment		 t[6];
	long		 i, n;

	event_set(&e.uid, SPAN("1"), &err);
	event_set(&e.title, SPAN(""), &err);
	event_set(&e.where, SPAN(""), &err);
	event_set(&e.url, SPAN(""), &err);
	event_set(&e.except, SPAN(""), &err);
	event_set(&e.zone, SPAN("UTC"), &err);
	event_set(&e.rule, span_str(rule), &err);
	n = event_times(&e, at("2026-01-01"), at("2200-01-01"), t, 6, &err);
	for (i = 0; i < n; i++) {
		time_civil(t[i], &c);
		buf_addf(&out, "%s%04d-%02d-%02d", i > 0 ? " " : "", c.year, c.month, c.day);
	}
	is_buf(&out, want, "%s", rule);
	buf_free(&out);
	event_free(&e);
}

static void
test_turns(void)
{
	static const struct {
		const char	*rule, *days;
	} rules[] = {
		{ "FREQ=DAILY;COUNT=3", "2026-06-01 2026-06-02 2026-06-03" },
		{ "FREQ=DAILY;INTERVAL=10;COUNT=3", "2026-06-01 2026-06-11 2026-06-21" },
		{ "FREQ=DAILY;BYMONTH=7;BYMONTHDAY=4;COUNT=2", "2026-07-04 2027-07-04" },
		{ "FREQ=DAILY;BYDAY=TU,SA;COUNT=3", "2026-06-02 2026-06-06 2026-06-09" },
		{ "FREQ=WEEKLY;UNTIL=20260615", "2026-06-01 2026-06-08 2026-06-15" },
		{ "FREQ=WEEKLY;UNTIL=20260615T180000Z", "2026-06-01 2026-06-08" },
		{ "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;COUNT=4", "2026-06-01 2026-06-07 2026-06-15 2026-06-21" },
		{ "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU;COUNT=4", "2026-06-01 2026-06-14 2026-06-15 2026-06-28" },
		{ "FREQ=WEEKLY;BYDAY=MO,MO;COUNT=2", "2026-06-01 2026-06-08" },
		{ "FREQ=WEEKLY;BYMONTH=8;COUNT=2", "2026-08-03 2026-08-10" },
		{ "FREQ=MONTHLY;COUNT=2", "2026-06-01 2026-07-01" },
		{ "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=2", "2026-07-31 2026-08-31" },
		{ "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2", "2026-06-30 2026-07-31" },
		{ "FREQ=MONTHLY;BYDAY=1MO,-1FR;COUNT=4", "2026-06-01 2026-06-26 2026-07-06 2026-07-31" },
		{ "FREQ=MONTHLY;BYDAY=5SU;COUNT=2", "2026-08-30 2026-11-29" },
		{ "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", "2026-06-30 2026-07-31" },
		{ "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=2", "2026-11-13 2027-08-13" },
		{ "FREQ=YEARLY;COUNT=2", "2026-06-01 2027-06-01" },
		{ "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=2", "2028-02-29 2032-02-29" },
		{ "FREQ=YEARLY;BYMONTHDAY=1;COUNT=2", "2026-06-01 2026-07-01" },
		{ "FREQ=YEARLY;BYDAY=1MO;COUNT=2", "2027-01-04 2028-01-03" },
		{ "FREQ=YEARLY;BYMONTH=5;BYDAY=1MO;INTERVAL=2;COUNT=2", "2028-05-01 2030-05-06" },
		{ "FREQ=YEARLY;INTERVAL=30000", "2026-06-01" },
		{ "FREQ=MONTHLY;INTERVAL=30000", "2026-06-01" },
		{ "FREQ=WEEKLY;INTERVAL=30000", "2026-06-01" },
		/* What never comes is looked for as long as anything else. */
		{ "FREQ=MONTHLY;BYDAY=6SU", "" }, { "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "" },
		{ "FREQ=MONTHLY;BYSETPOS=9;BYMONTHDAY=3", "" }, { "FREQ=DAILY;BYDAY=5SU", "" }, { "FREQ=WEEKLY;BYMONTHDAY=3", "" },
		{ "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29", "" }
	};
	size_t	 i;

	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		turns(rules[i].rule, rules[i].days);
}

/* When an event of that local time begins in UTC, by a VTIMEZONE of these parts; "" if nobody can say. */
static void
zone(const char *parts, const char *local, const char *want, const char *what)
{
	struct got	 g = { .n = 0 };
	struct buf	 ics = BUF_INIT, out = BUF_INIT;

	buf_addf(&ics, "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VTIMEZONE\nTZID:Mine\n%sEND:VTIMEZONE\n"
	    "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Mine:%s\nEND:VEVENT\nEND:VCALENDAR\n", parts, local);
	calendar_read(span_buf(&ics), keep, &g, &err);
	if (g.n == 1)
		time_rfc3339(&out, calendar_moment(&g.e[0].start, g.e[0].zone));
	is_buf(&out, want, "%s", what);
	forget(&g);
	buf_free(&ics);
	buf_free(&out);
}

#define PART(from, to, start, rest) "BEGIN:STANDARD\nTZOFFSETFROM:" from "\nTZOFFSETTO:" to "\nDTSTART:" start "\n" rest "END:STANDARD\n"
#define MADRID	PART("+0100", "+0200", "16010325T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\n") \
		PART("+0200", "+0100", "16011028T030000", "RRULE:BYHOUR=3;BYMINUTE=0;FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\n")

static void
test_foreign(void)
{
	struct buf	 many = BUF_INIT;
	int		 i;

	zone(MADRID, "20260608T190000", "2026-06-08T17:00:00Z", "a zone of a mail: summer");
	zone(MADRID, "20260101T190000", "2026-01-01T18:00:00Z", "winter");
	zone(MADRID, "20260329T015959", "2026-03-29T00:59:59Z", "before the change");
	zone(MADRID, "20260329T030000", "2026-03-29T01:00:00Z", "behind it");
	zone(MADRID, "26000608T190000", "2600-06-08T17:00:00Z", "in hundreds of years");
	zone(PART("+0100", "+0200", "20200101T000000", ""), "20190608T190000", "2019-06-08T18:00:00Z", "before the first change");
	zone(PART("+0100", "+0200", "20200101T000000", ""), "20210608T190000", "2021-06-08T17:00:00Z", "behind a single one");
	zone(PART("+0100", "+0200", "20200101T000000", "RDATE:20220101T000000\n") PART("+0200", "+0300", "20210101T000000", ""),
	    "20210608T190000", "2021-06-08T16:00:00Z", "between days that are named");
	zone(PART("+0100", "+0200", "20200101T000000", "RDATE:20220101T000000\n") PART("+0200", "+0300", "20210101T000000", ""),
	    "20220608T190000", "2022-06-08T17:00:00Z", "behind them");
	zone(PART("+0100", "+0200", "20200101T000000", "RRULE:FREQ=YEARLY;UNTIL=20220101T000000Z\n")
	    PART("+0200", "+0300", "20200601T000000", "RRULE:FREQ=YEARLY;COUNT=2\n"),
	    "20260608T190000", "2026-06-08T17:00:00Z", "rules that ended");
	zone("", "20260608T190000", "", "a zone that says nothing");
	zone("BEGIN:STANDARD\nDTSTART:20200101T000000\nTZOFFSETTO:+0100\nEND:STANDARD\n", "20260608T190000", "", "half of it");
	zone(PART("+0100", "+0200", "19700101T000000", "RRULE:FREQ=SECONDLY\n"), "20260608T190000", "", "a change at every second");
	zone(PART("+0100", "+0200", "19700101T000000", "RRULE:FREQ=YEARLY;BYYEARDAY=366\n"), "20260608T190000", "", "an odd rule");
	for (i = 0; i < 100; i++)
		buf_adds(&many, PART("+0100", "+0200", "19700101T000000", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\n"));
	zone(buf_str(&many), "20260608T190000", "", "a hundred rules");
	buf_free(&many);
}

static void
test_texts(void)
{
	struct buf	 raw = BUF_INIT;
	char		*text = NULL, *again = NULL;
	int		 i;

	for (i = 0; i < EVENT_TEXT - 2; i++)
		buf_addc(&raw, 'x');
	buf_adds(&raw, " \xC3\xB1");		/* one byte of it would have room */
	event_set(&text, span_buf(&raw), &err);
	is_int((long)strlen(text), EVENT_TEXT - 2, "a long text is cut between letters, and has no blank behind");
	buf_reset(&raw);
	for (i = 0; i < EVENT_TEXT; i++)
		buf_adds(&raw, "\xFF");
	event_set(&text, span_buf(&raw), &err);
	event_set(&again, span_str(text), &err);
	is_int((long)strlen(text), EVENT_TEXT / 3 * 3, "bytes that are no text, too");
	is_str(again, text, "once more: the same");
	free(text);
	free(again);
	buf_free(&raw);
}

/* libical knows zones up to 2582. */
static void
test_far(void)
{
	struct civil	 c = { .year = 9000, .month = 7, .day = 1, .hour = 12 };

	is_int(calendar_moment(&c, "Europe/Madrid") - time_of_civil(&c), -7200, "summer in the year 9000");
	calendar_local(&c, "Europe/Madrid", at("9000-01-01T11:00:00Z"));
	is_int(c.hour, 12, "and winter");
}

static void
test_hostile(void)
{
	static const char *const texts[] = {
		"", "BEGIN:VCALENDAR", "BEGIN:VEVENT\nDTSTART:20260101T100000Z\nEND:VEVENT\n",
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=../../x:20260101T100000\nEND:VEVENT\nEND:VCALENDAR\n",
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:99999999T999999Z\nRRULE:FREQ=SECONDLY\nEND:VEVENT\nEND:VCALENDAR\n",
		"END:VCALENDAR\nEND:X\n:::\n;;;\nDTSTART", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nRRULE:\nEXDATE:\nDTSTART:x\nUID\n"
	};
	struct got	 g = { .n = 0 };
	struct buf	 b = BUF_INIT;
	size_t		 i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		is_int(calendar_read(span_str(texts[i]), keep, &g, &err), 0, "hostile text %zu", i);
	is_int((long)g.n, 0, "without an event");
	buf_adds(&b, "BEGIN:VCALENDAR\nVERSION:2.0\n");
	for (i = 0; i < ICS_PARTS - 2; i++)
		buf_adds(&b, "BEGIN:VTODO\nEND:VTODO\n");
	buf_adds(&b, "BEGIN:VEVENT\nDTSTART:20260101T100000Z\nEND:VEVENT\nEND:VCALENDAR\n");
	calendar_read(span_buf(&b), keep, &g, &err);
	is_int((long)g.n, 1, "so many parts");
	forget(&g);
	buf_splice(&b, 28, 0, "BEGIN:VTODO\nEND:VTODO\n", 22);
	calendar_read(span_buf(&b), keep, &g, &err);
	is_int((long)g.n, 0, "and no more");
	buf_free(&b);
}

int
main(void)
{
	test_times();
	test_rules();
	test_zones();
	test_field();
	test_ics();
	test_turns();
	test_foreign();
	test_texts();
	test_far();
	test_hostile();
	return done();
}
