/*
 * The yellow pages: assemblies apply, and an admin's word with its reason makes
 * them part of the log, or takes them out again.
 */
#ifndef ASM_SITE_REGISTER_H
#define ASM_SITE_REGISTER_H

#include "base/buf.h"
#include "base/err.h"
#include "base/record.h"
#include "base/time.h"
#include "site/site.h"

#define REGISTER_DAYS	366		/* an endorsement lasts so long unless it is given again */
#define REGISTER_RENEW	183		/* given again earlier than so many days before its end it stays as it is */

/*
 * Keep an application (asm-record(5)), private until it is endorsed.  ERR_DATA says which field is wrong; ERR_REFUSED: the
 * address speaks for another assembly.  1 new or changed (*id, the caller frees, is whose), 0 nothing new, -1.
 */
int	 register_apply(struct site *, const struct record *, moment now, char **id, struct err *);
/*
 * Endorse what an assembly applied for, or endorse it again: its records, signed, for the reason `why`.  1 written, 0 nothing
 * had to be, -1 (ERR_NOINPUT: nobody of that id).  `role` is who decided: "admin", "contact", "page".
 */
int	 register_endorse(struct site *, const char *id, const char *why, const char *role, moment now, struct err *);
/* Nobody speaks for it any longer; an entry of another kind is withdrawn. 1, 0 it was so before, -1. */
int	 register_suspend(struct site *, const char *id, const char *why, const char *role, moment now, struct err *);
/* This address does not speak for it any longer; when it was the last one, nobody does. 1, 0 it did not, -1. */
int	 register_recall(struct site *, const char *id, const char *address, const char *why, const char *role, moment now,
	    struct err *);

/*
 * Every assembly, one record each, by id: those of the log, then applications of others.  `id`: only that one.  `each`
 * returns 0 to go on.  How many, or -1.
 */
/* NULL-terminated: all names that such a record can have, in order. */
const char *const *register_names(void);
typedef int register_fn(void *arg, const struct record *, struct err *);
int	 register_list(struct site *, const char *id, moment now, register_fn *each, void *arg, struct err *);

#endif
