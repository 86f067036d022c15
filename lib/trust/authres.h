/*
 * The MTA's Authentication-Results (RFC 8601), believed only where nothing a
 * sender writes can stand: above our own topmost Received.
 */
#ifndef ASM_TRUST_AUTHRES_H
#define ASM_TRUST_AUTHRES_H

#include "base/buf.h"
#include "base/err.h"
#include "mail/field.h"

struct authres_item {
	char	method[32], result[16];
	char	header_d[256], header_s[256], header_b[64], header_from[256], header_i[256];
};

/*
 * All results of trusted fields for `authserv_id`; *item is malloc'ed, the caller frees.  A field with one syntax
 * error is ignored whole.  0, or -1 no memory.
 */
int	 authres_read(const struct header *, const char *authserv_id, const char *mx_host,
	    struct authres_item **item, size_t *n, struct err *);

#endif
