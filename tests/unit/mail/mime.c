#include "base/limits.h"
#include "mail/mime.h"
#include "mail/transfer.h"
#include "tests/unit/tap.h"

static void
show_part(struct buf *b, const struct part *p)
{
	size_t	 i;

	buf_adds(b, p->type);
	if (p->filename[0] != '\0')
		buf_addf(b, " %s", p->filename);
	if (p->nchild == 0) {
		buf_adds(b, "[");
		mime_text(p, b, NULL);
		buf_adds(b, "]");
		return;
	}
	buf_adds(b, "{");
	for (i = 0; i < p->nchild; i++) {
		if (i > 0)
			buf_adds(b, " ");
		show_part(b, &p->child[i]);
	}
	buf_adds(b, "}");
}

static void
tree(struct span mail, const char *want, unsigned flags, const char *what)
{
	struct buf b = BUF_INIT;
	struct err e;
	struct mime *m = mime_parse(mail, &e);

	if (m == NULL)
		bail("%s", e.text);
	show_part(&b, m->root);
	is_buf(&b, want, "%s", what);
	is_int(m->flags, flags, "%s: flags", what);
	mime_free(m);
	buf_free(&b);
}

/* The same with LF and with CRLF. */
static void
trees(const char *mail, const char *want, const char *what)
{
	struct buf b = BUF_INIT;
	struct span rest = span_str(mail), line;
	int	 ended;

	tree(span_str(mail), want, 0, what);
	while (rest.n > 0) {
		ended = span_chr(rest, '\n') != -1;
		span_cut(&rest, '\n', &line);
		buf_addspan(&b, line);
		buf_adds(&b, ended ? "\r\n" : "");
	}
	tree(span_buf(&b), want, 0, what);
	buf_free(&b);
}

#define MIXED(b)	"Content-Type: multipart/mixed; boundary=\"" b "\"\n\n"

static void
test_single(void)
{
	trees("Subject: x\n\nhello\n", "text/plain[hello\n]", "no MIME");
	trees("Content-Type: text/html; charset=iso-8859-1\n\n<p>caf\xe9\n", "text/html[<p>caf\xc3\xa9\n]", "a charset");
	trees("Content-Transfer-Encoding: base64\n\naGVs\nbG8=\n", "text/plain[hello]", "base64");
	trees("Content-Transfer-Encoding: Quoted-Printable (x)\n\ncaf=C3=A9=\n!", "text/plain[caf\xc3\xa9!]", "quoted-printable");
	trees("Content-Type: text\nContent-Transfer-Encoding: 7-bit\n\nx\n", "text/plain[x\n]", "odd words");
	trees("Content-Type: text/html\n\n<meta charset=iso-8859-1>\xe9\n", "text/html[<meta charset=iso-8859-1>\xc3\xa9\n]", "a charset inside HTML");
	trees("Content-Type: text/plain; charset=no-such\n\n\xe9\n", "text/plain[\xc3\xa9\n]", "an unknown charset");
	trees("Content-Type: a/b/c\n\nx", "text/plain[x]", "two slashes");
	trees("Content-Type: /b\n\nx", "text/plain[x]", "half a type");
	tree(SPAN("Content-Type: \0a/b\n\nx"), "text/plain[x]", 0, "NUL in a type");
	tree(SPAN(""), "text/plain[]", 0, "nothing");
	tree(SPAN("\n"), "text/plain[]", 0, "an empty line");
	tree(SPAN("\n\r\nSubject: x\n\nhello"), "text/plain[hello]", 0, "empty lines in front");
	tree(SPAN("Subject: x\r\rhello\rthere"), "text/plain[hello\nthere]", 0, "line ends of CR");
	trees("From a\nSubject: x\n\nhello", "text/plain[hello]", "an envelope");
	trees(">From a\nSubject: x\n\nhello", "text/plain[hello]", "a quoted envelope");
	trees(">From a\nSubject: x\n", "text/plain[]", "and no body");
	trees("just text\nand more\n", "text/plain[just text\nand more\n]", "no header");
	trees("Subject: x\nhello\nthere: x\n", "text/plain[hello\nthere: x\n]", "no empty line");
	trees("Subject: x\nhello\nContent-Type: text/html\n\n<p>\n", "text/html[<p>\n]", "a line that is no field");
	trees("Subject: x\n \nhello\n\nthere\n", "text/plain[hello\n\nthere\n]", "an empty line that is not empty");
	trees("Subject: x\nhello\nX-Y: z\n\nthere\n", "text/plain[hello\nX-Y: z\n\nthere\n]", "what need not be a field");
	trees("Content-Transfer-Encoding: base64\n\nthis is no base64 but words and nothing else\n",
	    "text/plain[this is no base64 but words and nothing else\n]", "prose in the name of base64");
	tree(SPAN("Subject: x\n\na\0b\x01" "c"), "text/plain[abc]", 0, "NUL and controls");
}

