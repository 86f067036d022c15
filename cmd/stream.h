#ifndef CMD_STREAM_H
#define CMD_STREAM_H

#include "base/err.h"
#include "mail/list.h"
#include "mail/shelf.h"
#include "text/catalog.h"

/*
 * What programs share that put mail streams onto a shelf and write something for readers of a language.
 */

/* The value of --language, tags parted by commas: a usage error if one is none. */
void	 stream_check_languages(const char *languages);
/* The catalogue of the first of them; English if there are none.  The caller frees it. */
struct catalog *stream_catalog(const char *languages, struct err *);
/*
 * For program_files(): fd is read as an mbox, each of its mails is put on the struct shelf.  What is wrong is said with the
 * file's name; 0, or the exit status it means.
 */
int	 stream_shelve(int fd, const char *name, void *shelf);
/* What the newest mails of a closed shelf call their list.  The caller frees the list. */
int	 stream_learn(struct shelf *, struct list *, struct err *);

#endif
