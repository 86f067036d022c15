#include "tests/unit/tap.h"

#include "base/limits.h"
#include "site/answer.h"
#include "store/letter.h"
#include "store/token.h"

#define NOW	1795251600	/* 2026-11-21T09:00:00Z */

static struct site	*site;
static struct err	 e;

static void
open_site(void)
{
	struct buf	made = BUF_INIT;

	if (site_make(tap_path("site"), "assemblies@lists.example", "The list", NOW, &made, &e) == -1 ||
	    (site = site_open(tap_path("site"), SITE_PRIVATE, &e)) == NULL)
		bail("%s", e.text);
	buf_free(&made);
}

/* The last letter of the outbox. */
static void
last(struct letter *l)
{
	int64_t	id = 0;

	while (letter_due(site->priv, id, NOW + 1000000, l, &e) == 1)
		id = l->id;
}

static int
has(const struct buf *b, const char *text)
{
	if (span_find(span_buf(b), span_str(text)) != -1)
		return 1;
	tap_show("got", span_buf(b), 0);
	return 0;
}

static void
test_letter(void)
{
	struct answer	*a = answer_new(site, ANSWER_REPLY, "sol@sol.example", "xx es en", NOW, &e);
	struct letter	 l = { .id = 0 };
	struct header	 h;
	struct token	 t;
	char		 address[200];
	const char	*token;

	if (a == NULL)
		bail("%s", e.text);
	is_str(catalog_language(answer_catalog(a)), "es", "the first of her languages that we speak");
	is_str(answer_word(a, "Yes"), "sí", "and its words");
	is_str(answer_day(a, NOW), "21 de noviembre de 2026", "and days");
	header_split(&h, SPAN("Message-ID: <x@sol.example>\nSubject: q\n\n"), &e);
	answer_to_mail(a, &h);
	header_free(&h);
	answer_from(a, "observe");
	answer_subject(a, "Hola, %{who}", (const char *const[]){ "who", "ñandú", NULL });
	answer_say(a, "A paragraph that is longer than a line, so that it must be wrapped, and goes on in the next one.", NULL);
	answer_field(a, "Subject", SPAN("x\r\nBcc: evil@x.example \xE2\x80\xAE""end \x1b[2J"));
	answer_field(a, "Date", SPAN("never"));
	answer_quote(a, SPAN("one\r\n> two\n\nfour\nfive\n"), 4);
	answer_quote(a, SPAN("the assembly of the square met on Monday and talked about the houses of that\r\n"
	    "seventy families.\r\nAna\r\n"), 3);
	token = answer_token(a, "confirm", "confirm", "41", NOW + 60);
	snprintf(address, sizeof address, "%s", token);
	answer_line(a, token);
	is_int(answer_send(a, &e), 1, "sent");
	answer_free(a);

	last(&l);
	is_buf(&l.recipient, "sol@sol.example", "to her");
	ok(has(&l.message, "From: The list <observe@lists.example>\nTo: sol@sol.example\nReply-To: confirm+"), "from the list, replies to the token");
	ok(has(&l.message, "Date: Sat, 21 Nov 2026 09:00:00 +0000\n"), "dated");
	ok(has(&l.message, "In-Reply-To: <x@sol.example>\nReferences: <x@sol.example>\n"), "in its thread");
	ok(has(&l.message, "Auto-Submitted: auto-replied\nPrecedence: bulk\nX-Loop: assemblies@lists.example\n"), "marked as RFC 3834 wants it");
	ok(has(&l.message, "Subject: Hola, =?utf-8?B?"), "the subject is encoded");
	ok(has(&l.message, "Content-Language: es\n"), "says its language");
	ok(has(&l.message, "wrapped, and\ngoes on in the next one.\n\n    Subject: x Bcc: evil@x.example end [2J\n    Date: never\n\n"
	    "> one\n> > two\n>\n> four\n> "), "the text, and foreign text kept on its lines");
	ok(has(&l.message, "\n> the assembly of the square met on Monday and talked about the houses\n> of that seventy families.\n> Ana\n\n"),
	    "what was wrapped wider than we wrap is wrapped anew");
	ok(has(&l.message, address), "the token's address");
	ok(span_find(span_buf(&l.message), SPAN("five")) == -1, "no more of it than was wanted");
	is_int(token_find(site->priv, span_head(span_from(span_str(address), 8), TOKEN_CHARS), NOW, &t, &e), 1, "the token is remembered");
	is_str(t.subject, "41", "for what it is");
	is_str(t.address, "sol@sol.example", "and for whom");
	token_free(&t);
	letter_free(&l);
}

