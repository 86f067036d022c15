#include "store/archive.h"

#include "base/limits.h"

#define COLUMNS "p.id, p.mid, p.stem, p.type, p.kind, p.original, p.parent, p.corrects, p.language, p.title, p.name, p.assembly," \
	" p.answer_by, p.thread, p.revision, p.ends, p.arrival"
#define POSTS	"SELECT " COLUMNS ", NULL FROM post p "
/* What a correction took the place of, or took back, asks nobody any more. */
#define UNCORRECTED " AND NOT EXISTS (SELECT 1 FROM post c WHERE c.corrects = p.mid AND c.corrects <> '')"
#define WHOLE	"SELECT " COLUMNS ", m.bytes FROM post p JOIN message m ON m.post = p.id "

/* ---- posts ---- */

int
archive_has(struct db *db, struct span content, struct err *err)
{
	int64_t	 one;

	return db_number(db, &one, err, "SELECT 1 FROM post WHERE content = ?", "b", content);
}

static int
put_message(struct db *db, const struct archive_post *p, struct err *err)
{
	if (db_run(db, err, "INSERT OR REPLACE INTO message VALUES (?, ?)", "ib", p->id, p->message) == -1)
		return -1;
	return db_run(db, err, "INSERT OR IGNORE INTO dirty VALUES (?)", "i", p->id);
}

int
archive_put(struct db *db, struct archive_post *p, struct span content, struct err *err)
{
	if (db_run(db, err, "INSERT INTO post (mid, content, stem, type, kind, original, revision, parent, corrects, language, title,"
	    " name, assembly, answer_by, ends, arrival, thread)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?, ?)", "tbttttitttttttiit", p->mid, content, p->stem,
	    p->type, p->kind, p->original, p->revision, p->parent, p->corrects, p->language, p->title, p->name, p->assembly,
	    p->answer_by, p->ends, p->arrival, p->thread) == -1)
		return -1;
	p->id = db_last_id(db);
	return put_message(db, p, err);
}

int
archive_replace(struct db *db, const struct archive_post *p, struct span content, struct err *err)
{
	if (db_run(db, err, "UPDATE post SET content = ?, title = ?, name = ?, ends = nullif(?, 0) WHERE id = ?", "bttii", content,
	    p->title, p->name, p->ends, p->id) == -1)
		return -1;
	return put_message(db, p, err);
}

struct db_rows *
archive_posts(struct db *db, enum archive_what what, const char *text, int64_t number, struct err *err)
{
	switch (what) {
	case ARCHIVE_MID:
		return db_query(db, err, POSTS "WHERE p.mid = ? ORDER BY p.id LIMIT 1", "t", text);
	case ARCHIVE_STEM:
		return db_query(db, err, POSTS "WHERE p.stem = ?", "t", text);
	case ARCHIVE_TRANSLATIONS:
		return db_query(db, err, POSTS "WHERE p.original = ? AND p.original <> ''"
		    " ORDER BY p.language, p.revision DESC, p.arrival DESC, p.id DESC LIMIT ?", "ti", text, number);
	case ARCHIVE_REPLIES:
		return db_query(db, err, POSTS "WHERE p.parent = ? AND p.parent <> '' ORDER BY p.arrival, p.mid LIMIT ?", "ti",
		    text, number);
	case ARCHIVE_CORRECTIONS:
		return db_query(db, err, WHOLE "WHERE p.corrects = ? AND p.corrects <> '' ORDER BY p.arrival, p.mid LIMIT ?", "ti",
		    text, number);
	case ARCHIVE_DIRTY:
		return db_query(db, err, WHOLE "JOIN dirty d ON d.post = p.id WHERE d.post > ? ORDER BY d.post LIMIT 1", "i", number);
	case ARCHIVE_EVENTS:
		return db_query(db, err, WHOLE "WHERE p.ends >= ? AND p.ends IS NOT NULL ORDER BY +p.id", "i", number);
	case ARCHIVE_ISSUES:
		return db_query(db, err, POSTS "WHERE p.type = 'issue' AND p.language = ? ORDER BY p.arrival DESC, p.id DESC LIMIT ?",
		    "ti", text, number);
	case ARCHIVE_DUE:
		return db_query(db, err, POSTS "WHERE p.answer_by >= ? AND p.answer_by <> '' AND p.original = ''" UNCORRECTED
		    " ORDER BY p.answer_by, p.arrival, p.mid LIMIT ?", "ti", text, number);
	}
	err_set(err, ERR_BUG, "no such posts");
	return NULL;
}

