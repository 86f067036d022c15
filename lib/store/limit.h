/*
 * Limits: how much of one kind was done for somebody in a sliding window of
 * time.  Asked and spent in the transaction of what is limited.
 */
#ifndef ASM_STORE_LIMIT_H
#define ASM_STORE_LIMIT_H

#include <stdint.h>

#include "base/err.h"
#include "base/time.h"
#include "store/db.h"

/* How much of `max` is left now, 0 at least.  `who`: an address, a domain, or "" for the whole site. */
int	 limit_left(struct db *, const char *kind, const char *who, int64_t max, moment now, int64_t *left,
	    struct err *);
/* It was done: `weight` counts for so many seconds.  One kind always has the same window. */
int	 limit_spend(struct db *, const char *kind, const char *who, int64_t weight, int64_t seconds, moment now,
	    struct err *);

#endif
