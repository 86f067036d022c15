/*
 * JSON in and out (jansson), no more of it than records and feeds need.
 */
#ifndef ASM_BASE_JSON_H
#define ASM_BASE_JSON_H

#include "base/buf.h"
#include "base/err.h"

struct json;			/* a value; objects keep the order of insertion */

/* Bounded by JSON_DEPTH and the size of the text.  Duplicate names are refused. */
struct json *json_parse(struct span, struct err *);
void	 json_free(struct json *);		/* the root only */

/* Readers: borrowed from the root; NULL where there is no such thing. */
const struct json *json_get(const struct json *, const char *name);
size_t	 json_count(const struct json *);				/* of an array or object */
const struct json *json_at(const struct json *, size_t, const char **name);	/* name: objects only; may be NULL */
const char *json_text(const struct json *);				/* NULL if it is no string */
int	 json_number(const struct json *, double *);			/* 0, -1 */

/* Writers: append to `out`, valid JSON for valid UTF-8. */
int	 json_put_string(struct buf *out, struct span);

#endif
