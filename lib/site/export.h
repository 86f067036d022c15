/*
 * The public log as a file to be searched, for a web server's user who must not see the site.  It holds posts, translations,
 * newsletters and entries of the newswire as readers see them, and nothing that is not in the web archive; whoever reads it
 * reads a file that never changes, as it is only ever replaced.
 */
#ifndef ASM_SITE_EXPORT_H
#define ASM_SITE_EXPORT_H

#include <stdint.h>

#include "base/err.h"
#include "site/site.h"

struct export_report {
	int64_t	 pages;		/* put into it now; 0: it was up to date, and was left alone */
};

/*
 * Bring the file `path` up to date, or make it (0644).  What is there is gone on from if it is of this log and this address in
 * the web, else made anew.  Needs SITE_PUBLIC_READ.  ERR_AGAIN also when another run is at work.
 */
int	 export_search(struct site *, const char *path, struct export_report *, struct err *);

#endif
