#include "mail/body.h"
#include "mail/request.h"

enum words_answer
request_answer(const struct words *words, struct span text, const char **language)
{
	struct block		b;
	struct span		rest, line;
	enum words_answer	said = WORDS_POLITE;

	while (said == WORDS_POLITE && body_block(&text, &b)) {
		if (b.kind == BLOCK_QUOTE || b.kind == BLOCK_ATTRIBUTION)
			continue;
		for (rest = b.text; said == WORDS_POLITE && span_line(&rest, &line); )
			said = words_answer(words, line, language);
	}
	return said == WORDS_POLITE ? WORDS_UNCLEAR : said;
}
