/*
 * What we write to people, in their language: lib/text/po/LANG.po, built in.
 * A site may override strings by files of the same form in its po/ directory.
 * The msgid is the English text, written where it is used: catalog_get(cat, "Thank you!").  tests/po.t finds
 * it there (a literal, or several side by side) and says which translations are missing.
 */
#ifndef ASM_TEXT_CATALOG_H
#define ASM_TEXT_CATALOG_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"

struct catalog;

/* Mark a literal that is looked up elsewhere, from a table. */
#define CATALOG_N(id)		(id)
#define CATALOG_NC(context, id)	(id)

/*
 * `language` is a BCP 47 tag; "pt-BR" finds "pt"; an unknown one gives English.
 * `overrides` is a directory or NULL.  Never NULL but when memory is out.  A file there that cannot be
 * used (err says why, ERR_CONFIG) is done without; otherwise err is left as it was.
 */
struct catalog *catalog_open(const char *language, const char *overrides, struct err *);
void	 catalog_free(struct catalog *);
const char *catalog_language(const struct catalog *);		/* the one really found */
/* NULL-terminated tags of all shipped languages, "en" first. */
const char *const *catalog_languages(void);

/* The translation, else `id` itself; valid as long as the catalog. */
const char *catalog_get(const struct catalog *, const char *id);
/* With a context for words that are translated differently in different places. */
const char *catalog_getc(const struct catalog *, const char *context, const char *id);
/* The form for n ("1 post", "%{n} posts"). */
const char *catalog_plural(const struct catalog *, const char *one, const char *many, unsigned long n);

/*
 * Fill a template: "%{name}" is replaced by the value of that name from a NULL-terminated list of
 * pairs; "%%" is one %.  Values are put in as they are; unknown names stay empty.
 * Never used as a printf format, so a translation cannot crash us.
 */
int	 catalog_fill(struct buf *, const char *text, const char *const pairs[]);

/* "24 March 2026", "24-31 March 2026", "Saturday", in the catalog's language and order; the time of day is not looked at. */
int	 catalog_date(struct buf *, const struct catalog *, const struct civil *);
int	 catalog_dates(struct buf *, const struct catalog *, const struct civil *from, const struct civil *to);
const char *catalog_weekday(const struct catalog *, int weekday);	/* 0 Sunday .. 6 Saturday */
/* The name of a language in this one ("Spanish"); the tag itself if we have none. */
const char *catalog_language_name(const struct catalog *, const char *tag);

#endif
