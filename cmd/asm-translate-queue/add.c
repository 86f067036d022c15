#include <string.h>
#include <unistd.h>

#include "cmd/asm-translate-queue/queue.h"
#include "cmd/program.h"
#include "mail/entry.h"
#include "mail/mbox.h"
#include "mail/tags.h"
#include "store/directory.h"
#include "store/observer.h"
#include "store/person.h"
#include "text/language.h"

#define DAY	86400
#define WEEK	(7 * DAY)

struct adding {
	struct site	*site;
	struct words	*words;
	struct buf	 wanted;	/* languages: tags parted by one blank */
	int		 only;		/* these and no others, whatever a post wishes */
	unsigned long	 works, items;
};

/* Only what a contact wrote is offered: not newsletters, records or other translations. */
static int
is_work(const struct entry *e)
{
	return (e->type[0] == '\0' || strcmp(e->type, "post") == 0) && e->translation_of[0] == '\0' &&
	    e->language[0] != '\0';
}

/* Tags become part of names and header fields. */
static void	 want(struct buf *, struct span tag);

static void
read_languages(struct buf *wanted, const char *tags)
{
	struct span	rest = span_str(tags), tag;

	while (span_cut(&rest, ',', &tag)) {
		tag = span_trim(tag);
		if (tag.n > 0 && !language_valid(tag))
			program_usage("-l: \"%.*s\" is no language tag", SPAN_FMT(tag));
		want(wanted, tag);
	}
}

/* ---- which languages ---- */

static void
want(struct buf *wanted, struct span tag)
{
	if (tag.n > 0 && language_valid(tag) && !span_lists(span_buf(wanted), ' ', tag))
		buf_addf(wanted, "%s%.*s", wanted->len > 0 ? " " : "", SPAN_FMT(tag));
}

/* The first language of each row: what its people would rather read. */
static int
want_rows(struct buf *wanted, struct db_rows *rows, struct err *err)
{
	struct span	list, tag;
	int		got;

	if (rows == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1) {
		list = db_blob(rows, 0);
		if (span_cut(&list, ' ', &tag))
			want(wanted, tag);
	}
	db_done(rows);
	return got;
}

/* What the site publishes in, what observers ask for (how many does not leave here), and what assemblies speak. */
static int
want_all(struct adding *a, struct err *err)
{
	struct directory_assembly	 assembly;
	struct db_rows			*rows;
	struct span			 rest, tag;
	int				 got;

	for (rest = span_str(a->site->conf.languages); span_cut(&rest, ' ', &tag); )
		want(&a->wanted, tag);
	if (want_rows(&a->wanted, observer_languages(a->site->priv, err), err) == -1 ||
	    (rows = directory_assemblies(a->site->pub, NULL, err)) == NULL)
		return -1;
	while ((got = directory_assembly_row(rows, &assembly, err)) == 1)
		if (strcmp(assembly.status, "endorsed") == 0)
			for (rest = span_str(assembly.languages); span_cut(&rest, ' ', &tag); )
				want(&a->wanted, tag);
	db_done(rows);
	return got == -1 ? -1 : buf_ok(&a->wanted, err);
}

/* And what its writer wishes it in ("Translate: en, ar"). */
static int
want_wish(struct buf *wanted, const struct adding *a, const struct segments *all, struct err *err)
{
	struct tags	t;
	struct span	rest, tag;
	int		result = 0;

	buf_addspan(wanted, span_buf(&a->wanted));
	if (!a->only && all->n > 1 && all->segment[1].is_tags) {
		if ((result = tags_read(&t, a->words, SPAN_NONE, SPAN_NONE, span_str(all->segment[1].text), err)) == 0)
			for (rest = span_str(t.translate); span_cut(&rest, ' ', &tag); )
				want(wanted, tag);
		tags_free(&t);
	}
	return result == 0 ? buf_ok(wanted, err) : -1;
}

/* ---- until when ---- */

/*
 * The day before an answer is wanted, else twelve hours before the next newsletter is closed.
 */
static moment
due_of(const struct adding *a, const struct entry *e)
{
	const struct conf	*conf = &a->site->conf;
	moment			 due, since = conf->nedition > 0 ? conf->edition[0].since : 0;

	if (*e->answer_by != '\0' && time_parse(span_str(e->answer_by), &due) == 0 && due > program_now())
		return due - DAY;
	due = since + ((program_now() - since) / WEEK + 1) * WEEK - DAY / 2;
	return due > program_now() ? due : due + WEEK;
}

