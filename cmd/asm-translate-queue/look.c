/*
 * list, stats, log, mails, fsck: for whoever keeps the queue.
 */
#include <stdio.h>
#include <string.h>

#include "cmd/asm-translate-queue/queue.h"
#include "cmd/program.h"

/* Write the rows of a query as records; ends it. */
typedef int row_fn(struct record *, struct db_rows *, void *, struct err *);

static int
write_rows(struct db_rows *rows, row_fn *row, void *arg, struct err *err)
{
	struct record_writer	out;
	struct record		r = RECORD_INIT;
	int			got;

	if (rows == NULL)
		return -1;
	record_writer_start(&out, stdout, program_form());
	while ((got = db_next(rows, err)) == 1) {
		record_clear(&r);
		if ((got = row(&r, rows, arg, err)) == -1 || (got = record_writer_put(&out, &r, err)) == -1)
			break;
	}
	record_writer_end(&out);
	record_free(&r);
	db_done(rows);
	return got == -1 ? -1 : 0;
}

/* ---- list ---- */

/* What time or a person approved is published once the log has it. */
static int
add_state(struct record *r, struct site *site, const struct queue_item *i, struct err *err)
{
	struct buf	id = BUF_INIT;
	moment		at;
	int		got = 0;

	if (i->state == QUEUE_APPROVED && (got = draft_id(&id, site, i, &at, err)) == 1)
		got = is_published(site, buf_str(&id), err);
	buf_free(&id);
	return got == -1 ? -1 : record_add(r, "State", got == 1 ? "published" : queue_state_word(i->state), err);
}

static int
add_item(struct record *r, struct site *site, const struct queue_item *i, struct err *err)
{
	if (record_addf(r, err, "Item", "%s-%s", i->work.tag, i->language) == -1 || add_state(r, site, i, err) == -1 ||
	    record_add(r, "Language", i->language, err) == -1 ||
	    record_add(r, "Source-Language", i->work.language, err) == -1 ||
	    record_add(r, "Kind", i->work.kind, err) == -1 ||
	    record_addf(r, err, "Words", "%lld", (long long)i->left) == -1 ||
	    record_add(r, "Title", i->work.title, err) == -1 ||
	    record_addf(r, err, "Original", "<%s>", i->work.original) == -1 ||
	    record_addf(r, err, "Revision", "%d", i->work.revision) == -1 ||
	    record_add(r, "Outdated", i->approved > 0 && (i->approved < i->work.revision || i->left > 0) ? "yes" : "no", err) == -1 ||
	    record_addtime(r, "Due", i->due, err) == -1)
		return -1;
	/* Empty where there is none: the columns of --tsv are those of the first record. */
	if (record_add(r, "Holder", i->holder, err) == -1)
		return -1;
	return i->lease == MOMENT_NONE ? record_add(r, "Lease", "", err) : record_addtime(r, "Lease", i->lease, err);
}

static int
is_wanted(const struct record *r)
{
	return queue_state == NULL || strcmp(record_get(r, "State"), queue_state) == 0;
}

int
run_list(char **operand, size_t n)
{
	struct record_writer	 out;
	struct record		 r = RECORD_INIT;
	struct queue_item	 item;
	struct db_rows		*rows;
	struct site		*site = program_open(SITE_PRIVATE_READ | SITE_PUBLIC_READ);
	struct err		 err;
	int			 got;

	(void)operand;
	(void)n;
	if ((rows = queue_list(site->priv, program_given(PROGRAM_LANGUAGE), program_now(), &err)) == NULL)
		program_fail(&err);
	record_writer_start(&out, stdout, program_form());
	while ((got = queue_row(rows, &item, &err)) == 1) {
		record_clear(&r);
		if ((got = add_item(&r, site, &item, &err)) == -1 ||
		    (is_wanted(&r) && (got = record_writer_put(&out, &r, &err)) == -1))
			break;
	}
	record_writer_end(&out);
	record_free(&r);
	db_done(rows);
	site_close(site);
	if (got == -1)
		program_fail(&err);
	return 0;
}

