/*
 * Any bytes in any charset become valid UTF-8, and no charset's name from a mail does harm.
 * The first line of the input is the name.
 */
#include <stdlib.h>

#include "text/charset.h"
#include "text/utf8.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct span bytes = span_make((const char *)data, size), name;
	struct buf b = BUF_INIT, line = BUF_INIT, clean = BUF_INIT, again = BUF_INIT;

	if (!span_line(&bytes, &name))
		name = SPAN_NONE;
	charset_decode(&b, name, bytes, NULL);
	utf8_line(&line, span_buf(&b));
	utf8_clean(&clean, bytes);
	utf8_clean(&again, span_buf(&clean));
	if (!utf8_valid(span_buf(&b)) || !utf8_valid(span_buf(&line)) || utf8_deceptive(span_buf(&line)) ||
	    !span_eq(span_buf(&clean), span_buf(&again)))
		abort();
	buf_reset(&again);
	utf8_line(&again, span_buf(&line));
	if (!span_eq(span_buf(&line), span_buf(&again)))
		abort();
	buf_free(&b);
	buf_free(&line);
	buf_free(&clean);
	buf_free(&again);
	return 0;
}
