/*
 * Held mail: what was refused at the door, kept for a while for people to look
 * at.  Bounded for each verdict, so that nobody can fill the disk with it.
 */
#ifndef ASM_STORE_HELD_H
#define ASM_STORE_HELD_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/time.h"
#include "store/db.h"

struct held {
	int64_t		 id;		/* 0 when it is to be kept */
	int		 verdict;	/* 10 challenge, 11 ignore, 12 reject, 65 too large */
	const char	*reason;	/* one word */
	const char	*assembly;	/* "" if not known */
	const char	*contact;
	const char	*recipient;	/* of the envelope */
	moment		 received;
	moment		 expires;
	int64_t		 size;		/* bytes of the message */
	const char	*decision;	/* "": open; "token", "moderator": to be posted, by whose word */
	moment		 asked;		/* its contact; 0: not yet */
	moment		 told;		/* the moderators; 0: not yet */
	unsigned char	 digest[HASH_LEN];
};

/*
 * Keep one, once (UNIQUE digest).  Over its verdict's quota, or its contact's: 11 and 12 push out their oldest; 10 and
 * 65, which a contact may still want, are not taken.  1 kept, 0 was there already, 2 not taken (quota), -1.
 */
int	 held_keep(struct db *, const struct held *, struct span message, struct err *);
/* Remove what has expired and nobody has decided to post; *count (may be NULL) is how many. */
int	 held_expire(struct db *, moment now, int64_t *count, struct err *);

/* By row number; end with db_done.  held_row: 1, 0 at the end, -1; strings borrowed until the next call. */
struct db_rows *held_list(struct db *, struct err *);
int	 held_row(struct db_rows *, struct held *, struct err *);
/* One, with its message appended.  Strings are borrowed from *rows, which the caller ends with db_done. 1, 0 none, -1. */
int	 held_get(struct db *, int64_t id, struct held *, struct buf *message, struct db_rows **rows, struct err *);
/* 1 removed, 0 none of that number, -1. */
int	 held_discard(struct db *, int64_t id, struct err *);

/* ---- decisions ---- */

/* To be posted, by "token" or "moderator": 1 decided now, 0 not open any more, or not of verdict 10, -1. */
int	 held_decide(struct db *, int64_t id, const char *by, struct err *);
/* asm-post would not take it after all: the decision is over, and it is kept as h says.  1, 0 it was not decided, -1. */
int	 held_undecide(struct db *, const struct held *, struct err *);
int	 held_asked(struct db *, int64_t id, moment now, struct err *);
int	 held_told(struct db *, int64_t id, moment now, struct err *);
/* All that are decided. */
struct db_rows *held_decided(struct db *, struct err *);
/* Open ones whose contact was not asked, received until then: by contact, then number. */
struct db_rows *held_unasked(struct db *, moment until, struct err *);
/* Throw away the open ones of a contact about which she was asked at that moment; *count of them. */
int	 held_discard_asked(struct db *, const char *contact, moment asked, int64_t *count, struct err *);
/* For how long a verdict is kept, in seconds. */
int64_t	 held_seconds(int verdict);

#endif
