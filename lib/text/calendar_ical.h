/*
 * Between the files that know libical: calendar.c (zones, events), calendar_rule.c (when they recur), calendar_zone.c (zones that
 * mails bring along) and calendar_ics.c (iCalendar in and out).
 */
#ifndef ASM_TEXT_CALENDAR_ICAL_H
#define ASM_TEXT_CALENDAR_ICAL_H

#include <libical/ical.h>

#include "text/calendar.h"

icaltimezone *calendar_zone(const char *name);	/* libical's own, or NULL */
icaltimetype calendar_icaltime(const struct civil *);
void	 calendar_civil(struct civil *, icaltimetype);
/*
 * Each time of a rule, in order, on the clock of its start, until `each` says 1 or EVENT_STEPS and EVENT_DAYS are over: of BYDAY,
 * BYMONTHDAY, BYMONTH, BYSETPOS; the rest of it is not looked at.
 */
typedef int calendar_turn_fn(void *arg, const struct civil *);
void	 calendar_turns(const struct icalrecurrencetype *, const struct civil *start, calendar_turn_fn *each, void *arg);
/* How many seconds before UTC the clocks of a VTIMEZONE are when they show this time: 1; 0: that cannot be told. */
int	 calendar_offset(icalcomponent *zone, const struct civil *local, int *offset);

#endif
