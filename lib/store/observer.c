#include "store/observer.h"

#include <string.h>

#define COLUMNS	"SELECT id, address, languages, rhythm, kinds, regions, assemblies, wait, paused, since FROM observer"

int
observer_rhythm_valid(const char *rhythm)
{
	return strcmp(rhythm, "each") == 0 || strcmp(rhythm, "daily") == 0 || strcmp(rhythm, "weekly") == 0 ||
	    strcmp(rhythm, "none") == 0;
}

static int
stop_waiting(struct db *db, const char *address, moment now, struct err *err)
{
	return db_run(db, err,
	    "DELETE FROM delivery WHERE serial IS NULL AND observer ="
	    " (SELECT id FROM observer WHERE address = ?1 AND (rhythm = 'none' OR paused > ?2))", "ti",
	    address, (int64_t)now);
}

int
observer_put(struct db *db, const char *address, const struct observer_change *c, moment now, struct err *err)
{
	int64_t	id, paused = c->paused != MOMENT_NONE ? c->paused : -1;
	int	there;

	if ((there = db_number(db, &id, err, "SELECT id FROM observer WHERE address = ?", "t", address)) == -1)
		return -1;
	if (db_run(db, err,
	    "INSERT INTO observer (address, languages, rhythm, kinds, regions, assemblies, wait, paused, since)"
	    " VALUES (?1, coalesce(?2, ''), coalesce(?3, 'each'), coalesce(?4, ''), coalesce(?5, ''), coalesce(?6, ''),"
	    " CASE WHEN ?7 < 0 THEN 259200 ELSE ?7 END, max(?8, 0), ?9)"
	    " ON CONFLICT (address) DO UPDATE SET"
	    " languages = coalesce(?2, languages), rhythm = coalesce(?3, rhythm), kinds = coalesce(?4, kinds),"
	    " regions = coalesce(?5, regions), assemblies = coalesce(?6, assemblies),"
	    " wait = CASE WHEN ?7 < 0 THEN wait ELSE ?7 END, paused = CASE WHEN ?8 < 0 THEN paused ELSE ?8 END",
	    "ttttttiii", address, c->languages, c->rhythm, c->kinds, c->regions, c->assemblies, c->wait, paused,
	    (int64_t)now) == -1 || stop_waiting(db, address, now, err) == -1)
		return -1;
	return !there;
}

int
observer_remove(struct db *db, const char *address, struct err *err)
{
	int64_t	id;
	int	got;

	if ((got = db_number(db, &id, err, "SELECT id FROM observer WHERE address = ?", "t", address)) != 1)
		return got;
	/* By what was planned: a search of the key for each, where an index on people would cost every planning. */
	if (db_run(db, err,
	    "DELETE FROM delivery WHERE observer = ? AND original IN (SELECT id FROM planned)", "i", id) == -1 ||
	    db_run(db, err, "DELETE FROM bounce WHERE observer = ?", "i", id) == -1 ||
	    db_run(db, err, "DELETE FROM doubt WHERE observer = ?", "i", id) == -1 ||
	    db_run(db, err, "DELETE FROM observer WHERE id = ?", "i", id) == -1)
		return -1;
	return 1;
}

struct db_rows *
observer_list(struct db *db, struct err *err)
{
	return db_query(db, err, COLUMNS " ORDER BY id", "");
}

struct db_rows *
observer_by_address(struct db *db, const char *address, struct err *err)
{
	return db_query(db, err, COLUMNS " WHERE address = ?", "t", address);
}

struct db_rows *
observer_by_id(struct db *db, int64_t id, struct err *err)
{
	return db_query(db, err, COLUMNS " WHERE id = ?", "i", id);
}

int
observer_row(struct db_rows *rows, struct observer *o, struct err *err)
{
	int	got;

	if ((got = db_next(rows, err)) != 1)
		return got;
	o->id = db_int(rows, 0);
	o->address = db_text(rows, 1);
	o->languages = db_text(rows, 2);
	o->rhythm = db_text(rows, 3);
	o->kinds = db_text(rows, 4);
	o->regions = db_text(rows, 5);
	o->assemblies = db_text(rows, 6);
	o->wait = db_int(rows, 7);
	o->paused = db_int(rows, 8);
	o->since = db_int(rows, 9);
	return 1;
}

struct db_rows *
observer_languages(struct db *db, struct err *err)
{
	return db_query(db, err, "SELECT languages, count(*) FROM observer WHERE languages <> '' AND rhythm <> 'none'"
	    " GROUP BY languages ORDER BY languages", "");
}
