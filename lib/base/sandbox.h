/*
 * Give up what a program does not need, once its options are read and its
 * files are open (seccomp on Linux, pledge on OpenBSD; nothing elsewhere).
 */
#ifndef ASM_BASE_SANDBOX_H
#define ASM_BASE_SANDBOX_H

#include "base/err.h"

enum sandbox {
	SANDBOX_FILTER,		/* stdin to stdout; may read files, may not write, connect or exec */
	SANDBOX_FILES,		/* as above and may write files (databases) */
	SANDBOX_EXEC,		/* as above and may run children (sendmail, gpgv); no sockets of its own */
	SANDBOX_RESOLVE		/* as SANDBOX_FILTER, and may ask DNS servers (internet sockets) */
};

/* 0 also where the build or the kernel has no sandbox; -1 only if one was begun and failed. */
int	 sandbox_enter(enum sandbox, struct err *);
/* "seccomp", "pledge" or "none": for --version and asm-site status. */
const char *sandbox_kind(void);

#endif
