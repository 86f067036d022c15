/*
 * One line an event: what an admin's programs read, with nobody's name in it.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "cmd/program.h"

/* A value is one word.  None holds an address, whatever it was made of. */
static void
put(struct buf *line, const char *name, const char *value)
{
	const char	*c;

	if (value == NULL || *value == '\0')
		return;
	buf_addf(line, "%s%s=", line->len > 0 ? " " : "", name);
	if (strchr(value, '@') != NULL)
		value = "-";
	for (c = value; *c != '\0'; c++)
		buf_addc(line, *c > ' ' && *c < 0x7f && *c != '=' ? *c : '-');
}

static void
write_line(struct buf *line)
{
	if (line->len > 0)
		program_say("%s", buf_str(line));
	buf_free(line);
}

static int
is_wanted(void)
{
	const char	*log = getenv("ASM_LOG");

	return log != NULL && *log != '\0';
}

static void
put_pairs(struct buf *line, const char *name, va_list ap)
{
	for (; name != NULL; name = va_arg(ap, const char *))
		put(line, name, va_arg(ap, const char *));
}

void
program_report(const char *name, ...)
{
	struct buf	line = BUF_INIT;
	va_list		ap;

	va_start(ap, name);
	put_pairs(&line, name, ap);
	va_end(ap);
	write_line(&line);
}

void
program_event(const char *name, ...)
{
	struct buf	line = BUF_INIT;
	va_list		ap;

	if (!is_wanted())
		return;
	va_start(ap, name);
	put_pairs(&line, name, ap);
	va_end(ap);
	write_line(&line);
}

void
program_counts(const char *name, ...)
{
	struct buf	line = BUF_INIT, number = BUF_INIT;
	long		count;
	int		any = 0;
	va_list		ap;

	va_start(ap, name);
	for (; name != NULL; name = va_arg(ap, const char *)) {
		count = va_arg(ap, long);
		any |= count != 0;
		buf_reset(&number);
		buf_addf(&number, "%ld", count);
		put(&line, name, buf_str(&number));
	}
	va_end(ap);
	buf_free(&number);
	if (any && is_wanted())
		write_line(&line);
	buf_free(&line);
}

void
program_digest(char hex[17], struct span mail)
{
	struct buf	text = BUF_INIT;
	unsigned char	digest[HASH_LEN];

	hex[0] = '\0';
	if (hash_sha256(mail.s, mail.n, digest) == 0 && hash_hex(&text, digest, 8) == 0)
		memcpy(hex, buf_str(&text), 17);
	buf_free(&text);
}
