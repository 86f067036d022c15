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
/*
 * What a line (trimmed or not) answers when somebody was asked yes or no.  It is taken apart at its commas, stops and
 * quotation marks.  YES: nothing but words for yes, and politeness ("Yes, that was us. Thanks!").  NO: the same for no, or
 * a whole phrase that says so in front ("No, that was not us. Somebody uses our address."): what was not written by
 * somebody must not be published because she went on.  POLITE: nothing but a greeting, or nothing; the next line may
 * answer.  UNCLEAR: everything else.  *language, unless NULL, is set as by words_match if yes or no was said.
 */
enum words_answer { WORDS_UNCLEAR, WORDS_POLITE, WORDS_NO, WORDS_YES };
enum words_answer words_answer(const struct words *, struct span line, const char **language);
/* The first word of NAME ("Kind-Proposal") in a language, for showing what to write; NULL if none. */
const char *words_say(const struct words *, const char *language, const char *name);

#endif
