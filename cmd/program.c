#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/record.h"
#include "base/sandbox.h"
#include "base/time.h"
#include "cmd/program.h"

#define OPTIONS_MAX	40
#define LONG_FIRST	256		/* getopt_long's value for option i is LONG_FIRST + i */
#define SITE_DEFAULT	"/var/lib/asm"
#define HELP_COLUMN	24

static const struct program_option always[] = {
	{ 'h', "help", NULL, "say this", NULL, PROGRAM_HELP },
	{ 'V', "version", NULL, "say the version", NULL, PROGRAM_VERSION },
	OPTION_END
};

/* A process is one program: its state needs no handle. */
static const struct program *self;
static const struct program_option *option[OPTIONS_MAX];
static struct option	 longs[OPTIONS_MAX + 1];
static char		 shorts[2 * OPTIONS_MAX + 2];
static int		 nopts;
static int		 was_given[OPTIONS_MAX];
static const struct program_option *last;	/* whose value program_number judges */
static int		 arg_count;
static char		**args;
static const char	*given[PROGRAM_COMMON];
static moment		 now = MOMENT_NONE;
static char		*out_temp;		/* what -o writes until the end */

static void	 out_open(const char *);
static void	 out_drop(void);

/* ---- messages ---- */

/* Control characters, C1 in UTF-8 among them, could write over a terminal or a log. */
static void
make_plain(char *s, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++) {
		unsigned char	 c = (unsigned char)s[i];

		if (c < 0x20 || c == 0x7f)
			s[i] = '?';
		else if (c == 0xc2 && i + 1 < n && ((unsigned char)s[i + 1] & 0xe0) == 0x80)
			s[i] = s[i + 1] = '?';
	}
}

static void	say(const char *, va_list) __attribute__((format(printf, 1, 0)));

static void
say(const char *fmt, va_list ap)
{
	char	 line[1024];
	size_t	 n;

	snprintf(line, sizeof(line) - 1, "%s: ", self->name);
	n = strlen(line);
	if (vsnprintf(line + n, sizeof(line) - 1 - n, fmt, ap) < 0)
		line[n] = '\0';
	n = strlen(line);
	make_plain(line, n);
	line[n] = '\n';
	/* One write, so that lines of several programs do not mix. */
	if (write(STDERR_FILENO, line, n + 1) == -1)
		return;
}

void
program_say(const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
}

void
program_note(const char *fmt, ...)
{
	va_list	 ap;

	if (program_given(PROGRAM_VERBOSE) == NULL)
		return;
	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
}

void
program_usage(const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
	out_drop();
	exit(self->wrong != 0 ? self->wrong : ERR_USAGE);
}

void
program_fail(const struct err *e)
{
	program_say("%s", e->text);
	out_drop();
	exit(err_exit(e));
}

/* ---- help ---- */

static void
help_line(const char *left, const char *right)
{
	size_t	 n = strlen(left);

	if (n + 2 > HELP_COLUMN)
		printf("%s\n%*s%s\n", left, HELP_COLUMN, "", right);
	else
		printf("%-*s%s\n", HELP_COLUMN, left, right);
}

static void
help_option(const struct program_option *o)
{
	struct buf	 left = BUF_INIT, right = BUF_INIT;

	if (o->letter != 0)
		buf_addf(&left, "  -%c, --%s", o->letter, o->word);
	else
		buf_addf(&left, "      --%s", o->word);
	if (o->argument != NULL)
		buf_addf(&left, " %s", o->argument);
	buf_adds(&right, o->help);
	if (o->verbs != NULL)
		buf_addf(&right, " (%s)", o->verbs);
	help_line(buf_str(&left), buf_str(&right));
	buf_free(&left);
	buf_free(&right);
}

static void
help_verb(const struct program_verb *v)
{
	struct buf	 left = BUF_INIT;

	buf_addf(&left, "  %s", *v->name != '\0' ? v->name : "(no verb)");
	if (v->operands != NULL)
		buf_addf(&left, " %s", v->operands);
	help_line(buf_str(&left), v->help);
	buf_free(&left);
}

