#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/docout.h"
#include "text/utf8.h"
#include "text/wrap.h"

#define COLUMNS		72
#define COLUMNS_MIN	20	/* what indents leave for text at least */
#define DEPTH		24	/* quotes and lists within each other that are shown */
#define TABLE_COLUMNS	16	/* wider tables are written as lines */

/* The links of a section, found again by target. */
struct links {
	const struct doc **link;	/* in order of number */
	size_t		 n, cap;
	size_t		*slot;		/* hash table of index + 1 */
	size_t		 n_slots;
	size_t		 listed;	/* numbers given out in sections before */
};

struct table {
	char		**cell;
	size_t		 n, cap;
	size_t		*row;		/* where each row ends in cell */
	size_t		 n_rows, cap_rows;
};

struct frame {
	size_t		 rest;		/* length of the prefix outside */
	unsigned long	 number;	/* of the next item */
	int		 tight;
};

struct writer {
	struct buf	*out;
	const struct docout_text *opt;
	size_t		 columns;
	struct buf	 first, rest;	/* prefixes of the next line and of those after it */
	struct buf	 text;		/* inlines of the block we are in; LF is a BREAK */
	int		 gap;		/* an empty line is due before the next block */
	struct frame	 frame[DEPTH];
	size_t		 depth;		/* may exceed DEPTH */
	struct links	 links;
	struct table	 table;
	size_t		 tables;	/* tables we are in */
	int		 failed;
};

/* --- links --- */

static size_t
hash(struct span s)
{
	uint64_t h = 14695981039346656037u;
	size_t	 i;

	for (i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.s[i]) * 1099511628211u;
	return (size_t)(h ^ h >> 32);
}

static size_t *
find_slot(const struct links *l, struct span url)
{
	size_t	 i = hash(url) & (l->n_slots - 1);

	while (l->slot[i] != 0 && !span_eq(doc_string(l->link[l->slot[i] - 1]), url))
		i = (i + 1) & (l->n_slots - 1);
	return &l->slot[i];
}

static int
links_grow(struct links *l)
{
	const struct doc **link;
	size_t	 i, n = l->cap == 0 ? 64 : l->cap * 2;

	if ((link = realloc(l->link, n * sizeof(*link))) == NULL)
		return -1;
	l->link = link;
	l->cap = n;
	free(l->slot);
	if ((l->slot = calloc(n * 2, sizeof(*l->slot))) == NULL)
		return -1;
	l->n_slots = n * 2;
	for (i = 0; i < l->n; i++)
		*find_slot(l, doc_string(l->link[i])) = i + 1;
	return 0;
}

/* The number of a link, given out if its target is new in this section; 0 when memory is out. */
static size_t
link_number(struct writer *w, const struct doc *d)
{
	struct links *l = &w->links;
	size_t	*slot;

	if (l->n == l->cap && links_grow(l) == -1) {
		w->failed = 1;
		l->n_slots = 0;
		return 0;
	}
	slot = find_slot(l, doc_string(d));
	if (*slot == 0) {
		l->link[l->n++] = d;
		*slot = l->n;
	}
	return l->listed + *slot;
}

/* --- lines --- */

/* The columns behind the prefix: never so few that deep quotes become a column of words. */
static size_t
room(const struct writer *w)
{
	size_t	 used = utf8_width(span_buf(&w->rest));

	return w->columns > used + COLUMNS_MIN ? w->columns - used : COLUMNS_MIN;
}

static struct wrap
shape(const struct writer *w)
{
	return (struct wrap){ room(w) + utf8_width(span_buf(&w->rest)), buf_str(&w->first), buf_str(&w->rest),
	    w->opt->flowed };
}

static void
gap(struct writer *w)
{
	struct wrap empty = shape(w);

	if (w->gap) {
		empty.first = empty.rest;
		wrap_paragraph(w->out, SPAN_NONE, &empty);
	}
	w->gap = 0;
}

/* The inlines collected are written, or not wanted. */
static void
forget(struct writer *w)
{
	w->failed |= w->text.err;
	buf_reset(&w->text);
}

/* What stood before the first line of an item stands there once. */
static void
line_done(struct writer *w)
{
	w->failed |= w->first.err;
	buf_reset(&w->first);
	buf_addbuf(&w->first, &w->rest);
}

static void
paragraph(struct writer *w, struct span text)
{
	struct wrap lines = shape(w);

	wrap_paragraph(w->out, text, &lines);
	line_done(w);
}

static void
line(struct writer *w, struct span text)
{
	struct wrap one = shape(w);

	wrap_line(w->out, text, &one);
	line_done(w);
}

static int
is_blank(struct span s)
{
	return span_trim(s).n == 0;
}

