/*
 * Give up what a program does not need, once its options are read and its
 * files are open (seccomp on Linux, pledge on OpenBSD; nothing elsewhere).
 *
 * What is not allowed fails: on Linux with EPERM (ENOSYS for calls younger than
 * 2019, so that libraries fall back), on OpenBSD the program is ended.  Nowhere is
 * there another's memory, a mount, a module, a change of user, nor a socket but
 * those of SANDBOX_RESOLVE, SANDBOX_FETCH and SANDBOX_VERIFY.  Entering again can only take away more.
 */
#ifndef ASM_BASE_SANDBOX_H
#define ASM_BASE_SANDBOX_H

#include "base/err.h"

enum sandbox {
	SANDBOX_FILTER,		/* stdin to stdout; may read files, may not write, connect or exec */
	SANDBOX_FILES,		/* as above and may write files (databases) */
	SANDBOX_EXEC,		/* as above and may run children (gpgv); no sockets of its own */
	SANDBOX_RESOLVE,	/* as SANDBOX_FILTER, and may ask DNS servers (internet sockets) */
	SANDBOX_FETCH,		/* as SANDBOX_RESOLVE, and may connect and start threads (libcurl) */
	SANDBOX_VERIFY		/* as SANDBOX_RESOLVE, and may run children (gpgv), which may do the same */
};

/*
 * On Linux children stay inside, and setuid and setgid files give them no
 * privileges: a gpgv runs, a sendmail that needs its group or a socket does not.
 * A program that hands mail to sendmail starts that before, or enters nothing.
 */

/* 0 also where the build or the kernel has no sandbox; -1 only if one was begun and failed. */
int	 sandbox_enter(enum sandbox, struct err *);
/* "seccomp", "pledge" or "none": for --version and asm-site status. */
const char *sandbox_kind(void);

#endif
