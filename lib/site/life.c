/* What the page says, week after week, and what follows from it. */
#include "site/life.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "site/life_letter.h"
#include "site/life_subject.h"
#include "store/life.h"

#define DAY		86400
#define CHECK_DAYS	7	/* between looks at the page of an endorsed assembly */
#define GIVE_UP_DAYS	14	/* that the page of an application is looked at every day */
#define ABSENCES	3	/* looks in a row without the address, over at least ... */
#define ABSENT_DAYS	14	/* ... before its contact is warned, and then before it is suspended */
#define UNREACHED_DAYS	60

/* ---- who it is about ---- */

static int
keep(void *arg, const struct record *r, struct err *err)
{
	struct record	*out = arg;
	size_t		 i;

	/* Applications come last: what is asked for now is what counts. */
	record_clear(out);
	for (i = 0; i < r->n; i++)
		if (record_add(out, r->item[i].name, r->item[i].value, err) == -1)
			return -1;
	return 0;
}

int
life_subject(struct site *site, const char *id, moment now, struct record *r, struct err *err)
{
	int	 got = register_list(site, id, now, keep, r, err);

	return got == -1 ? -1 : got > 0;
}

static int
is_status(const struct record *r, const char *status)
{
	return record_get(r, "Status") != NULL && strcmp(record_get(r, "Status"), status) == 0;
}

struct life_about
life_about(const struct record *r, const char *address, moment now)
{
	return (struct life_about){
		.id = record_get(r, "Id"), .name = record_get(r, "Name"), .page = record_get(r, "Page"), .address = address,
		.languages = record_get(r, "Languages"), .local = record_get(r, "Kind") != NULL ? "entry" : "assembly", .now = now
	};
}

/* ---- due ---- */

struct due {
	struct site	*site;
	moment		 now;
	register_fn	*each;
	void		*arg;
};

/* So that not all pages are looked at in the same hour. */
static int64_t
jitter(const char *id)
{
	unsigned char	 digest[HASH_LEN];

	return hash_sha256(id, strlen(id), digest) == -1 ? 0 : (digest[0] * 256 + digest[1]) % DAY;
}

static int
is_due(struct due *d, const struct record *r, moment oldest)
{
	moment	 received;

	if (oldest == 0)
		return 1;
	if (is_status(r, "applied")) {
		if (time_parse(span_str(record_get(r, "Received")), &received) == -1)
			received = d->now;
		return oldest + DAY <= d->now && received + GIVE_UP_DAYS * DAY > d->now;
	}
	return oldest + CHECK_DAYS * DAY - jitter(record_get(r, "Id")) <= d->now;
}

/* 0: one of its addresses was never looked for. */
static int
oldest_check(struct due *d, const struct record *r, moment *oldest, struct err *err)
{
	struct life_shown shown;
	const char	*address;
	size_t		 i;

	*oldest = MOMENT_LAST;
	for (i = 0; (address = record_nth(r, "Address", i)) != NULL; i++) {
		if (life_shown_get(d->site->priv, record_get(r, "Id"), address, &shown, err) == -1)
			return -1;
		if (shown.checked < *oldest)
			*oldest = shown.checked;
	}
	return 0;
}

static int
give_due(void *arg, const struct record *r, struct err *err)
{
	struct due	*d = arg;
	struct record	 out = RECORD_INIT;
	const char	*address;
	moment		 oldest;
	size_t		 i;
	int		 result;

	if (record_get(r, "Page") == NULL || record_get(r, "Kind") != NULL || record_get(r, "Address") == NULL)
		return 0;
	if (oldest_check(d, r, &oldest, err) == -1)
		return -1;
	if (!is_due(d, r, oldest))
		return 0;
	result = record_add(&out, "Id", record_get(r, "Id"), err);
	if (result == 0)
		result = record_add(&out, "Page", record_get(r, "Page"), err);
	for (i = 0; result == 0 && (address = record_nth(r, "Address", i)) != NULL; i++)
		result = record_add(&out, "Address", address, err);
	if (result == 0)
		result = d->each(d->arg, &out, err);
	record_free(&out);
	return result;
}

int
life_due(struct site *site, moment now, register_fn *each, void *arg, struct err *err)
{
	struct due	 d = { site, now, each, arg };

	return register_list(site, NULL, now, give_due, &d, err) == -1 ? -1 : 0;
}

/* ---- seen ---- */

/* One look at one page, for one address. */
struct look {
	struct site	*site;
	struct record	 subject;
	const char	*id, *address, *verdict, *reason;
	struct life_shown shown;
	moment		 now;
	const char	*suspend;	/* why, if that has to be written into the log */
};

static int
step(struct look *l, const char *what, const char *note, struct err *err)
{
	return life_add(l->site->priv, l->id, l->now, what, "page", note, err);
}

static int
tell(struct look *l, enum life_letter what, const char *to, struct err *err)
{
	struct life_about about = life_about(&l->subject, l->address, l->now);

	return life_write(l->site, what, to, &about, err) == -1 ? -1 : 0;
}

