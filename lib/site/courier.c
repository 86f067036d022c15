#include "site/courier.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "site/gateway.h"
#include "site/outgoing.h"
#include "site/personal.h"
#include "site/returns.h"
#include "store/article.h"
#include "store/letter.h"
#include "store/limit.h"
#include "store/outbox.h"

#define RETRY_FIRST		60		/* seconds, doubled at each try */
#define RETRY_LAST		3600
#define RATE			"delivered"	/* the limit's name */
#define RATE_SECONDS		3600

/* Bytes of the lock file: slices from 0 on, letters and couriers far behind. */
#define LOCK_LETTERS		((int64_t)1 << 60)
#define LOCK_COURIERS		((int64_t)1 << 61)

struct courier {
	struct site	*site;
	struct gateway	*gateway;
	struct courier_report *report;
	moment		 now;
	int64_t		 begun, end;	/* of the clock that never goes back; end 0: no limit */
	int		 lock;		/* descriptor */
};

/* One slice on its way. */
struct parcel {
	struct slice	 slice;
	struct buf	 article, mail, sender;
	moment		 arrival;
	struct gateway_to *to;
	size_t		 n;		/* of its recipients */
};

/* ---- time and rate ---- */

static int64_t
seconds_now(void)
{
	struct timespec	t;

	return clock_gettime(CLOCK_MONOTONIC, &t) == 0 ? (int64_t)t.tv_sec : 0;
}

/* The time of the run goes on while it lasts: for the rate alone. */
static moment
now_of(const struct courier *c)
{
	return c->now + (seconds_now() - c->begun);
}

static int64_t
number_of(const char *digits)
{
	return strtoll(digits, NULL, 10);
}

/* How many recipients the rate still allows. */
static int
rate_left(struct courier *c, int64_t *left, struct err *err)
{
	int64_t	rate = number_of(c->site->conf.deliver_rate);

	*left = INT64_MAX;
	return rate == 0 ? 0 : limit_left(c->site->priv, RATE, "", rate, now_of(c), left, err);
}

static int
rate_spend(struct courier *c, size_t n, struct err *err)
{
	if (n == 0 || number_of(c->site->conf.deliver_rate) == 0)
		return 0;
	return limit_spend(c->site->priv, RATE, "", (int64_t)n, RATE_SECONDS, now_of(c), err);
}

/* May one more be begun? 1, 0 (counted as left), -1. */
static int
may_begin(struct courier *c, int64_t *left, struct err *err)
{
	if (rate_left(c, left, err) == -1)
		return -1;
	if (*left > 0 && !gateway_is_shut(c->gateway) && (c->end == 0 || seconds_now() < c->end))
		return 1;
	c->report->left++;
	return 0;
}

static moment
next_try(const struct courier *c, int tries)
{
	int64_t	wait = tries > 6 ? RETRY_LAST : (int64_t)RETRY_FIRST << tries;

	return c->now + (wait < RETRY_LAST ? wait : RETRY_LAST);
}

/* ---- locks ---- */

