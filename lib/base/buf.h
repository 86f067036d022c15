/*
 * The one growing byte buffer (struct buf, owned) and the one view of bytes
 * that belong to somebody else (struct span, borrowed).
 *
 * Invariants of a buf: s is NULL until the first append and NUL-terminated
 * afterwards; len bytes are in use and may hold NULs; err is sticky, so that a
 * run of appends is checked once, by buf_ok().  BUF_INIT is a valid empty buf.
 */
#ifndef ASM_BASE_BUF_H
#define ASM_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct err;

struct buf {
	char	*s;
	size_t	 len;
	size_t	 cap;
	int	 err;
};

struct span {
	const char	*s;	/* not NUL-terminated; NULL only if n is 0 */
	size_t		 n;
};

#define BUF_INIT	{ NULL, 0, 0, 0 }
#define SPAN_NONE	((struct span){ NULL, 0 })
/* A span over a string literal. */
#define SPAN(lit)	((struct span){ (lit), sizeof(lit) - 1 })
/* For printf("%.*s", SPAN_FMT(x)): the length is cut at INT_MAX. */
#define SPAN_FMT(x)	(int)((x).n > 0x7fffffff ? 0x7fffffff : (x).n), ((x).s ? (x).s : "")

/* Appends return 0, or -1 once the buf has failed (out of memory, BUF_MAX). */
int	 buf_add(struct buf *, const void *, size_t);
int	 buf_addc(struct buf *, int);
int	 buf_adds(struct buf *, const char *);
int	 buf_addspan(struct buf *, struct span);
int	 buf_addbuf(struct buf *, const struct buf *);
int	 buf_addlower(struct buf *, struct span);	/* ASCII only */
int	 buf_addf(struct buf *, const char *, ...)
	    __attribute__((format(printf, 2, 3)));
int	 buf_addv(struct buf *, const char *, va_list)
	    __attribute__((format(printf, 2, 0)));
/* Room for at least n more bytes behind len (not counted in len). */
int	 buf_room(struct buf *, size_t);
/* Replace `del` bytes at `at` by n bytes of p. */
int	 buf_splice(struct buf *, size_t at, size_t del, const void *p, size_t n);

/* 0 if nothing failed so far, else -1 and ERR_AGAIN (no memory) in err. */
int	 buf_ok(const struct buf *, struct err *);
/* Empty it, keep the memory, clear the sticky error. */
void	 buf_reset(struct buf *);
/* Forget everything behind `len` bytes. */
void	 buf_cut(struct buf *, size_t len);
/* Remove trailing bytes that are in `set`. */
void	 buf_trim(struct buf *, const char *set);
void	 buf_free(struct buf *);
/* As buf_free, after overwriting: for secrets and tokens. */
void	 buf_wipe(struct buf *);
/* The string, owned by the caller now (free()); "" never NULL unless memory is out. */
char	*buf_take(struct buf *);
/* The string, borrowed: "" when empty. */
const char *buf_str(const struct buf *);

struct span span_str(const char *);			/* NULL gives an empty span */
struct span span_buf(const struct buf *);
struct span span_make(const char *, size_t);
int	 span_eq(struct span, struct span);
int	 span_eqs(struct span, const char *);
int	 span_caseeq(struct span, struct span);		/* ASCII only */
int	 span_caseeqs(struct span, const char *);
int	 span_cmp(struct span, struct span);		/* bytewise, as memcmp */
int	 span_starts(struct span, const char *);
int	 span_casestarts(struct span, const char *);
int	 span_ends(struct span, const char *);
struct span span_trim(struct span);			/* SP, TAB, CR, LF off both ends */
struct span span_from(struct span, size_t off);		/* what follows `off` bytes */
struct span span_head(struct span, size_t n);		/* at most the first n bytes */
int	 span_printable(struct span);			/* ASCII from blank to tilde alone */
/* Is `item` one of the pieces of `list`, which `c` parts? */
int	 span_lists(struct span list, int c, struct span item);
/* Offset of byte c or of the needle, or -1. */
ptrdiff_t span_chr(struct span, int c);
ptrdiff_t span_find(struct span, struct span needle);
ptrdiff_t span_casefind(struct span, struct span needle);	/* ASCII only */
/*
 * Cut the next piece up to `c` off *rest (the separator goes too) into *piece.
 * Returns 0, and an empty piece, when *rest was exhausted before: for (; span_cut(&r, ',', &p); ).
 */
int	 span_cut(struct span *rest, int c, struct span *piece);
/* The next line without its end (LF or CRLF); as span_cut. */
int	 span_line(struct span *rest, struct span *line);
/* An owned NUL-terminated copy, or NULL when out of memory; stops at no NUL. */
char	*span_dup(struct span);
/* The value of one hexadecimal digit, or -1. */
int	 span_hex(int c);
/* The whole span as an unsigned number (digits only). 0, or -1. */
int	 span_number(struct span, unsigned long long *);

#endif
