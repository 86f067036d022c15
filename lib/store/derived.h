/*
 * The tables that are made of articles, as a whole: emptied, and compared.
 */
#ifndef ASM_STORE_DERIVED_H
#define ASM_STORE_DERIVED_H

#include "base/err.h"
#include "base/hash.h"
#include "store/db.h"

/* NULL-terminated names, in the order in which they may be emptied. */
const char *const *derived_tables(void);
/* Remove every row. */
int	 derived_empty(struct db *, struct err *);
/* One digest over all rows of a table, in the order of its key. */
int	 derived_digest(struct db *, const char *table, unsigned char digest[HASH_LEN], struct err *);

#endif
