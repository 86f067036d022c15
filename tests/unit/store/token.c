#include "tests/unit/tap.h"

#include "store/token.h"

static struct db	*db;
static struct err	 e;

static void
test_token(void)
{
	struct buf	 text = BUF_INIT, other = BUF_INIT, upper = BUF_INIT;
	struct token	 t;
	struct db_rows	*rows;
	size_t		 i;

	is_ok(token_make(&text, &e), &e, "made");
	is_int((long long)text.len, TOKEN_CHARS, "of its length");
	is_int((long long)strspn(buf_str(&text), "abcdefghijklmnopqrstuvwxyz234567"), TOKEN_CHARS, "fit for a local part");
	token_make(&other, &e);
	ok(!span_eq(span_buf(&text), span_buf(&other)), "no two are the same");
	is_int(token_find(db, span_buf(&text), 5, &t, &e), 0, "nothing is known of it yet");

	is_ok(token_put(db, span_buf(&text), "confirm", "7", "a@x.example", 100, 200, &e), &e, "remembered");
	is_int(token_find(db, span_buf(&text), 100, &t, &e), 1, "found");
	is_str(t.action, "confirm", "what it allows");
	is_str(t.subject, "7", "to what");
	is_str(t.address, "a@x.example", "whose it is");
	is_int(t.state, TOKEN_OPEN, "open");
	token_free(&t);
	for (i = 0; i < text.len; i++)
		buf_addc(&upper, text.s[i] >= 'a' ? text.s[i] - 'a' + 'A' : text.s[i]);
	is_int(token_find(db, span_buf(&upper), 199, &t, &e), 1, "in capitals, too");
	is_int(t.state, TOKEN_OPEN, "open until its last second");
	token_free(&t);
	is_int(token_find(db, span_buf(&text), 200, &t, &e), 1, "then");
	is_int(t.state, TOKEN_EXPIRED, "it has expired");
	token_free(&t);
	is_int(token_find(db, span_head(span_buf(&text), 31), 100, &t, &e), 0, "no part of it is one");
	is_int(token_find(db, SPAN(""), 100, &t, &e), 0, "nor nothing");
	is_int(token_find(db, SPAN("' OR 1=1 --                     "), 100, &t, &e), 0, "nor anything else");

	is_int(token_use(db, span_buf(&text), 200, &e), 0, "expired, it cannot be used");
	is_int(token_use(db, span_buf(&upper), 199, &e), 1, "before, it can");
	is_int(token_use(db, span_buf(&text), 199, &e), 0, "once");
	is_int(token_find(db, span_buf(&text), 100, &t, &e), 1, "it is still known");
	is_int(t.state, TOKEN_USED, "as used");
	token_free(&t);

	token_put(db, span_buf(&other), "confirm", "8", "b@x.example", 100, 200, &e);
	is_ok(token_void(db, "confirm", "7", &e), &e, "void what is about 7");
	is_int(token_use(db, span_buf(&other), 150, &e), 1, "8 is not concerned");
	buf_reset(&other);
	token_make(&other, &e);
	token_put(db, span_buf(&other), "confirm", "7", "b@x.example", 100, 300, &e);
	token_void(db, "moderate", "7", &e);
	token_void(db, "confirm", "7", &e);
	is_int(token_use(db, span_buf(&other), 150, &e), 0, "a void one cannot be used");
	token_find(db, span_buf(&other), 100, &t, &e);
	is_int(t.state, TOKEN_VOID, "and says so");
	token_free(&t);

	rows = token_holders(db, "confirm", "7", &e);
	is_int(db_next(rows, &e), 1, "who got one");
	is_str(db_text(rows, 0), "a@x.example", "the first");
	is_int(db_next(rows, &e), 1, "and");
	is_str(db_text(rows, 0), "b@x.example", "the second");
	is_int(db_next(rows, &e), 0, "no more");
	db_done(rows);

	token_expire(db, 200 + 30 * 86400 - 1, &e);
	is_int(token_find(db, span_buf(&text), 100, &t, &e), 1, "remembered for 30 days after its end");
	token_free(&t);
	token_expire(db, 200 + 30 * 86400, &e);
	is_int(token_find(db, span_buf(&text), 100, &t, &e), 0, "not longer");
	is_err(token_put(db, SPAN("short"), "a", "b", "c", 1, 2, &e), &e, ERR_BUG, "what is no token is not remembered");
	buf_free(&text);
	buf_free(&other);
	buf_free(&upper);
}

int
main(void)
{
	if ((db = db_open("none", DB_PRIVATE, DB_SCRATCH, &e)) == NULL)
		bail("%s", e.text);
	test_token();
	db_close(db);
	return done();
}
