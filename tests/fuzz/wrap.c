/*
 * A paragraph wrapped as flowed text comes back the same; any flowed text is undone without harm.
 * The first byte chooses how.
 */
#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"
#include "text/wrap.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static const char *const prefixes[] = { NULL, "> ", "> > ", "- " };
	struct buf text = BUF_INIT, one = BUF_INIT, wrapped = BUF_INIT, back = BUF_INIT;
	struct wrap w = { 10, NULL, NULL, 0 }, whole;
	unsigned how;

	if (size == 0)
		return 0;
	how = data[0];
	w.columns = how & 15;
	w.first = w.rest = prefixes[how >> 4 & 3];
	utf8_line(&text, span_make((const char *)data + 1, size - 1));
	for (w.flowed = 0; w.flowed <= 2; w.flowed++) {
		buf_reset(&wrapped);
		wrap_paragraph(&wrapped, span_buf(&text), &w);
		if (!utf8_valid(span_buf(&wrapped)))
			abort();
		if (w.flowed == 0)
			continue;
		/* On one line, and that undone, is what must come back. */
		whole = w;
		whole.columns = (size_t)1 << 40;
		buf_reset(&one);
		buf_reset(&back);
		wrap_paragraph(&one, span_buf(&text), &whole);
		wrap_unflow(&back, span_buf(&one), w.flowed == 2);
		buf_reset(&one);
		wrap_unflow(&one, span_buf(&wrapped), w.flowed == 2);
		if (!span_eq(span_buf(&one), span_buf(&back)))
			abort();
	}
	buf_reset(&back);
	wrap_unflow(&back, span_make((const char *)data + 1, size - 1), (int)(how & 1));
	buf_free(&text);
	buf_free(&one);
	buf_free(&wrapped);
	buf_free(&back);
	return 0;
}
