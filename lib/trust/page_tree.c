/*
 * Which elements a tag begins and ends, by HTML's rules of parsing: what hides does not end before it ends in a browser.
 * Where these rules take a tree (formatting that goes on behind what it was not ended in, HTML that breaks out of a
 * picture), the page is left to a human.
 */
#include "trust/page_walk.h"

#include <string.h>

static void
leave_to_human(struct walk *w)
{
	w->page->capped = "broken";
}

/* ---- what ends ---- */

static int
is_top(const struct walk *w, const char *name)
{
	return w->n > 0 && strcmp(w->open[w->n - 1].tag->name, name) == 0;
}

/* Where an element is open: its number from 1, or 0; not beyond a wall or one of the kinds `until`, of which N_THIN says: not these. */
static size_t
find_open(const struct walk *w, const char *name, unsigned until)
{
	unsigned	 digest = page_name_digest(name), thin = until & N_THIN, kinds;
	size_t		 i;

	for (i = w->n; i > 0; i--) {
		if (w->open[i - 1].digest == digest && strcmp(w->open[i - 1].tag->name, name) == 0)
			return i;
		kinds = w->open[i - 1].kinds;
		if ((kinds & N_WALL) != 0 || ((kinds & until & ~N_THIN) != 0 && (kinds & thin) == 0))
			return 0;
	}
	return 0;
}

/* Does it take out of sight what is in the outer n? */
static int
hides(const struct walk *w, const struct element *e, size_t n)
{
	struct page_paint paint = n > 0 ? w->open[n - 1].paint : w->paint;

	if ((e->eager & ~(n > 0 ? w->open[n - 1].eager : 0)) != 0)
		return 1;
	if (e->paint.ink == paint.ink)
		return 0;
	paint.ink = e->paint.ink;
	paint.ground = paint.ground >= 0 ? paint.ground : 0xFFFFFF;
	return page_paint_hides(&paint);
}

/* End all but the outer n; formatting that no tag ends, as one may the outermost, goes on behind, but not out of a cell. */
static void
end_all_but(struct walk *w, size_t n, int is_ended)
{
	size_t	 i;

	for (i = n; i < w->n && (w->open[i].kinds & (N_FENCE | N_TABLE)) != N_FENCE; i++)
		if (i >= n + (size_t)is_ended && (w->open[i].kinds & N_FORMAT) != 0 && hides(w, &w->open[i], n))
			leave_to_human(w);
	page_walk_close(w, n);
}

static void
end_open(struct walk *w, const char *name, unsigned until)
{
	size_t	 at;

	if ((at = find_open(w, name, until)) > 0)
		end_all_but(w, at - 1, 1);
}

/* ---- pictures and formulas ---- */

/* The innermost wall, from 1; 0 none. */
static size_t
find_wall(const struct walk *w)
{
	size_t	 i;

	for (i = w->n; i > 0 && (w->open[i - 1].kinds & N_WALL) == 0; i--)
		continue;
	return i;
}

int
page_tree_is_foreign(const struct walk *w)
{
	size_t	 wall = w->foreign > 0 ? find_wall(w) : 0;

	return wall > 0 && (w->open[wall - 1].kinds & N_FOREIGN) != 0;
}

/* HTML would end the picture, and has a place in it where it would not. */
static void
look_at_foreign(struct walk *w, const char *name, unsigned kinds)
{
	static const char *const svg[] = { "svg", "desc", "foreignobject" }, *const math[] = { "math" };
	int	 own = strcmp(w->open[find_wall(w) - 1].tag->name, "math") == 0 ? scan_is_one(name, math, 1) :
		    scan_is_one(name, svg, sizeof svg / sizeof svg[0]);

	if ((kinds & N_BREAKS) != 0 || ((kinds & N_WALL) != 0 && !own))
		leave_to_human(w);
}

/* ---- what nobody wrote ---- */

static void
begin_made(struct walk *w, const char *tag)
{
	const char	*begin = w->tag_begin;

	scan_start(&w->made, span_str(tag));
	(void)scan_next(&w->made);
	w->tag_begin = tag;
	page_spend(w->page, 5);
	page_walk_begin(w, &w->made, page_kinds(w->made.name));
	w->tag_begin = begin;
}

static void
make_html(struct walk *w)
{
	if (!w->had_html)
		begin_made(w, "<html>");
	w->had_html = 1;
}

void
page_tree_body(struct walk *w)
{
	make_html(w);
	while (is_top(w, "head"))
		page_walk_close(w, w->n - 1);
	if (!w->had_body)
		begin_made(w, "<body>");
	w->had_body = 1;
}

/* ---- what begins ---- */

