/*
 * libcrypto for one verification, in the least time.
 */
#ifndef ASM_TRUST_DKIM_START_H
#define ASM_TRUST_DKIM_START_H

/* Before libopendkim is used.  Not for programs that use TLS as well: what is left out here stays out. */
void	 dkim_start(void);

#endif
