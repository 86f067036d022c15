#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "mail/address.h"
#include "mail/word.h"
#include "text/utf8.h"

#define ADDR_MAX	254	/* bytes (RFC 5321) */
#define LOCAL_MAX	64
#define LABEL_MAX	63
#define COLUMNS		76
#define NO_NEIGHBOUR	"\xE2\x80\x8B"	/* U+200B: parts encoded words, and utf8_line takes it out */

/* The address being read: what was seen of it since the last separator. */
struct scan {
	struct addresses *out;
	struct span	 rest;
	struct buf	 words;		/* display name, or the bare address; quotes undone but around a local part */
	struct buf	 angle;		/* what stood in <> */
	struct buf	 comment;	/* the last comment */
	struct buf	 pending;	/* a name without an address that a comma ended: "Acme, Inc. <a@x>" */
	int		 has_angle;
	size_t		 named;		/* bytes of words that stood before the <> */
	struct err	*e;
};

static int
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static char
take(struct scan *sc)
{
	char	 c = sc->rest.s[0];

	sc->rest = span_from(sc->rest, 1);
	return c;
}

/* --- tokens --- */

static void
take_comment(struct scan *sc)
{
	int	 depth = 1;
	char	 c;

	buf_reset(&sc->comment);
	while (sc->rest.n > 0) {
		c = take(sc);
		if (c == '\\' && sc->rest.n > 0)
			c = take(sc);
		else if (c == '(')
			depth++;
		else if (c == ')' && --depth == 0)
			return;
		buf_addc(&sc->comment, c);
	}
}

/* What stands right behind a quoted string is a word of its own; an encoded word behind one in quotes is no neighbour of it. */
static void
end_quoted(struct scan *sc)
{
	size_t	 n = 0;

	while (n < sc->rest.n && is_blank(sc->rest.s[n]))
		n++;
	if (span_ends(span_buf(&sc->words), "?=") && span_starts(span_from(sc->rest, n), "=?"))
		buf_adds(&sc->words, NO_NEIGHBOUR);
	if (sc->rest.n > 0 && !is_blank(sc->rest.s[0]) && (sc->rest.s[0] == '\0' || strchr("<>,;:()[].@\"", sc->rest.s[0]) == NULL))
		buf_addc(&sc->words, ' ');
}

/* A quoted string; in front of an @ it is a local part and keeps its quotes. */
static void
take_quoted(struct scan *sc)
{
	struct span from = sc->rest;
	size_t	 begin = sc->words.len;
	char	 c;

	while (sc->rest.n > 0 && (c = take(sc)) != '"') {
		if (c == '\\' && sc->rest.n > 0)
			c = take(sc);
		buf_addc(&sc->words, c);
	}
	if (sc->rest.n > 0 && sc->rest.s[0] == '@' && sc->rest.s[-1] == '"') {
		buf_cut(&sc->words, begin);
		buf_addc(&sc->words, '"');
		buf_add(&sc->words, from.s, (size_t)(sc->rest.s - from.s));
	} else
		end_quoted(sc);
}

/* A byte of an address in <>: blanks count but around what parts it, or two words would become one that nobody wrote. */
static void
add_to_angle(struct scan *sc, char c, int gap)
{
	struct span so_far = span_buf(&sc->angle);

	if (gap && so_far.n > 0 && strchr("@.:,", so_far.s[so_far.n - 1]) == NULL && (c == '\0' || strchr("@.:,", c) == NULL))
		buf_addc(&sc->angle, ' ');
	buf_addc(&sc->angle, c);
}

/* To the ">", or to where it was forgotten. */
static void
take_angle(struct scan *sc)
{
	char	 c;
	int	 quoted = 0, gap = 0;

	buf_reset(&sc->angle);
	sc->has_angle = 1;
	sc->named = sc->words.len;
	while (sc->rest.n > 0 && (sc->rest.s[0] == '<' || is_blank(sc->rest.s[0])))	/* some write two */
		take(sc);
	while (sc->rest.n > 0) {
		c = sc->rest.s[0];
		if (!quoted && (c == '>' || c == ';' || (c == ',' && !span_starts(span_buf(&sc->angle), "@")))) {
			while (c == '>' && sc->rest.n > 0 && sc->rest.s[0] == '>')
				take(sc);
			return;
		}
		take(sc);
		if (c == '"')
			quoted = !quoted;
		if (!quoted && c == '(') {
			take_comment(sc);
			gap = 1;
			continue;
		}
		if (quoted || !is_blank(c))
			add_to_angle(sc, c, gap);
		gap = !quoted && is_blank(c);
		if (c == '\\' && quoted && sc->rest.n > 0)
			buf_addc(&sc->angle, take(sc));
	}
}

