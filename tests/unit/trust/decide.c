#include "trust/decide.h"

#include "base/limits.h"
#include "tests/unit/trust/signed.h"
#include "trust/article.h"
#include "trust/seal.h"

#define REST	"To: assemblies@lists.example\nSubject: Hola\nDate: Sat, 21 Nov 2026 07:29:00 +0000\n" \
		"Message-ID: <1@one.example>\n"
#define MAIL	"From: One <a@one.example>\n" REST "\nUno.\nDos.\n"
#define RECEIVED(at) "Received: from x (x [192.0.2.1])\n\tby mx.lists.example (Postfix) with ESMTP id A1;\n\t" at "\n"

static const char *const list[] = { "assemblies@lists.example", NULL };
static struct keys_asked asked;
static unsigned char posted_proof[HASH_LEN];
static int is_posted, register_away;

/* a@one.example, b@one.example (token), c@one.example (suspended), a@mail.one.example (relaxed) */
static int
contact(void *arg, const char *address, struct decide_contact *c, struct err *err)
{
	(void)arg;
	if (register_away)
		return err_set(err, ERR_AGAIN, "the database is busy");
	memset(c, 0, sizeof *c);
	if (strcmp(address, "a@one.example") != 0 && strcmp(address, "b@one.example") != 0 &&
	    strcmp(address, "c@one.example") != 0 && strcmp(address, "a@mail.one.example") != 0)
		return 0;
	snprintf(c->assembly, sizeof c->assembly, "one.place");
	snprintf(c->address, sizeof c->address, "%s", address);
	snprintf(c->policy, sizeof c->policy, "%s", *address == 'b' ? "token" : "dkim");
	c->endorsed = *address != 'c';
	c->relaxed = strstr(address, "@mail.") != NULL;
	return 1;
}

static int
posted(void *arg, const unsigned char proof[HASH_LEN], struct err *err)
{
	(void)arg;
	(void)err;
	return is_posted && memcmp(proof, posted_proof, HASH_LEN) == 0;
}

static int
decide_at(struct span mail, const char *authserv_id, moment now, struct decision *d, struct err *e)
{
	const struct decide_rules rules = {
		.list = list, .list_id = "assemblies.lists.example", .loop = list[0], .authserv_id = authserv_id,
		.mx_host = "mx.lists.example", .now = now
	};
	const struct decide_world world = { .contact = contact, .posted = posted, .key = give_key, .key_arg = &asked };

	asked.n = 0;
	return decide(&rules, &world, mail, d, e);
}

static struct decision
verdict(struct span mail, enum verdict want, const char *reason, const char *name)
{
	struct decision	 d;
	struct err	 e;

	is_ok(decide_at(mail, NULL, NOW, &d, &e), &e, "%s: decided", name);
	is_int((int)d.verdict, (int)want, "%s: verdict", name);
	is_str(d.reason, reason, "%s: reason", name);
	ok(asked.n <= DKIM_SIGNATURES, "%s: %zu look-ups", name, asked.n);
	return d;
}

/* The same mail with LF, CRLF and an envelope line. */
static void
everywhere(struct span mail, enum verdict want, const char *reason, const char *name)
{
	struct buf	 other = BUF_INIT;
	size_t		 i;

	verdict(mail, want, reason, name);
	buf_adds(&other, "From a@one.example Sat Nov 21 07:29:00 2026\n");
	buf_addspan(&other, mail);
	verdict(span_buf(&other), want, reason, "  with an envelope line");
	buf_reset(&other);
	for (i = 0; i < mail.n; i++) {
		if (mail.s[i] == '\n')
			buf_addc(&other, '\r');
		buf_addc(&other, mail.s[i]);
	}
	verdict(span_buf(&other), want, reason, "  with CRLF");
	buf_free(&other);
}

static void
signed_as(const char *tags, const char *mail, enum verdict want, const char *reason, const char *name)
{
	struct buf	 out = BUF_INIT;

	sign(&out, tags, mail);
	everywhere(span_buf(&out), want, reason, name);
	buf_free(&out);
}

