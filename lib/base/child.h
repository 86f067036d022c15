/*
 * Run another program and talk to it: sendmail, gpgv.  No shell, a clean
 * environment, a time limit, every descriptor but 0, 1, 2 (and `extra`) closed.
 *
 * Its stdin is complete before it starts: were we killed, a sendmail that reads
 * from a pipe would take half a mail for a whole one.
 */
#ifndef ASM_BASE_CHILD_H
#define ASM_BASE_CHILD_H

#include "base/buf.h"
#include "base/err.h"

struct child {
	const char *const *argv;	/* argv[0] is a path or found in a fixed PATH */
	struct span	 in;		/* its stdin */
	struct buf	*out;		/* its stdout, appended; NULL: discarded */
	struct buf	*errout;	/* its stderr, appended; NULL: inherited */
	size_t		 max_out;	/* bytes of out and errout together kept; more is read and dropped */
	unsigned	 seconds;	/* killed, with its own children, after this time; 0: no limit */
	const int	*extra;		/* descriptors that it gets too, under their own numbers (above 2) */
	size_t		 nextra;
	int		 status;	/* filled: exit status, or 128 + signal */
};

/*
 * Run it to its end; what its own children still write later is not waited for.
 * 0 when it was started and waited for (look at status); -1 ERR_SERVICE when it
 * cannot be started, ERR_AGAIN on timeout or fork failure.
 * Not for programs with threads: SIGCHLD is ours meanwhile.
 */
int	 child_run(struct child *, struct err *);

#endif
