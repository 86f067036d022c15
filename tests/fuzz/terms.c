/*
 * What readers search for, and how alike two texts are (the first line and the rest): a question holds words of letters and
 * digits and no operator, each is found in its own text, and likeness does not depend on who comes first.
 */
#include <stdlib.h>
#include <string.h>

#include "text/similar.h"
#include "text/terms.h"
#include "text/utf8.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static void
check_word(struct span word)
{
	uint32_t	 c;

	if (word.n == 0)
		abort();
	while (word.n > 0) {
		c = utf8_take(&word);
		if (c == UTF8_BAD || c == '"' || c == '*' || c == ' ')
			abort();
	}
}

static void
check_question(struct span text)
{
	struct terms	 t;
	struct buf	 word = BUF_INIT;
	struct span	 rest = text, at;
	size_t		 i, n = 0;

	if (terms_ask(&t, text, NULL) == -1 || t.n > TERMS_MAX || (t.n == 0) != (t.match.len == 0))
		abort();
	for (i = 0; i < t.n; i++)
		check_word(span_buf(&t.word[i]));
	while (terms_next(&rest, &word, &at) == 1) {
		check_word(span_buf(&word));
		if (at.n == 0 || at.s < text.s || at.s + at.n > rest.s || (n++ < t.n && !terms_has(&t, span_buf(&word))))
			abort();
	}
	terms_free(&t);
	buf_free(&word);
}

static void
check_alike(struct span a, struct span b)
{
	struct buf	 diff = BUF_INIT;
	int		 one, two;

	if (similar_percent(a, b, 50, &one, NULL) == -1 || similar_percent(b, a, 50, &two, NULL) == -1 || one != two ||
	    one < 0 || one > 100 || (one > 0 && one < 50))
		abort();
	if (a.n <= 500 && (similar_percent(a, a, 100, &one, NULL) == -1 || one != 100))
		abort();
	if (similar_diff(&diff, a, b, NULL) == -1)
		abort();
	buf_free(&diff);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct buf	 clean = BUF_INIT;
	struct span	 text, line;

	utf8_clean(&clean, span_make((const char *)data, size));
	text = span_buf(&clean);
	check_question(text);
	if (!span_line(&text, &line))
		line = SPAN_NONE;
	check_alike(line, text);
	buf_free(&clean);
	return 0;
}
