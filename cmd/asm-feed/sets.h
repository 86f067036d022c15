/*
 * The feeds of a site: which there are, and what stands in each.
 */
#ifndef ASM_FEED_SETS_H
#define ASM_FEED_SETS_H

#include "feed.h"

#define SETS_MAX	5000	/* feeds of one stream */

enum set_what {
	SET_ALL, SET_KIND, SET_ASSEMBLY, SET_REGION, SET_LANGUAGE, SET_KIND_LANGUAGE, SET_NEWSLETTER, SET_WIRE
};

struct set {
	char		*name;		/* "kind/proposal": of the file, and in the feed's own tag */
	enum set_what	 what;
	char		*label;		/* the kind, the assembly's name, the region, the edition; "" */
	char		*language;	/* NULL: each post in its own */
	struct feed_items items, gone;
};

/* Sorted by name. */
struct sets {
	struct set	**set;
	size_t		 n, cap;
};

/* Put every volume of the shelf into the sets it belongs to.  ERR_DATA: more than SETS_MAX. */
int	 sets_fill(struct sets *, const struct feed *, struct err *);
void	 sets_free(struct sets *);

#endif
