/*
 * asm-feed: what is shared by choosing (choose.c), naming (tag.c), showing (content.c, view.c), writing (atom.c, rss.c,
 * json.c), all feeds of a site at once (split.c, sets.c), and reading other people's feeds (read*.c, mail.c).
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
#define FEED_GONE	(90 * INT64_C(86400))	/* a withdrawn post is told for so long */
#define FEED_TEXT	(64UL * 1024)		/* bytes shown of one text */

struct feed_item {
	moment	 at;		/* arrival of the entry that is shown; of a withdrawn one: when it was withdrawn */
	size_t	 volume, entry;
};

/* Items, newest first once they are sorted. */
struct feed_items {
	struct feed_item *item;
	size_t		 n, cap;
};

/* RFC 5005: the documents of a long history.  URLs or NULL. */
struct feed_history {
	int		 is_archive;
	char		*current, *previous, *next;
};

struct feed {
	const char	*title;		/* NULL: the list's */
	const char	*languages;	/* NULL: every post in its own */
	const char	*tag;		/* "lists.example,2012:posts", NULL: of the list */
	const char	*set;		/* NULL: "posts"; of several feeds this one: "kind/proposal" */
	const char	*self;		/* URL of the feed, or NULL */
	const char	*hub;		/* WebSub: URL, or NULL */
	const char	*type;		/* Asm-Type of what is wanted */
	size_t		 count;		/* 0: FEED_ENTRIES or FEED_SECONDS, the larger */

	struct words	*words;
	struct shelf	*shelf;
	struct catalog	*catalog;	/* what we say ourselves */
	struct list	 list;
	struct feed_items items, gone;
	struct feed_history history;
};

/* ---- choosing ---- */

int	 feed_choose(struct feed *, struct err *);
int	 feed_items_add(struct feed_items *, const struct feed_item *, struct err *);
void	 feed_items_sort(struct feed_items *);
void	 feed_items_free(struct feed_items *);
/* How many of sorted items a feed shows, `since` or later in any case (MOMENT_LAST: no such time). */
size_t	 feed_how_many(const struct feed_items *, size_t count, moment since);
/* Forget of what is told as withdrawn all that is older than FEED_GONE before the newest of both. */
void	 feed_forget_gone(struct feed *);
/* Outside of a site nothing has a type, and everything is a post; a translation is of the type of its original. */
const char *feed_type_of(const struct shelf *, size_t volume);
/* The entry a volume is shown by in this feed, SHELF_NONE if by none. */
size_t	 feed_entry_of(const struct feed *, size_t volume);

/* ---- names (RFC 4151) ---- */

/* The authority of our own tags: "lists.example,2012". */
int	 feed_authority(struct buf *, const struct feed *);
int	 feed_tag(struct buf *, const struct feed *);
/* Of what is shown of an item; of any post by its id (`is_article`: the id was made by its own server). */
int	 feed_item_tag(struct buf *, const struct feed *, const struct feed_item *, const struct entry *, struct span message);
int	 feed_post_tag(struct buf *, const struct feed *, const char *id, int is_article);
const char *feed_title(const struct feed *);
/* When it last changed for its readers; an empty feed: 1970. */
moment	 feed_updated(const struct feed *);

/* ---- showing ---- */

/* An entry's text as HTML; *language (to be freed by the caller) is the one it is in, "" if nobody knows. */
int	 feed_content(struct buf *html, char **language, const struct feed *, const struct feed_item *, const struct entry *,
	    struct span message, struct err *);

/* The variants of an item that are not shown by it, and its original, as far as they have a page. */
typedef int feed_other_fn(void *, const char *language, const char *url, struct err *);
int	 feed_others(const struct feed *, const struct feed_item *, feed_other_fn *, void *, struct err *);

/* All that any form says of an item. */
struct feed_view {
	struct entry	 shown, original;
	const struct entry *of;		/* whose post it is, and of which kind: a translation has that from its original */
	struct buf	 id, author, html;
	struct buf	 parent, parent_url;	/* what it answers: its name, and its page; empty if there is none */
	char		*language;
	moment		 published, updated;
	size_t		 replies;
};

int	 feed_view(struct feed_view *, const struct feed *, const struct feed_item *, struct err *);
void	 feed_view_free(struct feed_view *);
/* Each thing an entry is filed under: scheme "kind", "assembly" ...; label "" if it is the term. */
typedef void feed_category_fn(void *, const char *scheme, const char *term, const char *label);
void	 feed_categories(const struct feed_view *, feed_category_fn *, void *);
/* The address of what the feed is about, "" if nobody said. */
const char *feed_home(const struct feed *);

/* ---- writing ---- */

struct feed_form {
	const char	*word, *type;	/* "atom", which is the ending of a file's name too; media type */
	int		(*write)(FILE *, const struct feed *, struct err *);
};

extern const struct feed_form feed_forms[];	/* ends with a NULL word */

int	 feed_write_atom(FILE *, const struct feed *, struct err *);
int	 feed_write_rss(FILE *, const struct feed *, struct err *);
int	 feed_write_json(FILE *, const struct feed *, struct err *);
/* What is written so far goes out: a feed of any length needs the memory of one entry. */
int	 feed_pass_on(FILE *, struct buf *, struct err *);

/* All feeds of a stream, as files in `dir` that is at the URL `base` (NULL: nobody knows). */
int	 feed_split(struct feed *, const char *dir, const char *base, struct err *);

/* ---- reading ---- */

/* A feed of any kind from `fd`, as an mbox.  `assembly`: whose it is, or NULL. */
int	 feed_read(FILE *out, int fd, const char *url, const char *assembly, size_t count, struct err *);

#endif
