#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/asm-translate-queue/queue.h"
#include "cmd/program.h"
#include "mail/address.h"
#include "mail/compose.h"
#include "text/catalog.h"
#include "text/wrap.h"

/* One paragraph for the translator, wrapped. */
static void
say(struct buf *out, const char *text, const char *const pairs[])
{
	struct wrap	lines = { .columns = 72, .first = "", .rest = "" };
	struct buf	filled = BUF_INIT;

	catalog_fill(&filled, text, pairs);
	wrap_paragraph(out, span_buf(&filled), &lines);
	buf_free(&filled);
}

static void
say_instructions(struct buf *out, const struct catalog *cat, const struct job *job)
{
	struct civil	until;
	struct buf	date = BUF_INIT, words = BUF_INIT, count = BUF_INIT;
	const char	*number[] = { "n", NULL, NULL };

	time_civil(job->item.lease, &until);
	catalog_date(&date, cat, &until);
	buf_addf(&count, "%lld", (long long)job->item.work.words);
	number[1] = buf_str(&count);
	catalog_fill(&words, catalog_plural(cat, "%{n} word", "%{n} words",
	    (unsigned long)job->item.work.words), number);
	say(out, catalog_get(cat, "Please translate this post from %{source} into %{target}: %{words}, "
	    "by %{date}. It is kept for you until then."), (const char *const[]){
	    "source", catalog_language_name(cat, job->item.work.language),
	    "target", catalog_language_name(cat, job->item.language),
	    "words", buf_str(&words), "date", buf_str(&date), NULL });
	say(out, catalog_get(cat, "Press Reply and write the translation below each number, in place of the "
	    "text or under it. Leave the numbers and the last line as they are."), NULL);
	say(out, catalog_get(cat, "A part of it helps, too: what you leave empty stays open. If you find no "
	    "time after all, tell us, and somebody else will take it."), NULL);
	say(out, catalog_get(cat, "Thank you!"), NULL);
	buf_addc(out, '\n');
	buf_free(&date);
	buf_free(&words);
	buf_free(&count);
}

/* The form; what others have done of it already stands under its source, quoted by nothing, to be kept or bettered. */
static int
write_form(struct buf *out, const struct job *job, const struct translation *done)
{
	struct segments	one;
	size_t		i;

	for (i = 0; i < job->piece.segments.n; i++) {
		struct segment	*s = &job->piece.segments.segment[i];

		if (s->number == 0 || done->text[s->number] != NULL)
			continue;
		one.segment = s;
		one.n = 1;
		one.last = s->number;
		segments_form(out, &one);
		/* segments_form ends each form; here the form goes on. */
		buf_cut(out, out->len - strlen("[[end]]\n"));
	}
	return buf_adds(out, "[[end]]\n");
}

static void
compose_head(struct compose *mail, struct site *site, const struct job *job, const char *tag)
{
	struct buf	value = BUF_INIT;

	buf_addf(&value, "translate@%s", site->conf.domain);
	compose_address(mail, "From", site->conf.title, buf_str(&value));
	if (address_plain(span_str(queue_who)))
		compose_address(mail, "To", "", queue_who);
	else
		compose_ascii(mail, "To", "undisclosed-recipients:;");
	buf_reset(&value);
	buf_addf(&value, "translate+%s.r%d@%s", tag, job->item.work.revision, site->conf.domain);
	compose_address(mail, "Reply-To", "", buf_str(&value));
	compose_date(mail, program_now());
	buf_reset(&value);
	buf_addf(&value, "[%s r%d] %s", tag, job->item.work.revision, job->item.work.title);
	compose_fields(mail, "Subject", buf_str(&value));
	buf_reset(&value);
	buf_addf(&value, "<work.%s.r%d.%lld@%s>", tag, job->item.work.revision, (long long)program_now(),
	    site->conf.domain);
	compose_ascii(mail, "Message-ID", buf_str(&value));
	buf_reset(&value);
	buf_addf(&value, "<%s>", job->item.work.original);
	compose_ascii(mail, "References", buf_str(&value));
	compose_ascii(mail, "Auto-Submitted", "auto-generated");
	buf_free(&value);
}

