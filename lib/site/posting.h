/*
 * Mails to articles: what a contact wrote, and what our own pipes wrote, in the
 * form that leaves (asm-mail(5), "Articles").
 */
#ifndef ASM_SITE_POSTING_H
#define ASM_SITE_POSTING_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "site/log.h"
#include "site/site.h"
#include "trust/seal.h"

/* What can be known of a contact's mail before the log is locked. */
struct posting;

/*
 * Of a verified mail (what seal_check leaves of it), in the name of the seal's assembly; both are borrowed until posting_free.
 * ERR_DATA: no Date.
 */
struct posting *posting_read(struct site *, const struct seal *, struct span mail, struct err *);
void	 posting_free(struct posting *);		/* NULL is fine */
/*
 * Into the log.  `out` (reset first) gets the stored article, also when what it says stands there already.  ERR_REFUSED: the
 * contact is not endorsed now; ERR_DATA: too large, lines too long.  After any error the log is not to be committed.
 */
int	 posting_add(struct posting *, struct log *, moment now, struct buf *out, struct err *);

enum posting_own { POSTING_ISSUE, POSTING_TRANSLATION, POSTING_WIRE };

/*
 * The same with a mail of asm-digest, asm-translate-queue or asm-feed -i.  ERR_DATA: it is more, or less, than one of its form may be;
 * ERR_REFUSED: the newswire does not take it; ERR_AGAIN: not today.
 */
int	 posting_own(struct site *, struct log *, enum posting_own, struct span mail, moment now, struct buf *out, struct err *);

#endif
