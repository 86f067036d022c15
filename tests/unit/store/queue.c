#include "tests/unit/tap.h"

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

/* The Message-ID of the next item for `who`; "none", "refused". */
static const char *
next(const char *who, int64_t max_words, moment now)
{
	static char		 id[40];
	struct queue_item	 item;
	struct buf		 message = BUF_INIT;
	struct db_rows		*rows;
	int64_t			 row;
	int			 got = queue_claim_next(db, "en", who, max_words, now, &row, &e);

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

	is_int(queue_add_work(db, &w, SPAN("m"), 10, &row, &e), 1, "a work");
	is_int(queue_add_work(db, &w, SPAN("m"), 10, &again, &e), 0, "is added once");
	is_int(again, row, "and is the same row");
	is_int(queue_add_item(db, row, "en", 10, &e), 1, "an item");
	is_int(queue_add_item(db, row, "en", 10, &e), 0, "once");
	is_int(queue_add_item(db, row, "fr", 10, &e), 1, "another language is another item");
	queue_add_item(db, work("p1@x", "proposal", 300, 2), "en", 10, &e);
	queue_add_item(db, work("h2@x", "help", 50, 9), "en", 10, &e);
	queue_add_item(db, work("h1@x", "help", 500, 4), "en", 10, &e);
	queue_add_item(db, work("o1@x", "other", 5, 0), "en", 10, &e);
}

static void
test_claims(void)
{
	int64_t	row;

	is_str(next("ana", 60, 100), "h2@x", "with ten minutes: a small call for help");
	is_str(next("ana", 0, 100), "h1@x", "then the older call");
	is_str(next("ana", 0, 100), "p1@x", "then a proposal");
	is_str(next("ana", 0, 100), "refused", "three are enough");
	is_str(next("bo", 0, 100), "u1@x", "another person gets the update");
	is_str(next("bo", 0, 100), "o1@x", "and the rest");
	is_str(next("bo", 0, 100), "none", "no more");
	is_str(next("cy", 0, 100 + 3 * DAY - 1), "none", "a second before the leases end");
	is_str(next("cy", 0, 100 + 3 * DAY), "h1@x", "when they end, it is open again");
	is_int(queue_claim_next(db, "fr", "dee", 0, 100, &row, &e), 1, "an item into French");
	is_int(queue_release(db, row, "ana", 101, &e), 0, "is not ana's to release");
	is_int(queue_release(db, row, "dee", 101, &e), 1, "but dee's");
	is_int(queue_release(db, row, NULL, 101, &e), 0, "nobody holds it now");
}

static void
test_returns(void)
{
	unsigned char	 source[HASH_LEN] = { 1 };
	struct db_rows	*rows;
	int64_t		 item, first, second, last;
	moment		 at;
	char		 tag[16];

	queue_claim_next(db, "fr", "dee", 0, 200, &item, &e);
	is_int(queue_return(db, item, "dee", SPAN("part"), 210, &first, &e), 1, "a part comes back");
	is_int(queue_return(db, item, "dee", SPAN("part"), 220, &second, &e), 0, "twice");
	is_int(second, first, "and is one return");
	is_ok(queue_return_text(db, first, 1, source, "un", &e), &e, "segment 1");
	is_ok(queue_return_text(db, first, 2, source, "deux", &e), &e, "segment 2");
	is_int(queue_return(db, item, "eve", SPAN("rest"), 230, &second, &e), 1, "the rest, from somebody else");
	is_ok(queue_return_text(db, second, 2, source, "deuxième", &e), &e, "segment 2 again");
	rows = queue_texts(db, item, &e);
	ok(db_next(rows, &e) == 1 && db_int(rows, 0) == 1, "segment 1");
	is_str(db_text(rows, 1), "un", "from the first return");
	ok(db_next(rows, &e) == 1 && db_int(rows, 0) == 2, "segment 2");
	is_str(db_text(rows, 1), "deuxième", "from the newest");
	is_int(db_next(rows, &e), 0, "no more");
	db_done(rows);
	is_int(queue_last_return(db, item, &last, &at, &e), 1, "the newest return");
	ok(last == second && at == 230, "is eve's");
	is_ok(queue_complete(db, item, "eve", 240, &e), &e, "complete");
	is_ok(queue_complete(db, item, "eve", 240, &e), &e, "again changes nothing");
	rows = queue_returned(db, &e);
	ok(db_next(rows, &e) == 1 && db_int(rows, 0) == item, "it is to be published");
	db_done(rows);
	(void)snprintf(tag, sizeof tag, "no-such");
	is_int(queue_find(db, span_str(tag), &last, &e), 0, "no such tag");
}

int
main(void)
{
	if ((db = db_open(NULL, DB_PRIVATE, DB_SCRATCH, &e)) == NULL)
		bail("%s", e.text);
	test_adding();
	test_claims();
	test_returns();
	db_close(db);
	return done();
}
