#include <stdlib.h>
#include <string.h>

#include "mail/word.h"
#include "text/charset.h"
#include "text/utf8.h"

#define PARAMS_MAX	100	/* in one list, pieces counted */
#define COLUMNS		76

/* One "name=value" as it stands: a whole parameter or a piece of one. */
struct piece {
	struct buf	 name;		/* lower case, without stars */
	struct buf	 value;		/* quotes and backslashes undone */
	int		 index;		/* of "name*3"; -1: not in pieces */
	int		 extended;	/* a star at the end: %XX, and in the first a charset */
	int		 rank;		/* how good a form of its parameter it begins; -1: it goes on with one */
};

struct list {
	struct piece	*piece;
	size_t		 n;
};

static int
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* --- reading --- */

/* Blanks, semicolons and comments. */
static void
skip(struct span *s)
{
	int	 depth = 0;

	while (s->n > 0) {
		char	 c = s->s[0];

		if (depth > 0 && c == '\\' && s->n > 1)
			*s = span_from(*s, 1);
		else if (c == '(')
			depth++;
		else if (c == ')' && depth > 0)
			depth--;
		else if (depth == 0 && !is_blank(c) && c != ';')
			return;
		*s = span_from(*s, 1);
	}
}

/*
 * Does the quotation mark at the front end the string?  One inside a name that nobody hid (filename="a "b" c.txt") does not:
 * there is another in front of a semicolon, and what stands behind this one begins neither a parameter nor a comment.
 */
static int
ends_quoted(struct span s)
{
	struct span behind = span_from(s, 1);
	ptrdiff_t next = span_chr(behind, '"');
	size_t	 n = 0;

	if (next == -1 || span_chr(span_head(behind, (size_t)next), ';') != -1)
		return 1;
	while (n < behind.n && is_blank(behind.s[n]))
		n++;
	behind = span_from(behind, n);
	if (behind.n == 0 || behind.s[0] == '\0' || strchr(";,(\"", behind.s[0]) != NULL)
		return 1;
	for (n = 0; n < behind.n && n < 40 && behind.s[n] != '"' && !is_blank(behind.s[n]); n++)
		if (behind.s[n] == '=')
			return 1;
	return 0;
}

/* A backslash hides only what needs it: file names of some systems are full of them. */
static void
take_quoted(struct span *s, struct buf *value)
{
	*s = span_from(*s, 1);
	while (s->n > 0 && (s->s[0] != '"' || !ends_quoted(*s))) {
		if (s->s[0] == '\\' && s->n > 1 && (s->s[1] == '"' || s->s[1] == '\\'))
			*s = span_from(*s, 1);
		buf_addc(value, s->s[0]);
		*s = span_from(*s, 1);
	}
	*s = span_from(*s, 1);
}

/* Does "name=" stand behind the blanks at `s`?  Then a semicolon is missing. */
static int
begins_parameter(struct span s)
{
	static const char *const names[] = { "charset", "boundary", "format", "delsp", "name", "filename", "type" };
	size_t	 i;

	s = span_trim(s);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_casestarts(s, names[i]) && span_starts(span_from(s, strlen(names[i])), "="))
			return 1;
	return 0;
}

static void
take_bare(struct span *s, struct buf *value)
{
	size_t	 n = 0;

	while (n < s->n && s->s[n] != ';') {
		if (is_blank(s->s[n]) && (begins_parameter(span_head(span_from(*s, n), 40)) ||
		    span_starts(span_from(*s, n + 1), "(")))
			break;
		n++;
	}
	buf_addspan(value, span_trim(span_head(*s, n)));
	if (value->len > 1 && span_chr(span_buf(value), '"') == (ptrdiff_t)value->len - 1)
		buf_cut(value, value->len - 1);		/* closed, but never opened */
	*s = span_from(*s, n);
}

