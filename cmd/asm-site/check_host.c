/* What goes on around a site: disk, cron, the MTA, mail that does not move. */
#include "cmd/asm-site/check.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/child.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/record.h"
#include "cmd/program.h"
#include "store/article.h"
#include "store/outbox.h"

#define DISK_FREE	(200UL * 1024 * 1024)	/* bytes: twenty of the largest mails */
#define LATE		3600			/* seconds for which mail may wait to be planned or sent */
#define WAITS_LONG	3600			/* cron takes in what waits, every few minutes */
#define LEFT_OVER	86400			/* no asm-intake works on one mail for a day */

static int
path_of(struct check *c, const char *name, struct buf *path)
{
	struct err	 e;

	if (site_path(c->site, name, path, &e) == -1)
		program_fail(&e);
	return 0;
}

/* ---- disk ---- */

static void
check_disk(struct check *c)
{
	struct statvfs	 fs;
	double		 room;

	if (statvfs(c->site->dir, &fs) == -1)
		return;
	room = (double)fs.f_bavail * (double)fs.f_frsize;
	if (room < DISK_FREE)
		found(c, "%s: %.0f MB are free: make room, or mail is put off", c->site->dir, room / 1e6);
	if (fs.f_files > 0 && fs.f_favail < 1000)
		found(c, "%s: %lu inodes are free: make room, or mail is put off", c->site->dir,
		    (unsigned long)fs.f_favail);
}

/* Entries of a directory of the site, dots left out, from before then. */
static int
count_older(struct check *c, const char *name, moment before)
{
	struct buf	 path = BUF_INIT;
	struct dirent	*entry;
	struct stat	 st;
	DIR		*dir;
	int		 n = 0;

	path_of(c, name, &path);
	if ((dir = opendir(buf_str(&path))) != NULL) {
		while ((entry = readdir(dir)) != NULL)
			n += entry->d_name[0] != '.' && fstatat(dirfd(dir), entry->d_name, &st, 0) == 0 &&
			    st.st_mtime < before;
		closedir(dir);
	}
	buf_free(&path);
	return n;
}

static void
check_left(struct check *c)
{
	int	 n;

	if ((n = count_older(c, "stuck/new", MOMENT_LAST)) > 0)
		found(c, "%d mails in stuck/new got no verdict for two days: find out why, hand them to asm-intake"
		    " again or move them to stuck/cur", n);
	if ((n = count_older(c, "incoming", c->now - WAITS_LONG)) > 0)
		found(c, "%d mails in incoming wait for more than an hour: asm-spool --run tries them, and says what is wrong", n);
	if ((n = count_older(c, "tmp", c->now - LEFT_OVER)) > 0)
		found(c, "%d things in tmp are older than a day, of runs that were cut off: remove them", n);
}

/* ---- cron ---- */

static const struct {
	const char	*file;
	long		 seconds;	/* it should have run within */
} jobs[] = {
	{ "cron/often", 1800 }, { "cron/hourly", 3 * 3600 }, { "cron/nightly", 50 * 3600 }
};

/* What asm-cron notes when it is done: 1, 0 there is none, -1 unusable. */
static int
read_job(struct check *c, const char *file, moment *ran, unsigned long long *status)
{
	struct buf	 path = BUF_INIT, text = BUF_INIT;
	struct record	 r = RECORD_INIT;
	struct span	 left;
	struct err	 e;
	const char	*when, *how;
	int		 result = -1;

	path_of(c, file, &path);
	if (io_read_file(buf_str(&path), RECORD_MAX, &text, &e) == -1)
		result = e.class == ERR_NOINPUT ? 0 : -1;
	else {
		left = span_buf(&text);
		if (record_parse(&left, &r, &e) == 1 && (when = record_get(&r, "Ran")) != NULL &&
		    (how = record_get(&r, "Status")) != NULL && time_parse(span_str(when), ran) == 0 &&
		    span_number(span_str(how), status) == 0)
			result = 1;
	}
	record_free(&r);
	buf_free(&text);
	buf_free(&path);
	return result;
}

