/*
 * mail: one mail to translate@, by a person; what she is told goes to the outbox in the same transaction.
 *
 * From proves nothing.  Who answers a letter of ours has its token, which allows her what the letter was for.  Who writes
 * without one may ask for work and lists if she is known; everything else is kept until she has confirmed it.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "cmd/asm-translate-queue/queue.h"
#include "cmd/program.h"
#include "mail/address.h"
#include "mail/body.h"
#include "mail/field.h"
#include "mail/mime.h"
#include "mail/request.h"
#include "mail/word.h"
#include "store/person.h"
#include "store/token.h"
#include "text/language.h"

struct post {
	struct site		*site;
	struct words		*words;
	struct span		 bytes, extension;	/* of the recipient */
	struct header		 head;
	struct buf		 from;		/* normal form; empty: nobody who can be answered */
	struct buf		 subject;	/* without "Re:" and "[...]" */
	struct body		 body;
	struct mime		*mime;
	int64_t			 row;		/* in the log of mails */
	int64_t			 person;	/* 0 unknown */
	int			 trusted;	/* a token or a confirmation stands behind it */
	int64_t			 item;		/* that the token is for, 0 none */
	int			 revision, is_review;
	const char		*outcome;
};

/* ---- reading ---- */

static int
read_from(struct post *p, struct err *err)
{
	struct addresses	list = { 0 };
	struct buf		value = BUF_INIT;
	int			result = 0;

	if (header_value(&p->head, "From", &value) == 1 && (result = addresses_parse(&list, span_buf(&value), err)) == 0 &&
	    list.n == 1 && address_plain(span_str(list.address[0].addr)))
		result = address_normal(&p->from, span_str(list.address[0].addr));
	addresses_free(&list);
	buf_free(&value);
	return result;
}

/* "Re: [2k7q-es r1] next ar" is an answer; "[ITT] 2k7q-es" a habit of Debian's translators. */
static int
read_subject(struct post *p, struct err *err)
{
	struct buf	value = BUF_INIT, decoded = BUF_INIT;
	struct span	s;
	size_t		used;
	ptrdiff_t	close;
	int		result = 0;

	if (header_value(&p->head, "Subject", &value) == 1 &&
	    (result = word_decode(&decoded, span_buf(&value), err)) == 0) {
		s = span_trim(span_buf(&decoded));
		while (words_prefix(p->words, "Reply", s, &used, NULL) != NULL && used < s.n && s.s[used] == ':')
			s = span_trim(span_from(s, used + 1));
		if (span_starts(s, "[") && (close = span_chr(s, ']')) > 0) {
			buf_addspan(&p->subject, span_make(s.s + 1, (size_t)close - 1));
			buf_addc(&p->subject, ' ');
			s = span_trim(span_from(s, (size_t)close + 1));
		}
		buf_addspan(&p->subject, s);
	}
	buf_free(&value);
	buf_free(&decoded);
	return result == 0 ? buf_ok(&p->subject, err) : -1;
}

static int
post_read(struct post *p, struct err *err)
{
	if (header_split(&p->head, p->bytes, err) == -1 || (p->mime = mime_parse(p->bytes, err)) == NULL ||
	    body_read(&p->body, p->mime, err) == -1)
		return -1;
	return read_from(p, err) == 0 ? read_subject(p, err) : -1;
}

static void
post_free(struct post *p)
{
	body_free(&p->body);
	mime_free(p->mime);
	header_free(&p->head);
	buf_free(&p->from);
	buf_free(&p->subject);
}

/* ---- commands ---- */

struct command {
	const char	*name;		/* "next", static */
	struct span	 argument;	/* what stands behind it */
};

/* "next es", "Next: es", "reject: it is not Spanish". 1, 0. */
static int
read_command(const struct words *words, struct span line, struct command *c)
{
	size_t	used;

	line = span_trim(line);
	if ((c->name = words_prefix(words, "Command", line, &used, NULL)) == NULL)
		return 0;
	c->argument = span_trim(span_from(line, used));
	if (span_starts(c->argument, ":"))
		c->argument = span_trim(span_from(c->argument, 1));
	/* A sentence that begins with such a word is none, unless the word takes a sentence. */
	if (strcmp(c->name, "reject") == 0 || strcmp(c->name, "credit") == 0)
		return 1;
	return c->argument.n <= 60 && span_find(c->argument, SPAN(". ")) == -1;
}

