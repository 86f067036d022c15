/*
 * The courier takes slices of the outbox to the MTA (or into a Maildir).  A
 * slice is locked by the kernel while it is carried, so a killed courier leaves nothing
 * behind, and it is done only after the MTA has taken it.
 */
#ifndef ASM_SITE_COURIER_H
#define ASM_SITE_COURIER_H

#include "base/err.h"
#include "base/time.h"
#include "site/site.h"

struct courier_report {
	long	slices;		/* carried */
	long	mails;		/* recipients in them */
	long	troubled;	/* not taken now, to be tried again */
	long	left;		/* due, but the time was up */
};

/*
 * Carry what is due, for at most `seconds` of real time (0: no limit).  0 also when slices were troubled; -1 when the databases fail.
 */
int	 courier_flush(struct site *, moment now, unsigned seconds, struct courier_report *, struct err *);

#endif
