#include <strings.h>

#include "base/limits.h"
#include "mail/transfer.h"
#include "mail/word.h"
#include "text/charset.h"
#include "text/utf8.h"

#define CHARSET_NAME	60	/* bytes of a charset's name */

/* "=?charset?Q?text?=" taken apart. */
struct encoded {
	struct span	 charset;	/* without a language (RFC 2231, 5) */
	char		 how;		/* 'q', 'b' */
	struct span	 text;
	size_t		 length;	/* of the whole */
};

/* What is being decoded: bytes of neighbours in one charset wait, since a character may be split over them. */
struct decoder {
	struct buf	*out;
	struct buf	 bytes;
	struct span	 charset;
	int		 waiting;
	struct err	*e;
};

/* 1 if an encoded word stands at the front of s; -1 if one begins there and neither it nor any behind it ends. */
static int
take_encoded(struct span s, struct encoded *w)
{
	static const struct span end = { "?=", 2 };
	struct span rest;
	ptrdiff_t at;

	if (!span_starts(s, "=?"))
		return 0;
	rest = span_from(s, 2);
	if ((at = span_chr(span_head(rest, CHARSET_NAME + 1), '?')) == -1)
		return 0;
	w->charset = span_head(rest, (size_t)at);
	rest = span_from(rest, (size_t)at + 1);
	if (rest.n < 2 || rest.s[1] != '?')
		return 0;
	w->how = (char)(rest.s[0] | 0x20);
	if (w->how != 'q' && w->how != 'b')
		return 0;
	rest = span_from(rest, 2);
	if ((at = span_find(rest, end)) == -1)
		return -1;
	w->text = span_head(rest, (size_t)at);
	w->length = (size_t)(rest.s - s.s) + (size_t)at + 2;
	if ((at = span_chr(w->charset, '*')) != -1)
		w->charset = span_head(w->charset, (size_t)at);
	return 1;
}

static int
flush(struct decoder *d)
{
	int	 r = 0;

	if (d->waiting)
		r = charset_decode(d->out, d->charset, span_buf(&d->bytes), d->e);
	buf_reset(&d->bytes);
	d->waiting = 0;
	return r;
}

static int
is_blank(struct span s)
{
	return span_trim(s).n == 0;
}

/* What stands between encoded words: blanks only are nothing. */
static int
add_plain(struct decoder *d, struct span s, int between)
{
	if (s.n == 0 || (between && d->waiting && is_blank(s)))
		return 0;
	if (flush(d) == -1)
		return -1;
	return charset_decode(d->out, SPAN_NONE, s, d->e);
}

/* One encoded word of which something comes out; else it stays as it is. */
static int
add_encoded(struct decoder *d, const struct encoded *w, struct span whole)
{
	struct buf text = BUF_INIT;
	size_t	 i, before;
	int	 r;

	if (d->waiting && !span_caseeq(d->charset, w->charset) && flush(d) == -1)
		return -1;
	d->charset = w->charset;
	d->waiting = 1;
	before = d->bytes.len;
	buf_addspan(&text, w->text);
	for (i = 0; w->how == 'q' && i < text.len; i++)
		if (text.s[i] == '_')
			text.s[i] = ' ';
	r = transfer_decode(&d->bytes, w->how == 'q' ? "quoted-printable" : "base64", span_buf(&text), BUF_MAX, d->e);
	buf_free(&text);
	if (r != -1 && w->text.n > 0 && d->bytes.len == before)
		return add_plain(d, whole, 0);
	return r == -1 ? -1 : 0;
}

static int
decode(struct decoder *d, struct span s)
{
	static const struct span mark = { "=?", 2 };
	struct encoded w;
	size_t	 from = 0;
	ptrdiff_t at;
	int	 found = 0;

	while (found != -1 && (at = span_find(span_from(s, from), mark)) != -1) {
		from += (size_t)at;
		if ((found = take_encoded(span_from(s, from), &w)) != 1) {
			from += 1;
			continue;
		}
		if (add_plain(d, span_head(s, from), 1) == -1 || add_encoded(d, &w, span_head(span_from(s, from), w.length)) == -1)
			return -1;
		s = span_from(s, from + w.length);
		from = 0;
	}
	return add_plain(d, s, 0) == -1 || flush(d) == -1 ? -1 : 0;
}

int
word_decode(struct buf *b, struct span s, struct err *e)
{
	struct buf raw = BUF_INIT;
	struct decoder d = { .out = &raw, .bytes = BUF_INIT, .e = e };
	size_t	 i;
	int	 r = -1;

	if (decode(&d, s) == -1)
		goto done;
	for (i = 0; i < raw.len; i++)	/* a line end in a header value would be one too many */
		if (raw.s[i] >= '\n' && raw.s[i] <= '\r')
			raw.s[i] = ' ';
	utf8_clean(b, span_buf(&raw));
	r = buf_ok(&raw, e) == -1 || buf_ok(&d.bytes, e) == -1 || buf_ok(b, e) == -1 ? -1 : 0;
done:
	buf_free(&raw);
	buf_free(&d.bytes);
	return r;
}

/* Are there raw bytes over 127 inside an encoded word?  They are in its charset, not in that of the mail. */
static int
has_raw_word(struct span s)
{
	static const struct span begin = { "=?", 2 }, end = { "?=", 2 };
	struct span word;
	ptrdiff_t at;

	while ((at = span_find(s, begin)) != -1) {
		s = span_from(s, (size_t)at + 2);
		at = span_find(s, end);
		word = at == -1 ? s : span_head(s, (size_t)at);
		s = span_from(s, word.n);
		for (; word.n > 0; word = span_from(word, 1))
			if ((unsigned char)word.s[0] > 0x7F)
				return 1;
	}
	return 0;
}

/* What `raw` is in the charset of the mail, if that is one in which ASCII stays ASCII and all of it can be read: 1, 0 or -1. */
static int
in_mail_charset(struct buf *out, const struct header *h, struct span raw, struct err *e)
{
	static const struct span ascii = { "=?a?=", 5 }, replaced = { "\xEF\xBF\xBD", 3 };
	struct buf type = BUF_INIT, main_type = BUF_INIT, probe = BUF_INIT;
	struct word_params params = { .n = 0 };
	const char *charset = NULL;
	int	 r = -1;

	if (header_value(h, "Content-Type", &type) == -1 || word_params_parse(span_buf(&type), &main_type, &params, e) == -1)
		goto done;
	charset = word_params_get(&params, "charset");
	r = 0;
	if (charset == NULL || !charset_known(span_str(charset)))
		goto done;
	if (charset_decode(&probe, span_str(charset), ascii, e) == -1 || charset_decode(out, span_str(charset), raw, e) == -1)
		r = -1;
	else
		r = span_eq(span_buf(&probe), ascii) && span_find(span_buf(out), replaced) == -1;
done:
	word_params_free(&params);
	buf_free(&type);
	buf_free(&main_type);
	buf_free(&probe);
	return r;
}

int
word_value(struct buf *b, const struct header *h, const char *name, struct err *e)
{
	struct buf raw = BUF_INIT, text = BUF_INIT;
	int	 r;

	if (header_value(h, name, &raw) == -1)
		r = err_memory(e);
	else if (utf8_valid(span_buf(&raw)) || has_raw_word(span_buf(&raw)))
		r = buf_addbuf(b, &raw);
	else if ((r = in_mail_charset(&text, h, span_buf(&raw), e)) != -1)
		r = buf_addbuf(b, r == 1 ? &text : &raw);
	buf_free(&raw);
	buf_free(&text);
	return r == -1 ? -1 : buf_ok(b, e);
}
