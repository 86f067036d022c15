#include <string.h>

#include "text/html_role.h"

static const struct {
	const char	*name;
	enum html_role	 role;
} elements[] = {
	{ "a", LINK }, { "address", PARAGRAPH }, { "applet", HIDDEN }, { "article", PARAGRAPH }, { "aside", PARAGRAPH },
	{ "audio", HIDDEN }, { "b", STRONG }, { "blockquote", QUOTE }, { "body", PARAGRAPH }, { "br", BREAK },
	{ "button", HIDDEN }, { "canvas", HIDDEN }, { "caption", PARAGRAPH }, { "center", LINE }, { "cite", EMPH },
	{ "datalist", HIDDEN }, { "dd", LINE }, { "details", PARAGRAPH }, { "dfn", EMPH }, { "dir", LIST },
	{ "div", LINE }, { "dl", PARAGRAPH }, { "dt", LINE }, { "em", EMPH }, { "embed", HIDDEN },
	{ "fieldset", PARAGRAPH }, { "figcaption", PARAGRAPH }, { "figure", PARAGRAPH }, { "footer", PARAGRAPH },
	{ "form", PARAGRAPH }, { "frame", HIDDEN }, { "frameset", HIDDEN }, { "h1", HEADING }, { "h2", HEADING },
	{ "h3", HEADING }, { "h4", HEADING }, { "h5", HEADING }, { "h6", HEADING }, { "head", HIDDEN },
	{ "header", PARAGRAPH }, { "hr", RULE }, { "i", EMPH }, { "iframe", HIDDEN }, { "img", PICTURE },
	{ "input", INPUT }, { "legend", PARAGRAPH }, { "li", ITEM }, { "listing", PRE }, { "main", PARAGRAPH },
	{ "map", HIDDEN }, { "math", HIDDEN }, { "menu", LIST }, { "nav", PARAGRAPH }, { "noembed", HIDDEN },
	{ "noframes", HIDDEN }, { "noscript", HIDDEN }, { "object", HIDDEN }, { "ol", NUMBERED }, { "optgroup", HIDDEN },
	{ "option", HIDDEN }, { "p", PARAGRAPH }, { "plaintext", HIDDEN }, { "pre", PRE }, { "script", HIDDEN },
	{ "section", PARAGRAPH }, { "select", HIDDEN }, { "strong", STRONG }, { "style", HIDDEN }, { "summary", PARAGRAPH }, { "sup", RAISED },
	{ "svg", HIDDEN }, { "table", TABLE }, { "td", CELL }, { "template", HIDDEN }, { "textarea", HIDDEN },
	{ "th", HEAD_CELL }, { "title", HIDDEN }, { "tr", ROW }, { "ul", LIST }, { "var", EMPH }, { "video", HIDDEN },
	{ "xmp", HIDDEN }
};

enum html_role
html_role(const char *name)
{
	size_t	 low = 0, high = sizeof(elements) / sizeof(elements[0]), middle;
	int	 c;

	while (low < high) {
		middle = (low + high) / 2;
		if ((c = strcmp(name, elements[middle].name)) == 0)
			return elements[middle].role;
		if (c < 0)
			high = middle;
		else
			low = middle + 1;
	}
	/* What word processors put in: their drawings and settings hold no text, their paragraphs do. */
	return strncmp(name, "v:", 2) == 0 || strncmp(name, "w:", 2) == 0 || strncmp(name, "x:", 2) == 0 ? HIDDEN :
	    TRANSPARENT;
}
