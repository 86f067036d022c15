/*
 * The Ed25519 keys with which servers sign their articles (libcrypto).
 */
#ifndef ASM_BASE_KEY_H
#define ASM_BASE_KEY_H

#include "base/buf.h"
#include "base/err.h"

#define KEY_LEN		32	/* raw private seed, and raw public key */
#define KEY_SIG_LEN	64

struct key {
	unsigned char	seed[KEY_LEN];		/* private; zero when only public */
	unsigned char	pub[KEY_LEN];
	int		is_private;
};

int	 key_make(struct key *, struct err *);
/* From a 32-byte seed. */
int	 key_of_seed(struct key *, const unsigned char seed[KEY_LEN], struct err *);
/* From base64 of the public key, as a DKIM p= tag has it. */
int	 key_of_public(struct key *, struct span base64, struct err *);
int	 key_sign(const struct key *, const void *, size_t, unsigned char sig[KEY_SIG_LEN], struct err *);
/* 1 valid, 0 not, -1 error. */
int	 key_verify(const struct key *, const void *, size_t, const unsigned char *sig, size_t siglen, struct err *);
void	 key_wipe(struct key *);

#endif