/* Has there been a cron for so many seconds? */
static int
had_its_time(struct check *c, long seconds)
{
	unsigned long long	 status;
	moment			 since;

	return read_job(c, "cron/since", &since, &status) != 1 || since < c->now - seconds;
}

static void
check_job(struct check *c, const char *file, long seconds)
{
	unsigned long long	 status = 0;
	moment			 ran = 0;

	switch (read_job(c, file, &ran, &status)) {
	case -1:
		found(c, "%s cannot be understood: remove it", file);
		return;
	case 0:
		if (had_its_time(c, seconds))
			found(c, "%s is missing: that job of scripts/crontab never ran: install the crontab",
			    file);
		return;
	}
	if (ran < c->now - seconds)
		found(c, "%s: that job ran %lld minutes ago, last: is cron alive, and its crontab installed?", file,
		    (long long)(c->now - ran) / 60);
	else if (status != 0)
		found(c, "%s: that job ended with status %llu: run asm-cron %s by hand and read what it says", file,
		    status, file + strlen("cron/"));
}

/* A site that never saw cron may be one that somebody looks at; mail that waits there is found by check_mail. */
static void
check_cron(struct check *c)
{
	struct buf	 path = BUF_INIT;
	size_t		 i;

	path_of(c, "cron", &path);
	if (access(buf_str(&path), F_OK) == 0)
		for (i = 0; i < sizeof jobs / sizeof jobs[0]; i++)
			check_job(c, jobs[i].file, jobs[i].seconds);
	buf_free(&path);
}

/* ---- the way out ---- */

static void
check_deliver(struct check *c)
{
	const char	*how = c->site->conf.deliver;
	const char	*what = strchr(how, ' ');
	struct stat	 st;

	what = what != NULL ? what + 1 : "";
	if (strncmp(how, "sendmail ", 9) == 0 && access(what, X_OK) == -1)
		found(c, "Deliver: %s: %s: install the mail server, or correct asm.conf", what, strerror(errno));
	if (strncmp(how, "maildir ", 8) == 0 && stat(what, &st) == 0 && access(what, W_OK | X_OK) == -1)
		found(c, "Deliver: %s: %s: let user %lu write there", what, strerror(errno), (unsigned long)geteuid());
	if (strncmp(how, "lmtp /", 6) == 0 && (stat(what, &st) == -1 || !S_ISSOCK(st.st_mode)))
		found(c, "Deliver: %s: no socket: is the server running?", what);
	if (c->site->conf.key_file != NULL && access(c->site->conf.key_file, R_OK) == -1)
		found(c, "Key-File: %s: %s: no mail can be proved; correct asm.conf", c->site->conf.key_file,
		    strerror(errno));
}

/* ---- Postfix ---- */

static int	right_size(struct span);
static int	right_lifetime(struct span);
static int	right_delimiter(struct span);
static int	right_newline(struct span);
static int	right_limit(struct span);

static const struct {
	const char	*name;
	int		(*right)(struct span);
	const char	*want, *why;
} settings[] = {
	{ "message_size_limit", right_size, "10485760", "larger mail bounces without a reason from us" },
	{ "maximal_queue_lifetime", right_lifetime, "5d", "mail bounces before asm-intake puts it aside" },
	{ "recipient_delimiter", right_delimiter, "+", "assemblies+proposal@ and confirm+TOKEN@ are not taken" },
	{ "smtpd_forbid_bare_newline", right_newline, "normalize", "a mail may smuggle in a second one" },
	{ "asm_destination_recipient_limit", right_limit, "1", "one mail to two addresses is taken for one only" },
};
#define NSETTINGS	(sizeof settings / sizeof settings[0])

/* 0: no limit. */
static int
right_size(struct span got)
{
	unsigned long long	 n;

	return span_number(got, &n) == 0 && (n >= MAIL_MAX || n == 0);
}

static int
right_lifetime(struct span got)
{
	int64_t	 seconds;

	return time_parse_span(got, &seconds) == 0 && seconds >= 3 * 86400;
}

