/*
 * asm-fetch: pages of the web, fetched safely, each behind a record.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/frame.h"
#include "base/io.h"
#include "base/limits.h"
#include "cmd/program.h"
#include "net/dns.h"
#include "net/fetch.h"

enum { OPT_LOOPBACK = 1, OPT_BODY, OPT_SECONDS };

static const struct program_option options[] = {
	{ 0, "body", NULL, "only the page, without a record", NULL, OPT_BODY },
	{ 0, "seconds", "NUMBER", "for each page (20)", NULL, OPT_SECONDS },
	{ 0, "loopback", NULL, "for tests: only from this machine, from any port", NULL, OPT_LOOPBACK },
	OPTION_END
};

static const struct program program = {
	.name = "asm-fetch", .about = "Fetch pages of the web, safely.",
	.operands = "[URL [ADDRESS ...]]", .max = -1, .options = options
};

static int	 loopback, body_only;
static unsigned	 seconds = FETCH_SECONDS;

#define STATEMENT	"dns:_asm-contact."

/* ---- one page ---- */

/* The statement in DNS that may stand for a page: dns:_asm-contact.asamblea.example */
static int
ask_dns(struct fetch *f, struct err *err)
{
	struct dns	*dns;
	int		 got = -1;

	if (!span_starts(span_str(f->url), STATEMENT))
		return err_set(err, ERR_REFUSED, "of DNS only _asm-contact is asked for");
	if ((dns = dns_new(seconds, err)) == NULL)
		return -1;
	if ((got = dns_txt(dns, f->url + strlen("dns:"), &f->body, err)) != -1) {
		f->status = got == 1 ? 200 : 404;
		buf_adds(&f->final, f->url);
		buf_adds(&f->type, "text/plain");
		got = buf_ok(&f->body, err);
	}
	dns_free(dns);
	return got;
}

static int
get(struct fetch *f, struct err *err)
{
	return span_starts(span_str(f->url), "dns:") ? ask_dns(f, err) : fetch_get(f, err);
}

/* What came of it, behind what was asked; -1 only for standard output. */
static int
put(struct record *r, struct fetch *f, const struct err *trouble, struct err *err)
{
	if (trouble != NULL) {
		if (record_set(r, "Trouble", trouble->text, err) == -1)
			return -1;
		return frame_write(stdout, r, SPAN_NONE, err);
	}
	if (record_addspan(r, "Url", span_buf(&f->final), err) == -1 || record_addf(r, err, "Status", "%ld", f->status) == -1 ||
	    (f->type.len > 0 && record_addspan(r, "Type", span_buf(&f->type), err) == -1) ||
	    (f->charset.len > 0 && record_addspan(r, "Charset", span_buf(&f->charset), err) == -1))
		return -1;
	/* Of what is as it was the answer need not say again by what it is known. */
	if ((f->status != 304 || f->tag.len > 0) && record_set(r, "Etag", f->tag.len > 0 ? buf_str(&f->tag) : NULL, err) == -1)
		return -1;
	if ((f->status != 304 || f->modified.len > 0) &&
	    record_set(r, "Modified", f->modified.len > 0 ? buf_str(&f->modified) : NULL, err) == -1)
		return -1;
	return frame_write(stdout, r, span_buf(&f->body), err);
}

static int
put_body(const struct fetch *f, const char *url)
{
	if (f->status != 200) {
		program_say("%s: status %ld", url, f->status);
		return ERR_SERVICE;
	}
	(void)fwrite(f->body.s, 1, f->body.len, stdout);
	return 0;
}

/* Fetch the page that a record names.  The exit status for it. */
static int
fetch(struct record *r)
{
	struct fetch	 f = { .url = record_get(r, "Page"), .max = PAGE_MAX, .seconds = seconds, .loopback = loopback };
	struct err	 trouble, e;
	int		 got, status = 0;

	f.if_tag = record_get(r, "Etag");
	f.if_modified = record_get(r, "Modified");
	got = get(&f, &trouble);
	if (got == -1) {
		program_say("%s: %s", f.url, trouble.text);
		status = err_exit(&trouble);
	}
	if (body_only)
		status = got == -1 ? status : put_body(&f, f.url);
	else if (put(r, &f, got == -1 ? &trouble : NULL, &e) == -1)
		program_fail(&e);
	fetch_free(&f);
	return status;
}

/* ---- many ---- */

static int
fetch_one(char **operand, size_t n)
{
	struct record	 r = RECORD_INIT;
	struct err	 e;
	size_t		 i;
	int		 status;

	if (record_add(&r, "Page", operand[0], &e) == -1)
		program_fail(&e);
	for (i = 1; i < n; i++)
		if (record_add(&r, "Address", operand[i], &e) == -1)
			program_fail(&e);
	status = fetch(&r);
	record_free(&r);
	return status;
}

/* A page that cannot be had is an answer too. */
static int
fetch_stream(void)
{
	struct io_reader *in;
	struct record	 r = RECORD_INIT;
	struct err	 e;
	unsigned long	 line = 0;
	int		 got, status = 0;

	if ((in = io_reader_new(STDIN_FILENO, &e)) == NULL)
		program_fail(&e);
	while ((got = record_read(in, &r, &line, &e)) != 0) {
		if (got == -1) {
			program_say("%s", e.text);
			status = program_worse(status, err_exit(&e));
			if (e.class != ERR_DATA)
				break;
		} else if (record_get(&r, "Page") == NULL) {
			program_say("line %lu: a record without Page", line);
			status = program_worse(status, ERR_DATA);
		} else
			(void)fetch(&r);
	}
	io_reader_free(in);
	record_free(&r);
	return status;
}

int
main(int argc, char **argv)
{
	const char	*value;
	char		**operand;
	size_t		 n;
	int		 c;

	program_start(&program, argc, argv);
	while ((c = program_next(&value)) != 0)
		switch (c) {
		case OPT_LOOPBACK:
			loopback = 1;
			break;
		case OPT_BODY:
			body_only = 1;
			break;
		case OPT_SECONDS:
			seconds = (unsigned)program_number(value, 1, 600);
			break;
		}
	operand = program_operands(&n);
	if (body_only && n == 0)
		program_usage("--body is for one URL");
	program_sandbox(SANDBOX_FETCH);
	return program_end(n > 0 ? fetch_one(operand, n) : fetch_stream());
}
