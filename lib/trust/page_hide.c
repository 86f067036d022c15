/* What styles take out of sight: style attributes, and the plain rules of style sheets. */
#include "trust/page_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "text/html_attr.h"

#define NAME_MAX_	64

/* ---- declarations ---- */

/* Lower case, without white space and comments. */
static void
squeeze(struct buf *out, struct span s)
{
	ptrdiff_t	 end;
	char		 c;

	while (s.n > 0) {
		if (span_starts(s, "/*")) {
			end = span_find(span_from(s, 2), SPAN("*/"));
			s = end == -1 ? SPAN_NONE : span_from(s, (size_t)end + 4);
			continue;
		}
		c = s.s[0];
		if ((unsigned char)c > ' ')
			buf_addc(out, c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
		s = span_from(s, 1);
	}
}

static struct span
value_of(struct span plain, const char *name)
{
	struct span	 item, key, found = SPAN_NONE;

	while (span_cut(&plain, ';', &item))
		if (span_cut(&item, ':', &key) && span_eqs(key, name))
			found = item;
	return found;
}

/* What html_style_hidden does not look at, because mail has no use for it. */
static unsigned
look_at_plain(struct span plain)
{
	static const char *const hidden[] = {
		"color:transparent", "transform:scale(0", "clip-path:inset(50%", "clip-path:inset(100%", "clip:rect(0",
		"clip:rect(1px", "content-visibility:hidden", "font-size:0", "opacity:0;", "text-decoration:line-through",
		"text-decoration-line:line-through", "filter:opacity(0)", "margin-left:-99", "margin-top:-99", "margin-left:-1000",
		"translate(-99", "translatex(-99", "translatey(-99", "translate(-1000", "translatex(-1000", "translatey(-1000",
		"translatex(-100%", "translatey(-100%"
	};
	struct span	 color = value_of(plain, "color"), ground = value_of(plain, "background");
	unsigned	 place = 0;
	size_t		 i;

	for (i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
		if (span_find(plain, span_str(hidden[i])) != -1 && !span_starts(span_from(plain,
		    (size_t)span_find(plain, span_str(hidden[i]))), "font-size:0."))
			place |= PLACE_HIDDEN;
	if (ground.n == 0)
		ground = value_of(plain, "background-color");
	if (color.n > 0 && span_eq(color, ground))
		place |= PLACE_HIDDEN;
	if ((span_eqs(value_of(plain, "height"), "0") || span_eqs(value_of(plain, "height"), "0px") ||
	    span_eqs(value_of(plain, "width"), "0") || span_eqs(value_of(plain, "width"), "0px")) &&
	    span_eqs(value_of(plain, "overflow"), "hidden"))
		place |= PLACE_HIDDEN;
	if (span_find(plain, SPAN("unicode-bidi:bidi-override")) != -1 ||
	    span_find(plain, SPAN("unicode-bidi:isolate-override")) != -1)
		place |= PLACE_REVERSED;
	return place;
}

/* Most styles cannot. */
static int
may_hide(struct span plain)
{
	static const char *const words[] = {
		"none", "hid", "collapse", "opacity", "indent", "left:-", "top:-", "size", "max-height", "transparent", "scale",
		"clip", "override", "through", "background", "margin", "translate"
	};
	size_t	 i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (span_find(plain, span_str(words[i])) != -1)
			return 1;
	return 0;
}

unsigned
page_style(const char *style)
{
	struct buf	 plain = BUF_INIT;
	unsigned	 place;

	if (style == NULL)
		return 0;
	squeeze(&plain, span_str(style));
	place = may_hide(span_buf(&plain)) ? look_at_plain(span_buf(&plain)) : 0;
	if (may_hide(span_buf(&plain)) && (html_style_hidden(buf_str(&plain)) || html_style_size(buf_str(&plain)) == 0))
		place |= PLACE_HIDDEN;
	/* Letters written as numbers: not for people who write styles by hand. */
	if (span_chr(span_buf(&plain), '\\') != -1)
		place |= PLACE_DOUBT;
	buf_free(&plain);
	return place;
}

/* ---- style sheets ---- */

/* One compound selector that hides: each of its parts, or "" for any. */
struct rule {
	char		 name[NAME_MAX_], id[NAME_MAX_], class[NAME_MAX_];
	unsigned	 place;
};

struct page_sheet {
	struct rule	 rule[PAGE_RULES];
	size_t		 n;
};

static void
take(char *out, struct span s)
{
	if (s.n < NAME_MAX_) {
		memcpy(out, s.s, s.n);
		out[s.n] = '\0';
	}
}

/* "div.box", "#x", ".a.b" (by its last class).  1; 0: it says more than that. */
static int
read_compound(struct rule *r, struct span s)
{
	size_t	 i, n;
	char	 kind;

	memset(r, 0, sizeof *r);
	for (i = 0; i < s.n; i = n) {
		kind = s.s[i];
		for (n = i + 1; n < s.n && s.s[n] != '.' && s.s[n] != '#' && strchr(":[>+~*", s.s[n]) == NULL; n++)
			continue;
		if (strchr(":[>+~*", kind) != NULL || (n < s.n && strchr(":[>+~*", s.s[n]) != NULL))
			return 0;
		if (kind == '.')
			take(r->class, span_make(s.s + i + 1, n - i - 1));
		else if (kind == '#')
			take(r->id, span_make(s.s + i + 1, n - i - 1));
		else
			take(r->name, span_make(s.s + i, n - i));
	}
	return r->name[0] != '\0' || r->id[0] != '\0' || r->class[0] != '\0';
}

/* The last compound of each selector of a list; behind others it holds only perhaps. */
static void
add_selectors(struct page_sheet *sheet, struct span list, unsigned place)
{
	struct span	 one, last, rest;
	int		 parts;

	while (sheet->n < PAGE_RULES && span_cut(&list, ',', &one)) {
		rest = span_trim(one);
		for (parts = 0, last = SPAN_NONE; span_cut(&rest, ' ', &one); )
			if (span_trim(one).n > 0) {
				last = span_trim(one);
				parts++;
			}
		if (parts == 0 || !read_compound(&sheet->rule[sheet->n], last))
			continue;
		if (strcmp(sheet->rule[sheet->n].name, "body") == 0 || strcmp(sheet->rule[sheet->n].name, "html") == 0)
			continue;
		sheet->rule[sheet->n++].place = parts > 1 && (place & PLACE_HIDDEN) != 0 ?
		    (place & ~PLACE_HIDDEN) | PLACE_DOUBT : place;
	}
}

/* At the "{" of a rule: what it hides.  Inside of "@media" and the like it holds only perhaps. */
static void
add_rule(struct page_sheet *sheet, struct span selectors, struct span declarations, int inside)
{
	struct buf	 text = BUF_INIT;
	unsigned	 place;

	buf_addspan(&text, declarations);
	place = page_style(buf_str(&text)) & (PLACE_HIDDEN | PLACE_REVERSED);
	if (inside && place != 0)
		place = PLACE_DOUBT;
	if (place != 0)
		add_selectors(sheet, selectors, place);
	buf_free(&text);
}

static struct span
without_comments(struct buf *out, struct span css)
{
	ptrdiff_t	 at;

	while ((at = span_find(css, SPAN("/*"))) != -1) {
		buf_addspan(out, span_head(css, (size_t)at));
		css = span_from(css, (size_t)at + 2);
		at = span_find(css, SPAN("*/"));
		css = at == -1 ? SPAN_NONE : span_from(css, (size_t)at + 2);
	}
	buf_addspan(out, css);
	return span_buf(out);
}

void
page_sheet_add(struct page_sheet **sheet, struct span css)
{
	struct buf	 plain = BUF_INIT;
	struct span	 selectors = SPAN_NONE;
	const char	*from;
	size_t		 i, inside = 0;
	int		 in_rule = 0;

	if (*sheet == NULL && (*sheet = calloc(1, sizeof **sheet)) == NULL)
		return;
	css = without_comments(&plain, css);
	for (from = css.s, i = 0; i < css.n && (*sheet)->n < PAGE_RULES; i++) {
		if (css.s[i] == '{') {
			selectors = span_trim(span_make(from, (size_t)(css.s + i - from)));
			if (span_starts(selectors, "@") && !span_casestarts(selectors, "@font-face"))
				inside++;
			else
				in_rule = 1;
		} else if (css.s[i] == '}') {
			if (in_rule)
				add_rule(*sheet, selectors, span_make(from, (size_t)(css.s + i - from)), inside > 0);
			else if (inside > 0)
				inside--;
			in_rule = 0;
		} else if (css.s[i] != ';' || in_rule)
			continue;
		from = css.s + i + 1;
	}
	buf_free(&plain);
}

void
page_sheet_free(struct page_sheet *sheet)
{
	free(sheet);
}

static int
applies(const struct rule *r, const char *name, const char *id, const char *classes)
{
	if (r->name[0] != '\0' && strcmp(r->name, name) != 0)
		return 0;
	if (r->id[0] != '\0' && (id == NULL || strcmp(r->id, id) != 0))
		return 0;
	return r->class[0] == '\0' || (classes != NULL && html_class(classes, r->class));
}

unsigned
page_sheet_look(const struct page_sheet *sheet, const char *name, const char *id, const char *classes)
{
	unsigned	 place = 0;
	size_t		 i;

	/* Without id and class only rules about the name itself can apply. */
	for (i = 0; sheet != NULL && i < sheet->n; i++)
		if ((id != NULL || classes != NULL || (sheet->rule[i].id[0] == '\0' && sheet->rule[i].class[0] == '\0')) &&
		    applies(&sheet->rule[i], name, id, classes))
			place |= sheet->rule[i].place;
	return place;
}
