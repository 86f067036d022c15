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

struct observer {
	int64_t		 id;
	const char	*address;	/* normal form; borrowed until the next step of the list */
	const char	*languages;	/* tags parted by one blank, best first; "" = as posted */
	const char	*rhythm;	/* "each", "weekly" or "none" */
	moment		 since;
};

/* 1 if `rhythm` is one of ours. */
int	 observer_rhythm_valid(const char *rhythm);

/*
 * Add, or change the settings of one who is there.  NULL languages or rhythm leave
 * what stands (or the default).  1 new, 0 changed or the same, -1.
 */
int	 observer_put(struct db *, const char *address, const char *languages, const char *rhythm,
	    moment now, struct err *);
/* 1 removed with all that was planned for her, 0 nobody of that address, -1. */
int	 observer_remove(struct db *, const char *address, struct err *);

/* All of them by row number; end with db_done.  observer_row: 1, 0 at the end, -1. */
struct db_rows *observer_list(struct db *, struct err *);
int	 observer_row(struct db_rows *, struct observer *, struct err *);

#endif
