/* Records that an admin's word puts into the log. */
#include "site/register.h"

#include <stdlib.h>
#include <string.h>

#include "mail/field.h"
#include "site/log.h"
#include "site/posting_fields.h"
#include "site/register_fields.h"
#include "store/directory.h"
#include "trust/article.h"

#define DAY	86400

struct endorsing {
	struct site	*site;
	struct log	*log;
	const char	*id;
	const char	*why, *role;
	moment		 now;
	struct record	 wanted;	/* what was applied for, or what the log says */
	struct buf	 applied;	/* the application as it was read */
	const char	*address;	/* to be recalled */
	int		 written;
};

/* ---- writing a record ---- */

static int
compare_names(const void *a, const void *b)
{
	return strcmp(((const struct record_item *)a)->name, ((const struct record_item *)b)->name);
}

/* The body: "Name: value" a line, sorted by name. */
static int
write_body(struct record *r, struct buf *out, struct err *err)
{
	size_t	 i;

	if (r->n > 0)
		qsort(r->item, r->n, sizeof *r->item, compare_names);
	for (i = 0; i < r->n; i++)
		buf_addf(out, "%s: %s\n", r->item[i].name, r->item[i].value);
	return buf_ok(out, err);
}

static int
write_fields(struct endorsing *e, const char *subject, struct buf *out, struct err *err)
{
	const struct conf	*conf = &e->site->conf;

	posting_from(out, conf->title, conf->list);
	buf_addf(out, "To: %s\nDate: ", conf->list);
	time_rfc5322(out, e->now);
	buf_addf(out, "\nSubject: %s\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: 8bit\nAsm-By: %s\n", subject, e->role);
	return buf_ok(out, err);
}

static int
prove(struct endorsing *e, const struct buf *fields, const struct buf *body, unsigned char proof[HASH_LEN],
    struct err *err)
{
	struct buf	 whole = BUF_INIT;
	struct header	 h;
	int		 result = -1;

	buf_addbuf(&whole, fields);
	buf_addc(&whole, '\n');
	buf_addbuf(&whole, body);
	if (buf_ok(&whole, err) == 0 && header_split(&h, span_buf(&whole), err) == 0) {
		result = article_proof(span_str(e->id), &h, proof, err);
		header_free(&h);
	}
	buf_free(&whole);
	return result;
}

/* Sign and store one record; its reason and the role that gave it are added here. */
static int
add_record(struct endorsing *e, struct record *r, struct err *err)
{
	struct buf		 subject = BUF_INIT, fields = BUF_INIT, body = BUF_INIT, stored = BUF_INIT;
	unsigned char		 proof[HASH_LEN];
	struct log_draft	 draft = { .type = "record", .proof = proof };
	int			 result = -1;

	buf_addf(&subject, "%s %s %s", record_get(r, "Type"), e->id, record_get(r, "Version"));
	if (record_add(r, "By", e->role, err) == 0 && record_add(r, "Reason", e->why, err) == 0 &&
	    write_body(r, &body, err) == 0 && buf_ok(&subject, err) == 0 &&
	    write_fields(e, buf_str(&subject), &fields, err) == 0 &&
	    prove(e, &fields, &body, proof, err) == 0) {
		draft.fields = span_buf(&fields);
		draft.body = span_buf(&body);
		result = log_add(e->log, &draft, &stored, err);
		e->written += result == 0;
	}
	buf_free(&subject);
	buf_free(&fields);
	buf_free(&body);
	buf_free(&stored);
	return result;
}

/* ---- endorsing ---- */

static int
add_assembly(struct endorsing *e, long long version, struct err *err)
{
	struct record	 r = RECORD_INIT;
	const char	*value;
	size_t		 i;
	int		 result = -1;

	if (record_add(&r, "Type", "assembly", err) == -1 || record_add(&r, "Id", e->id, err) == -1 ||
	    record_addf(&r, err, "Version", "%lld", version) == -1)
		goto out;
	for (i = 0; register_told[i] != NULL; i++)
		if ((value = record_get(&e->wanted, register_told[i])) != NULL &&
		    record_add(&r, register_told[i], value, err) == -1)
			goto out;
	result = add_record(e, &r, err);
out:
	record_free(&r);
	return result;
}

