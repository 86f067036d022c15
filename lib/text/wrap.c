#include <stdlib.h>
#include <string.h>
#include <unilbrk.h>
#include <uniwidth.h>

#include "text/utf8.h"
#include "text/wrap.h"

/* What may not be parted: from one place where a line may end to the next. */
struct chunk {
	struct span	 s;
	size_t		 width;
	int		 blank;		/* a blank stands before it */
};

struct text {
	struct span	 rest;
	const char	*start;
	const char	*breaks;	/* one byte a byte from `start`; NULL: only blanks part words */
};

struct line {
	struct buf	*out;
	const struct wrap *w;
	struct span	 prefix;
	size_t		 depth;		/* of quotes, in flowed text */
	size_t		 used;		/* columns behind the prefix */
	size_t		 room;
	size_t		 begin;		/* where its text begins in out */
	int		 empty;
};

static int
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Runs of white space are one blank, none at the ends. */
static void
collapse(struct buf *b, struct span s)
{
	size_t	 i, start;

	for (i = 0; i < s.n;) {
		while (i < s.n && is_blank(s.s[i]))
			i++;
		for (start = i; i < s.n && !is_blank(s.s[i]);)
			i++;
		if (i > start && b->len > 0)
			buf_addc(b, ' ');
		buf_add(b, s.s + start, i - start);
	}
}

/* Wide, and written without blanks between words (Korean has them). */
static int
is_ideograph(uint32_t c)
{
	if (c < 0x1100 || c == UTF8_BAD || (c >= 0xAC00 && c <= 0xD7FF) || c < 0x1200)
		return 0;
	return uc_width(c, "UTF-8") == 2;
}

static int
has_ideographs(struct span s)
{
	while (s.n > 0)
		if (is_ideograph(utf8_take(&s)))
			return 1;
	return 0;
}

static int
may_part(const struct text *t, const char *at, uint32_t before, uint32_t after)
{
	return t->breaks != NULL && t->breaks[at - t->start] == UC_BREAK_POSSIBLE &&
	    (is_ideograph(before) || is_ideograph(after));
}

static int
next_chunk(struct text *t, struct chunk *c)
{
	struct span s = t->rest, at;
	uint32_t before = 0, u;
	int	 fenced;

	c->blank = s.n > 0 && s.s[0] == ' ';
	if (c->blank)
		s = span_from(s, 1);
	if (s.n == 0)
		return 0;
	c->s = s;
	fenced = s.s[0] == '<';		/* an address in brackets stays in one piece */
	for (at = s; s.n > 0 && s.s[0] != ' '; at = s, before = u) {
		u = utf8_take(&s);
		if (!fenced && at.s > c->s.s && may_part(t, at.s, before, u)) {
			s = at;
			break;
		}
		if (u == '>')
			fenced = 0;
	}
	c->s.n -= s.n;
	c->width = utf8_width(c->s);
	t->rest = s;
	return 1;
}

/* The quote marks at the front of a prefix: "> > " is two of them. */
static size_t
quotes(struct span *prefix)
{
	size_t	 depth = 0;

	while (prefix->n > 0 && prefix->s[0] == '>') {
		depth++;
		*prefix = span_from(*prefix, 1);
		if (prefix->n > 0 && prefix->s[0] == ' ')
			*prefix = span_from(*prefix, 1);
	}
	return depth;
}

static void
line_start(struct line *l, const char *prefix, int further)
{
	size_t	 width, i;

	l->prefix = span_str(prefix == NULL ? "" : prefix);
	l->depth = 0;
	if (l->w->flowed) {
		l->depth = quotes(&l->prefix);
		if (further)
			l->prefix = SPAN_NONE;
		for (i = 0; i < l->depth; i++)
			buf_addc(l->out, '>');
		if (l->depth > 0)
			buf_addc(l->out, ' ');
	}
	l->begin = l->out->len;
	if (l->prefix.n > 0)
		buf_addspan(l->out, l->prefix);
	width = utf8_width(l->prefix) + (l->depth > 0 ? l->depth + 1 : 0);
	l->room = l->w->columns > width ? l->w->columns - width : 1;
	l->used = 0;
	l->empty = 1;
}

/* RFC 3676, 4.4: what would be read as a quote, a stuffed line or an mbox separator gets one blank more. */
static void
stuff(struct line *l)
{
	struct span s;

	if (!l->w->flowed || l->depth > 0 || l->out->err || l->out->len <= l->begin)
		return;
	s = span_make(l->out->s + l->begin, l->out->len - l->begin);
	if (s.s[0] == ' ' || s.s[0] == '>' || span_starts(s, "From "))
		buf_splice(l->out, l->begin, 0, " ", 1);
}

