#include "store/derived.h"

#include <string.h>

#include "store/contacts.h"

static const char *const tables[] = { "entry", "contact", "assembly", "issue", "translation", "post", "wire", NULL };

/* A query for each, since names cannot be bound. */
static const char *const empty[] = {
	"DELETE FROM entry", "DELETE FROM contact", "DELETE FROM assembly", "DELETE FROM issue", "DELETE FROM translation",
	"DELETE FROM post", "DELETE FROM wire"
};

static const char *const all_rows[] = {
	"SELECT * FROM entry ORDER BY id", "SELECT * FROM contact ORDER BY assembly, number", "SELECT * FROM assembly ORDER BY id",
	"SELECT * FROM issue ORDER BY serial", "SELECT * FROM translation ORDER BY serial",
	"SELECT * FROM post ORDER BY serial", "SELECT * FROM wire ORDER BY serial"
};

const char *const *
derived_tables(void)
{
	return tables;
}

int
derived_empty(struct db *db, struct err *err)
{
	size_t	 i;

	for (i = 0; tables[i] != NULL; i++)
		if (db_run(db, err, empty[i], "") == -1)
			return -1;
	return contacts_forget(db, err);
}

/* Every value with its length in front, so that no two rows look alike; null is not empty. */
static void
add_value(struct hash *hash, struct db_rows *rows, int col)
{
	struct span	 value = db_blob(rows, col);
	uint64_t	 length = db_null(rows, col) ? UINT64_MAX : value.n;

	hash_add(hash, &length, sizeof length);
	hash_addspan(hash, value);
}

int
derived_digest(struct db *db, const char *table, unsigned char digest[HASH_LEN], struct err *err)
{
	struct db_rows	*rows;
	struct hash	*hash;
	size_t		 i = 0;
	int		 col, got;

	while (strcmp(tables[i], table) != 0)
		i++;
	if ((hash = hash_new()) == NULL)
		return err_memory(err);
	if ((rows = db_query(db, err, all_rows[i], "")) == NULL) {
		hash_end(hash, digest);
		return -1;
	}
	while ((got = db_next(rows, err)) == 1)
		for (col = 0; col < db_columns(rows); col++)
			add_value(hash, rows, col);
	db_done(rows);
	if (hash_end(hash, digest) == -1 && got == 0)
		got = err_memory(err);
	return got;
}
