#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "cmd/asm-hold/hold_cmd.h"
#include "cmd/program.h"
#include "mail/body.h"
#include "mail/field.h"
#include "mail/mime.h"
#include "mail/word.h"
#include "text/utf8.h"

#define SHOWN_ATTACHMENTS	100

int
hold_add_row(struct record *r, const struct held *h, struct err *err)
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
	    record_addf(r, err, "Size", "%lld", (long long)h->size) == 0 &&
	    record_add(r, "Digest", buf_str(&hex), err) == 0)
		result = record_add(r, "Decision", h->decision[0] != '\0' ? h->decision : "open", err);
	buf_free(&hex);
	return result;
}

int
hold_run_list(char **operand, size_t n)
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
	site = hold_site(SITE_PRIVATE_READ);
	if ((rows = held_list(site->priv, &err)) == NULL)
		program_fail(&err);
	record_writer_start(&out, stdout, program_form());
	while ((got = held_row(rows, &h, &err)) == 1) {
		record_clear(&r);
		if ((got = hold_add_row(&r, &h, &err)) == -1 || (got = record_writer_put(&out, &r, &err)) == -1)
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

	if (hold_raw)
		return fwrite(message.s, 1, message.n, stdout) == message.n ? 0 :
		    err_set(err, ERR_IO, "standard output: %s", strerror(errno));
	record_writer_start(&out, stdout, program_form());
	if (hold_add_row(&r, h, err) == 0 && add_content(&r, message, err) == 0)
		result = record_writer_put(&out, &r, err);
	record_writer_end(&out);
	record_free(&r);
	return result;
}

int
hold_run_show(char **operand, size_t n)
{
	struct site	*site = hold_site(SITE_PRIVATE_READ);
	struct db_rows	*rows = NULL;
	struct buf	 message = BUF_INIT;
	struct held	 h;
	struct err	 err;
	int64_t		 id = hold_number(operand[0]);
	int		 got;

	(void)n;
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
