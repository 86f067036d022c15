#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "base/record.h"
#include "cmd/program.h"
#include "site/life.h"
#include "site/register.h"
#include "site/site.h"
#include "trust/pgp.h"
#include "trust/seal.h"

enum { OPT_WHY = 1, OPT_VCARD };

static int	 verb_add(char **, size_t), verb_import(char **, size_t), verb_list(char **, size_t),
		 verb_show(char **, size_t), verb_endorse(char **, size_t), verb_suspend(char **, size_t), verb_key(char **, size_t),
		 verb_recall(char **, size_t), verb_mail(char **, size_t), verb_due(char **, size_t), verb_seen(char **, size_t),
		 verb_accept(char **, size_t);

static const struct program_option options[] = {
	OPTION_SITE,
	OPTION_NOW,
	{ 0, "why", "REASON", "the reason, which everybody can read in the log", "endorse suspend recall", OPT_WHY },
	{ 0, "tsv", NULL, "a header line and tabs", "list show due", PROGRAM_TSV },
	{ 0, "json", NULL, "one JSON object a line", "list show due", PROGRAM_JSON },
	{ 0, "vcard", NULL, "as vCards", "list show", OPT_VCARD },
	OPTION_VERBOSE,
	OPTION_END
};

static const struct program_verb verbs[] = {
	{ "add", "[FILE]", "keep the application of one assembly: a record", 0, 1, verb_add },
	{ "import", "[FILE ...]", "keep the applications of many", 0, -1, verb_import },
	{ "list", NULL, "all assemblies, as records", 0, 0, verb_list },
	{ "show", "ID ...", "some of them (1: nobody of that id)", 1, -1, verb_show },
	{ "endorse", "ID ...", "let the contacts of an assembly speak", 1, -1, verb_endorse },
	{ "suspend", "ID ...", "let nobody speak for it any longer", 1, -1, verb_suspend },
	{ "recall", "ID ADDRESS", "this address does not speak for it any longer", 2, 2, verb_recall },
	{ "mail", NULL, "take a sealed mail to assembly@ or entry@", 0, 0, verb_mail },
	{ "due", NULL, "whose pages are to be looked at, for asm-fetch", 0, 0, verb_due },
	{ "seen", NULL, "what asm-page says of them", 0, 0, verb_seen },
	{ "accept", "ID ADDRESS", "a human has looked: the page shows this address", 2, 2, verb_accept },
	{ "key", "ID [FILE]", "these OpenPGP keys are an assembly's, in place of others", 1, 2, verb_key },
	{ NULL, NULL, NULL, 0, 0, NULL }
};

static const struct program program = {
	.name = "asm-directory", .about = "Keep the directory of assemblies and their contacts.",
	.options = options, .verbs = verbs
};

static const char *why;
static int vcard;

static struct site *
open_site(unsigned flags)
{
	struct site	*site = program_open(flags);

	program_sandbox(SANDBOX_FILES);
	return site;
}

/* Say what is wrong with one of many and go on. */
static int
say_error(const char *where, const struct err *e)
{
	program_say("%s%s%s", where, *where != '\0' ? ": " : "", e->text);
	return err_exit(e);
}

/* ---- applications ---- */

struct reading {
	struct site	*site;
	int		 only_one;
};

/* The ids that now wait for an endorsement go to standard output, for xargs. */
static int
apply(struct site *site, const struct record *r, const char *where)
{
	struct err	 e;
	char		*id;
	int		 got;

	if ((got = register_apply(site, r, program_now(), &id, &e)) == -1)
		return say_error(where, &e);
	if (got == 1)
		printf("%s\n", id);
	free(id);
	return 0;
}

