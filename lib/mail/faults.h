/*
 * What is suspicious about a translated segment.  No style, no capitals, no full stops: across scripts these are noise.
 */
#ifndef ASM_MAIL_FAULTS_H
#define ASM_MAIL_FAULTS_H

#include "base/buf.h"
#include "base/err.h"

enum fault {
	FAULT_ADDRESS,		/* error: a web or mail address was lost or changed */
	FAULT_NUMBERS,		/* warning: numbers or times differ */
	FAULT_SAME,		/* not translated, and of more than three words */
	FAULT_SHORT, FAULT_LONG,	/* under 0.4 or over 2.5 of what is usual for the pair */
	FAULT_BIDI,		/* direction marks that are opened and not closed */
	FAULT_TERM		/* a name that is kept in every language is not there */
};

/* Call `each` with every fault and what it is about. 0, or what `each` gave. */
int	 faults_of(const char *source_language, const char *language, const char *source, const char *text,
	    int (*each)(void *, enum fault, struct span about), void *);
/* "address", "numbers" ... */
const char *fault_word(enum fault);
/* The sender is asked about it; the others are only told. */
int	 fault_is_error(enum fault);

#endif