static int
add_contact(struct endorsing *e, const char *address, long long number, long long version, struct err *err)
{
	struct record	 r = RECORD_INIT;
	struct civil	 end;
	int		 result = -1;

	time_civil(e->now + (int64_t)REGISTER_DAYS * DAY, &end);
	if (record_add(&r, "Type", "contact", err) == 0 && record_add(&r, "Assembly", e->id, err) == 0 &&
	    record_addf(&r, err, "Contact", "%lld", number) == 0 &&
	    record_addf(&r, err, "Version", "%lld", version) == 0 &&
	    record_add(&r, "Address", address, err) == 0 &&
	    record_add(&r, "Policy", register_policy_of(&e->wanted), err) == 0 &&
	    record_add(&r, "Alignment", register_alignment_of(&e->wanted), err) == 0 &&
	    record_add(&r, "Fingerprint", record_get(&e->wanted, "Fingerprint"), err) == 0 &&
	    record_addf(&r, err, "Not-After", "%04d-%02d-%02d", end.year, end.month, end.day) == 0)
		result = add_record(e, &r, err);
	record_free(&r);
	return result;
}

static int
add_revocation(struct endorsing *e, long long number, long long version, struct err *err)
{
	struct record	 r = RECORD_INIT;
	int		 result = -1;

	if (record_add(&r, "Type", "revoke", err) == 0 &&
	    record_addf(&r, err, "Target", "contact %s %lld", e->id, number) == 0 &&
	    record_addf(&r, err, "Version", "%lld", version) == 0)
		result = add_record(e, &r, err);
	record_free(&r);
	return result;
}

static int
add_suspension(struct endorsing *e, long long version, struct err *err)
{
	struct record	 r = RECORD_INIT;
	int		 result = -1;

	if (record_add(&r, "Type", "suspend", err) == 0 && record_add(&r, "Assembly", e->id, err) == 0 &&
	    record_addf(&r, err, "Version", "%lld", version) == 0)
		result = add_record(e, &r, err);
	record_free(&r);
	return result;
}

/* ---- contacts ---- */

/* A contact as it was before anything was written. */
struct contact {
	long long	 number, version;
	char		*address;
	int		 revoked;
	int		 fresh;		/* says what is wanted, and for long enough */
};

struct contacts {
	struct contact	*contact;
	size_t		 n;
	long long	 highest;	/* number */
};

static void
contacts_free(struct contacts *cs)
{
	size_t	 i;

	for (i = 0; i < cs->n; i++)
		free(cs->contact[i].address);
	free(cs->contact);
}

static int
keep_contact(struct endorsing *e, struct contacts *cs, const struct directory_line *c, struct err *err)
{
	struct contact	*grown;

	if ((grown = reallocarray(cs->contact, cs->n + 1, sizeof *grown)) == NULL)
		return err_memory(err);
	cs->contact = grown;
	grown[cs->n] = (struct contact){
		.number = c->number, .version = c->version, .address = strdup(c->address),
		.revoked = strcmp(c->status, "endorsed") != 0,
		.fresh = strcmp(c->policy, register_policy_of(&e->wanted)) == 0 &&
		    strcmp(c->alignment, register_alignment_of(&e->wanted)) == 0 &&
		    strcmp(c->fingerprints, register_fingerprints_of(&e->wanted)) == 0 &&
		    c->not_after > e->now + (int64_t)REGISTER_RENEW * DAY
	};
	if (c->number > cs->highest)
		cs->highest = c->number;
	return grown[cs->n++].address != NULL ? 0 : err_memory(err);
}

static int
read_contacts(struct endorsing *e, struct contacts *cs, struct err *err)
{
	struct directory_line	 c;
	struct db_rows		*rows;
	int			 got;

	if ((rows = directory_contacts(e->site->pub, e->id, err)) == NULL)
		return -1;
	while ((got = directory_contact_row(rows, &c, err)) == 1)
		if (keep_contact(e, cs, &c, err) == -1) {
			got = -1;
			break;
		}
	db_done(rows);
	return got;
}

static const struct contact *
contact_of(const struct contacts *cs, const char *address)
{
	size_t	 i;

	for (i = 0; i < cs->n; i++)
		if (strcmp(cs->contact[i].address, address) == 0)
			return &cs->contact[i];
	return NULL;
}

/* One address that is wanted: as it is, renewed, or new. */
static int
put_contact(struct endorsing *e, struct contacts *cs, const char *address, struct err *err)
{
	const struct contact	*c = contact_of(cs, address);

	if (register_check_address(e->site, e->id, address, e->now, err) == -1)
		return -1;
	if (c == NULL)
		return add_contact(e, address, ++cs->highest, 1, err);
	if (!c->revoked && c->fresh)
		return 0;
	return add_contact(e, address, c->number, c->version + 1, err);
}

