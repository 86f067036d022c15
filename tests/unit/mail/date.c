#include "mail/date.h"
#include "tests/unit/tap.h"

static void
reads(const char *in, const char *want, int want_offset)
{
	struct buf b = BUF_INIT;
	moment	 when = 0;
	int	 offset = 0;

	if (is_int(date_parse(span_str(in), &when, &offset), 0, "%s", in)) {
		time_rfc3339(&b, when);
		is_buf(&b, want, "%s: the moment", in);
		is_int(offset, want_offset, "%s: the offset", in);
	}
	buf_free(&b);
}

static void
refuses(const char *in)
{
	moment	 when;

	is_int(date_parse(span_str(in), &when, NULL), -1, "no date: %s", in);
}

static void
test_forms(void)
{
	reads("Sat, 24 Mar 2012 19:00:05 +0100", "2012-03-24T18:00:05Z", 60);
	reads("24 Mar 2012 19:00 -0530", "2012-03-25T00:30:00Z", -330);
	reads("Sun, 24 Mar 2012 19:00:05 +0100 (CET)", "2012-03-24T18:00:05Z", 60);
	reads("Sat, 24 Mar 2012 19:00:05 (a (b)) GMT", "2012-03-24T19:00:05Z", 0);
	reads("Sat,24 mar 2012 9:00:05 UT", "2012-03-24T09:00:05Z", 0);
	reads("Sun, 26 Apr 2009 09:40:30 0800", "2009-04-26T01:40:30Z", 480);
	reads("Sun, 26 Apr 2009 09:40:30 +0090", "2009-04-26T08:10:30Z", 90);
	reads("2 Jan 23 00:00 EST", "2023-01-02T05:00:00Z", -300);
	reads("2 Jan 95 00:00 PDT", "1995-01-02T07:00:00Z", -420);
	reads("2 Jan 49 00:00 Z", "2049-01-02T00:00:00Z", 0);
	reads("2 Jan 50 00:00 A", "1950-01-02T00:00:00Z", 0);
	reads("2 Jan 112 00:00 XYZ", "2012-01-02T00:00:00Z", 0);
	reads("Sat Mar 24 19:00:05 2012", "2012-03-24T19:00:05Z", 0);
	reads("Sat Mar  3 19:00:05 CEST 2012", "2012-03-03T17:00:05Z", 120);
	reads("2012-03-24T19:00:05+02:00", "2012-03-24T17:00:05Z", 120);
	reads("2012-03-24 19:00:05.123Z", "2012-03-24T19:00:05Z", 0);
	reads("2012-03-24 19:00 +0200", "2012-03-24T17:00:00Z", 120);
	reads("2012-03-24", "2012-03-24T00:00:00Z", 0);
	reads("2012/03/24 19:00", "2012-03-24T19:00:00Z", 0);
	reads("Saturday, 24-Mar-12 19:00:05 GMT", "2012-03-24T19:00:05Z", 0);
	reads("March 24, 2012 19:00", "2012-03-24T19:00:00Z", 0);
	reads("24 March 2012", "2012-03-24T00:00:00Z", 0);
	reads("Sat, 24 Mar 2012 19:00:05 GMT+0200", "2012-03-24T17:00:05Z", 120);
	reads("Sat, 24 Mar 2012 19:00:05 +0100 CET", "2012-03-24T18:00:05Z", 60);
	reads("Sat, 24 Mar 2012 19.00.05 +0000", "2012-03-24T19:00:05Z", 0);
	reads("Mon, 21 Aug 95 13:30:57 -600", "1995-08-21T19:30:57Z", -360);
	reads("Sat (day), 24 (d) Mar 2012 19(h):  00  :  05 (s) +0100 (a (b) c\\) d)", "2012-03-24T18:00:05Z", 60);
	reads("24 Mar 2012 19:00:05 + 0100", "2012-03-24T18:00:05Z", 60);
	reads("24 Mar 2012 19:00:05 --0400", "2012-03-24T23:00:05Z", -240);
	reads("24 Mar 2012 19:00:05 GMT+2", "2012-03-24T17:00:05Z", 120);
	reads("24 Mar 2012 19:00:05 -1", "2012-03-24T20:00:05Z", -60);
	reads("24 Mar 2012 19:00:05 +5:30", "2012-03-24T13:30:05Z", 330);
	reads("24 Mar 2012 9:0:5 +0100", "2012-03-24T08:00:05Z", 60);
	reads("Mar 24, 2012, 3:05 PM", "2012-03-24T15:05:00Z", 0);
	reads("Mar 24, 2012 12:05:06am", "2012-03-24T00:05:06Z", 0);
	reads("24 Mar 2012 12:05 p.m. -0400", "2012-03-24T16:05:00Z", -240);
	reads("24 Mar 2012 19:05 PM", "2012-03-24T19:05:00Z", 0);
	reads(" Sat, 24 Mar 2012\n 19:00:05 +0000 ", "2012-03-24T19:00:05Z", 0);
	reads("29 Feb 2012 23:59:60 +0000", "2012-03-01T00:00:00Z", 0);
	reads("1 Jan 0001 00:00 +0000", "0001-01-01T00:00:00Z", 0);
	reads("31 Dec 9999 23:59:59 +0000", "9999-12-31T23:59:59Z", 0);
}

