#include "trust/decide.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "mail/date.h"
#include "mail/received.h"
#include "mail/request.h"
#include "trust/article.h"
#include "trust/authres.h"
#include "trust/identity.h"
#include "trust/pgp.h"

/* One decision being made. */
struct door {
	const struct decide_rules *rules;
	const struct decide_world *world;
	struct span		 mail;
	struct header		 header;
	struct buf		 address;	/* normal form of From */
	struct decide_contact	 contact;
	struct dkim_ask		 ask;
	struct decision		*out;
	struct err		*err;
};

/* Each step says whether the next one is to be taken. */
enum step { STEP_FAILED = -1, STEP_DECIDED = 0, STEP_ON = 1 };

static enum step
decided(struct door *d, enum verdict verdict, const char *reason)
{
	d->out->verdict = verdict;
	d->out->reason = reason;
	return STEP_DECIDED;
}

/* ---- the header as a whole ---- */

static const struct {
	unsigned	 defect;
	const char	*reason;
} defects[] = {
	{ FIELD_NUL, "nul" },
	{ FIELD_BARE_CR, "bare-cr" },
	{ FIELD_LEADING_FOLD, "leading-fold" },
	{ FIELD_SPACE_BEFORE_COLON, "space-before-colon" },
	{ FIELD_NOT_A_FIELD, "not-a-field" },
	{ FIELD_TOO_LARGE, "too-large" },
};

/* Fields that RFC 5322 and 2045 allow once: readers differ in which of two they show. */
static const struct {
	const char	*name, *reason;
} single[] = {
	{ "From", "two-from" },
	{ "Sender", "two-sender" },
	{ "Reply-To", "two-reply-to" },
	{ "To", "two-to" },
	{ "Cc", "two-cc" },
	{ "Subject", "two-subject" },
	{ "Date", "two-date" },
	{ "Message-ID", "two-message-id" },
	{ "MIME-Version", "two-mime-version" },
	{ "Content-Type", "two-content-type" },
	{ "Content-Transfer-Encoding", "two-content-transfer-encoding" },
	{ "In-Reply-To", "two-in-reply-to" },
	{ "References", "two-references" },
};

static int
is_damaged(const struct header *h)
{
	unsigned	 all = 0;
	size_t		 i;

	for (i = 0; i < sizeof defects / sizeof defects[0]; i++)
		all |= defects[i].defect;
	return (h->defects & all) != 0;
}

static enum step
look_at_header(struct door *d)
{
	size_t	 i;

	for (i = 0; i < sizeof defects / sizeof defects[0]; i++)
		if ((d->header.defects & defects[i].defect) != 0)
			return decided(d, VERDICT_REJECT, defects[i].reason);
	if (header_count(&d->header, "Received") > RECEIVED_MAX)
		return decided(d, VERDICT_REJECT, "hops");
	for (i = 0; i < sizeof single / sizeof single[0]; i++)
		if (header_count(&d->header, single[i].name) > 1)
			return decided(d, VERDICT_REJECT, single[i].reason);
	return STEP_ON;
}

static enum step
look_for_automats(struct door *d)
{
	enum request_automatic what = request_automatic(&d->header, d->rules->list_id, d->rules->loop);

	if (what == REQUEST_HUMAN || what == REQUEST_BULK)
		return STEP_ON;
	return decided(d, VERDICT_DROP, request_word(what));
}

static enum step
look_at_date(struct door *d)
{
	struct buf	 value = BUF_INIT;
	moment		 at;
	int		 found, readable;

	found = header_value(&d->header, "Date", &value);
	readable = found == 1 && date_parse_strict(span_buf(&value), &at) == 0;
	buf_free(&value);
	if (found == -1) {
		err_memory(d->err);
		return STEP_FAILED;
	}
	return readable ? STEP_ON : decided(d, VERDICT_REJECT, found == 0 ? "no-date" : "date");
}

/* ---- who it is ---- */

