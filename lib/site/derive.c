#include "site/derive.h"

#include <stdlib.h>
#include <string.h>

#include "base/record.h"
#include "mail/field.h"
#include "store/derived.h"
#include "store/directory.h"
#include "store/post.h"

/* ---- fields ---- */

/* The unfolded value of a field as a string of the caller's; "" if there is none. NULL: no memory. */
static char *
value_of(const struct header *h, const char *name, struct err *err)
{
	struct buf	 value = BUF_INIT;
	char		*s;

	header_value(h, name, &value);
	if ((s = buf_take(&value)) == NULL)
		err_memory(err);
	return s;
}

static int
missing(const char *name, struct err *err)
{
	return err_set(err, ERR_DATA, "%s is missing or malformed", name);
}

/* "<id>" and perhaps parameters behind it: the id, as a span into value. */
static int
id_of(const char *value, struct span *id)
{
	const char	*end;

	if (*value != '<' || (end = strchr(value, '>')) == NULL || end == value + 1)
		return 0;
	*id = span_make(value + 1, (size_t)(end - value - 1));
	return 1;
}

/* ---- posts ---- */

static int
put_post(struct db *db, const struct articles_row *a, const struct header *h, struct err *err)
{
	char		*number = value_of(h, "Asm-Number", err), *assembly = value_of(h, "Asm-Assembly", err),
			*kind = value_of(h, "Asm-Kind", err), *language = value_of(h, "Content-Language", err),
			*corrects = value_of(h, "Asm-Corrects", err), *event = value_of(h, "Asm-Event", err), *target = NULL;
	struct post_row	 row = { .serial = a->serial, .origin = a->origin };
	unsigned long long n;
	struct span	 id;
	int		 result = -1;

	if (number == NULL || assembly == NULL || kind == NULL || language == NULL || corrects == NULL ||
	    event == NULL)
		goto out;
	if (span_number(span_str(number), &n) == -1 || n == 0 || n > INT64_MAX)
		missing("Asm-Number", err);
	else if (*assembly == '\0')
		missing("Asm-Assembly", err);
	else if (*kind == '\0')
		missing("Asm-Kind", err);
	else if (id_of(corrects, &id) && (target = span_dup(id)) == NULL)
		err_memory(err);
	else {
		row.number = (int64_t)n;
		row.assembly = assembly;
		row.kind = kind;
		row.language = language;
		row.corrects = target;
		row.event = *event != '\0';
		result = post_put(db, &row, err);
	}
out:
	free(number);
	free(assembly);
	free(kind);
	free(language);
	free(corrects);
	free(event);
	free(target);
	return result;
}

static int
put_translation(struct db *db, const struct articles_row *a, const struct header *h, struct err *err)
{
	char			*of = value_of(h, "Asm-Translation-Of", err),
				*language = value_of(h, "Content-Language", err), *original = NULL;
	struct translation_row	 row = { .serial = a->serial };
	unsigned long long	 revision;
	struct span		 id, rev;
	int			 result = -1;

	if (of == NULL || language == NULL)
		goto out;
	if (!id_of(of, &id) || !field_tag(span_str(of), "rev", &rev) || span_number(rev, &revision) == -1 ||
	    revision > INT32_MAX)
		missing("Asm-Translation-Of", err);
	else if (*language == '\0')
		missing("Content-Language", err);
	else if ((original = span_dup(id)) == NULL)
		err_memory(err);
	else {
		row.original = original;
		row.revision = (int64_t)revision;
		row.language = language;
		result = translation_put(db, &row, err);
	}
out:
	free(of);
	free(language);
	free(original);
	return result;
}

int
derive_window(const char *value, moment *begins, moment *ends)
{
	const char	*slash = strchr(value, '/');

	if (slash == NULL || time_parse(span_make(value, (size_t)(slash - value)), begins) == -1 ||
	    time_parse(span_str(slash + 1), ends) == -1 || *begins >= *ends)
		return -1;
	return 0;
}

static int
put_issue(struct db *db, const struct articles_row *a, const struct header *h, struct err *err)
{
	char		*edition = value_of(h, "Asm-Edition", err), *window = value_of(h, "Asm-Window", err),
			*language = value_of(h, "Content-Language", err);
	struct issue_row row = { .serial = a->serial };
	int		 result = -1;

	if (edition == NULL || window == NULL || language == NULL)
		goto out;
	if (*edition == '\0')
		missing("Asm-Edition", err);
	else if (derive_window(window, &row.begins, &row.ends) == -1)
		missing("Asm-Window", err);
	else if (*language == '\0')
		missing("Content-Language", err);
	else {
		row.edition = edition;
		row.language = language;
		result = issue_put(db, &row, err);
	}
out:
	free(edition);
	free(window);
	free(language);
	return result;
}

/* ---- the newswire ---- */

