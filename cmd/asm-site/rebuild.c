#include "cmd/asm-site/site_cmd.h"

#include <stdio.h>

#include "cmd/program.h"
#include "site/derive.h"
#include "site/site.h"

int
site_rebuild(char **operand, size_t n)
{
	struct site	*site;
	struct err	 e;
	int64_t		 articles;

	(void)operand;
	(void)n;
	program_sandbox(SANDBOX_FILES);
	if ((site = site_open(program_site(), SITE_PUBLIC, &e)) == NULL ||
	    derive_all(site->pub, &articles, &e) == -1)
		program_fail(&e);
	if (program_given(PROGRAM_QUIET) == NULL)
		printf("%lld articles read, all tables made again\n", (long long)articles);
	site_close(site);
	return 0;
}
