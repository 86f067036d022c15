#include "site/returns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "mail/bounce.h"
#include "mail/request.h"
#include "site/returns_letter.h"
#include "store/bounce.h"
#include "store/observer.h"
#include "store/token.h"

#define DAY	86400L

/* ---- one bounce ---- */

struct arrival {
	struct site	*site;
	moment		 now;
	struct bounce	 bounce;
	const char	*done;
};

/* The observer of an address: 1, 0, -1. */
static int
observer_of(struct site *site, const char *address, int64_t *id, struct err *err)
{
	struct observer	 o;
	struct db_rows	*rows;
	int		 got;

	if ((rows = observer_by_address(site->priv, address, err)) == NULL)
		return -1;
	if ((got = observer_row(rows, &o, err)) == 1)
		*id = o.id;
	db_done(rows);
	return got;
}

/* In a transaction: `address` did not get that article, as the report says. */
static int
note(struct arrival *a, int64_t serial, const char *address, enum bounce_class class, struct err *err)
{
	int64_t	id;
	int	got;

	if (*address == '\0' || (class != BOUNCE_HARD && class != BOUNCE_SOFT && class != BOUNCE_POLICY))
		return 0;
	if ((got = observer_of(a->site, address, &id, err)) == 1 &&
	    (got = bounce_was_sent(a->site->priv, serial, id, err)) == 1) {
		if ((got = bounce_put(a->site->priv, serial, id, bounce_word(class), a->now, err)) == 1)
			a->done = bounce_word(class);
		else if (got == 0)
			a->done = "known";
	}
	return got == -1 ? -1 : 0;
}

/* "user=host": the recipient as the MTA wrote her into the envelope's sender. */
static void
add_verp(struct buf *out, struct span verp)
{
	size_t	i, at = verp.n;

	for (i = 0; i < verp.n; i++)
		if (verp.s[i] == '=')
			at = i;
	for (i = 0; i < verp.n; i++)
		buf_addc(out, i == at ? '@' : verp.s[i] >= 'A' && verp.s[i] <= 'Z' ? verp.s[i] | 0x20 : verp.s[i]);
}

/* "SERIAL" or "SERIAL+user=host". */
static int
by_serial(struct arrival *a, struct span number, struct span verp, struct err *err)
{
	const struct bounce	*b = &a->bounce;
	struct buf		 address = BUF_INIT;
	unsigned long long	 serial;
	size_t			 i;
	int			 result = 0;

	if (number.n > 18 || span_number(number, &serial) == -1)
		return 0;
	add_verp(&address, verp);
	if (db_begin(a->site->priv, err) == -1)
		return -1;
	if (address.len > 0)
		result = note(a, (int64_t)serial, buf_str(&address), b->class, err);
	for (i = 0; address.len == 0 && i < b->n && result == 0; i++)
		if ((result = note(a, (int64_t)serial, b->report[i].recipient, b->report[i].class, err)) == 0)
			result = note(a, (int64_t)serial, b->report[i].original, b->report[i].class, err);
	buf_free(&address);
	if (result == 0 && db_commit(a->site->priv, err) == 0)
		return 0;
	db_rollback(a->site->priv);
	return -1;
}

/* ---- a warning or a probe that came back ---- */

static int
fall(struct arrival *a, const struct token *token, int64_t observer, struct err *err)
{
	if (strcmp(token->action, RETURNS_PROBE) == 0) {
		a->done = "removed";
		return observer_remove(a->site->priv, token->address, err) == -1 ? -1 : 0;
	}
	a->done = "doubted";
	return doubt_put(a->site->priv, observer, "failed", a->now, err);
}

/* The letter must be of her who has the address now: the number says so. */
static int
by_token(struct arrival *a, struct span text, const struct token *token, struct err *err)
{
	int64_t	observer = 0;
	int	got, result = -1;

	if (a->bounce.class != BOUNCE_HARD && a->bounce.class != BOUNCE_SOFT)
		return 0;
	if (db_begin(a->site->priv, err) == -1)
		return -1;
	if ((got = observer_of(a->site, token->address, &observer, err)) != -1) {
		if (got == 0 || strtoll(token->subject, NULL, 10) != observer)
			result = 0;
		else if ((got = token_use(a->site->priv, text, a->now, err)) != -1)
			result = got == 1 ? fall(a, token, observer, err) : 0;
	}
	if (result == 0 && db_commit(a->site->priv, err) == 0)
		return 0;
	db_rollback(a->site->priv);
	return -1;
}