/* "=?utf-8?Q?a,_b?=" is one token, whatever is in it.  1 if one was taken. */
static int
take_encoded(struct scan *sc)
{
	struct span s = span_head(sc->rest, 300);
	size_t	 n, marks = 0;

	if (!span_starts(s, "=?"))
		return 0;
	for (n = 2; n + 1 < s.n && !is_blank(s.s[n]); n++) {
		if (s.s[n] != '?')
			continue;
		if (marks >= 2 && s.s[n + 1] == '=') {
			buf_add(&sc->words, s.s, n + 2);
			sc->rest = span_from(sc->rest, n + 2);
			return 1;
		}
		marks++;
	}
	return 0;
}

static void
take_literal(struct scan *sc)
{
	char	 c = '[';

	buf_addc(&sc->words, c);
	while (sc->rest.n > 0 && c != ']')
		buf_addc(&sc->words, c = take(sc));
}

/* --- addresses --- */

/* One of these or a control in it? */
static int
has_any(struct span s, const char *set)
{
	size_t	 i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.s[i] < ' ' || s.s[i] == 0x7f || strchr(set, s.s[i]) != NULL)
			return 1;
	return 0;
}

/* Local part and domain, nothing in them that would not be seen or that ends an address elsewhere. */
static int
is_addr(struct span s)
{
	struct span local, domain;
	size_t	 at = s.n;

	while (at > 0 && s.s[at - 1] != '@')
		at--;
	if (at < 2 || at == s.n || !utf8_valid(s) || utf8_deceptive(s))
		return 0;
	local = span_head(s, at - 1);
	domain = span_from(s, at);
	if (has_any(domain, " <>,;\"\\") || (!span_starts(domain, "[") && span_chr(domain, ':') != -1))
		return 0;
	if (span_starts(local, "\""))
		return local.n >= 2 && span_ends(local, "\"") && !has_any(local, "<>");
	return !has_any(local, " <>,;:[]@\"\\");
}

static int
add(struct scan *sc, struct span name, struct span addr)
{
	struct addresses *as = sc->out;
	struct address *a, *grown;
	struct buf text = BUF_INIT, line = BUF_INIT;
	int	 r = -1;

	if (as->n == FIELDS_MAX)
		return 0;
	if ((as->n & (as->n - 1)) == 0) {	/* a power of two: full */
		grown = realloc(as->address, (as->n == 0 ? 1 : as->n * 2) * sizeof(*grown));
		if (grown == NULL)
			return err_memory(sc->e);
		as->address = grown;
	}
	a = &as->address[as->n];
	if (word_decode(&text, name, sc->e) == -1)
		goto done;
	utf8_line(&line, span_buf(&text));
	if (buf_ok(&line, sc->e) == -1)
		goto done;
	a->name = buf_take(&line);
	a->addr = span_dup(addr);
	if (a->name == NULL || a->addr == NULL) {
		free(a->name);
		free(a->addr);
		r = err_memory(sc->e);
		goto done;
	}
	as->n++;
	r = 0;
done:
	buf_free(&text);
	buf_free(&line);
	return r;
}

/* Blanks around @ go, and those around a dot behind it: "a @ b . c" is one address. */
static void
close_at(struct buf *words)
{
	size_t	 i, to = 0;
	int	 at = 0, dot = 0;	/* is there an @ in the word so far; was the last byte a dot that follows it? */
	char	 c;

	for (i = 0; i < words->len; i++) {
		c = words->s[i];
		if (is_blank(c)) {
			if (to == 0 || (words->s[to - 1] != '@' && !dot))
				words->s[to++] = c;
			continue;
		}
		dot = c == '.' && at && is_blank(words->s[to - 1]);
		if (c != '@' && !dot && to > 0 && is_blank(words->s[to - 1]))
			at = 0;
		while ((c == '@' || dot) && to > 0 && is_blank(words->s[to - 1]))
			to--;
		at |= c == '@';
		words->s[to++] = c;
	}
	if (words->s != NULL)
		buf_cut(words, to);
}

/*
 * The next addr-spec among bare words (a quoted local part may hold blanks): 1, with the words in front of it in *name; or 0.
 */
