#include "site/register.h"

#include <string.h>

#include "base/limits.h"
#include "site/register_fields.h"
#include "store/directory.h"
#include "text/language.h"
#include "text/utf8.h"
#include "trust/identity.h"
#include "trust/pgp.h"

/* ---- an application ---- */

static int	 check_id(const char *, struct err *), check_url(const char *, struct err *), check_languages(const char *, struct err *),
		 check_policy(const char *, struct err *), check_alignment(const char *, struct err *), check_fingerprint(const char *, struct err *),
		 check_kind(const char *, struct err *);

/* What an application may say, in the order in which it is kept and listed.  Address may recur. */
static const struct {
	const char	*name;
	int		(*check)(const char *, struct err *);
} fields[] = {
	{ "Id", check_id }, { "Kind", check_kind }, { "Name", register_check_line }, { "Place", register_check_line },
	{ "Region", register_check_line },
	{ "Languages", check_languages }, { "Page", check_url }, { "Feed", check_url },
	{ "Join", register_check_line },
	{ "Policy", check_policy }, { "Alignment", check_alignment }, { "Fingerprint", check_fingerprint }
};

#define NFIELDS	(sizeof fields / sizeof fields[0])

/* What a listing says besides: read and left, so that one site's listing is another's import. */
static const char *const listed[] = { "Status", "Reason", "Since", "Version", "Not-After", "Origin", "Received", "Alive", "Step" };

/* "sol.madrid": parts of small letters, digits and hyphens, with dots between them. */
static int
check_id(const char *value, struct err *err)
{
	size_t	 i, n = strlen(value);
	char	 last = '.';

	for (i = 0; i < n; i++) {
		if (!((value[i] >= 'a' && value[i] <= 'z') || (value[i] >= '0' && value[i] <= '9') ||
		    ((value[i] == '.' || value[i] == '-') && last != '.' && last != '-')))
			break;
		last = value[i];
	}
	if (i < n || n == 0 || n >= DIRECTORY_ID || last == '.' || last == '-')
		return err_set(err, ERR_DATA, "small letters, digits, dots and hyphens are wanted, such as sol.madrid");
	return 0;
}

int
register_check_line(const char *value, struct err *err)
{
	struct buf	 shown = BUF_INIT;
	int		 same;

	if (*value == '\0' || strchr(value, '\n') != NULL || strlen(value) > REGISTER_LINE)
		return err_set(err, ERR_DATA, "one line of at most %d bytes is wanted", REGISTER_LINE);
	utf8_line(&shown, span_str(value));
	same = span_eqs(span_buf(&shown), value);
	buf_free(&shown);
	return same ? 0 : err_set(err, ERR_DATA, "characters that cannot be seen");
}

static int
check_url(const char *value, struct err *err)
{
	const char	*p;

	if (!span_starts(span_str(value), "https://") && !span_starts(span_str(value), "http://"))
		return err_set(err, ERR_DATA, "a URL that begins with https:// is wanted");
	for (p = value; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' || strchr("<>\"", *p) != NULL)
			return err_set(err, ERR_DATA, "no blank, <, >, \" or non-ASCII character may be in a URL");
	return register_check_line(value, err);
}

static int
check_languages(const char *value, struct err *err)
{
	struct span	 rest = span_str(value), tag;

	while (span_cut(&rest, ' ', &tag))
		if (!language_valid(tag))
			return err_set(err, ERR_DATA, "language tags parted by one blank are wanted, such as es ca");
	return register_check_line(value, err);
}

static int
check_policy(const char *value, struct err *err)
{
	return strcmp(value, "dkim") == 0 || strcmp(value, "pgp") == 0 || strcmp(value, "token") == 0 ? 0 :
	    err_set(err, ERR_DATA, "dkim, pgp or token is wanted");
}

static int
check_fingerprint(const char *value, struct err *err)
{
	struct buf	 normal = BUF_INIT;
	int		 result = pgp_fingerprints(&normal, span_str(value));

	buf_free(&normal);
	return result == 1 ? 0 :
	    err_set(err, ERR_DATA, "%d hex digits of each of at most %d keys are wanted", PGP_FINGERPRINT, PGP_KEYS);
}

static int
check_kind(const char *value, struct err *err)
{
	static const char *const kinds[] = { "group", "platform", "server", "translators", "source" };
	size_t	 i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(value, kinds[i]) == 0)
			return 0;
	return err_set(err, ERR_DATA, "group, platform, server, translators or source is wanted");
}

static int
check_alignment(const char *value, struct err *err)
{
	return strcmp(value, "strict") == 0 || strcmp(value, "relaxed") == 0 ? 0 :
	    err_set(err, ERR_DATA, "strict or relaxed is wanted");
}

