/*
 * Mails to articles: what a contact wrote, and what our own pipes wrote, in the
 * form that leaves (asm-mail(5), "Articles").
 */
#ifndef ASM_SITE_POSTING_H
#define ASM_SITE_POSTING_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "site/site.h"
#include "trust/seal.h"

/*
 * Post a verified mail (what seal_check leaves of it) in the name of the seal's assembly.  `out` (reset first) gets the
 * stored article, also when what it says stands in the log already.  ERR_REFUSED: the contact is not endorsed now;
 * ERR_DATA: too large, lines too long, no Date.
 */
int	 posting_contact(struct site *, const struct seal *, struct span mail, moment now, struct buf *out, struct err *);

enum posting_own { POSTING_ISSUE, POSTING_TRANSLATION, POSTING_WIRE };

/*
 * Post a mail of asm-digest, asm-translate-queue or asm-feed -i.  ERR_DATA: it is more, or less, than one of its form may be;
 * ERR_REFUSED: the newswire does not take it; ERR_AGAIN: not today.
 */
int	 posting_own(struct site *, enum posting_own, struct span mail, moment now, struct buf *out, struct err *);

#endif
