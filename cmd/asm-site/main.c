#include "cmd/asm-site/site_cmd.h"

#include "cmd/program.h"

static const struct program_option options[] = {
	OPTION_SITE,
	OPTION_NOW,
	{ 't', "title", "TEXT", "what people call the list", "init", PROGRAM_TITLE },
	{ 0, "tsv", NULL, "a header line and tabs", "status", PROGRAM_TSV },
	{ 0, "json", NULL, "one JSON object a line", "status", PROGRAM_JSON },
	OPTION_QUIET,
	OPTION_VERBOSE,
	OPTION_END
};

static const struct program_verb verbs[] = {
	{ "init", "[ADDRESS]", "make a site for the list of that address, or what is missing of one", 0, 1, site_init },
	{ "check", NULL, "look at everything and say what is wrong (1: something is)", 0, 0, site_check },
	{ "rebuild", NULL, "make every table again from the articles", 0, 0, site_rebuild },
	{ "status", NULL, "counts and ages, as a record", 0, 0, site_status },
	{ NULL, NULL, NULL, 0, 0, NULL }
};

static const struct program program = {
	.name = "asm-site", .about = "Make a site and look after it.",
	.options = options, .verbs = verbs
};

int
main(int argc, char **argv)
{
	program_start(&program, argc, argv);
	while (program_next(NULL) != 0)
		;
	program_sandbox(SANDBOX_FILES);
	return program_end(program_run());
}
