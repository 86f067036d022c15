#include "trust/seal.h"

#include "base/hash.h"
#include "base/limits.h"
#include "tests/unit/tap.h"

#define NOW	1795246300
#define MAIL	"From: A <a@one.example>\nSubject: Hola\n\nUno.\nDos.\n"

static const struct span secret = { "0123456789abcdef0123456789abcdef", 32 };

static const struct seal verified = {
	.assembly = "one", .contact = "a@one.example", .by = "dkim", .domain = "one.example", .selector = "s1",
	.recipient = "list@lists.example", .at = NOW
};
static const struct seal refused = {
	.refused = 1, .verdict = 10, .reason = "unsigned", .assembly = "one", .contact = "a@one.example",
	.recipient = "list@lists.example", .at = NOW
};

static void
seal(struct buf *out, const struct seal *s, const char *mail)
{
	struct err	 e;

	buf_reset(out);
	is_ok(seal_write(out, s, secret, span_str(mail), &e), &e, "sealed");
}

/* 0, or -1 with the reason in *e. */
static int
check_at(struct span mail, moment now, struct err *e)
{
	struct seal	 s;
	struct span	 rest;
	int		 result = seal_check(mail, secret, now, &s, &rest, e);

	if (result == 0)
		seal_free(&s);
	return result;
}

static void
refuses(struct span mail, const char *why, const char *name)
{
	struct err	 e;

	is_err(check_at(mail, NOW, &e), &e, ERR_REFUSED, "%s is refused", name);
	is_str(e.text, why, "%s: why", name);
}

static void
test_round_trip(void)
{
	struct buf	 out = BUF_INIT;
	struct seal	 s;
	struct span	 rest;
	struct err	 e;

	seal(&out, &verified, MAIL);
	ok(span_starts(span_buf(&out), "Asm-Verified: assembly=one; contact=a@one.example; by=dkim;"),
	    "the field is on top");
	is_ok(seal_check(span_buf(&out), secret, NOW, &s, &rest, &e), &e, "checked");
	is_spans(rest, MAIL, "what is behind the field");
	is_int(s.refused, 0, "verified");
	is_str(s.assembly, "one", "assembly");
	is_str(s.contact, "a@one.example", "contact");
	is_str(s.by, "dkim", "by");
	is_str(s.domain, "one.example", "d");
	is_str(s.selector, "s1", "s");
	is_str(s.recipient, "list@lists.example", "rcpt");
	is_str(s.reason, "", "no reason");
	is_int(s.at, NOW, "at");
	seal_free(&s);

	seal(&out, &refused, MAIL);
	ok(span_starts(span_buf(&out), "Asm-Refused: 10; unsigned; assembly=one;"), "a refusal on top");
	is_ok(seal_check(span_buf(&out), secret, NOW, &s, &rest, &e), &e, "checked");
	is_int(s.refused, 1, "refused");
	is_int(s.verdict, 10, "verdict");
	is_str(s.reason, "unsigned", "reason");
	is_str(s.by, "", "by nothing");
	is_str(s.domain, "", "no d");
	seal_free(&s);
	buf_free(&out);
}

/* The value of the seal is made here once more, by what the manual page says. */
static void
test_form(void)
{
	struct buf	 out = BUF_INIT, hex = BUF_INIT, want = BUF_INIT;
	unsigned char	 mac[HASH_LEN];
	const char	 said[] = "Asm-Refused: 11; unknown; rcpt=list@lists.example; at=1795246300\n" MAIL;
	struct seal	 s = {
		.refused = 1, .verdict = 11, .reason = "unknown", .recipient = "list@lists.example", .at = NOW
	};

	is_int(hash_hmac(secret.s, secret.n, said, sizeof said - 1, mac), 0, "a digest");
	hash_hex(&hex, mac, sizeof mac);
	buf_addf(&want, "Asm-Refused: 11; unknown; rcpt=list@lists.example; at=1795246300;\n seal=%s\n%s",
	    buf_str(&hex), MAIL);
	seal(&out, &s, MAIL);
	is_buf(&out, buf_str(&want), "the form of asm-mail(5)");
	buf_free(&out);
	buf_free(&hex);
	buf_free(&want);
}

