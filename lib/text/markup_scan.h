/*
 * Hostile HTML cut into tags and text, in one linear pass: what stands between a
 * stranger's bytes and libxml2, and what reads them when libxml2 would not.
 */
#ifndef ASM_TEXT_MARKUP_SCAN_H
#define ASM_TEXT_MARKUP_SCAN_H

#include "base/buf.h"
#include "base/limits.h"

#define SCAN_NAME	32	/* bytes of a tag's or an attribute's name; longer ones are left out */

enum scan_kind { SCAN_END, SCAN_OPEN, SCAN_CLOSE, SCAN_TEXT, SCAN_RAW };

struct scan_attr {
	char		 name[SCAN_NAME];	/* lower case */
	struct span	 value;			/* raw: entities as they are */
};

struct scan {
	struct span	 rest;
	char		 name[SCAN_NAME];	/* of the tag, lower case; "?" (in `raw`): longer than that */
	int		 empty;			/* the tag ended in "/>" */
	struct span	 text;			/* of a TEXT, raw; with `literal` it is one "<" that begins no tag */
	int		 literal;
	int		 raw;			/* set it: read as browsers do; what holds no markup comes as RAW, with name, attributes and content */
	int		 foreign;		/* set it before each token: within svg or math, where HTML may stand, too */
	struct scan_attr attr[HTML_ATTRS];
	size_t		 n_attr;
	int		 damaged;		/* something was left out */
	int		 ambiguous;		/* a browser may have read it otherwise */
	int		 no_comment_end, no_quote[2];
};

void	 scan_start(struct scan *, struct span utf8);
/* The next token.  Comments, declarations and (but for `raw`) scripts, style sheets and the like are passed over. */
enum scan_kind scan_next(struct scan *);

/*
 * Append the document as libxml2 may have it: no comments, declarations or scripts, whole tags of bounded
 * size, quoted.  1 if something was left out, else 0; -1: it has more than HTML_TAGS tags or HTML_MAX bytes, and libxml2 must not
 * read it.
 */
int	 scan_guard(struct buf *, struct span utf8);

/* Where the end tag of an element stands that holds no markup: "</style" and a blank, "/" or ">".  -1: nowhere. */
ptrdiff_t scan_end_tag(struct span, const char *name);

/* Is a tag's name one of these? */
int	 scan_is_one(const char *name, const char *const *names, size_t n);

/* Of XML: 1 if there is a DOCTYPE; 1 if something may be a tag with more than HTML_ATTRS attributes. */
int	 scan_has_doctype(struct span);
int	 scan_has_huge_tag(struct span);

#endif
