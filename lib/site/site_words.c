#include "site/site.h"

#include "text/words.h"

const struct words *
site_words(struct site *site, struct err *err)
{
	struct buf	 overrides = BUF_INIT;

	if (site->words == NULL && site_path(site, "words", &overrides, err) == 0) {
		site->words = words_open(buf_str(&overrides), err);
		site->free_words = words_free;
	}
	buf_free(&overrides);
	return site->words;
}
