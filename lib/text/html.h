/*
 * Hostile HTML into our own tree: an allow-list walk, hidden things left out.
 */
#ifndef ASM_TEXT_HTML_H
#define ASM_TEXT_HTML_H

#include "base/buf.h"
#include "base/err.h"
#include "text/doc.h"

/*
 * The readable content of an HTML document in UTF-8 as a new doc the caller frees.  Its language is that of
 * <html lang>, else unknown.  Lines (br, div) stay lines, as they do in a mail program; blockquotes and
 * what webmails mark as quoted are quotes; only http, https and mailto links are links.
 */
struct doc *html_doc(struct span utf8, struct err *);
/* As plain text: paragraphs on one line each (as wrap_unflow gives them), links numbered, lists and tables readable. */
int	 html_text(struct buf *, struct span utf8, struct err *);

/* The charset an HTML document claims in its first KB (BOM, meta); empty if none. */
struct span html_charset(struct span bytes);

#endif
