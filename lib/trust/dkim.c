#include "trust/dkim.h"

#include <opendkim/dkim.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/limits.h"
#include "mail/address.h"
#include "mail/date.h"
#include "trust/dkim_start.h"
#include "trust/domain.h"
#include "trust/identity.h"

#define SIGNATURE	"DKIM-Signature"
#define KEY_FILE_MAX	(1024UL * 1024)

/*
 * The library compares t= and x= with the real clock.  Ours may be another (--now), so its checks are
 * put out of the way by a drift of thirty years (more would wrap around in its arithmetic), and ours decide.
 */
#define DRIFT		1000000000ULL

/* One mail being checked: what the library's callbacks get to see. */
struct check {
	const struct dkim_ask	*ask;
	const struct header	*header;
	struct dkim_answer	*answer;
	struct err		*err;
	size_t			 aligned;	/* signatures of the From domain so far */
	int			 trouble;	/* a key may be there later */
	int			 broken;	/* a signature could not be read */
	int			 memory;	/* ours ran out */
};

/* ---- what a signature says ---- */

/* The tags that our conditions are about.  A tag that is not there has no bytes, not even none. */
struct signature {
	struct span	 a, b, d, h, l, s, t, x;
};

static struct span
tag(DKIM_SIGINFO *sig, const char *name)
{
	u_char	 key[2] = { (u_char)*name, '\0' };
	u_char	*value = dkim_sig_gettagvalue(sig, 0, key);

	return value == NULL ? SPAN_NONE : span_trim(span_str((const char *)value));
}

/* As the library reads it: what it verifies is what we judge. */
static struct signature
signature_of(DKIM_SIGINFO *sig)
{
	return (struct signature){
		.a = tag(sig, "a"), .b = tag(sig, "b"), .d = tag(sig, "d"), .h = tag(sig, "h"),
		.l = tag(sig, "l"), .s = tag(sig, "s"), .t = tag(sig, "t"), .x = tag(sig, "x")
	};
}

/* Does a list of names parted by colons have this one? */
static int
lists(struct span names, const char *name)
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

/* Does this signing domain vouch for the From domain?  Its normal form goes to `normal`. */
static int
is_aligned(struct check *c, struct span domain, struct buf *normal)
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
is_ours(struct check *c, const char *address)
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

/* Does the field of that name (To, Cc) name the list? */
static int
names_list(struct check *c, const char *name)
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
fault_in_time(struct check *c, const struct signature *sig)
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
fault_in_cover(struct check *c, const struct signature *sig)
{
	if (!lists(sig->h, "from") || !lists(sig->h, "subject") || !lists(sig->h, "date"))
		return "uncovered";
	if ((lists(sig->h, "to") && names_list(c, "To")) || (lists(sig->h, "cc") && names_list(c, "Cc")))
		return NULL;
	return "list-unsigned";
}

static const char *
fault_in_tags(struct check *c, const struct signature *sig)
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

/* ---- the library's questions ---- */

/* The first signature of the From domain gives the reason, if none passes. */
static void
keep_reason(struct check *c, const char *word)
{
	if (c->answer->reason == NULL)
		c->answer->reason = word;
}

/* Before any key is looked up: leave nothing to do but what can count, and no more than so much of it. */
static DKIM_CBSTAT
prescreen(DKIM *dkim, DKIM_SIGINFO **sigs, int n)
{
	struct check	*c = dkim_get_user_context(dkim);
	struct buf	 normal = BUF_INIT;
	struct signature sig;
	const char	*fault;
	int		 i;

	for (i = 0; i < n; i++) {
		sig = signature_of(sigs[i]);
		if (!is_aligned(c, sig.d, &normal) || c->aligned == DKIM_SIGNATURES) {
			dkim_sig_ignore(sigs[i]);
			continue;
		}
		c->aligned++;
		if ((fault = fault_in_tags(c, &sig)) != NULL) {
			keep_reason(c, fault);
			dkim_sig_ignore(sigs[i]);
		}
	}
	buf_free(&normal);
	return DKIM_CBSTAT_CONTINUE;
}

static int
ask_key(struct check *c, DKIM_SIGINFO *sig, struct buf *text)
{
	struct buf	 name = BUF_INIT;
	struct span	 s = tag(sig, "s");
	int		 found = -1;

	buf_addf(&name, "%.*s._domainkey.", SPAN_FMT(s));
	if (domain_normal(&name, tag(sig, "d"), c->err) != 1 || buf_ok(&name, c->err) == -1)
		c->memory = 1;
	else if ((found = c->ask->key(c->ask->key_arg, buf_str(&name), text, c->err)) == -1)
		c->trouble = 1;
	buf_free(&name);
	return found;
}

