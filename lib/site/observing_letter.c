#include "site/observing_letter.h"

#include <stdio.h>
#include <string.h>

#include "site/answer.h"
#include "text/catalog.h"

#define LOCAL	"observe"

static struct answer *
begin(struct site *site, enum answer_kind kind, const struct correspondent *who, moment now, struct err *err)
{
	struct answer	*a;

	if ((a = answer_new(site, kind, who->address, who->languages, now, err)) == NULL)
		return NULL;
	answer_from(a, LOCAL);
	/* A Message-ID is words, too: whoever did not say yes gets nothing that perhaps somebody else wrote. */
	if (who->mail != NULL && kind != ANSWER_INVITE)
		answer_to_mail(a, who->mail);
	return a;
}

static int
end(struct answer *a, struct err *err)
{
	int	got = answer_send(a, err);

	answer_free(a);
	return got;
}

/* The token that does `what` with `settings` (NULL: none); the letter's Reply-To is its address. */
static int
add_token(struct answer *a, const char *what, const struct record *settings, moment now, struct err *err)
{
	struct record	r = RECORD_INIT;
	struct buf	text = BUF_INIT;
	size_t		i;
	int		result = record_add(&r, "Do", what, err);

	for (i = 0; settings != NULL && result == 0 && i < settings->n; i++)
		result = record_add(&r, settings->item[i].name, settings->item[i].value, err);
	if (result == 0 && (result = record_stanza(&text, &r)) == -1)
		err_memory(err);
	/* What fails here is said by answer_send. */
	if (result == 0)
		(void)answer_token(a, LOCAL, OBSERVING_ACTION, buf_str(&text), now + OBSERVING_DAYS * 86400);
	record_free(&r);
	buf_free(&text);
	return result;
}

/* ---- questions ---- */

static void
say_question(struct answer *a, const char *what, const char *title)
{
	const struct catalog	*cat = answer_catalog(a);
	const char *const	 of[] = { "title", title, NULL };

	if (strcmp(what, "join") == 0) {
		answer_subject(a, catalog_get(cat, "Do you want to read %{title}?"), of);
		answer_say(a, catalog_get(cat, "Somebody, perhaps you, asked that this address be sent %{title}: what "
		    "people's assemblies write to each other."), of);
	} else if (strcmp(what, "leave") == 0) {
		answer_subject(a, catalog_get(cat, "Do you want to leave %{title}?"), of);
		answer_say(a, catalog_get(cat, "Somebody, perhaps you, asked that this address be sent nothing more of "
		    "%{title}."), of);
	} else {
		answer_subject(a, catalog_get(cat, "Shall we forget you?"), NULL);
		answer_say(a, catalog_get(cat, "Somebody, perhaps you, asked %{title} to forget this address. If you say "
		    "yes, you leave, and everything we know of you is erased. No further letter comes, not even to say that it "
		    "was done."), of);
	}
}

int
observing_ask(struct site *site, const struct correspondent *who, const char *what, const struct record *wanted,
    moment now, struct err *err)
{
	const struct catalog	*cat;
	struct answer		*a;

	if ((a = begin(site, ANSWER_INVITE, who, now, err)) == NULL)
		return -1;
	cat = answer_catalog(a);
	if (add_token(a, what, wanted, now, err) == -1) {
		answer_free(a);
		return -1;
	}
	say_question(a, what, site->conf.title);
	answer_say(a, catalog_get(cat, "If you want that, answer this letter, with the word \"%{yes}\" as its first line."),
	    (const char *const[]){ "yes", answer_word(a, "Yes"), NULL });
	answer_say(a, catalog_get(cat, "If not, do nothing. On %{date} the question is forgotten."),
	    (const char *const[]){ "date", answer_day(a, now + OBSERVING_DAYS * 86400), NULL });
	return end(a, err);
}

/* ---- settings ---- */

static void
add_list(struct buf *out, const char *list, int between)
{
	for (; *list != '\0'; list++)
		if (*list == between)
			buf_adds(out, ", ");
		else
			buf_addc(out, *list);
}

static void
show_languages(struct answer *a, const char *languages)
{
	const struct catalog	*cat = answer_catalog(a);
	struct span		 rest = span_str(languages), tag;
	struct buf		 line = BUF_INIT, one = BUF_INIT;

	while (span_cut(&rest, ' ', &tag)) {
		if (tag.n == 0)
			continue;
		buf_reset(&one);
		buf_addspan(&one, tag);
		buf_addf(&line, "%s%s", line.len > 0 ? ", " : "", catalog_language_name(cat, buf_str(&one)));
	}
	answer_field(a, catalog_get(cat, "Languages"),
	    line.len > 0 ? span_buf(&line) : span_str(catalog_get(cat, "as they were written")));
	buf_free(&line);
	buf_free(&one);
}