/* ---- the others ---- */

static int
stats_row(struct record *r, struct db_rows *rows, void *arg, struct err *err)
{
	(void)arg;
	return record_add(r, "Language", db_text(rows, 0), err) == -1 || record_add(r, "State", db_text(rows, 1), err) == -1 ||
	    record_addf(r, err, "Items", "%lld", (long long)db_int(rows, 2)) == -1 ||
	    record_addf(r, err, "Words", "%lld", (long long)db_int(rows, 3)) == -1 ||
	    record_addf(r, err, "Words-Open", "%lld", (long long)db_int(rows, 4)) == -1 ||
	    record_addf(r, err, "Outdated", "%lld", (long long)db_int(rows, 5)) == -1 ? -1 : 0;
}

static int
log_row(struct record *r, struct db_rows *rows, void *arg, struct err *err)
{
	(void)arg;
	if (record_addtime(r, "Time", db_int(rows, 0), err) == -1 ||
	    record_addf(r, err, "Item", "%s-%s", db_text(rows, 1), db_text(rows, 2)) == -1 ||
	    record_add(r, "Event", db_text(rows, 4), err) == -1 || record_add(r, "Who", db_text(rows, 3), err) == -1)
		return -1;
	return record_add(r, "Note", db_text(rows, 6), err);
}

static int
mail_row(struct record *r, struct db_rows *rows, void *arg, struct err *err)
{
	(void)arg;
	return record_addf(r, err, "Mail", "%lld", (long long)db_int(rows, 0)) == -1 ||
	    record_addtime(r, "Time", db_int(rows, 1), err) == -1 || record_add(r, "Who", db_text(rows, 2), err) == -1 ||
	    record_add(r, "Outcome", db_text(rows, 3), err) == -1 ||
	    record_add(r, "Kept", db_int(rows, 4) ? "yes" : "no", err) == -1 ? -1 : 0;
}

static int
run_rows(struct db_rows *(*query)(struct db *, struct err *), row_fn *row)
{
	struct site	*site = program_open(SITE_PRIVATE_READ);
	struct err	 err;
	int		 result = write_rows(query(site->priv, &err), row, NULL, &err);

	site_close(site);
	if (result == -1)
		program_fail(&err);
	return 0;
}

static struct db_rows *
stats_now(struct db *db, struct err *err)
{
	return queue_stats(db, program_now(), err);
}

int
run_stats(char **operand, size_t n)
{
	(void)operand;
	(void)n;
	return run_rows(stats_now, stats_row);
}

int
run_log(char **operand, size_t n)
{
	(void)operand;
	(void)n;
	return run_rows(queue_log, log_row);
}

/* All mails, or the bytes of one that was kept. */
int
run_mails(char **operand, size_t n)
{
	struct site		*site;
	struct buf		 bytes = BUF_INIT;
	struct err		 err;
	unsigned long long	 id;
	int			 got;

	if (n == 0)
		return run_rows(queue_mails, mail_row);
	if (span_number(span_str(operand[0]), &id) == -1)
		program_usage("mails: \"%s\" is no number", operand[0]);
	site = program_open(SITE_PRIVATE_READ);
	got = queue_mail_message(site->priv, (int64_t)id, &bytes, &err);
	site_close(site);
	if (got == -1)
		program_fail(&err);
	(void)fwrite(bytes.s, 1, bytes.len, stdout);
	buf_free(&bytes);
	return got == 1 ? 0 : 1;
}

int
run_fsck(char **operand, size_t n)
{
	struct site	*site = program_open(SITE_PRIVATE_READ);
	struct buf	 trouble = BUF_INIT;
	struct span	 rest, line;
	struct err	 err;
	int		 got;

	(void)operand;
	(void)n;
	got = queue_fsck(site->priv, &trouble, &err);
	site_close(site);
	if (got == -1)
		program_fail(&err);
	for (rest = span_buf(&trouble); span_line(&rest, &line); )
		printf("%.*s\n", SPAN_FMT(line));
	buf_free(&trouble);
	return got == 1 ? 0 : 1;
}
