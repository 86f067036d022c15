/*
 * The short letters about an item: one table of what is said, and whom it is sent to.
 */
#include <string.h>

#include "cmd/asm-translate-queue/letters.h"
#include "cmd/program.h"
#include "mail/address.h"
#include "store/person.h"
#include "text/similar.h"

/* ---- to whom ---- */

int
addressee_read(struct addressee *a, struct site *site, int64_t person, const char *language, struct err *err)
{
	struct person	 p;
	struct db_rows	*rows;
	int		 got;

	if ((rows = person_by_id(site->priv, person, err)) == NULL)
		return -1;
	if ((got = person_row(rows, &p, err)) == 1) {
		a->id = p.id;
		a->paused = p.paused;
		if (address_plain(span_str(p.name)))
			buf_adds(&a->to, p.name);
		buf_adds(&a->languages, *p.languages != '\0' ? p.languages : language != NULL ? language : "");
		memcpy(a->form, p.form, strlen(p.form) < sizeof a->form ? strlen(p.form) + 1 : 0);
		got = buf_ok(&a->to, err) == -1 || buf_ok(&a->languages, err) == -1 ? -1 : 1;
	}
	db_done(rows);
	return got;
}

void
addressee_free(struct addressee *a)
{
	buf_free(&a->to);
	buf_free(&a->languages);
}

/* ---- short letters ---- */

#define AT_MOST	4	/* paragraphs */

/* %{item} and %{title} are its tag and title, %{text} what the caller shows in one line. */
static const struct {
	enum answer_kind kind;
	const char	*subject;	/* behind "[2k7q-es r1] " */
	const char	*say[AT_MOST];
} letters[] = {
	[LETTER_REMINDER] = { ANSWER_NOTICE, CATALOG_N("Your translation is kept until %{day}"), {
	    CATALOG_N("You took this work: %{title}. It is kept for you until %{day}."),
	    CATALOG_N("Send what you have, even a part of it. If you need more time, answer \"%{more}\"; if you find no time "
	    "after all, answer \"%{back}\", and somebody else will go on where you stopped.") } },
	[LETTER_EXPIRED] = { ANSWER_NOTICE, CATALOG_N("Your work is open to others again"), {
	    CATALOG_N("The time for this work is over: %{title}. Others may take it now."),
	    CATALOG_N("What you sent is kept. If you have translated more of it, send it: it is welcome late, too.") } },
	[LETTER_CORRECTED] = { ANSWER_NOTICE, CATALOG_N("The original was corrected"), {
	    CATALOG_N("The assembly has corrected the post that you are translating or have translated: %{title}."),
	    CATALOG_N("Nothing of your work is lost: what did not change stays translated. Below is what changed. What you send "
	    "for the old text is taken, too.") } },
	[LETTER_CORRECTED_REVIEW] = { ANSWER_NOTICE, CATALOG_N("The original was corrected"), {
	    CATALOG_N("The assembly has corrected the post whose translation you are reviewing: %{title}. What changed "
	    "is translated first; you need not do anything.") } },
	[LETTER_CONFLICT] = { ANSWER_NOTICE, CATALOG_N("Somebody else translated this, too"), {
	    CATALOG_N("Two translations of the same text came in: %{title}, segments %{text}. Both are kept, and the reviewer sees "
	    "them side by side.") } },
	[LETTER_REJECTED] = { ANSWER_NOTICE, CATALOG_N("Your translation needs more work"), {
	    CATALOG_N("The reviewer asks for another look at the translation of: %{title}. The reason:"),
	    CATALOG_N("It is open again, and your texts are offered as suggestions.") } },
	[LETTER_PUBLISHED] = { ANSWER_NOTICE, CATALOG_N("Your translation is published"), {
	    CATALOG_N("The translation that you worked on goes to the assemblies now: %{title}. Thank you!") } },
	[LETTER_AMENDED] = { ANSWER_NOTICE, CATALOG_N("What the reviewer changed"), {
	    CATALOG_N("The reviewer of your translation has changed something: %{title}. What was taken out stands in [-...-], what "
	    "was put in stands in {+...+}.") } },
	[LETTER_UNPLACED] = { ANSWER_NOTICE, CATALOG_N("A return that a person has to look at"), {
	    CATALOG_N("A mail came in for this work, and no part of it could be placed: %{title}. It is kept; see "
	    "asm-translate-queue mails.") } },
	[LETTER_GIVEN_BACK] = { ANSWER_REPLY, CATALOG_N("Given back"), {
	    CATALOG_N("Thank you for telling us: somebody else will take it. What you sent is kept.") } },
	[LETTER_MORE_TIME] = { ANSWER_REPLY, CATALOG_N("More time"), {
	    CATALOG_N("It is kept for you until %{day}.") } },
	[LETTER_NO_MORE_TIME] = { ANSWER_REPLY, CATALOG_N("More time"), {
	    CATALOG_N("This work cannot be kept for you any longer: others wait for it. What you send is welcome all the same.") } },
	[LETTER_NOTHING] = { ANSWER_REPLY, CATALOG_N("Nothing to translate just now"), {
	    CATALOG_N("There is nothing to do into that language at the moment. Thank you for asking!") } },
	[LETTER_HELD] = { ANSWER_REPLY, CATALOG_N("You have enough work already"), {
	    CATALOG_N("You hold three pieces of work. Please return one of them, or give it back, before you take another.") } },
	[LETTER_STOPPED] = { ANSWER_REPLY, CATALOG_N("We write no more"), {
	    CATALOG_N("Nothing is sent to you unasked any more. When you want work again, just write for it. Thank you for all "
	    "you did!") } },
	[LETTER_CREDIT] = { ANSWER_REPLY, CATALOG_N("Your name"), {
	    CATALOG_N("Your translations will be signed: %{text}. An empty name takes that back.") } },
	[LETTER_NOT_ALLOWED] = { ANSWER_REPLY, CATALOG_N("Somebody else has to do that"), {
	    CATALOG_N("A translation is approved or rejected by somebody who did not write it, and who has it for review.") } },
	[LETTER_APPROVED] = { ANSWER_REPLY, CATALOG_N("Approved"), {
	    CATALOG_N("Thank you: your decision stands.") } },
	[LETTER_HELP] = { ANSWER_REPLY, CATALOG_N("How to translate by mail"), {
	    CATALOG_N("Write to this address, with one of these as the first line or the subject:"),
	    CATALOG_N("Work comes as a mail: press Reply, write, and send. Nothing else is needed.") } },
	[LETTER_GROUP] = { ANSWER_NOTICE, CATALOG_N("New work for your group"), {
	    CATALOG_N("There is a new post to be translated into %{target}: %{title}. For twelve hours it is offered to your group "
	    "alone; then everybody may take it."),
	    CATALOG_N("If you have time for it, answer \"%{claim}\", and the text comes by mail. If not, you need not do anything.") } },
	[LETTER_TAKEN] = { ANSWER_REPLY, CATALOG_N("Somebody else has it"), {
	    CATALOG_N("Somebody else is working on this, or it is done already. For other work write \"%{next}\".") } },
};

