/* Signatures that our MTA has verified, and says so. */
#include <string.h>

#include "trust/dkim_rules.h"

#define SIGNATURE	"DKIM-Signature"

static struct span *
slot_of(struct dkim_tags *sig, char name)
{
	switch (name) {
	case 'a': return &sig->a;
	case 'b': return &sig->b;
	case 'd': return &sig->d;
	case 'h': return &sig->h;
	case 'l': return &sig->l;
	case 's': return &sig->s;
	case 't': return &sig->t;
	case 'x': return &sig->x;
	default: return NULL;
	}
}

/* Our own reading of a field.  0: a tag stands there twice, so that its verifier may have read something else. */
static int
read_tags(struct span value, struct dkim_tags *sig)
{
	struct span	 item, name, *slot;

	memset(sig, 0, sizeof *sig);
	while (span_cut(&value, ';', &item)) {
		if (!span_cut(&item, '=', &name) || (name = span_trim(name)).n != 1 ||
		    (slot = slot_of(sig, name.s[0])) == NULL)
			continue;
		if (slot->s != NULL)
			return 0;
		*slot = span_trim(item);
		if (slot->s == NULL)
			slot->s = "";
	}
	return 1;
}

/* Does the b= of a signature, blanks left out, begin like this? */
static int
begins(struct span b, const char *prefix)
{
	size_t	 i;

	for (i = 0; i < b.n && *prefix != '\0'; i++) {
		if (strchr(" \t\r\n", b.s[i]) != NULL)
			continue;
		if (b.s[i] != *prefix++)
			return 0;
	}
	return *prefix == '\0';
}

/* One that claims to be what the MTA saw, or is it another?  It must be named by its selector or by the start of b=. */
static int
is_meant(struct dkim_run *c, const struct dkim_tags *sig, const struct dkim_seen *seen)
{
	struct buf	 normal = BUF_INIT;
	struct span	 prefix = span_str(seen->prefix), selector = span_str(seen->selector);
	int		 result;

	result = dkim_aligned(c, sig->d, &normal) && span_caseeqs(span_buf(&normal), seen->domain) &&
	    (prefix.n > 0 || selector.n > 0) && (selector.n == 0 || span_caseeq(sig->s, selector)) &&
	    begins(sig->b, seen->prefix);
	buf_free(&normal);
	return result;
}

int
dkim_believe(const struct dkim_ask *ask, const struct header *h, const struct dkim_seen *seen, struct dkim_answer *a,
    struct err *err)
{
	struct dkim_run	 c = { .ask = ask, .header = h, .answer = a, .err = err };
	struct dkim_tags sig;
	const struct field *f;
	const char	*fault;
	size_t		 i;

	memset(a, 0, sizeof *a);
	for (i = 0; !a->pass && !c.memory && (f = header_find(h, SIGNATURE, i)) != NULL; i++) {
		if (!read_tags(f->value, &sig) || !is_meant(&c, &sig, seen))
			continue;
		if ((fault = dkim_fault(&c, &sig)) != NULL)
			dkim_keep_reason(&c, fault);
		else if (dkim_keep_pass(&c, &sig) == -1)
			c.memory = 1;
	}
	if (a->reason == NULL)
		a->reason = "unaligned";
	return c.memory ? err_memory(err) : 0;
}

void
dkim_answer_free(struct dkim_answer *a)
{
	buf_free(&a->store);
	memset(a, 0, sizeof *a);
}

int
dkim_covers(const struct dkim_answer *a, const char *name)
{
	return a->pass && dkim_lists(a->covered, name);
}
