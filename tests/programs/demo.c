/*
 * A command that does nothing but what cmd/program does, for tests/cli/program.t.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "cmd/program.h"

enum { OPT_WIDTH = 1, OPT_REASON };

static const struct program_option options[] = {
	OPTION_SITE, OPTION_NOW, OPTION_LANGUAGE, OPTION_COUNT, OPTION_OUT, OPTION_VERBOSE,
	OPTION_FORMS,
	{ 'w', "width", "COLUMNS", "wrap text there", NULL, OPT_WIDTH },
	{ 0, "reason", "TEXT", "why", "fail worse", OPT_REASON },
	OPTION_END
};

static const char *reason = "no reason";
static long	   width = 72;

static int
show(char **operand, size_t n)
{
	size_t	 i;

	printf("site %s\nnow %lld\nlanguage %s\ncount %ld\nform %d\nwidth %ld\n", program_site(),
	    (long long)program_now(),
	    program_given(PROGRAM_LANGUAGE) != NULL ? program_given(PROGRAM_LANGUAGE) : "none",
	    program_count(7), program_form(), width);
	for (i = 0; i < n; i++)
		printf("operand %s\n", operand[i]);
	return 0;
}

static int
say_it(char **operand, size_t n)
{
	(void)n;
	program_note("a note");
	program_say("%s", operand[0]);
	return 0;
}

static int
fail_it(char **operand, size_t n)
{
	struct err	 e;

	(void)n;
	printf("half\n");
	err_set(&e, (enum err_class)atoi(operand[0]), "%s", reason);
	program_fail(&e);
}

static int
worse(char **operand, size_t n)
{
	(void)n;
	return program_worse(atoi(operand[0]), atoi(operand[1]));
}

static int
copy(int fd, const char *name, void *context)
{
	struct buf	 all = BUF_INIT;
	struct err	 e;
	int		 status = 0;

	(void)context;
	if (io_read_all(fd, MAIL_MAX, &all, &e) == -1) {
		program_say("%s: %s", name, e.text);
		status = err_exit(&e);
	}
	fwrite(buf_str(&all), 1, all.len, stdout);
	buf_free(&all);
	return status;
}

static int
cat(char **operand, size_t n)
{
	(void)n;
	program_sandbox(SANDBOX_FILTER);
	return program_files(operand, copy, NULL);
}

static int
mask(char **operand, size_t n)
{
	mode_t	 m;

	(void)operand;
	(void)n;
	umask(m = umask(077));
	printf("%03o\n", (unsigned)m);
	return 0;
}

/* The first descriptor that a program gets must not be one of the standard three. */
static int
descriptor(char **operand, size_t n)
{
	int	 fd = dup(STDERR_FILENO);

	(void)operand;
	(void)n;
	return fd > 2 ? 0 : 1;
}

/* What is told of a mail: event WORD VALUE. */
static int
run_event(char **operand, size_t n)
{
	char	digest[17];

	(void)n;
	program_digest(digest, span_str(operand[1]));
	program_event("mail", digest, "word", operand[0], "value", operand[1], "none", NULL, NULL);
	program_counts("zero", 0L, "count", (long)strlen(operand[1]), NULL);
	program_report("said", operand[0], NULL);
	return 0;
}

static const struct program_verb verbs[] = {
	{ "show", "[OPERAND ...]", "say what was given", 0, -1, show },
	{ "say", "TEXT", "say it", 1, 1, say_it },
	{ "fail", "CLASS", "fail with it", 1, 1, fail_it },
	{ "worse", "STATUS STATUS", "the graver one", 2, 2, worse },
	{ "cat", "[FILE ...]", "copy", 0, -1, cat },
	{ "umask", NULL, "say it", 0, 0, mask },
	{ "descriptor", NULL, "look at it", 0, 0, descriptor },
	{ "event", "WORD VALUE", "tell an event", 2, 2, run_event },
	{ NULL, NULL, NULL, 0, 0, NULL }
};

static const struct program program = {
	.name = "demo", .about = "Try cmd/program.", .options = options, .verbs = verbs
};

int
main(int argc, char *argv[])
{
	const char	*value;
	int		 c;

	program_start(&program, argc, argv);
	while ((c = program_next(&value)) != 0)
		switch (c) {
		case OPT_WIDTH:
			width = program_number(value, 20, 1000);
			break;
		case OPT_REASON:
			reason = value;
			break;
		}
	return program_end(program_run());
}
