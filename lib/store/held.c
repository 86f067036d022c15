#include "store/held.h"

#include <string.h>

#include "base/limits.h"

#define HELD_COLUMNS "id, verdict, reason, assembly, contact, recipient, received, expires, size, digest, decision, asked, told"

/* What a contact may still confirm stays longest to be seen; strangers' mail is only kept for a look. */
static const struct {
	int	verdict;
	int64_t	seconds;
	int64_t	bytes;
	int	push_out;
} held_rules[] = {
	{ 10, HELD_CHALLENGE_SECONDS, HELD_CHALLENGE_BYTES, 0 },
	{ 65, HELD_CHALLENGE_SECONDS, HELD_CHALLENGE_BYTES, 0 },
	{ 11, HELD_STRANGER_SECONDS, HELD_STRANGER_BYTES, 1 },
	{ 12, HELD_STRANGER_SECONDS, HELD_STRANGER_BYTES, 1 },
};

static size_t
rule_of(int verdict)
{
	size_t	i;

	for (i = 0; i + 1 < sizeof held_rules / sizeof held_rules[0]; i++)
		if (held_rules[i].verdict == verdict)
			break;
	return i;
}

int64_t
held_seconds(int verdict)
{
	return held_rules[rule_of(verdict)].seconds;
}

static int
held_bytes(struct db *db, int verdict, int64_t *bytes, struct err *err)
{
	*bytes = 0;
	return db_number(db, bytes, err, "SELECT coalesce(sum(size), 0) FROM held WHERE verdict = ?", "i",
	    (int64_t)verdict);
}

/* A flood in one contact's name must leave room for the others. 1, 0 her room is full, -1. */
static int
contact_has_room(struct db *db, const struct held *h, int64_t size, struct err *err)
{
	int64_t	mails, bytes;

	if (h->verdict != 10 || h->contact[0] == '\0')
		return 1;
	if (db_number(db, &mails, err, "SELECT count(*) FROM held WHERE verdict = 10 AND contact = ?", "t",
	    h->contact) == -1 ||
	    db_number(db, &bytes, err, "SELECT coalesce(sum(size), 0) FROM held WHERE verdict = 10 AND contact = ?",
	    "t", h->contact) == -1)
		return -1;
	return mails < HELD_CONTACT_MAILS && bytes + size <= HELD_CONTACT_BYTES;
}

/* Make room for `size` bytes: 1 there is room, 0 there is none and none may be made, -1. */
static int
make_room(struct db *db, int verdict, int64_t size, struct err *err)
{
	size_t	rule = rule_of(verdict);
	int64_t	bytes;

	for (;;) {
		if (held_bytes(db, verdict, &bytes, err) == -1)
			return -1;
		if (bytes + size <= held_rules[rule].bytes)
			return 1;
		if (!held_rules[rule].push_out || bytes == 0)
			return 0;
		if (db_run(db, err,
		    "DELETE FROM held WHERE id IN (SELECT id FROM held WHERE verdict = ? ORDER BY id"
		    " LIMIT 1 + (SELECT count(*) / 16 FROM held WHERE verdict = ?1))", "i",
		    (int64_t)verdict) == -1)
			return -1;
	}
}

int
held_keep(struct db *db, const struct held *h, struct span message, struct err *err)
{
	struct span	digest = span_make((const char *)h->digest, sizeof h->digest);
	int64_t		there;
	int		got;

	if (db_number(db, &there, err, "SELECT count(*) FROM held WHERE digest = ?", "b", digest) == -1)
		return -1;
	if (there)
		return 0;
	if ((got = contact_has_room(db, h, (int64_t)message.n, err)) != 1)
		return got == 0 ? 2 : -1;
	if ((got = make_room(db, h->verdict, (int64_t)message.n, err)) != 1)
		return got == 0 ? 2 : -1;
	if (db_run(db, err,
	    "INSERT INTO held (verdict, reason, assembly, contact, recipient, received, expires, size,"
	    " digest, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "ittttiiibb",
	    (int64_t)h->verdict, h->reason, h->assembly, h->contact, h->recipient,
	    (int64_t)h->received, (int64_t)h->expires, (int64_t)message.n, digest, message) == -1)
		return -1;
	return 1;
}

