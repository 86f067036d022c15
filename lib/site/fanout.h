/*
 * Fan-out follows the log: every article above the last planned one is planned
 * for its observers, once; what an article's mail says is decided here, who carries it is
 * site/courier.
 */
#ifndef ASM_SITE_FANOUT_H
#define ASM_SITE_FANOUT_H

#include "base/err.h"
#include "base/time.h"
#include "site/site.h"

/* Seconds for which it is remembered who got what: long enough for every bounce of it to come. */
#define FANOUT_KEEP	(30 * 86400L)

/* Needs SITE_PUBLIC_READ and SITE_PRIVATE.  Running it twice, or at once with others, plans nothing twice. */
int	 fanout_plan(struct site *, moment now, struct err *);

#endif
