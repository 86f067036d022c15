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
	int		 is_tags;	/* lines for us ("Kind: proposal"), which are said in each language's own words */
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

/*
 * Cut up a post.  `title` is its subject without marks; both clean UTF-8.  What tags_read understands at its top is one carried
 * segment, in front, wherever among the first lines it stood.
 */
int	 segments_cut(struct segments *, const struct words *, struct span title, struct span text, struct err *);
void	 segments_free(struct segments *);
/* The segment of that number, or NULL. */
const struct segment *segments_find(const struct segments *, int number);
/* The words that are offered, counted roughly (scripts without blanks: two characters a word). */
size_t	 segments_words(const struct segments *);

/*
 * Numbers survive corrections: give the offered segments these ("1 2 7 3", in order; nothing: 1 2 3 ...; where they end: the
 * next).
 */
int	 segments_renumber(struct segments *, struct span numbers, struct err *);
/*
 * The numbers that the segments of a corrected post get: of what did not change the old ones, of what was changed the
 * old ones too, of what is new the next.  `new` is as segments_cut left it.
 */
int	 segments_follow(struct buf *numbers, const struct segments *old, const struct segments *new, struct err *);

/* Append the inline form of one, or of `text` in place of its text; "[[end]]" closes the last. */
int	 segment_form(struct buf *, const struct segment *, const char *text);

/* What came back: texts by number; NULL where nothing was said. Index 0 is not used. */
struct segment_texts {
	char	**text;
	size_t	 n;			/* numbers are below n */
	size_t	 found;			/* markers seen, or texts placed without */
};

int	 segment_texts_init(struct segment_texts *, const struct segments *, struct err *);
void	 segment_texts_free(struct segment_texts *);
/*
 * A text for a number: made one line.  Nothing if it is empty or the number is none.  A later one wins, but the source
 * itself never takes the place of another text; "[[same]]" means that it is right as it is.
 */
int	 segment_texts_put(struct segment_texts *, const struct segments *, int number, struct span text, struct err *);

/*
 * Read a returned form from the readable text of a mail (or a file).  Markers may be quoted, spaced, in
 * digits and brackets of any script, behind bidi controls, with the text behind them; quoted lines are the source and are left
 * out, also where rewrapping took the mark off a piece of them; wrapped lines are joined; a source that was left standing above or
 * below its translation is taken off; lines that begin with | are ours.  "[[end]]" or a signature that is not quoted ends it.
 * `words` know "Sent from my phone" (NULL: nobody does).
 */
int	 segments_read(struct segment_texts *, const struct segments *, const struct words *, struct span text,
	    struct err *);
/*
 * The same of a text without markers: under quotes of a segment stands its translation; else, if there are as many unquoted
 * paragraphs as numbers in `wanted` (or one less, the subject), these in order.
 */
int	 segments_read_bare(struct segment_texts *, const struct segments *, const struct words *, const int *wanted,
	    size_t n, struct span text, struct err *);

/*
 * Put the translated body together: each offered segment by its text from `texts` (the source where there is none), carried ones
 * as they are, the lines for us in the words of `language`.  The subject is not part of it.
 */
int	 segments_body(struct buf *, const struct segments *, const struct words *, const char *language, char *const *texts,
	    size_t n, struct err *);

#endif
