/*
 * What is written to people about held mail.  A stranger's words are shown as
 * lines of text behind a mark, never as ours, and never in a header.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "mail/body.h"
#include "mail/mime.h"
#include "mail/word.h"
#include "site/hold_parts.h"
#include "store/token.h"

#define SHOWN_ATTACHMENTS	5

/* ---- the mail, shown ---- */

/* A header field as people read it. */
static int
show_field(struct answer *a, const char *label, const struct header *h, const char *name, struct err *err)
{
	struct buf	value = BUF_INIT, text = BUF_INIT;
	int		got, result = 0;

	if ((got = header_value(h, name, &value)) == 1 && (result = word_decode(&text, span_buf(&value), err)) == 0)
		answer_field(a, label, span_buf(&text));
	buf_free(&value);
	buf_free(&text);
	return got == -1 ? err_memory(err) : result;
}

static void
show_attachments(struct answer *a, const struct body *body)
{
	const struct catalog	*cat = answer_catalog(a);
	struct buf		 line = BUF_INIT;
	size_t			 i;

	for (i = 0; i < body->nattachment && i < SHOWN_ATTACHMENTS; i++) {
		buf_reset(&line);
		buf_addf(&line, "%s (%s, %zu)", body->attachment[i].name, body->attachment[i].type,
		    body->attachment[i].size);
		answer_field(a, catalog_getc(cat, "field", "Attachment"), span_buf(&line));
	}
	buf_free(&line);
}

static void
show_digest(struct answer *a, const struct held *h)
{
	struct buf	hex = BUF_INIT;

	hash_hex(&hex, h->digest, sizeof h->digest);
	answer_field(a, "SHA-256", span_buf(&hex));
	buf_free(&hex);
}

int
hold_letter_show(struct answer *a, const struct held *h, struct span message, size_t lines, struct err *err)
{
	const struct catalog	*cat = answer_catalog(a);
	struct mime		*mime;
	struct body		 body = { 0 };
	struct buf		 words = BUF_INIT;
	int			 result = -1;

	if ((mime = mime_parse(message, err)) == NULL)
		return -1;
	if (show_field(a, catalog_getc(cat, "field", "Date"), &mime->header, "Date", err) == 0 &&
	    show_field(a, catalog_getc(cat, "field", "Subject"), &mime->header, "Subject", err) == 0 &&
	    body_read(&body, mime, err) == 0 && (result = body_words(&words, &body, err)) == 0) {
		answer_field(a, catalog_getc(cat, "field", "Reason"), span_str(h->reason));
		show_attachments(a, &body);
		show_digest(a, h);
		if (lines > 0)
			answer_quote(a, span_buf(&words), lines);
	}
	buf_free(&words);
	body_free(&body);
	mime_free(mime);
	return result;
}

/* ---- letters ---- */

static void
subject_of(char out[24], int64_t id)
{
	(void)snprintf(out, 24, "%lld", (long long)id);
}

/* Begin a letter to the contact, in her assembly's language; *name is the assembly's, the caller frees. */
static struct answer *
to_contact(struct site *site, enum answer_kind kind, const struct held *h, moment now, char **name,
    struct err *err)
{
	struct hold_assembly	 a;
	struct answer		*letter;

	if (hold_assembly(&a, site, h->assembly, err) == -1)
		return NULL;
	if ((letter = answer_new(site, kind, h->contact, a.languages, now, err)) != NULL) {
		*name = a.name;
		a.name = NULL;
	}
	hold_assembly_free(&a);
	return letter;
}

static void
say_challenge_end(struct answer *a, struct site *site, const char *reason, moment until)
{
	const struct catalog	*cat = answer_catalog(a);
	struct buf		 help = BUF_INIT;

	answer_say(a, catalog_get(cat, "If you wrote it, answer with the word \"%{yes}\" in the first line: it is then "
	    "published just as it stands. If you did not, answer \"%{no}\", and it is thrown away."),
	    (const char *const[]){ "yes", answer_word(a, "Yes"), "no", answer_word(a, "No"), NULL });
	answer_say(a, catalog_get(cat, "Without an answer it is not published. You can answer until %{date}."),
	    (const char *const[]){ "date", answer_day(a, until), NULL });
	buf_addf(&help, "help@%s", site->conf.domain);
	if (hold_reason(cat, reason) != NULL)
		answer_say(a, hold_reason(cat, reason), NULL);
	answer_say(a, catalog_get(cat, "If that happens to your own mails, show this letter to whoever runs your mail, or write "
	    "to %{help}."), (const char *const[]){ "help", buf_str(&help), NULL });
	buf_free(&help);
}