static DKIM_CBSTAT
look_up(DKIM *dkim, DKIM_SIGINFO *sig, u_char *out, size_t size)
{
	struct check	*c = dkim_get_user_context(dkim);
	struct buf	 text = BUF_INIT;
	DKIM_CBSTAT	 result = DKIM_CBSTAT_NOTFOUND;

	if (++c->answer->lookups <= DKIM_SIGNATURES && ask_key(c, sig, &text) == 1) {
		if (buf_ok(&text, c->err) == -1)
			c->memory = 1;
		else if (text.len < size && text.len > 0 && strlen(text.s) == text.len) {
			memcpy(out, text.s, text.len + 1);
			result = DKIM_CBSTAT_CONTINUE;
		}
	}
	buf_free(&text);
	return result;
}

/* ---- judging ---- */

static const char *
fault_by_error(DKIM_SIGINFO *sig)
{
	switch (dkim_sig_geterror(sig)) {
	case DKIM_SIGERROR_NOKEY:
		return "no-key";
	case DKIM_SIGERROR_KEYREVOKED:
		return "revoked";
	case DKIM_SIGERROR_KEYTOOSMALL:
		return "short-key";
	case DKIM_SIGERROR_BADSIG:
		return "signature";
	default:
		return dkim_sig_getbh(sig) == DKIM_SIGBH_MISMATCH ? "body" : "invalid";
	}
}

/* What the library passed is not yet what we believe: it passes other bodies, short and testing keys. */
static const char *
fault_of(DKIM_SIGINFO *sig)
{
	unsigned	 flags = dkim_sig_getflags(sig), bits = 0;
	dkim_alg_t	 alg;

	if ((flags & DKIM_SIGFLAG_PASSED) == 0)
		return fault_by_error(sig);
	if (dkim_sig_getbh(sig) != DKIM_SIGBH_MATCH)
		return "body";
	if ((flags & DKIM_SIGFLAG_TESTKEY) != 0)
		return "test-key";
	if (dkim_sig_getsignalg(sig, &alg) != DKIM_STAT_OK)
		return "algorithm";
	if (alg == DKIM_SIGN_ED25519SHA256)
		return NULL;
	if (alg != DKIM_SIGN_RSASHA256)
		return "algorithm";
	return dkim_sig_getkeysize(sig, &bits) != DKIM_STAT_OK || bits < DKIM_BITS ? "short-key" : NULL;
}

static int
keep_pass(struct check *c, const struct signature *sig)
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

static int
judge(struct check *c, DKIM *dkim)
{
	DKIM_SIGINFO	**sigs;
	struct signature sig;
	const char	*fault;
	int		 i, n;

	if (dkim_getsiglist(dkim, &sigs, &n) != DKIM_STAT_OK)
		return 0;
	for (i = 0; i < n; i++) {
		if ((dkim_sig_getflags(sigs[i]) & DKIM_SIGFLAG_IGNORE) != 0)
			continue;
		if ((fault = fault_of(sigs[i])) == NULL) {
			sig = signature_of(sigs[i]);
			return keep_pass(c, &sig);
		}
		keep_reason(c, fault);
	}
	return 0;
}

/* ---- feeding ---- */

/* LF becomes CRLF. */
static void
add_crlf(struct buf *out, struct span s)
{
	const char	*lf;
	size_t		 n;

	for (; s.n > 0 && (lf = memchr(s.s, '\n', s.n)) != NULL; s = span_from(s, n + 1)) {
		n = (size_t)(lf - s.s);
		buf_add(out, s.s, n > 0 && s.s[n - 1] == '\r' ? n - 1 : n);
		buf_add(out, "\r\n", 2);
	}
	buf_addspan(out, s);
}

/* A CR that ends no line: canonical forms of it differ from verifier to verifier. */
static int
has_bare_cr(struct span s)
{
	const char	*cr;

	for (; s.n > 0 && (cr = memchr(s.s, '\r', s.n)) != NULL; s = span_from(s, (size_t)(cr - s.s) + 1))
		if (cr + 1 == s.s + s.n || cr[1] != '\n')
			return 1;
	return 0;
}

