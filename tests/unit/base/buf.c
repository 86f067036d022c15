#include "base/limits.h"
#include "tests/unit/tap.h"

static void
test_append(void)
{
	struct buf	 b = BUF_INIT, c = BUF_INIT;

	is_str(buf_str(&b), "", "empty");
	is_span(span_buf(&b), SPAN_NONE, "an empty span");
	is_int(buf_add(&b, NULL, 0), 0, "nothing added");
	ok(b.s != NULL && b.s[0] == '\0', "terminated after the first append");
	buf_adds(&b, "ab");
	buf_addc(&b, '\0');
	buf_addspan(&b, SPAN("cd"));
	buf_addspan(&b, SPAN_NONE);
	is_span(span_buf(&b), SPAN("ab\0cd"), "NUL is a byte");
	buf_adds(&c, "x");
	buf_addbuf(&c, &b);
	is_span(span_buf(&c), SPAN("xab\0cd"), "a buf to a buf");
	buf_reset(&c);
	is_int(buf_addlower(&c, SPAN("@AZ[az\xC3\x89\0B")), 0, "small letters");
	is_span(span_buf(&c), SPAN("@az[az\xC3\x89\0b"), "of ASCII alone");
	is_ok(buf_ok(&c, NULL), NULL, "nothing failed");
	buf_free(&b);
	is_int((long long)b.len, 0, "freed");
	buf_free(&b);
	buf_free(&c);
}

static void
test_format(void)
{
	struct buf	 b = BUF_INIT;
	char		 lots[1000];
	size_t		 i;

	memset(lots, 'y', sizeof(lots));
	lots[999] = '\0';
	buf_addf(&b, "%d-%s", 42, "z");
	is_buf(&b, "42-z", "short");
	buf_addf(&b, "%s", lots);
	is_int((long long)b.len, 4 + 999, "long");
	is_str(b.s + 4, lots, "its bytes");
	buf_reset(&b);
	for (i = 0; i < 300; i++)
		buf_addf(&b, "%zu,", i % 10);
	is_int((long long)b.len, 600, "at every boundary");
	buf_free(&b);
}

static void
test_splice(void)
{
	struct buf	 b = BUF_INIT;

	buf_adds(&b, "hello world");
	buf_splice(&b, 5, 1, ", ", 2);
	is_buf(&b, "hello, world", "longer");
	buf_splice(&b, 0, 5, "hi", 2);
	is_buf(&b, "hi, world", "shorter");
	buf_splice(&b, b.len, 0, "!", 1);
	is_buf(&b, "hi, world!", "at the end");
	buf_splice(&b, 2, 7, NULL, 0);
	is_buf(&b, "hi!", "nothing put in");
	buf_splice(&b, 0, 3, NULL, 0);
	is_buf(&b, "", "all gone");
	is_int(buf_splice(&b, 1, 0, "x", 1), -1, "behind the end is refused");
	is_int(buf_ok(&b, NULL), -1, "and sticks");
	buf_reset(&b);
	buf_adds(&b, "ab");
	is_int(buf_splice(&b, 1, 2, "x", 1), -1, "more than there is is refused");
	buf_free(&b);
	is_int(buf_splice(&b, 0, 0, "x", 1), 0, "into nothing");
	is_buf(&b, "x", "into nothing: its bytes");
	buf_free(&b);
}

static void
test_sticky(void)
{
	struct buf	 b = BUF_INIT, c = BUF_INIT;
	struct err	 e;

	buf_adds(&b, "kept");
	is_int(buf_room(&b, BUF_MAX - 3), -1, "one byte more than BUF_MAX");
	is_int(buf_adds(&b, "x"), -1, "the rest are no-ops");
	is_int(buf_addf(&b, "x"), -1, "formatted too");
	is_int(buf_splice(&b, 0, 1, "x", 1), -1, "spliced too");
	is_buf(&b, "kept", "what was there stays");
	is_err(buf_ok(&b, &e), &e, ERR_AGAIN, "buf_ok says so");
	buf_addbuf(&c, &b);
	is_int(buf_ok(&c, NULL), -1, "a failed buf spoils the one it is added to");
	is_str(buf_take(&b), NULL, "nothing to take");
	is_int(buf_ok(&b, NULL), 0, "clean afterwards");
	buf_reset(&c);
	is_int(buf_adds(&c, "again"), 0, "reset clears");
	is_int(buf_add(&c, "", BUF_MAX), -1, "a length that cannot be");
	buf_free(&c);
	is_int(buf_room(&b, (size_t)-1), -1, "the largest length");
	buf_free(&b);
}

