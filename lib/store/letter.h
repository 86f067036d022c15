/*
 * Letters to one person each, waiting for the courier.  Put there by
 * site/answer alone; gone once the MTA has taken them, since tokens stand in them.
 */
#ifndef ASM_STORE_LETTER_H
#define ASM_STORE_LETTER_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "store/db.h"

/* Inside the transaction of what the letter tells.  `sender`: of the envelope, "" for none. */
int	 letter_put(struct db *, const char *sender, const char *recipient, struct span message, moment now, struct err *);

struct letter {
	int64_t		 id;
	int		 tries;
	struct buf	 sender;
	struct buf	 recipient;
	struct buf	 message;
};

/* The first one after `id` that is due: 1 and *letter (buffers are reset first; the caller frees them), 0 none, -1. */
int	 letter_due(struct db *, int64_t id, moment now, struct letter *, struct err *);
void	 letter_free(struct letter *);
/* Is it still to be sent? 1, 0, -1.  Asked again under its lock. */
int	 letter_open(struct db *, int64_t id, struct err *);
int	 letter_done(struct db *, int64_t id, struct err *);
/* Not taken: when to try again, and why in one word or two (never an address). */
int	 letter_retry(struct db *, int64_t id, moment next, const char *trouble, struct err *);
/* Refused for good: kept, not tried again. */
int	 letter_refuse(struct db *, int64_t id, const char *why, struct err *);

#endif
