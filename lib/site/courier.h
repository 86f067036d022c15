/*
 * The courier takes letters and slices of the outbox to the MTA (or into a
 * Maildir).  Each is locked by the kernel while it is carried, so a killed courier leaves nothing
 * behind, and it is done only after the MTA has taken it.  What is not taken now is tried again after 1, 2, 4 ...
 * minutes, at most an hour; what is refused for good is kept, and shown by asm-site status.
 */
#ifndef ASM_SITE_COURIER_H
#define ASM_SITE_COURIER_H

#include "base/err.h"
#include "base/time.h"
#include "site/site.h"

struct courier_report {
	long	slices;		/* carried */
	long	mails;		/* recipients in them, and letters */
	long	troubled;	/* slices and letters not, or not wholly, taken now: to be tried again */
	long	refused;	/* recipients refused for good */
	long	left;		/* due, but the time was up, the rate used up, or the MTA away */
};

/*
 * Carry what is due, for at most `seconds` of real time (0: no limit) and within the rate and the number of couriers
 * that asm.conf allows.  0 also when something was troubled; -1 when the databases fail.
 */
int	 courier_flush(struct site *, moment now, unsigned seconds, struct courier_report *, struct err *);

#endif
