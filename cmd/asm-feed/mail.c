/*
 * Entries of other people's feeds as mails.  A mail has the same Message-ID whenever the entry is read, whatever became
 * of its title and text.
 */
#include <string.h>

#include "base/hash.h"
#include "base/io.h"
#include "base/limits.h"
#include "feed.h"
#include "mail/address.h"
#include "mail/body.h"
#include "mail/compose.h"
#include "mail/mbox.h"
#include "mail/word.h"
#include "read.h"
#include "text/doc.h"
#include "text/docout.h"
#include "text/html.h"
#include "text/language.h"
#include "text/utf8.h"

#define ID_BYTES	20		/* of the digest in a Message-ID */
#define NOBODY		"nobody@feed.invalid"

struct mails {
	FILE		*out;
	const char	*assembly;
	size_t		 left;		/* that may still be written */
};

/* ---- text ---- */

/* Does it hold a tag or a reference?  RSS leaves open what it is. */
static int
is_html(const struct found_text *t)
{
	struct span	 rest = span_buf(&t->text);
	ptrdiff_t	 at;

	if (t->form != FOUND_GUESS)
		return t->form == FOUND_HTML;
	for (; (at = span_chr(rest, '<')) != -1; rest = span_from(rest, (size_t)at + 1)) {
		struct span tag = span_from(rest, (size_t)at + 1);

		if (span_starts(tag, "/"))
			tag = span_from(tag, 1);
		if (tag.n > 1 && ((*tag.s >= 'a' && *tag.s <= 'z') || (*tag.s >= 'A' && *tag.s <= 'Z')) && span_chr(tag, '>') != -1)
			return 1;
		if (span_chr(tag, '>') == -1)
			break;
	}
	for (rest = span_buf(&t->text); (at = span_chr(rest, '&')) != -1; rest = span_from(rest, (size_t)at + 1)) {
		struct span reference = span_head(span_from(rest, (size_t)at), 12);
		ptrdiff_t end = span_chr(reference, ';');

		if (end > 2 && span_chr(span_head(reference, (size_t)end), ' ') == -1)
			return 1;
	}
	return 0;
}

/* A text for people as paragraphs of plain text. */
static int
add_text(struct buf *out, const struct found_text *t, struct err *err)
{
	struct docout_text form = { .links = 2, .flowed = 1 };
	struct buf	 clean = BUF_INIT;
	struct doc	*doc;
	int		 r = 0;

	if ((doc = is_html(t) ? html_doc(span_buf(&t->text), err) : doc_new("", err)) == NULL)
		return -1;
	if (!is_html(t)) {
		utf8_clean(&clean, span_buf(&t->text));
		r = body_doc(doc, span_buf(&clean), err);
	}
	if (r == 0)
		r = docout_text(out, doc, &form, err);
	buf_free(&clean);
	doc_free(doc);
	return r;
}

/* A line for people. */
static int
add_line(struct buf *out, const struct found_text *t, struct err *err)
{
	struct buf	 text = BUF_INIT;
	int		 r = 0;

	if (is_html(t))
		r = html_text(&text, span_buf(&t->text), err);
	else
		buf_addspan(&text, span_buf(&t->text));
	utf8_line(out, span_head(span_buf(&text), ENTRY_TEXT));
	buf_free(&text);
	return r == 0 ? buf_ok(out, err) : -1;
}

/* Summary and text, but of two that are the same, or one the beginning of the other, only the longer. */
static int
add_body(struct buf *out, const struct found *e, struct err *err)
{
	struct buf	 summary = BUF_INIT, content = BUF_INIT, a = BUF_INIT, b = BUF_INIT;
	int		 r = -1;

	if (add_text(&summary, &e->summary, err) == 0 && add_text(&content, &e->content, err) == 0) {
		utf8_line(&a, span_buf(&summary));
		utf8_line(&b, span_buf(&content));
		if (a.len > 0 && span_find(span_buf(&b), span_buf(&a)) == -1) {
			buf_addbuf(out, &summary);
			if (b.len > 0)
				buf_addc(out, '\n');
		}
		if (b.len > 0)
			buf_addbuf(out, &content);
		r = buf_ok(out, err);
	}
	buf_free(&summary);
	buf_free(&content);
	buf_free(&a);
	buf_free(&b);
	return r;
}

/* ---- who and what ---- */

/* What an entry is known by: an id that is a URI is one everywhere, another one only in its feed. */
static int
message_id(struct buf *out, const struct found *feed, const struct found *e, struct err *err)
{
	struct hash	*h = hash_new();
	unsigned char	 digest[HASH_LEN];
	int		 is_uri = span_chr(span_buf(&e->id), ':') != -1;

	if (h == NULL)
		return err_memory(err);
	hash_addspan(h, is_uri ? SPAN_NONE : span_buf(feed->id.len > 0 ? &feed->id : &feed->link));
	hash_add(h, "", 1);
	if (e->id.len > 0 || e->link.len > 0)
		hash_addspan(h, span_buf(e->id.len > 0 ? &e->id : &e->link));
	else {
		hash_addspan(h, span_buf(&e->title.text));
		hash_add(h, "", 1);
		hash_addspan(h, span_buf(e->content.text.len > 0 ? &e->content.text : &e->summary.text));
	}
	if (hash_end(h, digest) == -1)
		return err_memory(err);
	buf_adds(out, "<feed.");
	hash_base32(out, digest, ID_BYTES);
	buf_adds(out, "@feed.invalid>");
	return buf_ok(out, err);
}

