#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

struct span
span_str(const char *s)
{
	return span_make(s, s != NULL ? strlen(s) : 0);
}

struct span
span_buf(const struct buf *b)
{
	return span_make(b->s, b->len);
}

struct span
span_make(const char *s, size_t n)
{
	return (struct span){ s, n };
}

static int
lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

static int
same_bytes(const char *a, const char *b, size_t n)
{
	return n == 0 || (a != NULL && b != NULL && memcmp(a, b, n) == 0);
}

static int
same_letters(const char *a, const char *b, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (lower(a[i]) != lower(b[i]))
			return 0;
	return 1;
}

int
span_eq(struct span a, struct span b)
{
	return a.n == b.n && same_bytes(a.s, b.s, a.n);
}

int
span_eqs(struct span a, const char *s)
{
	return span_eq(a, span_str(s));
}

int
span_caseeq(struct span a, struct span b)
{
	return a.n == b.n && same_letters(a.s, b.s, a.n);
}

int
span_caseeqs(struct span a, const char *s)
{
	size_t	 i;

	/* Most names differ in the first letter. */
	for (i = 0; s != NULL && i < a.n && s[i] != '\0' && lower(a.s[i]) == lower(s[i]); i++)
		;
	return i == a.n && (s == NULL || s[i] == '\0');
}

int
span_cmp(struct span a, struct span b)
{
	size_t	 n = a.n < b.n ? a.n : b.n;
	int	 order = n > 0 ? memcmp(a.s, b.s, n) : 0;

	return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

int
span_starts(struct span v, const char *s)
{
	size_t	 i;

	for (i = 0; s[i] != '\0'; i++)
		if (i == v.n || v.s[i] != s[i])
			return 0;
	return 1;
}

int
span_casestarts(struct span v, const char *s)
{
	return span_caseeq(span_head(v, strlen(s)), span_str(s));
}

int
span_ends(struct span v, const char *s)
{
	size_t	 n = strlen(s);

	return v.n >= n && span_eq(span_from(v, v.n - n), span_str(s));
}

/* One comparison and one bit: hostile pages are megabytes of blanks. */
static int
is_blank(char c)
{
	const uint64_t	 blanks = 1ULL << ' ' | 1ULL << '\t' | 1ULL << '\r' | 1ULL << '\n';

	return (unsigned char)c <= ' ' && (blanks >> c & 1) != 0;
}

struct span
span_trim(struct span v)
{
	size_t	 i = 0;

	while (i < v.n && is_blank(v.s[i]))
		i++;
	v = span_from(v, i);
	while (v.n > 0 && is_blank(v.s[v.n - 1]))
		v.n--;
	return v;
}

struct span
span_from(struct span v, size_t off)
{
	if (off > v.n)
		off = v.n;
	return span_make(v.s != NULL ? v.s + off : NULL, v.n - off);
}

struct span
span_head(struct span v, size_t n)
{
	return span_make(v.s, n < v.n ? n : v.n);
}

ptrdiff_t
span_chr(struct span v, int c)
{
	const char	*p = v.n > 0 ? memchr(v.s, c, v.n) : NULL;

	return p != NULL ? p - v.s : -1;
}

ptrdiff_t
span_find(struct span v, struct span needle)
{
	const char	*p;

	if (needle.n == 0)
		return 0;
	p = v.n > 0 ? memmem(v.s, v.n, needle.s, needle.n) : NULL;
	return p != NULL ? p - v.s : -1;
}

/* Where `c` stands next; the end if it does not. */
static const char *
next_byte(const char *s, const char *end, int c)
{
	const char	*p;

	if (s >= end || *s == (char)c)
		return s;
	p = memchr(s, c, (size_t)(end - s));
	return p != NULL ? p : end;
}

/* memchr for the first letter, large and small, each looked for again only when it was passed: every mail goes through here. */
ptrdiff_t
span_casefind(struct span v, struct span needle)
{
	const char	*at, *end, *small, *large;
	int		 c;

	if (needle.n == 0)
		return 0;
	if (v.n < needle.n)
		return -1;
	c = lower(needle.s[0]);
	end = v.s + (v.n - needle.n + 1);
	small = next_byte(v.s, end, c);
	large = c >= 'a' && c <= 'z' ? next_byte(v.s, end, c - ('a' - 'A')) : end;
	while ((at = small < large ? small : large) < end) {
		if (same_letters(at, needle.s, needle.n))
			return at - v.s;
		if (at == small)
			small = next_byte(at + 1, end, c);
		else
			large = next_byte(at + 1, end, c - ('a' - 'A'));
	}
	return -1;
}

int
span_cut(struct span *rest, int c, struct span *piece)
{
	ptrdiff_t	 at;

	if (rest->n == 0) {
		*piece = SPAN_NONE;
		return 0;
	}
	at = span_chr(*rest, c);
	*piece = at == -1 ? *rest : span_head(*rest, (size_t)at);
	*rest = span_from(*rest, at == -1 ? rest->n : (size_t)at + 1);
	return 1;
}

int
span_line(struct span *rest, struct span *line)
{
	ptrdiff_t	 at;

	*line = SPAN_NONE;
	if (rest->n == 0)
		return 0;
	at = span_chr(*rest, '\n');
	*line = span_head(*rest, at == -1 ? rest->n : (size_t)at);
	*rest = span_from(*rest, at == -1 ? rest->n : (size_t)at + 1);
	if (at != -1 && line->n > 0 && line->s[line->n - 1] == '\r')
		line->n--;
	return 1;
}

char *
span_dup(struct span v)
{
	char	*s = malloc(v.n + 1);

	if (s == NULL)
		return NULL;
	if (v.n > 0)
		memcpy(s, v.s, v.n);
	s[v.n] = '\0';
	return s;
}

int
span_hex(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int
span_number(struct span v, unsigned long long *out)
{
	unsigned long long	 n = 0;
	size_t			 i;

	if (v.n == 0)
		return -1;
	for (i = 0; i < v.n; i++) {
		unsigned	 digit = (unsigned)(unsigned char)v.s[i] - '0';

		if (digit > 9 || n > (~0ULL - digit) / 10)
			return -1;
		n = n * 10 + digit;
	}
	*out = n;
	return 0;
}

int
span_printable(struct span v)
{
	size_t	 i;

	for (i = 0; i < v.n; i++)
		if ((unsigned char)v.s[i] < ' ' || (unsigned char)v.s[i] > '~')
			return 0;
	return 1;
}

int
span_lists(struct span list, int c, struct span item)
{
	struct span	 one;

	while (span_cut(&list, c, &one))
		if (span_eq(one, item))
			return 1;
	return 0;
}
