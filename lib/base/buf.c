#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"

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

	if (b->err || b->cap - b->len < 2)
		return buf_add(b, &one, 1);
	b->s[b->len++] = one;
	b->s[b->len] = '\0';
	return 0;
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
buf_addlower(struct buf *b, struct span v)
{
	size_t	 i;

	for (i = 0; i < v.n; i++)
		buf_addc(b, v.s[i] >= 'A' && v.s[i] <= 'Z' ? v.s[i] - 'A' + 'a' : v.s[i]);
	return b->err ? -1 : 0;
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
