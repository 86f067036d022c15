/*
 * In which language is a text written? (libexttextcat, and scripts that decide by themselves)
 */
#ifndef ASM_TEXT_LANGUAGE_H
#define ASM_TEXT_LANGUAGE_H

#include "base/buf.h"

/*
 * A BCP 47 tag of two or three letters from a fixed buffer, or NULL when the text is too
 * short or nothing is near enough.  UTF-8 expected; at most the first 8 kB are looked at.
 */
const char *language_guess(struct span text);
/* 1 if it is a well-formed language tag we accept from strangers: [a-z]{2,3}(-[A-Za-z0-9]{2,8})*, at most 35 bytes. */
int	 language_valid(struct span tag);
/* The primary subtags are equal ("pt" and "pt-BR"). */
int	 language_same(const char *, const char *);

#endif
