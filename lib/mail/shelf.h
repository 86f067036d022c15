/*
 * Many entries put in order: by arrival, variants of one post together, threads.
 * Keeps an index of at most 1 kB a message in memory; bodies lie in a spool.
 * What comes out does not depend on the order in which messages were added.
 */
#ifndef ASM_MAIL_SHELF_H
#define ASM_MAIL_SHELF_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "mail/entry.h"
#include "mail/mbox.h"

struct shelf;

/* `words` (borrowed as long as the shelf lives) are for entry_read.  Opens a temporary file: ask before the sandbox closes. */
struct shelf *shelf_new(const struct words *, struct err *);
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
	size_t	*variant;	/* translations, the newest of each language, by language */
	size_t	 nvariant;
	size_t	 parent;	/* volume it answers, or SHELF_NONE */
	size_t	*reply;		/* volumes that answer it, in order */
	size_t	 nreply;
	size_t	 corrects;	/* volume it corrects, of the same assembly and origin, or SHELF_NONE */
	size_t	*correction;	/* volumes that correct it, in order: its revision is 1 + ncorrection */
	size_t	 ncorrection;
	moment	 arrival;	/* of the original, else of the first variant */
	moment	 withdrawn;	/* when its author took it back ("Control: cancel <id>", Asm-Withdraws); MOMENT_NONE */
	int	 is_cancel;	/* it is a mail that takes another back, and nothing to read */
};

#define SHELF_NONE	((size_t)-1)

size_t	 shelf_volumes(const struct shelf *);			/* by arrival, then id: a total order */
const struct volume *shelf_volume(const struct shelf *, size_t);
/* The message of an entry, from the spool, into `message`, and its entry (the caller frees with entry_free). */
int	 shelf_get(struct shelf *, size_t entry, struct buf *message, struct entry *, struct err *);
/* What is kept in memory of an entry: language, type, kind, assembly, arrival; borrowed. */
struct shelf_card {
	const char *language, *type, *kind, *assembly, *id, *review, *translation_of;
	moment	 arrival;
	int	 translation_rev;
	int	 has_event;	/* Asm-Event */
	struct span content;	/* bytes that say what its author made of it; equal: the same, perhaps come by another way */
};
struct shelf_card shelf_card(const struct shelf *, size_t entry);
/*
 * The entry of a volume for a reader of `languages` (comma separated, best first): for each in turn the original or a
 * translation, current or outdated; else the original (or, without it, the first translation).  *foreign = 1 when it is in none of them.
 */
size_t	 shelf_choose(const struct shelf *, size_t volume, const char *languages, int *foreign);
/* Is this entry a translation of an earlier revision than the one its original has now? */
int	 shelf_outdated(const struct shelf *, size_t volume, size_t entry);
size_t	 shelf_find(const struct shelf *, const char *id);	/* entry, or SHELF_NONE */
size_t	 shelf_volume_of(const struct shelf *, size_t entry);

#endif
