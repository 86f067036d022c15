/*
 * Lines of bounded width (UAX 14 by libunistring: scripts without blanks wrap
 * too), and format=flowed both ways.
 */
#ifndef ASM_TEXT_WRAP_H
#define ASM_TEXT_WRAP_H

#include "base/buf.h"
#include "base/err.h"

/*
 * `flowed` is 0 for plain lines; 1 for format=flowed, where lines end softly at blanks only; 2 for the same with
 * DelSp=yes, where they may end between ideographs too.  Whoever sends the text says the same in Content-Type.
 * In flowed text no indent can stand before the lines that follow, so of `rest` only quote marks are kept.
 */
struct wrap {
	size_t		 columns;
	const char	*first;		/* before the first line; NULL: nothing */
	const char	*rest;		/* before the others; NULL: nothing */
	int		 flowed;
};

/*
 * Append one paragraph wrapped; URLs and words too long are never broken.  Runs of white space are one
 * blank.  Valid UTF-8 expected.  Ends in LF; an empty paragraph is one empty line.
 */
int	 wrap_paragraph(struct buf *, struct span text, const struct wrap *);
/* Append a line as it is, stuffed as flowed text needs it (no soft end: blanks at its end are cut off). */
int	 wrap_line(struct buf *, struct span line, const struct wrap *);

/*
 * Undo format=flowed (delsp as in the parameter): paragraphs on one line each, quotes kept as "> " (">> " ...).
 * Unquoted text that begins with ">" keeps the blank before it, so that it is not taken for a quote.
 */
int	 wrap_unflow(struct buf *, struct span text, int delsp);

/*
 * Append a text with lines joined that a mail program parted, where they are too wide for `columns` and each would leave a
 * word or two behind: in a paragraph whose widest line is wider (but no wider than programs make lines), those to whose end the
 * first word of the next did not fit.  What ends earlier does so on purpose (verse, a greeting), and a list stays one.  Lines of
 * the same quote marks belong together; those in front of a joined line are the first one's.  Valid UTF-8 expected.
 */
int	 wrap_rejoin(struct buf *, struct span text, size_t columns);

#endif
