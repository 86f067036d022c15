#define OPENSSL_SUPPRESS_DEPRECATED

#include "trust/dkim_start.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdint.h>
#ifndef OPENSSL_NO_ENGINE
#include <openssl/engine.h>
#endif

/*
 * OpenSSL 3 reads an RSA key by collecting every decoder of every provider and trying them, which takes 1.3 ms, a
 * thousand times as long as reading it; and an Ed25519 key, and its signature, by collecting every kind of key and
 * every kind of signature, which takes as long as verifying.  Keys of a kind that an engine claims are handled
 * directly, as they were before.  So an engine claims both: of RSA keys it knows nothing, since libopendkim verifies by
 * RSA_verify(), which asks for no method; for Ed25519 it has OpenSSL's own methods.  Where engines are gone, or such a
 * method, all goes the slow way.
 */
#ifndef OPENSSL_NO_ENGINE
static EVP_PKEY_METHOD		*ed25519;
static EVP_PKEY_ASN1_METHOD	*ed25519_key;

static int
claim_methods(ENGINE *e, EVP_PKEY_METHOD **method, const int **kinds, int kind)
{
	static const int claimed[] = { EVP_PKEY_RSA, EVP_PKEY_ED25519 };

	(void)e;
	if (method == NULL) {
		*kinds = claimed;
		return ed25519 != NULL ? 2 : 1;
	}
	*method = kind == EVP_PKEY_ED25519 ? ed25519 : NULL;
	return *method != NULL;
}

static int
claim_keys(ENGINE *e, EVP_PKEY_ASN1_METHOD **method, const int **kinds, int kind)
{
	static const int claimed[] = { EVP_PKEY_ED25519 };

	(void)e;
	if (method == NULL) {
		*kinds = claimed;
		return 1;
	}
	*method = kind == EVP_PKEY_ED25519 ? ed25519_key : NULL;
	return *method != NULL;
}

/* Ours for as long as we live, and changed by nobody: OpenSSL only forgets to say const. */
static int
find_ed25519(void)
{
	ed25519 = (EVP_PKEY_METHOD *)(uintptr_t)EVP_PKEY_meth_find(EVP_PKEY_ED25519);
	ed25519_key = (EVP_PKEY_ASN1_METHOD *)(uintptr_t)EVP_PKEY_asn1_find(NULL, EVP_PKEY_ED25519);
	if (ed25519 == NULL || ed25519_key == NULL)
		ed25519 = NULL;
	return ed25519 != NULL;
}

static void
read_directly(void)
{
	static ENGINE	*e;	/* the table of engines holds no reference: it lives as long as we do */
	const int	 has_ed25519 = find_ed25519();

	if ((e = ENGINE_new()) != NULL && ENGINE_set_id(e, "asm") == 1 && ENGINE_set_pkey_meths(e, claim_methods) == 1 &&
	    ENGINE_register_pkey_meths(e) == 1 && has_ed25519 && ENGINE_set_pkey_asn1_meths(e, claim_keys) == 1)
		(void)ENGINE_register_pkey_asn1_meths(e);
}
#endif

void
dkim_start(void)
{
	static int	 started;

	if (started)
		return;
	started = 1;
	/* No openssl.cnf, no tables of old names and error texts, and nothing to clear up at the end. */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ADD_ALL_CIPHERS |
	    OPENSSL_INIT_NO_ADD_ALL_DIGESTS | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_NO_ATEXIT, NULL);
#ifndef OPENSSL_NO_ENGINE
	read_directly();
#endif
}
