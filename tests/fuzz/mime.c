/*
 * Any bytes as a message: guarded, parsed, decoded, read as text, cut into blocks, made a tree.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "mail/body.h"
#include "text/utf8.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static void
read_body(struct mime *m)
{
	struct doc *root = doc_new("", NULL);
	struct body body;
	struct block block;
	struct span rest;
	const char *end = NULL;
	size_t	 i;

	if (body_read(&body, m, NULL) == -1 || !utf8_valid(span_buf(&body.text)) || !utf8_valid(span_buf(&body.html)))
		abort();
	for (rest = span_buf(&body.text); body_block(&rest, &block); end = block.text.s + block.text.n)
		if (block.text.n == 0 || block.text.s < end)
			abort();
	for (i = 0; i < body.nattachment; i++)
		if (body.attachment[i].name[0] == '\0' || body.attachment[i].name[0] == '.' ||
		    strpbrk(body.attachment[i].name, "/\\\r\n") != NULL || !utf8_valid(span_str(body.attachment[i].name)))
			abort();
	body_doc(root, span_buf(&body.text), NULL);
	doc_free(root);
	body_free(&body);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct mime *m = mime_parse(span_make((const char *)data, size), NULL);
	struct part *p;
	struct buf b = BUF_INIT;
	size_t	 n = 0;

	if (m == NULL)
		abort();
	for (p = mime_walk(m, NULL); p != NULL; p = mime_walk(m, p)) {
		if (++n > MIME_PARTS || p->type[0] == '\0')
			abort();
		buf_reset(&b);
		if (mime_text(p, &b, NULL) == -1 || !utf8_valid(span_buf(&b)))
			abort();
	}
	read_body(m);
	mime_free(m);
	buf_free(&b);
	return 0;
}