/* The kernel's lock of one thing: a byte of the lock file.  1 ours, 0 another courier's. */
static int
take_lock(int fd, int64_t byte, int type)
{
	struct flock	lock = { .l_type = (short)type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1 };

	return fcntl(fd, F_SETLK, &lock) == 0;
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

/* A place among the couriers that may work at once: until the file is closed. 1, 0 all are taken. */
static int
take_place(const struct courier *c)
{
	int64_t	n = number_of(c->site->conf.deliver_parallel), i;

	for (i = 0; i < n; i++)
		if (take_lock(c->lock, LOCK_COURIERS + i, F_WRLCK))
			return 1;
	return n == 0;
}

/* ---- slices ---- */

static void
parcel_free(struct parcel *p)
{
	size_t	i;

	for (i = 0; i < p->n; i++)
		free(p->to[i].address);
	free(p->to);
	buf_free(&p->article);
	buf_free(&p->mail);
	buf_free(&p->sender);
}

static int
parcel_recipients(struct parcel *p, struct site *site, struct err *err)
{
	struct db_rows	*rows;
	int		 got = 0;

	if ((p->to = calloc(SLICE_RECIPIENTS, sizeof *p->to)) == NULL)
		return err_memory(err);
	if ((rows = outbox_recipients(site->priv, p->slice.id, err)) == NULL)
		return -1;
	while (p->n < SLICE_RECIPIENTS && (got = db_next(rows, err)) == 1) {
		p->to[p->n].row = db_int(rows, 0);
		p->to[p->n].fate = GATEWAY_WAITS;
		if ((p->to[p->n].address = strdup(db_text(rows, 1))) == NULL) {
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

	if ((rows = articles_by_serial(site->pub, p->slice.serial, err)) == NULL)
		return -1;
	if ((got = articles_next(rows, &row, err)) == 1) {
		p->arrival = row.arrival;
		buf_addspan(&p->article, row.message);
		got = buf_ok(&p->article, err);
	} else if (got != -1)
		got = err_set(err, ERR_CONFIG, "slice %lld: article %lld is not in the log",
		    (long long)p->slice.id, (long long)p->slice.serial);
	db_done(rows);
	/* A bounce says by this of which article it is. */
	buf_addf(&p->sender, "bounce+%lld@%s", (long long)p->slice.serial, site->conf.domain);
	return got == -1 ? -1 : buf_ok(&p->sender, err);
}

/* Those of one fate leave the slice; *n is how many there are. */
static int
part_with(struct courier *c, const struct parcel *p, enum gateway_fate fate, const struct gateway_mail *m,
    struct err *err)
{
	int64_t		 row[SLICE_RECIPIENTS];
	size_t		 i, n = 0;
	int		 tries = p->slice.tries + (fate != GATEWAY_WAITS);

	for (i = 0; i < p->n; i++)
		if (p->to[i].fate == fate)
			row[n++] = p->to[i].row;
	if (n == 0)
		return 0;
	if (fate == GATEWAY_REFUSED)
		return outbox_split(c->site->priv, &p->slice, row, n, tries, c->now, "", m->refused, err);
	if (fate == GATEWAY_LATER && tries >= COURIER_TRIES)
		return outbox_split(c->site->priv, &p->slice, row, n, tries, c->now, "", m->trouble, err);
	return outbox_split(c->site->priv, &p->slice, row, n, tries,
	    fate == GATEWAY_WAITS ? c->now : next_try(c, p->slice.tries), m->trouble, NULL, err);
}

/* What became of the slice, where all of it has one fate. */
static int
settle_whole(struct courier *c, const struct parcel *p, enum gateway_fate fate, const struct gateway_mail *m,
    struct err *err)
{
	struct db	*db = c->site->priv;

	if (fate == GATEWAY_TAKEN)
		return outbox_done(db, p->slice.id, c->now, err);
	if (fate == GATEWAY_REFUSED)
		return outbox_refuse(db, p->slice.id, m->refused, err);
	if (p->slice.tries + 1 >= COURIER_TRIES)
		return outbox_refuse(db, p->slice.id, m->trouble, err);
	return outbox_retry(db, p->slice.id, next_try(c, p->slice.tries), m->trouble, err);
}

static void
count_fates(const struct parcel *p, size_t count[4])
{
	size_t	i;

	memset(count, 0, 4 * sizeof *count);
	for (i = 0; i < p->n; i++)
		count[p->to[i].fate]++;
}

static int
settle_rows(struct courier *c, const struct parcel *p, const struct gateway_mail *m, const size_t count[4],
    struct err *err)
{
	enum gateway_fate	fate;

	for (fate = GATEWAY_TAKEN; fate <= GATEWAY_REFUSED; fate++)
		if (count[fate] == p->n)
			return settle_whole(c, p, fate, m, err);
	if (part_with(c, p, GATEWAY_LATER, m, err) == -1 || part_with(c, p, GATEWAY_REFUSED, m, err) == -1 ||
	    part_with(c, p, GATEWAY_WAITS, m, err) == -1)
		return -1;
	return outbox_done(c->site->priv, p->slice.id, c->now, err);
}

/* What the MTA says to an address when it is handed over, it would else have said in a bounce. */
static int
settle_refusals(struct courier *c, const struct parcel *p, struct err *err)
{
	const struct gateway_to	*to;
	size_t			 i;

	for (i = 0; i < p->n; i++) {
		to = &p->to[i];
		if (to->code[0] != '\0' && (to->fate == GATEWAY_REFUSED ||
		    (to->fate == GATEWAY_LATER && p->slice.tries + 1 >= COURIER_TRIES)) &&
		    returns_refused(c->site, p->slice.serial, to->row, to->code, c->now, err) == -1)
			return -1;
	}
	return 0;
}

static int
settle(struct courier *c, const struct parcel *p, const struct gateway_mail *m, struct err *err)
{
	size_t	count[4];

	count_fates(p, count);
	if (db_begin(c->site->priv, err) == -1)
		return -1;
	if (settle_refusals(c, p, err) == -1 || settle_rows(c, p, m, count, err) == -1 ||
	    rate_spend(c, count[GATEWAY_TAKEN], err) == -1 || db_commit(c->site->priv, err) == -1) {
		db_rollback(c->site->priv);
		return -1;
	}
	c->report->slices += count[GATEWAY_TAKEN] > 0 || p->n == 0;
	c->report->mails += (long)count[GATEWAY_TAKEN];
	c->report->troubled += count[GATEWAY_LATER] > 0;
	c->report->refused += (long)count[GATEWAY_REFUSED];
	return 0;
}

/* One mail for all of them. */
static int
give_all(struct courier *c, struct parcel *p, struct gateway_mail *m, size_t n, struct err *err)
{
	if (outgoing_mail(&p->mail, c->site, span_buf(&p->article), p->arrival, NULL, err) == -1)
		return -1;
	m->message = span_buf(&p->mail);
	m->to = p->to;
	m->n = n;
	return gateway_give(c->gateway, m, err);
}

/* A copy for each, with the link by which she leaves. */
static int
give_each(struct courier *c, struct parcel *p, struct gateway_mail *m, size_t n, struct err *err)
{
	struct buf	token = BUF_INIT;
	size_t		i;
	int		result = 0;

	m->n = 1;
	for (i = 0; i < n && result == 0 && !gateway_is_shut(c->gateway); i++) {
		buf_reset(&token);
		buf_reset(&p->mail);
		if ((result = personal_token(c->site, p->to[i].row, &token, err)) == 0 &&
		    (result = outgoing_mail(&p->mail, c->site, span_buf(&p->article), p->arrival, buf_str(&token),
		    err)) == 0) {
			m->message = span_buf(&p->mail);
			m->to = &p->to[i];
			result = gateway_give(c->gateway, m, err);
		}
	}
	buf_wipe(&token);
	return result;
}

static int
carry_slice(struct courier *c, const struct slice *slice, int64_t left, struct err *err)
{
	struct parcel		p = { .slice = *slice };
	struct gateway_mail	m = { .verp = 1 };
	char			stem[24];
	size_t			n;
	int			result = -1;

	(void)snprintf(stem, sizeof stem, "%lld", (long long)slice->serial);
	if (parcel_pack(&p, c->site, err) == 0 && parcel_recipients(&p, c->site, err) == 0) {
		m.sender = buf_str(&p.sender);
		m.stem = stem;
		n = (int64_t)p.n < left ? p.n : (size_t)left;
		if ((c->site->conf.one_click[0] != '\0' ? give_each : give_all)(c, &p, &m, n, err) == 0)
			result = settle(c, &p, &m, err);
	}
	parcel_free(&p);
	return result;
}

static int
carry_slices(struct courier *c, struct err *err)
{
	struct slice	slice = { 0 };
	int64_t		left;
	int		got, open;

	while ((got = outbox_due(c->site->priv, slice.id, c->now, &slice, err)) == 1) {
		if ((open = may_begin(c, &left, err)) == -1)
			return -1;
		if (!open || !take_lock(c->lock, slice.id, F_WRLCK))
			continue;
		/* Another courier may have carried it between our look and our lock. */
		if ((open = outbox_open(c->site->priv, slice.id, err)) == 1)
			open = carry_slice(c, &slice, left, err);
		take_lock(c->lock, slice.id, F_UNLCK);
		if (open == -1)
			return -1;
	}
	return got;
}

/* ---- letters ---- */

/* A letter that was written to see whether it comes back did, at once: there is nothing to be tried again. */
static int
letter_comes_back(struct courier *c, const struct letter *l, const char *code, struct err *err)
{
	return returns_refused_letter(c->site, span_buf(&l->sender), code, c->now, err) == -1 ? -1 :
	    letter_done(c->site->priv, l->id, err);
}

static int
settle_letter(struct courier *c, const struct letter *l, const struct gateway_mail *m, struct err *err)
{
	struct db	*db = c->site->priv;

	switch (m->to[0].fate) {
	case GATEWAY_TAKEN:
		c->report->mails++;
		return rate_spend(c, 1, err) == -1 ? -1 : letter_done(db, l->id, err);
	case GATEWAY_REFUSED:
		c->report->refused++;
		return l->sender.len > 0 && m->to[0].code[0] != '\0' ? letter_comes_back(c, l, m->to[0].code, err) :
		    letter_refuse(db, l->id, m->refused, err);
	default:
		c->report->troubled++;
		if (l->tries + 1 >= COURIER_TRIES)
			return letter_refuse(db, l->id, m->trouble, err);
		return letter_retry(db, l->id, next_try(c, l->tries), m->trouble, err);
	}
}

/* Letters are answers and notices: a bounce of one is of no use, so its envelope has no sender, unless it was written to see. */
static int
carry_letter(struct courier *c, struct letter *l, struct err *err)
{
	struct gateway_to	to = { .row = l->id, .address = l->recipient.s, .fate = GATEWAY_LATER };
	struct gateway_mail	m = { .sender = buf_str(&l->sender), .stem = "letter", .message = span_buf(&l->message),
				    .to = &to, .n = 1 };

	return gateway_give(c->gateway, &m, err) == -1 ? -1 : settle_letter(c, l, &m, err);
}

static int
carry_letters(struct courier *c, struct err *err)
{
	struct letter	letter = { .id = 0 };
	int64_t		left;
	int		got, open = 0;

	while ((got = letter_due(c->site->priv, letter.id, c->now, &letter, err)) == 1) {
		if ((open = may_begin(c, &left, err)) == -1)
			break;
		if (!open || !take_lock(c->lock, LOCK_LETTERS + letter.id, F_WRLCK))
			continue;
		if ((open = letter_open(c->site->priv, letter.id, err)) == 1)
			open = carry_letter(c, &letter, err);
		take_lock(c->lock, LOCK_LETTERS + letter.id, F_UNLCK);
		if (open == -1)
			break;
	}
	letter_free(&letter);
	return got == -1 || open == -1 ? -1 : 0;
}

/* ---- a run ---- */

int
courier_flush(struct site *site, moment now, unsigned seconds, struct courier_report *report,
    struct err *err)
{
	struct courier	c = { .site = site, .report = report, .now = now, .begun = seconds_now() };
	int		result = -1;

	memset(report, 0, sizeof *report);
	if (seconds > 0)
		c.end = c.begun + seconds;
	if ((c.lock = open_lock(site, err)) == -1)
		return -1;
	if ((c.gateway = gateway_open(site, err)) != NULL)
		result = !take_place(&c) ? 0 : carry_letters(&c, err) == -1 ? -1 : carry_slices(&c, err);
	gateway_close(c.gateway);
	close(c.lock);
	return result;
}
