/*
 * What both ways of posting share: header lines.  Private to posting.
 */
#ifndef ASM_SITE_POSTING_FIELDS_H
#define ASM_SITE_POSTING_FIELDS_H

#include "base/buf.h"
#include "base/err.h"
#include "mail/field.h"

/* "From: NAME <list>", the name in encoded words where it must be. */
int	 posting_from(struct buf *, const char *name, const char *list);
/* "NAME: value" for UTF-8 that came from outside: encoded, folded; nothing if the value is NULL or empty. */
int	 posting_text(struct buf *, const char *name, const char *utf8);
/* "NAME: value" for ASCII of ours, folded at blanks; nothing if it is NULL or empty. */
int	 posting_ascii(struct buf *, const char *name, const char *value);
void	 posting_copy_subject(struct buf *, const struct header *);
/* Date and Subject, byte for byte. */
int	 posting_copy_told(struct buf *, const struct header *, struct err *);
/* MIME-Version and the Content fields that leave, byte for byte. */
int	 posting_copy_mime(struct buf *, const struct header *);

#endif
