/*
 * The letters to one whom perhaps nothing reaches.  Private to returns.
 */
#ifndef ASM_SITE_RETURNS_LETTER_H
#define ASM_SITE_RETURNS_LETTER_H

#include "base/err.h"
#include "base/time.h"
#include "site/site.h"

/* Actions of the tokens in their envelopes; the subject is the row number. */
#define RETURNS_WARNING	"bounce warning"
#define RETURNS_PROBE	"bounce probe"

/*
 * Write the warning or the probe, with the posts that did not arrive, in the caller's transaction: 1, 0 she is gone or the limit
 * is used up, -1.
 */
int	 returns_letter(struct site *, int64_t observer, int probe, moment now, struct err *);

#endif
