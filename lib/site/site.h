/*
 * A site: one directory, one owner, opened for what a program needs of it.
 */
#ifndef ASM_SITE_SITE_H
#define ASM_SITE_SITE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/key.h"
#include "site/conf.h"
#include "store/db.h"
#include "store/directory.h"

struct words;

struct site {
	char		*dir;
	struct conf	 conf;
	struct db	*pub;		/* NULL if not asked for */
	struct db	*priv;
	int		 writes;	/* public.db was opened for writing */
	const char	*address[2];	/* see site_addresses */
	struct key	 key;		/* once asked for; its selector is that of conf */
	struct words	*words;		/* likewise */
	void		(*free_words)(struct words *);	/* not by name: most programs know no words */
};

#define SITE_PUBLIC_READ	0x01u
#define SITE_PUBLIC		0x02u		/* to write */
#define SITE_PRIVATE_READ	0x04u
#define SITE_PRIVATE		0x08u
#define SITE_PUBLIC_LATER	0x10u		/* to read, by site_contact and site_public only */

/* No such directory or no asm.conf: ERR_CONFIG ("no site at DIR: ...").  Wrong owner or mode: ERR_CONFIG. */
struct site *site_open(const char *dir, unsigned flags, struct err *);
/* A site that was opened for writing keeps the file of contacts (store/contacts.h). */
void	 site_close(struct site *);
/* site->pub, opened now if it was asked for later, in whatever sandbox. */
struct db *site_public(struct site *, struct err *);
/* As directory_contact, without the database where the file of contacts is to be believed. */
int	 site_contact(struct site *, const char *address, moment now, struct directory_contact *, struct err *);
/* DIR/name appended to `path` (reset first). */
int	 site_path(const struct site *, const char *name, struct buf *path, struct err *);
#define SITE_RINGS	"pgp"	/* a directory that is made for the first of them */
/* Where the OpenPGP keys of an assembly lie, if it has any; `path` is reset first. */
int	 site_ring(const struct site *, const char *assembly, struct buf *path, struct err *);
/* 1 if any assembly has. */
int	 site_has_rings(const struct site *);
int	 site_secret(const struct site *, struct buf *secret, struct err *);	/* wipe it with buf_wipe */
int	 site_key(struct site *, struct key *, struct err *);			/* wipe it with key_wipe */
/* The words that people use (text/words.h), with those that the site added; owned by the site.  Read once. */
const struct words *site_words(struct site *, struct err *);
/* NULL-terminated normal addresses at which posts arrive, owned by the site. */
const char *const *site_addresses(const struct site *);
/*
 * Whose articles are accepted: the public key that SITE/servers gives for a server and a selector.  Fits article_key_fn;
 * `site` is a struct site.  1, 0 unknown, -1.
 */
int	 site_server_key(void *site, const char *domain, const char *selector, struct key *, struct err *);

#define SITE_SECRET_LEN	32
#define SITE_SERVERS	"servers"

/*
 * Make a site in `dir`, or what is missing of one: asm.conf for `list` and `title`, secret, key, servers, both
 * databases, directories.  What is there is not changed, so `list` may be NULL the second time.  *made (reset
 * first) has a line for each thing that was made.
 */
int	 site_make(const char *dir, const char *list, const char *title, moment now, struct buf *made, struct err *);

#endif
