#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>

#include "text/charset.h"
#include "text/utf8.h"

#define CHARSET_NAME	40		/* bytes of a charset's name */
#define HANDLES		8		/* converters kept open */
#define CHUNK		4096		/* output grows at least by this */

enum reader {
	READ_GUESS,			/* UTF-8 if valid, else windows-1252 */
	READ_1252,
	READ_UTF8,
	READ_UTF16,			/* byte order by mark or by looking */
	READ_UTF32,
	READ_HZ,			/* GB 2312 in seven bits (RFC 1843), which glibc's iconv does not know */
	READ_ICONV
};

struct charset {
	enum reader	 reader;
	char		 name[CHARSET_NAME + 8];	/* for iconv */
};

/*
 * Names as they are once lower-cased and stripped of all but letters and digits.  What is found here is
 * what senders mean, which is often a superset of what they say, and spelled as both iconvs know it.
 */
static const struct {
	const char	*squashed;
	enum reader	 reader;
	const char	*name;
} aliases[] = {
	{ "usascii", READ_GUESS, NULL }, { "ascii", READ_GUESS, NULL }, { "ansix341968", READ_GUESS, NULL },
	{ "iso646us", READ_GUESS, NULL }, { "646", READ_GUESS, NULL }, { "8bit", READ_GUESS, NULL },
	{ "utf8", READ_UTF8, NULL }, { "utf8sig", READ_UTF8, NULL }, { "unicode11utf8", READ_UTF8, NULL },
	{ "utf8mb4", READ_UTF8, NULL }, { "cp65001", READ_UTF8, NULL },
	{ "utf16", READ_UTF16, NULL }, { "ucs2", READ_UTF16, NULL }, { "iso10646ucs2", READ_UTF16, NULL },
	{ "unicode", READ_UTF16, NULL }, { "utf16le", READ_ICONV, "UTF-16LE" }, { "utf16be", READ_ICONV, "UTF-16BE" },
	{ "utf32", READ_UTF32, NULL }, { "ucs4", READ_UTF32, NULL }, { "iso10646ucs4", READ_UTF32, NULL },
	{ "utf32le", READ_ICONV, "UTF-32LE" }, { "utf32be", READ_ICONV, "UTF-32BE" },
	{ "utf7", READ_ICONV, "UTF-7" }, { "unicode11utf7", READ_ICONV, "UTF-7" },
	{ "unicode20utf7", READ_ICONV, "UTF-7" }, { "cp65000", READ_ICONV, "UTF-7" },
	{ "iso88591", READ_1252, NULL }, { "iso885911987", READ_1252, NULL }, { "885911987", READ_1252, NULL },
	{ "88591", READ_1252, NULL },
	{ "latin1", READ_1252, NULL }, { "l1", READ_1252, NULL }, { "cp1252", READ_1252, NULL },
	{ "ansi", READ_GUESS, NULL }, { "windowsansi", READ_1252, NULL }, { "cp819", READ_1252, NULL },
	{ "latin2", READ_ICONV, "ISO-8859-2" }, { "latin3", READ_ICONV, "ISO-8859-3" },
	{ "latin4", READ_ICONV, "ISO-8859-4" }, { "latin5", READ_ICONV, "CP1254" },
	{ "latin6", READ_ICONV, "ISO-8859-10" }, { "latin7", READ_ICONV, "ISO-8859-13" },
	{ "latin8", READ_ICONV, "ISO-8859-14" }, { "latin9", READ_ICONV, "ISO-8859-15" },
	{ "latin10", READ_ICONV, "ISO-8859-16" }, { "cyrillic", READ_ICONV, "ISO-8859-5" },
	{ "arabic", READ_ICONV, "ISO-8859-6" }, { "greek", READ_ICONV, "ISO-8859-7" },
	{ "hebrew", READ_ICONV, "ISO-8859-8" }, { "iso88598i", READ_ICONV, "ISO-8859-8" },
	{ "iso88598e", READ_ICONV, "ISO-8859-8" }, { "iso88596i", READ_ICONV, "ISO-8859-6" },
	{ "iso88596e", READ_ICONV, "ISO-8859-6" }, { "iso88599", READ_ICONV, "CP1254" }, { "iso885991989", READ_ICONV, "CP1254" },
	{ "gb2312", READ_ICONV, "GB18030" }, { "gb231280", READ_ICONV, "GB18030" },
	{ "gbk", READ_ICONV, "GB18030" }, { "gb18030", READ_ICONV, "GB18030" }, { "cp936", READ_ICONV, "GB18030" },
	{ "euccn", READ_ICONV, "GB18030" }, { "chinese", READ_ICONV, "GB18030" },
	{ "hz", READ_HZ, NULL }, { "hzgb2312", READ_HZ, NULL },
	{ "big5", READ_ICONV, "BIG5-HKSCS" }, { "xbig5", READ_ICONV, "BIG5-HKSCS" },
	{ "big5hkscs", READ_ICONV, "BIG5-HKSCS" }, { "cnbig5", READ_ICONV, "BIG5-HKSCS" },
	{ "cp950", READ_ICONV, "CP950" }, { "euctw", READ_ICONV, "EUC-TW" },
	{ "euckr", READ_ICONV, "CP949" }, { "korean", READ_ICONV, "CP949" }, { "uhc", READ_ICONV, "CP949" },
	{ "ksc5601", READ_ICONV, "CP949" }, { "ksc56011987", READ_ICONV, "CP949" },
	{ "ksc56011989", READ_ICONV, "CP949" }, { "cp949", READ_ICONV, "CP949" }, { "johab", READ_ICONV, "JOHAB" },
	{ "shiftjis", READ_ICONV, "CP932" }, { "sjis", READ_ICONV, "CP932" }, { "mskanji", READ_ICONV, "CP932" },
	{ "cp932", READ_ICONV, "CP932" }, { "cp31j", READ_ICONV, "CP932" }, { "eucjp", READ_ICONV, "EUC-JP" },
	{ "iso2022jp", READ_ICONV, "ISO-2022-JP-2" }, { "iso2022jp1", READ_ICONV, "ISO-2022-JP-2" },
	{ "iso2022jp2", READ_ICONV, "ISO-2022-JP-2" }, { "iso2022jp3", READ_ICONV, "ISO-2022-JP-3" },
	{ "iso2022jpms", READ_ICONV, "ISO-2022-JP-3" }, { "cp50220", READ_ICONV, "ISO-2022-JP-3" },
	{ "cp50221", READ_ICONV, "ISO-2022-JP-3" }, { "cp50222", READ_ICONV, "ISO-2022-JP-3" },
	{ "iso2022kr", READ_ICONV, "ISO-2022-KR" }, { "iso2022cn", READ_ICONV, "ISO-2022-CN" },
	{ "iso2022cnext", READ_ICONV, "ISO-2022-CN-EXT" },
	{ "koi8r", READ_ICONV, "KOI8-R" }, { "koi8", READ_ICONV, "KOI8-R" }, { "koi8u", READ_ICONV, "KOI8-U" },
	{ "koi8ru", READ_ICONV, "KOI8-U" }, { "cp20866", READ_ICONV, "KOI8-R" }, { "cp21866", READ_ICONV, "KOI8-U" },
	{ "tis620", READ_ICONV, "TIS-620" }, { "cp874", READ_ICONV, "CP874" }, { "viscii", READ_ICONV, "VISCII" },
	{ "tcvn", READ_ICONV, "TCVN" }, { "armscii8", READ_ICONV, "ARMSCII-8" },
	{ "georgianps", READ_ICONV, "GEORGIAN-PS" }, { "georgianacademy", READ_ICONV, "GEORGIAN-ACADEMY" },
	{ "macintosh", READ_ICONV, "MACINTOSH" }, { "mac", READ_ICONV, "MACINTOSH" },
	{ "macroman", READ_ICONV, "MACINTOSH" }, { "maccyrillic", READ_ICONV, "MAC-CYRILLIC" },
	{ "cp28591", READ_1252, NULL }, { "cp28592", READ_ICONV, "ISO-8859-2" }, { "cp28593", READ_ICONV, "ISO-8859-3" },
	{ "cp28594", READ_ICONV, "ISO-8859-4" }, { "cp28595", READ_ICONV, "ISO-8859-5" },
	{ "cp28596", READ_ICONV, "ISO-8859-6" }, { "cp28597", READ_ICONV, "ISO-8859-7" },
	{ "cp28598", READ_ICONV, "ISO-8859-8" }, { "cp28599", READ_ICONV, "CP1254" },
	{ "cp28605", READ_ICONV, "ISO-8859-15" },
	{ "macce", READ_ICONV, "MAC-CENTRALEUROPE" }, { "hproman8", READ_ICONV, "HP-ROMAN8" }
};