static enum step
identify(struct door *d)
{
	const char	*fault;

	switch (identity_from(&d->header, &d->address, &fault, d->err)) {
	case 1:
		return STEP_ON;
	case 0:
		return decided(d, VERDICT_REJECT, fault);
	default:
		return STEP_FAILED;
	}
}

static enum step
look_up_contact(struct door *d)
{
	struct decision	*out = d->out;

	switch (d->world->contact(d->world->arg, buf_str(&d->address), &d->contact, d->err)) {
	case 1:
		break;
	case 0:
		return decided(d, VERDICT_IGNORE, "unknown");
	default:
		return STEP_FAILED;
	}
	if (d->address.len >= sizeof out->contact)
		return decided(d, VERDICT_IGNORE, "unknown");
	memcpy(out->assembly, d->contact.assembly, sizeof out->assembly);
	memcpy(out->contact, d->address.s, d->address.len + 1);
	return d->contact.endorsed ? STEP_ON : decided(d, VERDICT_IGNORE, "not-endorsed");
}

/* ---- proofs ---- */

/*
 * Fields that mean something further on and stay only if the signature covers them, each one of them: h=
 * covers from the bottom up, so that one more on top would not be covered.
 */
static const struct {
	const char	*name;
	unsigned	 bit;
} covered[] = {
	{ "Reply-To", DECIDE_REPLY_TO },
	{ "Sender", DECIDE_SENDER },
	{ "In-Reply-To", DECIDE_IN_REPLY_TO },
	{ "References", DECIDE_REFERENCES },
	{ "Content-Language", DECIDE_CONTENT_LANGUAGE },
};

#define NCOVERED	(sizeof covered / sizeof covered[0])

static enum step
accept(struct door *d, const char *by, const struct dkim_answer *a)
{
	size_t	 i;

	d->out->by = by;
	memcpy(d->out->domain, a->domain, sizeof d->out->domain);
	memcpy(d->out->selector, a->selector, sizeof d->out->selector);
	for (i = 0; i < NCOVERED; i++)
		if (dkim_covers(a, covered[i].name) && header_count(&d->header, covered[i].name) == 1)
			d->out->covered |= covered[i].bit;
	return decided(d, VERDICT_ACCEPT, "proved");
}

static int
believe_one(struct door *d, const struct authres_item *item, struct dkim_answer *a)
{
	struct dkim_seen seen = { item->header_d, item->header_s, item->header_b };

	memset(a, 0, sizeof *a);
	if (strcmp(item->method, "dkim") != 0 || strcmp(item->result, "pass") != 0)
		return 0;
	return dkim_believe(&d->ask, &d->header, &seen, a, d->err);
}

static enum step
believe_mta(struct door *d)
{
	struct authres_item *item;
	struct dkim_answer a = { 0 };
	enum step	 step = STEP_ON;
	size_t		 i, n;

	if (d->rules->authserv_id == NULL)
		return STEP_ON;
	if (authres_read(&d->header, d->rules->authserv_id, d->rules->mx_host, &item, &n, d->err) == -1)
		return STEP_FAILED;
	for (i = 0; step == STEP_ON && i < n; i++) {
		if (believe_one(d, &item[i], &a) == -1)
			step = STEP_FAILED;
		else if (a.pass)
			step = accept(d, "mta", &a);
		dkim_answer_free(&a);
	}
	free(item);
	return step;
}

static enum step
accept_pgp(struct door *d, const char *fingerprint)
{
	struct decision	*out = d->out;

	out->by = "pgp";
	out->protected = 1;
	memcpy(out->selector, fingerprint, PGP_FINGERPRINT + 1);
	return decided(d, VERDICT_ACCEPT, "proved");
}

