/*
 * Letters to translators, reviewers and coordinators.
 */
#include <stdio.h>
#include <string.h>

#include "cmd/asm-translate-queue/queue.h"
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

/* Tag, revision and a subject of ours. */
static void
set_subject(struct answer *a, const struct job *job, const char *text, const char *const pairs[])
{
	struct buf	all = BUF_INIT;

	if (job != NULL)
		buf_addf(&all, "[%s r%d] ", buf_str(&job->tag), job->item.work.revision);
	buf_adds(&all, text);
	answer_subject(a, buf_str(&all), pairs);
	buf_free(&all);
}

/* A token for going on with the work by Reply. */
static int
work_token(struct answer *a, const struct job *job, const char *action)
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
	struct buf		 line = BUF_INIT, day = BUF_INIT, more = BUF_INIT, back = BUF_INIT;
	const char		*pairs[] = { "title", job != NULL ? job->piece.title : "", "text", NULL, "day", NULL, "more", NULL,
				    "back", NULL, NULL };
	int			 i, result = 0;

	buf_addspan(&line, text);
	buf_adds(&day, answer_day(a, job != NULL && job->item.lease != MOMENT_NONE ? job->item.lease : program_now()));
	buf_adds(&more, answer_word(a, "Command-More-Time"));
	buf_adds(&back, answer_word(a, "Command-Give-Back"));
	pairs[3] = buf_str(&line);
	pairs[5] = buf_str(&day);
	pairs[7] = buf_str(&more);
	pairs[9] = buf_str(&back);
	set_subject(a, job, catalog_get(cat, letters[what].subject), pairs);
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
	return result;
}

/* What changed, as a form to be answered. */
static int	 write_form(struct answer *, const struct job *, const struct translation *, const char *const *shown, struct err *);

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
			(void)work_token(a, job, what == LETTER_AMENDED ? ACTION_REVIEW : ACTION_WORK);
		if (what == LETTER_CORRECTED && (got = translation_read(&now, job, err)) == 0)
			got = write_form(a, job, &now, NULL, err);
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

/* ---- work mails ---- */

static void
hint_lines(struct buf *out, const struct package_hint *h, const struct catalog *cat)
{
	struct span	rest = span_str(h->terms), line;

	if (h->before != NULL)
		buf_addf(out, "| %s %s\n", catalog_get(cat, "Before:"), h->before);
	if (h->text != NULL)
		buf_addf(out, "| %d%%: %s\n", h->percent, h->text);
	while (span_line(&rest, &line))
		if (line.n > 0)
			buf_addf(out, "| %.*s\n", SPAN_FMT(line));
	if (h->before != NULL || h->text != NULL || h->terms != NULL)
		buf_addc(out, '\n');
}

/* What is not translated yet, in order; what others have done of it is left out. */
static int
write_form(struct answer *a, const struct job *job, const struct translation *now, const char *const *shown, struct err *err)
{
	struct package_hint	*hint = NULL;
	struct buf		 form = BUF_INIT;
	size_t			 i;
	int			 result;

	if ((result = hints_read(&hint, job, now, err)) == 0) {
		for (i = 0; i < job->piece.segments.n; i++) {
			const struct segment	*s = &job->piece.segments.segment[i];

			if (s->number == 0 || now->text[s->number] != NULL)
				continue;
			segment_form(&form, s, shown != NULL ? shown[s->number] : NULL);
			hint_lines(&form, &hint[s->number], answer_catalog(a));
		}
		buf_adds(&form, "[[end]]\n");
		if ((result = buf_ok(&form, err)) == 0)
			answer_text(a, span_buf(&form));
	}
	hints_free(hint, job);
	buf_free(&form);
	return result;
}

static void
say_work(struct answer *a, const struct job *job, const char *source)
{
	const struct catalog	*cat = answer_catalog(a);
	struct buf		 words = BUF_INIT, count = BUF_INIT;
	const char		*number[] = { "n", NULL, NULL };

	buf_addf(&count, "%lld", (long long)job->item.left);
	number[1] = buf_str(&count);
	catalog_fill(&words, catalog_plural(cat, "%{n} word", "%{n} words", (unsigned long)job->item.left), number);
	answer_say(a, catalog_get(cat, "Please translate this post from %{source} into %{target}: %{words}, "
	    "by %{date}. It is kept for you until then."), (const char *const[]){
	    "source", catalog_language_name(cat, source), "target", catalog_language_name(cat, job->item.language),
	    "words", buf_str(&words), "date", answer_day(a, job->item.lease == MOMENT_NONE ? job->item.due : job->item.lease),
	    NULL });
	answer_say(a, catalog_get(cat, "Press Reply and write the translation below each number, in place of the "
	    "text or under it. Leave the numbers and the last line as they are."), NULL);
	answer_say(a, catalog_get(cat, "A part of it helps, too: what you leave empty stays open. If you find no "
	    "time after all, tell us, and somebody else will take it."), NULL);
	answer_say(a, catalog_get(cat, "Thank you!"), NULL);
	buf_free(&words);
	buf_free(&count);
}

