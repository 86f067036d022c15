/*
 * What a mail says will happen: its Asm-Event field, else `When:` lines where it is no article, and text/calendar parts.
 */
#ifndef ASM_MAIL_EVENTS_H
#define ASM_MAIL_EVENTS_H

#include "base/buf.h"
#include "base/err.h"
#include "mail/entry.h"
#include "mail/mime.h"
#include "text/calendar.h"
#include "text/words.h"

struct events {
	struct event	*event;
	size_t		 n;
};

#define EVENTS_INIT	{ NULL, 0 }

/*
 * Add the events of a message, EVENTS_MAX of it at most.  Titles, links and names (uid) that an event lacks are the entry's: names are
 * made of its id, so that a corrected event keeps the name it had when `id` is that of the post it corrects.
 */
int	 events_read(struct events *, const struct entry *, const char *id, const struct words *, struct span message, struct err *);
/* Is a text/calendar part likely to be there? 1, 0. */
int	 events_attached(struct span message);
/* Those of text/calendar parts as an Asm-Event value, appended. */
int	 events_of_parts(struct buf *, struct mime *, struct err *);
void	 events_free(struct events *);

#endif
