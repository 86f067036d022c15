/*
 * The files of a database opened long before the database is, if it ever is: for a program that seldom asks it,
 * and then stands in a sandbox where files can only be read.
 */
#ifndef ASM_STORE_DB_EARLY_H
#define ASM_STORE_DB_EARLY_H

#include "base/err.h"

/*
 * Open the files of the database at `path`; db_open(path, ..., DB_READ) takes them, and can open any other as ever.
 * One database a process.  ERR_NOINPUT: there is none.  Also ERR_AGAIN.
 */
int	 db_early(const char *path, struct err *);
/* By db_open, before it opens: let SQLite find them. */
void	 db_early_use(void);

#endif