/* "name*0*": the stars tell of pieces and codes. */
static void
read_name(struct piece *p, struct span name)
{
	unsigned long long n;
	ptrdiff_t star;

	p->index = -1;
	if (span_ends(name, "*")) {
		p->extended = 1;
		name.n--;
	}
	if ((star = span_chr(name, '*')) != -1 && span_number(span_from(name, (size_t)star + 1), &n) == 0 && n < PARAMS_MAX) {
		p->index = (int)n;
		name = span_head(name, (size_t)star);
	}
	buf_addlower(&p->name, name);
}

static void
read_pieces(struct list *l, struct span s)
{
	struct piece *p;
	size_t	 n;

	for (skip(&s); s.n > 0 && l->n < PARAMS_MAX; skip(&s)) {
		for (n = 0; n < s.n && s.s[n] != '=' && s.s[n] != ';'; n++)
			;
		if (n == s.n || s.s[n] == ';') {
			s = span_from(s, n);
			continue;
		}
		p = &l->piece[l->n++];
		memset(p, 0, sizeof(*p));
		read_name(p, span_trim(span_head(s, n)));
		s = span_from(s, n + 1);
		while (s.n > 0 && is_blank(s.s[0]))
			s = span_from(s, 1);
		if (span_starts(s, "\""))
			take_quoted(&s, &p->value);
		else
			take_bare(&s, &p->value);
	}
}

static void
unpercent(struct buf *b, struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n; i++)
		if (s.s[i] == '%' && i + 2 < s.n && span_hex(s.s[i + 1]) >= 0 && span_hex(s.s[i + 2]) >= 0) {
			buf_addc(b, span_hex(s.s[i + 1]) << 4 | span_hex(s.s[i + 2]));
			i += 2;
		} else
			buf_addc(b, s.s[i]);
}

/* The next piece behind index `i` of the same name, or NULL. */
static const struct piece *
find_piece(const struct list *l, struct span name, int index)
{
	size_t	 i;

	for (i = 0; i < l->n; i++)
		if (l->piece[i].index == index && span_eq(span_buf(&l->piece[i].name), name))
			return &l->piece[i];
	return NULL;
}

/* Lines are compared with a boundary, blanks and all; only those at its end mean nothing (RFC 2046, 5.1.1).  It is ASCII. */
static int
plain_boundary(struct buf *out, struct span bytes)
{
	size_t	 i;

	for (i = 0; i < bytes.n; i++)
		if (bytes.s[i] >= ' ' && bytes.s[i] <= '~')
			buf_addc(out, bytes.s[i]);
	buf_trim(out, " ");
	return out->err ? -1 : 0;
}

/*
 * "charset'language'text": take the charset off *v.  In a value that its name does not call so (no star), only if
 * it can be nothing else.
 */
static struct span
take_charset(const struct piece *p, struct span *v)
{
	ptrdiff_t quote = span_chr(*v, '\'');
	int	 called = p->extended;
	struct span charset, tail;

	if (quote == -1 || (!called && span_eqs(span_buf(&p->name), "boundary")))
		return SPAN_NONE;
	charset = span_head(*v, (size_t)quote);
	tail = span_from(*v, (size_t)quote + 1);
	quote = span_chr(tail, '\'');
	if (!called && (quote == -1 || quote > 8 || !charset_known(charset) || span_chr(tail, '%') == -1))
		return SPAN_NONE;
	if (quote == -1 && !charset_known(charset))
		return SPAN_NONE;
	*v = span_from(tail, (size_t)quote + 1);	/* the language may be missing, quote and all */
	return charset;
}

