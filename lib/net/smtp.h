/*
 * Mail handed to our own MTA, by SMTP (RFC 5321, PIPELINING, XVERP) or LMTP (RFC 2033).
 * What a server says in words may name people: only its codes are kept.
 */
#ifndef ASM_NET_SMTP_H
#define ASM_NET_SMTP_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

#define SMTP_CODE	16

struct smtp;			/* a session, for one mail after the other */

enum smtp_kind { SMTP_PLAIN, SMTP_LOCAL };	/* SMTP, LMTP */

/*
 * Connect and greet as `helo`.  `where`: "host", "host:port", "[::1]:port" (port 25, of LMTP 24), or a socket's path that begins with
 * a slash.  `seconds`: how long an answer may take.  NULL: ERR_AGAIN.
 */
struct smtp *smtp_open(const char *where, enum smtp_kind, const char *helo, unsigned seconds, struct err *);
/* Says goodbye without waiting for the answer; NULL is fine. */
void	 smtp_close(struct smtp *);

struct smtp_recipient {
	const char	*address;
	int		 reply;			/* filled: 2 taken, 4 not now, 5 refused for good */
	int		 is_hers;		/* filled: the answer was to her address, not to the mail */
	char		 code[SMTP_CODE];	/* filled when not taken: "550 5.1.1" */
};

/*
 * Hand over one mail (LF line ends) from `sender` ("" for <>) to all recipients: 0, and each of them says what became
 * of her.  With `verp` the server is asked for an envelope sender of her own for each, if it knows XVERP.  -1: the
 * session is broken (ERR_AGAIN), and nobody is known to have got it.  A mail that holds a CR apart from a line end: ERR_DATA.
 */
int	 smtp_send(struct smtp *, const char *sender, int verp, struct smtp_recipient *, size_t n, struct span message,
	    struct err *);

#endif