/* Each group hears once of what is offered to it alone. */
static int
tell_groups(struct adding *a, int64_t work, struct span languages, struct err *err)
{
	struct job	 job;
	struct db_rows	*rows;
	int		 got;

	if ((rows = queue_items_of(a->site->priv, work, err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1) {
		if ((got = job_open(&job, a->site, a->words, db_int(rows, 0), err)) == 1 &&
		    span_lists(languages, ' ', span_str(job.item.language)))
			got = letter_send(a->site, LETTER_GROUP, job.item.first, &job, SPAN_NONE, NULL, err);
		job_free(&job);
		if (got == -1)
			break;
	}
	db_done(rows);
	return got == -1 ? -1 : 0;
}

static int
add_items(struct adding *a, int64_t work, const struct entry *e, struct span wanted, struct err *err)
{
	struct span	 rest = wanted, tag;
	char		 language[36];
	struct buf	 groups = BUF_INIT;	/* languages of which one holds the queue */
	int64_t		 group;
	int		 got, has_group;

	while (span_cut(&rest, ' ', &tag)) {
		if (tag.n == 0 || tag.n >= sizeof language)
			continue;
		memcpy(language, tag.s, tag.n);
		language[tag.n] = '\0';
		if (language_same(language, e->language))
			continue;
		if ((has_group = person_team(a->site->priv, language, &group, err)) == -1 || (got = queue_add_item(a->site->priv, work,
		    language, due_of(a, e), has_group == 1 ? group : 0, program_now(), err)) == -1)
			return -1;
		a->items += (unsigned)got;
		if (got == 1 && has_group)
			want(&groups, tag);
	}
	got = groups.len > 0 ? tell_groups(a, work, span_buf(&groups), err) : 0;
	buf_free(&groups);
	return got;
}

/* ---- corrections ---- */

/* Told once each: who holds it, and who translated it last. */
static int
tell(struct job *job, const struct queue_item *before, struct err *err)
{
	int64_t	last = 0, id;
	moment	at;

	if (queue_last_return(job->site->priv, job->item.id, &id, &at, &last, err) == -1)
		return -1;
	if (before->holder_id != 0 && letter_send(job->site, before->state == QUEUE_REVIEWING ? LETTER_CORRECTED_REVIEW :
	    LETTER_CORRECTED, before->holder_id, job, SPAN_NONE, NULL, err) == -1)
		return -1;
	if (last == 0 || last == before->holder_id)
		return 0;
	return letter_send(job->site, LETTER_CORRECTED, last, job, SPAN_NONE, NULL, err);
}

/* One item follows its post: what did not change stays translated. */
static int
correct_item(struct adding *a, int64_t item, int revision, struct err *err)
{
	struct job		before, now = { .rows = NULL };
	struct translation	t = { .text = NULL };
	int64_t			id, last = 0;
	moment			at;
	int			got;

	if ((got = job_open(&before, a->site, a->words, item, err)) == 1 &&
	    (got = step(&before, "correct", 0, revision, NULL, err)) == 1 &&
	    (got = job_open(&now, a->site, a->words, item, err)) == 1 &&
	    (got = translation_read(&t, &now, err)) == 0 &&
	    (got = queue_set_words(a->site->priv, item, t.left, err)) == 0) {
		if (t.there == t.wanted && t.there > 0)
			got = step_complete(&now, &t, 0, 0, err);
		else if ((got = queue_last_return(a->site->priv, item, &id, &at, &last, err)) != -1 &&
		    now.item.state == QUEUE_OPEN && last != 0)
			got = queue_first(a->site->priv, item, last, program_now() + QUEUE_FIRST, err);
		if (got != -1 && t.there < t.wanted)
			got = tell(&now, &before.item, err);
	}
	translation_free(&t);
	job_free(&before);
	job_free(&now);
	return got == -1 ? -1 : 0;
}

static int
correct_items(struct adding *a, int64_t work, int revision, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = queue_items_of(a->site->priv, work, err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1)
		if (correct_item(a, db_int(rows, 0), revision, err) == -1) {
			got = -1;
			break;
		}
	db_done(rows);
	return got;
}

/* The numbers of the new revision's segments. */
static int
follow(struct adding *a, int64_t work, int revision, const struct piece *new, struct buf *numbers, struct err *err)
{
	struct buf	message = BUF_INIT, old_numbers = BUF_INIT;
	struct piece	old = { .title = NULL };
	int		got;

	if ((got = queue_revision(a->site->priv, work, revision, &message, &old_numbers, err)) == 1 &&
	    (got = piece_read(&old, a->words, span_buf(&message), span_buf(&old_numbers), err)) == 0)
		got = segments_follow(numbers, &old.segments, &new->segments, err);
	piece_free(&old);
	buf_free(&message);
	buf_free(&old_numbers);
	return got == -1 ? -1 : 0;
}

/* ---- adding ---- */

/* A new work, or the next revision of one: 1, 0 it is known, -1. */
static int
add_work(struct adding *a, struct queue_work *w, const struct entry *e, const struct piece *piece, struct span message,
    int64_t *id, struct err *err)
{
	struct buf	numbers = BUF_INIT;
	int64_t		known;
	int		got, newest;

	if ((got = queue_work_of(a->site->priv, e->id, id, &newest, err)) != 0)
		return got == -1 ? -1 : 0;
	if (*e->corrects == '\0' || (got = queue_work_of(a->site->priv, e->corrects, &known, &newest, err)) == 0)
		return queue_add_work(a->site->priv, w, message, program_now(), id, err);
	if (got == 1 && (got = follow(a, known, newest, piece, &numbers, err)) == 0) {
		*id = w->id = known;
		w->revision = newest + 1;
		w->numbers = buf_str(&numbers);
		if ((got = queue_add_revision(a->site->priv, w, message, program_now(), err)) == 0)
			got = correct_items(a, known, w->revision, err);
	}
	buf_free(&numbers);
	return got == -1 ? -1 : 1;
}

static int
add_entry(struct adding *a, const struct entry *e, struct span message, struct err *err)
{
	struct piece		piece;
	struct queue_work	work = { .original = e->id, .revision = 1, .language = e->language,
				    .kind = e->kind, .title = e->title, .arrival = e->arrival };
	struct buf		wanted = BUF_INIT;
	int64_t			id;
	int			got = -1;

	if (piece_read(&piece, a->words, message, SPAN_NONE, err) == 0 &&
	    want_wish(&wanted, a, &piece.segments, err) == 0) {
		work.words = (int64_t)segments_words(&piece.segments);
		if (db_begin(a->site->priv, err) == 0) {
			if ((got = add_work(a, &work, e, &piece, message, &id, err)) == -1 || add_items(a, id, e, span_buf(&wanted), err) == -1 ||
			    db_commit(a->site->priv, err) == -1) {
				db_rollback(a->site->priv);
				got = -1;
			} else
				a->works += (unsigned)got;
		}
	}
	piece_free(&piece);
	buf_free(&wanted);
	return got == -1 ? -1 : 0;
}

static int
add_stream(struct adding *a, struct err *err)
{
	struct mbox	*mbox;
	struct buf	 message = BUF_INIT;
	struct entry	 entry;
	int		 got;

	if ((mbox = mbox_open(STDIN_FILENO, err)) == NULL)
		return -1;
	while ((got = mbox_next(mbox, &message, err)) == 1) {
		if ((got = entry_read(&entry, a->words, span_buf(&message),
		    mbox_envelope(mbox), err)) == -1)
			break;
		if (is_work(&entry))
			got = add_entry(a, &entry, span_buf(&message), err);
		entry_free(&entry);
		if (got == -1)
			break;
	}
	buf_free(&message);
	mbox_free(mbox);
	return got;
}

int
run_add(char **operand, size_t n)
{
	struct adding	a = { .wanted = BUF_INIT };
	struct err	err;
	int		got = 0;

	(void)operand;
	(void)n;
	if (program_given(PROGRAM_LANGUAGE) != NULL)
		read_languages(&a.wanted, program_given(PROGRAM_LANGUAGE));
	a.only = program_given(PROGRAM_LANGUAGE) != NULL;
	a.site = program_open(SITE_PRIVATE | SITE_PUBLIC_READ);
	a.words = open_words(a.site);
	if (!a.only)
		got = want_all(&a, &err);
	if (got == 0)
		got = add_stream(&a, &err);
	buf_free(&a.wanted);
	words_free(a.words);
	site_close(a.site);
	if (got == -1)
		program_fail(&err);
	program_counts("works", (long)a.works, "items", (long)a.items, NULL);
	program_note("%lu posts, %lu items added", a.works, a.items);
	return 0;
}