/* A language, "max 200", "from es" out of "next es from en max 200". */
static void
read_wish(struct span argument, struct span *language, struct span *from, long *max)
{
	struct span		word, last = SPAN_NONE;
	unsigned long long	n;

	*language = *from = SPAN_NONE;
	*max = 0;
	while (span_cut(&argument, ' ', &word)) {
		if (span_number(word, &n) == 0 && n < 1000000)
			*max = (long)n;
		else if (span_caseeqs(last, "from") && language_valid(word))
			*from = word;
		else if (language_valid(word) && language->n == 0 && !span_caseeqs(word, "from") && !span_caseeqs(word, "max"))
			*language = word;
		last = word;
	}
}

static int
answer_with(struct post *p, enum letter what, const struct job *job, struct span text, struct err *err)
{
	return letter_send(p->site, what, p->person, job, text, &p->head, err);
}

/* Work or a review, as a letter. */
static int
give_work(struct post *p, int is_review, struct span argument, struct err *err)
{
	struct queue_wish	 w = { .person = p->person };
	struct answer		*a = NULL;
	struct span		 language, from;
	struct err		 why = { 0 };
	char			*into, *pivot = NULL;
	int64_t			 item;
	int			 got = -1;

	read_wish(argument, &language, &from, &w.max_words);
	if ((into = span_dup(language)) == NULL || (from.n > 0 && (pivot = span_dup(from)) == NULL))
		err_memory(&why);
	else if (language.n == 0)
		got = answer_with(p, LETTER_HELP, NULL, SPAN_NONE, &why);
	else {
		w.language = into;
		got = is_review ? review_next(p->site, p->words, into, p->person, &a, &item, &why) :
		    claim_next(p->site, p->words, &w, pivot, &a, &item, &why);
		if (got == 1) {
			answer_to_mail(a, &p->head);
			if ((got = answer_send(a, &why)) == 0)
				got = err_set(&why, ERR_REFUSED, "too many letters to one address");
		} else if (got == 0)
			got = answer_with(p, LETTER_NOTHING, NULL, SPAN_NONE, &why);
	}
	answer_free(a);
	free(into);
	free(pivot);
	if (got == -1 && why.class == ERR_REFUSED && a == NULL)
		return answer_with(p, LETTER_HELD, NULL, SPAN_NONE, err);
	if (got == -1 && err != NULL)
		*err = why;
	return got == -1 ? -1 : 0;
}

/* Give back, more time: 1 it happened. */
static int
change_claim(struct post *p, struct job *job, const char *what, struct err *err)
{
	int	got;

	if (strcmp(what, "give-back") == 0) {
		if ((got = step(job, what, p->person, 0, NULL, err)) == -1)
			return -1;
		return answer_with(p, LETTER_GIVEN_BACK, job, SPAN_NONE, err);
	}
	if ((got = step(job, "renew", p->person, program_now() + QUEUE_LEASE, NULL, err)) == -1)
		return -1;
	if (got == 1)
		job->item.lease = program_now() + QUEUE_LEASE;
	return answer_with(p, got == 1 ? LETTER_MORE_TIME : LETTER_NO_MORE_TIME, job, SPAN_NONE, err);
}

static int
decide(struct post *p, struct job *job, const struct command *c, struct err *err)
{
	char	*reason;
	int	got;

	if (!p->is_review || (got = queue_may_approve(p->site->priv, p->item, p->person, err)) == 0)
		return answer_with(p, LETTER_NOT_ALLOWED, job, SPAN_NONE, err);
	if (got == -1)
		return -1;
	if (strcmp(c->name, "approve") == 0)
		got = step_approve(job, p->person, err);
	else if ((reason = span_dup(c->argument.n > 0 ? c->argument : SPAN("-"))) == NULL)
		got = err_memory(err);
	else {
		got = step_reject(job, p->person, reason, err);
		free(reason);
	}
	if (got == -1)
		return -1;
	return answer_with(p, got == 1 ? LETTER_APPROVED : LETTER_NOT_ALLOWED, job, SPAN_NONE, err);
}

static int
set_person(struct post *p, const struct command *c, struct err *err)
{
	struct person_change	change = PERSON_CHANGE_INIT;
	char			*name = NULL;
	int			 got;

	if (strcmp(c->name, "stop") == 0)
		change.paused = 1;
	else if ((name = span_dup(span_head(c->argument, 100))) == NULL)
		return err_memory(err);
	change.credit = name;
	got = person_set(p->site->priv, p->person, &change, err);
	if (got == 0)
		got = answer_with(p, change.paused == 1 ? LETTER_STOPPED : LETTER_CREDIT, NULL, c->argument, err);
	free(name);
	return got;
}

