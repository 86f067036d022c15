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

/* A civil date and time of day, in whatever zone its user means. */
struct civil {
	int	year;		/* 1-9999 */
	int	month;		/* 1-12 */
	int	day;		/* 1-31 */
	int	hour, minute, second;
	int	weekday;	/* 0 Sunday .. 6 Saturday; filled, never read */
};

moment	 time_clock(void);			/* the real clock */
/* Proleptic Gregorian calendar; out of range days and hours are carried over. */
moment	 time_of_civil(const struct civil *);
void	 time_civil(moment, struct civil *);
int	 time_days_in_month(int year, int month);

/* "2026-11-21T09:00:00Z", "2026-11-21 09:00", "2026-11-21" (UTC if no zone) or "@EPOCH" or digits. 0, -1. */
int	 time_parse(struct span, moment *);
/* RFC 3339 in UTC: 2026-11-21T09:00:00Z. */
int	 time_rfc3339(struct buf *, moment);
/* RFC 5322 in UTC: Sat, 21 Nov 2026 09:00:00 +0000. */
int	 time_rfc5322(struct buf *, moment);
/* As an mbox From line has it: Sat Nov 21 09:00:00 2026. */
int	 time_asctime(struct buf *, moment);
/* "72h", "3d", "45m", "90" (seconds), "2w". 0, -1. */
int	 time_parse_span(struct span, int64_t *seconds);

#endif
