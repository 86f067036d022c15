/*
 * One pull reader of XML and HTML (markup.c, the only file that names libxml2) and one writer of both
 * (markup_writer.c: what libxml2's writer would need around it to be safe is larger than a writer).
 * Text crosses it as valid UTF-8 both ways.
 */
#ifndef ASM_TEXT_MARKUP_H
#define ASM_TEXT_MARKUP_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* --- reading --- */

enum markup_event { MARKUP_END, MARKUP_OPEN, MARKUP_CLOSE, MARKUP_TEXT };

struct markup_reader;

/*
 * XML: no network, no entities of its own, a DOCTYPE is refused (ERR_DATA); must be well-formed
 * up to where it is read; at most XML_MAX.
 * HTML: never refused; a piece of a document is put in a body.  Comments, scripts, style sheets and what exceeds
 * HTML_ATTRS or HTML_VALUE are left out before libxml2 sees it; what it would choke on all the same (HTML_MAX,
 * HTML_DEPTH) is read by a plain tag stripper, which gives text and <br>.
 */
struct markup_reader *markup_xml(struct span utf8, struct err *);
struct markup_reader *markup_html(struct span utf8, struct err *);
void	 markup_free(struct markup_reader *);
/* MARKUP_END at the end; -1 on broken XML, behind what came before.  Every OPEN is followed by its CLOSE. */
int	 markup_next(struct markup_reader *, struct err *);
/* Of the current OPEN or CLOSE: lower case for HTML; the local name for XML.  It and what is below live as long as the reader. */
const char *markup_name(const struct markup_reader *);
/* XML: the namespace URI, "" if none. */
const char *markup_space(const struct markup_reader *);
/* Of the current OPEN: the value of an attribute ("xml:lang" for that one), or NULL. */
const char *markup_attr(struct markup_reader *, const char *name);
/* Of the current TEXT. */
struct span markup_text(const struct markup_reader *);
/* Where the reader stands, and back to there: to look ahead. */
size_t	 markup_tell(const struct markup_reader *);
void	 markup_seek(struct markup_reader *, size_t);
/* Elements that are open, that of the current OPEN or CLOSE included. */
int	 markup_depth(const struct markup_reader *);
/* The character of a reference that HTML knows ("&eacute;", "&#233;") at the front of *s, taken off it; 0 if there is none. */
uint32_t markup_reference(struct span *s);
/* 1 if something was left out for its size, or the tag stripper had to be used. */
int	 markup_damaged(const struct markup_reader *);

/* Append text of HTML with its references ("&eacute;", "&#233;") replaced; the buf tells when memory is out. */
void	 markup_decode(struct buf *, struct span);

/* --- writing --- */

struct markup_writer;

enum markup_syntax { MARKUP_XML, MARKUP_HTML, MARKUP_FRAGMENT };	/* a piece of HTML, without its doctype */

/*
 * Whatever bytes it is given, what it writes is well-formed: text and values are cleaned and escaped, and a
 * name that is none, an attribute given twice, a second root and the like fail (ERR_BUG).
 * Appends to `out` (borrowed); XML begins with its declaration, HTML with its doctype.  `indent` for people (XML).
 */
struct markup_writer *markup_writer_new(struct buf *out, enum markup_syntax, int indent, struct err *);
/* Errors are sticky: a run of calls is checked once, by markup_writer_end. */
void	 markup_open(struct markup_writer *, const char *name);
void	 markup_attribute(struct markup_writer *, const char *name, const char *value);	/* NULL value: left out */
void	 markup_write(struct markup_writer *, struct span text);	/* cleaned and escaped */
void	 markup_writes(struct markup_writer *, const char *text);
void	 markup_close(struct markup_writer *);
/* open, text, close */
void	 markup_element(struct markup_writer *, const char *name, const char *text);
/* Bytes that are markup already, made by us (a style sheet). */
void	 markup_raw(struct markup_writer *, const char *);
/* Close what is open, flush, free.  0, or -1 if anything failed on the way. */
int	 markup_writer_end(struct markup_writer *, struct err *);

#endif
