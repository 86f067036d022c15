#include "base/limits.h"
#include "mail/field.h"
#include "tests/unit/tap.h"

/* "name=value|name=value" of what was found, line ends shown as backslash n. */
static void
show(struct buf *b, const struct header *h)
{
	size_t	 i, j;

	buf_reset(b);
	for (i = 0; i < h->n; i++) {
		if (i > 0)
			buf_addc(b, '|');
		buf_addspan(b, h->field[i].name);
		buf_addc(b, '=');
		for (j = 0; j < h->field[i].value.n; j++)
			if (h->field[i].value.s[j] == '\n')
				buf_adds(b, "\\n");
			else
				buf_addc(b, h->field[i].value.s[j]);
	}
}

static void
check_spans(struct span mail, struct span fields, struct span body, unsigned defects, const char *what)
{
	struct header h;
	struct buf b = BUF_INIT;

	header_split(&h, mail, NULL);
	show(&b, &h);
	is_span(span_buf(&b), fields, "%s: fields", what);
	is_span(h.body, body, "%s: body", what);
	is_int(h.defects, defects, "%s: defects", what);
	buf_free(&b);
	header_free(&h);
}

static void
check(struct span mail, const char *fields, const char *body, unsigned defects, const char *what)
{
	check_spans(mail, span_str(fields), span_str(body), defects, what);
}

static void
test_forms(void)
{
	check(SPAN("From: a@b\nSubject: x\n\nbody\n"), "From= a@b|Subject= x", "body\n", 0, "plain");
	check(SPAN("From: a@b\r\nSubject: x\r\n\r\nbody\r\n"), "From= a@b|Subject= x", "body\r\n", 0, "CRLF");
	check(SPAN("To: a,\n b\n\tc\nX:\n\n"), "To= a,\\n b\\n\tc|X=", "", 0, "folded");
	check(SPAN("a:1\n\n\nb:2\n"), "a=1", "\nb:2\n", 0, "the first empty line ends it");
	check(SPAN(""), "", "", FIELD_NO_BODY, "nothing");
	check(SPAN("\nbody"), "", "body", 0, "no field");
	check(SPAN("a: 1"), "a= 1", "", FIELD_NO_BODY, "no line end");
	check(SPAN("a: 1\n"), "a= 1", "", FIELD_NO_BODY, "no empty line");
	check(SPAN("a: 1\r"), "a= 1", "", FIELD_NO_BODY | FIELD_BARE_CR, "a CR at the end");
}

static void
test_envelope(void)
{
	struct header h;

	check(SPAN("From x@y Sat Jan  3 01:05:34 1996\nFrom: a@b\n\nz"), "From= a@b", "z", FIELD_ENVELOPE, "envelope");
	check(SPAN(">From x@y Sat Jan  3 01:05:34 1996\nFrom: a@b\n\nz"), "From= a@b", "z", FIELD_NOT_A_FIELD, "quoted");
	check(SPAN("From x\nFrom y\na:b\n\n"), "a=b", "", FIELD_ENVELOPE | FIELD_NOT_A_FIELD, "two envelopes");
	check(SPAN("From x"), "", "", FIELD_ENVELOPE | FIELD_NO_BODY, "nothing else");
	header_split(&h, SPAN("From x\na: b\n c\n\nd"), NULL);
	is_spans(h.envelope, "From x\n", "its bytes");
	is_spans(h.block, "a: b\n c\n", "the block");
	is_spans(h.field[0].whole, "a: b\n c\n", "a whole field");
	header_free(&h);
}

static void
test_nul(void)
{
	check_spans(SPAN("a: x\0y\n\n"), SPAN("a= x\0y"), SPAN_NONE, FIELD_NUL, "NUL");
	check_spans(SPAN("a\0: x\n\n"), SPAN_NONE, SPAN_NONE, FIELD_NUL | FIELD_NOT_A_FIELD, "NUL in a name");
	check_spans(SPAN("a: b\n\nx\0y"), SPAN("a= b"), SPAN("x\0y"), 0, "NUL in the body is no defect of the header");
}

static void
test_defects(void)
{
	check(SPAN("a: x\ry\n\n"), "a= x\ry", "", FIELD_BARE_CR, "a bare CR");
	check(SPAN("a: x\r\r\n\n"), "a= x\r", "", FIELD_BARE_CR, "two CRs");
	check(SPAN("a: 1\nhello\nb: 2\n\nz"), "a= 1|b= 2", "z", FIELD_NOT_A_FIELD, "a line that is no field");
	check(SPAN("a: 1\nhello\n there\nb: 2\n\nz"), "a= 1|b= 2", "z", FIELD_NOT_A_FIELD, "and its continuation");
	check(SPAN("From : a\n\n"), "From= a", "", FIELD_SPACE_BEFORE_COLON, "a blank before the colon");
	check(SPAN("a: b\nFrom : a\n\n"), "a= b|From= a", "", FIELD_SPACE_BEFORE_COLON, "and not in front");
	check(SPAN("From\n : a\n\n"), "", "", FIELD_NOT_A_FIELD, "a folded name");
	check(SPAN(" From: a\nb: c\n\n"), "b= c", "", FIELD_LEADING_FOLD, "a leading blank");
	check(SPAN(" \nb: c\n\n"), "b= c", "", FIELD_LEADING_FOLD | FIELD_BLANK_FOLD, "a leading blank line");
	check(SPAN("a: b\n \t\n c\nd: e\n\n"), "a= b\\n \t\\n c|d= e", "", FIELD_BLANK_FOLD, "a blank continuation");
	check(SPAN("a: b\n \r\n\n"), "a= b\\n ", "", FIELD_BLANK_FOLD, "a blank continuation, CRLF");
	check(SPAN(": b\nc: d\n\n"), "c= d", "", FIELD_NOT_A_FIELD, "no name");
	check(SPAN("\xc3\xa9: b\n\n"), "", "", FIELD_NOT_A_FIELD | FIELD_8BIT, "8-bit in a name");
	check(SPAN("a: \xc3\xa9\n\n"), "a= \xc3\xa9", "", FIELD_8BIT, "8-bit in a value");
	check(SPAN("a: b\n\n\xc3"), "a= b", "\xc3", 0, "8-bit in the body");
	check(SPAN("a\x7f: b\n\n"), "", "", FIELD_NOT_A_FIELD, "DEL in a name");
	check(SPAN("a:\n\r\r\nb:\n\n"), "a=|b=", "", FIELD_NOT_A_FIELD | FIELD_BARE_CR, "no empty line at all");
}

