/*
 * The strict half of UTF-8: nothing here needs a library, so programs that only check and clean start
 * without loading one.  What needs Unicode's tables stands in utf8_unicode.c.
 */
#include <string.h>

#include "text/utf8.h"

#define ZWNJ	0x200C
#define ZWJ	0x200D

struct range {
	uint32_t	from, to;
};

/* Default_Ignorable_Code_Point, and the interlinear annotation marks, which show nothing either. */
static const struct range invisible[] = {
	{ 0x00AD, 0x00AD }, { 0x034F, 0x034F }, { 0x061C, 0x061C }, { 0x115F, 0x1160 }, { 0x17B4, 0x17B5 },
	{ 0x180B, 0x180F }, { 0x200B, 0x200F }, { 0x202A, 0x202E }, { 0x2060, 0x206F }, { 0x3164, 0x3164 },
	{ 0xFE00, 0xFE0F }, { 0xFEFF, 0xFEFF }, { 0xFFA0, 0xFFA0 }, { 0xFFF0, 0xFFFB }, { 0x1BCA0, 0x1BCA3 },
	{ 0x1D173, 0x1D17A }, { 0xE0000, 0xE0FFF }
};

/* Blocks of the scripts whose spelling uses ZWJ and ZWNJ: Arabic and Syriac to Samaritan, the Brahmic ones, Mongolian. */
static const struct range joining[] = {
	{ 0x0620, 0x08FF }, { 0x0900, 0x0DFF }, { 0x0F00, 0x109F }, { 0x1780, 0x18AF }, { 0x1900, 0x1CFF },
	{ 0xA800, 0xABFF }, { 0xFB50, 0xFDFF }, { 0xFE70, 0xFEFC }, { 0x11000, 0x11FFF }
};

static int
in_ranges(uint32_t c, const struct range *r, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (c >= r[i].from && c <= r[i].to)
			return 1;
	return 0;
}

static int
is_invisible(uint32_t c)
{
	return c >= 0xAD && in_ranges(c, invisible, sizeof(invisible) / sizeof(invisible[0]));
}

static int
is_joining(uint32_t c)
{
	return in_ranges(c, joining, sizeof(joining) / sizeof(joining[0]));
}

/* How many bytes follow `lead`; *low and *high bound the first of them (Unicode, table 3-7).  -1: no lead byte. */
static int
trail(unsigned char lead, unsigned char *low, unsigned char *high)
{
	*low = 0x80;
	*high = 0xBF;
	if (lead >= 0xC2 && lead <= 0xDF)
		return 1;
	if (lead >= 0xE0 && lead <= 0xEF) {
		if (lead == 0xE0)
			*low = 0xA0;		/* over-long */
		if (lead == 0xED)
			*high = 0x9F;		/* surrogates */
		return 2;
	}
	if (lead >= 0xF0 && lead <= 0xF4) {
		if (lead == 0xF0)
			*low = 0x90;
		if (lead == 0xF4)
			*high = 0x8F;		/* above U+10FFFF */
		return 3;
	}
	return -1;
}

uint32_t
utf8_take(struct span *s)
{
	const unsigned char *p = (const unsigned char *)s->s;
	unsigned char low, high;
	uint32_t c;
	int	 i, n;

	if (p[0] < 0x80) {
		*s = span_make(s->s + 1, s->n - 1);
		return p[0];
	}
	/* Most of what is not ASCII has two bytes. */
	if (p[0] >= 0xC2 && p[0] <= 0xDF && s->n > 1 && (p[1] & 0xC0) == 0x80) {
		*s = span_make(s->s + 2, s->n - 2);
		return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
	}
	if ((n = trail(p[0], &low, &high)) == -1) {
		*s = span_make(s->s + 1, s->n - 1);
		return UTF8_BAD;
	}
	c = p[0] & (0x3Fu >> n);
	for (i = 1; i <= n; i++) {
		if ((size_t)i == s->n || p[i] < low || p[i] > high)
			break;
		c = c << 6 | (p[i] & 0x3Fu);
		low = 0x80;
		high = 0xBF;
	}
	*s = span_make(s->s + i, s->n - (size_t)i);
	return i > n ? c : UTF8_BAD;
}

