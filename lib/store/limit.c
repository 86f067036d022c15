#include "store/limit.h"

int
limit_left(struct db *db, const char *kind, const char *who, int64_t max, moment now, int64_t *left,
    struct err *err)
{
	int64_t	spent = 0;

	if (db_number(db, &spent, err,
	    "SELECT coalesce(sum(weight), 0) FROM spent WHERE kind = ? AND who = ? AND until > ?", "tti",
	    kind, who, (int64_t)now) == -1)
		return -1;
	*left = spent < max ? max - spent : 0;
	return 0;
}

int
limit_spend(struct db *db, const char *kind, const char *who, int64_t weight, int64_t seconds, moment now,
    struct err *err)
{
	if (db_run(db, err, "DELETE FROM spent WHERE until <= ?", "i", (int64_t)now) == -1)
		return -1;
	return db_run(db, err, "INSERT INTO spent (kind, who, weight, until) VALUES (?, ?, ?, ?)", "ttii",
	    kind, who, weight, (int64_t)now + seconds);
}
