#include "trust/authres.h"

#include "tests/unit/tap.h"

#define OURS	"Received: from x (x [192.0.2.1])\n\tby mx.lista.example (Postfix) with ESMTP id A1;\n\tSat, 3 Oct 2026 10:00:01 +0200\n"
#define FROM	"From: contacto@asamblea.example\n\nx\n"
#define PASS	"dkim=pass header.d=asamblea.example header.s=k"

static struct authres_item *item;
static size_t n;

static void
read_mail(const char *mail)
{
	struct header	 h;
	struct err	 e;

	free(item);
	item = NULL;
	if (header_split(&h, span_str(mail), &e) == -1)
		bail("%s", e.text);
	is_ok(authres_read(&h, "mx.lista.example", "mx.lista.example", &item, &n, &e), &e, "read");
	header_free(&h);
}

/* A value above our own Received: so many results. */
static void
gives(const char *value, size_t want)
{
	struct buf	 mail = BUF_INIT;

	buf_addf(&mail, "Authentication-Results: %s\n" OURS FROM, value);
	read_mail(buf_str(&mail));
	is_int((long long)n, (long long)want, "%s", value);
	buf_free(&mail);
}

static void
test_results(void)
{
	gives("mx.lista.example; " PASS, 1);
	is_str(item[0].method, "dkim", "method");
	is_str(item[0].result, "pass", "result");
	is_str(item[0].header_d, "asamblea.example", "header.d");
	is_str(item[0].header_s, "k", "header.s");
	is_str(item[0].header_b, "", "no header.b");

	gives("MX.Lista.Example 1; DKIM=Pass (2048-bit key; \"x\") reason=\"good (signature)\"\n\theader.d=asamblea.example "
	    "header.i=@asamblea.example header.b=\"I1CM1/iI\"; spf=none smtp.mailfrom=a@b.example;\n dmarc=pass (p=none) "
	    "header.from=asamblea.example", 3);
	is_str(item[0].method, "dkim", "method, lower case");
	is_str(item[0].result, "pass", "result, lower case");
	is_str(item[0].header_b, "I1CM1/iI", "a quoted value");
	is_str(item[0].header_i, "@asamblea.example", "header.i");
	is_str(item[1].method, "spf", "the second");
	is_str(item[2].header_from, "asamblea.example", "header.from");

	gives("mx.lista.example; dkim (as (nested) \\) says) = pass header . d = asamblea.example", 1);
	is_str(item[0].header_d, "asamblea.example", "blanks and comments between all words");
	gives("mx.lista.example; iprev=pass policy.iprev=2001:db8::1 (x); " PASS, 2);
	gives("\"mx.lista.example\"; " PASS, 1);
	gives("mx.lista.example; dkim/1=pass header.d=asamblea.example", 1);
	gives("mx.lista.example; dkim/2=pass header.d=asamblea.example", 0);
	gives("mx.lista.example; none", 0);
	gives("mx.lista.example (says); none (at all)", 0);
	gives("mx.lista.example;" PASS ";spf=pass", 2);
}

static void
test_other_ids(void)
{
	gives("mx.lista.example.attack.example; " PASS, 0);
	gives("attack.mx.lista.example; " PASS, 0);
	gives("mx.lista.exampl; " PASS, 0);
	gives("attack.example; mx.lista.example; " PASS, 0);
	gives("(mx.lista.example) attack.example; " PASS, 0);
	gives("\"mx.lista.example;\"; " PASS, 0);
	gives("mx.lista.example 2; " PASS, 0);
	gives("mx.lista.example 1.0; " PASS, 0);
	gives("mx.lista.example x; " PASS, 0);
	gives("", 0);
}

/* One of these, and nothing of the field is believed. */
static void
test_syntax(void)
{
	static const char *const bad[] = {
		"dkim=", "dkim", "=pass", "dkim=pass header.d", "dkim=pass header.d=", "dkim=pass header=x",
		"dkim=pass header.d=asamblea.example(", "dkim=pass (header.d=asamblea.example",
		"dkim=pass header.d=\"asamblea.example", "dkim=pass header.d=a\"b\"", "dkim=pass header.d=a,b",
		"dkim=pass header.d=a header.d=b", "dkim=pass;", ";dkim=pass", "dkim=pass/x",
		"dkim=pass header.d=<a>", "none; dkim=pass", "dkim=pass reason=x reason", "spf=pass )",
		"dkim=pass header.d=a\\b", "dkim=pa(x)ss",
	};
	struct buf	 value = BUF_INIT;
	size_t		 i;

	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		buf_reset(&value);
		buf_addf(&value, "mx.lista.example; " PASS "; %s", bad[i]);
		/* A comment or word that says "none" behind results is a syntax error too. */
		gives(buf_str(&value), 0);
	}
	buf_reset(&value);
	buf_addf(&value, "mx.lista.example; dkim=pass header.d=%0300d", 1);
	gives(buf_str(&value), 0);
	buf_free(&value);
}

/* Said inside a comment or a quoted string, it is not said. */
static void
test_injection(void)
{
	gives("mx.lista.example; spf=pass (; dkim=pass header.d=asamblea.example) smtp.mailfrom=a@attack.example", 1);
	is_str(item[0].method, "spf", "a comment has no results");
	gives("mx.lista.example; spf=fail smtp.mailfrom=\"a; dkim=pass header.d=asamblea.example\"", 1);
	is_str(item[0].method, "spf", "nor has a quoted string");
	gives("mx.lista.example; dkim=fail header.d=\"attack.example\\\"; dkim=pass header.d=asamblea.example\"", 1);
	is_str(item[0].result, "fail", "nor what follows an escaped quote");
	gives("mx.lista.example; dkim=fail (a (b) ; dkim=pass) header.d=asamblea.example", 1);
	is_str(item[0].result, "fail", "nor a comment in a comment");
	gives("mx.lista.example; dkim=fail header.d=attack.example'; dkim=pass header.d=asamblea.example", 2);
	is_str(item[0].header_d, "attack.example'", "an apostrophe quotes nothing");
}

static void
test_zone(void)
{
	read_mail(OURS "Authentication-Results: mx.lista.example; " PASS "\n" FROM);
	is_int((long long)n, 0, "below our Received anybody may have written");
	read_mail(OURS "Authentication-Results: mx.lista.example; " PASS "\n" OURS FROM);
	is_int((long long)n, 0, "above a forged one too");
	read_mail("Authentication-Results: mx.lista.example; " PASS "\n" FROM);
	is_int((long long)n, 0, "without any Received");
	read_mail("Authentication-Results: mx.lista.example; " PASS "\nReceived: from x by attack.example; Sat, 3 Oct 2026 "
	    "10:00:01 +0200\n" OURS FROM);
	is_int((long long)n, 0, "the topmost Received is another's");
	read_mail("Authentication-Results: mx.lista.example; " PASS "\nReceived: from by (by mx.lista.example) by "
	    "attack.example\n" FROM);
	is_int((long long)n, 0, "a client may call itself anything");
	read_mail("X-A: b\nAuthentication-Results: mx.lista.example; " PASS "\nAuthentication-Results: other.example; " PASS
	    "\nauthentication-results: mx.lista.example; spf=none\n" OURS FROM);
	is_int((long long)n, 2, "two fields of ours, one of another");
	free(item);
	item = NULL;
}

int
main(void)
{
	test_results();
	test_other_ids();
	test_syntax();
	test_injection();
	test_zone();
	return done();
}
