/*
 * asm-deliver: plan what the log holds for the observers, and hand it, and letters, to the MTA.
 */
#include <unistd.h>

#include "cmd/program.h"
#include "site/courier.h"
#include "site/fanout.h"
#include "site/site.h"
#include "store/outbox.h"

enum { OPT_SECONDS = 1, OPT_PLAN, OPT_AGAIN };

/* What comes in is only a hint that there may be work: it is read so that the writer gets no SIGPIPE. */
static void
drain(void)
{
	char	block[65536];

	if (isatty(STDIN_FILENO))
		return;
	while (read(STDIN_FILENO, block, sizeof block) > 0)
		;
}

static int
try_again(struct site *site, struct err *err)
{
	int64_t	n;

	if (db_begin(site->priv, err) == -1)
		return -1;
	if (outbox_again(site->priv, program_now(), &n, err) == -1 || db_commit(site->priv, err) == -1) {
		db_rollback(site->priv);
		return -1;
	}
	program_counts("again", (long)n, NULL);
	program_note("%lld slices and letters once more", (long long)n);
	return 0;
}

static void
tell(const struct courier_report *r)
{
	program_counts("slices", r->slices, "mails", r->mails, "troubled", r->troubled, "refused", r->refused, "left", r->left,
	    NULL);
	program_note("%ld slices, %ld mails; %ld to be tried again, %ld left for the next run",
	    r->slices, r->mails, r->troubled, r->left);
	if (r->troubled > 0)
		program_say("%ld slices or letters were not taken and will be tried again (asm-site status)",
		    r->troubled);
	if (r->refused > 0)
		program_say("%ld recipients were refused for good (asm-site status)", r->refused);
}

static const struct program_option options[] = {
	OPTION_SITE,
	OPTION_NOW,
	{ 0, "seconds", "NUMBER", "begin no further slice after so many seconds", NULL, OPT_SECONDS },
	{ 0, "plan", NULL, "plan only, send nothing", NULL, OPT_PLAN },
	{ 0, "again", NULL, "try what was refused for good once more, too", NULL, OPT_AGAIN },
	OPTION_VERBOSE,
	OPTION_END
};

static const struct program program = {
	.name = "asm-deliver",
	.about = "Send what is due to the observers.",
	.options = options
};

int
main(int argc, char **argv)
{
	struct courier_report	 report = { 0 };
	struct site		*site;
	struct err		 err;
	const char		*value;
	unsigned		 seconds = 0;
	size_t			 operands;
	int			 c, failed, again = 0, plan_only = 0;

	program_start(&program, argc, argv);
	while ((c = program_next(&value)) != 0)
		switch (c) {
		case OPT_SECONDS:
			seconds = (unsigned)program_number(value, 1, 86400);
			break;
		case OPT_PLAN:
			plan_only = 1;
			break;
		case OPT_AGAIN:
			again = 1;
			break;
		}
	(void)program_operands(&operands);
	drain();
	/* No sandbox: sendmail would be inside too, without its group and without its sockets. */
	site = program_open(SITE_PUBLIC_READ | SITE_PRIVATE);
	failed = fanout_plan(site, program_now(), &err) == -1 || (again && try_again(site, &err) == -1) ||
	    (!plan_only && courier_flush(site, program_now(), seconds, &report, &err) == -1);
	site_close(site);
	if (failed)
		program_fail(&err);
	tell(&report);
	return program_end(report.troubled > 0 ? ERR_AGAIN : 0);
}
