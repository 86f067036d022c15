#include "tests/unit/tap.h"

#include "store/db.h"

static struct db *
must_open(const char *path, enum db_kind kind, enum db_mode mode)
{
	struct err	 e;
	struct db	*db;

	if ((db = db_open(path, kind, mode, &e)) == NULL)
		bail("%s", e.text);
	return db;
}

static int64_t
number(struct db *db, const char *sql)
{
	struct err	 e;
	int64_t		 n = -1;

	if (db_number(db, &n, &e, sql, "") == -1)
		bail("%s", e.text);
	return n;
}

static void
test_opening(void)
{
	const char	*path = tap_path("a.db"), *other = tap_path("other.db");
	struct db	*db;
	struct stat	 st;
	struct err	 e;
	FILE		*f;

	ok(db_open(path, DB_PUBLIC, DB_READ, &e) == NULL && e.class == ERR_NOINPUT, "no such file, to read");
	ok(db_open(path, DB_PUBLIC, DB_WRITE, &e) == NULL && e.class == ERR_NOINPUT, "no such file, to write");
	umask(0);
	db = must_open(path, DB_PUBLIC, DB_CREATE);
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "a new one is open to nobody else");
	is_int(number(db, "PRAGMA application_id"), 0x41534d01, "it says whose it is");
	is_int(number(db, "PRAGMA synchronous"), 2, "commits are synchronous");
	is_int(number(db, "PRAGMA foreign_keys"), 1, "references are kept");
	db_close(db);
	db_close(must_open(path, DB_PUBLIC, DB_CREATE));
	ok(1, "made twice");
	ok(db_open(path, DB_PRIVATE, DB_READ, &e) == NULL && e.class == ERR_CONFIG, "it is not the other kind");

	db = must_open(path, DB_PUBLIC, DB_READ);
	is_err(db_run(db, &e, "DELETE FROM post", ""), &e, ERR_CONFIG, "a reader does not write");
	db_close(db);

	db = must_open(path, DB_PUBLIC, DB_WRITE);
	db_run(db, &e, "PRAGMA user_version = 999", "");
	db_close(db);
	ok(db_open(path, DB_PUBLIC, DB_WRITE, &e) == NULL && e.class == ERR_CONFIG && strstr(e.text, "newer") != NULL,
	    "one of a newer program is left alone");

	if ((f = fopen(other, "w")) == NULL || fputs("this is no database, by no means\n", f) == EOF || fclose(f) != 0)
		bail("no file");
	ok(db_open(other, DB_PUBLIC, DB_WRITE, &e) == NULL && e.class == ERR_CONFIG, "what is no database");
	ok(db_open(other, DB_PUBLIC, DB_CREATE, &e) == NULL && e.class == ERR_CONFIG, "is not made one either");
}

static void
test_statements(void)
{
	struct db	*db = must_open(tap_path("s.db"), DB_PRIVATE, DB_CREATE);
	struct db_rows	*outer, *inner;
	struct err	 e;
	int64_t		 n;
	int		 rows = 0;

	is_ok(db_run(db, &e, "INSERT INTO application (assembly, record, received) VALUES (?, ?, ?)", "tsi", "a",
	    SPAN("x\0y"), (int64_t)7), &e, "a row");
	db_run(db, &e, "INSERT INTO application (assembly, record, received) VALUES (?, ?, ?)", "tsi", "b", SPAN(""),
	    (int64_t)8);
	is_int(db_changes(db), 1, "one was changed");
	is_err(db_run(db, &e, "INSERT INTO application (assembly, record, received) VALUES (?, ?, ?)", "tsi", "a",
	    SPAN_NONE, (int64_t)7), &e, ERR_BUG, "an empty span without bytes is null, which is refused here");
	is_err(db_run(db, &e, "DELETE FROM application WHERE assembly = ?", ""), &e, ERR_BUG, "a value too few");

	/* The same text, read inside itself. */
	if ((outer = db_query(db, &e, "SELECT assembly, record, received FROM application ORDER BY 1", "")) == NULL)
		bail("%s", e.text);
	while (db_next(outer, &e) == 1) {
		if ((inner = db_query(db, &e, "SELECT assembly, record, received FROM application ORDER BY 1", "")) == NULL)
			bail("%s", e.text);
		while (db_next(inner, &e) == 1)
			rows++;
		db_done(inner);
		if (rows == 2) {
			is_span(db_blob(outer, 1), SPAN("x\0y"), "a NUL in text comes back");
			is_int(db_int(outer, 2), 7, "and a number");
		}
	}
	db_done(outer);
	is_int(rows, 4, "a statement can be read inside itself");
	is_int(db_number(db, &n, &e, "SELECT received FROM application WHERE assembly = ?", "t", "c"), 0, "no row");
	db_done(NULL);
	db_close(db);
}

