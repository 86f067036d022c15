#include "tests/unit/tap.h"

#include "store/person.h"
#include "store/queue.h"

#define DAY	86400

static struct db	*db;
static struct err	 e;

static int64_t
work(const char *id, const char *kind, int64_t words, moment arrival)
{
	struct queue_work	w = { .original = id, .revision = 1, .language = "es", .kind = kind,
				    .title = "t", .words = words, .arrival = arrival };
	int64_t			row = 0;

	if (queue_add_work(db, &w, SPAN("Subject: t\n\nx\n"), 10, &row, &e) == -1)
		note("%s", e.text);
	return row;
}

static int64_t
person(const char *name)
{
	int64_t	id = 0;

	is_ok(person_need(db, name, 1, &id, &e), &e, "a person");
	return id;
}

/* The Message-ID of the next item for `who`; "none", "refused". */
static const char *
next(const char *who, int64_t max_words, moment now)
{
	static char		 id[40];
	struct queue_wish	 w = { .language = "en", .person = person(who), .max_words = max_words };
	struct queue_item	 item;
	struct buf		 message = BUF_INIT;
	struct db_rows		*rows;
	int64_t			 row;
	int			 got = queue_claim_next(db, &w, now, &row, &e);

	if (got != 1)
		return got == 0 ? "none" : e.class == ERR_REFUSED ? "refused" : "error";
	queue_get(db, row, now, &item, &message, &rows, &e);
	(void)snprintf(id, sizeof id, "%s", item.work.original);
	db_done(rows);
	buf_free(&message);
	return id;
}

static void
test_adding(void)
{
	struct queue_work	 w = { .original = "u1@x", .revision = 1, .language = "es", .kind = "update",
				    .title = "t", .words = 100, .arrival = 1 };
	int64_t			 row = 0, again = 0;
	moment			 due = 100 * DAY;

	is_int(queue_add_work(db, &w, SPAN("m"), 10, &row, &e), 1, "a work");
	is_int(queue_add_work(db, &w, SPAN("m"), 10, &again, &e), 0, "is added once");
	is_int(again, row, "and is the same row");
	is_int(queue_add_item(db, row, "en", due, 0, 10, &e), 1, "an item");
	is_int(queue_add_item(db, row, "en", due, 0, 10, &e), 0, "once");
	is_int(queue_add_item(db, row, "fr", due, 0, 10, &e), 1, "another language is another item");
	queue_add_item(db, work("p1@x", "proposal", 300, 2), "en", due, 0, 10, &e);
	queue_add_item(db, work("h2@x", "help", 50, 9), "en", due, 0, 10, &e);
	queue_add_item(db, work("h1@x", "help", 500, 4), "en", due, 0, 10, &e);
	queue_add_item(db, work("o1@x", "other", 5, 0), "en", due, 0, 10, &e);
}

static int
apply(int64_t item, const char *what, int64_t who, moment at, int64_t until)
{
	struct queue_event	ev = { .what = what, .person = who, .at = at, .until = until };

	return queue_apply(db, item, &ev, &e);
}

static void
test_claims(void)
{
	struct queue_wish	w = { .language = "fr", .person = person("dee") };
	int64_t			row;

	is_str(next("ana", 60, 100), "h2@x", "with ten minutes: a small call for help");
	is_str(next("ana", 0, 100), "h1@x", "then the older call");
	is_str(next("ana", 0, 100), "p1@x", "then a proposal");
	is_str(next("ana", 0, 100), "refused", "three are enough");
	is_str(next("bo", 0, 100), "u1@x", "another person gets the update");
	is_str(next("bo", 0, 100), "o1@x", "and the rest");
	is_str(next("bo", 0, 100), "none", "no more");
	is_str(next("cy", 0, 100 + 3 * DAY - 1), "none", "a second before the leases end");
	is_str(next("cy", 0, 100 + 3 * DAY), "h1@x", "when they end, it is open again");
	is_int(queue_claim_next(db, &w, 100, &row, &e), 1, "an item into French");
	is_int(apply(row, "give-back", person("ana"), 101, 0), 0, "is not ana's to give back");
	is_int(apply(row, "renew", w.person, 101, 200 + 3 * DAY), 1, "more time");
	is_int(apply(row, "renew", w.person, 102, 300 + 3 * DAY), 1, "once more");
	is_int(apply(row, "renew", w.person, 103, 400 + 3 * DAY), 0, "not a third time");
	is_int(apply(row, "give-back", w.person, 104, 0), 1, "but dee's");
	is_int(apply(row, "give-back", 0, 105, 0), 0, "nobody holds it now");
	is_int(queue_lease(0, 10 * DAY), 3 * DAY, "a claim lasts three days");
	is_int(queue_lease(0, 4 * DAY), 2 * DAY, "or half of what is left");
	is_int(queue_lease(0, 3600), QUEUE_LEASE_MIN, "but never less than six hours");
	is_int(queue_lease(10, 10), 10 + QUEUE_LEASE, "past the deadline there is no haste");
}

/* Keep a text and let it stand. */
static void
give(int64_t item, int64_t who, const char *mail, int number, const char *text, int amends)
{
	unsigned char		source[HASH_LEN] = { 1 };
	struct queue_return	r = { .item = item, .person = who, .revision = 1, .amends = amends };
	int64_t			returned = 0;

	source[0] = (unsigned char)number;
	is_int(queue_keep(db, &r, span_str(mail), 210, &returned, &e), 1, "a delivery");
	is_ok(queue_keep_text(db, returned, number, source, text, &e), &e, "its text");
	is_ok(queue_stand(db, item, returned, number, source, &e), &e, "stands");
}

