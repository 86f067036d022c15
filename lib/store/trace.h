/*
 * What private.db knows of one address, in whatever table, and its end.
 */
#ifndef ASM_STORE_TRACE_H
#define ASM_STORE_TRACE_H

#include "base/err.h"
#include "store/db.h"

/*
 * Remove it from observers, tokens, letters and limits, and held mail that never becomes a post and in which it stands: 1 there was something, 0, -1.  In the caller's transaction.
 * (A translator is forgotten by store/person.)
 */
int	 trace_remove(struct db *, const char *address, struct err *);
/* Leave no byte of what was deleted in the file or beside it.  Outside of transactions. */
int	 trace_scrub(struct db *, struct err *);

#endif