static int
check_names(const struct record *r, struct err *err)
{
	size_t	 i, k;
	int	 known;

	for (i = 0; i < r->n; i++) {
		known = span_caseeqs(span_str(r->item[i].name), "Address");
		for (k = 0; k < NFIELDS; k++)
			known |= span_caseeqs(span_str(r->item[i].name), fields[k].name);
		for (k = 0; k < sizeof listed / sizeof listed[0]; k++)
			known |= span_caseeqs(span_str(r->item[i].name), listed[k]);
		if (!known)
			return err_set(err, ERR_DATA, "unknown field %s", r->item[i].name);
	}
	return 0;
}

/* The addresses in normal form, none twice. */
static int
add_addresses(const struct record *r, struct record *out, struct err *err)
{
	struct buf	 address = BUF_INIT;
	const char	*value, *fault;
	size_t		 i, k;
	int		 got = 1;

	for (i = 0; got != -1 && (value = record_nth(r, "Address", i)) != NULL; i++) {
		buf_reset(&address);
		if (i == REGISTER_CONTACTS)
			got = err_set(err, ERR_DATA, "Address: at most %d", REGISTER_CONTACTS);
		else if ((got = identity_address(span_str(value), &address, &fault, err)) == 0)
			got = err_set(err, ERR_DATA, "Address: %s (%s)", value, fault);
		for (k = 0; got == 1 && (value = record_nth(out, "Address", k)) != NULL; k++)
			if (strcmp(value, buf_str(&address)) == 0)
				got = 0;
		if (got == 1)
			got = record_add(out, "Address", buf_str(&address), err);
	}
	buf_free(&address);
	if (got != -1 && i == 0 && record_get(r, "Kind") == NULL)
		return err_set(err, ERR_DATA, "Address is missing");
	return got == -1 ? -1 : 0;
}

static int
add_normal(struct record *out, const char *name, const char *value, struct err *err)
{
	struct buf	 normal = BUF_INIT;
	int		 result;

	if (strcmp(name, "Fingerprint") != 0)
		return record_add(out, name, value, err);
	(void)pgp_fingerprints(&normal, span_str(value));
	result = record_addspan(out, name, span_buf(&normal), err);
	buf_free(&normal);
	return result;
}

/* The application in its one form: order of fields, normal addresses. */
static int
normalise(const struct record *r, struct record *out, struct err *err)
{
	const char	*value;
	size_t		 i;

	if (check_names(r, err) == -1)
		return -1;
	for (i = 0; i < NFIELDS; i++) {
		if ((value = record_get(r, fields[i].name)) == NULL) {
			if (i == 0 || i == 2)		/* Id and Name */
				return err_set(err, ERR_DATA, "%s is missing", fields[i].name);
			continue;
		}
		if (record_nth(r, fields[i].name, 1) != NULL)
			return err_set(err, ERR_DATA, "%s: said twice", fields[i].name);
		if (fields[i].check(value, err) == -1)
			return err_within(err, "%s", fields[i].name);
		if (add_normal(out, fields[i].name, value, err) == -1)
			return -1;
	}
	if (record_get(out, "Join") != NULL && record_get(out, "Kind") == NULL)
		return err_set(err, ERR_DATA, "Join is for entries with a Kind");
	if (strcmp(register_policy_of(out), "pgp") == 0 && record_get(out, "Fingerprint") == NULL)
		return err_set(err, ERR_DATA, "Policy pgp wants a Fingerprint");
	return add_addresses(r, out, err);
}

int
register_check_address(struct site *site, const char *id, const char *address, moment now, struct err *err)
{
	struct directory_contact	 c;
	int				 got;

	if ((got = directory_contact(site->pub, address, now, &c, err)) == -1)
		return -1;
	if (got == 1 && strcmp(c.assembly, id) != 0 && strcmp(c.reason, "revoked") != 0)
		return err_set(err, ERR_REFUSED, "%s speaks for %s", address, c.assembly);
	return 0;
}

static int
check_addresses(struct site *site, const struct record *r, moment now, struct err *err)
{
	const char	*address;
	size_t		 i;

	for (i = 0; (address = record_nth(r, "Address", i)) != NULL; i++)
		if (register_check_address(site, record_get(r, "Id"), address, now, err) == -1)
			return -1;
	return 0;
}

/* 1 new or changed, 0 it says what the log says already, -1. */
static int
keep(struct site *site, const struct record *r, moment now, struct err *err)
{
	struct buf	 text = BUF_INIT;
	int		 got = -1;

	record_stanza(&text, r);
	if (buf_ok(&text, err) == -1 || db_begin(site->priv, err) == -1)
		goto out;
	if ((got = register_is_endorsed(site, r, now, err)) == 0)
		got = directory_apply(site->priv, record_get(r, "Id"), span_buf(&text), now, err) == -1 ? -1 : 1;
	else if (got == 1)
		got = directory_applied(site->priv, record_get(r, "Id"), SPAN_NONE, err) == -1 ? -1 : 0;
	if (got != -1 && db_commit(site->priv, err) == -1)
		got = -1;
	if (got == -1)
		db_rollback(site->priv);
out:
	buf_free(&text);
	return got;
}

