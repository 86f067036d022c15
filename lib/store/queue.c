#include "store/queue.h"

/* A lease that has ended counts as none, whether somebody has noticed or not. */
#define ENDED		"(state IN ('claimed', 'reviewing') AND lease <= ?1)"
#define STATE		"CASE WHEN " ENDED " THEN CASE state WHEN 'claimed' THEN 'open' ELSE 'returned' END ELSE state END"
#define ITEM_COLUMNS	"item.id, work.id, original, item.revision, tag, work.language, kind, title, revision.words," \
			" work.arrival, numbers, item.language, " STATE ", CASE WHEN " ENDED " THEN '' ELSE person.name END," \
			" CASE WHEN " ENDED " THEN 0 ELSE ifnull(holder, 0) END, ifnull(first, 0)," \
			" CASE WHEN lease > ?1 THEN lease END, item.since, due, approved, reviewed, renewed, pivot, last, item.words"
#define ITEM_MESSAGE	25		/* the column behind these */
#define ITEM_TABLES	"item JOIN work ON work.id = item.work JOIN revision ON revision.work = work.id AND" \
			" revision.revision = item.revision LEFT JOIN person ON person.id = holder"
#define RANK		"CASE kind WHEN 'help' THEN 0 WHEN 'proposal' THEN 1 WHEN 'update' THEN 2 ELSE 3 END"

/* ---- works ---- */

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

/* As short as is free. */
static int
free_tag(struct db *db, const struct queue_work *w, char tag[HASH_LEN + 1], struct span *found, struct err *err)
{
	int64_t	taken;
	size_t	n;
	int	got;

	if (tag_of(w, tag, err) == -1)
		return -1;
	for (n = QUEUE_TAG_MIN; n <= QUEUE_TAG_MAX; n++) {
		*found = span_make(tag, n);
		if ((got = db_number(db, &taken, err, "SELECT id FROM work WHERE tag = ?", "s", *found)) != 1)
			return got;
	}
	return err_set(err, ERR_BUG, "%s: no tag is free for it", w->original);
}

int
queue_work_of(struct db *db, const char *original, int64_t *work, int *newest, struct err *err)
{
	int64_t	revision = 0;
	int	got;

	if ((got = db_number(db, work, err, "SELECT work FROM revision WHERE original = ?", "t", original)) != 1)
		return got;
	got = db_number(db, &revision, err, "SELECT max(revision) FROM revision WHERE work = ?", "i", *work);
	*newest = (int)revision;
	return got;
}

int
queue_add_revision(struct db *db, const struct queue_work *w, struct span message, moment now, struct err *err)
{
	return db_run(db, err,
	    "INSERT INTO revision (work, revision, original, title, words, added, numbers, message)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)", "iittiitb", w->id, (int64_t)w->revision, w->original, w->title,
	    w->words, (int64_t)now, w->numbers == NULL ? "" : w->numbers, message);
}

int
queue_add_work(struct db *db, const struct queue_work *w, struct span message, moment now, int64_t *id,
    struct err *err)
{
	struct queue_work	first = *w;
	struct span		found;
	char			tag[HASH_LEN + 1];
	int			got, newest;

	if ((got = queue_work_of(db, w->original, id, &newest, err)) != 0)
		return got == 1 ? 0 : -1;
	if (free_tag(db, w, tag, &found, err) == -1 ||
	    db_run(db, err, "INSERT INTO work (tag, language, kind, arrival) VALUES (?, ?, ?, ?)", "stti", found,
	    w->language, w->kind, (int64_t)w->arrival) == -1)
		return -1;
	first.id = *id = db_last_id(db);
	return queue_add_revision(db, &first, message, now, err) == -1 ? -1 : 1;
}

int
queue_revision(struct db *db, int64_t work, int revision, struct buf *message, struct buf *numbers, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = db_query(db, err, "SELECT message, numbers FROM revision WHERE work = ? AND revision = ?", "ii",
	    work, (int64_t)revision)) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		buf_addspan(message, db_blob(rows, 0));
		buf_adds(numbers, db_text(rows, 1));
		if (buf_ok(message, err) == -1 || buf_ok(numbers, err) == -1)
			got = -1;
	}
	db_done(rows);
	return got;
}

int
queue_add_item(struct db *db, int64_t work, const char *language, moment due, int64_t first, moment now,
    struct err *err)
{
	struct queue_event	e = { .what = "add", .at = now };
	int64_t			item, revision;