/* Write the inlines collected as a block of lines. */
static void
flush(struct writer *w)
{
	struct span rest = span_buf(&w->text), piece;

	if (w->tables > 0)
		return;			/* a cell takes them */
	if (!is_blank(rest)) {
		rest = span_trim(rest);
		gap(w);
		while (span_cut(&rest, '\n', &piece))
			paragraph(w, piece);
		w->gap = 1;
	}
	forget(w);
}

static void
flush_verbatim(struct writer *w)
{
	struct span rest = span_buf(&w->text), piece;
	int	 begun = 0;

	while (rest.n > 0 && rest.s[rest.n - 1] == '\n')
		rest.n--;
	while (span_line(&rest, &piece)) {
		if (!begun && is_blank(piece))
			continue;
		if (!begun)
			gap(w);
		begun = 1;
		line(w, piece);
	}
	w->gap |= begun;
	forget(w);
}

static void
repeat(struct writer *w, char c, size_t n)
{
	struct buf b = BUF_INIT;

	while (n-- > 0)
		buf_addc(&b, c);
	line(w, span_buf(&b));
	buf_free(&b);
}

static void
heading(struct writer *w, int level)
{
	struct span text = span_trim(span_buf(&w->text));
	size_t	 width = utf8_width(text), most = room(w);

	if (text.n > 0 && w->tables == 0) {
		gap(w);
		/* A number in front is mark enough. */
		if (w->opt->headings == 1 || (level > 2 && text.s[0] >= '0' && text.s[0] <= '9'))
			level = 0;
		if (level > 2) {
			buf_adds(&w->first, "* ");
			buf_adds(&w->rest, "  ");
		}
		paragraph(w, text);
		if (level > 2)
			buf_cut(&w->rest, w->rest.len - 2);
		line_done(w);
		if (level == 1 || level == 2)
			repeat(w, level == 1 ? '=' : '-', width < 3 ? 3 : width > most ? most : width);
		w->gap = 1;
	}
	if (w->tables == 0)
		forget(w);
}

/* Each target on a line of its own, whole, so that every mail program finds it. */
static void
list_links(struct writer *w)
{
	struct links *l = &w->links;
	struct buf b = BUF_INIT;
	size_t	 i;

	if (l->n > 0)
		gap(w);
	for (i = 0; i < l->n; i++) {
		buf_reset(&b);
		buf_addf(&b, "[%zu] <", l->listed + i + 1);
		buf_addspan(&b, doc_string(l->link[i]));
		buf_addc(&b, '>');
		line(w, span_buf(&b));
		w->failed |= b.err;
		w->gap = 1;
	}
	l->listed += l->n;
	free(l->link);		/* not kept and cleared: a small section behind a large one would pay for it */
	free(l->slot);
	l->link = NULL;
	l->slot = NULL;
	l->n = l->cap = l->n_slots = 0;
	buf_free(&b);
}

/* --- tables --- */

static void
cell_done(struct writer *w)
{
	struct table *t = &w->table;
	struct span s, word;
	struct buf b = BUF_INIT;
	char	**grown;

	for (s = span_buf(&w->text); span_cut(&s, '\n', &word);) {
		word = span_trim(word);
		if (word.n > 0 && b.len > 0)
			buf_addc(&b, ' ');
		if (word.n > 0)
			buf_addspan(&b, word);
	}
	forget(w);
	if (t->n == t->cap) {
		if ((grown = realloc(t->cell, (t->cap * 2 + 16) * sizeof(*grown))) == NULL) {
			w->failed = 1;
			buf_free(&b);
			return;
		}
		t->cell = grown;
		t->cap = t->cap * 2 + 16;
	}
	if ((t->cell[t->n] = buf_take(&b)) == NULL)
		w->failed = 1;
	else
		t->n++;
}

static void
row_done(struct writer *w)
{
	struct table *t = &w->table;
	size_t	*grown;

	if (!is_blank(span_buf(&w->text)))
		cell_done(w);
	if (t->n_rows == t->cap_rows) {
		if ((grown = realloc(t->row, (t->cap_rows * 2 + 16) * sizeof(*grown))) == NULL) {
			w->failed = 1;
			return;
		}
		t->row = grown;
		t->cap_rows = t->cap_rows * 2 + 16;
	}
	t->row[t->n_rows++] = t->n;
}

/* The widths of the columns; 0 if the table does not fit. */
static int
measure(const struct writer *w, size_t *width)
{
	const struct table *t = &w->table;
	size_t	 r, i, c, cells, total = 0;

	memset(width, 0, TABLE_COLUMNS * sizeof(*width));
	for (r = i = 0; r < t->n_rows; r++)
		for (c = 0; i < t->row[r]; c++, i++) {
			if (c == TABLE_COLUMNS)
				return 0;
			cells = utf8_width(span_str(t->cell[i]));
			width[c] = cells > width[c] ? cells : width[c];
		}
	for (c = 0; c < TABLE_COLUMNS; c++)
		total += width[c] + (c > 0 && width[c] > 0 ? 2 : 0);
	return total <= room(w) && total <= COLUMNS;
}