static void
test_values(void)
{
	struct buf	 out = BUF_INIT, longest = BUF_INIT;
	struct span	 rest, line, mail;
	struct seal	 s = verified, got;
	struct err	 e;
	const char	*odd = "a\"b; seal=0\n<\xc3\xb1>%@x";
	size_t		 widest = 0;
	int		 i;

	s.contact = odd;
	s.selector = "";
	seal(&out, &s, MAIL);
	ok(span_find(span_buf(&out), SPAN("a%22b%3B%20seal=0%0A%3C%C3%B1%3E%25@x")) != -1, "odd bytes are encoded");
	ok(span_find(span_buf(&out), SPAN(" s=")) == -1, "an empty value is left out");
	is_ok(seal_check(span_buf(&out), secret, NOW, &got, &rest, &e), &e, "and checked");
	is_str(got.contact, odd, "and decoded");
	is_str(got.selector, "", "and empty again");
	seal_free(&got);

	for (i = 0; i < 320; i++)
		buf_addc(&longest, i == 60 ? '@' : '"');
	s.contact = s.recipient = longest.s;
	seal(&out, &s, MAIL);
	for (mail = span_buf(&out); span_line(&mail, &line);)
		widest = line.n > widest ? line.n : widest;
	ok(widest <= 998, "no line is longer than mail allows: %zu", widest);
	is_ok(check_at(span_buf(&out), NOW, &e), &e, "the longest values");
	buf_free(&out);
	buf_free(&longest);
}

/* ---- what may differ, and what may not ---- */

static void
test_tolerated(void)
{
	struct buf	 out = BUF_INIT, other = BUF_INIT;
	struct span	 rest, line;
	struct err	 e;

	seal(&out, &verified, MAIL);
	buf_adds(&other, "From list@lists.example Sat Nov 21 09:00:00 2026\n");
	buf_addbuf(&other, &out);
	is_ok(check_at(span_buf(&other), NOW, &e), &e, "an envelope line in front");

	buf_reset(&other);
	for (rest = span_buf(&out); span_line(&rest, &line);)
		buf_addf(&other, "%.*s\r\n", SPAN_FMT(line));
	is_ok(check_at(span_buf(&other), NOW, &e), &e, "CRLF");

	is_ok(check_at(span_head(span_buf(&out), out.len - 1), NOW, &e), &e, "no final newline");
	buf_adds(&out, "\n\n\r\n");
	is_ok(check_at(span_buf(&out), NOW, &e), &e, "more final newlines");

	seal(&out, &verified, MAIL "\n\n");
	seal(&other, &verified, "From x Sat Nov 21 09:00:00 2026\r\nFrom: A <a@one.example>\r\nSubject: Hola\r\n\r\nUno.\r\nDos.");
	is_buf(&other, buf_str(&out), "sealing brings every form to one");
	seal(&out, &verified, "A: b\r\r\n\r\nx\r\r\n");
	is_ok(check_at(span_buf(&out), NOW, &e), &e, "CR CR LF");
	seal(&out, &verified, "A: b\n\n");
	is_ok(check_at(span_buf(&out), NOW, &e), &e, "no body");
	seal(&out, &verified, "From : x\n\ny\n");
	ok(span_find(span_buf(&out), SPAN("\nFrom : x\n")) != -1, "a malformed From is no envelope line");
	seal(&out, &verified, "From a\nFrom b\nA: c\n\nx\n");
	is_ok(check_at(span_buf(&out), NOW, &e), &e, "two envelope lines");
	buf_free(&out);
	buf_free(&other);
}

/* Flip a bit of every byte: of the field, of the header, of the body. */
static void
test_every_byte(const struct seal *what, const char *name)
{
	struct buf	 out = BUF_INIT;
	struct err	 e;
	size_t		 i, passed = 0;
	int		 bit;

	seal(&out, what, MAIL);
	for (i = 0; i < out.len - 1; i++)	/* final newlines do not count */
		for (bit = 0; bit < 8; bit++) {
			out.s[i] = (char)(out.s[i] ^ (1 << bit));
			if (check_at(span_buf(&out), NOW, &e) == 0) {
				note("%s: byte %zu, bit %d", name, i, bit);
				passed++;
			}
			out.s[i] = (char)(out.s[i] ^ (1 << bit));
		}
	is_int((long long)passed, 0, "%s: no bit of any byte can change", name);
	is_ok(check_at(span_buf(&out), NOW, &e), &e, "%s: as it was", name);
	buf_free(&out);
}

