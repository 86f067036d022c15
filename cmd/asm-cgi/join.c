#include <string.h>

#include "cmd/asm-cgi/cgi.h"
#include "cmd/program.h"
#include "mail/compose.h"
#include "text/language.h"
#include "trust/identity.h"

/* ---- the mail ---- */

/* To observe@, from observe@: what was asked for is a record in its text, and nothing of it in its header. */
static int
write_mail(struct request *r, const struct record *wish, struct buf *out, struct err *err)
{
	struct compose	*mail;
	struct buf	 address = BUF_INIT, text = BUF_INIT;
	int		 result = -1;

	buf_addf(&address, "observe@%s", r->conf.domain);
	if (record_stanza(&text, wish) == -1 || buf_ok(&address, err) == -1)
		err_memory(err);
	else if ((mail = compose_new(err)) != NULL) {
		compose_address(mail, "From", "", buf_str(&address));
		compose_address(mail, "To", "", buf_str(&address));
		compose_date(mail, program_now());
		compose_ascii(mail, "Subject", "asm-cgi");
		compose_text(mail, "plain", NULL, NULL, span_buf(&text));
		result = compose_end(mail, out, err);
	}
	buf_free(&address);
	buf_free(&text);
	return result;
}

/* The page says that it is done only when sendmail has it. */
static int
hand_over(struct request *r, const struct record *wish, const char *title, const char *text, struct err *err)
{
	struct buf	mail = BUF_INIT;
	struct err	why = { 0 };
	int		result;

	if (write_mail(r, wish, &mail, err) == -1)
		result = -1;
	else if (mailer_send(span_buf(&mail), &why) == -1)
		result = page_say(r, "503 Service Unavailable", catalog_get(r->cat, "It did not work"),
		    catalog_get(r->cat, "The mail server does not take it just now. Please try again later."), err);
	else
		result = page_say(r, "200 OK", title, text, err);
	buf_free(&mail);
	return result;
}

/* The address of a form in its normal form: 1, 0 it is none, -1. */
static int
read_address(struct request *r, struct buf *out, struct err *err)
{
	const char	*fault;

	return identity_address(span_trim(span_str(form_get(&r->body, "address"))), out, &fault, err);
}

/* ---- forms ---- */

static void
open_form(struct request *r, struct markup_writer *w, const char *path)
{
	struct buf	action = BUF_INIT;

	page_link(r, path, &action);
	markup_open(w, "form");
	markup_attribute(w, "method", "post");
	markup_attribute(w, "action", buf_str(&action));
	buf_free(&action);
}

static void
write_address(struct request *r, struct markup_writer *w)
{
	markup_open(w, "label");
	markup_attribute(w, "for", "address");
	markup_writes(w, catalog_get(r->cat, "Your mail address"));
	markup_close(w);
	markup_open(w, "input");
	markup_attribute(w, "type", "email");
	markup_attribute(w, "id", "address");
	markup_attribute(w, "name", "address");
	markup_attribute(w, "dir", "ltr");
	markup_attribute(w, "autocomplete", "email");
	markup_attribute(w, "required", "required");
	markup_close(w);
}

static void
write_option(struct markup_writer *w, const char *value, const char *text, int chosen)
{
	markup_open(w, "option");
	markup_attribute(w, "value", value);
	markup_attribute(w, "selected", chosen ? "selected" : NULL);
	markup_writes(w, text);
	markup_close(w);
}

static void
open_select(struct markup_writer *w, const char *name, const char *label)
{
	markup_open(w, "label");
	markup_attribute(w, "for", name);
	markup_writes(w, label);
	markup_close(w);
	markup_open(w, "select");
	markup_attribute(w, "id", name);
	markup_attribute(w, "name", name);
}

static void
write_choices(struct request *r, struct markup_writer *w)
{
	const char *const	*tag;

	open_select(w, "language", catalog_get(r->cat, "Language"));
	write_option(w, "", catalog_get(r->cat, "as they were written"), 0);
	for (tag = catalog_languages(); *tag != NULL; tag++)
		write_option(w, *tag, catalog_language_name(r->cat, *tag), strcmp(*tag, r->language) == 0);
	markup_close(w);
	open_select(w, "rhythm", catalog_get(r->cat, "Rhythm"));
	write_option(w, "each", catalog_get(r->cat, "each post as it comes"), 0);
	write_option(w, "weekly", catalog_get(r->cat, "a newsletter a week"), 1);
	write_option(w, "daily", catalog_get(r->cat, "a newsletter a day"), 0);
	markup_close(w);
}

static void
write_button(struct markup_writer *w, const char *id, const char *text)
{
	markup_open(w, "p");
	markup_open(w, "button");
	markup_attribute(w, "id", id);
	markup_writes(w, text);
	markup_close(w);
	markup_close(w);
}

static void
write_link(struct request *r, struct markup_writer *w, const char *path, const char *text)
{
	struct buf	href = BUF_INIT;

	page_link(r, path, &href);
	markup_open(w, "p");
	markup_open(w, "a");
	markup_attribute(w, "href", buf_str(&href));
	markup_writes(w, text);
	markup_close(w);
	markup_close(w);
	buf_free(&href);
}

