/*
 * Any bytes as text/enriched and text/richtext: whatever UTF-8 comes in stays UTF-8, and nothing is made larger than line ends can.
 */
#include <stdlib.h>

#include "text/enriched.h"
#include "text/utf8.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct buf in = BUF_INIT, out = BUF_INIT;
	int	 richtext;

	utf8_clean(&in, span_make((const char *)data, size));
	for (richtext = 0; richtext < 2; richtext++) {
		buf_reset(&out);
		if (enriched_text(&out, span_buf(&in), richtext, NULL) == -1 || !utf8_valid(span_buf(&out)) || out.len > 2 * in.len + 2)
			abort();
	}
	buf_free(&in);
	buf_free(&out);
	return 0;
}
