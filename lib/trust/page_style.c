/*
 * What a list of declarations does to the element that it is about: out of sight, perhaps out of sight, backwards.
 * Of properties that can hide, what is not known to be harmless is doubted.
 */
#include "trust/page_private.h"

#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"

#define TINY		3	/* px: smaller letters and boxes show nothing */
#define FAR		400	/* px to the left or above, from where nobody scrolls */
#define FAINT		0.1
#define DECLARATIONS	100	/* of one element that are looked at */
#define NEAR		0x20	/* of 0xFF, in each of three colours */

/* What is gathered from one list. */
struct look {
	unsigned	 place;
	struct page_paint *paint;
	int		 painted, flat, cut, clipped_to_text, unseen_ink;
};

/* ---- values: lower case, without comments and escapes, one blank at most ---- */

void
page_css_char(struct buf *out, struct span *s)
{
	uint32_t	 c = 0;
	int		 i;

	if (s->s[0] != '\\' || s->n == 1) {
		buf_addc(out, s->s[0]);
		*s = span_from(*s, 1);
		return;
	}
	*s = span_from(*s, 1);
	if (span_hex(s->s[0]) == -1) {
		buf_addc(out, s->s[0]);
		*s = span_from(*s, 1);
		return;
	}
	for (i = 0; i < 6 && s->n > 0 && span_hex(s->s[0]) != -1; i++, *s = span_from(*s, 1))
		c = c * 16 + (uint32_t)span_hex(s->s[0]);
	if (s->n > 0 && (s->s[0] == ' ' || s->s[0] == '\n' || s->s[0] == '\t'))
		*s = span_from(*s, 1);
	utf8_put(out, c);
}

/* A value, or the name of a property. */
struct text {
	char	 s[512];
	size_t	 n;
};

static struct span
span_text(const struct text *t)
{
	return span_make(t->s, t->n);
}