int
utf8_put(struct buf *b, uint32_t c)
{
	char	 u[4];

	if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		c = UTF8_REPLACE;
	if (c < 0x80)
		return buf_addc(b, (int)c);
	if (c < 0x800) {
		u[0] = (char)(0xC0 | c >> 6);
		u[1] = (char)(0x80 | (c & 0x3F));
		return buf_add(b, u, 2);
	}
	if (c < 0x10000) {
		u[0] = (char)(0xE0 | c >> 12);
		u[1] = (char)(0x80 | (c >> 6 & 0x3F));
		u[2] = (char)(0x80 | (c & 0x3F));
		return buf_add(b, u, 3);
	}
	u[0] = (char)(0xF0 | c >> 18);
	u[1] = (char)(0x80 | (c >> 12 & 0x3F));
	u[2] = (char)(0x80 | (c >> 6 & 0x3F));
	u[3] = (char)(0x80 | (c & 0x3F));
	return buf_add(b, u, 4);
}

/* Bytes at the front that are printable ASCII: most text is, and is looked at eight by eight. */
static size_t
plain(struct span s)
{
	const uint64_t	 ones = 0x0101010101010101u;
	uint64_t	 w;
	size_t		 i;

	for (i = 0; s.n - i >= sizeof(w); i += sizeof(w)) {
		memcpy(&w, s.s + i, sizeof(w));
		/* The highest bit of a byte: of what is below 0x20, of 0x7F, of what is above. */
		if (((w - 0x20 * ones) | (w + ones) | w) & 0x80 * ones)
			break;
	}
	for (; i < s.n && s.s[i] >= 0x20 && s.s[i] < 0x7F; i++)
		;
	return i;
}

/* Bytes at the front that are ASCII, eight at a time. */
static size_t
ascii(struct span s)
{
	uint64_t w;
	size_t	 i;

	for (i = 0; i + sizeof w <= s.n; i += sizeof w) {
		memcpy(&w, s.s + i, sizeof w);
		if ((w & 0x8080808080808080u) != 0)
			break;
	}
	while (i < s.n && (unsigned char)s.s[i] < 0x80)
		i++;
	return i;
}