/* Needs an item: by token. */
static int
on_item(struct post *p, const struct command *c, struct err *err)
{
	struct job	job;
	int		got;

	if (p->item == 0)
		return answer_with(p, LETTER_HELP, NULL, SPAN_NONE, err);
	if ((got = job_open(&job, p->site, p->words, p->item, err)) == 1)
		got = strcmp(c->name, "approve") == 0 || strcmp(c->name, "reject") == 0 ? decide(p, &job, c, err) :
		    change_claim(p, &job, strcmp(c->name, "give-back") == 0 ? "give-back" : "renew", err);
	job_free(&job);
	return got == -1 ? -1 : 0;
}

static int
list_items(struct post *p, struct span argument, struct err *err)
{
	struct span	language, from;
	char		*tag;
	long		 max;
	int		 result;

	read_wish(argument, &language, &from, &max);
	if ((tag = span_dup(language)) == NULL)
		return err_memory(err);
	result = letter_list(p->site, p->person, *tag != '\0' ? tag : NULL, &p->head, err);
	free(tag);
	return result;
}

/* 1 done, 0 it is a word that asks for nothing here ("return"), -1. */
static int
obey(struct post *p, const struct command *c, struct err *err)
{
	p->outcome = c->name;
	if (strcmp(c->name, "next") == 0 || strcmp(c->name, "review") == 0)
		return give_work(p, strcmp(c->name, "review") == 0, c->argument, err) == -1 ? -1 : 1;
	if (strcmp(c->name, "list") == 0)
		return list_items(p, c->argument, err) == -1 ? -1 : 1;
	if (strcmp(c->name, "help") == 0)
		return answer_with(p, LETTER_HELP, NULL, SPAN_NONE, err) == -1 ? -1 : 1;
	if (strcmp(c->name, "stop") == 0 || strcmp(c->name, "credit") == 0)
		return set_person(p, c, err) == -1 ? -1 : 1;
	if (strcmp(c->name, "approve") == 0 || strcmp(c->name, "reject") == 0 || strcmp(c->name, "give-back") == 0 ||
	    strcmp(c->name, "more-time") == 0)
		return on_item(p, c, err) == -1 ? -1 : 1;
	return 0;
}

/* May it be done for somebody whom nothing but her From names? */
static int
is_harmless(const struct command *c)
{
	return strcmp(c->name, "next") == 0 || strcmp(c->name, "list") == 0 || strcmp(c->name, "help") == 0;
}

/* The commands of a mail, by `each`: subject first, then the first lines that are not quoted.  How many, or -1. */
static int
each_command(struct post *p, int (*each)(struct post *, const struct command *, struct err *), struct err *err)
{
	struct command	c;
	struct span	text = span_buf(&p->body.text), line, extension = p->extension;
	int		got, lines = 0, n = 0;

	if (span_casestarts(extension, "next-")) {
		c.name = "next";
		c.argument = span_from(extension, 5);
		return each(p, &c, err) == -1 ? -1 : 1;
	}
	if (p->item == 0 && read_command(p->words, span_buf(&p->subject), &c)) {
		if ((got = each(p, &c, err)) == -1)
			return -1;
		n += got;
	}
	while (n < QUEUE_COMMANDS && lines < QUEUE_COMMANDS && span_line(&text, &line)) {
		line = span_trim(line);
		if (line.n == 0)
			continue;
		lines++;
		if (span_starts(line, ">") || !read_command(p->words, line, &c))
			break;
		if ((got = each(p, &c, err)) == -1)
			return -1;
		n += got;
	}
	return n;
}

/* ---- returns ---- */

/* Placed: a receipt.  Not: a person has to look. */
static int
take_return(struct post *p, int commands, struct err *err)
{
	struct receipt	r = RECEIPT_INIT;
	struct delivery	d = { .site = p->site, .words = p->words, .item = p->item, .person = p->person,
			    .revision = p->revision, .amends = p->is_review, .message = p->bytes };
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
	p->trusted = 1;
	/* Work mails that were written for a pipe may name nobody: then who answers is who holds it. */
	if (*t->address != '\0' && person_need(p->site->priv, t->address, program_now(), &p->person, err) == -1)
		return -1;
	if (*t->address == '\0' && p->from.len > 0 &&
	    person_need(p->site->priv, buf_str(&p->from), program_now(), &p->person, err) == -1)
		return -1;
	if ((commands = each_command(p, obey, err)) == -1 || take_return(p, commands, err) == -1)
		return -1;
	return 1;
}

