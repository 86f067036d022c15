#include "tests/unit/tap.h"

#include "store/limit.h"

static struct db	*db;
static struct err	 e;

static int64_t
left(const char *kind, const char *who, moment now)
{
	int64_t	n = -1;

	limit_left(db, kind, who, 5, now, &n, &e);
	return n;
}

static void
test_limit(void)
{
	is_int(left("k", "a", 100), 5, "all is left");
	is_ok(limit_spend(db, "k", "a", 2, 60, 100, &e), &e, "two are spent");
	is_int(left("k", "a", 100), 3, "three are left");
	is_int(left("k", "b", 100), 5, "of this address");
	is_int(left("l", "a", 100), 5, "and kind only");
	limit_spend(db, "k", "a", 4, 60, 130, &e);
	is_int(left("k", "a", 159), 0, "never below nothing");
	is_int(left("k", "a", 160), 1, "a minute later the first are forgotten");
	is_int(left("k", "a", 190), 5, "then all");
	is_ok(limit_spend(db, "x", "", 1, 60, 500, &e), &e, "what is over goes");
	is_int(left("k", "a", 100), 5, "for good");
}

int
main(void)
{
	if ((db = db_open("none", DB_PRIVATE, DB_SCRATCH, &e)) == NULL)
		bail("%s", e.text);
	test_limit();
	db_close(db);
	return done();
}
