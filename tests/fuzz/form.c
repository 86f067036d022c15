/* Any bytes as a form: fields are clean text, few, and come back the same when they are written as a form again. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "text/form.h"
#include "text/utf8.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct form	 one, two;
	struct buf	 text = BUF_INIT;
	size_t		 i;

	if (form_parse(&one, span_make((const char *)data, size), NULL) == -1) {
		if (size <= FORM_MAX)
			abort();
		return 0;
	}
	if (one.n > FORM_FIELDS)
		abort();
	for (i = 0; i < one.n; i++) {
		if (!utf8_valid(span_str(one.field[i].name)) || !utf8_valid(span_str(one.field[i].value)) ||
		    form_get(&one, one.field[i].name) == NULL)
			abort();
		form_escape(&text, span_str(one.field[i].name));
		buf_addc(&text, '=');
		form_escape(&text, span_str(one.field[i].value));
		buf_addc(&text, '&');
	}
	if (text.len <= FORM_MAX) {
		if (form_parse(&two, span_buf(&text), NULL) == -1 || two.n != one.n)
			abort();
		for (i = 0; i < one.n; i++)
			if (strcmp(one.field[i].name, two.field[i].name) != 0 || strcmp(one.field[i].value, two.field[i].value) != 0)
				abort();
		form_free(&two);
	}
	form_free(&one);
	buf_free(&text);
	return 0;
}
