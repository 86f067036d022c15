/*
 * Any charset a mail names, to UTF-8 (iconv behind an alias table).
 */
#ifndef ASM_TEXT_CHARSET_H
#define ASM_TEXT_CHARSET_H

#include "base/buf.h"
#include "base/err.h"

/*
 * Append `bytes` in charset `name` (from a mail: hostile) as valid UTF-8.  Never
 * fails on content: bad sequences become U+FFFD each; an unknown, empty or wrong
 * name means UTF-8 if the bytes are valid UTF-8 (or most of them are, and the others windows-1252), else
 * windows-1252; so does us-ascii, under which 8-bit bytes have no meaning of their own.  latin1 is read as windows-1252,
 * as senders mean it, and so is gb2312, big5 or euc-kr if nothing in it can be Chinese or Korean.  A byte order
 * mark in front is taken off.  -1 only when memory is out.
 */
int	 charset_decode(struct buf *, struct span name, struct span bytes, struct err *);
/* 1 if the name leads to a charset we can read. */
int	 charset_known(struct span name);
/* Close the handles that are kept open. */
void	 charset_end(void);

#endif
