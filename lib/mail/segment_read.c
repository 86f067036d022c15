/*
 * Forms as they come back from mail programs.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "mail/segment.h"
#include "text/utf8.h"

#define QUOTER_MAX	10	/* letters of a name in front of a quote sign */
#define RULE_LEAST	5	/* signs that begin a line which parts a reply from what follows it */
#define HEADER_LEAST	3	/* lines of "Sent: ..." that are the header of a mail that is quoted */

/* ---- texts ---- */

int
segment_texts_init(struct segment_texts *t, const struct segments *all, struct err *err)
{
	memset(t, 0, sizeof *t);
	t->n = (size_t)all->last + 1;
	return (t->text = calloc(t->n, sizeof *t->text)) == NULL ? err_memory(err) : 0;
}

void
segment_texts_free(struct segment_texts *t)
{
	size_t	i;

	for (i = 0; i < t->n && t->text != NULL; i++)
		free(t->text[i]);
	free(t->text);
	memset(t, 0, sizeof *t);
}

/* Without the bars that stand between the cells of a table. */
static struct span
without_bars(struct span said)
{
	said = span_trim(said);
	while (span_starts(said, "|"))
		said = span_trim(span_from(said, 1));
	while (span_ends(said, "|"))
		said = span_trim(span_head(said, said.n - 1));
	return said;
}

/* Take the source off, where it was left above or below its translation, or in the cell beside it. */
static struct span
without_source(struct span said, struct span source)
{
	said = without_bars(said);
	if (source.n == 0 || said.n <= source.n)
		return said;
	if (said.s[source.n] == ' ' && span_eq(span_head(said, source.n), source))
		return without_bars(span_from(said, source.n + 1));
	if (said.s[said.n - source.n - 1] == ' ' && span_eq(span_from(said, said.n - source.n), source))
		return without_bars(span_head(said, said.n - source.n - 1));
	return said;
}

int
segment_texts_put(struct segment_texts *t, const struct segments *all, int number, struct span text, struct err *err)
{
	const struct segment	*s;
	struct buf		 line = BUF_INIT;
	struct span		 said;
	int			 result = 0;

	if ((s = segments_find(all, number)) == NULL)
		return 0;
	if (utf8_line(&line, text) == -1)
		result = err_memory(err);
	else if ((said = without_source(span_buf(&line), span_str(s->text))).n > 0 &&
	    (t->text[number] == NULL || !span_eqs(said, s->text))) {
		free(t->text[number]);
		if ((t->text[number] = span_caseeqs(said, "[[same]]") ? strdup("[[same]]") : span_dup(said)) == NULL)
			result = err_memory(err);
	}
	buf_free(&line);
	return result;
}

/* ---- lines ---- */

