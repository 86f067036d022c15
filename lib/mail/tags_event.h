/*
 * Days and times as contacts write them; for mail/tags only.
 */
#ifndef ASM_MAIL_TAGS_EVENT_H
#define ASM_MAIL_TAGS_EVENT_H

#include "base/buf.h"
#include "text/words.h"

/* "2026-12-20", "20.12.2026" or "20/12/2026" (the day first), with ASCII digits: YYYY-MM-DD appended and 1, else 0. */
int	 tags_date(struct buf *, struct span);
/*
 * "2026-12-07 19:00 Europe/London, weekly" and a place: an Asm-Event value appended and 1; 0 if the day is none, if a time has no zone, or
 * if more is said than is understood.
 */
int	 tags_event(struct buf *, const struct words *, struct span when, struct span where);

#endif
