#include "store/outbox.h"

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

/* 1 it is new, 0 known, -1. */
static int
plan_name(struct db *db, const char *name, int64_t *id, struct err *err)
{
	int64_t	made;

	if (db_run(db, err, "INSERT INTO planned (name) VALUES (?) ON CONFLICT (name) DO NOTHING", "t", name) == -1)
		return -1;
	made = db_changes(db);
	return db_number(db, id, err, "SELECT id FROM planned WHERE name = ?", "t", name) == -1 ? -1 : made > 0;
}

/* What she wants (?3 arrival, ?4 kind, ?5 assembly, ?6 region), and whether she reads it as it is (?7 language). */
#define WANTS	" FROM observer WHERE rhythm = 'each' AND since <= ?3 AND paused <= ?3" \
		" AND CASE kinds WHEN '' THEN ?4 <> 'wire' ELSE instr(' ' || kinds || ' ', ' ' || ?4 || ' ') END" \
		" AND (regions = '' AND assemblies = ''" \
		" OR instr(' ' || assemblies || ' ', ' ' || ?5 || ' ')" \
		" OR ?6 <> '' AND instr(char(10) || regions || char(10), char(10) || ?6 || char(10)))"
#define READS	"(languages = '' OR instr(' ' || languages || ' ', ' ' || ?7 || ' ') > 0)"

static int
add_waiting(struct db *db, int64_t original, const struct outbox_post *p, struct err *err)
{
	return db_run(db, err,
	    "INSERT INTO delivery (original, observer, serial, fallback, due)"
	    " SELECT ?1, id, NULL, ?2, ?3 + wait" WANTS " AND NOT " READS,
	    "iiitttt", original, p->serial, (int64_t)p->arrival, p->kind, p->assembly, p->region, p->language);
}

/* The slices are numbered while the rows are written: a second look at a hundred thousand rows would be the dearer one. */
static int
add_ready(struct db *db, int64_t original, const struct outbox_post *p, int64_t first, int size, struct err *err)
{
	return db_run(db, err,
	    "INSERT INTO delivery (original, observer, serial, fallback, due, slice)"
	    " SELECT ?1, id, ?2, ?2, 0, ?8 + (row_number() OVER () - 1) / ?9" WANTS " AND " READS " ORDER BY id",
	    "iiittttii", original, p->serial, (int64_t)p->arrival, p->kind, p->assembly, p->region, p->language,
	    first, (int64_t)size);
}

static int
add_slices(struct db *db, int64_t first, int64_t n, int64_t serial, moment now, struct err *err)
{
	if (n == 0)
		return 0;
	return db_run(db, err,
	    "WITH RECURSIVE s(id) AS (SELECT ?1 UNION ALL SELECT id + 1 FROM s WHERE id + 1 < ?1 + ?2)"
	    " INSERT INTO slice (id, serial, next) SELECT id, ?3, ?4 FROM s", "iiii", first, n, serial,
	    (int64_t)now);
}

int
outbox_add_post(struct db *db, const struct outbox_post *p, int size, moment now, int64_t *now_for,
    int64_t *wait_for, struct err *err)
{
	int64_t	original, first, ready, waiting;
	int	made;

	if ((made = plan_name(db, p->original, &original, err)) == -1 || db_number(db, &first, err,
	    "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'slice'), 0) + 1", "") == -1)
		return -1;
	ready = waiting = 0;
	if (made == 1) {
		if (add_ready(db, original, p, first, size, err) == -1)
			return -1;
		ready = db_changes(db);
		if (add_slices(db, first, (ready + size - 1) / size, p->serial, now, err) == -1 ||
		    add_waiting(db, original, p, err) == -1)
			return -1;
		waiting = db_changes(db);
	}
	if (now_for != NULL)
		*now_for = ready;
	if (wait_for != NULL)
		*wait_for = waiting;
	return 0;
}

int
outbox_add_translation(struct db *db, const char *original, int64_t serial, const char *language,
    struct err *err)
{
	return db_run(db, err,
	    "UPDATE delivery SET serial = ?2 WHERE original = (SELECT id FROM planned WHERE name = ?1)"
	    " AND serial IS NULL AND observer IN"
	    " (SELECT id FROM observer WHERE instr(' ' || languages || ' ', ' ' || ?3 || ' '))",
	    "tit", original, serial, language);
}

int
outbox_add_one(struct db *db, const char *original, int64_t serial, int64_t observer, struct err *err)
{
	int64_t	id;

	if (plan_name(db, original, &id, err) == -1)
		return -1;
	return db_run(db, err,
	    "INSERT INTO delivery (original, observer, serial, fallback, due) VALUES (?1, ?3, ?2, ?2, 0)"
	    " ON CONFLICT (original, observer) DO NOTHING", "iii", id, serial, observer);
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
		    "UPDATE delivery SET slice = ?1 WHERE (original, observer) IN (SELECT original, observer"
		    " FROM delivery WHERE slice IS NULL AND serial = ?2 ORDER BY original, observer LIMIT ?3)", "iii",
		    db_last_id(db), serial, (int64_t)size) == -1)
			return -1;
	}
	return got;
}

int
outbox_prune(struct db *db, moment before, struct err *err)
{
	if (db_run(db, err, "DELETE FROM delivery WHERE slice IN (SELECT id FROM slice WHERE done < ?1"
	    " UNION ALL SELECT id FROM slice WHERE refused <> '' AND next < ?1)", "i", (int64_t)before) == -1)
		return -1;
	if (db_changes(db) > 0 && db_run(db, err,
	    "DELETE FROM planned WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE original = planned.id)", "") == -1)
		return -1;
	if (db_run(db, err, "DELETE FROM slice WHERE done < ?", "i", (int64_t)before) == -1 ||
	    db_run(db, err, "DELETE FROM slice WHERE refused <> '' AND next < ?", "i", (int64_t)before) == -1)
		return -1;
	return db_run(db, err, "DELETE FROM letter WHERE refused <> '' AND made < ?", "i", (int64_t)before);
}

int
outbox_overdue(struct db *db, moment before, int64_t *n, struct err *err)
{
	return db_number(db, n, err, "SELECT (SELECT count(*) FROM slice WHERE done IS NULL AND refused = '' AND next < ?1)"
	    " + (SELECT count(*) FROM letter WHERE refused = '' AND next < ?1)", "i", (int64_t)before) == -1 ? -1 : 0;
}

int
outbox_forget(struct db *db, int64_t serial, struct err *err)
{
	if (db_run(db, err, "DELETE FROM delivery WHERE slice IS NULL"
	    " OR slice IN (SELECT id FROM slice WHERE done IS NULL)", "") == -1 ||
	    db_run(db, err, "DELETE FROM slice WHERE done IS NULL", "") == -1 ||
	    db_run(db, err, "DELETE FROM letter", "") == -1)
		return -1;
	return outbox_set_planned(db, serial, err);
}

int
outbox_due(struct db *db, int64_t id, moment now, struct slice *slice, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = db_query(db, err,
	    "SELECT id, serial, tries FROM slice WHERE done IS NULL AND refused = '' AND id > ? AND next <= ?"
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

	if (db_number(db, &n, err, "SELECT count(*) FROM slice WHERE id = ? AND done IS NULL AND refused = ''", "i", id) == -1)
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
