#include "trust/dkim.h"

#include "base/io.h"
#include "base/limits.h"
#include "tests/unit/trust/signed.h"

#define HEAD	"From: One <a@one.example>\nTo: Assemblies <assemblies@lists.example>\n" \
		"Subject: Hola\n a todas\nDate: Sat, 21 Nov 2026 07:29:00 +0000\nMessage-ID: <1@one.example>\n"
#define MAIL	HEAD "\nUno.  \nDos.\n\n"

static const char *const list[] = { "assemblies@lists.example", NULL };
static struct keys_asked asked;
static struct dkim_answer answer;

static void
check_with(const struct dkim_ask *ask, struct span mail)
{
	struct header	 h;
	struct err	 e;

	dkim_answer_free(&answer);
	asked.n = 0;
	if (header_split(&h, mail, &e) == -1)
		bail("%s", e.text);
	if (dkim_check(ask, &h, &answer, &e) == -1)
		bail("dkim_check: %s", e.text);
	header_free(&h);
}

static struct dkim_ask
asking(void)
{
	return (struct dkim_ask){
		.from_domain = SPAN("one.example"), .list = list, .now = NOW, .key = give_key, .key_arg = &asked
	};
}

static void
check(struct span mail)
{
	struct dkim_ask	 ask = asking();

	check_with(&ask, mail);
}

/* Signed with these tags: passes (NULL), or why not. */
static void
tags(const char *tags_text, const char *why)
{
	struct buf	 mail = BUF_INIT;

	sign(&mail, tags_text, MAIL);
	check(span_buf(&mail));
	is_int(answer.pass, why == NULL, "%.160s", tags_text);
	if (why != NULL)
		is_str(answer.reason, why, "because");
	buf_free(&mail);
}

/* ---- what passes ---- */

static void
test_pass(void)
{
	struct buf	 mail = BUF_INIT, other = BUF_INIT;
	struct span	 rest, line;

	sign(&mail, USUAL_TAGS, MAIL);
	check(span_buf(&mail));
	is_int(answer.pass, 1, "a good signature passes");
	is_str(answer.domain, "one.example", "d=");
	is_str(answer.selector, "k", "s=");
	is_str(asked.last, "k._domainkey.one.example", "the key that was asked for");
	is_int((long long)asked.n, 1, "once");
	is_int((long long)answer.lookups, 1, "and counted");
	is_int(dkim_covers(&answer, "Subject"), 1, "covers");
	is_int(dkim_covers(&answer, "Reply-To"), 0, "does not cover");
	is_int(dkim_covers(&answer, "ubject"), 0, "whole names only");

	for (rest = span_buf(&mail); span_line(&rest, &line);)
		buf_addf(&other, "%.*s\r\n", SPAN_FMT(line));
	check(span_buf(&other));
	is_int(answer.pass, 1, "with CRLF too");
	tags("d=ONE.Example; s=k; t=1795246214; h=From : To :\n\tSubject : DATE", NULL);
	tags("d=one.example; s=k; h=from:to:subject:date", NULL);
	tags("d=one.example; s=k; i=list@one.example; h=from:to:subject:date", NULL);
	tags("d=one.example; s=k; i=@mail.one.example; h=from:to:subject:date", NULL);
	tags("d=one.example; s=k; x=1795246301; h=from:to:subject:date", NULL);
	tags("d=one.example; s=k; h=from:from:to:to:subject:subject:date:date:reply-to", NULL);
	buf_free(&mail);
	buf_free(&other);
}

/* ---- what does not ---- */

