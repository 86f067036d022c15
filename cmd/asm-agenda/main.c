#include <string.h>

#include "agenda.h"
#include "cmd/program.h"
#include "cmd/stream.h"

#define DAY		INT64_C(86400)

enum { OPT_AS = 1, OPT_ASSEMBLY, OPT_PLACE, OPT_FROM, OPT_UNTIL, OPT_ZONE, OPT_CALL, OPT_AHEAD };

static const struct program_option options[] = {
	OPTION_LANGUAGE, OPTION_NOW, OPTION_OUT, OPTION_TITLE,
	{ 0, "ahead", "TIME", "with --call: only if it begins within so much time, as 24h", NULL, OPT_AHEAD },
	{ 0, "as", "FORM", "text (the default), html, ics; with --call also mail", NULL, OPT_AS },
	{ 0, "assembly", "ID", "what this assembly calls", NULL, OPT_ASSEMBLY },
	{ 0, "call", "NUMBER", "of this post, a call: what was proposed for its next time", NULL, OPT_CALL },
	{ 0, "from", "TIME", "what begins then or later (now)", NULL, OPT_FROM },
	{ 0, "place", "NAME", "what assemblies there call: a town, a region", NULL, OPT_PLACE },
	{ 0, "until", "TIME", "and before then (14 days later)", NULL, OPT_UNTIL },
	{ 0, "zone", "ZONE", "say times in this zone too; may be given several times", NULL, OPT_ZONE },
	OPTION_END
};

static const struct program program = {
	.name = "asm-agenda", .about = "Show what happens when, out of a mail stream.",
	.operands = "[FILE ...]", .min = 0, .max = -1, .options = options
};

static enum agenda_form
form_of(const char *name)
{
	static const char *const names[] = { "text", "html", "ics", "mail" };
	size_t	 i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0)
			return (enum agenda_form)i;
	program_usage("--as: %s is not text, html, ics or mail", name);
}

static void
add_zone(struct agenda *a, const char *zone)
{
	if (!calendar_is_zone(zone))
		program_usage("--zone: %s is no time zone such as Europe/Madrid", zone);
	if (a->nzones == AGENDA_ZONES)
		program_usage("--zone: at most %d", AGENDA_ZONES);
	a->zone[a->nzones++] = zone;
}

static void
read_option(struct agenda *a, int c, const char *value)
{
	switch (c) {
	case OPT_AS:
		a->form = form_of(value);
		break;
	case OPT_ASSEMBLY:
		a->assembly = value;
		break;
	case OPT_PLACE:
		a->place = value;
		break;
	case OPT_FROM:
		a->from = program_moment(value);
		break;
	case OPT_UNTIL:
		a->until = program_moment(value);
		break;
	case OPT_ZONE:
		add_zone(a, value);
		break;
	case OPT_CALL:
		a->call = value;
		break;
	case OPT_AHEAD:
		if (time_parse_span(span_str(value), &a->ahead) == -1 || a->ahead == 0)
			program_usage("--ahead: %s is no time such as 24h", value);
		break;
	}
}

static void
read_options(struct agenda *a, int argc, char **argv)
{
	const char	*value;
	int		 c;

	program_start(&program, argc, argv);
	while ((c = program_next(&value)) != 0)
		read_option(a, c, value);
	a->title = program_given(PROGRAM_TITLE);
	a->languages = program_given(PROGRAM_LANGUAGE) != NULL ? program_given(PROGRAM_LANGUAGE) : "en";
	stream_check_languages(a->languages);
	a->now = program_now();
	if (a->from == MOMENT_NONE)
		a->from = a->now;
	if (a->until == MOMENT_NONE)
		a->until = a->from + AGENDA_DAYS * DAY;
	if (a->from >= a->until)
		program_usage("--from is not before --until");
	if (a->form == AGENDA_MAIL && a->call == NULL)
		program_usage("--as mail goes with --call");
	if (a->ahead != 0 && a->call == NULL)
		program_usage("--ahead goes with --call");
}

/* Whose list it is: a mail needs a sender. */
static int
learn(struct agenda *a, struct err *err)
{
	return a->form == AGENDA_MAIL ? stream_learn(a->shelf, &a->list, err) : 0;
}

static int
work(struct agenda *a, struct err *err)
{
	struct buf	 out = BUF_INIT;
	int		 r = -1;

	if (shelf_close(a->shelf, err) == 0 && learn(a, err) == 0 && agenda_gather(a, err) == 0 &&
	    (a->call == NULL || agenda_find_call(a, err) == 0) && agenda_write(&out, a, err) == 0) {
		fwrite(buf_str(&out), 1, out.len, stdout);
		r = 0;
	}
	buf_free(&out);
	return r;
}

int
main(int argc, char *argv[])
{
	struct agenda	 a = { .from = MOMENT_NONE, .until = MOMENT_NONE, .list = LIST_INIT };
	struct err	 err;
	char		**file;
	size_t		 n;
	int		 status;

	read_options(&a, argc, argv);
	file = program_operands(&n);
	if ((a.catalog = stream_catalog(a.languages, &err)) == NULL || (a.words = words_open(NULL, &err)) == NULL ||
	    (a.shelf = shelf_new(a.words, &err)) == NULL)
		program_fail(&err);
	program_sandbox(SANDBOX_FILTER);
	status = program_files(file, stream_shelve, a.shelf);
	if (work(&a, &err) == -1)
		program_fail(&err);
	agenda_free(&a);
	list_free(&a.list);
	shelf_free(a.shelf);
	words_free(a.words);
	catalog_free(a.catalog);
	return program_end(status);
}
