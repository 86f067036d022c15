#include "store/search.h"

#include <string.h>

int
search_put(struct db *db, const struct search_page *p, struct span words, struct err *err)
{
	if (db_run(db, err,
	    "INSERT INTO page (serial, number, type, language, title, name, place, url, arrival, text)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "itttttttis", p->serial, p->number, p->type, p->language, p->title,
	    p->name, p->place, p->url, (int64_t)p->arrival, p->text) == -1)
		return -1;
	return db_run(db, err, "INSERT INTO word (rowid, words) VALUES (?, ?)", "is", p->serial, words);
}

int
search_get_mark(struct db *db, int64_t *serial, unsigned char digest[HASH_LEN], struct buf *url, struct err *err)
{
	struct db_rows	*rows;
	struct span	 bytes;
	int		 got;

	if ((rows = db_query(db, err, "SELECT serial, digest, url FROM exported", "")) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		*serial = db_int(rows, 0);
		bytes = db_blob(rows, 1);
		memset(digest, 0, HASH_LEN);
		if (bytes.n == HASH_LEN)
			memcpy(digest, bytes.s, HASH_LEN);
		buf_adds(url, db_text(rows, 2));
		got = buf_ok(url, err) == -1 ? -1 : 1;
	}
	db_done(rows);
	return got;
}

int
search_set_mark(struct db *db, int64_t serial, struct span digest, const char *url, struct err *err)
{
	if (db_run(db, err, "DELETE FROM exported", "") == -1)
		return -1;
	return db_run(db, err, "INSERT INTO exported (serial, digest, url) VALUES (?, ?, ?)", "ibt", serial, digest, url);
}

struct db_rows *
search_find(struct db *db, const char *match, const char *language, int64_t before, int64_t n, struct err *err)
{
	/* The index gives row numbers from the newest down: it reads no more than is shown, unless a language leaves much out. */
	return db_query(db, err,
	    "SELECT serial, number, type, language, title, name, place, url, arrival, text"
	    " FROM word CROSS JOIN page ON page.serial = word.rowid WHERE word MATCH ?1 AND word.rowid < ?3"
	    " AND (?2 = '' OR language = ?2) ORDER BY word.rowid DESC LIMIT ?4", "ttii", match, language, before, n);
}

int
search_next(struct db_rows *rows, struct search_page *p, struct err *err)
{
	int	got = db_next(rows, err);

	if (got == 1)
		*p = (struct search_page){ db_int(rows, 0), db_text(rows, 1), db_text(rows, 2), db_text(rows, 3),
		    db_text(rows, 4), db_text(rows, 5), db_text(rows, 6), db_text(rows, 7), db_int(rows, 8), db_blob(rows, 9) };
	return got;
}