static int
next_addr(struct span *words, struct span *name, struct span *addr)
{
	struct span rest = *words;
	size_t	 n;

	while (rest.n > 0) {
		rest = span_trim(rest);
		for (n = 0; n < rest.n && !is_blank(rest.s[n]); n++)
			if (n == 0 && rest.s[0] == '"')
				for (n = 1; n < rest.n && rest.s[n] != '"'; n++)
					n += rest.s[n] == '\\';
		n = n > rest.n ? rest.n : n;
		*addr = span_head(rest, n);
		rest = span_from(rest, n);
		if (is_addr(*addr)) {
			*name = span_trim(span_make(words->s, (size_t)(addr->s - words->s)));
			*words = rest;
			return 1;
		}
	}
	return 0;
}

/* "user at host.example", as list archives hide an address: it is none, and the comment behind it is the name. */
static int
hidden_address(struct span words)
{
	return span_find(words, SPAN(" at ")) > 0 || span_find(words, SPAN(" |rom ")) > 0;
}

/* Without <>: each word that is an address is one; what stands before it is its name, or a comment behind. */
static int
end_bare(struct scan *sc)
{
	struct span words, name, addr;
	size_t	 before = sc->out->n;

	close_at(&sc->words);
	words = span_trim(span_buf(&sc->words));
	while (span_find(words, SPAN("@end|ng |rom ")) == -1 && next_addr(&words, &name, &addr)) {
		if (name.n == 0)
			name = span_buf(&sc->comment);
		if (add(sc, name, addr) == -1)
			return -1;
	}
	words = span_trim(words);
	if (words.n == 0)
		return 0;
	if (sc->out->n > before)	/* words behind an address: nobody's */
		return 0;
	if (hidden_address(words) && sc->comment.len > 0 && sc->pending.len == 0)
		return add(sc, span_buf(&sc->comment), SPAN_NONE);
	if (sc->pending.len > 0)
		buf_adds(&sc->pending, ", ");
	return buf_addspan(&sc->pending, words);
}

static int
end_angle(struct scan *sc)
{
	struct span addr = span_buf(&sc->angle), name;
	ptrdiff_t colon, blank;

	if (span_starts(addr, "@") && (colon = span_chr(addr, ':')) != -1)
		addr = span_from(addr, (size_t)colon + 1);	/* a route */
	if (span_casestarts(addr, "mailto:"))
		addr = span_from(addr, strlen("mailto:"));
	if ((blank = span_chr(addr, ' ')) != -1 && is_addr(span_head(addr, (size_t)blank)))
		addr = span_head(addr, (size_t)blank);		/* "<a@x b@y>" */
	name = span_trim(span_head(span_buf(&sc->words), sc->named));
	if (name.n == 0 && sc->comment.len == 0)
		name = span_trim(span_buf(&sc->words));		/* "<a@x> name" */
	if (sc->pending.len > 0) {
		buf_adds(&sc->pending, ", ");
		buf_addspan(&sc->pending, name);
		name = span_buf(&sc->pending);
	}
	if (name.n == 0)
		name = span_buf(&sc->comment);
	if (is_addr(addr))
		return add(sc, name, addr);
	return name.n == 0 && addr.n == 0 ? 0 : add(sc, name.n > 0 ? name : addr, SPAN_NONE);
}

/* Names that came to no address stand alone. */
static int
end_pending(struct scan *sc)
{
	int	 r = 0;

	if (sc->pending.len > 0)
		r = add(sc, span_buf(&sc->pending), SPAN_NONE);
	buf_reset(&sc->pending);
	return r;
}

/* A comma (or the end) was reached. */
static int
end_address(struct scan *sc)
{
	int	 r;

	if (sc->has_angle) {
		r = end_angle(sc);
		buf_reset(&sc->pending);
	} else
		r = end_bare(sc);
	buf_reset(&sc->words);
	buf_reset(&sc->angle);
	buf_reset(&sc->comment);
	sc->has_angle = 0;
	sc->named = 0;
	return r;
}

/* "A <a@x> B <b@y>": the comma was forgotten. */
static int
second_angle(struct scan *sc)
{
	struct buf name = BUF_INIT;
	int	 r;

	buf_addspan(&name, span_from(span_buf(&sc->words), sc->named));
	buf_cut(&sc->words, sc->named);
	r = end_address(sc);
	buf_addbuf(&sc->words, &name);
	buf_free(&name);
	take_angle(sc);
	return r;
}

