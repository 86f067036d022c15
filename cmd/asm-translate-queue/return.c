#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "cmd/asm-translate-queue/queue.h"
#include "cmd/program.h"
#include "mail/body.h"
#include "mail/field.h"
#include "mail/mime.h"
#include "mail/word.h"

#define TAGS_MAX	20		/* tags in one field that are looked up */

/* ---- which item? ---- */

static int
is_tag_letter(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

/* What stands behind the next `open`: 1 and "2k7q-es" (borrowed, empty if it looks like no tag), 0 no more of them. */
static int
next_tag(struct span *rest, const char *open, struct span *tag)
{
	ptrdiff_t	at = span_casefind(*rest, span_str(open));
	size_t		n;

	if (at == -1)
		return 0;
	*rest = span_from(*rest, (size_t)at + strlen(open));
	for (n = 0; n < rest->n && n < 48 && is_tag_letter(rest->s[n]); n++)
		;
	*tag = span_chr(span_head(*rest, n), '-') > 0 ? span_head(*rest, n) : SPAN_NONE;
	return 1;
}

/* The first tag of ours in a field: a list's "[name]" may stand before it, other people in To. */
static int
find_in_field(struct site *site, const struct header *h, const char *name, const char *open, int64_t *id,
    struct err *err)
{
	struct buf	value = BUF_INIT, decoded = BUF_INIT;
	struct span	rest, tag;
	int		got = 0, i;

	if (header_value(h, name, &value) == 1 && (got = word_decode(&decoded, span_buf(&value), err)) == 0)
		for (i = 0, rest = span_buf(&decoded); got == 0 && i < TAGS_MAX && next_tag(&rest, open, &tag);
		    i++)
			if (tag.n > 0)
				got = queue_find(site->priv, tag, id, err);
	buf_free(&value);
	buf_free(&decoded);
	return got;
}

/* By the operand, else by the address that a reply goes to, the subject, or what it answers. 1, 0, -1. */
static int
find_item(struct site *site, const struct header *h, const char *operand, int64_t *id, struct err *err)
{
	static const char *const	fields[][2] = {
		{ "To", "translate+" }, { "Delivered-To", "translate+" }, { "Cc", "translate+" },
		{ "Subject", "[" }, { "In-Reply-To", "<work." }, { "References", "<work." }
	};
	size_t				i;
	int				got = 0;

	if (operand != NULL)
		return queue_find(site->priv, span_str(operand), id, err);
	for (i = 0; i < sizeof fields / sizeof fields[0] && got == 0; i++)
		got = find_in_field(site, h, fields[i][0], fields[i][1], id, err);
	return got;
}

/* ---- what came back ---- */

struct receipt {
	struct buf	tag;
	struct buf	accepted, missing;	/* segment numbers */
	int		complete;
	int		known;			/* the same mail came before */
};

static void
add_number(struct buf *b, int number)
{
	buf_addf(b, "%s%d", b->len > 0 ? " " : "", number);
}

/*
 * The translation that somebody meant, or NULL: the source again is none, and stays open, unless it was said that
 * it is the same in both languages.
 */
static const char *
meant(const struct segment *s, const char *text)
{
	if (s == NULL || text == NULL || strcmp(s->text, text) == 0)
		return NULL;
	return span_caseeqs(span_str(text), "[[same]]") ? s->text : text;
}

static int
store_texts(struct site *site, const struct job *job, const struct segment_texts *t, int64_t returned,
    struct receipt *r, struct err *err)
{
	struct translation	 before;
	const struct segment	*s;
	const char		*text;
	size_t			 i;
	int			 result;

	result = translation_read(&before, site, job, err);
	for (i = 1; i < t->n && result == 0; i++) {
		s = segments_find(&job->piece.segments, (int)i);
		if ((text = meant(s, t->text[i])) == NULL)
			continue;
		add_number(&r->accepted, (int)i);
		/* What stands already is no news: a reply sent twice must not become a second translation. */
		if (!r->known && (before.text[i] == NULL || strcmp(before.text[i], text) != 0))
			result = queue_return_text(site->priv, returned, (int)i, s->digest, text, err);
	}
	translation_free(&before);
	return result;
}

/* Is everything translated now?  Then the item is done; if not, the holder has time again. */
static int
settle(struct site *site, const struct job *job, const char *who, struct receipt *r, struct err *err)
{
	struct translation	done;
	int			i, result = -1;

	if (translation_read(&done, site, job, err) == 0) {
		for (i = 1; i <= done.wanted; i++)
			if (done.text[i] == NULL)
				add_number(&r->missing, i);
		r->complete = done.there == done.wanted;
		result = r->complete ? queue_complete(site->priv, job->item.id, who, program_now(), err) :
		    queue_renew(site->priv, job->item.id, who, program_now(), err);
	}
	translation_free(&done);
	return result;
}

static int
store(struct site *site, const struct job *job, const struct segment_texts *t, struct span mail,
    struct receipt *r, struct err *err)
{
	const char	*who = queue_who != NULL ? queue_who : job->item.holder;
	int64_t		 returned;
	int		 got;

	if ((got = queue_return(site->priv, job->item.id, who, mail, program_now(), &returned, err)) == -1)
		return -1;
	r->known = got == 0;
	return store_texts(site, job, t, returned, r, err) == 0 && settle(site, job, who, r, err) == 0 &&
	    job_tag(job, &r->tag, err) == 0 ? 0 : -1;
}

static int
write_receipt(const struct receipt *r, struct err *err)
{
	struct record_writer	out;
	struct record		record = RECORD_INIT;
	int			result = -1;

	record_writer_start(&out, stdout, program_form());
	if (record_add(&record, "Item", buf_str(&r->tag), err) == 0 &&
	    record_add(&record, "State", r->complete ? "returned" : "partial", err) == 0 &&
	    record_add(&record, "Accepted", buf_str(&r->accepted), err) == 0 &&
	    record_add(&record, "Missing", buf_str(&r->missing), err) == 0)
		result = record_writer_put(&out, &record, err);
	record_writer_end(&out);
	record_free(&record);
	return result;
}

/* The form inside a mail: its readable text.  A file that has no header is the form itself. */
static int
read_form(struct segment_texts *t, struct mime *mime, struct span input, const struct job *job,
    struct err *err)
{
	struct body	body = { 0 };
	int		result = -1;

	if (mime->header.n == 0)
		result = segments_read(t, input, job->piece.segments.last, err);
	else if (body_read(&body, mime, err) == 0)
		result = segments_read(t, span_buf(&body.text), job->piece.segments.last, err);
	body_free(&body);
	if (result == 0 && t->found == 0)
		return err_set(err, ERR_DATA, "standard input: no [[number]] is in it");
	return result;
}

/* Find the item and take the form in, inside the caller's transaction. */
static int
take_in(struct site *site, const struct words *words, struct mime *mime, struct span mail, const char *operand,
    struct receipt *r, struct err *err)
{
	struct job		 job = { .rows = NULL };
	struct segment_texts	 texts = { .text = NULL };
	int64_t			 id = 0;
	int			 got, result = -1;

	if ((got = find_item(site, &mime->header, operand, &id, err)) == 1 &&
	    (got = job_open(&job, site, words, id, err)) == 1 && read_form(&texts, mime, mail, &job, err) == 0)
		result = store(site, &job, &texts, mail, r, err);
	if (got == 0)
		err_set(err, ERR_DATA, "standard input: no item of this queue is named by it");
	segment_texts_free(&texts);
	job_free(&job);
	return result;
}

/*
 * The transaction begins before the first look: one that grows out of a look which another writer has outdated is
 * refused at once.  It has ended when the receipt is written.
 */
static int
take_back(struct site *site, const struct words *words, struct span mail, const char *operand, struct err *err)
{
	struct mime	*mime;
	struct receipt	 r = { .tag = BUF_INIT, .accepted = BUF_INIT, .missing = BUF_INIT };
	int		 result = -1;

	if ((mime = mime_parse(mail, err)) != NULL && db_begin(site->priv, err) == 0) {
		if (take_in(site, words, mime, mail, operand, &r, err) == 0 && db_commit(site->priv, err) == 0)
			result = write_receipt(&r, err);
		else
			db_rollback(site->priv);
	}
	mime_free(mime);
	buf_free(&r.tag);
	buf_free(&r.accepted);
	buf_free(&r.missing);
	return result;
}

int
run_return(char **operand, size_t n)
{
	struct site	*site;
	struct words	*words;
	struct buf	 mail = BUF_INIT;
	struct err	 err;
	int		 result;

	site = open_site(SITE_PRIVATE);
	words = open_words(site);
	if ((result = io_read_all(STDIN_FILENO, MAIL_MAX, &mail, &err)) == 0)
		result = mail.len == 0 ? err_set(&err, ERR_DATA, "standard input: empty") :
		    take_back(site, words, span_buf(&mail), n > 0 ? operand[0] : NULL, &err);
	buf_free(&mail);
	words_free(words);
	site_close(site);
	if (result == -1)
		program_fail(&err);
	return 0;
}