static _Noreturn void
help(void)
{
	const struct program_verb *v;
	const char	*operands = self->verbs != NULL ? "VERB [...]" : self->operands;
	int		 i;

	printf("usage: %s [options]%s%s\n%s\n", self->name, operands != NULL ? " " : "",
	    operands != NULL ? operands : "", self->about);
	if (self->verbs != NULL)
		printf("\nVerbs:\n");
	for (v = self->verbs; v != NULL && v->name != NULL; v++)
		help_verb(v);
	printf("\nOptions:\n");
	for (i = 0; i < nopts; i++)
		help_option(option[i]);
	exit(program_end(0));
}

static _Noreturn void
version(void)
{
	printf("%s %s\n", self->name, ASM_VERSION);
	exit(program_end(0));
}

/* ---- options ---- */

static void
add_option(const struct program_option *o)
{
	char	*s = shorts + strlen(shorts);

	if (nopts == OPTIONS_MAX)
		exit(ERR_BUG);
	longs[nopts].name = o->word;
	longs[nopts].has_arg = o->argument != NULL ? required_argument : no_argument;
	longs[nopts].val = LONG_FIRST + nopts;
	if (o->letter != 0)
		*s++ = (char)o->letter;
	if (o->letter != 0 && o->argument != NULL)
		*s++ = ':';
	*s = '\0';
	option[nopts++] = o;
}

/*
 * A closed descriptor would be given to the next file opened.  Each is opened
 * the wrong way round, so that using it fails as it would have done.
 */
