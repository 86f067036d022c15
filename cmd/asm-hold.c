/*
 * asm-hold: mail that was not let through, kept for people to look at.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "cmd/program.h"
#include "mail/body.h"
#include "mail/date.h"
#include "mail/field.h"
#include "mail/mime.h"
#include "mail/word.h"
#include "site/site.h"
#include "store/held.h"
#include "text/utf8.h"
#include "trust/seal.h"

#define STUCK_SECONDS		(48 * 3600)
#define SHOWN_ATTACHMENTS	100

enum { OPT_STATUS = 1, OPT_RAW };

static int post_status;		/* what asm-post said: 65, 77, or 0 when it was not asked */
static int raw;

/* ---- keep ---- */

/* What a seal says of a mail, as a row of held mail. */
static int
held_of_seal(struct held *h, const struct seal *seal, struct err *err)
{
	if (seal->refused == (post_status != 0))
		return err_set(err, ERR_USAGE, seal->refused ?
		    "--status is for a mail that asm-verify had accepted" :
		    "the mail was accepted: say asm-post's answer by --status");
	if (seal->refused && seal->verdict == 13)
		return err_set(err, ERR_DATA, "a mail to be dropped is not kept");
	h->verdict = seal->refused ? seal->verdict : post_status == 65 ? 65 : 11;
	h->reason = seal->refused ? seal->reason : post_status == 65 ? "too-large" : "not-endorsed";
	h->assembly = seal->assembly;
	h->contact = seal->contact;
	h->recipient = seal->recipient;
	return 0;
}

static int
keep(struct site *site, const struct held *h, struct span mail, struct err *err)
{
	int	got;

	if (db_begin(site->priv, err) == -1)
		return -1;
	if (held_expire(site->priv, program_now(), NULL, err) == 0 &&
	    (got = held_keep(site->priv, h, mail, err)) != -1 &&
	    db_commit(site->priv, err) == 0)
		return got;
	db_rollback(site->priv);
	return -1;
}

static void
report_kept(const struct held *h, int got)
{
	struct buf	hex = BUF_INIT;

	hash_hex(&hex, h->digest, 8);
	program_note("mail=%s verdict=%d reason=%s %s", buf_str(&hex), h->verdict, h->reason,
	    got == 1 ? "kept" : got == 0 ? "known" : "not kept: quota");
	if (got == 2)
		program_say("mail=%s verdict=%d not kept: its quota is used up", buf_str(&hex), h->verdict);
	buf_free(&hex);
}

static int
run_keep(char **operand, size_t n)
{
	struct site	*site;
	struct buf	 mail = BUF_INIT, secret = BUF_INIT;
	struct seal	 seal = { 0 };
	struct held	 held = { 0 };
	struct span	 rest;
	struct err	 err;
	int		 got = -1;

	(void)operand;
	(void)n;
	if ((site = site_open(program_site(), SITE_PRIVATE, &err)) == NULL)
		program_fail(&err);
	if (io_read_all(STDIN_FILENO, MESSAGE_MAX, &mail, &err) == 0 &&
	    site_secret(site, &secret, &err) == 0 &&
	    seal_check(span_buf(&mail), span_buf(&secret), program_now(), &seal, &rest, &err) == 0 &&
	    held_of_seal(&held, &seal, &err) == 0) {
		held.received = program_now();
		held.expires = program_now() + held_seconds(held.verdict);
		if (hash_sha256(rest.s, rest.n, held.digest) == -1)
			err_memory(&err);
		else if ((got = keep(site, &held, rest, &err)) != -1)
			report_kept(&held, got);
	}
	buf_wipe(&secret);
	buf_free(&mail);
	seal_free(&seal);
	site_close(site);
	if (got == -1)
		program_fail(&err);
	return 0;
}

/* ---- list and show ---- */

static int
add_row(struct record *r, const struct held *h, struct err *err)
{
	struct buf	hex = BUF_INIT;
	int		result = -1;

	hash_hex(&hex, h->digest, sizeof h->digest);
	if (buf_ok(&hex, err) == 0 &&
	    record_addf(r, err, "Held", "%lld", (long long)h->id) == 0 &&
	    record_addf(r, err, "Verdict", "%d", h->verdict) == 0 &&
	    record_add(r, "Reason", h->reason, err) == 0 &&
	    record_add(r, "Assembly", h->assembly, err) == 0 &&
	    record_add(r, "Recipient", h->recipient, err) == 0 &&
	    record_addtime(r, "Received", h->received, err) == 0 &&
	    record_addtime(r, "Expires", h->expires, err) == 0 &&
	    record_addf(r, err, "Size", "%lld", (long long)h->size) == 0)
		result = record_add(r, "Digest", buf_str(&hex), err);
	buf_free(&hex);
	return result;
}