/* ---- verdicts ---- */

static void
test_accept(void)
{
	struct buf	 mail = BUF_INIT;
	struct decision	 d;
	unsigned char	 proof[HASH_LEN];
	struct header	 h;
	struct err	 e;

	signed_as(USUAL_TAGS, MAIL, VERDICT_ACCEPT, "proved", "a signed mail");
	sign(&mail, USUAL_TAGS, MAIL);
	d = verdict(span_buf(&mail), VERDICT_ACCEPT, "proved", "once more");
	is_str(d.by, "dkim", "by");
	is_str(d.assembly, "one.place", "assembly");
	is_str(d.contact, "a@one.example", "contact");
	is_str(d.domain, "one.example", "d=");
	is_str(d.selector, "k", "s=");
	if (header_split(&h, SPAN(MAIL), &e) == -1 || article_proof(SPAN("one.place"), &h, proof, &e) == -1)
		bail("%s", e.text);
	memcpy(posted_proof, proof, sizeof proof);
	is_posted = 1;
	verdict(span_buf(&mail), VERDICT_ACCEPT, "proved", "proved and in the log");
	verdict(SPAN(MAIL), VERDICT_DROP, "posted", "unproved and in the log");
	is_posted = 0;
	verdict(SPAN(MAIL), VERDICT_CHALLENGE, "unsigned", "unproved and not in the log");
	signed_as("d=one.example; s=k; t=1795246214; h=" USUAL_H, "From: x <A@ONE.example>\n" REST "\nUno.\n",
	    VERDICT_ACCEPT, "proved", "letters of any case");
	signed_as(USUAL_TAGS, "From: a@mail.one.example\n" REST "\nUno.\n", VERDICT_ACCEPT, "proved",
	    "a contact that may be signed by the parent");
	signed_as("d=one.example; s=k; h=from:to:date:subject", "From: a@one.example\nTo: assemblies@lists.example\n"
	    "Date: Sat, 21 Nov 2026 07:29:00 +0000\n\nx\n", VERDICT_ACCEPT, "proved", "no Subject, and signed so");
	header_free(&h);
	buf_free(&mail);
}

static void
test_ignore(void)
{
	signed_as("d=other.example; s=k; h=" USUAL_H, "From: x@other.example\n" REST "\nUno.\n", VERDICT_IGNORE, "unknown",
	    "a stranger");
	signed_as(USUAL_TAGS, "From: c@one.example\n" REST "\nUno.\n", VERDICT_IGNORE, "not-endorsed", "a suspended contact");
	signed_as(USUAL_TAGS, "From: a+x@one.example\n" REST "\nUno.\n", VERDICT_IGNORE, "unknown", "a plus-address");
	signed_as(USUAL_TAGS, "From: \"a\"@one.example\n" REST "\nUno.\n", VERDICT_IGNORE, "unknown", "a quoted local part");
	signed_as("d=other.example; s=k; h=" USUAL_H, "From: \"a@one.example\" <x@other.example>\n" REST "\nUno.\n",
	    VERDICT_IGNORE, "unknown", "a contact as the name");
	signed_as("d=other.example; s=k; h=" USUAL_H, "From: a%one.example@other.example\n" REST "\nUno.\n", VERDICT_IGNORE,
	    "unknown", "a percent sign");
}

