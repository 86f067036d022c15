/*
 * Whatever stands in a header: one address or a word for the fault, never both; an address that was found is its own
 * normal form, unless its domain is none.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"
#include "trust/domain.h"
#include "trust/identity.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
require(int held)
{
	if (!held)
		abort();
}

static void
check_address(struct span address)
{
	struct buf	 again = BUF_INIT, domain = BUF_INIT;
	const char	*fault;
	struct err	 e;

	require(identity_address(address, &again, &fault, &e) == 1);
	require(span_eq(span_buf(&again), address));
	buf_reset(&again);
	buf_addspan(&again, span_from(address, (size_t)span_chr(address, '@') + 1));
	if (address.s[0] != '"' && domain_normal(&domain, span_buf(&again), &e) == 1)
		require(domain_within(span_buf(&domain), span_buf(&domain)));
	buf_free(&again);
	buf_free(&domain);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct header	 h;
	struct buf	 address = BUF_INIT;
	const char	*fault = NULL;
	struct err	 e;
	int		 got;

	if (header_split(&h, span_make((const char *)data, size), &e) == -1)
		return 0;
	got = identity_from(&h, &address, &fault, &e);
	require(got == 0 || got == 1);
	if (got == 1)
		check_address(span_buf(&address));
	else
		require(address.len == 0 && fault != NULL);
	header_free(&h);
	buf_free(&address);
	return 0;
}
