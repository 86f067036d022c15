/*
 * What life and life_mail share: the assembly or entry that it is about.
 */
#ifndef ASM_SITE_LIFE_SUBJECT_H
#define ASM_SITE_LIFE_SUBJECT_H

#include "site/life.h"
#include "site/life_letter.h"

/* What is known of an id, an application before what the log says: 1, 0 nobody, -1. */
int	 life_subject(struct site *, const char *id, moment now, struct record *, struct err *);
/* Strings are borrowed from the record. */
struct life_about life_about(const struct record *, const char *address, moment now);

#endif