/* The work mail: instructions and the form as text, the post itself beside it. */
static int
write_work(struct buf *out, struct site *site, const struct job *job, const struct translation *done,
    struct err *err)
{
	struct catalog	*cat = NULL;
	struct compose	*mail = NULL;
	struct buf	 text = BUF_INIT, tag = BUF_INIT, overrides = BUF_INIT;
	int		 result = -1;

	if (site_path(site, "po", &overrides, err) == 0 &&
	    (cat = catalog_open(job->item.language, buf_str(&overrides), err)) != NULL &&
	    (mail = compose_new(err)) != NULL && job_tag(job, &tag, err) == 0) {
		say_instructions(&text, cat, job);
		write_form(&text, job, done);
		compose_head(mail, site, job, buf_str(&tag));
		compose_begin(mail, "mixed");
		compose_text(mail, "plain", NULL, catalog_language(cat), span_buf(&text));
		compose_message(mail, span_buf(&job->message));
		compose_close(mail);
		if ((result = buf_ok(&text, err)) == 0) {
			result = compose_end(mail, out, err);
			mail = NULL;
		}
	}
	compose_free(mail);
	catalog_free(cat);
	buf_free(&text);
	buf_free(&tag);
	buf_free(&overrides);
	return result;
}

/* Claim in one short transaction: 1 and *id, 0 nothing to do, -1. */
static int
claim(struct site *site, const char *language, int64_t *id, struct err *err)
{
	int	got;

	if (db_begin(site->priv, err) == -1)
		return -1;
	if ((got = queue_claim_next(site->priv, language, queue_who, queue_max_words, program_now(), id,
	    err)) == -1 || db_commit(site->priv, err) == -1) {
		db_rollback(site->priv);
		return -1;
	}
	return got;
}

/* What could not be handed over is not kept from others. */
static void
unclaim(struct site *site, int64_t id)
{
	if (db_begin(site->priv, NULL) == 0 &&
	    queue_release(site->priv, id, queue_who, program_now(), NULL) == 1 &&
	    db_commit(site->priv, NULL) == 0)
		return;
	db_rollback(site->priv);
}

/* The claimed item as its work mail on standard output. 1, -1. */
static int
hand_over(struct site *site, const struct words *words, int64_t id, struct err *err)
{
	struct job		 job = { .rows = NULL };
	struct translation	 done = { .text = NULL };
	struct buf		 mail = BUF_INIT;
	int			 got;

	if ((got = job_open(&job, site, words, id, err)) == 1 &&
	    (translation_read(&done, site, &job, err) == -1 || write_work(&mail, site, &job, &done, err) == -1))
		got = -1;
	if (got == 0)
		got = err_set(err, ERR_BUG, "item %lld is not there", (long long)id);
	translation_free(&done);
	job_free(&job);
	if (got == 1 && (fwrite(mail.s, 1, mail.len, stdout) != mail.len || fflush(stdout) == EOF))
		got = err_set(err, ERR_IO, "standard output: %s", strerror(errno));
	buf_free(&mail);
	return got;
}

int
run_next(char **operand, size_t n)
{
	struct site		*site;
	struct words		*words;
	const char		*language = program_given(PROGRAM_LANGUAGE);
	struct err		 err;
	int64_t			 id;
	int			 got;

	(void)operand;
	(void)n;
	if (language == NULL || queue_who == NULL)
		program_usage("next: say into which language by -l and for whom by --who");
	site = open_site(SITE_PRIVATE);
	words = open_words(site);
	if ((got = claim(site, language, &id, &err)) == 1 &&
	    (got = hand_over(site, words, id, &err)) == -1)
		unclaim(site, id);
	words_free(words);
	site_close(site);
	if (got == -1)
		program_fail(&err);
	return got == 1 ? 0 : 1;
}
