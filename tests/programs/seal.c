/*
 * Seal a mail as asm-verify would have done, with a site's own secret: for tests of what comes behind it.
 *
 *	seal SITE ASSEMBLY CONTACT BY AT [RECIPIENT] < mail
 *	seal SITE refused VERDICT REASON AT [RECIPIENT [ASSEMBLY]] < mail	(of whose contact it says to be)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "site/site.h"
#include "trust/seal.h"

static char *
own(const char *s)
{
	char	*copy = strdup(s);

	if (copy == NULL)
		exit(1);
	return copy;
}

int
main(int argc, char **argv)
{
	struct buf	 mail = BUF_INIT, secret = BUF_INIT, out = BUF_INIT;
	struct seal	 seal = { .refused = 0 };
	struct site	*site;
	struct err	 e;
	char		 contact[200] = "";

	if (argc < 6 || argc > 8)
		return 64;
	seal.refused = strcmp(argv[2], "refused") == 0;
	if (argc > 7)
		(void)snprintf(contact, sizeof contact, "%s@%s.example", argv[7], argv[7]);
	seal.assembly = own(!seal.refused ? argv[2] : argc > 7 ? argv[7] : "");
	seal.contact = own(seal.refused ? contact : argv[3]);
	seal.by = own(seal.refused ? "" : argv[4]);
	seal.verdict = seal.refused ? atoi(argv[3]) : 0;
	seal.reason = own(seal.refused ? argv[4] : "");
	seal.domain = own(seal.refused ? "" : "sol.example");
	seal.selector = own(seal.refused ? "" : "s1");
	seal.recipient = own(argc > 6 ? argv[6] : "assemblies@lists.example");
	if (time_parse(span_str(argv[5]), &seal.at) == -1)
		return 64;
	if ((site = site_open(argv[1], 0, &e)) == NULL || site_secret(site, &secret, &e) == -1 ||
	    io_read_all(STDIN_FILENO, MESSAGE_MAX, &mail, &e) == -1 ||
	    seal_write(&out, &seal, span_buf(&secret), span_buf(&mail), &e) == -1) {
		fprintf(stderr, "seal: %s\n", e.text);
		return e.class;
	}
	fwrite(out.s, 1, out.len, stdout);
	seal_free(&seal);
	site_close(site);
	buf_wipe(&secret);
	buf_free(&mail);
	buf_free(&out);
	return fflush(stdout) == EOF;
}
