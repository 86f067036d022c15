#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "mail/mime_private.h"
#include "mail/transfer.h"
#include "text/charset.h"
#include "text/html.h"
#include "text/utf8.h"

#define SNIFF	2000	/* bytes of a body that are looked at */
#define BASE64_SHORT	16	/* digits in front of an empty line that are base64 rather than a word */
#define BASE64_LINE	40	/* digits in the first line of a text in base64 that has several, at least */

/* The unfolded value of a field of the part, or "". */
static int
value_of(const struct part *p, const char *name, struct buf *out, struct err *e)
{
	buf_reset(out);
	if (header_value(&p->header, name, out) == -1)
		return err_memory(e);
	return buf_ok(out, e);
}

static int
is_printable(struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n; i++)
		if (s.s[i] <= ' ' || s.s[i] > '~')
			return 0;
	return 1;
}

/* A type as we want it: two words and one slash between them. */
static void
clean_type(struct buf *type, const char *default_type)
{
	ptrdiff_t slash = is_printable(span_buf(type)) ? span_chr(span_buf(type), '/') : -1;

	if (type->len == 0)
		buf_adds(type, default_type);
	else if (span_eqs(span_buf(type), "multipart") || span_eqs(span_buf(type), "multipart/")) {
		buf_reset(type);
		buf_adds(type, "multipart/mixed");
	} else if (slash < 1 || (size_t)slash + 1 == type->len || span_chr(span_from(span_buf(type), (size_t)slash + 1), '/') != -1) {
		buf_reset(type);
		buf_adds(type, "text/plain");
	}
}

/* What senders mean by it. */
static const char *
clean_encoding(struct span s)
{
	static const char *const known[] = { "7bit", "8bit", "binary", "base64", "quoted-printable", "x-uuencode", "x-uue", "uuencode", "x-yenc" };
	size_t	 i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (span_caseeqs(s, known[i]))
			return known[i];
	if (span_casestarts(s, "quoted") || span_caseeqs(s, "qp"))
		return "quoted-printable";
	return span_casestarts(s, "base64") || span_caseeqs(s, "base-64") ? "base64" : "";
}

static int
fill_type(struct part *p, const char *default_type, struct err *e)
{
	struct buf value = BUF_INIT, type = BUF_INIT;
	int	 r = -1;

	if (value_of(p, "Content-Type", &value, e) == -1 || word_params_parse(span_buf(&value), &type, &p->params, e) == -1)
		goto done;
	clean_type(&type, default_type);
	if (buf_ok(&type, e) == -1)
		goto done;
	p->type = buf_take(&type);
	r = 0;
done:
	buf_free(&value);
	buf_free(&type);
	return r;
}

/* A word we do not know means attachment (RFC 2183, 2.8). */
static int
fill_disposition(struct part *p, struct err *e)
{
	struct buf value = BUF_INIT, word = BUF_INIT;
	struct word_params params = { NULL, 0 };
	const char *name = NULL;
	int	 r = -1;

	if (value_of(p, "Content-Disposition", &value, e) == -1 ||
	    word_params_parse(span_buf(&value), &word, &params, e) == -1)
		goto done;
	if ((name = word_params_get(&params, "filename")) == NULL || *name == '\0')
		name = word_params_get(&p->params, "name");
	p->filename = span_dup(span_str(name == NULL ? "" : name));
	p->disposition = span_dup(span_str(word.len == 0 ? "" :
	    span_eqs(span_buf(&word), "inline") ? "inline" : "attachment"));
	r = p->filename == NULL || p->disposition == NULL ? err_memory(e) : 0;
done:
	word_params_free(&params);
	buf_free(&value);
	buf_free(&word);
	return r;
}

/* What stands behind blanks, a comment or a quote in front of a word. */
static struct span
without_comment(struct span s)
{
	ptrdiff_t end;

	s = span_trim(s);
	if (span_starts(s, "(") && (end = span_chr(s, ')')) != -1)
		s = span_trim(span_from(s, (size_t)end + 1));
	return span_starts(s, "\"") ? span_trim(span_from(s, 1)) : s;
}

static int
fill_encoding(struct part *p, struct err *e)
{
	struct buf value = BUF_INIT;
	struct span s;
	size_t	 n = 0;
	int	 r;

	if ((r = value_of(p, "Content-Transfer-Encoding", &value, e)) == 0) {
		s = without_comment(span_buf(&value));
		while (n < s.n && s.s[n] != '\0' && strchr("; \t(\"", s.s[n]) == NULL)
			n++;
		p->encoding = span_dup(span_str(clean_encoding(span_head(s, n))));
		r = p->encoding == NULL ? err_memory(e) : 0;
	}
	buf_free(&value);
	return r;
}

/* A value of one line, without the signs around it. */
static int
fill_line(struct part *p, const char *name, const char *around, char **out, struct err *e)
{
	struct buf value = BUF_INIT, line = BUF_INIT;
	struct span s;
	int	 r;

	if ((r = value_of(p, name, &value, e)) == 0) {
		s = span_trim(span_buf(&value));
		if (around[0] != '\0' && s.n >= 2 && s.s[0] == around[0] && s.s[s.n - 1] == around[1])
			s = span_from(span_head(s, s.n - 1), 1);
		utf8_line(&line, s);
		if ((r = buf_ok(&line, e)) == 0)
			*out = buf_take(&line);
	}
	buf_free(&value);
	buf_free(&line);
	return r;
}

