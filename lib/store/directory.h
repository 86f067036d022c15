/*
 * The directory: assemblies and the contacts that speak for them, as the log
 * says (public.db), and applications that nobody has endorsed yet (private.db).
 */
#ifndef ASM_STORE_DIRECTORY_H
#define ASM_STORE_DIRECTORY_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "store/db.h"

#define DIRECTORY_ID	128		/* bytes of an assembly's id, NUL included */
#define DIRECTORY_ADDRESS 320		/* bytes of an address, NUL included */

/* ---- who may speak ---- */

struct directory_contact {
	char	assembly[DIRECTORY_ID];
	char	address[DIRECTORY_ADDRESS];	/* normal form */
	char	policy[16];			/* "dkim", "pgp" or "token" */
	char	fingerprints[256];		/* of OpenPGP keys, parted by a blank; "" if none */
	int	relaxed;			/* DKIM alignment */
	int	endorsed;			/* at `now` */
	const char *reason;			/* why not: "suspended", "revoked", "expired"; "" if endorsed; static */
};

/* Whose contact is this address (normal form)?  1, 0 nobody's, -1. */
int	 directory_contact(struct db *pub, const char *address, moment now, struct directory_contact *, struct err *);
/* Why a contact with that status, of an assembly with that, may not speak; "" if it may. */
const char *directory_reason(const char *contact, const char *assembly, moment not_after, moment now);

/* ---- assemblies ---- */

/* A row of the public table; strings are borrowed until the next row. */
struct directory_assembly {
	const char	*id, *origin, *status, *name, *place, *region, *languages, *page, *feed, *reason;
	int64_t		 version;
	moment		 since;
	int64_t		 serial;
};

/* All by id, or one (`id` not NULL); end with db_done.  directory_assembly_row: 1, 0 at the end, -1. */
struct db_rows *directory_assemblies(struct db *pub, const char *id, struct err *);
int	 directory_assembly_row(struct db_rows *, struct directory_assembly *, struct err *);

struct directory_line {
	const char	*assembly, *status, *address, *policy, *alignment, *fingerprints;	/* status: "endorsed" or "revoked" */
	int64_t		 number, version;
	moment		 not_after;
	int64_t		 serial;
};

/* The contacts of one assembly, by number, also those that were revoked. */
struct db_rows *directory_contacts(struct db *pub, const char *assembly, struct err *);
int	 directory_contact_row(struct db_rows *, struct directory_line *, struct err *);

/* Write a row (site/derive only): the newest version wins, another origin's id or another assembly's address is left alone. */
int	 directory_put_assembly(struct db *pub, const struct directory_assembly *, struct err *);
int	 directory_put_contact(struct db *pub, const struct directory_line *, const char *origin, struct err *);
/* A revocation wins over a contact of its own version. */
int	 directory_put_revocation(struct db *pub, const struct directory_line *, const char *origin, struct err *);
/* A suspension: status and reason of an assembly, if `version` is newer. */
int	 directory_put_status(struct db *pub, const struct directory_assembly *, struct err *);

/* ---- entries of other kinds ---- */

struct directory_entry {
	const char	*id, *origin, *status, *reason;		/* status: "listed" or "withdrawn" */
	struct span	 record;				/* what it says of itself */
	int64_t		 version;
	moment		 since;
	int64_t		 serial;
};

/* All by id, or one; end with db_done.  directory_entry_row: 1, 0 at the end, -1. */
struct db_rows *directory_entries(struct db *pub, const char *id, struct err *);
int	 directory_entry_row(struct db_rows *, struct directory_entry *, struct err *);
/* Write a row (site/derive only): the newest version of the same origin wins. */
int	 directory_put_entry(struct db *pub, const struct directory_entry *, struct err *);
int	 directory_withdraw_entry(struct db *pub, const struct directory_entry *, struct err *);

/* How many assemblies have a status. */
int	 directory_count(struct db *pub, const char *status, int64_t *n, struct err *);

/* ---- applications ---- */

/* Keep the application of an assembly (record: one stanza), in place of an older one. 1 new, 0 changed or the same, -1. */
int	 directory_apply(struct db *priv, const char *assembly, struct span record, moment now, struct err *);
/* All by id, or one.  directory_application_row: *record borrowed until the next row. */
struct db_rows *directory_applications(struct db *priv, const char *assembly, struct err *);
int	 directory_application_row(struct db_rows *, const char **assembly, struct span *record, moment *received, struct err *);
/* It is done with, if it still says `record` (SPAN_NONE: whatever it says): 1 removed, 0 none, -1. */
int	 directory_applied(struct db *priv, const char *assembly, struct span record, struct err *);

#endif
