/*
 * What a person reads of a message: its text, what is quoted in it, what hangs on it.
 */
#ifndef ASM_MAIL_BODY_H
#define ASM_MAIL_BODY_H

#include "base/buf.h"
#include "base/err.h"
#include "mail/mime.h"
#include "text/doc.h"

struct attachment {
	char		*name;		/* safe: no path, no control or bidi characters, bounded; never empty */
	char		*type;
	size_t		 size;		/* decoded bytes */
	const struct part *part;	/* valid as long as the mime */
};

struct body {
	struct buf	 text;		/* clean UTF-8, paragraphs on one line each where flowed; from HTML if there is no plain text */
	struct buf	 html;		/* the HTML part's text in UTF-8, hostile; empty if none */
	int		 from_html;	/* text was made of html, or begins so */
	int		 all_html;	/* and of nothing else */
	int		 flowed;	/* text was format=flowed */
	int		 is_signed;	/* inside a multipart/signed */
	char		*language;	/* Content-Language of part or message, its first tag; "" */
	struct attachment *attachment;
	size_t		 nattachment;
};

int	 body_read(struct body *, struct mime *, struct err *);
void	 body_free(struct body *);
/* A name for a file that came as `filename` ("" or NULL: none) of `type`, safe to show and to write into a directory. */
int	 body_safe_name(struct buf *, const char *filename, const char *type);

/* One paragraph, list item or quote of a text, in order; what translators and digests work on. */
enum block_kind { BLOCK_PARA, BLOCK_ITEM, BLOCK_QUOTE, BLOCK_VERBATIM, BLOCK_SIGNATURE, BLOCK_ATTRIBUTION };

struct block {
	enum block_kind	 kind;
	int		 depth;		/* of quoting */
	struct span	 text;		/* of the whole block, quote prefixes still there */
};

/* Take the next block off *rest (a body text).  1, 0 at the end. */
int	 body_block(struct span *rest, struct block *);
/* Its words on one line, quote prefixes and list marks removed. */
int	 block_text(struct buf *, const struct block *);
/* The blocks as a tree. */
int	 body_doc(struct doc *parent, struct span text, struct err *);
/* The readable text as a tree, at most about `max` bytes of it: of HTML directly, so that links stay where they were. */
int	 body_tree(struct doc *parent, const struct body *, size_t max, struct err *);
/* The words alone, appended, of a long text those in front: of HTML without the addresses that its links become in `text`. */
int	 body_words(struct buf *, const struct body *, struct err *);

#endif