/* All pieces from `first` on, as one clean value. */
static int
join(const struct list *l, const struct piece *first, struct buf *out, struct err *e)
{
	struct buf bytes = BUF_INIT, text = BUF_INIT;
	struct span v = span_buf(&first->value), charset = take_charset(first, &v);
	const struct piece *p = first;
	int	 r = -1, index = first->index, extended = first->extended || charset.n > 0;

	for (; p != NULL; p = index < 0 ? NULL : find_piece(l, span_buf(&first->name), ++index)) {
		if (p->extended || (p == first && extended))
			unpercent(&bytes, p == first ? v : span_buf(&p->value));
		else
			buf_addbuf(&bytes, &p->value);
	}
	if (buf_ok(&bytes, e) == -1)
		goto done;
	if (span_eqs(span_buf(&first->name), "boundary")) {
		r = plain_boundary(out, span_buf(&bytes));
		goto done;
	}
	if (extended)
		r = charset_decode(&text, charset, span_buf(&bytes), e);
	else
		r = word_decode(&text, span_buf(&bytes), e);
	utf8_line(out, span_buf(&text));
done:
	buf_free(&bytes);
	buf_free(&text);
	return r == -1 ? -1 : buf_ok(out, e);
}

/* For piece.rank; some count from 1. */
static int
rank_of(const struct list *l, const struct piece *p)
{
	if (p->index > 1 || (p->index == 1 && find_piece(l, span_buf(&p->name), 0) != NULL))
		return -1;
	return p->index >= 0 ? 1 : p->extended ? 2 : 0;
}

/* Is there a better form of the same parameter, or the same one before? */
static int
is_shadowed(const struct list *l, size_t i)
{
	const struct piece *p = &l->piece[i], *o;
	size_t	 j;

	if (p->rank == -1)
		return 1;
	for (j = 0; j < l->n; j++) {
		o = &l->piece[j];
		if (j != i && span_eq(span_buf(&o->name), span_buf(&p->name)) &&
		    (o->rank > p->rank || (o->rank == p->rank && j < i)))
			return 1;
	}
	return 0;
}

static int
collect(const struct list *l, struct word_params *out, struct err *e)
{
	struct buf value = BUF_INIT;
	struct word_param *param;
	size_t	 i;

	if (l->n > 0 && (out->param = calloc(l->n, sizeof(*out->param))) == NULL)
		return err_memory(e);
	for (i = 0; i < l->n; i++)
		l->piece[i].rank = rank_of(l, &l->piece[i]);
	for (i = 0; i < l->n; i++) {
		if (l->piece[i].name.len == 0 || is_shadowed(l, i))
			continue;
		param = &out->param[out->n++];
		if (join(l, &l->piece[i], &value, e) == -1) {
			buf_free(&value);
			return -1;
		}
		param->name = span_dup(span_buf(&l->piece[i].name));
		param->value = buf_take(&value);
		if (param->name == NULL || param->value == NULL)
			return err_memory(e);
	}
	return 0;
}

/* The value's first word: up to a semicolon, a blank or a comment; none if that is a parameter already. */
static struct span
take_main(struct span *value)
{
	struct span s = span_trim(*value);
	size_t	 n = 0;

	if (begins_parameter(span_head(s, 40)))
		return SPAN_NONE;

	while (n < s.n && s.s[n] != ';' && s.s[n] != '(' && !is_blank(s.s[n]))
		n++;
	*value = span_from(s, n);
	return span_head(s, n);
}

int
word_params_parse(struct span value, struct buf *main, struct word_params *out, struct err *e)
{
	struct piece pieces[PARAMS_MAX];
	struct list l = { .piece = pieces };
	int	 r = -1, bad = 0;
	size_t	 i;

	memset(out, 0, sizeof(*out));
	buf_addlower(main, take_main(&value));
	read_pieces(&l, value);
	for (i = 0; i < l.n; i++)
		bad |= l.piece[i].name.err | l.piece[i].value.err;
	if (bad || main->err)
		err_memory(e);
	else
		r = collect(&l, out, e);
	if (r == -1)
		word_params_free(out);
	for (i = 0; i < l.n; i++) {
		buf_free(&l.piece[i].name);
		buf_free(&l.piece[i].value);
	}
	return r;
}

const char *
word_params_get(const struct word_params *p, const char *name)
{
	size_t	 i;

	for (i = 0; i < p->n; i++)
		if (strcmp(p->param[i].name, name) == 0)
			return p->param[i].value;
	return NULL;
}

