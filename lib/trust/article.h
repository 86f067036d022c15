/*
 * Articles: what was said has one name (the proof), one form (the header rebuilt
 * from an allow-list), one signature (Ed25519 as a DKIM-Signature) and one place in a chain.
 * Formats: asm-mail(5).
 */
#ifndef ASM_TRUST_ARTICLE_H
#define ASM_TRUST_ARTICLE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/key.h"
#include "mail/field.h"

#define ARTICLE_ALGORITHM	"ed25519-sha256"
#define ARTICLE_FORM		"relaxed/relaxed"

/*
 * Asm-Proof: SHA-256 over the assembly's id, the From, Date and Subject values and the whole body, relaxed as in
 * RFC 6376.  A missing Subject is empty.  Of an OpenPGP signed mail the signed part stands for the body: the signature
 * can be written in many ways, and all of them say the same.
 */
int	 article_proof(struct span assembly, const struct header *, unsigned char proof[HASH_LEN], struct err *);
/* HMAC(secret, proof) in base32, "@domain": a Message-ID without the brackets, appended. */
int	 article_id(struct buf *, struct span secret, const unsigned char proof[HASH_LEN], const char *domain, struct err *);

/*
 * Sign: `message` is a whole article (LF) with all fields but DKIM-Signature; the field is put on top.  h= lists each signed
 * field once more than it occurs.
 */
int	 article_sign(struct buf *message, const struct key *, const char *domain, const char *selector, struct err *);
/* The public key of (domain, selector): 1, 0 unknown, -1. */
typedef int article_key_fn(void *arg, const char *domain, const char *selector, struct key *, struct err *);
/* Every rule of asm-mail(5), "Articles": -1 ERR_DATA says in one line what is wrong; ERR_REFUSED: unknown key or bad signature. */
int	 article_check(struct span message, article_key_fn *, void *arg, struct err *);
/* All of them but those of the signature: for what article_sign has signed just now. */
int	 article_check_form(struct span message, struct err *);
/* The leaf of a signed article, from its own Asm-Origin, Asm-Chain, Asm-Seq, Asm-Prev, Message-ID and b=. */
int	 article_leaf(struct span message, unsigned char leaf[HASH_LEN], struct err *);

/* The fields of an article everybody asks for; spans borrow from the message. */
struct article {
	struct header	 header;
	struct span	 id;		/* Message-ID without <> */
	struct span	 origin, chain, type;
	unsigned long long seq;
	unsigned char	 prev[HASH_LEN];
	int		 has_proof;
	unsigned char	 proof[HASH_LEN];
	int		 has_original;
	unsigned char	 original[HASH_LEN];
};

int	 article_open(struct article *, struct span message, struct err *);	/* ERR_DATA if one is missing or malformed */
void	 article_close(struct article *);

#endif
