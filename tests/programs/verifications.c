/*
 * verifications MAIL KEYS ADDRESS LIST NOW SECONDS: how often a second MAIL is decided in one process, and how often bare
 * libopendkim verifies the same bytes with the same key, by turns, of the time the processor gave us; best of the rounds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/types.h>

#include <dkim.h>

#include "base/io.h"
#include "trust/decide.h"

static const char	*address;
static struct dkim_keys	*keys;
static struct buf	 mail = BUF_INIT, crlf = BUF_INIT;
static struct decide_rules rules;
static const char	*list[2];

static double
seconds(void)
{
	struct timespec	 t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- ours ---- */

static int
contact(void *arg, const char *from, struct decide_contact *c, struct err *err)
{
	(void)arg;
	(void)err;
	memset(c, 0, sizeof *c);
	snprintf(c->assembly, sizeof c->assembly, "one.place");
	snprintf(c->address, sizeof c->address, "%s", from);
	snprintf(c->policy, sizeof c->policy, "dkim");
	c->endorsed = strcmp(from, address) == 0;
	return 1;
}

static int
posted(void *arg, const unsigned char proof[HASH_LEN], struct err *err)
{
	(void)arg;
	(void)proof;
	(void)err;
	return 0;
}

static int
ours(void)
{
	const struct decide_world world = { .contact = contact, .posted = posted, .key = dkim_keys_get, .key_arg = keys };
	struct decision	 d;
	struct err	 e;

	return decide(&rules, &world, span_buf(&mail), &d, &e) == 0 && d.verdict == VERDICT_ACCEPT;
}

/* ---- bare ---- */

static DKIM_CBSTAT
look_up(DKIM *dkim, DKIM_SIGINFO *sig, u_char *out, size_t size)
{
	struct buf	 name = BUF_INIT, txt = BUF_INIT;
	int		 got;

	(void)dkim;
	buf_addf(&name, "%s._domainkey.%s", (char *)dkim_sig_getselector(sig), (char *)dkim_sig_getdomain(sig));
	got = dkim_keys_get(keys, buf_str(&name), &txt, NULL);
	if (got == 1)
		snprintf((char *)out, size, "%s", buf_str(&txt));
	buf_free(&name);
	buf_free(&txt);
	return got == 1 ? DKIM_CBSTAT_CONTINUE : DKIM_CBSTAT_NOTFOUND;
}

static int
bare(DKIM_LIB *lib)
{
	DKIM_STAT	 status;
	DKIM		*dkim;
	int		 good;

	if ((dkim = dkim_verify(lib, (const unsigned char *)"bench", NULL, &status)) == NULL)
		return 0;
	(void)dkim_chunk(dkim, (u_char *)crlf.s, crlf.len);
	(void)dkim_chunk(dkim, NULL, 0);
	good = dkim_eom(dkim, NULL) == DKIM_STAT_OK;
	dkim_free(dkim);
	return good;
}

/* ---- by turns ---- */

static double
rate(DKIM_LIB *lib, double for_seconds)
{
	double	 start = seconds();
	long	 n = 0;

	while (seconds() - start < for_seconds) {
		if (!(lib != NULL ? bare(lib) : ours())) {
			fprintf(stderr, "verifications: not verified by %s\n", lib != NULL ? "libopendkim" : "us");
			exit(1);
		}
		n++;
	}
	return (double)n / (seconds() - start);
}

int
main(int argc, char *argv[])
{
	DKIM_LIB	*lib;
	struct span	 rest, line;
	struct err	 e;
	moment		 now;
	double		 a, b, ours_best = 0, bare_best = 0, each;
	int		 i;

	if (argc != 7 || time_parse(span_str(argv[5]), &now) == -1 || io_read_file(argv[1], 1 << 20, &mail, &e) == -1 ||
	    (keys = dkim_keys_open(argv[2], &e)) == NULL || (lib = dkim_init(NULL, NULL)) == NULL) {
		fprintf(stderr, "usage: verifications MAIL KEYS ADDRESS LIST NOW SECONDS\n");
		return 64;
	}
	dkim_set_key_lookup(lib, look_up);
	for (rest = span_buf(&mail); span_line(&rest, &line); buf_adds(&crlf, "\r\n"))
		buf_addspan(&crlf, line);
	address = argv[3];
	list[0] = argv[4];
	rules = (struct decide_rules){ .list = list, .list_id = "list", .loop = argv[4], .now = now };
	each = strtod(argv[6], NULL) / 10;
	for (i = 0; i < 5; i++) {
		a = rate(NULL, each);
		b = rate(lib, each);
		ours_best = a > ours_best ? a : ours_best;
		bare_best = b > bare_best ? b : bare_best;
	}
	printf("%10.0f %10.0f %8.2f\n", ours_best, bare_best, ours_best / bare_best);
	dkim_close(lib);
	dkim_end();
	dkim_keys_free(keys);
	buf_free(&mail);
	buf_free(&crlf);
	return 0;
}
