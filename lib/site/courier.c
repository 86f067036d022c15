#include "site/courier.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/child.h"
#include "base/io.h"
#include "base/limits.h"
#include "mail/compose.h"
#include "site/outgoing.h"
#include "store/article.h"
#include "store/outbox.h"

#define SENDMAIL_SECONDS	300
#define RETRY_FIRST		60		/* seconds, doubled at each try */
#define RETRY_LAST		3600

/* One slice on its way. */
struct parcel {
	struct slice	 slice;
	struct buf	 mail;
	int64_t		*row;		/* observers' row numbers */
	char		**address;	/* NULL-terminated */
	size_t		 n;
	char		 trouble[64];
};

static void
parcel_free(struct parcel *p)
{
	size_t	i;

	for (i = 0; i < p->n; i++)
		free(p->address[i]);
	free(p->address);
	free(p->row);
	buf_free(&p->mail);
}

static int
parcel_recipients(struct parcel *p, struct site *site, struct err *err)
{
	struct db_rows	*rows;
	int		 got = 0;

	p->row = calloc(SLICE_RECIPIENTS, sizeof *p->row);
	p->address = calloc(SLICE_RECIPIENTS + 1, sizeof *p->address);
	if (p->row == NULL || p->address == NULL)
		return err_memory(err);
	if ((rows = outbox_recipients(site->priv, p->slice.id, err)) == NULL)
		return -1;
	while (p->n < SLICE_RECIPIENTS && (got = db_next(rows, err)) == 1) {
		p->row[p->n] = db_int(rows, 0);
		if ((p->address[p->n] = strdup(db_text(rows, 1))) == NULL) {
			got = err_memory(err);
			break;
		}
		p->n++;
	}
	db_done(rows);
	return got == -1 ? -1 : 0;
}

static int
parcel_pack(struct parcel *p, struct site *site, struct err *err)
{
	struct articles_row	row;
	struct db_rows		*rows;
	int			 got;

	/* The first article above the serial before: there are no holes, but look all the same. */
	if ((rows = articles_after(site->pub, p->slice.serial - 1, err)) == NULL)
		return -1;
	if ((got = articles_next(rows, &row, err)) == 1 && row.serial == p->slice.serial)
		got = outgoing_mail(&p->mail, site, row.message, row.arrival, err);
	else if (got != -1)
		got = err_set(err, ERR_CONFIG, "slice %lld: article %lld is not in the log",
		    (long long)p->slice.id, (long long)p->slice.serial);
	db_done(rows);
	return got;
}

/* ---- the two ways out ---- */

/* 1 taken, 0 not now, -1. */
static int
give_to_sendmail(struct parcel *p, struct site *site, const char *program, struct err *err)
{
	/* What sendmail says may name observers: it is neither shown nor kept. */
	struct buf	 from = BUF_INIT, said = BUF_INIT;
	struct child	 child = { .seconds = SENDMAIL_SECONDS, .errout = &said, .max_out = 1 };
	const char	**argv;
	size_t		 i, n = 0;
	struct err	 why = { 0 };
	int		 taken = 0;

	buf_addf(&from, "bounce@%s", site->conf.domain);
	if ((argv = calloc(p->n + 6, sizeof *argv)) == NULL || buf_ok(&from, NULL) == -1) {
		free(argv);
		buf_free(&from);
		return err_memory(err);
	}
	argv[n++] = program;
	argv[n++] = "-i";
	argv[n++] = "-f";
	argv[n++] = buf_str(&from);
	argv[n++] = "--";
	for (i = 0; i < p->n; i++)
		argv[n++] = p->address[i];
	child.argv = argv;
	child.in = span_buf(&p->mail);
	if (child_run(&child, &why) == -1)
		(void)snprintf(p->trouble, sizeof p->trouble, "%s", why.class == ERR_SERVICE ?
		    "sendmail cannot be started" : "sendmail did not end");
	else if (child.status != 0)
		(void)snprintf(p->trouble, sizeof p->trouble, "sendmail: status %d", child.status);
	else
		taken = 1;
	free(argv);
	buf_free(&from);
	buf_free(&said);
	return taken;
}