static void
test_tags(void)
{
	tags("d=other.example; s=k; h=" USUAL_H, "unaligned");
	tags("d=mail.one.example; s=k; h=" USUAL_H, "unaligned");
	tags("d=example; s=k; h=" USUAL_H, "unaligned");
	tags("d=one.example'a.other.example; s=k; h=" USUAL_H, "invalid");
	tags("d=one.example; s=k(x; h=" USUAL_H, "selector");
	tags("d=one.example; s=\"k\"; h=" USUAL_H, "selector");
	tags("d=one.example; s=k; l=5; h=" USUAL_H, "length");
	tags("d=one.example; s=k; l=13; h=" USUAL_H, "length");
	tags("d=one.example; s=k; h=to:subject:date", "uncovered");
	tags("d=one.example; s=k; h=from:to:date", "uncovered");
	tags("d=one.example; s=k; h=from:to:subject", "uncovered");
	tags("d=one.example; s=k; h=from:subject:date:cc", "list-unsigned");
	tags("d=one.example; s=k; i=@other.example; h=" USUAL_H, "invalid");
	tags("d=one.example; s=missing; h=" USUAL_H, "no-key");
	tags("d=one.example; s=revoked; h=" USUAL_H, "revoked");
	tags("d=one.example; s=junk; h=" USUAL_H, "invalid");
	tags("d=one.example; s=empty; h=" USUAL_H, "no-key");
	tags("d=one.example; s=endless; h=" USUAL_H, "no-key");
	tags("d=one.example; s=testing; h=" USUAL_H, "test-key");
	tags("d=one.example; h=" USUAL_H, "invalid");
}

static void
test_time(void)
{
	char	 text[200];

	snprintf(text, sizeof text, "d=one.example; s=k; t=%lld; h=" USUAL_H, (long long)NOW - DKIM_PAST);
	tags(text, NULL);
	snprintf(text, sizeof text, "d=one.example; s=k; t=%lld; h=" USUAL_H, (long long)NOW - DKIM_PAST - 1);
	tags(text, "stale");
	snprintf(text, sizeof text, "d=one.example; s=k; t=%lld; h=" USUAL_H, (long long)NOW + DKIM_FUTURE);
	tags(text, NULL);
	snprintf(text, sizeof text, "d=one.example; s=k; t=%lld; h=" USUAL_H, (long long)NOW + DKIM_FUTURE + 1);
	tags(text, "future");
	tags("d=one.example; s=k; t=1795246214; x=1795246300; h=" USUAL_H, "expired");
	tags("d=one.example; s=k; t=1795246214; x=yes; h=" USUAL_H, "invalid");
	tags("d=one.example; s=k; t=99999999999999999999; h=" USUAL_H, "invalid");
	tags("d=one.example; s=k; t=-1; h=" USUAL_H, "invalid");
	tags("d=one.example; s=k; t=0; h=" USUAL_H, "stale");
}

/* The clock is the caller's, thirty years either way from that of the machine. */
static void
test_other_clock(void)
{
	struct buf	 mail = BUF_INIT;
	struct dkim_ask	 ask = asking();
	long long	 years[] = { -20, -5, 5, 20 };
	char		 text[200];
	size_t		 i;

	for (i = 0; i < sizeof years / sizeof years[0]; i++) {
		ask.now = NOW + years[i] * 365 * 86400;
		snprintf(text, sizeof text, "d=one.example; s=k; t=%lld; x=%lld; h=" USUAL_H, (long long)ask.now,
		    (long long)ask.now + 1);
		sign(&mail, text, MAIL);
		check_with(&ask, span_buf(&mail));
		is_int(answer.pass, 1, "%lld years from now", years[i]);
	}
	buf_free(&mail);
}

static void
unproved(const char *mail, const char *why, const char *name)
{
	struct buf	 out = BUF_INIT;

	sign(&out, USUAL_TAGS, mail);
	check(span_buf(&out));
	is_int(answer.pass, 0, "%s", name);
	is_str(answer.reason, why, "because");
	buf_free(&out);
}

