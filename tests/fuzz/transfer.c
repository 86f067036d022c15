/*
 * Any bytes decoded in every way, never more than was asked for; and encoded, and back.
 */
#include <stdlib.h>
#include <string.h>

#include "mail/transfer.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static void
back(struct span in, const struct buf *encoded, const char *encoding)
{
	struct buf out = BUF_INIT;
	struct span rest = span_buf(encoded), line;

	while (span_line(&rest, &line))
		if (line.n > 76)
			abort();
	if (transfer_decode(&out, encoding, span_buf(encoded), in.n, NULL) != 0 || !span_eq(span_buf(&out), in))
		abort();
	buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static const char *const encodings[] = { "base64", "quoted-printable", "x-uuencode", "7bit" };
	struct span in = span_make((const char *)data, size);
	struct buf b = BUF_INIT;
	size_t	 i;

	for (i = 0; i < 4; i++) {
		buf_reset(&b);
		if (transfer_decode(&b, encodings[i], in, size / 2, NULL) == -1 || b.len > size / 2)
			abort();
	}
	buf_reset(&b);
	transfer_qp_encode(&b, in);
	back(in, &b, "quoted-printable");
	buf_reset(&b);
	transfer_base64_encode(&b, in);
	back(in, &b, "base64");
	if (strcmp(transfer_choose(in), "7bit") == 0)
		for (i = 0; i < size; i++)
			if (data[i] > 0x7e || (data[i] < ' ' && data[i] != '\n' && data[i] != '\t'))
				abort();
	buf_free(&b);
	return 0;
}