static int
run_list(char **operand, size_t n)
{
	struct record_writer	 out;
	struct record		 r = RECORD_INIT;
	struct held		 h;
	struct db_rows		*rows;
	struct site		*site;
	struct err		 err;
	int			 got;

	(void)operand;
	(void)n;
	if ((site = site_open(program_site(), SITE_PRIVATE_READ, &err)) == NULL ||
	    (rows = held_list(site->priv, &err)) == NULL)
		program_fail(&err);
	record_writer_start(&out, stdout, program_form());
	while ((got = held_row(rows, &h, &err)) == 1) {
		record_clear(&r);
		if ((got = add_row(&r, &h, &err)) == -1 || (got = record_writer_put(&out, &r, &err)) == -1)
			break;
	}
	record_writer_end(&out);
	record_free(&r);
	db_done(rows);
	site_close(site);
	if (got == -1)
		program_fail(&err);
	return 0;
}

/* A header field as a line for people, if it is there. */
static int
add_field(struct record *r, const struct header *header, const char *name, struct err *err)
{
	struct buf	value = BUF_INIT, text = BUF_INIT, line = BUF_INIT;
	int		got, result = 0;

	/* In one line: without what reorders or hides letters, too. */
	if ((got = header_value(header, name, &value)) == 1 &&
	    (result = word_decode(&text, span_buf(&value), err)) == 0)
		result = utf8_line(&line, span_buf(&text)) == -1 ? err_memory(err) :
		    record_addtext(r, name, span_head(span_buf(&line), FIELD_MAX), err);
	buf_free(&value);
	buf_free(&text);
	buf_free(&line);
	return got == -1 ? err_memory(err) : result;
}

/* What a moderator may see of a stranger's mail: text only, attachments by name and size. */
static int
add_content(struct record *r, struct span message, struct err *err)
{
	struct mime	*mime;
	struct body	 body = { 0 };
	size_t		 i;
	int		 result = -1;

	if ((mime = mime_parse(message, err)) == NULL)
		return -1;
	if (add_field(r, &mime->header, "From", err) == 0 &&
	    add_field(r, &mime->header, "Date", err) == 0 &&
	    add_field(r, &mime->header, "Subject", err) == 0 &&
	    body_read(&body, mime, err) == 0) {
		for (i = 0, result = 0; i < body.nattachment && i < SHOWN_ATTACHMENTS && result == 0; i++)
			result = record_addf(r, err, "Attachment", "%s %zu %s", body.attachment[i].type,
			    body.attachment[i].size, body.attachment[i].name);
		if (result == 0 && i < body.nattachment)
			result = record_addf(r, err, "Attachment", "and %zu more", body.nattachment - i);
		if (result == 0)
			result = record_addtext(r, "Text", span_buf(&body.text), err);
	}
	body_free(&body);
	mime_free(mime);
	return result;
}

static int
show(const struct held *h, struct span message, struct err *err)
{
	struct record_writer	out;
	struct record		r = RECORD_INIT;
	int			result = -1;

	if (raw)
		return fwrite(message.s, 1, message.n, stdout) == message.n ? 0 :
		    err_set(err, ERR_IO, "standard output: %s", strerror(errno));
	record_writer_start(&out, stdout, program_form());
	if (add_row(&r, h, err) == 0 && add_content(&r, message, err) == 0)
		result = record_writer_put(&out, &r, err);
	record_writer_end(&out);
	record_free(&r);
	return result;
}

static int64_t
number_of(const char *operand)
{
	unsigned long long	id;

	if (span_number(span_str(operand), &id) == -1 || id == 0 || id > INT64_MAX)
		program_usage("\"%s\" is no number of a held mail", operand);
	return (int64_t)id;
}

static int
run_show(char **operand, size_t n)
{
	struct site	*site;
	struct db_rows	*rows = NULL;
	struct buf	 message = BUF_INIT;
	struct held	 h;
	struct err	 err;
	int64_t		 id = number_of(operand[0]);
	int		 got;

	(void)n;
	if ((site = site_open(program_site(), SITE_PRIVATE_READ, &err)) == NULL)
		program_fail(&err);
	if ((got = held_get(site->priv, id, &h, &message, &rows, &err)) == 1)
		got = show(&h, span_buf(&message), &err) == -1 ? -1 : 1;
	db_done(rows);
	buf_free(&message);
	site_close(site);
	if (got == -1)
		program_fail(&err);
	if (got == 0)
		program_say("%lld: no such held mail", (long long)id);
	return got == 1 ? 0 : 1;
}

/* ---- discard ---- */