static void
test_challenge(void)
{
	everywhere(SPAN(MAIL), VERDICT_CHALLENGE, "unsigned", "unsigned");
	signed_as("d=other.example; s=k; h=" USUAL_H, MAIL, VERDICT_CHALLENGE, "unaligned", "another's signature");
	signed_as("d=mail.one.example; s=k; h=" USUAL_H, MAIL, VERDICT_CHALLENGE, "unaligned", "d= below From");
	signed_as("d=one.example; s=missing; h=" USUAL_H, MAIL, VERDICT_CHALLENGE, "no-key", "no key");
	signed_as("d=one.example; s=testing; h=" USUAL_H, MAIL, VERDICT_CHALLENGE, "test-key", "a testing key");
	signed_as("d=one.example; s=k; l=5; h=" USUAL_H, MAIL, VERDICT_CHALLENGE, "length", "l=");
	signed_as("d=one.example; s=k; h=from:subject:date", MAIL, VERDICT_CHALLENGE, "list-unsigned", "To not signed");
	signed_as(USUAL_TAGS, "From: b@one.example\n" REST "\nUno.\n", VERDICT_CHALLENGE, "token-policy",
	    "a contact that wants to be asked");
}

/* What is put in front of a good mail that makes a bad one. */
static void
in_front(const char *more, enum verdict want, const char *reason, const char *name)
{
	struct buf	 mail = BUF_INIT;

	sign(&mail, USUAL_TAGS, MAIL);
	buf_splice(&mail, 0, 0, more, strlen(more));
	everywhere(span_buf(&mail), want, reason, name);
	buf_free(&mail);
}

static void
test_reject(void)
{
	static const char *const twice[] = {
		"From: x@other.example\n", "two-from", "Sender: x@a.example\nsender: x@a.example\n", "two-sender",
		"Reply-To: x@a.example\nReply-To: x@a.example\n", "two-reply-to", "To: x@a.example\n", "two-to",
		"Cc: x@a.example\nCC: x@a.example\n", "two-cc", "Subject: x\n", "two-subject", "Date: x\n", "two-date",
		"Message-Id: x\n", "two-message-id", "MIME-Version: 1.0\nMIME-Version: 1.0\n", "two-mime-version",
		"Content-Type: a/b\nContent-Type: a/b\n", "two-content-type",
		"Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: 8bit\n", "two-content-transfer-encoding",
		"In-Reply-To: x\nIn-Reply-To: x\n", "two-in-reply-to", "References: x\nReferences: x\n", "two-references",
	};
	size_t	 i;

	for (i = 0; i < sizeof twice / sizeof twice[0]; i += 2)
		in_front(twice[i], VERDICT_REJECT, twice[i + 1], twice[i + 1]);
	in_front("From : x@other.example\n", VERDICT_REJECT, "space-before-colon", "a blank before the colon");
	in_front(" From: x@other.example\n", VERDICT_REJECT, "leading-fold", "a blank in front");
	in_front("From\n : x@other.example\n", VERDICT_REJECT, "not-a-field", "a folded name");
	in_front("rubbish\n", VERDICT_REJECT, "not-a-field", "a line that is no field");
	in_front("X-A: b\rFrom: x@other.example\n", VERDICT_REJECT, "bare-cr", "a bare CR");
	verdict(SPAN("From: a@one.example\0@other.example\n" REST "\nx\n"), VERDICT_REJECT, "nul", "a NUL");
	everywhere(SPAN("Sender: a@one.example\n" REST "\nx\n"), VERDICT_REJECT, "no-from", "Sender alone");
	everywhere(SPAN("From: a@one.example, b@one.example\n" REST "\nx\n"), VERDICT_REJECT, "two-addresses", "two addresses");
	everywhere(SPAN("From: a@one.example\nTo: assemblies@lists.example\n\nx\n"), VERDICT_REJECT, "no-date", "no Date");
	everywhere(SPAN("From: a@one.example\nDate: yesterday\n\nx\n"), VERDICT_REJECT, "date", "no such Date");
	everywhere(SPAN("From: x@other.example\nDate: yesterday\n\nx\n"), VERDICT_REJECT, "date", "from a stranger too");
	everywhere(SPAN("x\n"), VERDICT_REJECT, "not-a-field", "no mail at all");
	everywhere(SPAN("\n"), VERDICT_REJECT, "no-from", "an empty line");
}

