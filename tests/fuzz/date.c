/*
 * Any bytes as a date: what is one is in range and comes back from our own form; what is one strictly is the same leniently.
 */
#include <stdlib.h>

#include "mail/date.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct span in = span_make((const char *)data, size);
	struct buf b = BUF_INIT;
	struct civil c;
	moment	 when, strict, again;
	int	 offset = 0, lenient = date_parse(in, &when, &offset);

	if (date_parse_strict(in, &strict) == 0 && (lenient == -1 || when != strict))
		abort();
	if (lenient == 0) {
		if (offset < -1440 || offset > 1440)
			abort();
		time_civil(when, &c);
		if (c.year >= 1 && c.year <= 9999) {
			time_rfc5322(&b, when);
			if (date_parse_strict(span_buf(&b), &again) == -1 || again != when)
				abort();
		}
	}
	buf_free(&b);
	return 0;
}
