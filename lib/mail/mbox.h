/*
 * Streams of mail: mboxrd out; mboxrd, mboxo, mboxcl2 or one bare message in.
 */
#ifndef ASM_MAIL_MBOX_H
#define ASM_MAIL_MBOX_H

#include <stdio.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"

struct mbox;

/* Reads from fd (not owned).  A first line "From " means mbox; anything else is one message. */
struct mbox *mbox_open(int fd, struct err *);
void	 mbox_free(struct mbox *);
/*
 * Before the first message: what mbox_write wrote is read, and strangers' messages are in it.  Nothing but the "From "
 * lines parts them then, whatever length or line ends a message claims; a mail must not swallow the one behind it.
 */
void	 mbox_plain(struct mbox *);
/*
 * The next message, without its "From " line, unquoted, LF line ends, into `out` (reset first).  1, 0 at
 * the end, -1 on read errors.  A message over MESSAGE_MAX is cut there (mbox_cut says so) and the stream goes on behind it.
 */
int	 mbox_next(struct mbox *, struct buf *out, struct err *);
/*
 * 1 if the next message is not whole in memory and nothing comes for `ms` milliseconds: who gathers messages had better see to
 * those that are there.
 */
int	 mbox_idle(const struct mbox *, int ms);
/* Of the last message: */
int	 mbox_cut(const struct mbox *);
const char *mbox_envelope(const struct mbox *);	/* its "From " line, "" if there was none */
int	 mbox_is_stream(const struct mbox *);		/* 1 once the input is known to be an mbox */

/* Write one message in mboxrd: "From sender date" line, ">From " quoting, an empty line behind. */
int	 mbox_write(FILE *, struct span message, const char *sender, moment, struct err *);

/*
 * A stream kept in an unnamed temporary file, so that a filter that must sort
 * holds an index of it in memory and the bytes on disk.
 */
struct spool;

struct spool *spool_new(struct err *);
void	 spool_free(struct spool *);
/* Append a message; *at is its handle. */
int	 spool_add(struct spool *, struct span, size_t *at, struct err *);
int	 spool_get(struct spool *, size_t at, struct buf *out, struct err *);	/* out is reset first */

#endif
