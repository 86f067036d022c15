/*
 * The translators' work queue, rows only: works (posts, with their revisions),
 * items (a work into one language), deliveries, and the log of all that happened to an item.
 * Writers are called inside a transaction of the caller's.
 *
 * An item's state is the fold of its log: queue_apply is the one writer of both, and queue_fsck folds again and compares.
 */
#ifndef ASM_STORE_QUEUE_H
#define ASM_STORE_QUEUE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/time.h"
#include "store/db.h"

#define QUEUE_LEASE	(72 * 3600)	/* seconds a claim lasts, or half of the time until the deadline */
#define QUEUE_LEASE_MIN	(6 * 3600)
#define QUEUE_REVIEW	(24 * 3600)	/* seconds a review may take */
#define QUEUE_RENEWALS	2
#define QUEUE_HELD_MAX	3		/* items one person may hold */
#define QUEUE_FIRST	(12 * 3600)	/* what changed is offered to the last translator alone */
#define QUEUE_TAG_MIN	4
#define QUEUE_TAG_MAX	6

/* ---- states and events ---- */

enum queue_state {
	QUEUE_NONE, QUEUE_OPEN, QUEUE_CLAIMED, QUEUE_RETURNED, QUEUE_REVIEWING, QUEUE_APPROVED, QUEUE_WITHDRAWN
};

/* What the log says of an item. */
struct queue_fold {
	enum queue_state state;
	int64_t		 holder;	/* person, 0 nobody */
	moment		 lease, since;
	int		 renewed, reminded;
	int		 revision, approved, reviewed;
};

struct queue_event {
	const char	*what;		/* "claim", "approve" ... */
	int64_t		 person;	/* 0: time, or who keeps the queue */
	moment		 at;
	int64_t		 until;		/* the lease; of "add" and "correct" the revision */
	const char	*note;		/* NULL: none */
};

const char *queue_state_word(enum queue_state);
enum queue_state queue_state_of(const char *word);	/* QUEUE_NONE if it is none */
/* One step, without a database: 1 done, 0 the event is not allowed now. */
int	 queue_fold(struct queue_fold *, const struct queue_event *);
/* Let it happen: 1; 0 it is not allowed, nothing changed; -1. */
int	 queue_apply(struct db *, int64_t item, const struct queue_event *, struct err *);
/* Into the log only. */
int	 queue_note(struct db *, int64_t item, const struct queue_event *, struct err *);

/* ---- works ---- */

struct queue_work {
	int64_t		 id;
	const char	*original;	/* Message-ID without <> of the revision */
	int		 revision;
	const char	*tag;		/* NULL when it is to be added */
	const char	*language;
	const char	*kind;
	const char	*title;
	int64_t		 words;
	moment		 arrival;
	const char	*numbers;	/* of its segments; "" 1 2 3 ... */
};

/* An item with its work.  Strings of a list are borrowed until the next step. */
struct queue_item {
	int64_t		 id;
	struct queue_work work;		/* as the item's revision has it */
	const char	*language;	/* to be translated into */
	enum queue_state state;		/* a claim whose lease has ended is none */
	const char	*holder;	/* her name, "" if nobody */
	int64_t		 holder_id, first;
	moment		 lease, since, due;
	int		 approved, reviewed, renewed;
	const char	*pivot;
	int64_t		 last;		/* delivery that stood last when it was approved */
	int64_t		 left;		/* words still to be translated */
};

/* Add a work unless its post is there; *id is its row.  1 new, 0 known (as whatever revision), -1. */
int	 queue_add_work(struct db *, const struct queue_work *, struct span message, moment now, int64_t *id,
	    struct err *);
/* The work that a post is a revision of, and its newest revision: 1, 0, -1. */
int	 queue_work_of(struct db *, const char *original, int64_t *work, int *newest, struct err *);
/* w->revision of work w->id. */
int	 queue_add_revision(struct db *, const struct queue_work *, struct span message, moment now, struct err *);
/* The mail and the segment numbers of a revision, appended: 1, 0, -1. */
int	 queue_revision(struct db *, int64_t work, int revision, struct buf *message, struct buf *numbers,
	    struct err *);
/*
 * Add an item, open, unless it is there; `first`: the group that it is offered to alone for QUEUE_FIRST, or 0.
 * 1 new, 0 known, -1.
 */
int	 queue_add_item(struct db *, int64_t work, const char *language, moment due, int64_t first, moment now,
	    struct err *);
/* Rows of (id) of what she holds, as translator or reviewer. */
struct db_rows *queue_held(struct db *, int64_t person, struct err *);
/* Rows of (id) of a work's items, withdrawn ones not; end with db_done. */
struct db_rows *queue_items_of(struct db *, int64_t work, struct err *);

/* ---- work and review ---- */

struct queue_wish {
	const char	*language;
	int64_t		 person;
	int64_t		 max_words;	/* 0: any */
};

/* How long a claim made now lasts. */
moment	 queue_lease(moment now, moment due);
/*
 * Claim what is most wanted: last calls past due; help, proposals, updates, the rest; the deadline; the oldest.
 * 1 and its row in *id; 0 there is none; -1 (ERR_REFUSED: she holds QUEUE_HELD_MAX already).
 */