/* Code pages built on ASCII; the others (EBCDIC) would turn any text into noise. */
static const char *const pages[] = {
	"437", "737", "775", "850", "852", "855", "857", "858", "860", "861", "862", "863", "864", "865", "866",
	"869", "1046", "1124", "1125", "1129", "1131", "1133", "1250", "1251", "1253", "1254", "1255", "1256",
	"1257", "1258"
};

static struct {
	char	 name[CHARSET_NAME + 8];
	iconv_t	 cd;
	int	 failed;
} handles[HANDLES];
static size_t n_handles;

/* Put names that mean the same in one form; 0 if the name is none we would hand to anybody. */
static int
squash(char *out, struct span name)
{
	size_t	 i, n = 0;
	char	 c;

	name = span_trim(name);
	while (name.n > 0 && strchr("\"'", name.s[0]) != NULL)
		name = span_make(name.s + 1, name.n - 1);
	while (name.n > 0 && strchr("\"';,", name.s[name.n - 1]) != NULL)
		name.n--;
	if (name.n == 0 || name.n > CHARSET_NAME)
		return 0;
	for (i = 0; i < name.n; i++) {
		c = name.s[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			out[n++] = c;
		else if (c == '\0' || strchr("._:+-", c) == NULL)
			return 0;
	}
	out[n] = '\0';
	return n > 0;
}

/* "windows-1251", "x-cp1251", "win1251" and "ibm850" are all code pages. */
static void
page_form(char *s)
{
	static const char *const prefixes[] = { "windows", "xcp", "xwindows", "win", "ms", "ibm", "dos", "cp" };
	size_t	 i, n;

	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		n = strlen(prefixes[i]);
		if (strncmp(s, prefixes[i], n) == 0 && isdigit((unsigned char)s[n])) {
			memmove(s + 2, s + n, strlen(s + n) + 1);
			memcpy(s, "cp", 2);
			return;
		}
	}
	if (s[0] == 'x' && s[1] != '\0')
		memmove(s, s + 1, strlen(s));
}

