/* The names of HTML's elements. */
#include "trust/page_private.h"

#include <stdlib.h>
#include <string.h>

#define BOX	(N_SPECIAL | N_BOX | N_ENDS_P)
#define FORMAT	(N_INLINE | N_FORMAT | N_BREAKS)
#define EMPTY	(N_SPECIAL | N_VOID)

static const struct {
	const char	*name;
	unsigned	 kinds;
} names[] = {			/* sorted */
	{ "?", N_INLINE }, { "a", N_INLINE | N_FORMAT | N_LINK }, { "abbr", N_INLINE }, { "acronym", N_INLINE },
	{ "address", BOX | N_THIN | N_SCOPE | N_FRESH }, { "annotation-xml", N_SPECIAL | N_WALL },
	{ "applet", N_UNSEEN | N_SPECIAL | N_BOX | N_FENCE }, { "area", EMPTY | N_LINK }, { "article", BOX | N_SCOPE },
	{ "aside", BOX | N_SCOPE }, { "audio", N_UNSEEN }, { "b", FORMAT }, { "base", EMPTY | N_META },
	{ "basefont", EMPTY | N_META }, { "bdi", N_INLINE }, { "bdo", N_INLINE }, { "bgsound", EMPTY | N_META },
	{ "big", FORMAT }, { "blockquote", BOX | N_BREAKS }, { "body", N_SPECIAL | N_BREAKS | N_ROOT },
	{ "br", EMPTY | N_BREAKS }, { "button", N_SPECIAL | N_BOX | N_BUTTON }, { "canvas", N_UNSEEN },
	{ "caption", N_SPECIAL | N_FENCE | N_ROWS }, { "center", BOX | N_BREAKS }, { "cite", N_INLINE }, { "code", FORMAT },
	{ "col", EMPTY }, { "colgroup", EMPTY }, { "data", N_INLINE }, { "datalist", N_UNSEEN },
	{ "dd", BOX | N_BREAKS | N_TERM }, { "del", N_INLINE | N_UNSEEN }, { "desc", N_SPECIAL | N_WALL },
	{ "details", BOX }, { "dfn", N_INLINE }, { "dialog", BOX }, { "dir", BOX }, { "div", BOX | N_THIN | N_BREAKS },
	{ "dl", BOX | N_BREAKS }, { "dt", BOX | N_BREAKS | N_TERM }, { "em", FORMAT }, { "embed", EMPTY | N_BREAKS },
	{ "fieldset", BOX }, { "figcaption", BOX }, { "figure", BOX }, { "font", FORMAT },
	{ "footer", BOX | N_SCOPE | N_FRESH }, { "foreignobject", N_SPECIAL | N_WALL }, { "form", N_SPECIAL | N_ENDS_P },
	{ "frame", EMPTY }, { "frameset", N_SPECIAL }, { "h1", BOX | N_BREAKS }, { "h2", BOX | N_BREAKS },
	{ "h3", BOX | N_BREAKS }, { "h4", BOX | N_BREAKS }, { "h5", BOX | N_BREAKS }, { "h6", BOX | N_BREAKS },
	{ "head", N_UNSEEN | N_SPECIAL | N_META | N_BREAKS }, { "header", BOX | N_SCOPE | N_FRESH }, { "hgroup", BOX },
	{ "hr", EMPTY | N_ENDS_P | N_BREAKS }, { "html", N_SPECIAL | N_META | N_ROOT }, { "i", FORMAT },
	{ "img", EMPTY | N_INLINE | N_BREAKS }, { "input", EMPTY }, { "ins", N_INLINE }, { "kbd", N_INLINE },
	{ "keygen", EMPTY }, { "label", N_INLINE }, { "li", BOX | N_BREAKS | N_LI }, { "link", EMPTY | N_META | N_LINK },
	{ "listing", BOX | N_BREAKS }, { "main", BOX | N_SCOPE }, { "mark", N_INLINE },
	{ "marquee", N_SPECIAL | N_BOX | N_FENCE }, { "math", N_UNSEEN | N_WALL | N_FOREIGN }, { "menu", BOX | N_BREAKS },
	{ "meta", EMPTY | N_META | N_BREAKS }, { "meter", N_UNSEEN }, { "nav", BOX | N_SCOPE }, { "nobr", FORMAT },
	{ "object", N_UNSEEN | N_SPECIAL | N_BOX | N_FENCE | N_WALL }, { "ol", BOX | N_BREAKS | N_LIST },
	{ "option", N_UNSEEN }, { "p", BOX | N_THIN | N_BREAKS }, { "param", EMPTY }, { "pre", BOX | N_BREAKS },
	{ "progress", N_UNSEEN }, { "q", N_INLINE }, { "rp", N_INLINE | N_UNSEEN }, { "rt", N_INLINE },
	{ "ruby", N_INLINE | N_BREAKS }, { "s", FORMAT | N_UNSEEN }, { "samp", N_INLINE }, { "search", BOX },
	{ "section", BOX | N_SCOPE }, { "select", N_UNSEEN | N_SPECIAL | N_BOX | N_WALL }, { "small", FORMAT }, { "source", EMPTY },
	{ "span", N_INLINE | N_BREAKS }, { "strike", FORMAT | N_UNSEEN }, { "strong", FORMAT },
	{ "sub", N_INLINE | N_BREAKS }, { "summary", BOX }, { "sup", N_INLINE | N_BREAKS },
	{ "svg", N_UNSEEN | N_WALL | N_FOREIGN }, { "table", N_SPECIAL | N_FENCE | N_BREAKS | N_TABLE },
	{ "tbody", N_SPECIAL | N_ROWS }, { "td", N_SPECIAL | N_FENCE | N_CELL },
	{ "template", N_UNSEEN | N_SPECIAL | N_BOX | N_WALL | N_META }, { "tfoot", N_SPECIAL | N_ROWS },
	{ "th", N_SPECIAL | N_FENCE | N_CELL }, { "thead", N_SPECIAL | N_ROWS }, { "time", N_INLINE },
	{ "tr", N_SPECIAL | N_ROW }, { "track", EMPTY }, { "tt", FORMAT }, { "u", FORMAT },
	{ "ul", BOX | N_BREAKS | N_LIST }, { "var", N_INLINE | N_BREAKS }, { "video", N_UNSEEN },
	{ "wbr", EMPTY | N_INLINE }
};

static int
compare_name(const void *key, const void *row)
{
	return strcmp(key, *(const char *const *)row);
}

unsigned
page_kinds(const char *name)
{
	const void	*row = bsearch(name, names, sizeof names / sizeof names[0], sizeof names[0], compare_name);

	return row != NULL ? names[(size_t)((const char *)row - (const char *)names) / sizeof names[0]].kinds : 0;
}

unsigned
page_name_digest(const char *name)
{
	unsigned	 h = 5381;

	while (*name != '\0')
		h = h * 33 + (unsigned char)*name++;
	return h;
}
