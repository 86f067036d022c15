/*
 * A translator's PO file: no crash, and what is read and written is read the same.  The first line
 * is also read as a Plural-Forms field.
 */
#include <stdlib.h>

#include "text/plural.h"
#include "text/po.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static void
put_all(struct buf *b, const struct po *po)
{
	size_t	 i;

	for (i = 0; i < po->n; i++) {
		po_put(b, &po->entry[i]);
		if (po_find(po, po->entry[i].context, po->entry[i].id) != &po->entry[i])
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct span in = span_make((const char *)data, size), rest = in, line = SPAN_NONE;
	struct buf b = BUF_INIT, again = BUF_INIT;
	struct po *po;
	size_t	 form;

	span_line(&rest, &line);
	if (plural_form(line, size, &form) == 0 && form >= PO_FORMS)
		abort();
	if ((po = po_parse(in, NULL)) != NULL) {
		put_all(&b, po);
		po_header(po, "Plural-Forms", &again);
		buf_reset(&again);
		po_free(po);
		if ((po = po_parse(span_buf(&b), NULL)) == NULL)
			abort();
		put_all(&again, po);
		if (!span_eq(span_buf(&b), span_buf(&again)))
			abort();
		po_free(po);
	}
	buf_free(&b);
	buf_free(&again);
	return 0;
}