/* ---- without a token ---- */

static int
only_harmless(struct post *p, const struct command *c, struct err *err)
{
	(void)err;
	if (!is_harmless(c))
		p->trusted = -1;
	return 1;
}

/* It is kept, and whoever's address it bears is asked. */
static int
ask(struct post *p, struct err *err)
{
	struct buf	languages = BUF_INIT;
	const char	*guess;
	int		got;

	if ((guess = language_guess(span_buf(&p->body.text))) != NULL)
		buf_adds(&languages, guess);
	got = letter_confirm(p->site, buf_str(&p->from), buf_str(&languages), p->row, span_buf(&p->subject), &p->head, err);
	buf_free(&languages);
	p->outcome = got == 1 ? "asked" : "limit";
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
	if ((got = person_find(p->site->priv, buf_str(&p->from), &p->person, err)) == -1 ||
	    (n = each_command(p, only_harmless, err)) == -1)
		return -1;
	if (got == 1 && n > 0 && p->trusted != -1)
		return each_command(p, obey, err) == -1 ? -1 : 0;
	if (n == 0 && (got = delivery_find(p->site, p->bytes, &item, &revision, err)) == -1)
		return -1;
	if (n == 0 && item == 0 && p->person != 0)
		return answer_with(p, LETTER_HELP, NULL, SPAN_NONE, err);
	return ask(p, err);
}

/* ---- confirmed ---- */

/* A mail that was kept is read again, now that we know whose it is. */
static int
read_again(struct post *p, struct span bytes, struct err *err)
{
	struct post	kept = { .site = p->site, .words = p->words, .bytes = bytes, .person = p->person, .trusted = 1,
			    .outcome = "help" };
	int		got, n = 0, found;

	if ((got = post_read(&kept, err)) == 0 &&
	    (found = delivery_find(p->site, bytes, &kept.item, &kept.revision, err)) != -1) {
		if (found == 0)
			kept.item = 0;
		if ((n = each_command(&kept, obey, err)) == -1)
			got = -1;
		else if (kept.item != 0)
			got = take_return(&kept, n, err);
		else if (n == 0)
			got = answer_with(&kept, LETTER_HELP, NULL, SPAN_NONE, err);
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
	struct span		 word = p->extension, said = body_first_line(span_buf(&p->body.text));
	unsigned long long	 id;
	ptrdiff_t		 plus;
	int			 got = 0;

	p->outcome = "not confirmed";
	while ((plus = span_chr(word, '+')) != -1)
		word = span_from(word, (size_t)plus + 1);
	if (span_ends(said, "."))
		said.n--;
	if (words_match(p->words, "Yes", said, NULL) == NULL || span_number(span_str(t->subject), &id) == -1)
		return 1;
	if ((got = token_use(p->site->priv, word, program_now(), err)) == 1 &&
	    (got = person_need(p->site->priv, t->address, program_now(), &p->person, err)) == 0 &&
	    (got = queue_mail_message(p->site->priv, (int64_t)id, &bytes, err)) == 1 &&
	    (got = read_again(p, span_buf(&bytes), err)) == 0)
		got = queue_mail_outcome(p->site->priv, (int64_t)id, p->outcome, 1, err);
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
	return queue_mail_outcome(p->site->priv, p->row, p->outcome, !is_kept(p->outcome), err);
}

int
run_mail(char **operand, size_t n)
{
	struct post	 p = { .outcome = "known" };
	struct span	 local;
	struct buf	 mail = BUF_INIT;
	struct err	 err;
	int		 result;

	if (io_read_all(STDIN_FILENO, MAIL_MAX, &mail, &err) == -1 && err.class != ERR_DATA)
		program_fail(&err);
	if (mail.len == 0) {
		buf_free(&mail);
		return 0;
	}
	p.site = open_site(SITE_PRIVATE);
	p.words = open_words(p.site);
	p.bytes = span_buf(&mail);
	(void)request_extension(span_str(n > 0 ? operand[0] : ""), &local, &p.extension);
	if ((result = db_begin(p.site->priv, &err)) == 0 && ((result = take(&p, &err)) == -1 ||
	    (result = db_commit(p.site->priv, &err)) == -1))
		db_rollback(p.site->priv);
	if (result == -1)
		program_fail(&err);
	program_note("%s", p.outcome);	/* may be one of the words */
	post_free(&p);
	words_free(p.words);
	site_close(p.site);
	buf_free(&mail);
	return 0;
}
