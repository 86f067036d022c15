#include "store/queue.h"

#include <string.h>

/* A lease that has ended counts as open, whether somebody has noticed or not. */
#define STATE		"CASE WHEN state = 'claimed' AND lease <= ?1 THEN 'open' ELSE state END"
#define ITEM_COLUMNS	"item.id, work.id, original, revision, tag, work.language, kind, title, words," \
			" arrival, item.language, " STATE ", CASE WHEN " STATE " = 'open' THEN '' ELSE holder END," \
			" CASE WHEN " STATE " = 'claimed' THEN lease END"
#define ORDER		"CASE kind WHEN 'help' THEN 0 WHEN 'proposal' THEN 1 WHEN 'update' THEN 2 ELSE 3 END," \
			" arrival, tag"

static int
event(struct db *db, int64_t item, moment now, const char *who, const char *what, const char *note,
    struct err *err)
{
	return db_run(db, err, "INSERT INTO work_event (item, at, who, what, note) VALUES (?, ?, ?, ?, ?)",
	    "iittt", item, (int64_t)now, who, what, note);
}

/* ---- adding ---- */

/*
 * A short name that is easy to read out: the beginning of a digest of the Message-ID in letters and digits that are not
 * taken for one another.
 */
static int
tag_of(const struct queue_work *w, char tag[HASH_LEN + 1], struct err *err)
{
	static const char	letters[] = "23456789abcdefghjkmnpqrstuvwxyz";
	unsigned char		digest[HASH_LEN];
	struct buf		name = BUF_INIT;
	int			i, result = -1;

	buf_addf(&name, "%s r%d", w->original, w->revision);
	if (buf_ok(&name, err) == 0) {
		if (hash_sha256(name.s, name.len, digest) == -1)
			err_memory(err);
		else {
			for (i = 0; i < HASH_LEN; i++)
				tag[i] = letters[digest[i] % (sizeof letters - 1)];
			tag[HASH_LEN] = '\0';
			result = 0;
		}
	}
	buf_free(&name);
	return result;
}

static int
insert_work(struct db *db, const struct queue_work *w, struct span tag, struct span message, moment now,
    struct err *err)
{
	return db_run(db, err,
	    "INSERT INTO work (original, revision, tag, language, kind, title, words, arrival, added, message)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "tistttiiib", w->original, (int64_t)w->revision,
	    tag, w->language, w->kind, w->title, w->words, (int64_t)w->arrival, (int64_t)now, message);
}

int
queue_add_work(struct db *db, const struct queue_work *w, struct span message, moment now, int64_t *id,
    struct err *err)
{
	char	tag[HASH_LEN + 1];
	int64_t	taken;
	size_t	n;
	int	got;

	if ((got = db_number(db, id, err, "SELECT id FROM work WHERE original = ? AND revision = ?", "ti",
	    w->original, (int64_t)w->revision)) != 0)
		return got == 1 ? 0 : -1;
	if (tag_of(w, tag, err) == -1)
		return -1;
	for (n = QUEUE_TAG_MIN; n <= QUEUE_TAG_MAX; n++) {
		if ((got = db_number(db, &taken, err, "SELECT id FROM work WHERE tag = ?", "s",
		    span_make(tag, n))) == -1)
			return -1;
		if (got == 0)
			break;
	}
	if (n > QUEUE_TAG_MAX)
		return err_set(err, ERR_BUG, "%s: no tag is free for it", w->original);
	if (insert_work(db, w, span_make(tag, n), message, now, err) == -1)
		return -1;
	*id = db_last_id(db);
	return 1;
}

int
queue_add_item(struct db *db, int64_t work, const char *language, moment now, struct err *err)
{
	if (db_run(db, err,
	    "INSERT INTO item (work, language, state) VALUES (?, ?, 'open') ON CONFLICT DO NOTHING", "it",
	    work, language) == -1)
		return -1;
	if (db_changes(db) == 0)
		return 0;
	return event(db, db_last_id(db), now, "", "add", "", err) == -1 ? -1 : 1;
}

/* ---- claims ---- */

int
queue_claim_next(struct db *db, const char *language, const char *who, int64_t max_words, moment now,
    int64_t *id, struct err *err)
{
	int64_t	held;
	int	got;

	if (db_number(db, &held, err,
	    "SELECT count(*) FROM item WHERE holder = ?2 AND state = 'claimed' AND lease > ?1", "it",
	    (int64_t)now, who) == -1)
		return -1;
	if (held >= QUEUE_HELD_MAX)
		/* Who it is stays out of it: messages end in logs. */
		return err_set(err, ERR_REFUSED, "--who holds %lld items already: return or release one first",
		    (long long)held);
	if ((got = db_number(db, id, err,
	    "UPDATE item SET state = 'claimed', holder = ?2, lease = ?5 WHERE id ="
	    " (SELECT item.id FROM item JOIN work ON work.id = work WHERE item.language = ?3 AND "
	    STATE " = 'open' AND (?4 = 0 OR words <= ?4) ORDER BY " ORDER " LIMIT 1) RETURNING id",
	    "ittii", (int64_t)now, who, language, max_words, (int64_t)now + QUEUE_LEASE)) != 1)
		return got;
	return event(db, *id, now, who, "claim", "", err) == -1 ? -1 : 1;
}

