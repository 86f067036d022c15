#include "base/limits.h"
#include "mail/address.h"
#include "mail/body.h"
#include "mail/compose.h"
#include "mail/date.h"
#include "tests/unit/tap.h"
#include "text/utf8.h"

static struct compose *c;
static struct buf out;

static void
begin(void)
{
	buf_reset(&out);
	c = compose_new(NULL);
}

static void
end_is(const char *want, const char *what)
{
	struct err e;

	is_ok(compose_end(c, &out, &e), &e, "%s", what);
	is_buf(&out, want, "%s: the bytes", what);
}

static void
fails(enum err_class class, const char *what)
{
	struct err e;

	is_err(compose_end(c, &out, &e), &e, class, "%s", what);
	is_int((long long)out.len, 0, "%s: nothing comes out", what);
}

static void
test_fields(void)
{
	begin();
	compose_fields(c, "Subject", "Caf\xc3\xa9 y propuesta");
	compose_fields(c, "Comments", "");
	compose_ascii(c, "References", "<a@b>  <c@d>\n<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b> <e@f>");
	compose_address(c, "From", "Asamblea, Madrid", "a@b.example");
	compose_date(c, 1332612000);
	end_is("Subject: =?utf-8?B?Q2Fmw6k=?= y propuesta\n"
	    "Comments:\n"
	    "References: <a@b> <c@d>\n"
	    " <aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b> <e@f>\n"
	    "From: \"Asamblea, Madrid\" <a@b.example>\n"
	    "Date: Sat, 24 Mar 2012 18:00:00 +0000\n\n", "fields");
}

/* Every way in for a stranger's text: no line begins with what she wrote. */
static void
test_injection(void)
{
	static const char evil[] = "x\nBcc: victim@example\r\nEvil: yes\rBcc: again\n\nbody";
	struct span rest, line;
	int	 bad = 0;

	begin();
	compose_fields(c, "Subject", evil);
	compose_ascii(c, "Keywords", evil);
	compose_address(c, "From", evil, "a@b");
	compose_begin(c, "mixed");
	compose_text(c, "plain", NULL, "en", SPAN("hello\n"));
	compose_attachment(c, "text/plain", evil, SPAN("x"));
	compose_close(c);
	is_ok(compose_end(c, &out, NULL), NULL, "line ends in every value");
	for (rest = span_buf(&out); span_line(&rest, &line);)
		bad += span_starts(line, "Bcc") || span_starts(line, "Evil") || span_starts(line, "body");
	is_int(bad, 0, "become no field");
	begin();
	compose_address(c, "From", "x", "a@b>\nBcc: victim");
	fails(ERR_DATA, "an address with a line end");
	begin();
	compose_fields(c, "Evil: yes\nX", "x");
	fails(ERR_BUG, "a name with a line end");
	begin();
	compose_fields(c, "", "x");
	fails(ERR_BUG, "an empty name");
	begin();
	compose_ascii(c, "X:", "x");
	fails(ERR_BUG, "a colon in a name");
	begin();
	compose_ascii(c, "X", "caf\xc3\xa9");
	fails(ERR_BUG, "a structured value that is not ASCII");
	begin();
	compose_attachment(c, "text/plain\nEvil: yes", "x", SPAN("x"));
	fails(ERR_BUG, "a type with a line end");
	begin();
	compose_text(c, "plain", "; format=flowed\nEvil: yes", NULL, SPAN("x"));
	fails(ERR_BUG, "a parameter with a line end");
	begin();
	compose_text(c, "plain", NULL, "en\nEvil: yes", SPAN("x"));
	fails(ERR_BUG, "a language with a line end");
}

static void
test_text(void)
{
	begin();
	compose_text(c, "plain", NULL, NULL, SPAN("hello\n"));
	end_is("MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 7bit\n\nhello\n", "plain text");
	begin();
	compose_text(c, "plain", "; format=flowed; delsp=yes", "es", SPAN("ma\xc3\xb1" "ana nos vemos \ny siempre"));
	end_is("MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\nContent-Language: es\n"
	    "Content-Transfer-Encoding: quoted-printable\n\nma=C3=B1ana nos vemos=20\ny siempre\n", "flowed text");
	begin();
	compose_text(c, "plain", NULL, NULL, SPAN("\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7\n"));
	end_is("MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n2YXYsdit2KjYpwo=\n", "Arabic");
	begin();
	compose_text(c, "plain", NULL, NULL, SPAN("a\0b\xff\x1b\r\nc"));
	end_is("MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nYWLvv70KYwo=\n", "dirty text");
	begin();
	compose_text(c, "plain", NULL, NULL, SPAN_NONE);
	end_is("MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 7bit\n\n", "no text");
}

