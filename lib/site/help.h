/*
 * help@: whoever asks gets the rules, in her language and at once.  People, who read the same mail, answer the rest.
 */
#ifndef ASM_SITE_HELP_H
#define ASM_SITE_HELP_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "site/site.h"

/*
 * Answer a mail to help@, unless it is automatic, has no one sender, or that sender was answered within a day.  Needs
 * SITE_PRIVATE.  1 answered, 0 not: *what is a word for the log, static; -1.
 */
int	 help_answer(struct site *, struct span mail, moment now, const char **what, struct err *);

#endif