static int
tell_moderators(struct look *l, enum life_letter what, struct err *err)
{
	struct life_about about = life_about(&l->subject, l->address, l->now);

	return life_write_moderators(l->site, what, &about, err);
}

/* Every contact of the assembly. */
static int
tell_contacts(struct look *l, enum life_letter what, struct err *err)
{
	const char	*to;
	size_t		 i;
	int		 result = 0;

	for (i = 0; result == 0 && (to = record_nth(&l->subject, "Address", i)) != NULL; i++)
		result = tell(l, what, to, err);
	return result == 0 ? tell_moderators(l, what, err) : -1;
}

/* It stands there: what was amiss is over, and an application goes on. */
static int
is_shown(struct look *l, struct err *err)
{
	l->shown.absences = 0;
	l->shown.absent = l->shown.unreached = l->shown.warned = 0;
	if (!is_status(&l->subject, "applied") || l->shown.confirmed != 0)
		return 0;
	if (step(l, "token", "sent to the address that the page shows", err) == -1)
		return -1;
	return tell(l, LIFE_CONFIRM, l->address, err);
}

static int
tell_applicant(struct look *l, struct err *err)
{
	struct db_rows	*rows;
	char		 sender[320] = "";

	if ((rows = life_applicant(l->site->priv, l->id, err)) == NULL)
		return -1;
	if (db_next(rows, err) == 1)
		snprintf(sender, sizeof sender, "%s", db_text(rows, 0));
	db_done(rows);
	return *sender != '\0' ? tell(l, LIFE_NOT_SHOWN, sender, err) : 0;
}

static int
warn_contacts(struct look *l, const char *note, struct err *err)
{
	l->shown.warned = l->now;
	return step(l, "warned", note, err) == -1 ? -1 : tell_contacts(l, LIFE_WARNED, err);
}

static int
is_absent(struct look *l, int other, struct err *err)
{
	struct life_shown *s = &l->shown;

	s->unreached = 0;
	if (s->absences++ == 0)
		s->absent = l->now;
	if (is_status(&l->subject, "applied"))
		return s->absences == 1 ? tell_applicant(l, err) : 0;
	if (is_status(&l->subject, "suspended"))
		return 0;
	if (s->warned == 0) {
		if (other)
			return warn_contacts(l, "the page shows another address", err);
		return s->absences >= ABSENCES && l->now - s->absent >= ABSENT_DAYS * DAY ?
		    warn_contacts(l, "the page does not show the address", err) : 0;
	}
	if (l->now - s->warned >= ABSENT_DAYS * DAY)
		l->suspend = "the page does not show the contact any longer";
	return 0;
}

static int
is_for_review(struct look *l, const char *block, struct err *err)
{
	int	 is_new = strcmp(l->shown.block, block) != 0 || strcmp(l->shown.verdict, "review") != 0;

	/* A human said yes to exactly this. */
	if (*block != '\0' && strcmp(block, l->shown.accepted) == 0)
		return is_shown(l, err);
	if (strcmp(l->reason, "redirected") == 0 && is_status(&l->subject, "endorsed")) {
		l->suspend = "the page has moved to another domain";
		return 0;
	}
	return is_new ? tell_moderators(l, LIFE_REVIEW, err) : 0;
}

/* Trouble on the way says nothing about the address. */
static int
is_unknown(struct look *l, struct err *err)
{
	if (l->shown.unreached == 0)
		l->shown.unreached = l->now;
	if (l->now - l->shown.unreached < UNREACHED_DAYS * DAY)
		return 0;
	l->shown.unreached = l->now;
	return step(l, "unreached", "the page cannot be read", err) == -1 ? -1 : tell_moderators(l, LIFE_UNREACHED, err);
}

static int
weigh(struct look *l, const struct record *r, struct err *err)
{
	const char	*block = record_get(r, "Block-Digest");

	if (strcmp(l->verdict, l->shown.verdict) != 0 && step(l, l->verdict, l->reason, err) == -1)
		return -1;
	if (strcmp(l->verdict, "official") == 0)
		return is_shown(l, err);
	if (strcmp(l->verdict, "absent") == 0)
		return is_absent(l, record_get(r, "Other") != NULL, err);
	if (strcmp(l->verdict, "review") == 0)
		return is_for_review(l, block != NULL ? block : "", err);
	return is_unknown(l, err);
}

static int
look_in_transaction(struct look *l, const struct record *r, struct err *err)
{
	const char	*block = record_get(r, "Block-Digest");

	if (life_shown_get(l->site->priv, l->id, l->address, &l->shown, err) == -1 || weigh(l, r, err) == -1)
		return -1;
	l->shown.checked = l->now;
	snprintf(l->shown.verdict, sizeof l->shown.verdict, "%s", l->verdict);
	snprintf(l->shown.block, sizeof l->shown.block, "%s", block != NULL ? block : "");
	return life_shown_put(l->site->priv, l->id, l->address, &l->shown, err);
}