/* Does a field of those that every mail has follow?  Then what stands in front of it is junk among the fields, and no text. */
static int
header_goes_on(const struct header *h, size_t n)
{
	static const char *const known[] = { "From", "To", "Cc", "Subject", "Date", "Message-ID", "Received", "Return-Path",
	    "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition" };
	size_t	 i;

	for (; n < h->n; n++)
		for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
			if (span_caseeqs(h->field[n].name, known[i]))
				return 1;
	return 0;
}

/* A line that is no field begins the body if no more fields follow: some senders forget the empty line, others the header. */
static void
find_body(struct part *p, struct span raw)
{
	struct header *h = &p->header;
	struct span rest = h->block, line;
	size_t	 n = 0;

	if ((h->defects & FIELD_NOT_A_FIELD) == 0)
		return;
	if (span_starts(rest, ">From "))	/* an envelope line that somebody quoted is not yet the text */
		span_cut(&rest, '\n', &line);
	while (n < h->n && h->field[n].whole.s == rest.s)
		rest = span_from(rest, h->field[n++].whole.n);
	if (rest.n == 0 || header_goes_on(h, n))
		return;
	h->n = n;
	h->block.n -= rest.n;
	h->body = span_make(rest.s, (size_t)(raw.s + raw.n - rest.s));
}

int
mime_fill(struct part *p, struct span raw, const char *default_type, struct err *e)
{
	memset(p, 0, sizeof(*p));
	if (header_split(&p->header, raw, e) == -1)
		return -1;
	find_body(p, raw);
	p->body = p->header.body;
	if (fill_type(p, default_type, e) == -1 || fill_disposition(p, e) == -1 || fill_encoding(p, e) == -1 ||
	    fill_line(p, "Content-ID", "<>", &p->id, e) == -1 || fill_line(p, "Content-Language", "", &p->language, e) == -1) {
		mime_empty(p);
		return -1;
	}
	return 0;
}

void
mime_empty(struct part *p)
{
	free(p->type);
	free(p->disposition);
	free(p->filename);
	free(p->encoding);
	free(p->id);
	free(p->language);
	word_params_free(&p->params);
	header_free(&p->header);
	memset(p, 0, sizeof(*p));
}

/* Words with blanks between them are no base64, whatever the header says. */
static int
is_prose(struct span s)
{
	size_t	 i, blanks = 0;

	s = span_trim(span_head(s, SNIFF));
	for (i = 0; i < s.n; i++)
		blanks += s.s[i] == ' ' && s.s[i + 1] != ' ' && s.s[i + 1] != '\r' && s.s[i + 1] != '\n';
	return blanks > s.n / 40 + 1;
}

int
mime_is_coded(const struct part *p)
{
	return strcmp(p->encoding, "base64") == 0 || strcmp(p->encoding, "quoted-printable") == 0;
}

int
mime_decode(const struct part *p, struct buf *out, struct err *e)
{
	const char *encoding = p->encoding;

	if (strcmp(encoding, "base64") == 0 && strncmp(p->type, "text/", 5) == 0 && is_prose(p->body))
		encoding = "";
	return transfer_decode(out, encoding, p->body, PART_MAX, e);
}

static int
is_base64(struct span line)
{
	size_t	 i;

	for (i = 0; i < line.n; i++)
		if ((line.s[i] < '0' || line.s[i] > '9') && ((line.s[i] | 32) < 'a' || (line.s[i] | 32) > 'z') &&
		    line.s[i] != '+' && line.s[i] != '/' && line.s[i] != '=')
			return 0;
	return 1;
}

/* What a list has put behind base64 as it is: all from the first line that can be none, if what stands in front is whole. */
static struct span
footer(struct span s)
{
	struct span rest = s, line, at;
	size_t	 digits = 0, widest = 0;
	int	 ended = 0;

	while (at = rest, span_line(&rest, &line)) {
		if ((line = span_trim(line)).n == 0) {
			ended |= digits >= BASE64_SHORT;
			continue;
		}
		if (!is_base64(line))
			return ended && digits % 4 == 0 ? at : SPAN_NONE;
		ended = span_ends(line, "=") || (widest >= BASE64_LINE && line.n < widest);
		widest = line.n > widest ? line.n : widest;
		digits += line.n;
	}
	return SPAN_NONE;
}

int
mime_text(const struct part *p, struct buf *out, struct err *e)
{
	struct buf bytes = BUF_INIT, text = BUF_INIT;
	struct span charset = span_str(word_params_get(&p->params, "charset")), behind = SPAN_NONE;
	struct part coded = *p;
	int	 cut, r = -1;

	if (strcmp(p->encoding, "base64") == 0 && (behind = footer(p->body)).n > 0)
		coded.body.n -= behind.n;
	if ((cut = mime_decode(&coded, &bytes, e)) == -1)
		goto done;
	if (charset.n == 0 && strcmp(p->type, "text/html") == 0)
		charset = html_charset(span_buf(&bytes));
	if (charset_decode(&text, charset, span_buf(&bytes), e) == -1)
		goto done;
	if (text.len > 0 && behind.n > 0 && text.s[text.len - 1] != '\n')
		buf_addc(&text, '\n');
	if (charset_decode(&text, SPAN_NONE, span_head(behind, PART_MAX), e) == -1)
		goto done;
	utf8_clean(out, span_buf(&text));
	r = buf_ok(out, e) == -1 ? -1 : cut;
done:
	buf_free(&bytes);
	buf_free(&text);
	return r;
}