int
held_expire(struct db *db, moment now, int64_t *count, struct err *err)
{
	if (db_run(db, err, "DELETE FROM held WHERE expires <= ? AND decision = ''", "i", (int64_t)now) == -1)
		return -1;
	if (count != NULL)
		*count = db_changes(db);
	return 0;
}

struct db_rows *
held_list(struct db *db, struct err *err)
{
	return db_query(db, err, "SELECT " HELD_COLUMNS " FROM held ORDER BY id", "");
}

int
held_row(struct db_rows *rows, struct held *h, struct err *err)
{
	struct span	digest;
	int		got;

	if ((got = db_next(rows, err)) != 1)
		return got;
	h->id = db_int(rows, 0);
	h->verdict = (int)db_int(rows, 1);
	h->reason = db_text(rows, 2);
	h->assembly = db_text(rows, 3);
	h->contact = db_text(rows, 4);
	h->recipient = db_text(rows, 5);
	h->received = db_int(rows, 6);
	h->expires = db_int(rows, 7);
	h->size = db_int(rows, 8);
	h->decision = db_text(rows, 10);
	h->decision = db_text(rows, 10);
	h->asked = db_int(rows, 11);
	h->told = db_int(rows, 12);
	digest = db_blob(rows, 9);
	if (digest.n != sizeof h->digest)
		return err_set(err, ERR_CONFIG, "held mail %lld: digest of %zu bytes",
		    (long long)h->id, digest.n);
	memcpy(h->digest, digest.s, digest.n);
	return 1;
}

int
held_get(struct db *db, int64_t id, struct held *h, struct buf *message, struct db_rows **rows,
    struct err *err)
{
	int	got;

	if ((*rows = db_query(db, err, "SELECT " HELD_COLUMNS ", message FROM held WHERE id = ?", "i",
	    id)) == NULL)
		return -1;
	if ((got = held_row(*rows, h, err)) == 1) {
		buf_addspan(message, db_blob(*rows, 13));
		got = buf_ok(message, err) == -1 ? -1 : 1;
	}
	return got;
}

int
held_discard(struct db *db, int64_t id, struct err *err)
{
	if (db_run(db, err, "DELETE FROM held WHERE id = ?", "i", id) == -1)
		return -1;
	return db_changes(db) > 0;
}

/* ---- decisions ---- */

int
held_decide(struct db *db, int64_t id, const char *by, struct err *err)
{
	if (db_run(db, err, "UPDATE held SET decision = ? WHERE id = ? AND decision = '' AND verdict = 10", "ti",
	    by, id) == -1)
		return -1;
	return db_changes(db) == 1;
}

int
held_undecide(struct db *db, const struct held *h, struct err *err)
{
	if (db_run(db, err,
	    "UPDATE held SET decision = '', verdict = ?, reason = ?, expires = ? WHERE digest = ? AND decision <> ''",
	    "itib", (int64_t)h->verdict, h->reason, (int64_t)h->expires,
	    span_make((const char *)h->digest, sizeof h->digest)) == -1)
		return -1;
	return db_changes(db) == 1;
}

int
held_asked(struct db *db, int64_t id, moment now, struct err *err)
{
	return db_run(db, err, "UPDATE held SET asked = ? WHERE id = ?", "ii", (int64_t)now, id);
}

int
held_told(struct db *db, int64_t id, moment now, struct err *err)
{
	return db_run(db, err, "UPDATE held SET told = ? WHERE id = ?", "ii", (int64_t)now, id);
}

struct db_rows *
held_decided(struct db *db, struct err *err)
{
	return db_query(db, err, "SELECT " HELD_COLUMNS " FROM held WHERE decision <> '' ORDER BY id", "");
}

struct db_rows *
held_unasked(struct db *db, moment until, struct err *err)
{
	return db_query(db, err,
	    "SELECT " HELD_COLUMNS " FROM held WHERE verdict = 10 AND asked = 0 AND decision = '' AND contact <> ''"
	    " AND received <= ? ORDER BY contact, id", "i", (int64_t)until);
}

int
held_discard_asked(struct db *db, const char *contact, moment asked, int64_t *count, struct err *err)
{
	if (db_run(db, err, "DELETE FROM held WHERE verdict = 10 AND contact = ? AND asked = ? AND decision = ''",
	    "ti", contact, (int64_t)asked) == -1)
		return -1;
	*count = db_changes(db);
	return 0;
}
