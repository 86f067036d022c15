#include "cmd/asm-site/site_cmd.h"

#include <dirent.h>
#include <stdio.h>

#include "base/io.h"
#include "base/limits.h"
#include "base/record.h"
#include "base/sandbox.h"
#include "cmd/program.h"
#include "site/backup.h"
#include "site/incoming.h"
#include "site/site.h"
#include "store/article.h"
#include "store/directory.h"
#include "store/held.h"
#include "store/observer.h"
#include "store/outbox.h"

struct status {
	struct site	*site;
	struct record	 r;
	struct err	*err;
};

static int
add_number(struct status *s, const char *name, int64_t n)
{
	return record_addf(&s->r, s->err, name, "%lld", (long long)n);
}

static int
add_articles(struct status *s)
{
	static const struct {
		const char	*name, *type;
	} counts[] = {
		{ "Articles", NULL }, { "Posts", "post" }, { "Translations", "translation" }, { "Issues", "issue" },
		{ "Records", "record" }
	};
	int64_t	 n, serial;
	moment	 last;
	size_t	 i;

	for (i = 0; i < sizeof counts / sizeof counts[0]; i++)
		if (articles_count(s->site->pub, counts[i].type, &n, s->err) == -1 ||
		    add_number(s, counts[i].name, n) == -1)
			return -1;
	if (articles_last(s->site->pub, &serial, &last, s->err) == -1)
		return -1;
	return record_addtime(&s->r, "Newest", last, s->err);
}

/* How many rows a list has; it is ended. */
static int
count_rows(struct db_rows *rows, int64_t *n, struct err *err)
{
	int	 got;

	*n = 0;
	if (rows == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1)
		++*n;
	db_done(rows);
	return got;
}

static int
add_directory(struct status *s)
{
	int64_t	 n;

	if (directory_count(s->site->pub, "endorsed", &n, s->err) == -1 || add_number(s, "Assemblies", n) == -1 ||
	    directory_count(s->site->pub, "suspended", &n, s->err) == -1 || add_number(s, "Suspended", n) == -1 ||
	    count_rows(directory_applications(s->site->priv, NULL, s->err), &n, s->err) == -1)
		return -1;
	return add_number(s, "Applications", n);
}

/* Held mail, and since when the oldest waits. */
static int
add_held(struct status *s)
{
	struct db_rows	*rows;
	struct held	 h;
	moment		 oldest = MOMENT_NONE;
	int64_t		 n = 0;
	int		 got;

	if ((rows = held_list(s->site->priv, s->err)) == NULL)
		return -1;
	while ((got = held_row(rows, &h, s->err)) == 1) {
		if (n++ == 0 || h.received < oldest)
			oldest = h.received;
	}
	db_done(rows);
	if (got == -1 || add_number(s, "Held", n) == -1)
		return -1;
	return record_addtime(&s->r, "Held-Since", oldest, s->err);
}

/* What the MTA refused for good: how many, why, and of which article. */
static int
add_refusals(struct status *s)
{
	struct outbox_refusal	 r;
	struct db_rows		*rows;
	int			 got;

	if ((rows = outbox_refusals(s->site->priv, s->err)) == NULL)
		return -1;
	while ((got = outbox_refusal_row(rows, &r, s->err)) == 1)
		if ((got = r.serial != 0 ?
		    record_addf(&s->r, s->err, "Refused", "%lld of article %lld: %s", (long long)r.recipients,
		    (long long)r.serial, r.why) :
		    record_addf(&s->r, s->err, "Refused", "%lld letters: %s", (long long)r.recipients, r.why)) == -1)
			break;
	db_done(rows);
	return got;
}

static int
add_outbox(struct status *s)
{
	struct outbox_counts	 c;
	int64_t			 n, planned, serial;
	moment			 last;

	if (count_rows(observer_list(s->site->priv, s->err), &n, s->err) == -1 ||
	    add_number(s, "Observers", n) == -1 || outbox_count(s->site->priv, &c, s->err) == -1 ||
	    outbox_planned(s->site->priv, &planned, s->err) == -1 ||
	    articles_last(s->site->pub, &serial, &last, s->err) == -1)
		return -1;
	if (add_number(s, "Unplanned", serial - planned) == -1 || add_number(s, "Waiting", c.waiting) == -1 ||
	    add_number(s, "Due", c.due) == -1 || add_number(s, "Troubled", c.troubled) == -1)
		return -1;
	if (add_number(s, "Letters", c.letters) == -1 || add_refusals(s) == -1)
		return -1;
	return add_number(s, "Delivered", c.done);
}

