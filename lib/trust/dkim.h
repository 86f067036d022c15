/*
 * DKIM signatures of other people's mail (libopendkim), with every condition of
 * ours on top: a pass here means that the From domain vouches for exactly this mail.
 */
#ifndef ASM_TRUST_DKIM_H
#define ASM_TRUST_DKIM_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "mail/field.h"

/*
 * Look up the key record "selector._domainkey.domain": 1 and the TXT text appended, 0 there is none for sure,
 * -1 trouble (try again).
 */
typedef int dkim_key_fn(void *arg, const char *name, struct buf *txt, struct err *);

struct dkim_ask {
	struct span	 from_domain;		/* normal */
	int		 relaxed;		/* d= may be a parent within the registrable domain */
	const char *const *list;		/* NULL-terminated normal addresses of ours, one must be in a signed To or Cc ("+extension" allowed) */
	moment		 now;
	dkim_key_fn	*key;
	void		*key_arg;
};

struct dkim_answer {
	int	 pass;
	int	 trouble;		/* no pass, and a key look-up failed that may work later */
	char	 domain[256];		/* d= and s= of the signature that passed */
	char	 selector[256];
	const char *reason;		/* one word why not: "unsigned", "unaligned", "body", "expired", "list-unsigned", ... static */
	size_t	 lookups;		/* keys that were asked for: at most DKIM_SIGNATURES */
	struct span covered;		/* h= of the one that passed: names parted by ':', borrowed from the answer's own store */
	struct buf  store;
};

/* Of a split mail, LF or CRLF.  0 and the answer filled, -1 only for our own troubles (memory). */
int	 dkim_check(const struct dkim_ask *, const struct header *, struct dkim_answer *, struct err *);
/*
 * Said once, by a program that asks libcrypto for nothing else: as long as all verifies, only what that needs is set up (an
 * Ed25519 signature takes half the time).  After it, key_sign and its like may fail until something did not verify.
 */
void	 dkim_alone(void);
/*
 * The same for a signature that our MTA has verified and says so (trust/authres): all conditions but the cryptographic one are
 * checked on the DKIM-Signature that it names.
 */
struct dkim_seen {
	const char	*domain;		/* header.d */
	const char	*selector;		/* header.s; "" if not said */
	const char	*prefix;		/* header.b: how b= begins; "" if not said, but then there is a selector */
};

int	 dkim_believe(const struct dkim_ask *, const struct header *, const struct dkim_seen *, struct dkim_answer *, struct err *);
/* The library's handle is kept from the first check on; close it. */
void	 dkim_end(void);
void	 dkim_answer_free(struct dkim_answer *);
/* Is field `name` covered by h=? 1 or 0. */
int	 dkim_covers(const struct dkim_answer *, const char *name);

/* A key file: lines "selector._domainkey.domain TEXT"; for dkim_ask.key with arg = the struct. */
struct dkim_keys;
struct dkim_keys *dkim_keys_open(const char *path, struct err *);
void	 dkim_keys_free(struct dkim_keys *);
int	 dkim_keys_get(void *keys, const char *name, struct buf *txt, struct err *);

#endif