static void
test_transactions(void)
{
	const char	*path = tap_path("t.db");
	struct db	*db = must_open(path, DB_PRIVATE, DB_CREATE), *reader;
	struct err	 e;

	is_ok(db_begin(db, &e), &e, "begin");
	db_run(db, &e, "INSERT INTO application (assembly, record, received) VALUES ('a', 'x', 1)", "");
	reader = must_open(path, DB_PRIVATE, DB_READ);
	is_int(number(reader, "SELECT count(*) FROM application"), 0, "nobody sees what is not committed");
	db_rollback(db);
	db_rollback(db);
	is_int(number(db, "SELECT count(*) FROM application"), 0, "rolled back");
	db_begin(db, &e);
	db_run(db, &e, "INSERT INTO application (assembly, record, received) VALUES ('a', 'x', 1)", "");
	is_ok(db_commit(db, &e), &e, "commit");
	is_int(number(reader, "SELECT count(*) FROM application"), 1, "then it is seen");
	is_ok(db_snapshot(reader, &e), &e, "a snapshot");
	db_run(db, &e, "INSERT INTO application (assembly, record, received) VALUES ('b', 'x', 1)", "");
	is_int(number(reader, "SELECT count(*) FROM application"), 1, "sees nothing that comes later");
	db_rollback(reader);
	is_int(number(reader, "SELECT count(*) FROM application"), 2, "until it ends");
	db_run(db, &e, "DELETE FROM application WHERE assembly = 'b'", "");
	db_begin(db, &e);
	db_run(db, &e, "DELETE FROM application", "");
	db_close(db);
	is_int(number(reader, "SELECT count(*) FROM application"), 1, "closing undoes what was open");
	db_close(reader);
	db_close(NULL);
}

static void
test_check(void)
{
	struct db	*db = must_open(tap_path("c.db"), DB_PUBLIC, DB_CREATE), *scratch;
	struct buf	 trouble = BUF_INIT;
	struct err	 e;

	is_int(db_check(db, &trouble, &e), 1, "a sound one");
	is_err(db_run(db, &e, "INSERT INTO issue VALUES (5, 'weekly', 'en', 0, 1)", ""), &e, ERR_BUG,
	    "a row of no article is refused");
	db_run(db, &e, "PRAGMA foreign_keys = OFF", "");
	db_run(db, &e, "INSERT INTO issue VALUES (5, 'weekly', 'en', 0, 1)", "");
	buf_reset(&trouble);
	is_int(db_check(db, &trouble, &e), 0, "or found");
	ok(strstr(buf_str(&trouble), "issue") != NULL, "and named: %s", buf_str(&trouble));
	scratch = must_open(NULL, DB_PUBLIC, DB_SCRATCH);
	is_ok(db_run(scratch, &e, "INSERT INTO issue VALUES (5, 'weekly', 'en', 0, 1)", ""), &e, "a scratch takes it");
	db_close(scratch);
	db_close(db);
	buf_free(&trouble);
}

int
main(void)
{
	test_opening();
	test_statements();
	test_transactions();
	test_check();
	return done();
}
