/*
 * The outbox: who gets which article, in slices that the courier hands to the
 * MTA.  A row is UNIQUE(original, observer), so nobody gets a post twice, in
 * whatever language.  Rows only; what is planned and when is site/fanout's.
 */
#ifndef ASM_STORE_OUTBOX_H
#define ASM_STORE_OUTBOX_H

#include <stdint.h>

#include "base/err.h"
#include "base/time.h"
#include "store/db.h"

/* The serial of the last article that was planned; 0 at the beginning. */
int	 outbox_planned(struct db *, int64_t *serial, struct err *);
int	 outbox_set_planned(struct db *, int64_t serial, struct err *);

/* A post, as planning sees it.  Strings are borrowed. */
struct outbox_post {
	const char	*original;	/* Message-ID: nobody gets it twice */
	int64_t		 serial;
	const char	*language;	/* primary subtag */
	const char	*kind;		/* "wire" only goes to those who name it */
	const char	*assembly;
	const char	*region;	/* lower case */
	moment		 arrival;
};

/*
 * A post for everybody whose settings want it.  Those who read its language or take posts as they come get it now, in
 * slices of at most `size`; the others wait for a translation, as long as they said.  *now_for and *wait_for (may be
 * NULL) say how many these are; both 0 if it was planned before.
 */
int	 outbox_add_post(struct db *, const struct outbox_post *, int size, moment now, int64_t *now_for,
	    int64_t *wait_for, struct err *);
/* A translation for those who wait for it. */
int	 outbox_add_translation(struct db *, const char *original, int64_t serial, const char *language,
	    struct err *);
/* An article for one observer. */
int	 outbox_add_one(struct db *, const char *original, int64_t serial, int64_t observer, struct err *);
/* Whoever has waited long enough gets the original. */
int	 outbox_end_waiting(struct db *, moment now, struct err *);
/* Put all rows that are ready into slices of at most `size` recipients. */
int	 outbox_cut(struct db *, int size, moment now, struct err *);
/*
 * Forget slices done before then, and whom they were for (that nobody gets a post twice rests on the mark), and slices and letters
 * that were refused for good before then: their addresses are no use to anybody any more.
 */
int	 outbox_prune(struct db *, moment before, struct err *);

/*
 * After a restore: what is not done is forgotten, letters too, and everything up to this serial counts as planned,
 * inside the caller's transaction.  All of it may have been sent after the backup.
 */
int	 outbox_forget(struct db *, int64_t serial, struct err *);

struct slice {
	int64_t	 id;
	int64_t	 serial;
	int	 tries;
};

/* The first slice after `id` that is due and not done. 1, 0 none, -1. */
int	 outbox_due(struct db *, int64_t id, moment now, struct slice *, struct err *);
/* Is the slice still to be sent? 1, 0, -1.  Asked again under its lock. */
int	 outbox_open(struct db *, int64_t id, struct err *);
/* Its recipients, without those who want nothing any more: rows of (observer row number, address); end with db_done. */
struct db_rows *outbox_recipients(struct db *, int64_t id, struct err *);
int	 outbox_done(struct db *, int64_t id, moment now, struct err *);
/* Not taken: when to try again, and why in one word or two (never an address). */
int	 outbox_retry(struct db *, int64_t id, moment next, const char *trouble, struct err *);

/* Refused for good: kept, and not tried again. */
int	 outbox_refuse(struct db *, int64_t id, const char *why, struct err *);
/*
 * These observers leave a slice for a new one of the same article, after so many tries: to be tried again at `next`
 * because of `trouble`, or (not NULL) refused for good.
 */
int	 outbox_split(struct db *, const struct slice *, const int64_t observer[], size_t n, int tries, moment next,
	    const char *trouble, const char *refused, struct err *);

struct outbox_counts {
	int64_t	waiting;	/* rows that wait for a translation */
	int64_t	due;		/* slices to be sent */
	int64_t	troubled;	/* of these: tried before */
	int64_t	done;
	int64_t	letters;	/* letters to be sent */
	int64_t	refused;	/* slices and letters that the MTA refused for good */
};

int	 outbox_count(struct db *, struct outbox_counts *, struct err *);

/* How many slices and letters should have left before then, and did not. */
int	 outbox_overdue(struct db *, moment before, int64_t *n, struct err *);

/* What was refused for good, for an admin to see: of an article, or (serial 0) letters. */
struct outbox_refusal {
	int64_t		 serial;
	int64_t		 recipients;
	const char	*why;		/* "550 5.7.1": borrowed until the next row */
};

/* End with db_done.  outbox_refusal_row: 1, 0 at the end, -1. */
struct db_rows *outbox_refusals(struct db *, struct err *);
int	 outbox_refusal_row(struct db_rows *, struct outbox_refusal *, struct err *);
/* Try all of it again from `now` on; *n (may be NULL) slices and letters. */
int	 outbox_again(struct db *, moment now, int64_t *n, struct err *);

#endif