static void
test_limits(void)
{
	struct buf	 mail = BUF_INIT, block = BUF_INIT;
	struct decision	 d;
	struct err	 e;
	size_t		 i;

	sign(&mail, USUAL_TAGS, MAIL);
	for (i = 0; i < RECEIVED_MAX; i++)
		buf_adds(&block, "Received: from a by b; Sat, 21 Nov 2026 07:29:00 +0000\n");
	buf_addbuf(&block, &mail);
	verdict(span_buf(&block), VERDICT_ACCEPT, "proved", "a hundred hops");
	buf_splice(&block, 0, 0, "Received: x\n", 12);
	verdict(span_buf(&block), VERDICT_REJECT, "hops", "a hundred and one");

	buf_reset(&block);
	for (i = 0; i < FIELDS_MAX - 6; i++)
		buf_adds(&block, "X-A: b\n");
	buf_addbuf(&block, &mail);
	verdict(span_buf(&block), VERDICT_ACCEPT, "proved", "five hundred fields");
	buf_splice(&block, 0, 0, "X-A: b\n", 7);
	verdict(span_buf(&block), VERDICT_REJECT, "too-large", "five hundred and one");

	buf_reset(&block);
	buf_adds(&block, "X-A: ");
	for (i = 0; i < FIELD_MAX - 6; i++)
		buf_addc(&block, '(');
	buf_adds(&block, "\n");
	buf_addbuf(&block, &mail);
	verdict(span_buf(&block), VERDICT_ACCEPT, "proved", "a field as long as may be");
	buf_splice(&block, 5, 0, "(", 1);
	verdict(span_buf(&block), VERDICT_REJECT, "too-large", "one byte more");

	for (i = mail.len; i < MAIL_MAX - 1; i++)
		buf_addc(&mail, i % 64 == 0 ? '\n' : 'x');
	buf_addc(&mail, '\n');
	verdict(span_buf(&mail), VERDICT_CHALLENGE, "body", "ten MiB");
	buf_addc(&mail, 'x');
	verdict(span_buf(&mail), VERDICT_REJECT, "too-large", "one byte more");
	is_err(decide_at(SPAN_NONE, NULL, NOW, &d, &e), &e, ERR_DATA, "nothing");
	buf_free(&mail);
	buf_free(&block);
}

static void
test_drop(void)
{
	in_front("X-Loop: assemblies@lists.example\n", VERDICT_DROP, "loop", "our own mark");
	in_front("List-Id: <assemblies.lists.example>\n", VERDICT_DROP, "loop", "our own list");
	in_front("Return-Path: <>\n", VERDICT_DROP, "bounce", "a bounce");
	in_front("Auto-Submitted: auto-replied\n", VERDICT_DROP, "auto", "an automatic answer");
	in_front("Auto-Submitted: no\n", VERDICT_ACCEPT, "proved", "no automatic answer");
	in_front("Precedence: bulk\n", VERDICT_ACCEPT, "proved", "bulk, and proved");
	in_front("List-Id: <other.example>\n", VERDICT_ACCEPT, "proved", "through another list, and proved");
	everywhere(SPAN("Precedence: bulk\n" MAIL), VERDICT_DROP, "bulk", "bulk, and not proved");
	everywhere(SPAN("List-Id: <other.example>\n" MAIL), VERDICT_DROP, "bulk", "through another list, and not proved");
}

/* ---- waiting ---- */

static void
waits(struct span mail, moment now, int want, const char *name)
{
	struct decision	 d;
	struct err	 e;

	if (want)
		is_err(decide_at(mail, NULL, now, &d, &e), &e, ERR_AGAIN, "%s: later", name);
	else {
		is_ok(decide_at(mail, NULL, now, &d, &e), &e, "%s: now", name);
		is_int((int)d.verdict, VERDICT_CHALLENGE, "%s: challenge", name);
		is_str(d.reason, "key-lookup", "%s: because", name);
	}
}

