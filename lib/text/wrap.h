/*
 * Lines of bounded width (UAX 14 by libunistring: scripts without blanks wrap
 * too), and format=flowed both ways.
 */
#ifndef ASM_TEXT_WRAP_H
#define ASM_TEXT_WRAP_H

#include "base/buf.h"
#include "base/err.h"

struct wrap {
	size_t		 columns;
	const char	*first;		/* before the first line */
	const char	*rest;		/* before the others */
	int		 flowed;	/* leave the blank at soft line ends and space-stuff */
};

/* Append one paragraph wrapped; URLs and words too long are never broken.  Ends in LF. */
int	 wrap_paragraph(struct buf *, struct span text, const struct wrap *);

/* Undo format=flowed (delsp as in the parameter): paragraphs on one line each, quotes kept as "> ". */
int	 wrap_unflow(struct buf *, struct span text, int delsp);

#endif
