#include <string.h>

#include "text/html.h"

/* The token behind `key` and "=" in s; empty if there is none. */
static struct span
value_of(struct span s, const char *key)
{
	ptrdiff_t at = span_casefind(s, span_str(key));
	size_t	 n = 0;

	if (at == -1)
		return SPAN_NONE;
	s = span_trim(span_from(s, (size_t)at + strlen(key)));
	if (!span_starts(s, "="))
		return SPAN_NONE;
	s = span_trim(span_from(s, 1));
	if (s.n > 0 && (s.s[0] == '"' || s.s[0] == '\''))
		s = span_from(s, 1);
	while (n < s.n && strchr(" \t\n\r\f\"';>/?", s.s[n]) == NULL)
		n++;
	return span_head(s, n);
}

struct span
html_charset(struct span bytes)
{
	struct span head = span_head(bytes, 1024), tag, found = SPAN_NONE;
	ptrdiff_t at;

	if (span_starts(bytes, "\xEF\xBB\xBF"))
		return SPAN("utf-8");
	if (span_starts(bytes, "\xFF\xFE") || span_starts(bytes, "\xFE\xFF"))
		return SPAN("utf-16");
	if (span_starts(head, "<?xml") && (at = span_find(head, SPAN("?>"))) != -1)
		found = value_of(span_head(head, (size_t)at), "encoding");
	while (found.n == 0 && (at = span_casefind(head, SPAN("<meta"))) != -1) {
		head = span_from(head, (size_t)at + 5);
		tag = head;
		if ((at = span_chr(head, '>')) != -1)
			tag = span_head(head, (size_t)at);
		found = value_of(tag, "charset");
	}
	return found;
}
