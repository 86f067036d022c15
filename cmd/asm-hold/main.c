/*
 * asm-hold: mail that was not let through: kept, shown, asked about, decided.
 */

#include "base/buf.h"
#include "cmd/asm-hold/hold_cmd.h"
#include "cmd/program.h"

enum { OPT_STATUS = 1, OPT_RAW };

int	hold_post_status, hold_raw;

static int	may_exec;		/* answers may be signed: gpgv is run */

struct site *
hold_site(unsigned flags)
{
	struct site	*site = program_open(flags);

	program_sandbox(may_exec && site_has_rings(site) ? SANDBOX_EXEC : SANDBOX_FILES);
	return site;
}

int64_t
hold_number(const char *operand)
{
	unsigned long long	id;

	if (span_number(span_str(operand), &id) == -1 || id == 0 || id > INT64_MAX)
		program_usage("\"%s\" is no number of a held mail", operand);
	return (int64_t)id;
}

static int
run_mail(char **operand, size_t n)
{
	may_exec = 1;
	return hold_run_mail(operand, n);
}

static const struct program_option options[] = {
	OPTION_SITE,
	OPTION_NOW,
	{ 0, "status", "STATUS", "what asm-post said of it: 65 or 77", "keep", OPT_STATUS },
	{ 0, "raw", NULL, "the bytes as they were kept", "show", OPT_RAW },
	OPTION_FORMS,
	OPTION_VERBOSE,
	OPTION_END
};

static const struct program_verb verbs[] = {
	{ "keep", NULL, "keep the sealed mail on standard input, and ask its contact", 0, 0, hold_run_keep },
	{ "mail", "RECIPIENT", "an answer to confirm+TOKEN@, on standard input", 1, 1, run_mail },
	{ "help", "RECIPIENT", "a mail to help@, on standard input: answered with the rules", 1, 1, hold_run_help },
	{ "list", NULL, "what is held, as records", 0, 0, hold_run_list },
	{ "show", "NUMBER", "one held mail, as a record with its text", 1, 1, hold_run_show },
	{ "release", "NUMBER", "decide that it is posted: written, sealed, for asm-post", 1, 1, hold_run_release },
	{ "discard", "NUMBER ...", "throw held mail away", 1, -1, hold_run_discard },
	{ "pending", "[NUMBER]", "what is decided and not posted yet; one of them, sealed", 0, 1, hold_run_pending },
	{ "daily", NULL, "write the moderators what waits for a decision, once a day", 0, 0, hold_run_daily },
	{ "stuck", NULL, "store a mail that had no verdict for 48 hours in the site's stuck/", 0, 0, hold_run_stuck },
	{ NULL, NULL, NULL, 0, 0, NULL }
};

static const struct program program = {
	.name = "asm-hold",
	.about = "Keep mail that was not let through, ask about it, and decide.",
	.options = options,
	.verbs = verbs
};

int
main(int argc, char **argv)
{
	const char	*value;
	int		 c;

	program_start(&program, argc, argv);
	while ((c = program_next(&value)) != 0)
		switch (c) {
		case OPT_STATUS:
			hold_post_status = (int)program_number(value, 65, 77);
			if (hold_post_status != 65 && hold_post_status != 77)
				program_usage("--status: %s is not 65 or 77", value);
			break;
		case OPT_RAW:
			hold_raw = 1;
			break;
		}
	return program_end(program_run());
}
