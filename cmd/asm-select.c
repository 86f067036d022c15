#include <stdio.h>
#include <string.h>

#include "base/record.h"
#include "cmd/program.h"
#include "mail/mbox.h"
#include "site/due.h"
#include "site/outgoing.h"
#include "site/site.h"
#include "store/article.h"
#include "store/post.h"

#define TYPES	"post,translation"

enum { OPT_TYPE = 1, OPT_KIND, OPT_ASSEMBLY, OPT_SINCE, OPT_UNTIL, OPT_NUMBER, OPT_ORIGINALS, OPT_DUE, OPT_REGION, OPT_EVENTS };

static const struct program_option options[] = {
	OPTION_SITE,
	OPTION_NOW,
	{ 0, "type", "TYPES", "post, translation, issue, wire, record, parted by commas; or all (" TYPES ")", NULL, OPT_TYPE },
	{ 0, "kind", "KIND", "proposal, update, help, document or other", NULL, OPT_KIND },
	{ 0, "assembly", "ID", "of this assembly", NULL, OPT_ASSEMBLY },
	{ 0, "region", "NAME", "of the assemblies of this region", NULL, OPT_REGION },
	OPTION_LANGUAGE,
	{ 0, "since", "TIME", "that arrived then or later", NULL, OPT_SINCE },
	{ 0, "until", "TIME", "that arrived before then", NULL, OPT_UNTIL },
	{ 0, "number", "NUMBER", "the post of that number and its translations", NULL, OPT_NUMBER },
	OPTION_COUNT,
	{ 0, "events", NULL, "only posts that call an event, with their translations", NULL, OPT_EVENTS },
	{ 0, "originals", NULL, "and what the chosen translations are of", NULL, OPT_ORIGINALS },
	{ 0, "due", "EDITION", "instead: the issues that a newsletter lacks, as records", NULL, OPT_DUE },
	OPTION_FORMS,
	OPTION_END
};

static const struct program program = {
	.name = "asm-select", .about = "Choose articles of the site and write them as an mbox.",
	.options = options
};

/* " post translation ": as the filter wants them. */
static void
read_types(struct buf *types, const char *value)
{
	static const char *const known[] = { "post", "translation", "issue", "wire", "record", "all" };
	struct span	 rest = span_str(value), type;
	size_t		 i;

	buf_reset(types);
	buf_addc(types, ' ');
	while (span_cut(&rest, ',', &type)) {
		for (i = 0; i < sizeof known / sizeof known[0] && !span_eqs(type, known[i]); i++)
			;
		if (i == sizeof known / sizeof known[0])
			program_usage("--type: %.*s is no type of article", SPAN_FMT(type));
		buf_addf(types, "%.*s ", SPAN_FMT(type));
	}
}

static const char *
kind_of(const char *value)
{
	static const char *const kinds[] = { "proposal", "update", "help", "document", "other" };
	size_t	 i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(value, kinds[i]) == 0)
			return value;
	program_usage("--kind: %s is none of proposal, update, help, document, other", value);
}

static void
write_articles(struct site *site, const struct post_filter *filter)
{
	struct articles_row	 row;
	struct db_rows		*rows;
	struct buf		 out = BUF_INIT;
	struct err		 e;
	int			 got = 0;

	if ((rows = post_select(site->pub, filter, &e)) == NULL)
		program_fail(&e);
	/* What standard output does not take is told at the end. */
	while (ferror(stdout) == 0 && (got = articles_next(rows, &row, &e)) == 1) {
		buf_reset(&out);
		if ((outgoing_stream(&out, site, row.message, row.arrival, &e) == -1 ||
		    mbox_write(stdout, span_buf(&out), site->conf.list, row.arrival, &e) == -1) &&
		    ferror(stdout) == 0)
			program_fail(&e);
	}
	if (got == -1)
		program_fail(&e);
	db_done(rows);
	buf_free(&out);
}

static int
put_due(void *writer, const struct record *r, struct err *err)
{
	return record_writer_put(writer, r, err);
}

static void
write_due(struct site *site, const char *edition)
{
	struct record_writer	 writer;
	struct err		 e;

	record_writer_start(&writer, stdout, program_form());
	if (due_issues(site, edition, program_now(), put_due, &writer, &e) == -1)
		program_fail(&e);
	record_writer_end(&writer);
}

int
main(int argc, char **argv)
{
	struct post_filter filter = { .since = MOMENT_NONE, .until = INT64_MAX };
	struct buf	 types = BUF_INIT;
	struct site	*site;
	const char	*value, *due = NULL;
	size_t		 n;
	int		 c;

	program_start(&program, argc, argv);
	read_types(&types, TYPES);
	while ((c = program_next(&value)) != 0)
		switch (c) {
		case OPT_TYPE:
			read_types(&types, value);
			break;
		case OPT_KIND:
			filter.kind = kind_of(value);
			break;
		case OPT_ASSEMBLY:
			filter.assembly = value;
			break;
		case OPT_EVENTS:
			filter.events = 1;
			break;
		case OPT_REGION:
			filter.region = value;
			break;
		case OPT_SINCE:
			filter.since = program_moment(value);
			break;
		case OPT_UNTIL:
			filter.until = program_moment(value);
			break;
		case OPT_NUMBER:
			filter.number = program_number(value, 1, INT32_MAX);
			break;
		case OPT_ORIGINALS:
			filter.originals = 1;
			break;
		case OPT_DUE:
			due = value;
			break;
		}
	program_operands(&n);
	filter.types = span_find(span_buf(&types), SPAN(" all ")) != -1 ? NULL : buf_str(&types);
	filter.newest = program_count(-1);
	filter.language = program_given(PROGRAM_LANGUAGE);
	site = program_open(SITE_PUBLIC_READ);
	program_sandbox(SANDBOX_FILES);
	if (due != NULL)
		write_due(site, due);
	else
		write_articles(site, &filter);
	site_close(site);
	buf_free(&types);
	return program_end(0);
}
