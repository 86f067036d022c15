/* The style sheets of a page, as far as they hide something. */
#include "trust/page_private.h"

#include <stdlib.h>

#include "base/limits.h"

#define KEYS		4096	/* bits of a table of names */

struct rule {
	size_t		 at, n;		/* its selector, in `text` */
	unsigned	 place;
};

struct page_sheet {
	struct buf	 text;
	struct rule	 rule[PAGE_RULES];
	size_t		 n;
	int		 too_many, paints, any;
	unsigned char	 key[KEYS / 8];	/* the names that the last compounds ask for */
	struct page_asker asker;
};

/* ---- what elements are asked for ---- */

static unsigned
digest_of(struct span name)
{
	unsigned	 h = 5381;

	for (; name.n > 0; name = span_from(name, 1))
		h = h * 33 + (unsigned char)(name.s[0] >= 'A' && name.s[0] <= 'Z' ? name.s[0] - 'A' + 'a' : name.s[0]);
	return h % KEYS;
}

static void
set_key(struct page_sheet *sheet, struct span name)
{
	unsigned	 at = digest_of(name);

	sheet->key[at / 8] |= (unsigned char)(1u << at % 8);
}

static int
has_key(const struct page_sheet *sheet, struct span name)
{
	unsigned	 at = digest_of(name);

	return (sheet->key[at / 8] & 1u << at % 8) != 0;
}

/* By which name an element is told that a rule can be about: the first class or id of the last compound, or its name. */
static void
add_key(struct page_sheet *sheet, struct span selector)
{
	struct page_part part[PAGE_PARTS];
	struct buf	 name = BUF_INIT;
	struct span	 s;
	size_t		 n, at;
	int		 all;

	if ((n = page_selector_cut(selector, part, &all)) == 0)
		return;
	s = part[n - 1].compound;
	at = page_selector_find(s, ".#");
	if (at < s.n && page_selector_find(span_head(s, at), ":[") == at)
		s = span_from(s, at + 1);
	page_selector_name(&s, &name);
	if (name.len > 0)
		set_key(sheet, span_buf(&name));
	else
		sheet->any = 1;
	buf_free(&name);
}

/* ---- rules ---- */

static void
add_selectors(struct page_sheet *sheet, struct span list, unsigned place)
{
	struct span	 one;

	while (page_selector_next(&list, &one)) {
		if (one.n == 0)
			continue;
		if (sheet->n == PAGE_RULES) {
			sheet->too_many = 1;
			return;
		}
		add_key(sheet, one);
		sheet->rule[sheet->n++] = (struct rule){ sheet->text.len, one.n, place };
		buf_addspan(&sheet->text, one);
	}
}

/* At the "}" of a rule: what it hides.  Inside of "@media" and the like it holds only perhaps. */
static void
add_rule(struct page_sheet *sheet, struct span selectors, struct span declarations, int inside)
{
	struct page_paint paint = PAGE_PAINT_INIT;
	unsigned	 place = page_style(declarations, &paint);

	sheet->paints |= paint.ground != PAGE_PAINT_UNKNOWN || span_casefind(declarations, SPAN("background")) != -1;
	if (inside && (place & PLACE_HIDDEN) != 0)
		place = (place & ~PLACE_HIDDEN) | PLACE_DOUBT;
	if (place != 0)
		add_selectors(sheet, selectors, place);
}

static struct span
without_comments(struct buf *out, struct span css)
{
	size_t	 i, from = 0;
	ptrdiff_t end;
	char	 quote = '\0';

	if (span_find(css, SPAN("/*")) == -1)
		return css;
	for (i = 0; i < css.n; i++)
		if (quote != '\0') {
			if (css.s[i] == quote || css.s[i] == '\n')
				quote = '\0';
			else if (css.s[i] == '\\')
				i++;
		} else if (css.s[i] == '"' || css.s[i] == '\'') {
			quote = css.s[i];
		} else if (css.s[i] == '/' && i + 1 < css.n && css.s[i + 1] == '*') {
			buf_addspan(out, span_make(css.s + from, i - from));
			end = span_find(span_from(css, i + 2), SPAN("*/"));
			i = from = end == -1 ? css.n : i + (size_t)end + 4;
			i--;
		}
	if (from < css.n)
		buf_addspan(out, span_from(css, from));
	return span_buf(out);
}

/* What stands in front of a "{" within a rule: a rule of its own, about what the outer one is about or what is in it. */
static struct span
nested_selector(struct span text, struct span outer)
{
	ptrdiff_t	 at;

	while ((at = span_chr(text, ';')) != -1)
		text = span_from(text, (size_t)at + 1);
	text = span_trim(text);
	if (span_starts(text, "&") && text.n > 1)
		text = span_trim(span_from(text, 1));
	return span_starts(text, "@") || span_eqs(text, "&") ? outer : text;
}

/* "@media print": not what anybody sees on a screen. */
static int
is_for_paper(struct span at_rule)
{
	return span_casestarts(at_rule, "@media") && span_caseeqs(span_trim(span_from(at_rule, 6)), "print");
}

