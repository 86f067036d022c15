/*
 * A digest for those who want the mails themselves: RFC 2046 (5.1.5), each whole and as it came, or RFC 1153, as text.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "digest.h"
#include "mail/body.h"
#include "mail/compose.h"
#include "mail/mime.h"
#include "mail/word.h"
#include "text/docout.h"
#include "text/utf8.h"

#define PREAMBLE	70	/* hyphens behind it (RFC 1153) */
#define PARTING		30	/* hyphens between mails */

static void
add_hyphens(struct buf *out, int n)
{
	while (n-- > 0)
		buf_addc(out, '-');
	buf_addc(out, '\n');
}

/* ---- contents ---- */

/* Title, dates, and a line for each mail. */
static int
contents(struct buf *out, const struct digest *d, size_t n, const size_t *volume, struct err *err)
{
	struct docout_text form = { .links = 1 };
	struct doc	*root = doc_new(catalog_language(d->catalog), err), *list, *line;
	struct buf	 text = BUF_INIT, message = BUF_INIT;
	struct entry	 e;
	size_t		 i;
	int		 foreign, r = root != NULL ? 0 : -1;

	if (root == NULL)
		return -1;
	doc_heading(root, 1, digest_title(d));
	digest_dates(&text, d);
	doc_text(doc_add(root, DOC_PARA), span_buf(&text));
	doc_heading(root, 2, catalog_get(d->catalog, "Contents"));
	list = doc_add(root, DOC_NUMBERED);
	for (i = 0; i < n && r == 0; i++) {
		line = doc_add(list, DOC_ITEM);
		if ((r = shelf_get(d->shelf, shelf_choose(d->shelf, volume[i], d->languages, &foreign), &message, &e, err)) == -1)
			break;
		doc_texts(doc_add(line, DOC_NAME), e.title);
		entry_free(&e);
		/* Whose it is the original knows. */
		if ((r = shelf_get(d->shelf, shelf_volume(d->shelf, volume[i])->original, &message, &e, err)) == -1)
			break;
		buf_reset(&text);
		entry_public_name(&text, &e);
		doc_texts(line, " · ");
		doc_text(doc_add(line, DOC_NAME), span_buf(&text));
		entry_free(&e);
	}
	if (r == 0)
		r = doc_ok(root, err) == 0 ? docout_text(out, root, &form, err) : -1;
	doc_free(root);
	buf_free(&text);
	buf_free(&message);
	return r;
}

/* ---- RFC 1153 ---- */

/* In this order, decoded, and no others. */
static int
add_header(struct buf *out, struct span message, struct err *err)
{
	static const char *const names[] = { "Date", "From", "To", "Cc", "Subject", "Message-ID", "Keywords" };
	struct buf	 raw = BUF_INIT, text = BUF_INIT, line = BUF_INIT;
	struct header	 h;
	size_t		 i;

	if (header_split(&h, message, err) == -1)
		return -1;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		buf_reset(&raw);
		buf_reset(&text);
		buf_reset(&line);
		if (header_value(&h, names[i], &raw) != 1 || word_decode(&text, span_buf(&raw), err) == -1)
			continue;
		utf8_line(&line, span_buf(&text));
		buf_addf(out, "%s: %s\n", names[i], buf_str(&line));
	}
	header_free(&h);
	buf_free(&raw);
	buf_free(&text);
	buf_free(&line);
	return buf_ok(out, err);
}

/* The words of a mail; a line that would part mails here begins with a blank instead of a hyphen. */
static int
add_words(struct buf *out, struct span message, struct err *err)
{
	struct docout_text form = { .links = 2 };
	struct mime	*m = mime_parse(message, err);
	struct buf	 text = BUF_INIT;
	struct span	 rest, line;
	struct doc	*root;
	struct body	 b;
	int		 r = -1;

	if (m == NULL)
		return -1;
	if (body_read(&b, m, err) == 0) {
		if ((root = doc_new("", err)) != NULL && body_tree(root, &b, HTML_MAX, err) == 0)
			r = docout_text(&text, root, &form, err);
		doc_free(root);
		body_free(&b);
	}
	mime_free(m);
	for (rest = span_buf(&text); span_line(&rest, &line); buf_addc(out, '\n')) {
		if (line.n == PARTING && strspn(line.s, "-") >= PARTING) {
			buf_addc(out, ' ');
			line = span_from(line, 1);
		}
		buf_addspan(out, line);
	}
	buf_free(&text);
	return r;
}

