/*
 * next, claim, renew, give-back, show: for a translator.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd/asm-translate-queue/queue.h"
#include "cmd/program.h"
#include "store/person.h"

int64_t
who(struct site *site, struct err *err, int *failed)
{
	int64_t	id = 0;

	*failed = queue_who != NULL && person_need(site->priv, queue_who, program_now(), &id, err) == -1;
	return id;
}

/* The form of --as, else the one she likes. */
static const char *
form_of(const struct addressee *a)
{
	return queue_as != NULL ? queue_as : *a->form != '\0' ? a->form : "po";
}

/* The letter of an item that was just claimed. */
static int
compose(struct site *site, const struct words *words, int64_t item, int64_t person, int is_review, struct answer **out,
    struct err *err)
{
	struct addressee	to = ADDRESSEE_INIT;
	struct job		job;
	int			got;

	if ((got = job_open(&job, site, words, item, err)) == 1 &&
	    (got = addressee_read(&to, site, person, NULL, err)) != -1)
		got = is_review ? letter_review(out, &job, &to, err) : letter_work(out, &job, &to, form_of(&to), err);
	else if (got == 0)
		got = err_set(err, ERR_BUG, "item %lld is not there", (long long)item);
	addressee_free(&to);
	job_free(&job);
	return got == -1 ? -1 : 1;
}

int
claim_next(struct site *site, const struct words *words, const struct queue_wish *w, const char *pivot,
    struct answer **out, int64_t *item, struct err *err)
{
	int	got;

	if ((got = queue_claim_next(site->priv, w, program_now(), item, err)) != 1)
		return got;
	if (queue_set_pivot(site->priv, *item, pivot == NULL ? "" : pivot, err) == -1)
		return -1;
	return compose(site, words, *item, w->person, 0, out, err);
}

int
claim_item(struct site *site, const struct words *words, int64_t item, int64_t person, const char *pivot, struct answer **out,
    struct err *err)
{
	int	got;

	if ((got = queue_claim(site->priv, item, person, program_now(), err)) != 1)
		return got;
	if (pivot != NULL && queue_set_pivot(site->priv, item, pivot, err) == -1)
		return -1;
	return compose(site, words, item, person, 0, out, err);
}

int
review_next(struct site *site, const struct words *words, const char *language, int64_t person, struct answer **out,
    int64_t *item, struct err *err)
{
	int	got;

	if ((got = queue_review_next(site->priv, language, person, program_now(), item, err)) != 1)
		return got;
	return compose(site, words, *item, person, 1, out, err);
}

/* What could not be handed over is not kept from others. */
static void
undo(struct site *site, int64_t item, int64_t person)
{
	struct queue_event	e = { .what = "give-back", .person = person, .at = program_now() };

	if (db_begin(site->priv, NULL) == 0 && queue_apply(site->priv, item, &e, NULL) == 1 &&
	    db_commit(site->priv, NULL) == 0)
		return;
	db_rollback(site->priv);
}

static int
write_out(const struct buf *mail, struct err *err)
{
	if (fwrite(mail->s, 1, mail->len, stdout) != mail->len || fflush(stdout) == EOF)
		return err_set(err, ERR_IO, "standard output: %s", strerror(errno));
	return 1;
}

typedef int take_fn(struct site *, const struct words *, int64_t person, struct answer **, int64_t *item, struct err *);

static const char	*operand_tag;

static int
take_next(struct site *site, const struct words *words, int64_t person, struct answer **out, int64_t *item, struct err *err)
{
	struct queue_wish	w = { .language = program_given(PROGRAM_LANGUAGE), .person = person, .max_words = queue_max_words };

	return claim_next(site, words, &w, queue_from, out, item, err);
}

static int
take_review(struct site *site, const struct words *words, int64_t person, struct answer **out, int64_t *item,
    struct err *err)
{
	return review_next(site, words, program_given(PROGRAM_LANGUAGE), person, out, item, err);
}

static int
take_claim(struct site *site, const struct words *words, int64_t person, struct answer **out, int64_t *item,
    struct err *err)
{
	int	got;

	if ((got = queue_find(site->priv, span_str(operand_tag), item, err)) != 1)
		return got;
	return claim_item(site, words, *item, person, queue_from, out, err);
}

/* Take something in one transaction, then write its mail. */
static int
run_take(take_fn *take)
{
	struct site	*site = program_open(SITE_PRIVATE);
	struct words	*words = open_words(site);
	struct answer	*a = NULL;
	struct buf	 mail = BUF_INIT;
	struct err	 err;
	int64_t		 person = 0, item = 0;
	int		 got = -1, failed = 0;

	if (db_begin(site->priv, &err) == 0) {
		if (person = who(site, &err, &failed), !failed && (got = take(site, words, person, &a, &item, &err)) == 1 &&
		    (answer_write(a, &mail, &err) == -1 || db_commit(site->priv, &err) == -1))
			got = -1;
		db_rollback(site->priv);
	}
	if (got == 1 && (got = write_out(&mail, &err)) == -1)
		undo(site, item, person);
	answer_free(a);
	buf_wipe(&mail);
	words_free(words);
	site_close(site);
	if (got == -1)
		program_fail(&err);
	return got == 1 ? 0 : 1;
}

int
run_next(char **operand, size_t n)
{
	(void)operand;
	(void)n;
	if (program_given(PROGRAM_LANGUAGE) == NULL || queue_who == NULL)
		program_usage("next: say into which language by -l and for whom by --who");
	return run_take(take_next);
}

