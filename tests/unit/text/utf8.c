#include "text/utf8.h"
#include "tests/unit/tap.h"

static void
takes(struct span s, uint32_t want, size_t used, const char *name)
{
	struct span rest = s;
	uint32_t c = utf8_take(&rest);

	ok(c == want && s.n - rest.n == used, "%s", name);
	if (c != want || s.n - rest.n != used)
		note("got %x, %zu bytes", c, s.n - rest.n);
}

static void
lines(struct span s, const char *want, const char *name)
{
	struct buf b = BUF_INIT;

	utf8_line(&b, s);
	is_buf(&b, want, "%s", name);
	ok(!utf8_deceptive(span_buf(&b)), "%s: nothing deceptive is left", name);
	buf_free(&b);
}

static void
cleans(struct span s, const char *want, const char *name)
{
	struct buf b = BUF_INIT;

	utf8_clean(&b, s);
	is_buf(&b, want, "%s", name);
	buf_free(&b);
}

static void
takes_strictly(void)
{
	takes(SPAN("a"), 'a', 1, "ASCII");
	takes(SPAN("\xC3\xA9x"), 0xE9, 2, "two bytes");
	takes(SPAN("\xE2\x82\xAC"), 0x20AC, 3, "three bytes");
	takes(SPAN("\xF0\x9F\x8C\xB1"), 0x1F331, 4, "four bytes");
	takes(SPAN("\xF4\x8F\xBF\xBF"), 0x10FFFF, 4, "the last code point");
	takes(SPAN("\xF4\x90\x80\x80"), UTF8_BAD, 1, "one above the last");
	takes(SPAN("\xC1\xBF"), UTF8_BAD, 1, "over-long, two bytes");
	takes(SPAN("\xE0\x9F\xBF"), UTF8_BAD, 1, "over-long, three bytes");
	takes(SPAN("\xF0\x8F\xBF\xBF"), UTF8_BAD, 1, "over-long, four bytes");
	takes(SPAN("\xED\x9F\xBF"), 0xD7FF, 3, "below the surrogates");
	takes(SPAN("\xED\xA0\x80"), UTF8_BAD, 1, "a surrogate");
	takes(SPAN("\xE2\x82"), UTF8_BAD, 2, "cut short: the maximal subpart");
	takes(SPAN("\xE2\x82x"), UTF8_BAD, 2, "broken off");
	takes(SPAN("\x80"), UTF8_BAD, 1, "a trail byte alone");
	takes(SPAN("\xFF"), UTF8_BAD, 1, "no byte of UTF-8");
	ok(utf8_valid(SPAN("a\0b")), "NUL is valid");
	ok(!utf8_valid(SPAN("a\xF4\x90\x80\x80")), "what iconv lets through is not valid");
	ok(utf8_valid(SPAN_NONE), "nothing is valid");
}

static void
puts_back(void)
{
	struct buf b = BUF_INIT;
	struct span rest;
	uint32_t c;
	int	 good = 1;

	for (c = 0; c <= 0x110000; c++) {
		buf_reset(&b);
		utf8_put(&b, c);
		rest = span_buf(&b);
		if (utf8_take(&rest) != (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) ? UTF8_REPLACE : c) || rest.n != 0)
			good = 0;
	}
	ok(good, "every code point goes there and back; what is none becomes U+FFFD");
	buf_free(&b);
}

static void
cleans_text(void)
{
	cleans(SPAN("a\r\nb\rc\n\td"), "a\nb\nc\n\td", "line ends become LF, TAB stays");
	cleans(SPAN("a\0b\x1B[31m\x7F\xC2\x81z"), "ab[31mz", "control characters go, C1 too");
	cleans(SPAN("don\xC2\x92t\xC2\x85"), "don\xE2\x80\x99t\xE2\x80\xA6", "but those of C1 that windows-1252 means otherwise");
	cleans(SPAN("a\fb\vc"), "a\nb\nc", "a page's end is a line's end");
	lines(SPAN("a\fb\vc\xC2\x85 \xC2\x81"), "a b c\xE2\x80\xA6", "in one line");
	cleans(SPAN("\xEF\xBF\xBE\xEF\xBF\xBF"), "\xEF\xBF\xBD\xEF\xBF\xBD", "U+FFFE and U+FFFF become U+FFFD");
	cleans(SPAN("a\xC3\x28\xE2\x82"), "a\xEF\xBF\xBD(\xEF\xBF\xBD", "ill-formed bytes become U+FFFD each");
	lines(SPAN(" \r\n a\t b\xC2\xA0\xE3\x80\x80" "c \n"), "a b c", "white space of all kinds is one blank");
	lines(SPAN("a\xE2\x80\xAE" "b\xE2\x80\x8B" "c\xEF\xBB\xBF" "d\xF3\xA0\x81\x81\xC2\xAD"), "abcd",
	    "bidi controls, zero-width and tag characters go");
	lines(SPAN("\xD9\x86\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE"), "\xD9\x86\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE",
	    "ZWNJ stays between Persian letters");
	lines(SPAN("a\xE2\x80\x8C" "b \xD9\x86\xE2\x80\x8D"), "ab \xD9\x86", "and goes between Latin ones and at the end");
	lines(SPAN("\xE0\xA4\xAC\xE2\x80\x8D\xE1\x9E\xB4\xE4\x98\xAD"), "\xE0\xA4\xAC\xE4\x98\xAD",
	    "and in front of a letter that is not seen");
	lines(SPAN("\xE2\x80\x8B"), "", "nothing is left of nothing");
	ok(utf8_deceptive(SPAN("pay\xE2\x80\xAEpal")), "an override deceives");
	ok(!utf8_deceptive(SPAN("Asamblea de Sol")), "a name does not");
}

