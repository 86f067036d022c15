#include "site/personal.h"

#include <stdio.h>

#include "base/hash.h"

#define LETTER		'l'
#define MAC_BYTES	16

static int
mac(struct site *site, int64_t observer, unsigned char out[HASH_LEN], struct err *err)
{
	struct buf	secret = BUF_INIT;
	char		text[64];
	int		n, result = -1;

	n = snprintf(text, sizeof text, "observer leaves|%lld", (long long)observer);
	if (site_secret(site, &secret, err) == 0 &&
	    (result = hash_hmac(secret.s, secret.len, text, (size_t)n, out)) == -1)
		err_memory(err);
	buf_wipe(&secret);
	return result;
}

int
personal_token(struct site *site, int64_t observer, struct buf *out, struct err *err)
{
	unsigned char	digest[HASH_LEN] = { 0 };

	if (mac(site, observer, digest, err) == -1)
		return -1;
	buf_addf(out, "%c%lld-", LETTER, (long long)observer);
	hash_base32(out, digest, MAC_BYTES);
	return buf_ok(out, err);
}

int
personal_check(struct site *site, struct span token, int64_t *observer, struct err *err)
{
	struct buf		ours = BUF_INIT;
	unsigned long long	n;
	ptrdiff_t		hyphen = span_chr(token, '-');
	int			got = 0;

	if (hyphen < 2 || hyphen > 19 || (token.s[0] | 0x20) != LETTER ||
	    span_number(span_head(span_from(token, 1), (size_t)hyphen - 1), &n) == -1)
		return 0;
	if (personal_token(site, (int64_t)n, &ours, err) == -1)
		got = -1;
	else if (ours.len == token.n && span_caseeq(span_buf(&ours), token)) {
		*observer = (int64_t)n;
		got = 1;
	}
	buf_wipe(&ours);
	return got;
}
