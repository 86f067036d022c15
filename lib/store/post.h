/*
 * Posts, their translations and issues of newsletters, as rows by which articles are chosen.
 */
#ifndef ASM_STORE_POST_H
#define ASM_STORE_POST_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "store/article.h"
#include "store/db.h"

struct post_row {
	int64_t		 serial;
	const char	*origin;
	int64_t		 number;
	const char	*assembly, *kind, *language;
	const char	*corrects;	/* Message-ID; NULL if none */
	int64_t		 event;		/* 1: it calls one */
};

struct translation_row {
	int64_t		 serial;
	const char	*original;	/* Message-ID */
	int64_t		 revision;
	const char	*language;
};

struct issue_row {
	int64_t		 serial;
	const char	*edition, *language;
	moment		 begins, ends;	/* half-open */
};

/* Written by site/derive only. */
int	 post_put(struct db *, const struct post_row *, struct err *);
int	 translation_put(struct db *, const struct translation_row *, struct err *);
int	 issue_put(struct db *, const struct issue_row *, struct err *);

int	 wire_put(struct db *, int64_t serial, const char *assembly, moment arrival, struct err *);

/* How many entries of the newswire an assembly had since a time. */
int	 wire_count(struct db *, const char *assembly, moment since, int64_t *n, struct err *);
/* The number that the next post of an origin gets. */
int	 post_next_number(struct db *, const char *origin, int64_t *number, struct err *);
/* The Message-ID of an origin's post of that number, appended: 1, 0 none, -1.  `assembly`: only if it is its; NULL: anybody's. */
int	 post_of_number(struct db *, const char *origin, int64_t number, const char *assembly, struct buf *id, struct err *);
/* Is there a post of that Message-ID? 1, 0, -1. */
int	 post_exists(struct db *, const char *id, struct err *);
/*
 * The newest translation of an origin whose Message-ID begins with `stem` ("tr.2k7q.es.r"): the id, appended, and 1; 0 there is
 * none; -1.
 */
int	 translation_newest(struct db *, const char *origin, const char *stem, struct buf *id, struct err *);

/* Which articles are wanted.  A translation goes with its post: kind, assembly and number are the post's. */
struct post_filter {
	const char	*types;		/* " post translation ": parted and enclosed by blanks; NULL: all */
	const char	*kind, *assembly, *origin;	/* NULL: any */
	const char	*region;	/* of the assembly, as the directory says now; NULL: any */
	const char	*language;	/* of the article itself, primary subtag; NULL: any */
	moment		 since, until;	/* arrival, half-open */
	int64_t		 number;	/* 0: any */
	int64_t		 newest;	/* only so many, the newest; -1: all */
	int		 events;	/* only posts that call an event, with all their translations */
	int		 originals;	/* and what the translations among them are of, whatever else it is */
};

/* Chosen articles in the order of their serials, for articles_next. */
struct db_rows *post_select(struct db *, const struct post_filter *, struct err *);

/* ---- newsletters ---- */

/* Where the newest issue of an edition and language ends; MOMENT_NONE if there was none. */
int	 issue_last(struct db *, const char *edition, const char *language, moment *ends, struct err *);
struct issue_range {
	moment		 since, until;
	const char	*kind, *region;	/* only posts of it; "" all */
	const char	*language;	/* only translations into it */
};

/*
 * What arrived in [since, until) that an issue tells: posts, and translations of posts.  Rows of (arrival, 1 if it is a
 * translation), in order of arrival; end with db_done.
 */
struct db_rows *issue_arrivals(struct db *, const struct issue_range *, struct err *);

#endif
