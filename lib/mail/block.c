#include <string.h>

#include "mail/body.h"
#include "text/utf8.h"

#define ATTRIBUTION_LINES	3
#define ATTRIBUTION_MAX		400	/* bytes of an attribution */
#define RULE_LEAST		3	/* signs that make a line a rule */
#define FOOTER_LEAST		20	/* underscores in front of what a list manager adds */

/* What one line can be. */
enum line_kind { LINE_EMPTY, LINE_TEXT, LINE_ITEM, LINE_QUOTE, LINE_RULE, LINE_URL, LINE_SIGNATURE };

struct line {
	enum line_kind	 kind;
	struct span	 text;		/* without its end */
	int		 depth;		/* of quotes */
	size_t		 prefix;	/* bytes of quote marks and blanks */
	int		 first;		/* an item that can be the first of its list: a bullet, "1.", "a)" */
};

/* The quote marks in front. */
static size_t
quote_prefix(struct span s, int *depth)
{
	size_t	 i = 0, behind = 0;

	*depth = 0;
	while (i < s.n && (s.s[i] == '>' || (s.s[i] == ' ' && *depth > 0))) {
		if (s.s[i] == '>') {
			++*depth;
			behind = i + 1;
		} else if (i > behind)
			break;		/* one blank between marks, no more */
		i++;
	}
	return i;
}

/* Bytes of a list mark and the blank behind it at the front of s, 0 if there is none. */
static size_t
item_mark(struct span s, int *first)
{
	static const char *const bullets[] = { "-", "*", "+", "\xE2\x80\xA2", "\xE2\x80\x93", "\xE2\x80\x94", "\xC2\xB7", "\xE2\x97\xA6" };
	struct span rest;
	size_t	 indent = 0, i, digits = 0;
	int	 number = 0, d;

	while (indent < s.n && (s.s[indent] == ' ' || s.s[indent] == '\t'))
		indent++;
	rest = span_from(s, indent);
	*first = 1;
	for (i = 0; i < sizeof(bullets) / sizeof(bullets[0]); i++)
		if (span_starts(rest, bullets[i])) {
			rest = span_from(rest, strlen(bullets[i]));
			return rest.n > 1 && (rest.s[0] == ' ' || rest.s[0] == '\t') ? s.n - rest.n + 1 : 0;
		}
	while (rest.n > 0 && digits < 4) {
		struct span before = rest;

		if ((d = utf8_digit(utf8_take(&rest))) == -1) {
			rest = before;
			break;
		}
		number = number * 10 + d;
		digits++;
	}
	*first = number == 1;
	if (digits == 0 && rest.n > 1 && ((rest.s[0] >= 'a' && rest.s[0] <= 'z') ||
	    (rest.s[0] >= 'A' && rest.s[0] <= 'Z' && rest.s[1] == ')'))) {
		*first = rest.s[0] == 'a' || rest.s[0] == 'A';
		digits = 1;
		rest = span_from(rest, 1);
	}
	if (digits == 0 || digits > 3 || rest.n < 3 || (rest.s[0] != '.' && rest.s[0] != ')') || rest.s[1] != ' ')
		return 0;
	return s.n - rest.n + 2;
}

/* Nothing but signs that draw a line. */
static int
is_rule(struct span s)
{
	size_t	 i, n = 0;

	s = span_trim(s);
	for (i = 0; i < s.n; i++) {
		if (s.s[i] == '\0' || strchr("-=_*~#+. ", s.s[i]) == NULL)
			return 0;
		n += s.s[i] != ' ';
	}
	return n >= RULE_LEAST;
}

static int
is_url(struct span s)
{
	s = span_trim(s);
	if (s.n > 2 && s.s[0] == '<' && s.s[s.n - 1] == '>')
		s = span_from(span_head(s, s.n - 1), 1);
	return (span_casestarts(s, "http://") || span_casestarts(s, "https://")) && span_chr(s, ' ') == -1 &&
	    span_chr(s, '\t') == -1;
}

/* "-- ", as people and list managers end what they wrote. */
static int
is_signature(struct span s)
{
	size_t	 i;

	if (span_eqs(s, "-- ") || span_eqs(s, "--"))
		return 1;
	for (i = 0; i < s.n; i++)
		if (s.s[i] != '_')
			return 0;
	return s.n >= FOOTER_LEAST;
}

static void
look(struct span s, struct line *l)
{
	memset(l, 0, sizeof(*l));
	l->text = s;
	l->kind = LINE_TEXT;
	if (span_starts(s, ">") && !span_starts(s, ">From ")) {
		l->prefix = quote_prefix(s, &l->depth);
		l->kind = LINE_QUOTE;
	} else if (span_trim(s).n == 0)
		l->kind = LINE_EMPTY;
	else if (is_signature(s))
		l->kind = LINE_SIGNATURE;
	else if (is_rule(s))
		l->kind = LINE_RULE;
	else if (is_url(s))
		l->kind = LINE_URL;
	else if (item_mark(s, &l->first) > 0)
		l->kind = LINE_ITEM;
}

