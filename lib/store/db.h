/*
 * One SQLite database: opening by the rules, transactions, statements.  The only
 * file that includes sqlite3.h, but for db_early.c; the other files of this wing hold all SQL, one file a noun.
 */
#ifndef ASM_STORE_DB_H
#define ASM_STORE_DB_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct db;

enum db_kind { DB_PUBLIC, DB_PRIVATE, DB_ARCHIVE, DB_SEARCH };	/* which schema and application_id */
/*
 * DB_SCRATCH: an empty database of that schema in a temporary file, gone when closed; the path is not looked at,
 * foreign keys are not enforced.
 */
enum db_mode { DB_READ, DB_WRITE, DB_CREATE, DB_SCRATCH };

/*
 * Open (WAL, busy timeout 30 s, foreign keys, synchronous FULL, trusted_schema off); DB_WRITE migrates an older schema.
 * A schema is a file of steps ("-- step N"); user_version says how many a database has seen.
 * No such file: ERR_NOINPUT; newer than we know or not ours: ERR_CONFIG; busy, full: ERR_AGAIN, here and in every call below.
 */
struct db *db_open(const char *path, enum db_kind, enum db_mode, struct err *);
void	 db_close(struct db *);				/* NULL is fine; rolls back what is open */

/* The path it was opened by; "" of a scratch. */
const char *db_path(const struct db *);

int	 db_begin(struct db *, struct err *);		/* BEGIN IMMEDIATE */
/* The same without waiting: 1, 0 somebody else writes, -1. */
int	 db_begin_now(struct db *, struct err *);
/* See everything as it is now until db_rollback, whoever writes meanwhile: for reading in several steps. */
int	 db_snapshot(struct db *, struct err *);
int	 db_commit(struct db *, struct err *);
void	 db_rollback(struct db *);			/* harmless when nothing is open */

/*
 * Statements.  `sql` must be a literal; `types` has a letter for each following value: i int64_t, t const char *
 * (NULL: null), s struct span as text, b struct span as blob (NULL s: null).  Prepared statements are kept per text.
 */
int	 db_run(struct db *, struct err *, const char *sql, const char *types, ...);
struct db_rows;
struct db_rows *db_query(struct db *, struct err *, const char *sql, const char *types, ...);
int	 db_next(struct db_rows *, struct err *);	/* 1 a row, 0 no more, -1 */
void	 db_done(struct db_rows *);			/* NULL is fine */
/* Of the current row, columns from 0; borrowed until the next db_next or db_done. */
int64_t	 db_int(struct db_rows *, int col);		/* 0 if null */
const char *db_text(struct db_rows *, int col);		/* "" if null */
struct span db_blob(struct db_rows *, int col);		/* text or blob */
int	 db_null(struct db_rows *, int col);
int	 db_columns(struct db_rows *);
/* One number from a query: 1 and *out, 0 no row, -1. */
int	 db_number(struct db *, int64_t *out, struct err *, const char *sql, const char *types, ...);

int64_t	 db_last_id(struct db *);
int64_t	 db_changes(struct db *);			/* rows changed by the last db_run */
/*
 * Copy all of it, as it is at one moment, into the new file `path` (0600): one file without a journal, durable.
 * ERR_CREATE: there is one of that name.  Writers go on meanwhile.
 */
int	 db_copy(struct db *, const char *path, struct err *);
/* "ok" or the first trouble of PRAGMA integrity_check and foreign_key_check, appended. 1 ok, 0 not, -1. */
int	 db_check(struct db *, struct buf *trouble, struct err *);

#endif
