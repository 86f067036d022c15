#include "mail/position.h"

#include <string.h>

static const struct {
	const char	*position, *name;
} positions[] = {
	{ "agree", CATALOG_NC("position", "agree") }, { "object", CATALOG_NC("position", "object") },
	{ "stand-aside", CATALOG_NC("position", "stand aside") }, { "amend", CATALOG_NC("position", "amend") },
	{ "sign", CATALOG_NC("position", "sign") }
};

#define POSITIONS	(sizeof(positions) / sizeof(positions[0]))

int
position_take(struct span *rest, const char **position, struct span *id)
{
	struct span	 one, word;
	size_t		 i;

	while (span_cut(rest, ',', &one)) {
		one = span_trim(one);
		if (!span_cut(&one, ' ', &word))
			continue;
		one = span_trim(one);
		if (one.n < 3 || one.s[0] != '<' || !span_ends(one, ">"))
			continue;
		for (i = 0; i < POSITIONS; i++)
			if (span_eqs(word, positions[i].position)) {
				*position = positions[i].position;
				*id = span_make(one.s + 1, one.n - 2);
				return 1;
			}
	}
	return 0;
}

const char *
position_name(const struct catalog *c, const char *position)
{
	size_t	 i;

	for (i = 0; i < POSITIONS; i++)
		if (strcmp(positions[i].position, position) == 0)
			return catalog_getc(c, "position", positions[i].name);
	return position;
}