/* The translation of the pivot language, if it is approved: 1, 0 there is none, -1. */
static int
read_pivot(struct translation *t, const struct job *job, struct err *err)
{
	struct job	other = { .rows = NULL };
	struct buf	tag = BUF_INIT;
	int64_t		id;
	int		got;

	if (*job->item.pivot == '\0')
		return 0;
	buf_addf(&tag, "%s-%s", job->item.work.tag, job->item.pivot);
	if ((got = buf_ok(&tag, err)) == 0 && (got = queue_find(job->site->priv, span_buf(&tag), &id, err)) == 1 &&
	    (got = job_open(&other, job->site, job->words, id, err)) == 1)
		got = other.item.approved == 0 ? 0 : translation_read(t, &other, err) == -1 ? -1 : 1;
	job_free(&other);
	buf_free(&tag);
	return got;
}

/* The file that she likes beside the text. */
static int
attach(struct answer *a, const struct job *job, const struct translation *now, const struct translation *pivot,
    const char *form, struct err *err)
{
	struct package_hint	*hint = NULL;
	struct package		 p = { .item = buf_str(&job->tag), .revision = job->item.work.revision,
				    .source = job->item.work.language, .target = job->item.language,
				    .message = span_buf(&job->message), .segments = &job->piece.segments, .texts = now->text };
	struct buf		 file = BUF_INIT, name = BUF_INIT;
	int			 result;

	if ((result = hints_read(&hint, job, now, err)) == 0) {
		p.hint = hint;
		if (pivot != NULL) {
			p.basis = job->item.pivot;
			p.shown = pivot->text;
		}
		package_stem(&name, &p);
		buf_adds(&name, strcmp(form, "kit") == 0 ? ".zip" : strcmp(form, "xliff") == 0 ? ".xlf" : ".po");
		result = strcmp(form, "kit") == 0 ? package_kit(&file, &p, err) :
		    strcmp(form, "xliff") == 0 ? package_xliff(&file, &p, err) : package_po(&file, &p, err);
		if (result == 0 && (result = buf_ok(&name, err)) == 0)
			answer_attach(a, strcmp(form, "kit") == 0 ? "application/zip" : strcmp(form, "xliff") == 0 ?
			    "application/x-xliff+xml" : "application/x-gettext", buf_str(&name), span_buf(&file));
	}
	hints_free(hint, job);
	buf_free(&file);
	buf_free(&name);
	return result;
}

static struct answer *
begin(const struct job *job, const struct addressee *to, const char *action, const char *subject, struct err *err)
{
	struct answer	*a;
	struct buf	 stem = BUF_INIT;

	if ((a = answer_new(job->site, ANSWER_REPLY, buf_str(&to->to), *buf_str(&to->languages) != '\0' ?
	    buf_str(&to->languages) : job->item.language, program_now(), err)) == NULL)
		return NULL;
	answer_from(a, "translate");
	(void)work_token(a, job, action);
	set_subject(a, job, subject == NULL ? "%{title}" : catalog_get(answer_catalog(a), subject),
	    (const char *const[]){ "title", job->item.work.title, NULL });
	buf_addf(&stem, "work.%s.r%d.%lld.%lld", buf_str(&job->tag), job->item.work.revision, (long long)to->id,
	    (long long)program_now());
	answer_name(a, buf_str(&stem));
	buf_free(&stem);
	return a;
}

int
letter_work(struct answer **out, const struct job *job, const struct addressee *to, const char *form, struct err *err)
{
	struct translation	 now = { .text = NULL }, pivot = { .text = NULL };
	struct answer		*a;
	int			 got, result = -1;

	if ((a = begin(job, to, ACTION_WORK, NULL, err)) != NULL && translation_read(&now, job, err) == 0 &&
	    (got = read_pivot(&pivot, job, err)) != -1) {
		say_work(a, job, got == 1 ? job->item.pivot : job->item.work.language);
		result = write_form(a, job, &now, got == 1 ? (const char *const *)pivot.text : NULL, err);
		if (result == 0 && strcmp(form, "text") != 0)
			result = attach(a, job, &now, got == 1 ? &pivot : NULL, form, err);
		if (result == 0)
			answer_attach(a, "message/rfc822", "original.eml", span_buf(&job->message));
	}
	translation_free(&now);
	translation_free(&pivot);
	if (result == -1) {
		answer_free(a);
		a = NULL;
	}
	*out = a;
	return result;
}

