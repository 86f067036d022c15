/*
 * One convention for results in the whole library: a function that can fail
 * returns 0 or -1 (or NULL) and fills a struct err, which the caller owns and
 * may leave out by passing NULL.  The library never prints and never exits.
 */
#ifndef ASM_BASE_ERR_H
#define ASM_BASE_ERR_H

/* The classes are the exit statuses of sysexits.h, so that no map is needed. */
enum err_class {
	ERR_NONE = 0,
	ERR_USAGE = 64,		/* called wrongly */
	ERR_DATA = 65,		/* input that cannot be used */
	ERR_NOINPUT = 66,	/* no such input */
	ERR_SERVICE = 69,	/* something needed is away for good */
	ERR_BUG = 70,		/* our own mistake */
	ERR_CREATE = 73,	/* output cannot be created */
	ERR_IO = 74,		/* reading or writing failed */
	ERR_AGAIN = 75,		/* whatever another try may cure */
	ERR_REFUSED = 77,	/* understood, and not allowed */
	ERR_CONFIG = 78		/* the site is set up wrongly */
};

struct err {
	enum err_class	 class;
	char		 text[512];	/* one line, no program name, no newline */
};

/*
 * Fill `e` (if not NULL) with a class and one line of text; control characters
 * in the text become `?`.  Always returns -1, so `return err_set(...)` reads well.
 */
int	 err_set(struct err *, enum err_class, const char *, ...)
	    __attribute__((format(printf, 3, 4)));

/*
 * As err_set, with ": " and strerror(errno) behind the text.  Errors another
 * try may cure (ENOSPC, EDQUOT, ENOMEM, EAGAIN, EMFILE, ENFILE, EBUSY, EINTR)
 * become ERR_AGAIN whatever class was given.
 */
int	 err_errno(struct err *, enum err_class, const char *, ...)
	    __attribute__((format(printf, 3, 4)));

/* Out of memory: ERR_AGAIN. */
int	 err_memory(struct err *);

/* Put "TEXT: " in front of the message already there. */
int	 err_within(struct err *, const char *, ...)
	    __attribute__((format(printf, 2, 3)));

/* The exit status of section 8 of the contract: the class; 70 for ERR_NONE. */
int	 err_exit(const struct err *);

#endif
