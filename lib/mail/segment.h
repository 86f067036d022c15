/*
 * A post as translators get it: the subject and the blocks of its text, each
 * one a segment with a number, and the inline form in which they come and go:
 * "[[3]]" alone on its line, the text below it, "[[end]]" last.
 */
#ifndef ASM_MAIL_SEGMENT_H
#define ASM_MAIL_SEGMENT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "mail/body.h"
#include "text/words.h"

struct segment {
	int		 number;	/* from 1; 0: carried as it is, not offered (a bare link, a signature, lines for us) */
	enum block_kind	 kind;
	char		*mark;		/* what stands before it: "- ", "3. ", "> ", or "" */
	char		*text;		/* one line, without marks; of a carried one: its lines as they are */
	unsigned char	 digest[HASH_LEN];	/* of the normalised text: NFC, blanks folded */
};

struct segments {
	struct segment	*segment;	/* in order; segment 1 is the subject */
	size_t		 n;
	int		 last;		/* the highest number */
	size_t		*place;		/* of each number, from 1 on, where it stands in `segment` */
};

/* Cut up a post.  `title` is its subject without marks; both clean UTF-8. */
int	 segments_cut(struct segments *, const struct words *, struct span title, struct span text, struct err *);
void	 segments_free(struct segments *);
/* The segment of that number, or NULL. */
const struct segment *segments_find(const struct segments *, int number);
/* The words that are offered, counted roughly (scripts without blanks: two characters a word). */
size_t	 segments_words(const struct segments *);

/* Append the inline form of the offered segments. */
int	 segments_form(struct buf *, const struct segments *);

/* What came back: texts by number; NULL where nothing was said. Index 0 is not used. */
struct segment_texts {
	char	**text;
	size_t	 n;			/* numbers are below n */
	size_t	 found;			/* markers seen */
};

/*
 * Read a returned form from the readable text of a mail (or a file).  Markers may be quoted, spaced, in
 * digits of any script, behind bidi controls; quoted lines are the source and are left out; wrapped lines are joined; a later
 * non-empty text for a number wins; "[[end]]" or a signature that is not quoted ends it.  Numbers over `last` are
 * ignored.
 */
int	 segments_read(struct segment_texts *, struct span text, int last, struct err *);
void	 segment_texts_free(struct segment_texts *);

/*
 * Put the translated body together: each offered segment by its text from `texts` (the source where there is none), carried ones
 * as they are.  The subject is not part of it.
 */
int	 segments_body(struct buf *, const struct segments *, char *const *texts, size_t n);

#endif