/* First those that are no longer wanted go, so that an address may move. */
static int
put_contacts(struct endorsing *e, struct err *err)
{
	struct contacts	 cs = { NULL, 0, 0 };
	const char	*address;
	size_t		 i;
	int		 result = -1;

	if (read_contacts(e, &cs, err) == -1)
		goto out;
	for (i = 0; i < cs.n; i++)
		if (!cs.contact[i].revoked && !register_has_address(&e->wanted, cs.contact[i].address) &&
		    add_revocation(e, cs.contact[i].number, cs.contact[i].version, err) == -1)
			goto out;
	for (i = 0; (address = record_nth(&e->wanted, "Address", i)) != NULL; i++)
		if (put_contact(e, &cs, address, err) == -1)
			goto out;
	result = 0;
out:
	contacts_free(&cs);
	return result;
}

/* ---- the verbs ---- */

static long long
version_of(const struct record *r)
{
	unsigned long long	 n;

	return span_number(span_str(record_get(r, "Version")), &n) == 0 ? (long long)n : 0;
}

/* What was applied for, else what the log says already: 1, 0 nobody of that id, -1. */
static int
find_wanted(struct endorsing *e, const struct record *now_told, int is_told, struct err *err)
{
	struct db_rows	*rows;
	const char	*assembly;
	struct span	 text;
	moment		 received;
	size_t		 i;
	int		 got;

	if ((rows = directory_applications(e->site->priv, e->id, err)) == NULL)
		return -1;
	if ((got = directory_application_row(rows, &assembly, &text, &received, err)) == 1) {
		buf_addspan(&e->applied, text);
		got = buf_ok(&e->applied, err) == -1 ? -1 : record_parse(&text, &e->wanted, err);
	}
	db_done(rows);
	for (i = 0; got == 0 && is_told && i < now_told->n; i++)
		if (record_add(&e->wanted, now_told->item[i].name, now_told->item[i].value, err) == -1)
			return -1;
	return got == 0 ? is_told : got;
}

/* ---- entries of other kinds ---- */

/* The newest version of the entry: *version 0 when there is none; *same if it says what is wanted. */
static int
read_entry(struct endorsing *e, long long *version, int *listed, int *same, struct err *err)
{
	struct directory_entry	 now_told;
	struct db_rows		*rows;
	struct buf		 wanted = BUF_INIT;
	struct record		 sorted = RECORD_INIT;
	size_t			 i;
	int			 got;

	*version = *listed = *same = 0;
	if ((rows = directory_entries(e->site->pub, e->id, err)) == NULL)
		return -1;
	for (i = 0, got = 0; i < e->wanted.n && got == 0; i++)
		got = record_add(&sorted, e->wanted.item[i].name, e->wanted.item[i].value, err);
	if (got == 0 && (got = write_body(&sorted, &wanted, err)) == 0 &&
	    (got = directory_entry_row(rows, &now_told, err)) == 1) {
		*version = now_told.version;
		*listed = strcmp(now_told.status, "listed") == 0;
		*same = span_eq(now_told.record, span_buf(&wanted));
		got = strcmp(now_told.origin, e->site->conf.domain) == 0 ? 0 :
		    err_set(err, ERR_REFUSED, "%s is an entry of %s", e->id, now_told.origin);
	}
	db_done(rows);
	record_free(&sorted);
	buf_free(&wanted);
	return got;
}

static int
list_entry(struct endorsing *e, struct err *err)
{
	struct record	 r = RECORD_INIT;
	long long	 version;
	size_t		 i;
	int		 listed, same, result;

	if ((result = read_entry(e, &version, &listed, &same, err)) == -1 || (listed && same))
		return result;
	if ((result = record_add(&r, "Type", "entry", err)) == 0)
		result = record_addf(&r, err, "Version", "%lld", version + 1);
	for (i = 0; i < e->wanted.n && result == 0; i++)
		result = record_add(&r, e->wanted.item[i].name, e->wanted.item[i].value, err);
	if (result == 0)
		result = add_record(e, &r, err);
	record_free(&r);
	return result;
}

/* 1 it is an entry, and withdrawn now; 0 it is none; -1. */
static int
withdraw(struct endorsing *e, struct err *err)
{
	struct record	 r = RECORD_INIT;
	long long	 version;
	int		 listed, same, result = -1;

	if (read_entry(e, &version, &listed, &same, err) == -1)
		return -1;
	if (version == 0 || !listed)
		return version != 0;
	if (record_add(&r, "Type", "withdraw", err) == 0 && record_add(&r, "Id", e->id, err) == 0 &&
	    record_addf(&r, err, "Version", "%lld", version + 1) == 0)
		result = add_record(e, &r, err);
	record_free(&r);
	return result == 0 ? 1 : -1;
}

