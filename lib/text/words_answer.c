/*
 * Yes or no, as people write it: "No, that was not us. Thanks for asking."
 */
#include <string.h>

#include "text/words.h"

#define ANSWER_MAX	1000	/* bytes of a line: who writes more has more to say than yes or no */

/* What parts a line.  Not ';', which asks in Greek, nor '?': who asks has not answered. */
static const char *const marks[] = { ".", ",", ":", "!", "*", "_", "\"", "(", ")", " - ", "\xC2\xA1", "\xC2\xAB",
    "\xC2\xBB", "\xD8\x8C", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x9E",
    "\xE2\x80\xA6" };

/* How long the mark is that the text begins with; 0 if it does with none. */
static size_t
mark_at(struct span text)
{
	size_t	i;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (span_starts(text, marks[i]))
			return strlen(marks[i]);
	return 0;
}

/* The next clause that has something in it. */
static int
next_clause(struct span *rest, struct span *clause)
{
	size_t	n, mark;

	while (rest->n > 0) {
		for (n = 0, mark = 0; n < rest->n && (mark = mark_at(span_from(*rest, n))) == 0; n++)
			;
		*clause = span_trim(span_head(*rest, n));
		*rest = span_from(*rest, n + mark);
		if (clause->n > 0)
			return 1;
	}
	return 0;
}

/* A word of the group, or such a word before another or before thanks: "no that was not us", "yes please". */
static int
is_said(const struct words *words, const char *group, struct span clause, const char **language)
{
	struct span	rest;
	size_t		used = 0;

	if (words_match(words, group, clause, language) != NULL)
		return 1;
	if (words_prefix(words, group, clause, &used, language) == NULL)
		return 0;
	rest = span_trim(span_from(clause, used));
	return words_match(words, group, rest, NULL) != NULL || words_match(words, "Polite", rest, NULL) != NULL;
}

enum words_answer
words_answer(const struct words *words, struct span line, const char **language)
{
	struct span	 clause;
	const char	*spoken = NULL, *first = NULL;
	int		 yes = 0, no = 0, ours = 0, other = 0;

	if (line.n > ANSWER_MAX)
		return WORDS_UNCLEAR;
	while (next_clause(&line, &clause)) {
		if (is_said(words, "Yes", clause, &spoken))
			yes++;
		else if (is_said(words, "No", clause, &spoken)) {
			no++;
			/* More than the bare word, and said at once: what follows explains it. */
			ours |= other == 0 && span_chr(clause, ' ') != -1;
		} else if (words_match(words, "Polite", clause, NULL) == NULL)
			other++;
		if (first == NULL && yes + no > 0)
			first = spoken;
	}
	if (language != NULL && first != NULL)
		*language = first;
	if (yes + no + other == 0)
		return WORDS_POLITE;
	if (yes > 0)
		return no + other > 0 ? WORDS_UNCLEAR : WORDS_YES;
	return no > 0 && (other == 0 || ours) ? WORDS_NO : WORDS_UNCLEAR;
}