/* Whoever signs her mails must sign her answers. */
static int
say_must_sign(struct answer *a, struct site *site, const struct held *h, moment now, struct err *err)
{
	struct directory_contact c;
	int			 got;

	if ((got = directory_contact(site->pub, h->contact, now, &c, err)) == 1 && strcmp(c.policy, "pgp") == 0)
		answer_say(a, catalog_get(answer_catalog(a), "Your answer must be signed by OpenPGP as well."), NULL);
	return got == -1 ? -1 : 0;
}

int
hold_letter_challenge(struct site *site, const struct held *h, struct span message, moment now, struct err *err)
{
	const struct catalog	*cat;
	struct answer		*a;
	char			*name = NULL, subject[24];
	int			 got = -1;

	if ((a = to_contact(site, ANSWER_CHALLENGE, h, now, &name, err)) == NULL)
		return -1;
	cat = answer_catalog(a);
	subject_of(subject, h->id);
	answer_subject(a, catalog_get(cat, "Did you write this mail?"), NULL);
	answer_say(a, catalog_get(cat, "A mail that says it comes from %{name} has reached %{list}. Nothing in it proves "
	    "that, so it has not been published."),
	    (const char *const[]){ "name", name, "list", site->conf.list, NULL });
	(void)answer_token(a, "confirm", HOLD_CONFIRM, subject, now + HOLD_TOKEN_SECONDS);
	if (hold_letter_show(a, h, message, ANSWER_QUOTE_LINES, err) == 0) {
		say_challenge_end(a, site, h->reason, now + HOLD_TOKEN_SECONDS);
		if (say_must_sign(a, site, h, now, err) == 0)
			got = answer_send(a, err);
	}
	answer_free(a);
	free(name);
	return got;
}

int
hold_letter_large(struct site *site, const struct held *h, struct span message, moment now, struct err *err)
{
	const struct catalog	*cat;
	struct answer		*a;
	char			*name = NULL;
	int			 got = -1;

	if ((a = to_contact(site, ANSWER_NOTICE, h, now, &name, err)) == NULL)
		return -1;
	cat = answer_catalog(a);
	answer_subject(a, catalog_get(cat, "Your mail is too large"), NULL);
	answer_say(a, catalog_get(cat, "Your mail to %{list} has not been published: it is larger than 900 kB, or has lines "
	    "of more than 998 characters, and not every server could carry it."),
	    (const char *const[]){ "list", site->conf.list, NULL });
	if (hold_letter_show(a, h, message, 0, err) == 0) {
		answer_say(a, catalog_get(cat, "Please put the files somewhere in the web and send the text with a link to "
		    "them."), NULL);
		got = answer_send(a, err);
	}
	answer_free(a);
	free(name);
	return got;
}

/* ---- the summary ---- */

/* One mail of it, with its own address to answer to. */
static int
add_to_summary(struct answer *a, struct site *site, const struct held *h, moment now, struct err *err)
{
	struct hold_mail	 m;
	const char		*address;
	char			 subject[24];
	int			 got;

	subject_of(subject, h->id);
	answer_text(a, SPAN_NONE);	/* an empty line between them */
	if ((got = hold_open(&m, site, h->id, err)) == 1 &&
	    (got = hold_letter_show(a, h, span_buf(&m.message), HOLD_SUMMARY_LINES, err)) == 0 &&
	    (address = answer_token(a, "confirm", HOLD_CONFIRM, subject, now + HOLD_TOKEN_SECONDS)) != NULL) {
		answer_line(a, address);
		got = held_asked(site->priv, h->id, now, err);
	}
	hold_close(&m);
	return got == -1 ? -1 : 0;
}