/* The library takes these for blanks in a header, so that a signed line end could become one unseen. */
static int
has_odd_blank(struct span s)
{
	return span_chr(s, '\v') != -1 || span_chr(s, '\f') != -1;
}

static int
is_signature(const struct field *f)
{
	return span_caseeqs(f->name, SIGNATURE);
}

/*
 * A signature may cover others, so all are shown to the library while they are few.  Among many, only those
 * of the From domain are: each one costs memory, and its own run over the body.
 */
static int
is_fed(struct check *c, const struct field *f, size_t signatures, size_t *fed)
{
	struct buf	 normal = BUF_INIT;
	struct span	 d;
	int		 result;

	if (!is_signature(f) || signatures <= DKIM_SIGNATURES)
		return 1;
	result = *fed < DKIM_SIGNATURES && field_tag(f->value, "d", &d) && is_aligned(c, d, &normal);
	*fed += (size_t)result;
	buf_free(&normal);
	return result;
}

static int
feed_header(struct check *c, DKIM *dkim)
{
	struct buf	 text = BUF_INIT;
	struct span	 whole;
	size_t		 i, fed = 0, signatures = header_count(c->header, SIGNATURE);
	DKIM_STAT	 status = DKIM_STAT_OK;

	for (i = 0; i < c->header->n && status == DKIM_STAT_OK; i++) {
		if (!is_fed(c, &c->header->field[i], signatures, &fed))
			continue;
		whole = c->header->field[i].whole;
		while (whole.n > 0 && (whole.s[whole.n - 1] == '\n' || whole.s[whole.n - 1] == '\r'))
			whole.n--;
		buf_reset(&text);
		add_crlf(&text, whole);
		if (buf_ok(&text, c->err) == -1)
			break;
		status = dkim_header(dkim, (u_char *)text.s, text.len);
		/* A signature that cannot be read is none. */
		if (status == DKIM_STAT_SYNTAX && is_signature(&c->header->field[i])) {
			c->broken = 1;
			status = DKIM_STAT_OK;
		}
	}
	c->memory |= text.err || status == DKIM_STAT_NORESOURCE;
	buf_free(&text);
	return status == DKIM_STAT_OK && !c->memory ? 0 : -1;
}

static int
feed_body(struct check *c, DKIM *dkim)
{
	struct buf	 text = BUF_INIT;
	int		 result = 0;

	add_crlf(&text, c->header->body);
	/* RFC 6376, 3.4.3 and 3.4.4: a last line without end is given one. */
	if (text.len > 0 && text.s[text.len - 1] != '\n')
		buf_add(&text, "\r\n", 2);
	if (buf_ok(&text, c->err) == -1)
		c->memory = 1;
	else if (text.len > 0)
		result = dkim_body(dkim, (u_char *)text.s, text.len);
	buf_free(&text);
	return result == DKIM_STAT_OK && !c->memory ? 0 : -1;
}

/* ---- the handle ---- */

/* The library opens a resolver even if it is never asked; ours answers, so it gets none. */
static int
no_resolver(void **service)
{
	*service = NULL;
	return 0;
}

static void
close_none(void *service)
{
	(void)service;
}

static int
set_up(DKIM_LIB *lib)
{
	unsigned	 flags = DKIM_LIBFLAGS_STRICTHDRS | DKIM_LIBFLAGS_DELAYSIGPROC, bits = DKIM_BITS;
	uint64_t	 drift = DRIFT;

	dkim_dns_set_init(lib, no_resolver);
	dkim_dns_set_close(lib, close_none);
	return dkim_options(lib, DKIM_OP_SETOPT, DKIM_OPTS_FLAGS, &flags, sizeof flags) == DKIM_STAT_OK &&
	    dkim_options(lib, DKIM_OP_SETOPT, DKIM_OPTS_MINKEYBITS, &bits, sizeof bits) == DKIM_STAT_OK &&
	    dkim_options(lib, DKIM_OP_SETOPT, DKIM_OPTS_CLOCKDRIFT, &drift, sizeof drift) == DKIM_STAT_OK &&
	    dkim_set_prescreen(lib, prescreen) == DKIM_STAT_OK &&
	    dkim_set_key_lookup(lib, look_up) == DKIM_STAT_OK ? 0 : -1;
}