int	 queue_claim_next(struct db *, const struct queue_wish *, moment now, int64_t *id, struct err *);
/* That one: 1, 0 it is not to be had, -1 as above. */
int	 queue_claim(struct db *, int64_t item, int64_t person, moment now, struct err *);
/* Take what was returned longest ago for review, and not by her: 1 and *id, 0, -1. */
int	 queue_review_next(struct db *, const char *language, int64_t person, moment now, int64_t *id, struct err *);
/* May she approve it?  1, or 0: she wrote what nobody else has seen. */
int	 queue_may_approve(struct db *, int64_t item, int64_t person, struct err *);
/* Offer it to one alone until then; person 0: to all. */
int	 queue_first(struct db *, int64_t item, int64_t person, moment until, struct err *);
int	 queue_set_words(struct db *, int64_t item, int64_t words, struct err *);
int	 queue_set_pivot(struct db *, int64_t item, const char *language, struct err *);
int	 queue_set_last(struct db *, int64_t item, struct err *);

/* ---- time ---- */

/* Rows of (id, person) whose claim or review has ended; end with db_done. */
struct db_rows *queue_lapsed(struct db *, moment now, struct err *);
/* Rows of (id, person, lease) that two thirds of the lease have gone of and nobody was reminded of. */
struct db_rows *queue_fading(struct db *, moment now, struct err *);
/* Rows of (id, kind, since) in state returned, oldest first. */
struct db_rows *queue_returned(struct db *, struct err *);

/* ---- looking ---- */

/* All items, by language, then as queue_claim_next takes them; of one language, in one state (NULL: all).  End with db_done. */
struct db_rows *queue_list(struct db *, const char *language, moment now, struct err *);
int	 queue_row(struct db_rows *, struct queue_item *, struct err *);	/* 1, 0, -1 */
/* The item of a tag "2k7q-es", in any case. 1 and *id, 0, -1. */
int	 queue_find(struct db *, struct span tag, int64_t *id, struct err *);
/* One item; strings are borrowed from *rows, which the caller ends with db_done; the post's mail is appended. 1, 0, -1. */
int	 queue_get(struct db *, int64_t id, moment now, struct queue_item *, struct buf *message,
	    struct db_rows **rows, struct err *);
/* Rows of (id) in state approved. */
struct db_rows *queue_approved(struct db *, struct err *);
/* Rows of (at, tag, language, person, what, until, note), oldest first. */
struct db_rows *queue_log(struct db *, struct err *);
/* Rows of (language, state, items, words). */
struct db_rows *queue_stats(struct db *, moment now, struct err *);
/*
 * Is every item the fold of its log, and does all refer to what there is?  1; 0 and lines about what is wrong, appended;
 * -1.
 */
int	 queue_fsck(struct db *, struct buf *trouble, struct err *);

/* ---- deliveries ---- */

struct queue_return {
	int64_t		 item, person;	/* person 0: who keeps the queue */
	int		 revision;
	int		 amends;	/* a reviewer's edit */
};

/* Keep what came back.  1 new, 0 the same came before, -1; *returned is its row. */
int	 queue_keep(struct db *, const struct queue_return *, struct span message, moment now, int64_t *returned,
	    struct err *);
int	 queue_keep_text(struct db *, int64_t returned, int number, const unsigned char source[HASH_LEN],
	    const char *text, struct err *);
/* It stands from now on. */
int	 queue_stand(struct db *, int64_t item, int64_t returned, int number, const unsigned char source[HASH_LEN],
	    struct err *);
/* What nobody has approved stands no more; it stays as a suggestion. */
int	 queue_unstand(struct db *, int64_t item, int64_t after, struct err *);
/* One segment again is to be translated. */
int	 queue_unstand_one(struct db *, int64_t item, const unsigned char source[HASH_LEN], struct err *);
/* Rows of (number, text, source digest, returned, person) that stand; end with db_done. */
struct db_rows *queue_texts(struct db *, int64_t item, struct err *);
/* Rows of (number, text, source digest, returned, person) that were given and do not stand, newest first. */
struct db_rows *queue_alternatives(struct db *, int64_t item, struct err *);
/* The newest delivery that stands, when it came and whose it is: 1, 0 none, -1. */
int	 queue_last_return(struct db *, int64_t item, int64_t *last, moment *at, int64_t *person, struct err *);
/* Rows of (person) who wrote what stands, and are not `but`. */
struct db_rows *queue_authors(struct db *, int64_t item, int64_t but, struct err *);

/* ---- mails ---- */

/*
 * One row a mail that was read: 1 new and *id, 0 it was read before, -1.  The bytes are kept if `keep`.
 */
int	 queue_mail(struct db *, struct span message, int64_t person, const char *outcome, int keep, moment now,
	    int64_t *id, struct err *);
/* What came of it, and who wrote it (0 unknown); its bytes go if `forget`. */
int	 queue_mail_outcome(struct db *, int64_t id, const char *outcome, int64_t person, int forget, struct err *);
/* The bytes of one that was kept, appended: 1, 0, -1. */
int	 queue_mail_message(struct db *, int64_t id, struct buf *, struct err *);
/*
 * Let go of the bytes of mails that were kept until somebody says that she wrote them: those that came before, and the oldest of
 * what together is more than QUEUE_KEPT_BYTES.  Their rows stay.
 */
int	 queue_mails_expire(struct db *, moment before, struct err *);
/* Rows of (id, at, person, outcome, kept). */
struct db_rows *queue_mails(struct db *, struct err *);

#endif