	if (db_number(db, &revision, err, "SELECT max(revision) FROM revision WHERE work = ?", "i", work) == -1 ||
	    db_run(db, err,
	    "INSERT INTO item (work, language, revision, state, since, rank, due, arrival, words, first, first_until)"
	    " SELECT work.id, ?2, revision, 'open', ?3, " RANK ", ?4, arrival, words, nullif(?5, 0), ?3 + ?6"
	    " FROM work JOIN revision ON revision.work = work.id WHERE work.id = ?1 AND revision = ?7"
	    " ON CONFLICT DO NOTHING", "itiiiii", work, language, (int64_t)now, (int64_t)due, first,
	    (int64_t)QUEUE_FIRST, revision) == -1)
		return -1;
	if (db_changes(db) == 0)
		return 0;
	item = db_last_id(db);
	e.until = revision;
	return queue_note(db, item, &e, err) == -1 ? -1 : 1;
}

struct db_rows *
queue_held(struct db *db, int64_t person, struct err *err)
{
	return db_query(db, err, "SELECT id FROM item WHERE holder = ? ORDER BY id", "i", person);
}

struct db_rows *
queue_items_of(struct db *db, int64_t work, struct err *err)
{
	return db_query(db, err, "SELECT id FROM item WHERE work = ? AND state <> 'withdrawn' ORDER BY id", "i", work);
}

/* ---- work and review ---- */

moment
queue_lease(moment now, moment due)
{
	moment	half = (due - now) / 2;

	return now + (half > QUEUE_LEASE || due <= now ? QUEUE_LEASE : half < QUEUE_LEASE_MIN ? QUEUE_LEASE_MIN : half);
}

/* Claims that time has ended are open before somebody looks for what is. */
static int
expire(struct db *db, moment now, struct err *err)
{
	struct queue_event	e = { .what = "expire", .at = now };
	int64_t			id;
	int			got;

	while ((got = db_number(db, &id, err, "SELECT id FROM item WHERE state IN ('claimed', 'reviewing') AND"
	    " lease <= ? ORDER BY lease LIMIT 1", "i", (int64_t)now)) == 1)
		if (queue_apply(db, id, &e, err) != 1)
			return -1;
	return got;
}

static int
may_hold_more(struct db *db, int64_t person, moment now, struct err *err)
{
	int64_t	held;

	if (db_number(db, &held, err,
	    "SELECT count(*) FROM item WHERE holder = ?2 AND state = 'claimed' AND lease > ?1", "ii", (int64_t)now,
	    person) == -1)
		return -1;
	/* Who it is stays out of it: messages end in logs. */
	return held < QUEUE_HELD_MAX ? 0 : err_set(err, ERR_REFUSED,
	    "--who holds %lld items already: return or give back one first", (long long)held);
}

int
queue_claim(struct db *db, int64_t item, int64_t person, moment now, struct err *err)
{
	struct queue_event	e = { .what = "claim", .person = person, .at = now };
	int64_t			due;
	int			got;

	if ((got = db_number(db, &due, err, "SELECT due FROM item WHERE id = ?", "i", item)) != 1)
		return got;
	if (may_hold_more(db, person, now, err) == -1)
		return -1;
	e.until = queue_lease(now, due);
	return queue_apply(db, item, &e, err);
}

#define WANTED	"SELECT id FROM item WHERE language = ?2 AND state = 'open' AND (?4 = 0 OR words <= ?4)" \
		" AND (first_until <= ?1 OR first IS NULL OR first = ?3)"

int
queue_claim_next(struct db *db, const struct queue_wish *w, moment now, int64_t *id, struct err *err)
{
	int	got;

	if (may_hold_more(db, w->person, now, err) == -1 || expire(db, now, err) == -1)
		return -1;
	if ((got = db_number(db, id, err, WANTED " AND due <= ?1 ORDER BY due, id LIMIT 1", "itii", (int64_t)now,
	    w->language, w->person, w->max_words)) == 0)
		got = db_number(db, id, err, WANTED " ORDER BY rank, due, arrival, id LIMIT 1", "itii", (int64_t)now,
		    w->language, w->person, w->max_words);
	return got == 1 ? queue_claim(db, *id, w->person, now, err) : got;
}

int
queue_review_next(struct db *db, const char *language, int64_t person, moment now, int64_t *id, struct err *err)
{
	struct queue_event	e = { .what = "review", .person = person, .at = now, .until = now + QUEUE_REVIEW };
	int			got;

	if (expire(db, now, err) == -1 || (got = db_number(db, id, err,
	    "SELECT id FROM item WHERE language = ?1 AND state = 'returned' AND NOT EXISTS (SELECT 1 FROM standing JOIN"
	    " returned ON returned.id = standing.returned WHERE standing.item = item.id AND person = ?2 AND"
	    " returned.id > last) ORDER BY since, id LIMIT 1", "ti", language, person)) == -1)
		return -1;
	return got == 1 ? queue_apply(db, *id, &e, err) : 0;
}

int
queue_may_approve(struct db *db, int64_t item, int64_t person, struct err *err)
{
	int64_t	n;

	/* What a reviewer changed has been seen by two once she passed it on; of all else somebody else must be the author. */
	if (db_number(db, &n, err,
	    "SELECT count(*) FROM standing JOIN returned ON returned.id = standing.returned, item WHERE item.id = ?1"
	    " AND standing.item = ?1 AND person = ?2 AND returned.id > last AND NOT EXISTS (SELECT 1 FROM returned AS other"
	    " WHERE other.item = ?1 AND other.amends AND other.person IS NOT ?2 AND other.id > returned.id)", "ii", item,
	    person) == -1)
		return -1;
	return n == 0;
}

