/*
 * Observers: people who read by mail.  Their addresses live here, in
 * private.db, and nowhere else; everything outside calls them by row number.
 */
#ifndef ASM_STORE_OBSERVER_H
#define ASM_STORE_OBSERVER_H

#include <stdint.h>

#include "base/err.h"
#include "base/time.h"
#include "store/db.h"

#define OBSERVER_WAIT	(72 * 3600)	/* seconds one waits for a translation who has not said how long */

struct observer {
	int64_t		 id;
	const char	*address;	/* normal form; this and the rest borrowed until the next step of the list */
	const char	*languages;	/* primary subtags parted by one blank, best first; "" = as posted */
	const char	*rhythm;	/* "each", "daily", "weekly" or "none" */
	const char	*kinds;		/* parted by one blank; "" = all but the newswire, agendas and reminders */
	const char	*regions;	/* lower case, parted by newlines */
	const char	*assemblies;	/* ids parted by one blank; with regions: either; both "": all */
	int64_t		 wait;		/* seconds she waits for a translation */
	moment		 paused;	/* nothing before; 0 or past: not paused */
	moment		 since;
};

/* What is to be changed of one: NULL, -1 and MOMENT_NONE leave what stands, or the default. */
struct observer_change {
	const char	*languages, *rhythm, *kinds, *regions, *assemblies;
	int64_t		 wait;
	moment		 paused;
};

#define OBSERVER_CHANGE_INIT	{ NULL, NULL, NULL, NULL, NULL, -1, MOMENT_NONE }

/* 1 if it is one of ours. */
int	 observer_rhythm_valid(const char *rhythm);

/*
 * Add, or change the settings of one who is there.  Who pauses or wants nothing stops waiting for translations.
 * 1 new, 0 changed or the same, -1.
 */
int	 observer_put(struct db *, const char *address, const struct observer_change *, moment now, struct err *);
/* 1 removed with all that was planned for her, 0 nobody of that address, -1. */
int	 observer_remove(struct db *, const char *address, struct err *);

/* All of them by row number, or one by address or number; end with db_done.  observer_row: 1, 0 at the end, -1. */
struct db_rows *observer_list(struct db *, struct err *);
struct db_rows *observer_by_address(struct db *, const char *address, struct err *);
struct db_rows *observer_by_id(struct db *, int64_t id, struct err *);
/* Rows of (languages, how many observers have just these). */
struct db_rows *observer_languages(struct db *, struct err *);
int	 observer_row(struct db_rows *, struct observer *, struct err *);

#endif
