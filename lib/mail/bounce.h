/*
 * What a mail server's mail says of a mail of ours: RFC 3464 reports, and the
 * prose of servers that know no better.  Pure: who the recipient is to us, and what follows, is site/returns.
 */
#ifndef ASM_MAIL_BOUNCE_H
#define ASM_MAIL_BOUNCE_H

#include "base/buf.h"
#include "base/err.h"
#include "mail/mime.h"

/* In the order of what weighs more. */
enum bounce_class {
	BOUNCE_NONE,		/* no bounce: an answer of a person or a robot, a success, something else */
	BOUNCE_DELAYED,		/* still being tried */
	BOUNCE_POLICY,		/* refused for what it is or where it comes from: says nothing of the reader (5.7.x, spam) */
	BOUNCE_SOFT,		/* full, too large, given up after tries, no reason said */
	BOUNCE_HARD		/* no such mailbox, no such domain */
};

/* One recipient, as the report names her. */
struct bounce_report {
	char	*recipient;	/* lower case; "" if not named */
	char	*original;	/* Original-Recipient; "" */
	char	 status[16];	/* "5.1.1", from the report or its text; "" */
	enum bounce_class class;
};

struct bounce {
	struct bounce_report *report;
	size_t	 n;		/* at most BOUNCE_REPORTS */
	enum bounce_class class;	/* the heaviest of them */
};

/* Auto-replies, disposition and feedback reports, and mail that no mail server wrote are BOUNCE_NONE without reports. */
int	 bounce_read(struct bounce *, struct mime *, struct err *);
void	 bounce_free(struct bounce *);
/* "hard", "soft", "delayed", "policy", "none". */
const char *bounce_word(enum bounce_class);

/*
 * A failure by its status ("5.1.1", "" if none was said) and what the server wrote.  `code` (16 bytes) gets the
 * status that was used.
 */
enum bounce_class bounce_classify(struct span status, struct span text, char *code);

#endif
