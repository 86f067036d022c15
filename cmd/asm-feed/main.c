#include <string.h>

#include "cmd/program.h"
#include "cmd/stream.h"
#include "feed.h"


enum { OPT_TAG = 1, OPT_SELF, OPT_TYPE, OPT_AS, OPT_HUB, OPT_SPLIT, OPT_IMPORT, OPT_ASSEMBLY, OPT_URL };

static const struct program_option options[] = {
	OPTION_LANGUAGE, OPTION_COUNT, OPTION_OUT, OPTION_TITLE,
	{ 0, "as", "FORM", "atom (the default), rss or json", NULL, OPT_AS },
	{ 0, "hub", "URL", "who tells readers at once (WebSub)", NULL, OPT_HUB },
	{ 0, "self", "URL", "where the feed will be; with --split the folder", NULL, OPT_SELF },
	{ 0, "split", "DIR", "write all feeds that a site can have, as files there", NULL, OPT_SPLIT },
	{ 0, "tag", "DOMAIN,YEAR[:NAME]", "whose the names of feed and entries are", NULL, OPT_TAG },
	{ 0, "type", "TYPE", "what to take: post (default), issue, wire", NULL, OPT_TYPE },
	{ 'i', "import", NULL, "the other way: make a mail stream of a feed", NULL, OPT_IMPORT },
	{ 0, "assembly", "ID", "with -i: whose feed it is", NULL, OPT_ASSEMBLY },
	{ 'u', "url", "URL", "with -i: where it was found", NULL, OPT_URL },
	OPTION_END
};

static const struct program program = {
	.name = "asm-feed", .about = "Make feeds of a mail stream, or a mail stream of a feed.",
	.operands = "[FILE ...]", .min = 0, .max = -1, .options = options
};

struct settings {
	struct feed	 feed;
	const struct feed_form *form;
	const char	*split;
	int		 import;
	const char	*assembly, *url;
};

const struct feed_form feed_forms[] = {
	{ "atom", "application/atom+xml", feed_write_atom },
	{ "rss", "application/rss+xml", feed_write_rss },
	{ "json", "application/feed+json", feed_write_json },
	{ NULL, NULL, NULL }
};

/* ---- options ---- */

static const struct feed_form *
form_of(const char *word)
{
	const struct feed_form *form;

	for (form = feed_forms; form->word != NULL; form++)
		if (strcmp(form->word, word) == 0)
			return form;
	program_usage("--as: %s is not atom, rss or json", word);
}

static const char *
check_url(const char *option, const char *url)
{
	size_t	 i;

	for (i = 0; url[i] > ' ' && url[i] <= '~' && strchr("<>\"", url[i]) == NULL; i++)
		;
	if (url[i] != '\0' || (!span_starts(span_str(url), "https://") && !span_starts(span_str(url), "http://")))
		program_usage("--%s: %s is no URL", option, url);
	return url;
}

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
read_option(struct settings *s, int c, const char *value)
{
	struct feed	*f = &s->feed;

	switch (c) {
	case OPT_TAG:
		check_tag(value);
		f->tag = value;
		break;
	case OPT_SELF:
		f->self = check_url("self", value);
		break;
	case OPT_HUB:
		f->hub = check_url("hub", value);
		break;
	case OPT_TYPE:
		f->type = value;
		break;
	case OPT_AS:
		s->form = form_of(value);
		break;
	case OPT_SPLIT:
		s->split = value;
		break;
	case OPT_IMPORT:
		s->import = 1;
		break;
	case OPT_ASSEMBLY:
		s->assembly = value;
		break;
	case OPT_URL:
		s->url = check_url("url", value);
		break;
	}
}

static void
check_together(const struct settings *s)
{
	const struct feed *f = &s->feed;

	if (s->import && (s->split != NULL || s->form != NULL || f->self != NULL || f->tag != NULL || f->hub != NULL ||
	    f->title != NULL || f->languages != NULL))
		program_usage("-i: nothing but --assembly, --url, -n and -o goes with it");
	if (!s->import && (s->assembly != NULL || s->url != NULL))
		program_usage("--assembly and --url go with -i");
	if (s->split != NULL && (s->form != NULL || program_given(PROGRAM_OUT) != NULL))
		program_usage("--split writes files of all forms: no --as, no -o");
	if (s->split != NULL && f->tag != NULL && strchr(f->tag, ':') != NULL)
		program_usage("--tag: with --split every feed gets a name of its own");
}

static void
read_options(struct settings *s, int argc, char **argv)
{
	struct feed	*f = &s->feed;
	const char	*value;
	int		 c;

	program_start(&program, argc, argv);
	while ((c = program_next(&value)) != 0)
		read_option(s, c, value);
	f->title = program_given(PROGRAM_TITLE);
	if ((f->languages = program_given(PROGRAM_LANGUAGE)) != NULL)
		stream_check_languages(f->languages);
	f->count = (size_t)program_count(0);
	if (program_given(PROGRAM_COUNT) != NULL && f->count == 0)
		program_usage("--count: a feed of no entries is none");
	check_together(s);
}

/* ---- the stream ---- */

/* The newest messages know best what the list is called now. */
static int
open_all(struct feed *f, struct err *err)
{
	if ((f->words = words_open(NULL, err)) == NULL || (f->shelf = shelf_new(f->words, err)) == NULL)
		return -1;
	return (f->catalog = stream_catalog(f->languages, err)) != NULL ? 0 : -1;
}

static void
close_all(struct feed *f)
{
	feed_items_free(&f->items);
	feed_items_free(&f->gone);
	list_free(&f->list);
	catalog_free(f->catalog);
	shelf_free(f->shelf);
	words_free(f->words);
}

/* ---- both ways ---- */

static int
import_stream(int fd, const char *name, void *settings)
{
	const struct settings *s = settings;
	struct err	 err;

	if (feed_read(stdout, fd, s->url, s->assembly, s->feed.count, &err) == 0)
		return 0;
	program_say("%s: %s", name, err.text);
	return err_exit(&err);
}

static int
write_feeds(struct settings *s, struct err *err)
{
	struct feed	*f = &s->feed;
	const char	*base = f->self;

	if (shelf_close(f->shelf, err) == -1 || stream_learn(f->shelf, &f->list, err) == -1)
		return -1;
	if (s->split == NULL)
		return feed_choose(f, err) == -1 ? -1 : (s->form != NULL ? s->form : feed_forms)->write(stdout, f, err);
	/* Titles are written in that language; each feed has its own. */
	f->languages = NULL;
	f->self = NULL;
	return feed_split(f, s->split, base, err);
}

int
main(int argc, char *argv[])
{
	struct settings	 s = { .feed = { .type = "post", .list = LIST_INIT } };
	struct err	 err;
	char		**file;
	size_t		 n;
	int		 status;

	read_options(&s, argc, argv);
	file = program_operands(&n);
	if (s.import) {
		program_sandbox(SANDBOX_FILTER);
		return program_end(program_files(file, import_stream, &s));
	}
	if (open_all(&s.feed, &err) == -1)
		program_fail(&err);
	program_sandbox(s.split != NULL ? SANDBOX_FILES : SANDBOX_FILTER);
	status = program_files(file, stream_shelve, s.feed.shelf);
	/* Files that stand are not replaced by what was read only in part. */
	if ((status == 0 || s.split == NULL) && write_feeds(&s, &err) == -1)
		program_fail(&err);
	close_all(&s.feed);
	return program_end(status);
}
