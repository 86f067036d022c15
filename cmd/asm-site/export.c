/* export */
#include "cmd/asm-site/site_cmd.h"

#include <stdio.h>

#include "cmd/program.h"
#include "site/export.h"
#include "site/site.h"

int
site_export(char **operand, size_t n)
{
	struct export_report	 r;
	struct site		*site;
	struct err		 e;

	(void)n;
	program_sandbox(SANDBOX_FILES);
	if ((site = site_open(program_site(), SITE_PUBLIC_READ, &e)) == NULL || export_search(site, operand[0], &r, &e) == -1)
		program_fail(&e);
	site_close(site);
	if (program_given(PROGRAM_QUIET) == NULL)
		printf("%s: %lld new pages\n", operand[0], (long long)r.pages);
	return 0;
}