static void
test_tree(void)
{
	struct buf first = BUF_INIT;
	int	 turn;

	for (turn = 0; turn < 2; turn++) {
		begin();
		compose_fields(c, "Subject", "x");
		compose_begin(c, "mixed");
		compose_begin(c, "alternative");
		compose_text(c, "plain", NULL, NULL, SPAN("one\n"));
		compose_text(c, "html", NULL, NULL, SPAN("<p>one</p>\n"));
		compose_close(c);
		compose_attachment(c, "text/calendar; charset=utf-8; method=PUBLISH", "caf\xc3\xa9.ics", SPAN("BEGIN"));
		compose_close(c);
		is_ok(compose_end(c, &out, NULL), NULL, "a tree");
		if (turn == 0)
			buf_addbuf(&first, &out);
	}
	is_span(span_buf(&out), span_buf(&first), "the same bytes again");
	ok(span_find(span_buf(&out), SPAN("Content-Type: multipart/mixed;\n boundary=\"=_")) != -1, "a boundary");
	ok(span_find(span_buf(&out), SPAN("\none\n\n--=_")) != -1, "the text keeps its line end");
	ok(span_find(span_buf(&out), SPAN("filename*=utf-8''caf%C3%A9.ics\n")) != -1, "a file name");
	ok(span_ends(span_buf(&out), "--\n"), "closed");
	buf_free(&first);
}

static void
test_message(void)
{
	begin();
	compose_begin(c, "digest");
	compose_message(c, SPAN("From x\r\na: b\r\n\r\nc"));
	compose_close(c);
	is_ok(compose_end(c, &out, NULL), NULL, "a digest");
	ok(span_find(span_buf(&out), SPAN("Content-Type: message/rfc822\n\na: b\n\nc\n\n--=_")) != -1, "the message, LF, no envelope");
	begin();
	compose_message(c, SPAN("a: \xc3\xa9\n\nc\n"));
	end_is("MIME-Version: 1.0\nContent-Type: message/rfc822\nContent-Transfer-Encoding: 8bit\n\na: \xc3\xa9\n\nc\n", "8-bit inside");
	begin();
	compose_message(c, SPAN("a: \0\n\nc\n"));
	is_ok(compose_end(c, &out, NULL), NULL, "a message no encoding may cover");
	ok(span_find(span_buf(&out), SPAN("application/octet-stream")) != -1, "goes as a file");
}

static void
test_misuse(void)
{
	int	 i;

	begin();
	compose_begin(c, "mixed");
	compose_text(c, "plain", NULL, NULL, SPAN("x"));
	fails(ERR_BUG, "left open");
	begin();
	compose_close(c);
	fails(ERR_BUG, "closed without being open");
	begin();
	compose_begin(c, "mixed");
	compose_close(c);
	fails(ERR_BUG, "no parts");
	begin();
	compose_text(c, "plain", NULL, NULL, SPAN("x"));
	compose_text(c, "plain", NULL, NULL, SPAN("y"));
	fails(ERR_BUG, "two bodies");
	begin();
	for (i = 0; i < 9; i++)
		compose_begin(c, "mixed");
	fails(ERR_BUG, "too deep");
	begin();
	compose_free(c);
	compose_free(NULL);
}

static void
test_long_word(void)
{
	char	 value[ARTICLE_LINE + 1];

	begin();
	memset(value, 'x', ARTICLE_LINE);
	value[ARTICLE_LINE] = '\0';
	compose_ascii(c, "References", value);
	fails(ERR_DATA, "a word longer than any line");
}

static unsigned seed = 5;

