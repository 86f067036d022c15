/*
 * The table of articles: appended to, never changed.  Rows only; what an article is, trust/article knows.
 */
#ifndef ASM_STORE_ARTICLE_H
#define ASM_STORE_ARTICLE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/time.h"
#include "store/db.h"

/* A row.  When read, everything is borrowed until the next row or the end. */
struct articles_row {
	int64_t		 serial;	/* 0 when it is to be added: given by the table */
	moment		 arrival;
	const char	*origin, *chain;
	int64_t		 seq;
	const char	*id;		/* Message-ID without <> */
	const char	*type;
	struct span	 proof;		/* HASH_LEN bytes, or empty */
	struct span	 original;	/* the same */
	struct span	 leaf;
	struct span	 digest;	/* SHA-256 of message */
	struct span	 message;
};

/* Append; row->serial is filled. */
int	 articles_add(struct db *, struct articles_row *, struct err *);
/* The newest of a chain: 1, 0 the chain is empty, -1. */
int	 articles_head(struct db *, const char *origin, const char *chain, int64_t *seq, unsigned char leaf[HASH_LEN],
	    struct err *);
/* Serial and arrival of the newest article, or 0 and MOMENT_NONE. */
int	 articles_last(struct db *, int64_t *serial, moment *arrival, struct err *);

/* Readers: end with db_done.  articles_next: 1, 0 at the end, -1. */
struct db_rows *articles_after(struct db *, int64_t serial, struct err *);	/* in the order of their serials */
struct db_rows *articles_by_serial(struct db *, int64_t serial, struct err *);
struct db_rows *articles_by_id(struct db *, const char *id, struct err *);
struct db_rows *articles_by_proof(struct db *, const char *origin, const unsigned char proof[HASH_LEN], struct err *);
int	 articles_next(struct db_rows *, struct articles_row *, struct err *);

/* Is what has this proof in the log? 1, 0, -1. */
int	 articles_has_proof(struct db *, const char *origin, const unsigned char proof[HASH_LEN], struct err *);
/*
 * Of which article is this Message-ID the name, ours or (by its digest) the sender's?  The same assembly's first, a
 * translation stands for its original: 1 and our id appended, 0 of none, -1.
 */
int	 articles_resolve(struct db *, const char *id, const unsigned char digest[HASH_LEN], const char *assembly,
	    struct buf *out, struct err *);
/* How many there are of a type; NULL: of all. */
int	 articles_count(struct db *, const char *type, int64_t *n, struct err *);

#endif
