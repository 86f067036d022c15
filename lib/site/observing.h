/*
 * People join, change their settings and leave: by mail to observe@, by a form
 * in the web, by the link in every copy.
 */
#ifndef ASM_SITE_OBSERVING_H
#define ASM_SITE_OBSERVING_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "site/site.h"

/*
 * Begin a transaction on site->priv in which observers may be changed: every article so far has been planned by the
 * settings as they were.  Needs SITE_PUBLIC_READ and SITE_PRIVATE.
 */
int	 observing_begin(struct site *, moment now, struct err *);

/*
 * A mail to observe@, or to `recipient` ("observe+TOKEN@..."; from the envelope).  What came of it is one word for a log, static:
 * "joined", "asked" (a letter is to be confirmed), "left", "changed", "told", "forgotten", "refused", "ignored" (automatic,
 * no sender, a token of another), "limit" (too many letters; nothing was changed).
 */
int	 observing_mail(struct site *, struct span recipient, struct span mail, moment now, const char **done, struct err *);

/*
 * Remove whoever has this address and every trace of her: tokens, letters, limits, and the bytes in the database file.  1 there was
 * something, 0, -1.  Begins and ends its own transaction.
 */
int	 observing_forget(struct site *, const char *address, moment now, struct err *);

#endif
