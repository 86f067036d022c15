#include "text/charset.h"
#include "text/utf8.h"
#include "tests/unit/tap.h"

static void
reads(const char *name, struct span bytes, const char *want)
{
	struct buf b = BUF_INIT;
	struct err e;

	is_ok(charset_decode(&b, span_str(name), bytes, &e), &e, "%s: read", name);
	is_buf(&b, want, "%s", name);
	buf_free(&b);
}

static void
unknown(const char *name)
{
	ok(!charset_known(span_str(name)), "`%s` is not known", name);
	reads(name, SPAN("\xC3\xA9"), "\xC3\xA9");
	reads(name, SPAN("\xE9"), "\xC3\xA9");
}

static void
known(const char *name)
{
	ok(charset_known(span_str(name)), "%s is known", name);
}

static void
names(void)
{
	static const char *const spellings[] = {
		"utf-8", "UTF8", "\"utf-8\"", "utf-8;", "unicode-1-1-utf-7", "utf-8-sig", "us-ascii", "ISO_8859-1:1987", "latin-1",
		"8859-1", "iso8859_15", "iso-8859-8-i", "iso-8859-8-e", "iso-8859-6-i", "windows-1252", "cp-1252", "x-cp1251",
		"win-1251", "cp-850", "ibm850", "windows-28591", "gb2312", "gb_2312-80", "x-gbk", "x-euc-cn", "ks_c_5601-1987",
		"ks_c_5601", "korean", "windows-949", "ms949", "shift_jis", "x-sjis", "windows-31j", "x-euc-jp", "iso-2022-jp",
		"iso-2022-jp-ms", "cp50220", "x-x-big5", "big5", "koi8-r", "koi8r", "tis-620", "dos-874", "x-mac-roman",
		"x-mac-cyrillic", "macintosh", "iso-10646-ucs-2", "utf-16", "utf-32", "iso-2022-kr", "euc-tw", "viscii"
	};
	static const char *const strange[] = {
		"", " ", "x-user-defined", "unknown-8bit", "x-unknown", "default", "binary", "UTF-8//IGNORE", "UTF-8//TRANSLIT",
		"char", "wchar_t", "INTERNAL", "iso-8859-0", "iso-8859-12", "iso-8859-17", "iso-8859-99999999", "cp", "cp037", "ebcdic-us",
		"../../etc/passwd", "a name", "-",
		"a-name-that-is-longer-than-any-charset-has-ever-had"
	};
	size_t	 i;

	for (i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
		known(spellings[i]);
	for (i = 0; i < sizeof(strange) / sizeof(strange[0]); i++)
		unknown(strange[i]);
	ok(!charset_known(SPAN("utf-8\0x")), "a NUL in a name");
}

static void
western(void)
{
	reads("iso-8859-1", SPAN("caf\xE9 \x93\x80\x94"), "caf\xC3\xA9 \xE2\x80\x9C\xE2\x82\xAC\xE2\x80\x9D");
	reads("windows-1252", SPAN("\x81\x8D\x8F\x90\x9D"),
	    "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
	reads("us-ascii", SPAN("plain"), "plain");
	reads("us-ascii", SPAN("\xC3\xA9"), "\xC3\xA9");
	reads("us-ascii", SPAN("\xE9"), "\xC3\xA9");
	reads("us-ascii", SPAN("\xC3\xA9 \xC3\xA9 \xE2\x80"), "\xC3\xA9 \xC3\xA9 \xC3\xA2\xE2\x82\xAC");
	reads("", SPAN("\xC3\xA9 \xC3\xA9 \xE9"), "\xC3\xA9 \xC3\xA9 \xC3\xA9");
	reads("", SPAN("\xC3\xA9 \xE9"), "\xC3\x83\xC2\xA9 \xC3\xA9");
	reads("iso-8859-15", SPAN("\xA4"), "\xE2\x82\xAC");
	reads("iso-8859-2", SPAN("\xB1"), "\xC4\x85");
	reads("iso-8859-9", SPAN("\xF0\x80"), "\xC4\x9F\xE2\x82\xAC");
	reads("windows-1251", SPAN("\xCF\xF0\xE8"), "\xD0\x9F\xD1\x80\xD0\xB8");
	reads("koi8-r", SPAN("\xF0"), "\xD0\x9F");
	reads("windows-1256", SPAN("\xE3\xCD"), "\xD9\x85\xD8\xAD");
	reads("windows-1255", SPAN("\xE0"), "\xD7\x90");	/* held back by iconv until the end */
	reads("iso-8859-7", SPAN("\xE1"), "\xCE\xB1");
	reads("cp437", SPAN("\x82"), "\xC3\xA9");
}

static void
eastern(void)
{
	reads("gb2312", SPAN("\xD6\xD0\xCE\xC4"), "\xE4\xB8\xAD\xE6\x96\x87");
	reads("gb2312", SPAN("\xD6\xD0\xFF\x81"), "\xE4\xB8\xAD\xEF\xBF\xBD\xEF\xBF\xBD");
	reads("gb2312", SPAN("don\x92t \x96"), "don\xE2\x80\x99t \xE2\x80\x93");
	reads("gbk", SPAN("\x92t \xD6\xD0"), "\xE6\x8A\xB0 \xE4\xB8\xAD");
	reads("ks_c_5601-1987", SPAN("\x93x\x94"), "\xE2\x80\x9Cx\xE2\x80\x9D");
	reads("hz-gb-2312", SPAN("a~~ ~{VPND~} b~\nc ~{VP\nx"), "a~ \xE4\xB8\xAD\xE6\x96\x87 bc \xE4\xB8\xAD\nx");
	reads("big5", SPAN("\xA4\xA4"), "\xE4\xB8\xAD");
	reads("shift_jis", SPAN("\x82\xA0\x82"), "\xE3\x81\x82\xEF\xBF\xBD");
	reads("euc-jp", SPAN("\xA4\xA2"), "\xE3\x81\x82");
	reads("iso-2022-jp", SPAN("\x1B$B$\"\x1B(Bx"), "\xE3\x81\x82x");
	reads("iso-2022-jp", SPAN("x"), "x");		/* the state of the one before is gone */
	reads("iso-2022-kr", SPAN("\x1B$)C\x0E\x30\x21\x0F"), "\xEA\xB0\x80");
	reads("euc-kr", SPAN("\xB0\xA1"), "\xEA\xB0\x80");
	reads("utf-7", SPAN("Hi +AGE-!"), "Hi a!");
}

static void
wide(void)
{
	reads("utf-8", SPAN("\xEF\xBB\xBFx\xED\xA0\x80"), "x\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
	reads("utf-8", SPAN("\xF4\x90\x80\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
	reads("utf-16", SPAN("\xFF\xFE" "a\0b\0"), "ab");
	reads("utf-16", SPAN("\xFE\xFF" "\0a\0b"), "ab");
	reads("utf-16", SPAN("a\0b\0"), "ab");
	reads("utf-16", SPAN("\0a\0b"), "ab");
	reads("utf-16le", SPAN("\0\xD8z\0"), "\xEF\xBF\xBDz");
	reads("utf-16le", SPAN("a\0b"), "a\xEF\xBF\xBD");
	reads("utf-32", SPAN("\0\0\0a"), "a");
	reads("utf-32be", SPAN("\0\x11\0\0\0\0\0a"), "\xEF\xBF\xBD" "a");
}

/* More charsets than handles are kept, twice. */
static void
handles(void)
{
	static const char *const many[] = {
		"iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-10",
		"iso-8859-13", "iso-8859-14", "iso-8859-16", "koi8-u"
	};
	size_t	 i;
	int	 round;

	for (round = 0; round < 2; round++) {
		for (i = 0; i < sizeof(many) / sizeof(many[0]); i++)
			reads(many[i], SPAN("x"), "x");
		charset_end();
	}
}

int
main(void)
{
	struct buf big = BUF_INIT, b = BUF_INIT;
	size_t	 i;

	names();
	western();
	eastern();
	wide();
	handles();
	for (i = 0; i < 300000; i++)
		buf_addc(&big, 0xFF);
	charset_decode(&b, SPAN("euc-kr"), span_buf(&big), NULL);
	is_int((long long)b.len, 900000, "nothing but bad bytes: U+FFFD each");
	ok(utf8_valid(span_buf(&b)), "and valid");
	buf_free(&big);
	buf_free(&b);
	charset_end();
	return done();
}