static int
find_alias(const char *s, struct charset *c)
{
	size_t	 i;

	for (i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (strcmp(aliases[i].squashed, s) == 0) {
			c->reader = aliases[i].reader;
			if (aliases[i].name != NULL)
				snprintf(c->name, sizeof(c->name), "%s", aliases[i].name);
			return 1;
		}
	return 0;
}


static const char *const parts8859[] = {
	"2", "3", "4", "5", "6", "7", "8", "10", "11", "13", "14", "15", "16"
};

/* ISO-8859-N and the code pages, whose names are made of a number. */
static int
find_numbered(char *s, struct charset *c)
{
	size_t	 i;

	c->reader = READ_ICONV;
	s += strncmp(s, "iso8859", 7) == 0 ? 3 : 0;
	if (strncmp(s, "8859", 4) == 0) {
		if (strlen(s) > 8)
			s[strlen(s) - 4] = '\0';	/* the year of the standard: ISO_8859-2:1987 */
		for (i = 0; i < sizeof(parts8859) / sizeof(parts8859[0]); i++)
			if (strcmp(parts8859[i], s + 4) == 0) {
				snprintf(c->name, sizeof(c->name), "ISO-8859-%s", parts8859[i]);
				return 1;
			}
		return 0;
	}
	for (i = 0; strncmp(s, "cp", 2) == 0 && i < sizeof(pages) / sizeof(pages[0]); i++)
		if (strcmp(pages[i], s + 2) == 0) {
			snprintf(c->name, sizeof(c->name), "CP%s", pages[i]);
			return 1;
		}
	return 0;
}

/* A converter for one of our own names, opened once; (iconv_t)-1 if this iconv does not know it. */
static iconv_t
handle(const char *name)
{
	static size_t next;
	size_t	 i;

	for (i = 0; i < n_handles; i++)
		if (strcmp(handles[i].name, name) == 0) {
			if (!handles[i].failed)
				iconv(handles[i].cd, NULL, NULL, NULL, NULL);
			return handles[i].cd;
		}
	if (n_handles < HANDLES)
		i = n_handles++;
	else {
		i = next++ % HANDLES;
		if (!handles[i].failed)
			iconv_close(handles[i].cd);
	}
	snprintf(handles[i].name, sizeof(handles[i].name), "%s", name);
	handles[i].cd = iconv_open("UTF-8", name);
	handles[i].failed = handles[i].cd == (iconv_t)-1;
	return handles[i].cd;
}

/* What to do about a name from a mail; an unknown one means guessing. */
static int
find(struct span name, struct charset *c)
{
	char	 s[CHARSET_NAME + 1] = "";

	c->reader = READ_GUESS;
	c->name[0] = '\0';
	if (!squash(s, name))
		return 0;
	page_form(s);
	if ((find_alias(s, c) || find_numbered(s, c)) &&
	    (c->reader != READ_ICONV || handle(c->name) != (iconv_t)-1))
		return 1;
	c->reader = READ_GUESS;
	return 0;
}

int
charset_known(struct span name)
{
	struct charset c;

	return find(name, &c);
}

void
charset_end(void)
{
	while (n_handles > 0)
		if (!handles[--n_handles].failed)
			iconv_close(handles[n_handles].cd);
}

static void
from_utf8(struct buf *b, struct span s)
{
	uint32_t c;

	if (span_starts(s, "\xEF\xBB\xBF"))
		s = span_make(s.s + 3, s.n - 3);
	if (utf8_valid(s)) {
		buf_addspan(b, s);
		return;
	}
	while (s.n > 0) {
		c = utf8_take(&s);
		utf8_put(b, c == UTF8_BAD ? UTF8_REPLACE : c);
	}
}

static void
put_1252(struct buf *b, unsigned char c)
{
	uint32_t meant = c < 0x80 || c >= 0xA0 ? c : utf8_1252(c);

	utf8_put(b, meant != 0 ? meant : UTF8_REPLACE);
}

static void
from_1252(struct buf *b, struct span s)
{
	size_t	 i, start;

	for (i = start = 0; i < s.n; i++) {
		if ((unsigned char)s.s[i] < 0x80)
			continue;
		buf_add(b, s.s + start, i - start);
		start = i + 1;
		put_1252(b, (unsigned char)s.s[i]);
	}
	if (s.n > start)
		buf_add(b, s.s + start, s.n - start);
}

/* More characters of UTF-8 than bytes that are none: somebody put a line of another mail, or a name, into his. */
static int
is_mostly_utf8(struct span s)
{
	size_t	 good = 0, bad = 0;
	uint32_t c;

	while (s.n > 0) {
		c = utf8_take(&s);
		good += c != UTF8_BAD && c > 0x7F;
		bad += c == UTF8_BAD;
	}
	return good > bad;
}

static void
from_mixed(struct buf *b, struct span s)
{
	struct span before;
	uint32_t c;
	size_t	 i;

	while (s.n > 0) {
		before = s;
		if ((c = utf8_take(&s)) != UTF8_BAD)
			utf8_put(b, c);
		else
			for (i = 0; i < before.n - s.n; i++)
				put_1252(b, (unsigned char)before.s[i]);
	}
}

/*
 * A label of East Asia on a text of the West, as its programs put it on all they send: there is no byte over A0, without
 * which nobody writes Chinese or Korean, but the quotation marks and dashes of windows-1252.
 */
static int
is_mislabelled(const char *name, struct span s)
{
	static const char *const names[] = { "GB18030", "BIG5-HKSCS", "CP950", "CP949" };
	size_t	 i;
	int	 high = 0;

	for (i = 0; i < sizeof(names) / sizeof(names[0]) && strcmp(names[i], name) != 0; i++)
		;
	if (i == sizeof(names) / sizeof(names[0]))
		return 0;
	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.s[i] > 0xA0)
			return 0;
		else
			high |= (unsigned char)s.s[i] > 0x7F;
	return high;
}

