/*
 * Work packages: an item as a file for a translator's own tool, and what comes back of it.
 * PO carries all; XLIFF 1.2 and an OmegaT project in a zip archive say the same.
 */
#ifndef ASM_MAIL_PACKAGE_H
#define ASM_MAIL_PACKAGE_H

#include "base/buf.h"
#include "base/err.h"
#include "mail/segment.h"

#define PACKAGE_NAME	64

/* What is said beside one segment, by number; NULL what is not known. */
struct package_hint {
	char	*before;	/* the source before it was corrected */
	char	*text;		/* a suggestion: the memory's, an alternative, the translation before */
	int	 percent;	/* how near the suggestion's source is */
	char	*terms;		/* lines "word = translation" of the glossary */
};

struct package {
	const char	*item;		/* "2k7q-en" */
	int		 revision;
	const char	*source, *target;	/* languages */
	struct span	 message;	/* the post: its digest is named */
	const struct segments *segments;
	char *const	*texts;		/* by number: what is translated already, and not offered; NULL: none is */
	const struct package_hint *hint;	/* by number; NULL: none */
	const char	*basis;		/* of a pivot: the language of `segments`' texts shown; NULL: the source's */
	char *const	*shown;		/* by number: that text in place of the source; NULL: none */
};

/* "2k7q-en.r1" */
int	 package_stem(struct buf *, const struct package *);
int	 package_po(struct buf *, const struct package *, struct err *);
int	 package_xliff(struct buf *, const struct package *, struct err *);
/* The project of OmegaT: a folder with source/, tm/, glossary/, target/. */
int	 package_kit(struct buf *, const struct package *, struct err *);
/* One unit of a TMX 1.4 file, and what stands around them. */
int	 package_tmx(struct buf *, const char *source, const char *target, const char *const *pairs, size_t n, struct err *);
/* Call `each` with the pairs of a TMX file; "" for a language that is not said. */
int	 package_tmx_each(struct span, int (*each)(void *, const char *source_language, const char *language, const char *source,
	    const char *text, struct err *), void *, struct err *);

/* For which item is this file?  1 *item and *revision are filled, 0 it is no package, -1. */
int	 package_read_name(struct span, char item[PACKAGE_NAME], int *revision, struct err *);
/*
 * Its translations, by msgctxt, else reference, else source text.  What is fuzzy, empty or the source again is none.
 * 1; 0 it is no package, or nothing of it can be read; -1.  What is broken in it is said in *why (appended), if not NULL.
 */
int	 package_read(struct segment_texts *, const struct segments *, struct span, struct buf *why, struct err *);

#endif
