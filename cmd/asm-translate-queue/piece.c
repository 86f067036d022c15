#include <stdlib.h>
#include <string.h>

#include "cmd/asm-translate-queue/queue.h"
#include "cmd/program.h"
#include "mail/body.h"
#include "mail/entry.h"
#include "mail/mime.h"

int
told(const char *tag, int got, const struct err *err)
{
	if (got == -1)
		program_fail(err);
	if (got == 0)
		program_say("%s: no such item, or not in a state for it", tag);
	return got == 1 ? 0 : 1;
}

struct words *
open_words(const struct site *site)
{
	struct words	*words;
	struct buf	 path = BUF_INIT;
	struct err	 err;

	if (site_path(site, "words", &path, &err) == -1 ||
	    (words = words_open(buf_str(&path), &err)) == NULL)
		program_fail(&err);
	buf_free(&path);
	return words;
}

/* ---- pieces ---- */

static int
by_digest(const void *a, const void *b, void *all)
{
	int	x = *(const int *)a, y = *(const int *)b, order;

	order = memcmp(segments_find(all, x)->digest, segments_find(all, y)->digest, HASH_LEN);
	return order != 0 ? order : x < y ? -1 : x > y;
}

static int
order_digests(struct piece *p, struct err *err)
{
	int	i;

	if ((p->by_digest = calloc((size_t)p->segments.last + 1, sizeof *p->by_digest)) == NULL)
		return err_memory(err);
	for (i = 1; i <= p->segments.last; i++)
		if (segments_find(&p->segments, i) != NULL)
			p->by_digest[p->n++] = i;
	qsort_r(p->by_digest, p->n, sizeof *p->by_digest, by_digest, &p->segments);
	return 0;
}

int
piece_read(struct piece *p, const struct words *words, struct span message, struct span numbers, struct err *err)
{
	struct entry	 entry = { 0 };
	struct body	 body = { 0 };
	struct mime	*mime = NULL;
	int		 result = -1;

	memset(p, 0, sizeof *p);
	if (entry_read(&entry, words, message, "", err) == 0 && (mime = mime_parse(message, err)) != NULL &&
	    body_read(&body, mime, err) == 0) {
		if ((p->title = strdup(entry.title)) == NULL)
			err_memory(err);
		else if (segments_cut(&p->segments, words, span_str(p->title), span_buf(&body.text), err) == 0 &&
		    segments_renumber(&p->segments, numbers, err) == 0)
			result = order_digests(p, err);
	}
	body_free(&body);
	mime_free(mime);
	entry_free(&entry);
	return result;
}

void
piece_free(struct piece *p)
{
	free(p->title);
	free(p->by_digest);
	segments_free(&p->segments);
	memset(p, 0, sizeof *p);
}

int
piece_find(const struct piece *p, struct span digest, size_t *more, size_t *at)
{
	size_t	low = 0, high = p->n, middle;

	*more = 0;
	if (digest.n != HASH_LEN)
		return 0;
	while (low < high) {
		middle = (low + high) / 2;
		if (memcmp(segments_find(&p->segments, p->by_digest[middle])->digest, digest.s, HASH_LEN) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*at = low;
	for (; low < p->n && memcmp(segments_find(&p->segments, p->by_digest[low])->digest, digest.s, HASH_LEN) == 0; low++)
		++*more;
	return *more > 0 ? p->by_digest[*at] : 0;
}

/* ---- jobs ---- */

int
job_open(struct job *job, struct site *site, const struct words *words, int64_t item, struct err *err)
{
	int	got;

	memset(job, 0, sizeof *job);
	job->site = site;
	job->words = words;
	if ((got = queue_get(site->priv, item, program_now(), &job->item, &job->message, &job->rows,
	    err)) != 1)
		return got;
	buf_addf(&job->tag, "%s-%s", job->item.work.tag, job->item.language);
	if (buf_ok(&job->tag, err) == -1)
		return -1;
	return piece_read(&job->piece, words, span_buf(&job->message), span_str(job->item.work.numbers), err) == -1 ? -1 : 1;
}

void
job_free(struct job *job)
{
	db_done(job->rows);
	buf_free(&job->message);
	buf_free(&job->tag);
	piece_free(&job->piece);
	job->rows = NULL;
}

/* ---- translations ---- */

/* Take a row over for every segment that says now what it translates. */
static int
take(struct translation *t, const struct piece *p, struct db_rows *rows, struct err *err)
{
	size_t	more, at;
	int	number;

	(void)piece_find(p, db_blob(rows, 2), &more, &at);
	for (; more > 0; more--, at++) {
		number = p->by_digest[at];
		free(t->text[number]);
		if ((t->text[number] = strdup(db_text(rows, 1))) == NULL)
			return err_memory(err);
		t->returned[number] = db_int(rows, 3);
		t->person[number] = db_int(rows, 4);
	}
	return 0;
}

static void
count(struct translation *t, const struct segments *all)
{
	struct segments	one = { .n = 1, .last = 1 };
	int		i;

	for (i = 1; i <= all->last; i++) {
		const struct segment *s = segments_find(all, i);

		if (s == NULL)
			continue;
		t->wanted++;
		if (t->text[i] != NULL)
			t->there++;
		else {
			one.segment = &all->segment[all->place[i]];
			t->left += (int64_t)segments_words(&one);
		}
	}
}

int
translation_read(struct translation *t, const struct job *job, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	memset(t, 0, sizeof *t);
	t->n = (size_t)job->piece.segments.last + 1;
	t->text = calloc(t->n, sizeof *t->text);
	t->person = calloc(t->n, sizeof *t->person);
	t->returned = calloc(t->n, sizeof *t->returned);
	if (t->text == NULL || t->person == NULL || t->returned == NULL)
		return err_memory(err);
	if ((rows = queue_texts(job->site->priv, job->item.id, err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1)
		if ((got = take(t, &job->piece, rows, err)) == -1)
			break;
	db_done(rows);
	if (got == 0)
		count(t, &job->piece.segments);
	return got == -1 ? -1 : 0;
}

void
translation_free(struct translation *t)
{
	size_t	i;

	for (i = 0; i < t->n && t->text != NULL; i++)
		free(t->text[i]);
	free(t->text);
	free(t->person);
	free(t->returned);
	memset(t, 0, sizeof *t);
}

size_t
translation_missing(const struct translation *t, const struct job *job, int *out)
{
	const struct segments	*all = &job->piece.segments;
	size_t			 i, n = 0;

	for (i = 0; i < all->n; i++)
		if (all->segment[i].number > 0 && t->text[all->segment[i].number] == NULL)
			out[n++] = all->segment[i].number;
	return n;
}
