/* Whatever claims to be sealed is not; sealed by us, it is. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mail/field.h"
#include "trust/seal.h"

#define NOW	1795246300

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct span secret = { "a secret", 8 };
	struct span	 mail = span_make((const char *)data, size), rest;
	struct seal	 s, ours = { .assembly = "one", .by = "dkim", .at = NOW };
	struct buf	 out = BUF_INIT, value = BUF_INIT;
	struct header	 h;
	struct err	 e;
	int		 others;

	if (seal_check(mail, secret, NOW, &s, &rest, &e) == 0)
		abort();
	if (header_split(&h, mail, &e) == -1)
		return 0;
	others = header_count(&h, SEAL_VERIFIED) + header_count(&h, SEAL_REFUSED) > 0;
	header_free(&h);
	buf_add(&value, data, size);
	ours.contact = value.len > 0 && memchr(data, '\0', size) == NULL && size < 320 ? value.s : "";
	if (seal_write(&out, &ours, secret, mail, &e) == 0 && !others) {
		if (seal_check(span_buf(&out), secret, NOW, &s, &rest, &e) == -1 || strcmp(s.contact, ours.contact) != 0)
			abort();
		seal_free(&s);
	}
	buf_free(&out);
	buf_free(&value);
	return 0;
}