int
queue_first(struct db *db, int64_t item, int64_t person, moment until, struct err *err)
{
	return db_run(db, err, "UPDATE item SET first = nullif(?2, 0), first_until = ?3 WHERE id = ?1", "iii", item,
	    person, (int64_t)until);
}

int
queue_set_words(struct db *db, int64_t item, int64_t left, struct err *err)
{
	return db_run(db, err, "UPDATE item SET words = ?2 WHERE id = ?1 AND words <> ?2", "ii", item, left);
}

int
queue_set_pivot(struct db *db, int64_t item, const char *language, struct err *err)
{
	return db_run(db, err, "UPDATE item SET pivot = ?2 WHERE id = ?1", "it", item, language);
}

int
queue_set_last(struct db *db, int64_t item, struct err *err)
{
	return db_run(db, err,
	    "UPDATE item SET last = (SELECT ifnull(max(returned), 0) FROM standing WHERE item = ?1) WHERE id = ?1", "i",
	    item);
}

/* ---- time ---- */

struct db_rows *
queue_lapsed(struct db *db, moment now, struct err *err)
{
	return db_query(db, err, "SELECT id, ifnull(holder, 0) FROM item WHERE state IN ('claimed', 'reviewing') AND"
	    " lease <= ? ORDER BY lease, id", "i", (int64_t)now);
}

struct db_rows *
queue_fading(struct db *db, moment now, struct err *err)
{
	return db_query(db, err, "SELECT id, holder, lease FROM item WHERE state IN ('claimed', 'reviewing') AND"
	    " lease > ?1 AND reminded = 0 AND 3 * (lease - ?1) <= lease - since ORDER BY lease, id", "i", (int64_t)now);
}

struct db_rows *
queue_returned(struct db *db, struct err *err)
{
	return db_query(db, err, "SELECT item.id, kind, since FROM item JOIN work ON work.id = work"
	    " WHERE state = 'returned' ORDER BY since, item.id", "");
}

/* ---- looking ---- */

struct db_rows *
queue_list(struct db *db, const char *language, moment now, struct err *err)
{
	return db_query(db, err, "SELECT " ITEM_COLUMNS " FROM " ITEM_TABLES
	    " WHERE ?2 IS NULL OR item.language = ?2 ORDER BY item.language, due > ?1, rank, due, item.arrival, tag", "it",
	    (int64_t)now, language);
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
	item->work.numbers = db_text(rows, 10);
	item->language = db_text(rows, 11);
	item->state = queue_state_of(db_text(rows, 12));
	item->holder = db_text(rows, 13);
	item->holder_id = db_int(rows, 14);
	item->first = db_int(rows, 15);
	item->lease = db_null(rows, 16) ? MOMENT_NONE : db_int(rows, 16);
	item->since = db_int(rows, 17);
	item->due = db_int(rows, 18);
	item->approved = (int)db_int(rows, 19);
	item->reviewed = (int)db_int(rows, 20);
	item->renewed = (int)db_int(rows, 21);
	item->pivot = db_text(rows, 22);
	item->last = db_int(rows, 23);
	item->left = db_int(rows, 24);
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

	if ((*rows = db_query(db, err, "SELECT " ITEM_COLUMNS ", message FROM " ITEM_TABLES " WHERE item.id = ?2",
	    "ii", (int64_t)now, id)) == NULL)
		return -1;
	if ((got = queue_row(*rows, item, err)) == 1) {
		buf_addspan(message, db_blob(*rows, ITEM_MESSAGE));
		got = buf_ok(message, err) == -1 ? -1 : 1;
	}
	return got;
}

struct db_rows *
queue_approved(struct db *db, struct err *err)
{
	return db_query(db, err, "SELECT id FROM item WHERE state = 'approved' ORDER BY id", "");
}

struct db_rows *
queue_log(struct db *db, struct err *err)
{
	return db_query(db, err, "SELECT at, tag, item.language, ifnull(name, ''), what, until, note FROM work_event JOIN item"
	    " ON item.id = item JOIN work ON work.id = work LEFT JOIN person ON person.id = person ORDER BY work_event.id",
	    "");
}

struct db_rows *
queue_stats(struct db *db, moment now, struct err *err)
{
	return db_query(db, err, "SELECT item.language, " STATE " AS now, count(*), sum(revision.words), sum(item.words),"
	    " sum(approved > 0 AND (approved < item.revision OR item.words > 0)) FROM " ITEM_TABLES
	    " GROUP BY item.language, now ORDER BY item.language, now", "i", (int64_t)now);
}