static void
test_waiting(void)
{
	struct buf	 mail = BUF_INIT, from = BUF_INIT;
	struct decision	 d;
	struct err	 e;

	sign(&mail, "d=one.example; s=away; t=1795246214; h=" USUAL_H, MAIL);
	waits(span_buf(&mail), NOW, 1, "without a date of its coming");
	buf_adds(&from, RECEIVED("Sat, 21 Nov 2026 07:30:00 +0000"));	/* 1795246200 */
	buf_addbuf(&from, &mail);
	waits(span_buf(&from), NOW, 1, "just come");
	waits(span_buf(&from), 1795246200 + DKIM_PATIENCE, 1, "two days old");
	waits(span_buf(&from), 1795246200 + DKIM_PATIENCE + 1, 0, "older");
	buf_reset(&from);
	buf_adds(&from, "Received: from x by other.example; Sat, 7 Nov 2026 07:30:00 +0000\n");
	buf_addbuf(&from, &mail);
	waits(span_buf(&from), NOW, 1, "another's date");
	buf_splice(&from, 0, 0, RECEIVED("Sat, 21 Nov 2026 07:30:00 +0000"),
	    strlen(RECEIVED("Sat, 21 Nov 2026 07:30:00 +0000")));
	waits(span_buf(&from), NOW, 1, "another's date below ours");

	register_away = 1;
	is_err(decide_at(SPAN(MAIL), NULL, NOW, &d, &e), &e, ERR_AGAIN, "the register is away");
	register_away = 0;
	buf_free(&mail);
	buf_free(&from);
}

/* ---- the MTA's word ---- */

static void
told(const char *front, const char *tags, enum verdict want, const char *name)
{
	struct buf	 mail = BUF_INIT;
	struct decision	 d;
	struct err	 e;

	buf_addf(&mail, "%sDKIM-Signature: v=1; a=rsa-sha256; %s; bh=eA==; b=I1CM1SiIxxxx\n%s", front, tags, MAIL);
	is_ok(decide_at(span_buf(&mail), "mx.lists.example", NOW, &d, &e), &e, "%s: decided", name);
	is_int((int)d.verdict, (int)want, "%s: verdict", name);
	if (want == VERDICT_ACCEPT) {
		is_str(d.by, "mta", "%s: by", name);
		is_str(d.domain, "one.example", "%s: d=", name);
		is_str(d.selector, "gone", "%s: s=", name);
	}
	is_ok(decide_at(span_buf(&mail), NULL, NOW, &d, &e), &e, "%s: decided without it", name);
	is_int((int)d.verdict, VERDICT_CHALLENGE, "%s: nobody asked the MTA", name);
	buf_free(&mail);
}

#define OURS	RECEIVED("Sat, 21 Nov 2026 07:30:00 +0000")
#define GONE	"d=one.example; s=gone; t=1795246214; h=" USUAL_H
#define TOLD	"Authentication-Results: mx.lists.example; dkim=pass header.d=one.example header.s=gone header.b=\"I1CM1SiI\"\n"