static void
test_multipart(void)
{
	trees(MIXED("x") "pre\n--x\nContent-Type: text/plain\n\none\n--x\nContent-Type: text/html\n\n<p>\n\n--x--\nepi\n",
	    "multipart/mixed{text/plain[one] text/html[<p>\n]}", "two parts");
	trees(MIXED("x") "--x\nContent-Type: multipart/alternative; boundary=y\n\n--y\n\none\n--y--\n--x\n\ntwo\n--x--\n",
	    "multipart/mixed{multipart/alternative{text/plain[one]} text/plain[two]}", "nested");
	trees(MIXED("x") "--x\n\nWhen: Monday\nWhere: here\n--x--\n", "multipart/mixed{text/plain[When: Monday\nWhere: here]}",
	    "no header, and text that looks like one");
	trees(MIXED("x") "--x\n\n--x\n\n\n--x\nFoo\n--x--\n", "multipart/mixed{text/plain[] text/plain[Foo]}", "empty parts");
	trees(MIXED("x") "--x\n\none\n", "multipart/mixed{text/plain[one\n]}", "no closing boundary");
	trees(MIXED("x") "--x\n\none\n--x", "multipart/mixed{text/plain[one]}", "cut in the boundary");
	trees(MIXED("x") "--x  \t\n\none\n--x-- \n", "multipart/mixed{text/plain[one]}", "blanks behind the boundary");
	trees(MIXED("x") "--x\n\nhello--x\n --x\n--xx\n--x-\n--x--\n", "multipart/mixed{text/plain[hello--x\n --x\n--xx\n--x-]}",
	    "what only looks like a boundary");
	trees(MIXED("x") "hello\n", "text/plain[hello\n]", "a boundary that never occurs");
	trees(MIXED("x") "", "multipart/mixed[]", "no body");
	trees("Content-Type: multipart/mixed\n\n", "multipart/mixed[]", "neither a body nor a boundary");
	trees("Content-Type: multipart/mixed\n\n--\n", "text/plain[--\n]", "a boundary of nothing");
	trees("Content-Type: multipart/mixed\n\n--abc\n\none\n--abc--\n", "multipart/mixed{text/plain[one]}", "a boundary nobody said");
	trees(MIXED("other") "--abc\n\none\n--abc--\n", "multipart/mixed{text/plain[one]}", "another one than was said");
	trees("Content-Type: multipart; boundary=x\n\n--x\n\none\n--x--\n", "multipart/mixed{text/plain[one]}", "no subtype");
	trees("Content-Type: multipart/mixed;; boundary=x\n\n--x\n\none\n--x--\n", "multipart/mixed{text/plain[one]}", "two semicolons");
	trees("Content-Type: multipart/mixed; boundary=x\n\t \n\n--x\n\none\n--x--\n", "multipart/mixed{text/plain[one]}", "a blank fold");
	trees("junk\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\none\n--x--\n", "multipart/mixed{text/plain[one]}", "a bad line in front");
	trees("From: a\njunk\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\none\n--x--\n", "multipart/mixed{text/plain[one]}", "a bad line between");
	trees("Content-Type: multipart/mixed; boundary*=us-ascii''x%79\n\n--xy\n\none\n--xy--\n", "multipart/mixed{text/plain[one]}", "RFC 2231");
	trees("Content-Type: multipart/mixed; boundary=\"a\\b\"\n\n--a\\b\n\none\n--a\\b--\n", "multipart/mixed{text/plain[one]}", "a backslash");
	trees("Content-Type: multipart/mixed; boundary=\"a  b \"\n\n--a  b \n\none\n--a b\n--a  b --\n",
	    "multipart/mixed{text/plain[one\n--a b]}", "blanks in it");
	trees(MIXED("x") "--x\nContent-Type: multipart/mixed; boundary=y\n\nAAA\n--y--\n--x--\n",
	    "multipart/mixed{text/plain[AAA]}", "nothing but its end");
	trees("Content-Type: multipart/mixed; boundary=\"\\\"\"\n\n--\"\n\none\n--\"--\n", "multipart/mixed{text/plain[one]}", "a quote");
}

