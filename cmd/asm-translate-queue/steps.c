/*
 * What happens to an item, with all that follows from it; in the caller's transaction.
 */
#include <string.h>

#include "cmd/asm-translate-queue/queue.h"
#include "cmd/program.h"
#include "store/memory.h"

int
step(struct job *job, const char *what, int64_t person, int64_t until, const char *note, struct err *err)
{
	struct queue_event	e = { .what = what, .person = person, .at = program_now(), .until = until, .note = note };

	return queue_apply(job->site->priv, job->item.id, &e, err);
}

/* ---- approval ---- */

static int
learn(struct job *job, const struct translation *t, struct err *err)
{
	int	i;

	for (i = 1; i <= job->piece.segments.last; i++) {
		const struct segment *s = segments_find(&job->piece.segments, i);

		if (s != NULL && t->text[i] != NULL && t->returned[i] > job->item.last &&
		    memory_learn(job->site->priv, job->item.work.language, job->item.language, s->digest, s->text,
		    t->text[i], program_now(), err) == -1)
			return -1;
	}
	return 0;
}

static int
set_left(struct job *job, struct err *err)
{
	struct translation	t;
	int			result = -1;

	if (translation_read(&t, job, err) == 0)
		result = queue_set_words(job->site->priv, job->item.id, t.left, err);
	translation_free(&t);
	return result;
}

/* What was translated by way of this translation, and has changed in it, is to be looked at again. */
static int
outdate(struct job *job, const struct translation *t, int64_t item, struct err *err)
{
	struct queue_event	e = { .what = "outdate", .at = program_now(), .note = job->item.language };
	int			i, changed = 0;

	for (i = 1; i <= job->piece.segments.last; i++) {
		const struct segment *s = segments_find(&job->piece.segments, i);

		if (s == NULL || t->returned[i] <= job->item.last)
			continue;
		changed = 1;
		if (queue_unstand_one(job->site->priv, item, s->digest, err) == -1)
			return -1;
	}
	return changed && queue_apply(job->site->priv, item, &e, err) == -1 ? -1 : 0;
}

static int
outdate_all(struct job *job, const struct translation *t, struct err *err)
{
	struct job		other;
	struct db_rows		*rows;
	int64_t			 id;
	int			 got;

	if (job->item.last == 0)
		return 0;
	if ((rows = queue_items_of(job->site->priv, job->item.work.id, err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1) {
		id = db_int(rows, 0);
		if ((got = job_open(&other, job->site, job->words, id, err)) == 1 &&
		    strcmp(other.item.pivot, job->item.language) == 0 && (got = outdate(job, t, id, err)) == 0)
			got = set_left(&other, err);
		job_free(&other);
		if (got == -1)
			break;
	}
	db_done(rows);
	return got == -1 ? -1 : 0;
}

/* Everybody who wrote it, but who approved it. */
static int
tell_authors(struct job *job, enum letter what, int64_t but, struct span text, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = queue_authors(job->site->priv, job->item.id, but, err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1)
		if ((got = letter_send(job->site, what, db_int(rows, 0), job, text, NULL, err)) == -1)
			break;
	db_done(rows);
	return got == -1 ? -1 : 0;
}

int
step_approve(struct job *job, int64_t person, struct err *err)
{
	struct translation	t;
	int			got;

	if ((got = step(job, person == -1 ? "timeout" : "approve", person == -1 ? 0 : person, 0, NULL, err)) != 1)
		return got;
	if ((got = translation_read(&t, job, err)) == 0 && (got = learn(job, &t, err)) == 0 &&
	    (got = outdate_all(job, &t, err)) == 0 && (got = queue_set_last(job->site->priv, job->item.id, err)) == 0 &&
	    conf_review(&job->site->conf, job->item.work.kind) != 0)
		got = tell_authors(job, LETTER_PUBLISHED, person, SPAN_NONE, err);
	translation_free(&t);
	return got == -1 ? -1 : 1;
}

/* ---- the rest ---- */

int
step_reject(struct job *job, int64_t person, const char *reason, struct err *err)
{
	int	got;

	if ((got = step(job, "reject", person, 0, reason, err)) != 1)
		return got;
	if (tell_authors(job, LETTER_REJECTED, person, span_str(reason), err) == -1 ||
	    queue_unstand(job->site->priv, job->item.id, job->item.last, err) == -1 || set_left(job, err) == -1)
		return -1;
	return 1;
}

/* The old text of each segment that was only changed stands for the new one. */
static int
carry_over(struct job *job, struct translation *t, struct err *err)
{
	struct queue_return	 r = { .item = job->item.id, .revision = job->item.work.revision };
	struct package_hint	*hint = NULL;
	struct buf		 name = BUF_INIT;
	int64_t			 returned;
	int			 i, got;

	buf_addf(&name, "kept: %s r%d\n", buf_str(&job->tag), r.revision);
	if ((got = hints_read(&hint, job, t, err)) == 0)
		for (i = 1; i <= job->piece.segments.last && got == 0; i++)
			if (segments_find(&job->piece.segments, i) != NULL && t->text[i] == NULL &&
			    (hint[i].before == NULL || hint[i].text == NULL))
				got = err_set(err, ERR_REFUSED, "%s: [[%d]] is new and has no translation to keep",
				    buf_str(&job->tag), i);
	if (got == 0 && (got = queue_keep(job->site->priv, &r, span_buf(&name), program_now(), &returned, err)) != -1)
		for (i = 1, got = 0; i <= job->piece.segments.last && got == 0; i++) {
			const struct segment *s = segments_find(&job->piece.segments, i);

			if (s == NULL || t->text[i] != NULL)
				continue;
			if (queue_keep_text(job->site->priv, returned, i, s->digest, hint[i].text, err) == -1 ||
			    queue_stand(job->site->priv, job->item.id, returned, i, s->digest, err) == -1)
				got = -1;
		}
	hints_free(hint, job);
	buf_free(&name);
	return got == -1 ? -1 : step(job, "partial", 0, 0, "kept", err);
}

int
step_keep(struct job *job, struct err *err)
{
	struct translation	t;
	int			got;

	if (job->item.approved == 0 || job->item.approved == job->item.work.revision)
		return 0;
	if ((got = translation_read(&t, job, err)) == 0 && (got = carry_over(job, &t, err)) == 1 &&
	    (got = step(job, "keep", 0, 0, NULL, err)) == 1 &&
	    (queue_set_words(job->site->priv, job->item.id, 0, err) == -1 ||
	    queue_set_last(job->site->priv, job->item.id, err) == -1))
		got = -1;
	translation_free(&t);
	return got;
}

/* Nobody is to review it: it is approved as it comes in. */
static int
pass(struct job *job, struct err *err)
{
	return conf_review(&job->site->conf, job->item.work.kind) != 0 ? 0 : step_approve(job, -1, err) == -1 ? -1 : 0;
}

int
step_complete(struct job *job, const struct translation *t, int64_t person, int amends, struct err *err)
{
	int	got;

	if (t->there < t->wanted)
		return step(job, "partial", person, queue_lease(program_now(), job->item.due), NULL, err) == -1 ? -1 : 0;
	if (amends && (got = step(job, "amend", person, 0, NULL, err)) != 0)
		return got == -1 ? -1 : 0;
	return step(job, "complete", person, 0, NULL, err) == -1 ? -1 : pass(job, err);
}
