/*
 * Does a web page show an address as the contact of those whose page it is?  Pure: bytes in, an answer out.  The page is
 * read in one pass that keeps no tree, so that its cost is bounded whatever it holds.
 */
#ifndef ASM_TRUST_PAGE_H
#define ASM_TRUST_PAGE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"

enum page_verdict { PAGE_OFFICIAL = 0, PAGE_REVIEW = 14, PAGE_ABSENT = 15 };

struct page_ask {
	struct span	 address;	/* the address sought, any form trust/identity takes */
	const char	*url;		/* where the page was found in the end; NULL: not known */
	const char	*site;		/* the page that was registered; NULL: `url` is it */
	struct span	 charset;	/* as HTTP said; empty: it did not */
};

struct page_answer {
	enum page_verdict verdict;
	const char	*kind;		/* "link", "data", "text", "spelled", "image", "reversed", "file"; "" if absent; static */
	const char	*context;	/* "footer", "heading", "label", "section", "title", "path", "data", "file", "" if none; static */
	const char	*reason;	/* one word why it is not official; "" if it is; static */
	struct buf	 block;		/* the text around it, one clean line, at most PAGE_BLOCK bytes; freed by page_answer_free */
	unsigned char	 block_digest[HASH_LEN];	/* of the whole block: a human's yes is asked again when it changes */
	unsigned char	 digest[HASH_LEN];	/* of the page */
	int		 other;		/* another address is shown as an official one */
};

/* 0; -1 ERR_DATA: larger than PAGE_MAX; ERR_USAGE: the address is none. */
int	 page_check(const struct page_ask *, struct span page, struct page_answer *, struct err *);
void	 page_answer_free(struct page_answer *);
/* "official", "review", "absent" */
const char *page_word(enum page_verdict);

#endif
