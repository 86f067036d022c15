/*
 * GNU PO files in memory: read, look up, write.  Catalogs are PO, and so are
 * translators' work packages.
 */
#ifndef ASM_TEXT_PO_H
#define ASM_TEXT_PO_H

#include "base/buf.h"
#include "base/err.h"

#define PO_FORMS	6		/* plural forms at most */

struct po_entry {
	char	*context;		/* msgctxt, NULL if none */
	char	*id;
	char	*plural;		/* msgid_plural, NULL if none */
	char	*str[PO_FORMS];		/* str[0] is "" when untranslated */
	char	*comment;		/* "#." lines joined by LF, NULL if none */
	char	*reference;		/* "#:" */
	char	*previous;		/* "#| msgid": written, not read */
	int	 fuzzy;
};

struct po {
	struct po_entry *entry;		/* in the order of the file; the header (id "") is among them */
	size_t		 n, cap;
	size_t		*slot;		/* where po_find looks: index + 1, by hash */
	size_t		 n_slots;
};

/* ERR_DATA names the line: what is no PO file, no UTF-8, or has an entry twice.  Obsolete entries (#~) are left out. */
struct po *po_parse(struct span, struct err *);
void	 po_free(struct po *);
const struct po_entry *po_find(const struct po *, const char *context, const char *id);
/* Append one entry as a file has it, with the empty line behind it. */
int	 po_put(struct buf *, const struct po_entry *);
/* A field of the header entry ("Language", "Plural-Forms"): appended without line end; 1, or 0 if there is none. */
int	 po_header(const struct po *, const char *name, struct buf *);

#endif
