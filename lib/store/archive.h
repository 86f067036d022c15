/*
 * The index of a web archive: rows only.  Its messages are kept too, so that a page can be written again when an answer or a
 * translation of it comes.
 */
#ifndef ASM_STORE_ARCHIVE_H
#define ASM_STORE_ARCHIVE_H

#include "store/db.h"

#define ARCHIVE_CHUNK	50		/* posts on one page of a list */

/* Another post takes its place: 1, 0, -1. */
int	 archive_is_corrected(struct db *, const char *mid, struct err *);

/* A post; strings borrowed, never NULL. */
struct archive_post {
	int64_t		 id;
	const char	*mid, *stem, *type, *kind, *original, *parent, *corrects, *language, *title, *name, *assembly, *answer_by, *thread;
	int64_t		 revision;
	int64_t		 ends;			/* when the last of what it calls begins, INT64_MAX: never; 0: it calls nothing */
	int64_t		 arrival;
	struct span	 message;
};

/* `content` says what its author made of it (shelf_card).  1 it is there already, 0. */
int	 archive_has(struct db *, struct span content, struct err *);
/* Insert; p->id is set.  Its page must be written. */
int	 archive_put(struct db *, struct archive_post *, struct span content, struct err *);
/* Another text of an article that is there (erased): p->id says which; its page keeps its name. */
int	 archive_replace(struct db *, const struct archive_post *, struct span content, struct err *);

enum archive_what {
	ARCHIVE_MID,			/* text: by name, the first of that name */
	ARCHIVE_STEM,
	ARCHIVE_TRANSLATIONS,		/* of text; the newest revision of each language first, at most number */
	ARCHIVE_REPLIES,		/* to text, oldest first, at most number */
	ARCHIVE_CORRECTIONS,		/* of text, oldest first, at most number: with their messages */
	ARCHIVE_DIRTY,			/* above number, one: with its message */
	ARCHIVE_EVENTS,			/* what calls something at number or later, with their messages */
	ARCHIVE_ISSUES,			/* in the language text, newest first, at most number */
	ARCHIVE_DUE			/* to be answered on the day text or later, the nearest first, at most number */
};
struct db_rows *archive_posts(struct db *, enum archive_what, const char *text, int64_t number, struct err *);
/* The newest translation of a post into a language. */
struct db_rows *archive_translation(struct db *, const char *mid, const char *language, struct err *);
int	 archive_row(struct db_rows *, struct archive_post *, struct err *);	/* 1, 0 no more, -1; borrowed until the next */

/* The page of the post of that name must be written, and those of its translations.  Of this and the next, 100 at most. */
int	 archive_touch(struct db *, const char *mid, struct err *);
/* What answers and corrects it must, with its translations. */
int	 archive_touch_behind(struct db *, const char *mid, struct err *);
/* The pages of lists that it stands on must. */
int	 archive_touch_lists(struct db *, const char *mid, struct err *);
int	 archive_clean(struct db *, int64_t post, struct err *);
/* Everything must. */
int	 archive_touch_all(struct db *, struct err *);

/* ---- lists ---- */

struct archive_list {
	int64_t		 id, n;
	const char	*kind, *key, *slug, *title;
};

/* Find or make: 1 found, 0 made, -1. */
int	 archive_list(struct db *, const char *kind, const char *key, const char *slug, const char *title, int64_t *id, struct err *);
/* Put a post at its end. */
int	 archive_append(struct db *, int64_t list, int64_t post, struct err *);
/* Lists of a kind, by title; or one, by kind and key. */
struct db_rows *archive_lists(struct db *, const char *kind, struct err *);
struct db_rows *archive_list_of(struct db *, const char *kind, const char *key, struct err *);
struct db_rows *archive_list_by_id(struct db *, int64_t id, struct err *);
int	 archive_list_row(struct db_rows *, struct archive_list *, struct err *);
/* The posts of a list from seq `from` on, at most `n`, without messages: the last first; of a thread the first first. */
struct db_rows *archive_items(struct db *, int64_t list, int64_t from, int64_t n, struct err *);
struct db_rows *archive_thread(struct db *, int64_t list, int64_t from, int64_t n, struct err *);
/* The documents of an assembly, the newest first, without those that were corrected. */
struct db_rows *archive_standing(struct db *, const char *assembly, struct err *);
/* A page that must be written, taken off: 1, 0 none, -1. */
int	 archive_take_chunk(struct db *, int64_t *list, int64_t *chunk, struct err *);

/* ---- answers, assemblies, settings ---- */

int	 archive_position_put(struct db *, const char *target, const char *assembly, const char *position, int64_t post, struct err *);
/* Columns: position, assembly's name, stem and language of the post that says so. */
struct db_rows *archive_positions(struct db *, const char *target, struct err *);
/* NULL leaves what is known.  1 something changed, 0, -1. */
int	 archive_assembly_put(struct db *, const char *id, const char *name, const char *place, const char *page, const char *contact,
	    struct err *);
/* Columns: id, name, place, page, contact; by place and name, or of one. */
struct db_rows *archive_assemblies(struct db *, const char *id, struct err *);
/* 1 it was another value, 0 the same, -1. */
int	 archive_setting(struct db *, const char *name, const char *value, struct err *);
int	 archive_get_setting(struct db *, const char *name, struct buf *, struct err *);	/* nothing appended if there is none */

#endif
