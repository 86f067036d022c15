#include <stdio.h>
#include <string.h>

#include "cmd/asm-translate-queue/queue.h"
#include "cmd/program.h"
#include "mail/compose.h"
#include "mail/entry.h"
#include "mail/mbox.h"
#include "site/outgoing.h"
#include "store/article.h"
#include "store/person.h"
#include "store/post.h"
#include "text/catalog.h"
#include "text/utf8.h"

/* One translation on its way into the log. */
struct draft {
	struct job		 job;
	struct translation	 translation;
	struct entry		 original;
	struct buf		 id;		/* its Message-ID, fixed by item, revision and return */
	struct buf		 older;		/* that of the one whose place it takes; empty: it is the first */
	moment			 at;		/* when the last of it came back */
};

static void
draft_free(struct draft *d)
{
	translation_free(&d->translation);
	job_free(&d->job);
	entry_free(&d->original);
	buf_free(&d->id);
	buf_free(&d->older);
}

int
draft_id(struct buf *out, struct site *site, const struct queue_item *item, moment *at, struct err *err)
{
	int64_t	last, person;
	int	got;

	if ((got = queue_last_return(site->priv, item->id, &last, at, &person, err)) == 1) {
		buf_addf(out, "tr.%s.%s.r%d.%lld@%s", item->work.tag, item->language, item->work.revision,
		    (long long)last, site->conf.domain);
		got = buf_ok(out, err) == -1 ? -1 : 1;
	}
	return got;
}

/* The Message-ID it has or will have, and its time: 1, 0 when nothing came back, -1. */
static int
draft_name(struct draft *d, struct site *site, int64_t id, struct err *err)
{
	struct queue_item	 item;
	struct db_rows		*rows = NULL;
	struct buf		 message = BUF_INIT;
	int			 got;

	if ((got = queue_get(site->priv, id, d->at, &item, &message, &rows, err)) == 1)
		got = draft_id(&d->id, site, &item, &d->at, err);
	db_done(rows);
	buf_free(&message);
	return got;
}

/* What was published of this item before, of whatever revision. */
static int
read_older(struct draft *d, struct err *err)
{
	struct buf	stem = BUF_INIT;
	int		got;

	buf_addf(&stem, "tr.%s.%s.r", d->job.item.work.tag, d->job.item.language);
	if ((got = buf_ok(&stem, err)) == 0)
		got = translation_newest(d->job.site->pub, d->job.site->conf.domain, buf_str(&stem), &d->older, err);
	buf_free(&stem);
	return got == -1 ? -1 : 0;
}

/* 1, 0 when there is nothing to publish of it, -1. */
static int
draft_read(struct draft *d, struct site *site, const struct words *words, int64_t item, struct err *err)
{
	int	got;

	if ((got = job_open(&d->job, site, words, item, err)) != 1)
		return got;
	if (translation_read(&d->translation, &d->job, err) == -1 || read_older(d, err) == -1 ||
	    entry_read(&d->original, words, span_buf(&d->job.message), "", err) == -1)
		return -1;
	return d->translation.there == d->translation.wanted;
}