/* The next line without taking it; 0 at the end. */
static int
peek(struct span rest, struct line *l)
{
	struct span s;

	if (!span_line(&rest, &s))
		return 0;
	look(s, l);
	return 1;
}

static void
take(struct span *rest)
{
	struct span s;

	span_line(rest, &s);
}

static int
is_blank_quote(const struct line *l)
{
	return l->kind == LINE_QUOTE && span_trim(span_from(l->text, l->prefix)).n == 0;
}

/* --- attributions --- */

static int
has_digit(struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n; i++)
		if (s.s[i] >= '0' && s.s[i] <= '9')
			return 1;
	return 0;
}

/* Could lines that end so announce a quote?  A time or an address stands in them. */
static int
announces(struct span s)
{
	s = span_trim(s);
	return s.n > 0 && s.n <= ATTRIBUTION_MAX && s.s[s.n - 1] == ':' &&
	    (has_digit(s) || span_chr(s, '@') != -1 || span_chr(s, '<') != -1);
}

/* A last line that says when goes on with nothing, unless the line before it ends in the middle. */
static int
begins_anew(struct span last, struct span before)
{
	last = span_trim(last);
	return has_digit(last) && last.s[0] != '<' && !span_ends(span_trim(before), ",");
}

/* The verb itself, where neither date nor address is said. */
static int
says_wrote(struct span s)
{
	static const char *const verbs[] = {
		"wrote:", "writes:", "said:", "escribi\xC3\xB3:", "escribio:", "va escriure:", ("\xC3\xA9" "crit :"), ("\xC3\xA9" "crit:"),
		"ha scritto:", "escreveu:", "schrieb:", "schreef:", "napisa\xC5\x82:", ("napisa\xC5\x82" "a:"), "napisa\xC5\x82(a):",
		"kirjoitti:", "yazd\xC4\xB1:", "\xCE\xAD\xCE\xB3\xCF\x81\xCE\xB1\xCF\x88\xCE\xB5:", "\xD9\x83\xD8\xAA\xD8\xA8:",
		"\xD9\x83\xD8\xAA\xD8\xA8\xD8\xAA:",
	};
	size_t	 i;

	s = span_trim(s);
	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (span_ends(s, verbs[i]))
			return 1;
	return 0;
}

/* "-----Original Message-----", in any language. */
static int
is_original_mark(struct span s)
{
	s = span_trim(s);
	return s.n >= 12 && s.n <= 80 && span_starts(s, "---") && span_ends(s, "---") && !is_rule(s) &&
	    span_find(span_head(span_from(s, 3), s.n - 6), SPAN("---")) <= 2;
}

/* Lines at the front of `rest` that announce the quote behind them; 0 if they do not. */
static size_t
attribution_lines(struct span rest)
{
	struct span start = rest, before = SPAN_NONE;
	struct line l;
	size_t	 n = 0, blanks = 0;

	while (n < ATTRIBUTION_LINES && peek(rest, &l) && (l.kind == LINE_TEXT || l.kind == LINE_ITEM)) {
		n++;
		take(&rest);
		if (!announces(span_make(start.s, (size_t)(l.text.s + l.text.n - start.s))) && !says_wrote(l.text)) {
			before = l.text;
			continue;
		}
		if (n > 1 && begins_anew(l.text, before))
			return 0;
		while (blanks < 2 && peek(rest, &l) && l.kind == LINE_EMPTY) {
			take(&rest);
			blanks++;
		}
		return peek(rest, &l) && l.kind == LINE_QUOTE ? n : 0;
	}
	return 0;
}

/* "Name: value", as a mail program writes the header of what it quotes. */
static int
looks_like_field(struct span s)
{
	ptrdiff_t colon = span_chr(span_head(s, 30), ':');

	return colon > 0 && (size_t)colon + 1 < s.n && s.s[colon + 1] == ' ';
}

static size_t
original_lines(struct span rest)
{
	struct span s;
	size_t	 n = 1;

	if (!span_line(&rest, &s) || !is_original_mark(s))
		return 0;
	while (n < 10 && span_line(&rest, &s) && looks_like_field(s))
		n++;
	return n;
}

/* --- blocks --- */

struct taking {
	struct span	*rest;
	const char	*begin, *end;	/* of what was taken */
};

static void
take_line(struct taking *t, const struct line *l)
{
	if (t->begin == NULL)
		t->begin = l->text.s;
	t->end = l->text.s + l->text.n;
	take(t->rest);
}

static void
take_lines(struct taking *t, size_t n)
{
	struct line l;

	for (; n > 0 && peek(*t->rest, &l); n--)
		take_line(t, &l);
}

/* Lines of one depth up to an empty one, or to the next item of a quoted list. */
static void
take_quote(struct taking *t, int depth)
{
	struct line l;
	int	 first;

	while (peek(*t->rest, &l) && l.kind == LINE_QUOTE && l.depth == depth && !is_blank_quote(&l) &&
	    (t->begin == NULL || item_mark(span_from(l.text, l.prefix), &first) == 0))
		take_line(t, &l);
}

