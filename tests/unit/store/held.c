#include "tests/unit/tap.h"

#include "base/limits.h"
#include "store/held.h"

static struct db	*db;
static struct err	 e;

static const char	*contact = "";

static int
keep(int verdict, const char *name, struct span message, moment now)
{
	struct held	h = { .verdict = verdict, .reason = "none", .assembly = "", .contact = contact,
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

/* A flood in one name leaves room for others. */
static void
test_contact(void)
{
	size_t	 size = HELD_CONTACT_BYTES - HELD_CONTACT_MAILS + 1;
	char	*big = calloc(1, size), name[32];
	int	 i;

	if (big == NULL)
		bail("no memory");
	contact = "a@x.example";
	for (i = 0; i < HELD_CONTACT_MAILS - 1; i++) {
		(void)snprintf(name, sizeof name, "m%d", i);
		if (keep(10, name, SPAN("x"), 5) != 1)
			break;
	}
	is_int(i, HELD_CONTACT_MAILS - 1, "small mails in one name");
	is_int(keep(10, "big", span_make(big, size + 1), 5), 2, "not a byte more than her room");
	is_int(keep(10, "big", span_make(big, size), 5), 1, "the last byte of it");
	is_int(keep(10, "one", SPAN(""), 5), 2, "not a mail more than her number");
	contact = "b@x.example";
	is_int(keep(10, "other", SPAN("x"), 5), 1, "another has room of her own");
	free(big);
}

static void
test_decision(void)
{
	struct db_rows	*rows;
	struct held	 h = { 0 };
	int64_t		 id, n = -1;

	contact = "d@x.example";
	keep(10, "d1", SPAN("x"), 5);
	id = db_last_id(db);
	rows = held_unasked(db, 4, &e);
	is_int(held_row(rows, &h, &e), 0, "nobody is asked about before its time");
	db_done(rows);
	rows = held_unasked(db, 5, &e);
	is_int(held_row(rows, &h, &e), 1, "then it waits for a question");
	is_int(h.id, id, "that mail");
	db_done(rows);
	held_asked(db, id, 7, &e);
	rows = held_unasked(db, 5, &e);
	is_int(held_row(rows, &h, &e), 0, "once asked, not again");
	db_done(rows);
	is_int(held_decide(db, id, "token", &e), 1, "decided");
	is_int(held_decide(db, id, "moderator", &e), 0, "the first decision wins");
	is_ok(held_expire(db, 5 + 100 * 86400, NULL, &e), &e, "a hundred days later");
	rows = held_decided(db, &e);
	is_int(held_row(rows, &h, &e), 1, "what is decided does not expire");
	is_str(h.decision, "token", "by the token");
	h.verdict = 11;
	h.reason = "not-endorsed";
	h.expires = 9;
	is_int(held_undecide(db, &h, &e), 1, "it could not be posted after all");
	db_done(rows);
	rows = held_decided(db, &e);
	is_int(held_row(rows, &h, &e), 0, "nothing is decided");
	db_done(rows);
	is_int(held_decide(db, id, "moderator", &e), 0, "and it never will be: it is a stranger's now");
	keep(10, "d2", SPAN("x"), 5);
	held_asked(db, db_last_id(db), 8, &e);
	keep(10, "d3", SPAN("x"), 5);
	held_asked(db, db_last_id(db), 9, &e);
	is_ok(held_discard_asked(db, "d@x.example", 8, &n, &e), &e, "no to all of one letter");
	is_int(n, 1, "concerns that letter");
}

int
main(void)
{
	if ((db = db_open(NULL, DB_PRIVATE, DB_SCRATCH, &e)) == NULL)
		bail("%s", e.text);
	test_decision();
	test_contact();
	contact = "";
	db_close(db);
	if ((db = db_open(NULL, DB_PRIVATE, DB_SCRATCH, &e)) == NULL)
		bail("%s", e.text);
	test_one();
	test_quota();
	db_close(db);
	return done();
}