int
register_apply(struct site *site, const struct record *given, moment now, char **id, struct err *err)
{
	struct record	 r = RECORD_INIT;
	int		 got = -1;

	*id = NULL;
	if (normalise(given, &r, err) == 0 && check_addresses(site, &r, now, err) == 0)
		got = keep(site, &r, now, err);
	if (got == 1 && (*id = strdup(record_get(&r, "Id"))) == NULL)
		got = err_memory(err);
	record_free(&r);
	return got;
}

/* ---- listing ---- */

const char *const *
register_names(void)
{
	static const char *const names[] = {
		"Id", "Kind", "Name", "Place", "Region", "Languages", "Page", "Feed", "Join", "Policy", "Alignment", "Fingerprint", "Address",
		"Status", "Reason", "Origin", "Version", "Since", "Not-After", "Received", "Alive", "Step", NULL
	};

	return names;
}

struct listing {
	register_fn	*each;
	void		*arg;
	int		 count;
};

static int
give(struct listing *l, const struct record *r, struct err *err)
{
	l->count++;
	return l->each(l->arg, r, err);
}

static int
list_applications(struct site *site, const char *id, struct listing *l, struct err *err)
{
	struct db_rows	*rows;
	struct record	 r = RECORD_INIT;
	const char	*assembly;
	struct span	 text;
	moment		 received;
	int		 got;

	if ((rows = directory_applications(site->priv, id, err)) == NULL)
		return -1;
	while ((got = directory_application_row(rows, &assembly, &text, &received, err)) == 1) {
		if (record_parse(&text, &r, err) != 1 || record_add(&r, "Status", "applied", err) == -1 ||
		    record_addtime(&r, "Received", received, err) == -1 || give(l, &r, err) == -1) {
			got = -1;
			break;
		}
	}
	record_free(&r);
	db_done(rows);
	return got;
}

static int
list_assemblies(struct site *site, const char *id, moment now, struct listing *l, struct err *err)
{
	struct directory_assembly	 a;
	struct db_rows			*rows;
	struct record			 r = RECORD_INIT;
	int				 got;

	if ((rows = directory_assemblies(site->pub, id, err)) == NULL)
		return -1;
	while ((got = directory_assembly_row(rows, &a, err)) == 1) {
		record_clear(&r);
		if (register_record(site, &a, now, &r, err) == -1 || give(l, &r, err) == -1) {
			got = -1;
			break;
		}
	}
	record_free(&r);
	db_done(rows);
	return got;
}

/* The log has them sorted by name; here they stand in the order of all listings. */
static int
read_entry(struct span *text, struct record *r, struct err *err)
{
	struct record	 sorted = RECORD_INIT;
	const char *const *name;
	const char	*value;
	size_t		 i;
	int		 result;

	record_clear(r);
	if ((result = record_parse(text, &sorted, err)) == 0)
		result = err_set(err, ERR_CONFIG, "public.db: an empty entry");
	for (name = register_names(); result != -1 && *name != NULL; name++)
		for (i = 0; result != -1 && (value = record_nth(&sorted, *name, i)) != NULL; i++)
			result = record_add(r, *name, value, err);
	record_free(&sorted);
	return result == -1 ? -1 : 0;
}

/* Entries of other kinds, as the log has them. */
static int
list_entries(struct site *site, const char *id, struct listing *l, struct err *err)
{
	struct directory_entry	 e;
	struct db_rows		*rows;
	struct record		 r = RECORD_INIT;
	int			 got;

	if ((rows = directory_entries(site->pub, id, err)) == NULL)
		return -1;
	while ((got = directory_entry_row(rows, &e, err)) == 1)
		if (read_entry(&e.record, &r, err) == -1 || record_add(&r, "Status", e.status, err) == -1 ||
		    (*e.reason != '\0' && record_add(&r, "Reason", e.reason, err) == -1) ||
		    record_add(&r, "Origin", e.origin, err) == -1 ||
		    record_addf(&r, err, "Version", "%lld", (long long)e.version) == -1 ||
		    record_addtime(&r, "Since", e.since, err) == -1 || give(l, &r, err) == -1) {
			got = -1;
			break;
		}
	record_free(&r);
	db_done(rows);
	return got;
}

int
register_list(struct site *site, const char *id, moment now, register_fn *each, void *arg, struct err *err)
{
	struct listing	 l = { each, arg, 0 };

	if (list_entries(site, id, &l, err) == -1)
		return -1;
	if (list_assemblies(site, id, now, &l, err) == -1 || list_applications(site, id, &l, err) == -1)
		return -1;
	return l.count;
}
