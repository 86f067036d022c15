/*
 * Any bytes as subject, recipient and text: what is understood is valid, whatever else stood there.
 */
#include <stdlib.h>
#include <string.h>

#include "mail/tags.h"
#include "text/language.h"
#include "text/utf8.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

/* NULL, or one clean line of ASCII (or of anything, if not `ascii`). */
static void
check(const char *value, int ascii)
{
	size_t	 i;

	if (value == NULL)
		return;
	if (*value == '\0' || !utf8_valid(span_str(value)))
		abort();
	for (i = 0; value[i] != '\0'; i++)
		if ((unsigned char)value[i] < ' ' || value[i] == 0x7f || (ascii && (unsigned char)value[i] > '~'))
			abort();
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static struct words *words;
	struct span in = span_make((const char *)data, size), subject, rest = in;
	struct tags t;
	size_t	 i;

	if (words == NULL && (words = words_open(NULL, NULL)) == NULL)
		abort();
	if (!span_cut(&rest, '\n', &subject))
		subject = SPAN_NONE;
	if (tags_read(&t, words, subject, subject, rest, NULL) == -1)
		abort();
	check(t.kind, 1);
	check(t.answer_by, 1);
	check(t.campaign, 1);
	check(t.group, 0);
	check(t.event, 0);
	check(t.language, 1);
	check(t.corrects, 1);
	if ((t.answer_by != NULL && strlen(t.answer_by) != 10) || (t.campaign != NULL && strlen(t.campaign) > 40) ||
	    (t.language != NULL && !language_valid(span_str(t.language))) || t.npositions > TAGS_POSITIONS)
		abort();
	for (i = 0; i < t.npositions; i++) {
		check(t.position[i].position, 1);
		check(t.position[i].number, 1);
	}
	tags_free(&t);
	tags_subject(words, subject);
	return 0;
}
