/*
 * Articles to rows: the only writer of every public table but the log itself.
 */
#ifndef ASM_SITE_DERIVE_H
#define ASM_SITE_DERIVE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "store/article.h"
#include "store/db.h"

/*
 * Write the rows that one article stands for, inside the caller's transaction.  What it does depends on the article and
 * on earlier ones only.  ERR_DATA: what should be in the article is not.
 */
int	 derive_article(struct db *, const struct articles_row *, struct err *);
/* Make all tables again, in one transaction. *articles (may be NULL) is how many were read. */
int	 derive_all(struct db *, int64_t *articles, struct err *);
/*
 * Compare the tables with what derive_all would make of the articles: 1 the same, 0 not (*table is the first that
 * differs, static), -1.
 */
int	 derive_compare(struct db *, const char **table, struct err *);
/* "2026-11-14T00:00:00Z/2026-11-21T00:00:00Z" or days, as Asm-Window has it: 0, -1. */
int	 derive_window(const char *value, moment *begins, moment *ends);

#endif
