#include "base/hash.h"
#include "base/key.h"
#include "tests/unit/tap.h"

/* RFC 8032, section 7.1: seed, public key, message, signature. */
static const struct {
	const char	*seed, *pub, *message, *sig;
	size_t		 n;
} vector[] = {
	{ "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
	  "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
	  "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
	  "d25bf5f0595bbe24655141438e7a100b", 0 },
	{ "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
	  "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "\x72",
	  "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
	  "387b2eaeb4302aeeb00d291612bb0c00", 1 }
};

static void
test_vectors(void)
{
	unsigned char	 seed[KEY_LEN], want[KEY_SIG_LEN], sig[KEY_SIG_LEN], pub[KEY_LEN];
	struct key	 k, p;
	struct buf	 b = BUF_INIT;
	struct err	 e;
	size_t		 i;

	for (i = 0; i < 2; i++) {
		hash_unhex(span_str(vector[i].seed), seed, KEY_LEN);
		hash_unhex(span_str(vector[i].pub), pub, KEY_LEN);
		hash_unhex(span_str(vector[i].sig), want, KEY_SIG_LEN);
		is_ok(key_of_seed(&k, seed, &e), &e, "vector %zu", i);
		is_span(span_make((char *)k.pub, KEY_LEN), span_make((char *)pub, KEY_LEN), "public key");
		is_ok(key_sign(&k, vector[i].message, vector[i].n, sig, &e), &e, "signed");
		is_span(span_make((char *)sig, KEY_SIG_LEN), span_make((char *)want, KEY_SIG_LEN),
		    "signature");
		is_int(key_verify(&k, vector[i].message, vector[i].n, sig, KEY_SIG_LEN, &e), 1,
		    "by the private key");
		buf_reset(&b);
		hash_base64(&b, pub, KEY_LEN);
		is_ok(key_of_public(&p, span_buf(&b), &e), &e, "the public key alone");
		is_int(p.is_private, 0, "is not private");
		is_int(key_verify(&p, vector[i].message, vector[i].n, sig, KEY_SIG_LEN, &e), 1,
		    "verifies");
		is_int(key_verify(&p, "other", 5, sig, KEY_SIG_LEN, &e), 0, "another message");
		sig[3] ^= 1;
		is_int(key_verify(&p, vector[i].message, vector[i].n, sig, KEY_SIG_LEN, &e), 0,
		    "another signature");
		sig[3] ^= 1;
		is_int(key_verify(&p, vector[i].message, vector[i].n, sig, KEY_SIG_LEN - 1, &e), 0,
		    "a short signature");
		is_int(key_verify(&p, vector[i].message, vector[i].n, NULL, 0, &e), 0, "no signature");
		is_err(key_sign(&p, "x", 1, sig, &e), &e, ERR_BUG, "it cannot sign");
	}
	key_wipe(&k);
	memset(seed, 0, sizeof(seed));
	ok(memcmp(k.seed, seed, KEY_LEN) == 0 && !k.is_private, "wiped");
	buf_free(&b);
}

static void
test_make(void)
{
	unsigned char	 sig[KEY_SIG_LEN];
	struct key	 a, b;
	struct err	 e;

	is_ok(key_make(&a, &e), &e, "a new key");
	is_ok(key_make(&b, &e), &e, "another");
	ok(memcmp(&a, &b, sizeof(a)) != 0, "they differ");
	is_ok(key_sign(&a, "x", 1, sig, &e), &e, "it signs");
	is_int(key_verify(&a, "x", 1, sig, sizeof(sig), &e), 1, "its own");
	is_int(key_verify(&b, "x", 1, sig, sizeof(sig), &e), 0, "not the other's");
}

static void
test_public(void)
{
	static const char *const bad[] = {
		"", "AAAA", "not base64!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"MCowBQYDK2VwAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	};
	struct key	 k;
	struct err	 e;
	size_t		 i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_err(key_of_public(&k, span_str(bad[i]), &e), &e, ERR_DATA, "no key: %s", bad[i]);
	is_ok(key_of_public(&k, SPAN("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA AAA=\n"), &e), &e,
	    "white space does not matter");
}

int
main(void)
{
	test_vectors();
	test_make();
	test_public();
	return done();
}
