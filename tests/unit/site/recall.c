#include "tests/unit/tap.h"

#include "site/recall.h"
#include "store/memory.h"

static struct err	 e;
static struct db	*db;

static void
digest_of(const char *text, unsigned char out[HASH_LEN])
{
	hash_sha256(text, strlen(text), out);
}

static void
learn(const char *from, const char *into, const char *source, const char *text)
{
	unsigned char	digest[HASH_LEN];

	digest_of(source, digest);
	is_ok(memory_learn(db, from, into, digest, source, text, 5, &e), &e, "learnt: %s", source);
}

/* "100% text", "" for nothing. */
static const char *
recalled(const char *from, const char *into, const char *source)
{
	static char	said[600];
	struct recall	r;
	unsigned char	digest[HASH_LEN];

	digest_of(source, digest);
	said[0] = '\0';
	if (recall_find(&r, db, from, into, digest, source, &e) == -1)
		snprintf(said, sizeof said, "%s", e.text);
	else if (r.percent > 0)
		snprintf(said, sizeof said, "%d%% %s < %s", r.percent, buf_str(&r.text), buf_str(&r.source));
	recall_free(&r);
	return said;
}

static void
test_recall(void)
{
	is_str(recalled("es", "en", "Nos vemos en la plaza"), "", "nothing is known yet");
	learn("es", "en", "Nos vemos en la plaza", "We meet in the square");
	learn("es", "fr", "Nos vemos en la plaza", "On se voit sur la place");
	learn("es", "en", "Nos vemos en la playa el lunes", "We meet at the beach on Monday");
	is_str(recalled("es", "en", "Nos vemos en la plaza"), "100% We meet in the square < Nos vemos en la plaza", "exactly that");
	is_str(recalled("es", "fr", "Nos vemos en la plaza"), "100% On se voit sur la place < Nos vemos en la plaza", "in each language");
	is_str(recalled("es", "de", "Nos vemos en la plaza"), "", "but not in others");
	is_str(recalled("el", "en", "Nos vemos en la plaza"), "", "nor from others");
	is_str(recalled("es", "en", "Nos vemos en la plaza."), "95% We meet in the square < Nos vemos en la plaza", "the nearest");
	is_str(recalled("es", "en", "Nos vemos en la playa el martes"), "87% We meet at the beach on Monday < Nos vemos en la playa el lunes",
	    "of two the nearer one");
	is_str(recalled("es", "en", "Todo lo demás es silencio"), "", "nothing near");
	learn("es", "en", "Nos vemos en la plaza", "See you in the square");
	is_str(recalled("es", "en", "Nos vemos en la plaza"), "100% See you in the square < Nos vemos en la plaza", "the newer text counts");
}

/* What FTS5 would read as an expression is text to us. */
static void
test_hostile(void)
{
	static const char *const	texts[] = { "", "a", "\"", "\"\"\"", "NEAR(a b)", "a OR b AND NOT c", "source:x*", "^a + b - c",
					    "'; DROP TABLE memory; --", "(((((((((((((", "\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80" };
	size_t				i;

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
		is_str(recalled("es", "en", texts[i]), "", "asked for `%s`", texts[i]);
	learn("es", "en", "NEAR(\"a\" b*) - todo", "all of it");
	is_str(recalled("es", "en", "NEAR(\"a\" b*) + todo"), "94% all of it < NEAR(\"a\" b*) - todo", "and found as text");
}

int
main(void)
{
	if ((db = db_open(NULL, DB_PRIVATE, DB_SCRATCH, &e)) == NULL)
		bail("%s", e.text);
	db_begin(db, &e);
	test_recall();
	test_hostile();
	is_ok(db_commit(db, &e), &e, "kept");
	db_close(db);
	return done();
}