static void
test_ends(void)
{
	struct buf	 b = BUF_INIT;
	char		*s;

	buf_adds(&b, "line \t\r\n\n");
	buf_trim(&b, "\r\n");
	is_buf(&b, "line \t", "trim a set");
	buf_cut(&b, 99);
	is_buf(&b, "line \t", "cut behind the end");
	buf_cut(&b, 2);
	is_buf(&b, "li", "cut");
	buf_cut(&b, 0);
	buf_trim(&b, "x");
	buf_add(&b, "a\0", 2);
	buf_trim(&b, "x");
	is_int((long long)b.len, 2, "NUL is in no set");
	buf_wipe(&b);
	ok(b.s == NULL && b.cap == 0, "wiped");
	buf_wipe(&b);
	s = buf_take(&b);
	is_str(s, "", "taken when empty");
	free(s);
	buf_adds(&b, "mine");
	s = buf_take(&b);
	is_str(s, "mine", "taken");
	ok(b.s == NULL && b.len == 0, "and gone from the buf");
	free(s);
	buf_cut(&b, 0);
	buf_trim(&b, "x");
	is_int(buf_room(&b, 100), 0, "room");
	is_int((long long)b.len, 0, "does not count");
	ok(b.cap > 100, "is there");
	buf_free(&b);
}

static void
test_compare(void)
{
	ok(span_eq(SPAN_NONE, SPAN("")), "no span is an empty span");
	ok(span_eqs(span_str(NULL), ""), "NULL too");
	ok(span_eq(SPAN("a\0b"), SPAN("a\0b")) && !span_eq(SPAN("a\0b"), SPAN("a\0c")),
	    "behind a NUL too");
	ok(!span_eqs(SPAN("ab"), "abc") && !span_eqs(SPAN("abc"), "ab"), "lengths");
	ok(span_caseeqs(SPAN("Content-TYPE"), "content-type"), "without case");
	ok(!span_caseeq(SPAN("\xc3\x89"), SPAN("\xc3\xa9")), "ASCII only");
	ok(!span_caseeq(SPAN("@["), SPAN("`{")), "letters only");
	ok(span_cmp(SPAN("a"), SPAN("b")) < 0 && span_cmp(SPAN("b"), SPAN("a")) > 0, "order");
	ok(span_cmp(SPAN("a"), SPAN("ab")) < 0 && span_cmp(SPAN("ab"), SPAN("a")) > 0,
	    "shorter first");
	ok(span_cmp(SPAN("\x80"), SPAN("a")) > 0, "bytes are unsigned");
	is_int(span_cmp(SPAN_NONE, SPAN_NONE), 0, "nothing equals nothing");
	ok(span_starts(SPAN("abc"), "ab") && !span_starts(SPAN("a"), "ab") &&
	    span_starts(SPAN_NONE, ""), "starts");
	ok(span_casestarts(SPAN("Re: x"), "rE:") && !span_casestarts(SPAN("R"), "re"),
	    "starts without case");
	ok(span_ends(SPAN("abc"), "bc") && !span_ends(SPAN("c"), "bc") && span_ends(SPAN_NONE, ""),
	    "ends");
}

