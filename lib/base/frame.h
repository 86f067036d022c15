/*
 * Records with bytes behind them: a stanza with Length, its empty line, so many bytes, a line end.  What asm-fetch
 * writes and asm-page reads.
 */
#ifndef ASM_BASE_FRAME_H
#define ASM_BASE_FRAME_H

#include <stdio.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/record.h"

#define FRAME_LENGTH	"Length"

/*
 * The next one, into `r` (cleared) and `body` (reset; empty when there is no Length).  1, 0 at the end, -1: ERR_DATA for a
 * stanza that is none, or bytes that are cut or more than `max`; `line` as in record_read.
 */
int	 frame_read(struct io_reader *, struct record *r, struct buf *body, size_t max, unsigned long *line, struct err *);
/* Write one; a body is given by n > 0, and Length is added for it.  ERR_IO when the stream failed. */
int	 frame_write(FILE *, struct record *, struct span body, struct err *);

#endif
