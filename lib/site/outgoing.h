/*
 * An article as it leaves: the stored bytes, with the fields on top that are
 * ours to say here and now and that no signature covers.
 */
#ifndef ASM_SITE_OUTGOING_H
#define ASM_SITE_OUTGOING_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "site/site.h"

/* For a stream: Asm-Date and, where the site has an address in the web, Archived-At.  Appends fields and article. */
int	 outgoing_stream(struct buf *, struct site *, struct span article, moment arrival, struct err *);
/*
 * For observers: the fields above, List-Id and its kin (RFC 2919, 2369), Precedence and our loop mark.  `leave`: the token by
 * which the one reader of this copy leaves (site/personal), with a link for one click (RFC 8058); NULL: a copy for many.
 */
int	 outgoing_mail(struct buf *, struct site *, struct span article, moment arrival, const char *leave, struct err *);
/*
 * The page of an article in the web archive, appended; nothing if the site has no address in the web:
 * posts/41.html, posts/41.es.html for a translation, issues/weekly-2026-11-14.es.html.
 */
int	 outgoing_url(struct buf *, struct site *, struct span article, struct err *);

#endif
