/*
 * Date fields: everything real mail programs write.
 */
#ifndef ASM_MAIL_DATE_H
#define ASM_MAIL_DATE_H

#include "base/buf.h"
#include "base/time.h"

/*
 * RFC 5322 with its obsolete forms (two-digit years, zone names, comments and blanks anywhere), asctime, ISO 8601, AM and
 * PM; the weekday is not believed.
 * 0 and the moment (and the zone's offset in minutes, if wanted), or -1: out of range or unreadable.
 */
int	 date_parse(struct span value, moment *, int *offset_minutes);
/* Strict RFC 5322 with a numeric zone (or GMT, which leaves nothing open), for asm-verify: 0 or -1. */
int	 date_parse_strict(struct span value, moment *);

#endif
