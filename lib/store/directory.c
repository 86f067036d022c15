#include "store/directory.h"

#include <stdio.h>
#include <string.h>

#include "store/contacts.h"

/* ---- who may speak ---- */

const char *
directory_reason(const char *contact, const char *assembly, moment not_after, moment now)
{
	if (strcmp(contact, "endorsed") != 0)
		return "revoked";
	if (strcmp(assembly, "endorsed") != 0)
		return "suspended";
	return now > not_after ? "expired" : "";
}

int
directory_contact(struct db *pub, const char *address, moment now, struct directory_contact *c, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	memset(c, 0, sizeof *c);
	c->reason = "";
	if ((rows = db_query(pub, err,
	    "SELECT assembly, address, policy, alignment, not_after, contact.status, assembly.status,"
	    " fingerprints"
	    " FROM contact JOIN assembly ON assembly.id = assembly WHERE address = ?"
	    " ORDER BY contact.status = 'endorsed' DESC, contact.serial DESC LIMIT 1", "t", address)) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		snprintf(c->assembly, sizeof c->assembly, "%s", db_text(rows, 0));
		snprintf(c->address, sizeof c->address, "%s", db_text(rows, 1));
		snprintf(c->policy, sizeof c->policy, "%s", db_text(rows, 2));
		snprintf(c->fingerprints, sizeof c->fingerprints, "%s", db_text(rows, 7));
		c->relaxed = strcmp(db_text(rows, 3), "relaxed") == 0;
		c->reason = directory_reason(db_text(rows, 5), db_text(rows, 6), db_int(rows, 4), now);
		c->endorsed = *c->reason == '\0';
	}
	db_done(rows);
	return got;
}

/* The file of contacts says nothing that is no longer so. */
static int
put(struct db *pub, int result, struct err *err)
{
	return result == -1 || db_changes(pub) == 0 ? result : contacts_forget(pub, err);
}

/* ---- assemblies ---- */

struct db_rows *
directory_assemblies(struct db *pub, const char *id, struct err *err)
{
	return db_query(pub, err,
	    "SELECT id, origin, status, name, place, region, languages, page, feed, reason, version, since,"
	    " serial"
	    " FROM assembly WHERE ?1 IS NULL OR id = ?1 ORDER BY id", "t", id);
}

int
directory_assembly_row(struct db_rows *rows, struct directory_assembly *a, struct err *err)
{
	int	 got;

	if ((got = db_next(rows, err)) != 1)
		return got;
	*a = (struct directory_assembly){
		.id = db_text(rows, 0), .origin = db_text(rows, 1), .status = db_text(rows, 2),
		.name = db_text(rows, 3), .place = db_text(rows, 4), .region = db_text(rows, 5),
		.languages = db_text(rows, 6), .page = db_text(rows, 7), .feed = db_text(rows, 8),
		.reason = db_text(rows, 9), .version = db_int(rows, 10), .since = db_int(rows, 11),
		.serial = db_int(rows, 12)
	};
	return 1;
}

struct db_rows *
directory_contacts(struct db *pub, const char *assembly, struct err *err)
{
	return db_query(pub, err,
	    "SELECT assembly, status, address, policy, alignment, number, version, not_after, serial,"
	    " fingerprints"
	    " FROM contact WHERE assembly = ? ORDER BY number", "t", assembly);
}

int
directory_contact_row(struct db_rows *rows, struct directory_line *c, struct err *err)
{
	int	 got;

	if ((got = db_next(rows, err)) != 1)
		return got;
	*c = (struct directory_line){
		.assembly = db_text(rows, 0), .status = db_text(rows, 1), .address = db_text(rows, 2),
		.policy = db_text(rows, 3), .alignment = db_text(rows, 4), .number = db_int(rows, 5),
		.version = db_int(rows, 6), .not_after = db_int(rows, 7), .serial = db_int(rows, 8), .fingerprints = db_text(rows, 9)
	};
	return 1;
}

int
directory_put_assembly(struct db *pub, const struct directory_assembly *a, struct err *err)
{
	return put(pub, db_run(pub, err,
	    "INSERT INTO assembly (id, origin, status, name, place, region, languages, page, feed, reason,"
	    " version, since, serial) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	    " ON CONFLICT (id) DO UPDATE SET status = excluded.status, name = excluded.name,"
	    " place = excluded.place, region = excluded.region, languages = excluded.languages,"
	    " page = excluded.page, feed = excluded.feed, reason = excluded.reason,"
	    " version = excluded.version, serial = excluded.serial"
	    " WHERE origin = excluded.origin AND version < excluded.version",
	    "ttttttttttiii", a->id, a->origin, a->status, a->name, a->place, a->region, a->languages, a->page,
	    a->feed, a->reason, a->version, (int64_t)a->since, a->serial), err);
}

int
directory_put_status(struct db *pub, const struct directory_assembly *a, struct err *err)
{
	return put(pub, db_run(pub, err,
	    "UPDATE assembly SET status = ?3, reason = ?4, version = ?5, serial = ?6"
	    " WHERE id = ?1 AND origin = ?2 AND version < ?5", "ttttii",
	    a->id, a->origin, a->status, a->reason, a->version, a->serial), err);
}

