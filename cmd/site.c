/*
 * Of the programs that work on a site.
 */
#include "site/site.h"

#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "cmd/program.h"

struct site *
program_open(unsigned flags)
{
	struct site	*site;
	struct err	 err;

	if ((site = site_open(program_site(), flags, &err)) == NULL)
		program_fail(&err);
	return site;
}

void
program_mail(struct buf *mail)
{
	struct err	 err;

	if (io_read_all(STDIN_FILENO, MAIL_MAX, mail, &err) == -1 && err.class != ERR_DATA)
		program_fail(&err);
}
