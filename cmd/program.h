/*
 * What every command shares: options and verbs by table, --help made from the
 * same table, the clock, the site's directory, messages, the last flush.
 *
 *	static const struct program_option options[] = {
 *		OPTION_NOW,
 *		{ 'w', "width", "COLUMNS", "wrap text there", NULL, OPT_WIDTH },
 *		OPTION_END
 *	};
 *	static const struct program program = {
 *		.name = "asm-feed", .about = "Make an Atom feed of a mail stream.",
 *		.operands = "[FILE ...]", .max = -1, .options = options
 *	};
 *
 *	program_start(&program, argc, argv);
 *	while ((c = program_next(&value)) != 0)
 *		if (c == OPT_WIDTH)
 *			width = program_number(value, 20, 1000);
 *	operand = program_operands(&n);
 *	program_sandbox(SANDBOX_FILTER);
 *	...
 *	return program_end(status);
 *
 * A command with verbs gives .verbs and ends with `return program_end(program_run());`.
 * Options may stand anywhere before "--".  -h and -V are always there.
 *
 * SIGPIPE is left as it was found: a filter whose reader went away ends by it,
 * silently, as any other.  Nothing here is registered with atexit.
 */
#ifndef ASM_CMD_PROGRAM_H
#define ASM_CMD_PROGRAM_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/record.h"
#include "base/sandbox.h"
#include "base/time.h"

struct program_option {
	int		 letter;	/* one meaning in all programs (asm(7)); 0: a word only */
	const char	*word;
	const char	*argument;	/* its name in --help; NULL: takes none */
	const char	*help;		/* one line, lower case, no full stop */
	const char	*verbs;		/* "add endorse": only with these; NULL: with all */
	int		 id;		/* own ones: above 0, given by program_next */
};

/* The common options: kept by program.c and asked for by program_given and friends. */
enum {
	PROGRAM_SITE = -1, PROGRAM_NOW = -2, PROGRAM_LANGUAGE = -3, PROGRAM_COUNT = -4,
	PROGRAM_KEY_FILE = -5, PROGRAM_TITLE = -6, PROGRAM_QUIET = -7, PROGRAM_VERBOSE = -8,
	PROGRAM_OUT = -9, PROGRAM_TSV = -10, PROGRAM_JSON = -11, PROGRAM_HELP = -12,
	PROGRAM_VERSION = -13, PROGRAM_COMMON = 14
};

#define OPTION_SITE	{ 'S', "site", "DIR", "the site (else $ASM_SITE, else /var/lib/asm)", NULL, PROGRAM_SITE }
#define OPTION_NOW	{ 'N', "now", "TIME", "the time to go by, instead of the clock", NULL, PROGRAM_NOW }
#define OPTION_LANGUAGE	{ 'l', "language", "TAG", "the language: en, es, ar ...", NULL, PROGRAM_LANGUAGE }
#define OPTION_COUNT	{ 'n', "count", "NUMBER", "at most so many", NULL, PROGRAM_COUNT }
#define OPTION_KEY_FILE	{ 'k', "key-file", "FILE", "DKIM keys of this file instead of DNS", NULL, PROGRAM_KEY_FILE }
#define OPTION_TITLE	{ 't', "title", "TEXT", "the title", NULL, PROGRAM_TITLE }
#define OPTION_QUIET	{ 'q', "quiet", NULL, "say nothing but errors", NULL, PROGRAM_QUIET }
#define OPTION_VERBOSE	{ 'v', "verbose", NULL, "say more", NULL, PROGRAM_VERBOSE }
#define OPTION_OUT	{ 'o', "out", "FILE", "write to FILE, replaced when all is written", NULL, PROGRAM_OUT }
/* Both forms of records at once. */
#define OPTION_FORMS	{ 0, "tsv", NULL, "a header line and tabs", NULL, PROGRAM_TSV }, \
			{ 0, "json", NULL, "one JSON object a line", NULL, PROGRAM_JSON }
#define OPTION_END	{ 0, NULL, NULL, NULL, NULL, 0 }

struct site;

