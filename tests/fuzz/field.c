/*
 * Any bytes as a header: fields lie in order inside the block, the block inside the mail, and what is said of defects is true.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "mail/field.h"
#include "mail/request.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static void
check(const struct header *h, struct span mail)
{
	const char *at = h->block.s, *end = h->block.s + h->block.n;
	size_t	 i;

	if (h->envelope.n + h->block.n + h->body.n > mail.n || (h->n > 0 && h->n > FIELDS_MAX))
		abort();
	for (i = 0; i < h->n; i++) {
		const struct field *f = &h->field[i];

		if (f->whole.s < at || f->whole.s + f->whole.n > end || f->name.s != f->whole.s || f->name.n == 0 ||
		    f->value.s <= f->name.s || f->value.s + f->value.n > f->whole.s + f->whole.n || f->whole.n > FIELD_MAX)
			abort();
		at = f->whole.s + f->whole.n;
	}
	if (h->block.n > 0 && ((memchr(h->block.s, '\0', h->block.n) != NULL) != ((h->defects & FIELD_NUL) != 0)))
		abort();
	/* Without a defect the fields are the whole block. */
	if ((h->defects & ~(unsigned)(FIELD_ENVELOPE | FIELD_NO_BODY | FIELD_8BIT | FIELD_SPACE_BEFORE_COLON | FIELD_NUL |
	    FIELD_BARE_CR | FIELD_BLANK_FOLD)) == 0 && at != end)
		abort();
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct span in = span_make((const char *)data, size), out;
	struct header h;
	struct buf b = BUF_INIT;
	size_t	 i;

	if (header_split(&h, in, NULL) == -1)
		return 0;
	check(&h, in);
	for (i = 0; i < h.n; i++) {
		buf_reset(&b);
		field_unfold(&b, h.field[i].value);
		if (b.len > 0 && (memchr(b.s, '\n', b.len) != NULL || memchr(b.s, '\r', b.len) != NULL))
			abort();
		field_tag(span_buf(&b), "d", &out);
	}
	request_automatic(&h, "assemblies.lists.example", "assemblies@lists.example");
	header_free(&h);
	buf_free(&b);
	return 0;
}
