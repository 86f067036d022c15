/*
 * Received (RFC 5321 4.4): who wrote the topmost one, and when.
 */
#ifndef ASM_MAIL_RECEIVED_H
#define ASM_MAIL_RECEIVED_H

#include "base/buf.h"
#include "base/time.h"
#include "mail/field.h"

/*
 * The host behind "by" in an unfolded value, comments skipped: borrowed; 1, or 0 if there is none where RFC 5321 puts it
 * (what follows "from" is the client's word and never taken for it).
 */
int	 received_by(struct span value, struct span *host);
/* The moment behind the last semicolon. 0, -1. */
int	 received_date(struct span value, moment *);
/*
 * When did the mail reach our MTA: by the topmost Received, which must be written by `host` unless that is NULL or
 * empty.  0; -1: no such field, no such date.
 */
int	 received_here(const struct header *, const char *host, moment *);

#endif
