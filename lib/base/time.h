/*
 * Moments are seconds since 1970 in UTC (64 bits), whatever time_t is.  Nothing
 * here looks at TZ or the locale.  Only cmd/program and asm-site read the clock.
 */
#ifndef ASM_BASE_TIME_H
#define ASM_BASE_TIME_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

typedef int64_t moment;

#define MOMENT_NONE	INT64_MIN
#define MOMENT_FIRST	INT64_C(-62135596800)	/* 0001-01-01T00:00:00Z */
#define MOMENT_LAST	INT64_C(253402300799)	/* 9999-12-31T23:59:59Z */

/* A civil date and time of day, in whatever zone its user means. */
struct civil {
	int	year;		/* 1-9999 */
	int	month;		/* 1-12 */
	int	day;		/* 1-31 */
	int	hour, minute, second;
	int	weekday;	/* 0 Sunday .. 6 Saturday; filled, never read */
};

moment	 time_clock(void);			/* the real clock */
/* Proleptic Gregorian calendar; out of range months, days and hours are carried over. */
moment	 time_of_civil(const struct civil *);
/* What lies before MOMENT_FIRST or behind MOMENT_LAST is taken for these. */
void	 time_civil(moment, struct civil *);
int	 time_days_in_month(int year, int month);

/*
 * "2026-11-21T09:00:00Z", "2026-11-21 09:00+01:00", "2026-11-21" (UTC if no zone),
 * "@EPOCH" or digits alone (EPOCH again).  Fractions of a second are dropped; the
 * date must exist.  0, -1.
 */
int	 time_parse(struct span, moment *);
/* RFC 3339 in UTC: 2026-11-21T09:00:00Z. */
int	 time_rfc3339(struct buf *, moment);
/* The same moment where clocks are `east` seconds before UTC: 2026-11-21T10:00:00+01:00; of whole minutes, 0 is the above. */
int	 time_rfc3339_east(struct buf *, moment, int east);
/* RFC 5322 in UTC: Sat, 21 Nov 2026 09:00:00 +0000. */
int	 time_rfc5322(struct buf *, moment);
/* As an mbox From line has it: Sat Nov 21 09:00:00 2026. */
int	 time_asctime(struct buf *, moment);
/* "72h", "3d", "45m", "90" or "90s" (seconds), "2w": at most 100 years. 0, -1. */
int	 time_parse_span(struct span, int64_t *seconds);

#endif
