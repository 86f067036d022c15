/*
 * Work mails and review mails: what is asked, the text as a form, the file, the post itself.
 */
#include <string.h>

#include "cmd/asm-translate-queue/letters.h"
#include "cmd/program.h"

/* ---- work mails ---- */

static void
hint_lines(struct buf *out, const struct package_hint *h, const struct catalog *cat)
{
	struct span	rest = span_str(h->terms), line;

	if (h->before != NULL)
		buf_addf(out, "| %s %s\n", catalog_get(cat, "Before:"), h->before);
	if (h->text != NULL)
		buf_addf(out, "| %d%%: %s\n", h->percent, h->text);
	while (span_line(&rest, &line))
		if (line.n > 0)
			buf_addf(out, "| %.*s\n", SPAN_FMT(line));
	if (h->before != NULL || h->text != NULL || h->terms != NULL)
		buf_addc(out, '\n');
}

int
letter_form(struct answer *a, const struct job *job, const struct translation *now, const char *const *shown, struct err *err)
{
	struct package_hint	*hint = NULL;
	struct buf		 form = BUF_INIT;
	size_t			 i;
	int			 result;

	if ((result = hints_read(&hint, job, now, err)) == 0) {
		for (i = 0; i < job->piece.segments.n; i++) {
			const struct segment	*s = &job->piece.segments.segment[i];

			if (s->number == 0 || now->text[s->number] != NULL)
				continue;
			segment_form(&form, s, shown != NULL ? shown[s->number] : NULL);
			hint_lines(&form, &hint[s->number], answer_catalog(a));
		}
		buf_adds(&form, "[[end]]\n");
		if ((result = buf_ok(&form, err)) == 0)
			answer_text(a, span_buf(&form));
	}
	hints_free(hint, job);
	buf_free(&form);
	return result;
}

static void
say_work(struct answer *a, const struct job *job, const char *source)
{
	const struct catalog	*cat = answer_catalog(a);
	struct buf		 words = BUF_INIT, count = BUF_INIT;
	const char		*number[] = { "n", NULL, NULL };

	buf_addf(&count, "%lld", (long long)job->item.left);
	number[1] = buf_str(&count);
	catalog_fill(&words, catalog_plural(cat, "%{n} word", "%{n} words", (unsigned long)job->item.left), number);
	answer_say(a, catalog_get(cat, "Please translate this post from %{source} into %{target}: %{words}, "
	    "by %{date}. It is kept for you until then."), (const char *const[]){
	    "source", catalog_language_name(cat, source), "target", catalog_language_name(cat, job->item.language),
	    "words", buf_str(&words), "date", answer_day(a, job->item.lease == MOMENT_NONE ? job->item.due : job->item.lease),
	    NULL });
	answer_say(a, catalog_get(cat, "Press Reply and write the translation below each number, in place of the "
	    "text or under it. Leave the numbers and the last line as they are."), NULL);
	answer_say(a, catalog_get(cat, "A part of it helps, too: what you leave empty stays open. If you find no time after all, "
	    "answer \"%{back}\", and somebody else will take it."), (const char *const[]){
	    "back", answer_word(a, "Command-Give-Back"), NULL });
	answer_say(a, catalog_get(cat, "Thank you!"), NULL);
	buf_free(&words);
	buf_free(&count);
}

/* The translation of the pivot language, if it is approved: 1, 0 there is none, -1. */
static int
read_pivot(struct translation *t, const struct job *job, struct err *err)
{
	struct job	other = { .rows = NULL };
	struct buf	tag = BUF_INIT;
	int64_t		id;
	int		got;

	if (*job->item.pivot == '\0')
		return 0;
	buf_addf(&tag, "%s-%s", job->item.work.tag, job->item.pivot);
	if ((got = buf_ok(&tag, err)) == 0 && (got = queue_find(job->site->priv, span_buf(&tag), &id, err)) == 1 &&
	    (got = job_open(&other, job->site, job->words, id, err)) == 1)
		got = other.item.approved == 0 ? 0 : translation_read(t, &other, err) == -1 ? -1 : 1;
	job_free(&other);
	buf_free(&tag);
	return got;
}

/* The file that she likes beside the text. */
static int
attach(struct answer *a, const struct job *job, const struct translation *now, const struct translation *pivot,
    const char *form, struct err *err)
{
	struct package_hint	*hint = NULL;
	struct package		 p = { .item = buf_str(&job->tag), .revision = job->item.work.revision,
				    .source = job->item.work.language, .target = job->item.language,
				    .message = span_buf(&job->message), .segments = &job->piece.segments, .texts = now->text };
	struct buf		 file = BUF_INIT, name = BUF_INIT;
	int			 result;

	if ((result = hints_read(&hint, job, now, err)) == 0) {
		p.hint = hint;
		if (pivot != NULL) {
			p.basis = job->item.pivot;
			p.shown = pivot->text;
		}
		package_stem(&name, &p);
		buf_adds(&name, strcmp(form, "kit") == 0 ? ".zip" : strcmp(form, "xliff") == 0 ? ".xlf" : ".po");
		result = strcmp(form, "kit") == 0 ? package_kit(&file, &p, err) :
		    strcmp(form, "xliff") == 0 ? package_xliff(&file, &p, err) : package_po(&file, &p, err);
		if (result == 0 && (result = buf_ok(&name, err)) == 0)
			answer_attach(a, strcmp(form, "kit") == 0 ? "application/zip" : strcmp(form, "xliff") == 0 ?
			    "application/x-xliff+xml" : "application/x-gettext", buf_str(&name), span_buf(&file));
	}
	hints_free(hint, job);
	buf_free(&file);
	buf_free(&name);
	return result;
}

