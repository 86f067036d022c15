/*
 * A site copied while it works, and made again from the copy.
 *
 * A backup is a directory of a site's form: databases, configuration, secrets, local wording, mail that is stuck.  The
 * web archive is not in it: it is made again.  Both databases are copied as they are at one moment each, the private one
 * first, so that it never knows of an article that the other has not.
 *
 * A site that was restored signs nothing and plans nothing: articles may have been posted, and mailed, after the backup,
 * and a second one of the same place in the chain would be a lie.  It goes on when they were fetched back
 * (backup_resume), or under a new key, which begins a new chain (backup_alone).
 */
#ifndef ASM_SITE_BACKUP_H
#define ASM_SITE_BACKUP_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "site/site.h"

#define BACKUP_MARK	"restored"	/* a file in a site that was, and waits */

struct backup_report {
	int64_t	 articles;	/* in the copy */
	int64_t	 files;		/* beside the databases */
};

/*
 * Copy the site, open for reading, into the new directory `dir`, and read the copy back: databases whole, tables what the
 * articles say, files the same bytes.  `dir` is there only if all is well.
 */
/* Where asm.conf has a Backup-Key, private.db, secret, key and the mail in stuck are encrypted to it (site/backup_key). */
int	 backup_make(struct site *, const char *dir, struct backup_report *, struct err *);
/*
 * A new site `dir` from the backup `from`, with the mark.  `identity`: the file with the other half of the key, where it is encrypted;
 * else NULL.  ERR_CREATE: something is at `dir`.
 */
int	 backup_restore(const char *dir, const char *from, const char *identity, moment now, struct backup_report *, struct err *);

/* Does the site wait? 0 no, 1 yes (and *err, if not NULL, says ERR_AGAIN and why). */
int	 backup_waits(const struct site *, struct err *);
/* Everything in the log counts as planned and sent; SITE_PUBLIC_READ, SITE_PRIVATE. */
int	 backup_forget(struct site *, struct err *);
/* Nothing of ours is missing: sign again, and mail nothing of what is there.  Needs SITE_PUBLIC_READ, SITE_PRIVATE. */
int	 backup_resume(struct site *, struct err *);
/*
 * What is missing stays missing: first a new key with a new selector, which is appended to `selector` (the site must be
 * opened again to use it), then as above.
 */
int	 backup_alone(struct site *, moment now, struct buf *selector, struct err *);

#endif
