/*
 * Any bytes as a value and as parameters: decoded they are one clean line, and what we encode of them comes back.
 */
#include <stdlib.h>
#include <string.h>

#include "mail/word.h"
#include "text/utf8.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static void
encode(struct span in)
{
	struct buf line = BUF_INIT, out = BUF_INIT, flat = BUF_INIT, back = BUF_INIT;
	size_t	 i, column = 0;

	utf8_line(&line, in);
	word_encode(&out, in, 0);
	for (i = 0; i < out.len; i++) {
		column = out.s[i] == '\n' ? 0 : column + 1;
		if (column > 76 || (unsigned char)out.s[i] > 0x7e)
			abort();
		if (out.s[i] != '\n')
			buf_addc(&flat, out.s[i]);
	}
	word_decode(&back, span_trim(span_buf(&flat)), NULL);
	if (!span_eq(span_buf(&back), span_buf(&line)))
		abort();
	buf_free(&line);
	buf_free(&out);
	buf_free(&flat);
	buf_free(&back);
}

static void
parameters(struct span in)
{
	struct buf type = BUF_INIT, out = BUF_INIT, again = BUF_INIT;
	struct word_params p, q;
	size_t	 i;

	if (word_params_parse(in, &type, &p, NULL) == -1)
		abort();
	for (i = 0; i < p.n; i++) {
		if (!utf8_valid(span_str(p.param[i].value)) || strpbrk(p.param[i].value, "\r\n") != NULL)
			abort();
		/* A boundary is compared, not read: it keeps its blanks. */
		if (strlen(p.param[i].value) > 1000 || strcmp(p.param[i].name, "boundary") == 0)
			continue;
		buf_reset(&out);
		buf_reset(&again);
		buf_adds(&out, "a/b");
		word_param_write(&out, "name", span_str(p.param[i].value));
		if (word_params_parse(span_buf(&out), &again, &q, NULL) == -1 || q.n != 1 ||
		    strcmp(q.param[0].value, p.param[i].value) != 0)
			abort();
		word_params_free(&q);
	}
	word_params_free(&p);
	buf_free(&type);
	buf_free(&out);
	buf_free(&again);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct span in = span_make((const char *)data, size);
	struct buf b = BUF_INIT;

	if (word_decode(&b, in, NULL) == -1 || !utf8_valid(span_buf(&b)) || (b.len > 0 && memchr(b.s, '\n', b.len) != NULL))
		abort();
	buf_reset(&b);
	word_encode_phrase(&b, in, 6);
	encode(in);
	parameters(in);
	buf_free(&b);
	return 0;
}
