/*
 * What dkim.c and dkim_seen.c ask of a signature besides the cryptographic: whose it is, what it covers, when it was made.
 */
#ifndef ASM_TRUST_DKIM_RULES_H
#define ASM_TRUST_DKIM_RULES_H

#include "trust/dkim.h"

/* One mail being checked: what the library's callbacks get to see. */
struct dkim_run {
	const struct dkim_ask	*ask;
	const struct header	*header;
	struct dkim_answer	*answer;
	struct err		*err;
	size_t			 aligned;	/* signatures of the From domain so far */
	int			 trouble;	/* a key may be there later */
	int			 broken;	/* a signature could not be read */
	int			 memory;	/* ours ran out */
};

/* The tags that our conditions are about.  A tag that is not there has no bytes, not even none. */
struct dkim_tags {
	struct span	 a, b, d, h, l, s, t, x;
};

/* Does a list of names parted by colons have this one? */
int	 dkim_lists(struct span names, const char *name);
/* Does this signing domain vouch for the From domain?  Its normal form goes to `normal` (reset first). */
int	 dkim_aligned(struct dkim_run *, struct span domain, struct buf *normal);
/* Does the field of that name (To, Cc) name the list?  0 also when memory is out: see `memory`. */
int	 dkim_names_list(struct dkim_run *, const char *name);
/* Every condition that needs no key: NULL, or the word that says which one it fails. */
const char *dkim_fault(struct dkim_run *, const struct dkim_tags *);
/* The first signature of the From domain gives the reason, if none passes. */
void	 dkim_keep_reason(struct dkim_run *, const char *word);
/* This one passed: into the answer with it.  0, -1 no memory. */
int	 dkim_keep_pass(struct dkim_run *, const struct dkim_tags *);

#endif
