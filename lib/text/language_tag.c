/* Apart from language.c, so that a program that only reads tags does without the library that guesses. */
#include <string.h>

#include "text/language.h"

#define TAG_MAX		35

static int
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

int
language_valid(struct span tag)
{
	struct span part;
	size_t	 i;
	int	 first = 1;

	if (tag.n == 0 || tag.n > TAG_MAX || span_ends(tag, "-"))
		return 0;
	for (; tag.n > 0 && span_cut(&tag, '-', &part); first = 0) {
		if (part.n < 2 || part.n > (first ? 3 : 8))
			return 0;
		for (i = 0; i < part.n; i++)
			if (first ? part.s[i] < 'a' || part.s[i] > 'z' : !is_alnum(part.s[i]))
				return 0;
	}
	return 1;
}

int
language_same(const char *a, const char *b)
{
	return span_caseeq(span_make(a, strcspn(a, "-")), span_make(b, strcspn(b, "-")));
}
