/*
 * What came back: which article did not reach whom, and about whom there is
 * doubt.  Rows only; what a bounce weighs is site/returns'.
 */
#ifndef ASM_STORE_BOUNCE_H
#define ASM_STORE_BOUNCE_H

#include <stdint.h>

#include "base/err.h"
#include "base/time.h"
#include "store/db.h"

/* Was that article handed over for that observer?  1, 0, -1. */
int	 bounce_was_sent(struct db *, int64_t serial, int64_t observer, struct err *);
/* It did not arrive: 1 noted, 0 known already, -1. */
int	 bounce_put(struct db *, int64_t serial, int64_t observer, const char *class, moment now, struct err *);
/* Forget what is older, and all of an observer's. */
int	 bounce_expire(struct db *, moment before, struct err *);
int	 bounce_clear(struct db *, int64_t observer, struct err *);

/* Of an article: for how many it was, how many came back; and how many came back of each of the (at most 10) before it, on average. */
int	 bounce_wave(struct db *, int64_t serial, int64_t *sent, int64_t *bounced, int64_t *usual, struct err *);

/* Rows of (observer, serial, class, at) by observer, oldest first; end with db_done. */
struct db_rows *bounce_list(struct db *, struct err *);

/* "warned": a letter is on its way; "failed": it came back; "probed": the last one is on its way. */
int	 doubt_put(struct db *, int64_t observer, const char *step, moment now, struct err *);
/* The step of one: 1 and *at, its first letter in *step; 0 none, -1. */
int	 doubt_get(struct db *, int64_t observer, char *step, moment *at, struct err *);
int	 doubt_clear(struct db *, int64_t observer, struct err *);
/* Those at a step since before then: rows of (observer); end with db_done. */
struct db_rows *doubt_list(struct db *, const char *step, moment before, struct err *);

#endif