static int
put_wire(struct db *db, const struct articles_row *a, const struct header *h, struct err *err)
{
	char	*assembly = value_of(h, "Asm-Assembly", err);
	int	 result = -1;

	if (assembly == NULL)
		return -1;
	if (*assembly == '\0')
		missing("Asm-Assembly", err);
	else
		result = wire_put(db, a->serial, assembly, a->arrival, err);
	free(assembly);
	return result;
}

/* ---- records ---- */

static const char *
text_of(const struct record *r, const char *name)
{
	const char	*value = record_get(r, name);

	return value != NULL ? value : "";
}

static int
number_of(const struct record *r, const char *name, int64_t *n, struct err *err)
{
	unsigned long long	 value;

	if (span_number(span_str(record_get(r, name)), &value) == -1 || value > INT64_MAX)
		return missing(name, err);
	*n = (int64_t)value;
	return 0;
}

static int
put_assembly(struct db *db, const struct articles_row *a, const struct record *r, struct err *err)
{
	struct directory_assembly row = {
		.id = record_get(r, "Id"), .origin = a->origin, .status = "endorsed", .name = record_get(r, "Name"),
		.place = text_of(r, "Place"), .region = text_of(r, "Region"), .languages = text_of(r, "Languages"),
		.page = text_of(r, "Page"), .feed = text_of(r, "Feed"), .reason = text_of(r, "Reason"),
		.since = a->arrival, .serial = a->serial
	};

	if (row.id == NULL)
		return missing("Id", err);
	if (row.name == NULL)
		return missing("Name", err);
	if (number_of(r, "Version", &row.version, err) == -1)
		return -1;
	return directory_put_assembly(db, &row, err);
}

static int
put_contact(struct db *db, const struct articles_row *a, const struct record *r, struct err *err)
{
	struct directory_line row = {
		.assembly = record_get(r, "Assembly"), .address = record_get(r, "Address"),
		.policy = record_get(r, "Policy"), .alignment = record_get(r, "Alignment"), .serial = a->serial
	};

	if (row.assembly == NULL)
		return missing("Assembly", err);
	if (row.address == NULL)
		return missing("Address", err);
	if (number_of(r, "Contact", &row.number, err) == -1 || number_of(r, "Version", &row.version, err) == -1)
		return -1;
	if (time_parse(span_str(record_get(r, "Not-After")), &row.not_after) == -1)
		return missing("Not-After", err);
	if (row.policy == NULL)
		row.policy = "dkim";
	if (row.alignment == NULL)
		row.alignment = "strict";
	row.fingerprints = text_of(r, "Fingerprint");
	return directory_put_contact(db, &row, a->origin, err);
}

/* "contact sol.madrid 3" */
static int
put_revocation(struct db *db, const struct articles_row *a, const struct record *r, struct err *err)
{
	struct directory_line	 row = { .serial = a->serial };
	struct span		 rest = span_str(record_get(r, "Target")), kind, id = SPAN_NONE, number = SPAN_NONE;
	unsigned long long	 n;
	char			*assembly;
	int			 result;

	if (!span_cut(&rest, ' ', &kind) || !span_eqs(kind, "contact") || !span_cut(&rest, ' ', &id) ||
	    !span_cut(&rest, ' ', &number) || span_number(number, &n) == -1 || n > INT64_MAX)
		return missing("Target", err);
	if (number_of(r, "Version", &row.version, err) == -1)
		return -1;
	if ((assembly = span_dup(id)) == NULL)
		return err_memory(err);
	row.assembly = assembly;
	row.number = (int64_t)n;
	result = directory_put_revocation(db, &row, a->origin, err);
	free(assembly);
	return result;
}

static int
put_suspension(struct db *db, const struct articles_row *a, const struct record *r, struct err *err)
{
	struct directory_assembly row = {
		.id = record_get(r, "Assembly"), .origin = a->origin, .status = "suspended",
		.reason = text_of(r, "Reason"), .serial = a->serial
	};

	if (row.id == NULL)
		return missing("Assembly", err);
	if (number_of(r, "Version", &row.version, err) == -1)
		return -1;
	return directory_put_status(db, &row, err);
}

/* What it says of itself: all but what the log says about it. */
static int
add_said(struct buf *out, const struct record *r)
{
	static const char *const ours[] = { "Type", "Version", "By", "Reason" };
	size_t	 i, k;
	int	 is_ours;

	for (i = 0; i < r->n; i++) {
		for (k = 0, is_ours = 0; k < sizeof ours / sizeof ours[0]; k++)
			is_ours |= strcmp(r->item[i].name, ours[k]) == 0;
		if (!is_ours)
			buf_addf(out, "%s: %s\n", r->item[i].name, r->item[i].value);
	}
	return out->err ? -1 : 0;
}

