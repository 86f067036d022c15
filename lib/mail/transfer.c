#include <stdint.h>
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "mail/transfer.h"

#define LINE_MAX_QP	76
#define LINE_BYTES_64	57	/* bytes that make a line of 76 in base64 */

/* Where decoded bytes go, and how many may still come.  Single ones are gathered first. */
struct sink {
	struct buf	*out;
	size_t		 room;
	int		 cut;
	size_t		 n;
	char		 gathered[512];
};

static void
put(struct sink *k, const void *p, size_t n)
{
	if (n > k->room) {
		n = k->room;
		k->cut = 1;
	}
	if (n > 0)
		buf_add(k->out, p, n);
	k->room -= n;
}

static void
flush(struct sink *k)
{
	put(k, k->gathered, k->n);
	k->n = 0;
}

static void
put_byte(struct sink *k, unsigned c)
{
	if (k->n == sizeof(k->gathered))
		flush(k);
	k->gathered[k->n++] = (char)c;
}

/* The first n bytes of three, the highest first. */
static void
put_three(struct sink *k, unsigned bits, size_t n)
{
	if (n > 0)
		put_byte(k, bits >> 16);
	if (n > 1)
		put_byte(k, bits >> 8);
	if (n > 2)
		put_byte(k, bits);
}

/* --- base64 --- */

