/*
 * The address and the link by which one observer leaves: an HMAC over her row
 * number with the site's secret.  It needs no row, never goes stale (old mails are clicked too), and dies with her
 * number, which nobody gets again.
 */
#ifndef ASM_SITE_PERSONAL_H
#define ASM_SITE_PERSONAL_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "site/site.h"

/* "l12-" and 26 letters and digits, appended: fit for a local part and for a URL. */
int	 personal_token(struct site *, int64_t observer, struct buf *, struct err *);
/* Whose is it?  1 and *observer, 0 it is none of ours, -1. */
int	 personal_check(struct site *, struct span token, int64_t *observer, struct err *);

#endif
