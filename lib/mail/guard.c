#include <string.h>

#include "base/limits.h"
#include "mail/guard.h"

#define PADDING	16	/* zero bytes behind the copy: libetpan reads past the end of some bodies */

/* What was counted so far. */
struct count {
	size_t	 boundaries, messages;
	int	 too_deep;	/* parentheses */
};

/* Bytes of the logical line at the front of s: folded lines joined, the last line end included. */
static size_t
logical_line(struct span s)
{
	size_t	 n = 0;
	const char *lf;

	do {
		lf = memchr(s.s + n, '\n', s.n - n);
		n = lf == NULL ? s.n : (size_t)(lf - s.s) + 1;
	} while (n < s.n && (s.s[n] == ' ' || s.s[n] == '\t'));
	return n;
}

static size_t
occurrences(struct span line, struct span word)
{
	size_t	 n = 0;
	ptrdiff_t at;

	while ((at = span_casefind(line, word)) != -1) {
		line = span_from(line, (size_t)at + word.n);
		n++;
	}
	return n;
}

static size_t
characters(struct span line, char c)
{
	size_t	 n = 0;
	ptrdiff_t at;

	for (; (at = span_chr(line, c)) != -1; n++)
		line = span_from(line, (size_t)at + 1);
	return n;
}

/*
 * Only a line with a colon can be a field.  A backslash in a boundary makes libetpan 1.9 write in front of the heap; parentheses
 * and messages inside messages cost it a stack frame each.
 */
static void
look(struct count *c, char *s, size_t n)
{
	struct span line = { s, n };
	size_t	 boundaries, i;

	if (memchr(s, ':', n) == NULL)
		return;
	boundaries = occurrences(line, SPAN("boundary"));
	for (i = 0; boundaries > 0 && i < n; i++)
		if (s[i] == '\\')
			s[i] = '_';
	c->boundaries += boundaries;
	c->messages += occurrences(line, SPAN("rfc822"));
	c->too_deep |= characters(line, '(') > GUARD_PARENS;
}

int
guard_copy(struct buf *out, struct span message, struct err *e)
{
	struct count c = { 0, 0, 0 };
	size_t	 at, n;

	buf_reset(out);
	buf_addspan(out, message);
	if (buf_room(out, PADDING) == -1)
		return err_memory(e);
	memset(out->s + out->len, 0, PADDING);
	for (at = 0; at < out->len; at += n) {
		n = logical_line(span_from(span_buf(out), at));
		look(&c, out->s + at, n);
	}
	if (c.boundaries > GUARD_BOUNDARIES || c.messages > GUARD_RFC822 || c.too_deep)
		return 0;
	return c.boundaries == 0 || message.n <= GUARD_WORK / c.boundaries;
}
