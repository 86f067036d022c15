/*
 * What is known of the segments that are still to be translated.
 */
#include <stdlib.h>
#include <string.h>

#include "cmd/asm-translate-queue/queue.h"
#include "site/recall.h"
#include "store/memory.h"

/* What stood under this number before the correction, and its translation; or what somebody else wrote. */
static int
take_texts(struct package_hint *hint, const struct job *job, const struct translation *t, struct db_rows *rows,
    struct err *err)
{
	int	got;

	if (rows == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1) {
		int64_t	number = db_int(rows, 0);

		if (number <= 0 || number >= (int64_t)t->n || t->text[number] != NULL || hint[number].text != NULL ||
		    segments_find(&job->piece.segments, (int)number) == NULL)
			continue;
		if ((hint[number].text = strdup(db_text(rows, 1))) == NULL) {
			got = err_memory(err);
			break;
		}
		hint[number].percent = 75;
	}
	db_done(rows);
	return got == -1 ? -1 : 0;
}

/* Segments that were corrected: what they said. */
static int
take_before(struct package_hint *hint, const struct job *job, struct err *err)
{
	struct piece	before = { .title = NULL };
	struct buf	message = BUF_INIT, numbers = BUF_INIT;
	int		i, got;

	if (job->item.work.revision < 2)
		return 0;
	if ((got = queue_revision(job->site->priv, job->item.work.id, job->item.work.revision - 1, &message, &numbers,
	    err)) == 1 &&
	    (got = piece_read(&before, job->words, span_buf(&message), span_buf(&numbers), err)) == 0)
		for (i = 1; i <= before.segments.last && got == 0; i++) {
			const struct segment *old = segments_find(&before.segments, i),
			    *now = segments_find(&job->piece.segments, i);

			if (old == NULL || now == NULL || memcmp(old->digest, now->digest, HASH_LEN) == 0)
				continue;
			if ((hint[i].before = strdup(old->text)) == NULL)
				got = err_memory(err);
		}
	piece_free(&before);
	buf_free(&message);
	buf_free(&numbers);
	return got == -1 ? -1 : 0;
}

/* The memory's best match. */
static int
take_memory(struct package_hint *h, const struct job *job, const struct segment *s, struct err *err)
{
	struct recall	r;
	int		result = 0;

	if (h->text != NULL)
		return 0;
	if ((result = recall_find(&r, job->site->priv, job->item.work.language, job->item.language, s->digest, s->text,
	    err)) == 0 && r.percent > 0) {
		h->percent = r.percent;
		if ((h->text = strdup(buf_str(&r.text))) == NULL)
			result = err_memory(err);
	}
	recall_free(&r);
	return result;
}

/* One word of the glossary, in every segment that has it. */
static int
take_term(struct package_hint *hint, const struct job *job, const struct translation *t, const char *source,
    const char *text, struct err *err)
{
	struct buf	lines = BUF_INIT;
	int		i, result = 0;

	for (i = 1; i <= job->piece.segments.last && result == 0; i++) {
		const struct segment *s = segments_find(&job->piece.segments, i);

		if (s == NULL || t->text[i] != NULL || span_casefind(span_str(s->text), span_str(source)) == -1)
			continue;
		if (hint[i].terms != NULL)
			buf_addf(&lines, "%s\n", hint[i].terms);
		buf_addf(&lines, "%s = %s", source, text);
		free(hint[i].terms);
		if ((hint[i].terms = buf_take(&lines)) == NULL)
			result = err_memory(err);
	}
	buf_free(&lines);
	return result;
}

static int
take_terms(struct package_hint *hint, const struct job *job, const struct translation *t, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = term_list(job->site->priv, job->item.work.language, job->item.language, err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1)
		if ((got = take_term(hint, job, t, db_text(rows, 2), db_text(rows, 3), err)) == -1)
			break;
	db_done(rows);
	return got;
}

int
hints_read(struct package_hint **hint, const struct job *job, const struct translation *t, struct err *err)
{
	struct db	*db = job->site->priv;
	int		 i;

	if ((*hint = calloc((size_t)job->piece.segments.last + 1, sizeof **hint)) == NULL)
		return err_memory(err);
	if (take_before(*hint, job, err) == -1 ||
	    take_texts(*hint, job, t, queue_texts(db, job->item.id, err), err) == -1 ||
	    take_texts(*hint, job, t, queue_alternatives(db, job->item.id, err), err) == -1 ||
	    take_terms(*hint, job, t, err) == -1)
		return -1;
	for (i = 1; i <= job->piece.segments.last; i++) {
		const struct segment *s = segments_find(&job->piece.segments, i);

		if (s != NULL && t->text[i] == NULL && take_memory(&(*hint)[i], job, s, err) == -1)
			return -1;
	}
	return 0;
}

void
hints_free(struct package_hint *hint, const struct job *job)
{
	int	i;

	for (i = 0; hint != NULL && i <= job->piece.segments.last; i++) {
		free(hint[i].before);
		free(hint[i].text);
		free(hint[i].terms);
	}
	free(hint);
}
