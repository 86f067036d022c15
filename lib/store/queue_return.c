/*
 * What came back: deliveries, of each segment the text that stands, and the mails that were read.
 */
#include "base/limits.h"
#include "store/queue.h"

int
queue_keep(struct db *db, const struct queue_return *r, struct span message, moment now, int64_t *returned,
    struct err *err)
{
	unsigned char	digest[HASH_LEN] = { 0 };
	struct span	key = span_make((const char *)digest, sizeof digest);
	int		got;

	if (hash_sha256(message.s, message.n, digest) == -1)
		return err_memory(err);
	if ((got = db_number(db, returned, err, "SELECT id FROM returned WHERE item = ? AND digest = ?", "ib",
	    r->item, key)) != 0)
		return got == 1 ? 0 : -1;
	if (db_run(db, err, "INSERT INTO returned (item, person, at, revision, amends, digest, message)"
	    " VALUES (?, nullif(?, 0), ?, ?, ?, ?, ?)", "iiiiibb", r->item, r->person, (int64_t)now,
	    (int64_t)r->revision, (int64_t)r->amends, key, message) == -1)
		return -1;
	*returned = db_last_id(db);
	return 1;
}

int
queue_keep_text(struct db *db, int64_t returned, int number, const unsigned char source[HASH_LEN],
    const char *text, struct err *err)
{
	return db_run(db, err,
	    "INSERT INTO returned_text (returned, number, source, text) VALUES (?, ?, ?, ?)", "iibt",
	    returned, (int64_t)number, span_make((const char *)source, HASH_LEN), text);
}

int
queue_stand(struct db *db, int64_t item, int64_t returned, int number, const unsigned char source[HASH_LEN],
    struct err *err)
{
	return db_run(db, err, "INSERT INTO standing (item, source, number, returned) VALUES (?, ?, ?, ?)"
	    " ON CONFLICT DO UPDATE SET number = excluded.number, returned = excluded.returned", "ibii", item,
	    span_make((const char *)source, HASH_LEN), (int64_t)number, returned);
}

int
queue_unstand(struct db *db, int64_t item, int64_t after, struct err *err)
{
	return db_run(db, err, "DELETE FROM standing WHERE item = ? AND returned > ?", "ii", item, after);
}

int
queue_unstand_one(struct db *db, int64_t item, const unsigned char source[HASH_LEN], struct err *err)
{
	return db_run(db, err, "DELETE FROM standing WHERE item = ? AND source = ?", "ib", item,
	    span_make((const char *)source, HASH_LEN));
}

struct db_rows *
queue_texts(struct db *db, int64_t item, struct err *err)
{
	return db_query(db, err, "SELECT t.number, t.text, t.source, s.returned, ifnull(person, 0) FROM standing AS s"
	    " JOIN returned_text AS t ON t.returned = s.returned AND t.source = s.source AND t.number = s.number"
	    " JOIN returned ON returned.id = s.returned WHERE s.item = ? ORDER BY t.number", "i", item);
}

struct db_rows *
queue_alternatives(struct db *db, int64_t item, struct err *err)
{
	return db_query(db, err, "SELECT t.number, t.text, t.source, t.returned, ifnull(person, 0) FROM returned JOIN"
	    " returned_text AS t ON t.returned = returned.id WHERE returned.item = ?1 AND NOT EXISTS (SELECT 1 FROM"
	    " standing AS s WHERE s.item = ?1 AND s.source = t.source AND s.returned = t.returned)"
	    " ORDER BY t.returned DESC, t.number", "i", item);
}

int
queue_last_return(struct db *db, int64_t item, int64_t *last, moment *at, int64_t *person, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = db_query(db, err, "SELECT id, at, ifnull(person, 0) FROM returned WHERE id = (SELECT max(returned)"
	    " FROM standing WHERE item = ?)", "i", item)) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		*last = db_int(rows, 0);
		*at = db_int(rows, 1);
		*person = db_int(rows, 2);
	}
	db_done(rows);
	return got;
}

struct db_rows *
queue_authors(struct db *db, int64_t item, int64_t but, struct err *err)
{
	return db_query(db, err, "SELECT DISTINCT person FROM standing JOIN returned ON returned.id = standing.returned"
	    " WHERE standing.item = ? AND person IS NOT NULL AND person <> ? ORDER BY person", "ii", item, but);
}

/* ---- mails ---- */

int
queue_mail(struct db *db, struct span message, int64_t person, const char *outcome, int keep, moment now,
    int64_t *id, struct err *err)
{
	unsigned char	digest[HASH_LEN] = { 0 };
	struct span	key = span_make((const char *)digest, sizeof digest);
	int		got;

	if (hash_sha256(message.s, message.n, digest) == -1)
		return err_memory(err);
	if ((got = db_number(db, id, err, "SELECT id FROM work_mail WHERE digest = ?", "b", key)) != 0)
		return got == 1 ? 0 : -1;
	if (db_run(db, err, "INSERT INTO work_mail (at, digest, person, outcome, message) VALUES (?, ?, nullif(?, 0), ?, ?)",
	    "ibitb", (int64_t)now, key, person, outcome, keep ? message : SPAN_NONE) == -1)
		return -1;
	*id = db_last_id(db);
	return 1;
}

int
queue_mail_outcome(struct db *db, int64_t id, const char *outcome, int64_t person, int forget, struct err *err)
{
	return db_run(db, err, "UPDATE work_mail SET outcome = ?2, person = nullif(?3, 0), message = CASE WHEN ?4 THEN NULL"
	    " ELSE message END WHERE id = ?1", "itii", id, outcome, person, (int64_t)forget);
}

int
queue_mail_message(struct db *db, int64_t id, struct buf *out, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = db_query(db, err, "SELECT message FROM work_mail WHERE id = ? AND message IS NOT NULL", "i",
	    id)) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		buf_addspan(out, db_blob(rows, 0));
		got = buf_ok(out, err) == -1 ? -1 : 1;
	}
	db_done(rows);
	return got;
}

#define UNCONFIRMED	"message IS NOT NULL AND outcome IN ('asked', 'limit', 'no sender')"

int
queue_mails_expire(struct db *db, moment before, struct err *err)
{
	/* What somebody may still confirm goes last. */
	if (db_run(db, err, "UPDATE work_mail SET message = NULL WHERE " UNCONFIRMED " AND at < ?", "i", (int64_t)before) == -1)
		return -1;
	return db_run(db, err, "UPDATE work_mail SET message = NULL WHERE id IN (SELECT id FROM (SELECT id, sum(length(message)) OVER"
	    " (ORDER BY outcome = 'asked' DESC, id DESC) AS total FROM work_mail WHERE " UNCONFIRMED ") WHERE total > ?)", "i",
	    (int64_t)QUEUE_KEPT_BYTES);
}

struct db_rows *
queue_mails(struct db *db, struct err *err)
{
	return db_query(db, err, "SELECT id, at, ifnull((SELECT name FROM person WHERE person.id = person), ''), outcome,"
	    " message IS NOT NULL FROM work_mail ORDER BY id", "");
}
