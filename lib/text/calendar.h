/*
 * What happens when: recurrence, zones, and iCalendar (RFC 5545) in and out.  calendar.c and calendar_ics.c alone name
 * libical.  Nothing here looks at TZ; zones are those of the system's tz database.
 */
#ifndef ASM_TEXT_CALENDAR_H
#define ASM_TEXT_CALENDAR_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "text/catalog.h"

/* One event, perhaps recurring.  The strings are owned; "" where there is nothing, clean UTF-8 of one line. */
struct event {
	char	*uid;
	char	*title;
	char	*where;
	char	*url;
	char	*zone;			/* "Europe/London", "UTC"; "" for a whole day, which is that day wherever one is */
	char	*rule;			/* RRULE: "FREQ=WEEKLY;BYDAY=MO"; "" if it happens once */
	char	*except;		/* starts that are left out: "20261207T190000,20261214T190000" */
	struct civil start;		/* in its zone */
	int64_t	 seconds;		/* how long; 0 if nobody said */
	int	 sequence;		/* how often it was changed */
	int	 cancelled;
};

int	 event_init(struct event *, struct err *);	/* all strings "" */
void	 event_free(struct event *);
/* Replace one string of an event by a clean copy of one line. */
int	 event_set(char **slot, struct span, struct err *);
int	 event_copy(struct event *, const struct event *, struct err *);

int	 calendar_is_zone(const char *name);		/* "Europe/London" or "UTC", known here */
/* A rule we follow: FREQ of a day or more, no BYHOUR and finer; at most EVENT_RULE bytes.  Others cost too much. */
int	 calendar_is_rule(struct span);
/* Civil time in a zone ("" is UTC), and back.  A time that a change of clocks leaves out is the one as far behind it. */
int	 calendar_local(struct civil *, const char *zone, moment);
moment	 calendar_moment(const struct civil *, const char *zone);
/* What a zone is called there and then: "GMT", "CEST"; where there are no letters for it "UTC-03". */
int	 calendar_abbreviation(struct buf *, const char *zone, moment);

/*
 * The times an event begins, from `from` on and before `until`, in order, at most `max`: how many, or -1.  Of a whole day it is
 * midnight UTC.  No more than EVENT_STEPS steps of a rule are taken, wherever it began.
 */
long	 event_times(const struct event *, moment from, moment until, moment *out, size_t max, struct err *);
/* The last time it begins before `t`, and the first at or after it; MOMENT_NONE. */
int	 event_around(const struct event *, moment t, moment *before, moment *after, struct err *);

/*
 * For people: "Monday, 26 March 2012, 19:00 BST (Europe/London), 18:00 UTC" of one beginning, with the same in another `zone` in
 * place of UTC if it is not NULL; "every Monday at 19:00 (Europe/London)" of a rule we have words for, else nothing.
 */
int	 event_say(struct buf *, const struct catalog *, const struct event *, moment begins, const char *zone);
/* ", 20:00 Africa/Tunis": the same for somebody elsewhere, with the day if it is another. */
int	 event_say_elsewhere(struct buf *, const struct catalog *, const struct event *, moment begins, const char *zone);
int	 event_say_rule(struct buf *, const struct catalog *, const struct event *);

/*
 * An Asm-Event value: "start=2026-12-07T19:00; tz=Europe/London; rule=weekly MO; where=URL".  Each `start` begins another event, a
 * second `where` means one more at the same times; `minutes` says how long, `title` what, `rule` may be an RRULE, `except` times at
 * which it is not; ';' and '%' in values are %-encoded.  Calls `each` with every event that can be understood, EVENTS_MAX at most;
 * what it is given is borrowed.  0, -1 when `each` or memory failed.
 */
typedef int event_fn(void *, const struct event *, struct err *);
int	 event_read(struct span value, event_fn *each, void *, struct err *);
/* The same, written: appends to a value that may hold others. */
int	 event_put(struct buf *, const struct event *);

/* The VEVENTs of hostile iCalendar text, as above; a zone that is none of the tz database becomes UTC. */
int	 calendar_read(struct span ics, event_fn *each, void *, struct err *);

/*
 * A calendar: METHOD:PUBLISH, VTIMEZONEs, CRLF, folded at 75 octets.  `stamp` is the DTSTAMP of all: when it was frozen.
 */
struct calendar;

struct calendar *calendar_new(const char *title, moment stamp, struct err *);
int	 calendar_add(struct calendar *, const struct event *, struct err *);
int	 calendar_write(struct calendar *, struct buf *, struct err *);
void	 calendar_free(struct calendar *);

#endif
