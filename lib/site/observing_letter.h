/*
 * What observers are told.  Private to observing and returns.
 */
#ifndef ASM_SITE_OBSERVING_LETTER_H
#define ASM_SITE_OBSERVING_LETTER_H

#include "base/err.h"
#include "base/record.h"
#include "base/time.h"
#include "mail/field.h"
#include "mail/wishes.h"
#include "site/site.h"
#include "store/observer.h"

#define OBSERVING_ACTION	"observe"	/* of tokens; their subject is a record: Do, and settings */
#define OBSERVING_DAYS		3		/* a question waits so long */

/* The mail that is answered (NULL: none), and who is asked or told. */
struct correspondent {
	const struct header	*mail;
	const char		*address;	/* normal form */
	const char		*languages;	/* hers, best first */
};

/*
 * All of these enter the outbox in the caller's transaction: 1, 0 the limit is used up, -1.
 *
 * "Do you want this?": `what` is "join", "leave" or "forget"; `wanted` are settings to be kept until she answers.
 */
int	 observing_ask(struct site *, const struct correspondent *, const char *what, const struct record *wanted,
	    moment now, struct err *);
enum observing_told {
	OBSERVING_WELCOME,	/* she has joined */
	OBSERVING_CHANGED,	/* her settings are these now */
	OBSERVING_STATUS,	/* these are her settings */
	OBSERVING_UNCLEAR	/* not understood: these are her settings, and this can be said */
};
/* Of one who observes.  `before`: what they were, to put them back. */
int	 observing_tell(struct site *, const struct correspondent *, enum observing_told, const struct observer *,
	    const struct record *before, unsigned wrong, moment now, struct err *);
/* She has left; `before` brings her back. */
int	 observing_goodbye(struct site *, const struct correspondent *, const struct record *before, moment now,
	    struct err *);
/* She does not observe, and how to begin. */
int	 observing_stranger(struct site *, const struct correspondent *, moment now, struct err *);

#endif
