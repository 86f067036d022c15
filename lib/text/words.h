/*
 * What we understand of what people write: lib/text/words/LANG, built in; a
 * site may add its own in words/.  One record a language:
 * "Kind-Proposal: propuesta | proposición".  Matching folds case and looks at all languages at once.
 */
#ifndef ASM_TEXT_WORDS_H
#define ASM_TEXT_WORDS_H

#include "base/buf.h"
#include "base/err.h"

struct words;

struct words *words_open(const char *overrides, struct err *);	/* directory or NULL */
void	 words_free(struct words *);

/*
 * Does the whole text (trimmed, case folded) equal a word of `group`?  The group
 * is the part before the hyphen, "Kind"; the answer is the part behind it in lower
 * case: "proposal".  For "Yes", which has no hyphen, the answer is "yes".  NULL if nothing matches.
 * If `language` is not NULL it is set to the (first) language whose word it was.
 */
const char *words_match(const struct words *, const char *group, struct span text, const char **language);
/* The longest word of `group` at the front of text, ending at a word boundary; *used = bytes of it. */
const char *words_prefix(const struct words *, const char *group, struct span text, size_t *used,
	    const char **language);
/* The first word of NAME ("Kind-Proposal") in a language, for showing what to write; NULL if none. */
const char *words_say(const struct words *, const char *language, const char *name);

#endif