void
word_params_free(struct word_params *p)
{
	size_t	 i;

	for (i = 0; i < p->n; i++) {
		free(p->param[i].name);
		free(p->param[i].value);
	}
	free(p->param);
	memset(p, 0, sizeof(*p));
}

/* --- writing --- */

static size_t
column(const struct buf *b)
{
	size_t	 n = b->len;

	while (n > 0 && b->s[n - 1] != '\n')
		n--;
	return b->len - n;
}

/* "; " or a folded line, so that n bytes fit. */
static void
begin(struct buf *b, size_t n)
{
	buf_adds(b, column(b) + 2 + n < COLUMNS ? "; " : ";\n ");
}

static int
write_plain(struct buf *b, const char *name, struct span v)
{
	struct buf q = BUF_INIT;
	size_t	 i;
	int	 fits;

	for (i = 0; i < v.n; i++) {
		if (v.s[i] == '"' || v.s[i] == '\\')
			buf_addc(&q, '\\');
		buf_addc(&q, v.s[i]);
	}
	fits = strlen(name) + q.len + 5 < COLUMNS;	/* a blank before, a semicolon behind */
	if (fits) {
		begin(b, strlen(name) + q.len + 3);
		buf_addf(b, "%s=\"%s\"", name, buf_str(&q));
	}
	b->err |= q.err;
	buf_free(&q);
	return fits;
}

static int
is_attribute_char(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (c != '\0' && strchr("!#$&+-.^_`{|}~", c) != NULL);
}

/* The code of the character at the front of *s. */
static void
take_percent(struct span *s, struct buf *code)
{
	struct span before = *s;
	size_t	 i;

	utf8_take(s);
	buf_reset(code);
	for (i = 0; i < before.n - s->n; i++)
		if (is_attribute_char((unsigned char)before.s[i]))
			buf_addc(code, before.s[i]);
		else
			buf_addf(code, "%%%02X", (unsigned char)before.s[i]);
}

/* RFC 2231, in as many pieces as lines are needed. */
static void
write_extended(struct buf *b, const char *name, struct span v)
{
	struct buf all = BUF_INIT, code = BUF_INIT, piece = BUF_INIT;
	struct span rest = v;
	size_t	 room = COLUMNS - strlen(name) - 8;	/* blank, "*99*=", semicolon */
	int	 index = 0;

	buf_adds(&all, "utf-8''");
	while (rest.n > 0) {
		take_percent(&rest, &code);
		buf_addbuf(&all, &code);
	}
	if (all.len <= room) {
		begin(b, strlen(name) + 2 + all.len);
		buf_addf(b, "%s*=%s", name, buf_str(&all));
		v.n = 0;
	}
	buf_adds(&piece, "utf-8''");
	while (v.n > 0) {
		take_percent(&v, &code);
		if (piece.len + code.len > room) {
			buf_addf(b, ";\n %s*%d*=%s", name, index++, buf_str(&piece));
			buf_reset(&piece);
		}
		buf_addbuf(&piece, &code);
		if (v.n == 0)
			buf_addf(b, ";\n %s*%d*=%s", name, index, buf_str(&piece));
	}
	b->err |= all.err | code.err | piece.err;
	buf_free(&all);
	buf_free(&code);
	buf_free(&piece);
}

/* Readers would decode what looks like an encoded word, or like the value of a name whose star was forgotten. */
static int
is_plain(struct span s)
{
	return span_printable(s) && span_find(s, SPAN("=?")) == -1 && (span_chr(s, '\'') == -1 || span_chr(s, '%') == -1);
}

int
word_param_write(struct buf *b, const char *name, struct span utf8)
{
	struct buf line = BUF_INIT;

	utf8_line(&line, utf8);
	if (!is_plain(span_buf(&line)) || !write_plain(b, name, span_buf(&line)))
		write_extended(b, name, span_buf(&line));
	b->err |= line.err;
	buf_free(&line);
	return b->err ? -1 : 0;
}
