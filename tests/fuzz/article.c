/*
 * Any bytes as an article: nothing breaks, and nothing but what was signed with the key passes.
 */
#include <stdlib.h>
#include <string.h>

#include "trust/article.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static int
any_key(void *arg, const char *domain, const char *selector, struct key *key, struct err *err)
{
	static const unsigned char seed[KEY_LEN] = { 9 };

	(void)arg;
	(void)domain;
	(void)selector;
	return key_of_seed(key, seed, err) == 0 ? 1 : -1;
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct span	 message = span_make((const char *)data, size);
	unsigned char	 proof[HASH_LEN], leaf[HASH_LEN];
	struct article	 a;
	struct err	 e;

	if (article_open(&a, message, &e) == 0) {
		if (a.id.n == 0 || a.seq == 0 || a.origin.n == 0)
			abort();
		article_proof(a.origin, &a.header, proof, &e);
		article_close(&a);
	}
	article_leaf(message, leaf, &e);
	/* Nobody has signed what is made up here. */
	if (article_check(message, any_key, NULL, &e) == 0)
		abort();
	return 0;
}