static int
put_entry(struct db *db, const struct articles_row *a, const struct record *r, struct err *err)
{
	struct directory_entry row = {
		.id = record_get(r, "Id"), .origin = a->origin, .reason = text_of(r, "Reason"), .since = a->arrival,
		.serial = a->serial
	};
	struct buf	 said = BUF_INIT;
	int		 result = -1;

	if (row.id == NULL)
		return missing("Id", err);
	if (record_get(r, "Kind") == NULL)
		return missing("Kind", err);
	if (number_of(r, "Version", &row.version, err) == -1)
		return -1;
	if (add_said(&said, r) == -1)
		err_memory(err);
	else {
		row.record = span_buf(&said);
		result = directory_put_entry(db, &row, err);
	}
	buf_free(&said);
	return result;
}

static int
put_withdrawal(struct db *db, const struct articles_row *a, const struct record *r, struct err *err)
{
	struct directory_entry row = {
		.id = record_get(r, "Id"), .origin = a->origin, .reason = text_of(r, "Reason"), .serial = a->serial
	};

	if (row.id == NULL)
		return missing("Id", err);
	if (number_of(r, "Version", &row.version, err) == -1)
		return -1;
	return directory_withdraw_entry(db, &row, err);
}

static int
put_record(struct db *db, const struct articles_row *a, const struct header *h, struct err *err)
{
	static const struct {
		const char	*type;
		int		(*put)(struct db *, const struct articles_row *, const struct record *, struct err *);
	} kinds[] = {
		{ "assembly", put_assembly }, { "contact", put_contact }, { "revoke", put_revocation },
		{ "suspend", put_suspension }, { "entry", put_entry }, { "withdraw", put_withdrawal }
	};
	struct record	 r = RECORD_INIT;
	struct span	 body = h->body;
	const char	*type;
	size_t		 i;
	int		 got, result = 0;

	if ((got = record_parse(&body, &r, err)) == -1)
		result = -1;
	else if (got == 0 || (type = record_get(&r, "Type")) == NULL)
		result = missing("Type", err);
	else
		/* A kind that is not known here means nothing here. */
		for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
			if (strcmp(type, kinds[i].type) == 0)
				result = kinds[i].put(db, a, &r, err);
	record_free(&r);
	return result;
}

/* ---- the whole ---- */

int
derive_article(struct db *db, const struct articles_row *a, struct err *err)
{
	static const struct {
		const char	*type;
		int		(*put)(struct db *, const struct articles_row *, const struct header *, struct err *);
	} types[] = {
		{ "post", put_post }, { "translation", put_translation }, { "issue", put_issue },
		{ "wire", put_wire },
		{ "record", put_record }
	};
	struct header	 h;
	size_t		 i;
	int		 result = 0;

	if (header_split(&h, a->message, err) == -1)
		return -1;
	for (i = 0; i < sizeof types / sizeof types[0]; i++)
		if (strcmp(a->type, types[i].type) == 0)
			result = types[i].put(db, a, &h, err);
	header_free(&h);
	return result;
}

/* Write the rows of all articles of `from` into `to`, which may be the same. */
static int
derive_into(struct db *to, struct db *from, int64_t *articles, struct err *err)
{
	struct articles_row	 a;
	struct db_rows		*rows;
	int64_t			 n = 0;
	int			 got;

	if ((rows = articles_after(from, 0, err)) == NULL)
		return -1;
	while ((got = articles_next(rows, &a, err)) == 1) {
		if (derive_article(to, &a, err) == -1) {
			got = err_within(err, "article %lld", (long long)a.serial);
			break;
		}
		n++;
	}
	db_done(rows);
	if (articles != NULL)
		*articles = n;
	return got;
}

int
derive_all(struct db *db, int64_t *articles, struct err *err)
{
	if (db_begin(db, err) == -1)
		return -1;
	if (derived_empty(db, err) == -1 || derive_into(db, db, articles, err) == -1 || db_commit(db, err) == -1) {
		db_rollback(db);
		return -1;
	}
	return 0;
}

static int
compare_tables(struct db *db, struct db *fresh, const char **table, struct err *err)
{
	unsigned char	 is[HASH_LEN], should[HASH_LEN];
	size_t		 i;

	for (i = 0; (*table = derived_tables()[i]) != NULL; i++) {
		if (derived_digest(db, *table, is, err) == -1 || derived_digest(fresh, *table, should, err) == -1)
			return -1;
		if (memcmp(is, should, sizeof is) != 0)
			return 0;
	}
	return 1;
}

int
derive_compare(struct db *db, const char **table, struct err *err)
{
	struct db	*fresh;
	int		 result = -1;

	*table = NULL;
	/* The fresh tables refer to no articles, which are not copied. */
	if ((fresh = db_open(NULL, DB_PUBLIC, DB_SCRATCH, err)) == NULL)
		return -1;
	if (derive_into(fresh, db, NULL, err) == 0)
		result = compare_tables(db, fresh, table, err);
	db_close(fresh);
	return result;
}
