#include "store/memory.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

int
memory_learn(struct db *db, const char *source_language, const char *language, const unsigned char digest[HASH_LEN],
    const char *source, const char *text, moment now, struct err *err)
{
	struct span	key = span_make((const char *)digest, HASH_LEN);
	int64_t		id;
	int		got;

	if ((got = db_number(db, &id, err, "SELECT id FROM memory WHERE language = ? AND digest = ? AND source_language = ?",
	    "tbt", language, key, source_language)) == -1)
		return -1;
	if (got == 1)
		return db_run(db, err, "UPDATE memory SET text = ?2, at = ?3 WHERE id = ?1", "iti", id, text, (int64_t)now);
	if (db_run(db, err, "INSERT INTO memory (source_language, language, digest, source, text, at)"
	    " VALUES (?, ?, ?, ?, ?, ?)", "ttbtti", source_language, language, key, source, text, (int64_t)now) == -1)
		return -1;
	return db_run(db, err, "INSERT INTO memory_index (rowid, source) VALUES (?, ?)", "it", db_last_id(db), source);
}

int
memory_exact(struct db *db, const char *source_language, const char *language, const unsigned char digest[HASH_LEN],
    struct buf *text, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = db_query(db, err, "SELECT text FROM memory WHERE language = ? AND digest = ? AND source_language = ?",
	    "tbt", language, span_make((const char *)digest, HASH_LEN), source_language)) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1)
		buf_adds(text, db_text(rows, 0));
	db_done(rows);
	return got == 1 && buf_ok(text, err) == -1 ? -1 : got;
}

/* ---- what is near ---- */

/*
 * A text that is three quarters the same as another shares long pieces with it.  Some pieces of each text are looked up,
 * spread over it, and rows counted; a piece that is in very many rows says little, and only its first ones count.
 */
struct vote {
	int64_t	id;
	int	n;
};

/* The byte behind `chars` characters. */
static size_t
ahead(struct span s, size_t at, size_t chars)
{
	for (; chars > 0 && at < s.n; chars--)
		for (at++; at < s.n && ((unsigned char)s.s[at] & 0xC0) == 0x80; at++)
			;
	return at;
}

static size_t
characters(struct span s)
{
	size_t	i, n = 0;

	for (i = 0; i < s.n; i++)
		n += ((unsigned char)s.s[i] & 0xC0) != 0x80;
	return n;
}

static int
by_id(const void *a, const void *b)
{
	int64_t	x = ((const struct vote *)a)->id, y = ((const struct vote *)b)->id;

	return x < y ? -1 : x > y;
}

static int
by_votes(const void *a, const void *b)
{
	int	x = ((const struct vote *)a)->n, y = ((const struct vote *)b)->n;

	return x != y ? (x < y ? 1 : -1) : by_id(a, b);
}

/* One vote for each row that has the piece. */
static int
vote(struct db *db, struct span piece, struct buf *votes, struct err *err)
{
	struct buf	 quoted = BUF_INIT;
	struct db_rows	*rows;
	struct vote	 v = { .n = 1 };
	size_t		 i;
	int		 got;

	buf_addc(&quoted, '"');
	for (i = 0; i < piece.n; i++)
		buf_adds(&quoted, piece.s[i] == '"' ? "\"\"" : (char[]){ piece.s[i], '\0' });
	buf_addc(&quoted, '"');
	if ((rows = db_query(db, err, "SELECT rowid FROM memory_index WHERE memory_index MATCH ? LIMIT ?", "ti",
	    buf_str(&quoted), (int64_t)MEMORY_VOTES)) == NULL) {
		buf_free(&quoted);
		return -1;
	}
	while ((got = db_next(rows, err)) == 1) {
		v.id = db_int(rows, 0);
		buf_add(votes, &v, sizeof v);
	}
	db_done(rows);
	buf_free(&quoted);
	return got == -1 ? -1 : buf_ok(votes, err);
}

/* Sum up the votes of each row; rows left. */
static size_t
count(struct vote *v, size_t n)
{
	size_t	i, out = 0;

	if (n == 0)
		return 0;
	qsort(v, n, sizeof *v, by_id);
	for (i = 1; i < n; i++)
		if (v[i].id == v[out].id)
			v[out].n++;
		else
			v[++out] = v[i];
	qsort(v, out + 1, sizeof *v, by_votes);
	return out + 1;
}

int
memory_near(struct db *db, struct span source, int64_t *ids, size_t max, size_t *n, struct err *err)
{
	struct buf	votes = BUF_INIT;
	size_t		chars = characters(source), piece, step, at, i, from = 0;
	struct vote	*v;

	*n = 0;
	if (chars < 3)
		return 0;
	/* Short texts have short pieces: one change must leave some whole. */
	piece = chars < 24 ? 3 : chars < 48 ? 4 : MEMORY_PIECE;
	step = chars / MEMORY_PIECES > piece ? chars / MEMORY_PIECES : piece;
	for (at = 0; at + piece <= chars; at += step, from = ahead(source, from, step))
		if (vote(db, span_make(source.s + from, ahead(source, from, piece) - from), &votes, err) == -1) {
			buf_free(&votes);
			return -1;
		}
	v = (struct vote *)(void *)votes.s;
	*n = v == NULL ? 0 : count(v, votes.len / sizeof *v);
	*n = *n > max ? max : *n;
	for (i = 0; i < *n; i++)
		ids[i] = v[i].id;
	buf_free(&votes);
	return 0;
}

int
memory_row(struct db *db, int64_t id, const char *source_language, const char *language, struct buf *source,
    struct buf *text, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = db_query(db, err, "SELECT source, text FROM memory WHERE id = ? AND language = ? AND source_language = ?",
	    "itt", id, language, source_language)) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		buf_adds(source, db_text(rows, 0));
		buf_adds(text, db_text(rows, 1));
		got = buf_ok(source, err) == -1 || buf_ok(text, err) == -1 ? -1 : 1;
	}
	db_done(rows);
	return got;
}

struct db_rows *
memory_list(struct db *db, const char *language, struct err *err)
{
	return db_query(db, err, "SELECT source_language, language, source, text, at FROM memory"
	    " WHERE ?1 IS NULL OR language = ?1 ORDER BY id", "t", language);
}

/* ---- the glossary ---- */

int
term_put(struct db *db, const char *source_language, const char *language, const char *source, const char *text,
    const char *note, struct err *err)
{
	return db_run(db, err, "INSERT INTO term (source_language, language, source, text, note) VALUES (?, ?, ?, ?, ?)"
	    " ON CONFLICT DO UPDATE SET text = excluded.text, note = excluded.note", "ttttt", source_language, language,
	    source, text, note);
}

struct db_rows *
term_list(struct db *db, const char *source_language, const char *language, struct err *err)
{
	return db_query(db, err, "SELECT source_language, language, source, text, note FROM term WHERE (?1 IS NULL OR"
	    " source_language = ?1) AND (?2 IS NULL OR language = ?2) ORDER BY source_language, language, source", "tt",
	    source_language, language);
}
