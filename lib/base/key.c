#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "base/hash.h"
#include "base/key.h"

static int
library_error(struct err *e, const char *what)
{
	return err_set(e, ERR_AGAIN, "libcrypto cannot %s", what);
}

/* Both halves, so that libcrypto need not compute one from the other, which takes it as long as a signature. */
static EVP_PKEY *
open_pair(const struct key *k)
{
	struct key	 copy = *k;
	OSSL_PARAM	 params[] = {
		OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PRIV_KEY, copy.seed, KEY_LEN),
		OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PUB_KEY, copy.pub, KEY_LEN),
		OSSL_PARAM_END
	};
	EVP_PKEY_CTX	*ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, NULL);
	EVP_PKEY	*pkey = NULL;

	if (ctx != NULL && EVP_PKEY_fromdata_init(ctx) == 1)
		(void)EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_KEYPAIR, params);
	EVP_PKEY_CTX_free(ctx);
	key_wipe(&copy);
	return pkey;
}

/* libcrypto's form of the key: private if ours is.  NULL: no memory. */
static EVP_PKEY *
open_key(const struct key *k, int has_public)
{
	/* As in hash.c: no configuration is read; nor are tables of names and texts made that no key needs. */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ADD_ALL_CIPHERS |
	    OPENSSL_INIT_NO_ADD_ALL_DIGESTS | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, NULL);
	if (k->is_private && has_public)
		return open_pair(k);
	if (k->is_private)
		return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, k->seed, KEY_LEN);
	return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, k->pub, KEY_LEN);
}

int
key_make(struct key *k, struct err *e)
{
	unsigned char	 seed[KEY_LEN];
	int		 r;

	if (hash_random(seed, sizeof(seed)) == -1)
		return err_errno(e, ERR_AGAIN, "no random bytes");
	r = key_of_seed(k, seed, e);
	explicit_bzero(seed, sizeof(seed));
	return r;
}

int
key_of_seed(struct key *k, const unsigned char seed[KEY_LEN], struct err *e)
{
	EVP_PKEY	*pkey;
	size_t		 n = KEY_LEN;
	int		 r = 0;

	memset(k, 0, sizeof(*k));
	memcpy(k->seed, seed, KEY_LEN);
	k->is_private = 1;
	pkey = open_key(k, 0);
	if (pkey == NULL || EVP_PKEY_get_raw_public_key(pkey, k->pub, &n) != 1 || n != KEY_LEN) {
		key_wipe(k);
		r = library_error(e, "make a key");
	}
	EVP_PKEY_free(pkey);
	return r;
}

int
key_of_public(struct key *k, struct span base64, struct err *e)
{
	struct buf	 b = BUF_INIT;
	int		 r = -1;

	memset(k, 0, sizeof(*k));
	if (hash_unbase64(&b, base64) == -1 || b.len != KEY_LEN) {
		err_set(e, ERR_DATA, "not the base64 of an Ed25519 public key");
	} else {
		memcpy(k->pub, b.s, KEY_LEN);
		r = 0;
	}
	buf_free(&b);
	return r;
}

int
key_sign(const struct key *k, const void *p, size_t n, unsigned char sig[KEY_SIG_LEN], struct err *e)
{
	EVP_PKEY	*pkey = NULL;
	EVP_MD_CTX	*ctx = NULL;
	size_t		 siglen = KEY_SIG_LEN;
	int		 r = 0;

	if (!k->is_private)
		return err_set(e, ERR_BUG, "a public key cannot sign");
	if ((pkey = open_key(k, 1)) == NULL || (ctx = EVP_MD_CTX_new()) == NULL ||
	    EVP_DigestSignInit(ctx, NULL, NULL, NULL, pkey) != 1 ||
	    EVP_DigestSign(ctx, sig, &siglen, p, n) != 1 || siglen != KEY_SIG_LEN)
		r = library_error(e, "sign");
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	return r;
}

int
key_verify(const struct key *k, const void *p, size_t n, const unsigned char *sig, size_t siglen,
    struct err *e)
{
	struct key	 pub = *k;
	EVP_PKEY	*pkey = NULL;
	EVP_MD_CTX	*ctx = NULL;
	int		 r;

	if (siglen != KEY_SIG_LEN)
		return 0;
	memset(pub.seed, 0, sizeof(pub.seed));
	pub.is_private = 0;
	if ((pkey = open_key(&pub, 1)) == NULL || (ctx = EVP_MD_CTX_new()) == NULL ||
	    EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) != 1)
		r = library_error(e, "verify");
	else
		r = EVP_DigestVerify(ctx, sig, siglen, p, n) == 1;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	return r;
}

void
key_wipe(struct key *k)
{
	explicit_bzero(k, sizeof(*k));
}