/* Who asked to be thanked by name. */
static int
add_credits(struct buf *out, struct site *site, const struct draft *d, const struct catalog *cat, struct err *err)
{
	struct buf	 names = BUF_INIT, line = BUF_INIT;
	struct db_rows	*rows;
	int		 got;

	if ((rows = person_credits(site->priv, d->job.item.id, err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1) {
		buf_reset(&line);
		utf8_line(&line, db_blob(rows, 0));
		buf_addf(&names, "%s%s", names.len > 0 ? ", " : "", buf_str(&line));
	}
	db_done(rows);
	if (got == 0 && names.len > 0) {
		catalog_fill(out, catalog_get(cat, "Thanks to %{names}."), (const char *const[]){ "names", buf_str(&names), NULL });
		buf_addc(out, '\n');
	}
	buf_free(&names);
	buf_free(&line);
	return got == -1 ? -1 : buf_ok(out, err);
}

/* The translation, and the two lines that say what it is. */
static int
write_body(struct buf *out, struct site *site, const struct draft *d, const struct catalog *cat,
    struct err *err)
{
	struct buf	url = BUF_INIT, number = BUF_INIT;

	if (segments_body(out, &d->job.piece.segments, d->job.words, d->job.item.language, d->translation.text, d->translation.n,
	    err) == -1)
		return -1;
	buf_addf(&number, "%d", d->job.item.work.revision);
	buf_adds(out, "\n-- \n");
	catalog_fill(out, catalog_get(cat, "Translated from %{language} by volunteers, from revision %{n} of %{name}."),
	    (const char *const[]){ "language", catalog_language_name(cat, d->job.item.work.language),
	    "n", buf_str(&number), "name", d->original.name, NULL });
	buf_addc(out, '\n');
	if (outgoing_url(&url, site, span_buf(&d->job.message), err) == 0 && url.len > 0) {
		catalog_fill(out, catalog_get(cat, "The original: %{url}"),
		    (const char *const[]){ "url", buf_str(&url), NULL });
		buf_addc(out, '\n');
	}
	buf_free(&url);
	buf_free(&number);
	return buf_ok(out, err) == -1 ? -1 : add_credits(out, site, d, cat, err);
}

static void
compose_fields_of(struct compose *mail, struct site *site, const struct draft *d, const struct catalog *cat)
{
	const struct queue_item	*item = &d->job.item;
	struct buf		 value = BUF_INIT;

	catalog_fill(&value, catalog_get(cat, "%{name} via %{list}"), (const char *const[]){
	    "name", d->original.name, "list", site->conf.title, NULL });
	compose_address(mail, "From", buf_str(&value), site->conf.list);
	compose_address(mail, "To", "", site->conf.list);
	compose_fields(mail, "Subject", d->translation.text[1]);
	compose_date(mail, d->at);
	buf_reset(&value);
	buf_addf(&value, "<%s>", buf_str(&d->id));
	compose_ascii(mail, "Message-ID", buf_str(&value));
	buf_reset(&value);
	buf_addf(&value, "<%s>", item->work.original);
	compose_ascii(mail, "In-Reply-To", buf_str(&value));
	compose_ascii(mail, "References", buf_str(&value));
	buf_addf(&value, "; rev=%d", item->work.revision);
	compose_ascii(mail, "Asm-Translation-Of", buf_str(&value));
	if (d->older.len > 0) {
		buf_reset(&value);
		buf_addf(&value, "<%s>", buf_str(&d->older));
		compose_ascii(mail, "Supersedes", buf_str(&value));
	}
	compose_ascii(mail, "Asm-Type", "translation");
	compose_ascii(mail, "Asm-Review", item->reviewed ? "reviewed" : "unreviewed");
	compose_ascii(mail, "Asm-Source-Language", item->work.language);
	compose_ascii(mail, "Content-Language", item->language);
	compose_ascii(mail, "Content-Translation-Type", "human");
	buf_free(&value);
}

static int
write_draft(struct buf *out, struct site *site, const struct draft *d, struct err *err)
{
	struct catalog	*cat = NULL;
	struct compose	*mail = NULL;
	struct buf	 body = BUF_INIT, overrides = BUF_INIT;
	int		 result = -1;

	if (site_path(site, "po", &overrides, err) == 0 &&
	    (cat = catalog_open(d->job.item.language, buf_str(&overrides), err)) != NULL &&
	    write_body(&body, site, d, cat, err) == 0 && (mail = compose_new(err)) != NULL) {
		compose_fields_of(mail, site, d, cat);
		compose_text(mail, "plain", NULL, NULL, span_buf(&body));
		result = compose_end(mail, out, err);
	}
	catalog_free(cat);
	buf_free(&body);
	buf_free(&overrides);
	return result;
}

int
is_published(struct site *site, const char *id, struct err *err)
{
	struct articles_row	 row;
	struct db_rows		*rows;
	int			 got;

	if ((rows = articles_by_id(site->pub, id, err)) == NULL)
		return -1;
	got = articles_next(rows, &row, err);
	db_done(rows);
	return got;
}

/*
 * The log decides what is published: whatever is complete and not in it is written, on every run, until it is.  What
 * stands in it already is most of the queue, and is not read again.
 */
static int
publish_item(struct site *site, const struct words *words, int64_t item, struct err *err)
{
	struct draft	d = { .at = program_now() };
	struct buf	mail = BUF_INIT;
	int		got;

	if ((got = draft_name(&d, site, item, err)) == 1 &&
	    (got = is_published(site, buf_str(&d.id), err)) == 0 &&
	    (got = draft_read(&d, site, words, item, err)) == 1)
		got = write_draft(&mail, site, &d, err);
	/* The statements end first: nothing is open while we write. */
	draft_free(&d);
	if (got != -1 && mail.len > 0)
		got = mbox_write(stdout, span_buf(&mail), site->conf.list, d.at, err);
	buf_free(&mail);
	return got == -1 ? -1 : 0;
}

/* Row numbers first: no statement stays open while we write. */
static int
list_approved(struct site *site, struct buf *ids, struct err *err)
{
	struct db_rows	*rows;
	int64_t		 id;
	int		 got;

	if ((rows = queue_approved(site->priv, err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1) {
		id = db_int(rows, 0);
		buf_add(ids, &id, sizeof id);
	}
	db_done(rows);
	return got == -1 ? -1 : buf_ok(ids, err);
}

int
run_publish(char **operand, size_t n)
{
	struct site	*site;
	struct words	*words;
	struct buf	 ids = BUF_INIT;
	struct err	 err;
	int64_t		 id;
	size_t		 at;
	int		 result;

	(void)operand;
	(void)n;
	site = program_open(SITE_PUBLIC_READ | SITE_PRIVATE_READ);
	words = open_words(site);
	result = list_approved(site, &ids, &err);
	for (at = 0; result == 0 && at < ids.len; at += sizeof id) {
		memcpy(&id, ids.s + at, sizeof id);
		result = publish_item(site, words, id, &err);
	}
	buf_free(&ids);
	words_free(words);
	site_close(site);
	if (result == -1)
		program_fail(&err);
	return 0;
}