static void
test_mail(void)
{
	struct buf	 mail = BUF_INIT;
	ptrdiff_t	 at;

	check(SPAN(MAIL));
	is_str(answer.reason, "unsigned", "no signature");
	is_int((long long)asked.n, 0, "and no question");
	check(SPAN("DKIM-Signature: rubbish\n" MAIL));
	is_int(answer.pass, 0, "a signature that is none");
	check(SPAN("DKIM-Signature:\n" MAIL));
	is_int(answer.pass, 0, "an empty one");

	sign(&mail, USUAL_TAGS, MAIL);
	at = span_find(span_buf(&mail), SPAN("Uno"));
	mail.s[at] = 'u';
	check(span_buf(&mail));
	is_str(answer.reason, "body", "another body");
	sign(&mail, USUAL_TAGS, MAIL);
	buf_adds(&mail, "More.\n");
	check(span_buf(&mail));
	is_str(answer.reason, "body", "a longer body");
	sign(&mail, USUAL_TAGS, MAIL);
	at = span_find(span_buf(&mail), SPAN("Hola"));
	mail.s[at] = 'h';
	check(span_buf(&mail));
	is_str(answer.reason, "signature", "another Subject");
	sign(&mail, USUAL_TAGS, HEAD "\nUno.\nDos.\n");
	at = span_find(span_buf(&mail), SPAN("Uno.\n"));
	mail.s[at + 4] = '\r';
	check(span_buf(&mail));
	is_str(answer.reason, "bare-cr", "a bare CR where a line ended");

	sign(&mail, USUAL_TAGS, MAIL);
	at = span_find(span_buf(&mail), SPAN("\n a todas"));
	mail.s[at] = '\v';
	check(span_buf(&mail));
	is_str(answer.reason, "control", "a vertical tab where a line was folded");

	unproved("From: a@one.example\nTo: other@lists.example\nSubject: x\nDate: Sat, 21 Nov 2026 07:29:00 +0000\n\nx\n",
	    "list-unsigned", "a letter to somebody else");
	unproved("From: a@one.example\nTo: \"assemblies@lists.example\" <b@one.example>\nSubject: x\n"
	    "Date: Sat, 21 Nov 2026 07:29:00 +0000\n\nx\n", "list-unsigned", "the list as a name");
	unproved("From: a@one.example\nTo: assemblies@lists.example.attack.example\nSubject: x\n"
	    "Date: Sat, 21 Nov 2026 07:29:00 +0000\n\nx\n", "list-unsigned", "a longer address");
	unproved("From: a@one.example\nTo: b@one.example\nCc: assemblies@lists.example\nSubject: x\n"
	    "Date: Sat, 21 Nov 2026 07:29:00 +0000\n\nx\n", "list-unsigned", "the list in an unsigned Cc");
	buf_free(&mail);
}

static void
test_list(void)
{
	struct buf	 mail = BUF_INIT;

	sign(&mail, "d=one.example; s=k; h=from:cc:subject:date",
	    "From: a@one.example\nCc: b@one.example, Todas <Assemblies+Proposal@Lists.EXAMPLE>\nSubject: x\n"
	    "Date: Sat, 21 Nov 2026 07:29:00 +0000\n\nx\n");
	check(span_buf(&mail));
	is_int(answer.pass, 1, "the list in Cc, with an extension");
	buf_free(&mail);
}

static void
test_relaxed_alignment(void)
{
	struct dkim_ask	 ask = asking();
	struct buf	 mail = BUF_INIT;

	ask.from_domain = SPAN("mail.one.example");
	sign(&mail, USUAL_TAGS, MAIL);
	check_with(&ask, span_buf(&mail));
	is_str(answer.reason, "unaligned", "a parent does not vouch");
	ask.relaxed = 1;
	check_with(&ask, span_buf(&mail));
	is_int(answer.pass, 1, "unless that is allowed");
	ask.from_domain = SPAN("one.example");
	sign(&mail, "d=mail.one.example; s=k; h=" USUAL_H, MAIL);
	check_with(&ask, span_buf(&mail));
	is_str(answer.reason, "unaligned", "a child never does");
	ask.from_domain = SPAN("a.github.io");
	sign(&mail, "d=github.io; s=k; h=" USUAL_H, MAIL);
	check_with(&ask, span_buf(&mail));
	is_str(answer.reason, "unaligned", "nor does a public suffix");
	buf_free(&mail);
}