static int
right_delimiter(struct span got)
{
	return span_chr(got, '+') != -1;
}

/* A Postfix that has no such setting says nothing, and is too old. */
static int
right_newline(struct span got)
{
	return span_eqs(got, "normalize") || span_eqs(got, "yes") || span_eqs(got, "reject");
}

/* No such transport: an alias takes one at a time anyway. */
static int
right_limit(struct span got)
{
	return got.n == 0 || span_eqs(got, "1");
}

static int
postconf(struct check *c, const char *name, struct buf *out)
{
	const char	*argv[] = { "postconf", "-c", c->site->conf.postfix, "-xh", name, NULL };
	struct buf	 trouble = BUF_INIT;
	struct child	 child = {
		.argv = argv, .out = out, .errout = &trouble, .max_out = RECORD_LINE, .seconds = 20
	};
	struct err	 e;
	int		 result;

	if ((result = child_run(&child, &e)) == -1 || child.status == 127) {
		found(c, "Postfix: postconf cannot be run: install Postfix, or take the field out of asm.conf");
		result = -1;
	} else if (child.status != 0) {
		found(c, "Postfix: %s: postconf finds no configuration there: correct asm.conf",
		    c->site->conf.postfix);
		result = -1;
	}
	buf_trim(out, " \n");
	buf_free(&trouble);
	return result;
}

void
check_postfix(struct check *c)
{
	struct buf	 got = BUF_INIT;
	size_t		 i;

	for (i = 0; c->site->conf.postfix != NULL && i < NSETTINGS; i++) {
		buf_reset(&got);
		if (postconf(c, settings[i].name, &got) == -1)
			break;
		if (!settings[i].right(span_buf(&got)))
			found(c, "Postfix: %s is '%s', and %s: postconf -e '%s = %s' (scripts/postfix says more)",
			    settings[i].name, buf_str(&got), settings[i].why, settings[i].name, settings[i].want);
	}
	buf_free(&got);
}

void
check_host(struct check *c)
{
	check_disk(c);
	check_left(c);
	check_cron(c);
	check_deliver(c);
}

/* ---- mail that does not move ---- */

/* Since when the first post waits to be planned; records are for nobody. */
static moment
unplanned_since(struct check *c, struct err *e)
{
	struct articles_row	 row;
	struct db_rows		*rows;
	moment			 since = MOMENT_NONE;
	int64_t			 planned;
	int			 got;

	if (outbox_planned(c->site->priv, &planned, e) == -1 ||
	    (rows = articles_after(c->site->pub, planned, e)) == NULL)
		program_fail(e);
	while ((got = articles_next(rows, &row, e)) == 1 && since == MOMENT_NONE)
		if (strcmp(row.type, "record") != 0)
			since = row.arrival;
	db_done(rows);
	if (got == -1)
		program_fail(e);
	return since;
}

void
check_mail(struct check *c)
{
	struct outbox_counts	 counts;
	struct err		 e;
	int64_t			 serial, overdue;
	moment			 last, since;

	if (articles_last(c->site->pub, &serial, &last, &e) == -1 ||
	    outbox_count(c->site->priv, &counts, &e) == -1 ||
	    outbox_overdue(c->site->priv, c->now - LATE, &overdue, &e) == -1)
		program_fail(&e);
	since = unplanned_since(c, &e);
	if (last != MOMENT_NONE && last > c->now + LATE)
		found(c, "the newest article is of a time to come: set the clock right; new articles get its time until then");
	if (since != MOMENT_NONE && since < c->now - LATE)
		found(c, "articles wait for %lld minutes to be planned: run asm-deliver, and see that cron does",
		    (long long)(c->now - since) / 60);
	if (overdue > 0)
		found(c, "%lld slices and letters wait for more than an hour: run asm-deliver -v, and see that the MTA"
		    " takes mail", (long long)overdue);
	if (counts.refused > 0)
		found(c, "%lld slices and letters were refused by the MTA for good: asm-site status says why,"
		    " asm-deliver --again tries them once more", (long long)counts.refused);
}
