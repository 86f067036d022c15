/*
 * Domain names: one normal form (libidn2) and who may be behind them (libpsl).
 */
#ifndef ASM_TRUST_DOMAIN_H
#define ASM_TRUST_DOMAIN_H

#include "base/buf.h"
#include "base/err.h"

/* Append the lower-case A-label form; 1, 0 if it is no domain of at least two labels, -1 no memory. */
int	 domain_normal(struct buf *, struct span, struct err *);
/* Both normal: `sub` equals `domain` or lies below it. */
int	 domain_within(struct span sub, struct span domain);
/* The registrable domain (public suffix list with its private section) of a normal domain: a part of it; empty if it is a suffix itself. */
struct span domain_registrable(struct span normal);

#endif
