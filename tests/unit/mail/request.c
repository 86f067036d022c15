#include "mail/request.h"
#include "tests/unit/tap.h"

static void
is_kind(const char *fields, enum request_automatic want)
{
	struct header h;
	struct buf mail = BUF_INIT;

	buf_addf(&mail, "From: a@b\n%sSubject: x\n\nbody\n", fields);
	header_split(&h, span_buf(&mail), NULL);
	is_str(request_word(request_automatic(&h, "assemblies.lists.example", "assemblies@lists.example")), request_word(want),
	    "%.*s", (int)strcspn(fields, "\n"), fields);
	header_free(&h);
	buf_free(&mail);
}

static void
test_automatic(void)
{
	is_kind("", REQUEST_HUMAN);
	is_kind("X-Loop: Assemblies@Lists.example\n", REQUEST_LOOP);
	is_kind("X-Loop: other@x\nX-Loop: <assemblies@lists.example>\n", REQUEST_LOOP);
	is_kind("X-Loop: other@x\n", REQUEST_HUMAN);
	is_kind("List-Id: The <list> <assemblies.lists.example>\n", REQUEST_LOOP);
	is_kind("List-Id:\n assemblies.LISTS.example\n", REQUEST_LOOP);
	is_kind("List-Id: assemblies.lists.example.evil.example\n", REQUEST_BULK);
	is_kind("List-Id: <other.example>\n", REQUEST_BULK);
	is_kind("List-Id:\n", REQUEST_BULK);
	is_kind("Return-Path: <>\n", REQUEST_BOUNCE);
	is_kind("Return-Path: < >\n", REQUEST_BOUNCE);
	is_kind("Return-Path: <a@b>\n", REQUEST_HUMAN);
	is_kind("Return-Path: <\n", REQUEST_HUMAN);
	is_kind("Content-Type: Multipart/Report; report-type=delivery-status\n", REQUEST_BOUNCE);
	is_kind("Content-Type: multipart/reporting\n", REQUEST_HUMAN);
	is_kind("Content-Type: (a (b)) multipart (c) / report(d); boundary=b\n", REQUEST_BOUNCE);
	is_kind("Content-Type: message/delivery-status\n", REQUEST_BOUNCE);
	is_kind("Content-Type: message/disposition-notification\n", REQUEST_BOUNCE);
	is_kind("Content-Type: text/plain; x=multipart/report\n", REQUEST_HUMAN);
	is_kind("Content-Type: text/plain (multipart/report)\n", REQUEST_HUMAN);
	is_kind("Content-Type: (multipart/report\n", REQUEST_HUMAN);
	is_kind("Auto-Submitted: auto-replied\n", REQUEST_AUTO);
	is_kind("Auto-Submitted: auto-generated; x=y\n", REQUEST_AUTO);
	is_kind("Auto-Submitted: no\n", REQUEST_HUMAN);
	is_kind("Auto-Submitted: No (human)\n", REQUEST_HUMAN);
	is_kind("Auto-Submitted: no\nAuto-Submitted: auto-replied\n", REQUEST_AUTO);
	is_kind("Auto-Submitted: nobody\n", REQUEST_AUTO);
	is_kind("Precedence: bulk\n", REQUEST_BULK);
	is_kind("Precedence: JUNK\n", REQUEST_BULK);
	is_kind("Precedence: list\n", REQUEST_BULK);
	is_kind("Precedence: auto_reply\n", REQUEST_BULK);
	is_kind("Precedence: first-class\n", REQUEST_HUMAN);
	is_kind("X-Autoreply: yes\n", REQUEST_BULK);
	is_kind("X-Auto-Response-Suppress: All\n", REQUEST_BULK);
	is_kind("Precedence: bulk\nAuto-Submitted: auto-replied\nReturn-Path: <>\nX-Loop: assemblies@lists.example\n", REQUEST_LOOP);
	is_kind("Precedence: bulk\nAuto-Submitted: auto-replied\nReturn-Path: <>\n", REQUEST_BOUNCE);
	is_kind("Precedence: bulk\nAuto-Submitted: auto-replied\n", REQUEST_AUTO);
}

static void
splits(struct span recipient, int want, const char *local, const char *extension)
{
	struct span l, x;

	is_int(request_extension(recipient, &l, &x), want, "recipient %.*s", SPAN_FMT(recipient));
	is_spans(l, local, "its local part");
	is_spans(x, extension, "its extension");
}

static void
test_extension(void)
{
	splits(SPAN("assemblies+proposal@lists.example"), 1, "assemblies", "proposal");
	splits(SPAN("bounce+a=b.example+x@lists.example"), 1, "bounce", "a=b.example+x");
	splits(SPAN("assemblies@lists.example"), 0, "assemblies", "");
	splits(SPAN("assemblies+@lists.example"), 0, "assemblies", "");
	splits(SPAN("+x@y"), 1, "", "x");
	splits(SPAN("confirm+Token"), 1, "confirm", "Token");
	splits(SPAN("a@b+c"), 0, "a", "");
	splits(SPAN(""), 0, "", "");
}

int
main(void)
{
	struct header h;

	test_automatic();
	test_extension();
	header_split(&h, SPAN("X-Loop:\nList-Id:\n\n"), NULL);
	is_int(request_automatic(&h, "", ""), REQUEST_BULK, "no name is nobody's");
	is_int(request_automatic(&h, NULL, NULL), REQUEST_BULK, "nor is none");
	header_free(&h);
	return done();
}
