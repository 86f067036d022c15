/*
 * The state machine of an item, and the one writer of items and their log.
 */
#include <string.h>

#include "store/queue.h"

#define IN(state)	(1u << (state))
#define ANY		(IN(QUEUE_OPEN) | IN(QUEUE_CLAIMED) | IN(QUEUE_RETURNED) | IN(QUEUE_REVIEWING) | IN(QUEUE_APPROVED))
#define HELD		(IN(QUEUE_CLAIMED) | IN(QUEUE_REVIEWING))

static const char *const words[] = { "none", "open", "claimed", "returned", "reviewing", "approved", "withdrawn" };

const char *
queue_state_word(enum queue_state s)
{
	return words[s];
}

enum queue_state
queue_state_of(const char *word)
{
	enum queue_state	s;

	for (s = QUEUE_OPEN; s <= QUEUE_WITHDRAWN; s++)
		if (strcmp(word, words[s]) == 0)
			return s;
	return QUEUE_NONE;
}

/* ---- the steps ---- */

static void
enter(struct queue_fold *f, enum queue_state state, const struct queue_event *e)
{
	f->state = state;
	f->holder = 0;
	f->lease = 0;
	f->renewed = f->reminded = 0;
	f->since = e->at;
}

static int
hold(struct queue_fold *f, enum queue_state state, const struct queue_event *e)
{
	enter(f, state, e);
	f->holder = e->person;
	f->lease = e->until;
	return e->person != 0 && e->until > e->at;
}

/* Back to where it was before somebody held it. */
static void
let_go(struct queue_fold *f, const struct queue_event *e)
{
	enter(f, f->state == QUEUE_REVIEWING ? QUEUE_RETURNED : QUEUE_OPEN, e);
}

static int
do_add(struct queue_fold *f, const struct queue_event *e)
{
	enter(f, QUEUE_OPEN, e);
	f->revision = (int)e->until;
	return f->revision > 0;
}

static int
do_claim(struct queue_fold *f, const struct queue_event *e)
{
	return (f->state == QUEUE_OPEN || f->lease <= e->at) && hold(f, QUEUE_CLAIMED, e);
}

static int
do_review(struct queue_fold *f, const struct queue_event *e)
{
	return (f->state == QUEUE_RETURNED || f->lease <= e->at) && hold(f, QUEUE_REVIEWING, e);
}

static int
do_renew(struct queue_fold *f, const struct queue_event *e)
{
	if (f->holder != e->person || f->lease <= e->at || f->renewed >= QUEUE_RENEWALS)
		return 0;
	f->lease = e->until > f->lease ? e->until : f->lease;
	f->renewed++;
	f->reminded = 0;
	return 1;
}

static int
do_give_back(struct queue_fold *f, const struct queue_event *e)
{
	if (e->person != 0 && f->holder != e->person)
		return 0;
	let_go(f, e);
	return 1;
}

static int
do_expire(struct queue_fold *f, const struct queue_event *e)
{
	if (f->lease > e->at)
		return 0;
	let_go(f, e);
	return 1;
}

static int
do_remind(struct queue_fold *f, const struct queue_event *e)
{
	(void)e;
	f->reminded = 1;
	return 1;
}

/* A part gives its holder time again, and changes nothing else. */
static int
do_partial(struct queue_fold *f, const struct queue_event *e)
{
	if (f->state == QUEUE_CLAIMED && f->holder == e->person && e->until > f->lease) {
		f->lease = e->until;
		f->reminded = 0;
	}
	return 1;
}

/* A review goes on, whatever else comes in. */
static int
do_complete(struct queue_fold *f, const struct queue_event *e)
{
	if (f->state != QUEUE_REVIEWING)
		enter(f, QUEUE_RETURNED, e);
	return 1;
}

static int
do_amend(struct queue_fold *f, const struct queue_event *e)
{
	enter(f, QUEUE_RETURNED, e);
	return 1;
}

static int
do_approve(struct queue_fold *f, const struct queue_event *e)
{
	enter(f, QUEUE_APPROVED, e);
	f->approved = f->revision;
	f->reviewed = 1;
	return 1;
}

static int
do_timeout(struct queue_fold *f, const struct queue_event *e)
{
	enter(f, QUEUE_APPROVED, e);
	f->approved = f->revision;
	f->reviewed = 0;
	return 1;
}

