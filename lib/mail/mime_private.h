/*
 * Between the files that make up mail/mime: the tree (mime.c, which alone knows libetpan), one part of it
 * (mime_part.c), and finding parts without a parser (mime_split.c).
 */
#ifndef ASM_MAIL_MIME_PRIVATE_H
#define ASM_MAIL_MIME_PRIVATE_H

#include "mail/mime.h"

/* Raw parts, header and body each, borrowed from what was split. */
struct mime_pieces {
	struct span	*piece;
	size_t		 n, cap;
};

int	 mime_pieces_add(struct mime_pieces *, struct span);	/* 0, or -1: no memory */
void	 mime_pieces_free(struct mime_pieces *);

/*
 * The parts of a multipart body by its delimiter lines alone, at most `max` of them: a line counts if it is the delimiter and
 * nothing more, so a boundary that begins like another one does no harm.  0, or -1: no memory.
 */
int	 mime_split(struct mime_pieces *, struct span body, struct span boundary, size_t max);
/* Is this line (with or without its end) "--boundary" or "--boundary--"? */
int	 mime_is_delimiter(struct span line, struct span boundary);
/*
 * A multipart that has delimiter lines and no part: 1, and *text is what stands in front of a closing one, whose opening one
 * was forgotten (empty behind an opening one: there the preamble is nobody's).  0: it has no delimiter line at all.
 */
int	 mime_is_hollow(struct span body, struct span boundary, struct span *text);
/* The last piece, which nothing closed, without what follows "--boundary-", a closing delimiter with a hyphen too few. */
struct span mime_without_closing(struct span piece, struct span boundary);
/* What looks like a boundary when none was said: the first line of the body, if it begins with "--". */
struct span mime_guess_boundary(struct span body);

/* A file in the middle of a text: "begin 644 name" ... "end", or "=ybegin ... name=..." ... "=yend". */
struct mime_uu {
	struct span	 before;	/* the text in front of it */
	struct span	 file;		/* with both lines around it */
	struct span	 name;
	struct span	 after;
	const char	*encoding;
};

int	 mime_find_uu(struct span text, struct mime_uu *);	/* 1, 0 */

/* Fill a part from its raw bytes; `default_type` is what it is if it does not say.  0, or -1: no memory. */
int	 mime_fill(struct part *, struct span raw, const char *default_type, struct err *);
/* Frees what mime_fill made, not the children. */
void	 mime_empty(struct part *);
/* Its Content-Transfer-Encoding changes bytes. */
int	 mime_is_coded(const struct part *);

#endif
