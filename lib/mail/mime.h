/*
 * The structure of a message: libetpan behind the guard, and our own lenient
 * answers where it has none (LIBS guide).  Nothing is decoded before it is asked for.
 */
#ifndef ASM_MAIL_MIME_H
#define ASM_MAIL_MIME_H

#include "base/buf.h"
#include "base/err.h"
#include "mail/field.h"
#include "mail/word.h"

struct part {
	char		*type;		/* "text/plain", lower case, never NULL */
	struct word_params params;	/* of Content-Type */
	char		*disposition;	/* "inline", "attachment" or "" */
	char		*filename;	/* clean UTF-8 as sent, "" if none: body_safe_name makes it safe */
	char		*encoding;	/* Content-Transfer-Encoding, lower case, "" if none */
	char		*id;		/* Content-ID without <>, "" if none */
	char		*language;	/* Content-Language, "" if none */
	struct header	 header;	/* of this part; of a message/rfc822: of the part that holds it */
	struct span	 body;		/* raw, encoded; valid as long as the mime */
	struct part	*child;		/* of multipart; of message/rfc822: one, the message inside */
	size_t		 nchild;
	struct part	*parent;	/* NULL: the root */
	int		 is_message;	/* the root, and the child of a message/rfc822 */
};

struct mime {
	struct part	*root;
	struct header	 header;	/* of the message */
	unsigned	 flags;
	void		*store;		/* private */
};

#define MIME_OPAQUE	0x01u		/* the guard refused the structure: one text part */
#define MIME_CUT	0x02u		/* parts or depth over the limits were left out */

/* Parse a whole message (copied; the input may go).  NULL only when memory is out. */
struct mime *mime_parse(struct span message, struct err *);
void	 mime_free(struct mime *);
/* Walk in document order: NULL for the first, NULL after the last. */
struct part *mime_walk(struct mime *, struct part *);
/* The decoded bytes of a part (at most PART_MAX; 1 if cut, else 0, -1 no memory). */
int	 mime_decode(const struct part *, struct buf *, struct err *);
/* The same as clean UTF-8 text by its charset, LF line ends. */
int	 mime_text(const struct part *, struct buf *, struct err *);

#endif