static void
test_told(void)
{
	told(TOLD OURS, GONE, VERDICT_ACCEPT, "dkim=pass");
	told(OURS TOLD, GONE, VERDICT_CHALLENGE, "below our Received");
	told(OURS TOLD OURS, GONE, VERDICT_CHALLENGE, "above a forged Received");
	told(TOLD, GONE, VERDICT_CHALLENGE, "without Received");
	told(TOLD OURS, "d=one.example; s=gone; h=from:subject:date", VERDICT_CHALLENGE, "the list is not signed");
	told(TOLD OURS, "d=one.example; s=gone; t=1; h=" USUAL_H, VERDICT_CHALLENGE, "too old");
	told(TOLD OURS, "d=other.example; s=gone; h=" USUAL_H, VERDICT_CHALLENGE, "another's signature");
	told("Authentication-Results: mx.lists.example; dkim=fail header.d=one.example header.s=gone\n" OURS, GONE,
	    VERDICT_CHALLENGE, "dkim=fail");
	told("Authentication-Results: mx.lists.example; spf=pass smtp.mailfrom=a@one.example\n" OURS, GONE,
	    VERDICT_CHALLENGE, "spf=pass alone");
	told("Authentication-Results: mx.lists.example; dmarc=pass header.from=one.example\n" OURS, GONE,
	    VERDICT_CHALLENGE, "dmarc=pass alone");
	told("Authentication-Results: mx.lists.example; dmarc=pass header.from=one.example; dkim=pass header.d=one.example "
	    "header.s=gone\n" OURS, GONE, VERDICT_ACCEPT, "dmarc=pass beside dkim=pass");
	told("Authentication-Results: mx.lists.example; dkim=pass header.d=other.example header.s=gone\n" OURS, GONE,
	    VERDICT_CHALLENGE, "another's dkim=pass");
	told("Authentication-Results: mx.lists.example.attack.example; dkim=pass header.d=one.example header.s=gone\n" OURS,
	    GONE, VERDICT_CHALLENGE, "another id");
}

/* ---- what goes on ---- */

static void
strips(const char *tags, const char *mail, const char *want, const char *name)
{
	struct buf	 in = BUF_INIT, out = BUF_INIT;
	struct decision	 d;
	struct err	 e;

	if (tags != NULL)
		sign(&in, tags, mail);
	else
		buf_adds(&in, mail);
	is_ok(decide_at(span_buf(&in), NULL, NOW, &d, &e), &e, "%s: decided", name);
	is_ok(decide_strip(&out, span_buf(&in), &d, &e), &e, "%s: stripped", name);
	is_buf(&out, want, "%s", name);
	buf_free(&in);
	buf_free(&out);
}

static void
test_strip(void)
{
	const char	*told_us =
	    "Return-Path: <a@one.example>\nDelivered-To: x\nX-Original-To: x\nAuthentication-Results: x;\n\tdkim=pass\n"
	    "ARC-Seal: x\nReceived-SPF: x\nasm-verified: x;\n\ty\nAsm-Number: 7\nReturn-Receipt-To: x\n"
	    "Disposition-Notification-To: x\nErrors-To: x\nX-Confirm-Reading-To: x\nBcc: x\nResent-From: x\n"
	    "List-Post: x\nArchived-At: x\nPrecedence: first-class\nContent-Length: 3\nLines: 1\nStatus: RO\nX-Status: x\n"
	    "Reply-To: x@other.example\nSender: x@other.example\nIn-Reply-To: <x@other.example>\n"
	    "References: <x@other.example>\nContent-Language: en\n";
	struct buf	 mail = BUF_INIT;

	buf_addf(&mail, "%s%s", told_us, MAIL);
	strips(USUAL_TAGS, buf_str(&mail), MAIL, "what no proof covers");
	buf_reset(&mail);
	buf_addf(&mail, "Received: x\nX-Mailer: x\nReply-To: x\nIn-Reply-To: x\n%s", MAIL);
	strips("d=one.example; s=k; h=reply-to:in-reply-to:" USUAL_H, buf_str(&mail), buf_str(&mail), "what one covers stays");
	strips(NULL, buf_str(&mail), "Received: x\nX-Mailer: x\n" MAIL, "of an unproved mail nothing does");
	buf_reset(&mail);
	buf_addf(&mail, "Content-Language: es\nContent-Language: en\n%s", MAIL);
	strips("d=one.example; s=k; h=content-language:" USUAL_H, buf_str(&mail), MAIL, "one covered of two does not stay");

	strips(NULL, "From a Sat Nov 21\r\nFrom: a@one.example\r\nX: y\r\n z\r\n\r\na\r\n\r\nb",
	    "From: a@one.example\nX: y\n z\n\na\n\nb", "LF, without the envelope line");
	strips(NULL, "X : a\nAsm-Verified : x\n y\nDelivered-To: x\n\nasm-x: y\n",
	    "X : a\nDelivered-To: x\n\nasm-x: y\n", "a damaged header but for our fields");
	strips(NULL, " Asm-Verified: x\nFrom: a\n\nx\n", "X-First-Line: Asm-Verified: x\nFrom: a\n\nx\n",
	    "a first line that would continue ours");
	strips(NULL, "From a\nFrom b : c\n d\n\nx\n", "X-First-Line:From b : c\n d\n\nx\n", "a second envelope line");
	strips(NULL, "From: a@one.example", "From: a@one.example\n", "a header alone");
	buf_free(&mail);
}

