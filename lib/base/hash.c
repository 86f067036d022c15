/*
 * SHA-256 by the low level calls of libcrypto: the others look an algorithm up by its name, which sets up the
 * whole library first and takes longer than the rest of the start of a program (1.6 ms where SHA-256 of a
 * mail takes 0.01).  libopendkim needs them as well.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include "base/hash.h"

#define BLOCK	64		/* bytes; RFC 2104 */

/* Letters of a base64 value by number, and of base32. */
static const char	 letters64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char	 letters32[] = "abcdefghijklmnopqrstuvwxyz234567";

struct hash {
	SHA256_CTX	 inner;
	SHA256_CTX	 outer;		/* of an HMAC */
	int		 keyed;
	int		 failed;
};

struct hash *
hash_new(void)
{
	struct hash	*h = calloc(1, sizeof(*h));

	if (h != NULL)
		h->failed = SHA256_Init(&h->inner) != 1;
	return h;
}

struct hash *
hash_new_hmac(const void *key, size_t n)
{
	struct hash	*h = hash_new();
	unsigned char	 pad[BLOCK] = { 0 };
	size_t		 i;

	if (h == NULL)
		return NULL;
	h->keyed = 1;
	if (n > BLOCK)
		h->failed |= hash_sha256(key, n, pad) == -1;
	else if (n > 0)
		memcpy(pad, key, n);
	for (i = 0; i < BLOCK; i++)
		pad[i] ^= 0x36;
	h->failed |= SHA256_Update(&h->inner, pad, BLOCK) != 1;
	for (i = 0; i < BLOCK; i++)
		pad[i] ^= 0x36 ^ 0x5c;
	h->failed |= SHA256_Init(&h->outer) != 1 || SHA256_Update(&h->outer, pad, BLOCK) != 1;
	explicit_bzero(pad, sizeof(pad));
	return h;
}

void
hash_add(struct hash *h, const void *p, size_t n)
{
	if (n > 0)
		h->failed |= SHA256_Update(&h->inner, p, n) != 1;
}

void
hash_adds(struct hash *h, const char *s)
{
	hash_add(h, s, strlen(s));
}

void
hash_addspan(struct hash *h, struct span v)
{
	hash_add(h, v.s, v.n);
}

int
hash_end(struct hash *h, unsigned char out[HASH_LEN])
{
	int	 failed = h->failed;

	failed |= SHA256_Final(out, &h->inner) != 1;
	if (h->keyed) {
		failed |= SHA256_Update(&h->outer, out, HASH_LEN) != 1;
		failed |= SHA256_Final(out, &h->outer) != 1;
	}
	explicit_bzero(h, sizeof(*h));
	free(h);
	return failed ? -1 : 0;
}

int
hash_sha256(const void *p, size_t n, unsigned char out[HASH_LEN])
{
	struct hash	*h = hash_new();

	if (h == NULL)
		return -1;
	hash_add(h, p, n);
	return hash_end(h, out);
}

int
hash_hmac(const void *key, size_t keylen, const void *p, size_t n, unsigned char out[HASH_LEN])
{
	struct hash	*h = hash_new_hmac(key, keylen);

	if (h == NULL)
		return -1;
	hash_add(h, p, n);
	return hash_end(h, out);
}

int
hash_equal(const void *a, const void *b, size_t n)
{
	return n == 0 || CRYPTO_memcmp(a, b, n) == 0;
}

int
hash_random(void *p, size_t n)
{
	unsigned char	*s = p;
	size_t		 piece;

	/* getentropy gives 256 bytes at most. */
	for (; n > 0; s += piece, n -= piece) {
		piece = n < 256 ? n : 256;
		if (getentropy(s, piece) == -1)
			return -1;
	}
	return 0;
}

/* ---- bytes as text ---- */

