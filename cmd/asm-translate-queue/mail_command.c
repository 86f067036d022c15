/*
 * What a mail asks for in words ("next es", "give back"), and the doing of it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "cmd/asm-translate-queue/mail.h"
#include "cmd/program.h"
#include "store/person.h"
#include "text/language.h"

/* The next word of an argument that is not said for politeness; 0 at the end. */
static int
next_word(const struct words *words, struct span *rest, struct span *word)
{
	size_t	used;

	for (;;) {
		*rest = span_trim(*rest);
		if (words_prefix(words, "Please", *rest, &used, NULL) != NULL)
			*rest = span_from(*rest, used);
		else if (!span_cut(rest, ' ', word))
			return 0;
		else {
			while (word->n > 0 && strchr(".,!", word->s[word->n - 1]) != NULL)
				word->n--;
			if (word->n > 0)
				return 1;
		}
	}
}

/* Does it say what such a word takes, and nothing else?  "Next Monday we meet", "Help us find blankets" are none. */
static int
is_exact(const struct words *words, const struct command *c)
{
	struct span		rest = c->argument, word;
	unsigned long long	number;
	int			takes_words, n = 0;

	takes_words = strcmp(c->name, "next") == 0 || strcmp(c->name, "review") == 0 || strcmp(c->name, "list") == 0 ||
	    strcmp(c->name, "claim") == 0;
	while (next_word(words, &rest, &word)) {
		n++;
		if (!language_valid(word) && span_number(word, &number) == -1 && !span_caseeqs(word, "from") &&
		    !span_caseeqs(word, "max") && span_chr(word, '-') == -1)
			return 0;
	}
	return n == 0 || takes_words;
}

#define LOOSE_WORDS	4	/* "give back, sorry, no time": so many may stand behind a command that do not belong to it */

static int
count_words(const struct words *words, struct span text)
{
	struct span	word;
	int		n = 0;

	while (next_word(words, &text, &word))
		n++;
	return n;
}

/* "next es", "Next: es", "reject: it is not Spanish". 1, 0. */
static int
read_command(const struct words *words, struct span line, struct command *c)
{
	size_t	used;

	line = span_trim(line);
	if ((c->name = words_prefix(words, "Command", line, &used, &c->language)) == NULL)
		return 0;
	c->argument = span_trim(span_from(line, used));
	if (span_starts(c->argument, ":"))
		c->argument = span_trim(span_from(c->argument, 1));
	/* A sentence that begins with such a word is none, unless the word takes a sentence. */
	c->is_exact = strcmp(c->name, "reject") == 0 || strcmp(c->name, "credit") == 0 || is_exact(words, c);
	return c->is_exact || count_words(words, c->argument) <= LOOSE_WORDS;
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

int
post_answer(struct post *p, enum letter what, const struct job *job, struct span text, struct err *err)
{
	return letter_send(p->site, what, p->person, job, text, &p->head, err);
}

/* What was claimed goes out as a letter; what could not be is told.  got is 1, 0 there is nothing (`none` says so), -1. */
static int
hand_over(struct post *p, struct answer *a, int got, enum letter none, const struct job *job, struct err *err)
{
	if (got == 1) {
		answer_to_mail(a, &p->head);
		if ((got = answer_send(a, err)) == 0)
			return err_set(err, ERR_REFUSED, "too many letters to one address");
	} else if (got == 0)
		got = post_answer(p, none, job, SPAN_NONE, err);
	else if (err->class == ERR_REFUSED)
		got = post_answer(p, LETTER_HELD, NULL, SPAN_NONE, err);
	return got == -1 ? -1 : 0;
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
		got = post_answer(p, LETTER_HELP, NULL, SPAN_NONE, &why);
	else {
		w.language = into;
		got = is_review ? review_next(p->site, p->words, into, p->person, &a, &item, &why) :
		    claim_next(p->site, p->words, &w, pivot, &a, &item, &why);
		got = hand_over(p, a, got, LETTER_NOTHING, NULL, &why);
	}
	answer_free(a);
	free(into);
	free(pivot);
	if (got == -1 && err != NULL)
		*err = why;
	return got == -1 ? -1 : 0;
}

/* The item of a letter that is answered, or the one named: as a work mail, if it is to be had. */
static int
give_item(struct post *p, struct span named, struct err *err)
{
	struct answer	*a = NULL;
	struct job	 job = { .rows = NULL };
	struct err	 why = { 0 };
	int64_t		 item = p->item;
	int		 got = 1;

	if (item == 0)
		got = queue_find(p->site->priv, named, &item, &why);
	if (got == 1 && (got = job_open(&job, p->site, p->words, item, &why)) == 1) {
		got = claim_item(p->site, p->words, item, p->person, NULL, &a, &why);
		got = hand_over(p, a, got, LETTER_TAKEN, &job, &why);
	} else if (got == 0)
		got = post_answer(p, LETTER_HELP, NULL, SPAN_NONE, &why);
	job_free(&job);
	answer_free(a);
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
		return post_answer(p, LETTER_GIVEN_BACK, job, SPAN_NONE, err);
	}
	if ((got = step(job, "renew", p->person, program_now() + QUEUE_LEASE, NULL, err)) == -1)
		return -1;
	if (got == 1)
		job->item.lease = program_now() + QUEUE_LEASE;
	return post_answer(p, got == 1 ? LETTER_MORE_TIME : LETTER_NO_MORE_TIME, job, SPAN_NONE, err);
}

