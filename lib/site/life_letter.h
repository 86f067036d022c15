/*
 * What people are told about their contact.  All inside a transaction on site->priv.  Private to life.
 */
#ifndef ASM_SITE_LIFE_LETTER_H
#define ASM_SITE_LIFE_LETTER_H

#include "base/err.h"
#include "base/record.h"
#include "base/time.h"
#include "mail/field.h"
#include "site/site.h"

#define LIFE_ACTION	"directory"	/* of tokens; the subject is a record: Do, Id, Address */
#define LIFE_DAYS	14		/* that a question stays open */

enum life_letter {
	LIFE_APPLIED,		/* it came, the page will be looked at */
	LIFE_LISTING,		/* an entry came, somebody will look at it */
	LIFE_UNCLEAR,		/* what to write */
	LIFE_NOT_SHOWN,		/* the page does not show the address */
	LIFE_CONFIRM,		/* is it your mailbox? (token) */
	LIFE_CONSENT,		/* to moderators: shall it be endorsed, or listed? (token) */
	LIFE_REVIEW,		/* to moderators: look at the page */
	LIFE_ENDORSED,
	LIFE_WARNED,		/* the page shows it no more */
	LIFE_SUSPENDED,
	LIFE_RECALL,		/* shall it be recalled? (token) */
	LIFE_RECALLED,
	LIFE_UNREACHED		/* to moderators: the page cannot be had */
};

struct life_about {
	const char	*id, *name, *page, *address;	/* NULL: none */
	const char	*languages;	/* the reader's */
	const char	*local;		/* "assembly" or "entry" */
	const struct header *mail;	/* that it answers; NULL */
	moment		 now;
};

/* To one address. 1, 0 the limit is used up, -1. */
int	 life_write(struct site *, enum life_letter, const char *to, const struct life_about *, struct err *);
/* To every moderator. */
int	 life_write_moderators(struct site *, enum life_letter, const struct life_about *, struct err *);

#endif
