/*
 * The life of a contact: applied, shown by its page, confirmed by its mailbox, endorsed by an admin, looked at
 * every week, warned, suspended, changed, recalled.  What is decided about an endorsed assembly is an article.
 */
#ifndef ASM_SITE_LIFE_H
#define ASM_SITE_LIFE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/record.h"
#include "base/time.h"
#include "site/register.h"
#include "site/site.h"
#include "trust/seal.h"

/* All need SITE_PUBLIC and SITE_PRIVATE. */

/*
 * A mail to assembly@ or entry@, or to one of these with a token, as asm-verify sealed it.  What came of it is one word for a
 * log, static: "applied", "unclear" (its writer was told what to write), "confirmed", "endorsed", "listed", "recalled",
 * "asked", "refused", "ignored", "limit".
 */
int	 life_mail(struct site *, const struct seal *, struct span mail, moment now, const char **done, struct err *);

/* Whose pages are to be looked at now: Id, Page and Address of each, as asm-fetch wants them. */
int	 life_due(struct site *, moment now, register_fn *each, void *arg, struct err *);
/*
 * What asm-page says of one of them (Id, Address, Verdict, Reason, Block-Digest, Other), and what follows from it.  1; 0
 * it is nobody's or it says nothing; -1 ERR_DATA.
 */
int	 life_seen(struct site *, const struct record *, moment now, struct err *);
/* A human has looked at a page that is to be reviewed: it shows this address. 1, 0 there is nothing to say yes to, -1. */
int	 life_accept(struct site *, const char *id, const char *address, moment now, struct err *);
/* The steps so far and the last sign of life, added to what register_list says: Step, Alive. */
int	 life_tell(struct site *, struct record *, struct err *);
/* Something was decided: a step to remember.  An endorsement by mail tells the contact, too. */
int	 life_decided(struct site *, const char *id, const char *what, const char *role, const char *why, int by_mail,
	    moment now, struct err *);

#endif
