/*
 * A receipt: what became of a post, told to the contact who sent it.
 */
#ifndef ASM_SITE_RECEIPT_H
#define ASM_SITE_RECEIPT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "site/site.h"

/*
 * Put it into the outbox, inside the planner's transaction: number, link, for how many it leaves now and how many wait for a
 * translation.  `languages` are the assembly's.  0 also when the limit of letters is used up.
 */
int	 receipt_write(struct site *, struct span article, const char *languages, int64_t now_for, int64_t wait_for,
	    moment now, struct err *);

#endif
