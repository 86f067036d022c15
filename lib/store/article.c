#include "store/article.h"

#include <string.h>

#define COLUMNS "serial, arrival, origin, chain, seq, id, type, proof, original, leaf, digest, message"

static struct span
hash_span(const unsigned char *hash)
{
	return span_make((const char *)hash, HASH_LEN);
}

int
articles_add(struct db *db, struct articles_row *row, struct err *err)
{
	if (db_run(db, err,
	    "INSERT INTO article (arrival, origin, chain, seq, id, type, proof, original, leaf, digest, message)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "ittittbbbbb", (int64_t)row->arrival, row->origin,
	    row->chain, row->seq, row->id, row->type, row->proof, row->original, row->leaf, row->digest,
	    row->message) == -1)
		return -1;
	row->serial = db_last_id(db);
	return 0;
}

int
articles_head(struct db *db, const char *origin, const char *chain, int64_t *seq, unsigned char leaf[HASH_LEN],
    struct err *err)
{
	struct db_rows	*rows;
	struct span	 head;
	int		 got;

	if ((rows = db_query(db, err,
	    "SELECT seq, leaf FROM article WHERE origin = ? AND chain = ? ORDER BY seq DESC LIMIT 1", "tt",
	    origin, chain)) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		*seq = db_int(rows, 0);
		head = db_blob(rows, 1);
		if (head.n == HASH_LEN)
			memcpy(leaf, head.s, HASH_LEN);
		else
			got = err_set(err, ERR_CONFIG, "the leaf of %s %lld has %zu bytes", chain,
			    (long long)*seq, head.n);
	}
	db_done(rows);
	return got;
}

int
articles_last(struct db *db, int64_t *serial, moment *arrival, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	*serial = 0;
	*arrival = MOMENT_NONE;
	if ((rows = db_query(db, err, "SELECT serial, arrival FROM article ORDER BY serial DESC LIMIT 1",
	    "")) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		*serial = db_int(rows, 0);
		*arrival = db_int(rows, 1);
	}
	db_done(rows);
	return got == -1 ? -1 : 0;
}

struct db_rows *
articles_after(struct db *db, int64_t serial, struct err *err)
{
	return db_query(db, err, "SELECT " COLUMNS " FROM article WHERE serial > ? ORDER BY serial", "i", serial);
}

struct db_rows *
articles_by_serial(struct db *db, int64_t serial, struct err *err)
{
	return db_query(db, err, "SELECT " COLUMNS " FROM article WHERE serial = ?", "i", serial);
}

struct db_rows *
articles_by_id(struct db *db, const char *id, struct err *err)
{
	return db_query(db, err, "SELECT " COLUMNS " FROM article WHERE id = ?", "t", id);
}

struct db_rows *
articles_by_proof(struct db *db, const char *origin, const unsigned char proof[HASH_LEN], struct err *err)
{
	return db_query(db, err, "SELECT " COLUMNS " FROM article WHERE origin = ? AND proof = ?", "tb",
	    origin, hash_span(proof));
}

int
articles_next(struct db_rows *rows, struct articles_row *row, struct err *err)
{
	int	 got;

	if ((got = db_next(rows, err)) != 1)
		return got;
	*row = (struct articles_row){
		.serial = db_int(rows, 0), .arrival = db_int(rows, 1), .origin = db_text(rows, 2),
		.chain = db_text(rows, 3), .seq = db_int(rows, 4), .id = db_text(rows, 5),
		.type = db_text(rows, 6), .proof = db_blob(rows, 7), .original = db_blob(rows, 8),
		.leaf = db_blob(rows, 9), .digest = db_blob(rows, 10), .message = db_blob(rows, 11)
	};
	return 1;
}

int
articles_has_proof(struct db *db, const char *origin, const unsigned char proof[HASH_LEN], struct err *err)
{
	int64_t	 n;

	return db_number(db, &n, err, "SELECT 1 FROM article WHERE origin = ? AND proof = ?", "tb",
	    origin, hash_span(proof));
}

int
articles_resolve(struct db *db, const char *id, const unsigned char digest[HASH_LEN], const char *assembly,
    struct buf *out, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = db_query(db, err,
	    "SELECT coalesce(translation.original, article.id) FROM article LEFT JOIN post USING (serial)"
	    " LEFT JOIN translation USING (serial) WHERE article.id = ?1 OR article.original = ?2"
	    " ORDER BY article.id = ?1 DESC, post.assembly IS ?3 DESC, serial LIMIT 1", "tbt", id,
	    hash_span(digest), assembly)) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		buf_adds(out, db_text(rows, 0));
		if (buf_ok(out, err) == -1)
			got = -1;
	}
	db_done(rows);
	return got;
}

int
articles_count(struct db *db, const char *type, int64_t *n, struct err *err)
{
	return db_number(db, n, err, "SELECT count(*) FROM article WHERE ?1 IS NULL OR type = ?1", "t", type) == -1 ?
	    -1 : 0;
}