static int
run(struct check *c, DKIM *dkim)
{
	if (dkim_set_user_context(dkim, c) != DKIM_STAT_OK)
		return -1;
	if (feed_header(c, dkim) == 0 && dkim_eoh(dkim) == DKIM_STAT_OK && feed_body(c, dkim) == 0) {
		(void)dkim_eom(dkim, NULL);
		if (judge(c, dkim) == -1)
			return -1;
	}
	return c->memory ? -1 : 0;
}

static int
check(struct check *c)
{
	DKIM_STAT	 status;
	DKIM_LIB	*lib;
	DKIM		*dkim = NULL;
	int		 result = -1;

	dkim_start();
	if ((lib = dkim_init(NULL, NULL)) != NULL && set_up(lib) == 0 &&
	    (dkim = dkim_verify(lib, (const unsigned char *)"mail", NULL, &status)) != NULL)
		result = run(c, dkim);
	if (result == -1)
		err_memory(c->err);
	if (dkim != NULL)
		dkim_free(dkim);
	if (lib != NULL)
		dkim_close(lib);
	return result;
}

int
dkim_check(const struct dkim_ask *ask, const struct header *h, struct dkim_answer *a, struct err *err)
{
	struct check	 c = { .ask = ask, .header = h, .answer = a, .err = err };
	int		 result = 0;

	memset(a, 0, sizeof *a);
	if (header_count(h, SIGNATURE) == 0)
		a->reason = "unsigned";
	else if (has_bare_cr(h->body))
		a->reason = "bare-cr";
	else if (has_odd_blank(h->block))
		a->reason = "control";
	else
		result = check(&c);
	a->trouble = !a->pass && c.trouble;
	if (a->trouble)
		a->reason = "key-lookup";
	else if (a->reason == NULL)
		a->reason = c.aligned > 0 || c.broken ? "invalid" : "unaligned";
	return result;
}

/* ---- signatures that the MTA has verified ---- */

static struct span *
slot_of(struct signature *sig, char name)
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
read_tags(struct span value, struct signature *sig)
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
is_meant(struct check *c, const struct signature *sig, const struct dkim_seen *seen)
{
	struct buf	 normal = BUF_INIT;
	struct span	 prefix = span_str(seen->prefix), selector = span_str(seen->selector);
	int		 result;

	result = is_aligned(c, sig->d, &normal) && span_caseeqs(span_buf(&normal), seen->domain) &&
	    (prefix.n > 0 || selector.n > 0) && (selector.n == 0 || span_caseeq(sig->s, selector)) &&
	    begins(sig->b, seen->prefix);
	buf_free(&normal);
	return result;
}

int
dkim_believe(const struct dkim_ask *ask, const struct header *h, const struct dkim_seen *seen, struct dkim_answer *a,
    struct err *err)
{
	struct check	 c = { .ask = ask, .header = h, .answer = a, .err = err };
	struct signature sig;
	const struct field *f;
	const char	*fault;
	size_t		 i;

	memset(a, 0, sizeof *a);
	for (i = 0; !a->pass && !c.memory && (f = header_find(h, SIGNATURE, i)) != NULL; i++) {
		if (!read_tags(f->value, &sig) || !is_meant(&c, &sig, seen))
			continue;
		if ((fault = fault_in_tags(&c, &sig)) != NULL)
			keep_reason(&c, fault);
		else if (keep_pass(&c, &sig) == -1)
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
	return a->pass && lists(a->covered, name);
}

/* ---- key files ---- */

struct dkim_keys {
	struct buf	 text;
};

struct dkim_keys *
dkim_keys_open(const char *path, struct err *err)
{
	struct dkim_keys *k = calloc(1, sizeof *k);

	if (k == NULL)
		err_memory(err);
	else if (io_read_file(path, KEY_FILE_MAX, &k->text, err) == -1) {
		dkim_keys_free(k);
		k = NULL;
	}
	return k;
}

void
dkim_keys_free(struct dkim_keys *k)
{
	if (k != NULL)
		buf_free(&k->text);
	free(k);
}

int
dkim_keys_get(void *keys, const char *name, struct buf *txt, struct err *err)
{
	struct dkim_keys *k = keys;
	struct span	 rest = span_buf(&k->text), line, word;

	while (span_line(&rest, &line)) {
		line = span_trim(line);
		if (!span_cut(&line, ' ', &word) || !span_caseeqs(word, name))
			continue;
		buf_addspan(txt, span_trim(line));
		return buf_ok(txt, err) == 0 ? 1 : -1;
	}
	return 0;
}
