/*
 * What the translators' memory and glossary know of a segment.
 */
#ifndef ASM_SITE_RECALL_H
#define ASM_SITE_RECALL_H

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "store/db.h"

struct recall {
	struct buf	 source, text;	/* what was translated before, and how */
	int		 percent;	/* how near its source is; 0: nothing is near enough */
};

#define RECALL_INIT	{ BUF_INIT, BUF_INIT, 0 }
#define RECALL_LEAST	75

/* The best match: exactly that source, else the nearest. */
int	 recall_find(struct recall *, struct db *priv, const char *source_language, const char *language,
	    const unsigned char digest[HASH_LEN], const char *source, struct err *);
void	 recall_free(struct recall *);

#endif
