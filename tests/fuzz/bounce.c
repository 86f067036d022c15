/*
 * bounces: any mail at all.
 */
#include <stddef.h>
#include <stdint.h>

#include "mail/bounce.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bounce	 b;
	struct mime	*m;

	if ((m = mime_parse(span_make((const char *)data, size), NULL)) != NULL && bounce_read(&b, m, NULL) == 0)
		bounce_free(&b);
	mime_free(m);
	return 0;
}