static void
begin_summary(struct answer *a, struct site *site, const char *name, moment now)
{
	const struct catalog	*cat = answer_catalog(a);
	char			 subject[24];

	subject_of(subject, now);
	(void)answer_token(a, "confirm", HOLD_SUMMARY, subject, now + HOLD_TOKEN_SECONDS);
	answer_subject(a, catalog_get(cat, "Mails that say they come from you"), NULL);
	answer_say(a, catalog_get(cat, "More mails that say they come from %{name} have reached %{list} than we ask about "
	    "one by one. Nothing in them proves it, so they have not been published."),
	    (const char *const[]){ "name", name, "list", site->conf.list, NULL });
	answer_say(a, catalog_get(cat, "If you wrote none of them, answer this letter with the word \"%{no}\" in the first "
	    "line: all of them are thrown away. Of those that you wrote, write \"%{yes}\" to the address under each. You "
	    "can do so until %{date}."),
	    (const char *const[]){ "no", answer_word(a, "No"), "yes", answer_word(a, "Yes"), "date",
	    answer_day(a, now + HOLD_TOKEN_SECONDS), NULL });
}

/* The rows of one contact, `h` being the first: it is left at the next contact's, *got says whether there is one. */
static int
summarize(struct site *site, struct db_rows *rows, struct held *h, moment now, int *got, struct err *err)
{
	struct answer	*a;
	char		*name = NULL, *contact = strdup(h->contact);
	int64_t		 left = 0;
	int		 n = 0, result = -1;

	if (contact == NULL)
		return err_memory(err);
	if ((a = to_contact(site, ANSWER_SUMMARY, h, now, &name, err)) != NULL &&
	    (result = answer_left(a, &left, err)) == 0) {
		begin_summary(a, site, name, now);
		for (; *got == 1 && result == 0 && strcmp(h->contact, contact) == 0; *got = held_row(rows, h, err))
			if (left > 0 && n++ < HOLD_SUMMARY_MAILS)
				result = add_to_summary(a, site, h, now, err);
		if (result == 0 && n > 0 && answer_send(a, err) == -1)
			result = -1;
	}
	answer_free(a);
	free(name);
	free(contact);
	return result == -1 || *got == -1 ? -1 : 0;
}

int
hold_letter_summaries(struct site *site, moment now, struct err *err)
{
	struct db_rows	*rows;
	struct held	 h;
	int		 got, result = 0;

	if ((rows = held_unasked(site->priv, now - HOLD_SUMMARY_SECONDS, err)) == NULL)
		return -1;
	got = held_row(rows, &h, err);
	while (got == 1 && result == 0)
		result = summarize(site, rows, &h, now, &got, err);
	db_done(rows);
	return got == -1 ? -1 : result;
}

/* ---- moderators ---- */

static int
moderate_one(struct site *site, const char *to, const struct held *h, const char *name, struct span message,
    struct span said, moment now, struct err *err)
{
	const struct catalog	*cat;
	struct answer		*a;
	char			 subject[24];
	int			 got = -1;

	if ((a = answer_new(site, ANSWER_NOTICE, to, site->conf.languages, now, err)) == NULL)
		return -1;
	cat = answer_catalog(a);
	subject_of(subject, h->id);
	(void)answer_token(a, "confirm", HOLD_MODERATE, subject, h->expires);
	answer_subject(a, catalog_get(cat, "Held mail %{number}: please decide"),
	    (const char *const[]){ "number", subject, NULL });
	answer_say(a, catalog_get(cat, "The contact of %{name} was asked whether a mail is theirs, and answered neither yes "
	    "nor no:"), (const char *const[]){ "name", name, NULL });
	answer_quote(a, said, ANSWER_QUOTE_LINES);
	answer_say(a, catalog_get(cat, "This is the mail:"), NULL);
	if (hold_letter_show(a, h, message, ANSWER_QUOTE_LINES, err) == 0) {
		answer_say(a, catalog_get(cat, "Ask the assembly by another way. If the mail is theirs, answer this letter "
		    "with the word \"%{yes}\" in the first line: it is published, marked as released by moderators. If it "
		    "is not, answer \"%{no}\", and it is thrown away. The first answer decides, and the others are told."),
		    (const char *const[]){ "yes", answer_word(a, "Yes"), "no", answer_word(a, "No"), NULL });
		got = answer_send(a, err);
	}
	answer_free(a);
	return got;
}

int
hold_letter_moderate(struct site *site, const struct held *h, struct span message, struct span said, moment now,
    struct err *err)
{
	struct hold_assembly	 a;
	struct span		 rest = span_str(site->conf.moderators), one;
	char			*to;
	int			 got = 0, sent = 0;

