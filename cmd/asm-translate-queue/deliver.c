/*
 * What comes back: which item it is of, what of it can be placed, and which text stands.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "cmd/asm-translate-queue/queue.h"
#include "cmd/program.h"
#include "mail/body.h"
#include "mail/mime.h"
#include "mail/word.h"
#include "text/utf8.h"

#define TAGS_MAX	20		/* tags in one field that are looked up */

void
receipt_free(struct receipt *r)
{
	buf_free(&r->accepted);
	buf_free(&r->missing);
	buf_free(&r->conflicts);
	buf_free(&r->stale);
	buf_free(&r->faults);
}

/* ---- which item? ---- */

static int
is_tag_letter(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

/*
 * What stands behind the next `open`: 1 and "2k7q-es" (borrowed, empty if it looks like no tag), with the revision behind
 * it if one is said ("r2"); 0 no more of them.
 */
static int
next_tag(struct span *rest, const char *open, struct span *tag, int *revision)
{
	ptrdiff_t		at = span_casefind(*rest, span_str(open));
	unsigned long long	number;
	struct span		behind;
	size_t			n, digits;

	if (at == -1)
		return 0;
	*rest = span_from(*rest, (size_t)at + strlen(open));
	for (n = 0; n < rest->n && n < 48 && is_tag_letter(rest->s[n]); n++)
		;
	*tag = span_chr(span_head(*rest, n), '-') > 0 ? span_head(*rest, n) : SPAN_NONE;
	behind = span_from(*rest, n);
	*revision = 0;
	if (behind.n > 2 && (behind.s[0] == '.' || behind.s[0] == ' ') && (behind.s[1] == 'r' || behind.s[1] == 'R')) {
		behind = span_from(behind, 2);
		for (digits = 0; digits < behind.n && digits < 6 && behind.s[digits] >= '0' && behind.s[digits] <= '9';
		    digits++)
			;
		if (span_number(span_head(behind, digits), &number) == 0)
			*revision = (int)number;
	}
	return 1;
}

/* The first tag of ours in a field: a list's "[name]" may stand before it, other people in To. */
static int
find_in_field(struct site *site, const struct header *h, const char *name, const char *open, int64_t *id,
    int *revision, struct err *err)
{
	struct buf	value = BUF_INIT, decoded = BUF_INIT;
	struct span	rest, tag;
	int		got = 0, i;

	if (header_value(h, name, &value) == 1 && (got = word_decode(&decoded, span_buf(&value), err)) == 0)
		for (i = 0, rest = span_buf(&decoded); got == 0 && i < TAGS_MAX && next_tag(&rest, open, &tag, revision);
		    i++)
			if (tag.n > 0)
				got = queue_find(site->priv, tag, id, err);
	buf_free(&value);
	buf_free(&decoded);
	return got;
}

/* The packages that hang on a mail, or the file itself, until `each` gives other than 0. */
static int
each_file(struct mime *mime, struct span message, int (*each)(void *, struct span, struct err *), void *arg,
    struct err *err)
{
	struct part	*p;
	struct buf	 bytes = BUF_INIT;
	int		 got = 0;

	if (mime->header.n == 0)
		return each(arg, message, err);
	for (p = mime_walk(mime, NULL); p != NULL && got == 0; p = mime_walk(mime, p)) {
		if (p->nchild > 0 || strcmp(p->type, "text/html") == 0 || (strcmp(p->disposition, "attachment") != 0 &&
		    *p->filename == '\0' && span_starts(span_str(p->type), "text/")))
			continue;
		buf_reset(&bytes);
		if (mime_decode(p, &bytes, err) == -1)
			got = -1;
		else if (bytes.len <= PACKAGE_MAX)
			got = each(arg, span_buf(&bytes), err);
	}
	buf_free(&bytes);
	return got;
}

struct named {
	char	item[PACKAGE_NAME];
	int	revision;
};

static int
read_name(void *arg, struct span bytes, struct err *err)
{
	struct named	*n = arg;

	return package_read_name(bytes, n->item, &n->revision, err);
}

static int
find_in_files(struct site *site, struct mime *mime, struct span message, int64_t *id, int *revision, struct err *err)
{
	struct named	n = { .revision = 0 };
	int		got;

	if ((got = each_file(mime, message, read_name, &n, err)) != 1)
		return got;
	*revision = n.revision;
	return queue_find(site->priv, span_str(n.item), id, err);
}

int
delivery_find(struct site *site, struct span message, int64_t *id, int *revision, struct err *err)
{
	static const char *const	fields[][2] = {
		{ "To", "translate+" }, { "Delivered-To", "translate+" }, { "Cc", "translate+" },
		{ "Subject", "[" }, { "In-Reply-To", "<work." }, { "References", "<work." }
	};
	struct mime			*mime;
	size_t				i;
	int				got = 0;

	if ((mime = mime_parse(message, err)) == NULL)
		return -1;
	for (i = 0; i < sizeof fields / sizeof fields[0] && got == 0; i++)
		got = find_in_field(site, &mime->header, fields[i][0], fields[i][1], id, revision, err);
	if (got == 0)
		got = find_in_files(site, mime, message, id, revision, err);
	mime_free(mime);
	return got;
}

/* ---- what came back? ---- */

struct reading {
	const struct job	*job;
	const struct segments	*had;		/* what the translator had */
	const struct translation *now;
	int			 marked;
	struct segment_texts	 texts;
	struct buf		*why;
};

static int
read_file(void *arg, struct span bytes, struct err *err)
{
	struct reading	*r = arg;
	int		 got;

	segment_texts_free(&r->texts);
	if ((got = package_read(&r->texts, r->had, bytes, r->why, err)) == 1 && r->texts.found > 0)
		return 1;
	return got == -1 ? -1 : 0;
}

static int
any_text(const struct segment_texts *t)
{
	size_t	i;

	for (i = 1; i < t->n; i++)
		if (t->text[i] != NULL)
			return 1;
	return 0;
}

/* Numbers that were asked for, else all. */
static int
read_bare(struct reading *r, struct span text, struct err *err)
{
	int	*wanted, i, result = -1;
	size_t	 n = 0, found = r->texts.found;

	if ((wanted = calloc((size_t)r->had->last + (size_t)r->job->piece.segments.last + 2, sizeof *wanted)) == NULL)
		return err_memory(err);
	segment_texts_free(&r->texts);
	if (r->had == &r->job->piece.segments)
		n = translation_missing(r->now, r->job, wanted);
	if (n > 0)
		result = segments_read_bare(&r->texts, r->had, r->job->words, wanted, n, text, err);
	if (n == 0 || (result == 0 && !any_text(&r->texts))) {
		segment_texts_free(&r->texts);
		for (n = 0, i = 1; i <= r->had->last; i++)
			if (segments_find(r->had, i) != NULL)
				wanted[n++] = i;
		result = segments_read_bare(&r->texts, r->had, r->job->words, wanted, n, text, err);
	}
	if (r->texts.found == 0)
		r->texts.found = found;
	free(wanted);
	return result;
}

/* The form as a text file that hangs on the mail: some edit it where they write best. */
static int
read_text_files(struct reading *r, struct mime *mime, struct err *err)
{
	struct part	*p;
	struct buf	 text = BUF_INIT;
	int		 got = 0;

	for (p = mime_walk(mime, NULL); p != NULL && got == 0 && !any_text(&r->texts); p = mime_walk(mime, p)) {
		if (p->nchild > 0 || strcmp(p->type, "text/plain") != 0 || strcmp(p->disposition, "attachment") != 0)
			continue;
		buf_reset(&text);
		segment_texts_free(&r->texts);
		if ((got = mime_text(p, &text, err)) != -1)
			got = segments_read(&r->texts, r->had, r->job->words, span_buf(&text), err);
	}
	buf_free(&text);
	return got == -1 ? -1 : 0;
}

/* Attached packages first, then markers, then paragraphs as they stand. */
static int
read_texts(struct reading *r, struct span message, struct err *err)
{
	struct mime	*mime;
	struct body	 body = { 0 };
	struct buf	 clean = BUF_INIT;
	int		 got;

	if ((mime = mime_parse(message, err)) == NULL)
		return -1;
	if ((got = each_file(mime, message, read_file, r, err)) == 1 && any_text(&r->texts))
		got = 0;
	else if (got != -1) {
		segment_texts_free(&r->texts);
		if (mime->header.n == 0)
			got = utf8_clean(&clean, message) == -1 ? err_memory(err) : 0;
		else if ((got = body_read(&body, mime, err)) == 0)
			buf_addspan(&clean, span_buf(&body.text));
		if (got == 0)
			got = segments_read(&r->texts, r->had, r->job->words, span_buf(&clean), err);
		if (got == 0 && !any_text(&r->texts) && mime->header.n > 0)
			got = read_text_files(r, mime, err);
		if (got == 0 && !any_text(&r->texts) && mime->header.n > 0 && !r->marked)
			got = read_bare(r, span_buf(&clean), err);
	}
	body_free(&body);
	buf_free(&clean);
	mime_free(mime);
	return got;
}

/* ---- which text stands? ---- */

struct placing {
	const struct delivery	*d;
	struct job		*job;
	const struct segments	*had;
	const struct translation *before;
	int64_t			 returned;
	int			 news;		/* something stands that did not */
	int			 conflict;
	struct receipt		*receipt;
	struct buf		 diff;		/* what an edit changed */
	struct buf		 others;	/* persons whose texts differ */
};

static void
add_number(struct buf *b, int number)
{
	buf_addf(b, "%s%d", b->len > 0 ? " " : "", number);
}

/*
 * May it take the place of what stands?  What one wrote oneself may be bettered; a reviewer betters others' texts; the
 * holder's text is the candidate; and where nobody reviews the newest is the best there is.
 */
static int
takes_over(const struct placing *p, int number)
{
	return p->d->amends || p->before->person[number] == p->d->person ||
	    (p->d->person != 0 && p->job->item.holder_id == p->d->person && p->job->item.state == QUEUE_CLAIMED) ||
	    conf_review(&p->job->site->conf, p->job->item.work.kind) == 0;
}

static int
place(struct placing *p, int number, const char *text, struct err *err)
{
	const struct segment	*had = segments_find(p->had, number);
	size_t			more, at;
	int			now = piece_find(&p->job->piece, span_make((const char *)had->digest, HASH_LEN), &more, &at);
	struct db		*db = p->job->site->priv;

	if (strcmp(text, "[[same]]") == 0)
		text = had->text;
	if (now == 0) {
		/* The segment was corrected meanwhile: a suggestion for who translates the correction. */
		add_number(&p->receipt->stale, number);
		return p->receipt->known ? 0 : queue_keep_text(db, p->returned, number, had->digest, text, err);
	}
	add_number(&p->receipt->accepted, number);
	/* What stands already is no news: a reply sent twice must not become a second translation. */
	if (p->receipt->known || (p->before->text[now] != NULL && strcmp(p->before->text[now], text) == 0))
		return 0;
	if (queue_keep_text(db, p->returned, number, had->digest, text, err) == -1)
		return -1;
	if (p->before->text[now] != NULL && !p->d->amends && p->before->person[now] != p->d->person) {
		add_number(&p->receipt->conflicts, number);
		p->conflict = 1;
		buf_add(&p->others, &p->before->person[now], sizeof p->before->person[now]);
	}
	if (p->before->text[now] != NULL && !takes_over(p, now))
		return 0;
	p->news = 1;
	if (p->d->amends && p->before->text[now] != NULL)
		buf_addf(&p->diff, "%d\t%s\t%s\n", number, p->before->text[now], text);
	return queue_stand(db, p->job->item.id, p->returned, number, had->digest, err);
}

static int
place_all(struct placing *p, const struct segment_texts *t, struct err *err)
{
	size_t	i;

	for (i = 1; i < t->n; i++) {
		const struct segment *s = segments_find(p->had, (int)i);

		if (s == NULL || t->text[i] == NULL || strcmp(t->text[i], s->text) == 0)
			continue;
		if (place(p, (int)i, t->text[i], err) == -1)
			return -1;
	}
	return 0;
}

/* Who translated it before hears that somebody else did, too; once. */
static int
tell_conflict(struct placing *p, struct err *err)
{
	const int64_t	*person = (const int64_t *)(const void *)p->others.s;
	size_t		 i, j, n = p->others.len / sizeof *person;
	int		 got = buf_ok(&p->others, err);

	for (i = 0; i < n && got != -1; i++) {
		for (j = 0; j < i && person[j] != person[i]; j++)
			;
		if (j == i && person[i] != 0)
			got = letter_send(p->job->site, LETTER_CONFLICT, person[i], p->job, span_buf(&p->receipt->conflicts),
			    NULL, err);
	}
	return got == -1 ? -1 : 0;
}

/* Each author of what a reviewer changed sees what was changed; once. */
static int
tell_amended(struct placing *p, struct err *err)
{
	int64_t	*told = NULL;
	size_t	 i, j, n = 0;
	int	 got = 0;

	if (p->diff.len == 0)
		return 0;
	if ((told = calloc(p->before->n + 1, sizeof *told)) == NULL)
		return err_memory(err);
	for (i = 1; i < p->before->n && got != -1; i++) {
		if (p->before->person[i] == 0 || p->before->person[i] == p->d->person)
			continue;
		for (j = 0; j < n && told[j] != p->before->person[i]; j++)
			;
		if (j < n)
			continue;
		told[n++] = p->before->person[i];
		got = letter_send(p->job->site, LETTER_AMENDED, p->before->person[i], p->job, span_buf(&p->diff), NULL, err);
	}
	free(told);
	return got == -1 ? -1 : 0;
}

static int
settle(struct placing *p, struct err *err)
{
	struct translation	now;
	int			i, result = -1;

	if (translation_read(&now, p->job, err) == 0) {
		for (i = 1; i <= p->job->piece.segments.last; i++)
			if (segments_find(&p->job->piece.segments, i) != NULL && now.text[i] == NULL)
				add_number(&p->receipt->missing, i);
		p->receipt->complete = now.there == now.wanted;
		result = 0;
		/* Where nothing is new, nothing happened but a delivery. */
		if (p->receipt->known)
			;
		else if (p->news || (p->conflict && p->job->item.state == QUEUE_APPROVED) ||
		    (p->receipt->complete && (p->job->item.state == QUEUE_OPEN || p->job->item.state == QUEUE_CLAIMED)))
			result = step_complete(p->job, &now, p->d->person, p->d->amends, err);
		else
			result = step(p->job, p->job->item.state == QUEUE_WITHDRAWN ? "note" : "partial", p->d->person,
			    queue_lease(program_now(), p->job->item.due), NULL, err) == -1 ? -1 : 0;
		if (result == 0 && p->news)
			result = queue_set_words(p->job->site->priv, p->job->item.id, now.left, err);
	}
	translation_free(&now);
	return result;
}

/* ---- all of it ---- */

static int
store(struct placing *p, const struct segment_texts *t, struct err *err)
{
	struct queue_return	r = { .item = p->d->item, .person = p->d->person, .revision = p->d->revision,
				    .amends = p->d->amends };
	struct queue_event	note = { .what = "note", .person = p->d->person, .at = program_now(), .note = "returned" };
	int			got;

	if ((got = queue_keep(p->job->site->priv, &r, p->d->message, program_now(), &p->returned, err)) == -1)
		return -1;
	p->receipt->known = got == 0;
	/* What nothing else comes of stands in the log all the same. */
	if (got == 1 && (p->job->item.state == QUEUE_WITHDRAWN || !any_text(t)) &&
	    queue_note(p->job->site->priv, p->d->item, &note, err) == -1)
		return -1;
	if (place_all(p, t, err) == -1 || (p->conflict && !p->receipt->known && tell_conflict(p, err) == -1) ||
	    settle(p, err) == -1)
		return -1;
	return p->receipt->known ? 0 : tell_amended(p, err);
}

static int
deliver_to(const struct delivery *d, struct job *job, const struct piece *had, struct receipt *r, struct err *err)
{
	struct translation	before = { .text = NULL };
	struct placing		p = { .d = d, .job = job, .had = &had->segments, .before = &before, .receipt = r };
	struct reading		reading = { .job = job, .had = &had->segments, .now = &before, .marked = d->marked,
				    .why = &r->faults };
	int			got = -1;

	if (translation_read(&before, job, err) == 0 && read_texts(&reading, d->message, err) == 0 &&
	    faults_find(&r->faults, job, &reading.texts, &r->errors, err) == 0 && store(&p, &reading.texts, err) == 0)
		r->unplaced = !(got = any_text(&reading.texts));
	segment_texts_free(&reading.texts);
	translation_free(&before);
	buf_free(&p.diff);
	buf_free(&p.others);
	return got;
}

int
deliver(const struct delivery *given, struct receipt *r, struct err *err)
{
	struct delivery	d = *given;
	struct job	job;
	struct piece	old = { .title = NULL };
	struct buf	message = BUF_INIT, numbers = BUF_INIT;
	int		got;

	if ((got = job_open(&job, d.site, d.words, d.item, err)) == 1) {
		if (d.revision <= 0 || d.revision > job.item.work.revision)
			d.revision = job.item.work.revision;
		if (d.revision == job.item.work.revision)
			got = deliver_to(&d, &job, &job.piece, r, err);
		else if ((got = queue_revision(d.site->priv, job.item.work.id, d.revision, &message, &numbers, err)) == 1 &&
		    (got = piece_read(&old, d.words, span_buf(&message), span_buf(&numbers), err)) == 0)
			got = deliver_to(&d, &job, &old, r, err);
	}
	piece_free(&old);
	buf_free(&message);
	buf_free(&numbers);
	job_free(&job);
	return got;
}
