/*
 * Records (asm-record(5)): stanzas of "Name: value" lines, UTF-8, parted by an
 * empty line.  A value of several lines goes on in lines that begin with one
 * blank; an empty line inside a value stands as " .", and one made of dots only
 * gets one dot more, so that reading is the exact inverse of writing.
 * Names are [A-Za-z][A-Za-z0-9-]*, at most RECORD_NAME bytes, compared without case; a name may recur.
 *
 * Values are made clean when they are added, read or given: white space at both
 * ends and before every line end goes, CRLF becomes LF, and every other control
 * character (NUL, C1) and every byte that is no UTF-8 becomes U+FFFD.
 */
#ifndef ASM_BASE_RECORD_H
#define ASM_BASE_RECORD_H

#include <stdio.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"

struct record_item {
	char	*name;		/* owned by the record */
	char	*value;
};

struct record {
	struct record_item *item;
	size_t		 n;
	size_t		 cap;
	size_t		 size;		/* bytes of the stanza, at most RECORD_MAX */
};

#define RECORD_INIT	{ NULL, 0, 0, 0 }

enum record_form { RECORD_STANZA, RECORD_TSV, RECORD_JSON };

int	 record_is_name(struct span);

/*
 * Append an item; nothing if the value is NULL.  ERR_DATA, and nothing appended,
 * when it does not fit into RECORD_LINE, RECORD_ITEMS or RECORD_MAX; ERR_BUG for
 * a name that is none.
 */
int	 record_add(struct record *, const char *name, const char *value, struct err *);
int	 record_addspan(struct record *, const char *name, struct span value, struct err *);
int	 record_addf(struct record *, struct err *, const char *name, const char *fmt, ...)
	    __attribute__((format(printf, 4, 5)));
/*
 * As record_addspan, for text of any length: lines too long are broken, and what
 * does not fit into the record is cut off, with U+2026 for the rest.  ERR_DATA
 * only when not even that fits.
 */
int	 record_addtext(struct record *, const char *name, struct span text, struct err *);
int	 record_addtime(struct record *, const char *name, long long moment, struct err *);	/* RFC 3339; nothing if MOMENT_NONE */
/* Set: replaces the first of that name (removing others), or appends.  NULL removes all. */
int	 record_set(struct record *, const char *name, const char *value, struct err *);
/* The value of the first (nth, from 0) item of that name, borrowed; NULL if there is none. */
const char *record_get(const struct record *, const char *name);
const char *record_nth(const struct record *, const char *name, size_t nth);
void	 record_clear(struct record *);
void	 record_free(struct record *);

/*
 * Read the next stanza of a stream into `r` (cleared first).  1, 0 at the end,
 * -1: ERR_DATA names the line; the reader then stands behind the bad stanza and may be used again.
 * `line` counts lines over the stream, from 0 before the first call.  Comment lines (#) are skipped.
 */
int	 record_read(struct io_reader *, struct record *r, unsigned long *line, struct err *);
/* The same from memory: takes the stanza off *rest. */
int	 record_parse(struct span *rest, struct record *r, struct err *);
/* One stanza, without the empty line that parts it from the next. */
int	 record_stanza(struct buf *, const struct record *);

/*
 * A writer of many records in one form.  TSV: the header line is the names of the
 * first record and later records give those columns (\t \n \\ escaped, recurring names joined by \n);
 * JSON: one object a line, a recurring name is an array.  A record without items is not written.
 */
struct record_writer {
	FILE		*out;		/* not owned */
	enum record_form form;
	size_t		 count;
	struct record	 columns;	/* TSV */
	struct buf	 text;		/* of one record */
};

void	 record_writer_start(struct record_writer *, FILE *, enum record_form);
/* TSV: these columns (NULL-terminated) instead of those of the first record, for records that differ. */
int	 record_writer_columns(struct record_writer *, const char *const names[], struct err *);
/* ERR_IO when the stream failed; it is not flushed. */
int	 record_writer_put(struct record_writer *, const struct record *, struct err *);
void	 record_writer_end(struct record_writer *);	/* frees, does not close */

#endif
