/*
 * What html.c makes of an element.
 */
#ifndef ASM_TEXT_HTML_ROLE_H
#define ASM_TEXT_HTML_ROLE_H

enum html_role {
	TRANSPARENT, HIDDEN, LINE, PARAGRAPH, HEADING, LIST, NUMBERED, ITEM, QUOTE, PRE, RULE, BREAK, STRONG, EMPH, LINK,
	PICTURE, TABLE, ROW, CELL, HEAD_CELL, INPUT, RAISED
};

/* By its name in lower case. */
enum html_role html_role(const char *name);

#endif