static int
apply_stream(int fd, const char *name, void *arg)
{
	struct reading	 *reading = arg;
	struct io_reader *in;
	struct record	 r = RECORD_INIT;
	struct buf	 where = BUF_INIT;
	unsigned long	 line = 0;
	struct err	 e;
	int		 got, n = 0, status = 0;

	if ((in = io_reader_new(fd, &e)) == NULL)
		program_fail(&e);
	while ((got = record_read(in, &r, &line, &e)) != 0) {
		buf_reset(&where);
		buf_addf(&where, "%s: %s", name, got == 1 && record_get(&r, "Id") != NULL ?
		    record_get(&r, "Id") : "a record");
		if (got == -1)
			status = program_worse(status, say_error(name, &e));
		else if (n++ > 0 && reading->only_one)
			program_usage("add takes one record; import takes many");
		else
			status = program_worse(status, apply(reading->site, &r, buf_str(&where)));
		if (got == -1 && e.class != ERR_DATA)
			break;
	}
	record_free(&r);
	buf_free(&where);
	io_reader_free(in);
	return status;
}

static int
read_applications(char **file, int only_one)
{
	struct reading	 reading = { open_site(SITE_PUBLIC_READ | SITE_PRIVATE), only_one };
	int		 status;

	status = program_files(file, apply_stream, &reading);
	site_close(reading.site);
	return status;
}

static int
verb_add(char **operand, size_t n)
{
	(void)n;
	return read_applications(operand, 1);
}

static int
verb_import(char **operand, size_t n)
{
	(void)n;
	return read_applications(operand, 0);
}

/* ---- reading ---- */

/* Applications say less than the log does: a table has all columns. */
static void
start_listing(struct record_writer *writer)
{
	struct err	 e;

	record_writer_start(writer, stdout, program_form());
	if (record_writer_columns(writer, register_names(), &e) == -1)
		program_fail(&e);
}

/* RFC 6350: commas, semicolons and backslashes are escaped. */
static void
put_property(const char *name, const char *value)
{
	if (value == NULL)
		return;
	printf("%s:", name);
	for (; *value != '\0'; value++)
		if (strchr(",;\\", *value) != NULL)
			printf("\\%c", *value);
		else
			putchar(*value == '\n' ? ' ' : *value);
	fputs("\r\n", stdout);
}

static int
put_vcard(const struct record *r)
{
	const char	*address;
	size_t		 i;

	fputs("BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:org\r\n", stdout);
	put_property("FN", record_get(r, "Name"));
	put_property("UID", record_get(r, "Id"));
	put_property("ORG", record_get(r, "Name"));
	put_property("LANG", record_get(r, "Languages"));
	if (record_get(r, "Place") != NULL) {
		fputs("ADR:;;;", stdout);
		for (address = record_get(r, "Place"); *address != '\0'; address++)
			printf(strchr(",;\\", *address) != NULL ? "\\%c" : "%c", *address);
		fputs(";;;\r\n", stdout);
	}
	for (i = 0; (address = record_nth(r, "Address", i)) != NULL; i++)
		put_property("EMAIL", address);
	put_property("URL", record_get(r, "Page"));
	put_property("NOTE", record_get(r, "Join"));
	fputs("END:VCARD\r\n", stdout);
	return 0;
}

struct listing {
	struct site		*site;
	struct record_writer	*writer;
	int			 steps;		/* its life, too */
};

static int
put(void *arg, const struct record *r, struct err *err)
{
	struct listing	*l = arg;
	struct record	 out = RECORD_INIT;
	size_t		 i;
	int		 result = 0;

	if (vcard)
		return put_vcard(r);
	for (i = 0; result == 0 && i < r->n; i++)
		result = record_add(&out, r->item[i].name, r->item[i].value, err);
	if (result == 0 && l->steps)
		result = life_tell(l->site, &out, err);
	if (result == 0)
		result = record_writer_put(l->writer, &out, err);
	record_free(&out);
	return result;
}

static int
verb_list(char **operand, size_t n)
{
	struct site		*site = open_site(SITE_PUBLIC_READ | SITE_PRIVATE_READ);
	struct record_writer	 writer;
	struct listing		 l = { site, &writer, 0 };
	struct err		 e;

	(void)operand;
	(void)n;
	start_listing(&writer);
	if (register_list(site, NULL, program_now(), put, &l, &e) == -1)
		program_fail(&e);
	record_writer_end(&writer);
	site_close(site);
	return 0;
}

