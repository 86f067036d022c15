/*
 * Zip archives in memory (zip.c, the only file that includes zip.h of libzip).
 */
#ifndef ASM_TEXT_ZIP_H
#define ASM_TEXT_ZIP_H

#include "base/buf.h"
#include "base/err.h"

struct zip_file_in {
	const char	*name;		/* "source/2k7q-en.po"; a name that ends in / is a folder */
	struct span	 bytes;
};

/* An archive of these files, appended: the same bytes every time. */
int	 zip_make(struct buf *, const struct zip_file_in *, size_t n, struct err *);
/*
 * Call `each` with every file of an archive (folders left out), until it returns other than 0, which is returned.
 * At most ZIP_FILES of them and ZIP_BYTES in all; a file of more than `max` bytes, one for which there is no room left, or one that
 * cannot be read, is left out.  ERR_DATA: no archive.
 */
int	 zip_each(struct span archive, size_t max, int (*each)(void *, const char *name, struct span bytes), void *,
	    struct err *);

#endif