int
run_claim(char **operand, size_t n)
{
	(void)n;
	if (queue_who == NULL)
		program_usage("claim: say for whom by --who");
	operand_tag = operand[0];
	return run_take(take_claim);
}

/* ---- review show ---- */

static int
show_review(const char *tag)
{
	struct site		*site = program_open(SITE_PRIVATE);
	struct words		*words = open_words(site);
	struct answer		*a = NULL;
	struct addressee	 to = ADDRESSEE_INIT;
	struct job		 job = { .rows = NULL };
	struct buf		 mail = BUF_INIT;
	struct err		 err;
	int64_t			 item;
	int			 got;

	if ((got = queue_find(site->priv, span_str(tag), &item, &err)) == 1 &&
	    (got = job_open(&job, site, words, item, &err)) == 1 && letter_review(&a, &job, &to, &err) == -1)
		got = -1;
	job_free(&job);
	if (got == 1 && ((got = db_begin(site->priv, &err)) == -1 || answer_write(a, &mail, &err) == -1 ||
	    db_commit(site->priv, &err) == -1))
		got = -1;
	else if (got == 0 && mail.len > 0)
		got = write_out(&mail, &err);
	answer_free(a);
	buf_wipe(&mail);
	words_free(words);
	site_close(site);
	if (got == -1)
		program_fail(&err);
	if (got == 0)
		program_say("%s: no such item", tag);
	return got == 1 ? 0 : 1;
}

int
run_review(char **operand, size_t n)
{
	if (strcmp(operand[0], "show") == 0) {
		if (n != 2)
			program_usage("review show: say which item");
		return show_review(operand[1]);
	}
	if (strcmp(operand[0], "next") != 0 || n != 1)
		program_usage("review: \"next\" or \"show ITEM\"");
	if (program_given(PROGRAM_LANGUAGE) == NULL || queue_who == NULL)
		program_usage("review next: say of which language by -l and for whom by --who");
	return run_take(take_review);
}

/* ---- one event ---- */

static int
run_event(const char *tag, const char *what, int64_t until_seconds)
{
	struct site		*site = program_open(SITE_PRIVATE);
	struct queue_event	 e = { .what = what, .at = program_now(), .until = program_now() + until_seconds };
	struct err		 err;
	int64_t			 item;
	int			 got = -1, failed = 0;

	if (db_begin(site->priv, &err) == 0 && (e.person = who(site, &err, &failed), !failed) &&
	    (got = queue_find(site->priv, span_str(tag), &item, &err)) == 1 &&
	    (got = queue_apply(site->priv, item, &e, &err)) == 1 && db_commit(site->priv, &err) == -1)
		got = -1;
	site_close(site);
	return told(tag, got, &err);
}

int
run_renew(char **operand, size_t n)
{
	(void)n;
	if (queue_who == NULL)
		program_usage("renew: say who holds it by --who");
	return run_event(operand[0], "renew", QUEUE_LEASE);
}

int
run_give_back(char **operand, size_t n)
{
	(void)n;
	return run_event(operand[0], "give-back", 0);
}

int
run_withdraw(char **operand, size_t n)
{
	(void)n;
	return run_event(operand[0], "withdraw", 0);
}

/* ---- show ---- */

static int
write_as(struct buf *out, const struct job *job, const char *form, struct err *err)
{
	struct translation	 now = { .text = NULL };
	struct package_hint	*hint = NULL;
	struct package		 p = { .item = buf_str(&job->tag), .revision = job->item.work.revision,
				    .source = job->item.work.language, .target = job->item.language,
				    .message = span_buf(&job->message), .segments = &job->piece.segments };
	size_t			 i;
	int			 result = -1;

	if (translation_read(&now, job, err) == 0 && hints_read(&hint, job, &now, err) == 0) {
		p.texts = now.text;
		p.hint = hint;
		if (strcmp(form, "po") == 0)
			result = package_po(out, &p, err);
		else if (strcmp(form, "xliff") == 0)
			result = package_xliff(out, &p, err);
		else if (strcmp(form, "kit") == 0)
			result = package_kit(out, &p, err);
		else {
			for (i = 0; i < job->piece.segments.n; i++) {
				const struct segment *s = &job->piece.segments.segment[i];

				if (s->number > 0)
					segment_form(out, s, now.text[s->number]);
			}
			buf_adds(out, "[[end]]\n");
			result = buf_ok(out, err);
		}
	}
	hints_free(hint, job);
	translation_free(&now);
	return result;
}

int
run_show(char **operand, size_t n)
{
	struct site	*site = program_open(SITE_PRIVATE_READ);
	struct words	*words = open_words(site);
	struct job	 job = { .rows = NULL };
	struct buf	 out = BUF_INIT;
	struct err	 err;
	int64_t		 item;
	int		 got;

	(void)n;
	if ((got = queue_find(site->priv, span_str(operand[0]), &item, &err)) == 1 &&
	    (got = job_open(&job, site, words, item, &err)) == 1 &&
	    write_as(&out, &job, queue_as != NULL ? queue_as : "text", &err) == -1)
		got = -1;
	job_free(&job);
	words_free(words);
	site_close(site);
	if (got == 1)
		got = write_out(&out, &err);
	buf_free(&out);
	if (got == -1)
		program_fail(&err);
	if (got == 0)
		program_say("%s: no such item", operand[0]);
	return got == 1 ? 0 : 1;
}