static int
do_reopen(struct queue_fold *f, const struct queue_event *e)
{
	enter(f, QUEUE_OPEN, e);
	return 1;
}

/* Who translates goes on, and is told; all else is open again until what changed is translated. */
static int
do_correct(struct queue_fold *f, const struct queue_event *e)
{
	if (e->until <= f->revision)
		return 0;
	f->revision = (int)e->until;
	if (f->state != QUEUE_CLAIMED)
		enter(f, QUEUE_OPEN, e);
	return 1;
}

static int
do_keep(struct queue_fold *f, const struct queue_event *e)
{
	if (f->approved == 0 || f->approved == f->revision)
		return 0;
	enter(f, QUEUE_APPROVED, e);
	f->approved = f->revision;
	return 1;
}

static int
do_withdraw(struct queue_fold *f, const struct queue_event *e)
{
	enter(f, QUEUE_WITHDRAWN, e);
	return 1;
}

static const struct {
	const char	*what;
	unsigned	 from;
	int		(*step)(struct queue_fold *, const struct queue_event *);
} rules[] = {
	{ "add", IN(QUEUE_NONE), do_add },
	{ "claim", IN(QUEUE_OPEN) | IN(QUEUE_CLAIMED), do_claim },
	{ "renew", HELD, do_renew },
	{ "give-back", HELD, do_give_back },
	{ "expire", HELD, do_expire },
	{ "remind", HELD, do_remind },
	{ "partial", ANY, do_partial },
	{ "complete", ANY, do_complete },
	{ "review", IN(QUEUE_RETURNED) | IN(QUEUE_REVIEWING), do_review },
	{ "approve", IN(QUEUE_RETURNED) | IN(QUEUE_REVIEWING), do_approve },
	{ "amend", IN(QUEUE_RETURNED) | IN(QUEUE_REVIEWING), do_amend },
	{ "reject", IN(QUEUE_RETURNED) | IN(QUEUE_REVIEWING), do_reopen },
	{ "timeout", IN(QUEUE_RETURNED), do_timeout },
	{ "correct", ANY, do_correct },
	{ "outdate", IN(QUEUE_RETURNED) | IN(QUEUE_REVIEWING) | IN(QUEUE_APPROVED), do_reopen },
	{ "keep", IN(QUEUE_OPEN) | IN(QUEUE_CLAIMED), do_keep },
	{ "withdraw", ANY, do_withdraw },
};

int
queue_fold(struct queue_fold *f, const struct queue_event *e)
{
	struct queue_fold	next = *f;
	size_t			i;

	for (i = 0; i < sizeof rules / sizeof rules[0]; i++)
		if (strcmp(rules[i].what, e->what) == 0) {
			if ((rules[i].from & IN(f->state)) == 0 || !rules[i].step(&next, e))
				return 0;
			*f = next;
			return 1;
		}
	return 0;
}

/* ---- rows ---- */

#define FOLD_COLUMNS	"state, ifnull(holder, 0), lease, since, renewed, reminded, revision, approved, reviewed"

static void
read_fold(struct db_rows *rows, int col, struct queue_fold *f)
{
	f->state = queue_state_of(db_text(rows, col));
	f->holder = db_int(rows, col + 1);
	f->lease = db_int(rows, col + 2);
	f->since = db_int(rows, col + 3);
	f->renewed = (int)db_int(rows, col + 4);
	f->reminded = (int)db_int(rows, col + 5);
	f->revision = (int)db_int(rows, col + 6);
	f->approved = (int)db_int(rows, col + 7);
	f->reviewed = (int)db_int(rows, col + 8);
}

int
queue_note(struct db *db, int64_t item, const struct queue_event *e, struct err *err)
{
	return db_run(db, err,
	    "INSERT INTO work_event (item, at, person, what, until, note) VALUES (?, ?, nullif(?, 0), ?, ?, ?)", "iiitit",
	    item, (int64_t)e->at, e->person, e->what, e->until, e->note == NULL ? "" : e->note);
}

