#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "mail/field.h"

/* The header being split: what is left of the mail, and the field that is open. */
struct split {
	struct header	*h;
	struct span	 rest;
	struct field	 open;
	int		 is_open;	/* a field that may be continued */
	int		 seen;		/* a field or a line that is none came before */
	size_t		 cap;
};

static int
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static int
is_empty_line(struct span line)
{
	return line.n <= 2 && line.n > 0 && line.s[line.n - 1] == '\n' && (line.n == 1 || line.s[0] == '\r');
}

/* Take a line off *rest, its end included. */
static struct span
take_line(struct span *rest)
{
	const char *lf = memchr(rest->s, '\n', rest->n);
	struct span line = *rest;

	if (lf != NULL)
		line.n = (size_t)(lf - rest->s) + 1;
	*rest = span_from(*rest, line.n);
	return line;
}

static struct span
without_end(struct span line)
{
	if (line.n > 0 && line.s[line.n - 1] == '\n')
		line.n--;
	if (line.n > 0 && line.s[line.n - 1] == '\r')
		line.n--;
	return line;
}

static int
is_blank_line(struct span line)
{
	size_t	 i;

	line = without_end(line);
	for (i = 0; i < line.n; i++)
		if (!is_blank(line.s[i]))
			return 0;
	return 1;
}

/* Index the open field, unless a limit says no. */
static int
close_field(struct split *sp)
{
	struct header *h = sp->h;
	struct field *grown;
	struct span f = sp->open.whole;

	if (!sp->is_open)
		return 0;
	sp->is_open = 0;
	if (h->n == FIELDS_MAX || f.n > FIELD_MAX || (size_t)(f.s - h->block.s) + f.n > HEAD_MAX) {
		h->defects |= FIELD_TOO_LARGE;
		return 0;
	}
	if (h->n == sp->cap) {
		sp->cap = sp->cap == 0 ? 32 : sp->cap * 2;
		if ((grown = realloc(h->field, sp->cap * sizeof(*grown))) == NULL)
			return -1;
		h->field = grown;
	}
	sp->open.value = without_end(sp->open.value);
	h->field[h->n++] = sp->open;
	return 0;
}

/* Bytes of the field name in front of the line, 0 if it is no field; *colon is where its colon stands. */
static size_t
field_name(struct span line, size_t *colon)
{
	size_t	 n = 0, i;

	while (n < line.n && line.s[n] > ' ' && line.s[n] < 0x7f && line.s[n] != ':')
		n++;
	for (i = n; i < line.n && is_blank(line.s[i]);)
		i++;
	if (n == 0 || i == line.n || line.s[i] != ':')
		return 0;
	*colon = i;
	return n;
}

/* "From :" is a field written badly, and not an envelope whose sender is a colon. */
static int
is_envelope(struct span mail)
{
	size_t	 colon;

	return span_starts(mail, "From ") && field_name(mail, &colon) != 4;
}

static void
continue_field(struct split *sp, struct span line)
{
	if (is_blank_line(line))
		sp->h->defects |= FIELD_BLANK_FOLD;
	if (!sp->seen)
		sp->h->defects |= FIELD_LEADING_FOLD;
	if (sp->is_open) {
		sp->open.whole.n += line.n;
		sp->open.value.n += line.n;
	}
}

static int
begin_field(struct split *sp, struct span line)
{
	size_t	 n, colon = 0;

	if (close_field(sp) == -1)
		return -1;
	sp->seen = 1;
	if ((n = field_name(line, &colon)) == 0) {
		sp->h->defects |= FIELD_NOT_A_FIELD;
		return 0;
	}
	if (colon > n)
		sp->h->defects |= FIELD_SPACE_BEFORE_COLON;
	sp->open.name = span_head(line, n);
	sp->open.value = span_from(line, colon + 1);
	sp->open.whole = line;
	sp->is_open = 1;
	return 0;
}