static void
aligned_row(struct writer *w, size_t from, size_t to, const size_t *width)
{
	struct buf b = BUF_INIT;
	size_t	 i, n;

	for (i = from; i < to; i++) {
		buf_adds(&b, w->table.cell[i]);
		for (n = utf8_width(span_str(w->table.cell[i])); n < width[i - from] + 2; n++)
			buf_addc(&b, ' ');
	}
	buf_trim(&b, " ");
	line(w, span_buf(&b));
	w->failed |= b.err;
	buf_free(&b);
}

static void
plain_row(struct writer *w, size_t from, size_t to)
{
	struct buf b = BUF_INIT;
	size_t	 i;

	for (i = from; i < to; i++) {
		if (w->table.cell[i][0] == '\0')
			continue;
		if (b.len > 0)
			buf_adds(&b, " | ");
		buf_adds(&b, w->table.cell[i]);
	}
	if (b.len > 0)
		paragraph(w, span_buf(&b));
	w->failed |= b.err;
	buf_free(&b);
}

static void
table_done(struct writer *w)
{
	struct table *t = &w->table;
	size_t	 width[TABLE_COLUMNS], r, from;
	int	 fits;

	if (!is_blank(span_buf(&w->text)) || (t->n > 0 && (t->n_rows == 0 || t->row[t->n_rows - 1] < t->n)))
		row_done(w);
	fits = measure(w, width);
	if (t->n > 0)
		gap(w);
	for (r = from = 0; r < t->n_rows; from = t->row[r++])
		if (fits)
			aligned_row(w, from, t->row[r], width);
		else
			plain_row(w, from, t->row[r]);
	if (t->n > 0)
		w->gap = 1;
	while (t->n > 0)
		free(t->cell[--t->n]);
	t->n_rows = 0;
	forget(w);
}

/* --- the tree --- */

static void
push(struct writer *w, const char *first, const char *rest)
{
	if (w->depth < DEPTH) {
		w->frame[w->depth].rest = w->rest.len;
		w->frame[w->depth].number = 1;
		buf_adds(&w->first, first);
		buf_adds(&w->rest, rest);
	}
	w->depth++;
}

static void
pop(struct writer *w)
{
	if (--w->depth < DEPTH) {
		buf_cut(&w->rest, w->frame[w->depth].rest);
		line_done(w);
	}
}

/* A list of short items needs no empty lines between them. */
static int
is_tight(const struct doc *list)
{
	const struct doc *item, *d;
	int	 blocks;

	for (item = doc_first(list); item != NULL; item = doc_next(item))
		for (blocks = 0, d = doc_first(item); d != NULL; d = doc_next(d)) {
			blocks += doc_kind(d) < DOC_TEXT && doc_kind(d) != DOC_LIST && doc_kind(d) != DOC_NUMBERED;
			if (blocks > 1)
				return 0;
		}
	return 1;
}

static void
list_begin(struct writer *w, const struct doc *d)
{
	push(w, "", "");
	if (w->depth > DEPTH)
		return;
	w->frame[w->depth - 1].tight = is_tight(d);
	if (doc_kind(d) == DOC_NUMBERED && doc_level(d) > 0)
		w->frame[w->depth - 1].number = (unsigned long)doc_level(d);
	if (w->frame[w->depth - 1].tight && doc_parent(d) != NULL && doc_kind(doc_parent(d)) == DOC_ITEM)
		w->gap = 0;
}

static void
item_begin(struct writer *w, const struct doc *d)
{
	struct frame *list = w->depth > 0 && w->depth <= DEPTH ? &w->frame[w->depth - 1] : NULL;
	char	 first[32] = "- ", rest[32];

	if (list != NULL && doc_parent(d) != NULL && doc_kind(doc_parent(d)) == DOC_NUMBERED)
		snprintf(first, sizeof(first), "%lu. ", list->number);
	if (list != NULL) {
		list->number++;
		if (list->tight && doc_parent(d) != NULL && doc_first(doc_parent(d)) != d)
			w->gap = 0;
	}
	memset(rest, ' ', sizeof(rest));
	rest[strlen(first)] = '\0';
	push(w, first, rest);
}

