/*
 * Between the two files that know libical: calendar.c (zones, rules) and calendar_ics.c (iCalendar in and out).
 */
#ifndef ASM_TEXT_CALENDAR_ICAL_H
#define ASM_TEXT_CALENDAR_ICAL_H

#include <libical/ical.h>

#include "text/calendar.h"

icaltimezone *calendar_zone(const char *name);	/* libical's own, or NULL */
icaltimetype calendar_icaltime(const struct civil *);
void	 calendar_civil(struct civil *, icaltimetype);

#endif