/* What is rolled back was never sent, nor its token, nor does it count. */
static void
test_transaction(void)
{
	struct answer	*a = answer_new(site, ANSWER_CHALLENGE, "a@undone.example", "", NOW, &e);
	struct letter	 l = { .id = 0 };
	int64_t		 left = -1;

	is_str(catalog_language(answer_catalog(a)), "en", "no language: the site's first");
	answer_token(a, "confirm", "confirm", "9", NOW + 60);
	answer_say(a, "text", NULL);
	db_begin(site->priv, &e);
	is_int(answer_send(a, &e), 1, "sent in a transaction");
	db_rollback(site->priv);
	last(&l);
	is_buf(&l.recipient, "sol@sol.example", "that is undone: no letter");
	is_ok(answer_left(a, &left, &e), &e, "the limit");
	is_int(left, ANSWER_CHALLENGE_ADDRESS, "is untouched");
	answer_free(a);
	letter_free(&l);
}

static int
send_one(enum answer_kind kind, const char *to, moment now)
{
	struct answer	*a = answer_new(site, kind, to, "en", now, &e);
	int		 got;

	answer_subject(a, "x", NULL);
	answer_say(a, "text", NULL);
	got = answer_send(a, &e);
	answer_free(a);
	return got;
}

static void
test_limits(void)
{
	struct answer	*a;
	char		 to[64];
	int		 i, sent = 0;

	for (i = 0; i < ANSWER_CHALLENGE_ADDRESS; i++)
		sent += send_one(ANSWER_CHALLENGE, "a@x.example", NOW + i) == 1;
	is_int(sent, ANSWER_CHALLENGE_ADDRESS, "as many a day as the limit says");
	is_int(send_one(ANSWER_CHALLENGE, "a@x.example", NOW + 86399), 0, "not one more");
	is_int(send_one(ANSWER_CHALLENGE, "a@x.example", NOW + 86400), 1, "but a day after the first");
	is_int(send_one(ANSWER_SUMMARY, "a@x.example", NOW), 1, "kinds do not share");
	is_int(send_one(ANSWER_SUMMARY, "a@x.example", NOW + 5), 0, "one summary a day");
	for (i = 0, sent = 0; i < ANSWER_CHALLENGE_SITE + 10; i++) {
		snprintf(to, sizeof to, "a@x%d.example", i);
		sent += send_one(ANSWER_CHALLENGE, to, NOW + 7 * 86400);
	}
	is_int(sent, ANSWER_CHALLENGE_SITE, "so many an hour from the site, whoever they go to");
	is_int(send_one(ANSWER_CHALLENGE, "new@x.example", NOW + 7 * 86400 + 3600), 1, "an hour later it goes on");
	for (i = 0, sent = 0; i < ANSWER_REPLY_DOMAIN + 5; i++) {
		snprintf(to, sizeof to, "a%d@big.example", i);
		sent += send_one(ANSWER_REPLY, to, NOW);
	}
	is_int(sent, ANSWER_REPLY_DOMAIN, "so many an hour to a domain");

	ok(answer_new(site, ANSWER_REPLY, "a@b\nBcc: c@d", "en", NOW, &e) == NULL, "no address, no letter");
	is_int(send_one(ANSWER_REPLY, "", NOW), -1, "none at all: it cannot be sent");
	a = answer_new(site, ANSWER_REPLY, "t@tokens.example", "en", NOW, &e);
	for (i = 0; i < ANSWER_TOKENS; i++)
		answer_token(a, "confirm", "confirm", "1", NOW + 1);
	is_int(answer_send(a, &e), 1, "as many tokens as there may be");
	answer_free(a);
	a = answer_new(site, ANSWER_REPLY, "t@tokens.example", "en", NOW, &e);
	for (i = 0; i < ANSWER_TOKENS + 1; i++)
		answer_token(a, "confirm", "confirm", "1", NOW + 1);
	is_err(answer_send(a, &e), &e, ERR_BUG, "one more is a mistake");
	answer_free(a);
}

int
main(void)
{
	open_site();
	test_letter();
	test_transaction();
	test_limits();
	site_close(site);
	return done();
}
