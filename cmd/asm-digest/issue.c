/*
 * The issue as a mail.  Nothing in it comes from this machine or this moment: the same stream gives the same bytes.
 */
#include <string.h>

#include "digest.h"
#include "mail/compose.h"
#include "text/docout.h"

/* How much is shown, until the HTML is small enough: long texts, shorter ones, titles, fewer titles. */
static const struct {
	size_t	 words, shown;
} details[] = {
	{ DIGEST_WORDS, DIGEST_SHOWN }, { 30, DIGEST_SHOWN }, { 15, DIGEST_SHOWN }, { 0, DIGEST_SHOWN },
	{ 0, DIGEST_SHOWN / 2 }, { 0, DIGEST_SHOWN / 4 }, { 0, 10 }
};

#define DETAILS	(sizeof(details) / sizeof(details[0]))

/* The tree with as much detail as fits, and its HTML. */
static struct doc *
lay_out(struct buf *html, const struct digest *d, struct err *err)
{
	struct docout_html page = { digest_title(d), digest_style };
	struct doc	*doc = NULL;
	size_t		 i, shown;

	for (i = 0; i < DETAILS; i++) {
		shown = details[i].shown < d->shown ? details[i].shown : d->shown;
		doc_free(doc);
		buf_reset(html);
		if ((doc = digest_layout(d, details[i].words, shown, err)) == NULL)
			return NULL;
		if (docout_html(html, doc, &page, err) == -1) {
			doc_free(doc);
			return NULL;
		}
		if (html->len < DIGEST_HTML)
			break;
	}
	return doc;
}

void
digest_fields(struct compose *c, const struct digest *d)
{
	const char	*address = d->list.address != NULL && *d->list.address != '\0' ? d->list.address : "newsletter@list.invalid";
	const char	*language = catalog_language(d->catalog);
	struct buf	 b = BUF_INIT;

	compose_address(c, "From", digest_title(d), address);
	buf_addf(&b, "%s ", digest_title(d));
	digest_dates(&b, d);
	compose_field(c, "Subject", span_buf(&b));
	compose_date(c, d->until);
	/* asm-post makes the same name of the window. */
	buf_reset(&b);
	buf_addf(&b, "<digest.%s.%s.%s@%s>", d->edition, d->from_day, language, strchr(address, '@') + 1);
	compose_ascii(c, "Message-ID", buf_str(&b));
	compose_ascii(c, "Auto-Submitted", "auto-generated");
	compose_ascii(c, "Asm-Type", "issue");
	compose_ascii(c, "Asm-Edition", d->edition);
	buf_reset(&b);
	time_rfc3339_east(&b, d->from, d->from_east);
	buf_addc(&b, '/');
	time_rfc3339_east(&b, d->until, d->until_east);
	compose_ascii(c, "Asm-Window", buf_str(&b));
	compose_ascii(c, "Content-Language", language);
	buf_free(&b);
}

static int
write_mail(struct buf *out, const struct digest *d, struct span text, struct span html, struct err *err)
{
	struct compose	*c;
	struct buf	 ics = BUF_INIT;
	int		 r;

	if (digest_calendar(&ics, d, err) == -1 || (c = compose_new(err)) == NULL) {
		buf_free(&ics);
		return -1;
	}
	digest_fields(c, d);
	if (ics.len > 0)
		compose_begin(c, "mixed");
	compose_begin(c, "alternative");
	compose_text(c, "plain", "; format=flowed", catalog_language(d->catalog), text);
	compose_text(c, "html", NULL, catalog_language(d->catalog), html);
	compose_close(c);
	if (ics.len > 0) {
		/* As a file: mail programs list it, and invite nobody. */
		compose_attachment(c, "text/calendar; charset=utf-8; method=PUBLISH", "calendar.ics", span_buf(&ics));
		compose_close(c);
	}
	r = compose_end(c, out, err);
	buf_free(&ics);
	return r;
}

int
digest_issue(struct buf *out, const struct digest *d, struct err *err)
{
	/* Only in a mail do blanks at line ends mean something. */
	struct docout_text	 form = { .flowed = d->form == DIGEST_MAIL };
	struct buf		 text = BUF_INIT, html = BUF_INIT;
	struct doc		*doc;
	int			 r = -1;

	if (d->form == DIGEST_MIME || d->form == DIGEST_RFC1153)
		return digest_burst(out, d, err);
	if ((doc = lay_out(&html, d, err)) == NULL || docout_text(&text, doc, &form, err) == -1)
		goto out;
	if (d->form == DIGEST_MAIL)
		r = write_mail(out, d, span_buf(&text), span_buf(&html), err);
	else {
		buf_addbuf(out, d->form == DIGEST_PAGE ? &html : &text);
		r = buf_ok(out, err);
	}
out:
	doc_free(doc);
	buf_free(&text);
	buf_free(&html);
	return r;
}