static const char *
rhythm_text(const struct catalog *cat, const char *rhythm)
{
	if (strcmp(rhythm, "each") == 0)
		return catalog_get(cat, "each post as it comes");
	if (strcmp(rhythm, "daily") == 0)
		return catalog_get(cat, "a newsletter a day");
	return strcmp(rhythm, "weekly") == 0 ? catalog_get(cat, "a newsletter a week") : catalog_get(cat, "no mail");
}

/* In the words that she would write. */
static void
show_kinds(struct answer *a, const char *kinds)
{
	static const struct {
		const char	*kind, *word;
	} all[] = {
		{ "proposal", "Kind-Proposal" }, { "update", "Kind-Update" }, { "help", "Kind-Help" },
		{ "document", "Kind-Document" }, { "other", "Kind-Other" }, { "wire", "Sort-Wire" },
		{ "agenda", "Sort-Agenda" }, { "reminder", "Sort-Reminder" }
	};
	struct span	rest = span_str(kinds), kind;
	struct buf	line = BUF_INIT;
	size_t		i;

	while (span_cut(&rest, ' ', &kind))
		for (i = 0; i < sizeof all / sizeof all[0]; i++)
			if (span_eqs(kind, all[i].kind))
				buf_addf(&line, "%s%s", line.len > 0 ? ", " : "", answer_word(a, all[i].word));
	if (line.len > 0)
		answer_field(a, catalog_get(answer_catalog(a), "Kinds"), span_buf(&line));
	buf_free(&line);
}

static void
show_places(struct answer *a, const struct observer *o)
{
	const struct catalog	*cat = answer_catalog(a);
	struct buf		 line = BUF_INIT;

	add_list(&line, o->regions, '\n');
	if (line.len > 0)
		answer_field(a, catalog_get(cat, "Regions"), span_buf(&line));
	buf_reset(&line);
	add_list(&line, o->assemblies, ' ');
	if (line.len > 0)
		answer_field(a, catalog_get(cat, "Assemblies"), span_buf(&line));
	buf_free(&line);
}

static void
show_settings(struct answer *a, const struct observer *o, moment now)
{
	const struct catalog	*cat = answer_catalog(a);
	struct buf		 hours = BUF_INIT;
	unsigned long		 n = (unsigned long)(o->wait / 3600);
	char			 number[24];

	(void)snprintf(number, sizeof number, "%lu", n);
	show_languages(a, o->languages);
	answer_field(a, catalog_get(cat, "Rhythm"), span_str(rhythm_text(cat, o->rhythm)));
	show_kinds(a, o->kinds);
	show_places(a, o);
	if (*o->languages != '\0' && strcmp(o->rhythm, "each") == 0) {
		catalog_fill(&hours, catalog_plural(cat, "%{n} hour", "%{n} hours", n), (const char *const[]){ "n", number, NULL });
		answer_field(a, catalog_get(cat, "Wait for a translation"), span_buf(&hours));
	}
	if (o->paused > now)
		answer_field(a, catalog_get(cat, "Nothing until"), span_str(answer_day(a, o->paused)));
	buf_free(&hours);
}

/* A command as she may write it: the word of its name in her language and an example behind it. */
static void
show_command(struct answer *a, const char *name, const char *example)
{
	struct buf	line = BUF_INIT;

	buf_addf(&line, "%s%s%s", answer_word(a, name), *example != '\0' ? " " : "", example);
	answer_line(a, buf_str(&line));
	buf_free(&line);
}

static void
show_commands(struct answer *a, struct site *site)
{
	struct buf	 to = BUF_INIT;
	char		 both[128];

	buf_addf(&to, LOCAL "@%s", site->conf.domain);
	answer_say(a, catalog_get(answer_catalog(a), "To change something, write to %{address} from this address, one wish a line:"),
	    (const char *const[]){ "address", buf_str(&to), NULL });
	show_command(a, "Setting-Language", "es, en");
	show_command(a, "Setting-Rhythm", answer_word(a, "Rhythm-Weekly"));
	(void)snprintf(both, sizeof both, "%s, %s", answer_word(a, "Kind-Proposal"), answer_word(a, "Kind-Help"));
	show_command(a, "Setting-Kinds", both);
	show_command(a, "Setting-Pause", "2027-01-31");
	show_command(a, "Observe-Status", "");
	show_command(a, "Command-Leave", "");
	show_command(a, "Observe-Forget", "");
	buf_free(&to);
}

/* ---- what she is told ---- */