/* The text of a line must not be the signature mark, which would end the message in some eyes. */
static int
is_signature_mark(const struct line *l)
{
	return !l->out->err && l->out->len - l->begin == 2 && memcmp(l->out->s + l->begin, "--", 2) == 0;
}

static void
line_end(struct line *l, int soft, int at_blank)
{
	if (!soft)
		buf_trim(l->out, " ");
	stuff(l);
	if (soft && l->w->flowed) {
		buf_addc(l->out, ' ');
		if (l->w->flowed == 2 && at_blank)
			buf_addc(l->out, ' ');
	}
	buf_addc(l->out, '\n');
}

static void
fill(struct line *l, struct text *t)
{
	struct chunk c;

	while (next_chunk(t, &c)) {
		if (!l->empty && l->used + (size_t)c.blank + c.width > l->room && !is_signature_mark(l)) {
			line_end(l, 1, c.blank);
			line_start(l, l->w->rest, 1);
		} else if (!l->empty && c.blank) {
			buf_addc(l->out, ' ');
			l->used++;
		}
		buf_addspan(l->out, c.s);
		l->used += c.width;
		l->empty = 0;
	}
}

int
wrap_paragraph(struct buf *b, struct span text, const struct wrap *w)
{
	struct line l = { .out = b, .w = w };
	struct buf clean = BUF_INIT;
	struct text t;
	char	*breaks = NULL;
	int	 r = -1;

	collapse(&clean, text);
	t.rest = span_buf(&clean);
	t.start = t.rest.s;
	if (w->flowed != 1 && has_ideographs(t.rest)) {
		if ((breaks = malloc(t.rest.n)) == NULL) {
			b->err = 1;
			goto done;
		}
		u8_possible_linebreaks((const uint8_t *)t.start, t.rest.n, "UTF-8", breaks);
	}
	t.breaks = breaks;
	line_start(&l, w->first, 0);
	fill(&l, &t);
	line_end(&l, 0, 0);
	b->err |= clean.err;
	r = b->err ? -1 : 0;
done:
	free(breaks);
	buf_free(&clean);
	return r;
}

int
wrap_line(struct buf *b, struct span line, const struct wrap *w)
{
	struct line l = { .out = b, .w = w };

	line_start(&l, w->first, 0);
	if (line.n > 0)
		buf_addspan(b, line);
	if (w->flowed)
		line_end(&l, 0, 0);
	else
		buf_addc(b, '\n');
	return b->err ? -1 : 0;
}

/* --- the way back --- */

struct flow {
	struct buf	*out;
	struct buf	 text;		/* the paragraph so far */
	size_t		 depth;
	int		 open;		/* it goes on */
};

static void
flow_end(struct flow *f)
{
	size_t	 i;

	if (f->open)
		buf_trim(&f->text, " ");	/* a soft end with nothing behind it */
	for (i = 0; i < f->depth; i++)
		buf_addc(f->out, '>');
	if ((f->depth > 0 && f->text.len > 0) || (f->depth == 0 && span_starts(span_buf(&f->text), ">")))
		buf_addc(f->out, ' ');
	buf_addbuf(f->out, &f->text);
	buf_addc(f->out, '\n');
	f->out->err |= f->text.err;
	buf_reset(&f->text);
	f->open = 0;
}

static void
flow_line(struct flow *f, struct span line, int delsp)
{
	size_t	 depth = 0;
	int	 mark, soft;

	while (depth < line.n && line.s[depth] == '>')
		depth++;
	line = span_from(line, depth);
	if (span_starts(line, " "))
		line = span_from(line, 1);
	mark = span_eqs(line, "-- ");
	soft = !mark && span_ends(line, " ");
	/* An empty line is meant as one, even behind a blank that somebody typed. */
	if (f->open && (mark || line.n == 0 || depth != f->depth))
		flow_end(f);
	f->depth = depth;
	if (soft && delsp)
		line.n--;
	if (line.n > 0)
		buf_addspan(&f->text, line);
	f->open = soft;
	if (!soft)
		flow_end(f);
}

int
wrap_unflow(struct buf *b, struct span text, int delsp)
{
	struct flow f = { .out = b, .text = BUF_INIT };
	struct span line;

	while (span_line(&text, &line))
		flow_line(&f, line, delsp);
	if (f.open)
		flow_end(&f);
	buf_free(&f.text);
	return b->err ? -1 : 0;
}
