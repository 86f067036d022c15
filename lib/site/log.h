/*
 * The log: the only place where articles are signed, chained, numbered and stored.
 */
#ifndef ASM_SITE_LOG_H
#define ASM_SITE_LOG_H

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/time.h"
#include "site/site.h"

/* What is to become an article. Spans are borrowed. */
struct log_draft {
	const char	*type;		/* "post", "record", "translation", "issue", "wire" */
	struct span	 fields;	/* header lines (LF) the writer has made, without Message-ID and those of the chain */
	struct span	 body;		/* LF */
	unsigned char	 proof[HASH_LEN];
	unsigned char	 original[HASH_LEN];	/* SHA-256 of the sender's Message-ID */
	int		 has_original;
	const char	*id;		/* Message-ID where it is fixed by contract (issues, translations); NULL: minted from the proof */
	const char	*assembly;	/* post: whose endorsement is checked in the transaction; "" otherwise */
	const char	*contact;
	struct span	 in_reply_to;	/* ids as sent, mapped or dropped by the log */
	struct span	 references;
};

/*
 * Append in one transaction: endorsement (ERR_REFUSED), proof already there (then *known = 1 and the stored article is
 * given), sequence, number, signature, row, derived rows.  `out` gets the stored article (reset first).  Durable on 0.
 */
int	 log_append(struct site *, const struct log_draft *, moment now, struct buf *out, int *known, struct err *);

#endif