static void
measures(void)
{
	struct buf b = BUF_INIT;

	is_int((long long)utf8_length(SPAN("a\xC3\xA9\xE6\x97\xA5\xFF")), 4, "code points");
	is_int((long long)utf8_width(SPAN("a\xC3\xA9\xE6\x97\xA5")), 4, "an ideograph is two columns");
	is_int((long long)utf8_width(SPAN("e\xCC\x81\xE2\x80\x8B\t")), 1, "marks and controls are none");
	is_int(utf8_head(&b, SPAN("\xE6\x97\xA5\xE6\x9C\xAC"), 3), 1, "half an ideograph does not fit");
	is_buf(&b, "\xE6\x97\xA5", "one does");
	buf_reset(&b);
	is_int(utf8_head(&b, SPAN("ae\xCC\x81"), 2), 0, "a mark goes with its letter");
	is_buf(&b, "ae\xCC\x81", "all of it");
	buf_free(&b);
}

static void
is_form(int (*f)(struct buf *, struct span), struct span s, const char *want, const char *name)
{
	struct buf b = BUF_INIT;

	is_int(f(&b, s), 0, "%s: done", name);
	is_buf(&b, want, "%s", name);
	buf_free(&b);
}

static void
folds(void)
{
	is_form(utf8_fold, SPAN("STRASSE Stra\xC3\x9F" "e"), "strasse strasse", "full case folding");
	is_form(utf8_fold, SPAN("I\xCE\xA3"), "i\xCF\x83", "no locale: I is i, final sigma is sigma");
	is_form(utf8_fold, SPAN("\xFF" "A"), "\xEF\xBF\xBD" "a", "bad bytes do not stop it");
	is_form(utf8_fold, SPAN_NONE, "", "nothing");
	is_form(utf8_nfc, SPAN("e\xCC\x81"), "\xC3\xA9", "composed");
	is_form(utf8_bare, SPAN("S\xC3\x8D"), "si", "bare: without accents");
	is_form(utf8_bare, SPAN("hay\xC4\xB1r \xC5\x81" "\xC3\xB3" "d\xC5\xBA"), "hayir lodz", "dots and strokes");
	is_form(utf8_bare, SPAN("\xD9\x86\xD9\x8E\xD8\xB9\xD9\x8E\xD9\x80\xD9\x85"), "\xD9\x86\xD8\xB9\xD9\x85",
	    "vowel signs and the stretcher");
	ok(utf8_is_letter(0xE9) && utf8_is_letter(0x639) && !utf8_is_letter('1') && !utf8_is_letter(0x301), "letters");
	ok(utf8_is_mark(0x301) && !utf8_is_mark('a'), "marks");
	is_int(utf8_digit(0x0664), 4, "an Arabic digit");
	is_int(utf8_digit('7'), 7, "a digit");
	is_int(utf8_digit('a'), -1, "no digit");
	ok(utf8_has_direction(SPAN("12 - a \xD8\xB9"), 1) && utf8_has_direction(SPAN("12 - a \xD8\xB9"), 0), "both directions");
	ok(!utf8_has_direction(SPAN("12 - a"), 1) && utf8_has_direction(SPAN("12 - a"), 0), "Latin only");
	ok(utf8_has_direction(SPAN("\xD7\x90\xD9\xA1"), 1) && !utf8_has_direction(SPAN("\xD7\x90\xD9\xA1"), 0), "Hebrew only");
	ok(!utf8_has_direction(SPAN("12 - 3 \xFF"), 1) && !utf8_has_direction(SPAN("12 - 3 \xFF"), 0), "neither");
}

int
main(void)
{
	takes_strictly();
	puts_back();
	cleans_text();
	measures();
	folds();
	return done();
}
