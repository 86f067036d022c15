/* What the log says of an assembly, and whether it is what is wanted. */
#include "site/register_fields.h"

#include <string.h>

/* The values of an assembly's own record. */
const char *const register_told[] = { "Name", "Place", "Region", "Languages", "Page", "Feed", NULL };

static int
add_told(struct record *r, const char *name, const char *value, struct err *err)
{
	return *value == '\0' ? 0 : record_add(r, name, value, err);
}

/* Address, Policy and Alignment of those endorsed; *ends is when the first endorsement does. */
static int
add_contacts(struct site *site, const char *id, struct record *r, moment *ends, struct err *err)
{
	struct directory_line	 c;
	struct db_rows		*rows;
	int			 got;

	*ends = MOMENT_NONE;
	if ((rows = directory_contacts(site->pub, id, err)) == NULL)
		return -1;
	while ((got = directory_contact_row(rows, &c, err)) == 1) {
		if (strcmp(c.status, "endorsed") != 0)
			continue;
		if (*ends == MOMENT_NONE || c.not_after < *ends)
			*ends = c.not_after;
		if ((record_get(r, "Policy") == NULL && (record_add(r, "Policy", c.policy, err) == -1 ||
		    record_add(r, "Alignment", c.alignment, err) == -1 ||
		    add_told(r, "Fingerprint", c.fingerprints, err) == -1)) ||
		    record_add(r, "Address", c.address, err) == -1) {
			got = -1;
			break;
		}
	}
	db_done(rows);
	return got;
}

int
register_record(struct site *site, const struct directory_assembly *a, moment now, struct record *r, struct err *err)
{
	moment	 ends;
	int	 suspended = strcmp(a->status, "endorsed") != 0;

	if (record_add(r, "Id", a->id, err) == -1 || record_add(r, "Name", a->name, err) == -1 ||
	    add_told(r, "Place", a->place, err) == -1 || add_told(r, "Region", a->region, err) == -1 ||
	    add_told(r, "Languages", a->languages, err) == -1 || add_told(r, "Page", a->page, err) == -1 ||
	    add_told(r, "Feed", a->feed, err) == -1 || add_contacts(site, a->id, r, &ends, err) == -1)
		return -1;
	if (record_add(r, "Status", suspended ? a->status : ends < now ? "expired" : a->status, err) == -1 ||
	    add_told(r, "Reason", a->reason, err) == -1 || record_add(r, "Origin", a->origin, err) == -1 ||
	    record_addf(r, err, "Version", "%lld", (long long)a->version) == -1 ||
	    record_addtime(r, "Since", a->since, err) == -1)
		return -1;
	return record_addtime(r, "Not-After", ends, err);
}

/* The record of one assembly in the log: 1, 0 there is none, -1. */
int
register_current(struct site *site, const char *id, moment now, struct record *r, struct err *err)
{
	struct directory_assembly	 a;
	struct db_rows			*rows;
	int				 got;

	if ((rows = directory_assemblies(site->pub, id, err)) == NULL)
		return -1;
	if ((got = directory_assembly_row(rows, &a, err)) == 1 && register_record(site, &a, now, r, err) == -1)
		got = -1;
	db_done(rows);
	return got;
}

static int
same_value(const struct record *a, const struct record *b, const char *name)
{
	const char	*x = record_get(a, name), *y = record_get(b, name);

	return x == NULL || y == NULL ? x == y : strcmp(x, y) == 0;
}

int
register_same_told(const struct record *a, const struct record *b)
{
	size_t	 i;

	for (i = 0; register_told[i] != NULL; i++)
		if (!same_value(a, b, register_told[i]))
			return 0;
	return 1;
}

int
register_has_address(const struct record *r, const char *address)
{
	const char	*value;
	size_t		 i;

	for (i = 0; (value = record_nth(r, "Address", i)) != NULL; i++)
		if (strcmp(value, address) == 0)
			return 1;
	return 0;
}

const char *
register_policy_of(const struct record *r)
{
	return record_get(r, "Policy") != NULL ? record_get(r, "Policy") : "dkim";
}

const char *
register_alignment_of(const struct record *r)
{
	return record_get(r, "Alignment") != NULL ? record_get(r, "Alignment") : "strict";
}

const char *
register_fingerprints_of(const struct record *r)
{
	return record_get(r, "Fingerprint") != NULL ? record_get(r, "Fingerprint") : "";
}

static int
register_same_contacts(const struct record *a, const struct record *b)
{
	const char	*value;
	size_t		 i;

	for (i = 0; (value = record_nth(a, "Address", i)) != NULL; i++)
		if (!register_has_address(b, value))
			return 0;
	return record_nth(b, "Address", i) == NULL && strcmp(register_policy_of(a), register_policy_of(b)) == 0 &&
	    strcmp(register_alignment_of(a), register_alignment_of(b)) == 0 &&
	    strcmp(register_fingerprints_of(a), register_fingerprints_of(b)) == 0;
}

int
register_is_endorsed(struct site *site, const struct record *application, moment now, struct err *err)
{
	struct record	 r = RECORD_INIT;
	int		 got;

	if ((got = register_current(site, record_get(application, "Id"), now, &r, err)) == 1)
		got = strcmp(record_get(&r, "Status"), "endorsed") == 0 && register_same_told(application, &r) &&
		    register_same_contacts(application, &r);
	record_free(&r);
	return got;
}