/* ---- properties ---- */

/* Bytes that relaxed canonical form or the spelling of base64 leave free: names' case, and the last of b=. */
static int
is_free(struct span mail, size_t at, int bit, size_t b_end)
{
	size_t	 start = at;

	while (start > 0 && mail.s[start - 1] != '\n')
		start--;
	if (at >= b_end - 3 && at < b_end)
		return 1;
	return bit == 5 && memchr(mail.s + start, ':', at - start) == NULL && mail.s[start] != '\t' &&
	    span_find(span_head(mail, at), SPAN("\n\n")) == -1;
}

static void
test_every_bit(void)
{
	struct buf	 mail = BUF_INIT;
	struct decision	 d;
	struct err	 e;
	size_t		 i, b_end, accepted = 0;
	int		 bit;

	sign(&mail, USUAL_TAGS, MAIL);
	b_end = (size_t)span_find(span_buf(&mail), SPAN("\nFrom:"));
	for (i = 0; i < mail.len; i++)
		for (bit = 0; bit < 8; bit++) {
			mail.s[i] = (char)(mail.s[i] ^ (1 << bit));
			if (decide_at(span_buf(&mail), NULL, NOW, &d, &e) == 0 && d.verdict == VERDICT_ACCEPT &&
			    !is_free(span_buf(&mail), i, bit, b_end)) {
				note("byte %zu, bit %d", i, bit);
				accepted++;
			}
			mail.s[i] = (char)(mail.s[i] ^ (1 << bit));
		}
	is_int((long long)accepted, 0, "no bit of a signed mail can change");
	is_ok(decide_at(span_buf(&mail), NULL, NOW, &d, &e), &e, "as it was");
	is_int((int)d.verdict, VERDICT_ACCEPT, "it is accepted");
	buf_free(&mail);
}

/* The name of what was said, as asm-post will find it. */
static void
name_of(const struct buf *mail, unsigned char proof[HASH_LEN])
{
	struct decision	 d = verdict(span_buf(mail), VERDICT_ACCEPT, "proved", "it is accepted");
	struct buf	 plain = BUF_INIT;
	struct header	 h;
	struct err	 e;

	if (decide_strip(&plain, span_buf(mail), &d, &e) == -1 || header_split(&h, span_buf(&plain), &e) == -1 ||
	    article_proof(SPAN("one.place"), &h, proof, &e) == -1)
		bail("%s", e.text);
	header_free(&h);
	buf_free(&plain);
}

/* The same words under another spelling of the signature have the same name. */
static void
test_respelled(void)
{
	struct buf	 mail = BUF_INIT;
	unsigned char	 first[HASH_LEN], second[HASH_LEN];
	ptrdiff_t	 at;

	sign(&mail, USUAL_TAGS, MAIL);
	name_of(&mail, first);
	at = span_find(span_buf(&mail), SPAN("; b="));
	buf_splice(&mail, (size_t)at + 10, 0, "\n\t ", 3);
	name_of(&mail, second);
	ok(memcmp(first, second, HASH_LEN) == 0, "with another b=: one name");
	buf_free(&mail);
}

int
main(void)
{
	test_accept();
	test_ignore();
	test_challenge();
	test_reject();
	test_limits();
	test_drop();
	test_waiting();
	test_told();
	test_strip();
	test_every_bit();
	test_respelled();
	return done();
}
