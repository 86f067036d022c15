/*
 * Words to search by: those of a text and those that somebody asks for come out the same, however they are spelled.  Case,
 * marks, forms of one letter and the article (Arabic, Persian) and scripts of digits are of no account; where a script has no blanks
 * between words, each character is one.
 */
#ifndef ASM_TEXT_TERMS_H
#define ASM_TEXT_TERMS_H

#include "base/buf.h"
#include "base/err.h"

#define TERMS_MAX	12		/* words of a question; more are left out */

/* Take the next word off *text: `word` (reset first) is its plain form, *at where it stood. 1, 0 at the end, -1 no memory. */
int	 terms_next(struct span *text, struct buf *word, struct span *at);
/* All of them, parted by blanks: what an index is made of.  Appended. */
int	 terms_plain(struct buf *, struct span text);

/* A question: words that must all occur, "words in quotes" side by side. */
struct terms {
	struct buf	 word[TERMS_MAX];
	int		 begins[TERMS_MAX];	/* a longer word that begins so will do, too */
	size_t		 n;
	struct buf	 match;			/* as an expression of FTS5 */
};

/* 0, also if there is no word in it (n is 0); -1 no memory. */
int	 terms_ask(struct terms *, struct span question, struct err *);
void	 terms_free(struct terms *);
/* Is this plain word one of those asked for? */
int	 terms_has(const struct terms *, struct span word);

#endif