/* Eight bytes at a time: every header is looked at, and few have any. */
static int
has_8bit(struct span s)
{
	unsigned long long word, seen = 0;
	size_t	 i;

	for (i = 0; s.n - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, s.s + i, sizeof(word));
		seen |= word;
	}
	for (; i < s.n; i++)
		seen |= (unsigned char)s.s[i];
	return (seen & 0x8080808080808080ULL) != 0;
}

/* What can be seen of the block's bytes without knowing its fields. */
static unsigned
byte_defects(struct span block)
{
	unsigned d = 0;
	struct span rest = block;
	ptrdiff_t at;

	if (span_chr(block, '\0') != -1)
		d |= FIELD_NUL;
	if (has_8bit(block))
		d |= FIELD_8BIT;
	while ((d & FIELD_BARE_CR) == 0 && (at = span_chr(rest, '\r')) != -1) {
		rest = span_from(rest, (size_t)at + 1);
		if (rest.n == 0 || rest.s[0] != '\n')
			d |= FIELD_BARE_CR;
	}
	return d;
}

static int
split_block(struct split *sp)
{
	struct header *h = sp->h;
	struct span line;

	h->defects |= FIELD_NO_BODY;
	while (sp->rest.n > 0) {
		line = take_line(&sp->rest);
		if (is_empty_line(line)) {
			h->defects &= ~FIELD_NO_BODY;
			break;
		}
		h->block.n += line.n;
		if (is_blank(line.s[0]))
			continue_field(sp, line);
		else if (begin_field(sp, line) == -1)
			return -1;
	}
	h->body = sp->rest;
	if (h->block.n > HEAD_MAX)
		h->defects |= FIELD_TOO_LARGE;
	return close_field(sp);
}

int
header_split(struct header *h, struct span mail, struct err *e)
{
	struct split sp = { .h = h, .rest = mail };

	memset(h, 0, sizeof(*h));
	if (is_envelope(mail)) {
		h->envelope = take_line(&sp.rest);
		h->defects |= FIELD_ENVELOPE;
	}
	h->block = span_head(sp.rest, 0);
	if (split_block(&sp) == -1) {
		header_free(h);
		return err_memory(e);
	}
	h->defects |= byte_defects(h->block);
	return 0;
}

void
header_free(struct header *h)
{
	free(h->field);
	memset(h, 0, sizeof(*h));
}

const struct field *
header_find(const struct header *h, const char *name, size_t nth)
{
	struct span wanted = span_str(name);
	size_t	 i;

	for (i = 0; i < h->n; i++)
		if (h->field[i].name.n == wanted.n && span_caseeq(h->field[i].name, wanted) && nth-- == 0)
			return &h->field[i];
	return NULL;
}

size_t
header_count(const struct header *h, const char *name)
{
	size_t	 i, count = 0;

	for (i = 0; i < h->n; i++)
		count += (size_t)span_caseeqs(h->field[i].name, name);
	return count;
}

int
header_value(const struct header *h, const char *name, struct buf *out)
{
	const struct field *f = header_find(h, name, 0);

	if (f == NULL)
		return 0;
	return field_unfold(out, f->value) == -1 ? -1 : 1;
}

/* A CR that ends no line becomes a blank: it would end one elsewhere. */
int
field_unfold(struct buf *b, struct span value)
{
	size_t	 i, start;

	value = span_trim(value);
	for (i = start = 0; i < value.n; i++) {
		if (value.s[i] != '\n' && value.s[i] != '\r')
			continue;
		buf_add(b, value.s + start, i - start);
		if (value.s[i] == '\r' && (i + 1 == value.n || value.s[i + 1] != '\n'))
			buf_addc(b, ' ');
		start = i + 1;
	}
	if (value.n > start)
		buf_add(b, value.s + start, value.n - start);
	return b->err ? -1 : 0;
}

int
field_tag(struct span value, const char *name, struct span *out)
{
	struct span piece;
	ptrdiff_t at;

	while (span_cut(&value, ';', &piece)) {
		if ((at = span_chr(piece, '=')) == -1)
			continue;
		if (span_eqs(span_trim(span_head(piece, (size_t)at)), name)) {
			*out = span_trim(span_from(piece, (size_t)at + 1));
			return 1;
		}
	}
	return 0;
}
