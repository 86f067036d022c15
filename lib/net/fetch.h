/*
 * One page of the web, fetched safely (libcurl): http and https, ports 80 and 443, five redirects, a time for all of
 * it, a size after decompression, and an address that is looked at when its socket is opened, which no resolver can get around.
 */
#ifndef ASM_NET_FETCH_H
#define ASM_NET_FETCH_H

#include "base/buf.h"
#include "base/err.h"

struct fetch {
	/* asked */
	const char	*url;
	size_t		 max;		/* bytes of the body */
	unsigned	 seconds;	/* for all of it */
	int		 loopback;	/* tests: only addresses of this machine, any port */
	const char	*if_tag, *if_modified;	/* what is known already (RFC 9110, 13.1); NULL: nothing.  Then 304 may be the status */
	/* answered; freed by fetch_free */
	long		 status;	/* of HTTP */
	struct buf	 final;		/* the URL in the end */
	struct buf	 type;		/* "text/html", "" if not said */
	struct buf	 charset;	/* "" if not said */
	struct buf	 tag, modified;	/* by which to ask again: ETag, Last-Modified; "" if not said */
	struct buf	 body;
};

/*
 * 0 with any HTTP status.  -1: ERR_REFUSED what we do not fetch, ERR_DATA what is not to be had so (too large, too many headers,
 * redirects in a circle), ERR_AGAIN whatever may work another time (no address, no connection, no time left, TLS).
 */
int	 fetch_get(struct fetch *, struct err *);
void	 fetch_free(struct fetch *);

#endif