/* Lines "number TAB old TAB new" as differences. */
static int
show_diff(struct answer *a, struct span text, struct err *err)
{
	struct buf	out = BUF_INIT;
	struct span	line, number, old;
	int		result = 0;

	while (result == 0 && span_line(&text, &line)) {
		span_cut(&line, '\t', &number);
		span_cut(&line, '\t', &old);
		buf_addf(&out, "[%.*s] ", SPAN_FMT(number));
		result = similar_diff(&out, old, line, err);
		buf_addc(&out, '\n');
	}
	if (result == 0)
		answer_text(a, span_buf(&out));
	buf_free(&out);
	return result;
}

static void
show_commands(struct answer *a)
{
	static const char *const	names[] = { "Command-Next", "Command-List", "Command-Review", "Command-Give-Back",
					    "Command-More-Time", "Command-Credit", "Command-Stop" };
	struct buf			line = BUF_INIT;
	size_t				i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		buf_reset(&line);
		buf_adds(&line, answer_word(a, names[i]));
		if (i < 3)
			buf_addf(&line, " %s", catalog_language(answer_catalog(a)));
		answer_line(a, buf_str(&line));
	}
	buf_free(&line);
}

void
letter_subject(struct answer *a, const struct job *job, const char *text, const char *const pairs[])
{
	struct buf	all = BUF_INIT;

	if (job != NULL)
		buf_addf(&all, "[%s r%d] ", buf_str(&job->tag), job->item.work.revision);
	buf_adds(&all, text);
	answer_subject(a, buf_str(&all), pairs);
	buf_free(&all);
}

int
letter_token(struct answer *a, const struct job *job, const char *action)
{
	struct buf	local = BUF_INIT, subject = BUF_INIT;
	const char	*made;

	buf_addf(&local, "translate+%s.r%d", buf_str(&job->tag), job->item.work.revision);
	buf_addf(&subject, "%lld r%d", (long long)job->item.id, job->item.work.revision);
	/* A local part has 64 octets: the token is what counts. */
	made = local.err || subject.err ? NULL : answer_token(a, local.len + 33 > 64 ? "translate" : buf_str(&local), action,
	    buf_str(&subject), program_now() + TOKEN_SECONDS);
	buf_free(&local);
	buf_free(&subject);
	return made == NULL ? -1 : 0;
}

