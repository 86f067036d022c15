#include "store/article.h"

#include <string.h>

static struct span
digest_span(const unsigned char *digest)
{
	return digest == NULL ? SPAN_NONE : span_make((const char *)digest, HASH_LEN);
}

int
article_insert(struct db *db, const struct article_columns *a, moment now, struct article_row *row,
    struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = db_query(db, err,
	    "INSERT INTO article (serial, arrival, origin, chain, seq, id, type, proof, original, leaf, message)"
	    " SELECT coalesce(max(serial), 0) + 1, max(?, coalesce(max(arrival), 0)),"
	    " ?, ?, ?, ?, ?, ?, ?, ?, ? FROM article RETURNING serial, arrival", "ittittbbbb", (int64_t)now,
	    a->origin, a->chain, a->seq, a->id, a->type, digest_span(a->proof), digest_span(a->original),
	    digest_span(a->leaf), a->message)) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		row->serial = db_int(rows, 0);
		row->arrival = db_int(rows, 1);
	}
	db_done(rows);
	return got == 1 ? 0 : -1;
}

static int
read_one(struct db_rows *rows, struct article_row *row, struct buf *message, struct err *err)
{
	int	got;

	if (rows == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		row->serial = db_int(rows, 0);
		row->arrival = db_int(rows, 1);
		buf_addspan(message, db_blob(rows, 2));
		got = buf_ok(message, err) == -1 ? -1 : 1;
	}
	db_done(rows);
	return got;
}

int
article_get(struct db *db, int64_t serial, struct article_row *row, struct buf *message, struct err *err)
{
	return read_one(db_query(db, err, "SELECT serial, arrival, message FROM article WHERE serial = ?",
	    "i", serial), row, message, err);
}

int
article_after(struct db *db, int64_t serial, struct article_row *row, struct buf *message, struct err *err)
{
	return read_one(db_query(db, err,
	    "SELECT serial, arrival, message FROM article WHERE serial > ? ORDER BY serial LIMIT 1", "i",
	    serial), row, message, err);
}

int
article_find(struct db *db, const char *id, int64_t *serial, struct err *err)
{
	return db_number(db, serial, err, "SELECT serial FROM article WHERE id = ?", "t", id);
}

int
article_find_proof(struct db *db, const char *origin, const unsigned char proof[HASH_LEN],
    int64_t *serial, struct err *err)
{
	return db_number(db, serial, err, "SELECT serial FROM article WHERE origin = ? AND proof = ?", "tb",
	    origin, digest_span(proof));
}

int
article_head(struct db *db, const char *origin, const char *chain, int64_t *seq,
    unsigned char leaf[HASH_LEN], struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	*seq = 0;
	memset(leaf, 0, HASH_LEN);
	if ((rows = db_query(db, err,
	    "SELECT seq, leaf FROM article WHERE origin = ? AND chain = ? ORDER BY seq DESC LIMIT 1", "tt",
	    origin, chain)) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		*seq = db_int(rows, 0);
		memcpy(leaf, db_blob(rows, 1).s, HASH_LEN);
	}
	db_done(rows);
	return got;
}

int
article_find_original(struct db *db, const unsigned char original[HASH_LEN], const char *assembly,
    struct buf *id, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = db_query(db, err,
	    "SELECT id FROM article LEFT JOIN post USING (serial) WHERE original = ?"
	    " ORDER BY coalesce(assembly = ?, 0) DESC, serial LIMIT 1", "bt", digest_span(original),
	    assembly)) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		buf_adds(id, db_text(rows, 0));
		got = buf_ok(id, err) == -1 ? -1 : 1;
	}
	db_done(rows);
	return got;
}