/* A file for each observer, named by article and row, so that a second run writes none again. */
static int
give_to_maildir(struct parcel *p, struct site *site, const char *dir, struct err *err)
{
	struct buf	mail = BUF_INIT;
	char		stem[64];
	size_t		i;
	int		result = 0;

	for (i = 0; i < p->n && result == 0; i++) {
		buf_reset(&mail);
		buf_addf(&mail, "Return-Path: <bounce@%s>\nDelivered-To: %s\n", site->conf.domain,
		    p->address[i]);
		buf_addbuf(&mail, &p->mail);
		(void)snprintf(stem, sizeof stem, "%lld.%lld.asm", (long long)p->slice.serial,
		    (long long)p->row[i]);
		if (buf_ok(&mail, err) == -1 || io_maildir(dir, stem, mail.s, mail.len, err) == -1)
			result = -1;
	}
	if (result == -1 && err != NULL && err->class != ERR_AGAIN) {
		(void)snprintf(p->trouble, sizeof p->trouble, "the Maildir cannot be written");
		result = 0;
	} else if (result == 0)
		result = 1;
	buf_free(&mail);
	return result;
}

static int
give(struct parcel *p, struct site *site, struct err *err)
{
	const char	*way = site->conf.deliver;

	if (p->n == 0)		/* all of them have left */
		return 1;
	if (strncmp(way, "maildir ", 8) == 0)
		return give_to_maildir(p, site, way + 8, err);
	return give_to_sendmail(p, site, strncmp(way, "sendmail ", 9) == 0 ? way + 9 : way, err);
}

/* ---- slices ---- */

/*
 * The kernel's lock of one slice: a byte of the lock file.  1 ours, 0 another courier's.
 */
static int
slice_lock(int fd, int64_t id, int type)
{
	struct flock	lock = { .l_type = (short)type, .l_whence = SEEK_SET, .l_start = id, .l_len = 1 };

	return fcntl(fd, F_SETLK, &lock) == 0;
}

static int
settle(struct parcel *p, struct site *site, moment now, int taken, struct err *err)
{
	int64_t	wait;

	if (taken)
		return outbox_done(site->priv, p->slice.id, now, err);
	wait = p->slice.tries > 6 ? RETRY_LAST : (int64_t)RETRY_FIRST << p->slice.tries;
	return outbox_retry(site->priv, p->slice.id, now + (wait < RETRY_LAST ? wait : RETRY_LAST),
	    p->trouble, err);
}

static int
carry(struct site *site, const struct slice *slice, moment now, struct courier_report *report,
    struct err *err)
{
	struct parcel	p = { .slice = *slice };
	int		taken, result = -1;

	if (parcel_pack(&p, site, err) == 0 && parcel_recipients(&p, site, err) == 0 &&
	    (taken = give(&p, site, err)) != -1 && (result = settle(&p, site, now, taken, err)) == 0) {
		report->slices += taken;
		report->mails += taken ? (long)p.n : 0;
		report->troubled += !taken;
	}
	parcel_free(&p);
	return result;
}

static int64_t
seconds_now(void)
{
	struct timespec	t;

	return clock_gettime(CLOCK_MONOTONIC, &t) == 0 ? (int64_t)t.tv_sec : 0;
}

static int
open_lock(struct site *site, struct err *err)
{
	struct buf	path = BUF_INIT;
	int		fd = -1;

	if (site_path(site, "outbox.lock", &path, err) == 0 &&
	    (fd = open(buf_str(&path), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) == -1)
		err_errno(err, ERR_CREATE, "%s", buf_str(&path));
	buf_free(&path);
	return fd;
}

int
courier_flush(struct site *site, moment now, unsigned seconds, struct courier_report *report,
    struct err *err)
{
	int64_t		end = seconds_now() + seconds;
	struct slice	slice = { 0 };
	int		fd, got, open;

	memset(report, 0, sizeof *report);
	if ((fd = open_lock(site, err)) == -1)
		return -1;
	while ((got = outbox_due(site->priv, slice.id, now, &slice, err)) == 1) {
		if (seconds > 0 && seconds_now() >= end) {
			report->left++;
			continue;
		}
		if (!slice_lock(fd, slice.id, F_WRLCK))
			continue;
		/* Another courier may have carried it between our look and our lock. */
		if ((open = outbox_open(site->priv, slice.id, err)) == 1)
			open = carry(site, &slice, now, report, err);
		slice_lock(fd, slice.id, F_UNLCK);
		if (open == -1) {
			got = -1;
			break;
		}
	}
	close(fd);
	return got == -1 ? -1 : 0;
}