static int
endorse_locked(struct endorsing *e, struct err *err)
{
	struct record	 told_now = RECORD_INIT;
	int		 is_told, got, result = -1;

	if ((is_told = register_current(e->site, e->id, e->now, &told_now, err)) == -1 ||
	    (got = find_wanted(e, &told_now, is_told, err)) == -1)
		goto out;
	if (got == 0) {
		err_set(err, ERR_NOINPUT, "nobody applied as %s", e->id);
		goto out;
	}
	if (record_get(&e->wanted, "Kind") != NULL) {
		result = list_entry(e, err);
		goto out;
	}
	if (is_told && strcmp(record_get(&told_now, "Origin"), e->site->conf.domain) != 0) {
		err_set(err, ERR_REFUSED, "%s is an assembly of %s", e->id, record_get(&told_now, "Origin"));
		goto out;
	}
	if ((!is_told || !register_same_told(&e->wanted, &told_now) ||
	    strcmp(record_get(&told_now, "Status"), "suspended") == 0) &&
	    add_assembly(e, version_of(&told_now) + 1, err) == -1)
		goto out;
	result = put_contacts(e, err);
out:
	record_free(&told_now);
	return result;
}

static int
suspend_locked(struct endorsing *e, struct err *err)
{
	struct record	 told_now = RECORD_INIT;
	int		 got;

	if ((got = withdraw(e, err)) != 0)
		return got == 1 ? 0 : -1;
	if ((got = register_current(e->site, e->id, e->now, &told_now, err)) == 0)
		got = err_set(err, ERR_NOINPUT, "no assembly %s", e->id);
	else if (got == 1 && strcmp(record_get(&told_now, "Origin"), e->site->conf.domain) != 0)
		got = err_set(err, ERR_REFUSED, "%s is an assembly of %s", e->id,
		    record_get(&told_now, "Origin"));
	else if (got == 1)
		got = strcmp(record_get(&told_now, "Status"), "suspended") == 0 ? 0 :
		    add_suspension(e, version_of(&told_now) + 1, err);
	record_free(&told_now);
	return got;
}

/* ---- recalling ---- */

static int
recall_locked(struct endorsing *e, struct err *err)
{
	struct contacts	 cs = { NULL, 0, 0 };
	size_t		 i, left = 0;
	int		 result, found = 0;

	if ((result = read_contacts(e, &cs, err)) != -1)
		result = 0;
	for (i = 0; result == 0 && i < cs.n; i++) {
		if (cs.contact[i].revoked)
			continue;
		if (strcmp(cs.contact[i].address, e->address) == 0) {
			result = add_revocation(e, cs.contact[i].number, cs.contact[i].version, err);
			found = 1;
		} else
			left++;
	}
	contacts_free(&cs);
	return result == 0 && found && left == 0 ? suspend_locked(e, err) : result;
}

static int
check_why(const char *why, struct err *err)
{
	if (register_check_line(why, err) == 0)
		return 0;
	if (err != NULL && err->class == ERR_DATA)
		err->class = ERR_USAGE;
	return err_within(err, "the reason");
}

/* Do it under the log's lock. 1 something was written, 0 nothing, -1. */
static int
decide(struct endorsing *e, int (*locked)(struct endorsing *, struct err *), struct err *err)
{
	int	 result = -1;

	if (check_why(e->why, err) == -1 || (e->log = log_begin(e->site, e->now, err)) == NULL)
		return -1;
	if (locked(e, err) == 0 && (e->written == 0 || log_commit(e->log, err) == 0))
		result = e->written > 0;
	log_end(e->log);
	return result;
}

int
register_endorse(struct site *site, const char *id, const char *why, const char *role, moment now, struct err *err)
{
	struct endorsing	 e = { .site = site, .id = id, .why = why, .role = role, .now = now };
	int			 written;

	/* The log decides: only what stands there is no application any more, and only as it was read. */
	if ((written = decide(&e, endorse_locked, err)) != -1 && e.applied.len > 0 &&
	    directory_applied(site->priv, id, span_buf(&e.applied), err) == -1)
		written = -1;
	record_free(&e.wanted);
	buf_free(&e.applied);
	return written;
}

int
register_suspend(struct site *site, const char *id, const char *why, const char *role, moment now, struct err *err)
{
	struct endorsing	 e = { .site = site, .id = id, .why = why, .role = role, .now = now };

	return decide(&e, suspend_locked, err);
}

int
register_recall(struct site *site, const char *id, const char *address, const char *why, const char *role, moment now,
    struct err *err)
{
	struct endorsing	 e = { .site = site, .id = id, .why = why, .role = role, .now = now, .address = address };

	return decide(&e, recall_locked, err);
}
