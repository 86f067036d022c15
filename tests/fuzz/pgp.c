/*
 * Any bytes as a signed mail, as a key and as fingerprints: what is cut lies in the mail, in order and whole, what is put in
 * front is protected fields and no other, and nothing passes without a ring.
 */
#include <stdlib.h>
#include <string.h>

#include "trust/pgp.h"
#include "trust/pgp_parts.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static int
is_inside(struct span s, struct span mail)
{
	return s.s >= mail.s && s.n <= mail.n && s.s + s.n <= mail.s + mail.n;
}

static void
check_fields(const struct header *mail)
{
	struct buf	 out = BUF_INIT;
	struct header	 h;
	size_t		 i;

	if (pgp_protected(&out, mail, NULL) == -1)
		abort();
	buf_addc(&out, '\n');
	if (header_split(&h, span_buf(&out), NULL) == -1 || h.body.n != 0)
		abort();
	for (i = 0; i < h.n; i++)
		if (!pgp_protects(h.field[i].name))
			abort();
	header_free(&h);
	buf_free(&out);
}

static void
check_mail(struct span in)
{
	static const char *const list[] = { "asambleas@lists.example", NULL };
	const struct pgp_ask	 ask = {
		.ring = "/nonexistent/ring", .fingerprints = "0123456789ABCDEF0123456789ABCDEF01234567",
		.address = "contacto@asamblea.example", .list = list, .now = 1780000000
	};
	struct pgp_answer	 a;
	struct pgp_parts	 parts;
	struct header		 h;
	struct err		 e;
	int			 got;

	if (header_split(&h, in, &e) == -1)
		abort();
	if ((got = pgp_split(&h, &parts, &e)) == -1 || pgp_check(&ask, &h, &a, &e) == -1)
		abort();
	if (a.pass || a.reason == NULL || (strcmp(a.reason, "pgp-none") == 0) != (got == 0))
		abort();
	if (got == 1) {
		if (!is_inside(parts.content, h.body) || !is_inside(parts.signature, h.body) ||
		    parts.content.s + parts.content.n >= parts.signature.s)
			abort();
		check_fields(&h);
	}
	header_free(&h);
}

static void
check_fingerprints(struct span in)
{
	struct buf	 one = BUF_INIT, two = BUF_INIT;

	if (pgp_fingerprints(&one, in)) {
		if (one.len % (PGP_FINGERPRINT + 1) != PGP_FINGERPRINT || !pgp_fingerprints(&two, span_buf(&one)) ||
		    !span_eq(span_buf(&one), span_buf(&two)))
			abort();
	}
	buf_free(&one);
	buf_free(&two);
}

static void
check_ring(struct span in)
{
	struct buf	 keys = BUF_INIT;

	if (pgp_ring(&keys, in, NULL) == 0 && (keys.len == 0 || keys.len > in.n || ((unsigned char)keys.s[0] & 0x80) == 0))
		abort();
	buf_free(&keys);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct span	 in = span_make((const char *)data, size);

	check_mail(in);
	check_fingerprints(in);
	check_ring(in);
	return 0;
}
