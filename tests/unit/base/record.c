#include <fcntl.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/record.h"
#include "base/time.h"
#include "tests/unit/tap.h"

/* ---- a record as text, to compare ---- */

static const char *
stanza(const struct record *r)
{
	static struct buf	 b = BUF_INIT;

	if (r == NULL) {
		buf_free(&b);
		return "";
	}
	buf_reset(&b);
	record_stanza(&b, r);
	return buf_str(&b);
}

/* One value, as it is kept. */
static void
kept(struct span given, const char *want, const char *what)
{
	struct record	 r = RECORD_INIT;
	struct err	 e;

	is_ok(record_addspan(&r, "A", given, &e), &e, "%s: added", what);
	is_str(record_get(&r, "A"), want, "%s: kept", what);
	record_free(&r);
}

static void
test_values(void)
{
	kept(SPAN("plain"), "plain", "plain");
	kept(SPAN_NONE, "", "nothing");
	kept(SPAN(" \t\r\n"), "", "white space only");
	kept(SPAN(" a \n\t"), "a", "white space at the ends");
	kept(SPAN("a \t\n b\n\nc"), "a\n b\n\nc", "white space at line ends, not at line beginnings");
	kept(SPAN("a\r\nb"), "a\nb", "CRLF");
	kept(SPAN("a \r\nb"), "a\nb", "a blank and CRLF");
	kept(SPAN("a\rb"), "a\xef\xbf\xbd" "b", "CR alone");
	kept(SPAN("a\0b"), "a\xef\xbf\xbd" "b", "NUL");
	kept(SPAN("\x01\x1b\x7f"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", "controls");
	kept(SPAN("\xc2\x80\xc2\x9f\xc2\xa0x"), "\xef\xbf\xbd\xef\xbf\xbd\xc2\xa0x", "C1");
	kept(SPAN("a\tb"), "a\tb", "TAB");
	kept(SPAN("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf"),
	    "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf", "UTF-8");
	kept(SPAN("\xe9"), "\xef\xbf\xbd", "Latin-1");
	kept(SPAN("\xc0\xafx"), "\xef\xbf\xbd\xef\xbf\xbdx", "an overlong slash");
	kept(SPAN("\xe0\x80\xafx"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdx", "a longer one");
	kept(SPAN("\xf0\x80\x80\xafx"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdx",
	    "the longest");
	kept(SPAN("\xed\xa0\x80x"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdx", "a surrogate");
	kept(SPAN("\xf4\x90\x80\x80x"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdx",
	    "behind the last");
	kept(SPAN("x\xe2\x82"), "x\xef\xbf\xbd\xef\xbf\xbd", "half a character");
	kept(SPAN("x\xc2"), "x\xef\xbf\xbd", "half of a C1");
}

static void
test_items(void)
{
	struct record	 r = RECORD_INIT;
	struct err	 e;
	size_t		 size;

	is_str(record_get(&r, "A"), NULL, "an empty record");
	record_add(&r, "Name", "one", &e);
	record_add(&r, "Other", "x", &e);
	record_addf(&r, &e, "NAME", "%s-%d", "two", 2);
	record_addtime(&r, "At", 1795251600, &e);
	is_ok(record_addtime(&r, "Never", MOMENT_NONE, &e), &e, "no moment");
	is_ok(record_add(&r, "Null", NULL, &e), &e, "no value");
	is_str(stanza(&r), "Name: one\nOther: x\nNAME: two-2\nAt: 2026-11-21T09:00:00Z\n", "in order");
	is_int((long long)r.size, (long long)strlen(stanza(&r)), "size");
	is_str(record_get(&r, "name"), "one", "the first");
	is_str(record_nth(&r, "nAmE", 1), "two-2", "the second");
	is_str(record_nth(&r, "Name", 2), NULL, "no third");
	record_set(&r, "NAME", "new", &e);
	is_str(stanza(&r), "NAME: new\nOther: x\nAt: 2026-11-21T09:00:00Z\n", "set takes the first's place");
	record_set(&r, "Last", "z", &e);
	is_str(record_get(&r, "Last"), "z", "or is appended");
	record_set(&r, "Other", NULL, &e);
	is_str(stanza(&r), "NAME: new\nAt: 2026-11-21T09:00:00Z\nLast: z\n", "NULL removes");
	is_int((long long)r.size, (long long)strlen(stanza(&r)), "size follows");
	size = r.n;
	is_err(record_set(&r, "Bad name", "x", &e), &e, ERR_BUG, "no name to set");
	is_int((long long)r.n, (long long)size, "nothing changed");
	record_clear(&r);
	ok(r.n == 0 && r.size == 0, "cleared");
	record_free(&r);
	record_free(&r);
}

static void
test_names(void)
{
	static const char *const bad[] = {
		"", "1a", "-a", "a b", "a:", "a_b", "\xc3\xa9", "a\n", " a", "#a"
	};
	struct record	 r = RECORD_INIT;
	struct err	 e;
	char		 lots[RECORD_NAME + 2];
	size_t		 i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_err(record_add(&r, bad[i], "x", &e), &e, ERR_BUG, "no name: %s", bad[i]);
	memset(lots, 'n', sizeof(lots));
	lots[RECORD_NAME + 1] = '\0';
	is_err(record_add(&r, lots, "x", &e), &e, ERR_BUG, "a name one byte too long");
	is_int((long long)r.n, 0, "nothing was added");
	lots[RECORD_NAME] = '\0';
	is_ok(record_add(&r, lots, "x", &e), &e, "the longest name");
	is_ok(record_add(&r, "A-9-z", "x", &e), &e, "digits and hyphens");
	ok(record_is_name(SPAN("X")) && !record_is_name(SPAN("a\0b")), "record_is_name");
	record_free(&r);
}

static void
test_stanza(void)
{
	struct record	 r = RECORD_INIT;
	struct err	 e;

	record_add(&r, "Empty", "", &e);
	record_add(&r, "Lines", "one\n\n two\n.\n..\n.x\n#no comment\nName: no item\n\tend", &e);
	record_add(&r, "Dot", ".", &e);
	is_str(stanza(&r), "Empty:\nLines: one\n .\n  two\n ..\n ...\n .x\n #no comment\n Name: no item\n"
	    " \tend\nDot: .\n", "a stanza");
	is_int((long long)r.size, (long long)strlen(stanza(&r)), "its size");
	record_free(&r);
}

/* ---- reading ---- */

/* What reading `text` gives: stanzas between "[" and "]", "!LINE" for a mistake. */
static void
read_as(const char *text, const char *want, const char *what)
{
	struct buf	 b = BUF_INIT, m = BUF_INIT;
	struct span	 rest = span_str(text);
	struct record	 r = RECORD_INIT;
	struct err	 e;
	struct io_reader *in;
	unsigned long	 line = 0;
	int		 fd = io_tempfile(NULL, &e), got;

	if (fd == -1 || io_write_all(fd, text, strlen(text), &e) == -1 || lseek(fd, 0, SEEK_SET) == -1)
		bail("temporary file");
	in = io_reader_new(fd, &e);
	while ((got = record_read(in, &r, &line, &e)) != 0) {
		if (got == 1)
			buf_addf(&b, "[%s]", stanza(&r));
		else
			buf_addf(&b, "!%.*s", (int)strcspn(e.text, ":"), e.text);
		ok(got == 1 ? r.n > 0 : r.n == 0 && e.class == ERR_DATA, "%s: result", what);
	}
	is_buf(&b, want, "%s: from a stream", what);
	while ((got = record_parse(&rest, &r, &e)) != 0)
		buf_addf(&m, got == 1 ? "[%s]" : "!", stanza(&r));
	/* Line numbers are of the stream only. */
	for (got = 0; (size_t)got < b.len; got++)
		while (b.s[got] == '!' && (size_t)got + 1 < b.len && b.s[got + 1] != '[' && b.s[got + 1] != '!')
			buf_splice(&b, (size_t)got + 1, 1, NULL, 0);
	is_span(span_buf(&m), span_buf(&b), "%s: from memory", what);
	io_reader_free(in);
	close(fd);
	record_free(&r);
	buf_free(&b);
	buf_free(&m);
}

static void
test_read(void)
{
	read_as("", "", "nothing");
	read_as("\n \n\t\n\r\n", "", "empty lines");
	read_as("A: 1\nB: 2\n\nA: 3\n", "[A: 1\nB: 2\n][A: 3\n]", "two");
	read_as("\n\n\nA: 1\n\n\n\nA: 2", "[A: 1\n][A: 2\n]", "empty lines around, no final newline");
	read_as("A: 1\r\n 2\r\n .\r\n 3\r\n\r\nA: 2\r\n", "[A: 1\n 2\n .\n 3\n][A: 2\n]", "CRLF");
	read_as("A:1\nB:\t 2  \nC:\nD: x: y\n", "[A: 1\nB: 2\nC:\nD: x: y\n]", "written by hand");
	read_as("A: 1\n \nB: 2\n", "[A: 1\n][B: 2\n]", "a line of blanks is empty");
	read_as("# c\nA: 1\n# c\n 2\n#\nB: 3\n#\n\n# c\n\n", "[A: 1\n 2\nB: 3\n]", "comments");
	read_as("A: 1\n\tx\n  y\n ...\n. \n", "!line 5", "dots are no comment");
	read_as("A:\n x\n ..\n . \n y\n", "[A: x\n ..\n .\n y\n]", "a value that begins later");
	read_as("\xef\xbb\xbf" "A: 1\n", "[A: 1\n]", "a byte order mark");
	read_as("A: 1\n\xef\xbb\xbf" "B: 1\n", "!line 2", "but only in front");
	read_as(" x\n", "!line 1", "goes on where nothing began");
	read_as("A: 1\n\n x\n\nB: 2\n", "[A: 1\n]!line 3[B: 2\n]", "nor does a stanza go on behind its end");
	read_as("A: 1\nno colon\nB: 1\n x\n\nC: 3\n", "!line 2[C: 3\n]", "no colon; the next stanza is read");
	read_as("A b: 1\n", "!line 1", "no name");
	read_as(": 1\n", "!line 1", "an empty name");
	read_as("A : 1\n", "!line 1", "a blank before the colon");
	read_as("A: \x01\xff\n", "[A: \xef\xbf\xbd\xef\xbf\xbd\n]", "bytes that cannot be");
	read_as("A\n\nB\n\n", "!line 1!line 3", "mistakes only");
}

/* ---- limits ---- */

static void
fill(struct buf *b, const char *before, size_t n, int c, const char *behind)
{
	buf_reset(b);
	buf_adds(b, before);
	buf_room(b, n);
	memset(b->s + b->len, c, n);
	b->len += n;
	b->s[b->len] = '\0';
	buf_adds(b, behind);
}

static void
test_long_lines(void)
{
	struct buf	 b = BUF_INIT, want = BUF_INIT;
	struct record	 r = RECORD_INIT;
	struct err	 e;

	fill(&b, "", RECORD_LINE - 6, 'x', "");
	is_ok(record_add(&r, "Long", buf_str(&b), &e), &e, "the longest first line");
	fill(&b, "1\n", RECORD_LINE - 1, 'x', "");
	is_ok(record_add(&r, "Long", buf_str(&b), &e), &e, "the longest further line");
	fill(&b, "1\n", RECORD_LINE - 2, '.', "");
	is_ok(record_add(&r, "Long", buf_str(&b), &e), &e, "the longest line of dots");
	is_int((long long)r.n, 3, "three of them");
	fill(&b, "", RECORD_LINE - 5, 'x', "");
	is_err(record_add(&r, "Long", buf_str(&b), &e), &e, ERR_DATA, "one byte longer");
	fill(&b, "1\n", RECORD_LINE, 'x', "");
	is_err(record_add(&r, "Long", buf_str(&b), &e), &e, ERR_DATA, "one byte longer, further");
	fill(&b, "1\n", RECORD_LINE - 1, '.', "");
	is_err(record_add(&r, "Long", buf_str(&b), &e), &e, ERR_DATA, "one dot more");
	is_int((long long)r.n, 3, "none of them added");
	is_err(record_set(&r, "Long", buf_str(&b), &e), &e, ERR_DATA, "nor set");
	is_int((long long)r.n, 3, "and nothing lost");
	fill(&b, "A: ", RECORD_LINE - 3, 'x', "\r\n\nB: 1\n");
	fill(&want, "[A: ", RECORD_LINE - 3, 'x', "\n][B: 1\n]");
	read_as(b.s, want.s, "the longest line");
	fill(&b, "A: ", RECORD_LINE - 2, 'x', "\n\nB: 1\n");
	read_as(b.s, "!line 1[B: 1\n]", "one byte more");
	fill(&b, "A: ", RECORD_LINE - 2, 'x', "\r\n\nB: 1\n");
	read_as(b.s, "!line 1[B: 1\n]", "one byte more and CR");
	fill(&b, "A: ", RECORD_LINE - 2, 'x', "");
	read_as(b.s, "!line 1", "one byte more at the end");
	fill(&b, "A: ", RECORD_LINE, 'x', "");
	read_as(b.s, "!line 1", "three bytes more at the end");
	fill(&b, "C: 1\nA: ", 70000, 'x', "\nC: 2\n\nB: 1\n");
	read_as(b.s, "!line 2[B: 1\n]", "70 kB");
	fill(&b, "# ", 300000, 'x', "\nB: 1\n\nC: 2\n");
	read_as(b.s, "!line 1[C: 2\n]", "300 kB, though a comment");
	buf_free(&b);
	buf_free(&want);
	record_free(&r);
}

static void
test_many_items(void)
{
	struct buf	 b = BUF_INIT;
	struct record	 r = RECORD_INIT;
	struct err	 e;
	struct span	 rest;
	int		 i, bad = 0;

	for (i = 0; i < RECORD_ITEMS; i++)
		bad += record_addf(&r, &e, "Item", "%d", i) == -1;
	is_int(bad, 0, "%d items", RECORD_ITEMS);
	is_err(record_add(&r, "Item", "x", &e), &e, ERR_DATA, "one more");
	record_stanza(&b, &r);
	rest = span_buf(&b);
	is_int(record_parse(&rest, &r, &e), 1, "that many are read");
	is_int((long long)r.n, RECORD_ITEMS, "all of them");
	buf_adds(&b, "Item: x\n\nNext: 1\n");
	rest = span_buf(&b);
	is_err(record_parse(&rest, &r, &e), &e, ERR_DATA, "one more is not");
	ok(strncmp(e.text, "line 1001: ", 11) == 0, "its line: %s", e.text);
	is_int(record_parse(&rest, &r, &e), 1, "the next stanza is");
	is_str(stanza(&r), "Next: 1\n", "all of it");
	buf_reset(&b);
	for (i = 0; i < 2 * RECORD_ITEMS; i++)
		buf_addf(&b, "I%d: x\n", i);
	rest = span_buf(&b);
	is_err(record_parse(&rest, &r, &e), &e, ERR_DATA, "twice as many");
	is_int((long long)rest.n, 0, "taken off nevertheless");
	buf_free(&b);
	record_free(&r);
}

static void
test_large(void)
{
	struct buf	 b = BUF_INIT, big = BUF_INIT;
	struct record	 r = RECORD_INIT;
	struct err	 e;
	struct span	 rest;
	int		 i;

	/* "A: " + 65532 + LF is 65536; sixteen are a MiB. */
	fill(&b, "", 65532, 'x', "");
	for (i = 0; i < 15; i++)
		record_add(&r, "A", b.s, &e);
	is_ok(record_add(&r, "A", b.s, &e), &e, "the largest record");
	is_int((long long)r.size, RECORD_MAX, "to the byte");
	is_err(record_add(&r, "A", "", &e), &e, ERR_DATA, "nothing more");
	is_err(record_addtext(&r, "A", SPAN("x"), &e), &e, ERR_DATA, "not even cut");
	record_stanza(&big, &r);
	rest = span_buf(&big);
	is_int(record_parse(&rest, &r, &e), 1, "is read");
	buf_adds(&big, "A:\n\nC: 1\n");
	rest = span_buf(&big);
	is_err(record_parse(&rest, &r, &e), &e, ERR_DATA, "one byte more is not");
	is_int(record_parse(&rest, &r, &e), 1, "the next is");
	buf_reset(&big);
	buf_adds(&big, "A: 1\n");
	for (i = 0; i < 3000; i++)
		buf_addf(&big, " %01000d\n", i);
	buf_adds(&big, "\nC: 1\n");
	rest = span_buf(&big);
	is_err(record_parse(&rest, &r, &e), &e, ERR_DATA, "a value of 3 MB");
	is_int(record_parse(&rest, &r, &e), 1, "and the next stanza");
	buf_free(&b);
	buf_free(&big);
	record_free(&r);
}

static void
test_text(void)
{
	struct buf	 b = BUF_INIT;
	struct record	 r = RECORD_INIT;
	struct err	 e;
	const char	*v;
	size_t		 i;

	is_ok(record_addtext(&r, "T", SPAN(" a\r\n\r\nb \n"), &e), &e, "short text");
	is_str(record_get(&r, "T"), "a\n\nb", "as any value");
	is_ok(record_addtext(&r, "T", SPAN_NONE, &e), &e, "no text");
	is_str(record_nth(&r, "T", 1), "", "is empty");
	record_clear(&r);
	for (i = 0; i < 100000; i++)
		buf_adds(&b, "\xc3\xa9");
	is_ok(record_addtext(&r, "Body", span_buf(&b), &e), &e, "a line of 200 kB");
	v = record_get(&r, "Body");
	is_int((long long)strlen(v), 200003, "in four lines, nothing lost");
	is_int((long long)strcspn(v, "\n") % 2, 0, "broken between characters");
	ok(strstr(v, "\xef\xbf\xbd") == NULL, "every one of them whole");
	record_clear(&r);
	buf_reset(&b);
	for (i = 0; i < 200000; i++)
		buf_adds(&b, "twelve bytes\n");
	record_add(&r, "Before", "x", &e);
	is_ok(record_addtext(&r, "Body", span_buf(&b), &e), &e, "2.6 MB");
	v = record_get(&r, "Body");
	ok(r.size <= RECORD_MAX && r.size > RECORD_MAX - 400, "fills the record: %zu", r.size);
	is_str(v + strlen(v) - 3, "\xe2\x80\xa6", "and says that there was more");
	is_int((long long)r.size, (long long)strlen(stanza(&r)), "its size is true");
	record_clear(&r);
	fill(&b, "", 3000000, '.', "");
	is_ok(record_addtext(&r, "Body", span_buf(&b), &e), &e, "3 MB of dots");
	fill(&b, "", 3000000, '\n', "x");
	record_clear(&r);
	is_ok(record_addtext(&r, "Body", span_buf(&b), &e), &e, "3 MB of line ends");
	is_str(record_get(&r, "Body"), "x", "are white space at its beginning");
	fill(&b, "x", 3000000, '\n', "x");
	record_clear(&r);
	is_ok(record_addtext(&r, "Body", span_buf(&b), &e), &e, "3 MB of empty lines");
	fill(&b, "", 3000000, ' ', "x");
	buf_splice(&b, 0, 0, "x", 1);
	record_clear(&r);
	is_ok(record_addtext(&r, "Body", span_buf(&b), &e), &e, "3 MB of blanks");
	is_int((long long)r.size, (long long)strlen(stanza(&r)), "its size is true, too");
	buf_free(&b);
	record_free(&r);
}

/* ---- other forms ---- */

static void
written(enum record_form form, const char *want, const char *what)
{
	struct record_writer	 w;
	struct record	 r = RECORD_INIT;
	struct err	 e;
	char		*text = NULL;
	size_t		 n = 0;
	FILE		*f = open_memstream(&text, &n);

	record_writer_start(&w, f, form);
	record_writer_put(&w, &r, &e);
	record_add(&r, "Id", "1", &e);
	record_add(&r, "Tag", "a\tb\\c", &e);
	record_add(&r, "Text", "two\nlines \"x\"", &e);
	record_add(&r, "tag", "second", &e);
	is_ok(record_writer_put(&w, &r, &e), &e, "%s: first", what);
	record_clear(&r);
	record_writer_put(&w, &r, &e);
	record_add(&r, "New", "not a column", &e);
	record_add(&r, "ID", "2", &e);
	is_ok(record_writer_put(&w, &r, &e), &e, "%s: second", what);
	record_writer_end(&w);
	fclose(f);
	is_str(text, want, "%s", what);
	free(text);
	record_free(&r);
}

static void
test_forms(void)
{
	struct record_writer	 w;
	struct record	 r = RECORD_INIT;
	struct err	 e;
	FILE		*f;

	written(RECORD_STANZA, "Id: 1\nTag: a\tb\\c\nText: two\n lines \"x\"\ntag: second\n\n"
	    "New: not a column\nID: 2\n", "stanzas");
	written(RECORD_TSV, "Id\tTag\tText\n1\ta\\tb\\\\c\\nsecond\ttwo\\nlines \"x\"\n2\t\t\n", "TSV");
	written(RECORD_JSON, "{\"Id\":\"1\",\"Tag\":[\"a\\tb\\\\c\",\"second\"],"
	    "\"Text\":\"two\\nlines \\\"x\\\"\"}\n{\"New\":\"not a column\",\"ID\":\"2\"}\n", "JSON");
	if ((f = fopen("/dev/full", "w")) == NULL) {
		skip("no /dev/full");
		return;
	}
	setvbuf(f, NULL, _IONBF, 0);
	record_writer_start(&w, f, RECORD_STANZA);
	record_add(&r, "A", "1", &e);
	is_err(record_writer_put(&w, &r, &e), &e, ERR_AGAIN, "a full disk");
	record_writer_end(&w);
	record_free(&r);
	fclose(f);
}

/* The examples of asm-record(5). */
static void
test_manual(void)
{
	static const char text[] = "# contacts were asked in November\nAssembly: barcelona\n"
	    "Name: Assemblea de Barcelona\nLanguage: ca\nLanguage: es\nNote: meets on Saturdays\n"
	    " at six\n .\n ....\n\nAssembly: leeds\nName: Leeds Assembly\nLanguage: en\nNote:\n";
	static const char *const want[] = {
		[RECORD_STANZA] = text + sizeof("# contacts were asked in November"),
		[RECORD_TSV] = "Assembly\tName\tLanguage\tNote\n"
		    "barcelona\tAssemblea de Barcelona\tca\\nes\tmeets on Saturdays\\nat six\\n\\n...\n"
		    "leeds\tLeeds Assembly\ten\t\n",
		[RECORD_JSON] = "{\"Assembly\":\"barcelona\",\"Name\":\"Assemblea de Barcelona\","
		    "\"Language\":[\"ca\",\"es\"],\"Note\":\"meets on Saturdays\\nat six\\n\\n...\"}\n"
		    "{\"Assembly\":\"leeds\",\"Name\":\"Leeds Assembly\",\"Language\":\"en\",\"Note\":\"\"}\n"
	};
	struct record_writer	 w;
	struct record	 r = RECORD_INIT;
	struct span	 rest;
	struct err	 e;
	int		 form;

	for (form = RECORD_STANZA; form <= RECORD_JSON; form++) {
		char	*got = NULL;
		size_t	 n = 0;
		FILE	*f = open_memstream(&got, &n);

		rest = span_str(text);
		record_writer_start(&w, f, (enum record_form)form);
		while (record_parse(&rest, &r, &e) == 1)
			record_writer_put(&w, &r, &e);
		record_writer_end(&w);
		fclose(f);
		is_str(got, want[form], "the manual's example, form %d", form);
		free(got);
	}
	record_free(&r);
}

/* ---- the round trip, over generated records ---- */

static unsigned long long	 seed = 88172645463325252ULL;

static unsigned
draw(unsigned below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed >> 33) % below;
}

/* What could confuse a reader, and what is plain. */
static void
draw_value(struct buf *b)
{
	static const struct span part[] = {
		SPAN("."), SPAN(".."), SPAN(" "), SPAN("\t"), SPAN("\n"), SPAN("\n"), SPAN("\n.\n"),
		SPAN("\r\n"), SPAN("\r"), SPAN("\0"), SPAN("\x01"), SPAN("\xff"), SPAN("\xc2\x85"),
		SPAN("#"), SPAN("\n#"), SPAN(":"), SPAN("\nName: x"), SPAN("\\"), SPAN("\\n"),
		SPAN("\""), SPAN("caf\xc3\xa9"), SPAN("word"), SPAN("\xe2\x82"), SPAN("\xef\xbb\xbf"),
		SPAN("\xf0\x9f\x98\x80"), SPAN("\n\n"), SPAN(" \n "), SPAN("From "), SPAN("--")
	};
	unsigned	 n = draw(12);

	buf_reset(b);
	while (n-- > 0)
		buf_addspan(b, part[draw(sizeof(part) / sizeof(part[0]))]);
}

static void
draw_record(struct record *r)
{
	static const char *const name[] = { "A", "a", "Name", "X-1", "Tag" };
	struct buf	 b = BUF_INIT;
	struct err	 e;
	unsigned	 n = draw(6) + 1;

	record_clear(r);
	while (n-- > 0) {
		draw_value(&b);
		if (record_addspan(r, name[draw(5)], span_buf(&b), &e) == -1)
			bail("%s", e.text);
	}
	buf_free(&b);
}

static int
same(const struct record *a, const struct record *b)
{
	size_t	 i;

	if (a->n != b->n || a->size != b->size)
		return 0;
	for (i = 0; i < a->n; i++)
		if (strcmp(a->item[i].name, b->item[i].name) != 0 ||
		    strcmp(a->item[i].value, b->item[i].value) != 0)
			return 0;
	return 1;
}

/* Does the object say what the record says? */
static int
same_json(struct span text, const struct record *r)
{
	struct err	 e;
	struct json	*j = json_parse(text, &e);
	const struct json *v;
	const char	*name, *value;
	size_t		 i, nth, seen = 0;
	int		 agree = j != NULL;

	for (i = 0; agree && (v = json_at(j, i, &name)) != NULL; i++) {
		for (nth = 0; (value = record_nth(r, name, nth)) != NULL; nth++, seen++) {
			const char	*got = json_text(json_count(v) > 0 ? json_at(v, nth, NULL) : v);

			agree = agree && got != NULL && strcmp(got, value) == 0;
		}
		agree = agree && nth == (json_count(v) > 0 ? json_count(v) : 1);
	}
	json_free(j);
	return agree && seen == r->n;
}

#define ROUNDS	3000
#define GROUP	5

static void
test_round_trip(void)
{
	struct record	 made[GROUP], read = RECORD_INIT, again = RECORD_INIT;
	struct buf	 b = BUF_INIT, one = BUF_INIT;
	struct span	 rest;
	struct err	 e;
	unsigned	 round, i, j, bad = 0, bad_size = 0, bad_twice = 0, bad_json = 0;

	for (i = 0; i < GROUP; i++)
		made[i] = (struct record)RECORD_INIT;
	for (round = 0; round < ROUNDS; round++) {
		struct record_writer	 w;
		char	*json = NULL;
		size_t	 n = 0;
		FILE	*f = open_memstream(&json, &n);

		buf_reset(&b);
		record_writer_start(&w, f, RECORD_JSON);
		for (i = 0; i < GROUP; i++) {
			draw_record(&made[i]);
			buf_reset(&one);
			record_stanza(&one, &made[i]);
			bad_size += one.len != made[i].size;
			buf_addf(&b, "%s%s", i > 0 ? "\n" : "", one.s);
			record_writer_put(&w, &made[i], &e);
			record_clear(&again);
			for (j = 0; j < made[i].n; j++)
				record_add(&again, made[i].item[j].name, made[i].item[j].value, &e);
			bad_twice += !same(&made[i], &again);
		}
		record_writer_end(&w);
		fclose(f);
		rest = span_buf(&b);
		for (i = 0; i < GROUP; i++)
			if (record_parse(&rest, &read, &e) != 1 || !same(&made[i], &read))
				bad++;
		bad += record_parse(&rest, &read, &e) != 0;
		rest = span_make(json, n);
		for (i = 0; i < GROUP; i++) {
			struct span	 line;

			bad_json += !span_line(&rest, &line) || !same_json(line, &made[i]);
		}
		free(json);
		if (bad > 0 && round < ROUNDS) {
			tap_show("stanzas", span_buf(&b), 0);
			break;
		}
	}
	is_int(bad, 0, "what is written is read back, item by item");
	is_int(bad_size, 0, "its size was known");
	is_int(bad_twice, 0, "a clean value stays as it is");
	is_int(bad_json, 0, "JSON says the same");
	for (i = 0; i < GROUP; i++)
		record_free(&made[i]);
	record_free(&read);
	record_free(&again);
	buf_free(&b);
	buf_free(&one);
}

int
main(void)
{
	test_values();
	test_items();
	test_names();
	test_stanza();
	test_read();
	test_long_lines();
	test_many_items();
	test_large();
	test_text();
	test_forms();
	test_manual();
	test_round_trip();
	stanza(NULL);
	return done();
}
