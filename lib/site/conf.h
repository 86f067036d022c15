/*
 * asm.conf(5): one record, read and checked before anything is done with it.
 */
#ifndef ASM_SITE_CONF_H
#define ASM_SITE_CONF_H

#include "base/buf.h"
#include "base/err.h"
#include "base/record.h"
#include "base/time.h"

#define CONF_EDITIONS	8

/* A newsletter that the site puts together. */
struct conf_edition {
	char	*name;			/* "weekly" */
	char	*languages;		/* "en es ar" */
	char	*kind, *region;		/* only posts of it; "" all */
	char	*title;			/* "": the list's */
	moment	 since;			/* no window before it is looked at */
	int	 daily;			/* a window is a day, not a week */
	int	 empty;			/* an issue is made even of a window without posts */
};

/* Strings are owned; addresses are in normal form. */
struct conf {
	struct record	 raw;
	char	*list;			/* assemblies@lists.example */
	char	*local;			/* assemblies */
	char	*domain;		/* lists.example: also the origin of our articles */
	char	*list_id;		/* assemblies.lists.example */
	char	*title;			/* what people call the list */
	char	*url;			/* of the web archive, with a final slash; "" if none */
	char	*languages;		/* of the site, "en es ar": newsletters, wanted translations */
	char	*zone;			/* "UTC" */
	char	*authserv_id;		/* NULL: off */
	char	*mx_host;		/* "" if not said */
	char	*key_file;		/* DKIM keys from a file instead of DNS; NULL: DNS */
	char	*deliver;		/* "sendmail /PATH", "smtp HOST:PORT", "lmtp HOST:PORT", "lmtp /SOCKET" or "maildir DIR" */
	char	*receipts;		/* "yes": a contact is told what became of her post; "no" */
	char	*one_click;		/* "https://..." of asm-cgi: every observer gets a copy of her own; "" off */
	char	*deliver_rate;		/* recipients an hour, digits; "0": no limit */
	char	*deliver_parallel;	/* couriers at once, digits; "0": no limit */
	char	*endorse;		/* "admin": somebody has to say yes; "agree": page and mailbox will do */
	char	*moderators;		/* addresses parted by a blank; "" if none */
	char	*postfix;		/* the configuration of the Postfix in front, for asm-site check; NULL: none */
	char	*review;		/* of translations: "48h proposal=required help=none" */
	char	*selector;		/* of our article key */
	char	*backup_key;		/* "age RECIPIENT" or "gpg /FILE"; "" off */
	char	*wire;			/* entries of the newswire that an assembly may have a day, digits */
	struct conf_edition edition[CONF_EDITIONS];
	size_t	 nedition;
};

/*
 * Read DIR/asm.conf.  Relative file names in it become names in DIR.  ERR_CONFIG names the file and the field that is
 * missing, unknown or wrong.
 */
int	 conf_read(struct conf *, const char *dir, struct err *);
void	 conf_free(struct conf *);
/* The text of a new asm.conf, with every field explained, appended.  No title: the address stands for it. */
int	 conf_write(struct buf *, const char *list, const char *title, moment now, struct err *);
/*
 * May a translation of a post of that kind be published unreviewed?  Seconds after which it may: 0 at once, -1 never.
 */
int64_t	 conf_review(const struct conf *, const char *kind);
/* The edition of that name, or NULL. */
const struct conf_edition *conf_edition(const struct conf *, const char *name);

#endif
