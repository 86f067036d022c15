#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"

static void	fill(struct err *, enum err_class, const char *, const char *, va_list)
		    __attribute__((format(printf, 3, 0)));

/* The text may come from a stranger: one line, no control characters (C1 in UTF-8 neither). */
static void
make_line(char *s)
{
	unsigned char	*p;

	for (p = (unsigned char *)s; *p != '\0'; p++) {
		if (*p < 0x20 || *p == 0x7f)
			*p = '?';
		else if (p[0] == 0xc2 && (p[1] & 0xe0) == 0x80)
			p[0] = p[1] = '?';
	}
}

/* How many bytes the UTF-8 sequence that begins with c claims to have. */
static size_t
claimed(unsigned char c)
{
	return c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
}

/* A text that was cut to fit does not end in the middle of a character. */
static void
whole_characters(char *s)
{
	size_t	 n = strlen(s), back;

	for (back = 1; back <= 3 && back <= n; back++) {
		unsigned char	 c = (unsigned char)s[n - back];

		if ((c & 0xc0) == 0x80)
			continue;
		if (claimed(c) > back)
			s[n - back] = '\0';
		return;
	}
}

/* Everything goes through a copy: the arguments may point into e->text. */
static void
fill(struct err *e, enum err_class class, const char *fmt, const char *tail, va_list ap)
{
	char	 text[sizeof(e->text)];
	int	 n;

	n = vsnprintf(text, sizeof(text), fmt, ap);
	if (n < 0)
		n = snprintf(text, sizeof(text), "error");
	if (tail != NULL && (size_t)n < sizeof(text))
		n += snprintf(text + n, sizeof(text) - (size_t)n, ": %s", tail);
	if ((size_t)n >= sizeof(text))
		whole_characters(text);
	make_line(text);
	e->class = class;
	memcpy(e->text, text, sizeof(text));
}

int
err_set(struct err *e, enum err_class class, const char *fmt, ...)
{
	va_list	 ap;

	if (e == NULL)
		return -1;
	va_start(ap, fmt);
	fill(e, class, fmt, NULL, ap);
	va_end(ap);
	return -1;
}

static int
may_pass(int number)
{
	switch (number) {
	case ENOSPC:
	case EDQUOT:
	case ENOMEM:
	case EAGAIN:
	case EMFILE:
	case ENFILE:
	case EBUSY:
	case EINTR:
		return 1;
	default:
		return 0;
	}
}

int
err_errno(struct err *e, enum err_class class, const char *fmt, ...)
{
	int	 number = errno;
	va_list	 ap;

	if (e == NULL)
		return -1;
	va_start(ap, fmt);
	fill(e, may_pass(number) ? ERR_AGAIN : class, fmt, strerror(number), ap);
	va_end(ap);
	errno = number;
	return -1;
}

int
err_memory(struct err *e)
{
	return err_set(e, ERR_AGAIN, "out of memory");
}

int
err_within(struct err *e, const char *fmt, ...)
{
	struct err	 old;
	va_list		 ap;

	if (e == NULL)
		return -1;
	old = *e;
	va_start(ap, fmt);
	fill(e, e->class, fmt, old.text, ap);
	va_end(ap);
	return -1;
}

int
err_exit(const struct err *e)
{
	return e->class == ERR_NONE ? ERR_BUG : (int)e->class;
}
