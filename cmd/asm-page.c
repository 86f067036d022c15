/*
 * asm-page: does a web page show an address as the contact of those whose page it is?
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/frame.h"
#include "base/io.h"
#include "base/limits.h"
#include "cmd/program.h"
#include "trust/page.h"

enum { OPT_URL = 1, OPT_SITE, OPT_CHARSET };

static const struct program_option options[] = {
	{ 'u', "url", "URL", "where the page was found in the end", NULL, OPT_URL },
	{ 0, "registered", "URL", "the page as it was registered, if that is another", NULL, OPT_SITE },
	{ 0, "charset", "NAME", "its charset, as the web server said", NULL, OPT_CHARSET },
	OPTION_QUIET,
	OPTION_FORMS,
	OPTION_END
};

static const struct program program = {
	.name = "asm-page", .about = "Look whether a web page shows an address as an official contact.",
	.operands = "[ADDRESS] < PAGE", .max = 1, .options = options
};

static const char	*url, *registered, *charset;

/* The columns of a table: records differ. */
static const char *const names[] = {
	"Id", "Address", "Page", "Verdict", "Kind", "Context", "Reason", "Block", "Block-Digest", "Digest", "Other",
	"Url", "Status", NULL
};

static int
add_hex(struct record *r, const char *name, const unsigned char digest[HASH_LEN], struct err *err)
{
	struct buf	 hex = BUF_INIT;
	int		 result = -1;

	hash_hex(&hex, digest, HASH_LEN);
	if (buf_ok(&hex, err) == 0)
		result = record_add(r, name, buf_str(&hex), err);
	buf_free(&hex);
	return result;
}

static int
add_said(struct record *r, const char *name, const char *value, struct err *err)
{
	return value == NULL || *value == '\0' ? 0 : record_add(r, name, value, err);
}

static int
add_answer(struct record *r, const struct page_answer *a, struct err *err)
{
	if (record_add(r, "Verdict", page_word(a->verdict), err) == -1 || add_said(r, "Kind", a->kind, err) == -1 ||
	    add_said(r, "Context", a->context, err) == -1 || add_said(r, "Reason", a->reason, err) == -1)
		return -1;
	if (a->verdict != PAGE_ABSENT && (record_addspan(r, "Block", span_buf(&a->block), err) == -1 ||
	    add_hex(r, "Block-Digest", a->block_digest, err) == -1))
		return -1;
	return add_hex(r, "Digest", a->digest, err) == -1 ? -1 : add_said(r, "Other", a->other ? "yes" : NULL, err);
}

/* ---- one page ---- */

static int
put(struct record_writer *out, const struct record *r, struct err *err)
{
	return program_given(PROGRAM_QUIET) != NULL ? 0 : record_writer_put(out, r, err);
}

/* The verdict, or -1. */
static int
look(struct record_writer *out, const struct page_ask *ask, struct span page, struct record *r, struct err *err)
{
	struct page_answer a;
	int		 result = -1;

	if (page_check(ask, page, &a, err) == -1)
		return -1;
	if (add_answer(r, &a, err) == 0 && put(out, r, err) == 0)
		result = (int)a.verdict;
	page_answer_free(&a);
	return result;
}

static int
look_at_input(struct record_writer *out, const char *address, struct err *err)
{
	struct page_ask	 ask = {
		.address = span_str(address), .url = url, .site = registered, .charset = span_str(charset)
	};
	struct record	 r = RECORD_INIT;
	struct buf	 page = BUF_INIT;
	int		 status = -1;

	if (io_read_all(STDIN_FILENO, PAGE_MAX, &page, err) == 0 && record_add(&r, "Address", address, err) == 0 &&
	    add_said(&r, "Url", url, err) == 0)
		status = look(out, &ask, span_buf(&page), &r, err);
	record_free(&r);
	buf_free(&page);
	return status;
}

/* ---- what asm-fetch fetched ---- */

/* What could not be read says nothing about an address. */
static int
put_unknown(struct record_writer *out, const struct record *fetched, struct record *r, struct err *err)
{
	const char	*trouble = record_get(fetched, "Trouble");

	if (record_add(r, "Verdict", "unknown", err) == -1 ||
	    record_add(r, "Reason", trouble != NULL ? trouble : "not fetched", err) == -1)
		return -1;
	return put(out, r, err);
}

static int
look_at_one(struct record_writer *out, const struct record *fetched, const char *address, struct span page, struct err *err)
{
	const char	*status = record_get(fetched, "Status"), *said = record_get(fetched, "Charset");
	struct page_ask	 ask = {
		.address = span_str(address), .url = record_get(fetched, "Url"), .site = record_get(fetched, "Page"),
		.charset = span_str(said)
	};
	struct record	 r = RECORD_INIT;
	int		 result = -1;

	if (add_said(&r, "Id", record_get(fetched, "Id"), err) == 0 && record_add(&r, "Address", address, err) == 0 &&
	    add_said(&r, "Page", ask.site, err) == 0 && add_said(&r, "Url", ask.url, err) == 0 &&
	    add_said(&r, "Status", status, err) == 0)
		result = status != NULL && strcmp(status, "200") == 0 && record_get(fetched, "Trouble") == NULL ?
		    look(out, &ask, page, &r, err) : put_unknown(out, fetched, &r, err);
	record_free(&r);
	return result == -1 ? -1 : 0;
}

static int
look_at_stream(struct record_writer *out, struct err *err)
{
	struct io_reader *in;
	struct record	 fetched = RECORD_INIT;
	struct buf	 page = BUF_INIT;
	const char	*address;
	unsigned long	 line = 0;
	size_t		 i;
	int		 got, status = 0;

	if ((in = io_reader_new(STDIN_FILENO, err)) == NULL)
		return -1;
	while ((got = frame_read(in, &fetched, &page, PAGE_MAX, &line, err)) == 1)
		for (i = 0; (address = record_nth(&fetched, "Address", i)) != NULL; i++)
			if (look_at_one(out, &fetched, address, span_buf(&page), err) == -1) {
				program_say("%s: %s", address, err->text);
				status = program_worse(status, err_exit(err));
			}
	io_reader_free(in);
	record_free(&fetched);
	buf_free(&page);
	return got == -1 ? -1 : status;
}

int
main(int argc, char **argv)
{
	struct record_writer out;
	struct err	 err;
	const char	*value;
	char		**operand;
	size_t		 n;
	int		 c, status;

	program_start(&program, argc, argv);
	while ((c = program_next(&value)) != 0)
		switch (c) {
		case OPT_URL:
			url = value;
			break;
		case OPT_SITE:
			registered = value;
			break;
		case OPT_CHARSET:
			charset = value;
			break;
		}
	operand = program_operands(&n);
	program_sandbox(SANDBOX_FILTER);
	record_writer_start(&out, stdout, program_form());
	if (record_writer_columns(&out, names, &err) == -1)
		program_fail(&err);
	status = n > 0 ? look_at_input(&out, operand[0], &err) : look_at_stream(&out, &err);
	record_writer_end(&out);
	if (status == -1)
		program_fail(&err);
	return program_end(status);
}
