/*
 * Which one address does a mail claim to come from?  Pure syntax over raw bytes,
 * strict where readers are lenient: everything doubtful is refused with a reason.
 */
#ifndef ASM_TRUST_IDENTITY_H
#define ASM_TRUST_IDENTITY_H

#include "base/buf.h"
#include "base/err.h"
#include "mail/field.h"

/*
 * The normal form (ASCII lower case, A-label domain) of the single From address.  1 appended to `address`;
 * 0: refused, *fault is one word of [a-z-] for Asm-Refused ("two-from", "encoded-word", ...), static; -1: no memory.
 */
int	 identity_from(const struct header *, struct buf *address, const char **fault, struct err *);
/* The same grammar and normal form for one bare addr-spec (the register, the list's own address).  As above. */
int	 identity_address(struct span addr_spec, struct buf *address, const char **fault, struct err *);

#endif