static void
put(struct text *out, char c)
{
	if (out->n < sizeof out->s)
		out->s[out->n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static void
put_escape(struct text *out, struct span *s)
{
	struct buf	 c = BUF_INIT;
	size_t		 i;

	page_css_char(&c, s);
	for (i = 0; i < c.len; i++)
		put(out, c.s[i]);
	buf_free(&c);
}

/* 1; 0: longer than anything that people write there, and cut. */
static int
plain(struct text *out, struct span s)
{
	ptrdiff_t	 end;

	for (out->n = 0; s.n > 0 && out->n < sizeof out->s; ) {
		if (s.s[0] == '/' && span_starts(s, "/*")) {
			end = span_find(span_from(s, 2), SPAN("*/"));
			s = end == -1 ? SPAN_NONE : span_from(s, (size_t)end + 4);
		} else if (s.s[0] == '\\') {
			put_escape(out, &s);
		} else {
			if ((unsigned char)s.s[0] > ' ')
				put(out, s.s[0]);
			else if (out->n > 0 && out->s[out->n - 1] != ' ')
				put(out, ' ');
			s = span_from(s, 1);
		}
	}
	return out->n < sizeof out->s;
}

static int
has(struct span value, const char *word)
{
	return span_find(value, span_str(word)) != -1;
}

/* ---- numbers ---- */

/* A number and its unit, from *s on: 1, or 0 if there is none.  Letters in front of digits are names. */
static int
next_number(struct span *s, double *n, struct span *unit)
{
	char	 text[24], *end;
	size_t	 i, len;

	for (; s->n > 0; *s = span_from(*s, 1)) {
		if (strchr("+-.0123456789", s->s[0]) == NULL || s->s[0] == '\0')
			continue;
		len = s->n < sizeof text - 1 ? s->n : sizeof text - 1;
		memcpy(text, s->s, len);
		text[len] = '\0';
		*n = strtod(text, &end);
		if (end == text)
			continue;
		*s = span_from(*s, (size_t)(end - text));
		for (i = 0; i < s->n && (s->s[i] == '%' || (s->s[i] >= 'a' && s->s[i] <= 'z')); i++)
			continue;
		*unit = span_head(*s, i);
		*s = span_from(*s, i);
		return 1;
	}
	return 0;
}

/* About so many px; `whole` is what 100 % are. */
static double
pixels(double n, struct span unit, double whole)
{
	if (span_eqs(unit, "em") || span_eqs(unit, "rem") || span_eqs(unit, "ch") || span_eqs(unit, "ex"))
		return n * 16;
	if (span_eqs(unit, "%") || span_starts(unit, "v") || span_starts(unit, "sv") || span_starts(unit, "dv"))
		return n * whole / 100;
	if (span_eqs(unit, "cm") || span_eqs(unit, "in"))
		return n * 60;
	return n;
}

struct range {
	double	 least, most;
	size_t	 n;
};

static struct range
range_of(struct span value, double whole)
{
	struct range	 r = { 0, 0, 0 };
	struct span	 unit;
	double		 n;

	while (next_number(&value, &n, &unit)) {
		n = pixels(n, unit, whole);
		r.least = r.n == 0 || n < r.least ? n : r.least;
		r.most = r.n == 0 || n > r.most ? n : r.most;
		r.n++;
	}
	return r;
}

/* Numbers, and none of them as large as that. */
static int
is_below(struct span value, double limit, double whole)
{
	struct range	 r = range_of(value, whole);

	return r.n > 0 && r.most < limit;
}

static unsigned
far_off(struct span value)
{
	struct range	 r = range_of(value, FAR);

	if (r.least <= -FAR)
		return PLACE_HIDDEN;
	return range_of(value, 8 * FAR).most >= 8 * FAR ? PLACE_DOUBT : 0;
}

/* ---- colours ---- */

#define UNKNOWN		(-1L)
#define CLEAR		(-2L)	/* nothing is painted */

static long
color_by_name(struct span s)
{
	static const struct {
		const char	*name;
		long		 rgb;
	} names[] = {
		{ "white", 0xFFFFFF }, { "black", 0 }, { "silver", 0xC0C0C0 }, { "gray", 0x808080 }, { "grey", 0x808080 },
		{ "red", 0xFF0000 }, { "maroon", 0x800000 }, { "yellow", 0xFFFF00 }, { "olive", 0x808000 }, { "lime", 0x00FF00 },
		{ "green", 0x008000 }, { "aqua", 0x00FFFF }, { "cyan", 0x00FFFF }, { "teal", 0x008080 }, { "blue", 0x0000FF },
		{ "navy", 0x000080 }, { "fuchsia", 0xFF00FF }, { "magenta", 0xFF00FF }, { "purple", 0x800080 },
		{ "orange", 0xFFA500 }, { "snow", 0xFFFAFA }, { "ivory", 0xFFFFF0 }, { "whitesmoke", 0xF5F5F5 },
		{ "ghostwhite", 0xF8F8FF }, { "floralwhite", 0xFFFAF0 }, { "transparent", CLEAR }
	};
	size_t	 i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (span_eqs(s, names[i].name))
			return names[i].rgb;
	return UNKNOWN;
}

static long
color_by_hex(struct span s)
{
	long	 rgb = 0;
	int	 digit[8];
	size_t	 i, n = s.n;

	if (n != 3 && n != 4 && n != 6 && n != 8)
		return UNKNOWN;
	for (i = 0; i < n; i++)
		if ((digit[i] = span_hex(s.s[i])) == -1)
			return UNKNOWN;
	if ((n == 4 && digit[3] < 2) || (n == 8 && digit[6] < 2))
		return CLEAR;
	for (i = 0; i < 3; i++)
		rgb = rgb << 8 | (n < 6 ? digit[i] * 17 : digit[2 * i] * 16 + digit[2 * i + 1]);
	return rgb;
}

/* rgb(), hsl() and their like: of hsl() only what is as good as black or white. */
static long
color_by_function(struct span s)
{
	struct span	 unit;
	double		 n, part[4] = { 0, 0, 0, 1 };
	long		 rgb = 0;
	size_t		 i;
	int		 is_hsl = span_starts(s, "hsl");

	for (i = 0; i < 4 && next_number(&s, &n, &unit); i++)
		part[i] = !span_eqs(unit, "%") || (is_hsl && i < 3) ? n : i == 3 ? n / 100 : n * 2.55;
	if (i < 3)
		return UNKNOWN;
	if (part[3] < FAINT)
		return CLEAR;
	if (is_hsl)
		return part[2] >= 96 ? 0xFFFFFF : part[2] <= 4 ? 0 : UNKNOWN;
	for (i = 0; i < 3; i++)
		rgb = rgb << 8 | (part[i] < 0 ? 0 : part[i] > 255 ? 255 : (long)part[i]);
	return rgb;
}

static long
color_of(struct span s)
{
	if (span_starts(s, "#"))
		return color_by_hex(span_from(s, 1));
	if (span_starts(s, "rgb") || span_starts(s, "hsl"))
		return color_by_function(s);
	return color_by_name(s);
}

/* The next part of a value that blanks do not divide, functions being one. */
static int
next_part(struct span *s, struct span *part)
{
	size_t	 i, depth = 0;

	*s = span_trim(*s);
	for (i = 0; i < s->n && (depth > 0 || s->s[i] != ' '); i++)
		if (s->s[i] == '(')
			depth++;
		else if (s->s[i] == ')' && depth > 0)
			depth--;
	*part = span_head(*s, i);
	*s = span_from(*s, i);
	return i > 0;
}

static void
do_ground(struct look *l, struct span value)
{
	struct span	 part;
	long		 color;

	l->painted = 1;
	if (has(value, "url(") || has(value, "gradient") || has(value, "var(") || has(value, "image")) {
		l->paint->ground = UNKNOWN;
		return;
	}
	while (next_part(&value, &part))
		if ((color = color_of(part)) >= 0)
			l->paint->ground = color;
}

static void
do_color(struct look *l, struct span value)
{
	long	 color = color_of(value);

	if (has(value, "inherit"))
		return;
	l->painted = 1;
	if (color == CLEAR)
		l->unseen_ink = 1;
	else
		l->paint->ink = color;
}

int
page_paint_hides(const struct page_paint *paint)
{
	int	 shift, a, b;

	if (paint->ink < 0 || paint->ground < 0)
		return 0;
	for (shift = 0; shift <= 16; shift += 8) {
		a = (int)(paint->ink >> shift & 0xFF);
		b = (int)(paint->ground >> shift & 0xFF);
		if (abs(a - b) >= NEAR)
			return 0;
	}
	return 1;
}

void
page_paint_attribute(long *color, struct span value)
{
	struct text	 text;
	long		 found;

	(void)plain(&text, value);
	found = color_of(span_text(&text));
	*color = found >= 0 ? found : color_by_hex(span_text(&text));
}

/* ---- properties ---- */

static void
do_display(struct look *l, struct span v)
{
	l->place |= has(v, "none") || has(v, "table-column") ? PLACE_HIDDEN : has(v, "var(") ? PLACE_DOUBT : 0;
}

/* A picture in place of all that is in it. */
static void
do_content(struct look *l, struct span v)
{
	l->place |= has(v, "(") ? PLACE_DOUBT : 0;
}

static void
do_visibility(struct look *l, struct span v)
{
	l->place |= has(v, "hidden") || has(v, "collapse") ? PLACE_HIDDEN : has(v, "var(") ? PLACE_DOUBT : 0;
}

static void
do_opacity(struct look *l, struct span v)
{
	l->place |= is_below(v, FAINT, 1) ? PLACE_HIDDEN : 0;
}

static void
do_font_size(struct look *l, struct span v)
{
	l->place |= is_below(v, TINY, 16) ? PLACE_HIDDEN : 0;
}

/* "bold 12px/1.5 serif": the size is what has a unit, or is nought. */
static void
do_font(struct look *l, struct span v)
{
	struct span	 part, rest, unit;
	double		 n;

	while (next_part(&v, &part)) {
		if (span_chr(part, '/') != -1)
			part = span_head(part, (size_t)span_chr(part, '/'));
		rest = part;
		if (part.n > 0 && strchr(".0123456789", part.s[0]) != NULL && next_number(&rest, &n, &unit) &&
		    (unit.n > 0 || n < 1) && pixels(n, unit, 16) < TINY)
			l->place |= PLACE_HIDDEN;
	}
}

static void
do_far(struct look *l, struct span v)
{
	l->place |= far_off(v);
}

static void
do_size(struct look *l, struct span v)
{
	l->flat |= is_below(v, TINY, FAR);
}

static void
do_max(struct look *l, struct span v)
{
	l->place |= is_below(v, TINY, FAR) ? PLACE_HIDDEN : 0;
}

static void
do_overflow(struct look *l, struct span v)
{
	l->cut |= has(v, "hidden") || has(v, "clip");
}

static void
do_background_clip(struct look *l, struct span v)
{
	l->clipped_to_text |= has(v, "text");
}

static void
do_scale(struct look *l, struct span v)
{
	struct range	 r = range_of(v, 1);

	if (r.n > 0 && r.least < FAINT && r.least > -FAINT)
		l->place |= PLACE_HIDDEN;
}

/* "translate(-50%) scale(1)": function by function. */
static void
do_transform(struct look *l, struct span v)
{
	struct span	 part;

	while (next_part(&v, &part))
		if (span_starts(part, "scale"))
			do_scale(l, span_from(part, (size_t)(span_chr(part, '(') + 1)));
		else if (span_starts(part, "translate"))
			l->place |= far_off(span_starts(part, "translate3d") ? span_from(part, 11) : part);
		else if (span_starts(part, "rotatex") || span_starts(part, "rotatey") || span_starts(part, "rotate3d") ||
		    span_starts(part, "matrix") || span_starts(part, "var("))
			l->place |= PLACE_DOUBT;
}

static void
do_rotate(struct look *l, struct span v)
{
	l->place |= has(v, "x") || has(v, "y") ? PLACE_DOUBT : 0;
}

static void
do_filter(struct look *l, struct span v)
{
	struct span	 part;

	while (next_part(&v, &part))
		if (span_starts(part, "opacity("))
			do_opacity(l, part);
		else if (span_starts(part, "blur(") || span_starts(part, "brightness(") || span_starts(part, "contrast("))
			l->place |= PLACE_DOUBT;
}

static int
is_default(struct span v)
{
	return span_eqs(v, "none") || span_eqs(v, "auto") || span_eqs(v, "normal") || span_eqs(v, "initial") ||
	    span_eqs(v, "unset") || span_eqs(v, "inherit") || span_eqs(v, "revert");
}

/* Only a part of it is shown. */
static void
do_clip(struct look *l, struct span v)
{
	if (is_default(v))
		return;
	l->place |= is_below(v, TINY, 4) || span_starts(v, "inset(50%") || span_starts(v, "inset(100%") ? PLACE_HIDDEN : PLACE_DOUBT;
}

static void
do_unusual(struct look *l, struct span v)
{
	l->place |= is_default(v) ? 0 : PLACE_DOUBT;
}

static void
do_strike(struct look *l, struct span v)
{
	l->place |= has(v, "line-through") ? PLACE_HIDDEN : 0;
}

static void
do_order(struct look *l, struct span v)
{
	l->place |= has(v, "override") ? PLACE_REVERSED : 0;
}

static void
do_spacing(struct look *l, struct span v)
{
	l->place |= range_of(v, 16).least <= -4 ? PLACE_DOUBT : 0;
}

static void
do_layer(struct look *l, struct span v)
{
	l->place |= range_of(v, 1).least < 0 ? PLACE_DOUBT : 0;
}

static const struct property {
	char		 name[24];
	void		(*look)(struct look *, struct span);
} properties[] = {		/* sorted */
	{ "-webkit-background-clip", do_background_clip }, { "-webkit-clip-path", do_clip }, { "-webkit-mask", do_unusual },
	{ "-webkit-mask-image", do_unusual }, { "-webkit-text-fill-color", do_color }, { "-webkit-text-security", do_unusual },
	{ "-webkit-transform", do_transform }, { "background", do_ground }, { "background-clip", do_background_clip },
	{ "background-color", do_ground }, { "background-image", do_ground }, { "block-size", do_size }, { "bottom", do_far },
	{ "clip", do_clip }, { "clip-path", do_clip }, { "color", do_color }, { "content", do_content },
	{ "content-visibility", do_visibility },
	{ "display", do_display }, { "filter", do_filter }, { "font", do_font }, { "font-size", do_font_size },
	{ "height", do_size }, { "inline-size", do_size }, { "inset", do_far }, { "inset-block", do_far },
	{ "inset-block-start", do_far }, { "inset-inline", do_far }, { "inset-inline-end", do_far },
	{ "inset-inline-start", do_far }, { "left", do_far }, { "letter-spacing", do_spacing }, { "line-height", do_size },
	{ "margin", do_far }, { "margin-block-start", do_far }, { "margin-inline-end", do_far },
	{ "margin-inline-start", do_far }, { "margin-left", do_far }, { "margin-right", do_far }, { "margin-top", do_far },
	{ "mask", do_unusual }, { "mask-image", do_unusual }, { "max-block-size", do_max }, { "max-height", do_max },
	{ "max-inline-size", do_max }, { "max-width", do_max }, { "mix-blend-mode", do_unusual }, { "opacity", do_opacity },
	{ "overflow", do_overflow }, { "overflow-x", do_overflow }, { "overflow-y", do_overflow }, { "padding-left", do_far },
	{ "padding-top", do_far }, { "right", do_far }, { "rotate", do_rotate }, { "scale", do_scale },
	{ "text-decoration", do_strike }, { "text-decoration-line", do_strike }, { "text-indent", do_far }, { "top", do_far },
	{ "transform", do_transform }, { "translate", do_far }, { "unicode-bidi", do_order }, { "visibility", do_visibility },
	{ "width", do_size }, { "z-index", do_layer }, { "zoom", do_scale }
};

static int
compare_name(const void *key, const void *row)
{
	const struct span *name = key;
	const struct property *p = row;
	size_t		 n = strlen(p->name);
	int		 order = memcmp(name->s, p->name, name->n < n ? name->n : n);

	return order != 0 ? order : name->n < n ? -1 : name->n > n;
}

static const struct property *
find_property(struct span name)
{
	struct text	 text;
	struct span	 key;

	if (name.n > 4 * sizeof ((struct property *)0)->name || !plain(&text, name))
		return NULL;
	key = span_trim(span_text(&text));
	return key.n == 0 ? NULL :
	    bsearch(&key, properties, sizeof properties / sizeof properties[0], sizeof properties[0], compare_name);
}

static void
look_at_one(struct look *l, const struct property *p, struct span value)
{
	struct text	 text;
	ptrdiff_t	 at;

	if (!plain(&text, value)) {
		l->place |= p->look == do_ground ? 0 : PLACE_DOUBT;
		if (p->look == do_ground)
			l->paint->ground = UNKNOWN;
		return;
	}
	value = span_text(&text);
	if ((at = span_chr(value, '!')) != -1)
		value = span_head(value, (size_t)at);
	p->look(l, span_trim(value));
}

unsigned
page_style(struct span declarations, struct page_paint *paint)
{
	const struct property *p;
	struct look	 l = { .paint = paint };
	struct span	 item, name;
	size_t		 n = 0;

	while (span_cut(&declarations, ';', &item)) {
		if (!span_cut(&item, ':', &name) || (p = find_property(name)) == NULL)
			continue;
		if (n++ == DECLARATIONS) {
			l.place |= PLACE_DOUBT;
			break;
		}
		look_at_one(&l, p, item);
	}
	if ((l.flat && l.cut) || (l.unseen_ink && !l.clipped_to_text) || (l.painted && page_paint_hides(paint)))
		l.place |= PLACE_HIDDEN;
	return l.place;
}
