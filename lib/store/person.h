/*
 * People of the translators' queue.  Names and addresses stand here and nowhere
 * else: items, deliveries and the log of the queue call a person by row number, so that she can be forgotten.
 */
#ifndef ASM_STORE_PERSON_H
#define ASM_STORE_PERSON_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "store/db.h"

/* Strings are borrowed until the next step of the list. */
struct person {
	int64_t		 id;
	const char	*name;		/* a mail address in normal form, or a name */
	const char	*languages;	/* she is written to in, parted by blanks; "" unknown */
	const char	*role;		/* "translator", "reviewer" or "coordinator" */
	const char	*credit;	/* "" none */
	const char	*form;		/* "text", "po", "xliff" or "kit": what work mails have beside the text */
	const char	*team;		/* of a group: the languages whose queue it holds, parted by blanks */
	int		 paused;	/* nothing is sent to her unasked */
	moment		 since;
};

/* What is to be changed: NULL and -1 leave what stands. */
struct person_change {
	const char	*languages, *role, *credit, *form, *team;
	int		 paused;
};

#define PERSON_CHANGE_INIT	{ NULL, NULL, NULL, NULL, NULL, -1 }

int	 person_role_valid(const char *);
int	 person_form_valid(const char *);
/* The row of that name: 1, 0 nobody, -1. */
int	 person_find(struct db *, const char *name, int64_t *id, struct err *);
/* The same, made if there is none. */
int	 person_need(struct db *, const char *name, moment now, int64_t *id, struct err *);
int	 person_set(struct db *, int64_t id, const struct person_change *, struct err *);
/* All, by row number, or one; end with db_done.  person_row: 1, 0, -1. */
struct db_rows *person_list(struct db *, struct err *);
struct db_rows *person_by_id(struct db *, int64_t id, struct err *);
int	 person_row(struct db_rows *, struct person *, struct err *);
/* The group that holds the queue of a language: 1 and *id, 0 none, -1. */
int	 person_team(struct db *, const char *language, int64_t *id, struct err *);
/*
 * Blank her name, credit and settings, and the mails that she sent; what she did stays (and her address elsewhere:
 * store/trace).  1, 0 nobody of that name, -1.
 */
int	 person_forget(struct db *, const char *name, struct err *);
/* Names of who translated (reviewed: or reviewed) what stands of an item, and asked for credit; rows of (credit). */
struct db_rows *person_credits(struct db *, int64_t item, struct err *);

#endif
