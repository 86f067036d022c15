/*
 * A paragraph wrapped as flowed text comes back the same; any flowed text is undone without harm; lines joined again lose nothing.
 * The first byte chooses how.
 */
#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"
#include "text/wrap.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

/* What is neither blank, line end nor mark. */
static void
bare(struct buf *out, struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n; i++)
		if (strchr(" >\r\n", s.s[i]) == NULL)
			buf_addc(out, s.s[i]);
}

static void
check_rejoin(struct span text, size_t columns)
{
	struct buf clean = BUF_INIT, joined = BUF_INIT, before = BUF_INIT, after = BUF_INIT;

	utf8_clean(&clean, text);
	wrap_rejoin(&joined, span_buf(&clean), columns);
	bare(&before, span_buf(&clean));
	bare(&after, span_buf(&joined));
	if (!span_eq(span_buf(&before), span_buf(&after)))
		abort();
	buf_free(&clean);
	buf_free(&joined);
	buf_free(&before);
	buf_free(&after);
}

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
	check_rejoin(span_make((const char *)data + 1, size - 1), how & 15);
	buf_free(&text);
	buf_free(&one);
	buf_free(&wrapped);
	buf_free(&back);
	return 0;
}