static int
base64_value(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* What is no digit is skipped; a "=" ends a group, and another may follow (parts glued together by senders). */
static void
decode_base64(struct sink *k, struct span s)
{
	static int8_t table[256];
	static int ready;
	unsigned bits = 0, n = 0;
	size_t	 i;

	if (!ready)
		for (i = 0; i < 256; i++)
			table[i] = (int8_t)base64_value((unsigned char)i);
	ready = 1;
	for (i = 0; i < s.n && !k->cut; i++) {
		int	 v = table[(unsigned char)s.s[i]];

		if (v < 0 && s.s[i] != '=')
			continue;
		if (v >= 0) {
			bits = bits << 6 | (unsigned)v;
			if (++n < 4)
				continue;
		} else
			bits <<= 6 * (4 - n);
		put_three(k, bits, n < 2 ? 0 : n - 1);
		bits = n = 0;
	}
	if (n > 1)
		put_three(k, bits << 6 * (4 - n), n - 1);
}

/* --- quoted-printable --- */

/* Bytes of a soft line end at the front of what follows a "=", 0 if there is none. */
static size_t
soft_end(struct span s)
{
	size_t	 i = 0;

	while (i < s.n && (s.s[i] == ' ' || s.s[i] == '\t'))
		i++;
	if (i < s.n && s.s[i] == '\r')
		i++;
	if (i < s.n && s.s[i] == '\n')
		return i + 1;
	return i == s.n && i > 0 && s.s[i - 1] == '\r' ? i : 0;
}

/* A "=" that means nothing stays: raw HTML is sent under this name too. */
static void
decode_qp(struct sink *k, struct span s)
{
	size_t	 i, soft;
	int	 high, low;

	for (i = 0; i < s.n && !k->cut; i++) {
		if (s.s[i] != '=') {
			put_byte(k, (unsigned char)s.s[i]);
			continue;
		}
		if (i + 2 < s.n && (high = span_hex((unsigned char)s.s[i + 1])) >= 0 && (low = span_hex((unsigned char)s.s[i + 2])) >= 0) {
			put_byte(k, (unsigned)high << 4 | (unsigned)low);
			i += 2;
		} else if ((soft = soft_end(span_from(s, i + 1))) > 0)
			i += soft;
		else if (i + 1 < s.n)
			put_byte(k, '=');
	}
}

/* --- uuencode --- */

static void
decode_uu_line(struct sink *k, struct span line)
{
	size_t	 i, j, n, want = ((unsigned char)line.s[0] - 32U) & 63;
	unsigned bits;

	for (i = 1; want > 0 && i < line.n; i += 4) {
		for (j = 0, bits = 0; j < 4; j++)	/* blanks at the end of a line get lost: they are zero */
			bits = bits << 6 | (i + j < line.n ? ((unsigned char)line.s[i + j] - 32U) & 63 : 0);
		n = want < 3 ? want : 3;
		put_three(k, bits, n);
		want -= n;
	}
}

/* From the line behind "begin" to "end"; without a "begin" from the first line. */
static void
decode_uu(struct sink *k, struct span s)
{
	struct span rest = s, line;

	while (span_line(&rest, &line))
		if (span_starts(line, "begin "))
			s = rest;
	while (span_line(&s, &line) && !k->cut) {
		if (span_eqs(span_trim(line), "end"))
			break;
		if (line.n > 0)
			decode_uu_line(k, line);
	}
}

/* --- yEnc --- */

/* Bytes moved by 42; what a mail cannot hold is behind "=", moved by 64 more.  Lines that begin with "=y" are about the file. */
static void
decode_yenc(struct sink *k, struct span s)
{
	struct span line;
	size_t	 i;
	char	 c;

	while (span_line(&s, &line) && !k->cut)
		for (i = 0; i < line.n && !span_starts(line, "=y"); i++) {
			c = line.s[i];
			if (c == '=' && i + 1 < line.n)
				c = (char)((unsigned char)line.s[++i] - 64U);
			put_byte(k, (unsigned char)c - 42U);
		}
}

static int
is_uuencode(const char *encoding)
{
	return strcasecmp(encoding, "x-uuencode") == 0 || strcasecmp(encoding, "uuencode") == 0 ||
	    strcasecmp(encoding, "x-uue") == 0 || strcasecmp(encoding, "uue") == 0;
}

int
transfer_decode(struct buf *out, const char *encoding, struct span s, size_t max, struct err *e)
{
	struct sink k = { .out = out, .room = max };

	if (strcasecmp(encoding, "base64") == 0)
		decode_base64(&k, s);
	else if (strcasecmp(encoding, "quoted-printable") == 0)
		decode_qp(&k, s);
	else if (is_uuencode(encoding))
		decode_uu(&k, s);
	else if (strcasecmp(encoding, "x-yenc") == 0)
		decode_yenc(&k, s);
	else
		put(&k, s.s, s.n);
	flush(&k);
	return buf_ok(out, e) == -1 ? -1 : k.cut;
}

/* --- encoding --- */

/* Must this byte of a line be written as =XX?  What MTAs and mbox files change on the way counts too. */
static int
must_encode(struct span line, size_t i)
{
	unsigned char c = (unsigned char)line.s[i];

	if (c == '\t' || c == ' ')
		return i + 1 == line.n;
	if (i == 0 && (span_starts(line, "From ") || span_eqs(line, ".")))
		return 1;
	return c < ' ' || c > '~' || c == '=';
}

static void
qp_line(struct buf *b, struct span line)
{
	size_t	 i, used = 0, width;

	for (i = 0; i < line.n; i++) {
		int	 coded = must_encode(line, i);

		width = coded ? 3 : 1;
		if (used + width > LINE_MAX_QP - (i + 1 < line.n)) {
			buf_adds(b, "=\n");
			used = 0;
		}
		/* A soft end may have put "From " or "." in front of a line. */
		if (used == 0 && i > 0 && (span_starts(span_from(line, i), "From ") || line.s[i] == '.')) {
			coded = 1;
			width = 3;
		}
		if (coded)
			buf_addf(b, "=%02X", (unsigned char)line.s[i]);
		else
			buf_addc(b, line.s[i]);
		used += width;
	}
}

int
transfer_qp_encode(struct buf *b, struct span text)
{
	const char *lf;
	struct span line;

	while (text.n > 0) {
		lf = memchr(text.s, '\n', text.n);
		line = span_head(text, lf == NULL ? text.n : (size_t)(lf - text.s));
		qp_line(b, line);
		buf_adds(b, lf == NULL ? "" : "\n");
		text = span_from(text, line.n + (lf != NULL));
	}
	return b->err ? -1 : 0;
}

int
transfer_base64_encode(struct buf *b, struct span bytes)
{
	struct span line;

	while (bytes.n > 0) {
		line = span_head(bytes, LINE_BYTES_64);
		hash_base64(b, line.s, line.n);
		buf_addc(b, '\n');
		bytes = span_from(bytes, line.n);
	}
	return b->err ? -1 : 0;
}

const char *
transfer_choose(struct span text)
{
	struct span rest = text, line;
	size_t	 i, coded = 0, signs = 0, longest = 0;

	while (span_cut(&rest, '\n', &line)) {
		/* "=" and blanks at the end are safe as they are (format=flowed is full of those), but QP must write them. */
		for (i = 0; i < line.n; i++)
			if (line.s[i] == ' ' || line.s[i] == '\t' || line.s[i] == '=')
				signs += (size_t)must_encode(line, i);
			else
				coded += (size_t)must_encode(line, i);
		longest = line.n > longest ? line.n : longest;
	}
	if (coded == 0 && longest <= ARTICLE_LINE && (text.n == 0 || text.s[text.n - 1] == '\n'))
		return "7bit";
	coded += signs;
	return text.n + 2 * coded + text.n / 73 <= text.n / 3 * 4 + text.n / 57 ? "quoted-printable" : "base64";
}
