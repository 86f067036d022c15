/*
 * Any bytes as a list of addresses: names are one clean line, and what can be written comes back as it was.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "mail/address.h"
#include "text/utf8.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static void
check(const struct address *a)
{
	struct addresses again;
	struct buf b = BUF_INIT, flat = BUF_INIT;
	size_t	 i;

	if (!utf8_valid(span_str(a->name)) || !utf8_valid(span_str(a->addr)) || strpbrk(a->name, "\r\n") != NULL ||
	    strpbrk(a->addr, "\r\n<>") != NULL)
		abort();
	if (a->addr[0] == '\0' || !address_plain(span_str(a->addr)))
		return;
	if (address_write(&b, a->name, a->addr, 6) == -1)
		abort();
	for (i = 0; i < b.len; i++) {
		if (b.s[i] != '\n')
			buf_addc(&flat, b.s[i]);
		if ((unsigned char)b.s[i] > 0x7e || (b.s[i] == '\n' && b.s[i + 1] != ' '))
			abort();
	}
	addresses_parse(&again, span_buf(&flat), NULL);
	if (again.n != 1 || strcmp(again.address[0].addr, a->addr) != 0 || strcmp(again.address[0].name, a->name) != 0)
		abort();
	addresses_free(&again);
	buf_free(&b);
	buf_free(&flat);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct span in = span_make((const char *)data, size);
	struct addresses as;
	struct buf b = BUF_INIT;
	size_t	 i;

	address_plain(in);
	address_normal(&b, in);
	if (addresses_parse(&as, in, NULL) == 0) {
		if (as.n > FIELDS_MAX)
			abort();
		for (i = 0; i < as.n; i++)
			check(&as.address[i]);
		addresses_free(&as);
	}
	buf_free(&b);
	return 0;
}