static int
write_short(struct answer *a, enum letter what, const struct job *job, struct span text, struct err *err)
{
	const struct catalog	*cat = answer_catalog(a);
	struct buf		 line = BUF_INIT, day = BUF_INIT, more = BUF_INIT, back = BUF_INIT, claim = BUF_INIT, next = BUF_INIT;
	const char		*into = job != NULL ? job->item.language : catalog_language(cat);
	const char		*pairs[] = { "title", job != NULL ? job->piece.title : "", "text", NULL, "day", NULL, "more", NULL,
				    "back", NULL, "claim", NULL, "next", NULL, "target", catalog_language_name(cat, into), NULL };
	int			 i, result = 0;

	buf_addspan(&line, text);
	buf_adds(&day, answer_day(a, job != NULL && job->item.lease != MOMENT_NONE ? job->item.lease : program_now()));
	buf_adds(&more, answer_word(a, "Command-More-Time"));
	buf_adds(&back, answer_word(a, "Command-Give-Back"));
	buf_adds(&claim, answer_word(a, "Command-Claim"));
	buf_addf(&next, "%s %s", answer_word(a, "Command-Next"), into);
	pairs[3] = buf_str(&line);
	pairs[5] = buf_str(&day);
	pairs[7] = buf_str(&more);
	pairs[9] = buf_str(&back);
	pairs[11] = buf_str(&claim);
	pairs[13] = buf_str(&next);
	letter_subject(a, job, catalog_get(cat, letters[what].subject), pairs);
	for (i = 0; i < AT_MOST && letters[what].say[i] != NULL; i++) {
		answer_say(a, catalog_get(cat, letters[what].say[i]), pairs);
		if (i == 0 && what == LETTER_REJECTED)
			answer_quote(a, text, 20);
		if (i == 0 && what == LETTER_HELP)
			show_commands(a);
	}
	if (what == LETTER_AMENDED)
		result = show_diff(a, text, err);
	buf_free(&line);
	buf_free(&day);
	buf_free(&more);
	buf_free(&back);
	buf_free(&claim);
	buf_free(&next);
	return result;
}

static int
send_to(struct site *site, enum letter what, const struct addressee *to, const struct job *job, struct span text,
    const struct header *mail, struct err *err)
{
	struct answer		*a;
	struct translation	 now = { .text = NULL };
	int			 got = -1;

	if ((a = answer_new(site, letters[what].kind, buf_str(&to->to), buf_str(&to->languages), program_now(), err)) == NULL)
		return -1;
	answer_from(a, "translate");
	if (mail != NULL)
		answer_to_mail(a, mail);
	if (write_short(a, what, job, text, err) == 0) {
		got = 0;
		if (job != NULL && to->id != 0 && letters[what].kind == ANSWER_NOTICE)
			(void)letter_token(a, job, what == LETTER_AMENDED ? ACTION_REVIEW : ACTION_WORK);
		if (what == LETTER_CORRECTED && (got = translation_read(&now, job, err)) == 0)
			got = letter_form(a, job, &now, NULL, err);
		if (got == 0)
			got = answer_send(a, err);
	}
	translation_free(&now);
	answer_free(a);
	return got == -1 ? -1 : 0;
}

int
letter_send(struct site *site, enum letter what, int64_t person, const struct job *job, struct span text,
    const struct header *mail, struct err *err)
{
	struct addressee	to = ADDRESSEE_INIT;
	int			got;

	if ((got = addressee_read(&to, site, person, job != NULL ? job->item.language : NULL, err)) == 1 && to.to.len > 0 &&
	    (!to.paused || letters[what].kind == ANSWER_REPLY))
		got = send_to(site, what, &to, job, text, mail, err);
	addressee_free(&to);
	return got == -1 ? -1 : 0;
}

int
letter_coordinators(struct site *site, enum letter what, const struct job *job, struct span text, struct err *err)
{
	struct addressee	to = ADDRESSEE_INIT;
	struct person		p;
	struct db_rows		*rows;
	int			 got, n = 0;

	if ((rows = person_list(site->priv, err)) == NULL)
		return -1;
	while ((got = person_row(rows, &p, err)) == 1)
		if (strcmp(p.role, "coordinator") == 0 && address_plain(span_str(p.name))) {
			n++;
			if ((got = letter_send(site, what, p.id, job, text, NULL, err)) == -1)
				break;
		}
	db_done(rows);
	if (got == 0 && n == 0) {
		buf_addf(&to.to, "owner@%s", site->conf.domain);
		got = buf_ok(&to.to, err) == -1 ? -1 : send_to(site, what, &to, job, text, NULL, err);
		addressee_free(&to);
	}
	return got;
}