/* ---- reviews ---- */

/* The other texts that were given for a segment. */
static int
add_alternatives(struct buf *form, const struct job *job, const struct segment *s, const char *stands, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = queue_alternatives(job->site->priv, job->item.id, err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1)
		if (span_eq(db_blob(rows, 2), span_make((const char *)s->digest, HASH_LEN)) &&
		    strcmp(db_text(rows, 1), stands) != 0)
			buf_addf(form, "| + %s\n", db_text(rows, 1));
	db_done(rows);
	return got;
}

static int
write_review(struct answer *a, const struct job *job, const struct translation *now, struct err *err)
{
	struct buf	form = BUF_INIT;
	size_t		i;
	int		result = 0;

	for (i = 0; i < job->piece.segments.n && result == 0; i++) {
		const struct segment	*s = &job->piece.segments.segment[i];

		if (s->number == 0 || now->text[s->number] == NULL)
			continue;
		segment_form(&form, s, now->text[s->number]);
		buf_addf(&form, "| %s\n", s->text);
		result = add_alternatives(&form, job, s, now->text[s->number], err);
		buf_addc(&form, '\n');
	}
	buf_adds(&form, "[[end]]\n");
	if (result == 0 && (result = buf_ok(&form, err)) == 0)
		answer_text(a, span_buf(&form));
	buf_free(&form);
	return result;
}

int
letter_review(struct answer **out, const struct job *job, const struct addressee *to, struct err *err)
{
	struct translation	 now = { .text = NULL };
	struct answer		*a;
	struct buf		 approve = BUF_INIT, reject = BUF_INIT;
	int			 result = -1;

	if ((a = begin(job, to, ACTION_REVIEW, CATALOG_N("Please review: %{title}"), err)) != NULL &&
	    translation_read(&now, job, err) == 0) {
		const struct catalog	*cat = answer_catalog(a);

		buf_adds(&approve, answer_word(a, "Command-Approve"));
		buf_adds(&reject, answer_word(a, "Command-Reject"));
		answer_say(a, catalog_get(cat, "Please read this translation from %{source} into %{target}; below each text, "
		    "behind |, stands what it translates. It is kept for you until %{date}."), (const char *const[]){
		    "source", catalog_language_name(cat, job->item.work.language),
		    "target", catalog_language_name(cat, job->item.language), "date",
		    answer_day(a, job->item.lease == MOMENT_NONE ? program_now() : job->item.lease), NULL });
		answer_say(a, catalog_get(cat, "If it is good, answer \"%{approve}\" in the first line. To change something, write it "
		    "below its number and send it back. If it has to be done again, answer \"%{reject}: \" and why."),
		    (const char *const[]){ "approve", buf_str(&approve), "reject", buf_str(&reject), NULL });
		answer_say(a, catalog_get(cat, "Thank you!"), NULL);
		if ((result = write_review(a, job, &now, err)) == 0)
			answer_attach(a, "message/rfc822", "original.eml", span_buf(&job->message));
	}
	translation_free(&now);
	buf_free(&approve);
	buf_free(&reject);
	if (result == -1) {
		answer_free(a);
		a = NULL;
	}
	*out = a;
	return result;
}

/* ---- receipts ---- */

static void
say_faults(struct answer *a, const struct receipt *r)
{
	const struct catalog	*cat = answer_catalog(a);

	if (r->faults.len == 0)
		return;
	answer_say(a, r->errors > 0 ? catalog_get(cat, "Please look at these once more; an address that differs is most likely a slip:") :
	    catalog_get(cat, "You may want to look at these once more:"), NULL);
	answer_quote(a, span_buf(&r->faults), 40);
}

