/*
 * What people write at the top of a mail, looked up in the words we know; and its language.
 */
#include <stdlib.h>

#include "text/language.h"
#include "text/words.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static const char *const groups[] = { "Field", "Kind", "Position", "Yes", "Command" };
	static struct words *words;
	struct span in = span_make((const char *)data, size);
	const char *answer, *language;
	size_t	 i, used;

	if (words == NULL && (words = words_open(NULL, NULL)) == NULL)
		abort();
	for (i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		words_match(words, groups[i], in, &language);
		if ((answer = words_prefix(words, groups[i], in, &used, &language)) == NULL)
			continue;
		if (used == 0 || used > size || words_match(words, groups[i], span_head(in, used), &language) != answer)
			abort();
	}
	if ((answer = language_guess(in)) != NULL && !language_valid(span_str(answer)))
		abort();
	return 0;
}
