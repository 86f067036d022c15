#include <stdlib.h>
#include <string.h>

#include "cmd/program.h"
#include "feed.h"
#include "mail/mbox.h"
#include "text/language.h"

#define LEARN_FROM	20	/* newest messages that are asked about the list */

enum { OPT_TAG = 1, OPT_SELF, OPT_TYPE };

static const struct program_option options[] = {
	OPTION_LANGUAGE, OPTION_COUNT, OPTION_OUT, OPTION_TITLE,
	{ 0, "self", "URL", "where the feed will be", NULL, OPT_SELF },
	{ 0, "tag", "DOMAIN,YEAR[:NAME]", "whose the names of feed and entries are", NULL, OPT_TAG },
	{ 0, "type", "TYPE", "what to take: post (default), issue, wire", NULL, OPT_TYPE },
	OPTION_END
};

static const struct program program = {
	.name = "asm-feed", .about = "Make an Atom feed of a mail stream.",
	.operands = "[FILE ...]", .min = 0, .max = -1, .options = options
};

/* ---- options ---- */

/* "lists.example,2012", or with a name behind it for one of several feeds: "lists.example,2012:proposals". */
static void
check_tag(const char *tag)
{
	static const char	 name[] = "abcdefghijklmnopqrstuvwxyz0123456789.-_/";
	size_t	 domain = strspn(tag, "abcdefghijklmnopqrstuvwxyz0123456789.-"), date;
	const char *rest = tag + domain;

	date = *rest == ',' ? strspn(rest + 1, "0123456789-") : 0;
	if (domain == 0 || domain > 253 || (date != 4 && date != 7 && date != 10))
		program_usage("--tag: %s is not as lists.example,2012", tag);
	rest += 1 + date;
	if (*rest != '\0' && (*rest != ':' || rest[1] == '\0' || rest[1 + strspn(rest + 1, name)] != '\0'))
		program_usage("--tag: %s is no name of a feed", rest);
}

static void
check_languages(const char *languages)
{
	struct span	 rest = span_str(languages), tag;
	size_t		 n = 0;

	for (; span_cut(&rest, ',', &tag); n++)
		if (!language_valid(span_trim(tag)))
			program_usage("--language: %s is no language", languages);
	if (n == 0)
		program_usage("--language: no language given");
}

static void
read_options(struct feed *f, int argc, char **argv)
{
	const char	*value;
	int		 c;

	program_start(&program, argc, argv);
	while ((c = program_next(&value)) != 0)
		if (c == OPT_TAG) {
			check_tag(value);
			f->tag = value;
		} else if (c == OPT_SELF)
			f->self = value;
		else if (c == OPT_TYPE)
			f->type = value;
	f->title = program_given(PROGRAM_TITLE);
	if ((f->languages = program_given(PROGRAM_LANGUAGE)) != NULL)
		check_languages(f->languages);
	f->count = (size_t)program_count(0);
	if (program_given(PROGRAM_COUNT) != NULL && f->count == 0)
		program_usage("--count: a feed of no entries is none");
}

/* ---- the stream ---- */

static int
read_stream(int fd, const char *name, void *feed)
{
	struct feed	*f = feed;
	struct mbox	*m;
	struct err	 err;
	int		 r;

	if ((m = mbox_open(fd, &err)) == NULL)
		program_fail(&err);
	if ((r = shelf_read(f->shelf, m, &err)) == -1)
		program_say("%s: %s", name, err.text);
	mbox_free(m);
	return r == 0 ? 0 : err_exit(&err);
}

/* The newest messages know best what the list is called now. */
static int
learn(struct feed *f, struct err *err)
{
	struct buf	 message = BUF_INIT;
	struct entry	 e;
	size_t		 i;
	int		 r = 0;

	for (i = 0; i < f->n && i < LEARN_FROM && r == 0; i++)
		if ((r = shelf_get(f->shelf, f->item[i].entry, &message, &e, err)) == 0) {
			entry_free(&e);
			r = list_learn(&f->list, span_buf(&message), err);
		}
	buf_free(&message);
	return r == -1 ? -1 : 0;
}

static int
open_all(struct feed *f, struct err *err)
{
	char	*language;

	if ((f->words = words_open(NULL, err)) == NULL || (f->shelf = shelf_new(f->words, err)) == NULL)
		return -1;
	if (f->languages == NULL)
		f->catalog = catalog_open("en", NULL, err);
	else if ((language = span_dup(span_make(f->languages, strcspn(f->languages, ",")))) == NULL)
		return err_memory(err);
	else {
		f->catalog = catalog_open(language, NULL, err);
		free(language);
	}
	return f->catalog != NULL ? 0 : -1;
}

static void
close_all(struct feed *f)
{
	free(f->item);
	list_free(&f->list);
	catalog_free(f->catalog);
	shelf_free(f->shelf);
	words_free(f->words);
}

int
main(int argc, char *argv[])
{
	struct feed	 f = { .type = "post", .list = LIST_INIT };
	struct err	 err;
	char		**file;
	size_t		 n;
	int		 status;

	read_options(&f, argc, argv);
	file = program_operands(&n);
	if (open_all(&f, &err) == -1)
		program_fail(&err);
	program_sandbox(SANDBOX_FILTER);
	status = program_files(file, read_stream, &f);
	if (shelf_close(f.shelf, &err) == -1 || feed_choose(&f, &err) == -1 || learn(&f, &err) == -1 ||
	    feed_write(stdout, &f, &err) == -1)
		program_fail(&err);
	close_all(&f);
	return program_end(status);
}
