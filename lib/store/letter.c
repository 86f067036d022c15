#include "store/letter.h"

int
letter_put(struct db *db, const char *sender, const char *recipient, struct span message, moment now, struct err *err)
{
	return db_run(db, err, "INSERT INTO letter (sender, recipient, message, made, next) VALUES (?1, ?2, ?3, ?4, ?4)",
	    "ttbi", sender, recipient, message, (int64_t)now);
}

int
letter_due(struct db *db, int64_t id, moment now, struct letter *letter, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = db_query(db, err,
	    "SELECT id, tries, recipient, message, sender FROM letter WHERE refused = '' AND id > ? AND next <= ?"
	    " ORDER BY id LIMIT 1", "ii", id, (int64_t)now)) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		letter->id = db_int(rows, 0);
		letter->tries = (int)db_int(rows, 1);
		buf_reset(&letter->recipient);
		buf_adds(&letter->recipient, db_text(rows, 2));
		buf_reset(&letter->message);
		buf_addspan(&letter->message, db_blob(rows, 3));
		buf_reset(&letter->sender);
		buf_adds(&letter->sender, db_text(rows, 4));
		if (buf_ok(&letter->sender, err) == -1 || buf_ok(&letter->recipient, err) == -1 || buf_ok(&letter->message, err) == -1)
			got = -1;
	}
	db_done(rows);
	return got;
}

void
letter_free(struct letter *letter)
{
	buf_free(&letter->sender);
	buf_free(&letter->recipient);
	buf_wipe(&letter->message);
}

int
letter_open(struct db *db, int64_t id, struct err *err)
{
	int64_t	n;

	if (db_number(db, &n, err, "SELECT count(*) FROM letter WHERE id = ? AND refused = ''", "i", id) == -1)
		return -1;
	return n > 0;
}

int
letter_done(struct db *db, int64_t id, struct err *err)
{
	return db_run(db, err, "DELETE FROM letter WHERE id = ?", "i", id);
}

int
letter_retry(struct db *db, int64_t id, moment next, const char *trouble, struct err *err)
{
	return db_run(db, err, "UPDATE letter SET tries = tries + 1, next = ?, trouble = ? WHERE id = ?", "iti",
	    (int64_t)next, trouble, id);
}

int
letter_refuse(struct db *db, int64_t id, const char *why, struct err *err)
{
	return db_run(db, err, "UPDATE letter SET tries = tries + 1, refused = ? WHERE id = ?", "ti", why, id);
}
