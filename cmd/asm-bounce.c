/*
 * asm-bounce: mail that came back from observers.
 */
#include <stdio.h>
#include <string.h>

#include "cmd/program.h"
#include "site/returns.h"
#include "site/site.h"

/* What a bounce quotes may be anything: of a larger one the beginning says enough. */
static int
run_mail(char **operand, size_t n)
{
	struct site	*site;
	struct buf	 mail = BUF_INIT;
	struct err	 err;
	const char	*done = "ignored";
	char		 digest[17];
	int		 result;

	(void)n;
	program_mail(&mail);
	site = program_open(SITE_PRIVATE);
	result = mail.len == 0 ? 0 :
	    returns_mail(site, span_str(operand[0]), span_buf(&mail), program_now(), &done, &err);
	site_close(site);
	program_digest(digest, span_buf(&mail));
	buf_free(&mail);
	if (result == -1)
		program_fail(&err);
	/* That somebody is gone is said without being asked; who it was, to nobody. */
	if (strcmp(done, "removed") == 0)
		program_say("1 removed");
	else
		program_note("%s", done);
	program_event("mail", digest, "bounce", done, NULL);
	return 0;
}

static int
run_pending(char **operand, size_t n)
{
	struct returns_report	 report;
	struct site		*site = program_open(SITE_PUBLIC_READ | SITE_PRIVATE);
	struct err		 err;
	int			 result;

	(void)operand;
	(void)n;
	result = returns_pending(site, program_now(), &report, &err);
	site_close(site);
	if (result == -1)
		program_fail(&err);
	program_counts("warned", report.warned, "probed", report.probed, "cleared", report.cleared, NULL);
	program_note("%ld warned, %ld probed, %ld cleared", report.warned, report.probed, report.cleared);
	return 0;
}

static int
put_score(void *arg, const struct returns_score *s, struct err *err)
{
	struct record	r = RECORD_INIT;
	int		result = -1;

	if (record_addf(&r, err, "Observer", "%lld", (long long)s->observer) == 0 &&
	    record_addf(&r, err, "Score", "%ld.%02ld", s->score / 100, s->score % 100) == 0 &&
	    record_addf(&r, err, "Bounces", "%ld", s->bounces) == 0 &&
	    record_addtime(&r, "Last", s->last, err) == 0 &&
	    record_add(&r, "Step", s->step == 'w' ? "warned" : s->step == 'f' ? "failed" :
	    s->step == 'p' ? "probed" : "", err) == 0)
		result = record_writer_put(arg, &r, err);
	record_free(&r);
	return result;
}

static int
run_list(char **operand, size_t n)
{
	struct record_writer	 out;
	struct site		*site = program_open(SITE_PRIVATE_READ);
	struct err		 err;
	int			 result;

	(void)operand;
	(void)n;
	record_writer_start(&out, stdout, program_form());
	result = returns_scores(site, program_now(), put_score, &out, &err);
	record_writer_end(&out);
	site_close(site);
	if (result == -1)
		program_fail(&err);
	return 0;
}

static const struct program_option options[] = {
	OPTION_SITE,
	OPTION_NOW,
	OPTION_FORMS,
	OPTION_VERBOSE,
	OPTION_END
};

static const struct program_verb verbs[] = {
	{ "mail", "RECIPIENT", "take a mail to bounce+...@", 1, 1, run_mail },
	{ "pending", NULL, "write the warnings and probes that are due; from cron", 0, 0, run_pending },
	{ "list", NULL, "of whom something came back, as records", 0, 0, run_list },
	{ NULL, NULL, NULL, 0, 0, NULL }
};

static const struct program program = {
	.name = "asm-bounce",
	.about = "Learn from mail that comes back which observers are gone.",
	.options = options,
	.verbs = verbs
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