int
directory_put_contact(struct db *pub, const struct directory_line *c, const char *origin, struct err *err)
{
	return put(pub, db_run(pub, err,
	    "INSERT INTO contact (assembly, number, version, status, address, policy, alignment, not_after,"
	    " serial, fingerprints) SELECT ?1, ?2, ?3, 'endorsed', ?4, ?5, ?6, ?7, ?8, ?10"
	    " WHERE EXISTS (SELECT 1 FROM assembly WHERE id = ?1 AND origin = ?9)"
	    " AND NOT EXISTS (SELECT 1 FROM contact WHERE address = ?4 AND status = 'endorsed'"
	    " AND (assembly, number) <> (?1, ?2))"
	    " ON CONFLICT (assembly, number) DO UPDATE SET version = excluded.version,"
	    " status = excluded.status, address = excluded.address, policy = excluded.policy,"
	    " alignment = excluded.alignment, not_after = excluded.not_after, serial = excluded.serial,"
	    " fingerprints = excluded.fingerprints WHERE version < excluded.version",
	    "tiitttiitt", c->assembly, c->number, c->version, c->address, c->policy, c->alignment,
	    (int64_t)c->not_after, c->serial, origin, c->fingerprints), err);
}

int
directory_put_revocation(struct db *pub, const struct directory_line *c, const char *origin, struct err *err)
{
	return put(pub, db_run(pub, err,
	    "UPDATE contact SET status = 'revoked', version = ?3, serial = ?4"
	    " WHERE assembly = ?1 AND number = ?2 AND version <= ?3"
	    " AND EXISTS (SELECT 1 FROM assembly WHERE id = ?1 AND origin = ?5)", "tiiit",
	    c->assembly, c->number, c->version, c->serial, origin), err);
}

/* ---- entries of other kinds ---- */

struct db_rows *
directory_entries(struct db *pub, const char *id, struct err *err)
{
	return db_query(pub, err,
	    "SELECT id, origin, status, reason, record, version, since, serial FROM entry"
	    " WHERE ?1 IS NULL OR id = ?1 ORDER BY id", "t", id);
}

int
directory_entry_row(struct db_rows *rows, struct directory_entry *e, struct err *err)
{
	int	 got;

	if ((got = db_next(rows, err)) != 1)
		return got;
	*e = (struct directory_entry){
		.id = db_text(rows, 0), .origin = db_text(rows, 1), .status = db_text(rows, 2),
		.reason = db_text(rows, 3), .record = db_blob(rows, 4), .version = db_int(rows, 5),
		.since = db_int(rows, 6), .serial = db_int(rows, 7)
	};
	return 1;
}

int
directory_put_entry(struct db *pub, const struct directory_entry *e, struct err *err)
{
	return db_run(pub, err,
	    "INSERT INTO entry (id, origin, version, status, record, reason, since, serial)"
	    " VALUES (?, ?, ?, 'listed', ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version,"
	    " status = excluded.status, record = excluded.record, reason = excluded.reason, serial = excluded.serial"
	    " WHERE origin = excluded.origin AND version < excluded.version", "ttistii",
	    e->id, e->origin, e->version, e->record, e->reason, (int64_t)e->since, e->serial);
}

int
directory_withdraw_entry(struct db *pub, const struct directory_entry *e, struct err *err)
{
	return db_run(pub, err,
	    "UPDATE entry SET status = 'withdrawn', reason = ?3, version = ?4, serial = ?5"
	    " WHERE id = ?1 AND origin = ?2 AND version < ?4", "tttii",
	    e->id, e->origin, e->reason, e->version, e->serial);
}

int
directory_count(struct db *pub, const char *status, int64_t *n, struct err *err)
{
	return db_number(pub, n, err, "SELECT count(*) FROM assembly WHERE status = ?", "t", status) == -1 ? -1 : 0;
}

/* ---- applications ---- */

int
directory_apply(struct db *priv, const char *assembly, struct span record, moment now, struct err *err)
{
	int64_t	 there;

	if (db_number(priv, &there, err, "SELECT count(*) FROM application WHERE assembly = ?", "t",
	    assembly) == -1 ||
	    db_run(priv, err,
	    "INSERT INTO application (assembly, record, received) VALUES (?, ?, ?)"
	    " ON CONFLICT (assembly) DO UPDATE SET record = excluded.record, received = excluded.received"
	    " WHERE record <> excluded.record", "tsi", assembly, record, (int64_t)now) == -1)
		return -1;
	return there == 0;
}

struct db_rows *
directory_applications(struct db *priv, const char *assembly, struct err *err)
{
	return db_query(priv, err,
	    "SELECT assembly, record, received FROM application WHERE ?1 IS NULL OR assembly = ?1"
	    " ORDER BY assembly", "t", assembly);
}

int
directory_application_row(struct db_rows *rows, const char **assembly, struct span *record, moment *received,
    struct err *err)
{
	int	 got;

	if ((got = db_next(rows, err)) != 1)
		return got;
	*assembly = db_text(rows, 0);
	*record = db_blob(rows, 1);
	*received = db_int(rows, 2);
	return 1;
}

int
directory_applied(struct db *priv, const char *assembly, struct span record, struct err *err)
{
	if (db_run(priv, err, "DELETE FROM application WHERE assembly = ?1 AND (?2 IS NULL OR record = ?2)", "ts",
	    assembly, record) == -1)
		return -1;
	return db_changes(priv) > 0;
}