struct db_rows *
archive_translation(struct db *db, const char *mid, const char *language, struct err *err)
{
	return db_query(db, err, POSTS "WHERE p.original = ? AND p.original <> '' AND p.language = ?"
	    " ORDER BY p.revision DESC, p.arrival DESC, p.id DESC LIMIT 1", "tt", mid, language);
}

int
archive_row(struct db_rows *rows, struct archive_post *p, struct err *err)
{
	int	 got = db_next(rows, err);

	if (got == 1)
		*p = (struct archive_post){
			db_int(rows, 0), db_text(rows, 1), db_text(rows, 2), db_text(rows, 3), db_text(rows, 4), db_text(rows, 5),
			db_text(rows, 6), db_text(rows, 7), db_text(rows, 8), db_text(rows, 9), db_text(rows, 10),
			db_text(rows, 11), db_text(rows, 12), db_text(rows, 13), db_int(rows, 14), db_int(rows, 15), db_int(rows, 16), db_blob(rows, 17)
		};
	return got;
}

int
archive_is_corrected(struct db *db, const char *mid, struct err *err)
{
	int64_t	 one;

	return db_number(db, &one, err, "SELECT 1 FROM post WHERE corrects = ? AND corrects <> '' LIMIT 1", "t", mid);
}

/* ---- what must be written ---- */

int
archive_touch(struct db *db, const char *mid, struct err *err)
{
	if (db_run(db, err, "INSERT OR IGNORE INTO dirty SELECT id FROM post WHERE mid = ? ORDER BY id LIMIT ?", "ti", mid,
	    (int64_t)ARCHIVE_NEAR) == -1)
		return -1;
	return db_run(db, err, "INSERT OR IGNORE INTO dirty SELECT id FROM post WHERE original = ? AND original <> ''"
	    " ORDER BY language, revision DESC, arrival DESC, id DESC LIMIT ?", "ti", mid, (int64_t)ARCHIVE_NEAR);
}

/* Those behind it, and their translations. */
#define BEHIND(what, column) \
	"SELECT " what " FROM post WHERE " column " = ?1 AND " column " <> '' ORDER BY arrival, mid LIMIT ?2"
#define BEHIND_TRANSLATED(column) \
	"INSERT OR IGNORE INTO dirty SELECT t.id FROM (" BEHIND("mid", column) ") p" \
	" JOIN post t ON t.original = p.mid AND t.original <> '' LIMIT ?2"

int
archive_touch_behind(struct db *db, const char *mid, struct err *err)
{
	int64_t	 n = ARCHIVE_NEAR;

	if (db_run(db, err, "INSERT OR IGNORE INTO dirty " BEHIND("id", "parent"), "ti", mid, n) == -1 ||
	    db_run(db, err, BEHIND_TRANSLATED("parent"), "ti", mid, n) == -1 ||
	    db_run(db, err, "INSERT OR IGNORE INTO dirty " BEHIND("id", "corrects"), "ti", mid, n) == -1)
		return -1;
	return db_run(db, err, BEHIND_TRANSLATED("corrects"), "ti", mid, n);
}