static void
test_refused(void)
{
	static const char *const bad[] = { "", "today", "Sun, 1:4 Oct 2012", "99 Jan 2012 00:00", "29 Feb 2011 00:00", "0 Jan 2012",
	    "1 Jan 2012 24:00", "1 Jan 2012 23:60", "1 Jan 2012 23:59:61", "1 Jan 99999 00:00", "1 Foo 2012 00:00",
	    "1 Jan", "Jan 2012", "2012-13-01", "2012-00-01", "2012-01-32", "1 Jan 2012 77:00", "1 Jan 2012 1:00 +2400",
	    "1 Jan 2012 1:00 +2400", "1 Jan 2012 1:00 2:00", "1 Jan 2 2012 3", "99999999999999999999",
	    "1 Jan 0000 00:00", "03/24/2012" };
	size_t	 i;
	moment	 when;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		refuses(bad[i]);
	is_int(date_parse(SPAN("1 Jan 2012 00:00\0 x"), &when, NULL), -1, "NUL");
}

static void
test_strict(void)
{
	static const char *const good[] = { "Sat, 24 Mar 2012 19:00:05 +0100", "24 Mar 2012 19:00 +0100",
	    "Sat,  4 Mar 2012 19:00:05 -0000 (UTC)", "Sat, 24 Mar 2012 19:00:05 GMT", " 24 Mar 2012\n 19:00:00 +0100 " };
	static const char *const bad[] = { "", "Sat 24 Mar 2012 19:00:05 +0100", "Sat, 24 Mar 12 19:00:05 +0100",
	    "Sat, 24 Mar 2012 19:00:05", "Sat, 24 Mar 2012 19:00:05 EST", "Sat, 24 Mar 2012 9:00:05 +0100",
	    "Sat, 24 Mar 2012 19:00:05 +01000", "Sat, 24 Mar 2012 19:00:05 +0100 x", "Sat, 24 Mar 2012 19:00:05 +0100 (a) (b)",
	    "Sat, 31 Apr 2012 19:00:05 +0100", "Sat, 24 March 2012 19:00:05 +0100", "2012-03-24T19:00:05Z",
	    "Xyz, 24 Mar 2012 19:00:05 +0100", "Sat, 24 Mar 2012 19:00:05 +01:00", "Sat, 24 Mar 2012 19:00:05+0100",
	    "Sat, 24 Mar 2012 19:00:05 +0", "Sat, 24 Mar 2012 19:00:05 +0100 (", "Sat, 24 Mar 2012 19:00:05 GMTX",
	    "Sat, 24 Mar 2012 19:00:05 +1:00", "Sat, 24 Mar 2012 19:00:05 --010", "Sat, 24 Mar 2012 19:00:05 + 100",
	    "Sat, 24 Mar 2012 9:0:05 +0100", "Sat, 24 Mar 2012 19 : 00:05 +0100" };
	struct buf b = BUF_INIT;
	size_t	 i;
	moment	 when;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		is_int(date_parse_strict(span_str(good[i]), &when), 0, "strict: %s", good[i]);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_int(date_parse_strict(span_str(bad[i]), &when), -1, "not strict: %s", bad[i]);
	is_int(date_parse_strict(SPAN("24 Mar 2012 19:00:00 +0100\0"), &when), -1, "not strict: NUL");
	date_parse_strict(SPAN("Sat, 24 Mar 2012 19:00:05 -0130"), &when);
	time_rfc3339(&b, when);
	is_buf(&b, "2012-03-24T20:30:05Z", "the moment");
	buf_free(&b);
}

/* What we write we read, any day. */
static void
test_round_trip(void)
{
	struct buf b = BUF_INIT;
	moment	 when, got, strict;
	int	 bad = 0;

	for (when = -62135596800 / 86461 * 86461; when < 253402300799; when += 86461 * 397) {
		buf_reset(&b);
		time_rfc5322(&b, when);
		bad += date_parse(span_buf(&b), &got, NULL) != 0 || got != when;
		bad += date_parse_strict(span_buf(&b), &strict) != 0 || strict != when;
		buf_reset(&b);
		time_asctime(&b, when);
		bad += date_parse(span_buf(&b), &got, NULL) != 0 || got != when;
		buf_reset(&b);
		time_rfc3339(&b, when);
		bad += date_parse(span_buf(&b), &got, NULL) != 0 || got != when;
	}
	is_int(bad, 0, "days of ten thousand years come back in three forms");
	buf_free(&b);
}

int
main(void)
{
	test_forms();
	test_refused();
	test_strict();
	test_round_trip();
	return done();
}
