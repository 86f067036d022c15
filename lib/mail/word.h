/*
 * RFC 2047 encoded words and RFC 2231 parameters, both ways.
 */
#ifndef ASM_MAIL_WORD_H
#define ASM_MAIL_WORD_H

#include "base/buf.h"
#include "base/err.h"
#include "mail/field.h"

/*
 * Decode an unstructured value or phrase (unfolded) to clean UTF-8: adjacent encoded words are joined, one multibyte
 * character may be split over two; what cannot be decoded stays as it is; raw 8-bit is UTF-8 or windows-1252.
 */
int	 word_decode(struct buf *, struct span, struct err *);
/*
 * The unfolded value of the first field of that name, not yet decoded, nothing if there is none.  Raw bytes that are no
 * UTF-8 are read in the charset that the mail itself (no part of it) is in, if it names one in which they mean something.
 */
int	 word_value(struct buf *, const struct header *, const char *name, struct err *);
/*
 * Encode UTF-8 as an unstructured value: plain ASCII stays as it is; else encoded words (Q or B, whichever is
 * shorter) that never break a character, folded so that no line passes 76 columns.  `column` is where the value begins.
 */
int	 word_encode(struct buf *, struct span utf8, size_t column);
/* The same as a phrase (display name): quoted if it has specials. */
int	 word_encode_phrase(struct buf *, struct span utf8, size_t column);

/* A parameter list ("; name=value; name*0*=..."): RFC 2231 and, since senders do it, RFC 2047 inside quotes. */
struct word_param {
	char	*name;		/* lower case, without * parts */
	char	*value;		/* clean UTF-8 */
};

struct word_params {
	struct word_param *param;
	size_t		 n;
};

/*
 * Parse the value of Content-Type or Content-Disposition (unfolded): the part before the first ';' lower-cased
 * into `main`, the parameters into `out` (first of a name wins).  Lenient.
 */
int	 word_params_parse(struct span value, struct buf *main, struct word_params *out, struct err *);
const char *word_params_get(const struct word_params *, const char *name);	/* NULL if none */
void	 word_params_free(struct word_params *);
/* Append `; name="value"` or RFC 2231 form, folded before it when the line would pass 76 columns. */
int	 word_param_write(struct buf *, const char *name, struct span utf8);

#endif
