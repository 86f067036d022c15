/* backup, restore, resume. */
#include "cmd/asm-site/site_cmd.h"

#include <stdio.h>

#include "cmd/program.h"
#include "site/backup.h"
#include "site/site.h"

static void
report(const char *did, const char *dir, const struct backup_report *r)
{
	if (program_given(PROGRAM_QUIET) == NULL)
		printf("%s %s: %lld articles, %lld files beside the databases; read back, whole\n", did, dir,
		    (long long)r->articles, (long long)r->files);
}

int
site_backup(char **operand, size_t n)
{
	struct backup_report	 r;
	struct site		*site;
	struct err		 e;

	(void)n;
	program_sandbox(SANDBOX_FILES);
	if ((site = site_open(program_site(), SITE_PUBLIC_READ | SITE_PRIVATE_READ, &e)) == NULL ||
	    backup_make(site, operand[0], &r, &e) == -1)
		program_fail(&e);
	site_close(site);
	report("backup", operand[0], &r);
	return 0;
}

static void
begin_alone(struct site *site)
{
	struct buf	 selector = BUF_INIT;
	struct err	 e;

	if (backup_alone(site, program_now(), &selector, &e) == -1)
		program_fail(&e);
	program_say("a new key: %s; put it into DNS as %s._domainkey.%s, and send the record in %s to the other servers",
	    buf_str(&selector), buf_str(&selector), site->conf.domain, SITE_SERVERS);
	buf_free(&selector);
}

static void
resume(void)
{
	struct site	*site;
	struct err	 e;

	if ((site = site_open(program_site(), SITE_PUBLIC_READ | SITE_PRIVATE, &e)) == NULL)
		program_fail(&e);
	if (backup_waits(site, NULL) == 0)
		program_note("the site was not restored, or signs already");
	else if (site_alone)
		begin_alone(site);
	else if (backup_resume(site, &e) == -1)
		program_fail(&e);
	site_close(site);
}

int
site_restore(char **operand, size_t n)
{
	struct backup_report	 r;
	struct err		 e;

	(void)n;
	program_sandbox(SANDBOX_FILES);
	if (backup_restore(program_site(), operand[0], program_now(), &r, &e) == -1)
		program_fail(&e);
	report("restored", program_site(), &r);
	if (site_alone)
		resume();
	return 0;
}

int
site_resume(char **operand, size_t n)
{
	(void)operand;
	(void)n;
	program_sandbox(SANDBOX_FILES);
	resume();
	return 0;
}
