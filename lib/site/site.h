/*
 * A site: one directory, one owner, opened for what a program needs of it.
 */
#ifndef ASM_SITE_SITE_H
#define ASM_SITE_SITE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/key.h"
#include "base/record.h"
#include "store/db.h"

/* asm.conf(5), read and checked; strings owned by the site. */
struct conf {
	struct record	 raw;
	char	*list;			/* assemblies@lists.example, normal form */
	char	*local;			/* assemblies */
	char	*domain;		/* lists.example: also the origin of our articles */
	char	*list_id;		/* assemblies.lists.example */
	char	*title;			/* what people call the list */
	char	*url;			/* of the web archive, with a final slash; "" if none */
	char	*languages;		/* of the site, "en es ar": newsletters, wanted translations */
	char	*zone;			/* "UTC" */
	char	*authserv_id;		/* NULL: off */
	char	*mx_host;
	char	*key_file;		/* DKIM keys from a file instead of DNS; NULL: DNS */
	char	*deliver;		/* "sendmail /usr/sbin/sendmail" or "maildir DIR" */
	char	*selector;		/* of our article key */
};

struct site {
	char		*dir;
	struct conf	 conf;
	struct db	*pub;		/* NULL if not asked for */
	struct db	*priv;
};

#define SITE_PUBLIC_READ	0x01u
#define SITE_PUBLIC		0x02u		/* to write */
#define SITE_PRIVATE_READ	0x04u
#define SITE_PRIVATE		0x08u

/* No such directory or no asm.conf: ERR_CONFIG ("no site at DIR: ...").  Wrong owner or mode: ERR_CONFIG. */
struct site *site_open(const char *dir, unsigned flags, struct err *);
void	 site_close(struct site *);
/* DIR/name appended to `path` (reset first). */
int	 site_path(const struct site *, const char *name, struct buf *path, struct err *);
int	 site_secret(const struct site *, struct buf *secret, struct err *);	/* wipe it with buf_wipe */
int	 site_key(const struct site *, struct key *, struct err *);		/* wipe it with key_wipe */
/* NULL-terminated normal addresses at which posts arrive, owned by the site. */
const char *const *site_addresses(const struct site *);

#endif