static int
verb_show(char **operand, size_t n)
{
	struct site		*site = open_site(SITE_PUBLIC_READ | SITE_PRIVATE_READ);
	struct record_writer	 writer;
	struct err		 e;
	size_t			 i;
	int			 got, status = 0;

	start_listing(&writer);
	for (i = 0; i < n; i++) {
		struct listing l = { site, &writer, 1 };

		if ((got = register_list(site, operand[i], program_now(), put, &l, &e)) == -1)
			program_fail(&e);
		if (got == 0) {
			program_say("no assembly %s", operand[i]);
			status = 1;
		}
	}
	record_writer_end(&writer);
	site_close(site);
	return status;
}

/* ---- deciding ---- */

/* Those that were written about go to standard output. */
static int
decide(char **operand, size_t n, const char *what, int (*verb)(struct site *, const char *, const char *, const char *, moment, struct err *))
{
	struct site	*site;
	struct err	 e;
	size_t		 i;
	int		 got, status = 0;

	if (why == NULL)
		program_usage("--why is needed: the reason is part of the log");
	site = open_site(SITE_PUBLIC | SITE_PRIVATE);
	for (i = 0; i < n; i++) {
		if ((got = verb(site, operand[i], why, "admin", program_now(), &e)) == -1)
			status = program_worse(status, say_error("", &e));
		else if (got == 1) {
			printf("%s\n", operand[i]);
			program_event("assembly", operand[i], "decision", what, NULL);
			if (life_decided(site, operand[i], what, "admin", why, 0, program_now(), &e) == -1)
				status = program_worse(status, say_error(operand[i], &e));
		}
	}
	site_close(site);
	return status;
}

static int
verb_endorse(char **operand, size_t n)
{
	return decide(operand, n, "endorsed", register_endorse);
}

static int
verb_suspend(char **operand, size_t n)
{
	return decide(operand, n, "suspended", register_suspend);
}

/* ---- the life of a contact ---- */

static int
verb_recall(char **operand, size_t n)
{
	struct site	*site;
	struct err	 e;
	int		 got;

	(void)n;
	if (why == NULL)
		program_usage("--why is needed: the reason is part of the log");
	site = open_site(SITE_PUBLIC | SITE_PRIVATE);
	if ((got = register_recall(site, operand[0], operand[1], why, "admin", program_now(), &e)) == 1) {
		program_event("assembly", operand[0], "decision", "recalled", NULL);
		if (life_decided(site, operand[0], "recalled", "admin", why, 0, program_now(), &e) == -1)
			got = -1;
	}
	site_close(site);
	if (got == -1)
		program_fail(&e);
	return got == 1 ? 0 : 1;
}

static int
verb_mail(char **operand, size_t n)
{
	struct site	*site = open_site(SITE_PUBLIC | SITE_PRIVATE);
	struct buf	 mail = BUF_INIT, secret = BUF_INIT;
	struct seal	 seal = { 0 };
	struct span	 rest;
	struct err	 e;
	const char	*done = "ignored";
	char		 digest[17] = "";
	int		 result = -1;

	(void)operand;
	(void)n;
	if (io_read_all(STDIN_FILENO, MESSAGE_MAX, &mail, &e) == 0 && site_secret(site, &secret, &e) == 0 &&
	    seal_check(span_buf(&mail), span_buf(&secret), program_now(), &seal, &rest, &e) == 0)
		result = life_mail(site, &seal, rest, program_now(), &done, &e);
	if (result == 0)
		program_digest(digest, rest);
	seal_free(&seal);
	buf_wipe(&secret);
	buf_free(&mail);
	site_close(site);
	if (result == -1)
		program_fail(&e);
	program_event("mail", digest, "directory", done, NULL);
	program_note("%s", done);
	return 0;
}

