#include "store/db.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/db_early.h"
#include "store/sql.h"

#define BUSY_MS		30000		/* the lock is not fair: 50 writers make one wait for seconds */
#define STEP_MARK	"-- step "	/* a line that begins so parts the steps of a schema */

struct statement {
	const char	*sql;
	sqlite3_stmt	*stmt;
	int		 busy;
};

struct db {
	sqlite3		*handle;
	char		*path;
	struct statement *statement;
	size_t		 n, cap;
	int64_t		 changes;
};

struct db_rows {
	struct db	*db;
	sqlite3_stmt	*stmt;
	size_t		 index;		/* among the kept statements */
};

static const struct {
	const char	*what;
	const char	*schema;
	int		 application;	/* "ASM" and a number */
} kinds[] = {
	[DB_PUBLIC] = { "public", store_public_sql, 0x41534d01 },
	[DB_PRIVATE] = { "private", store_private_sql, 0x41534d02 },
	[DB_ARCHIVE] = { "web archive", store_archive_sql, 0x41534d03 },
	[DB_SEARCH] = { "search", store_search_sql, 0x41534d04 },
};

/* ---- errors ---- */

static enum err_class
class_of(int code)
{
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_FULL:
	case SQLITE_NOMEM:
	case SQLITE_IOERR:
	case SQLITE_INTERRUPT:
	case SQLITE_PROTOCOL:
	case SQLITE_SCHEMA:
		return ERR_AGAIN;
	case SQLITE_CANTOPEN:
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return ERR_CONFIG;
	default:
		return ERR_BUG;
	}
}

static int
fail(struct db *db, struct err *err)
{
	int	 code = sqlite3_extended_errcode(db->handle);

	return err_set(err, class_of(code), "%s: %s", db->path, sqlite3_errmsg(db->handle));
}

/* ---- statements ---- */

static sqlite3_stmt *
prepare(struct db *db, const char *sql, struct err *err)
{
	sqlite3_stmt	*stmt = NULL;

	if (sqlite3_prepare_v2(db->handle, sql, -1, &stmt, NULL) != SQLITE_OK) {
		fail(db, err);
		return NULL;
	}
	return stmt;
}

/* The kept statement of that text that nobody is reading from, made if there is none; *index says which. */
static sqlite3_stmt *
statement(struct db *db, const char *sql, size_t *index, struct err *err)
{
	struct statement	*grown;
	size_t			 i;

	for (i = 0; i < db->n && !(db->statement[i].sql == sql && !db->statement[i].busy); i++)
		;
	if (i == db->n)			/* the same text elsewhere: its beginning is many others' too */
		for (i = 0; i < db->n && !(!db->statement[i].busy && strcmp(db->statement[i].sql, sql) == 0); i++)
			;
	if (i == db->n && db->n == db->cap) {
		if ((grown = reallocarray(db->statement, db->cap * 2 + 16, sizeof *grown)) == NULL) {
			err_memory(err);
			return NULL;
		}
		db->statement = grown;
		db->cap = db->cap * 2 + 16;
	}
	if (i == db->n) {
		db->statement[i] = (struct statement){ sql, prepare(db, sql, err), 0 };
		if (db->statement[i].stmt == NULL)
			return NULL;
		db->n++;
	}
	*index = i;
	return db->statement[i].stmt;
}

