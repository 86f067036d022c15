/*
 * What a mail refers to, in the log's own names: Message-IDs, ours or the
 * sender's, and numbers of posts.
 */
#ifndef ASM_SITE_THREAD_H
#define ASM_SITE_THREAD_H

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "store/db.h"

/* SHA-256 of a Message-ID without <>: Asm-Original. */
int	 thread_digest(struct span id, unsigned char digest[HASH_LEN], struct err *);
/* The next "<id>" of an unfolded value, without <>, taken off *rest. 1, 0. */
int	 thread_next(struct span *rest, struct span *id);
/*
 * Append our names of all ids of an unfolded In-Reply-To or References value, as "<id> <id>"; what is not in the log and
 * what is there already is left out.  At most THREAD_IDS, the last ones.
 */
int	 thread_map(struct db *, struct span value, const char *assembly, struct buf *out, struct err *);
/*
 * The post that a number names: "41" is of `home`, "other.example/41" of another origin.  `assembly`: only its own; NULL:
 * anybody's.  1 and the id appended, 0, -1.
 */
int	 thread_number(struct db *, const char *number, const char *home, const char *assembly, struct buf *id, struct err *);

#endif
