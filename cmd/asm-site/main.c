#include "cmd/asm-site/site_cmd.h"

#include "cmd/program.h"

/* Options of our own, asked for by verbs. */
int		 site_alone, site_inside;
const char	*site_identity;

enum { OPT_ALONE = 1, OPT_INSIDE, OPT_IDENTITY };

static const struct program_option options[] = {
	OPTION_SITE,
	OPTION_NOW,
	{ 't', "title", "TEXT", "what people call the list", "init", PROGRAM_TITLE },
	{ 0, "tsv", NULL, "a header line and tabs", "status", PROGRAM_TSV },
	{ 0, "json", NULL, "one JSON object a line", "status", PROGRAM_JSON },
	{ 0, "alone", NULL, "what is missing stays missing: begin a new key and chain", "restore resume", OPT_ALONE },
	{ 0, "identity", "FILE", "the secret half of the key that the backup is encrypted to", "restore", OPT_IDENTITY },
	{ 0, "inside", NULL, "only what lies in the site: nothing of cron, disk, waiting mail, clock", "check", OPT_INSIDE },
	OPTION_QUIET,
	OPTION_VERBOSE,
	OPTION_END
};

static const struct program_verb verbs[] = {
	{ "init", "[ADDRESS]", "make a site for the list of that address, or what is missing of one", 0, 1, site_init },
	{ "check", NULL, "look at everything and say what is wrong (1: something is)", 0, 0, site_check },
	{ "rebuild", NULL, "make every table again from the articles", 0, 0, site_rebuild },
	{ "backup", "DIR", "copy the site, while it works, into a new directory, and read it back", 1, 1, site_backup },
	{ "restore", "DIR", "make the site again from a backup; it signs nothing yet", 1, 1, site_restore },
	{ "resume", NULL, "let a restored site sign again: nothing of it is missing", 0, 0, site_resume },
	{ "export", "FILE", "bring the file up to date in which asm-cgi searches the log", 1, 1, site_export },
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
	const char	*value;
	int		 c;

	program_start(&program, argc, argv);
	while ((c = program_next(&value)) != 0)
		if (c == OPT_IDENTITY)
			site_identity = value;
		else
			*(c == OPT_ALONE ? &site_alone : &site_inside) = 1;
	return program_end(program_run());
}