/* Mails that got no verdict for two days: somebody must look at them. */
static int
add_stuck(struct status *s)
{
	struct buf	 path = BUF_INIT;
	struct dirent	*entry;
	int64_t		 n = 0;
	DIR		*dir;
	int		 result = -1;

	if (site_path(s->site, "stuck/new", &path, s->err) == 0) {
		if ((dir = opendir(buf_str(&path))) != NULL) {
			while ((entry = readdir(dir)) != NULL)
				n += entry->d_name[0] != '.';
			closedir(dir);
		}
		result = add_number(s, "Stuck", n);
	}
	buf_free(&path);
	if (n > 0)
		program_say("%lld mails in %s/stuck got no verdict: look at them", (long long)n, s->site->dir);
	return result;
}

/* Mail that waits to be taken in, and how much of it was tried in vain. */
static int
add_incoming(struct status *s)
{
	struct incoming	*in;
	size_t		 fresh, put_off;
	int		 result = -1;

	if ((in = incoming_open(s->site->dir, s->err)) == NULL)
		return -1;
	if (incoming_count(in, &fresh, &put_off, s->err) == 0 &&
	    add_number(s, "Waiting", (int64_t)(fresh + put_off)) == 0)
		result = add_number(s, "Put-Off", (int64_t)put_off);
	incoming_close(in);
	return result;
}

/* When cron's jobs last ran, and how they ended: what asm-cron noted. */
static int
add_jobs(struct status *s)
{
	static const struct {
		const char	*name, *file;
	} jobs[] = { { "Often", "cron/often" }, { "Hourly", "cron/hourly" }, { "Nightly", "cron/nightly" } };
	struct buf	 path = BUF_INIT, text = BUF_INIT;
	struct record	 job = RECORD_INIT;
	struct span	 left;
	size_t		 i;
	int		 result = 0;

	for (i = 0; result == 0 && i < sizeof jobs / sizeof jobs[0]; i++) {
		buf_reset(&text);
		if ((result = site_path(s->site, jobs[i].file, &path, s->err)) == -1 ||
		    io_read_file(buf_str(&path), RECORD_MAX, &text, NULL) == -1)
			continue;
		left = span_buf(&text);
		if (record_parse(&left, &job, NULL) == 1 && record_get(&job, "Ran") != NULL)
			result = record_addf(&s->r, s->err, jobs[i].name, "%s, status %s", record_get(&job, "Ran"),
			    record_get(&job, "Status") != NULL ? record_get(&job, "Status") : "?");
	}
	record_free(&job);
	buf_free(&text);
	buf_free(&path);
	return result;
}

static int
add_all(struct status *s)
{
	if (backup_waits(s->site, NULL) != 0 && record_add(&s->r, "Signs", "nothing: restored", s->err) == -1)
		return -1;
	if (record_add(&s->r, "Site", s->site->dir, s->err) == -1 ||
	    record_add(&s->r, "List", s->site->conf.list, s->err) == -1 || add_articles(s) == -1 ||
	    add_directory(s) == -1 || add_held(s) == -1 || add_outbox(s) == -1 || add_incoming(s) == -1 || add_stuck(s) == -1 ||
	    add_jobs(s) == -1)
		return -1;
	return record_add(&s->r, "Sandbox", sandbox_kind(), s->err);
}

int
site_status(char **operand, size_t n)
{
	struct record_writer	 writer;
	struct status		 s = { .r = RECORD_INIT };
	struct err		 e;

	(void)operand;
	(void)n;
	program_sandbox(SANDBOX_FILES);
	s.err = &e;
	if ((s.site = site_open(program_site(), SITE_PUBLIC_READ | SITE_PRIVATE_READ, &e)) == NULL ||
	    add_all(&s) == -1)
		program_fail(&e);
	record_writer_start(&writer, stdout, program_form());
	if (record_writer_put(&writer, &s.r, &e) == -1)
		program_fail(&e);
	record_writer_end(&writer);
	record_free(&s.r);
	site_close(s.site);
	return 0;
}
