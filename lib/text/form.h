/*
 * What a form in the web sends: application/x-www-form-urlencoded.
 */
#ifndef ASM_TEXT_FORM_H
#define ASM_TEXT_FORM_H

#include "base/buf.h"
#include "base/err.h"

struct form_field {
	char	*name, *value;		/* clean UTF-8 (utf8_clean), owned */
};

struct form {
	struct form_field field[16];	/* FORM_FIELDS: what is more is left out */
	size_t	 n;
};

/* Fields of a query or a body of at most FORM_MAX bytes: ERR_DATA if it is longer. */
int	 form_parse(struct form *, struct span, struct err *);
void	 form_free(struct form *);
/* The value of the first of that name; "" if there is none. */
const char *form_get(const struct form *, const char *name);
/* Append text as a part of a URL. */
int	 form_escape(struct buf *, struct span);

#endif
