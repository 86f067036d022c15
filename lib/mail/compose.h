/*
 * Mail that we write: ASCII headers folded right, bodies encoded by what is in
 * them, nothing a stranger could use to add a field.
 */
#ifndef ASM_MAIL_COMPOSE_H
#define ASM_MAIL_COMPOSE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"

struct compose;

/* A message being written, LF line ends. */
struct compose *compose_new(struct err *);
void	 compose_free(struct compose *);

/*
 * Fields, in the order of the calls.  Values are clean UTF-8; controls, CR and LF are removed by us.  Errors are sticky
 * until compose_end.
 */
void	 compose_field(struct compose *, const char *name, struct span utf8);		/* unstructured, RFC 2047 */
void	 compose_fields(struct compose *, const char *name, const char *utf8);
void	 compose_ascii(struct compose *, const char *name, const char *value);		/* structured, folded at blanks */
void	 compose_address(struct compose *, const char *name, const char *display, const char *addr);
void	 compose_date(struct compose *, moment);

/*
 * The body: one text, or a tree.  compose_begin opens a multipart ("mixed", "alternative", "digest" ...),
 * parts follow, compose_close closes it.  Boundaries are made of a hash of the content, so the bytes repeat.
 */
void	 compose_begin(struct compose *, const char *subtype);
void	 compose_close(struct compose *);
/* params: NULL or "; format=flowed". language: NULL or a tag for Content-Language of the part. */
void	 compose_text(struct compose *, const char *subtype, const char *params, const char *language, struct span utf8);
void	 compose_attachment(struct compose *, const char *type, const char *filename, struct span bytes);
void	 compose_message(struct compose *, struct span rfc822);				/* message/rfc822 */

/* The finished message, appended to `out`; frees.  0, or -1 if anything failed on the way. */
int	 compose_end(struct compose *, struct buf *out, struct err *);

#endif
