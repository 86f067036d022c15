/*
 * The lines that a contact wrote for us, in the words of another language.
 */
#include <string.h>

#include "mail/tags.h"
#include "text/utf8.h"

/* "Field-Answer-By" of "Field" and "answer-by", as the tables have it. */
static const char *
say(const struct words *words, const char *language, const char *group, const char *name)
{
	char	entry[64];
	size_t	i = strlen(group), n = strlen(name);

	if (i + n + 2 > sizeof entry)
		return NULL;
	memcpy(entry, group, i);
	entry[i++] = '-';
	memcpy(entry + i, name, n + 1);
	for (; entry[i] != '\0'; i++)
		if (entry[i - 1] == '-' && entry[i] >= 'a' && entry[i] <= 'z')
			entry[i] = (char)(entry[i] - 'a' + 'A');
	return words_say(words, language, entry);
}

/* One of the values of a field, which may begin ("agree 41") or be ("weekly") a word of `group`. */
static void
put_value(struct buf *out, const struct words *words, const char *language, const char *group, struct span value)
{
	const char	*name, *word;
	size_t		 used;

	if ((name = words_prefix(words, group, value, &used, NULL)) == NULL ||
	    (word = say(words, language, group, name)) == NULL)
		used = 0;
	else
		buf_adds(out, word);
	buf_addspan(out, span_from(value, used));
}

static void
put_values(struct buf *out, const struct words *words, const char *language, const char *group, struct span value)
{
	struct span	one;
	const char	*before = "";

	while (span_cut(&value, ',', &one)) {
		buf_adds(out, before);
		put_value(out, words, language, group, span_trim(one));
		before = ", ";
	}
}

static void
put_line(struct buf *out, const struct words *words, const char *language, struct span line)
{
	struct span	 value;
	const char	*name = tags_field(words, line, &value), *word;

	if (name == NULL || (word = say(words, language, "Field", name)) == NULL) {
		buf_addspan(out, line);
		return;
	}
	utf8_title(out, span_str(word));
	buf_adds(out, ": ");
	if (strcmp(name, "kind") == 0)
		put_values(out, words, language, "Kind", value);
	else if (strcmp(name, "position") == 0)
		put_values(out, words, language, "Position", value);
	else if (strcmp(name, "when") == 0)
		put_values(out, words, language, "Every", value);
	else
		buf_addspan(out, value);
}

int
tags_say(struct buf *out, const struct words *words, struct span lines, const char *language, struct err *err)
{
	struct span	line;

	while (span_line(&lines, &line)) {
		put_line(out, words, language, line);
		buf_addc(out, '\n');
	}
	return buf_ok(out, err);
}
