/*
 * The file in which a web server's user searches the public log.  Rows only; what the words are, text/terms knows.
 */
#ifndef ASM_STORE_SEARCH_H
#define ASM_STORE_SEARCH_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/time.h"
#include "store/db.h"

/* Strings are borrowed; "" where there is nothing. */
struct search_page {
	int64_t		 serial;
	const char	*number, *type, *language, *title, *name, *place, *url;
	moment		 arrival;
	struct span	 text;
};

/* `words`: what it is found by (terms_plain). */
int	 search_put(struct db *, const struct search_page *, struct span words, struct err *);

/* Up to which article the log is in it, that one's digest, and the site's address in the web when it was: 1, 0 it is new, -1. */
int	 search_get_mark(struct db *, int64_t *serial, unsigned char digest[HASH_LEN], struct buf *url, struct err *);
int	 search_set_mark(struct db *, int64_t serial, struct span digest, const char *url, struct err *);

/*
 * What `match` (an expression of FTS5) finds before the article `before`, the newest first, at most n; `language`: "" any.  End with
 * db_done.  search_next: 1, 0 at the end, -1.
 */
struct db_rows *search_find(struct db *, const char *match, const char *language, int64_t before, int64_t n, struct err *);
int	 search_next(struct db_rows *, struct search_page *, struct err *);

#endif
