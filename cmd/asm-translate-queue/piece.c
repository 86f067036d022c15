#include <stdlib.h>
#include <string.h>

#include "cmd/asm-translate-queue/queue.h"
#include "cmd/program.h"
#include "mail/body.h"
#include "mail/entry.h"
#include "mail/mime.h"

struct site *
open_site(unsigned flags)
{
	struct site	*site;
	struct err	 err;

	if ((site = site_open(program_site(), flags, &err)) == NULL)
		program_fail(&err);
	return site;
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

int
piece_read(struct piece *p, const struct words *words, struct span message, struct err *err)
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
		else
			result = segments_cut(&p->segments, words, span_str(p->title), span_buf(&body.text),
			    err);
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
	segments_free(&p->segments);
}

int
job_open(struct job *job, struct site *site, const struct words *words, int64_t item, struct err *err)
{
	int	got;

	memset(job, 0, sizeof *job);
	if ((got = queue_get(site->priv, item, program_now(), &job->item, &job->message, &job->rows,
	    err)) != 1)
		return got;
	return piece_read(&job->piece, words, span_buf(&job->message), err) == -1 ? -1 : 1;
}

void
job_free(struct job *job)
{
	db_done(job->rows);
	buf_free(&job->message);
	piece_free(&job->piece);
}

int
job_tag(const struct job *job, struct buf *out, struct err *err)
{
	buf_addf(out, "%s-%s", job->item.work.tag, job->item.language);
	return buf_ok(out, err);
}

/* Take a row over if it translates what the segment says now. */
static int
take(struct translation *t, const struct segments *all, struct db_rows *rows, struct err *err)
{
	int64_t			 number = db_int(rows, 0);
	struct span		 source = db_blob(rows, 2);
	const struct segment	*s;

	if (number <= 0 || number >= (int64_t)t->n ||
	    (s = segments_find(all, (int)number)) == NULL || source.n != HASH_LEN ||
	    memcmp(source.s, s->digest, HASH_LEN) != 0)
		return 0;
	if ((t->text[number] = strdup(db_text(rows, 1))) == NULL)
		return err_memory(err);
	t->there++;
	return 0;
}

int
translation_read(struct translation *t, struct site *site, const struct job *job, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	memset(t, 0, sizeof *t);
	t->wanted = job->piece.segments.last;
	t->n = (size_t)t->wanted + 1;
	if ((t->text = calloc(t->n, sizeof *t->text)) == NULL)
		return err_memory(err);
	if ((rows = queue_texts(site->priv, job->item.id, err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1)
		if ((got = take(t, &job->piece.segments, rows, err)) == -1)
			break;
	db_done(rows);
	return got == -1 ? -1 : 0;
}

void
translation_free(struct translation *t)
{
	size_t	i;

	for (i = 0; i < t->n && t->text != NULL; i++)
		free(t->text[i]);
	free(t->text);
}
