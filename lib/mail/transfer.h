/*
 * Content transfer encodings, both ways, at the speed of memory.
 */
#ifndef ASM_MAIL_TRANSFER_H
#define ASM_MAIL_TRANSFER_H

#include "base/buf.h"
#include "base/err.h"

/* Decode by name ("base64", "quoted-printable", "x-uuencode", anything else: as it is); lenient, at most `max` bytes.  1 if cut, 0, -1. */
int	 transfer_decode(struct buf *, const char *encoding, struct span, size_t max, struct err *);
int	 transfer_qp_encode(struct buf *, struct span text);		/* LF line ends in and out */
int	 transfer_base64_encode(struct buf *, struct span bytes);	/* lines of 76 */
/* The best encoding for a text: "7bit", "8bit" never, "quoted-printable" or "base64" by size. */
const char *transfer_choose(struct span text);

#endif