static int
rfc1153(struct buf *out, const struct digest *d, size_t n, const size_t *volume, struct err *err)
{
	struct buf	 message = BUF_INIT, end = BUF_INIT;
	struct entry	 e;
	size_t		 i;
	int		 foreign, r = contents(out, d, n, volume, err);

	buf_addc(out, '\n');
	add_hyphens(out, PREAMBLE);
	buf_addc(out, '\n');
	for (i = 0; i < n && r == 0; i++) {
		if ((r = shelf_get(d->shelf, shelf_choose(d->shelf, volume[i], d->languages, &foreign), &message, &e, err)) == -1)
			break;
		entry_free(&e);
		r = add_header(out, span_buf(&message), err);
		buf_addc(out, '\n');
		if (r == 0)
			r = add_words(out, span_buf(&message), err);
		buf_addc(out, '\n');
		add_hyphens(out, PARTING);
		buf_addc(out, '\n');
	}
	/* The words of the RFC: programs look for them. */
	buf_addf(&end, "End of %s Digest", digest_title(d));
	buf_addf(out, "%s\n", buf_str(&end));
	for (i = 0; i < utf8_width(span_buf(&end)); i++)
		buf_addc(out, '*');
	buf_addc(out, '\n');
	buf_free(&message);
	buf_free(&end);
	return r == 0 ? buf_ok(out, err) : -1;
}

/* ---- the mails ---- */

/* The posts of the window, in order, as many as fit. */
static size_t
choose(const struct digest *d, size_t *volume, struct err *err)
{
	struct buf	 message = BUF_INIT;
	struct entry	 e;
	size_t		 i, n = 0, bytes = 0;
	int		 foreign;

	for (i = 0; i < shelf_volumes(d->shelf); i++) {
		if (!digest_is_post(d, i) || !digest_is_inside(d, i))
			continue;
		if (shelf_get(d->shelf, shelf_choose(d->shelf, i, d->languages, &foreign), &message, &e, err) == -1)
			break;
		entry_free(&e);
		if ((bytes += message.len) > DIGEST_BURST)
			break;
		volume[n++] = i;
	}
	buf_free(&message);
	return n;
}

static int
add_mails(struct compose *c, const struct digest *d, size_t n, const size_t *volume, struct err *err)
{
	struct buf	 message = BUF_INIT;
	struct entry	 e;
	size_t		 i;
	int		 foreign, r = 0;

	compose_begin(c, "digest");
	for (i = 0; i < n && r == 0; i++) {
		r = shelf_get(d->shelf, shelf_choose(d->shelf, volume[i], d->languages, &foreign), &message, &e, err);
		if (r == -1)
			break;
		entry_free(&e);
		compose_message(c, span_buf(&message));
	}
	compose_close(c);
	buf_free(&message);
	return r;
}

static int
write_mail(struct buf *out, const struct digest *d, size_t n, const size_t *volume, struct err *err)
{
	struct buf	 text = BUF_INIT;
	struct compose	*c = compose_new(err);
	int		 r = -1;

	if (c == NULL)
		return -1;
	digest_fields(c, d);
	if (d->form == DIGEST_RFC1153 && (r = rfc1153(&text, d, n, volume, err)) == 0)
		compose_text(c, "plain", NULL, NULL, span_buf(&text));
	if (d->form == DIGEST_MIME && (r = contents(&text, d, n, volume, err)) == 0) {
		compose_begin(c, "mixed");
		compose_text(c, "plain", NULL, catalog_language(d->catalog), span_buf(&text));
		r = n > 0 ? add_mails(c, d, n, volume, err) : 0;
		compose_close(c);
	}
	buf_free(&text);
	if (r == 0)
		return compose_end(c, out, err);
	compose_free(c);
	return -1;
}

int
digest_burst(struct buf *out, const struct digest *d, struct err *err)
{
	size_t	*volume, n;
	int	 r;

	if ((volume = malloc((shelf_volumes(d->shelf) + 1) * sizeof(*volume))) == NULL)
		return err_memory(err);
	n = choose(d, volume, err);
	r = write_mail(out, d, n, volume, err);
	free(volume);
	return r;
}