int
letter_receipt(struct site *site, int64_t person, const struct job *job, const struct receipt *r,
    const struct header *mail, struct err *err)
{
	struct addressee	 to = ADDRESSEE_INIT;
	struct answer		*a;
	const struct catalog	*cat;
	const char		*pairs[] = { "accepted", buf_str(&r->accepted), "missing", buf_str(&r->missing), "stale",
				    buf_str(&r->stale), "conflicts", buf_str(&r->conflicts), NULL };
	int			 got;

	if ((got = addressee_read(&to, site, person, job->item.language, err)) != 1 || to.to.len == 0) {
		addressee_free(&to);
		return got == -1 ? -1 : 0;
	}
	if ((a = answer_new(site, ANSWER_REPLY, buf_str(&to.to), buf_str(&to.languages), program_now(), err)) == NULL) {
		addressee_free(&to);
		return -1;
	}
	cat = answer_catalog(a);
	answer_from(a, "translate");
	answer_to_mail(a, mail);
	(void)work_token(a, job, ACTION_WORK);
	set_subject(a, job, catalog_get(cat, "Your translation has arrived"), NULL);
	answer_say(a, catalog_get(cat, "Thank you! Your work has arrived and is kept."), NULL);
	if (r->accepted.len > 0)
		answer_say(a, catalog_get(cat, "Translated: %{accepted}."), pairs);
	if (r->stale.len > 0)
		answer_say(a, catalog_get(cat, "Corrected meanwhile by the assembly, and kept as a suggestion: %{stale}."), pairs);
	if (r->conflicts.len > 0)
		answer_say(a, catalog_get(cat, "Somebody else translated these, too, and the reviewer sees both: %{conflicts}."), pairs);
	if (r->missing.len > 0)
		answer_say(a, catalog_get(cat, "Still open: %{missing}. You can send them by answering this mail."), pairs);
	else if (r->complete)
		answer_say(a, conf_review(&site->conf, job->item.work.kind) == 0 ?
		    catalog_get(cat, "It is complete, and goes to the assemblies now.") :
		    catalog_get(cat, "It is complete. Somebody else reads it once more, and then it goes to the assemblies."), NULL);
	say_faults(a, r);
	got = answer_send(a, err);
	answer_free(a);
	addressee_free(&to);
	return got == -1 ? -1 : 0;
}

/* ---- strangers ---- */

int
letter_confirm(struct site *site, const char *address, const char *languages, int64_t mail, struct span subject,
    const struct header *h, struct err *err)
{
	struct answer		*a;
	const struct catalog	*cat;
	char			 id[24];
	int			 got;

	(void)snprintf(id, sizeof id, "%lld", (long long)mail);
	if ((a = answer_new(site, ANSWER_CHALLENGE, address, languages, program_now(), err)) == NULL)
		return -1;
	cat = answer_catalog(a);
	answer_from(a, "translate");
	answer_to_mail(a, h);
	(void)answer_token(a, "translate", ACTION_CONFIRM, id, program_now() + CONFIRM_SECONDS);
	answer_subject(a, catalog_get(cat, "Did you write to the translators?"), NULL);
	answer_say(a, catalog_get(cat, "Somebody, probably you, wrote this to the translators' queue of %{list}:"),
	    (const char *const[]){ "list", site->conf.title, NULL });
	answer_field(a, catalog_get(cat, "Its subject"), subject);
	answer_say(a, catalog_get(cat, "If it was you, answer \"%{yes}\" in the first line; then it is done. If not, do nothing."),
	    (const char *const[]){ "yes", answer_word(a, "Yes"), NULL });
	got = answer_send(a, err);
	answer_free(a);
	return got;
}

/* ---- what there is ---- */

static int
add_items(struct answer *a, struct site *site, const char *language, struct err *err)
{
	struct queue_item	item;
	struct db_rows		*rows;
	struct buf		line = BUF_INIT;
	int			got, n = 0;

	if ((rows = queue_list(site->priv, language, program_now(), err)) == NULL)
		return -1;
	while (n < 20 && (got = queue_row(rows, &item, err)) == 1) {
		if (item.state != QUEUE_OPEN && item.state != QUEUE_RETURNED)
			continue;
		buf_reset(&line);
		buf_addf(&line, "%s-%s  %s  %lld  %s", item.work.tag, item.language, queue_state_word(item.state),
		    (long long)item.left, item.work.title);
		answer_line(a, buf_str(&line));
		n++;
	}
	db_done(rows);
	buf_free(&line);
	return n;
}

int
letter_list(struct site *site, int64_t person, const char *language, const struct header *h, struct err *err)
{
	struct addressee	 to = ADDRESSEE_INIT;
	struct answer		*a;
	const struct catalog	*cat;
	int			 got;

	if ((got = addressee_read(&to, site, person, language, err)) == 1 && to.to.len > 0) {
		got = -1;
		if ((a = answer_new(site, ANSWER_REPLY, buf_str(&to.to), buf_str(&to.languages), program_now(), err)) != NULL) {
			cat = answer_catalog(a);
			answer_from(a, "translate");
			answer_to_mail(a, h);
			answer_subject(a, catalog_get(cat, "What waits to be translated"), NULL);
			answer_say(a, catalog_get(cat, "Of each: its name, its state, the words to do, the title."), NULL);
			if (add_items(a, site, language, err) != -1)
				got = answer_send(a, err);
		}
		answer_free(a);
	}
	addressee_free(&to);
	return got == -1 ? -1 : 0;
}