static enum step
prove_by_pgp(struct door *d, const char **reason)
{
	struct pgp_ask	 ask = {
		.fingerprints = d->contact.fingerprints, .address = buf_str(&d->address), .list = d->rules->list,
		.now = d->rules->now
	};
	struct pgp_answer a;
	struct buf	 ring = BUF_INIT;
	enum step	 step = STEP_FAILED;

	if (*ask.fingerprints == '\0')
		return STEP_ON;
	if (d->world->ring(d->world->arg, d->out->assembly, &ring, d->err) == 0) {
		ask.ring = buf_str(&ring);
		if (pgp_check(&ask, &d->header, &a, d->err) == 0) {
			*reason = a.reason;
			step = a.pass ? accept_pgp(d, a.fingerprint) : STEP_ON;
		}
	}
	buf_free(&ring);
	return step;
}

/* A key that cannot be had now may be had later; but nobody waits for it longer than that. */
static int
is_patient(struct door *d)
{
	moment	 arrived;

	return received_here(&d->header, d->rules->mx_host, &arrived) == -1 ||
	    d->rules->now - arrived <= DKIM_PATIENCE;
}

static enum step
prove_by_dkim(struct door *d, const char **reason)
{
	struct dkim_answer a;
	struct span	 address = span_buf(&d->address);
	enum step	 step;
	int		 trouble;

	d->ask = (struct dkim_ask){
		.from_domain = span_from(address, (size_t)span_chr(address, '@') + 1),
		.relaxed = d->contact.relaxed, .list = d->rules->list, .now = d->rules->now,
		.key = d->world->key, .key_arg = d->world->key_arg
	};
	if (dkim_check(&d->ask, &d->header, &a, d->err) == -1)
		return STEP_FAILED;
	*reason = a.reason;
	trouble = a.trouble;
	step = a.pass ? accept(d, "dkim", &a) : believe_mta(d);
	dkim_answer_free(&a);
	if (step == STEP_ON && trouble && is_patient(d)) {
		err_set(d->err, ERR_AGAIN, "the key of the signature cannot be looked up now");
		return STEP_FAILED;
	}
	return step;
}

/* By what the contact wants to be proved, and by nothing less. */
static enum step
prove(struct door *d, const char **reason)
{
	enum step	 step;

	if (strcmp(d->contact.policy, "token") == 0) {
		*reason = "token-policy";
		return STEP_ON;
	}
	*reason = "pgp-policy";
	step = prove_by_pgp(d, reason);
	if (step == STEP_ON && strcmp(d->contact.policy, "pgp") != 0)
		step = prove_by_dkim(d, reason);
	return step;
}

/* Nothing proves it: ask the contact, unless there is nothing to ask. */
static enum step
doubt(struct door *d, const char *reason)
{
	unsigned char	 proof[HASH_LEN];

	if (article_proof(span_str(d->out->assembly), &d->header, proof, d->err) == -1)
		return STEP_FAILED;
	switch (d->world->posted(d->world->arg, proof, d->err)) {
	case 1:
		return decided(d, VERDICT_DROP, "posted");
	case 0:
		break;
	default:
		return STEP_FAILED;
	}
	if (request_automatic(&d->header, d->rules->list_id, d->rules->loop) == REQUEST_BULK)
		return decided(d, VERDICT_DROP, request_word(REQUEST_BULK));
	return decided(d, VERDICT_CHALLENGE, reason);
}

/* ---- the way through ---- */

static enum step
go_through(struct door *d)
{
	static enum step (*const steps[])(struct door *) = {
		look_at_header, look_for_automats, identify, look_at_date, look_up_contact
	};
	const char	*reason = "";
	enum step	 step = STEP_ON;
	size_t		 i;

	for (i = 0; step == STEP_ON && i < sizeof steps / sizeof steps[0]; i++)
		step = steps[i](d);
	if (step == STEP_ON)
		step = prove(d, &reason);
	if (step == STEP_ON)
		step = doubt(d, reason);
	return step;
}

int
decide(const struct decide_rules *rules, const struct decide_world *world, struct span mail, struct decision *out,
    struct err *err)
{
	struct door	 d = { .rules = rules, .world = world, .mail = mail, .out = out, .err = err };
	enum step	 step;

