#include "tests/unit/tap.h"

#include "base/limits.h"
#include "store/held.h"

static struct db	*db;
static struct err	 e;

static int
keep(int verdict, const char *name, struct span message, moment now)
{
	struct held	h = { .verdict = verdict, .reason = "none", .assembly = "", .contact = "",
			    .recipient = "list@x.example", .received = now,
			    .expires = now + held_seconds(verdict) };

	hash_sha256(name, strlen(name), h.digest);
	return held_keep(db, &h, message, &e);
}

static int64_t
count(int verdict)
{
	struct db_rows	*rows = held_list(db, &e);
	struct held	 h;
	int64_t		 n = 0;

	while (held_row(rows, &h, &e) == 1)
		n += h.verdict == verdict;
	db_done(rows);
	return n;
}

static void
test_one(void)
{
	struct buf	 message = BUF_INIT;
	struct db_rows	*rows = NULL;
	struct held	 h;
	int64_t		 expired = -1;

	is_int(keep(10, "one", SPAN("From: a\0b\n\nx\n"), 1000), 1, "kept");
	is_int(keep(10, "one", SPAN("From: a\0b\n\nx\n"), 1001), 0, "the same bytes are kept once");
	is_int(held_get(db, 1, &h, &message, &rows, &e), 1, "there it is");
	is_span(span_buf(&message), SPAN("From: a\0b\n\nx\n"), "byte for byte");
	is_str(h.reason, "none", "with its reason");
	is_int(h.expires, 1000 + 14 * 86400, "for two weeks");
	db_done(rows);
	is_int(held_get(db, 2, &h, &message, &rows, &e), 0, "no other");
	db_done(rows);
	is_ok(held_expire(db, 1000 + 14 * 86400 - 1, &expired, &e), &e, "a second before its end");
	is_int(expired, 0, "it stays");
	is_ok(held_expire(db, 1000 + 14 * 86400, &expired, &e), &e, "at its end");
	is_int(expired, 1, "it goes");
	is_int(keep(12, "two", SPAN("y"), 0), 1, "another");
	is_int(held_discard(db, 2, &e), 1, "thrown away");
	is_int(held_discard(db, 2, &e), 0, "once");
	buf_free(&message);
}

/* Mails of 8 MB each: eight fill a stranger's room, thirty-two a contact's. */
static void
test_quota(void)
{
	size_t	 size = 8 * 1024 * 1024;
	char	*big = calloc(1, size), name[32];
	int	 i;

	if (big == NULL)
		bail("no memory");
	for (i = 0; i < HELD_STRANGER_BYTES / (long)size; i++) {
		(void)snprintf(name, sizeof name, "s%d", i);
		is_int(keep(11, name, span_make(big, size), 5), 1, "stranger %d", i);
	}
	is_int(count(11), 8, "the room is full");
	is_int(keep(11, "s8", span_make(big, size), 5), 1, "one more is kept");
	is_int(count(11), 8, "and the oldest went");
	is_int(keep(11, "s0", span_make(big, size), 5), 1, "it was the first");
	is_int(keep(12, "r", span_make(big, size), 5), 1, "another verdict has its own room");
	for (i = 0; i < HELD_CHALLENGE_BYTES / (long)size; i++) {
		(void)snprintf(name, sizeof name, "c%d", i);
		if (keep(10, name, span_make(big, size), 5) != 1)
			break;
	}
	is_int(i, HELD_CHALLENGE_BYTES / (long)size, "a contact's room");
	is_int(keep(10, "more", SPAN("x"), 5), 2, "when it is full, the new one is not taken");
	is_int(count(10), i, "and none was pushed out");
	is_int(keep(12, "huge", span_make(big, 1), 5), 1, "strangers do not use it");
	free(big);
}

int
main(void)
{
	if ((db = db_open(NULL, DB_PRIVATE, DB_SCRATCH, &e)) == NULL)
		bail("%s", e.text);
	test_one();
	test_quota();
	db_close(db);
	return done();
}
