#define OPENSSL_SUPPRESS_DEPRECATED

#include "trust/dkim_start.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdint.h>
#include <stdlib.h>
#ifndef OPENSSL_NO_ENGINE
#include <openssl/engine.h>
#endif
#if defined(OPENSSL_VERSION_MAJOR) && OPENSSL_VERSION_MAJOR >= 3 && !defined(OPENSSL_NO_ENGINE)
#define ENGINES_AND_PROVIDERS
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/provider.h>
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

/* ---- Ed25519 ---- */

/*
 * An Ed25519 key, and its signature, are handled by collecting every kind of key and every kind of signature, which takes as
 * long as verifying.  Here the engine that claims them has OpenSSL's own methods of before.
 */
#ifdef ENGINES_AND_PROVIDERS
static EVP_PKEY_METHOD		*ed25519;
static EVP_PKEY_ASN1_METHOD	*ed25519_key;
static const int		 ed25519_kinds[] = { EVP_PKEY_ED25519 };

static int
claim_method(ENGINE *e, EVP_PKEY_METHOD **method, const int **kinds, int kind)
{
	(void)e;
	(void)kind;
	if (method == NULL)
		*kinds = ed25519_kinds;
	else
		*method = ed25519;
	return 1;
}

static int
claim_key(ENGINE *e, EVP_PKEY_ASN1_METHOD **method, const int **kinds, int kind)
{
	(void)e;
	(void)kind;
	if (method == NULL)
		*kinds = ed25519_kinds;
	else
		*method = ed25519_key;
	return 1;
}

/* 1 if it goes that way.  The methods live as long as we do and nobody changes them: OpenSSL only forgets to say const. */
static int
claim_ed25519(ENGINE *e)
{
	ed25519 = (EVP_PKEY_METHOD *)(uintptr_t)EVP_PKEY_meth_find(EVP_PKEY_ED25519);
	ed25519_key = (EVP_PKEY_ASN1_METHOD *)(uintptr_t)EVP_PKEY_asn1_find(NULL, EVP_PKEY_ED25519);
	return ed25519 != NULL && ed25519_key != NULL && ENGINE_set_id(e, "asm-ed25519") == 1 &&
	    ENGINE_set_pkey_meths(e, claim_method) == 1 && ENGINE_set_pkey_asn1_meths(e, claim_key) == 1 &&
	    ENGINE_register_pkey_meths(e) == 1 && ENGINE_register_pkey_asn1_meths(e) == 1;
}

/*
 * What Ed25519 still asks for by name is SHA-512, and is given it out of all digests of the default provider, made one by
 * one, which takes as long as verifying too.  So there is a provider of that one, and the default one is left out until
 * something does not verify.
 */
static void *
sha512_new(void *provider)
{
	(void)provider;
	return calloc(1, sizeof(SHA512_CTX));
}

static void
sha512_free(void *context)
{
	free(context);
}

static int
sha512_init(void *context, const OSSL_PARAM params[])
{
	(void)params;
	return SHA512_Init(context);
}

static int
sha512_update(void *context, const unsigned char *in, size_t n)
{
	return SHA512_Update(context, in, n);
}

static int
sha512_final(void *context, unsigned char *out, size_t *n, size_t size)
{
	if (size < SHA512_DIGEST_LENGTH)
		return 0;
	*n = SHA512_DIGEST_LENGTH;
	return SHA512_Final(out, context);
}

static int
sha512_params(OSSL_PARAM params[])
{
	OSSL_PARAM	*block = OSSL_PARAM_locate(params, OSSL_DIGEST_PARAM_BLOCK_SIZE);
	OSSL_PARAM	*size = OSSL_PARAM_locate(params, OSSL_DIGEST_PARAM_SIZE);

	return (block == NULL || OSSL_PARAM_set_size_t(block, SHA512_CBLOCK)) &&
	    (size == NULL || OSSL_PARAM_set_size_t(size, SHA512_DIGEST_LENGTH));
}

static const OSSL_ALGORITHM *
query(void *provider, int operation, int *no_cache)
{
	static const OSSL_DISPATCH functions[] = {
		{ OSSL_FUNC_DIGEST_NEWCTX, (void (*)(void))sha512_new },
		{ OSSL_FUNC_DIGEST_FREECTX, (void (*)(void))sha512_free },
		{ OSSL_FUNC_DIGEST_INIT, (void (*)(void))sha512_init },
		{ OSSL_FUNC_DIGEST_UPDATE, (void (*)(void))sha512_update },
		{ OSSL_FUNC_DIGEST_FINAL, (void (*)(void))sha512_final },
		{ OSSL_FUNC_DIGEST_GET_PARAMS, (void (*)(void))sha512_params },
		{ 0, NULL }
	};
	static const OSSL_ALGORITHM digests[] = {
		{ "SHA2-512:SHA-512:SHA512", "provider=asm", functions, "SHA-512 alone" }, { NULL, NULL, NULL, NULL }
	};

	(void)provider;
	*no_cache = 0;
	return operation == OSSL_OP_DIGEST ? digests : NULL;
}

static int
provide(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in, const OSSL_DISPATCH **out, void **context)
{
	static const OSSL_DISPATCH functions[] = {
		{ OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))query }, { 0, NULL }
	};
	static char	 ours;

	(void)handle;
	(void)in;
	*out = functions;
	*context = &ours;
	return 1;
}

static ENGINE		*engine;
static OSSL_PROVIDER	*narrow, *rest;		/* loaded as long as we live */

static void
unclaim_ed25519(void)
{
	ENGINE_unregister_pkey_meths(engine);
	ENGINE_unregister_pkey_asn1_meths(engine);
}

void
dkim_start_ed25519(void)
{
	if (engine != NULL || (engine = ENGINE_new()) == NULL)
		return;
	if (claim_ed25519(engine) && OSSL_PROVIDER_add_builtin(NULL, "asm", provide) == 1)
		narrow = OSSL_PROVIDER_load(NULL, "asm");
	if (narrow == NULL)
		unclaim_ed25519();
}

int
dkim_start_rest(void)
{
	if (narrow == NULL || rest != NULL)
		return 0;
	unclaim_ed25519();
	return (rest = OSSL_PROVIDER_load(NULL, "default")) != NULL;
}

#else

void
dkim_start_ed25519(void)
{
}

int
dkim_start_rest(void)
{
	return 0;
}

#endif
