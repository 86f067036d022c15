/*
 * The translators' work queue, rows only: works (posts to be translated), items
 * (a work into one language), what was returned, and the log of all that
 * happened.  Writers are called inside a transaction of the caller's.
 */
#ifndef ASM_STORE_QUEUE_H
#define ASM_STORE_QUEUE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/time.h"
#include "store/db.h"

#define QUEUE_LEASE	(72 * 3600)	/* seconds a claim lasts */
#define QUEUE_HELD_MAX	3		/* items one person may hold */
#define QUEUE_TAG_MIN	4
#define QUEUE_TAG_MAX	6

struct queue_work {
	int64_t		 id;
	const char	*original;	/* Message-ID without <> */
	int		 revision;
	const char	*tag;		/* NULL when it is to be added */
	const char	*language;
	const char	*kind;
	const char	*title;
	int64_t		 words;
	moment		 arrival;
};

/* An item with its work.  Strings of a list are borrowed until the next step. */
struct queue_item {
	int64_t		 id;
	struct queue_work work;
	const char	*language;	/* to be translated into */
	const char	*state;		/* "open" (also when a lease has ended), "claimed", "returned" */
	const char	*holder;	/* "" if nobody */
	moment		 lease;
};

/* Add a work unless it is there; *id is its row.  1 new, 0 known, -1. */
int	 queue_add_work(struct db *, const struct queue_work *, struct span message, moment now, int64_t *id,
	    struct err *);
/* Add an item, open, unless it is there.  1 new, 0 known, -1. */
int	 queue_add_item(struct db *, int64_t work, const char *language, moment now, struct err *);

/*
 * Claim the item that is most wanted into `language`: help, proposals, updates, the rest; then the oldest; of at most max_words
 * words (0: any).  1 and its row in *id; 0 there is none; -1 (ERR_REFUSED: who holds QUEUE_HELD_MAX already).
 */
int	 queue_claim_next(struct db *, const char *language, const char *who, int64_t max_words, moment now,
	    int64_t *id, struct err *);
/* Back to open.  1, 0 if `who` does not hold it (NULL: whoever holds it), -1. */
int	 queue_release(struct db *, int64_t id, const char *who, moment now, struct err *);

/* All items, by language, then as queue_claim_next takes them; of one language if not NULL.  End with db_done. */
struct db_rows *queue_list(struct db *, const char *language, moment now, struct err *);
int	 queue_row(struct db_rows *, struct queue_item *, struct err *);	/* 1, 0, -1 */
/* The item of a tag "2k7q-es", in any case. 1 and *id, 0, -1. */
int	 queue_find(struct db *, struct span tag, int64_t *id, struct err *);
/* One item; strings are borrowed from *rows, which the caller ends with db_done; the post's mail is appended. 1, 0, -1. */
int	 queue_get(struct db *, int64_t id, moment now, struct queue_item *, struct buf *message,
	    struct db_rows **rows, struct err *);

/* Keep what came back.  1 new, 0 the same came before, -1; *returned is its row. */
int	 queue_return(struct db *, int64_t item, const char *who, struct span message, moment now,
	    int64_t *returned, struct err *);
int	 queue_return_text(struct db *, int64_t returned, int number, const unsigned char source[HASH_LEN],
	    const char *text, struct err *);
/*
 * What stands now of an item: rows of (number, text, source digest), of each number the newest of what came back.
 * End with db_done.
 */
struct db_rows *queue_texts(struct db *, int64_t item, struct err *);
/* The newest return that brought a text: its row (for the name of the translation) and when it came.  1, 0 none, -1. */
int	 queue_last_return(struct db *, int64_t item, int64_t *last, moment *at, struct err *);
/* All segments are there: the item is returned and its claim ended. */
int	 queue_complete(struct db *, int64_t item, const char *who, moment now, struct err *);
/* A partial return gives the holder a new lease. */
int	 queue_renew(struct db *, int64_t item, const char *who, moment now, struct err *);

/* Rows of (item) in state returned, oldest first; end with db_done. */
struct db_rows *queue_returned(struct db *, struct err *);

#endif