/* The entry's author, else that of the feed, else the feed. */
static int
add_from(struct compose *c, const struct found *feed, const struct found *e, struct err *err)
{
	const struct found *by = e->author.len > 0 || e->address.len > 0 ? e : feed;
	struct buf	 name = BUF_INIT;
	int		 is_address = address_plain(span_buf(&by->address)), r = 0;

	if (by->author.len > 0)
		buf_addspan(&name, span_head(span_buf(&by->author), ENTRY_TEXT));
	else if (!is_address)
		r = add_line(&name, &feed->title, err);
	compose_address(c, "From", buf_str(&name), is_address ? buf_str(&by->address) : NOBODY);
	buf_free(&name);
	return r;
}

/* "Title <host>", as lists say what they are. */
static int
add_list(struct compose *c, const struct found *feed, struct err *err)
{
	struct buf	 value = BUF_INIT, title = BUF_INIT;
	struct span	 host = span_buf(&feed->link);
	ptrdiff_t	 at = span_find(host, SPAN("//"));
	size_t		 n;
	int		 r = add_line(&title, &feed->title, err);

	host = at == -1 ? SPAN_NONE : span_from(host, (size_t)at + 2);
	for (n = 0; n < host.n && strchr("/?#:@", host.s[n]) == NULL; n++)
		;
	word_encode_phrase(&value, span_buf(&title), strlen("List-Id: "));
	buf_addf(&value, "%s<%.*s>", value.len > 0 ? " " : "", n > 0 ? (int)n : (int)strlen("feed.invalid"), n > 0 ? host.s : "feed.invalid");
	if (r == 0 && title.len > 0)
		compose_ascii(c, "List-Id", buf_str(&value));
	buf_free(&value);
	buf_free(&title);
	return r;
}

static void
add_language(struct compose *c, const struct found *feed, const struct found *e)
{
	const struct buf *language = e->language.len > 0 ? &e->language : &feed->language;

	if (language->len > 0 && language_valid(span_buf(language)))
		compose_ascii(c, "Content-Language", buf_str(language));
}

static int
add_fields(struct compose *c, const struct mails *m, const struct found *feed, const struct found *e, struct err *err)
{
	struct buf	 title = BUF_INIT, id = BUF_INIT;
	moment		 at = e->published != MOMENT_NONE ? e->published : e->updated;
	int		 r = -1;

	if (add_from(c, feed, e, err) == 0 && add_line(&title, &e->title, err) == 0 && message_id(&id, feed, e, err) == 0) {
		compose_field(c, "Subject", span_buf(&title));
		if (at != MOMENT_NONE)
			compose_date(c, at);
		compose_ascii(c, "Message-ID", buf_str(&id));
		if (e->link.len > 0 && !span_starts(span_buf(&e->link), "mailto:")) {
			buf_reset(&id);
			buf_addf(&id, "<%s>", buf_str(&e->link));
			compose_ascii(c, "Archived-At", buf_str(&id));
		}
		if (e->id.len > 0)
			compose_field(c, "Asm-Entry", span_head(span_buf(&e->id), ENTRY_TEXT));
		if (m->assembly != NULL) {
			compose_ascii(c, "Asm-Type", "wire");
			compose_ascii(c, "Asm-Assembly", m->assembly);
		}
		add_language(c, feed, e);
		r = add_list(c, feed, err);
	}
	buf_free(&title);
	buf_free(&id);
	return r;
}

static int
write_mail(void *arg, const struct found *feed, const struct found *e, struct err *err)
{
	struct mails	*m = arg;
	struct compose	*c;
	struct buf	 body = BUF_INIT, mail = BUF_INIT;
	moment		 at = e->published != MOMENT_NONE ? e->published : e->updated;
	int		 r = -1;

	if (m->left == 0)
		return 0;
	m->left--;
	if ((c = compose_new(err)) == NULL)
		return -1;
	if (add_fields(c, m, feed, e, err) == -1 || add_body(&body, e, err) == -1)
		compose_free(c);
	else {
		compose_text(c, "plain", "; format=flowed", NULL, span_head(span_buf(&body), HTML_MAX));
		r = compose_end(c, &mail, err);
	}
	if (r == 0)
		r = mbox_write(m->out, span_buf(&mail), "nobody@feed.invalid", at != MOMENT_NONE && at > 0 ? at : 0, err);
	buf_free(&body);
	buf_free(&mail);
	return r;
}

int
feed_read(FILE *out, int fd, const char *url, const char *assembly, size_t count, struct err *err)
{
	struct mails	 m = { out, assembly, count > 0 ? count : SIZE_MAX };
	struct buf	 bytes = BUF_INIT, utf8 = BUF_INIT;
	struct span	 text;
	int		 r;

	if ((r = io_read_all(fd, XML_MAX, &bytes, err)) == 0) {
		text = span_trim(span_buf(&bytes));
		if (span_starts(text, "\xef\xbb\xbf"))
			text = span_trim(span_from(text, 3));
		if (text.n == 0)
			;
		else if (*text.s == '{')
			r = read_json(text, url, write_mail, &m, err);
		else if ((r = read_decode(&utf8, text, err)) == 0)
			r = read_xml(span_buf(&utf8), url, write_mail, &m, err);
	}
	buf_free(&bytes);
	buf_free(&utf8);
	return r;
}
