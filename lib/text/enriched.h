/*
 * text/enriched (RFC 1896) and its older brother text/richtext (RFC 1341) as plain text.
 */
#ifndef ASM_TEXT_ENRICHED_H
#define ASM_TEXT_ENRICHED_H

#include "base/buf.h"
#include "base/err.h"

/* Append the words: commands and their parameters gone, line ends as a reader of the format sees them.  Any bytes will do. */
int	 enriched_text(struct buf *, struct span utf8, int richtext, struct err *);

#endif