/*
 * Convert, putting U+FFFD for each unit of `unit` bytes that cannot be read.  //IGNORE would
 * drop them in silence, //TRANSLIT would depend on the locale.
 */
static void
convert(struct buf *b, iconv_t cd, struct span s, size_t unit)
{
	char	*in = (char *)(uintptr_t)s.s, *out;
	size_t	 left = s.n, room, before, r;
	int	 flushed = 0;

	while (!flushed && buf_room(b, left + left / 2 + CHUNK) == 0) {
		out = b->s + b->len;
		room = before = left + left / 2 + CHUNK;
		if (left > 0)
			r = iconv(cd, &in, &left, &out, &room);
		else {
			r = iconv(cd, NULL, NULL, &out, &room);	/* some hold characters back */
			flushed = r != (size_t)-1 || errno != E2BIG;
		}
		b->len += before - room;
		b->s[b->len] = '\0';
		if (r == (size_t)-1 && errno != E2BIG && left > 0) {
			utf8_put(b, UTF8_REPLACE);
			in += left < unit ? left : unit;
			left -= left < unit ? left : unit;
		}
	}
}

/* iconv's idea of UTF-8 is wider than ours, so its output is read once more. */
static void
from_iconv(struct buf *b, const char *name, struct span s, size_t unit)
{
	struct buf out = BUF_INIT;
	iconv_t	 cd = handle(name);

	if (cd == (iconv_t)-1) {
		from_1252(b, s);
		return;
	}
	convert(&out, cd, s, unit);
	from_utf8(b, span_buf(&out));
	b->err |= out.err;
	buf_free(&out);
}

