#include "base/hash.h"
#include "tests/unit/tap.h"

/* The digest as hex, in a buffer of our own. */
static const char *
hex(const unsigned char *d, size_t n)
{
	static struct buf	 b = BUF_INIT;

	if (d == NULL) {
		buf_free(&b);
		return "";
	}
	buf_reset(&b);
	hash_hex(&b, d, n);
	return buf_str(&b);
}

/* FIPS 180-2, appendix B, and the empty message. */
static void
test_sha256(void)
{
	unsigned char	 d[HASH_LEN];
	struct hash	*h;
	char		 thousand[1000];
	int		 i;

	hash_sha256("", 0, d);
	is_str(hex(d, 32), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	    "SHA-256 of nothing");
	hash_sha256(NULL, 0, d);
	is_str(hex(d, 32), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	    "even at NULL");
	hash_sha256("abc", 3, d);
	is_str(hex(d, 32), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	    "SHA-256 of abc");
	h = hash_new();
	hash_adds(h, "a");
	hash_addspan(h, SPAN("b"));
	hash_addspan(h, SPAN_NONE);
	hash_add(h, "c", 1);
	is_int(hash_end(h, d), 0, "in pieces");
	is_str(hex(d, 32), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	    "the same");
	memset(thousand, 'a', sizeof(thousand));
	h = hash_new();
	for (i = 0; i < 1000; i++)
		hash_add(h, thousand, sizeof(thousand));
	hash_end(h, d);
	is_str(hex(d, 32), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
	    "a million letters");
}

/* RFC 4231. */
static void
test_hmac(void)
{
	unsigned char	 d[HASH_LEN], key[131];
	struct hash	*h;

	memset(key, 0x0b, 20);
	hash_hmac(key, 20, "Hi There", 8, d);
	is_str(hex(d, 32), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
	    "HMAC test case 1");
	h = hash_new_hmac("Jefe", 4);
	hash_adds(h, "what do ya want ");
	hash_adds(h, "for nothing?");
	is_int(hash_end(h, d), 0, "HMAC in pieces");
	is_str(hex(d, 32), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
	    "HMAC test case 2");
	memset(key, 0xaa, sizeof(key));
	hash_hmac(key, sizeof(key), "Test Using Larger Than Block-Size Key - Hash Key First", 54, d);
	is_str(hex(d, 32), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
	    "HMAC test case 6");
	/* Around the size of a block; from Python's hmac. */
	memset(key, 'k', sizeof(key));
	hash_hmac(key, 63, "message", 7, d);
	is_str(hex(d, 32), "e27efa30bcbfbc25b4d936ffd8553392f398eb2edada1dac2423a961af0c305b", "63 bytes of key");
	hash_hmac(key, 64, "message", 7, d);
	is_str(hex(d, 32), "890f3a16e0ca0aaa3bf180f70fa8e3970b3fd6505e98fde157988dcc19d1685c", "64 bytes");
	hash_hmac(key, 65, "message", 7, d);
	is_str(hex(d, 32), "0c256505306af48015530c139bb7add5ad7a6a9291cd511278a067e765816fbd", "65 bytes");
	is_int(hash_hmac("", 0, "", 0, d), 0, "an empty key");
	is_str(hex(d, 32), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad",
	    "an empty key and message");
}

static void
test_equal(void)
{
	ok(hash_equal("abc", "abc", 3), "equal");
	ok(!hash_equal("abc", "abd", 3) && !hash_equal("abc", "bbc", 3), "not equal");
	ok(hash_equal(NULL, NULL, 0), "nothing equals nothing");
}

static void
test_random(void)
{
	unsigned char	 a[1000], b[1000];
	size_t		 i, zeros = 0;

	memset(a, 0, sizeof(a));
	is_int(hash_random(a, sizeof(a)), 0, "more than one call's worth");
	hash_random(b, sizeof(b));
	ok(memcmp(a, b, sizeof(a)) != 0, "never the same");
	for (i = 900; i < 1000; i++)
		zeros += a[i] == 0;
	ok(zeros < 50, "to the last byte");
	is_int(hash_random(a, 0), 0, "none");
}