static int
is_ours(const struct token *t)
{
	return t->state == TOKEN_OPEN &&
	    (strcmp(t->action, RETURNS_WARNING) == 0 || strcmp(t->action, RETURNS_PROBE) == 0);
}

static int
by_extension(struct arrival *a, struct span extension, struct err *err)
{
	struct token	token = { 0 };
	ptrdiff_t	plus = span_chr(extension, '+');
	int		got;

	if ((got = token_find(a->site->priv, extension, a->now, &token, err)) == 1) {
		got = is_ours(&token) ? by_token(a, extension, &token, err) : 0;
		token_free(&token);
		return got;
	}
	if (got == -1)
		return -1;
	return plus == -1 ? by_serial(a, extension, SPAN_NONE, err) :
	    by_serial(a, span_head(extension, (size_t)plus), span_from(extension, (size_t)plus + 1), err);
}

int
returns_mail(struct site *site, struct span recipient, struct span mail, moment now, const char **done, struct err *err)
{
	struct arrival	 a = { .site = site, .now = now, .done = "ignored" };
	struct span	 local, extension;
	struct mime	*m;
	int		 result = -1;

	(void)request_extension(recipient, &local, &extension);
	if ((m = mime_parse(mail, err)) == NULL)
		return -1;
	if (bounce_read(&a.bounce, m, err) == 0) {
		result = 0;
		if (a.bounce.class == BOUNCE_DELAYED)
			a.done = "delayed";
		else if (a.bounce.class != BOUNCE_NONE)
			result = by_extension(&a, extension, err);
	}
	bounce_free(&a.bounce);
	mime_free(m);
	*done = a.done;
	return result;
}

/* ---- refusals of our own MTA ---- */

/* "550 5.1.1": the status is a word of its own, so that it is found like one in a sentence. */
static enum bounce_class
class_of(const char *code)
{
	char	used[16];

	return bounce_classify(SPAN_NONE, span_str(code), used);
}

int
returns_refused(struct site *site, int64_t serial, int64_t observer, const char *code, moment now, struct err *err)
{
	return bounce_put(site->priv, serial, observer, bounce_word(class_of(code)), now, err) == -1 ? -1 : 0;
}

int
returns_refused_letter(struct site *site, struct span sender, const char *code, moment now, struct err *err)
{
	struct arrival	a = { .site = site, .now = now, .bounce = { .class = class_of(code) }, .done = "ignored" };
	struct span	local, extension;

	(void)request_extension(sender, &local, &extension);
	return by_extension(&a, extension, err);
}

/* ---- scores ---- */

/* Is it the post that came back, and not the readers who are gone? 1, 0, -1. */
static int
is_wave(struct site *site, int64_t serial, struct err *err)
{
	int64_t	sent, bounced, usual;

	if (bounce_wave(site->priv, serial, &sent, &bounced, &usual, err) == -1)
		return -1;
	return bounced >= RETURNS_WAVE_MIN && bounced * 10 > sent && bounced > 2 * usual;
}

/* The articles that were a wave, so that each is asked about once. */
struct waves {
	int64_t	*serial;
	char	*wave;
	size_t	 n;
};

static int
waves_ask(struct waves *w, struct site *site, int64_t serial, struct err *err)
{
	int64_t	*serials;
	char	*flags;
	size_t	 i;
	int	 got;

	for (i = 0; i < w->n; i++)
		if (w->serial[i] == serial)
			return w->wave[i];
	if ((got = is_wave(site, serial, err)) == -1)
		return -1;
	if ((serials = reallocarray(w->serial, w->n + 1, sizeof *serials)) != NULL)
		w->serial = serials;
	if ((flags = realloc(w->wave, w->n + 1)) != NULL)
		w->wave = flags;
	if (serials == NULL || flags == NULL)
		return err_memory(err);
	w->serial[w->n] = serial;
	w->wave[w->n++] = (char)got;
	return got;
}

/* Half after each week. */
static long
weight(const char *class, moment at, moment now)
{
	int64_t	weeks = now > at ? (now - at) / (7 * DAY) : 0;
	long	full = strcmp(class, "hard") == 0 ? RETURNS_HARD : strcmp(class, "soft") == 0 ? RETURNS_SOFT : 0;

	return weeks > 20 ? 0 : full >> weeks;
}

static int
score_ends(struct site *site, struct returns_score *s, returns_fn *each, void *arg, struct err *err)
{
	moment	at;

	if (s->observer == 0)
		return 0;
	s->step = 0;
	if (doubt_get(site->priv, s->observer, &s->step, &at, err) == -1)
		return -1;
	return each(arg, s, err);
}

