/*
 * asm-translate-queue: gives volunteers one good piece of work, takes it back in
 * whatever state, has it read once more, and writes what is approved as posts.
 */
#include "cmd/asm-translate-queue/queue.h"
#include "cmd/program.h"
#include "store/person.h"

enum { OPT_WHO = 1, OPT_MAX_WORDS, OPT_FROM, OPT_AS, OPT_STATE, OPT_REASON, OPT_ROLE, OPT_CREDIT, OPT_TEAM };

const char	*queue_who, *queue_from, *queue_as, *queue_state, *queue_reason;
long		 queue_max_words;

static const struct program_option options[] = {
	OPTION_SITE,
	OPTION_NOW,
	{ 'l', "language", "TAGS", "into this language; add, person: these (es,ar)",
	    "add list next review tm term person", PROGRAM_LANGUAGE },
	{ 0, "who", "NAME", "by whom: a name or a mail address",
	    "next claim renew give-back return review approve reject", OPT_WHO },
	{ 0, "max-words", "NUMBER", "only work of at most so many words", "next", OPT_MAX_WORDS },
	{ 0, "from", "TAG", "by way of this language; tm, term: from it", "next claim tm term", OPT_FROM },
	{ 0, "as", "FORM", "text, po, xliff or kit (OmegaT)", "next claim show person", OPT_AS },
	{ 0, "state", "STATE", "only these", "list", OPT_STATE },
	{ 0, "reason", "TEXT", "why; the translator reads it", "reject", OPT_REASON },
	{ 0, "role", "ROLE", "translator, reviewer or coordinator", "person", OPT_ROLE },
	{ 0, "credit", "NAME", "she asks to be thanked by this name", "person", OPT_CREDIT },
	{ 0, "team", "TAGS", "a group that holds the queue of these languages", "person", OPT_TEAM },
	OPTION_FORMS,
	OPTION_VERBOSE,
	OPTION_END
};

/* Translator, reviewer, coordinator, and what feeds and empties the queue. */
static const struct program_verb verbs[] = {
	{ "next", NULL, "translator: claim the most wanted item and write its work mail", 0, 0, run_next },
	{ "claim", "ITEM", "translator: claim that one", 1, 1, run_claim },
	{ "renew", "ITEM", "translator: more time, twice", 1, 1, run_renew },
	{ "give-back", "ITEM", "translator: give a claimed item back", 1, 1, run_give_back },
	{ "show", "ITEM", "translator: an item, without claiming it", 1, 1, run_show },
	{ "return", "[ITEM]", "translator: take back a mail or a file", 0, 1, run_return },
	{ "check", NULL, "translator: what is suspicious in a file, without returning it", 0, 0, run_check },
	{ "review", "next | show ITEM", "reviewer: claim a returned item, and write it for reading", 1, 2, run_review },
	{ "approve", "ITEM", "reviewer: it may be published", 1, 1, run_approve },
	{ "reject", "ITEM", "reviewer: it has to be done again", 1, 1, run_reject },
	{ "list", NULL, "coordinator: all items, as records", 0, 0, run_list },
	{ "keep", "ITEM", "coordinator: a correction does not touch this language", 1, 1, run_keep },
	{ "withdraw", "ITEM", "coordinator: it is not wanted any more", 1, 1, run_withdraw },
	{ "person", "NAME", "coordinator: settings of a translator or group", 1, 1, run_person },
	{ "people", NULL, "coordinator: all of them, as records", 0, 0, run_people },
	{ "credits", NULL, "coordinator: who asked to be thanked by name", 0, 0, run_credits },
	{ "forget", "NAME", "coordinator: drop her address and name; the work stays", 1, 1, run_forget },
	{ "stats", NULL, "coordinator: items and words by language and state", 0, 0, run_stats },
	{ "log", NULL, "coordinator: all that happened", 0, 0, run_log },
	{ "mails", "[NUMBER]", "coordinator: mails that were read; one that was kept", 0, 1, run_mails },
	{ "fsck", NULL, "coordinator: is every state what the log says", 0, 0, run_fsck },
	{ "tm", "import | export", "coordinator: the memory, as TMX", 1, 1, run_tm },
	{ "term", "import | export", "coordinator: the glossary, tab-separated", 1, 1, run_term },
	{ "add", NULL, "offer the posts of a mail stream to translators", 0, 0, run_add },
	{ "mail", "[RECIPIENT]", "take a mail to translate@, or to translate+TOKEN@", 0, 1, run_mail },
	{ "tick", NULL, "end claims, remind, approve what nobody reviewed in time", 0, 0, run_tick },
	{ "publish", NULL, "write what is approved and not yet in the log", 0, 0, run_publish },
	{ NULL, NULL, NULL, 0, 0, NULL }
};

static const struct program program = {
	.name = "asm-translate-queue",
	.about = "Give volunteers one piece of translation work at a time, and take it back.",
	.options = options,
	.verbs = verbs
};

static void
take_option(int c, const char *value)
{
	switch (c) {
	case OPT_WHO:
		queue_who = value;
		break;
	case OPT_MAX_WORDS:
		queue_max_words = program_number(value, 1, 1000000);
		break;
	case OPT_FROM:
		queue_from = value;
		break;
	case OPT_AS:
		if (!person_form_valid(value))
			program_usage("--as: \"%s\" is not text, po, xliff or kit", value);
		queue_as = value;
		break;
	case OPT_STATE:
		queue_state = value;
		break;
	case OPT_REASON:
		queue_reason = value;
		break;
	case OPT_ROLE:
		if (!person_role_valid(value))
			program_usage("--role: \"%s\" is not translator, reviewer or coordinator", value);
		queue_role = value;
		break;
	case OPT_CREDIT:
		queue_credit = value;
		break;
	case OPT_TEAM:
		queue_team = value;
		break;
	}
}

int
main(int argc, char **argv)
{
	const char	*value;
	int		 c;

	program_start(&program, argc, argv);
	while ((c = program_next(&value)) != 0)
		take_option(c, value);
	program_sandbox(SANDBOX_FILES);
	return program_end(program_run());
}
