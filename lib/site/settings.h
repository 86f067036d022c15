/*
 * An observer's settings as fields of a record: in asm-observers list and import, and kept beside a token until she
 * says yes.
 */
#ifndef ASM_SITE_SETTINGS_H
#define ASM_SITE_SETTINGS_H

#include "base/buf.h"
#include "base/err.h"
#include "base/record.h"
#include "mail/wishes.h"
#include "store/observer.h"
#include "text/words.h"

/* Languages, Rhythm, Kinds, Regions, Assemblies, Wait, Paused: those that differ from the default, or `all` of them. */
int	 settings_of_observer(struct record *, const struct observer *, int all, struct err *);
/* The same of what was asked for. */
int	 settings_of_wishes(struct record *, const struct wishes *, struct err *);

/* A change that a record describes, its texts owned. */
struct settings {
	struct observer_change	 change;
	struct buf		 languages, kinds, regions, assemblies;
};

/*
 * What is said there (the rhythm borrowed from the record); other fields are not looked at.  ERR_DATA names the field
 * whose value is none.
 */
int	 settings_read(struct settings *, const struct record *, const struct words *, struct err *);
void	 settings_free(struct settings *);
/* The same from wishes (borrowed). */
void	 settings_change(struct observer_change *, const struct wishes *);

#endif
