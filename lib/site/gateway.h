/*
 * The ways out: one mail to some recipients, by sendmail, SMTP, LMTP or into a
 * Maildir, as asm.conf says.  Private to the courier.
 */
#ifndef ASM_SITE_GATEWAY_H
#define ASM_SITE_GATEWAY_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "site/site.h"

enum gateway_fate {
	GATEWAY_TAKEN,
	GATEWAY_LATER,		/* not now */
	GATEWAY_REFUSED,	/* never */
	GATEWAY_WAITS		/* not given yet */
};

struct gateway_to {
	int64_t		 row;		/* names the recipient in a Maildir, together with the stem */
	char		*address;	/* owned by the caller */
	enum gateway_fate fate;		/* filled */
	char		 code[16];	/* filled: "550 5.1.1" if the MTA said so to her address, and not to the mail; "" */
};

struct gateway_mail {
	const char	*sender;	/* of the envelope; "" for <> */
	int		 verp;		/* an envelope sender for each recipient, where the MTA makes them */
	const char	*stem;
	struct span	 message;
	struct gateway_to *to;
	size_t		 n;
	char		 trouble[64];	/* filled: why some are to be tried later, and why some never; never an address */
	char		 refused[64];
};

struct gateway;			/* keeps its session from mail to mail */

struct gateway *gateway_open(struct site *, struct err *);
void	 gateway_close(struct gateway *);		/* NULL is fine */
/* 0 and everybody has a fate; -1: our own trouble. */
int	 gateway_give(struct gateway *, struct gateway_mail *, struct err *);
/* The MTA cannot be reached at all: what else is due would only wait for it, too. */
int	 gateway_is_shut(const struct gateway *);

#endif