/* To the end, or to what was answered above: a quote, or what announces one. */
static void
take_signature(struct taking *t)
{
	struct line l;

	while (peek(*t->rest, &l) && l.kind != LINE_QUOTE &&
	    (t->begin == NULL || (attribution_lines(*t->rest) == 0 && original_lines(*t->rest) == 0)))
		take_line(t, &l);
	while (t->end > t->begin && (t->end[-1] == '\n' || t->end[-1] == ' '))
		t->end--;
}

/* Is this URL, on a line of its own, something to be kept apart?  In the middle of a sentence it is part of it. */
static int
stands_alone(struct span rest, const struct taking *t)
{
	struct line l;

	take(&rest);
	if (t->begin != NULL && t->end[-1] != ':')
		return 0;
	return !peek(rest, &l) || (l.kind != LINE_TEXT);
}

/* Does the line at the front of `rest` go on with the paragraph or item that was begun? */
static int
continues(struct taking *t, const struct line *l, enum block_kind kind)
{
	switch (l->kind) {
	case LINE_TEXT:
		return attribution_lines(*t->rest) == 0 && original_lines(*t->rest) == 0;
	case LINE_ITEM:
		return kind == BLOCK_PARA && !l->first;
	case LINE_URL:
		return !stands_alone(*t->rest, t);
	default:
		return 0;
	}
}

static void
take_paragraph(struct taking *t, enum block_kind kind)
{
	struct line l;

	while (peek(*t->rest, &l) && (t->begin == NULL || continues(t, &l, kind)))
		take_line(t, &l);
}

static void
take_block(struct taking *t, const struct line *l, struct block *b)
{
	size_t	 n;

	b->depth = l->depth;
	if (l->kind == LINE_QUOTE) {
		b->kind = BLOCK_QUOTE;
		take_quote(t, l->depth);
	} else if (l->kind == LINE_SIGNATURE) {
		b->kind = BLOCK_SIGNATURE;
		take_signature(t);
	} else if ((n = attribution_lines(*t->rest)) > 0 || (n = original_lines(*t->rest)) > 0) {
		b->kind = BLOCK_ATTRIBUTION;
		take_lines(t, n);
	} else if (l->kind == LINE_RULE || (l->kind == LINE_URL && stands_alone(*t->rest, t))) {
		b->kind = BLOCK_VERBATIM;
		take_line(t, l);
	} else {
		b->kind = l->kind == LINE_ITEM ? BLOCK_ITEM : BLOCK_PARA;
		take_paragraph(t, b->kind);
	}
}

int
body_block(struct span *rest, struct block *b)
{
	struct taking t = { .rest = rest };
	struct line l;

	memset(b, 0, sizeof(*b));
	for (;; take(rest)) {
		if (!peek(*rest, &l))
			return 0;
		if (l.kind != LINE_EMPTY && !is_blank_quote(&l))
			break;
	}
	take_block(&t, &l, b);
	b->text = span_make(t.begin, (size_t)(t.end - t.begin));
	return 1;
}

/* Scripts that are written without blanks between words. */
static int
is_dense(uint32_t c)
{
	return c >= 0x2E80 && c < 0xAC00;
}

static uint32_t
last_character(const struct buf *b)
{
	struct span s = span_buf(b);
	size_t	 n = s.n;

	while (n > 0 && s.n - n < 4 && ((unsigned char)s.s[n - 1] & 0xC0) == 0x80)
		n--;
	s = span_from(s, n > 0 ? n - 1 : 0);
	return s.n == 0 ? 0 : utf8_take(&s);
}

static uint32_t
first_character(struct span s)
{
	return s.n == 0 ? 0 : utf8_take(&s);
}

static int
is_space(struct span s, size_t i)
{
	return i < s.n && (s.s[i] == ' ' || s.s[i] == '\t');
}

/* Words with one blank between them; those that stand so are copied together. */
static void
add_words(struct buf *out, struct span s, size_t begin)
{
	size_t	 i, from;

	for (i = 0; i < s.n;) {
		while (is_space(s, i))
			i++;
		for (from = i; i < s.n && (!is_space(s, i) || (s.s[i] == ' ' && !is_space(s, i + 1)));)
			i++;
		if (i == from)
			break;
		if (out->len > begin && (from > 0 || !is_dense(last_character(out)) || !is_dense(first_character(s))))
			buf_addc(out, ' ');
		buf_add(out, s.s + from, i - from);
	}
}

int
block_text(struct buf *out, const struct block *b)
{
	struct span rest = b->text, line;
	size_t	 begin = out->len;
	int	 depth, first, is_first = 1;

	while (span_line(&rest, &line)) {
		if (b->kind == BLOCK_QUOTE)
			line = span_from(line, quote_prefix(line, &depth));
		else if (span_starts(line, ">From "))
			line = span_from(line, 1);
		if (is_first && (b->kind == BLOCK_ITEM || b->kind == BLOCK_QUOTE))
			line = span_from(line, item_mark(line, &first));
		if (b->kind == BLOCK_SIGNATURE && is_signature(line))
			continue;
		add_words(out, span_trim(line), begin);
		is_first = 0;
	}
	return out->err ? -1 : 0;
}
