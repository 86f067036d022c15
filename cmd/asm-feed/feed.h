/*
 * asm-feed: what is shared by choosing (choose.c), naming (tag.c), showing (content.c) and writing (atom.c).
 */
#ifndef ASM_FEED_H
#define ASM_FEED_H

#include <stdio.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "mail/entry.h"
#include "mail/list.h"
#include "mail/shelf.h"
#include "text/catalog.h"
#include "text/words.h"

#define FEED_YEAR	"2012"			/* of authorities whose year nobody told us */
#define FEED_ENTRIES	50
#define FEED_SECONDS	(14 * INT64_C(86400))
#define FEED_TEXT	(64UL * 1024)		/* bytes shown of one text */

struct feed_item {
	moment	 at;		/* arrival of the entry that is shown */
	size_t	 volume, entry;
};

struct feed {
	const char	*title;		/* NULL: the list's */
	const char	*languages;	/* NULL: every post in its own */
	const char	*tag;		/* "lists.example,2012:posts", NULL: of the list */
	const char	*self;		/* URL of the feed, or NULL */
	const char	*type;		/* Asm-Type of what is wanted */
	size_t		 count;		/* 0: FEED_ENTRIES or FEED_SECONDS, the larger */

	struct words	*words;
	struct shelf	*shelf;
	struct catalog	*catalog;	/* what we say ourselves */
	struct list	 list;
	struct feed_item *item;		/* newest first */
	size_t		 n;
};

int	 feed_choose(struct feed *, struct err *);
/* The entry a volume is shown by in this feed, SHELF_NONE if by none. */
size_t	 feed_entry_of(const struct feed *, size_t volume);

/* The authority of our own tags (RFC 4151): "lists.example,2012". */
int	 feed_authority(struct buf *, const struct feed *);
int	 feed_tag(struct buf *, const struct feed *);
/* Of what is shown of an item; of any post by its id (`is_article`: the id was made by its own server). */
int	 feed_item_tag(struct buf *, const struct feed *, const struct feed_item *, const struct entry *, struct span message);
int	 feed_post_tag(struct buf *, const struct feed *, const char *id, int is_article);

/* An entry's text as HTML; *language (to be freed by the caller) is the one it is in, "" if nobody knows. */
int	 feed_content(struct buf *html, char **language, const struct feed *, const struct feed_item *, const struct entry *,
	    struct span message, struct err *);

/* The variants of an item that are not shown by it, and its original, as far as they have a page. */
typedef int feed_other_fn(void *, const char *language, const char *url, struct err *);
int	 feed_others(const struct feed *, const struct feed_item *, feed_other_fn *, void *, struct err *);

int	 feed_write(FILE *, struct feed *, struct err *);

#endif
