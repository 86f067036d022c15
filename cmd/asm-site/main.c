#include "cmd/asm-site/site_cmd.h"

#include "cmd/program.h"

static const struct program_option options[] = {
	OPTION_SITE,
	OPTION_NOW,
	{ 't', "title", "TEXT", "what people call the list", "init", PROGRAM_TITLE },
	OPTION_QUIET,
	OPTION_END
};

static const struct program_verb verbs[] = {
	{ "init", "[ADDRESS]", "make a site for the list of that address, or what is missing of one", 0, 1, site_init },
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
	return program_end(program_run());
}
