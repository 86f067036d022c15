/*
 * txt SECONDS NAME ...: the TXT text of each name, one a line, "-" where there is none, "?" where it cannot be said; all
 * within so many seconds.
 */
#include <stdio.h>
#include <stdlib.h>

#include "net/dns.h"

int
main(int argc, char **argv)
{
	struct buf	 text = BUF_INIT;
	struct dns	*dns;
	struct err	 err;
	int		 i, got;

	if (argc < 3 || (dns = dns_new((unsigned)atoi(argv[1]), &err)) == NULL)
		return 64;
	for (i = 2; i < argc; i++) {
		buf_reset(&text);
		got = dns_txt(dns, argv[i], &text, &err);
		printf("%s\n", got == 1 ? buf_str(&text) : got == 0 ? "-" : "?");
		if (got == -1)
			fprintf(stderr, "txt: %s\n", err.text);
	}
	dns_free(dns);
	buf_free(&text);
	return 0;
}