static struct answer *
begin(const struct job *job, const struct addressee *to, const char *action, const char *subject, struct err *err)
{
	struct answer	*a;
	struct buf	 stem = BUF_INIT;

	if ((a = answer_new(job->site, ANSWER_REPLY, buf_str(&to->to), *buf_str(&to->languages) != '\0' ?
	    buf_str(&to->languages) : job->item.language, program_now(), err)) == NULL)
		return NULL;
	answer_from(a, "translate");
	(void)letter_token(a, job, action);
	letter_subject(a, job, subject == NULL ? "%{title}" : catalog_get(answer_catalog(a), subject),
	    (const char *const[]){ "title", job->item.work.title, NULL });
	buf_addf(&stem, "work.%s.r%d.%lld.%lld", buf_str(&job->tag), job->item.work.revision, (long long)to->id,
	    (long long)program_now());
	answer_name(a, buf_str(&stem));
	buf_free(&stem);
	return a;
}

int
letter_work(struct answer **out, const struct job *job, const struct addressee *to, const char *form, struct err *err)
{
	struct translation	 now = { .text = NULL }, pivot = { .text = NULL };
	struct answer		*a;
	int			 got, result = -1;

	if ((a = begin(job, to, ACTION_WORK, NULL, err)) != NULL && translation_read(&now, job, err) == 0 &&
	    (got = read_pivot(&pivot, job, err)) != -1) {
		say_work(a, job, got == 1 ? job->item.pivot : job->item.work.language);
		result = letter_form(a, job, &now, got == 1 ? (const char *const *)pivot.text : NULL, err);
		if (result == 0 && strcmp(form, "text") != 0)
			result = attach(a, job, &now, got == 1 ? &pivot : NULL, form, err);
		if (result == 0)
			answer_attach(a, "message/rfc822", "original.eml", span_buf(&job->message));
	}
	translation_free(&now);
	translation_free(&pivot);
	if (result == -1) {
		answer_free(a);
		a = NULL;
	}
	*out = a;
	return result;
}

/* ---- reviews ---- */

/* The other texts that were given for a segment. */
static int
add_alternatives(struct buf *form, const struct job *job, const struct segment *s, const char *stands, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = queue_alternatives(job->site->priv, job->item.id, err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1)
		if (span_eq(db_blob(rows, 2), span_make((const char *)s->digest, HASH_LEN)) &&
		    strcmp(db_text(rows, 1), stands) != 0)
			buf_addf(form, "| + %s\n", db_text(rows, 1));
	db_done(rows);
	return got;
}

static int
write_review(struct answer *a, const struct job *job, const struct translation *now, struct err *err)
{
	struct buf	form = BUF_INIT;
	size_t		i;
	int		result = 0;

	for (i = 0; i < job->piece.segments.n && result == 0; i++) {
		const struct segment	*s = &job->piece.segments.segment[i];

		if (s->number == 0 || now->text[s->number] == NULL)
			continue;
		segment_form(&form, s, now->text[s->number]);
		buf_addf(&form, "| %s\n", s->text);
		result = add_alternatives(&form, job, s, now->text[s->number], err);
		buf_addc(&form, '\n');
	}
	buf_adds(&form, "[[end]]\n");
	if (result == 0 && (result = buf_ok(&form, err)) == 0)
		answer_text(a, span_buf(&form));
	buf_free(&form);
	return result;
}

int
letter_review(struct answer **out, const struct job *job, const struct addressee *to, struct err *err)
{
	struct translation	 now = { .text = NULL };
	struct answer		*a;
	struct buf		 approve = BUF_INIT, reject = BUF_INIT;
	int			 result = -1;

	if ((a = begin(job, to, ACTION_REVIEW, CATALOG_N("Please review: %{title}"), err)) != NULL &&
	    translation_read(&now, job, err) == 0) {
		const struct catalog	*cat = answer_catalog(a);

		buf_adds(&approve, answer_word(a, "Command-Approve"));
		buf_adds(&reject, answer_word(a, "Command-Reject"));
		answer_say(a, catalog_get(cat, "Please read this translation from %{source} into %{target}; below each text, "
		    "behind |, stands what it translates. It is kept for you until %{date}."), (const char *const[]){
		    "source", catalog_language_name(cat, job->item.work.language),
		    "target", catalog_language_name(cat, job->item.language), "date",
		    answer_day(a, job->item.lease == MOMENT_NONE ? program_now() : job->item.lease), NULL });
		answer_say(a, catalog_get(cat, "If it is good, answer \"%{approve}\" in the first line. To change something, write it "
		    "below its number and send it back. If it has to be done again, answer \"%{reject}: \" and why."),
		    (const char *const[]){ "approve", buf_str(&approve), "reject", buf_str(&reject), NULL });
		answer_say(a, catalog_get(cat, "Thank you!"), NULL);
		if ((result = write_review(a, job, &now, err)) == 0)
			answer_attach(a, "message/rfc822", "original.eml", span_buf(&job->message));
	}
	translation_free(&now);
	buf_free(&approve);
	buf_free(&reject);
	if (result == -1) {
		answer_free(a);
		a = NULL;
	}
	*out = a;
	return result;
}
