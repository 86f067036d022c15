/*
 * What the walk through a page and the rules of its tree share.
 */
#ifndef ASM_TRUST_PAGE_WALK_H
#define ASM_TRUST_PAGE_WALK_H

#include "base/limits.h"
#include "trust/page_private.h"

struct element {
	struct page_tag	*tag;
	unsigned	 kinds, digest;		/* of its name */
	unsigned	 eager;			/* PLACE_HIDDEN, PLACE_REVERSED: seen at once, for all in it */
	struct page_paint paint;		/* as far as attributes say it */
	unsigned	 place;			/* once `known` */
	int		 known;
	int		 is_inline, is_apart, has_text;
	size_t		 heading[PAGE_LEVELS];	/* as they were where it began */
	size_t		 link_at;		/* a link: where its text begins */
	int		 is_link, is_ours, is_other, has_picture;
};

struct walk {
	struct page	*page;
	struct element	 open[PAGE_DEPTH];
	struct page_tag	 tags[PAGE_DEPTH];	/* of them */
	size_t		 n;
	size_t		 too_deep;		/* elements open that are not kept */
	struct page_block block;
	struct page_sheet *sheet;
	struct page_paint paint;		/* of a page that says nothing of it */
	struct span	 utf8;			/* the page */
	int		 ground_known;
	const char	*tag_begin;		/* of the token that was read last */
	struct buf	 value, title;
	int		 had_title;		/* only the first is a page's */
	int		 foreign;		/* svg and math that are open */
	int		 had_html, had_body;	/* even if nobody wrote them */
	struct scan	 made;			/* a tag that nobody wrote */
	int		 level;			/* of the heading that is open; 0 none */
};

/* ---- page_walk.c ---- */

/* An element begins, or all but the outer n end. */
void	 page_walk_begin(struct walk *, const struct scan *, unsigned kinds);
void	 page_walk_close(struct walk *, size_t n);

/* ---- page_tree.c ---- */

/* End and begin what has to be, before this tag; 0: a browser passes over the tag. */
int	 page_tree_open(struct walk *, const struct scan *, unsigned kinds);
/* An end tag. */
void	 page_tree_close(struct walk *, const char *name);
/* A page has a body, even if nobody wrote it. */
void	 page_tree_body(struct walk *);
/* Are we in a picture or a formula, where there is no HTML? */
int	 page_tree_is_foreign(const struct walk *);

#endif
