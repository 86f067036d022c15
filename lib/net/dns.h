/*
 * TXT records from the system's resolvers, within a time.
 */
#ifndef ASM_NET_DNS_H
#define ASM_NET_DNS_H

#include "base/buf.h"
#include "base/err.h"

struct dns;			/* a resolver with a budget of seconds for all its questions, from the first on */

struct dns *dns_new(unsigned seconds, struct err *);
void	 dns_free(struct dns *);
/*
 * The TXT text of `name` (strings joined; the first record that begins with "v=DKIM1" or, failing that, the first).  1 appended, 0 no such
 * name or record, -1 ERR_AGAIN: no answer, SERVFAIL, budget used up.  Of the type of dkim_key_fn.
 */
int	 dns_txt(void *dns, const char *name, struct buf *txt, struct err *);
/* The same out of the bytes of an answer: 1, 0 no TXT record in it, -1 malformed.  (For dns_txt, and for those who attack it.) */
int	 dns_read(const void *answer, size_t size, struct buf *txt);

#endif