static int
run_discard(char **operand, size_t n)
{
	struct site	*site;
	struct err	 err;
	size_t		 i, count = 0;
	int		 got;

	for (i = 0; i < n; i++)
		(void)number_of(operand[i]);
	if ((site = site_open(program_site(), SITE_PRIVATE, &err)) == NULL)
		program_fail(&err);
	got = db_begin(site->priv, &err);
	for (i = 0; i < n && got != -1; i++) {
		if ((got = held_discard(site->priv, number_of(operand[i]), &err)) == 0)
			program_say("%s: no such held mail", operand[i]);
		count += got == 1;
	}
	if (got != -1)
		got = db_commit(site->priv, &err);
	site_close(site);
	if (got == -1)
		program_fail(&err);
	return count == n ? 0 : 1;
}

/* ---- stuck ---- */

/* When our MTA took the mail: the date of the topmost Received. */
static moment
received_at(struct span mail)
{
	struct header	header;
	struct buf	value = BUF_INIT;
	struct span	rest, piece, last = SPAN_NONE;
	moment		at = MOMENT_NONE;

	if (header_split(&header, mail, NULL) == -1)
		return MOMENT_NONE;
	if (header_value(&header, "Received", &value) == 1) {
		for (rest = span_buf(&value); span_cut(&rest, ';', &piece); )
			last = piece;
		if (date_parse(span_trim(last), &at, NULL) == -1)
			at = MOMENT_NONE;
	}
	header_free(&header);
	buf_free(&value);
	return at;
}

static int
store_stuck(struct site *site, struct span mail, struct err *err)
{
	unsigned char	digest[HASH_LEN];
	struct buf	path = BUF_INIT, stem = BUF_INIT;
	int		result = -1;

	if (hash_sha256(mail.s, mail.n, digest) == -1 || hash_hex(&stem, digest, sizeof digest) == -1)
		err_memory(err);
	else if (site_path(site, "stuck", &path, err) == 0)
		result = io_maildir(buf_str(&path), buf_str(&stem), mail.s, mail.n, err);
	buf_free(&path);
	buf_free(&stem);
	return result;
}

static int
run_stuck(char **operand, size_t n)
{
	struct site	*site;
	struct buf	 mail = BUF_INIT;
	struct err	 err;
	moment		 at;
	int		 result = 0, old = 0;

	(void)operand;
	(void)n;
	if ((site = site_open(program_site(), 0, &err)) == NULL)
		program_fail(&err);
	if ((result = io_read_all(STDIN_FILENO, MESSAGE_MAX, &mail, &err)) == 0) {
		at = received_at(span_buf(&mail));
		old = at != MOMENT_NONE && program_now() - at > STUCK_SECONDS;
		if (old)
			result = store_stuck(site, span_buf(&mail), &err);
	}
	buf_free(&mail);
	site_close(site);
	if (result == -1)
		program_fail(&err);
	if (old)
		program_say("a mail without a verdict for 48 hours was put into %s/stuck", program_site());
	return old ? 0 : 1;
}

/* ---- the program ---- */

static const struct program_option options[] = {
	OPTION_SITE,
	OPTION_NOW,
	{ 0, "status", "STATUS", "what asm-post said of it: 65 or 77", "keep", OPT_STATUS },
	{ 0, "raw", NULL, "the bytes as they were kept", "show", OPT_RAW },
	OPTION_FORMS,
	OPTION_VERBOSE,
	OPTION_END
};

static const struct program_verb verbs[] = {
	{ "keep", NULL, "keep the sealed mail on standard input", 0, 0, run_keep },
	{ "list", NULL, "what is held, as records", 0, 0, run_list },
	{ "show", "NUMBER", "one held mail, as a record with its text", 1, 1, run_show },
	{ "discard", "NUMBER ...", "throw held mail away", 1, -1, run_discard },
	{ "stuck", NULL, "store a mail that had no verdict for 48 hours in the site's stuck/", 0, 0, run_stuck },
	{ NULL, NULL, NULL, 0, 0, NULL }
};

static const struct program program = {
	.name = "asm-hold",
	.about = "Keep mail that was not let through, and look at it.",
	.options = options,
	.verbs = verbs
};

int
main(int argc, char **argv)
{
	const char	*value;
	int		 c;

	program_start(&program, argc, argv);
	while ((c = program_next(&value)) != 0)
		switch (c) {
		case OPT_STATUS:
			post_status = (int)program_number(value, 65, 77);
			if (post_status != 65 && post_status != 77)
				program_usage("--status: %s is not 65 or 77", value);
			break;
		case OPT_RAW:
			raw = 1;
			break;
		}
	program_sandbox(SANDBOX_FILES);
	return program_end(program_run());
}
