/*
 * Who may speak, once more in a plain file beside public.db: one process a mail asks about one address, and
 * opening the database takes longer than all else it does.
 *
 * A file that is there says what the last commit says.  Whatever changes a contact or an assembly removes it
 * durably in its transaction, and it is made only while nobody else can write.  So it is never behind, whatever is
 * killed when; where it is missing, garbled or another database's, the database is asked.
 */
#ifndef ASM_STORE_CONTACTS_H
#define ASM_STORE_CONTACTS_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "store/db.h"
#include "store/directory.h"

#define CONTACTS_SUFFIX	"-contacts"	/* behind the database's path */

/*
 * As directory_contact, of the database at `path`, which is not opened: 1, 0 nobody's; -1 there is no such file, or none
 * to be believed.
 */
int	 contacts_find(const char *path, const char *address, moment now, struct directory_contact *);
/* 1 if there is a file of that database, whatever stands in it. */
int	 contacts_there(const char *path);

/* In a transaction that changes the directory, before its commit.  A database without a path has no file. */
int	 contacts_forget(struct db *pub, struct err *);
/* Make the file if there is none.  1 made, 0 there is one, or somebody writes now and will make it; -1. */
int	 contacts_keep(struct db *pub, struct err *);

/* 1 the file says what the database says, 0 it does not, -1.  A missing one, and another database's, is right. */
int	 contacts_check(struct db *pub, struct err *);

#endif
