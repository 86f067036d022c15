/*
 * return, approve, reject, keep: what comes back, and what is decided about it.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "cmd/asm-translate-queue/queue.h"
#include "cmd/program.h"

/* ---- return ---- */

static int
write_receipt(const struct receipt *r, const char *tag, struct err *err)
{
	struct record_writer	out;
	struct record		record = RECORD_INIT;
	int			result = -1;

	record_writer_start(&out, stdout, program_form());
	if (record_add(&record, "Item", tag, err) == 0 &&
	    record_add(&record, "State", r->complete ? "returned" : "partial", err) == 0 &&
	    record_add(&record, "Accepted", buf_str(&r->accepted), err) == 0 &&
	    record_add(&record, "Missing", buf_str(&r->missing), err) == 0 &&
	    (!r->unplaced || record_add(&record, "Unplaced", "yes", err) == 0) &&
	    (r->conflicts.len == 0 || record_add(&record, "Conflicts", buf_str(&r->conflicts), err) == 0) &&
	    (r->stale.len == 0 || record_add(&record, "Corrected", buf_str(&r->stale), err) == 0) &&
	    (r->faults.len == 0 || record_addtext(&record, "Check", span_trim(span_buf(&r->faults)), err) == 0))
		result = record_writer_put(&out, &record, err);
	record_writer_end(&out);
	record_free(&record);
	return result;
}

/* Nothing of it can be placed: it is kept, and a person told. */
static int
unplaced(const struct delivery *d, const struct receipt *r, struct err *err)
{
	struct job	job;
	int		got;

	if ((got = job_open(&job, d->site, d->words, d->item, err)) == 1 && !r->known)
		got = letter_coordinators(d->site, LETTER_UNPLACED, &job, SPAN_NONE, err);
	job_free(&job);
	return got == -1 ? -1 : 1;
}

/* Find the item and take the mail or file in, inside the caller's transaction. */
static int
take_in(struct delivery *d, const char *operand, struct buf *tag, struct receipt *r, struct err *err)
{
	struct queue_item	 item;
	struct db_rows		*rows = NULL;
	struct buf		 message = BUF_INIT;
	int			 got, failed = 0, revision = 0;

	got = delivery_find(d->site, d->message, &d->item, &revision, err);
	if (got != -1 && operand != NULL)
		got = queue_find(d->site->priv, span_str(operand), &d->item, err);
	d->revision = revision;
	if (got == 0)
		return err_set(err, ERR_DATA, "standard input: no item of this queue is named by it");
	if (got == 1 && (got = queue_get(d->site->priv, d->item, program_now(), &item, &message, &rows, err)) == 1) {
		buf_addf(tag, "%s-%s", item.work.tag, item.language);
		d->person = item.holder_id;
	}
	db_done(rows);
	buf_free(&message);
	if (got != 1)
		return -1;
	if (queue_who != NULL && (d->person = who(d->site, err, &failed), failed))
		return -1;
	if ((got = deliver(d, r, err)) == 0)
		return unplaced(d, r, err);
	return got;
}

/*
 * The transaction begins before the first look: one that grows out of a look which another writer has outdated is
 * refused at once.  It has ended when the receipt is written.
 */
static int
take_back(struct delivery *d, const char *operand, struct err *err)
{
	struct receipt	r = RECEIPT_INIT;
	struct buf	tag = BUF_INIT;
	int		result = -1;

	if (db_begin(d->site->priv, err) == 0) {
		if (take_in(d, operand, &tag, &r, err) == 1 && db_commit(d->site->priv, err) == 0)
			result = write_receipt(&r, buf_str(&tag), err);
		else
			db_rollback(d->site->priv);
	}
	receipt_free(&r);
	buf_free(&tag);
	return result;
}

int
run_return(char **operand, size_t n)
{
	struct delivery	d = { .amends = 0 };
	struct site	*site;
	struct words	*words;
	struct buf	 mail = BUF_INIT;
	struct err	 err;
	int		 result;

	d.site = site = program_open(SITE_PRIVATE);
	d.words = words = open_words(site);
	if ((result = io_read_all(STDIN_FILENO, MAIL_MAX, &mail, &err)) == 0) {
		d.message = span_buf(&mail);
		result = mail.len == 0 ? err_set(&err, ERR_DATA, "standard input: empty") :
		    take_back(&d, n > 0 ? operand[0] : NULL, &err);
	}
	buf_free(&mail);
	words_free(words);
	site_close(site);
	if (result == -1)
		program_fail(&err);
	return 0;
}

/* ---- decisions ---- */

typedef int decide_fn(struct job *, int64_t person, struct err *);

static int
approve(struct job *job, int64_t person, struct err *err)
{
	int	got;

	if (person != 0 && (got = queue_may_approve(job->site->priv, job->item.id, person, err)) != 1)
		return got == -1 ? -1 : err_set(err, ERR_REFUSED, "%s: somebody else has to approve it", buf_str(&job->tag));
	return step_approve(job, person, err);
}

static int
reject(struct job *job, int64_t person, struct err *err)
{
	return step_reject(job, person, queue_reason, err);
}

static int
keep(struct job *job, int64_t person, struct err *err)
{
	(void)person;
	return step_keep(job, err);
}

static int
run_decision(const char *tag, decide_fn *decide)
{
	struct site	*site = program_open(SITE_PRIVATE);
	struct words	*words = open_words(site);
	struct job	 job = { .rows = NULL };
	struct err	 err;
	int64_t		 item, person;
	int		 got = -1, failed = 0;

	if (db_begin(site->priv, &err) == 0 && (person = who(site, &err, &failed), !failed) &&
	    (got = queue_find(site->priv, span_str(tag), &item, &err)) == 1 &&
	    (got = job_open(&job, site, words, item, &err)) == 1)
		got = decide(&job, person, &err);
	job_free(&job);
	if (got == 1 && db_commit(site->priv, &err) == -1)
		got = -1;
	words_free(words);
	site_close(site);
	return told(tag, got, &err);
}

int
run_approve(char **operand, size_t n)
{
	(void)n;
	return run_decision(operand[0], approve);
}

int
run_reject(char **operand, size_t n)
{
	(void)n;
	if (queue_reason == NULL || *queue_reason == '\0')
		program_usage("reject: say why by --reason; the translator reads it");
	return run_decision(operand[0], reject);
}

int
run_keep(char **operand, size_t n)
{
	(void)n;
	return run_decision(operand[0], keep);
}
