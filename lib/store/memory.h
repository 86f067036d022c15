/*
 * What was translated before, and the glossary: rows only.  How near a text is to another is asked of
 * text/similar; here are the ones that are worth being asked about.
 */
#ifndef ASM_STORE_MEMORY_H
#define ASM_STORE_MEMORY_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/time.h"
#include "store/db.h"

/* Learn one, inside a transaction; a newer text for the same source takes the place of the older. */
int	 memory_learn(struct db *, const char *source_language, const char *language,
	    const unsigned char digest[HASH_LEN], const char *source, const char *text, moment now, struct err *);
/* The text for that very source, appended: 1, 0, -1. */
int	 memory_exact(struct db *, const char *source_language, const char *language,
	    const unsigned char digest[HASH_LEN], struct buf *text, struct err *);
/*
 * The rows that share most of a text's pieces, best first, as row numbers: at most `max`, how many in *n.  Found by an
 * index: no scan.
 */
int	 memory_near(struct db *, struct span source, int64_t *ids, size_t max, size_t *n, struct err *);
/* One row's source and text, appended, if it is of these languages: 1, 0, -1. */
int	 memory_row(struct db *, int64_t id, const char *source_language, const char *language, struct buf *source,
	    struct buf *text, struct err *);
/* Rows of (source language, language, source, text, at). */
struct db_rows *memory_list(struct db *, const char *language, struct err *);

/* The glossary: a text that is the source itself is kept in every language. */
int	 term_put(struct db *, const char *source_language, const char *language, const char *source, const char *text,
	    const char *note, struct err *);
/* Rows of (source language, language, source, text, note), of one pair, or of all (NULL). */
struct db_rows *term_list(struct db *, const char *source_language, const char *language, struct err *);

#endif
