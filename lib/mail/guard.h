/*
 * What must be true of bytes before libetpan may see them.
 */
#ifndef ASM_MAIL_GUARD_H
#define ASM_MAIL_GUARD_H

#include "base/buf.h"
#include "base/err.h"

/*
 * Copy `message` into `out` made harmless (same length, same lines; 16 zero bytes behind it), one linear pass.
 * 1: safe to parse; 0: its structure must not be parsed (limits GUARD_*); -1: no memory.
 */
int	 guard_copy(struct buf *out, struct span message, struct err *);

#endif
