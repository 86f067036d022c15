/*
 * asm-archive: mails go into the index (add.c), pages come out of it: posts (post.c), lists (list.c), what there is once (front.c).
 */
#ifndef ASM_ARCHIVE_H
#define ASM_ARCHIVE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/time.h"
#include "mail/shelf.h"
#include "store/archive.h"
#include "text/catalog.h"
#include "text/markup.h"
#include "text/words.h"

#define ARCHIVE_LANGUAGES	40		/* of pages */
#define ARCHIVE_BATCH		1000		/* mails of one transaction */
#define ARCHIVE_DAYS		60		/* that the agenda looks ahead, and its calendar back */

struct archive {
	const char	*dir, *title;
	moment		 now;
	struct db	*db;
	struct words	*words;
	struct catalog	*catalog[ARCHIVE_LANGUAGES];
	size_t		 ncatalogs;
	long		 pages;			/* that were written */
	struct {
		moment	 day;
		const struct catalog *c;
		char	 text[80];		/* "" at first */
	} said;					/* the last day that was said: many posts are of one */
};

/* ---- add.c ---- */

/* Everything that is new on the shelf goes into the index, with what it makes dirty. */
int	 archive_add(struct archive *, struct shelf *, struct err *);

/* ---- page.c ---- */

struct page {
	struct archive	*a;
	const struct catalog *c;
	const char	*path;			/* "posts/41.html" */
	const char	*up;			/* "../", or "" */
	struct markup_writer *m;
	struct buf	 html, text;		/* text: scratch */
};

/*
 * Begin a page in the language of `c`.  `others` is a path with "%s" where other languages stand, if there is a page in each; NULL.
 */
int	 page_begin(struct page *, struct archive *, const char *path, const struct catalog *c, const char *title, const char *others,
	    struct err *);
/* Close what is open and put it in place, if it is not there as it is. */
int	 page_end(struct page *, struct err *);
void	 page_drop(struct page *);
/* <name class=...>; markup_close ends it. */
void	 page_open(struct page *, const char *name, const char *class);
void	 page_nav(struct page *, const char *class);		/* links follow; page_nav_end ends it */
void	 page_nav_end(struct page *);
void	 page_break(struct page *);				/* <br>: also where no style sheet is */
void	 page_element(struct page *, const char *name, const char *class, const char *text);
void	 page_heading(struct page *, const char *name, const char *text);	/* without the colon at its end */
void	 page_language(struct page *, const char *tag);		/* attributes lang and dir */
void	 page_href(struct page *, const char *stem, const char *language);	/* attribute href of a page of the archive */
/* A link to a page of the archive ("posts/41", LANG or NULL); the text is between, or `text`. */
void	 page_link(struct page *, const char *stem, const char *language, const char *text);
void	 page_day(struct page *, moment);			/* in UTC, as a <time> */
void	 page_isolated(struct page *, const char *text);	/* a name, whichever way it is written */
/* A link to a feed, where asm-feed --split has put it into DIR/feeds: "assembly", ID; "all", "". */
void	 page_feed(struct page *, const char *folder, const char *key);
int	 page_has_feeds(const struct archive *);	/* 1, 0 */
/* Any file of the archive. */
int	 page_write(struct archive *, const char *path, const void *, size_t, struct err *);
/* The catalog of a language, or the archive's first. */
const struct catalog *page_catalog(const struct archive *, const char *language);
/* The name of a kind of posts in many. */
const char *page_kind(const struct catalog *, const char *kind);
extern const char page_style[];

/* ---- post.c, list.c, front.c ---- */

int	 post_write(struct archive *, const struct archive_post *, struct err *);
int	 list_write(struct archive *, int64_t list, int64_t chunk, struct err *);
/*
 * A post as one line of a list.  Where all are about one topic (NULL) answers that are called so are known by who wrote them;
 * elsewhere an answer is marked as one.
 */
void	 list_item(struct page *, const struct archive_post *, const char *topic);
/* "assemblies/sol.madrid", of which "_2" is a page. */
int	 list_stem(struct buf *, const struct archive_list *);
int	 front_write(struct archive *, struct err *);

#endif