static int
decide(struct post *p, struct job *job, const struct command *c, struct err *err)
{
	char	*reason;
	int	got;

	if (!p->is_review || (got = queue_may_approve(p->site->priv, p->item, p->person, err)) == 0)
		return post_answer(p, LETTER_NOT_ALLOWED, job, SPAN_NONE, err);
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
	return post_answer(p, got == 1 ? LETTER_APPROVED : LETTER_NOT_ALLOWED, job, SPAN_NONE, err);
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
		got = post_answer(p, change.paused == 1 ? LETTER_STOPPED : LETTER_CREDIT, NULL, c->argument, err);
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
		return post_answer(p, LETTER_HELP, NULL, SPAN_NONE, err);
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

/* She is asked first, whoever had the token: only what she says to that is done.  Nobody is answered then. */
static int
forget(struct post *p, const struct command *c, struct err *err)
{
	if (!p->confirmed) {
		p->asked = c->name;
		return 0;
	}
	if (p->address == NULL || forget_person(p->site, p->address, err) == -1)
		return -1;
	p->is_forgotten = 1;
	return 0;
}

int
command_obey(struct post *p, const struct command *c, struct err *err)
{
	p->outcome = c->name;
	if (strcmp(c->name, "next") == 0 || strcmp(c->name, "review") == 0)
		return give_work(p, strcmp(c->name, "review") == 0, c->argument, err) == -1 ? -1 : 1;
	if (strcmp(c->name, "claim") == 0)
		return give_item(p, c->argument, err) == -1 ? -1 : 1;
	if (strcmp(c->name, "forget") == 0)
		return forget(p, c, err) == -1 ? -1 : 1;
	if (strcmp(c->name, "list") == 0)
		return list_items(p, c->argument, err) == -1 ? -1 : 1;
	if (strcmp(c->name, "help") == 0)
		return post_answer(p, LETTER_HELP, NULL, SPAN_NONE, err) == -1 ? -1 : 1;
	if (strcmp(c->name, "stop") == 0 || strcmp(c->name, "credit") == 0)
		return set_person(p, c, err) == -1 ? -1 : 1;
	if (strcmp(c->name, "approve") == 0 || strcmp(c->name, "reject") == 0 || strcmp(c->name, "give-back") == 0 ||
	    strcmp(c->name, "more-time") == 0)
		return on_item(p, c, err) == -1 ? -1 : 1;
	return 0;
}

int
command_is_harmless(const struct command *c)
{
	return strcmp(c->name, "next") == 0 || strcmp(c->name, "claim") == 0 || strcmp(c->name, "list") == 0 || strcmp(c->name, "help") == 0;
}

/* Is there more that she wrote than commands?  Then what only looks like one is the beginning of it. */
static int
says_more(const struct post *p)
{
	struct span	rest = span_buf(&p->body.text), before = rest, line;
	struct command	c;
	struct block	b;
	size_t		used;

	while (span_line(&rest, &line) && (span_trim(line).n == 0 || read_command(p->words, line, &c)))
		before = rest;
	return body_block(&before, &b) == 1 && (b.kind == BLOCK_PARA || b.kind == BLOCK_ITEM) &&
	    words_prefix(p->words, "Sent", span_trim(b.text), &used, NULL) == NULL;
}

int
command_each(struct post *p, command_fn *each, struct err *err)
{
	struct command	c;
	struct span	text = span_buf(&p->body.text), line, extension = p->extension;
	int		got, lines = 0, n = 0, more = says_more(p);

	if (span_casestarts(extension, "next-")) {
		c.name = "next";
		c.language = "en";
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
		if (span_starts(line, ">") || !read_command(p->words, line, &c) || (more && !c.is_exact))
			break;
		if ((got = each(p, &c, err)) == -1)
			return -1;
		n += got;
	}
	return n;
}
