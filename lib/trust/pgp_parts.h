/*
 * The two parts of an OpenPGP signed mail (RFC 3156), cut strictly from the raw bytes: signed bytes must be
 * exactly these, and no reader may see others.
 */
#ifndef ASM_TRUST_PGP_PARTS_H
#define ASM_TRUST_PGP_PARTS_H

#include "base/buf.h"
#include "base/err.h"
#include "mail/field.h"

struct pgp_parts {
	struct span	 content;	/* header and body of the first part, without the line end before the delimiter */
	struct span	 signature;	/* body of the second */
};

/*
 * Spans borrow from the mail.  1; 0: it is no multipart/signed of exactly two parts, the second application/pgp-signature
 * without a transfer encoding of its own; -1 no memory.
 */
int	 pgp_split(const struct header *, struct pgp_parts *, struct err *);

#endif
