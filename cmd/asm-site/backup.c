/* backup, restore, resume. */
#include "cmd/asm-site/site_cmd.h"

#include <stdio.h>

#include "cmd/program.h"
#include "site/backup.h"
#include "site/site.h"

static void
report(const char *did, const char *dir, const struct backup_report *r, const char *more)
{
	if (program_given(PROGRAM_QUIET) == NULL)
		printf("%s %s: %lld articles, %lld files beside the databases; read back, whole%s\n", did, dir,
		    (long long)r->articles, (long long)r->files, more);
}

/* What can be known of a file that we cannot open. */
#define LOCKED	"; what is private then encrypted, of which form and length alone can be looked at without its key"

int
site_backup(char **operand, size_t n)
{
	struct backup_report	 r;
	struct site		*site;
	struct err		 e;

	(void)n;
	site = program_open(SITE_PUBLIC_READ | SITE_PRIVATE_READ);
	/* age(1) has threads and gpg(1) an agent, which no sandbox of ours has room for. */
	if (site->conf.backup_key[0] == '\0')
		program_sandbox(SANDBOX_FILES);
	if (backup_make(site, operand[0], &r, &e) == -1)
		program_fail(&e);
	report("backup", operand[0], &r, site->conf.backup_key[0] != '\0' ? LOCKED : "");
	site_close(site);
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

	site = program_open(SITE_PUBLIC_READ | SITE_PRIVATE);
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
	if (site_identity == NULL)
		program_sandbox(SANDBOX_FILES);
	if (backup_restore(program_site(), operand[0], site_identity, program_now(), &r, &e) == -1)
		program_fail(&e);
	report("restored", program_site(), &r, "");
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
