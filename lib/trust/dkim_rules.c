#include "trust/dkim_rules.h"

#include <string.h>

#include "base/limits.h"
#include "mail/address.h"
#include "mail/date.h"
#include "trust/domain.h"
#include "trust/identity.h"

int
dkim_lists(struct span names, const char *name)
{
	struct span	 item;

	while (span_cut(&names, ':', &item))
		if (span_caseeqs(span_trim(item), name))
			return 1;
	return 0;
}

static int
is_selector(struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n; i++)
		if (!((s.s[i] >= 'a' && s.s[i] <= 'z') || (s.s[i] >= 'A' && s.s[i] <= 'Z') ||
		    (s.s[i] >= '0' && s.s[i] <= '9') || s.s[i] == '.' || s.s[i] == '-' || s.s[i] == '_'))
			return 0;
	return s.n > 0 && s.n < sizeof ((struct dkim_answer *)0)->selector;
}

/* ---- alignment ---- */

int
dkim_aligned(struct dkim_run *c, struct span domain, struct buf *normal)
{
	struct span	 from = c->ask->from_domain, signer;

	buf_reset(normal);
	switch (domain_normal(normal, domain, c->err)) {
	case 1:
		break;
	case 0:
		return 0;
	default:
		c->memory = 1;
		return 0;
	}
	signer = span_buf(normal);
	if (span_eq(signer, from))
		return 1;
	return c->ask->relaxed && domain_within(from, signer) &&
	    span_eq(domain_registrable(from), domain_registrable(signer)) && domain_registrable(from).n > 0;
}

/* ---- the list under the signature ---- */

/* "assemblies+proposal@lists.example" is an address of "assemblies@lists.example". */
static int
is_of_list(struct span address, struct span list)
{
	ptrdiff_t	 at = span_chr(address, '@'), plus = span_chr(address, '+');
	ptrdiff_t	 list_at = span_chr(list, '@');

	if (at == -1 || list_at == -1 || !span_eq(span_from(address, (size_t)at), span_from(list, (size_t)list_at)))
		return 0;
	if (plus != -1 && plus < at)
		at = plus;
	return span_eq(span_head(address, (size_t)at), span_head(list, (size_t)list_at));
}

static int
is_ours(struct dkim_run *c, const char *address)
{
	struct buf	 normal = BUF_INIT;
	const char	*fault, *const *list;
	int		 found = 0;

	switch (identity_address(span_str(address), &normal, &fault, c->err)) {
	case 1:
		for (list = c->ask->list; !found && *list != NULL; list++)
			found = is_of_list(span_buf(&normal), span_str(*list));
		break;
	case 0:
		break;
	default:
		c->memory = 1;
	}
	buf_free(&normal);
	return found;
}

int
dkim_names_list(struct dkim_run *c, const char *name)
{
	struct buf	 value = BUF_INIT;
	struct addresses all = { NULL, 0 };
	size_t		 i;
	int		 found = 0;

	switch (header_value(c->header, name, &value)) {
	case 1:
		if (addresses_parse(&all, span_buf(&value), c->err) == -1)
			c->memory = 1;
		for (i = 0; !found && i < all.n; i++)
			found = is_ours(c, all.address[i].addr);
		addresses_free(&all);
		break;
	case 0:
		break;
	default:
		c->memory = 1;
	}
	buf_free(&value);
	return found;
}

/* ---- conditions that need no key ---- */

static const char *
fault_in_time(struct dkim_run *c, const struct dkim_tags *sig)
{
	unsigned long long n;
	struct buf	 date = BUF_INIT;
	moment		 signedat = 0, now = c->ask->now;
	int		 readable;

	if (sig->t.s != NULL) {
		readable = span_number(sig->t, &n) == 0 && n <= INT64_MAX;
		signedat = readable ? (moment)n : 0;
	} else {
		readable = header_value(c->header, "Date", &date) == 1 &&
		    date_parse_strict(span_buf(&date), &signedat) == 0;
		buf_free(&date);
	}
	if (!readable)
		return "time";
	if (signedat > now + DKIM_FUTURE)
		return "future";
	if (signedat < now - DKIM_PAST)
		return "stale";
	if (sig->x.s == NULL)
		return NULL;
	if (span_number(sig->x, &n) == -1)
		return "time";
	return n <= INT64_MAX && (moment)n <= now ? "expired" : NULL;
}

static const char *
fault_in_cover(struct dkim_run *c, const struct dkim_tags *sig)
{
	if (!dkim_lists(sig->h, "from") || !dkim_lists(sig->h, "subject") || !dkim_lists(sig->h, "date"))
		return "uncovered";
	if ((dkim_lists(sig->h, "to") && dkim_names_list(c, "To")) || (dkim_lists(sig->h, "cc") && dkim_names_list(c, "Cc")))
		return NULL;
	return "list-unsigned";
}

const char *
dkim_fault(struct dkim_run *c, const struct dkim_tags *sig)
{
	const char	*fault;

	if (!span_eqs(sig->a, "rsa-sha256") && !span_eqs(sig->a, "ed25519-sha256"))
		return "algorithm";
	if (!is_selector(sig->s))
		return "selector";
	if (sig->l.s != NULL)
		return "length";
	if ((fault = fault_in_time(c, sig)) != NULL)
		return fault;
	return fault_in_cover(c, sig);
}

/* ---- the answer ---- */

void
dkim_keep_reason(struct dkim_run *c, const char *word)
{
	if (c->answer->reason == NULL)
		c->answer->reason = word;
}

int
dkim_keep_pass(struct dkim_run *c, const struct dkim_tags *sig)
{
	struct dkim_answer *a = c->answer;
	struct buf	 domain = BUF_INIT;

	if (domain_normal(&domain, sig->d, c->err) == 1 && domain.len < sizeof a->domain) {
		memcpy(a->domain, domain.s, domain.len + 1);
		memcpy(a->selector, sig->s.s, sig->s.n);
		a->selector[sig->s.n] = '\0';
		buf_addspan(&a->store, sig->h);
		a->covered = span_buf(&a->store);
		a->pass = buf_ok(&a->store, c->err) == 0;
	}
	buf_free(&domain);
	return a->pass ? 0 : -1;
}
