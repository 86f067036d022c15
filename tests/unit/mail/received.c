#include "mail/received.h"

#include "tests/unit/tap.h"

static void
by(const char *value, const char *want)
{
	struct span	 host = SPAN_NONE;

	is_int(received_by(span_str(value), &host), want != NULL, "%s", value);
	if (want != NULL)
		is_spans(host, want, "by %s", want);
}

static void
test_by(void)
{
	by("from x (x [192.0.2.1]) by mx.example (Postfix) with ESMTP id A1; Sat, 3 Oct 2026 10:00:01 +0200", "mx.example");
	by("from x\tby mx.example; Sat, 3 Oct 2026 10:00:01 +0200", "mx.example");
	by("by mx.example (Postfix, from userid 1000) id A1; Sat, 3 Oct 2026 10:00:01 +0200", "mx.example");
	by("FROM x BY mx.example;x", "mx.example");
	by("(by other.example) from x (by (other).example \\) ) by mx.example(y)", "mx.example");
	by("from by by mx.example; x", "mx.example");
	by("from by (by mx.example) by other.example; x", "other.example");
	by("from x with ESMTP by mx.example; x", NULL);
	by("from x; by mx.example", NULL);
	by("from x", NULL);
	by("from", NULL);
	by("by", NULL);
	by("by ;", NULL);
	by("from x (by mx.example", NULL);
	by("", NULL);
}

static void
at(const char *value, int want)
{
	moment	 t;

	is_int(received_date(span_str(value), &t), want, "%s", value);
	if (want == 0)
		is_int(t, 1791014401, "its moment");
}

static void
test_date(void)
{
	at("from x by y; Sat, 3 Oct 2026 10:00:01 +0200", 0);
	at("from x (a; b) by y;\t3 Oct 2026 08:00:01 +0000 (UTC)", 0);
	at("from x by y", -1);
	at("from x by y;", -1);
	at("from x by y; once", -1);
	at("", -1);
}

static void
here(const char *mail, const char *host, int want)
{
	struct header	 h;
	struct err	 e;
	moment		 t = 0;

	if (header_split(&h, span_str(mail), &e) == -1)
		bail("%s", e.text);
	is_int(received_here(&h, host, &t), want, "%s", mail);
	if (want == 0)
		is_int(t, 1791014401, "its moment");
	header_free(&h);
}

#define AT	"; Sat, 3 Oct 2026 10:00:01 +0200\n"

static void
test_here(void)
{
	here("Received: from x\n\tby mx.example (y)" AT "Received: from z by other.example; x\n\n", "mx.example", 0);
	here("Received: from x by MX.Example" AT "\n", "mx.example", 0);
	here("Received: from x by other.example" AT "Received: from x by mx.example" AT "\n", "mx.example", -1);
	here("Received: from x by other.example" AT "\n", NULL, 0);
	here("Received: from x by other.example" AT "\n", "", 0);
	here("From: x\n\n", NULL, -1);
}

int
main(void)
{
	test_by();
	test_date();
	test_here();
	return done();
}
