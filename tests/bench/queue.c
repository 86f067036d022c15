/*
 * The queue under 50 people at once, against as many processes that do nothing but one-row transactions; the memory
 * of 100,000 segments, against looking at all of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "site/recall.h"
#include "store/memory.h"
#include "store/person.h"
#include "store/queue.h"
#include "text/similar.h"

#define PROCESSES	50
#define EACH		40
#define ITEMS		10000
#define SEGMENTS	100000
#define LOOKUPS		40

static struct err	e;

static void
die(const char *what)
{
	fprintf(stderr, "queue: %s: %s\n", what, e.text);
	exit(1);
}

static double
clock_now(void)
{
	struct timespec	t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
one_claim(struct db *db, int process, int i)
{
	struct queue_wish	w = { .language = "en" };
	char			name[32];
	int64_t			id;

	(void)snprintf(name, sizeof name, "p%d.%d", process, i / QUEUE_HELD_MAX);
	if (person_need(db, name, 1, &w.person, &e) == -1 || queue_claim_next(db, &w, 100, &id, &e) != 1)
		die("claim");
}

static void
one_row(struct db *db, int process, int i)
{
	if (db_run(db, &e, "INSERT INTO work_mail (at, digest, outcome) VALUES (?, randomblob(32), ?)", "it",
	    (int64_t)(process * 1000 + i), "x") == -1)
		die("row");
}

/* Transactions a second. */
static double
race(const char *path, void (*one)(struct db *, int, int))
{
	double		start = clock_now();
	int		p, i, status;
	struct db	*db;

	for (p = 0; p < PROCESSES; p++)
		if (fork() == 0) {
			if ((db = db_open(path, DB_PRIVATE, DB_WRITE, &e)) == NULL)
				die(path);
			for (i = 0; i < EACH; i++) {
				if (db_begin(db, &e) == -1)
					die("begin");
				one(db, p, i);
				if (db_commit(db, &e) == -1)
					die("commit");
			}
			db_close(db);
			_exit(0);
		}
	for (p = 0; p < PROCESSES; p++)
		if (wait(&status) == -1 || status != 0)
			die("child");
	return PROCESSES * EACH / (clock_now() - start);
}

static void
fill_queue(struct db *db)
{
	struct queue_work	w = { .revision = 1, .language = "es", .kind = "update", .title = "t", .words = 1 };
	char			name[32];
	int64_t			id;
	int			i;

	for (i = 0; i < ITEMS; i++) {
		(void)snprintf(name, sizeof name, "m%d@x", i);
		w.original = name;
		w.arrival = i;
		if (queue_add_work(db, &w, SPAN("m"), 1, &id, &e) == -1 || queue_add_item(db, id, "en", 100000, 0, 1, &e) == -1)
			die("item");
	}
}

/* A sentence of about 150 characters out of 8,000 made-up words, of which some are as frequent as "the". */
static void
sentence(struct buf *out, unsigned seed)
{
	static const char	letters[] = "eeeeaaaaooosssnnnrrriiiilllddtttccuumppbgvyqhfzj";
	unsigned		n, word;

	buf_reset(out);
	while (out->len < 145) {
		n = (unsigned)rand_r(&seed) % 200;
		word = n * n / 5 + (unsigned)rand_r(&seed) % (n + 1);
		if (out->len > 0)
			buf_addc(out, ' ');
		for (n = 2 + word % 9; n > 0; n--)
			buf_addc(out, letters[(unsigned)rand_r(&word) % (sizeof letters - 1)]);
	}
}

static void
fill_memory(struct db *db)
{
	unsigned char	digest[HASH_LEN];
	struct buf	text = BUF_INIT;
	unsigned	i;

	for (i = 0; i < SEGMENTS; i++) {
		sentence(&text, i + 1);
		if (hash_sha256(text.s, text.len, digest) == -1 ||
		    memory_learn(db, "es", "en", digest, buf_str(&text), "text", 1, &e) == -1)
			die("learn");
	}
	buf_free(&text);
}

/* A sentence of the memory with two words changed. */
static void
near(struct buf *out, unsigned seed)
{
	sentence(out, seed);
	buf_splice(out, 30, 6, "wwwwww", 6);
	buf_splice(out, 90, 4, "xx", 2);
}

static double
by_index(struct db *db, int *found)
{
	unsigned char	digest[HASH_LEN] = { 0 };
	struct buf	text = BUF_INIT, want = BUF_INIT;
	struct recall	r;
	double		start = clock_now();
	unsigned	i;

	for (i = 0; i < LOOKUPS; i++) {
		near(&text, 1 + i * 997);
		sentence(&want, 1 + i * 997);
		if (recall_find(&r, db, "es", "en", digest, buf_str(&text), &e) == -1)
			die("recall");
		*found += span_eq(span_buf(&r.source), span_buf(&want));
		recall_free(&r);
	}
	buf_free(&text);
	buf_free(&want);
	return (clock_now() - start) / LOOKUPS;
}

static double
by_scan(struct db *db)
{
	struct buf	text = BUF_INIT;
	struct db_rows	*rows;
	double		start = clock_now();
	int		percent, best = RECALL_LEAST, got;

	near(&text, 1 + 997);
	if ((rows = memory_list(db, "en", &e)) == NULL)
		die("scan");
	while ((got = db_next(rows, &e)) == 1) {
		if (similar_percent(span_buf(&text), db_blob(rows, 2), best, &percent, &e) == -1)
			die("similar");
		best = percent > best ? percent : best;
	}
	db_done(rows);
	buf_free(&text);
	return clock_now() - start;
}

int
main(void)
{
	char		dir[] = "/tmp/asm-bench.XXXXXX", path[64];
	struct db	*db;
	int64_t		twice = 0, claims = 0;
	double		claim, row, index, scan;
	int		found = 0;

	if (mkdtemp(dir) == NULL)
		return 75;
	(void)snprintf(path, sizeof path, "%s/private.db", dir);
	if ((db = db_open(path, DB_PRIVATE, DB_CREATE, &e)) == NULL || db_begin(db, &e) == -1)
		die(path);
	fill_queue(db);
	fill_memory(db);
	if (db_commit(db, &e) == -1)
		die("commit");
	db_close(db);
	row = race(path, one_row);
	claim = race(path, one_claim);
	if ((db = db_open(path, DB_PRIVATE, DB_WRITE, &e)) == NULL ||
	    db_number(db, &twice, &e, "SELECT count(*) - count(DISTINCT item) FROM work_event WHERE what = 'claim'", "") == -1 ||
	    db_number(db, &claims, &e, "SELECT count(*) FROM item WHERE state = 'claimed'", "") == -1)
		die("count");
	printf("%d processes, %d items: %.0f claims a second, %.0f one-row transactions: %.2f; claimed %lld, twice %lld\n",
	    PROCESSES, ITEMS, claim, row, claim / row, (long long)claims, (long long)twice);
	index = by_index(db, &found);
	scan = by_scan(db);
	printf("memory of %d: %.1f ms by index, %.0f ms by scan: %.0f times; %d of %d found\n", SEGMENTS, 1e3 * index, 1e3 * scan,
	    scan / index, found, LOOKUPS);
	db_close(db);
	(void)unlink(path);
	(void)rmdir(dir);
	return twice != 0 || claims != PROCESSES * EACH || claim < row / 2 || scan < 20 * index;
}
