/*
 * What messages say about the list they came by: its name, address, archive, and how to leave it.
 */
#ifndef ASM_MAIL_LIST_H
#define ASM_MAIL_LIST_H

#include "base/buf.h"
#include "base/err.h"

/* The strings are owned by the list; "" where nothing was said. */
struct list {
	char	*name;		/* of List-Id */
	char	*address;	/* where posts go; for assemblies also what articles are from */
	char	*domain;	/* of the list, in lower case */
	char	*archive;	/* http(s) */
	char	*leave;		/* http(s) or mailto */
	int	 is_ours;	/* it carries articles (Asm-Origin): observe@, translate@ ... exist */
};

#define LIST_INIT	{ NULL, NULL, NULL, NULL, NULL, 0 }

/* Take what `message` says and earlier ones did not: give the newest first.  1 when nothing is missing any more, 0, -1. */
int	 list_learn(struct list *, struct span message, struct err *);
/* As if a message had said that the list's address is this: 0, or -1 (ERR_USAGE: no plain address). */
int	 list_set_address(struct list *, const char *address, struct err *);
void	 list_free(struct list *);

#endif