/* Blanks, and the invisible characters that right-to-left mail programs put in front. */
static int
is_invisible(uint32_t c)
{
	return utf8_is_space(c) || c == 0xFEFF || c == 0x200B || (c >= 0x200E && c <= 0x200F) ||
	    (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x061C;
}

/* What some programs put in front of the sign: marks of direction, or who is quoted ("list> "). */
static void
skip_quoter(struct span *line)
{
	struct span	s = *line, rest = s;
	size_t		n = 0;
	uint32_t	c;

	while (rest.n > 0 && (c = utf8_take(&rest)) >= 0x80 && is_invisible(c))
		s = rest;
	while (n < s.n && n < QUOTER_MAX && ((s.s[n] >= 'a' && s.s[n] <= 'z') || (s.s[n] >= 'A' && s.s[n] <= 'Z')))
		n++;
	if (n < s.n && s.s[n] == '>' && (n == 0 || n + 1 == s.n || s.s[n + 1] == ' ' || s.s[n + 1] == '>'))
		*line = span_from(s, n);
}

/* Take quote prefixes off a line; the depth of quoting. */
static int
unquote(struct span *line)
{
	int	depth = 0;

	skip_quoter(line);
	while (line->n > 0 && (line->s[0] == '>' || (line->s[0] == ' ' && depth > 0))) {
		depth += line->s[0] == '>';
		*line = span_from(*line, 1);
	}
	return depth;
}

/* Bold and escaped brackets come from programs that write or read markdown. */
static void
skip_invisible(struct span *s)
{
	struct span	rest;
	uint32_t	c;

	for (rest = *s; rest.n > 0; *s = rest)
		if (c = utf8_take(&rest), !is_invisible(c) && c != '*' && c != '\\')
			return;
}

/* A pair of brackets, as keyboards of other scripts have them; which way they look is for the eye alone. */
static int
skip_brackets(struct span *s)
{
	struct span	rest = *s;
	uint32_t	c;
	int		n = 0;

	while (n < 2 && rest.n > 0) {
		c = utf8_take(&rest);
		if (c == '\\')
			continue;
		if (c == '[' || c == ']' || c == 0xFF3B || c == 0xFF3D)
			n++;
		else if (c == 0x3010 || c == 0x3011 || c == 0x27E6 || c == 0x27E7 || c == 0x301A || c == 0x301B)
			n += 2;
		else
			return 0;
		*s = rest;
	}
	return n >= 2;
}

enum { MARK_NONE = -2, MARK_END = -1 };

/* "[[ 3 ]]" at the front of a line: its number, *line what stands behind it; MARK_END for "[[end]]", else MARK_NONE. */
static int
marker_of(struct span *line)
{
	struct span	s = *line, rest;
	int		digit, number = 0, digits = 0, end = 0;

	skip_invisible(&s);
	if (!skip_brackets(&s))
		return MARK_NONE;
	skip_invisible(&s);
	if (span_casestarts(s, "end")) {
		s = span_from(s, 3);
		end = 1;
	} else
		for (rest = s; rest.n > 0 && (digit = utf8_digit(utf8_take(&rest))) >= 0 && digits < 5;
		    s = rest, digits++)
			number = 10 * number + digit;
	skip_invisible(&s);
	if ((!end && digits == 0) || !skip_brackets(&s))
		return MARK_NONE;
	skip_invisible(&s);
	*line = s;
	return end ? MARK_END : number > SEGMENT_MARKERS ? 0 : number;
}

/* The same behind bars, by which some quote; the other lines behind them are left out as ours are. */
static int
barred_marker(struct span *line, int *depth)
{
	struct span	s = span_trim(*line);
	int		mark;

	if (!span_starts(s, "|"))
		return MARK_NONE;
	s = span_from(s, 1);
	if ((mark = marker_of(&s)) != MARK_NONE) {
		*line = SPAN_NONE;
		++*depth;
	}
	return mark;
}

/* The line that ends what a person wrote: "-- ", or what a telephone adds. */
static int
is_end(struct span line, const struct words *words)
{
	size_t	used;

	return span_eqs(line, "-- ") || span_eqs(line, "--") ||
	    (words != NULL && words_prefix(words, "Sent", span_trim(line), &used, NULL) != NULL);
}

/* "_____", "----- Original Message -----": what follows is no longer hers. */
static int
is_rule(struct span line)
{
	size_t	n;

	line = span_trim(line);
	for (n = 0; n < line.n && line.s[n] == line.s[0]; n++)
		;
	return n >= RULE_LEAST && strchr("-_=*~", line.s[0]) != NULL;
}

/* Lines of "Gesendet: ..." with an address among them, as Outlook writes them above what is answered. */
static int
is_header(struct span text)
{
	struct span	line;
	ptrdiff_t	colon;
	int		n = 0, has_address = 0;

	while (n < 10 && span_line(&text, &line)) {
		line = span_head(span_trim(line), 200);
		if ((colon = span_chr(span_head(line, 40), ':')) <= 0 && (colon = span_find(span_head(line, 40), SPAN("\xEF\xBC\x9A"))) <= 0)
			break;
		n++;
		has_address = has_address || span_chr(line, '@') != -1;
	}
	return n >= HEADER_LEAST && has_address;
}

/* Does the text end here, in front of what the mail program added? */
static int
is_added(struct span text, struct span line)
{
	struct block	b;

	return is_rule(line) || is_header(text) || (body_block(&text, &b) == 1 && b.kind == BLOCK_ATTRIBUTION);
}

/* Scripts that are written without blanks between words. */
static int
is_dense(uint32_t c)
{
	return (c >= 0x2E80 && c < 0xAC00) || (c >= 0xFF00 && c < 0xFFEF);
}

static uint32_t
last_character(struct span s)
{
	size_t	n = s.n;

	while (n > 0 && s.n - n < 4 && ((unsigned char)s.s[n - 1] & 0xC0) == 0x80)
		n--;
	s = span_from(s, n > 0 ? n - 1 : 0);
	return s.n == 0 ? 0 : utf8_take(&s);
}

/* Another line of a text: what was wrapped is joined as its script is written. */
static void
add_line(struct buf *said, struct span line)
{
	struct span	first;

	line = span_trim(line);
	first = line;
	if (said->len > 0 && line.n > 0 && !(is_dense(last_character(span_buf(said))) && is_dense(utf8_take(&first))))
		buf_addc(said, '\n');
	buf_addspan(said, line);
}

/* ---- forms with markers ---- */

struct reading {
	struct segment_texts	*texts;
	const struct segments	*all;
	int			 current;	/* number, 0 none */
	int			 after_quote;	/* the line before was quoted text */
	int			 after_blank;	/* it was empty */
	int			 done;
	struct buf		 said;
};

static int
keep(struct reading *r, struct err *err)
{
	int	result = segment_texts_put(r->texts, r->all, r->current, span_buf(&r->said), err);

	buf_reset(&r->said);
	return result;
}

/* A piece of the quoted source that rewrapping broke off and left without its mark. */
static int
is_broken_off(const struct reading *r, struct span line)
{
	const struct segment	*s = segments_find(r->all, r->current);

	line = span_trim(line);
	return r->after_quote && r->said.len == 0 && s != NULL && line.n > 0 &&
	    span_find(span_str(s->text), line) != -1;
}

static void
read_line(struct reading *r, struct span line, int depth)
{
	if (depth > 0)
		r->after_quote = span_trim(line).n > 0;
	else if (is_broken_off(r, line))
		return;
	else {
		r->after_quote = 0;
		if (!span_starts(span_trim(line), "|"))
			add_line(&r->said, line);
	}
}

static int
read_marker(struct reading *r, int mark, struct span behind, int depth, struct err *err)
{
	int	result = keep(r, err);

	r->current = mark == MARK_END ? 0 : mark;
	r->after_quote = 0;
	r->texts->found += mark != MARK_END;
	/* The end of a quoted form is not the end of what was written below it. */
	r->done = mark == MARK_END && depth == 0;
	if (depth == 0 && r->current > 0)
		add_line(&r->said, behind);
	return result;
}

int
segments_read(struct segment_texts *t, const struct segments *all, const struct words *words, struct span text,
    struct err *err)
{
	struct reading	r = { .texts = t, .all = all };
	struct span	line, here;
	int		depth, mark, result;

	result = segment_texts_init(t, all, err);
	for (here = text; result == 0 && !r.done && span_line(&text, &line); here = text) {
		depth = unquote(&line);
		if ((mark = marker_of(&line)) != MARK_NONE || (mark = barred_marker(&line, &depth)) != MARK_NONE)
			result = read_marker(&r, mark, line, depth, err);
		else if (depth == 0 && r.current > 0 && is_end(line, words))
			r.done = 1;
		else if (depth == 0 && r.current > 0 && r.said.len > 0 && (r.after_blank || is_rule(line)) && is_added(here, line)) {
			result = keep(&r, err);
			r.current = 0;
		} else if (r.current > 0)
			read_line(&r, line, depth);
		r.after_blank = span_trim(line).n == 0;
	}
	if (result == 0)
		result = keep(&r, err);
	if (result == 0)
		result = buf_ok(&r.said, err);
	buf_free(&r.said);
	return result;
}

/* ---- without markers ---- */

/* Which segment is quoted here?  0: none. */
static int
quoted_number(const struct segments *all, struct span quote)
{
	size_t	i;

	for (i = 0; i < all->n; i++)
		if (all->segment[i].number > 0 && span_eqs(quote, all->segment[i].text))
			return all->segment[i].number;
	return 0;
}

struct bare {
	struct segment_texts	*texts;
	const struct segments	*all;
	const int		*wanted;
	size_t			 n, paragraphs;
	int			 first;		/* wanted number of the first paragraph: the subject may be left out */
	int			 quoted;	/* number of the quote above; 0 none, -1 no quote yet */
};

/* How many unquoted paragraphs stand above the first quote, attribution or signature? */
static size_t
count_paragraphs(const struct words *words, struct span text)
{
	struct block	b;
	size_t		n = 0;

	while (body_block(&text, &b) == 1 && (b.kind == BLOCK_PARA || b.kind == BLOCK_ITEM || b.kind == BLOCK_VERBATIM)) {
		if (is_end(b.text, words))
			break;
		n += b.kind != BLOCK_VERBATIM;
	}
	return n;
}

/* "[3] Bring chairs": of markers that lost half of their brackets. */
static struct span
without_number(struct span text, int number)
{
	struct span		rest = text, word;
	unsigned long long	n;

	if (!span_starts(text, "[") || !span_cut(&rest, ' ', &word) || !span_ends(word, "]") || word.n < 3 ||
	    span_number(span_make(word.s + 1, word.n - 2), &n) == -1 || n != (unsigned long long)number)
		return text;
	return rest;
}

static int
take_block(struct bare *r, const struct block *b, struct err *err)
{
	struct buf	text = BUF_INIT;
	size_t		at;
	int		result = 0, number = 0;

	if (block_text(&text, b) == -1)
		result = err_memory(err);
	else if (b->kind == BLOCK_QUOTE)
		r->quoted = quoted_number(r->all, span_buf(&text));
	else if (b->kind == BLOCK_PARA || b->kind == BLOCK_ITEM) {
		at = r->paragraphs++ + (size_t)r->first;
		if (r->quoted > 0)
			number = r->quoted;
		else if (r->quoted == -1 && r->first >= 0 && at < r->n)
			number = r->wanted[at];
		/* What stands below the answer to one quote answers nothing. */
		r->quoted = r->quoted > 0 ? 0 : r->quoted;
	}
	if (result == 0 && number > 0) {
		r->texts->found++;
		result = segment_texts_put(r->texts, r->all, number, without_number(span_buf(&text), number), err);
	}
	buf_free(&text);
	return result;
}

int
segments_read_bare(struct segment_texts *t, const struct segments *all, const struct words *words,
    const int *wanted, size_t n, struct span text, struct err *err)
{
	struct bare	r = { .texts = t, .all = all, .wanted = wanted, .n = n, .first = -1, .quoted = -1 };
	struct block	b;
	size_t		paragraphs = count_paragraphs(words, text);
	int		result;

	if (n > 0 && paragraphs == n)
		r.first = 0;
	else if (n > 1 && wanted[0] == 1 && paragraphs == n - 1)
		r.first = 1;
	result = segment_texts_init(t, all, err);
	while (result == 0 && body_block(&text, &b) == 1 && b.kind != BLOCK_SIGNATURE && !is_end(b.text, words))
		result = take_block(&r, &b, err);
	return result;
}
