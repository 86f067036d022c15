/*
 * The schemas, built into the library by the Makefile from public.sql, private.sql, archive.sql and search.sql.
 */
#ifndef ASM_STORE_SQL_H
#define ASM_STORE_SQL_H

extern const char store_public_sql[];
extern const char store_private_sql[];
extern const char store_archive_sql[];
extern const char store_search_sql[];

#endif
