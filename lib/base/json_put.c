/* Apart from json.c, so that a program which only writes starts without jansson. */
#include "base/json.h"

/* The short escape of a control character, NULL if it has none. */
static const char *
short_escape(char c)
{
	switch (c) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	default:
		return NULL;
	}
}

int
json_put_string(struct buf *out, struct span v)
{
	const char	*escape;
	size_t		 i, from = 0;

	buf_addc(out, '"');
	for (i = 0; i < v.n; i++) {
		escape = short_escape(v.s[i]);
		if (escape == NULL && (unsigned char)v.s[i] >= 0x20 && v.s[i] != 0x7f)
			continue;
		buf_addspan(out, span_head(span_from(v, from), i - from));
		if (escape != NULL)
			buf_adds(out, escape);
		else
			buf_addf(out, "\\u%04x", (unsigned char)v.s[i]);
		from = i + 1;
	}
	buf_addspan(out, span_from(v, from));
	buf_addc(out, '"');
	return buf_ok(out, NULL);
}