static void
replace(struct buf *b, const char *what, const char *by_what)
{
	ptrdiff_t	 at = span_find(span_buf(b), span_str(what));

	if (at == -1)
		bail("nothing to replace: %s", what);
	buf_splice(b, (size_t)at, strlen(what), by_what, strlen(by_what));
}

static void
test_refused(void)
{
	struct buf	 out = BUF_INIT, two = BUF_INIT;
	struct err	 e;

	is_err(seal_write(&out, &verified, secret, SPAN(" From: x\n\ny\n"), &e), &e, ERR_BUG,
	    "what would continue the field is not sealed");
	refuses(SPAN(MAIL), "no seal", "a mail without a seal");
	refuses(SPAN(""), "no seal", "nothing");
	refuses(SPAN("Asm-Verified: assembly=one; seal=00\n\nx\n"), "altered", "a short seal");
	refuses(SPAN("Asm-Verified:\n\nx\n"), "altered", "an empty field");
	refuses(SPAN("Asm-Refused: 10\n\nx\n"), "altered", "a short refusal");

	seal(&out, &verified, MAIL);
	replace(&out, "by=dkim", "by=mta");
	refuses(span_buf(&out), "altered", "another value");
	seal(&out, &verified, MAIL);
	replace(&out, "; by=dkim", "; note=x; by=dkim");
	refuses(span_buf(&out), "altered", "a tag more");
	seal(&out, &verified, MAIL);
	replace(&out, "contact=a", "contact=%61");
	refuses(span_buf(&out), "altered", "another spelling of a value");
	seal(&out, &refused, MAIL);
	replace(&out, "10; unsigned", "11; unsigned");
	refuses(span_buf(&out), "altered", "another verdict");
	seal(&out, &refused, MAIL);
	replace(&out, "Asm-Refused: 10; unsigned; ", "Asm-Verified: ");
	refuses(span_buf(&out), "altered", "the other name");
	seal(&out, &verified, MAIL);
	replace(&out, "Subject: Hola\n", "Subject: Hola\nX: y\n");
	refuses(span_buf(&out), "altered", "a field more");
	seal(&out, &verified, MAIL);
	buf_splice(&out, 0, 0, "Received: by x\n", 15);
	refuses(span_buf(&out), "altered", "a field on top");
	seal(&out, &verified, MAIL);
	seal(&two, &refused, buf_str(&out));
	refuses(span_buf(&two), "two seals", "a sealed mail sealed again");
	seal(&out, &verified, MAIL);
	is_err(seal_check(span_buf(&out), SPAN("another secret"), NOW, &(struct seal){ 0 }, &(struct span){ 0 }, &e),
	    &e, ERR_REFUSED, "another site's secret");
	buf_free(&out);
	buf_free(&two);
}

static void
test_time(void)
{
	struct buf	 out = BUF_INIT;
	struct err	 e;

	seal(&out, &verified, MAIL);
	is_ok(check_at(span_buf(&out), NOW + SEAL_SECONDS, &e), &e, "an hour old");
	is_err(check_at(span_buf(&out), NOW + SEAL_SECONDS + 1, &e), &e, ERR_REFUSED, "older");
	is_str(e.text, "stale", "stale");
	is_ok(check_at(span_buf(&out), NOW - SEAL_AHEAD, &e), &e, "a clock set back a minute");
	is_err(check_at(span_buf(&out), NOW - SEAL_AHEAD - 1, &e), &e, ERR_REFUSED, "from the future");
	is_str(e.text, "stale", "stale too");
	buf_free(&out);
}

int
main(void)
{
	test_round_trip();
	test_form();
	test_values();
	test_tolerated();
	test_every_byte(&verified, "verified");
	test_every_byte(&refused, "refused");
	test_refused();
	test_time();
	return done();
}
