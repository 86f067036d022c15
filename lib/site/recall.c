#include "site/recall.h"

#include "base/limits.h"
#include "store/memory.h"
#include "text/similar.h"

/* Is that row better than the best so far? */
static int
try(struct recall *best, struct db *db, int64_t id, const char *source_language, const char *language,
    struct span wanted, struct err *err)
{
	struct recall	one = RECALL_INIT;
	int		got, least = best->percent + 1 > RECALL_LEAST ? best->percent + 1 : RECALL_LEAST;

	if ((got = memory_row(db, id, source_language, language, &one.source, &one.text, err)) == 1 &&
	    (got = similar_percent(wanted, span_buf(&one.source), least, &one.percent, err)) == 0 &&
	    one.percent >= least) {
		recall_free(best);
		*best = one;
		return 0;
	}
	recall_free(&one);
	return got == -1 ? -1 : 0;
}

int
recall_find(struct recall *r, struct db *db, const char *source_language, const char *language,
    const unsigned char digest[HASH_LEN], const char *source, struct err *err)
{
	int64_t	ids[MEMORY_CANDIDATES];
	size_t	n, i;
	int	got;

	*r = (struct recall)RECALL_INIT;
	if ((got = memory_exact(db, source_language, language, digest, &r->text, err)) == 1) {
		r->percent = 100;
		buf_adds(&r->source, source);
		return buf_ok(&r->source, err);
	}
	if (got == -1 || memory_near(db, span_str(source), ids, MEMORY_CANDIDATES, &n, err) == -1)
		return -1;
	for (i = 0; i < n && r->percent < 99; i++)
		if (try(r, db, ids[i], source_language, language, span_str(source), err) == -1)
			return -1;
	return 0;
}

void
recall_free(struct recall *r)
{
	buf_free(&r->source);
	buf_free(&r->text);
	r->percent = 0;
}
