#include <string.h>

#include "cmd/program.h"
#include "cmd/stream.h"
#include "digest.h"

#define DAY		INT64_C(86400)

enum { OPT_AS = 1, OPT_EDITION, OPT_FROM, OPT_UNTIL, OPT_LIST, OPT_EMPTY, OPT_ZONE };

static const struct program_option options[] = {
	OPTION_LANGUAGE, OPTION_OUT, OPTION_TITLE,
	{ 0, "as", "FORM", "mail (the default), its text or html alone; or the posts themselves: mime, rfc1153", NULL, OPT_AS },
	{ 0, "edition", "NAME", "the newsletter's short name (weekly)", NULL, OPT_EDITION },
	{ 0, "empty", NULL, "make an issue even if nothing was posted", NULL, OPT_EMPTY },
	{ 0, "from", "TIME", "take what arrived then or later", NULL, OPT_FROM },
	{ 0, "list", "ADDRESS", "the list's address", NULL, OPT_LIST },
	{ 0, "until", "TIME", "and before then", NULL, OPT_UNTIL },
	{ 0, "zone", "NAME", "tell times in this zone too: Europe/Madrid", NULL, OPT_ZONE },
	OPTION_END
};

static const struct program program = {
	.name = "asm-digest", .about = "Make a newsletter, one mail, of a mail stream.",
	.operands = "[FILE ...]", .min = 0, .max = -1, .options = options
};

struct settings {
	struct digest	 digest;
	const char	*list;
	int		 even_empty;
};

/* ---- options ---- */

/* The day as it was written, whatever zone was meant, and how far that is before UTC; of another form, in UTC. */
static void
keep_day(char day[DIGEST_DAY], int *east, const char *value, moment t)
{
	struct buf	 b = BUF_INIT;
	moment		 clock;
	size_t		 n = strlen(value);

	*east = 0;
	/* cppcheck-suppress arrayIndexOutOfBounds */
	if (strlen(value) >= 10 && value[4] == '-' && time_parse(span_make(value, 10), &clock) == 0) {
		buf_add(&b, value, 10);
		/* "...T00:00:00-03:00": what stands before the zone, read as if it were UTC. */
		if (n > 11)
			n = 11 + strspn(value + 11, "0123456789:");
		if (time_parse(span_make(value, n), &clock) == 0)
			*east = (int)(clock - t);
	} else
		time_rfc3339(&b, t);
	memcpy(day, buf_str(&b), DIGEST_DAY - 1);
	day[DIGEST_DAY - 1] = '\0';
	buf_free(&b);
}

static void
check_edition(const char *name)
{
	size_t	 n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (n == 0 || n > 40 || name[n] != '\0')
		program_usage("--edition: %s is no name of a-z, 0-9 and hyphens", name);
}

static enum digest_form
form_of(const char *name)
{
	if (strcmp(name, "mail") == 0)
		return DIGEST_MAIL;
	if (strcmp(name, "text") == 0)
		return DIGEST_TEXT;
	if (strcmp(name, "html") == 0)
		return DIGEST_PAGE;
	if (strcmp(name, "mime") == 0)
		return DIGEST_MIME;
	if (strcmp(name, "rfc1153") == 0)
		return DIGEST_RFC1153;
	program_usage("--as: %s is none of mail, text, html, mime, rfc1153", name);
}

static void
read_option(struct settings *s, int c, const char *value)
{
	struct digest	*d = &s->digest;

	switch (c) {
	case OPT_AS:
		d->form = form_of(value);
		break;
	case OPT_EDITION:
		check_edition(value);
		d->edition = value;
		break;
	case OPT_EMPTY:
		s->even_empty = 1;
		break;
	case OPT_FROM:
		d->from = program_moment(value);
		keep_day(d->from_day, &d->from_east, value, d->from);
		break;
	case OPT_UNTIL:
		d->until = program_moment(value);
		keep_day(d->until_day, &d->until_east, value, d->until);
		break;
	case OPT_ZONE:
		if (!calendar_is_zone(value))
			program_usage("--zone: %s is no time zone such as Europe/Madrid", value);
		if (d->nzones == DIGEST_ZONES)
			program_usage("--zone: at most %d", DIGEST_ZONES);
		d->zone[d->nzones++] = value;
		break;
	case OPT_LIST:
		s->list = value;
		break;
	}
}