/* What a second one says is said of the first. */
static int
open_root(struct walk *w, const struct scan *s)
{
	static const char *const hiding[] = { "hidden", "style", "popover", "bgcolor", "text" };
	int	*had = strcmp(s->name, "html") == 0 ? &w->had_html : &w->had_body;
	size_t	 i;

	if (*had) {
		for (i = 0; i < s->n_attr; i++)
			if (w->sheet != NULL || scan_is_one(s->attr[i].name, hiding, sizeof hiding / sizeof hiding[0]))
				leave_to_human(w);
		return 0;
	}
	if (had == &w->had_body)
		make_html(w);
	while (is_top(w, "head"))
		page_walk_close(w, w->n - 1);
	*had = 1;
	return 1;
}

/* Back to where a part of a table may stand, with the parts around it; 0: there is no table. */
static int
open_part(struct walk *w, unsigned kinds)
{
	size_t	 at;

	for (at = w->n; at > 0 && (w->open[at - 1].kinds & (N_TABLE | N_WALL)) == 0; at--)
		continue;
	if (at == 0 || (w->open[at - 1].kinds & N_TABLE) == 0)
		return at > 0;
	if ((kinds & N_ROWS) == 0 && at < w->n && (w->open[at].kinds & N_ROWS) != 0 && strcmp(w->open[at].tag->name, "caption") != 0) {
		at++;
		if ((kinds & N_CELL) != 0 && at < w->n && (w->open[at].kinds & N_ROW) != 0)
			at++;
	}
	end_all_but(w, at, 0);
	if ((kinds & N_ROWS) == 0 && (w->open[at - 1].kinds & N_TABLE) != 0)
		begin_made(w, "<tbody>");
	if ((kinds & N_CELL) != 0 && (w->open[w->n - 1].kinds & N_ROW) == 0)
		begin_made(w, "<tr>");
	return 1;
}

/* What stands in a table and in no cell is moved in front of it: there, a style sheet may find it. */
static void
look_at_misplaced(struct walk *w, const char *name, unsigned kinds)
{
	if (w->sheet != NULL && w->n > 0 && (w->open[w->n - 1].kinds & (N_TABLE | N_ROWS | N_ROW)) != 0 &&
	    !is_top(w, "caption") && (kinds & (N_META | N_VOID)) == 0 && strcmp(name, "form") != 0)
		leave_to_human(w);
}

/* What the beginning of an element ends, because nobody wrote its end. */
static void
imply_ends(struct walk *w, const char *name, unsigned kinds)
{
	static const char *const alone[] = { "a", "button", "nobr" };

	if ((kinds & N_ENDS_P) != 0)
		end_open(w, "p", N_FENCE | N_BUTTON);
	if ((kinds & N_LI) != 0)
		end_open(w, "li", N_SPECIAL | N_THIN);
	if ((kinds & N_TERM) != 0) {
		end_open(w, "dt", N_SPECIAL | N_THIN);
		end_open(w, "dd", N_SPECIAL | N_THIN);
	}
	if (scan_is_one(name, alone, sizeof alone / sizeof alone[0]))
		end_open(w, name, N_SPECIAL);
}

int
page_tree_open(struct walk *w, const struct scan *s, unsigned kinds)
{
	size_t	 i;

	if (page_tree_is_foreign(w)) {
		look_at_foreign(w, s->name, kinds);
		return 1;
	}
	if ((kinds & N_ROOT) != 0)
		return open_root(w, s);
	if (strcmp(s->name, "head") == 0 && w->had_body)
		return 0;
	make_html(w);
	if ((kinds & N_META) == 0)
		page_tree_body(w);
	/* Frames stand in place of a body; a shadow stands in place of what it falls on. */
	if (strcmp(s->name, "frameset") == 0)
		leave_to_human(w);
	for (i = 0; i < s->n_attr && strcmp(s->name, "template") == 0; i++)
		if (strcmp(s->attr[i].name, "shadowrootmode") == 0)
			leave_to_human(w);
	if ((kinds & (N_CELL | N_ROW | N_ROWS)) != 0)
		return open_part(w, kinds);
	look_at_misplaced(w, s->name, kinds);
	imply_ends(w, s->name, kinds);
	return 1;
}

/* ---- end tags ---- */

void
page_tree_close(struct walk *w, const char *name)
{
	/* What is open in these goes on, wherever their end stands. */
	static const char *const top[] = { "form", "head", "desc", "foreignobject", "annotation-xml" };
	unsigned	 kinds = page_kinds(name);

	if ((kinds & (N_VOID | N_ROOT)) != 0)
		return;
	if (w->too_deep > 0)
		w->too_deep--;
	else if (strcmp(name, "p") == 0 && page_tree_is_foreign(w))
		leave_to_human(w);
	else if (scan_is_one(name, top, sizeof top / sizeof top[0])) {
		if (is_top(w, name))
			page_walk_close(w, w->n - 1);
	} else if ((kinds & (N_TABLE | N_CELL | N_ROW | N_ROWS)) != 0)
		end_open(w, name, N_TABLE);
	else if ((kinds & N_BOX) != 0)
		end_open(w, name, N_FENCE | (kinds & N_LI ? N_LIST : 0) | (strcmp(name, "p") == 0 ? N_BUTTON : 0));
	else
		end_open(w, name, N_SPECIAL);
}