static unsigned
next(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

/* Some text: letters of several scripts, and what means something in mail. */
static void
some_text(struct buf *b, unsigned pieces)
{
	static const char *const some[] = { "a", "Bar ", "\xc3\xa9", "\xd9\x85\xd8\xb1", "\xf0\x9f\x8c\x8d", "=?", "?=", "=", "\"", "\\",
	    "\n", "\n\n", "From ", "--", "--=_", ".", "<a@b>", "; x=y", ", ", " ", "\t", "\r\nBcc: x", "a rather long word and a space " };
	unsigned i;

	buf_reset(b);
	for (i = next(pieces); i > 0; i--)
		buf_adds(b, some[next(sizeof(some) / sizeof(some[0]))]);
}

/* The one line that is shown of it. */
static const char *
one_line(const struct buf *b)
{
	static struct buf line;

	buf_reset(&line);
	utf8_line(&line, span_buf(b));
	return buf_str(&line);
}

struct wrote {
	struct buf	 subject, name, text, file, bytes, inner;
};

static void
write_all(const struct wrote *w)
{
	begin();
	compose_field(c, "Subject", span_buf(&w->subject));
	compose_address(c, "From", buf_str(&w->name), "a@b.example");
	compose_date(c, 1332612000);
	compose_begin(c, "mixed");
	compose_text(c, "plain", NULL, "es", span_buf(&w->text));
	compose_attachment(c, "application/octet-stream", buf_str(&w->file), span_buf(&w->bytes));
	compose_message(c, span_buf(&w->inner));
	compose_close(c);
	compose_end(c, &out, NULL);
}

static int
same_header(const struct wrote *w, const struct header *h)
{
	struct buf value = BUF_INIT, subject = BUF_INIT;
	struct addresses as;
	moment	 when;
	int	 same;

	same = header_value(h, "Subject", &value) == 1;
	word_decode(&subject, span_buf(&value), NULL);
	same &= strcmp(buf_str(&subject), one_line(&w->subject)) == 0;
	buf_reset(&value);
	header_value(h, "From", &value);
	addresses_parse(&as, span_buf(&value), NULL);
	same &= as.n == 1 && strcmp(as.address[0].addr, "a@b.example") == 0 &&
	    strcmp(as.address[0].name, one_line(&w->name)) == 0;
	buf_reset(&value);
	header_value(h, "Date", &value);
	same &= date_parse_strict(span_buf(&value), &when) == 0 && when == 1332612000;
	same &= header_count(h, "Bcc") == 0 && h->defects == 0;
	addresses_free(&as);
	buf_free(&value);
	buf_free(&subject);
	return same;
}

static int
same_parts(const struct wrote *w, struct mime *m)
{
	struct buf want = BUF_INIT, got = BUF_INIT;
	struct part *p = m->root->child;
	int	 same = m->root->nchild == 3;

	if (!same)
		return 0;
	utf8_clean(&want, span_buf(&w->text));
	if (want.len > 0 && want.s[want.len - 1] != '\n')
		buf_addc(&want, '\n');
	mime_text(&p[0], &got, NULL);
	same &= span_eq(span_buf(&got), span_buf(&want)) && strcmp(p[0].language, "es") == 0;
	buf_reset(&got);
	mime_decode(&p[1], &got, NULL);
	same &= span_eq(span_buf(&got), span_buf(&w->bytes)) && strcmp(p[1].filename, one_line(&w->file)) == 0;
	same &= strcmp(p[2].type, "message/rfc822") != 0 || span_eq(p[2].body, span_buf(&w->inner));
	buf_free(&want);
	buf_free(&got);
	return same;
}

static int
lines_fit(struct span s)
{
	struct span line;

	while (span_line(&s, &line))
		if (line.n > ARTICLE_LINE)
			return 0;
	return 1;
}

/* Whatever was composed is read as it was meant, by our own readers. */
static void
test_reread(void)
{
	struct wrote w = { BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT };
	struct mime *m;
	unsigned turn, bad = 0;

	for (turn = 0; turn < 1000; turn++) {
		some_text(&w.subject, 30);
		some_text(&w.name, 12);
		some_text(&w.text, 300);
		some_text(&w.file, 20);
		some_text(&w.bytes, 100);
		buf_reset(&w.inner);
		buf_adds(&w.inner, "Subject: inner\n\n");
		utf8_clean(&w.inner, span_buf(&w.text));	/* LF line ends */
		write_all(&w);
		m = mime_parse(span_buf(&out), NULL);
		if (!same_header(&w, &m->header) || !same_parts(&w, m) || !lines_fit(span_buf(&out))) {
			bad++;
			note("turn %u", turn);
		}
		mime_free(m);
	}
	is_int(bad, 0, "a thousand mails are read as they were written");
	buf_free(&w.subject);
	buf_free(&w.name);
	buf_free(&w.text);
	buf_free(&w.file);
	buf_free(&w.bytes);
	buf_free(&w.inner);
}

int
main(void)
{
	test_reread();
	test_fields();
	test_injection();
	test_text();
	test_tree();
	test_message();
	test_misuse();
	test_long_word();
	buf_free(&out);
	return done();
}
