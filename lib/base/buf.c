#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"

/* ---- struct buf ---- */

int
buf_room(struct buf *b, size_t n)
{
	size_t	 cap;
	char	*s;

	if (b->err)
		return -1;
	if (n > BUF_MAX - b->len) {
		b->err = 1;
		return -1;
	}
	if (b->len + n + 1 <= b->cap)
		return 0;
	cap = b->len + n + 1 + (b->len + n) / 2;
	if (cap < 32)
		cap = 32;
	if ((s = realloc(b->s, cap)) == NULL) {
		b->err = 1;
		return -1;
	}
	b->s = s;
	b->cap = cap;
	b->s[b->len] = '\0';
	return 0;
}

int
buf_add(struct buf *b, const void *p, size_t n)
{
	if (buf_room(b, n) == -1)
		return -1;
	if (n > 0)
		memcpy(b->s + b->len, p, n);
	b->len += n;
	b->s[b->len] = '\0';
	return 0;
}

int
buf_addc(struct buf *b, int c)
{
	char	 one = (char)c;

	return buf_add(b, &one, 1);
}

int
buf_adds(struct buf *b, const char *s)
{
	return buf_add(b, s, strlen(s));
}

int
buf_addspan(struct buf *b, struct span v)
{
	return buf_add(b, v.s, v.n);
}

int
buf_addbuf(struct buf *b, const struct buf *other)
{
	if (other->err)
		b->err = 1;
	return buf_add(b, other->s, other->len);
}

int
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list	 ap;
	int	 r;

	va_start(ap, fmt);
	r = buf_addv(b, fmt, ap);
	va_end(ap);
	return r;
}

int
buf_addv(struct buf *b, const char *fmt, va_list ap)
{
	va_list	 again;
	int	 n;

	if (buf_room(b, 64) == -1)
		return -1;
	va_copy(again, ap);
	n = vsnprintf(b->s + b->len, b->cap - b->len, fmt, ap);
	if (n >= 0 && (size_t)n >= b->cap - b->len && buf_room(b, (size_t)n) == 0)
		n = vsnprintf(b->s + b->len, b->cap - b->len, fmt, again);
	va_end(again);
	if (n < 0)
		b->err = 1;
	if (b->err) {
		b->s[b->len] = '\0';
		return -1;
	}
	b->len += (size_t)n;
	return 0;
}

int
buf_splice(struct buf *b, size_t at, size_t del, const void *p, size_t n)
{
	size_t	 tail;

	if (at > b->len || del > b->len - at) {
		b->err = 1;
		return -1;
	}
	if (buf_room(b, n > del ? n - del : 0) == -1)
		return -1;
	tail = b->len - at - del;
	memmove(b->s + at + n, b->s + at + del, tail);
	if (n > 0)
		memcpy(b->s + at, p, n);
	b->len = at + n + tail;
	b->s[b->len] = '\0';
	return 0;
}

int
buf_ok(const struct buf *b, struct err *e)
{
	return b->err ? err_memory(e) : 0;
}

void
buf_reset(struct buf *b)
{
	b->err = 0;
	buf_cut(b, 0);
}

void
buf_cut(struct buf *b, size_t len)
{
	if (b->s == NULL || len > b->len)
		return;
	b->len = len;
	b->s[len] = '\0';
}

void
buf_trim(struct buf *b, const char *set)
{
	size_t	 n = b->s != NULL ? b->len : 0;

	while (n > 0 && b->s[n - 1] != '\0' && strchr(set, b->s[n - 1]) != NULL)
		n--;
	buf_cut(b, n);
}

void
buf_free(struct buf *b)
{
	free(b->s);
	*b = (struct buf)BUF_INIT;
}

void
buf_wipe(struct buf *b)
{
	if (b->s != NULL)
		explicit_bzero(b->s, b->cap);
	buf_free(b);
}

char *
buf_take(struct buf *b)
{
	char	*s = NULL;

	if (buf_room(b, 0) == 0) {
		s = b->s;
		b->s = NULL;
	}
	buf_free(b);
	return s;
}

const char *
buf_str(const struct buf *b)
{
	return b->s != NULL ? b->s : "";
}

/* ---- struct span ---- */

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
	return span_caseeq(a, span_str(s));
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
	return span_eq(span_head(v, strlen(s)), span_str(s));
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

static int
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct span
span_trim(struct span v)
{
	while (v.n > 0 && is_blank(v.s[0]))
		v = span_from(v, 1);
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

ptrdiff_t
span_casefind(struct span v, struct span needle)
{
	size_t	 i;

	if (needle.n == 0)
		return 0;
	for (i = 0; i < v.n && v.n - i >= needle.n; i++)
		if (same_letters(v.s + i, needle.s, needle.n))
			return (ptrdiff_t)i;
	return -1;
}

int
span_cut(struct span *rest, int c, struct span *piece)
{
	ptrdiff_t	 at;

	if (rest->n == 0)
		return 0;
	at = span_chr(*rest, c);
	*piece = at == -1 ? *rest : span_head(*rest, (size_t)at);
	*rest = span_from(*rest, at == -1 ? rest->n : (size_t)at + 1);
	return 1;
}

int
span_line(struct span *rest, struct span *line)
{
	int	 ended = span_chr(*rest, '\n') != -1;

	if (!span_cut(rest, '\n', line))
		return 0;
	if (ended && line->n > 0 && line->s[line->n - 1] == '\r')
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