static void
test_boundaries(void)
{
	trees(MIXED("x") "--x\nContent-Type: multipart/alternative; boundary=xyy\n\n--xyy\n\none\n--xyy--\n--x\n\ntwo\n--x--\n",
	    "multipart/mixed{multipart/alternative{text/plain[one]} text/plain[two]}", "the outer is a prefix");
	trees(MIXED("xyy") "--xyy\nContent-Type: multipart/alternative; boundary=x\n\n--x\n\none\n--x--\n--xyy\n\ntwo\n--xyy--\n",
	    "multipart/mixed{multipart/alternative{text/plain[one]} text/plain[two]}", "the inner is a prefix");
	trees(MIXED("x") "--x\nContent-Type: multipart/alternative; boundary=x\n\n--x\n\none\n--x--\n--x\n\ntwo\n--x--\n",
	    "multipart/mixed{multipart/alternative[] text/plain[one] text/plain[two]}", "they are equal");
	trees(MIXED("x") "--x\n\none\n--x--\nnobody's\n--x\n\ntwo\n--x--\n", "multipart/mixed{text/plain[one] text/plain[two]}",
	    "a part behind the end");
	trees("Content-Type: multipart/mixed; boundary=x\nContent-Transfer-Encoding: base64\n\nLS14CgpvbmUKLS14LS0K\n",
	    "multipart/mixed{text/plain[one]}", "a multipart in base64");
}

static void
test_message(void)
{
	trees(MIXED("x") "--x\nContent-Type: message/rfc822\n\nSubject: in\nContent-Type: text/html\n\n<p>\n--x--\n",
	    "multipart/mixed{message/rfc822{text/html[<p>]}}", "a message");
	trees("Content-Type: message/rfc822\n\nSubject: in\n\nhello\n", "message/rfc822{text/plain[hello\n]}", "at the top");
	trees("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogaGkKCmhlbGxvCg==\n",
	    "message/rfc822{text/plain[hello\n]}", "in base64");
	trees("Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\nSubject: hi\n\ncaf=C3=A9\n",
	    "message/rfc822{text/plain[caf\xc3\xa9\n]}", "in quoted-printable");
	trees("Content-Type: multipart/digest; boundary=x\n\n--x\n\nSubject: a\n\nA\n--x\nContent-Type: message/rfc822\n\nSubject: b\n\nB\n--x--\n",
	    "multipart/digest{message/rfc822{text/plain[A]} message/rfc822{text/plain[B]}}", "a digest");
	trees("Content-Type: message/rfc822\n\n", "message/rfc822[]", "no message");
	trees("Content-Type: message/delivery-status\n\na: b\n", "message/delivery-status[a: b\n]", "other messages are no messages");
}

static void
test_uu(void)
{
	trees("Subject: x\n\nhello\nbegin 644 cat.txt\n#0V%T\n`\nend\nbye\n",
	    "multipart/mixed{text/plain[hello\n] application/octet-stream cat.txt[Cat] text/plain[bye\n]}", "a file in a text");
	trees("Subject: x\n\nbegin 644 a\n#0V%T\n`\nend\nbegin 600 b\n#0V%T\n`\nend\n",
	    "multipart/mixed{application/octet-stream a[Cat] application/octet-stream b[Cat]}", "two files");
	trees("Subject: x\n\nhello\n=ybegin line=128 size=3 name=a b\nm\213\236\n=yend size=3\nbye\n",
	    "multipart/mixed{text/plain[hello\n] application/octet-stream a b[Cat] text/plain[bye\n]}", "yEnc");
	trees("Subject: x\n\n=ybegin line=128 size=3 name=a\nm\213\236\n", "text/plain[=ybegin line=128 size=3 name=a\nm\342\200\271\305\276\n]",
	    "yEnc without an end");
	trees("Subject: x\n\nbegin 644 is how it starts\nand no file follows here, see?\nend\n",
	    "text/plain[begin 644 is how it starts\nand no file follows here, see?\nend\n]", "words only");
	trees("Subject: x\n\nbegin 644 a\n#0V%T\n`\n", "text/plain[begin 644 a\n#0V%T\n`\n]", "no end");
	trees("Content-Type: text/plain; charset=iso-8859-1\n\n\xe9\nbegin 644 a\n#0V%T\n`\nend\n",
	    "multipart/mixed{text/plain[\xc3\xa9\n] application/octet-stream a[Cat]}", "the charset of the text");
}

