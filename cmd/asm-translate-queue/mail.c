/*
 * mail: one mail to translate@, by a person; what she is told goes to the outbox in the same transaction.
 *
 * From proves nothing.  Who answers a letter of ours has its token, which allows her what the letter was for.  Who writes
 * without one may ask for work and lists if she is known; everything else is kept until she has confirmed it.
 */
#include <string.h>

#include "cmd/asm-translate-queue/mail.h"
#include "cmd/program.h"
#include "mail/request.h"
#include "store/person.h"
#include "store/token.h"
#include "store/trace.h"
#include "text/language.h"

/* ---- returns ---- */

/* Placed: a receipt.  Not: a person has to look. */
static int
take_return(struct post *p, int commands, struct err *err)
{
	struct receipt	r = RECEIPT_INIT;
	struct delivery	d = { .site = p->site, .words = p->words, .item = p->item, .person = p->person,
			    .revision = p->revision, .amends = p->is_review, .marked = commands > 0, .message = p->bytes };
	struct job	job = { .rows = NULL };
	int		got;

	if ((got = deliver(&d, &r, err)) != -1 && job_open(&job, p->site, p->words, p->item, err) == -1)
		got = -1;
	if (got == 1) {
		if (r.accepted.len > 0 || r.stale.len > 0 || commands == 0) {
			p->outcome = "return";
			got = letter_receipt(p->site, p->person, &job, &r, &p->head, err);
		}
	} else if (got == 0 && commands == 0) {
		p->outcome = "unplaced";
		got = letter_coordinators(p->site, LETTER_UNPLACED, &job, SPAN_NONE, err);
		if (got == 0)
			got = letter_receipt(p->site, p->person, &job, &r, &p->head, err);
	}
	job_free(&job);
	receipt_free(&r);
	return got == -1 ? -1 : 0;
}

/* ---- who is it? ---- */

/* "12 r1" of a token. */
static int
read_subject_of(const char *subject, int64_t *item, int *revision)
{
	struct span		rest = span_str(subject), word;
	unsigned long long	n;

	span_cut(&rest, ' ', &word);
	if (span_number(word, &n) == -1)
		return 0;
	*item = (int64_t)n;
	*revision = span_starts(rest, "r") && span_number(span_from(rest, 1), &n) == 0 && n < 1000000 ? (int)n : 0;
	return 1;
}

/* The token in the recipient's extension: behind the last +, else all of it.  1, 0, -1. */
static int
find_token(struct post *p, struct token *t, struct err *err)
{
	struct span	text = p->extension;
	ptrdiff_t	plus;

	while ((plus = span_chr(text, '+')) != -1)
		text = span_from(text, (size_t)plus + 1);
	return text.n == TOKEN_CHARS ? token_find(p->site->priv, text, program_now(), t, err) : 0;
}

static int	 handle_kept(struct post *, const struct token *, struct err *);
static int	 ask(struct post *, struct err *);

static int
by_token(struct post *p, const struct token *t, struct err *err)
{
	int	commands;

	if (strcmp(t->action, ACTION_CONFIRM) == 0)
		return handle_kept(p, t, err);
	if ((strcmp(t->action, ACTION_WORK) != 0 && strcmp(t->action, ACTION_REVIEW) != 0) || t->state == TOKEN_VOID ||
	    !read_subject_of(t->subject, &p->item, &p->revision))
		return 0;
	p->is_review = strcmp(t->action, ACTION_REVIEW) == 0;
	/* Work mails that were written for a pipe may name nobody: then who answers is who holds it. */
	if (*t->address != '\0' && person_need(p->site->priv, t->address, program_now(), &p->person, err) == -1)
		return -1;
	if (*t->address == '\0' && p->from.len > 0 &&
	    person_need(p->site->priv, buf_str(&p->from), program_now(), &p->person, err) == -1)
		return -1;
	p->address = *t->address != '\0' ? t->address : buf_str(&p->from);
	if ((commands = command_each(p, command_obey, err)) == -1 || take_return(p, commands, err) == -1)
		return -1;
	return p->asked != NULL && ask(p, err) == -1 ? -1 : 1;
}

/* ---- without a token ---- */

static int
only_harmless(struct post *p, const struct command *c, struct err *err)
{
	struct span	argument = c->argument, word;

	if (!command_is_harmless(c))
		p->asked = c->name;
	/* Whoever writes a word of her language speaks it, as does whoever wants to translate into one. */
	if (strcmp(c->language, "en") != 0)
		buf_addf(&p->languages, "%s ", c->language);
	else if (span_cut(&argument, ' ', &word) && language_valid(word))
		buf_addf(&p->languages, "%.*s ", SPAN_FMT(word));
	return buf_ok(&p->languages, err) == -1 ? -1 : 1;
}

/* It is kept, and whoever's address it bears is asked. */
static int
ask(struct post *p, struct err *err)
{
	struct addressee	 her = ADDRESSEE_INIT;
	struct buf		 languages = BUF_INIT;
	const char		*guess;
	int			 got = 0;

	if (p->person == 0 || (got = addressee_read(&her, p->site, p->person, NULL, err)) != -1) {
		if ((guess = language_guess(span_buf(&p->body.text))) == NULL)
			guess = "";
		buf_addf(&languages, "%s %s %s", buf_str(&her.languages), guess, buf_str(&p->languages));
		got = letter_confirm(p->site, p->address, buf_str(&languages), p->row, p->asked, span_buf(&p->subject), &p->head, err);
		p->outcome = got == 1 ? "asked" : "limit";
	}
	buf_free(&languages);
	addressee_free(&her);
	return got == -1 ? -1 : 0;
}