int
hash_hex(struct buf *b, const void *p, size_t n)
{
	const unsigned char	*s = p;
	size_t			 i;

	for (i = 0; i < n; i++) {
		buf_addc(b, "0123456789abcdef"[s[i] >> 4]);
		buf_addc(b, "0123456789abcdef"[s[i] & 15]);
	}
	return buf_ok(b, NULL);
}

int
hash_unhex(struct span v, void *out, size_t n)
{
	unsigned char	*s = out;
	size_t		 i;
	int		 high, low;

	if (v.n / 2 != n || v.n % 2 != 0)
		return -1;
	for (i = 0; i < n; i++) {
		high = span_hex(v.s[2 * i]);
		low = span_hex(v.s[2 * i + 1]);
		if (high == -1 || low == -1)
			return -1;
		s[i] = (unsigned char)(high << 4 | low);
	}
	return 0;
}

int
hash_base32(struct buf *b, const void *p, size_t n)
{
	const unsigned char	*s = p;
	unsigned		 acc = 0, bits = 0;
	size_t			 i;

	for (i = 0; i < n; i++) {
		acc = (acc << 8 | s[i]) & 0xfff;
		for (bits += 8; bits >= 5; bits -= 5)
			buf_addc(b, letters32[acc >> (bits - 5) & 31]);
	}
	if (bits > 0)
		buf_addc(b, letters32[acc << (5 - bits) & 31]);
	return buf_ok(b, NULL);
}

int
hash_base64(struct buf *b, const void *p, size_t n)
{
	const unsigned char	*s = p;
	unsigned long		 acc;
	size_t			 i, have;
	char			 four[4];

	for (i = 0; i < n; i += 3) {
		have = n - i < 3 ? n - i : 3;
		acc = (unsigned long)s[i] << 16;
		if (have > 1)
			acc |= (unsigned long)s[i + 1] << 8;
		if (have > 2)
			acc |= s[i + 2];
		four[0] = letters64[acc >> 18];
		four[1] = letters64[acc >> 12 & 63];
		four[2] = have > 1 ? letters64[acc >> 6 & 63] : '=';
		four[3] = have > 2 ? letters64[acc & 63] : '=';
		buf_add(b, four, 4);
	}
	return buf_ok(b, NULL);
}

static int
value64(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

/* Four letters, of which the last `pads` are "=": 0, -1. */
static int
add_group(struct buf *b, const int four[4], int pads)
{
	unsigned long	 acc;
	char		 three[3];

	acc = (unsigned long)four[0] << 18 | (unsigned long)four[1] << 12 |
	    (unsigned long)four[2] << 6 | (unsigned long)four[3];
	/* Bits that mean nothing are 0, so that one value has one spelling. */
	if (pads > 2 || (pads > 0 && (acc & (pads == 2 ? 0xffff : 0xff)) != 0))
		return -1;
	three[0] = (char)(acc >> 16 & 0xff);
	three[1] = (char)(acc >> 8 & 0xff);
	three[2] = (char)(acc & 0xff);
	return buf_add(b, three, (size_t)(3 - pads));
}

int
hash_unbase64(struct buf *b, struct span v)
{
	size_t	 i, before = b->len;
	int	 four[4] = { 0, 0, 0, 0 }, have = 0, pads = 0, value;

	for (i = 0; i < v.n; i++) {
		if (v.s[i] == ' ' || v.s[i] == '\t' || v.s[i] == '\r' || v.s[i] == '\n')
			continue;
		value = v.s[i] == '=' ? 0 : value64(v.s[i]);
		pads += v.s[i] == '=';
		if (value == -1 || (pads > 0 && v.s[i] != '='))
			goto bad;
		four[have++] = value;
		if (have < 4)
			continue;
		if (add_group(b, four, pads) == -1)
			goto bad;
		have = 0;
		if (pads > 0)
			pads = 9;	/* whatever comes now is too much */
	}
	if (have == 0)
		return buf_ok(b, NULL);
bad:
	buf_cut(b, before);
	return -1;
}
