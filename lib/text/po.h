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
	int	 fuzzy;
};

struct po {
	struct po_entry *entry;		/* in the order of the file; the header (id "") is among them */
	size_t		 n;
};

struct po *po_parse(struct span, struct err *);		/* ERR_DATA names the line */
void	 po_free(struct po *);
const struct po_entry *po_find(const struct po *, const char *context, const char *id);
/* A field of the header entry ("Language", "Plural-Forms"): appended without line end; 1, or 0 if there is none. */
int	 po_header(const struct po *, const char *name, struct buf *);

#endif
