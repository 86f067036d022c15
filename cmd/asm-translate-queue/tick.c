/*
 * tick: what time brings; twice is as good as once.
 */
#include <string.h>

#include "base/limits.h"
#include "cmd/asm-translate-queue/queue.h"
#include "cmd/program.h"

/* Row numbers first: what is changed is not read at the same time. */
struct due {
	int64_t	item, person;
};

static int
collect(struct buf *out, struct db_rows *rows, int has_person, struct err *err)
{
	struct due	d;
	int		got;

	if (rows == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1) {
		d.item = db_int(rows, 0);
		d.person = has_person ? db_int(rows, 1) : 0;
		buf_add(out, &d, sizeof d);
	}
	db_done(rows);
	return got == -1 ? -1 : buf_ok(out, err);
}

typedef int tick_fn(struct job *, int64_t person, struct err *);

static int
expire(struct job *job, int64_t person, struct err *err)
{
	int	got;

	if ((got = step(job, "expire", 0, 0, NULL, err)) != 1)
		return got;
	return letter_send(job->site, LETTER_EXPIRED, person, job, SPAN_NONE, NULL, err) == -1 ? -1 : 1;
}

static int
remind(struct job *job, int64_t person, struct err *err)
{
	int	got;

	if ((got = step(job, "remind", 0, 0, NULL, err)) != 1)
		return got;
	return letter_send(job->site, LETTER_REMINDER, person, job, SPAN_NONE, NULL, err) == -1 ? -1 : 1;
}

/* Nobody reviewed it in time: it is published, and says so. */
static int
time_out(struct job *job, int64_t person, struct err *err)
{
	int64_t	wait = conf_review(&job->site->conf, job->item.work.kind);

	(void)person;
	return wait >= 0 && job->item.since + wait <= program_now() ? step_approve(job, -1, err) : 0;
}

static int
each(struct site *site, const struct words *words, const struct buf *list, tick_fn *fn, unsigned long *count,
    struct err *err)
{
	struct job	job;
	struct due	d;
	size_t		at;
	int		got = 0;

	for (at = 0; at < list->len && got != -1; at += sizeof d) {
		memcpy(&d, list->s + at, sizeof d);
		if ((got = job_open(&job, site, words, d.item, err)) == 1)
			got = fn(&job, d.person, err);
		job_free(&job);
		*count += got == 1;
	}
	return got == -1 ? -1 : 0;
}

static int
tick(struct site *site, const struct words *words, unsigned long count[3], struct err *err)
{
	struct buf	lapsed = BUF_INIT, fading = BUF_INIT, returned = BUF_INIT;
	int		result = -1;

	if (collect(&lapsed, queue_lapsed(site->priv, program_now(), err), 1, err) == 0 &&
	    each(site, words, &lapsed, expire, &count[0], err) == 0 &&
	    collect(&fading, queue_fading(site->priv, program_now(), err), 1, err) == 0 &&
	    each(site, words, &fading, remind, &count[1], err) == 0 &&
	    collect(&returned, queue_returned(site->priv, err), 0, err) == 0)
		result = each(site, words, &returned, time_out, &count[2], err);
	buf_free(&lapsed);
	buf_free(&fading);
	buf_free(&returned);
	return result;
}

int
run_tick(char **operand, size_t n)
{
	struct site	*site = program_open(SITE_PRIVATE);
	struct words	*words = open_words(site);
	unsigned long	 count[3] = { 0, 0, 0 };
	struct err	 err;
	int		 result = -1;

	(void)operand;
	(void)n;
	if (db_begin(site->priv, &err) == 0 && tick(site, words, count, &err) == 0 &&
	    queue_mails_expire(site->priv, program_now() - QUEUE_KEPT_SECONDS, &err) == 0)
		result = db_commit(site->priv, &err);
	words_free(words);
	site_close(site);
	if (result == -1)
		program_fail(&err);
	program_counts("ended", (long)count[0], "reminded", (long)count[1], "approved", (long)count[2], NULL);
	program_note("%lu claims ended, %lu reminded, %lu approved by time", count[0], count[1], count[2]);
	return 0;
}