	if (hold_assembly(&a, site, h->assembly, err) == -1)
		return -1;
	while (got != -1 && span_cut(&rest, ' ', &one)) {
		if (one.n == 0)
			continue;
		if ((to = span_dup(one)) == NULL)
			got = err_memory(err);
		else
			sent |= (got = moderate_one(site, to, h, a.name, message, said, now, err)) == 1;
		free(to);
	}
	hold_assembly_free(&a);
	return got == -1 ? -1 : sent;
}

static int
decided_one(struct site *site, const char *to, const struct held *h, int released, enum hold_who who, moment now,
    struct err *err)
{
	const struct catalog	*cat;
	struct answer		*a;
	char			 number[24];
	int			 got;

	if ((a = answer_new(site, ANSWER_NOTICE, to, site->conf.languages, now, err)) == NULL)
		return -1;
	cat = answer_catalog(a);
	subject_of(number, h->id);
	answer_subject(a, catalog_get(cat, "Held mail %{number} has been decided"),
	    (const char *const[]){ "number", number, NULL });
	answer_say(a, released ? catalog_get(cat, "It is published.") : catalog_get(cat, "It was thrown away."), NULL);
	switch (who) {
	case HOLD_BY_CONTACT:
		answer_say(a, catalog_get(cat, "Its contact has decided."), NULL);
		break;
	case HOLD_BY_MODERATOR:
		answer_say(a, catalog_get(cat, "Another moderator has decided."), NULL);
		break;
	case HOLD_BY_ADMIN:
		answer_say(a, catalog_get(cat, "An administrator has decided."), NULL);
		break;
	}
	answer_say(a, catalog_get(cat, "You need not do anything."), NULL);
	got = answer_send(a, err);
	answer_free(a);
	return got;
}

int
hold_letter_decided(struct site *site, const struct held *h, int released, enum hold_who who, const char *except,
    moment now, struct err *err)
{
	struct db_rows	*rows;
	char		 subject[24];
	int		 got, one = 0;

	subject_of(subject, h->id);
	if ((rows = token_holders(site->priv, HOLD_MODERATE, subject, err)) == NULL)
		return -1;
	while (one != -1 && (got = db_next(rows, err)) == 1)
		if (except == NULL || strcmp(db_text(rows, 0), except) != 0)
			one = decided_one(site, db_text(rows, 0), h, released, who, now, err);
	db_done(rows);
	return one == -1 || got == -1 ? -1 : 0;
}

/* ---- answers that changed nothing ---- */

int
hold_letter_reply(struct site *site, enum hold_reply why, const char *to, const char *languages,
    const struct header *mail, moment now, struct err *err)
{
	const struct catalog	*cat;
	struct answer		*a;
	int			 got;

	if ((a = answer_new(site, ANSWER_REPLY, to, languages, now, err)) == NULL)
		return -1;
	cat = answer_catalog(a);
	answer_to_mail(a, mail);
	answer_subject(a, catalog_get(cat, "Your answer has changed nothing"), NULL);
	switch (why) {
	case HOLD_TOO_LATE:
		answer_say(a, catalog_get(cat, "The mail you answer about is not waiting any more: it has been decided "
		    "already, or its time is over. If it was yours and has not been published, please send it once more."),
		    NULL);
		break;
	case HOLD_YES_OR_NO:
		answer_say(a, catalog_get(cat, "The first line of your answer was neither \"%{yes}\" nor \"%{no}\". Please "
		    "answer our letter once more with one of these words."),
		    (const char *const[]){ "yes", answer_word(a, "Yes"), "no", answer_word(a, "No"), NULL });
		break;
	case HOLD_ONE_BY_ONE:
		answer_say(a, catalog_get(cat, "To answer the whole letter, the one word \"%{no}\" throws all of its mails "
		    "away. A mail that you wrote is published when you write \"%{yes}\" to the address under it."),
		    (const char *const[]){ "yes", answer_word(a, "Yes"), "no", answer_word(a, "No"), NULL });
		break;
	case HOLD_NOT_POSSIBLE:
		answer_say(a, catalog_get(cat, "This mail cannot be released: only mail of a contact who is endorsed now, "
		    "held for want of a proof, can be."), NULL);
		break;
	}
	got = answer_send(a, err);
	answer_free(a);
	return got;
}
