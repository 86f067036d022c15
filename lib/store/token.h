/*
 * Tokens: 160 random bits in a letter to one address, which allow their bearer
 * one action.  Only their digests are kept; one of them is used once, however many try at the same time.
 */
#ifndef ASM_STORE_TOKEN_H
#define ASM_STORE_TOKEN_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "store/db.h"

#define TOKEN_CHARS	32	/* base32, lower case: fit for a local part, whose case is folded on the way */

enum token_state { TOKEN_OPEN, TOKEN_USED, TOKEN_VOID, TOKEN_EXPIRED };

struct token {
	char		*action;	/* "confirm": what it allows */
	char		*subject;	/* and to what */
	char		*address;	/* whose it is, normal form */
	moment		 expires;
	enum token_state state;
};

/* A new one, appended.  -1: no randomness, no memory. */
int	 token_make(struct buf *text, struct err *);
/* Remember one that was made; valid while now < expires. */
int	 token_put(struct db *, struct span text, const char *action, const char *subject, const char *address,
	    moment now, moment expires, struct err *);
/* What is known of it (its case does not matter): 1 and *token (owned, token_free), 0 nothing, -1. */
int	 token_find(struct db *, struct span text, moment now, struct token *, struct err *);
void	 token_free(struct token *);
/* Use it up, inside the transaction of what it causes: 1 it is ours, 0 it is not open any more, -1. */
int	 token_use(struct db *, struct span text, moment now, struct err *);
/* All open tokens of an action on a subject are of no use any more. */
int	 token_void(struct db *, const char *action, const char *subject, struct err *);
/* The addresses that got one for that, in any state: rows of (address); end with db_done. */
struct db_rows *token_holders(struct db *, const char *action, const char *subject, struct err *);
/* Forget those that ended more than 30 days ago: until then whoever comes late can be told so. */
int	 token_expire(struct db *, moment now, struct err *);

#endif