static void
test_hex(void)
{
	unsigned char	 out[3] = { 9, 9, 9 };

	is_str(hex((const unsigned char *)"\x00\xff\x1a", 3), "00ff1a", "hex");
	is_int(hash_unhex(SPAN("00fF1a"), out, 3), 0, "both cases are read");
	ok(memcmp(out, "\x00\xff\x1a", 3) == 0, "and mean the same");
	is_int(hash_unhex(SPAN("00ff1"), out, 3), -1, "one digit short");
	is_int(hash_unhex(SPAN("00ff1ab"), out, 3), -1, "one digit long");
	is_int(hash_unhex(SPAN("00ff1ab0"), out, 3), -1, "a byte long");
	is_int(hash_unhex(SPAN("00fg1a"), out, 3), -1, "no digit");
	is_int(hash_unhex(SPAN("0 ff1a"), out, 3), -1, "a blank");
	is_int(hash_unhex(SPAN_NONE, out, 0), 0, "nothing");
}

/* RFC 4648, section 10. */
static void
test_base32(void)
{
	static const char *const want[] = {
		"", "my", "mzxq", "mzxw6", "mzxw6yq", "mzxw6ytb", "mzxw6ytboi"
	};
	struct buf	 b = BUF_INIT;
	size_t		 i;

	for (i = 0; i <= 6; i++) {
		buf_reset(&b);
		hash_base32(&b, "foobar", i);
		is_buf(&b, want[i], "base32 of %zu bytes", i);
	}
	buf_reset(&b);
	hash_base32(&b, "\xff\xff\xff\xff\xff\xff\xff", 7);
	is_buf(&b, "77777777777q", "base32 of ones");
	buf_free(&b);
}

static void
test_base64(void)
{
	static const char *const want[] = {
		"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"
	};
	static const char *const bad[] = {
		"Z", "Zg", "Zg=", "Zg===", "Zg==Zg==", "Zh==", "Zm9=", "=", "====", "Z===", "Zm9v====",
		"Zm9v=", "Z=g=", "Zm-v", "Zm_v", "Zm.v", "Zm9v\x01", "Zg==x", "Zm9vZ"
	};
	struct buf	 b = BUF_INIT, c = BUF_INIT;
	unsigned char	 all[256];
	size_t		 i;

	for (i = 0; i <= 6; i++) {
		buf_reset(&b);
		buf_reset(&c);
		hash_base64(&b, "foobar", i);
		is_buf(&b, want[i], "base64 of %zu bytes", i);
		is_int(hash_unbase64(&c, span_buf(&b)), 0, "read back");
		is_span(span_buf(&c), span_make("foobar", i), "the same");
	}
	for (i = 0; i < 256; i++)
		all[i] = (unsigned char)i;
	buf_reset(&b);
	buf_reset(&c);
	hash_base64(&b, all, 256);
	hash_unbase64(&c, span_buf(&b));
	is_span(span_buf(&c), span_make((char *)all, 256), "every byte");
	buf_reset(&c);
	buf_adds(&c, "kept");
	is_int(hash_unbase64(&c, SPAN(" Zm9v\r\n\tYg = =\n")), 0, "white space is skipped");
	is_buf(&c, "keptfoob", "appended");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_int(hash_unbase64(&c, span_str(bad[i])), -1, "refused: %s", bad[i]);
	is_int(hash_unbase64(&c, SPAN("Zm9\0")), -1, "refused: NUL");
	is_buf(&c, "keptfoob", "nothing of those was appended");
	buf_free(&b);
	buf_free(&c);
}

int
main(void)
{
	test_sha256();
	test_hmac();
	test_equal();
	test_random();
	test_hex();
	test_base32();
	test_base64();
	hex(NULL, 0);
	return done();
}
