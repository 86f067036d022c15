/*
 * The life of a contact, as far as it is private: who applied, what the page shows of an address, whether its
 * mailbox answered, and the steps so far.  Rows only; what follows from them is site/life's.
 */
#ifndef ASM_STORE_LIFE_H
#define ASM_STORE_LIFE_H

#include <stdint.h>

#include "base/err.h"
#include "base/time.h"
#include "store/db.h"

#define LIFE_WORD	16
#define LIFE_HEX	65

struct life_shown {
	moment	 checked, absent, unreached, warned, confirmed;	/* 0: never, or not now */
	int64_t	 absences;
	char	 verdict[LIFE_WORD];
	char	 block[LIFE_HEX], accepted[LIFE_HEX];
};

/* 1 and the row, 0 none (all zero), -1. */
int	 life_shown_get(struct db *, const char *assembly, const char *address, struct life_shown *, struct err *);
int	 life_shown_put(struct db *, const char *assembly, const char *address, const struct life_shown *, struct err *);
/* When its page could be read last, whatever it showed; 0 never. 0, -1. */
int	 life_last_alive(struct db *, const char *assembly, moment *, struct err *);

int	 life_applicant_put(struct db *, const char *assembly, const char *sender, const char *language, struct err *);
/* Rows of (sender, language); end with db_done. */
struct db_rows *life_applicant(struct db *, const char *assembly, struct err *);

int	 life_add(struct db *, const char *assembly, moment, const char *what, const char *role, const char *note,
	    struct err *);
/* Rows of (at, what, role, note) in order; end with db_done. */
struct db_rows *life_steps(struct db *, const char *assembly, struct err *);

#endif
