/*
 * asm-translate-queue: gives volunteers one good piece of work, takes it back in
 * whatever state, and writes what is complete as posts.
 */
#include <stdio.h>
#include <string.h>

#include "cmd/asm-translate-queue/queue.h"
#include "cmd/program.h"
#include "text/language.h"

enum { OPT_WHO = 1, OPT_MAX_WORDS };

const char	*queue_who;
long		 queue_max_words;

static int
add_item(struct record *r, const struct queue_item *i, struct err *err)
{
	if (record_addf(r, err, "Item", "%s-%s", i->work.tag, i->language) == -1 ||
	    record_add(r, "State", i->state, err) == -1 ||
	    record_add(r, "Language", i->language, err) == -1 ||
	    record_add(r, "Source-Language", i->work.language, err) == -1 ||
	    record_add(r, "Kind", i->work.kind, err) == -1 ||
	    record_addf(r, err, "Words", "%lld", (long long)i->work.words) == -1 ||
	    record_add(r, "Title", i->work.title, err) == -1 ||
	    record_addf(r, err, "Original", "<%s>", i->work.original) == -1)
		return -1;
	/* Empty where there is none: the columns of --tsv are those of the first record. */
	if (record_add(r, "Holder", i->holder, err) == -1)
		return -1;
	return i->lease == MOMENT_NONE ? record_add(r, "Lease", "", err) : record_addtime(r, "Lease", i->lease, err);
}

int
run_list(char **operand, size_t n)
{
	struct record_writer	 out;
	struct record		 r = RECORD_INIT;
	struct queue_item	 item;
	struct db_rows		*rows;
	struct site		*site = open_site(SITE_PRIVATE_READ);
	struct err		 err;
	int			 got;

	(void)operand;
	(void)n;
	if ((rows = queue_list(site->priv, program_given(PROGRAM_LANGUAGE), program_now(), &err)) == NULL)
		program_fail(&err);
	record_writer_start(&out, stdout, program_form());
	while ((got = queue_row(rows, &item, &err)) == 1) {
		record_clear(&r);
		if ((got = add_item(&r, &item, &err)) == -1 ||
		    (got = record_writer_put(&out, &r, &err)) == -1)
			break;
	}
	record_writer_end(&out);
	record_free(&r);
	db_done(rows);
	site_close(site);
	if (got == -1)
		program_fail(&err);
	return 0;
}

int
run_release(char **operand, size_t n)
{
	struct site	*site = open_site(SITE_PRIVATE);
	struct err	 err;
	int64_t		 id;
	int		 got;

	(void)n;
	if ((got = db_begin(site->priv, &err)) == 0 &&
	    (got = queue_find(site->priv, span_str(operand[0]), &id, &err)) == 1 &&
	    (got = queue_release(site->priv, id, queue_who, program_now(), &err)) == 1 &&
	    db_commit(site->priv, &err) == -1)
		got = -1;
	site_close(site);
	if (got == -1)
		program_fail(&err);
	if (got == 0)
		program_say("%s: no such claim", operand[0]);
	return got == 1 ? 0 : 1;
}

/* ---- the program ---- */

static const struct program_option options[] = {
	OPTION_SITE,
	OPTION_NOW,
	{ 'l', "language", "TAGS", "into this language; add: into these (es,ar)", "add list next",
	    PROGRAM_LANGUAGE },
	{ 0, "who", "NAME", "the translator: a name or a mail address", "next return release", OPT_WHO },
	{ 0, "max-words", "NUMBER", "only work of at most so many words", "next", OPT_MAX_WORDS },
	OPTION_FORMS,
	OPTION_VERBOSE,
	OPTION_END
};

static const struct program_verb verbs[] = {
	{ "add", NULL, "offer the posts of a mail stream to translators", 0, 0, run_add },
	{ "list", NULL, "all items, as records", 0, 0, run_list },
	{ "next", NULL, "claim the most wanted item and write its work mail", 0, 0, run_next },
	{ "return", "[ITEM]", "take back what a translator sent", 0, 1, run_return },
	{ "release", "ITEM", "give a claimed item back", 1, 1, run_release },
	{ "publish", NULL, "write what is complete and not yet in the log", 0, 0, run_publish },
	{ NULL, NULL, NULL, 0, 0, NULL }
};

static const struct program program = {
	.name = "asm-translate-queue",
	.about = "Give volunteers one piece of translation work at a time, and take it back.",
	.options = options,
	.verbs = verbs
};

int
main(int argc, char **argv)
{
	const char	*value;
	int		 c;

	program_start(&program, argc, argv);
	while ((c = program_next(&value)) != 0)
		switch (c) {
		case OPT_WHO:
			queue_who = value;
			break;
		case OPT_MAX_WORDS:
			queue_max_words = program_number(value, 1, 1000000);
			break;
		}
	program_sandbox(SANDBOX_FILES);
	return program_end(program_run());
}
