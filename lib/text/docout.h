/*
 * A doc as text for mail (wrapped, links numbered and listed after each
 * top-level section) or as HTML without scripts and remote things.
 */
#ifndef ASM_TEXT_DOCOUT_H
#define ASM_TEXT_DOCOUT_H

#include "base/buf.h"
#include "base/err.h"
#include "text/doc.h"

struct docout_text {
	size_t	columns;	/* 0: 72 */
	int	flowed;		/* 1: format=flowed (RFC 3676); 2: with DelSp=yes, for scripts without blanks (wrap.h) */
	int	headings;	/* 0: marked; 1: plain paragraphs */
	int	links;		/* 0: number them and list them per section; 1: leave out targets; 2: in place, <target> */
};

/*
 * Headings of level 1 and 2 are underlined, deeper ones marked "* " unless they begin with a number.  A link whose text is its
 * target stays as it is;
 * the same target has the same number inside a section; numbers go on from section to section.
 */
int	 docout_text(struct buf *, const struct doc *, const struct docout_text *, struct err *);

struct docout_html {
	const char	*title;		/* of a whole page; NULL: only the fragment inside a div with lang and dir */
	const char	*style;		/* a style sheet in place, ours; NULL: none */
};

int	 docout_html(struct buf *, const struct doc *, const struct docout_html *, struct err *);

#endif