static int
separator(struct scan *sc, char c)
{
	if (c == ':') {		/* a group's name, or "mailto" */
		buf_reset(&sc->words);
		return end_pending(sc);
	}
	if (end_address(sc) == -1)
		return -1;
	return c == ';' ? end_pending(sc) : 0;
}

static int
step(struct scan *sc)
{
	char	 c;

	if (take_encoded(sc))
		return 0;
	c = take(sc);
	if (c == '(')
		take_comment(sc);
	else if (c == '"')
		take_quoted(sc);
	else if (c == '<' && sc->has_angle)
		return second_angle(sc);
	else if (c == '<')
		take_angle(sc);
	else if (c == '[')
		take_literal(sc);
	else if (c == ',' || c == ';' || (c == ':' && !sc->has_angle && span_chr(span_buf(&sc->words), '@') == -1))
		return separator(sc, c);
	else
		buf_addc(&sc->words, c);
	return 0;
}

int
addresses_parse(struct addresses *as, struct span value, struct err *e)
{
	struct scan sc = { .out = as, .rest = value, .e = e };
	int	 r = 0;

	memset(as, 0, sizeof(*as));
	while (r == 0 && sc.rest.n > 0 && as->n < FIELDS_MAX)
		r = step(&sc);
	if (r == 0)
		r = end_address(&sc);
	if (r == 0)
		r = end_pending(&sc);
	if (sc.words.err | sc.angle.err | sc.comment.err | sc.pending.err)
		r = err_memory(e);
	buf_free(&sc.words);
	buf_free(&sc.angle);
	buf_free(&sc.comment);
	buf_free(&sc.pending);
	if (r == -1)
		addresses_free(as);
	return r;
}

void
addresses_free(struct addresses *as)
{
	size_t	 i;

	for (i = 0; i < as->n; i++) {
		free(as->address[i].name);
		free(as->address[i].addr);
	}
	free(as->address);
	memset(as, 0, sizeof(*as));
}

/* --- writing --- */

int
address_write(struct buf *b, const char *name, const char *addr, size_t column)
{
	struct span a = span_str(addr);
	size_t	 start = b->len, i, used;

	for (i = 0; i < a.n; i++)
		if (a.s[i] <= ' ' || a.s[i] > '~' || a.s[i] == '<' || a.s[i] == '>')
			return -1;
	if (!is_addr(a))
		return -1;
	if (name == NULL || word_encode_phrase(b, span_str(name), column) == -1 || b->len == start)
		return buf_addspan(b, a);
	for (used = 0; used < b->len - start && b->s[b->len - used - 1] != '\n'; used++)
		;
	if (used == b->len - start)
		used += column;
	buf_adds(b, used + a.n + 3 > COLUMNS ? "\n <" : " <");
	buf_addspan(b, a);
	return buf_addc(b, '>');
}

static int
is_letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static int
is_dot_atom(struct span s)
{
	struct span atom;
	size_t	 i;

	if (s.n == 0 || s.n > LOCAL_MAX || s.s[s.n - 1] == '.')
		return 0;
	while (span_cut(&s, '.', &atom)) {
		if (atom.n == 0)
			return 0;
		for (i = 0; i < atom.n; i++)
			if (!is_letter_or_digit(atom.s[i]) &&
			    (atom.s[i] == '\0' || strchr("!#$%&'*+/=?^_`{|}~-", atom.s[i]) == NULL))
				return 0;
	}
	return 1;
}

static int
is_domain(struct span s)
{
	struct span label;
	size_t	 i;

	if (s.n == 0 || s.s[s.n - 1] == '.')
		return 0;
	while (span_cut(&s, '.', &label)) {
		if (label.n == 0 || label.n > LABEL_MAX || label.s[0] == '-' || label.s[label.n - 1] == '-')
			return 0;
		for (i = 0; i < label.n; i++)
			if (!is_letter_or_digit(label.s[i]) && label.s[i] != '-')
				return 0;
	}
	return 1;
}

int
address_plain(struct span s)
{
	ptrdiff_t at = span_chr(s, '@');

	return s.n <= ADDR_MAX && at != -1 && is_dot_atom(span_head(s, (size_t)at)) &&
	    is_domain(span_from(s, (size_t)at + 1));
}

int
address_normal(struct buf *b, struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n; i++)
		buf_addc(b, s.s[i] >= 'A' && s.s[i] <= 'Z' ? s.s[i] | 0x20 : s.s[i]);
	return b->err ? -1 : 0;
}
