/*
 * personal SITE NUMBER: the token by which that observer leaves.
 */
#include <stdio.h>
#include <stdlib.h>

#include "site/personal.h"

int
main(int argc, char *argv[])
{
	struct buf	 token = BUF_INIT;
	struct site	*site;
	struct err	 err;

	if (argc != 3 || (site = site_open(argv[1], 0, &err)) == NULL)
		return 64;
	if (personal_token(site, strtoll(argv[2], NULL, 10), &token, &err) == 0)
		printf("%s\n", buf_str(&token));
	buf_free(&token);
	site_close(site);
	return 0;
}
