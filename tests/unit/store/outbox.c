#include "tests/unit/tap.h"

#include "store/observer.h"
#include "store/outbox.h"

static struct db	*db;
static struct err	 e;

static void
observer(const char *address, const char *languages, const char *rhythm, moment since)
{
	struct observer_change	 c = OBSERVER_CHANGE_INIT;

	c.languages = languages;
	c.rhythm = rhythm;
	is_int(observer_put(db, address, &c, since, &e), 1, "%s is new", address);
}

/* A post without an assembly, planned in slices of `size`. */
static int
post(const char *original, int64_t serial, moment arrival, int size)
{
	struct outbox_post	 p = { original, serial, "en", "other", "", "", arrival };

	return outbox_add_post(db, &p, size, arrival, NULL, NULL, &e);
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
	struct observer_change	 none = OBSERVER_CHANGE_INIT, bad = OBSERVER_CHANGE_INIT;
	struct observer		 o;
	struct db_rows		*rows;

	observer("a@x.example", NULL, NULL, 100);
	observer("b@x.example", "es en", "each", 100);
	observer("c@x.example", "fr", NULL, 100);
	observer("d@x.example", NULL, "weekly", 100);
	observer("e@x.example", NULL, NULL, 500);
	is_int(observer_put(db, "b@x.example", &none, 900, &e), 0, "known");
	rows = observer_list(db, &e);
	ok(observer_row(rows, &o, &e) == 1 && observer_row(rows, &o, &e) == 1, "two rows");
	is_str(o.languages, "es en", "settings that were not given stay");
	is_int(o.since, 100, "and since when");
	db_done(rows);
	bad.rhythm = "hourly";
	is_int(observer_put(db, "bad@x.example", &bad, 1, &e), -1, "the table refuses another rhythm");
}

/* A post in English at 200, waited for during 72 hours; a translation into French at 300. */
static void
test_languages(void)
{
	struct outbox_counts	 c;
	struct slice		 s;

	is_ok(post("p1", 1, 200, 500), &e, "plan a post");
	is_ok(post("p1", 1, 200, 500), &e, "plan it again");
	is_ok(outbox_cut(db, 500, 200, &e), &e, "cut");
	is_slice(1, "1 2");
	is_ok(outbox_count(db, &c, &e), &e, "count");
	is_int(c.waiting, 1, "the French reader waits");
	is_ok(outbox_add_translation(db, "p1", 2, "de", &e), &e, "a translation nobody waits for");
	is_ok(outbox_add_translation(db, "p1", 3, "fr", &e), &e, "hers");
	is_ok(outbox_add_translation(db, "p1", 4, "es", &e), &e, "one that comes too late");
	is_ok(outbox_end_waiting(db, 200 + OBSERVER_WAIT, &e), &e, "nobody waits any more");
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

	is_ok(post("p2", 5, 600, 2), &e, "another post");
	is_ok(outbox_end_waiting(db, 600 + OBSERVER_WAIT - 1, &e), &e, "a second before its time");
	is_ok(outbox_count(db, &c, &e), &e, "count");
	is_int(c.waiting, 1, "she still waits");
	is_ok(outbox_end_waiting(db, 600 + OBSERVER_WAIT, &e), &e, "at its time");
	is_ok(outbox_cut(db, 2, 1600, &e), &e, "cut in slices of two");
	is_slice(3, "1 2");
	is_slice(4, "5");
	is_slice(5, "3");
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

/* Who gets a post of kind, assembly, region: row numbers parted by blanks. */
static void
is_wanted_by(const char *kind, const char *assembly, const char *region, const char *want)
{
	static int64_t		 serial = 100;
	struct outbox_post	 p = { "", ++serial, "en", kind, assembly, region, 7000 };
	char			 name[32];
	int64_t			 first, n;
	struct err		 err;

	(void)snprintf(name, sizeof name, "wanted %lld", (long long)serial);
	p.original = name;
	is_ok(outbox_add_post(db, &p, 500, 7000, &n, NULL, &err), &err, "plan %s of %s in %s", kind, assembly, region);
	if (db_number(db, &first, &err, "SELECT max(id) FROM slice", "") != 1)
		bail("%s", err.text);
	is_slice(first, want);
}

static void
test_wanted(void)
{
	struct observer_change	 c = OBSERVER_CHANGE_INIT;

	is_ok(db_run(db, &e, "DELETE FROM observer", ""), &e, "begin anew");
	c.kinds = "proposal help";
	observer_put(db, "kinds@x.example", &c, 7000, &e);
	c.kinds = "wire";
	observer_put(db, "wire@x.example", &c, 7000, &e);
	c.kinds = NULL;
	c.regions = "lavapi\303\251s\nsur";
	observer_put(db, "regions@x.example", &c, 7000, &e);
	c.assemblies = "sol luna";
	observer_put(db, "either@x.example", &c, 7000, &e);
	c.regions = NULL;
	c.assemblies = NULL;
	c.paused = 7001;
	observer_put(db, "paused@x.example", &c, 7000, &e);
	c.paused = 7000;
	observer_put(db, "back@x.example", &c, 7000, &e);
	/* 7 kinds, 8 wire, 9 regions, 10 either, 11 paused, 12 all */
	is_wanted_by("proposal", "mar", "norte", "7 12");
	is_wanted_by("other", "mar", "", "12");
	is_wanted_by("wire", "mar", "sur", "8");
	is_wanted_by("update", "mar", "sur", "9 10 12");
	is_wanted_by("update", "mar", "lavapi\303\251s", "9 10 12");
	is_wanted_by("update", "mar", "su", "12");
	is_wanted_by("help", "luna", "norte", "7 10 12");
	is_wanted_by("update", "lun", "", "12");
}

static void
test_prune(void)
{
	int64_t	n;

	is_ok(db_run(db, &e, "UPDATE slice SET done = 8000", ""), &e, "all is done");
	is_ok(outbox_prune(db, 8000, &e), &e, "nothing is old yet");
	ok(db_number(db, &n, &e, "SELECT count(*) FROM delivery", "") == 1 && n > 0, "it is remembered");
	is_ok(outbox_prune(db, 8001, &e), &e, "all of it is");
	ok(db_number(db, &n, &e, "SELECT (SELECT count(*) FROM slice) + (SELECT count(*) FROM delivery WHERE slice"
	    " IS NOT NULL)", "") == 1 && n == 0, "and forgotten");
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
	test_wanted();
	test_prune();
	db_close(db);
	return done();
}
