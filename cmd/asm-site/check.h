/*
 * asm-site check: what its files share.
 */
#ifndef ASM_CMD_CHECK_H
#define ASM_CMD_CHECK_H

#include "base/hash.h"
#include "base/key.h"
#include "base/time.h"
#include "site/site.h"

struct chain;

struct check {
	struct site	*site;		/* its databases are NULL when they cannot be opened */
	moment		 now;
	int		 findings;
	int		 closed;	/* secret and key are there, for nobody else */
	struct chain	*chain;
	size_t		 nchain;
	moment		 arrival;
	/* The last key that was looked up. */
	char		 key_domain[256], key_selector[64];
	struct key	 key;
	int		 has_key;
};

/* One line a finding, with its cure. */
void	 found(struct check *, const char *, ...) __attribute__((format(printf, 2, 3)));

/* The settings of the Postfix that asm.conf names. */
void	 check_postfix(struct check *);
/* What goes on around the site: disk, cron, the way out. */
void	 check_host(struct check *);
/* Mail that does not move; needs both databases. */
void	 check_mail(struct check *);

#endif
