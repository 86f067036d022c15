/*
 * The Plural-Forms of a PO file: a C expression over n, from a file that a site
 * may bring itself, so it is parsed with care and never trusted.
 */
#ifndef ASM_TEXT_PLURAL_H
#define ASM_TEXT_PLURAL_H

#include "base/buf.h"

/*
 * The form for n by a whole header field, "nplurals=2; plural=(n != 1);".
 * 0, or -1 when it is no such field or gives a form there is not (division by zero, nesting
 * above PLURAL_DEPTH, nplurals above PO_FORMS among the reasons).
 */
int	 plural_form(struct span field, unsigned long n, size_t *form);

#endif
