/*
 * What needs Unicode's tables, from libunistring: width, case, normal form and
 * classes that do not depend on the locale.
 */
#include <stdlib.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <uniwidth.h>

#include "text/utf8.h"

static size_t
width(uint32_t c)
{
	int	 w = uc_width(c, "UTF-8");

	return w > 0 ? (size_t)w : 0;	/* controls say -1 */
}

size_t
utf8_width(struct span s)
{
	size_t	 columns = 0;
	uint32_t c;

	while (s.n > 0)
		if ((c = utf8_take(&s)) < 0x7F)
			columns += c >= 0x20;
		else
			columns += c == UTF8_BAD ? 1 : width(c);
	return columns;
}

int
utf8_head(struct buf *b, struct span s, size_t columns)
{
	struct span rest = s;
	size_t	 used = 0;
	uint32_t c;

	while (rest.n > 0) {
		struct span next = rest;

		c = utf8_take(&next);
		used += c == UTF8_BAD ? 1 : width(c);
		if (used > columns)
			break;
		rest = next;
	}
	buf_add(b, s.s, s.n - rest.n);
	return rest.n > 0;
}

int
utf8_title(struct buf *b, struct span s)
{
	struct span	rest = s;
	uint32_t	c;

	if (s.n > 0 && (c = utf8_take(&rest)) != UTF8_BAD) {
		utf8_put(b, uc_totitle(c));
		s = rest;
	}
	return buf_addspan(b, s);
}

typedef uint8_t *transform(const uint8_t *, size_t, size_t *);

static uint8_t *
fold(const uint8_t *s, size_t n, size_t *len)
{
	return u8_casefold(s, n, "", NULL, NULL, len);
}

static uint8_t *
nfc(const uint8_t *s, size_t n, size_t *len)
{
	return u8_normalize(UNINORM_NFC, s, n, NULL, len);
}

static int
is_ascii(struct span s)
{
	size_t	 i;
	unsigned char high = 0;

	for (i = 0; i < s.n; i++)
		high |= (unsigned char)s.s[i];
	return high < 0x80;
}

/* Append f(s); ill-formed text is cleaned first, because the library refuses it. */
static int
append(struct buf *b, struct span s, transform *f)
{
	struct buf clean = BUF_INIT;
	uint8_t	*out = NULL;
	size_t	 n = 0;
	int	 r = 0;

	if (!utf8_valid(s)) {
		utf8_clean(&clean, s);
		s = span_buf(&clean);
	}
	if (s.n == 0)
		goto done;
	if (clean.err || (out = f((const uint8_t *)s.s, s.n, &n)) == NULL) {
		b->err = 1;
		r = -1;
		goto done;
	}
	r = buf_add(b, out, n);
done:
	free(out);
	buf_free(&clean);
	return r;
}

int
utf8_fold(struct buf *b, struct span s)
{
	size_t	 i;

	if (!is_ascii(s))
		return append(b, s, fold);
	for (i = 0; i < s.n; i++)
		buf_addc(b, s.s[i] >= 'A' && s.s[i] <= 'Z' ? s.s[i] | 0x20 : s.s[i]);
	return b->err ? -1 : 0;
}

int
utf8_nfc(struct buf *b, struct span s)
{
	return is_ascii(s) ? buf_addspan(b, s) : append(b, s, nfc);
}

/* What stands for a code point once marks are of no account: 0 for marks themselves. */
static uint32_t
bare(uint32_t c)
{
	ucs4_t	 parts[UC_DECOMPOSITION_MAX_LENGTH];

	while (c >= 0xC0 && uc_canonical_decomposition(c, parts) > 0)
		c = parts[0];
	switch (c) {
	case 0x0131:		/* dotless i; letters with a stroke are whole to Unicode */
		return 'i';
	case 0x0141:
	case 0x0142:
		return 'l';
	case 0x00D8:
	case 0x00F8:
		return 'o';
	case 0x03C2:		/* final sigma */
		return 0x03C3;
	case 0x0640:		/* the Arabic stretcher */
		return 0;
	default:
		return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Mn) ? 0 : uc_tolower(c);
	}
}

int
utf8_bare(struct buf *b, struct span s)
{
	uint32_t c;

	while (s.n > 0)
		if ((c = utf8_take(&s)) == 0xDF)	/* sharp s */
			buf_adds(b, "ss");
		else if (c == UTF8_BAD)
			utf8_put(b, UTF8_REPLACE);
		else if ((c = bare(c)) != 0)
			utf8_put(b, c);
	return b->err ? -1 : 0;
}

int
utf8_is_letter(uint32_t c)
{
	if (c < 0x80)
		return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
	return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L);
}

int
utf8_is_mark(uint32_t c)
{
	return c >= 0x300 && uc_is_general_category_withtable(c, UC_CATEGORY_MASK_M);
}

int
utf8_digit(uint32_t c)
{
	if (c < 0x80)
		return c >= '0' && c <= '9' ? (int)(c - '0') : -1;
	return uc_decimal_value(c);
}

int
utf8_has_direction(struct span s, int rtl)
{
	uint32_t c;
	int	 class;

	while (s.n > 0) {
		if ((c = utf8_take(&s)) == UTF8_BAD || c < 'A')
			continue;
		class = uc_bidi_class(c);
		if (rtl ? class == UC_BIDI_R || class == UC_BIDI_AL : class == UC_BIDI_L)
			return 1;
	}
	return 0;
}
