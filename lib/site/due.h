/*
 * Which issues of a newsletter are to be made: what the log lacks.
 */
#ifndef ASM_SITE_DUE_H
#define ASM_SITE_DUE_H

#include "base/err.h"
#include "base/record.h"
#include "base/time.h"
#include "site/site.h"

#define DUE_BACK	(120 * INT64_C(86400))	/* how long before its window an issue looks for what is still to be answered */
#define DUE_MISSED	4		/* issues made at once of one edition and language; older windows are joined into the first */

/*
 * For each language of an edition the windows before `now` in which posts arrived, or translations into it, and of which no
 * issue stands in the log, oldest first: Edition, Language, From, Until, Window, Message-ID, Posts, Translations (if there are),
 * Since (From less DUE_BACK), and what asm.conf says of the edition: Title, Kind, Region, Empty.  A window goes from Saturday
 * 00:00 to the next, or is a day, by the clocks of asm.conf's Zone; From and Until are written by them too.  ERR_CONFIG: asm.conf
 * knows no such edition.
 */
typedef int due_fn(void *arg, const struct record *, struct err *);
int	 due_issues(struct site *, const char *edition, moment now, due_fn *each, void *arg, struct err *);

#endif