static int
bind_span(sqlite3_stmt *stmt, int i, struct span value, int blob)
{
	if (value.s == NULL)
		return sqlite3_bind_null(stmt, i);
	if (blob)
		return sqlite3_bind_blob64(stmt, i, value.s, value.n, SQLITE_TRANSIENT);
	return sqlite3_bind_text64(stmt, i, value.s, value.n, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static int
bind(struct db *db, sqlite3_stmt *stmt, const char *types, va_list ap, struct err *err)
{
	int	 code, i;

	for (i = 1; *types != '\0'; i++, types++) {
		switch (*types) {
		case 'i':
			code = sqlite3_bind_int64(stmt, i, va_arg(ap, int64_t));
			break;
		case 't':
			code = bind_span(stmt, i, span_str(va_arg(ap, const char *)), 0);
			break;
		case 's':
		case 'b':
			code = bind_span(stmt, i, va_arg(ap, struct span), *types == 'b');
			break;
		default:
			return err_set(err, ERR_BUG, "type %c in a statement", *types);
		}
		if (code != SQLITE_OK)
			return fail(db, err);
	}
	if (i - 1 != sqlite3_bind_parameter_count(stmt))
		return err_set(err, ERR_BUG, "%d values for %d places: %s", i - 1,
		    sqlite3_bind_parameter_count(stmt), sqlite3_sql(stmt));
	return 0;
}

static void
rest(sqlite3_stmt *stmt)
{
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
}

int
db_run(struct db *db, struct err *err, const char *sql, const char *types, ...)
{
	sqlite3_stmt	*stmt;
	va_list		 ap;
	size_t		 i;
	int		 code, result = -1;

	if ((stmt = statement(db, sql, &i, err)) == NULL)
		return -1;
	va_start(ap, types);
	if (bind(db, stmt, types, ap, err) == 0) {
		while ((code = sqlite3_step(stmt)) == SQLITE_ROW)
			;
		db->changes = sqlite3_changes64(db->handle);
		result = code == SQLITE_DONE ? 0 : fail(db, err);
	}
	va_end(ap);
	rest(stmt);
	return result;
}

static struct db_rows *
query(struct db *db, struct err *err, const char *sql, const char *types, va_list ap)
{
	struct db_rows	*rows;

	if ((rows = calloc(1, sizeof *rows)) == NULL) {
		err_memory(err);
		return NULL;
	}
	rows->db = db;
	if ((rows->stmt = statement(db, sql, &rows->index, err)) == NULL) {
		free(rows);
		return NULL;
	}
	db->statement[rows->index].busy = 1;
	if (bind(db, rows->stmt, types, ap, err) == -1) {
		db_done(rows);
		return NULL;
	}
	return rows;
}

struct db_rows *
db_query(struct db *db, struct err *err, const char *sql, const char *types, ...)
{
	struct db_rows	*rows;
	va_list		 ap;

	va_start(ap, types);
	rows = query(db, err, sql, types, ap);
	va_end(ap);
	return rows;
}

int
db_next(struct db_rows *rows, struct err *err)
{
	switch (sqlite3_step(rows->stmt)) {
	case SQLITE_ROW:
		return 1;
	case SQLITE_DONE:
		return 0;
	default:
		return fail(rows->db, err);
	}
}

void
db_done(struct db_rows *rows)
{
	if (rows == NULL)
		return;
	rest(rows->stmt);
	rows->db->statement[rows->index].busy = 0;
	free(rows);
}

int64_t
db_int(struct db_rows *rows, int col)
{
	return sqlite3_column_int64(rows->stmt, col);
}

const char *
db_text(struct db_rows *rows, int col)
{
	const char	*s = (const char *)sqlite3_column_text(rows->stmt, col);

	return s != NULL ? s : "";
}

struct span
db_blob(struct db_rows *rows, int col)
{
	const char	*s = sqlite3_column_blob(rows->stmt, col);

	return span_make(s, s != NULL ? (size_t)sqlite3_column_bytes(rows->stmt, col) : 0);
}

int
db_null(struct db_rows *rows, int col)
{
	return sqlite3_column_type(rows->stmt, col) == SQLITE_NULL;
}

int
db_columns(struct db_rows *rows)
{
	return sqlite3_column_count(rows->stmt);
}

int
db_number(struct db *db, int64_t *out, struct err *err, const char *sql, const char *types, ...)
{
	struct db_rows	*rows;
	va_list		 ap;
	int		 got;

	va_start(ap, types);
	rows = query(db, err, sql, types, ap);
	va_end(ap);
	if (rows == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1)
		*out = db_int(rows, 0);
	db_done(rows);
	return got;
}

int64_t
db_last_id(struct db *db)
{
	return sqlite3_last_insert_rowid(db->handle);
}

int64_t
db_changes(struct db *db)
{
	return db->changes;
}

/* ---- transactions ---- */

int
db_begin(struct db *db, struct err *err)
{
	return db_run(db, err, "BEGIN IMMEDIATE", "");
}

int
db_begin_now(struct db *db, struct err *err)
{
	struct err	 trouble;
	int		 got;

	sqlite3_busy_timeout(db->handle, 0);
	got = db_run(db, &trouble, "BEGIN IMMEDIATE", "") == 0;
	if (!got && (sqlite3_errcode(db->handle) & 0xff) != SQLITE_BUSY) {
		got = -1;
		if (err != NULL)
			*err = trouble;
	}
	sqlite3_busy_timeout(db->handle, BUSY_MS);
	return got;
}

int
db_snapshot(struct db *db, struct err *err)
{
	int64_t	 n;

	/* The snapshot is taken by the first read. */
	if (db_run(db, err, "BEGIN", "") == -1)
		return -1;
	return db_number(db, &n, err, "SELECT count(*) FROM sqlite_schema", "") == -1 ? -1 : 0;
}

int
db_commit(struct db *db, struct err *err)
{
	return db_run(db, err, "COMMIT", "");
}

void
db_rollback(struct db *db)
{
	if (!sqlite3_get_autocommit(db->handle))
		sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

/* ---- schema ---- */

static int
execute(struct db *db, const char *sql, struct err *err)
{
	return sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : fail(db, err);
}

/* What a schema wants of an empty or older file: the step marks parted it into steps, run from `done` on. */
static int
run_steps(struct db *db, const char *schema, int64_t done, int64_t *steps, struct err *err)
{
	struct buf	 sql = BUF_INIT;
	struct span	 left = span_str(schema), line;
	int		 result;

	*steps = 0;
	while (span_line(&left, &line)) {
		if (span_starts(line, STEP_MARK))
			++*steps;
		else if (*steps > done) {
			buf_addspan(&sql, line);
			buf_addc(&sql, '\n');
		}
	}
	if ((result = buf_ok(&sql, err)) == 0 && sql.len > 0)
		result = execute(db, buf_str(&sql), err);
	buf_free(&sql);
	return result;
}

/* PRAGMA takes no parameters; the value is a number of ours. */
static int
set_pragma(struct db *db, const char *name, int64_t value, struct err *err)
{
	struct buf	 sql = BUF_INIT;
	int		 result;

	buf_addf(&sql, "PRAGMA %s = %lld", name, (long long)value);
	if ((result = buf_ok(&sql, err)) == 0)
		result = execute(db, buf_str(&sql), err);
	buf_free(&sql);
	return result;
}

static int
count_steps(const char *schema)
{
	struct span	 left = span_str(schema), line;
	int		 n = 0;

	while (span_line(&left, &line))
		n += span_starts(line, STEP_MARK);
	return n;
}

/* 1 it is ours and of this version, 0 older or empty, -1. */
static int
look(struct db *db, enum db_kind kind, int64_t *version, struct err *err)
{
	int64_t	 application, tables = 0;
	int	 steps = count_steps(kinds[kind].schema);

	if (db_number(db, &application, err, "PRAGMA application_id", "") == -1 ||
	    db_number(db, version, err, "PRAGMA user_version", "") == -1 ||
	    (application == 0 && db_number(db, &tables, err, "SELECT count(*) FROM sqlite_schema", "") == -1))
		return -1;
	if (application != kinds[kind].application && (application != 0 || tables != 0))
		return err_set(err, ERR_CONFIG, "%s is no %s database of asm", db->path, kinds[kind].what);
	if (*version > steps)
		return err_set(err, ERR_CONFIG, "%s was made by a newer asm (schema %lld, here %d)",
		    db->path, (long long)*version, steps);
	return application != 0 && *version == steps;
}

/* Several may start at once: the lock first, then a look at the version, which is part of the transaction. */
static int
migrate(struct db *db, enum db_kind kind, struct err *err)
{
	int64_t	 steps, version;
	int	 current;

	if (db_begin(db, err) == -1)
		return -1;
	if ((current = look(db, kind, &version, err)) == 0 &&
	    (run_steps(db, kinds[kind].schema, version, &steps, err) == -1 ||
	    set_pragma(db, "application_id", kinds[kind].application, err) == -1 ||
	    set_pragma(db, "user_version", steps, err) == -1))
		current = -1;
	if (current == -1 || db_commit(db, err) == -1) {
		db_rollback(db);
		return -1;
	}
	return 0;
}

/* ---- opening ---- */

static int
check_kind(struct db *db, enum db_kind kind, enum db_mode mode, struct err *err)
{
	int64_t	 version;
	int	 current;

	if (mode == DB_CREATE || mode == DB_SCRATCH)
		return migrate(db, kind, err);
	if ((current = look(db, kind, &version, err)) != 0)
		return current == 1 ? 0 : -1;
	if (mode == DB_WRITE)
		return migrate(db, kind, err);
	return err_set(err, ERR_CONFIG, "%s has an older schema (%lld): run asm-site init",
	    db->path, (long long)version);
}

static int
configure(struct db *db, enum db_mode mode, struct err *err)
{
	sqlite3_busy_timeout(db->handle, BUSY_MS);
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if (mode == DB_READ) {
		/*
		 * A reader leaves tidying up to writers, which saves it two fsyncs; the pragmas about writing
		 * would be most of what it does.
		 */
		sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
		return execute(db, "PRAGMA query_only = ON", err);
	}
	if (mode == DB_CREATE && execute(db, "PRAGMA journal_mode = WAL", err) == -1)
		return -1;
	if (execute(db, mode == DB_SCRATCH ? "PRAGMA synchronous = OFF" : "PRAGMA synchronous = FULL",
	    err) == -1)
		return -1;
	/* What is put in a scratch may refer to rows elsewhere. */
	if (mode != DB_SCRATCH && execute(db, "PRAGMA foreign_keys = ON", err) == -1)
		return -1;
	return execute(db, "PRAGMA cell_size_check = ON; PRAGMA recursive_triggers = ON", err);
}

/*
 * No program here has threads, nor counts memory, nor wants twenty pages laid out before the first is read: a quarter
 * less of what opening takes.
 */
static void
start_sqlite(void)
{
	static int	 started;

	if (!started) {
		sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
		sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
		sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
	}
	started = 1;
}

/* SQLite would create with the umask; a database is for its owner only. */
static int
make_file(const char *path, struct err *err)
{
	int	 fd;

	if ((fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)) == -1)
		return err_errno(err, ERR_CREATE, "%s", path);
	close(fd);
	return 0;
}

static int
prepare_file(const char *path, enum db_mode mode, struct err *err)
{
	if (mode == DB_SCRATCH)
		return 0;
	if (mode == DB_CREATE)
		return make_file(path, err);
	if (access(path, F_OK) == -1)
		return err_errno(err, errno == ENOENT ? ERR_NOINPUT : ERR_CONFIG, "%s", path);
	return 0;
}

struct db *
db_open(const char *path, enum db_kind kind, enum db_mode mode, struct err *err)
{
	struct db	*db;

	if (mode == DB_SCRATCH)
		path = "";		/* SQLite's own temporary file, gone when closed */
	if (prepare_file(path, mode, err) == -1)
		return NULL;
	start_sqlite();
	db_early_use();
	if ((db = calloc(1, sizeof *db)) == NULL || (db->path = strdup(path)) == NULL) {
		err_memory(err);
		db_close(db);
		return NULL;
	}
	if (sqlite3_open_v2(path, &db->handle, SQLITE_OPEN_READWRITE |
	    (mode == DB_SCRATCH ? SQLITE_OPEN_CREATE : 0), NULL) != SQLITE_OK) {
		if (db->handle != NULL)
			fail(db, err);
		else
			err_memory(err);
		db_close(db);
		return NULL;
	}
	if (configure(db, mode, err) == -1 || check_kind(db, kind, mode, err) == -1) {
		db_close(db);
		return NULL;
	}
	return db;
}

void
db_close(struct db *db)
{
	size_t	 i;

	if (db == NULL)
		return;
	for (i = 0; i < db->n; i++)
		sqlite3_finalize(db->statement[i].stmt);
	if (db->handle != NULL) {
		db_rollback(db);
		sqlite3_close(db->handle);
	}
	free(db->statement);
	free(db->path);
	free(db);
}

const char *
db_path(const struct db *db)
{
	return db->path;
}

/* ---- copy ---- */

/* All pages in one step, which is one reader's moment; a journal of its own would be a second file. */
static int
copy_pages(struct db *from, sqlite3 *to)
{
	sqlite3_backup	*backup;
	int		 code;

	if ((backup = sqlite3_backup_init(to, "main", from->handle, "main")) == NULL)
		return sqlite3_extended_errcode(to);
	code = sqlite3_backup_step(backup, -1);
	if (sqlite3_backup_finish(backup) != SQLITE_OK || code != SQLITE_DONE)
		return code;
	return sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
}

int
db_copy(struct db *from, const char *path, struct err *err)
{
	sqlite3	*to = NULL;
	int	 fd, code;

	if ((fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) == -1)
		return err_errno(err, ERR_CREATE, "%s", path);
	close(fd);
	if ((code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE, NULL)) == SQLITE_OK) {
		sqlite3_busy_timeout(to, BUSY_MS);
		code = copy_pages(from, to);
	}
	if (code != SQLITE_OK) {
		err_set(err, class_of(code), "%s: %s", path, sqlite3_errstr(code));
		sqlite3_close(to);
		unlink(path);
		return -1;
	}
	sqlite3_close(to);
	return 0;
}

/* ---- check ---- */

int
db_check(struct db *db, struct buf *trouble, struct err *err)
{
	struct db_rows	*rows;
	int		 got, ok;

	if ((rows = db_query(db, err, "PRAGMA integrity_check(1)", "")) == NULL)
		return -1;
	got = db_next(rows, err);
	ok = got == 1 && strcmp(db_text(rows, 0), "ok") == 0;
	if (got == 1)
		buf_adds(trouble, db_text(rows, 0));
	db_done(rows);
	if (got == -1 || !ok)
		return got == -1 ? -1 : 0;
	if ((rows = db_query(db, err, "PRAGMA foreign_key_check", "")) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		buf_reset(trouble);
		buf_addf(trouble, "table %s, row %lld: refers to a row of %s that is not there",
		    db_text(rows, 0), (long long)db_int(rows, 1), db_text(rows, 2));
	}
	db_done(rows);
	return got == -1 ? -1 : got == 0;
}