/* ---- bounded work ---- */

static void
test_look_ups(void)
{
	struct buf	 mail = BUF_INIT, all = BUF_INIT;
	struct span	 line;
	char		 text[200];
	int		 i;

	sign(&mail, USUAL_TAGS, MAIL);
	for (i = 0; i < 200; i++)
		buf_addf(&all, "DKIM-Signature: v=1; a=rsa-sha256; d=other%d.example; s=k; h=from; bh=eA==; b=eA==\n", i);
	buf_addbuf(&all, &mail);
	check(span_buf(&all));
	is_int(answer.pass, 1, "a good one behind 200 of other domains");
	is_int((long long)asked.n, 1, "which cost no look-up");

	buf_reset(&all);
	for (i = 0; i < 20; i++) {
		snprintf(text, sizeof text, "d=one.example; s=missing.n%d; t=1795246214; h=" USUAL_H, i);
		sign(&mail, text, MAIL);
		line = span_head(span_buf(&mail), mail.len - strlen(MAIL));
		buf_addspan(&all, line);
	}
	buf_adds(&all, MAIL);
	check(span_buf(&all));
	is_str(answer.reason, "no-key", "many that have no key");
	is_int((long long)asked.n, DKIM_SIGNATURES, "cost eight look-ups");

	buf_reset(&all);
	for (i = 0; i < 20; i++)
		buf_addf(&all, "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=one.example; s=missing; l=1; "
		    "h=" USUAL_H "; bh=eA==; b=eA==\n");
	sign(&mail, USUAL_TAGS, MAIL);
	buf_addbuf(&all, &mail);
	check(span_buf(&all));
	is_int(answer.pass, 0, "and a ninth signature is not looked at");
	is_int((long long)asked.n, 0, "those that cannot count cost none");

	sign(&mail, "d=one.example; s=away; t=1795246214; h=" USUAL_H, MAIL);
	check(span_buf(&mail));
	is_int(answer.trouble, 1, "a name server that is away is trouble");
	is_str(answer.reason, "key-lookup", "and said");
	buf_reset(&all);
	buf_addspan(&all, span_head(span_buf(&mail), mail.len - strlen(MAIL)));
	sign(&mail, USUAL_TAGS, MAIL);
	buf_addbuf(&all, &mail);
	check(span_buf(&all));
	is_int(answer.pass, 1, "unless another signature passes");
	is_int(answer.trouble, 0, "then it is none");
	buf_free(&mail);
	buf_free(&all);
}

/* ---- the signature the MTA saw ---- */

static void
believe(const char *tags_text, struct dkim_seen seen, const char *why)
{
	struct dkim_ask	 ask = asking();
	struct buf	 mail = BUF_INIT;
	struct header	 h;
	struct err	 e;

	dkim_answer_free(&answer);
	buf_addf(&mail, "DKIM-Signature: v=1; a=rsa-sha256; %s; b=I1CM\n\t1SiIxyz\n" MAIL, tags_text);
	if (header_split(&h, span_buf(&mail), &e) == -1)
		bail("%s", e.text);
	asked.n = 0;
	is_ok(dkim_believe(&ask, &h, &seen, &answer, &e), &e, "asked of %s", tags_text);
	is_int(answer.pass, why == NULL, "%s/%s/%s", seen.domain, seen.selector, seen.prefix);
	if (why != NULL)
		is_str(answer.reason, why, "because");
	is_int((long long)asked.n, 0, "no key is asked for");
	header_free(&h);
	buf_free(&mail);
}

