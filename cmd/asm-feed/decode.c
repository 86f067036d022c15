/*
 * A stranger's XML made into what the reader of XML takes.
 */
#include <string.h>

#include "read.h"
#include "text/charset.h"
#include "text/markup.h"
#include "text/utf8.h"

#define DECLARATION	256	/* bytes in which an encoding is looked for */

/* The name behind `encoding=` in an XML declaration. */
static struct span
declared(struct span bytes)
{
	struct span	 head = span_head(bytes, DECLARATION);
	ptrdiff_t	 at, end;
	char		 quote;

	if (!span_starts(head, "<?xml") || (end = span_find(head, SPAN("?>"))) == -1 ||
	    (at = span_find(span_head(head, (size_t)end), SPAN("encoding"))) == -1)
		return SPAN_NONE;
	head = span_trim(span_from(span_head(head, (size_t)end), (size_t)at + strlen("encoding")));
	if (!span_starts(head, "="))
		return SPAN_NONE;
	head = span_trim(span_from(head, 1));
	if (head.n == 0 || ((quote = *head.s) != '"' && quote != '\''))
		return SPAN_NONE;
	head = span_from(head, 1);
	return (at = span_chr(head, quote)) == -1 ? SPAN_NONE : span_head(head, (size_t)at);
}

static struct span
charset_of(struct span bytes)
{
	if (span_starts(bytes, "\xfe\xff") || span_starts(bytes, "\xff\xfe"))
		return SPAN("utf-16");
	if (bytes.n >= 4 && memcmp(bytes.s, "\0<\0?", 4) == 0)
		return SPAN("utf-16be");
	if (bytes.n >= 4 && memcmp(bytes.s, "<\0?\0", 4) == 0)
		return SPAN("utf-16le");
	return declared(bytes);
}

/* What lies behind a DOCTYPE with all that it declares; nothing of it is believed. */
static struct span
behind_doctype(struct span s)
{
	size_t	 i;
	char	 quote = 0;
	int	 inside = 0;

	for (i = 0; i < s.n; i++)
		if (quote != 0)
			quote = s.s[i] == quote ? 0 : quote;
		else if (s.s[i] == '"' || s.s[i] == '\'')
			quote = s.s[i];
		else if (s.s[i] == '[' || s.s[i] == ']')
			inside = s.s[i] == '[';
		else if (s.s[i] == '>' && !inside)
			return span_from(s, i + 1);
	return SPAN_NONE;
}

/* Behind the declaration, white space, comments and a DOCTYPE. */
static struct span
behind_prolog(struct span s)
{
	ptrdiff_t	 at;

	for (;;) {
		s = span_trim(s);
		if (span_starts(s, "<!--"))
			at = span_find(s, SPAN("-->"));
		else if (span_starts(s, "<?"))
			at = span_find(s, SPAN("?>"));
		else if (span_casestarts(s, "<!DOCTYPE")) {
			s = behind_doctype(s);
			continue;
		} else
			return s;
		if (at == -1)
			return s;
		s = span_from(s, (size_t)at + (span_starts(s, "<?") ? 2 : 3));
	}
}

/* One "&" and what belongs to it: what XML knows stays, what HTML knows becomes the character, the rest is an "&". */
static void
add_reference(struct buf *out, struct span *s)
{
	static const char *const known[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&apos;" };
	struct span	 rest = *s;
	uint32_t	 c;
	size_t		 i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (span_starts(*s, known[i])) {
			buf_adds(out, known[i]);
			*s = span_from(*s, strlen(known[i]));
			return;
		}
	if ((c = markup_reference(&rest)) == 0 || rest.s[-1] != ';') {
		buf_adds(out, "&amp;");
		*s = span_from(*s, 1);
		return;
	}
	*s = rest;
	if (c == '<' || c == '&')
		buf_adds(out, c == '<' ? "&lt;" : "&amp;");
	else
		utf8_put(out, c);
}

static void
add_references(struct buf *out, struct span s)
{
	ptrdiff_t	 end;
	size_t		 n;

	while (s.n > 0) {
		for (n = 0; n < s.n && s.s[n] != '&' && s.s[n] != '<'; n++)
			;
		buf_addspan(out, span_head(s, n));
		s = span_from(s, n);
		if (s.n == 0)
			break;
		if (*s.s == '&') {
			add_reference(out, &s);
			continue;
		}
		end = span_starts(s, "<![CDATA[") ? span_find(s, SPAN("]]>")) : span_starts(s, "<!--") ? span_find(s, SPAN("-->")) : 0;
		n = end == -1 ? s.n : end == 0 ? 1 : (size_t)end + 3;
		buf_addspan(out, span_head(s, n));
		s = span_from(s, n);
	}
}

int
read_decode(struct buf *utf8, struct span bytes, struct err *err)
{
	struct buf	 text = BUF_INIT, clean = BUF_INIT;
	int		 r;

	if ((r = charset_decode(&text, charset_of(bytes), bytes, err)) == 0) {
		utf8_clean(&clean, span_buf(&text));
		add_references(utf8, behind_prolog(span_buf(&clean)));
		utf8->err |= clean.err;
		r = buf_ok(utf8, err);
	}
	charset_end();
	buf_free(&text);
	buf_free(&clean);
	return r;
}
