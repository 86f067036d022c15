#include "tests/unit/tap.h"

#include "store/letter.h"

static struct db	*db;
static struct err	 e;

static void
test_letter(void)
{
	struct letter	l = { .id = 0 };

	is_int(letter_due(db, 0, 100, &l, &e), 0, "no letter");
	is_ok(letter_put(db, "", "a@x.example", SPAN("To: a\n\none\n"), 100, &e), &e, "one");
	is_ok(letter_put(db, "", "b@x.example", SPAN("To: b\n\ntwo\n"), 101, &e), &e, "two");
	is_int(letter_due(db, 0, 99, &l, &e), 0, "not before its time");
	is_int(letter_due(db, 0, 100, &l, &e), 1, "due");
	is_buf(&l.recipient, "a@x.example", "to whom");
	is_buf(&l.message, "To: a\n\none\n", "what");
	is_int(letter_due(db, l.id, 100, &l, &e), 0, "the other is not due");
	is_int(letter_open(db, 1, &e), 1, "it is to be sent");
	is_ok(letter_retry(db, 1, 160, "busy", &e), &e, "not taken");
	is_int(letter_due(db, 0, 159, &l, &e), 1, "until then");
	is_int(l.id, 2, "the other one is");
	is_ok(letter_done(db, 2, &e), &e, "taken");
	is_int(letter_open(db, 2, &e), 0, "it is gone");
	is_int(letter_due(db, 0, 160, &l, &e), 1, "the first again");
	is_int(l.tries, 1, "after one try");
	is_ok(letter_refuse(db, 1, "550", &e), &e, "refused for good");
	is_int(letter_due(db, 0, 9999, &l, &e), 0, "it is not tried again");
	is_int(letter_open(db, 1, &e), 0, "by nobody");
	letter_put(db, "", "c@x.example", SPAN("x"), 1, &e);
	letter_due(db, 0, 1, &l, &e);
	is_int(l.id, 3, "a number is never given twice");
	letter_free(&l);
}

int
main(void)
{
	if ((db = db_open("none", DB_PRIVATE, DB_SCRATCH, &e)) == NULL)
		bail("%s", e.text);
	test_letter();
	db_close(db);
	return done();
}