static void
enter_block(struct writer *w, const struct doc *d)
{
	if (w->tables > 0) {
		w->tables += doc_kind(d) == DOC_TABLE;
		buf_addc(&w->text, ' ');
		return;
	}
	flush(w);
	switch (doc_kind(d)) {
	case DOC_SECTION:
		if (w->depth == 0 && doc_parent(d) != NULL && doc_kind(doc_parent(d)) == DOC_ROOT)
			list_links(w);
		break;
	case DOC_QUOTE:
		gap(w);
		push(w, "> ", "> ");
		break;
	case DOC_LIST:
	case DOC_NUMBERED:
		list_begin(w, d);
		break;
	case DOC_ITEM:
		item_begin(w, d);
		break;
	case DOC_RULE:
		gap(w);
		repeat(w, '-', room(w) < 24 ? room(w) : 24);
		w->gap = 1;
		break;
	case DOC_TABLE:
		w->tables = 1;
		break;
	default:
		break;
	}
}

static void
leave_in_table(struct writer *w, const struct doc *d)
{
	if (doc_kind(d) == DOC_TABLE && --w->tables == 0)
		table_done(w);
	else if (w->tables == 1 && doc_kind(d) == DOC_CELL)
		cell_done(w);
	else if (w->tables == 1 && doc_kind(d) == DOC_ROW)
		row_done(w);
	else
		buf_addc(&w->text, ' ');
}

static void
leave_block(struct writer *w, const struct doc *d)
{
	if (w->tables > 0) {
		leave_in_table(w, d);
		return;
	}
	switch (doc_kind(d)) {
	case DOC_HEADING:
		heading(w, doc_level(d));
		break;
	case DOC_VERBATIM:
		flush_verbatim(w);
		break;
	case DOC_QUOTE:
	case DOC_LIST:
	case DOC_NUMBERED:
	case DOC_ITEM:
		flush(w);
		pop(w);
		break;
	case DOC_SECTION:
		flush(w);
		if (w->depth == 0 && doc_parent(d) != NULL && doc_kind(doc_parent(d)) == DOC_ROOT)
			list_links(w);
		break;
	default:
		flush(w);
		break;
	}
}

/* Is what the reader sees the target already? */
static int
shows_itself(struct span shown, struct span url)
{
	shown = span_trim(shown);
	return span_eq(shown, url) || (span_casestarts(url, "mailto:") && span_eq(shown, span_from(url, 7)));
}

static void
leave_link(struct writer *w, const struct doc *d, size_t begin)
{
	struct span url = doc_string(d), shown = span_from(span_buf(&w->text), begin);
	size_t	 n;

	if (is_blank(shown)) {
		if (!span_starts(url, "#"))
			buf_addspan(&w->text, span_casestarts(url, "mailto:") ? span_from(url, 7) : url);
		return;
	}
	if (w->opt->links == 1 || span_starts(url, "#") || shows_itself(shown, url))
		return;
	if (w->opt->links == 2) {
		buf_adds(&w->text, " <");
		buf_addspan(&w->text, url);
		buf_addc(&w->text, '>');
	} else if ((n = link_number(w, d)) != 0)
		buf_addf(&w->text, " [%zu]", n);
}

static void
walk(struct writer *w, const struct doc *root)
{
	const struct doc *d = doc_first(root);
	size_t	 link = 0;

	while (d != NULL) {
		if (doc_kind(d) == DOC_TEXT)
			buf_addspan(&w->text, doc_string(d));
		else if (doc_kind(d) == DOC_BREAK)
			buf_addc(&w->text, '\n');
		else if (doc_kind(d) == DOC_LINK)
			link = w->text.len;
		else if (doc_kind(d) < DOC_TEXT)
			enter_block(w, d);
		if (doc_first(d) != NULL) {
			d = doc_first(d);
			continue;
		}
		for (; d != NULL && d != root; d = doc_parent(d)) {
			if (doc_kind(d) == DOC_LINK)
				leave_link(w, d, link);
			else if (doc_kind(d) < DOC_TEXT)
				leave_block(w, d);
			if (doc_next(d) != NULL) {
				d = doc_next(d);
				break;
			}
		}
		if (d == root)
			break;
	}
	flush(w);
	list_links(w);
}

int
docout_text(struct buf *out, const struct doc *root, const struct docout_text *opt, struct err *e)
{
	static const struct docout_text plain;
	struct writer w = { .out = out, .opt = opt == NULL ? &plain : opt };
	int	 r = -1;

	if (doc_ok(root, e) == -1)
		return -1;
	w.columns = w.opt->columns == 0 ? COLUMNS : w.opt->columns;
	walk(&w, root);
	if (w.failed || w.text.err || w.first.err || w.rest.err)
		err_memory(e);
	else
		r = buf_ok(out, e);
	buf_free(&w.first);
	buf_free(&w.rest);
	buf_free(&w.text);
	free(w.links.link);
	free(w.links.slot);
	free(w.table.cell);
	free(w.table.row);
	return r;
}
