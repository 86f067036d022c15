#include "store/life.h"

#include <stdio.h>
#include <string.h>

int
life_shown_get(struct db *db, const char *assembly, const char *address, struct life_shown *s, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	memset(s, 0, sizeof *s);
	if ((rows = db_query(db, err,
	    "SELECT checked, absent, unreached, warned, confirmed, absences, verdict, block, accepted"
	    " FROM shown WHERE assembly = ? AND address = ?", "tt", assembly, address)) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		s->checked = db_int(rows, 0);
		s->absent = db_int(rows, 1);
		s->unreached = db_int(rows, 2);
		s->warned = db_int(rows, 3);
		s->confirmed = db_int(rows, 4);
		s->absences = db_int(rows, 5);
		snprintf(s->verdict, sizeof s->verdict, "%s", db_text(rows, 6));
		snprintf(s->block, sizeof s->block, "%s", db_text(rows, 7));
		snprintf(s->accepted, sizeof s->accepted, "%s", db_text(rows, 8));
	}
	db_done(rows);
	return got;
}

int
life_shown_put(struct db *db, const char *assembly, const char *address, const struct life_shown *s, struct err *err)
{
	return db_run(db, err,
	    "INSERT OR REPLACE INTO shown (assembly, address, checked, absent, unreached, warned, confirmed,"
	    " absences, verdict, block, accepted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "ttiiiiiittt",
	    assembly, address, (int64_t)s->checked, (int64_t)s->absent, (int64_t)s->unreached, (int64_t)s->warned,
	    (int64_t)s->confirmed, s->absences, s->verdict, s->block, s->accepted);
}

int
life_last_alive(struct db *db, const char *assembly, moment *at, struct err *err)
{
	int64_t	 n;

	if (db_number(db, &n, err, "SELECT coalesce(max(checked), 0) FROM shown"
	    " WHERE assembly = ? AND verdict <> '' AND verdict <> 'unknown'", "t", assembly) == -1)
		return -1;
	*at = n;
	return 0;
}

int
life_applicant_put(struct db *db, const char *assembly, const char *sender, const char *language, struct err *err)
{
	return db_run(db, err, "INSERT OR REPLACE INTO applicant (assembly, sender, language) VALUES (?, ?, ?)", "ttt",
	    assembly, sender, language);
}

struct db_rows *
life_applicant(struct db *db, const char *assembly, struct err *err)
{
	return db_query(db, err, "SELECT sender, language FROM applicant WHERE assembly = ?", "t", assembly);
}

int
life_add(struct db *db, const char *assembly, moment at, const char *what, const char *role, const char *note,
    struct err *err)
{
	return db_run(db, err, "INSERT INTO life (assembly, at, what, role, note) VALUES (?, ?, ?, ?, ?)", "titt" "t",
	    assembly, (int64_t)at, what, role, note);
}

struct db_rows *
life_steps(struct db *db, const char *assembly, struct err *err)
{
	return db_query(db, err, "SELECT at, what, role, note FROM life WHERE assembly = ? ORDER BY id", "t", assembly);
}