/* "<!--" and "-->", which once hid sheets from old browsers, mean nothing in them. */
static struct span
without_marks(struct span text)
{
	for (text = span_trim(text); span_starts(text, "<!--") || span_starts(text, "-->"); text = span_trim(text))
		text = span_from(text, span_starts(text, "<") ? 4 : 3);
	return text;
}

/* A sheet within a sheet, in a form that is not looked at. */
static int
imports_data(struct span at_rule)
{
	return span_casestarts(without_marks(at_rule), "@import") && span_casefind(at_rule, SPAN("data:")) != -1;
}

#define WITHIN	32	/* blocks within each other that are told apart */

struct reading {
	struct page_sheet *sheet;
	struct span	 selectors[WITHIN];	/* of each block that is open; none: of an at-rule */
	int		 paper[WITHIN];
	size_t		 n, lost;
};

static void
open_block(struct reading *r, struct span text)
{
	struct span	 outer = r->n > 0 ? r->selectors[r->n - 1] : SPAN_NONE;

	text = without_marks(text);
	r->sheet->too_many |= imports_data(text);
	if (r->n == WITHIN) {
		r->lost++;
		return;
	}
	r->paper[r->n] = (r->n > 0 && r->paper[r->n - 1]) || is_for_paper(text);
	if (outer.n > 0)
		text = nested_selector(text, outer);
	else if (span_starts(text, "@"))
		text = SPAN_NONE;
	r->selectors[r->n++] = text;
}

static void
close_block(struct reading *r, struct span declarations)
{
	if (r->lost > 0) {
		r->lost--;
		r->sheet->too_many = 1;
	} else if (r->n > 0) {
		r->n--;
		if (r->selectors[r->n].n > 0 && !r->paper[r->n])
			add_rule(r->sheet, r->selectors[r->n], declarations, r->n > 0);
	}
}

void
page_sheet_add(struct page_sheet **sheet, struct span css)
{
	struct buf	 bare = BUF_INIT;
	struct reading	 r = { 0 };
	size_t		 i, from = 0;
	char		 quote = '\0';

	if (*sheet == NULL && (*sheet = calloc(1, sizeof **sheet)) == NULL)
		return;
	r.sheet = *sheet;
	css = without_comments(&bare, css);
	for (i = 0; i < css.n && !r.sheet->too_many; i++) {
		if (css.s[i] == '\\') {
			i++;
		} else if (quote != '\0') {
			if (css.s[i] == quote || css.s[i] == '\n')
				quote = '\0';
		} else if (css.s[i] == '"' || css.s[i] == '\'') {
			quote = css.s[i];
		} else if (css.s[i] == '{') {
			open_block(&r, span_make(css.s + from, i - from));
			from = i + 1;
		} else if (css.s[i] == '}') {
			close_block(&r, span_make(css.s + from, i - from));
			from = i + 1;
		} else if (css.s[i] == ';' && (r.n == 0 || r.selectors[r.n - 1].n == 0)) {
			r.sheet->too_many |= imports_data(span_make(css.s + from, i - from));
			from = i + 1;
		}
	}
	/* What is open at the end is closed there. */
	r.sheet->too_many |= imports_data(from < css.n ? span_from(css, from) : SPAN_NONE);
	close_block(&r, from < css.n ? span_from(css, from) : SPAN_NONE);
	buf_free(&bare);
}

void
page_sheet_free(struct page_sheet *sheet)
{
	if (sheet != NULL) {
		buf_free(&sheet->text);
		buf_free(&sheet->asker.name);
	}
	free(sheet);
}

int
page_sheet_too_many(const struct page_sheet *sheet)
{
	return sheet != NULL && (sheet->too_many || sheet->text.err);
}

int
page_sheet_paints(const struct page_sheet *sheet)
{
	return sheet != NULL && sheet->paints;
}

size_t
page_sheet_may(const struct page_sheet *sheet, const struct page_tag *t)
{
	struct span	 rest = t->classes;
	size_t		 i;

	if (sheet == NULL || sheet->n == 0)
		return 0;
	if (sheet->any || t->name[0] == '?' || has_key(sheet, span_str(t->name)) || (t->id.n > 0 && has_key(sheet, t->id)) || span_chr(rest, '&') != -1)
		return sheet->n;
	while ((rest = span_trim(rest)).n > 0) {
		for (i = 0; i < rest.n && (unsigned char)rest.s[i] > ' '; i++)
			continue;
		if (has_key(sheet, span_head(rest, i)))
			return sheet->n;
		rest = span_from(rest, i);
	}
	return 0;
}

unsigned
page_sheet_look(struct page_sheet *sheet, const struct page_tag *tags, size_t n, size_t *work)
{
	unsigned	 place = 0;
	size_t		 i;
	enum page_match	 got;

	sheet->asker.work = 0;
	for (i = 0; i < sheet->n; i++) {
		if ((sheet->rule[i].place & ~place) == 0)
			continue;
		got = page_selector_match(&sheet->asker, tags, n, span_make(sheet->text.s + sheet->rule[i].at, sheet->rule[i].n));
		if (got == PAGE_YES)
			place |= sheet->rule[i].place;
		else if (got == PAGE_PERHAPS)
			place |= PLACE_DOUBT;
	}
	*work = sheet->asker.work;
	return place;
}
