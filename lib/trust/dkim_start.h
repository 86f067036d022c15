/*
 * libcrypto for one verification, in the least time.
 */
#ifndef ASM_TRUST_DKIM_START_H
#define ASM_TRUST_DKIM_START_H

/* Before libopendkim is used.  Not for programs that use TLS as well: what is left out here stays out. */
void	 dkim_start(void);
/* Before an Ed25519 signature is verified, after dkim_alone. */
void	 dkim_start_ed25519(void);
/*
 * 1, once, if what did not verify might have failed for what was left out, which is there from now on: try again.
 * Else 0.
 */
int	 dkim_start_rest(void);

#endif
