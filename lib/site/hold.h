/*
 * Held mail: its contact is asked whether she wrote it; she, or a moderator,
 * decides; what is to be posted is written for asm-post until the log has it.
 */
#ifndef ASM_SITE_HOLD_H
#define ASM_SITE_HOLD_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "site/site.h"
#include "store/held.h"

/* All of it needs SITE_PUBLIC_READ and SITE_PRIVATE. */

enum hold_kept { HOLD_KEPT, HOLD_KNOWN, HOLD_FULL };

/*
 * Keep a mail (what stands behind its seal), once.  Verdict 10: the contact is asked, unless the limit is used up
 * (*silent is 1 then: a summary follows); 65: she is told why.  A decided mail that comes back as 11 or 65 is decided
 * no longer.  `h` as store/held wants it.
 */
int	 hold_keep(struct site *, const struct held *h, struct span message, moment now, enum hold_kept *, int *silent,
	    struct err *);

/*
 * An answer to confirm+TOKEN@.  1: held mail *id is to be posted now (hold_emit); 0: whatever it said is done, or it
 * counts for nothing; -1.  *what is a word for the log, static.
 */
#define HOLD_NOBODY_TOLD	"unclear-and-nobody-told"	/* neither yes nor no, and there is no moderator to ask */
int	 hold_reply(struct site *, const char *recipient, struct span mail, moment now, int64_t *id, const char **what,
	    struct err *);

/* An admin decides.  1 done (or, of a release, done before); 0 it cannot be: *why, static; -1. */
int	 hold_release(struct site *, int64_t id, moment now, const char **why, struct err *);
int	 hold_discard(struct site *, int64_t id, moment now, const char **why, struct err *);

/* The decided mail under its seal, appended: 1; 0 there is none of that number, it is not decided, or the log has it; -1. */
int	 hold_emit(struct site *, int64_t id, moment now, struct buf *out, struct err *);

/* What is decided and not in the log yet, by number; `each` returns 0 to go on. */
typedef int hold_fn(void *arg, const struct held *, struct err *);
int	 hold_pending(struct site *, hold_fn *each, void *arg, struct err *);
/* What time brings: expiry, summaries, and the end of decisions that the log has. */
int	 hold_tidy(struct site *, moment now, struct err *);
/*
 * What waits for a decision, to each moderator, who may decide by answering; once a day, and not if nothing waits.  *letters:
 * how many.
 */
int	 hold_daily(struct site *, moment now, long *letters, struct err *);

#endif
