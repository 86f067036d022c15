/* Whatever our own server might have written: results that are strings, and none at all of another's field. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "trust/authres.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static size_t
results(const char *received, const uint8_t *data, size_t size)
{
	struct authres_item *item;
	struct buf	 mail = BUF_INIT;
	struct header	 h;
	struct err	 e;
	size_t		 n = 0, i;

	buf_adds(&mail, "Authentication-Results: mx.example; ");
	buf_add(&mail, data, size);
	buf_addf(&mail, "\nReceived: from x by %s; Sat, 21 Nov 2026 07:29:00 +0000\n\n", received);
	if (header_split(&h, span_buf(&mail), &e) == 0) {
		if (authres_read(&h, "mx.example", "mx.example", &item, &n, &e) == 0) {
			for (i = 0; i < n; i++)
				if (item[i].method[0] == '\0' || item[i].result[0] == '\0' ||
				    strlen(item[i].header_d) >= sizeof item[i].header_d)
					abort();
			free(item);
		}
		header_free(&h);
	}
	buf_free(&mail);
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	(void)results("mx.example", data, size);
	if (memchr(data, '\n', size) == NULL && results("other.example", data, size) != 0)
		abort();
	return 0;
}
