/*
 * The seal: HMAC-SHA-256 with the site's secret over what asm-verify or asm-hold
 * said of a mail, and the mail's bytes (LF, no envelope line, exactly one final
 * newline, without that field).
 */
#ifndef ASM_TRUST_SEAL_H
#define ASM_TRUST_SEAL_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"

#define SEAL_VERIFIED	"Asm-Verified"
#define SEAL_REFUSED	"Asm-Refused"

/* The strings are borrowed by seal_write, and owned by what seal_check filled. */
struct seal {
	int	 refused;	/* which of the two fields */
	int	 verdict;	/* refused: 10-13 */
	const char *reason;	/* refused: one word */
	const char *assembly;	/* verified; refused with verdict 10: whose contact; else "" */
	const char *contact;
	const char *by;		/* "dkim", "mta", "token", "moderator" */
	const char *domain;	/* d= */
	const char *selector;	/* s= */
	const char *recipient;	/* rcpt=: envelope recipient */
	moment	 at;
};

/* Append to `out` the field, then `mail` normalised (its first line must not be a continuation line: ERR_BUG).  Values are %-encoded
 * outside [A-Za-z0-9._@+=-]. */
int	 seal_write(struct buf *out, const struct seal *, struct span secret, struct span mail, struct err *);
/*
 * Check the one seal on top of `mail`.  Fills `seal` (the caller frees with seal_free), and *rest with the mail behind
 * the field.  -1 ERR_REFUSED: "no seal", "two seals", "altered", "stale" (older than SEAL_SECONDS, or more than SEAL_AHEAD from the future).
 */
int	 seal_check(struct span mail, struct span secret, moment now, struct seal *, struct span *rest, struct err *);
void	 seal_free(struct seal *);

#endif
