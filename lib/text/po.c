#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "text/po.h"
#include "text/utf8.h"

/* What the strings that come belong to. */
enum field { NOTHING, CONTEXT, ID, PLURAL, STR };

struct parser {
	struct po	*po;
	struct span	 rest;
	unsigned long	 line;
	struct buf	 context, id, plural, str[PO_FORMS], comment, reference;
	int		 has_context, has_id, has_plural, has_str[PO_FORMS], fuzzy;
	enum field	 field;
	size_t		 form;
	struct err	*err;
};

static int
broken(const struct parser *p, const char *what)
{
	return err_set(p->err, ERR_DATA, "line %lu: %s", p->line, what);
}

/* --- finding --- */

static size_t
hash(const char *context, const char *id)
{
	uint64_t h = 14695981039346656037u;
	const char *s;

	for (s = context == NULL ? "" : context; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	h = (h ^ (context != NULL ? 4 : 5)) * 1099511628211u;
	for (s = id; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	return (size_t)(h ^ h >> 32);
}

static int
is_same(const struct po_entry *e, const char *context, const char *id)
{
	if ((e->context == NULL) != (context == NULL) || strcmp(e->id, id) != 0)
		return 0;
	return context == NULL || strcmp(e->context, context) == 0;
}

static size_t *
find_slot(const struct po *po, const char *context, const char *id)
{
	size_t	 i = hash(context, id) & (po->n_slots - 1);

	while (po->slot[i] != 0 && !is_same(&po->entry[po->slot[i] - 1], context, id))
		i = (i + 1) & (po->n_slots - 1);
	return &po->slot[i];
}

const struct po_entry *
po_find(const struct po *po, const char *context, const char *id)
{
	size_t	 at;

	if (po->n_slots == 0 || (at = *find_slot(po, context, id)) == 0)
		return NULL;
	return &po->entry[at - 1];
}

/* --- reading --- */

static int
grow(struct po *po)
{
	struct po_entry *entry;
	size_t	 i, cap = po->cap == 0 ? 64 : po->cap * 2;

	if ((entry = realloc(po->entry, cap * sizeof(*entry))) == NULL)
		return -1;
	po->entry = entry;
	po->cap = cap;
	free(po->slot);
	po->n_slots = 0;
	if ((po->slot = calloc(cap * 2, sizeof(*po->slot))) == NULL)
		return -1;
	po->n_slots = cap * 2;
	for (i = 0; i < po->n; i++)
		*find_slot(po, po->entry[i].context, po->entry[i].id) = i + 1;
	return 0;
}

static void
start(struct parser *p)
{
	size_t	 i;

	buf_reset(&p->context);
	buf_reset(&p->id);
	buf_reset(&p->plural);
	buf_reset(&p->comment);
	buf_reset(&p->reference);
	for (i = 0; i < PO_FORMS; i++) {
		buf_reset(&p->str[i]);
		p->has_str[i] = 0;
	}
	p->has_context = p->has_id = p->has_plural = p->fuzzy = 0;
	p->field = NOTHING;
}

static char *
copy(const struct buf *b, int present, int *failed)
{
	char	*s = NULL;

	if (present && (b->err || (s = span_dup(span_buf(b))) == NULL))
		*failed = 1;
	return s;
}

static void
entry_free(struct po_entry *e)
{
	size_t	 i;

	free(e->context);
	free(e->id);
	free(e->plural);
	free(e->comment);
	free(e->reference);
	for (i = 0; i < PO_FORMS; i++)
		free(e->str[i]);
}

/* The entry that ends here, if one was begun. */
static int
finish(struct parser *p)
{
	struct po *po = p->po;
	struct po_entry *e;
	size_t	 i, *slot;
	int	 failed = 0;

	if (!p->has_id && !p->has_context) {
		/* comments alone: of the file, or of what is left out */
		start(p);
		return 0;
	}
	if (!p->has_id || !p->has_str[0])
		return broken(p, "an entry without msgid or msgstr ends here");
	if (po->n == PO_ENTRIES)
		return broken(p, "too many entries");
	if (po->n == po->cap && grow(po) == -1)
		return err_memory(p->err);
	slot = find_slot(po, p->has_context ? buf_str(&p->context) : NULL, buf_str(&p->id));
	if (*slot != 0)
		return broken(p, "an entry stands here for the second time");
	e = &po->entry[po->n];
	memset(e, 0, sizeof(*e));
	e->context = copy(&p->context, p->has_context, &failed);
	e->id = copy(&p->id, 1, &failed);
	e->plural = copy(&p->plural, p->has_plural, &failed);
	e->comment = copy(&p->comment, p->comment.len > 0, &failed);
	e->reference = copy(&p->reference, p->reference.len > 0, &failed);
	for (i = 0; i < PO_FORMS; i++)
		e->str[i] = copy(&p->str[i], p->has_str[i], &failed);
	e->fuzzy = p->fuzzy;
	if (failed) {
		entry_free(e);
		return err_memory(p->err);
	}
	*slot = ++po->n;
	start(p);
	return 0;
}

static struct buf *
target(struct parser *p)
{
	switch (p->field) {
	case CONTEXT:
		return &p->context;
	case ID:
		return &p->id;
	case PLURAL:
		return &p->plural;
	case STR:
		return &p->str[p->form];
	default:
		return NULL;
	}
}

/* The character an escape stands for, taken off *s behind its backslash; -1 if it is none. */
static int
take_escape(struct span *s)
{
	static const char letters[] = "abfnrtv\\\"'?", meant[] = "\a\b\f\n\r\t\v\\\"'?";
	const char *at;

	if (s->n == 0 || s->s[0] == '\0' || (at = strchr(letters, s->s[0])) == NULL)
		return -1;
	*s = span_from(*s, 1);
	return meant[at - letters];
}

/* A quoted string, which is all there is on the line. */
static int
take_string(struct parser *p, struct span s, struct buf *to)
{
	int	 c;

	s = span_trim(s);
	if (s.n < 2 || s.s[0] != '"' || s.s[s.n - 1] != '"')
		return broken(p, "a string in quotation marks should stand here");
	for (s = span_make(s.s + 1, s.n - 2); s.n > 0;) {
		c = s.s[0];
		s = span_from(s, 1);
		if (c == '"' || c == '\0')
			return broken(p, "a quotation mark inside a string needs a backslash");
		if (c == '\\' && (c = take_escape(&s)) == -1)
			return broken(p, "an escape we do not know");
		if (buf_addc(to, c) == -1)
			return err_memory(p->err);
	}
	return 0;
}

static int
starts_with(struct span *s, const char *keyword)
{
	size_t	 n = strlen(keyword);

	if (!span_starts(*s, keyword) || s->n == n || strchr(" \t\"", s->s[n]) == NULL)
		return 0;
	*s = span_from(*s, n);
	return 1;
}

static int
take_form(struct parser *p, struct span *s)
{
	if (span_starts(*s, "msgstr[") && s->n > 8 && s->s[7] >= '0' && s->s[7] < '0' + PO_FORMS && s->s[8] == ']') {
		p->form = (size_t)(s->s[7] - '0');
		*s = span_from(*s, 9);
		return 1;
	}
	p->form = 0;
	return starts_with(s, "msgstr");
}

/* A keyword and its string.  A new entry begins where a msgctxt or msgid follows a msgstr. */
static int
take_keyword(struct parser *p, struct span s)
{
	int	 context = 0;

	if (starts_with(&s, "msgid_plural")) {
		if (!p->has_id || p->has_plural || p->has_str[0])
			return broken(p, "msgid_plural stands in the wrong place");
		p->has_plural = 1;
		p->field = PLURAL;
	} else if ((context = starts_with(&s, "msgctxt")) || starts_with(&s, "msgid")) {
		if (p->has_str[0] && finish(p) == -1)
			return -1;
		if (p->has_id || (context && p->has_context))
			return broken(p, "msgstr is missing before this");
		p->has_context |= context;
		p->has_id |= !context;
		p->field = context ? CONTEXT : ID;
	} else if (take_form(p, &s)) {
		if (!p->has_id || p->has_str[p->form] || (p->form > 0 && !p->has_str[p->form - 1]))
			return broken(p, "msgstr stands in the wrong place");
		p->has_str[p->form] = 1;
		p->field = STR;
	} else
		return broken(p, "no PO keyword begins this line");
	return take_string(p, s, target(p));
}

static int
take_comment(struct parser *p, struct span s)
{
	struct buf *to = NULL;

	/* Comments stand before their entry. */
	if (p->has_str[0] && finish(p) == -1)
		return -1;
	if (span_starts(s, "#,"))
		p->fuzzy |= span_find(s, SPAN("fuzzy")) != -1;
	else if (span_starts(s, "#."))
		to = &p->comment;
	else if (span_starts(s, "#:"))
		to = &p->reference;
	if (to == NULL)
		return 0;
	if (to->len > 0)
		buf_addc(to, to == &p->comment ? '\n' : ' ');
	s = span_trim(span_from(s, 2));
	return s.n > 0 && buf_addspan(to, s) == -1 ? err_memory(p->err) : 0;
}

static int
take_line(struct parser *p, struct span s)
{
	s = span_trim(s);
	if (s.n == 0)
		return p->has_str[0] ? finish(p) : 0;
	if (s.s[0] == '#')
		return take_comment(p, s);
	if (s.s[0] != '"')
		return take_keyword(p, s);
	if (target(p) == NULL)
		return broken(p, "a string that belongs to nothing");
	return take_string(p, s, target(p));
}

static int
parse(struct parser *p)
{
	struct span line;

	if (p->rest.n > PO_MAX)
		return err_set(p->err, ERR_DATA, "larger than %lu bytes", PO_MAX);
	if (!utf8_valid(p->rest))
		return err_set(p->err, ERR_DATA, "not in UTF-8");
	if (span_starts(p->rest, "\xEF\xBB\xBF"))
		p->rest = span_from(p->rest, 3);
	start(p);
	while (span_line(&p->rest, &line)) {
		p->line++;
		if (take_line(p, line) == -1)
			return -1;
	}
	return finish(p);
}

struct po *
po_parse(struct span text, struct err *e)
{
	struct parser p = { .rest = text, .err = e };
	size_t	 i;
	int	 r;

	if ((p.po = calloc(1, sizeof(*p.po))) == NULL) {
		err_memory(e);
		return NULL;
	}
	r = parse(&p);
	buf_free(&p.context);
	buf_free(&p.id);
	buf_free(&p.plural);
	buf_free(&p.comment);
	buf_free(&p.reference);
	for (i = 0; i < PO_FORMS; i++)
		buf_free(&p.str[i]);
	if (r == -1) {
		po_free(p.po);
		return NULL;
	}
	return p.po;
}

void
po_free(struct po *po)
{
	if (po == NULL)
		return;
	while (po->n > 0)
		entry_free(&po->entry[--po->n]);
	free(po->entry);
	free(po->slot);
	free(po);
}

int
po_header(const struct po *po, const char *name, struct buf *out)
{
	const struct po_entry *e = po_find(po, NULL, "");
	struct span rest, line;
	size_t	 n = strlen(name);

	rest = e == NULL ? SPAN_NONE : span_str(e->str[0]);
	while (rest.n > 0 && span_line(&rest, &line))
		if (line.n > n && line.s[n] == ':' && span_casestarts(line, name)) {
			line = span_trim(span_from(line, n + 1));
			if (line.n > 0)
				buf_addspan(out, line);
			return 1;
		}
	return 0;
}

/* --- writing --- */

static void
put_comment(struct buf *b, const char *mark, const char *text)
{
	struct span rest = span_str(text), line;

	while (rest.n > 0 && span_line(&rest, &line)) {
		buf_addf(b, "%s ", mark);
		buf_addspan(b, line);
		buf_trim(b, " ");
		buf_addc(b, '\n');
	}
}

static void
put_quoted(struct buf *b, struct span s)
{
	static const char meant[] = "\a\b\f\n\r\t\v\\\"", letters[] = "abfnrtv\\\"";
	const char *at;
	size_t	 i;

	buf_addc(b, '"');
	for (i = 0; i < s.n; i++) {
		at = s.s[i] == '\0' ? NULL : strchr(meant, s.s[i]);
		if (at != NULL) {
			buf_addc(b, '\\');
			buf_addc(b, letters[at - meant]);
		} else
			buf_addc(b, s.s[i]);
	}
	buf_adds(b, "\"\n");
}

/* Text of several lines stands in several strings, as translators are used to. */
static void
put_string(struct buf *b, const char *keyword, const char *text)
{
	struct span rest = span_str(text == NULL ? "" : text);
	ptrdiff_t at;

	buf_addf(b, "%s ", keyword);
	at = span_chr(rest, '\n');
	if (at == -1 || (size_t)at + 1 == rest.n) {
		put_quoted(b, rest);
		return;
	}
	buf_adds(b, "\"\"\n");
	for (; rest.n > 0; rest = span_from(rest, (size_t)at)) {
		at = span_chr(rest, '\n');
		at = at == -1 ? (ptrdiff_t)rest.n : at + 1;
		put_quoted(b, span_head(rest, (size_t)at));
	}
}

int
po_put(struct buf *b, const struct po_entry *e)
{
	char	 keyword[16] = "msgstr[0]";
	size_t	 i;

	if (e->comment != NULL)
		put_comment(b, "#.", e->comment);
	if (e->reference != NULL)
		put_comment(b, "#:", e->reference);
	if (e->fuzzy)
		buf_adds(b, "#, fuzzy\n");
	if (e->previous != NULL) {
		buf_adds(b, "#| msgid ");
		put_quoted(b, span_str(e->previous));
	}
	if (e->context != NULL)
		put_string(b, "msgctxt", e->context);
	put_string(b, "msgid", e->id);
	if (e->plural == NULL)
		put_string(b, "msgstr", e->str[0]);
	else {
		put_string(b, "msgid_plural", e->plural);
		for (i = 0; i < PO_FORMS && (i == 0 || e->str[i] != NULL); i++) {
			keyword[7] = (char)('0' + i);
			put_string(b, keyword, e->str[i]);
		}
	}
	return buf_addc(b, '\n');
}