/*
 * UTF-16 and UTF-32 without a mark would be read in the byte order of the machine: look where the zero
 * bytes stand instead (text is mostly ASCII blanks and line ends), and take big-endian in doubt (RFC 2781).
 */
static void
from_wide(struct buf *b, struct span s, size_t unit)
{
	int	 little = span_starts(s, "\xFF\xFE"), marked = little || span_starts(s, "\xFE\xFF");
	size_t	 i, front = 0, back = 0;

	if (unit == 4)
		marked = little || (s.n >= 4 && memcmp(s.s, "\0\0\xFE\xFF", 4) == 0);
	if (!marked) {
		for (i = 0; i + unit <= s.n && i < 256; i += unit) {
			front += s.s[i] == '\0';
			back += s.s[i + unit - 1] == '\0';
		}
		little = back > front;
	}
	if (unit == 2)
		from_iconv(b, little ? "UTF-16LE" : "UTF-16BE", s, unit);
	else
		from_iconv(b, little ? "UTF-32LE" : "UTF-32BE", s, unit);
}

/* "~{" begins two bytes a character, "~}" or a line end ends them; "~~" is one, and one at the end of a line goes on. */
static void
from_hz(struct buf *b, struct span s)
{
	struct buf gb = BUF_INIT;
	int	 wide = 0;
	size_t	 i;
	char	 c, next;

	for (i = 0; i < s.n; i++) {
		c = s.s[i];
		next = i + 1 < s.n ? s.s[i + 1] : '\0';
		if (c == '\n')
			wide = 0;
		if (c == '~' && (next == '}' || (next == '{' && !wide))) {
			wide = next == '{';
			i++;
		} else if (!wide && c == '~' && (next == '~' || next == '\n')) {
			if (next == '~')
				buf_addc(&gb, c);
			i++;
		} else
			buf_addc(&gb, wide && c > ' ' ? (char)(c | 0x80) : c);
	}
	from_iconv(b, "GB18030", span_buf(&gb), 1);
	b->err |= gb.err;
	buf_free(&gb);
}

static size_t
unit_of(const char *name)
{
	return strncmp(name, "UTF-16", 6) == 0 ? 2 : strncmp(name, "UTF-32", 6) == 0 ? 4 : 1;
}

/* Seven bits that change to another set of characters say so themselves: mail from before MIME, and headers to this day. */
static const char *
shifted(struct span s)
{
	static const char *const japanese[] = { "\x1b$B", "\x1b$@", "\x1b$(D", "\x1b(J" };
	size_t	 i;

	if (span_chr(s, 0x1b) == -1)
		return NULL;
	for (i = 0; i < sizeof(japanese) / sizeof(japanese[0]); i++)
		if (span_find(s, span_str(japanese[i])) != -1)
			return "ISO-2022-JP-2";
	return span_find(s, SPAN("\x1b$)C")) != -1 ? "ISO-2022-KR" : NULL;
}

int
charset_decode(struct buf *b, struct span name, struct span bytes, struct err *e)
{
	struct charset c;

	find(name, &c);
	if (c.reader == READ_GUESS && shifted(bytes) != NULL) {
		from_iconv(b, shifted(bytes), bytes, 1);
		return buf_ok(b, e);
	}
	if (c.reader == READ_GUESS)
		c.reader = utf8_valid(bytes) ? READ_UTF8 : is_mostly_utf8(bytes) ? READ_GUESS : READ_1252;
	else if (c.reader == READ_ICONV && is_mislabelled(c.name, bytes))
		c.reader = READ_1252;
	switch (c.reader) {
	case READ_GUESS:
		from_mixed(b, bytes);
		break;
	case READ_HZ:
		from_hz(b, bytes);
		break;
	case READ_UTF16:
		from_wide(b, bytes, 2);
		break;
	case READ_UTF32:
		from_wide(b, bytes, 4);
		break;
	case READ_ICONV:
		from_iconv(b, c.name, bytes, unit_of(c.name));
		break;
	case READ_1252:
		from_1252(b, bytes);
		break;
	default:
		from_utf8(b, bytes);
		break;
	}
	return buf_ok(b, e);
}
