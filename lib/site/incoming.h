/*
 * Mail that waits to be taken in: SITE/incoming, a file a mail, its recipient in the first line.  One process at a time
 * works on it, under a lock.  Nothing here needs the site's databases.
 */
#ifndef ASM_SITE_INCOMING_H
#define ASM_SITE_INCOMING_H

#include "base/buf.h"
#include "base/err.h"

struct incoming;

/* What lies there, oldest first; one that was put off was tried before, in vain. */
struct incoming_mail {
	char		 name[48];
	size_t		 size;		/* bytes of the file */
	int		 put_off;
};

/* `site` must be a directory; incoming/ is made in it if it is missing. */
struct incoming *incoming_open(const char *site, struct err *);
void	 incoming_close(struct incoming *);		/* the lock is released, unless a forked process has it, too */

/* 1 if the work is ours now, 0 if somebody is at it. */
int	 incoming_lock(struct incoming *, struct err *);
void	 incoming_unlock(struct incoming *);

/* *n mails, the caller frees *mail. */
int	 incoming_list(struct incoming *, struct incoming_mail **mail, size_t *n, struct err *);
int	 incoming_count(struct incoming *, size_t *fresh, size_t *put_off, struct err *);
/* Whether a mail taken in by itself was decided, from who took it in. */
void	 incoming_note(struct incoming *, int decided);
/*
 * 1 if a mail may be put in line; 0 if INCOMING_MAX wait, one was put off, or the last one noted could not be decided: then
 * there is trouble, and the MTA had better keep what comes.
 */
int	 incoming_has_room(struct incoming *);
/* What is read from fd, durably, under a name that sorts behind those that are there. */
int	 incoming_put(struct incoming *, const char *recipient, int fd, struct err *);
/* A descriptor that stands at the mail's first byte, the caller's; the recipient into a buf that is reset first. */
int	 incoming_get(struct incoming *, const char *name, struct buf *recipient, struct err *);
/* Either is done also if somebody removed it meanwhile. */
int	 incoming_remove(struct incoming *, const char *name, struct err *);
int	 incoming_put_off(struct incoming *, const char *name, struct err *);
/* Away with what a killed incoming_put left behind a day ago. */
void	 incoming_sweep(struct incoming *);

#endif
