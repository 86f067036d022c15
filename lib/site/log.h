/*
 * The log: the only place where articles are signed, chained, numbered and stored.
 *
 *	if ((log = log_begin(site, now, &e)) == NULL)
 *		...
 *	... read site->pub: nobody else writes until the end ...
 *	if (log_add(log, &draft, &article, &e) == 0 && log_commit(log, &e) == 0)
 *		... it is durable ...
 *	log_end(log);
 */
#ifndef ASM_SITE_LOG_H
#define ASM_SITE_LOG_H

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/time.h"
#include "site/site.h"

/* What is to become an article.  Spans are borrowed. */
struct log_draft {
	const char	*type;		/* "post", "record", "translation", "issue", "wire" */
	/*
	 * Header lines (LF) in the order in which they are to stand: all but Message-ID, Newsgroups, Approved,
	 * Asm-Type, Asm-Number and the fields of proof, chain and signature.
	 */
	struct span	 fields;
	struct span	 body;		/* LF */
	const unsigned char *proof;	/* NULL: none (what has a fixed Message-ID) */
	const unsigned char *original;	/* SHA-256 of the sender's Message-ID; NULL: none */
	const char	*id;		/* a Message-ID, without <>, that is fixed by contract; NULL: minted from the proof */
};

struct log;

/*
 * Take the lock of public.db, which must be open for writing.  NULL: busy, no key, no secret, restored from a backup
 * and not let sign again (ERR_AGAIN, site/backup.h) ...
 */
struct log *log_begin(struct site *, moment now, struct err *);
/* Is it there already, by Message-ID if that is fixed, else by proof?  1 and the stored bytes in `out` (reset first), 0, -1. */
int	 log_find(struct log *, const struct log_draft *, struct buf *out, struct err *);
/*
 * Append: sequence, number, signature, row, derived rows.  `out` (reset first) gets the stored bytes.  ERR_DATA: it is
 * larger, or has longer lines, than an article may.
 */
int	 log_add(struct log *, const struct log_draft *, struct buf *out, struct err *);
/* Durable on 0.  On -1 nothing was written. */
int	 log_commit(struct log *, struct err *);
/* Free; what was not committed is undone.  NULL is fine. */
void	 log_end(struct log *);

#endif
