/*
 * The one splitter of message headers.  It never fails: it reports defects, and
 * the caller decides (asm-verify refuses on them, readers go on).
 */
#ifndef ASM_MAIL_FIELD_H
#define ASM_MAIL_FIELD_H

#include "base/buf.h"
#include "base/err.h"

/* What was wrong with a header block (guides: RFC 5322 2.2 strictly read). */
#define FIELD_NUL		0x0001u	/* a NUL byte */
#define FIELD_BARE_CR		0x0002u	/* CR not before LF */
#define FIELD_NOT_A_FIELD	0x0004u	/* a line that is neither field nor continuation */
#define FIELD_SPACE_BEFORE_COLON 0x0008u	/* "From :" */
#define FIELD_LEADING_FOLD	0x0010u	/* continuation line before the first field */
#define FIELD_BLANK_FOLD	0x0020u	/* a continuation line of white space only */
#define FIELD_TOO_LARGE		0x0040u	/* over HEAD_MAX, FIELD_MAX or FIELDS_MAX: what is over is not indexed */
#define FIELD_NO_BODY		0x0080u	/* the header runs to the end of the mail (tolerated by all) */
#define FIELD_ENVELOPE		0x0100u	/* an mbox "From " line stood in front (tolerated, taken off) */
#define FIELD_8BIT		0x0200u	/* bytes over 127 */

struct field {
	struct span	name;		/* without blanks and colon */
	struct span	value;		/* raw: folds and line ends inside, the last line end not */
	struct span	whole;		/* name to line end, line end included */
};

struct header {
	struct field	*field;		/* owned */
	size_t		 n;
	unsigned	 defects;
	struct span	 envelope;	/* the "From " line with its end, if any */
	struct span	 block;		/* the fields, from the first to before the empty line */
	struct span	 body;		/* behind the empty line */
};

/*
 * Split `mail` (borrowed for as long as the header lives).  A mail whose lines end
 * in bare CR only (no LF in the first KB) is not handled here: readers convert it first.
 * After a line that is no field readers get the fields behind it too.  -1 only when memory is out.
 */
int	 header_split(struct header *, struct span mail, struct err *);
void	 header_free(struct header *);

/* The nth (from 0) field of that name (ASCII case ignored), or NULL. */
const struct field *header_find(const struct header *, const char *name, size_t nth);
size_t	 header_count(const struct header *, const char *name);
/* The unfolded value of the first one: 1 appended, 0 no such field, -1 no memory. */
int	 header_value(const struct header *, const char *name, struct buf *);

/* Unfold: line ends go, what follows stays (RFC 5322 2.2.3); outer white space is trimmed. */
int	 field_unfold(struct buf *, struct span value);
/* Parameters: "token; a=b; c=d": the value of `name` in an unfolded structured field that has no quoting or comments
 * (our own Asm- fields, DKIM tags): borrowed, trimmed; 1, or 0 if there is none. */
int	 field_tag(struct span value, const char *name, struct span *out);

#endif