static int
put_due(void *writer, const struct record *r, struct err *err)
{
	return record_writer_put(writer, r, err);
}

static int
verb_due(char **operand, size_t n)
{
	struct site		*site = open_site(SITE_PUBLIC_READ | SITE_PRIVATE_READ);
	struct record_writer	 writer;
	struct err		 e;

	(void)operand;
	(void)n;
	record_writer_start(&writer, stdout, program_form());
	if (life_due(site, program_now(), put_due, &writer, &e) == -1)
		program_fail(&e);
	record_writer_end(&writer);
	site_close(site);
	return 0;
}

static int
verb_seen(char **operand, size_t n)
{
	struct site	*site = open_site(SITE_PUBLIC | SITE_PRIVATE);
	struct io_reader *in;
	struct record	 r = RECORD_INIT;
	struct err	 e;
	unsigned long	 line = 0;
	int		 got, status = 0;

	(void)operand;
	(void)n;
	if ((in = io_reader_new(STDIN_FILENO, &e)) == NULL)
		program_fail(&e);
	while ((got = record_read(in, &r, &line, &e)) != 0) {
		if (got == -1 || life_seen(site, &r, program_now(), &e) == -1) {
			status = program_worse(status, say_error("standard input", &e));
			if (e.class != ERR_DATA)
				break;
		} else
			program_event("assembly", record_get(&r, "Id"), "page", record_get(&r, "Verdict"), NULL);
	}
	record_free(&r);
	io_reader_free(in);
	site_close(site);
	return status;
}

static int
verb_accept(char **operand, size_t n)
{
	struct site	*site = open_site(SITE_PUBLIC_READ | SITE_PRIVATE);
	struct err	 e;
	int		 got = life_accept(site, operand[0], operand[1], program_now(), &e);

	(void)n;
	site_close(site);
	if (got == -1)
		program_fail(&e);
	if (got == 0)
		program_say("%s: its page is not to be reviewed for %s", operand[0], operand[1]);
	return got == 1 ? 0 : 1;
}

/* ---- keys ---- */

static int
ignore(void *arg, const struct record *r, struct err *err)
{
	(void)arg;
	(void)r;
	(void)err;
	return 0;
}

static int
keep_ring(struct site *site, const char *id, struct span keys, struct err *err)
{
	struct buf	 ring = BUF_INIT, path = BUF_INIT;
	int		 result = -1;

	if (pgp_ring(&ring, keys, err) == 0 && site_path(site, SITE_RINGS, &path, err) == 0 &&
	    io_mkdirs(buf_str(&path), 0700, err) == 0 && site_ring(site, id, &path, err) == 0)
		result = io_replace(buf_str(&path), 0600, ring.s, ring.len, err);
	buf_free(&ring);
	buf_free(&path);
	return result;
}

/* Which of the keys count, the assembly's fingerprints say. */
static int
verb_key(char **operand, size_t n)
{
	struct site	*site = open_site(SITE_PUBLIC_READ | SITE_PRIVATE_READ);
	struct buf	 keys = BUF_INIT;
	struct err	 e;
	int		 got;

	if ((got = register_list(site, operand[0], program_now(), ignore, NULL, &e)) == 0)
		program_say("no assembly %s", operand[0]);
	if (got > 0 && (n == 2 ? io_read_file(operand[1], PGP_RING, &keys, &e) :
	    io_read_all(STDIN_FILENO, PGP_RING, &keys, &e)) == -1)
		got = -1;
	if (got > 0 && keep_ring(site, operand[0], span_buf(&keys), &e) == -1)
		got = -1;
	buf_free(&keys);
	site_close(site);
	if (got == -1)
		program_fail(&e);
	return got == 0 ? 1 : 0;
}

int
main(int argc, char **argv)
{
	const char	*value;
	int		 c;

	program_start(&program, argc, argv);
	while ((c = program_next(&value)) != 0)
		if (c == OPT_WHY)
			why = value;
		else
			vcard = 1;
	return program_end(program_run());
}
