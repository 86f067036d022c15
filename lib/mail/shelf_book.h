/*
 * Inside the shelf (shelf.c, shelf_close.c): what is kept of a message in memory.
 * Ids are compared by digests: any number of messages with ids made to collide costs n log n.
 */
#ifndef ASM_MAIL_SHELF_BOOK_H
#define ASM_MAIL_SHELF_BOOK_H

#include <stdint.h>

#include "mail/shelf.h"

#define BOOK_DIGEST	16
#define BOOK_REFS	4	/* In-Reply-To, and the last of References */
#define BOOK_WORD	20	/* bytes of a type */
#define BOOK_ASSEMBLY	64	/* bytes of an assembly's id */

enum book_text { BOOK_ID, BOOK_OF, BOOK_LANGUAGE, BOOK_TYPE, BOOK_KIND, BOOK_ASSEMBLY_ID, BOOK_REVIEW, BOOK_TEXTS };

struct book_key {
	unsigned char	 byte[BOOK_DIGEST];
};

/* One allocation a message; with its share of the tables below it stays under 1 kB. */
struct book {
	struct book_key	 id;
	struct book_key	 content;	/* equal: the same message, perhaps come by another way */
	struct book_key	 whole;		/* decides where nothing else does */
	struct book_key	 author;	/* assembly and origin; of other mail the address */
	struct book_key	 of;		/* the original, if it is a translation */
	struct book_key	 corrects;
	struct book_key	 cancels;
	struct book_key	 ref[BOOK_REFS];	/* best first */
	moment		 arrival;
	size_t		 at;		/* in the spool */
	size_t		 volume;
	int		 rev;		/* of a translation; else 0 */
	unsigned char	 nrefs, has_corrects, has_cancels, withdraws, has_event;
	uint16_t	 text[BOOK_TEXTS];	/* where each begins in `strings` */
	char		 strings[];
};

struct book_place {
	struct book_key	 key;
	size_t		 book;
};

struct shelf {
	const struct words *words;
	struct spool	*spool;
	struct book	**book;		/* after shelf_close: in order */
	size_t		 n, cap;
	struct book_place *by_id;	/* after shelf_close: the first book of each id, by key */
	size_t		 n_ids;
	struct volume	*volume;
	size_t		 nvolumes;
	size_t		*lists[3];	/* what the volumes' variant, reply and correction point into */
};

static inline const char *
book_text(const struct book *b, enum book_text what)
{
	return b->strings + b->text[what];
}

/* The book with that id, SHELF_NONE if there is none. */
size_t	 shelf_find_key(const struct shelf *, const struct book_key *);

#endif
