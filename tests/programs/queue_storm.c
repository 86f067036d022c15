/*
 * queue_storm DATABASE PROCESSES EVENTS SEED: so many processes at once let random things happen to a queue; each
 * one is refused or happens whole.  Prints what it did: "claims N", "returns N" ...
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/person.h"
#include "store/queue.h"

#define ITEMS	40
#define PEOPLE	12

enum { CLAIM, RENEW, GIVE_BACK, RETURN, REVIEW, APPROVE, AMEND, REJECT, TIMEOUT, EXPIRE, CORRECT, KEEP, KINDS };

static const char *const	names[] = { "claims", "renewals", "given back", "returns", "reviews", "approvals", "amendments",
				    "rejections", "timeouts", "ends", "corrections", "kept" };

static struct shared {
	atomic_llong	clock;
	atomic_long	count[KINDS], refused;
} *shared;

static struct db	*db;
static struct err	 err;

static void
die(const char *what)
{
	fprintf(stderr, "queue_storm: %s: %s\n", what, err.text);
	exit(1);
}

static int
apply(int64_t item, const char *what, int64_t person, moment now, int64_t until)
{
	struct queue_event	e = { .what = what, .person = person, .at = now, .until = until };
	int			got;

	if ((got = queue_apply(db, item, &e, &err)) == -1)
		die(what);
	return got;
}

/* One or both of two segments, new words each time. */
static int
give(int64_t item, int64_t person, moment now, int amends, unsigned seed)
{
	struct queue_return	r = { .item = item, .person = person, .revision = 1, .amends = amends };
	unsigned char		source[HASH_LEN] = { 0 };
	char			text[64];
	int64_t			returned, n = 0;
	int			i;

	if (amends && apply(item, "amend", person, now, 0) != 1)
		return 0;
	(void)snprintf(text, sizeof text, "%lld %u %d", (long long)now, seed, (int)getpid());
	if (queue_keep(db, &r, span_str(text), now, &returned, &err) == -1)
		die("keep");
	for (i = 1; i <= 2; i++)
		if (i == 1 + (int)(seed & 1) || (seed & 2) != 0) {
			source[0] = (unsigned char)i;
			if (queue_keep_text(db, returned, i, source, text, &err) == -1 ||
			    queue_stand(db, item, returned, i, source, &err) == -1)
				die("text");
		}
	if (amends)
		return 1;
	if (db_number(db, &n, &err, "SELECT count(*) FROM standing WHERE item = ?", "i", item) == -1)
		die("count");
	if (apply(item, n == 2 ? "complete" : "partial", person, now, now + 100) == 1)
		return 1;
	db_rollback(db);
	return 0;
}

static int
approve(int64_t item, int64_t person, moment now, const char *what)
{
	int	got = 1;

	if (person != 0 && (got = queue_may_approve(db, item, person, &err)) == -1)
		die("may");
	if (got == 0 || apply(item, what, person, now, 0) != 1)
		return 0;
	if (queue_set_last(db, item, &err) == -1)
		die("last");
	return 1;
}

static int
correct(int64_t item, moment now)
{
	int64_t	revision;

	if (db_number(db, &revision, &err, "SELECT revision + 1 FROM item WHERE id = ?", "i", item) != 1)
		die("revision");
	if (db_run(db, &err, "INSERT OR IGNORE INTO revision (work, revision, original, title, words, added, message) SELECT"
	    " work, ?2, 'c' || work || '.' || ?2, 't', 1, 1, x'' FROM item WHERE id = ?1", "ii", item, revision) == -1)
		die("revision");
	return apply(item, "correct", 0, now, revision);
}

static int
happen(int kind, int64_t item, int64_t person, moment now, unsigned seed)
{
	struct queue_wish	w = { .language = "en", .person = person };
	int64_t			id;
	int			got;

	switch (kind) {
	case CLAIM:
		got = queue_claim_next(db, &w, now, &id, &err);
		return got == -1 && err.class == ERR_REFUSED ? 0 : got;
	case RENEW:
		return apply(item, "renew", person, now, now + 200);
	case GIVE_BACK:
		return apply(item, "give-back", person, now, 0);
	case RETURN:
		return give(item, person, now, 0, seed);
	case REVIEW:
		return queue_review_next(db, "en", person, now, &id, &err);
	case APPROVE:
		return approve(item, person, now, "approve");
	case AMEND:
		return give(item, person, now, 1, seed);
	case REJECT:
		return apply(item, "reject", person, now, 0);
	case TIMEOUT:
		return approve(item, 0, now, "timeout");
	case EXPIRE:
		return apply(item, "expire", 0, now, 0);
	case CORRECT:
		return seed % 4 == 0 ? correct(item, now) : 0;
	default:
		return apply(item, "keep", 0, now, 0);
	}
}

static void
storm(const char *path, long events, unsigned seed)
{
	int	kind, got;
	moment	now;

	if ((db = db_open(path, DB_PRIVATE, DB_WRITE, &err)) == NULL)
		die(path);
	for (; events > 0; events--) {
		kind = rand_r(&seed) % KINDS;
		if (db_begin(db, &err) == -1)
			die("begin");
		/* Inside the transaction, so that time goes with the order of things; sometimes leases end. */
		now = atomic_fetch_add(&shared->clock, rand_r(&seed) % 500 == 0 ? 300000 : 5);
		got = happen(kind, 1 + rand_r(&seed) % ITEMS, 1 + rand_r(&seed) % PEOPLE, now, (unsigned)rand_r(&seed));
		if (got == -1)
			die(names[kind]);
		if (got == 0)
			db_rollback(db);
		else if (db_commit(db, &err) == -1)
			die("commit");
		atomic_fetch_add(got == 1 ? &shared->count[kind] : &shared->refused, 1);
	}
	db_close(db);
}

static void
fill(const char *path)
{
	struct queue_work	w = { .revision = 1, .language = "es", .kind = "update", .title = "t", .words = 1 };
	char			name[32];
	int64_t			id;
	int			i;

	if ((db = db_open(path, DB_PRIVATE, DB_CREATE, &err)) == NULL || db_begin(db, &err) == -1)
		die(path);
	for (i = 0; i < PEOPLE; i++) {
		(void)snprintf(name, sizeof name, "p%d", i);
		if (person_need(db, name, 1, &id, &err) == -1)
			die("person");
	}
	for (i = 0; i < ITEMS; i++) {
		(void)snprintf(name, sizeof name, "m%d@x", i);
		w.original = name;
		if (queue_add_work(db, &w, SPAN("m"), 1, &id, &err) == -1 ||
		    queue_add_item(db, id, "en", 1000000000, 0, 1, &err) == -1)
			die("item");
	}
	if (db_commit(db, &err) == -1)
		die("commit");
	db_close(db);
}

int
main(int argc, char **argv)
{
	int	i, n, status, bad = 0;

	if (argc != 5)
		return 64;
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return 75;
	atomic_store(&shared->clock, 10);
	fill(argv[1]);
	n = atoi(argv[2]);
	for (i = 0; i < n; i++)
		if (fork() == 0) {
			storm(argv[1], atol(argv[3]) / n, (unsigned)(atoi(argv[4]) + i));
			_exit(0);
		}
	for (i = 0; i < n; i++)
		if (wait(&status) == -1 || status != 0)
			bad = 1;
	for (i = 0; i < KINDS; i++)
		printf("%s %ld\n", names[i], (long)atomic_load(&shared->count[i]));
	printf("refused %ld\n", (long)atomic_load(&shared->refused));
	return bad;
}