/* The log first: a suspension that is not remembered here is found there. */
static int
suspend(struct look *l, struct err *err)
{
	int	 got;

	if (l->suspend == NULL)
		return 0;
	if ((got = register_suspend(l->site, l->id, l->suspend, "page", l->now, err)) != 1)
		return got;
	if (db_begin(l->site->priv, err) == -1)
		return -1;
	if (step(l, "suspended", l->suspend, err) == 0 && tell_contacts(l, LIFE_SUSPENDED, err) == 0 &&
	    db_commit(l->site->priv, err) == 0)
		return 0;
	db_rollback(l->site->priv);
	return -1;
}

static int
look(struct look *l, const struct record *r, struct err *err)
{
	if (db_begin(l->site->priv, err) == -1)
		return -1;
	if (look_in_transaction(l, r, err) == -1 || db_commit(l->site->priv, err) == -1) {
		db_rollback(l->site->priv);
		return -1;
	}
	return suspend(l, err);
}

int
life_seen(struct site *site, const struct record *r, moment now, struct err *err)
{
	static const char *const verdicts[] = { "official", "review", "absent", "unknown" };
	struct look	 l = {
		.site = site, .id = record_get(r, "Id"), .address = record_get(r, "Address"),
		.verdict = record_get(r, "Verdict"), .reason = record_get(r, "Reason"), .now = now
	};
	size_t		 i;
	int		 got;

	if (l.id == NULL || l.address == NULL || l.verdict == NULL)
		return err_set(err, ERR_DATA, "Id, Address and Verdict are wanted");
	for (i = 0; i < sizeof verdicts / sizeof verdicts[0] && strcmp(l.verdict, verdicts[i]) != 0; i++)
		continue;
	if (i == sizeof verdicts / sizeof verdicts[0])
		return err_set(err, ERR_DATA, "no verdict: %s", l.verdict);
	if (l.reason == NULL)
		l.reason = "";
	if ((got = life_subject(site, l.id, now, &l.subject, err)) == 1) {
		for (i = 0, got = 0; record_nth(&l.subject, "Address", i) != NULL; i++)
			got |= strcmp(record_nth(&l.subject, "Address", i), l.address) == 0;
		if (got == 1)
			got = look(&l, r, err) == -1 ? -1 : 1;
	}
	record_free(&l.subject);
	return got;
}

int
life_accept(struct site *site, const char *id, const char *address, moment now, struct err *err)
{
	struct look	 l = { .site = site, .id = id, .address = address, .verdict = "accepted", .reason = "", .now = now };
	int		 got;

	if (db_begin(site->priv, err) == -1)
		return -1;
	if ((got = life_shown_get(site->priv, id, address, &l.shown, err)) == 1 &&
	    (got = strcmp(l.shown.verdict, "review") == 0 && life_subject(site, id, now, &l.subject, err) == 1) == 1) {
		snprintf(l.shown.accepted, sizeof l.shown.accepted, "%s", l.shown.block);
		if (life_add(site->priv, id, now, "accepted", "admin", "a human has looked at the page", err) == -1 ||
		    is_shown(&l, err) == -1 || life_shown_put(site->priv, id, address, &l.shown, err) == -1)
			got = -1;
	}
	if (got != -1 && db_commit(site->priv, err) == -1)
		got = -1;
	if (got == -1)
		db_rollback(site->priv);
	record_free(&l.subject);
	return got;
}

/* ---- telling ---- */

int
life_tell(struct site *site, struct record *r, struct err *err)
{
	struct db_rows	*rows;
	struct buf	 line = BUF_INIT;
	moment		 alive;
	int		 got;

	if (life_last_alive(site->priv, record_get(r, "Id"), &alive, err) == -1 ||
	    (alive != 0 && record_addtime(r, "Alive", alive, err) == -1) ||
	    (rows = life_steps(site->priv, record_get(r, "Id"), err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1) {
		buf_reset(&line);
		time_rfc3339(&line, db_int(rows, 0));
		buf_addf(&line, " %s by %s%s%s", db_text(rows, 1), db_text(rows, 2), *db_text(rows, 3) != '\0' ? ": " : "",
		    db_text(rows, 3));
		if (buf_ok(&line, err) == -1 || record_add(r, "Step", buf_str(&line), err) == -1) {
			got = -1;
			break;
		}
	}
	db_done(rows);
	buf_free(&line);
	return got;
}

int
life_decided(struct site *site, const char *id, const char *what, const char *role, const char *why, int by_mail,
    moment now, struct err *err)
{
	struct look	 l = { .site = site, .id = id, .now = now };
	int		 got;

	if ((got = life_subject(site, id, now, &l.subject, err)) != 1 || db_begin(site->priv, err) == -1) {
		record_free(&l.subject);
		return got == 1 ? -1 : got;
	}
	got = life_add(site->priv, id, now, what, role, why, err);
	l.address = record_get(&l.subject, "Address");
	if (got == 0 && by_mail && strcmp(what, "endorsed") == 0 && l.address != NULL && record_get(&l.subject, "Kind") == NULL)
		got = tell(&l, LIFE_ENDORSED, l.address, err);
	if (got != -1 && db_commit(site->priv, err) == -1)
		got = -1;
	if (got == -1)
		db_rollback(site->priv);
	record_free(&l.subject);
	return got;
}