struct program_verb {
	const char	*name;		/* "": what is done when no operand is given */
	const char	*operands;	/* "ID [FILE]", for --help; NULL: none */
	const char	*help;
	int		 min, max;	/* how many operands behind the verb; max -1: any number */
	int		(*run)(char **operand, size_t n);	/* returns the exit status */
};

struct program {
	const char	*name;
	const char	*about;		/* a sentence */
	const char	*operands;	/* without verbs: as above */
	int		 min, max;
	int		 wrong;		/* exit status of a wrong call; 0: 64, which an MTA would bounce a mail for */
	const struct program_option *options;	/* ends with OPTION_END; NULL: none */
	const struct program_verb *verbs;	/* ends with a NULL name; NULL: a filter */
};

/*
 * Begin.  Descriptors 0-2 are made sure of (a database must never become
 * standard error); a program that knows OPTION_SITE works under umask 077.
 */
void	 program_start(const struct program *, int argc, char **argv);
/*
 * The next own option's id, with its value (borrowed) in *value, or 0 when all
 * are read.  Help, version and usage errors (64) end the program here.
 */
int	 program_next(const char **value);
/* The operands, NULL-terminated, once program_next gave 0: as many as .min and .max allow, else 64. */
char	**program_operands(size_t *n);
/* Run the verb that the first operand names; its exit status. */
int	 program_run(void);
/* An option's value (program_next's last one) as a whole number within bounds, or exit 64. */
long	 program_number(const char *value, long min, long max);
/* As a moment (base/time.h), or exit 64. */
moment	 program_moment(const char *value);

/* The value of a common option, NULL if not given; "" for those without one. */
const char *program_given(int common);
/* -n, or `otherwise`. */
long	 program_count(long otherwise);
/* -S, else $ASM_SITE, else /var/lib/asm. */
const char *program_site(void);
/* That site, opened (SITE_* of site/site.h), or the program ends with the reason. */
struct site *program_open(unsigned flags);
/*
 * The mail on standard input, appended: of one longer than any that is posted (MAIL_MAX) the beginning, for what people
 * answer stands in front.  Or the program ends.
 */
void	 program_mail(struct buf *);
/* -N, else the clock, read once: a run has one time. */
moment	 program_now(void);
/* --tsv, --json, else stanzas. */
enum record_form program_form(void);

/*
 * Call `each` with every file of a NULL-terminated list, standard input if it is
 * empty or for "-".  A file that cannot be opened is named and the rest goes
 * on.  The worst of all statuses.
 */
int	 program_files(char **file, int (*each)(int fd, const char *name, void *), void *);
/* Enter the sandbox, or end with the reason.  SANDBOX_FILTER with -o still lets that file be put in place. */
void	 program_sandbox(enum sandbox);

/* One line "NAME: text" to standard error, whatever bytes the text holds. */
void	 program_say(const char *, ...) __attribute__((format(printf, 1, 2)));
/* The same, only with -v. */
void	 program_note(const char *, ...) __attribute__((format(printf, 1, 2)));
/*
 * What became of a mail, or of a run, as one line "NAME: name=value name=value" to standard error (asm-site(7), "The
 * log"): pairs of words, ended by a NULL name.  A pair whose value is empty or NULL is left out; in a value all that is no
 * printable ASCII is "-", and one that could be an address is "-" as a whole.  program_report() always says it,
 * program_event() if $ASM_LOG is set.
 */
void	 program_report(const char *name, ...) __attribute__((sentinel));
void	 program_event(const char *name, ...) __attribute__((sentinel));
/* The same with values that are longs, unless all of them are 0. */
void	 program_counts(const char *name, ...) __attribute__((sentinel));
/* How a mail is named in such a line: the beginning of its SHA-256, as hexadecimal digits. */
void	 program_digest(char hex[17], struct span mail);
/* Say it and exit 64. */
_Noreturn void program_usage(const char *, ...) __attribute__((format(printf, 1, 2)));
/* Say what the error says and exit with its status; what -o began is removed. */
_Noreturn void program_fail(const struct err *);
/* The more serious of two exit statuses: 75 before all, any before 0. */
int	 program_worse(int, int);
/*
 * Flush standard output (or put -o's file in place, if status is 0) and give
 * the status to return from main: 74, and a line, when not everything was written.
 */
int	 program_end(int status);

#endif