static void
test_parts(void)
{
	ok(span_printable(SPAN(" x~")) && span_printable(SPAN_NONE), "printable");
	ok(!span_printable(SPAN("x\t")) && !span_printable(SPAN("\x7f")) && !span_printable(SPAN("\xc3\xa9")) &&
	    !span_printable(SPAN("x\0")), "not printable");
	ok(span_hex('0') == 0 && span_hex('9') == 9 && span_hex('a') == 10 && span_hex('F') == 15, "hexadecimal digits");
	ok(span_hex('/') == -1 && span_hex(':') == -1 && span_hex('@') == -1 && span_hex('G') == -1 && span_hex('g') == -1 &&
	    span_hex('\0') == -1 && span_hex((char)0xC6) == -1 && span_hex(0xC6) == -1, "no digits");
	ok(span_lists(SPAN("es en"), ' ', SPAN("en")) && span_lists(SPAN("es"), ',', SPAN("es")), "listed");
	ok(!span_lists(SPAN("es en"), ' ', SPAN("e")) && !span_lists(SPAN("es en"), ' ', SPAN_NONE) &&
	    !span_lists(SPAN_NONE, ' ', SPAN("en")), "not listed");
	is_spans(span_trim(SPAN(" \t\r\nx y\n ")), "x y", "trim");
	is_spans(span_trim(SPAN(" \n ")), "", "trim everything");
	is_spans(span_trim(SPAN_NONE), "", "trim nothing");
	is_spans(span_from(SPAN("abc"), 1), "bc", "from");
	is_spans(span_from(SPAN("abc"), 9), "", "from behind the end");
	is_spans(span_from(SPAN_NONE, 9), "", "from nothing");
	is_spans(span_head(SPAN("abc"), 2), "ab", "head");
	is_spans(span_head(SPAN("abc"), 9), "abc", "head longer than there is");
	is_int(span_chr(SPAN("a\0b"), 'b'), 2, "chr");
	is_int(span_chr(SPAN("abc"), 'z'), -1, "chr not there");
	is_int(span_chr(SPAN_NONE, 'z'), -1, "chr in nothing");
	is_int(span_find(SPAN("aabaab"), SPAN("aab")), 0, "find");
	is_int(span_find(SPAN("xxneedle"), SPAN("needle")), 2, "find at the end");
	is_int(span_find(SPAN("need"), SPAN("needle")), -1, "find longer than there is");
	is_int(span_find(SPAN("x"), SPAN_NONE), 0, "find nothing");
	is_int(span_find(SPAN_NONE, SPAN("x")), -1, "find in nothing");
	{
		struct span nothing = SPAN_NONE, piece = SPAN("before");

		is_int(span_cut(&nothing, ' ', &piece), 0, "nothing is left to be cut");
		is_int((int)piece.n, 0, "and the piece is empty");
		piece = SPAN("before");
		is_int(span_line(&nothing, &piece), 0, "nor is there a line");
		is_int((int)piece.n, 0, "which is empty too");
	}
	is_int(span_casefind(SPAN("xxNeEdLe"), SPAN("needle")), 2, "find without case");
	is_int(span_casefind(SPAN("xxneedl"), SPAN("needle")), -1, "find without case, not there");
	is_int(span_casefind(SPAN("nNnxNENeEdLeneedle"), SPAN("needle")), 6, "find without case, behind many beginnings");
	is_int(span_casefind(SPAN("NnNNneedLE"), SPAN("needle")), 4, "find without case, at the end");
	is_int(span_casefind(SPAN("a-1A-1"), SPAN("-1")), 1, "find without case what has none");
	is_int(span_casefind(SPAN("Aab"), SPAN("B")), 2, "find one letter without case");
	is_int(span_casefind(SPAN_NONE, SPAN("x")), -1, "find without case in nothing");
	is_int(span_casefind(SPAN_NONE, SPAN_NONE), 0, "find nothing without case");
}

static void
test_cut(void)
{
	struct span	 rest = SPAN("a,,b,"), p;

	ok(span_cut(&rest, ',', &p) && span_eqs(p, "a"), "first piece");
	ok(span_cut(&rest, ',', &p) && span_eqs(p, ""), "empty piece");
	ok(span_cut(&rest, ',', &p) && span_eqs(p, "b"), "last piece");
	ok(!span_cut(&rest, ',', &p), "nothing behind the last separator");
	rest = SPAN_NONE;
	ok(!span_cut(&rest, ',', &p), "of nothing");
	rest = SPAN("one\r\ntwo\n\nfo\rur\r");
	ok(span_line(&rest, &p) && span_eqs(p, "one"), "CRLF");
	ok(span_line(&rest, &p) && span_eqs(p, "two"), "LF");
	ok(span_line(&rest, &p) && span_eqs(p, ""), "an empty line");
	ok(span_line(&rest, &p) && span_eqs(p, "fo\rur\r"), "CR alone is no line end");
	ok(!span_line(&rest, &p), "the end");
}

static void
test_copies(void)
{
	char	*s;

	s = span_dup(SPAN("a\0b"));
	ok(s != NULL && memcmp(s, "a\0b", 4) == 0, "dup stops at no NUL");
	free(s);
	s = span_dup(SPAN_NONE);
	is_str(s, "", "dup of nothing");
	free(s);
}

static void
test_number(void)
{
	static const char *const bad[] = {
		"", " 1", "1 ", "+1", "-1", "1a", "0x1", "18446744073709551616",
		"99999999999999999999999", "\xd9\xa1"
	};
	unsigned long long	 n = 5;
	size_t			 i;

	ok(span_number(SPAN("18446744073709551615"), &n) == 0 && n == ~0ULL, "the largest");
	ok(span_number(SPAN("007"), &n) == 0 && n == 7, "leading zeros");
	ok(span_number(SPAN("0"), &n) == 0 && n == 0, "zero");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_int(span_number(span_str(bad[i]), &n), -1, "no number: '%s'", bad[i]);
	is_int(span_number(SPAN("1\0"), &n), -1, "NUL is no digit");
}

int
main(void)
{
	test_append();
	test_format();
	test_splice();
	test_sticky();
	test_ends();
	test_compare();
	test_parts();
	test_cut();
	test_copies();
	test_number();
	return done();
}
