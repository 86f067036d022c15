/*
 * asm-agenda: events are gathered (gather.c), calls get what was proposed for them (call.c), and both are shown (show.c).
 */
#ifndef ASM_AGENDA_H
#define ASM_AGENDA_H

#include "base/buf.h"
#include "base/err.h"
#include "mail/events.h"
#include "mail/list.h"
#include "mail/shelf.h"
#include "text/catalog.h"
#include "text/doc.h"
#include "text/words.h"

#define AGENDA_DAYS	14
#define AGENDA_SHOWN	300		/* beginnings */
#define AGENDA_ZONES	8
#define AGENDA_ITEMS	200		/* proposed for one call */

enum agenda_form { AGENDA_TEXT, AGENDA_HTML, AGENDA_ICS, AGENDA_MAIL };

/* Of each event: whose it is, and which post calls it. */
struct agenda_source {
	char	*name;
	size_t	 volume;
};

struct agenda_time {
	moment	 at;
	size_t	 event;
};

struct agenda {
	enum agenda_form form;
	const char	*title, *languages, *assembly, *place, *call;
	char		 number[24];	/* of the call, once it is found */
	const char	*zone[AGENDA_ZONES];
	size_t		 nzones;
	moment		 now, from, until;
	int64_t		 ahead;			/* of a call: only when it begins within so many seconds; 0: always */

	struct words	*words;
	struct catalog	*catalog;
	struct shelf	*shelf;
	struct list	 list;

	struct events	 events;
	struct agenda_source *source;		/* of each event */
	size_t		 nsources;
	struct agenda_time *time;		/* in order */
	size_t		 ntimes;

	/* of one call */
	size_t		 volume;		/* SHELF_NONE: it is not in the stream */
	moment		 last, next;
	size_t		 item[AGENDA_ITEMS], minutes[AGENDA_ITEMS];	/* volumes */
	size_t		 nitems, nminutes;
};

int	 agenda_gather(struct agenda *, struct err *);
int	 agenda_find_call(struct agenda *, struct err *);
/* Append what is wanted. */
int	 agenda_write(struct buf *, struct agenda *, struct err *);
void	 agenda_free(struct agenda *);

#endif
