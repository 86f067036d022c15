#include "store/observer.h"

#include <string.h>

int
observer_rhythm_valid(const char *rhythm)
{
	return strcmp(rhythm, "each") == 0 || strcmp(rhythm, "weekly") == 0 ||
	    strcmp(rhythm, "none") == 0;
}

int
observer_put(struct db *db, const char *address, const char *languages, const char *rhythm,
    moment now, struct err *err)
{
	int64_t	id;
	int	there;

	if ((there = db_number(db, &id, err, "SELECT id FROM observer WHERE address = ?", "t", address)) == -1)
		return -1;
	if (db_run(db, err,
	    "INSERT INTO observer (address, languages, rhythm, since)"
	    " VALUES (?1, coalesce(?2, ''), coalesce(?3, 'each'), ?4)"
	    " ON CONFLICT (address) DO UPDATE SET"
	    " languages = coalesce(?2, languages), rhythm = coalesce(?3, rhythm)",
	    "ttti", address, languages, rhythm, (int64_t)now) == -1)
		return -1;
	return !there;
}

int
observer_remove(struct db *db, const char *address, struct err *err)
{
	if (db_run(db, err, "DELETE FROM observer WHERE address = ?", "t", address) == -1)
		return -1;
	return db_changes(db) > 0;
}

struct db_rows *
observer_list(struct db *db, struct err *err)
{
	return db_query(db, err,
	    "SELECT id, address, languages, rhythm, since FROM observer ORDER BY id", "");
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
	o->since = db_int(rows, 4);
	return 1;
}
