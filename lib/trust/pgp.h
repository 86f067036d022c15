/*
 * OpenPGP signatures of other people's mail (RFC 3156), verified by gpgv with one key ring an assembly.  What a
 * signature says is its signed part, with the protected header in it (RFC 9788) and no other.
 */
#ifndef ASM_TRUST_PGP_H
#define ASM_TRUST_PGP_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "mail/field.h"

#define PGP_FINGERPRINT	40	/* hex digits of a primary key's fingerprint */

struct pgp_ask {
	const char	*ring;		/* file of keys, as gpgv reads it; may be missing */
	const char	*fingerprints;	/* of primary keys that count, upper case, parted by a blank */
	const char	*address;	/* normal form: who must stand in the protected From */
	const char *const *list;	/* as in dkim_ask: one must stand in the protected To or Cc */
	moment		 now;
};

struct pgp_answer {
	int		 pass;
	const char	*reason;	/* why not: "pgp-none", "pgp-signature", "pgp-unprotected", ... static */
	char		 fingerprint[PGP_FINGERPRINT + 1];
};

/* Of a split mail.  0 and the answer, also where there is no gpgv; -1 no memory, or ERR_AGAIN: gpgv did not come to an end. */
int	 pgp_check(const struct pgp_ask *, const struct header *, struct pgp_answer *, struct err *);
/*
 * Put the protected From, Date, Subject, To, Cc, In-Reply-To and References in front (`out`, LF), of a mail that passed.
 * pgp_protects: is `name` one of these?
 */
int	 pgp_protected(struct buf *out, const struct header *, struct err *);
int	 pgp_protects(struct span name);

/*
 * Fingerprints as people copy them, with blanks anywhere and in any case: appended in upper case, one blank between them.
 * 1; 0 they are none, or more than PGP_KEYS.
 */
int	 pgp_fingerprints(struct buf *, struct span);
/* Keys as gpgv wants them: what is armoured (RFC 4880, 6.2), without its armour; anything else as it is.  0, -1 ERR_DATA. */
int	 pgp_ring(struct buf *, struct span, struct err *);

#endif
