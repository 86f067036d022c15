#include "store/bounce.h"

int
bounce_was_sent(struct db *db, int64_t serial, int64_t observer, struct err *err)
{
	int64_t	one;

	return db_number(db, &one, err,
	    "SELECT 1 FROM delivery WHERE original IN (SELECT id FROM planned) AND observer = ?2 AND serial = ?1"
	    " AND slice IS NOT NULL LIMIT 1", "ii", serial, observer);
}

int
bounce_put(struct db *db, int64_t serial, int64_t observer, const char *class, moment now, struct err *err)
{
	if (db_run(db, err,
	    "INSERT INTO bounce (serial, observer, class, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", "iiti",
	    serial, observer, class, (int64_t)now) == -1)
		return -1;
	return db_changes(db) > 0;
}

int
bounce_expire(struct db *db, moment before, struct err *err)
{
	return db_run(db, err, "DELETE FROM bounce WHERE at < ?", "i", (int64_t)before);
}

int
bounce_clear(struct db *db, int64_t observer, struct err *err)
{
	return db_run(db, err, "DELETE FROM bounce WHERE observer = ?", "i", observer);
}

int
bounce_wave(struct db *db, int64_t serial, int64_t *sent, int64_t *bounced, int64_t *usual, struct err *err)
{
	*sent = *bounced = *usual = 0;
	if (db_number(db, sent, err,
	    "SELECT count(*) FROM delivery WHERE slice IN (SELECT id FROM slice WHERE serial = ?)", "i", serial) == -1 ||
	    db_number(db, bounced, err, "SELECT count(*) FROM bounce WHERE serial = ?", "i", serial) == -1)
		return -1;
	return db_number(db, usual, err,
	    "WITH before AS (SELECT DISTINCT serial FROM slice WHERE serial < ? ORDER BY serial DESC LIMIT 10)"
	    " SELECT (SELECT count(*) FROM bounce WHERE serial IN before) / max(1, (SELECT count(*) FROM before))",
	    "i", serial) == -1 ? -1 : 0;
}

struct db_rows *
bounce_list(struct db *db, struct err *err)
{
	return db_query(db, err, "SELECT observer, serial, class, at FROM bounce ORDER BY observer, serial", "");
}

int
doubt_put(struct db *db, int64_t observer, const char *step, moment now, struct err *err)
{
	return db_run(db, err,
	    "INSERT INTO doubt (observer, step, at) VALUES (?1, ?2, ?3)"
	    " ON CONFLICT (observer) DO UPDATE SET step = ?2, at = ?3", "iti", observer, step, (int64_t)now);
}

int
doubt_get(struct db *db, int64_t observer, char *step, moment *at, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = db_query(db, err, "SELECT step, at FROM doubt WHERE observer = ?", "i", observer)) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		*step = db_text(rows, 0)[0];
		*at = db_int(rows, 1);
	}
	db_done(rows);
	return got;
}

int
doubt_clear(struct db *db, int64_t observer, struct err *err)
{
	return db_run(db, err, "DELETE FROM doubt WHERE observer = ?", "i", observer);
}

struct db_rows *
doubt_list(struct db *db, const char *step, moment before, struct err *err)
{
	return db_query(db, err, "SELECT observer FROM doubt WHERE step = ? AND at <= ? ORDER BY observer", "ti", step,
	    (int64_t)before);
}
