/*
 * Entries of the newswire, for posting_own only.
 */
#ifndef ASM_SITE_POSTING_WIRE_H
#define ASM_SITE_POSTING_WIRE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/time.h"
#include "mail/field.h"
#include "site/site.h"

#define WIRE_OLD	(14 * INT64_C(86400))	/* seconds: what is older is no news */

int	 posting_wire_proof(const struct header *, unsigned char proof[HASH_LEN], struct err *);
/* The header of the article.  ERR_REFUSED: not of an endorsed assembly of ours, or no news; ERR_AGAIN: Wire (asm.conf) of them today. */
int	 posting_wire(struct site *, const struct header *, moment now, struct buf *out, struct err *);

#endif