	memset(out, 0, sizeof *out);
	if (mail.n == 0)
		return err_set(err, ERR_DATA, "no mail");
	if (header_split(&d.header, span_head(mail, MAIL_MAX), err) == -1)
		return -1;
	step = mail.n > MAIL_MAX ? decided(&d, VERDICT_REJECT, "too-large") : go_through(&d);
	out->damaged = is_damaged(&d.header);
	header_free(&d.header);
	buf_free(&d.address);
	return step == STEP_FAILED ? -1 : 0;
}

/* ---- what goes on ---- */

/* Told by others, or about the way here, or orders to mail programs: none of it is the contact's word to the list. */
static const char *const dropped[] = {
	"Authentication-Results", "Received-SPF", "X-Loop", "Return-Receipt-To", "Disposition-Notification-To",
	"Errors-To", "X-Confirm-Reading-To", "Return-Path", "Delivered-To", "X-Original-To", "Bcc", "Archived-At",
	"Precedence", "Content-Length", "Lines", "Status", "X-Status", "DKIM-Signature",
};

static const char *const dropped_prefix[] = { "ARC-", "Resent-", "List-" };

static int
is_dropped(struct span name, const struct decision *d)
{
	size_t	 i;

	if (span_casestarts(name, "Asm-"))
		return 1;
	if (d->damaged)
		return 0;
	for (i = 0; i < sizeof dropped / sizeof dropped[0]; i++)
		if (span_caseeqs(name, dropped[i]))
			return 1;
	for (i = 0; i < sizeof dropped_prefix / sizeof dropped_prefix[0]; i++)
		if (span_casestarts(name, dropped_prefix[i]))
			return 1;
	if (d->protected && pgp_protects(name))
		return 1;
	for (i = 0; i < NCOVERED; i++)
		if (span_caseeqs(name, covered[i].name))
			return (d->covered & covered[i].bit) == 0;
	return 0;
}

/* The name a line begins with, whatever reader would take it for one. */
static struct span
name_of(struct span line)
{
	size_t	 i;

	for (i = 0; i < line.n && line.s[i] != ':' && (unsigned char)line.s[i] > ' '; i++)
		continue;
	return span_head(line, i);
}

static void
add_block(struct buf *out, struct span block, const struct decision *d)
{
	struct span	 line;
	size_t		 start = out->len;
	int		 drop = 0;

	while (span_line(&block, &line)) {
		if (line.n > 0 && line.s[0] != ' ' && line.s[0] != '\t')
			drop = is_dropped(name_of(line), d);
		if (drop)
			continue;
		/* In front it would continue the field that we put on top, or be taken for an envelope line. */
		if (out->len == start && (span_starts(line, " ") || span_starts(line, "\t") || span_starts(line, "From ")))
			buf_adds(out, "X-First-Line:");
		buf_addspan(out, line);
		buf_addc(out, '\n');
	}
}

static void
add_lf(struct buf *out, struct span s)
{
	const char	*lf;
	size_t		 n;

	for (; s.n > 0 && (lf = memchr(s.s, '\n', s.n)) != NULL; s = span_from(s, n + 1)) {
		n = (size_t)(lf - s.s);
		buf_add(out, s.s, n > 0 && s.s[n - 1] == '\r' ? n - 1 : n);
		buf_addc(out, '\n');
	}
	buf_addspan(out, s);
}

int
decide_strip(struct buf *out, struct span mail, const struct decision *d, struct err *err)
{
	struct header	 h;

	if (header_split(&h, span_head(mail, MAIL_MAX), err) == -1)
		return -1;
	if (d->protected && pgp_protected(out, &h, err) == -1) {
		header_free(&h);
		return -1;
	}
	add_block(out, h.block, d);
	if ((h.defects & FIELD_NO_BODY) == 0)
		buf_addc(out, '\n');
	add_lf(out, h.body);
	header_free(&h);
	return buf_ok(out, err);
}
