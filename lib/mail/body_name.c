#include "mail/body_name.h"

#include <string.h>

#include "text/utf8.h"

#define ENDING_MAX	12	/* bytes of ".tar.gz" and the like that are kept when a name is cut */

/* Cut at a character, keeping the ending. */
static void
cut(struct buf *out, struct span name)
{
	struct span	ending = SPAN_NONE, rest, before;
	size_t		i, keep = BODY_NAME_MAX, used = 0;

	if (name.n <= BODY_NAME_MAX) {
		buf_addspan(out, name);
		return;
	}
	for (i = name.n; i > 0 && name.n - i < ENDING_MAX; i--)
		if (name.s[i - 1] == '.')
			ending = span_from(name, i - 1);
	keep -= ending.n;
	for (rest = name; rest.n > 0; used += before.n - rest.n) {
		before = rest;
		(void)utf8_take(&rest);
		if (used + before.n - rest.n > keep)
			break;
	}
	buf_addspan(out, span_head(name, used));
	buf_addspan(out, ending);
}

int
body_name(struct buf *out, struct span filename, const char *type, size_t nth)
{
	struct buf	line = BUF_INIT;
	struct span	name;
	size_t		i;

	utf8_line(&line, filename);
	for (i = 0; i < line.len; i++)
		if (strchr("/\\:*?\"<>|", line.s[i]) != NULL)
			line.s[i] = '_';
	for (name = span_buf(&line); name.n > 0 && strchr("._- ", name.s[0]) != NULL; )
		name = span_from(name, 1);
	if (name.n > 0)
		cut(out, name);
	else if (strcmp(type, "message/rfc822") == 0)
		buf_adds(out, "message.eml");
	else
		buf_addf(out, "attachment-%zu", nth);
	if (line.err)
		out->err = 1;
	buf_free(&line);
	return out->err ? -1 : 0;
}
