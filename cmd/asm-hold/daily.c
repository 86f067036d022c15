#include "cmd/asm-hold/hold_cmd.h"
#include "cmd/program.h"
#include "site/hold.h"

int
hold_run_daily(char **operand, size_t n)
{
	struct site	*site = hold_site(SITE_PUBLIC_READ | SITE_PRIVATE);
	struct err	 err;
	long		 letters;
	int		 result;

	(void)operand;
	(void)n;
	result = hold_daily(site, program_now(), &letters, &err);
	site_close(site);
	if (result == -1)
		program_fail(&err);
	program_counts("letters", letters, NULL);
	return 0;
}