int
queue_release(struct db *db, int64_t id, const char *who, moment now, struct err *err)
{
	if (db_run(db, err,
	    "UPDATE item SET state = 'open', holder = '', lease = 0 WHERE id = ?1 AND state = 'claimed'"
	    " AND (?2 IS NULL OR holder = ?2)", "it", id, who) == -1)
		return -1;
	if (db_changes(db) == 0)
		return 0;
	return event(db, id, now, who == NULL ? "" : who, "release", "", err) == -1 ? -1 : 1;
}

/* ---- looking ---- */

struct db_rows *
queue_list(struct db *db, const char *language, moment now, struct err *err)
{
	return db_query(db, err,
	    "SELECT " ITEM_COLUMNS " FROM item JOIN work ON work.id = work"
	    " WHERE ?2 IS NULL OR item.language = ?2 ORDER BY item.language, " ORDER, "it", (int64_t)now,
	    language);
}

int
queue_row(struct db_rows *rows, struct queue_item *item, struct err *err)
{
	int	got;

	if ((got = db_next(rows, err)) != 1)
		return got;
	item->id = db_int(rows, 0);
	item->work.id = db_int(rows, 1);
	item->work.original = db_text(rows, 2);
	item->work.revision = (int)db_int(rows, 3);
	item->work.tag = db_text(rows, 4);
	item->work.language = db_text(rows, 5);
	item->work.kind = db_text(rows, 6);
	item->work.title = db_text(rows, 7);
	item->work.words = db_int(rows, 8);
	item->work.arrival = db_int(rows, 9);
	item->language = db_text(rows, 10);
	item->state = db_text(rows, 11);
	item->holder = db_text(rows, 12);
	item->lease = db_null(rows, 13) ? MOMENT_NONE : db_int(rows, 13);
	return 1;
}

int
queue_find(struct db *db, struct span tag, int64_t *id, struct err *err)
{
	return db_number(db, id, err,
	    "SELECT item.id FROM item JOIN work ON work.id = work"
	    " WHERE lower(tag || '-' || item.language) = lower(?)", "s", tag);
}

int
queue_get(struct db *db, int64_t id, moment now, struct queue_item *item, struct buf *message,
    struct db_rows **rows, struct err *err)
{
	int	got;

	if ((*rows = db_query(db, err,
	    "SELECT " ITEM_COLUMNS ", message FROM item JOIN work ON work.id = work WHERE item.id = ?2",
	    "ii", (int64_t)now, id)) == NULL)
		return -1;
	if ((got = queue_row(*rows, item, err)) == 1) {
		buf_addspan(message, db_blob(*rows, 14));
		got = buf_ok(message, err) == -1 ? -1 : 1;
	}
	return got;
}

/* ---- what comes back ---- */

int
queue_return(struct db *db, int64_t item, const char *who, struct span message, moment now,
    int64_t *returned, struct err *err)
{
	unsigned char	digest[HASH_LEN] = { 0 };
	struct span	key = span_make((const char *)digest, sizeof digest);
	int		got;

	if (hash_sha256(message.s, message.n, digest) == -1)
		return err_memory(err);
	if ((got = db_number(db, returned, err, "SELECT id FROM returned WHERE item = ? AND digest = ?", "ib",
	    item, key)) != 0)
		return got == 1 ? 0 : -1;
	if (db_run(db, err, "INSERT INTO returned (item, holder, at, digest, message) VALUES (?, ?, ?, ?, ?)",
	    "itibb", item, who, (int64_t)now, key, message) == -1)
		return -1;
	*returned = db_last_id(db);
	return event(db, item, now, who, "return", "", err) == -1 ? -1 : 1;
}

int
queue_return_text(struct db *db, int64_t returned, int number, const unsigned char source[HASH_LEN],
    const char *text, struct err *err)
{
	return db_run(db, err,
	    "INSERT INTO returned_text (returned, number, source, text) VALUES (?, ?, ?, ?)", "iibt",
	    returned, (int64_t)number, span_make((const char *)source, HASH_LEN), text);
}

struct db_rows *
queue_texts(struct db *db, int64_t item, struct err *err)
{
	/* max() makes SQLite take the other columns of that very row. */
	return db_query(db, err,
	    "SELECT number, text, source, max(returned) FROM returned_text JOIN returned ON id = returned"
	    " WHERE item = ? GROUP BY number ORDER BY number", "i", item);
}

int
queue_last_return(struct db *db, int64_t item, int64_t *last, moment *at, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = db_query(db, err,
	    "SELECT id, at FROM returned WHERE item = ? AND id IN (SELECT returned FROM returned_text)"
	    " ORDER BY id DESC LIMIT 1", "i", item)) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		*last = db_int(rows, 0);
		*at = db_int(rows, 1);
	}
	db_done(rows);
	return got;
}

int
queue_complete(struct db *db, int64_t item, const char *who, moment now, struct err *err)
{
	if (db_run(db, err,
	    "UPDATE item SET state = 'returned', holder = '', lease = 0 WHERE id = ? AND state <> 'returned'",
	    "i", item) == -1)
		return -1;
	return db_changes(db) == 0 ? 0 : event(db, item, now, who, "complete", "", err);
}

int
queue_renew(struct db *db, int64_t item, const char *who, moment now, struct err *err)
{
	return db_run(db, err,
	    "UPDATE item SET lease = ? WHERE id = ? AND state = 'claimed' AND holder = ?", "iit",
	    (int64_t)now + QUEUE_LEASE, item, who);
}

struct db_rows *
queue_returned(struct db *db, struct err *err)
{
	return db_query(db, err, "SELECT id FROM item WHERE state = 'returned' ORDER BY id", "");
}
