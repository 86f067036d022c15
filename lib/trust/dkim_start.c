#define OPENSSL_SUPPRESS_DEPRECATED

#include "trust/dkim_start.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#ifndef OPENSSL_NO_ENGINE
#include <openssl/engine.h>
#endif

/*
 * OpenSSL 3 reads a public key by collecting every decoder of every provider and trying them, which takes 1.3 ms,
 * a thousand times as long as reading it.  Keys of a kind that an engine claims are read directly, as they were
 * before.  So an engine claims RSA keys and does nothing with them: libopendkim verifies by RSA_verify(), which
 * asks neither.  Where engines are gone, keys are read the slow way.
 */
#ifndef OPENSSL_NO_ENGINE
static int
claim_rsa(ENGINE *e, EVP_PKEY_METHOD **method, const int **kinds, int kind)
{
	static const int rsa[] = { EVP_PKEY_RSA };

	(void)e;
	(void)kind;
	if (method == NULL) {
		*kinds = rsa;
		return 1;
	}
	*method = NULL;
	return 0;
}

static void
read_rsa_directly(void)
{
	static ENGINE	*e;	/* the table of engines holds no reference: it lives as long as we do */

	if ((e = ENGINE_new()) != NULL && ENGINE_set_id(e, "asm") == 1 && ENGINE_set_pkey_meths(e, claim_rsa) == 1)
		(void)ENGINE_register_pkey_meths(e);
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
	read_rsa_directly();
#endif
}
