#include "store/outbox.h"

#include <string.h>

int
outbox_planned(struct db *db, int64_t *serial, struct err *err)
{
	*serial = 0;
	return db_number(db, serial, err, "SELECT value FROM mark WHERE name = 'planned'", "") == -1 ?
	    -1 : 0;
}

int
outbox_set_planned(struct db *db, int64_t serial, struct err *err)
{
	return db_run(db, err,
	    "INSERT INTO mark (name, value) VALUES ('planned', ?1)"
	    " ON CONFLICT (name) DO UPDATE SET value = max(value, ?1)", "i", serial);
}

int
outbox_add_post(struct db *db, const char *original, int64_t serial, const char *language,
    moment arrival, moment due, struct err *err)
{
	return db_run(db, err,
	    "INSERT INTO delivery (original, observer, serial, fallback, due)"
	    " SELECT ?1, id,"
	    " CASE WHEN languages = '' OR instr(' ' || languages || ' ', ' ' || ?3 || ' ') THEN ?2 END,"
	    " ?2, ?5 FROM observer WHERE rhythm = 'each' AND since <= ?4"
	    " ON CONFLICT (original, observer) DO NOTHING",
	    "titii", original, serial, language, (int64_t)arrival, (int64_t)due);
}

int
outbox_add_translation(struct db *db, const char *original, int64_t serial, const char *language,
    struct err *err)
{
	return db_run(db, err,
	    "UPDATE delivery SET serial = ?2 WHERE original = ?1 AND serial IS NULL AND observer IN"
	    " (SELECT id FROM observer WHERE instr(' ' || languages || ' ', ' ' || ?3 || ' '))",
	    "tit", original, serial, language);
}

int
outbox_add_one(struct db *db, const char *original, int64_t serial, int64_t observer, struct err *err)
{
	return db_run(db, err,
	    "INSERT INTO delivery (original, observer, serial, fallback, due) VALUES (?1, ?3, ?2, ?2, 0)"
	    " ON CONFLICT (original, observer) DO NOTHING", "tii", original, serial, observer);
}

int
outbox_end_waiting(struct db *db, moment now, struct err *err)
{
	return db_run(db, err,
	    "UPDATE delivery SET serial = fallback WHERE serial IS NULL AND due <= ?", "i", (int64_t)now);
}

int
outbox_cut(struct db *db, int size, moment now, struct err *err)
{
	int64_t	serial;
	int	got;

	while ((got = db_number(db, &serial, err,
	    "SELECT serial FROM delivery WHERE slice IS NULL AND serial IS NOT NULL ORDER BY serial LIMIT 1",
	    "")) == 1) {
		if (db_run(db, err, "INSERT INTO slice (serial, next) VALUES (?, ?)", "ii",
		    serial, (int64_t)now) == -1 ||
		    db_run(db, err,
		    "UPDATE delivery SET slice = ?1 WHERE id IN (SELECT id FROM delivery"
		    " WHERE slice IS NULL AND serial = ?2 ORDER BY id LIMIT ?3)", "iii",
		    db_last_id(db), serial, (int64_t)size) == -1)
			return -1;
	}
	return got;
}

int
outbox_due(struct db *db, int64_t id, moment now, struct slice *slice, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = db_query(db, err,
	    "SELECT id, serial, tries FROM slice WHERE done IS NULL AND id > ? AND next <= ?"
	    " ORDER BY id LIMIT 1", "ii", id, (int64_t)now)) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		slice->id = db_int(rows, 0);
		slice->serial = db_int(rows, 1);
		slice->tries = (int)db_int(rows, 2);
	}
	db_done(rows);
	return got;
}

int
outbox_open(struct db *db, int64_t id, struct err *err)
{
	int64_t	n;

	if (db_number(db, &n, err, "SELECT count(*) FROM slice WHERE id = ? AND done IS NULL", "i",
	    id) == -1)
		return -1;
	return n > 0;
}

struct db_rows *
outbox_recipients(struct db *db, int64_t id, struct err *err)
{
	return db_query(db, err,
	    "SELECT observer.id, observer.address FROM delivery JOIN observer ON observer.id = observer"
	    " WHERE slice = ? AND rhythm <> 'none' ORDER BY observer.id", "i", id);
}

int
outbox_done(struct db *db, int64_t id, moment now, struct err *err)
{
	return db_run(db, err, "UPDATE slice SET done = ?, trouble = '' WHERE id = ?", "ii",
	    (int64_t)now, id);
}

int
outbox_retry(struct db *db, int64_t id, moment next, const char *trouble, struct err *err)
{
	return db_run(db, err,
	    "UPDATE slice SET tries = tries + 1, next = ?, trouble = ? WHERE id = ? AND done IS NULL",
	    "iti", (int64_t)next, trouble, id);
}

int
outbox_count(struct db *db, struct outbox_counts *c, struct err *err)
{
	memset(c, 0, sizeof *c);
	if (db_number(db, &c->waiting, err,
	    "SELECT count(*) FROM delivery WHERE serial IS NULL", "") == -1 ||
	    db_number(db, &c->due, err, "SELECT count(*) FROM slice WHERE done IS NULL", "") == -1 ||
	    db_number(db, &c->troubled, err,
	    "SELECT count(*) FROM slice WHERE done IS NULL AND tries > 0", "") == -1 ||
	    db_number(db, &c->done, err, "SELECT count(*) FROM slice WHERE done IS NOT NULL", "") == -1)
		return -1;
	return 0;
}