static void
test_believe(void)
{
	believe(USUAL_TAGS, (struct dkim_seen){ "one.example", "k", "I1CM1SiI" }, NULL);
	believe(USUAL_TAGS, (struct dkim_seen){ "One.Example", "k", "" }, NULL);
	believe(USUAL_TAGS, (struct dkim_seen){ "one.example", "", "I1CM" }, NULL);
	believe(USUAL_TAGS, (struct dkim_seen){ "one.example", "", "" }, "unaligned");
	believe(USUAL_TAGS, (struct dkim_seen){ "one.example", "other", "" }, "unaligned");
	believe(USUAL_TAGS, (struct dkim_seen){ "one.example", "k", "I1CM2" }, "unaligned");
	believe(USUAL_TAGS, (struct dkim_seen){ "other.example", "k", "" }, "unaligned");
	believe("d=other.example; s=k; h=" USUAL_H, (struct dkim_seen){ "other.example", "k", "" }, "unaligned");
	believe("d=one.example; s=k; h=from:subject:date", (struct dkim_seen){ "one.example", "k", "" }, "list-unsigned");
	believe("d=one.example; s=k; l=2; h=" USUAL_H, (struct dkim_seen){ "one.example", "k", "" }, "length");
	believe("d=one.example; s=k; t=1; h=" USUAL_H, (struct dkim_seen){ "one.example", "k", "" }, "stale");
	believe("d=one.example; s=k; h=from:subject:date; h=" USUAL_H, (struct dkim_seen){ "one.example", "k", "" },
	    "unaligned");
}

/* ---- key files ---- */

static void
test_keys(void)
{
	const char	*path = tap_path("keys");
	const char	 text[] = "# keys\n\na._domainkey.one.example v=DKIM1; p=x\r\nB._DomainKey.One.example   v=DKIM1\nc\n"
			    "d._domainkey.one.example";
	struct dkim_keys *k;
	struct buf	 txt = BUF_INIT;
	struct err	 e;

	is_ok(io_replace(path, 0600, text, sizeof text - 1, &e), &e, "a key file");
	k = dkim_keys_open(path, &e);
	ok(k != NULL, "opened");
	is_int(dkim_keys_get(k, "a._domainkey.one.example", &txt, &e), 1, "found");
	is_buf(&txt, "v=DKIM1; p=x", "its text");
	buf_reset(&txt);
	is_int(dkim_keys_get(k, "b._domainkey.one.example", &txt, &e), 1, "names have no case");
	is_buf(&txt, "v=DKIM1", "its text");
	is_int(dkim_keys_get(k, "_domainkey.one.example", &txt, &e), 0, "whole names only");
	is_int(dkim_keys_get(k, "e._domainkey.one.example", &txt, &e), 0, "not there");
	dkim_keys_free(k);
	is_int(dkim_keys_open(tap_path("none"), &e) == NULL, 1, "no file");
	is_int(e.class, ERR_NOINPUT, "said so");
	buf_free(&txt);
}

static int
passes(const struct buf *mail)
{
	check(span_buf(mail));
	return answer.pass;
}

/* The last of all: what signs mails here may be gone until something does not verify. */
static void
test_alone(void)
{
	struct buf	 good = BUF_INIT, bad = BUF_INIT;
	struct err	 e;
	unsigned char	 sig[KEY_SIG_LEN];

	sign(&good, USUAL_TAGS, MAIL);
	buf_add(&bad, good.s, good.len);
	bad.s[bad.len - 3] ^= 1;
	dkim_alone();
	ok(passes(&good) && passes(&good), "alone: what is signed passes");
	is_int(passes(&bad), 0, "what was altered does not pass");
	is_str(answer.reason, "body", "for the same reason");
	is_ok(key_sign(signing_key(), "x", 1, sig, &e), &e, "now all is set up");
	is_int(passes(&good), 1, "what is signed passes");
	is_int(passes(&bad), 0, "what was altered does not");
	buf_free(&good);
	buf_free(&bad);
}

int
main(void)
{
	test_pass();
	test_tags();
	test_time();
	test_other_clock();
	test_mail();
	test_list();
	test_relaxed_alignment();
	test_look_ups();
	test_believe();
	test_keys();
	test_alone();
	dkim_answer_free(&answer);
	return done();
}
