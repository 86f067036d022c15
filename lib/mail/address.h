/*
 * Addresses as readers need them: lenient, nothing lost, nothing invented.
 * (Who may post is trust/identity, which is strict and shares nothing with this.)
 */
#ifndef ASM_MAIL_ADDRESS_H
#define ASM_MAIL_ADDRESS_H

#include "base/buf.h"
#include "base/err.h"

struct address {
	char	*name;		/* display name, clean UTF-8, one line; "" if none */
	char	*addr;		/* local@domain as it stands; "" for a name without an address */
};

struct addresses {
	struct address *address;
	size_t		 n;
};

/* Parse an unfolded From/To/Cc/... value; groups are flattened. At most FIELDS_MAX addresses are kept. */
int	 addresses_parse(struct addresses *, struct span value, struct err *);
void	 addresses_free(struct addresses *);
/* "Name <addr>" as a header value in ASCII. */
int	 address_write(struct buf *, const char *name, const char *addr, size_t column);
/* A plain address we are ready to give to an MTA: dot-atom@domain, no controls, no <>, at most 254 bytes. 1 or 0. */
int	 address_plain(struct span);
/* Lower-case the ASCII letters of both sides. */
int	 address_normal(struct buf *, struct span);

#endif
