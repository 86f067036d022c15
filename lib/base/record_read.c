#include <string.h>

#include "base/limits.h"
#include "base/record.h"

#define TOO_LONG	2	/* beside 1, 0 and -1 of next_line */

/* One stanza being read, from a stream or from memory. */
struct stanza {
	struct io_reader	*in;		/* NULL: from *rest */
	struct span		*rest;
	struct record		*r;
	unsigned long		 line;		/* the last one read */
	unsigned long		 began;		/* where the open item began */
	char			 name[RECORD_NAME + 1];	/* of the open item; "": none is open */
	struct buf		 value;		/* of the open item, so far */
};

/* A line of the stream without its end; what a line too long has more is dropped. */
static int
stream_line(struct io_reader *in, struct span *line, struct err *e)
{
	size_t	 max = RECORD_LINE + 2;
	int	 got = io_reader_line(in, max, line, e);

	if (got != 1)
		return got;
	if (span_ends(*line, "\n")) {
		line->n--;
		line->n -= span_ends(*line, "\r");
		return 1;
	}
	if (line->n < max)
		return 1;
	do
		got = io_reader_line(in, max, line, e);
	while (got == 1 && !span_ends(*line, "\n"));
	return got == -1 ? -1 : TOO_LONG;
}

/* The next line: 1, 0 at the end, -1, or TOO_LONG (its bytes are not given). */
static int
next_line(struct stanza *s, struct span *line, struct err *e)
{
	int	 got;

	got = s->in != NULL ? stream_line(s->in, line, e) : span_line(s->rest, line);
	if (got <= 0)
		return got;
	if (++s->line == 1 && span_starts(*line, "\xef\xbb\xbf"))
		*line = span_from(*line, 3);
	if (got == 1 && line->n > RECORD_LINE)
		got = TOO_LONG;
	return got;
}

/* The item that is open is complete. */
static int
close_item(struct stanza *s, struct err *e)
{
	if (s->name[0] == '\0')
		return 0;
	if (record_addspan(s->r, s->name, span_buf(&s->value), e) == -1)
		return err_within(e, "line %lu", s->began);
	s->name[0] = '\0';
	return 0;
}

/* " text", " ." for an empty line, " .." for " ." and so on. */
static int
continue_item(struct stanza *s, struct span line, struct err *e)
{
	size_t	 dots = 0;

	if (s->name[0] == '\0')
		return err_set(e, ERR_DATA, "line %lu: goes on where nothing began", s->line);
	if (s->value.len + line.n > RECORD_MAX)
		return err_set(e, ERR_DATA, "line %lu: a record larger than %lu bytes", s->line,
		    RECORD_MAX);
	line = span_from(line, 1);
	while (line.n > 0 && (line.s[line.n - 1] == ' ' || line.s[line.n - 1] == '\t'))
		line.n--;
	while (dots < line.n && line.s[dots] == '.')
		dots++;
	if (dots > 0 && dots == line.n)
		line.n--;
	buf_addc(&s->value, '\n');
	buf_addspan(&s->value, line);
	return buf_ok(&s->value, e);
}

static int
open_item(struct stanza *s, struct span line, struct err *e)
{
	ptrdiff_t	 colon = span_chr(line, ':');
	struct span	 name = span_head(line, colon == -1 ? 0 : (size_t)colon);

	if (close_item(s, e) == -1)
		return -1;
	if (!record_is_name(name))
		return err_set(e, ERR_DATA, "line %lu: not \"Name: value\"", s->line);
	memcpy(s->name, name.s, name.n);
	s->name[name.n] = '\0';
	s->began = s->line;
	buf_reset(&s->value);
	buf_addspan(&s->value, span_from(line, name.n + 1));
	return buf_ok(&s->value, e);
}

static int
take_line(struct stanza *s, int got, struct span line, struct err *e)
{
	if (got == TOO_LONG)
		return err_set(e, ERR_DATA, "line %lu: longer than %lu bytes", s->line, RECORD_LINE);
	if (line.s[0] == ' ' || line.s[0] == '\t')
		return continue_item(s, line, e);
	return open_item(s, line, e);
}

/* 1, 0, -1 as record_read.  What follows a mistake is read all the same, up to the next stanza. */
static int
read_stanza(struct stanza *s, struct err *e)
{
	struct span	 line;
	int		 got, any = 0, bad = 0;

	record_clear(s->r);
	while ((got = next_line(s, &line, e)) > 0) {
		if (got == 1 && span_trim(line).n == 0) {
			if (any)
				break;
		} else if (got == TOO_LONG || line.s[0] != '#') {
			any = 1;
			if (!bad)
				bad = take_line(s, got, line, e) == -1;
		}
	}
	if (got != -1 && any && !bad)
		bad = close_item(s, e) == -1;
	buf_free(&s->value);
	if (got == -1 || bad) {
		record_clear(s->r);
		return -1;
	}
	return any;
}

int
record_read(struct io_reader *in, struct record *r, unsigned long *line, struct err *e)
{
	struct stanza	 s = { .in = in, .r = r, .line = *line };
	int		 got = read_stanza(&s, e);

	*line = s.line;
	return got;
}

int
record_parse(struct span *rest, struct record *r, struct err *e)
{
	struct stanza	 s = { .rest = rest, .r = r };

	return read_stanza(&s, e);
}
