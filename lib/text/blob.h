/*
 * Text files built into the library by the Makefile: po/ and words/.
 */
#ifndef ASM_TEXT_BLOB_H
#define ASM_TEXT_BLOB_H

#include <stddef.h>

struct text_blob {
	const char	*name;		/* file name without directory and ".po" */
	const char	*data;
	size_t		 len;
};

/* Each ends with a NULL name. */
extern const struct text_blob text_po_blobs[];
extern const struct text_blob text_words_blobs[];

#endif