int
archive_touch_lists(struct db *db, const char *mid, struct err *err)
{
	return db_run(db, err, "INSERT OR IGNORE INTO chunk SELECT list, seq / ? FROM"
	    " (SELECT id FROM post WHERE mid = ? ORDER BY id LIMIT ?) p JOIN item ON item.post = p.id", "iti",
	    (int64_t)ARCHIVE_CHUNK, mid, (int64_t)ARCHIVE_NEAR);
}

int
archive_clean(struct db *db, int64_t post, struct err *err)
{
	return db_run(db, err, "DELETE FROM dirty WHERE post = ?", "i", post);
}

int
archive_touch_all(struct db *db, struct err *err)
{
	if (db_run(db, err, "INSERT OR IGNORE INTO dirty SELECT id FROM post", "") == -1)
		return -1;
	return db_run(db, err, "INSERT OR IGNORE INTO chunk SELECT DISTINCT list, seq / ? FROM item", "i", (int64_t)ARCHIVE_CHUNK);
}

/* ---- lists ---- */

int
archive_list(struct db *db, const char *kind, const char *key, const char *slug, const char *title, int64_t *id, struct err *err)
{
	int	 got;

	if ((got = db_number(db, id, err, "SELECT id FROM list WHERE kind = ? AND key = ?", "tt", kind, key)) != 0)
		return got;
	if (db_run(db, err, "INSERT INTO list (kind, key, slug, title, n) VALUES (?, ?, ?, ?, 0)", "tttt", kind, key, slug,
	    title) == -1)
		return -1;
	*id = db_last_id(db);
	return 0;
}

int
archive_append(struct db *db, int64_t list, int64_t post, struct err *err)
{
	int64_t	 seq;

	if (db_number(db, &seq, err, "SELECT n FROM list WHERE id = ?", "i", list) != 1 ||
	    db_run(db, err, "UPDATE list SET n = n + 1 WHERE id = ?", "i", list) == -1 ||
	    db_run(db, err, "INSERT INTO item (list, seq, post) VALUES (?, ?, ?)", "iii", list, seq, post) == -1)
		return -1;
	/* A full page gets a name of its own, to which the page before it leads. */
	if (seq > 0 && seq % ARCHIVE_CHUNK == 0 && db_run(db, err, "INSERT OR IGNORE INTO chunk SELECT list, seq / ?1 FROM item"
	    " WHERE list = ?2 AND seq IN (?3 - 1, ?3 - 1 - ?1)", "iii", (int64_t)ARCHIVE_CHUNK, list, seq) == -1)
		return -1;
	return db_run(db, err, "INSERT OR IGNORE INTO chunk VALUES (?, ?)", "ii", list, seq / ARCHIVE_CHUNK);
}

#define LISTS	"SELECT id, n, kind, key, slug, title FROM list "

struct db_rows *
archive_lists(struct db *db, const char *kind, struct err *err)
{
	return db_query(db, err, LISTS "WHERE kind = ? ORDER BY title, key", "t", kind);
}

struct db_rows *
archive_list_of(struct db *db, const char *kind, const char *key, struct err *err)
{
	return db_query(db, err, LISTS "WHERE kind = ? AND key = ?", "tt", kind, key);
}

struct db_rows *
archive_list_by_id(struct db *db, int64_t id, struct err *err)
{
	return db_query(db, err, LISTS "WHERE id = ?", "i", id);
}

int
archive_list_row(struct db_rows *rows, struct archive_list *l, struct err *err)
{
	int	 got = db_next(rows, err);

	if (got == 1)
		*l = (struct archive_list){ db_int(rows, 0), db_int(rows, 1), db_text(rows, 2), db_text(rows, 3), db_text(rows, 4),
		    db_text(rows, 5) };
	return got;
}

struct db_rows *
archive_items(struct db *db, int64_t list, int64_t from, int64_t n, struct err *err)
{
	return db_query(db, err, "SELECT " COLUMNS ", NULL FROM item JOIN post p ON p.id = item.post"
	    " WHERE list = ? AND seq >= ? AND seq < ? ORDER BY seq DESC", "iii", list, from, from + n);
}