static void
write_complaint(struct markup_writer *w, const char *complaint)
{
	if (complaint == NULL)
		return;
	markup_open(w, "p");
	markup_attribute(w, "class", "complaint");
	markup_attribute(w, "role", "alert");
	markup_writes(w, complaint);
	markup_close(w);
}

/* A text of the catalogue with the title of the list in it. */
static int
fill(struct request *r, struct buf *out, const char *text)
{
	buf_reset(out);
	return catalog_fill(out, text, (const char *const[]){ "title", r->conf.title, NULL });
}

/* ---- pages ---- */

int
join_page(struct request *r, const char *complaint, struct err *err)
{
	struct markup_writer	*w;
	struct buf		 text = BUF_INIT;
	int			 result = -1;

	fill(r, &text, catalog_get(r->cat, "Read %{title} by mail"));
	if ((w = page_begin(r, buf_str(&text), err)) != NULL) {
		write_complaint(w, complaint);
		markup_element(w, "p", catalog_get(r->cat, "Only assemblies write here; anyone may read. Your address stays on this "
		    "server, and no assembly sees who reads."));
		open_form(r, w, "/join");
		write_address(r, w);
		write_choices(r, w);
		write_button(w, "join", catalog_get(r->cat, "Join"));
		markup_close(w);
		write_link(r, w, "/leave", catalog_get(r->cat, "Leave"));
		if (*r->conf.search != '\0')
			write_link(r, w, "/search", catalog_get(r->cat, "Search"));
		result = page_end(r, w, err);
	}
	buf_free(&text);
	return result;
}

static int
complain(struct request *r, int (*page)(struct request *, const char *, struct err *), struct err *err)
{
	r->status = "400 Bad Request";
	return page(r, catalog_get(r->cat, "This is no mail address that can be written to."), err);
}

int
join_post(struct request *r, struct err *err)
{
	static const char *const	rhythms[] = { "each", "daily", "weekly" };
	const char			*language = form_get(&r->body, "language");
	struct record			 wish = RECORD_INIT;
	struct buf			 address = BUF_INIT;
	size_t				 i;
	int				 got;

	if ((got = read_address(r, &address, err)) == 0) {
		buf_free(&address);
		return complain(r, join_page, err);
	}
	if (got == 1 && (record_add(&wish, "Request", "join", err) == -1 ||
	    record_add(&wish, "Address", buf_str(&address), err) == -1 ||
	    (language_valid(span_str(language)) && record_add(&wish, "Languages", language, err) == -1) ||
	    record_add(&wish, "Speaks", r->language, err) == -1))
		got = -1;
	for (i = 0; got == 1 && i < sizeof rhythms / sizeof rhythms[0]; i++)
		if (strcmp(form_get(&r->body, "rhythm"), rhythms[i]) == 0 &&
		    record_add(&wish, "Rhythm", rhythms[i], err) == -1)
			got = -1;
	if (got == 1)
		got = hand_over(r, &wish, catalog_get(r->cat, "Look into your mailbox"),
		    catalog_get(r->cat, "A letter is on its way to this address. Answer it as it says, and you have joined."), err);
	record_free(&wish);
	buf_free(&address);
	return got;
}

static int
leave_form(struct request *r, const char *complaint, struct err *err)
{
	struct markup_writer	*w;
	struct buf		 text = BUF_INIT;
	int			 result = -1;

	fill(r, &text, catalog_get(r->cat, "Leave %{title}"));
	if ((w = page_begin(r, buf_str(&text), err)) != NULL) {
		write_complaint(w, complaint);
		open_form(r, w, r->path);
		if (strcmp(r->path, "/leave") == 0)
			write_address(r, w);
		else {
			markup_open(w, "input");
			markup_attribute(w, "type", "hidden");
			markup_attribute(w, "name", "List-Unsubscribe");
			markup_attribute(w, "value", "One-Click");
			markup_close(w);
		}
		write_button(w, "leave", catalog_get(r->cat, "Leave"));
		markup_close(w);
		result = page_end(r, w, err);
	}
	buf_free(&text);
	return result;
}

int
leave_page(struct request *r, const char *token, struct err *err)
{
	(void)token;
	return leave_form(r, NULL, err);
}

/* With the token of one copy she leaves at once; an address alone is asked first. */
int
leave_post(struct request *r, const char *token, struct err *err)
{
	struct record	wish = RECORD_INIT;
	struct buf	address = BUF_INIT;
	int		got = 1;

	if (*token == '\0' && (got = read_address(r, &address, err)) == 0) {
		buf_free(&address);
		return complain(r, leave_form, err);
	}
	if (got == 1 && (record_add(&wish, "Request", "leave", err) == -1 ||
	    (*token != '\0' ? record_add(&wish, "Token", token, err) :
	    record_add(&wish, "Address", buf_str(&address), err)) == -1 ||
	    record_add(&wish, "Speaks", r->language, err) == -1))
		got = -1;
	if (got == 1)
		got = *token != '\0' ?
		    hand_over(r, &wish, catalog_get(r->cat, "You have left"), catalog_get(r->cat,
		    "Nothing more is sent to you. A letter says so, and how to come back."), err) :
		    hand_over(r, &wish, catalog_get(r->cat, "Look into your mailbox"), catalog_get(r->cat,
		    "If something is sent to this address, a letter is on its way to it. Answer it as it says, and you have left."), err);
	record_free(&wish);
	buf_free(&address);
	return got;
}