static void
read_options(struct settings *s, int argc, char **argv)
{
	struct digest	*d = &s->digest;
	const char	*value;
	int		 c;

	program_start(&program, argc, argv);
	while ((c = program_next(&value)) != 0)
		read_option(s, c, value);
	d->title = program_given(PROGRAM_TITLE);
	d->languages = program_given(PROGRAM_LANGUAGE);
	if (d->languages == NULL)
		d->languages = "en";
	stream_check_languages(d->languages);
	if (d->from != MOMENT_NONE && d->until != MOMENT_NONE && d->from >= d->until)
		program_usage("--from is not before --until");
	if (s->even_empty && (d->from == MOMENT_NONE || d->until == MOMENT_NONE))
		program_usage("--empty needs --from and --until: nothing else says what the issue is of");
}

/* ---- the stream ---- */

/* Whole days around all there is, where the window was not given. */
static void
complete_window(struct digest *d)
{
	size_t	 volumes = shelf_volumes(d->shelf);
	moment	 first, last;

	if (volumes == 0)
		return;
	first = shelf_volume(d->shelf, 0)->arrival;
	last = shelf_volume(d->shelf, volumes - 1)->arrival;
	if (d->from == MOMENT_NONE && d->until != MOMENT_NONE && first >= d->until)
		first = d->until - 1;
	if (d->from == MOMENT_NONE) {
		d->from = first - ((first - MOMENT_FIRST) % DAY);
		keep_day(d->from_day, &d->from_east, "", d->from);
	}
	if (last < d->from)
		last = d->from;
	if (d->until == MOMENT_NONE) {
		d->until = last - ((last - MOMENT_FIRST) % DAY) + DAY;
		keep_day(d->until_day, &d->until_east, "", d->until);
	}
}

/* The newest messages know best what the list is called now. */
static int
learn(struct settings *s, struct err *err)
{
	struct digest	*d = &s->digest;
	int		 r;

	r = stream_learn(d->shelf, &d->list, err);
	if (r != -1 && s->list != NULL)
		r = list_set_address(&d->list, s->list, err);
	return r == -1 ? -1 : 0;
}

static int
open_all(struct digest *d, struct err *err)
{
	if ((d->catalog = stream_catalog(d->languages, err)) == NULL || (d->words = words_open(NULL, err)) == NULL)
		return -1;
	return (d->shelf = shelf_new(d->words, err)) != NULL ? 0 : -1;
}

static int
make_issue(struct settings *s, struct err *err)
{
	struct digest	*d = &s->digest;
	struct buf	 out = BUF_INIT;
	int		 r = 0;

	if (shelf_close(d->shelf, err) == -1 || learn(s, err) == -1)
		return -1;
	complete_window(d);
	if (d->from != MOMENT_NONE && (digest_gather(d, err) == -1 || digest_ahead(d, err) == -1))
		return -1;
	if (d->n > 0 || s->even_empty) {
		if ((r = digest_load(d, err)) == 0 && (r = digest_issue(&out, d, err)) == 0)
			fwrite(buf_str(&out), 1, out.len, stdout);
	}
	buf_free(&out);
	return r;
}

static void
close_all(struct digest *d)
{
	digest_forget(d);
	list_free(&d->list);
	catalog_free(d->catalog);
	shelf_free(d->shelf);
	words_free(d->words);
}

int
main(int argc, char *argv[])
{
	struct settings	 s = { .digest = {
		.edition = "weekly", .from = MOMENT_NONE, .until = MOMENT_NONE, .list = LIST_INIT
	} };
	struct err	 err;
	char		**file;
	size_t		 n;
	int		 status;

	read_options(&s, argc, argv);
	file = program_operands(&n);
	if (open_all(&s.digest, &err) == -1)
		program_fail(&err);
	program_sandbox(SANDBOX_FILTER);
	status = program_files(file, stream_shelve, s.digest.shelf);
	if (make_issue(&s, &err) == -1)
		program_fail(&err);
	close_all(&s.digest);
	return program_end(status);
}