static void
say_wrong(struct answer *a, unsigned wrong)
{
	static const struct {
		unsigned	 which;
		const char	*word;
	} all[] = {
		{ WISHES_LANGUAGES, "Setting-Language" }, { WISHES_RHYTHM, "Setting-Rhythm" },
		{ WISHES_KINDS, "Setting-Kinds" }, { WISHES_REGIONS, "Setting-Regions" },
		{ WISHES_ASSEMBLIES, "Setting-Assemblies" }, { WISHES_PAUSE, "Setting-Pause" }, { WISHES_WAIT, "Setting-Wait" }
	};
	struct buf	names = BUF_INIT;
	size_t		i;

	for (i = 0; i < sizeof all / sizeof all[0]; i++)
		if ((wrong & all[i].which) != 0)
			buf_addf(&names, "%s%s", names.len > 0 ? ", " : "", answer_word(a, all[i].word));
	if (names.len > 0)
		answer_say(a, catalog_get(answer_catalog(a), "What you said of this was not understood, and was left as it is: %{names}."),
		    (const char *const[]){ "names", buf_str(&names), NULL });
	buf_free(&names);
}

static void
say_told(struct answer *a, enum observing_told what, const char *title)
{
	const struct catalog	*cat = answer_catalog(a);
	const char *const	 of[] = { "title", title, NULL };

	switch (what) {
	case OBSERVING_WELCOME:
		answer_subject(a, catalog_get(cat, "Welcome to %{title}"), of);
		answer_say(a, catalog_get(cat, "From now on this address is sent %{title}. Nobody but this server knows that, "
		    "and no assembly sees who reads."), of);
		break;
	case OBSERVING_CHANGED:
		answer_subject(a, catalog_get(cat, "Your settings for %{title}"), of);
		answer_say(a, catalog_get(cat, "Your settings were changed."), NULL);
		break;
	case OBSERVING_STATUS:
		answer_subject(a, catalog_get(cat, "Your settings for %{title}"), of);
		break;
	case OBSERVING_UNCLEAR:
		answer_subject(a, catalog_get(cat, "Your settings for %{title}"), of);
		answer_say(a, catalog_get(cat, "Your letter was not understood; nothing was changed."), NULL);
		break;
	}
}

int
observing_tell(struct site *site, const struct correspondent *who, enum observing_told what,
    const struct observer *o, const struct record *before, unsigned wrong, moment now, struct err *err)
{
	struct answer	*a;

	if ((a = begin(site, ANSWER_REPLY, who, now, err)) == NULL)
		return -1;
	if (before != NULL && add_token(a, "set", before, now, err) == -1) {
		answer_free(a);
		return -1;
	}
	say_told(a, what, site->conf.title);
	say_wrong(a, wrong);
	answer_say(a, catalog_get(answer_catalog(a), "These are your settings:"), NULL);
	show_settings(a, o, now);
	if (before != NULL)
		answer_say(a, catalog_get(answer_catalog(a), "If it was not you, answer this letter, with the word \"%{yes}\" "
		    "as its first line, and all is as it was before."),
		    (const char *const[]){ "yes", answer_word(a, "Yes"), NULL });
	show_commands(a, site);
	return end(a, err);
}

int
observing_goodbye(struct site *site, const struct correspondent *who, const struct record *before, moment now,
    struct err *err)
{
	const struct catalog	*cat;
	struct answer		*a;

	if ((a = begin(site, ANSWER_REPLY, who, now, err)) == NULL)
		return -1;
	if (add_token(a, "join", before, now, err) == -1) {
		answer_free(a);
		return -1;
	}
	cat = answer_catalog(a);
	answer_subject(a, catalog_get(cat, "You have left %{title}"),
	    (const char *const[]){ "title", site->conf.title, NULL });
	answer_say(a, catalog_get(cat, "This address is sent nothing more."), NULL);
	answer_say(a, catalog_get(cat, "If it was not you who asked, or if you think better of it: answer this letter until "
	    "%{date}, with the word \"%{yes}\" as its first line, and all is as it was before."),
	    (const char *const[]){ "date", answer_day(a, now + OBSERVING_DAYS * 86400), "yes",
	    answer_word(a, "Yes"), NULL });
	return end(a, err);
}

int
observing_stranger(struct site *site, const struct correspondent *who, moment now, struct err *err)
{
	const struct catalog	*cat;
	struct answer		*a;
	struct buf		 to = BUF_INIT;

	if ((a = begin(site, ANSWER_INVITE, who, now, err)) == NULL)
		return -1;
	cat = answer_catalog(a);
	buf_addf(&to, LOCAL "@%s", site->conf.domain);
	answer_subject(a, catalog_get(cat, "How to read %{title}"),
	    (const char *const[]){ "title", site->conf.title, NULL });
	answer_say(a, catalog_get(cat, "A letter came from this address, which is not one that %{title} is sent to."),
	    (const char *const[]){ "title", site->conf.title, NULL });
	answer_say(a, catalog_get(cat, "To read it by mail, write to %{address} with this subject:"),
	    (const char *const[]){ "address", buf_str(&to), NULL });
	show_command(a, "Command-Join", "");
	answer_say(a, catalog_get(cat, "If you wanted to leave: write from the address to which it comes."), NULL);
	buf_free(&to);
	return end(a, err);
}
