#include "tests/unit/tap.h"

#include "base/limits.h"
#include "mail/bounce.h"

static struct err	 e;

static struct bounce
read_mail(const char *mail)
{
	struct bounce	 b = { NULL, 0, BOUNCE_NONE };
	struct mime	*m = mime_parse(span_str(mail), &e);

	is_ok(bounce_read(&b, m, &e), &e, "read");
	mime_free(m);
	return b;
}

#define REPORT(status)	"From: MAILER-DAEMON@mx.example\nTo: bounce+1@lists.example\nSubject: Undelivered\n" \
	"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" \
	"--b\n\nIt did not work for ana@reader.example, user unknown\n\n" \
	"--b\nContent-Type: message/delivery-status\n\n" status "\n--b\nContent-Type: message/rfc822\n\n" \
	"From: assemblies@lists.example\n\nunknown user\n--b--\n"

static void
is_class(const char *status, const char *text, enum bounce_class want, const char *want_code)
{
	char	code[16];

	is_str(bounce_word(bounce_classify(span_str(status), span_str(text), code)), bounce_word(want), "%s %s", status, text);
	is_str(code, want_code, "by status %s", want_code);
}

static void
test_classify(void)
{
	is_class("5.1.1", "", BOUNCE_HARD, "5.1.1");
	is_class("5.1.1 (bad address)", "smtp; 550 max message size exceeded", BOUNCE_SOFT, "5.1.1");
	is_class("5.0.0", "smtp; 550 5.1.1 gone", BOUNCE_HARD, "5.1.1");
	is_class("5.0.0", "smtp; 550 5.7.1 User unknown", BOUNCE_POLICY, "5.7.1");
	is_class("5.7.1", "No such user", BOUNCE_POLICY, "5.7.1");
	is_class("5.1.8", "Sender address rejected", BOUNCE_POLICY, "5.1.8");
	is_class("4.4.7", "user unknown", BOUNCE_SOFT, "4.4.7");
	is_class("4.0.0", "user unknown", BOUNCE_SOFT, "4.0.0");
	is_class("5.4.1", "Recipient address rejected: Access denied", BOUNCE_HARD, "5.4.1");
	is_class("5.2.2", "", BOUNCE_SOFT, "5.2.2");
	is_class("", "host 5.1.2.3 said: 554 blocked", BOUNCE_POLICY, "");
	is_class("", "550 something in no language we know", BOUNCE_HARD, "");
	is_class("", "554 something in no language we know", BOUNCE_SOFT, "");
	is_class("", "", BOUNCE_SOFT, "");
	is_class("nonsense", "552 Mailbox\n   is\tFULL", BOUNCE_SOFT, "");
	is_class("5.1.1234", "", BOUNCE_SOFT, "");
}

static void
test_report(void)
{
	struct bounce	 b;

	b = read_mail(REPORT("Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; Ana@Reader.Example\n"
	    "Original-Recipient: rfc822;<ana+list@old.example>\nAction: failed\nStatus: 5.1.1\n\n"
	    "Final-Recipient: rfc822; b@x.example\nAction: delayed\nStatus: 4.2.2\n\n"
	    "Final-Recipient: rfc822; c@x.example\nAction: delivered\nStatus: 2.0.0\n"));
	is_int((int)b.n, 3, "three recipients");
	is_str(b.report[0].recipient, "ana@reader.example", "the first");
	is_str(b.report[0].original, "ana+list@old.example", "as we wrote her");
	is_str(b.report[0].status, "5.1.1", "her status");
	is_str(bounce_word(b.report[1].class), "delayed", "a delay is no failure");
	is_str(bounce_word(b.report[2].class), "none", "nor is success");
	is_str(bounce_word(b.class), "hard", "the heaviest counts");
	bounce_free(&b);
	b = read_mail(REPORT("Final-Recipient: rfc822; b@x.example\n\nAction: failed\nStatus: 5.2.2\n"));
	is_int((int)b.n, 1, "fields parted by an empty line");
	is_str(bounce_word(b.class), "soft", "belong together");
	bounce_free(&b);
	b = read_mail(REPORT("Final-Recipient: rfc822; b@x.example\nAction: failed\nStatus: 5.0.0\n"));
	is_str(bounce_word(b.class), "hard", "without a reason the words to people tell it");
	bounce_free(&b);
}

static void
test_others(void)
{
	struct bounce	 b;

	b = read_mail("From: Ana <ana@reader.example>\nSubject: Out of office\nAuto-Submitted: auto-replied\n\n"
	    "Your mail could not be delivered to my attention: user unknown to work this week.\n");
	is_str(bounce_word(b.class), "none", "an auto-reply is no bounce, whatever it says");
	bounce_free(&b);
	b = read_mail("From: postmaster@x.example\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
	    "--b\n\nYour message was not delivered\n--b--\n");
	is_int((int)b.n, 0, "a disposition is none");
	bounce_free(&b);
	b = read_mail("From: Mail Delivery System <Mailer-Daemon@mx.example>\nX-Failed-Recipients: b@x.example\nTo: bounce+1@lists.example\n\n"
	    "The following address(es) failed:\n\n  b@x.example\n    550 No such user\n\n------ This is a copy of the message\n\nTo: c@x.example\n");
	is_int((int)b.n, 1, "prose names one, our copy is not looked at");
	is_str(b.report[0].recipient, "b@x.example", "who");
	is_str(bounce_word(b.class), "hard", "and why");
	bounce_free(&b);
	b = read_mail("From: MAILER-DAEMON@mx.example\nSubject: Warning\n\nThis is a warning message only. You do not need to resend. b@x.example\n");
	is_str(bounce_word(b.class), "delayed", "a warning in prose");
	bounce_free(&b);
	b = read_mail("");
	is_int((int)b.n, 0, "nothing is none");
	bounce_free(&b);
}

/* So many recipients and one more, in a report and in prose. */
static void
test_limits(void)
{
	struct buf	 status = BUF_INIT, prose = BUF_INIT, mail = BUF_INIT;
	struct bounce	 b;
	int		 i;

	for (i = 0; i <= BOUNCE_REPORTS; i++) {
		buf_addf(&status, "Final-Recipient: rfc822; o%d@x.example\nAction: failed\nStatus: 5.1.1\n\n", i);
		buf_addf(&prose, "o%d@x.example was not delivered\n", i);
		if (i == BOUNCE_REPORTS - 1) {
			buf_addf(&mail, "From: MAILER-DAEMON@mx.example\n\n%s", buf_str(&prose));
			b = read_mail(buf_str(&mail));
			is_int((int)b.n, BOUNCE_REPORTS, "as many as we keep");
			bounce_free(&b);
		}
	}
	buf_reset(&mail);
	buf_addf(&mail, "From: MAILER-DAEMON@mx.example\n\n%s", buf_str(&prose));
	b = read_mail(buf_str(&mail));
	is_int((int)b.n, BOUNCE_REPORTS, "and one more, in prose");
	bounce_free(&b);
	buf_reset(&mail);
	buf_addf(&mail, "From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
	    "--b\n\nfailed\n--b\nContent-Type: message/delivery-status\n\n%s\n--b--\n", buf_str(&status));
	b = read_mail(buf_str(&mail));
	is_int((int)b.n, BOUNCE_REPORTS, "and in a report");
	bounce_free(&b);
	buf_free(&status);
	buf_free(&prose);
	buf_free(&mail);
}

int
main(void)
{
	test_classify();
	test_report();
	test_others();
	test_limits();
	return done();
}
