/*
 * Digests, keyed digests, randomness and the three ways we write bytes as text.
 */
#ifndef ASM_BASE_HASH_H
#define ASM_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

#define HASH_LEN	32		/* SHA-256 */
#define HASH_HEX	64

struct hash;				/* a running SHA-256 or HMAC-SHA-256 */

struct hash *hash_new(void);				/* NULL: out of memory */
struct hash *hash_new_hmac(const void *key, size_t);
void	 hash_add(struct hash *, const void *, size_t);
void	 hash_adds(struct hash *, const char *);
void	 hash_addspan(struct hash *, struct span);
/* Writes the digest and frees the hash.  0, or -1 if anything failed on the way. */
int	 hash_end(struct hash *, unsigned char out[HASH_LEN]);

int	 hash_sha256(const void *, size_t, unsigned char out[HASH_LEN]);
int	 hash_hmac(const void *key, size_t, const void *, size_t, unsigned char out[HASH_LEN]);
/* Equal, in time that does not depend on where they differ. */
int	 hash_equal(const void *, const void *, size_t);
/* n random bytes of the kernel. 0, -1. */
int	 hash_random(void *, size_t);

int	 hash_hex(struct buf *, const void *, size_t);		/* lower case */
int	 hash_unhex(struct span, void *out, size_t n);		/* exactly n bytes */
int	 hash_base32(struct buf *, const void *, size_t);	/* RFC 4648, lower case, no padding */
int	 hash_base64(struct buf *, const void *, size_t);	/* with padding, no line ends */
int	 hash_unbase64(struct buf *, struct span);		/* strict but for white space */

#endif