struct db_rows *
archive_thread(struct db *db, int64_t list, int64_t from, int64_t n, struct err *err)
{
	return db_query(db, err, "SELECT " COLUMNS ", NULL FROM item JOIN post p ON p.id = item.post"
	    " WHERE list = ? AND seq >= ? AND seq < ? ORDER BY seq", "iii", list, from, from + n);
}

struct db_rows *
archive_standing(struct db *db, const char *assembly, struct err *err)
{
	return db_query(db, err, POSTS "WHERE p.assembly = ? AND p.kind = 'document' AND p.original = ''"
	    UNCORRECTED
	    " ORDER BY p.arrival DESC, p.id DESC LIMIT 20", "t", assembly);
}

int
archive_take_chunk(struct db *db, int64_t *list, int64_t *chunk, struct err *err)
{
	struct db_rows	*rows = db_query(db, err, "SELECT list, chunk FROM chunk LIMIT 1", "");
	int		 got;

	if (rows == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		*list = db_int(rows, 0);
		*chunk = db_int(rows, 1);
	}
	db_done(rows);
	if (got == 1 && db_run(db, err, "DELETE FROM chunk WHERE list = ? AND chunk = ?", "ii", *list, *chunk) == -1)
		return -1;
	return got;
}

/* ---- answers, assemblies, settings ---- */

int
archive_position_put(struct db *db, const char *target, const char *assembly, const char *position, int64_t post, struct err *err)
{
	/* Mails may come in any order; what was said last counts. */
	return db_run(db, err, "INSERT INTO position VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET position = ?3, post = ?4"
	    " WHERE (SELECT arrival FROM post WHERE id = ?4) >= (SELECT arrival FROM post WHERE id = position.post)", "ttti",
	    target, assembly, position, post);
}

struct db_rows *
archive_positions(struct db *db, const char *target, struct err *err)
{
	return db_query(db, err, "SELECT position, p.name, p.stem, p.language FROM position JOIN post p ON p.id = position.post"
	    " WHERE target = ? ORDER BY position, p.name, position.assembly", "t", target);
}

int
archive_assembly_put(struct db *db, const char *id, const char *name, const char *place, const char *page, const char *contact,
    struct err *err)
{
	if (db_run(db, err, "INSERT INTO assembly VALUES (?1, coalesce(?2, ''), coalesce(?3, ''), coalesce(?4, ''), coalesce(?5, ''))"
	    " ON CONFLICT DO UPDATE SET name = coalesce(?2, name), place = coalesce(?3, place), page = coalesce(?4, page),"
	    " contact = coalesce(?5, contact) WHERE (name, place, page, contact) IS NOT (coalesce(?2, name), coalesce(?3, place),"
	    " coalesce(?4, page), coalesce(?5, contact))", "ttttt", id, name, place, page, contact) == -1)
		return -1;
	return db_changes(db) > 0;
}

struct db_rows *
archive_assemblies(struct db *db, const char *id, struct err *err)
{
	return db_query(db, err, "SELECT id, name, place, page, contact FROM assembly WHERE ?1 IS NULL OR id = ?1"
	    " ORDER BY place, name, id", "t", id);
}

int
archive_setting(struct db *db, const char *name, const char *value, struct err *err)
{
	if (db_run(db, err, "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2 WHERE value <> ?2", "tt", name,
	    value) == -1)
		return -1;
	return db_changes(db) > 0;
}

int
archive_get_setting(struct db *db, const char *name, struct buf *out, struct err *err)
{
	struct db_rows	*rows = db_query(db, err, "SELECT value FROM setting WHERE name = ?", "t", name);
	int		 got;

	if (rows == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1)
		buf_adds(out, db_text(rows, 0));
	db_done(rows);
	return got == -1 ? -1 : buf_ok(out, err);
}
