#include <string.h>

#include "mail/mbox.h"

/* The sender as one word: a blank in it would end it early. */
static int
write_envelope(FILE *f, const char *sender, moment when, struct err *e)
{
	struct buf line = BUF_INIT;
	const char *p;
	int	 r = -1;

	buf_adds(&line, "From ");
	for (p = sender == NULL ? "" : sender; *p != '\0'; p++)
		buf_addc(&line, (unsigned char)*p <= ' ' || *p == 0x7f ? '_' : *p);
	if (line.len == strlen("From "))
		buf_adds(&line, "MAILER-DAEMON");
	if (line.s != NULL && line.s[5] == ':')
		line.s[5] = '_';
	buf_addc(&line, ' ');
	time_asctime(&line, when == MOMENT_NONE ? 0 : when);
	buf_addc(&line, '\n');
	if (buf_ok(&line, e) == 0)
		r = fwrite(line.s, 1, line.len, f) == line.len ? 0 : err_errno(e, ERR_IO, "cannot write");
	buf_free(&line);
	return r;
}

/* Offset of the next line that must be quoted, or s.n; *scan is how far was looked. */
static size_t
next_quotable(struct span s, size_t *scan)
{
	static const struct span mark = { "From ", 5 };
	ptrdiff_t found;
	size_t	 line;

	while ((found = span_find(span_from(s, *scan), mark)) != -1) {
		line = *scan + (size_t)found;
		*scan = line + mark.n;
		while (line > 0 && s.s[line - 1] == '>')
			line--;
		if (line == 0 || s.s[line - 1] == '\n')
			return line;
	}
	return s.n;
}

static int
put(FILE *f, const char *s, size_t n)
{
	return n == 0 || fwrite(s, 1, n, f) == n ? 0 : -1;
}

int
mbox_write(FILE *f, struct span message, const char *sender, moment when, struct err *e)
{
	size_t	 done = 0, scan = 0, line;
	int	 bad = 0;

	if (write_envelope(f, sender, when, e) == -1)
		return -1;
	while ((line = next_quotable(message, &scan)) < message.n && !bad) {
		bad |= put(f, message.s + done, line - done) | put(f, ">", 1);
		done = line;
	}
	bad |= put(f, span_from(message, done).s, message.n - done);
	if (message.n > 0 && message.s[message.n - 1] != '\n')
		bad |= put(f, "\n", 1);
	bad |= put(f, "\n", 1);
	return bad ? err_errno(e, ERR_IO, "cannot write") : 0;
}
