/* The names of HTML's elements. */
#include "trust/page_private.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char	*name;
	unsigned	 kinds;
} names[] = {			/* sorted */
	{ "a", N_INLINE | N_LINK }, { "abbr", N_INLINE }, { "acronym", N_INLINE }, { "address", N_SCOPE | N_FRESH },
	{ "applet", N_UNSEEN }, { "area", N_VOID | N_LINK }, { "article", N_SCOPE | N_P_STOP | N_I_STOP },
	{ "aside", N_SCOPE | N_P_STOP | N_I_STOP }, { "audio", N_UNSEEN }, { "b", N_INLINE }, { "base", N_VOID },
	{ "bdi", N_INLINE }, { "bdo", N_INLINE }, { "big", N_INLINE }, { "blockquote", N_P_STOP | N_I_STOP },
	{ "body", N_P_STOP | N_I_STOP }, { "br", N_VOID }, { "button", N_P_STOP }, { "canvas", N_UNSEEN },
	{ "cite", N_INLINE }, { "code", N_INLINE }, { "col", N_VOID }, { "data", N_INLINE }, { "datalist", N_UNSEEN },
	{ "dd", N_TERM }, { "del", N_INLINE | N_UNSEEN }, { "desc", N_WALL }, { "dfn", N_INLINE }, { "div", N_P_STOP | N_I_STOP },
	{ "dl", N_DL }, { "dt", N_TERM }, { "em", N_INLINE }, { "embed", N_VOID }, { "font", N_INLINE },
	{ "footer", N_SCOPE | N_FRESH | N_P_STOP | N_I_STOP }, { "foreignobject", N_WALL }, { "head", N_UNSEEN },
	{ "header", N_SCOPE | N_FRESH | N_P_STOP | N_I_STOP }, { "hr", N_VOID }, { "i", N_INLINE },
	{ "img", N_INLINE | N_VOID }, { "input", N_VOID }, { "ins", N_INLINE }, { "kbd", N_INLINE }, { "label", N_INLINE },
	{ "li", N_P_STOP | N_I_STOP | N_LI }, { "link", N_VOID | N_LINK }, { "main", N_SCOPE | N_P_STOP | N_I_STOP },
	{ "mark", N_INLINE }, { "math", N_UNSEEN | N_WALL | N_FOREIGN }, { "menu", N_LIST }, { "meta", N_VOID }, { "meter", N_UNSEEN }, { "nav", N_SCOPE },
	{ "nobr", N_INLINE }, { "object", N_UNSEEN | N_WALL }, { "ol", N_I_STOP | N_LIST },
	{ "option", N_UNSEEN }, { "p", N_I_STOP }, { "param", N_VOID },
	{ "progress", N_UNSEEN }, { "q", N_INLINE }, { "rp", N_INLINE | N_UNSEEN },
	{ "rt", N_INLINE }, { "ruby", N_INLINE }, { "s", N_INLINE | N_UNSEEN }, { "samp", N_INLINE },
	{ "section", N_SCOPE | N_P_STOP | N_I_STOP }, { "select", N_UNSEEN | N_WALL }, { "small", N_INLINE }, { "source", N_VOID },
	{ "span", N_INLINE }, { "strike", N_INLINE | N_UNSEEN }, { "strong", N_INLINE }, { "sub", N_INLINE },
	{ "sup", N_INLINE }, { "svg", N_UNSEEN | N_WALL | N_FOREIGN }, { "table", N_P_STOP | N_I_STOP | N_TABLE }, { "tbody", N_ROWS },
	{ "td", N_P_STOP | N_I_STOP | N_CELL }, { "template", N_UNSEEN | N_WALL }, { "tfoot", N_ROWS }, { "th", N_I_STOP | N_CELL },
	{ "thead", N_ROWS }, { "time", N_INLINE }, { "tr", N_ROW }, { "track", N_VOID }, { "tt", N_INLINE },
	{ "u", N_INLINE }, { "ul", N_I_STOP | N_LIST }, { "var", N_INLINE }, { "video", N_UNSEEN },
	{ "wbr", N_INLINE | N_VOID }
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
