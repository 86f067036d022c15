/*
 * Who reads by mail elsewhere: lists of people as other list managers write
 * them.  What it is is told by how it begins:
 *
 *	records		asm-observers list
 *	Sympa		stanzas of "email a@x", "reception digest", ...
 *	CSV		a first line of names parted by commas or semicolons, one of them email or address
 *	lines		"a@x" or "Name <a@x>", one or several parted by commas: Mailman's list_members, mlmmj's
 *			subscribers.d, ezmlm-list, an address line of a mail program
 */
#ifndef ASM_MAIL_ROSTER_H
#define ASM_MAIL_ROSTER_H

#include "base/buf.h"
#include "base/err.h"
#include "base/record.h"

struct roster_entry {
	unsigned long	 line;		/* where it begins, from 1 */
	struct span	 address;	/* as it stands; empty: there is none */
	const char	*rhythm;	/* "none" for who gets no mail, "weekly" for who gets digests; NULL: not said */
	const struct record *record;	/* of records: the rest; else NULL */
};

/* `each` returns 0 to go on.  Comments (#) and empty lines are no entries. */
typedef int roster_fn(void *arg, const struct roster_entry *, struct err *);
int	 roster_read(struct span text, roster_fn *each, void *arg, struct err *);

#endif