static void
test_part(void)
{
	static const char mail[] = MIXED("x") "--x\nContent-Type: application/pdf; name=\"a.pdf\"\n"
	    "Content-Disposition: ATTACHMENT; filename*=utf-8''caf%C3%A9.pdf\nContent-ID: <id@x>\nContent-Language: es\n"
	    "Content-Transfer-Encoding: BASE64\n\nQUJD\n--x\nContent-Type: a/b; name=\"n.x\"\nContent-Disposition: odd\n\n--x--\n";
	struct mime *m = mime_parse(span_str(mail), NULL);
	struct part *p = &m->root->child[0];

	is_str(p->disposition, "attachment", "a disposition");
	is_str(p->filename, "caf\xc3\xa9.pdf", "a file name");
	is_str(p->encoding, "base64", "an encoding");
	is_str(p->id, "id@x", "an id");
	is_str(p->language, "es", "a language");
	is_str(word_params_get(&p->params, "name"), "a.pdf", "a parameter");
	is_spans(p->body, "QUJD", "the raw body");
	is_int((long long)p->header.n, 5, "its header");
	ok(!p->is_message && m->root->is_message, "what is a message");
	is_str(p[1].disposition, "attachment", "an unknown disposition");
	is_str(p[1].filename, "n.x", "a file name in the type");
	is_str(p[1].id, "", "no id");
	ok(header_find(&m->header, "Content-Type", 0) != NULL, "the header of the message");
	ok(mime_walk(m, NULL) == m->root && mime_walk(m, m->root) == p && mime_walk(m, p) == p + 1 && mime_walk(m, p + 1) == NULL,
	    "walking");
	mime_free(m);
}

/* Messages or multiparts `depth` deep. */
static void
nested(struct buf *b, unsigned depth, int message)
{
	unsigned i;

	for (i = 0; i < depth; i++)
		if (message)
			buf_adds(b, "Content-Type: message/rfc822\n\n");
		else
			buf_addf(b, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i, i);
	buf_adds(b, "\nleaf");
}

static unsigned
depth_of(const struct part *p)
{
	unsigned d = 0;

	for (; p->nchild > 0; p = p->child)
		d++;
	return d;
}

static void
test_depth(unsigned depth, int message)
{
	struct buf b = BUF_INIT;
	struct mime *m;

	nested(&b, depth, message);
	m = mime_parse(span_buf(&b), NULL);
	is_int(depth_of(m->root), depth > MIME_DEPTH ? MIME_DEPTH : depth, "%s, %u deep", message ? "messages" : "multiparts", depth);
	is_int(m->flags, depth > MIME_DEPTH ? MIME_CUT : 0, "cut or not");
	mime_free(m);
	buf_free(&b);
}

static void
test_count(unsigned n)
{
	struct buf b = BUF_INIT;
	struct mime *m;
	unsigned i;

	buf_adds(&b, MIXED("x"));
	for (i = 0; i < n; i++)
		buf_adds(&b, "--x\n\nx\n");
	m = mime_parse(span_buf(&b), NULL);
	is_int((long long)m->root->nchild, n < MIME_PARTS ? n : MIME_PARTS - 1, "%u parts", n);
	is_int(m->flags, n < MIME_PARTS ? 0 : MIME_CUT, "cut or not");
	mime_free(m);
	buf_free(&b);
}

static void
test_opaque(void)
{
	struct buf b = BUF_INIT;
	struct mime *m;
	int	 i;

	buf_adds(&b, MIXED("x"));
	for (i = 0; i < GUARD_BOUNDARIES; i++)
		buf_adds(&b, "a: boundary\n");
	m = mime_parse(span_buf(&b), NULL);
	is_int(m->flags, MIME_OPAQUE, "too many boundaries");
	is_str(m->root->type, "text/plain", "are text");
	is_int((long long)m->root->nchild, 0, "without parts");
	ok(span_starts(m->root->body, "a: boundary\n"), "and nothing is lost");
	mime_free(m);
	buf_free(&b);
}

/* One in another in base64, and so on: bounded by what may be decoded and looked at. */
static void
test_russian_doll(void)
{
	struct buf b = BUF_INIT, inner = BUF_INIT;
	struct mime *m;
	int	 i;

	buf_adds(&inner, "Subject: x\n\nleaf");
	for (i = 0; i < 40; i++) {
		buf_reset(&b);
		buf_adds(&b, "Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n");
		transfer_qp_encode(&b, span_buf(&inner));
		buf_reset(&inner);
		buf_addbuf(&inner, &b);
	}
	m = mime_parse(span_buf(&b), NULL);
	ok(m != NULL && depth_of(m->root) > 3, "forty messages, each encoded in the next: %u", m == NULL ? 0 : depth_of(m->root));
	mime_free(m);
	buf_free(&b);
	buf_free(&inner);
}

int
main(void)
{
	test_single();
	test_multipart();
	test_boundaries();
	test_message();
	test_uu();
	test_part();
	test_depth(MIME_DEPTH, 0);
	test_depth(MIME_DEPTH + 1, 0);
	test_depth(MIME_DEPTH, 1);
	test_depth(MIME_DEPTH + 1, 1);
	test_count(MIME_PARTS - 1);
	test_count(MIME_PARTS);
	test_opaque();
	test_russian_doll();
	mime_free(NULL);
	return done();
}
