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

/* How long an observer who asked for other languages waits for a translation before she gets the original. */
#define FANOUT_WAIT	(72 * 3600)

/* Needs SITE_PUBLIC_READ and SITE_PRIVATE.  Running it twice, or at once with others, plans nothing twice. */
int	 fanout_plan(struct site *, moment now, struct err *);

#endif
