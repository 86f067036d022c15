/*
 * A text cut into what people see in it: paragraphs, items, quotes.
 */
#include <string.h>

#include "mail/body.h"
#include "text/utf8.h"

#define ATTRIBUTION_LINES	3

static int
is_blank(struct span s)
{
	return span_trim(s).n == 0;
}

/* Quote prefixes off a line: "> > ". The depth. */
static int
unquote(struct span *line)
{
	struct span	s = *line;
	int		depth = 0;

	for (;;) {
		if (span_starts(s, ">")) {
			depth++;
			s = span_from(s, 1);
			*line = s;
		} else if (depth > 0 && span_starts(s, " >"))
			s = span_from(s, 1);
		else
			break;
	}
	if (depth > 0 && span_starts(*line, " "))
		*line = span_from(*line, 1);
	return depth;
}

/* Bytes of a list mark and the blanks around it, or 0: "- ", "* ", "3. ", "12) ", "b) ". */
static size_t
mark_length(struct span line)
{
	static const char *const	bullets[] = { "-", "*", "+", "\xE2\x80\xA2", "\xE2\x80\x93", "\xC2\xB7",
					    "\xE2\x80\xA3", "\xE2\x97\xA6", "\xE2\x96\xAA" };
	struct span			s = line;
	size_t				i, n = 0, digits;

	while (s.n > 0 && (s.s[0] == ' ' || s.s[0] == '\t'))
		s = span_from(s, 1);
	for (i = 0; i < sizeof bullets / sizeof bullets[0] && n == 0; i++)
		if (span_starts(s, bullets[i]))
			n = strlen(bullets[i]);
	for (digits = 0; n == 0 && digits < s.n && digits < 4 && s.s[digits] >= '0' && s.s[digits] <= '9'; )
		digits++;
	if (n == 0 && digits > 0 && digits < 4 && digits < s.n && (s.s[digits] == '.' || s.s[digits] == ')'))
		n = digits + 1;
	if (n == 0 && s.n > 1 && s.s[0] >= 'a' && s.s[0] <= 'z' && s.s[1] == ')')
		n = 2;
	if (n == 0 || n + 1 >= s.n || (s.s[n] != ' ' && s.s[n] != '\t'))
		return 0;
	s = span_from(s, n);
	while (s.n > 0 && (s.s[0] == ' ' || s.s[0] == '\t'))
		s = span_from(s, 1);
	/* "- - - - -" is a rule, not an item. */
	if (s.n == 0 || strchr("-*+", s.s[0]) != NULL)
		return 0;
	return line.n - s.n;
}

static int
is_signature(struct span line)
{
	return span_eqs(line, "-- ") || span_eqs(line, "-- \r");
}

/* "-----", "* * *", "_____": nothing to read. */
static int
is_rule(struct span line)
{
	size_t	i, marks = 0;

	for (i = 0; i < line.n; i++) {
		if (line.s[i] != '\0' && strchr("-_*=~#", line.s[i]) != NULL)
			marks++;
		else if (line.s[i] != ' ' && line.s[i] != '\t')
			return 0;
	}
	return marks >= 3;
}

/* One line that is a link and nothing more. */
static int
is_bare_link(struct span line)
{
	line = span_trim(line);
	if (span_starts(line, "<"))
		line = span_from(line, 1);
	if (!span_casestarts(line, "http://") && !span_casestarts(line, "https://") &&
	    !span_casestarts(line, "mailto:") && !span_casestarts(line, "ftp://"))
		return 0;
	return span_chr(line, ' ') == -1 && span_chr(line, '\n') == -1;
}

/* A line without its end, and what follows it. */
static struct span
line_at(struct span rest, struct span *after)
{
	struct span	line = SPAN_NONE;

	*after = rest;
	(void)span_line(after, &line);
	return line;
}

/* Does the quoted text begin behind this, with at most one empty line between? */
static int
quote_follows(struct span rest)
{
	struct span	after, line = line_at(rest, &after);

	if (rest.n > 0 && is_blank(line))
		line = line_at(after, &after);
	return span_starts(line, ">");
}

/* "On Monday, 3 March 2026, Ana <ana@...> wrote:": short, ends in a colon, and names a day or an address. */
static int
is_attribution(struct span text, int lines, struct span rest)
{
	static const char	telling[] = "0123456789@<";
	struct span		s = span_trim(text);
	size_t			i;

	if (lines > ATTRIBUTION_LINES || (!span_ends(s, ":") && !span_ends(s, "\xEF\xBC\x9A")) || !quote_follows(rest))
		return 0;
	for (i = 0; i < s.n; i++)
		if (memchr(telling, s.s[i], sizeof telling - 1) != NULL)
			return 1;
	return 0;
}

/* How many bytes of `rest` belong to a block that begins with its first line. */
static size_t
block_length(struct span rest, enum block_kind kind, int depth, int *lines)
{
	struct span	s = rest, after, line;
	int		d;

	for (*lines = 0; s.n > 0; s = after, (*lines)++) {
		line = line_at(s, &after);
		d = unquote(&line);
		if (*lines == 0)
			continue;
		if (d != depth || is_blank(line) || mark_length(line) > 0 || is_rule(line) ||
		    (depth == 0 && is_signature(line)))
			break;
		if (kind == BLOCK_VERBATIM)
			break;
	}
	return rest.n - s.n;
}

static enum block_kind
kind_of(struct span line, int depth)
{
	if (depth > 0)
		return BLOCK_QUOTE;
	if (is_signature(line))
		return BLOCK_SIGNATURE;
	if (is_rule(line))
		return BLOCK_VERBATIM;
	return mark_length(line) > 0 ? BLOCK_ITEM : BLOCK_PARA;
}

int
body_block(struct span *rest, struct block *b)
{
	struct span	after, line;
	size_t		n;
	int		lines = 0;

	for (;;) {
		if (rest->n == 0)
			return 0;
		line = line_at(*rest, &after);
		b->depth = unquote(&line);
		if (!is_blank(line) || is_signature(line))
			break;
		*rest = after;
	}
	b->kind = kind_of(line, b->depth);
	n = b->kind == BLOCK_SIGNATURE ? rest->n : block_length(*rest, b->kind, b->depth, &lines);
	b->text = span_head(*rest, n);
	*rest = span_from(*rest, n);
	if (b->kind == BLOCK_PARA && lines == 1 && is_bare_link(b->text))
		b->kind = BLOCK_VERBATIM;
	else if (b->kind == BLOCK_PARA && is_attribution(b->text, lines, *rest))
		b->kind = BLOCK_ATTRIBUTION;
	return 1;
}

int
block_text(struct buf *out, const struct block *b)
{
	struct span	rest = b->text, line;
	size_t		start = out->len;
	int		first = 1;

	for (; span_line(&rest, &line); first = 0) {
		(void)unquote(&line);
		if (first && (b->kind == BLOCK_ITEM || b->kind == BLOCK_QUOTE))
			line = span_from(line, mark_length(line));
		line = span_trim(line);
		if (line.n == 0)
			continue;
		if (out->len > start)
			buf_addc(out, ' ');
		buf_addspan(out, line);
	}
	return out->err ? -1 : 0;
}

struct span
body_first_line(struct span text)
{
	struct span	line, inner;

	while (span_line(&text, &line)) {
		inner = line;
		if (unquote(&inner) == 0 && !is_blank(line))
			return span_trim(line);
	}
	return SPAN_NONE;
}
