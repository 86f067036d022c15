/*
 * What somebody writes to observe@, or answers when she is asked yes or no: whatever it is, what is kept of it is bounded, clean,
 * and understood again as the same.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "mail/request.h"
#include "mail/wishes.h"
#include "text/utf8.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static void
check_list(const struct buf *list)
{
	if (list->len > WISHES_LIST || !utf8_valid(span_buf(list)))
		abort();
}

static void
check_languages(const struct buf *list)
{
	struct buf	 again = BUF_INIT;

	if (list->len > 0 && (wishes_languages(&again, span_buf(list), NULL) != 1 || !span_eq(span_buf(&again), span_buf(list))))
		abort();
	buf_free(&again);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static struct words *words;
	struct span	 text = span_make((const char *)data, size), extension, subject, local, behind;
	struct wishes	 w;
	struct buf	 clean = BUF_INIT;
	const char	*language = NULL;

	if (words == NULL && (words = words_open(NULL, NULL)) == NULL)
		abort();
	utf8_clean(&clean, text);
	text = span_buf(&clean);
	if (request_extension(text, &local, &behind) == 1 && local.n + behind.n >= text.n)
		abort();
	request_answer(words, text, &language);
	if (!span_line(&text, &extension))
		extension = SPAN_NONE;
	if (!span_line(&text, &subject))
		subject = SPAN_NONE;
	if (wishes_read(&w, words, extension, subject, text, 1780000000, NULL) == -1 || (w.what == WISH_NOTHING && w.given != 0))
		abort();
	check_list(&w.languages);
	check_list(&w.kinds);
	check_list(&w.regions);
	check_list(&w.assemblies);
	check_languages(&w.languages);
	wishes_free(&w);
	buf_free(&clean);
	return 0;
}
