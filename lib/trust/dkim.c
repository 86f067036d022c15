#include "trust/dkim_rules.h"

#include <opendkim/dkim.h>
#include <string.h>

#include "base/limits.h"
#include "trust/dkim_start.h"
#include "trust/domain.h"

#define SIGNATURE	"DKIM-Signature"

/*
 * The library compares t= and x= with the real clock.  Ours may be another (--now), so its checks are
 * put out of the way by a drift of thirty years (more would wrap around in its arithmetic), and ours decide.
 */
#define DRIFT		1000000000ULL

/* ---- what a signature says ---- */

static struct span
tag(DKIM_SIGINFO *sig, const char *name)
{
	u_char	 key[2] = { (u_char)*name, '\0' };
	u_char	*value = dkim_sig_gettagvalue(sig, 0, key);

	return value == NULL ? SPAN_NONE : span_trim(span_str((const char *)value));
}

/* As the library reads it: what it verifies is what we judge. */
static struct dkim_tags
signature_of(DKIM_SIGINFO *sig)
{
	return (struct dkim_tags){
		.a = tag(sig, "a"), .b = tag(sig, "b"), .d = tag(sig, "d"), .h = tag(sig, "h"),
		.l = tag(sig, "l"), .s = tag(sig, "s"), .t = tag(sig, "t"), .x = tag(sig, "x")
	};
}

/* ---- the library's questions ---- */

static int	 alone;

void
dkim_alone(void)
{
	alone = 1;
}

/* Before any key is looked up: leave nothing to do but what can count, and no more than so much of it. */
static DKIM_CBSTAT
prescreen(DKIM *dkim, DKIM_SIGINFO **sigs, int n)
{
	struct dkim_run	*c = dkim_get_user_context(dkim);
	struct buf	 normal = BUF_INIT;
	struct dkim_tags sig;
	const char	*fault;
	int		 i;

	for (i = 0; i < n; i++) {
		sig = signature_of(sigs[i]);
		if (!dkim_aligned(c, sig.d, &normal) || c->aligned == DKIM_SIGNATURES) {
			dkim_sig_ignore(sigs[i]);
			continue;
		}
		c->aligned++;
		if ((fault = dkim_fault(c, &sig)) != NULL) {
			dkim_keep_reason(c, fault);
			dkim_sig_ignore(sigs[i]);
		} else if (alone && span_caseeqs(sig.a, "ed25519-sha256"))
			dkim_start_ed25519();
	}
	buf_free(&normal);
	return DKIM_CBSTAT_CONTINUE;
}

static int
ask_key(struct dkim_run *c, DKIM_SIGINFO *sig, struct buf *text)
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
	struct dkim_run	*c = dkim_get_user_context(dkim);
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
judge(struct dkim_run *c, DKIM *dkim)
{
	DKIM_SIGINFO	**sigs;
	struct dkim_tags sig;
	const char	*fault;
	int		 i, n;

	if (dkim_getsiglist(dkim, &sigs, &n) != DKIM_STAT_OK)
		return 0;
	for (i = 0; i < n; i++) {
		if ((dkim_sig_getflags(sigs[i]) & DKIM_SIGFLAG_IGNORE) != 0)
			continue;
		if ((fault = fault_of(sigs[i])) == NULL) {
			sig = signature_of(sigs[i]);
			return dkim_keep_pass(c, &sig);
		}
		dkim_keep_reason(c, fault);
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
is_fed(struct dkim_run *c, const struct field *f, size_t signatures, size_t *fed)
{
	struct buf	 normal = BUF_INIT;
	struct span	 d;
	int		 result;

	if (!is_signature(f) || signatures <= DKIM_SIGNATURES)
		return 1;
	result = *fed < DKIM_SIGNATURES && field_tag(f->value, "d", &d) && dkim_aligned(c, d, &normal);
	*fed += (size_t)result;
	buf_free(&normal);
	return result;
}

static int
feed_header(struct dkim_run *c, DKIM *dkim)
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
feed_body(struct dkim_run *c, DKIM *dkim)
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
run(struct dkim_run *c, DKIM *dkim)
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

static DKIM_LIB	*kept;	/* made once: the same for every mail */

void
dkim_end(void)
{
	if (kept != NULL)
		dkim_close(kept);
	kept = NULL;
}

static DKIM_LIB *
library(void)
{
	if (kept == NULL) {
		dkim_start();
		if ((kept = dkim_init(NULL, NULL)) != NULL && set_up(kept) == -1)
			dkim_end();
	}
	return kept;
}

static int
check(struct dkim_run *c)
{
	DKIM_STAT	 status;
	DKIM_LIB	*lib = library();
	DKIM		*dkim = NULL;
	int		 result = -1;

	if (lib != NULL && (dkim = dkim_verify(lib, (const unsigned char *)"mail", NULL, &status)) != NULL)
		result = run(c, dkim);
	if (result == -1)
		err_memory(c->err);
	if (dkim != NULL)
		dkim_free(dkim);
	return result;
}

int
dkim_check(const struct dkim_ask *ask, const struct header *h, struct dkim_answer *a, struct err *err)
{
	struct dkim_run	 c = { .ask = ask, .header = h, .answer = a, .err = err };
	int		 result = 0;

	memset(a, 0, sizeof *a);
	if (header_count(h, SIGNATURE) == 0)
		a->reason = "unsigned";
	else if (has_bare_cr(h->body))
		a->reason = "bare-cr";
	else if (has_odd_blank(h->block))
		a->reason = "control";
	else if ((result = check(&c)) == 0 && !a->pass && !c.trouble && dkim_start_rest()) {
		c = (struct dkim_run){ .ask = ask, .header = h, .answer = a, .err = err };
		dkim_answer_free(a);
		memset(a, 0, sizeof *a);
		result = check(&c);
	}
	a->trouble = !a->pass && c.trouble;
	if (a->trouble)
		a->reason = "key-lookup";
	else if (a->reason == NULL)
		a->reason = c.aligned > 0 || c.broken ? "invalid" : "unaligned";
	return result;
}