int
queue_apply(struct db *db, int64_t item, const struct queue_event *e, struct err *err)
{
	struct queue_fold	f;
	struct db_rows		*rows;
	int			got;

	if ((rows = db_query(db, err, "SELECT " FOLD_COLUMNS " FROM item WHERE id = ?", "i", item)) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1)
		read_fold(rows, 0, &f);
	db_done(rows);
	if (got != 1)
		return got;
	if (!queue_fold(&f, e))
		return 0;
	if (db_run(db, err,
	    "UPDATE item SET state = ?2, holder = nullif(?3, 0), lease = ?4, since = ?5, renewed = ?6, reminded = ?7,"
	    " revision = ?8, approved = ?9, reviewed = ?10 WHERE id = ?1", "itiiiiiiii", item, words[f.state],
	    f.holder, (int64_t)f.lease, (int64_t)f.since, (int64_t)f.renewed, (int64_t)f.reminded,
	    (int64_t)f.revision, (int64_t)f.approved, (int64_t)f.reviewed) == -1)
		return -1;
	return queue_note(db, item, e, err) == -1 ? -1 : 1;
}

/* ---- fsck ---- */

static int
is_same(const struct queue_fold *a, const struct queue_fold *b)
{
	return a->state == b->state && a->holder == b->holder && a->lease == b->lease && a->since == b->since &&
	    a->renewed == b->renewed && a->reminded == b->reminded && a->revision == b->revision &&
	    a->approved == b->approved && a->reviewed == b->reviewed;
}

/* Fold the log of one item and compare. */
static int
check_item(struct db *db, int64_t item, const struct queue_fold *row, struct buf *trouble, struct err *err)
{
	struct queue_fold	 f = { .state = QUEUE_NONE };
	struct queue_event	 e = { .note = NULL };
	struct db_rows		*rows;
	int			 got, broken = 0;

	if ((rows = db_query(db, err,
	    "SELECT what, ifnull(person, 0), at, until FROM work_event WHERE item = ? ORDER BY id", "i", item)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1) {
		e.what = db_text(rows, 0);
		e.person = db_int(rows, 1);
		e.at = db_int(rows, 2);
		e.until = db_int(rows, 3);
		if (!broken && strcmp(e.what, "note") != 0 && !queue_fold(&f, &e)) {
			buf_addf(trouble, "item %lld: the log has \"%s\" where it is %s\n", (long long)item,
			    e.what, words[f.state]);
			broken = 1;
		}
	}
	db_done(rows);
	if (got == 0 && !broken && !is_same(&f, row))
		buf_addf(trouble, "item %lld: it is %s, and its log leads to %s\n", (long long)item,
		    words[row->state], words[f.state]);
	return got;
}

/* Things that no row may be, each with the words for it. */
static int
check_rows(struct db *db, struct buf *trouble, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = db_query(db, err,
	    "SELECT 'delivery ' || id || ': of no event' FROM returned WHERE NOT EXISTS (SELECT 1 FROM work_event"
	    "  WHERE work_event.item = returned.item AND what IN ('partial', 'complete', 'amend', 'note') AND at = returned.at)"
	    " UNION ALL SELECT 'item ' || item || ': what stands was never given' FROM standing WHERE NOT EXISTS"
	    "  (SELECT 1 FROM returned_text JOIN returned ON id = returned_text.returned WHERE returned_text.returned ="
	    "  standing.returned AND returned_text.source = standing.source AND returned.item = standing.item)"
	    " UNION ALL SELECT 'item ' || item.id || ': its revision is not there' FROM item WHERE NOT EXISTS"
	    "  (SELECT 1 FROM revision WHERE revision.work = item.work AND revision.revision = item.revision)"
	    " UNION ALL SELECT 'item ' || id || ': held by nobody' FROM item WHERE (state IN ('claimed', 'reviewing'))"
	    "  <> (holder IS NOT NULL)", "")) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1)
		buf_addf(trouble, "%s\n", db_text(rows, 0));
	db_done(rows);
	return got;
}

int
queue_fsck(struct db *db, struct buf *trouble, struct err *err)
{
	struct queue_fold	 f;
	struct db_rows		*rows;
	size_t			 start = trouble->len;
	int			 got;

	if ((rows = db_query(db, err, "SELECT id, " FOLD_COLUMNS " FROM item ORDER BY id", "")) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1) {
		read_fold(rows, 1, &f);
		if ((got = check_item(db, db_int(rows, 0), &f, trouble, err)) == -1)
			break;
	}
	db_done(rows);
	if (got == -1 || check_rows(db, trouble, err) == -1 || buf_ok(trouble, err) == -1)
		return -1;
	return trouble->len == start;
}