static void
test_returns(void)
{
	struct queue_wish	 w = { .language = "fr", .person = person("dee") };
	struct queue_return	 r = { .person = w.person, .revision = 1 };
	int64_t			 item, again, last, who, eve = person("eve"), fay = person("fay");
	struct db_rows		*rows;
	struct buf		 trouble = BUF_INIT;
	moment			 at;

	queue_claim_next(db, &w, 200, &item, &e);
	give(item, w.person, "part", 1, "un", 0);
	r.item = item;
	is_int(queue_keep(db, &r, SPAN("part"), 220, &again, &e), 0, "the same twice is one delivery");
	give(item, w.person, "more", 2, "deux", 0);
	give(item, eve, "rest", 2, "deuxi\xC3\xA8me", 0);
	rows = queue_texts(db, item, &e);
	ok(db_next(rows, &e) == 1 && db_int(rows, 0) == 1, "segment 1");
	is_str(db_text(rows, 1), "un", "from the first");
	ok(db_next(rows, &e) == 1 && db_int(rows, 0) == 2, "segment 2");
	is_str(db_text(rows, 1), "deuxi\xC3\xA8me", "as it stands");
	is_int(db_next(rows, &e), 0, "no more");
	db_done(rows);
	rows = queue_alternatives(db, item, &e);
	ok(db_next(rows, &e) == 1, "what does not stand");
	is_str(db_text(rows, 1), "deux", "is an alternative");
	db_done(rows);
	is_int(queue_last_return(db, item, &last, &at, &who, &e), 1, "the newest");
	ok(who == eve && at == 210, "is eve's");
	is_int(apply(item, "complete", eve, 210, 0), 1, "complete");
	is_int(queue_may_approve(db, item, w.person, &e), 0, "dee wrote a part of it");
	is_int(queue_may_approve(db, item, fay, &e), 1, "fay did not");
	is_int(queue_review_next(db, "fr", eve, 250, &again, &e), 0, "eve reviews no work of hers");
	is_int(queue_review_next(db, "fr", fay, 250, &again, &e), 1, "fay takes it");
	give(item, fay, "edit", 1, "Un", 1);
	is_int(apply(item, "amend", fay, 210, 0), 1, "and changes something");
	is_int(queue_may_approve(db, item, fay, &e), 0, "of which somebody else has to think well");
	is_int(queue_may_approve(db, item, w.person, &e), 1, "dee may, who has nothing in it that fay has not seen");
	is_int(apply(item, "approve", w.person, 260, 0), 1, "approved");
	is_int(queue_find(db, SPAN("no-such"), &last, &e), 0, "no such tag");
	is_int(queue_fsck(db, &trouble, &e), 1, "all is what the log says");
	queue_keep(db, &r, SPAN("lost"), 999, &again, &e);
	is_int(queue_fsck(db, &trouble, &e), 0, "a delivery without an event is seen");
	buf_free(&trouble);
}

static void
test_people(void)
{
	struct person_change	 c = PERSON_CHANGE_INIT;
	struct person		 p;
	struct db_rows		*rows;
	int64_t			 id = person("gil@x.example"), team = 0;

	c.credit = "Gil";
	c.team = "fi sv";
	is_ok(person_set(db, id, &c, &e), &e, "set");
	is_int(person_team(db, "sv", &team, &e), 1, "a group holds the queue of Swedish");
	is_int(team, id, "this one");
	is_int(person_team(db, "s", &team, &e), 0, "s is no Swedish");
	is_int(person_forget(db, "gil@x.example", &e), 1, "forgotten");
	is_int(person_forget(db, "gil@x.example", &e), 0, "once");
	rows = person_by_id(db, id, &e);
	is_int(person_row(rows, &p, &e), 1, "what she did stays");
	ok(strstr(p.name, "gil") == NULL && *p.credit == '\0' && *p.team == '\0', "her name does not");
	db_done(rows);
}

/* Every event from every state: what is not allowed changes nothing. */
static void
test_fold(void)
{
	struct queue_fold	f = { .state = QUEUE_NONE }, before;
	struct queue_event	claim = { .what = "claim", .person = 1, .at = 10, .until = 20 },
				approve = { .what = "approve", .person = 2, .at = 12 },
				add = { .what = "add", .at = 1, .until = 1 }, bogus = { .what = "bogus", .at = 1 };

	is_int(queue_fold(&f, &claim), 0, "what is not there cannot be claimed");
	is_int(queue_fold(&f, &add), 1, "add");
	before = f;
	is_int(queue_fold(&f, &approve), 0, "what is open cannot be approved");
	is_int(queue_fold(&f, &bogus), 0, "an unknown event");
	ok(memcmp(&before, &f, sizeof f) == 0, "changes nothing");
	is_int(queue_fold(&f, &claim), 1, "claim");
	is_int(queue_fold(&f, &claim), 0, "one live lease");
	claim.at = 20;
	claim.until = 30;
	is_int(queue_fold(&f, &claim), 1, "which has ended at its end");
}

int
main(void)
{
	if ((db = db_open(NULL, DB_PRIVATE, DB_SCRATCH, &e)) == NULL)
		bail("%s", e.text);
	test_adding();
	test_claims();
	test_returns();
	test_people();
	test_fold();
	db_close(db);
	return done();
}
