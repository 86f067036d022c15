/*
 * What the outbox could not get rid of: slices parted because some of their
 * recipients were not taken, refusals, and the figures.
 */
#include <string.h>

#include "store/outbox.h"

int
outbox_refuse(struct db *db, int64_t id, const char *why, struct err *err)
{
	return db_run(db, err, "UPDATE slice SET tries = tries + 1, refused = ? WHERE id = ? AND done IS NULL",
	    "ti", why, id);
}

int
outbox_split(struct db *db, const struct slice *slice, const int64_t observer[], size_t n, int tries,
    moment next, const char *trouble, const char *refused, struct err *err)
{
	int64_t	id;
	size_t	i;

	if (db_run(db, err, "INSERT INTO slice (serial, tries, next, trouble, refused) VALUES (?, ?, ?, ?, ?)",
	    "iiitt", slice->serial, (int64_t)tries, (int64_t)next, trouble, refused != NULL ? refused : "") == -1)
		return -1;
	id = db_last_id(db);
	for (i = 0; i < n; i++)
		if (db_run(db, err, "UPDATE delivery SET slice = ? WHERE slice = ? AND observer = ?", "iii",
		    id, slice->id, observer[i]) == -1)
			return -1;
	return 0;
}

/* ---- figures ---- */

int
outbox_count(struct db *db, struct outbox_counts *c, struct err *err)
{
	int64_t	letters;

	memset(c, 0, sizeof *c);
	if (db_number(db, &c->waiting, err,
	    "SELECT count(*) FROM delivery WHERE serial IS NULL", "") == -1 ||
	    db_number(db, &c->due, err, "SELECT count(*) FROM slice WHERE done IS NULL AND refused = ''",
	    "") == -1 ||
	    db_number(db, &c->troubled, err,
	    "SELECT count(*) FROM slice WHERE done IS NULL AND refused = '' AND tries > 0", "") == -1 ||
	    db_number(db, &c->done, err, "SELECT count(*) FROM slice WHERE done IS NOT NULL", "") == -1 ||
	    db_number(db, &c->letters, err, "SELECT count(*) FROM letter WHERE refused = ''", "") == -1 ||
	    db_number(db, &letters, err, "SELECT count(*) FROM letter WHERE refused <> ''", "") == -1 ||
	    db_number(db, &c->refused, err, "SELECT count(*) FROM slice WHERE refused <> ''", "") == -1)
		return -1;
	c->refused += letters;
	return 0;
}

struct db_rows *
outbox_refusals(struct db *db, struct err *err)
{
	return db_query(db, err,
	    "SELECT serial, (SELECT count(*) FROM delivery WHERE delivery.slice = slice.id), refused FROM slice"
	    " WHERE refused <> '' UNION ALL"
	    " SELECT 0, count(*), refused FROM letter WHERE refused <> '' GROUP BY refused"
	    " ORDER BY 1, 3", "");
}

int
outbox_refusal_row(struct db_rows *rows, struct outbox_refusal *r, struct err *err)
{
	int	got;

	if ((got = db_next(rows, err)) == 1) {
		r->serial = db_int(rows, 0);
		r->recipients = db_int(rows, 1);
		r->why = db_text(rows, 2);
	}
	return got;
}

int
outbox_again(struct db *db, moment now, int64_t *n, struct err *err)
{
	int64_t	slices;

	if (db_run(db, err, "UPDATE slice SET refused = '', tries = 0, next = ? WHERE refused <> ''", "i",
	    (int64_t)now) == -1)
		return -1;
	slices = db_changes(db);
	if (db_run(db, err, "UPDATE letter SET refused = '', tries = 0, next = ? WHERE refused <> ''", "i",
	    (int64_t)now) == -1)
		return -1;
	if (n != NULL)
		*n = slices + db_changes(db);
	return 0;
}
