/*
 * The log's rows: one append-only table of articles.
 */
#ifndef ASM_STORE_ARTICLE_H
#define ASM_STORE_ARTICLE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/time.h"
#include "store/db.h"

/* Where an article stands here. */
struct article_row {
	int64_t	serial;
	moment	arrival;
};

/* What is stored beside the message; all of it repeats what the message says. */
struct article_columns {
	const char	*origin, *chain, *id, *type;
	int64_t		 seq;
	const unsigned char *proof;	/* HASH_LEN bytes, or NULL */
	const unsigned char *original;	/* HASH_LEN bytes, or NULL */
	unsigned char	 leaf[HASH_LEN];
	struct span	 message;
};

/* Inside a transaction of the caller's.  The row gets the next serial, and arrival = max(now, last). */
int	 article_insert(struct db *, const struct article_columns *, moment now, struct article_row *, struct err *);

/* The article of a serial; its message is appended.  1, 0 none, -1. */
int	 article_get(struct db *, int64_t serial, struct article_row *, struct buf *message, struct err *);
/* The first one above a serial.  1, 0 none, -1. */
int	 article_after(struct db *, int64_t serial, struct article_row *, struct buf *message, struct err *);
/* By Message-ID (without <>). 1, 0, -1. */
int	 article_find(struct db *, const char *id, int64_t *serial, struct err *);
/* By what was said, among the articles of one origin.  1, 0, -1. */
int	 article_find_proof(struct db *, const char *origin, const unsigned char proof[HASH_LEN],
	    int64_t *serial, struct err *);
/* The head of a chain: 1 and the highest sequence with its leaf; 0 when it has not begun (seq 0, leaf zeros); -1. */
int	 article_head(struct db *, const char *origin, const char *chain, int64_t *seq,
	    unsigned char leaf[HASH_LEN], struct err *);
/* The id of the article made from a sender's Message-ID (its digest), one of the same assembly first.  1 appended, 0, -1. */
int	 article_find_original(struct db *, const unsigned char original[HASH_LEN], const char *assembly,
	    struct buf *id, struct err *);

#endif