static int
is_trail(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

/* How long the sequence at the front is, if it is a right one; 0.  Most are of two or three bytes, any of which may follow. */
static size_t
sequence(const unsigned char *p, size_t n)
{
	unsigned char low, high;
	int	 more;

	if (p[0] >= 0xC2 && p[0] <= 0xDF)
		return n > 1 && is_trail(p[1]) ? 2 : 0;
	if (p[0] >= 0xE1 && p[0] <= 0xEF && p[0] != 0xED)
		return n > 2 && is_trail(p[1]) && is_trail(p[2]) ? 3 : 0;
	more = trail(p[0], &low, &high);
	if (more == -1 || (size_t)more >= n || p[1] < low || p[1] > high)
		return 0;
	if (more > 1 && !is_trail(p[2]))
		return 0;
	return more > 2 && !is_trail(p[3]) ? 0 : (size_t)more + 1;
}

int
utf8_valid(struct span s)
{
	const unsigned char *p = (const unsigned char *)s.s;
	size_t	 i, n;

	for (i = 0; i < s.n; i += n) {
		if (p[i] >= 0x80) {
			if ((n = sequence(p + i, s.n - i)) == 0)
				return 0;
		} else
			n = i + 1 < s.n && p[i + 1] >= 0x80 ? 1 : ascii(span_make(s.s + i, s.n - i));
	}
	return 1;
}

/* Code points of windows-1252 at 80-9F; 0 where it has none. */
static const uint16_t high1252[32] = {
	0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
	0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178
};

uint32_t
utf8_1252(uint32_t c)
{
	return c >= 0x80 && c < 0xA0 ? high1252[c - 0x80] : 0;
}

/* What stands for `c` in clean text: itself, U+FFFD, or 0 when it is to be dropped. */
static uint32_t
cleaned(uint32_t c)
{
	if (c == UTF8_BAD || c == 0xFFFE || c == 0xFFFF)
		return UTF8_REPLACE;
	if (c == '\t' || c == '\n' || c == '\r')
		return c;
	if (c == '\v' || c == '\f')
		return '\n';
	if (c < 0x20 || c == 0x7F)
		return 0;
	return c >= 0x80 && c < 0xA0 ? utf8_1252(c) : c;
}

/* How long the sequence at the front is, if it stays as it is: as cleaned() has it, without putting the character together. */
static size_t
clean_sequence(const unsigned char *p, size_t n)
{
	if (p[0] == 0xC2 && n > 1 && p[1] < 0xA0)
		return 0;
	if (p[0] == 0xEF && n > 2 && p[1] == 0xBF && p[2] >= 0xBE)
		return 0;
	return sequence(p, n);
}

/* Bytes at the front that stay as they are. */
static size_t
clean_front(struct span s)
{
	const unsigned char *p = (const unsigned char *)s.s;
	size_t	 i, n;

	for (i = 0; i < s.n; i += n) {
		if (p[i] >= 0x80) {
			if ((n = clean_sequence(p + i, s.n - i)) == 0)
				break;
		} else if (p[i] == '\n' || p[i] == '\t')
			n = 1;
		else if (p[i] < 0x20 || p[i] == 0x7F)
			break;
		else	/* a blank between words of other letters is not worth looking at eight at a time */
			n = i + 1 < s.n && p[i + 1] >= 0x80 ? 1 : plain(span_make(s.s + i, s.n - i));
	}
	return i;
}

int
utf8_clean(struct buf *b, struct span s)
{
	uint32_t clean;
	size_t	 n;

	if (s.n == 0)
		return b->err ? -1 : 0;
	while (s.n > 0) {
		if ((n = clean_front(s)) > 0) {
			buf_add(b, s.s, n);
			s = span_from(s, n);
			continue;
		}
		clean = cleaned(utf8_take(&s));
		if (clean == '\r') {
			if (s.n == 0 || s.s[0] != '\n')
				buf_addc(b, '\n');
		} else if (clean != 0)
			utf8_put(b, clean);
	}
	return b->err ? -1 : 0;
}

/*
 * Is a joiner behind `before` and in front of `rest` a matter of spelling?  It is between two
 * characters of one of those scripts that are seen, and nowhere else.
 */
static int
joiner_belongs(uint32_t before, struct span rest)
{
	uint32_t after;

	if (!is_joining(before) || rest.n == 0)
		return 0;
	after = utf8_take(&rest);
	return is_joining(after) && !is_invisible(after);
}

/* Bytes at the front that are ASCII one sees: no blanks, no controls. */
static size_t
seen_ascii(struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n && s.s[i] > ' ' && s.s[i] < 0x7F; i++)
		;
	return i;
}

int
utf8_line(struct buf *b, struct span s)
{
	uint32_t c, before = 0;
	size_t	 n, start = b->len;
	int	 blank = 0;

	while (s.n > 0) {
		if ((n = seen_ascii(s)) > 0) {
			if (blank && b->len > start)
				buf_addc(b, ' ');
			blank = 0;
			before = 'a';		/* no matter which: none of these joins */
			buf_add(b, s.s, n);
			s = span_from(s, n);
			continue;
		}
		if ((c = cleaned(utf8_take(&s))) == 0)
			continue;
		if (utf8_is_space(c)) {
			blank = 1;
			continue;
		}
		if (is_invisible(c) && !((c == ZWJ || c == ZWNJ) && !blank && joiner_belongs(before, s)))
			continue;
		if (blank && b->len > start)
			buf_addc(b, ' ');
		blank = 0;
		before = c;
		if (utf8_put(b, c) == -1)
			break;
	}
	return b->err ? -1 : 0;
}

int
utf8_deceptive(struct span s)
{
	uint32_t c, before = 0;

	while (s.n > 0) {
		c = utf8_take(&s);
		if (is_invisible(c) && !((c == ZWJ || c == ZWNJ) && joiner_belongs(before, s)))
			return 1;
		before = c;
	}
	return 0;
}

size_t
utf8_length(struct span s)
{
	size_t	 n;

	for (n = 0; s.n > 0; n++)
		utf8_take(&s);
	return n;
}

int
utf8_is_space(uint32_t c)
{
	return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
	    (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}
