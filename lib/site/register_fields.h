/*
 * What applying, endorsing and listing share.  Private to register.
 */
#ifndef ASM_SITE_REGISTER_FIELDS_H
#define ASM_SITE_REGISTER_FIELDS_H

#include "base/err.h"
#include "base/record.h"
#include "base/time.h"
#include "site/site.h"
#include "store/directory.h"

/* One line of clean text that shows all that is in it: 0, -1 ERR_DATA. */
int	 register_check_line(const char *, struct err *);
/* What the log says of an assembly, as one record. */
int	 register_record(struct site *, const struct directory_assembly *, moment now, struct record *, struct err *);
/* The same by id: 1, 0 there is none, -1. */
int	 register_current(struct site *, const char *id, moment now, struct record *, struct err *);
/* The names of what an assembly says of itself; ends with NULL. */
extern const char *const register_told[];
int	 register_same_told(const struct record *, const struct record *);
int	 register_has_address(const struct record *, const char *address);
/* What is said, or else what goes without saying. */
const char *register_policy_of(const struct record *);
const char *register_alignment_of(const struct record *);
const char *register_fingerprints_of(const struct record *);

/* Does the log say now what an application says? 1, 0, -1. */
int	 register_is_endorsed(struct site *, const struct record *application, moment now, struct err *);
/* ERR_REFUSED if the address speaks for another assembly. */
int	 register_check_address(struct site *, const char *id, const char *address, moment now, struct err *);

#endif
