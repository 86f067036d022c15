#include "store/trace.h"

#include "store/observer.h"

int
trace_remove(struct db *db, const char *address, struct err *err)
{
	int	found;

	if ((found = observer_remove(db, address, err)) == -1 ||
	    db_run(db, err, "DELETE FROM token WHERE address = ?", "t", address) == -1)
		return -1;
	found |= db_changes(db) > 0;
	if (db_run(db, err, "DELETE FROM letter WHERE recipient = ?", "t", address) == -1)
		return -1;
	found |= db_changes(db) > 0;
	/* What strangers wrote to the list and never becomes a post; what waits for a contact's word is not hers. */
	if (db_run(db, err, "DELETE FROM held WHERE verdict IN (11, 12) AND instr(lower(CAST(message AS TEXT)), ?) > 0", "t",
	    address) == -1)
		return -1;
	found |= db_changes(db) > 0;
	if (db_run(db, err, "DELETE FROM spent WHERE who = ?", "t", address) == -1)
		return -1;
	return found | (db_changes(db) > 0);
}

/*
 * secure_delete zeroes what is deleted, but pages that were parted or joined before may hold old copies in what they
 * do not use: only writing all of it anew is sure.  The log beside it is emptied too.
 */
int
trace_scrub(struct db *db, struct err *err)
{
	int64_t	busy = 0;

	if (db_run(db, err, "VACUUM", "") == -1 || db_number(db, &busy, err, "PRAGMA wal_checkpoint(TRUNCATE)", "") == -1)
		return -1;
	return busy == 0 ? 0 : err_set(err, ERR_AGAIN, "private.db is being read: its log could not be emptied");
}
