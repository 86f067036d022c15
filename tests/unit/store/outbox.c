#include "tests/unit/tap.h"

#include "store/observer.h"
#include "store/outbox.h"

static struct db	*db;
static struct err	 e;

static void
observer(const char *address, const char *languages, const char *rhythm, moment since)
{
	is_int(observer_put(db, address, languages, rhythm, since, &e), 1, "%s is new", address);
}

/* Who gets slice `id`, as row numbers parted by blanks. */
static void
is_slice(int64_t id, const char *want)
{
	struct db_rows	*rows = outbox_recipients(db, id, &e);
	struct buf	 got = BUF_INIT;

	while (rows != NULL && db_next(rows, &e) == 1)
		buf_addf(&got, "%s%lld", got.len > 0 ? " " : "", (long long)db_int(rows, 0));
	db_done(rows);
	is_str(buf_str(&got), want, "slice %lld", (long long)id);
	buf_free(&got);
}

static void
test_observers(void)
{
	struct observer	 o;
	struct db_rows	*rows;

	observer("a@x.example", NULL, NULL, 100);
	observer("b@x.example", "es en", "each", 100);
	observer("c@x.example", "fr", NULL, 100);
	observer("d@x.example", NULL, "weekly", 100);
	observer("e@x.example", NULL, NULL, 500);
	is_int(observer_put(db, "b@x.example", NULL, NULL, 900, &e), 0, "known");
	rows = observer_list(db, &e);
	ok(observer_row(rows, &o, &e) == 1 && observer_row(rows, &o, &e) == 1, "two rows");
	is_str(o.languages, "es en", "settings that were not given stay");
	is_int(o.since, 100, "and since when");
	db_done(rows);
	is_int(observer_put(db, "bad@x.example", NULL, "hourly", 1, &e), -1, "the table refuses another rhythm");
}

/* A post in English at 200, due at 1000; a translation into French at 300. */
static void
test_languages(void)
{
	struct outbox_counts	 c;
	struct slice		 s;

	is_ok(outbox_add_post(db, "p1", 1, "en", 200, 1000, &e), &e, "plan a post");
	is_ok(outbox_add_post(db, "p1", 1, "en", 200, 1000, &e), &e, "plan it again");
	is_ok(outbox_cut(db, 500, 200, &e), &e, "cut");
	is_slice(1, "1 2");
	is_ok(outbox_count(db, &c, &e), &e, "count");
	is_int(c.waiting, 1, "the French reader waits");
	is_ok(outbox_add_translation(db, "p1", 2, "de", &e), &e, "a translation nobody waits for");
	is_ok(outbox_add_translation(db, "p1", 3, "fr", &e), &e, "hers");
	is_ok(outbox_add_translation(db, "p1", 4, "es", &e), &e, "one that comes too late");
	is_ok(outbox_end_waiting(db, 2000, &e), &e, "nobody waits any more");
	is_ok(outbox_cut(db, 500, 300, &e), &e, "cut");
	is_slice(2, "3");
	is_slice(3, "");
	is_int(outbox_due(db, 1, 2000, &s, &e), 1, "slice 2 is due");
	is_int(s.serial, 3, "it carries the translation");
}

static void
test_waiting(void)
{
	struct outbox_counts	 c;
	struct slice		 s;

	is_ok(outbox_add_post(db, "p2", 5, "en", 600, 1600, &e), &e, "another post");
	is_ok(outbox_end_waiting(db, 1599, &e), &e, "a second before its time");
	is_ok(outbox_count(db, &c, &e), &e, "count");
	is_int(c.waiting, 1, "she still waits");
	is_ok(outbox_end_waiting(db, 1600, &e), &e, "at its time");
	is_ok(outbox_cut(db, 2, 1600, &e), &e, "cut in slices of two");
	is_slice(3, "1 2");
	is_slice(4, "3 5");
	is_int(outbox_due(db, 3, 1600, &s, &e), 1, "slice 4");
	is_int(s.serial, 5, "carries the original");
}

static void
test_sending(void)
{
	struct slice		 s;
	struct outbox_counts	 c;

	is_int(outbox_due(db, 0, 199, &s, &e), 0, "nothing is due before it was planned");
	is_int(outbox_due(db, 0, 200, &s, &e), 1, "slice 1 is");
	is_ok(outbox_retry(db, 1, 260, "sendmail: status 75", &e), &e, "not taken");
	is_int(outbox_due(db, 0, 259, &s, &e), 0, "not before its time");
	is_int(outbox_due(db, 0, 260, &s, &e), 1, "then");
	is_int(s.tries, 1, "tried once");
	is_ok(outbox_done(db, 1, 261, &e), &e, "taken");
	is_int(outbox_open(db, 1, &e), 0, "it is done");
	is_int(outbox_open(db, 2, &e), 1, "the next is not");
	is_ok(outbox_retry(db, 1, 300, "late", &e), &e, "a late no");
	is_int(outbox_open(db, 1, &e), 0, "changes nothing");
	is_int(observer_remove(db, "c@x.example", &e), 1, "she leaves");
	is_int(observer_remove(db, "c@x.example", &e), 0, "once");
	is_slice(2, "");
	is_slice(4, "5");
	is_ok(outbox_count(db, &c, &e), &e, "count");
	is_int(c.done, 1, "one slice done");
}

static void
test_mark(void)
{
	int64_t	serial = -1;

	is_ok(outbox_planned(db, &serial, &e), &e, "the mark");
	is_int(serial, 0, "nothing is planned at the beginning");
	is_ok(outbox_set_planned(db, 7, &e), &e, "to 7");
	is_ok(outbox_set_planned(db, 5, &e), &e, "an older planner says 5");
	is_ok(outbox_planned(db, &serial, &e), &e, "the mark");
	is_int(serial, 7, "it never goes back");
}

int
main(void)
{
	if ((db = db_open(NULL, DB_PRIVATE, DB_SCRATCH, &e)) == NULL)
		bail("%s", e.text);
	test_observers();
	test_mark();
	test_languages();
	test_waiting();
	test_sending();
	db_close(db);
	return done();
}