int
returns_scores(struct site *site, moment now, returns_fn *each, void *arg, struct err *err)
{
	struct returns_score	 s = { 0 };
	struct waves		 waves = { 0 };
	struct db_rows		*rows;
	int			 got, wave;

	if ((rows = bounce_list(site->priv, err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1) {
		if (db_int(rows, 0) != s.observer) {
			if ((got = score_ends(site, &s, each, arg, err)) != 0)
				break;
			s = (struct returns_score){ .observer = db_int(rows, 0) };
		}
		if ((wave = waves_ask(&waves, site, db_int(rows, 1), err)) == -1) {
			got = -1;
			break;
		}
		s.bounces++;
		s.last = db_int(rows, 3) > s.last ? db_int(rows, 3) : s.last;
		if (!wave)
			s.score += weight(db_text(rows, 2), db_int(rows, 3), now);
	}
	db_done(rows);
	if (got == 0)
		got = score_ends(site, &s, each, arg, err);
	free(waves.serial);
	free(waves.wave);
	return got == 0 ? 0 : -1;
}

/* ---- what is due ---- */

struct pending {
	struct site	*site;
	moment		 now;
	struct returns_report *report;
	int64_t		*observer;	/* whom to warn */
	size_t		 n;
};

static int
gather(void *arg, const struct returns_score *s, struct err *err)
{
	struct pending	*p = arg;
	int64_t		*grown;

	if (s->step != 0 || s->score < RETURNS_WARN)
		return 0;
	if ((grown = reallocarray(p->observer, p->n + 1, sizeof *grown)) == NULL)
		return err_memory(err);
	p->observer = grown;
	p->observer[p->n++] = s->observer;
	return 0;
}

/* A letter and the step that it means, in one transaction. */
static int
send(struct pending *p, int64_t observer, int probe, struct err *err)
{
	int	got;

	if (db_begin(p->site->priv, err) == -1)
		return -1;
	if ((got = returns_letter(p->site, observer, probe, p->now, err)) == 1 &&
	    doubt_put(p->site->priv, observer, probe ? "probed" : "warned", p->now, err) == -1)
		got = -1;
	if (got == -1 || db_commit(p->site->priv, err) == -1) {
		db_rollback(p->site->priv);
		return -1;
	}
	if (got == 1)
		*(probe ? &p->report->probed : &p->report->warned) += 1;
	return 0;
}

/* The observers at a step for so long, gathered before anything is written. */
static int
gather_step(struct pending *p, const char *step, int64_t seconds, struct err *err)
{
	struct returns_score	 s = { .score = RETURNS_WARN };
	struct db_rows		*rows;
	int			 got;

	p->n = 0;
	if ((rows = doubt_list(p->site->priv, step, p->now - seconds, err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1) {
		s.observer = db_int(rows, 0);
		if (gather(p, &s, err) == -1) {
			got = -1;
			break;
		}
	}
	db_done(rows);
	return got;
}

static int
send_all(struct pending *p, int probe, struct err *err)
{
	size_t	i;

	for (i = 0; i < p->n; i++)
		if (send(p, p->observer[i], probe, err) == -1)
			return -1;
	return 0;
}

/* A letter that did not come back has arrived: she is there, and begins anew. */
static int
clear_step(struct pending *p, const char *step, struct err *err)
{
	size_t	i;

	if (gather_step(p, step, RETURNS_ARRIVED, err) == -1)
		return -1;
	for (i = 0; i < p->n; i++) {
		if (db_begin(p->site->priv, err) == -1)
			return -1;
		if (bounce_clear(p->site->priv, p->observer[i], err) == -1 ||
		    doubt_clear(p->site->priv, p->observer[i], err) == -1 || db_commit(p->site->priv, err) == -1) {
			db_rollback(p->site->priv);
			return -1;
		}
		p->report->cleared++;
	}
	return 0;
}

int
returns_pending(struct site *site, moment now, struct returns_report *report, struct err *err)
{
	struct pending	p = { .site = site, .now = now, .report = report };
	int		result = -1;

	memset(report, 0, sizeof *report);
	if (bounce_expire(site->priv, now - RETURNS_KEEP, err) == 0 &&
	    clear_step(&p, "warned", err) == 0 && clear_step(&p, "probed", err) == 0 &&
	    gather_step(&p, "failed", RETURNS_PATIENCE, err) == 0 && send_all(&p, 1, err) == 0) {
		p.n = 0;
		if (returns_scores(site, now, gather, &p, err) == 0)
			result = send_all(&p, 0, err);
	}
	free(p.observer);
	return result;
}
