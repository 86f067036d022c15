/*
 * Many entries put in order: by arrival, variants of one post together, threads.
 * Keeps an index of at most 1 kB a message in memory; bodies lie in a spool.
 */
#ifndef ASM_MAIL_SHELF_H
#define ASM_MAIL_SHELF_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "mail/entry.h"
#include "mail/mbox.h"

struct shelf;

struct shelf *shelf_new(struct err *);
void	 shelf_free(struct shelf *);
/* Add a message.  A second message with the same id and the same content is ignored; with other content it is kept as another entry. */
int	 shelf_add(struct shelf *, struct span message, const char *envelope, struct err *);
/* Everything of a stream. */
int	 shelf_read(struct shelf *, struct mbox *, struct err *);
/* Sort and link: call once, after the last add. */
int	 shelf_close(struct shelf *, struct err *);

/* One post: an original and its translations. */
struct volume {
	size_t	 original;	/* index of the entry, or SHELF_NONE when only translations are here */
	size_t	*variant;	/* translations, newest of each language, by language */
	size_t	 nvariant;
	size_t	 parent;	/* volume it answers, or SHELF_NONE */
	size_t	*reply;		/* volumes that answer it, by arrival */
	size_t	 nreply;
	moment	 arrival;	/* of the original, else of the first variant */
};

#define SHELF_NONE	((size_t)-1)

size_t	 shelf_volumes(const struct shelf *);			/* by arrival, then id: a total order */
const struct volume *shelf_volume(const struct shelf *, size_t);
/* The message of an entry, from the spool, into `message`, and its entry (the caller frees with entry_free). */
int	 shelf_get(struct shelf *, size_t entry, struct buf *message, struct entry *, struct err *);
/* What is kept in memory of an entry: language, type, kind, assembly, arrival; borrowed. */
struct shelf_card {
	const char *language, *type, *kind, *assembly, *id, *review;
	moment	 arrival;
	int	 translation_rev;
};
struct shelf_card shelf_card(const struct shelf *, size_t entry);
/*
 * The entry of a volume for a reader of `languages` (comma separated, best first): a current translation or the original in the
 * first language that is there, else the original.  *foreign = 1 when it is in none of them.
 */
size_t	 shelf_choose(const struct shelf *, size_t volume, const char *languages, int *foreign);
size_t	 shelf_find(const struct shelf *, const char *id);	/* entry, or SHELF_NONE */

#endif