static void
hold_descriptors(void)
{
	int	 fd;

	for (fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1 && errno == EBADF &&
		    open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
			_exit(ERR_AGAIN);
}

/* Whoever starts programs for a mail that waits says how long each may take.  What ends one that hangs is SIGALRM. */
static void
limit_time(void)
{
	const char	*seconds = getenv("ASM_SECONDS");
	sigset_t	 set;

	if (seconds == NULL || *seconds < '1' || *seconds > '9')
		return;
	(void)signal(SIGALRM, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL);
	(void)alarm((unsigned)strtoul(seconds, NULL, 10));
}

void
program_start(const struct program *p, int argc, char **argv)
{
	const struct program_option *o;

	hold_descriptors();
	limit_time();
	self = p;
	arg_count = argc;
	args = argv;
	opterr = 0;
	shorts[0] = ':';
	for (o = p->options; o != NULL && o->word != NULL; o++) {
		add_option(o);
		if (o->id == PROGRAM_SITE)
			umask(077);
	}
	for (o = always; o->word != NULL; o++)
		add_option(o);
}

/* The index of the option that getopt_long means, -1 if it is none of ours. */
static int
option_of(int value)
{
	int	 i;

	if (value >= LONG_FIRST)
		return value - LONG_FIRST;
	for (i = 0; i < nopts; i++)
		if (value != 0 && option[i]->letter == value)
			return i;
	return -1;
}

/* getopt_long's complaint in our words. */
static _Noreturn void
option_error(int c)
{
	int	 i = option_of(optopt);

	if (c == ':' && i != -1)
		program_usage("--%s needs a value: %s", option[i]->word, option[i]->argument);
	if (i != -1)
		program_usage("--%s takes no value", option[i]->word);
	if (optopt != 0)
		program_usage("unknown option -%c (--help lists them)", optopt);
	program_usage("unknown option %s (--help lists them)", args[optind - 1]);
}

static void
keep_common(int id, const char *value)
{
	if (value == NULL)
		value = "";
	given[-id] = value;
	switch (id) {
	case PROGRAM_HELP:
		help();
	case PROGRAM_VERSION:
		version();
	case PROGRAM_NOW:
		now = program_moment(value);
		break;
	case PROGRAM_COUNT:
		program_number(value, 0, LONG_MAX);
		break;
	case PROGRAM_SITE:
	case PROGRAM_OUT:
		if (*value == '\0')
			program_usage("--%s is empty", last->word);
		break;
	default:
		break;
	}
}

int
program_next(const char **value)
{
	int	 c, i;

	while ((c = getopt_long(arg_count, args, shorts, longs, NULL)) != -1) {
		if (c == '?' || c == ':')
			option_error(c);
		i = option_of(c);
		last = option[i];
		was_given[i] = 1;
		if (value != NULL)
			*value = optarg;
		if (last->id > 0)
			return last->id;
		keep_common(last->id, optarg);
	}
	if (given[-PROGRAM_TSV] != NULL && given[-PROGRAM_JSON] != NULL)
		program_usage("--tsv and --json exclude each other");
	return 0;
}

long
program_number(const char *value, long min, long max)
{
	unsigned long long	 n;

	if (span_number(span_str(value), &n) == -1 || n > (unsigned long long)max ||
	    (long)n < min)
		program_usage("--%s: %s is not a number from %ld to %ld", last->word, value, min, max);
	return (long)n;
}

moment
program_moment(const char *value)
{
	moment	 t;

	if (time_parse(span_str(value), &t) == -1)
		program_usage("--%s: %s is no time such as 2026-11-21T09:00:00Z", last->word, value);
	return t;
}

/* ---- operands and verbs ---- */

static void
count_operands(const char *whose, size_t n, int min, int max, const char *operands)
{
	const char	*gap = *whose != '\0' ? " " : "";

	if (n < (size_t)min)
		program_usage("%s%sneeds %s", whose, gap, operands);
	if (max >= 0 && n > (size_t)max && operands != NULL)
		program_usage("%s%stakes no more than %s", whose, gap, operands);
	if (max >= 0 && n > (size_t)max)
		program_usage("%s%stakes no operand", whose, gap);
}

char **
program_operands(size_t *n)
{
	*n = (size_t)(arg_count - optind);
	if (self->verbs == NULL)
		count_operands("", *n, self->min, self->max, self->operands);
	if (given[-PROGRAM_OUT] != NULL && out_temp == NULL)
		out_open(given[-PROGRAM_OUT]);
	return args + optind;
}

static const struct program_verb *
find_verb(const char *name)
{
	const struct program_verb *v;

	for (v = self->verbs; v->name != NULL; v++)
		if (strcmp(v->name, name) == 0)
			return v;
	if (*name == '\0')
		program_usage("which verb? (--help lists them)");
	program_usage("unknown verb %s (--help lists them)", name);
}

int
program_run(void)
{
	const struct program_verb *v;
	char	**operand;
	size_t	 n;
	int	 i;

	operand = program_operands(&n);
	v = find_verb(n > 0 ? operand[0] : "");
	for (i = 0; i < nopts; i++)
		if (was_given[i] && option[i]->verbs != NULL && !span_lists(span_str(option[i]->verbs), ' ', span_str(v->name)))
			program_usage("--%s does not go with %s", option[i]->word, v->name);
	if (n > 0) {
		operand++;
		n--;
	}
	count_operands(v->name, n, v->min, v->max, v->operands);
	return v->run(operand, n);
}

/* ---- what was given ---- */

const char *
program_given(int common)
{
	return given[-common];
}

long
program_count(long otherwise)
{
	unsigned long long	 n;

	if (given[-PROGRAM_COUNT] == NULL ||
	    span_number(span_str(given[-PROGRAM_COUNT]), &n) == -1)
		return otherwise;
	return (long)n;
}

const char *
program_site(void)
{
	const char	*s = given[-PROGRAM_SITE];

	if (s == NULL)
		s = getenv("ASM_SITE");
	return s != NULL && *s != '\0' ? s : SITE_DEFAULT;
}

moment
program_now(void)
{
	if (now == MOMENT_NONE)
		now = time_clock();
	return now;
}

enum record_form
program_form(void)
{
	if (given[-PROGRAM_TSV] != NULL)
		return RECORD_TSV;
	return given[-PROGRAM_JSON] != NULL ? RECORD_JSON : RECORD_STANZA;
}

/* ---- input ---- */

int
program_files(char **file, int (*each)(int, const char *, void *), void *context)
{
	int	 fd, status = 0;

	if (*file == NULL)
		return each(STDIN_FILENO, "standard input", context);
	for (; *file != NULL; file++) {
		if (strcmp(*file, "-") == 0) {
			status = program_worse(status, each(STDIN_FILENO, "standard input", context));
			continue;
		}
		if ((fd = open(*file, O_RDONLY | O_CLOEXEC)) == -1) {
			program_say("%s: %s", *file, strerror(errno));
			status = program_worse(status, ERR_NOINPUT);
			continue;
		}
		status = program_worse(status, each(fd, *file, context));
		close(fd);
	}
	return status;
}

void
program_sandbox(enum sandbox kind)
{
	struct err	 e;

	if (kind == SANDBOX_FILTER && out_temp != NULL)
		kind = SANDBOX_FILES;
	if (sandbox_enter(kind, &e) == -1)
		program_fail(&e);
}

/* ---- output ---- */

static _Noreturn void
out_failed(const char *path)
{
	struct err	 e;

	err_errno(&e, ERR_CREATE, "%s", path);
	program_fail(&e);
}

/*
 * Standard output becomes a new file beside `path`, which takes its place at
 * the end.  Devices and pipes are written as they stand.
 */
static void
out_open(const char *path)
{
	struct buf	 name = BUF_INIT;
	struct stat	 st;
	mode_t		 mask;
	int		 exists, fd;

	exists = stat(path, &st) == 0;
	if (exists && !S_ISREG(st.st_mode)) {
		fd = open(path, O_WRONLY | O_CLOEXEC);
	} else {
		buf_addf(&name, "%s.XXXXXX", path);
		if ((out_temp = buf_take(&name)) == NULL)
			out_failed(path);
		fd = mkostemp(out_temp, O_CLOEXEC);
		umask(mask = umask(077));
		if (fd != -1 && fchmod(fd, exists ? st.st_mode & 07777 : 0666 & ~mask) == -1)
			out_failed(path);
	}
	if (fd == -1 || dup2(fd, STDOUT_FILENO) == -1)
		out_failed(path);
	close(fd);
}

static void
out_drop(void)
{
	if (out_temp != NULL)
		unlink(out_temp);
	free(out_temp);
	out_temp = NULL;
}

int
program_worse(int a, int b)
{
	/* The gravest first; what is not named here is an answer, and the larger one counts. */
	static const int grave[] = {
		ERR_AGAIN, ERR_BUG, ERR_IO, ERR_CREATE, ERR_CONFIG, ERR_SERVICE, ERR_NOINPUT,
		ERR_DATA, ERR_REFUSED, ERR_USAGE
	};
	size_t	 i;

	for (i = 0; i < sizeof(grave) / sizeof(grave[0]); i++)
		if (a == grave[i] || b == grave[i])
			return grave[i];
	return a > b ? a : b;
}

/* Everything of standard output is with the kernel (on the disk, for -o). */
static int
flush_output(void)
{
	int	 failed = ferror(stdout);

	errno = 0;	/* an earlier failure left none; flushing what is left may tell */
	if (fflush(stdout) == EOF || failed)
		return -1;
	if (out_temp != NULL && fsync(STDOUT_FILENO) == -1)
		return -1;
	return close(STDOUT_FILENO);
}

/* A reader who went away wanted no more, and needs no telling. */
static int
reader_is_gone(void)
{
	struct pollfd	 p = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return errno == EPIPE || (poll(&p, 1, 0) == 1 && (p.revents & POLLERR) != 0);
}

int
program_end(int status)
{
	const char	*path = given[-PROGRAM_OUT];

	if (flush_output() == -1) {
		const char	*why = errno != 0 ? strerror(errno) : "write error";

		if (!reader_is_gone())
			program_say("%s: %s", path != NULL ? path : "standard output", why);
		status = program_worse(status, ERR_IO);
	} else if (status == 0 && out_temp != NULL && rename(out_temp, path) == -1) {
		program_say("%s: %s", path, strerror(errno));
		status = ERR_CREATE;
	} else if (status == 0) {
		free(out_temp);
		out_temp = NULL;
	}
	out_drop();
	return status;
}
