#include "cmd/asm-site/site_cmd.h"

#include <stdio.h>

#include "cmd/program.h"
#include "site/site.h"

/* One line a thing that was made: nothing means that all was there. */
int
site_init(char **operand, size_t n)
{
	struct buf	 made = BUF_INIT;
	struct err	 e = { .class = ERR_NONE };

	program_sandbox(SANDBOX_FILES);
	if (site_make(program_site(), n > 0 ? operand[0] : NULL, program_given(PROGRAM_TITLE), program_now(),
	    &made, &e) == -1)
		program_fail(&e);
	if (program_given(PROGRAM_QUIET) == NULL)
		fwrite(buf_str(&made), 1, made.len, stdout);
	buf_free(&made);
	return 0;
}
