/*
 * Words of web pages, lib/trust/words/LANG, built in: more languages than lists are written in, because a page is
 * read and never answered.  All languages are looked at at once.
 */
#ifndef ASM_TRUST_PAGE_WORDS_H
#define ASM_TRUST_PAGE_WORDS_H

#include "base/buf.h"
#include "base/err.h"
#include "text/blob.h"

extern const struct text_blob page_words_blobs[];

enum page_word {
	PAGE_CONTACT, PAGE_OTHERS, PAGE_DENIAL,		/* of headings, labels, blocks */
	PAGE_VISITOR,					/* of id, class and headings */
	PAGE_MAKER,					/* of labels: who made the page, or what stands on it */
	PAGE_AT, PAGE_DOT,				/* of addresses spelled out */
	PAGE_WORDS
};

/* How texts are compared: without case and marks, words parted by one blank, one at each end.  0, -1 no memory. */
int	 page_key(struct buf *, struct span utf8);
/* Does a key have a word of that kind?  1, 0, -1 no memory. */
int	 page_has_word(struct span key, enum page_word, struct err *);
/* How many bytes of `folded` (utf8_fold) at its front are a word of that kind: the longest; 0 none, -1 no memory. */
ptrdiff_t page_word_at(struct span folded, enum page_word, struct err *);

#endif
