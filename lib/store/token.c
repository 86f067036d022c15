#include "store/token.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define TOKEN_BYTES	20
#define TOKEN_REMEMBERED (30 * 86400)

int
token_make(struct buf *text, struct err *err)
{
	unsigned char	bytes[TOKEN_BYTES];

	if (hash_random(bytes, sizeof bytes) == -1)
		return err_set(err, ERR_AGAIN, "no random bytes");
	hash_base32(text, bytes, sizeof bytes);
	return buf_ok(text, err);
}

/* The digest of a token as it is written; 0 for what cannot be one. */
static int
digest_of(struct span text, unsigned char digest[HASH_LEN])
{
	char	lower[TOKEN_CHARS];
	size_t	i;

	if (text.n != TOKEN_CHARS)
		return 0;
	for (i = 0; i < TOKEN_CHARS; i++)
		lower[i] = text.s[i] >= 'A' && text.s[i] <= 'Z' ? (char)(text.s[i] | 0x20) : text.s[i];
	return hash_sha256(lower, sizeof lower, digest) == 0;
}

static struct span
span_of(const unsigned char digest[HASH_LEN])
{
	return span_make((const char *)digest, HASH_LEN);
}

int
token_put(struct db *db, struct span text, const char *action, const char *subject, const char *address,
    moment now, moment expires, struct err *err)
{
	unsigned char	digest[HASH_LEN];

	if (!digest_of(text, digest))
		return err_set(err, ERR_BUG, "a token of %zu characters", text.n);
	return db_run(db, err,
	    "INSERT INTO token (digest, action, subject, address, made, expires) VALUES (?, ?, ?, ?, ?, ?)",
	    "btttii", span_of(digest), action, subject, address, (int64_t)now, (int64_t)expires);
}

static enum token_state
state_of(const char *word, moment expires, moment now)
{
	if (strcmp(word, "used") == 0)
		return TOKEN_USED;
	if (strcmp(word, "void") == 0)
		return TOKEN_VOID;
	return now < expires ? TOKEN_OPEN : TOKEN_EXPIRED;
}

int
token_find(struct db *db, struct span text, moment now, struct token *token, struct err *err)
{
	unsigned char	 digest[HASH_LEN];
	struct db_rows	*rows;
	int		 got;

	memset(token, 0, sizeof *token);
	if (!digest_of(text, digest))
		return 0;
	if ((rows = db_query(db, err, "SELECT action, subject, address, expires, state FROM token WHERE digest = ?",
	    "b", span_of(digest))) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		token->action = strdup(db_text(rows, 0));
		token->subject = strdup(db_text(rows, 1));
		token->address = strdup(db_text(rows, 2));
		token->expires = db_int(rows, 3);
		token->state = state_of(db_text(rows, 4), token->expires, now);
		if (token->action == NULL || token->subject == NULL || token->address == NULL) {
			token_free(token);
			got = err_memory(err);
		}
	}
	db_done(rows);
	return got;
}

void
token_free(struct token *token)
{
	free(token->action);
	free(token->subject);
	free(token->address);
	memset(token, 0, sizeof *token);
}

int
token_use(struct db *db, struct span text, moment now, struct err *err)
{
	unsigned char	digest[HASH_LEN];

	if (!digest_of(text, digest))
		return 0;
	if (db_run(db, err, "UPDATE token SET state = 'used' WHERE digest = ? AND state = 'open' AND expires > ?",
	    "bi", span_of(digest), (int64_t)now) == -1)
		return -1;
	return db_changes(db) == 1;
}

int
token_void(struct db *db, const char *action, const char *subject, struct err *err)
{
	return db_run(db, err, "UPDATE token SET state = 'void' WHERE action = ? AND subject = ? AND state = 'open'",
	    "tt", action, subject);
}

struct db_rows *
token_holders(struct db *db, const char *action, const char *subject, struct err *err)
{
	return db_query(db, err,
	    "SELECT DISTINCT address FROM token WHERE action = ? AND subject = ? ORDER BY address", "tt",
	    action, subject);
}

int
token_expire(struct db *db, moment now, struct err *err)
{
	return db_run(db, err, "DELETE FROM token WHERE expires <= ?", "i", (int64_t)now - TOKEN_REMEMBERED);
}