static int
by_sender(struct post *p, struct err *err)
{
	int64_t	item = 0;
	int	got, n, revision;

	if (p->from.len == 0) {
		p->outcome = "no sender";
		return 0;
	}
	p->address = buf_str(&p->from);
	if ((got = person_find(p->site->priv, p->address, &p->person, err)) == -1 ||
	    (n = command_each(p, only_harmless, err)) == -1)
		return -1;
	if (got == 1 && n > 0 && p->asked == NULL)
		return command_each(p, command_obey, err) == -1 ? -1 : 0;
	if (n == 0 && (got = delivery_find(p->site, p->bytes, &item, &revision, err)) == -1)
		return -1;
	if (n == 0 && item == 0 && p->person != 0)
		return post_answer(p, LETTER_HELP, NULL, SPAN_NONE, err);
	return ask(p, err);
}

/* ---- confirmed ---- */

/* A mail that was kept is read again, now that we know whose it is. */
static int
read_again(struct post *p, struct span bytes, struct err *err)
{
	struct post	kept = { .site = p->site, .words = p->words, .bytes = bytes, .person = p->person,
			    .address = p->address, .confirmed = 1, .outcome = "help" };
	int		got, n = 0, found;

	if ((got = post_read(&kept, err)) == 0 &&
	    (found = delivery_find(p->site, bytes, &kept.item, &kept.revision, err)) != -1) {
		if (found == 0)
			kept.item = 0;
		if ((n = command_each(&kept, command_obey, err)) == -1)
			got = -1;
		else if (kept.is_forgotten)
			p->is_forgotten = 1;
		else if (kept.item != 0)
			got = take_return(&kept, n, err);
		else if (n == 0)
			got = post_answer(&kept, LETTER_HELP, NULL, SPAN_NONE, err);
	} else
		got = -1;
	p->outcome = kept.outcome;
	post_free(&kept);
	return got;
}

static int
handle_kept(struct post *p, const struct token *t, struct err *err)
{
	struct buf		 bytes = BUF_INIT;
	struct span		 word = p->extension;
	unsigned long long	 id;
	ptrdiff_t		 plus;
	int			 got = 0;

	p->outcome = "not confirmed";
	while ((plus = span_chr(word, '+')) != -1)
		word = span_from(word, (size_t)plus + 1);
	if (request_answer(p->words, span_buf(&p->body.text), NULL) != WORDS_YES || span_number(span_str(t->subject), &id) == -1)
		return 1;
	p->address = t->address;
	if ((got = token_use(p->site->priv, word, program_now(), err)) == 1 &&
	    (got = person_need(p->site->priv, t->address, program_now(), &p->person, err)) == 0 &&
	    (got = queue_mail_message(p->site->priv, (int64_t)id, &bytes, err)) == 1 &&
	    (got = read_again(p, span_buf(&bytes), err)) == 0)
		got = queue_mail_outcome(p->site->priv, (int64_t)id, p->outcome, p->person, 1, err);
	buf_free(&bytes);
	return got == -1 ? -1 : 1;
}

/* ---- one mail ---- */

static int
handle(struct post *p, struct err *err)
{
	struct token	t = { 0 };
	int		got;

	if ((got = find_token(p, &t, err)) == 1)
		got = by_token(p, &t, err);
	token_free(&t);
	return got == 0 ? by_sender(p, err) : got == -1 ? -1 : 0;
}

/* Bytes are kept of what somebody may have to look at, or to confirm. */
static int
is_kept(const char *outcome)
{
	return strcmp(outcome, "asked") == 0 || strcmp(outcome, "unplaced") == 0 || strcmp(outcome, "limit") == 0 ||
	    strcmp(outcome, "no sender") == 0;
}

static int
take(struct post *p, struct err *err)
{
	enum request_automatic	automatic;
	int			got;

	if ((got = queue_mail(p->site->priv, p->bytes, 0, "read", 1, program_now(), &p->row, err)) != 1)
		return got;
	if (post_read(p, err) == -1)
		return -1;
	automatic = request_automatic(&p->head, p->site->conf.list_id, p->site->conf.list);
	if (automatic != REQUEST_HUMAN)
		p->outcome = request_word(automatic);
	else if (handle(p, err) == -1)
		return -1;
	return queue_mail_outcome(p->site->priv, p->row, p->outcome, p->person, !is_kept(p->outcome), err);
}

int
run_mail(char **operand, size_t n)
{
	struct post	 p = { .outcome = "known" };
	struct span	 local;
	struct buf	 mail = BUF_INIT;
	char		 digest[17];
	struct err	 err;
	int		 result;

	program_mail(&mail);
	if (mail.len == 0) {
		buf_free(&mail);
		return 0;
	}
	p.site = program_open(SITE_PRIVATE);
	p.words = open_words(p.site);
	p.bytes = span_buf(&mail);
	program_digest(digest, p.bytes);
	(void)request_extension(span_str(n > 0 ? operand[0] : ""), &local, &p.extension);
	if ((result = db_begin(p.site->priv, &err)) == 0 && ((result = take(&p, &err)) == -1 ||
	    (result = db_commit(p.site->priv, &err)) == -1))
		db_rollback(p.site->priv);
	if (result == -1)
		program_fail(&err);
	if (p.is_forgotten && trace_scrub(p.site->priv, &err) == -1)
		program_say("%s", err.text);
	/* It may be one of the words. */
	program_event("mail", digest, "translate", p.outcome, NULL);
	program_note("%s", p.outcome);
	post_free(&p);
	words_free(p.words);
	site_close(p.site);
	buf_free(&mail);
	return 0;
}
