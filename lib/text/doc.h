/*
 * One tree for everything people read: the newsletter, a post's text, a page.
 * docout writes it as wrapped text or as HTML, so the two cannot disagree.
 * ROOT, SECTION, ITEM and QUOTE hold blocks; PARA, HEADING, CELL and VERBATIM hold inlines; LINK, STRONG, EMPH and
 * NAME hold inlines.  Inlines that stand where a block should are read as a paragraph.
 */
#ifndef ASM_TEXT_DOC_H
#define ASM_TEXT_DOC_H

#include "base/buf.h"
#include "base/err.h"

enum doc_kind {
	DOC_ROOT, DOC_SECTION, DOC_HEADING, DOC_PARA, DOC_LIST, DOC_NUMBERED, DOC_ITEM,
	DOC_QUOTE, DOC_VERBATIM, DOC_RULE, DOC_TABLE, DOC_ROW, DOC_CELL,
	DOC_TEXT, DOC_LINK, DOC_STRONG, DOC_EMPH, DOC_NAME, DOC_BREAK
};

struct doc;			/* a node; the root owns all */

struct doc *doc_new(const char *language, struct err *);	/* the root: language tag gives lang and dir */
void	 doc_free(struct doc *);				/* root only; NULL is fine */

/* Append a child; NULL when memory is out (then a later doc_ok says so: calls on NULL do nothing). */
struct doc *doc_add(struct doc *parent, enum doc_kind);
/* Text is cleaned (utf8_clean); line ends inside are blanks but in VERBATIM. */
struct doc *doc_text(struct doc *parent, struct span);
struct doc *doc_texts(struct doc *parent, const char *);
struct doc *doc_textf(struct doc *parent, const char *, ...)
	    __attribute__((format(printf, 2, 3)));
/* A link: http, https, mailto, or #anchor; any other scheme leaves the text without a link. */
struct doc *doc_link(struct doc *parent, const char *url, struct span text);
/* A HEADING of level 1-6; text may be NULL, and then follows as inlines. */
struct doc *doc_heading(struct doc *parent, int level, const char *text);
/* The number a NUMBERED list begins with (1). */
void	 doc_start(struct doc *list, int number);
/* The language of this node and what is below, if it differs. */
void	 doc_language(struct doc *, const char *tag);
/* An anchor name for links inside the document. */
void	 doc_anchor(struct doc *, const char *name);
/* A class for the style sheet (letters and hyphens). */
void	 doc_class(struct doc *, const char *);
int	 doc_ok(const struct doc *root, struct err *);		/* 0, or -1: something failed on the way */

/* Reading it back. */
enum doc_kind doc_kind(const struct doc *);
const struct doc *doc_first(const struct doc *);
const struct doc *doc_next(const struct doc *);		/* sibling */
const struct doc *doc_parent(const struct doc *);
struct span doc_string(const struct doc *);		/* of a TEXT: its text; of a LINK: its target */
int	 doc_level(const struct doc *);			/* of a HEADING; of a NUMBERED: where it starts, 0 for 1 */
const char *doc_get_language(const struct doc *);	/* own or inherited; "" if unknown */
const char *doc_get_anchor(const struct doc *);		/* NULL if none */
const char *doc_get_class(const struct doc *);		/* NULL if none */
/*
 * Move the children of `from` to the end of `to`; both roots stay owned by their callers.  They take
 * the language of `to`: give it (doc_language) that of `from` if they differ.
 */
int	 doc_adopt(struct doc *to, struct doc *from);

/* "rtl" for ar, he, fa, ur, ...; else "ltr". */
const char *doc_direction(const char *language);

#endif