static void
test_field_limit(int over)
{
	struct header h;
	struct buf b = BUF_INIT;

	buf_adds(&b, "a: ");
	while (b.len < FIELD_MAX - 1 + (size_t)over)
		buf_addc(&b, 'x');
	buf_adds(&b, "\nb: c\n\nbody");
	header_split(&h, span_buf(&b), NULL);
	is_int((long long)h.n, 2 - over, "a field of FIELD_MAX%s", over ? " and one byte is not indexed" : "");
	is_int(h.defects, over ? FIELD_TOO_LARGE : 0, "its defect");
	is_spans(h.body, "body", "the body behind it");
	header_free(&h);
	buf_free(&b);
}

static void
test_count_limit(size_t n)
{
	struct header h;
	struct buf b = BUF_INIT;
	size_t	 i;

	for (i = 0; i < n; i++)
		buf_addf(&b, "f%zu: x\n", i);
	buf_adds(&b, "\nbody");
	header_split(&h, span_buf(&b), NULL);
	is_int((long long)h.n, FIELDS_MAX, "%zu fields", n);
	is_int(h.defects, n > FIELDS_MAX ? FIELD_TOO_LARGE : 0, "their defect");
	is_spans(h.body, "body", "the body behind them");
	header_free(&h);
	buf_free(&b);
}

static void
test_head_limit(int over)
{
	struct header h;
	struct buf b = BUF_INIT;
	size_t	 left, i, n;

	while (b.len < HEAD_MAX + (size_t)over) {
		left = HEAD_MAX + (size_t)over - b.len;
		n = left > 8000 ? 4000 : left > 4000 ? left / 2 : left;
		buf_adds(&b, "a:");
		for (i = 3; i < n; i++)
			buf_addc(&b, 'x');
		buf_addc(&b, '\n');
	}
	buf_adds(&b, "\nbody");
	header_split(&h, span_buf(&b), NULL);
	is_int((long long)h.block.n, (long long)HEAD_MAX + over, "a header of HEAD_MAX%s", over ? " and a byte" : "");
	is_int(h.defects, over ? FIELD_TOO_LARGE : 0, "its defect");
	is_spans(h.body, "body", "the body behind it");
	header_free(&h);
	buf_free(&b);
}

static void
test_find(void)
{
	struct header h;
	struct buf b = BUF_INIT;

	header_split(&h, SPAN("To: 1\nCc: 2\nTO: 3\n\n"), NULL);
	is_spans(header_find(&h, "to", 0)->value, " 1", "the first");
	is_spans(header_find(&h, "to", 1)->value, " 3", "the second");
	ok(header_find(&h, "to", 2) == NULL, "no third");
	ok(header_find(&h, "t", 0) == NULL, "a shorter name is another one");
	is_int((long long)header_count(&h, "tO"), 2, "two of them");
	is_int((long long)header_count(&h, "From"), 0, "none of those");
	is_int(header_value(&h, "cc", &b), 1, "a value");
	is_buf(&b, "2", "is trimmed");
	is_int(header_value(&h, "Subject", &b), 0, "no value");
	header_free(&h);
	buf_free(&b);
}

static void
unfolds(struct span value, const char *want, const char *what)
{
	struct buf b = BUF_INIT;

	field_unfold(&b, value);
	is_buf(&b, want, "unfold: %s", what);
	buf_free(&b);
}

static void
test_unfold(void)
{
	unfolds(SPAN(" a\n b"), "a b", "LF");
	unfolds(SPAN(" a\r\n\tb"), "a\tb", "CRLF");
	unfolds(SPAN(" a \n  b \n"), "a   b", "blanks stay");
	unfolds(SPAN(" a\rb"), "a b", "a bare CR");
	unfolds(SPAN(" \r\n \r\n "), "", "nothing");
	unfolds(SPAN_NONE, "", "empty");
}

static void
test_tag(void)
{
	struct span v;

	is_int(field_tag(SPAN("x; a=b; c = d=e ;f="), "c", &v), 1, "a tag");
	is_spans(v, "d=e", "up to the semicolon");
	is_int(field_tag(SPAN("x; a=b; c=d;f="), "f", &v), 1, "an empty tag");
	is_int((long long)v.n, 0, "is empty");
	is_int(field_tag(SPAN("a=1; a=2"), "a", &v), 1, "twice");
	is_spans(v, "1", "the first counts");
	is_int(field_tag(SPAN("ba=1; x"), "a", &v), 0, "part of a name is no name");
	is_int(field_tag(SPAN_NONE, "a", &v), 0, "nothing");
}

int
main(void)
{
	test_forms();
	test_envelope();
	test_nul();
	test_defects();
	test_field_limit(0);
	test_field_limit(1);
	test_count_limit(FIELDS_MAX);
	test_count_limit(FIELDS_MAX + 1);
	test_head_limit(0);
	test_head_limit(1);
	test_find();
	test_unfold();
	test_tag();
	return done();
}
