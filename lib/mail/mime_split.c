#include <stdlib.h>
#include <string.h>

#include "mail/mime_private.h"

#define BOUNDARY_MAX	200	/* bytes of one that is guessed */

int
mime_pieces_add(struct mime_pieces *p, struct span piece)
{
	struct span *grown;

	if (p->n == p->cap) {
		if ((grown = realloc(p->piece, (p->cap * 2 + 8) * sizeof(*grown))) == NULL)
			return -1;
		p->piece = grown;
		p->cap = p->cap * 2 + 8;
	}
	p->piece[p->n++] = piece;
	return 0;
}

void
mime_pieces_free(struct mime_pieces *p)
{
	free(p->piece);
	memset(p, 0, sizeof(*p));
}

static struct span
without_blanks(struct span line)
{
	while (line.n > 0 && strchr(" \t\r\n", line.s[line.n - 1]) != NULL && line.s[line.n - 1] != '\0')
		line.n--;
	return line;
}

int
mime_is_delimiter(struct span line, struct span boundary)
{
	if (!span_starts(line, "--") || line.n < boundary.n + 2 || memcmp(line.s + 2, boundary.s, boundary.n) != 0)
		return 0;
	line = span_trim(span_from(line, boundary.n + 2));	/* in front too: blanks at the end of a boundary get lost */
	return line.n == 0 || span_eqs(line, "--");
}

/* The next delimiter line at or behind `from`: its offset, and where the line behind it begins; 0 if there is none. */
static int
next_delimiter(struct span body, struct span boundary, size_t from, size_t *at, size_t *behind)
{
	static const struct span dashes = { "--", 2 };
	const char *lf;
	ptrdiff_t found;

	for (; from < body.n && (found = span_find(span_from(body, from), dashes)) != -1; from = *behind) {
		*at = from + (size_t)found;
		lf = memchr(body.s + *at, '\n', body.n - *at);
		*behind = lf == NULL ? body.n : (size_t)(lf - body.s) + 1;
		if ((*at == 0 || body.s[*at - 1] == '\n') &&
		    mime_is_delimiter(span_head(span_from(body, *at), *behind - *at), boundary))
			return 1;
		/* "----" inside a line: what begins the line was looked at already, or is no delimiter. */
	}
	return 0;
}

/* "--boundary-" as "--boundary"; any other line as nothing. */
static struct span
without_hyphen(struct span line)
{
	line = without_blanks(line);
	return span_ends(line, "-") && !span_ends(line, "--") ? span_head(line, line.n - 1) : SPAN_NONE;
}

/* The line end in front of a delimiter belongs to it (RFC 2046, 5.1.1). */
static size_t
end_before(struct span body, size_t at)
{
	if (at > 0 && body.s[at - 1] == '\n')
		at--;
	if (at > 0 && body.s[at - 1] == '\r')
		at--;
	return at;
}

/* A closing delimiter ends a part as any other does; what follows it is a part only behind the next one. */
int
mime_split(struct mime_pieces *p, struct span body, struct span boundary, size_t max)
{
	size_t	 at = 0, behind = 0, begin, end;
	int	 closed, more;

	more = next_delimiter(body, boundary, 0, &at, &behind);
	while (more && p->n < max) {
		begin = behind;
		closed = span_ends(without_blanks(span_head(span_from(body, at), behind - at)), "--") &&
		    without_blanks(span_head(span_from(body, at), behind - at)).n > boundary.n + 2;
		more = next_delimiter(body, boundary, begin, &at, &behind);
		end = more ? end_before(body, at) : body.n;
		if (!closed && end > begin && mime_pieces_add(p, span_head(span_from(body, begin), end - begin)) == -1)
			return -1;
	}
	return 0;
}

int
mime_is_hollow(struct span body, struct span boundary, struct span *text)
{
	size_t	 at, behind;

	*text = SPAN_NONE;
	if (boundary.n == 0 || !next_delimiter(body, boundary, 0, &at, &behind))
		return 0;
	if (without_blanks(span_head(span_from(body, at), behind - at)).n >= boundary.n + 4)
		*text = span_head(body, end_before(body, at));
	return 1;
}

struct span
mime_without_closing(struct span piece, struct span boundary)
{
	struct span rest = piece, line;

	while (span_cut(&rest, '\n', &line))
		if (line.n > boundary.n && span_starts(line, "--") && mime_is_delimiter(without_hyphen(line), boundary))
			return span_head(piece, end_before(piece, (size_t)(line.s - piece.s)));
	return piece;
}

struct span
mime_guess_boundary(struct span body)
{
	struct span line = SPAN_NONE;

	while (span_line(&body, &line) && span_trim(line).n == 0)
		;
	line = without_blanks(line);
	if (!span_starts(line, "--") || line.n < 3 || line.n > BOUNDARY_MAX)
		return SPAN_NONE;
	return span_from(line, 2);
}

/* --- uuencode --- */

/* "begin 644 name" */
static int
is_begin(struct span line, struct span *name)
{
	size_t	 i = 6;

	if (!span_starts(line, "begin "))
		return 0;
	while (i < line.n && line.s[i] >= '0' && line.s[i] <= '7')
		i++;
	if (i < 9 || i > 10 || i + 1 >= line.n || line.s[i] != ' ')
		return 0;
	*name = span_trim(span_from(line, i));
	return name->n > 0;
}

/* As long as its first character says, give or take blanks that got lost and a check sum. */
static int
is_uu_line(struct span line)
{
	size_t	 want;

	if (line.n == 0 || line.s[0] < ' ' || line.s[0] > '`')
		return 0;
	want = ((size_t)((unsigned char)line.s[0] - 32) & 63) + 2;
	return line.n <= want / 3 * 4 + 2 && (line.n > 1 || want == 2);
}

/* "=ybegin line=128 size=584 name=a file": the name goes to the end of the line. */
static int
is_ybegin(struct span line, struct span *name)
{
	ptrdiff_t at;

	if (!span_starts(line, "=ybegin ") || (at = span_find(line, SPAN(" name="))) == -1)
		return 0;
	*name = span_trim(span_from(line, (size_t)at + 6));
	return name->n > 0;
}

/* The line that ends a file whose lines begin at *rest, or an empty one. */
static struct span
find_end(struct span *rest, int is_y)
{
	struct span line = SPAN_NONE;

	while (span_line(rest, &line)) {
		if (is_y ? span_starts(line, "=yend ") : span_eqs(line, "end"))
			return line;
		if (!is_y && !is_uu_line(line))
			break;
	}
	return SPAN_NONE;
}

int
mime_find_uu(struct span text, struct mime_uu *uu)
{
	struct span rest = text, line, name, behind, end;
	int	 is_y;

	if (span_find(text, SPAN("begin ")) == -1)
		return 0;
	while (span_line(&rest, &line)) {
		if (!(is_y = is_ybegin(line, &name)) && !is_begin(line, &name))
			continue;
		behind = rest;
		end = find_end(&behind, is_y);
		if (end.n > 0) {
			uu->before = span_head(text, (size_t)(line.s - text.s));
			uu->file = span_make(line.s, (size_t)(end.s + end.n - line.s));
			uu->name = name;
			uu->after = behind;
			uu->encoding = is_y ? "x-yenc" : "x-uuencode";
			return 1;
		}
		/* Up to the line that is none there is no other "begin": it would not have been one of its lines. */
		rest = behind;
	}
	return 0;
}
