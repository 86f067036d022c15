/*
 * The relaxed forms of RFC 6376, 3.4.2 and 3.4.4, and the two digests that a
 * signature of RFC 8463 is made of.  Line ends may be LF or CRLF; what is digested has CRLF.
 */
#ifndef ASM_TRUST_CANON_H
#define ASM_TRUST_CANON_H

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "mail/field.h"

/* Append "name:value" and, unless it is the last of what is signed, CRLF. */
int	 canon_field(struct buf *, struct span name, struct span raw_value, int line_end);
/* Append the body: nothing of an empty one, else lines without trailing blanks and no empty line at the end. */
int	 canon_body(struct buf *, struct span body);

/* bh= */
int	 canon_body_hash(struct span body, unsigned char out[HASH_LEN], struct err *);
/*
 * What b= signs: for every name of a list parted by colons the next field of that name from the bottom up (nothing when
 * there is no more), then the signature field with that raw value, in which b= is empty.
 */
int	 canon_header_hash(const struct header *, struct span names, struct span unsigned_value,
	    unsigned char out[HASH_LEN], struct err *);

/* How many fields have that name. */
size_t	 canon_count(const struct header *, struct span name);
/* Is it one of our fields that must be signed?  (Asm-Date is written on output and nobody's word.) */
int	 canon_is_asm(struct span name);

#endif
