/*
 * Positions of assemblies on proposals, as Asm-Position says them: "agree <id>, object <id>".
 */
#ifndef ASM_MAIL_POSITION_H
#define ASM_MAIL_POSITION_H

#include "base/buf.h"
#include "text/catalog.h"

/* Take the next position off *rest: its word and the id without <>, borrowed. 1, 0 at the end; what is malformed is left out. */
int	 position_take(struct span *rest, const char **position, struct span *id);
/* "stand aside", in the catalog's language. */
const char *position_name(const struct catalog *, const char *position);

#endif
