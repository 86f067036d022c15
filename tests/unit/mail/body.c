#include "mail/body.h"
#include "tests/unit/tap.h"
#include "text/docout.h"

/* "text|name type size|..." */
static void
reads(const char *mail, const char *want, const char *what)
{
	struct buf b = BUF_INIT;
	struct body body;
	struct err e;
	struct mime *m = mime_parse(span_str(mail), &e);
	size_t	 i;

	is_ok(body_read(&body, m, &e), &e, "%s", what);
	buf_addbuf(&b, &body.text);
	for (i = 0; i < body.nattachment; i++)
		buf_addf(&b, "|%s %s %zu", body.attachment[i].name, body.attachment[i].type, body.attachment[i].size);
	buf_addf(&b, "%s%s%s%s%s", body.from_html ? "|html" : "", body.flowed ? "|flowed" : "", body.is_signed ? "|signed" : "",
	    body.language[0] != '\0' ? "|" : "", body.language);
	is_buf(&b, want, "%s: what is read", what);
	body_free(&body);
	mime_free(m);
	buf_free(&b);
}

#define MULTI(t)	"Content-Type: multipart/" t "; boundary=x\n\n"
#define PLAIN(s)	"--x\nContent-Type: text/plain\n\n" s "\n"
#define HTML(s)		"--x\nContent-Type: text/html\n\n" s "\n"
#define FILE_(n, s)	"--x\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=\"" n "\"\n\n" s "\n"
#define END		"--x--\n"

static void
test_read(void)
{
	reads("Subject: x\n\nhello\n", "hello\n", "plain");
	reads("Content-Language: es-MX, en\n\nhola", "hola\n|es-MX", "a language");
	reads("Content-Type: text/html\n\n<p>hello <b>there</b></p>", "hello there\n|html", "HTML only");
	reads("Content-Type: text/plain; format=flowed\n\nhello \nthere\n> a \n> b\n", "hello there\n> a b\n|flowed", "flowed");
	reads("Content-Type: text/plain; format=Flowed; DelSp=Yes\n\nhel \nlo\n", "hello\n|flowed", "flowed without blanks");
	reads(MULTI("alternative") PLAIN("plain") HTML("<p>html") END, "plain\n", "the plain alternative");
	reads(MULTI("alternative") HTML("<p>html") PLAIN("plain") END, "plain\n", "in any order");
	reads(MULTI("alternative") PLAIN(" \n") HTML("<p>html") END, "html\n|html", "an empty one does not count");
	reads(MULTI("alternative") PLAIN("plain") "--x\nContent-Type: text/calendar\n\nBEGIN\n" END,
	    "plain\n|attachment.ics text/calendar 5", "what else is there is a file");
	reads(MULTI("mixed") PLAIN("one") FILE_("a.pdf", "PDF") PLAIN("two") END, "one\n\ntwo\n|a.pdf application/pdf 3", "mixed");
	reads(MULTI("signed") PLAIN("one") "--x\nContent-Type: application/pgp-signature; name=s.asc\n\nSIG\n" END,
	    "one\n|s.asc application/pgp-signature 3|signed", "signed");
	reads(MULTI("related; type=\"text/html\"") HTML("<p>hello") "--x\nContent-Type: image/png\nContent-ID: <i>\n\nPNG\n" END,
	    "hello\n|attachment.png image/png 3|html", "related");
	reads("Content-Type: multipart/related; boundary=x; start=\"<s>\"\n\n--x\nContent-Type: image/png\n\nPNG\n"
	    "--x\nContent-Type: text/html\nContent-ID: <s>\n\n<p>hello\n" END, "hello\n|attachment.png image/png 3|html", "with a start");
	reads(MULTI("mixed") PLAIN("see") "--x\nContent-Type: message/rfc822\n\nSubject: in\n\ninner text\n" END,
	    "see\n|attachment.eml message/rfc822 23", "a forwarded message is a file, and its text not ours");
	reads(MULTI("digest") "--x\n\nSubject: a\n\nA\n" END, "|attachment.eml message/rfc822 13", "a digest");
	reads(MULTI("mixed") PLAIN("one") "--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename=notes.txt\n\nnotes\n" END,
	    "one\n|notes.txt text/plain 5", "a text sent as a file");
	reads(MULTI("mixed") PLAIN("one") "--x\nContent-Type: text/plain; name=notes.txt\n\nnotes\n" END,
	    "one\n|notes.txt text/plain 5", "a second text with a name");
	reads("Content-Type: text/enriched\n\nhello\n", "hello\n", "a text of another kind, alone");
	reads(MULTI("report") PLAIN("sorry") "--x\nContent-Type: message/delivery-status\n\nAction: failed\n" END,
	    "sorry\n|attachment.txt message/delivery-status 14", "a bounce");
	reads("Subject: x\n\n", "", "nothing");
}

static void
test_alternative_trees(void)
{
	reads(MULTI("alternative") PLAIN("plain")
	    "--x\nContent-Type: multipart/related; boundary=y\n\n--y\nContent-Type: text/html\n\n<p>html\n--y\nContent-Type: image/gif; name=i.gif\n\nGIF\n--y--\n" END,
	    "plain\n|i.gif image/gif 3", "images of the other alternative");
	reads(MULTI("mixed") "--x\nContent-Type: multipart/alternative; boundary=y\n\n--y\n\nplain\n--y\nContent-Type: text/html\n\n<p>html\n--y--\n"
	    FILE_("a.pdf", "PDF") PLAIN("footer") END, "plain\n\nfooter\n|a.pdf application/pdf 3", "inside mixed");
}

static void
test_html_is_kept(void)
{
	struct body body;
	struct mime *m = mime_parse(SPAN(MULTI("alternative") PLAIN("plain") HTML("<p>html") END), NULL);

	body_read(&body, m, NULL);
	is_buf(&body.html, "<p>html", "the HTML beside the text");
	is_int(body.from_html, 0, "is not where it comes from");
	body_free(&body);
	mime_free(m);
	m = mime_parse(SPAN(MULTI("mixed") HTML("<p>html") END), NULL);
	body_read(&body, m, NULL);
	is_int(body.from_html && body.all_html, 1, "a text that is HTML");
	body_free(&body);
	mime_free(m);
	m = mime_parse(SPAN(MULTI("mixed") HTML("<p>html") PLAIN("plain") END), NULL);
	body_read(&body, m, NULL);
	is_int(body.from_html && !body.all_html, 1, "and one that only begins with it");
	body_free(&body);
	mime_free(m);
	m = mime_parse(SPAN(MULTI("mixed") HTML("<p> ") HTML("<p>two") END), NULL);
	body_read(&body, m, NULL);
	is_int(body.from_html && !body.all_html, 1, "the HTML that is kept is another one");
	body_free(&body);
	mime_free(m);
}

static void
names(const char *in, const char *type, const char *want)
{
	struct buf b = BUF_INIT;

	body_safe_name(&b, in, type);
	is_buf(&b, want, "the name %s", want);
	buf_free(&b);
}

static void
test_names(void)
{
	struct buf b = BUF_INIT, long_name = BUF_INIT;
	int	 i;

	names("a.pdf", "x/y", "a.pdf");
	names("../../etc/passwd", "x/y", "passwd");
	names("C:\\dir\\file.txt", "x/y", "file.txt");
	names("..", "application/pdf", "attachment.pdf");
	names("", "x/y", "attachment.bin");
	names(NULL, "text/x", "attachment.txt");
	names("dir/", "x/y", "attachment.bin");
	names(".profile", "x/y", "profile");
	names("-rf", "x/y", "rf");
	names("a\nb\tc", "x/y", "a b c");
	names("a\xe2\x80\xae" "fdp.exe", "x/y", "afdp.exe");
	names("$(x)`y`;<z>|?*", "x/y", "_(x)_y___z____");
	names("\xd9\x85\xd8\xb1.pdf", "x/y", "\xd9\x85\xd8\xb1.pdf");
	for (i = 0; i < 100; i++)
		buf_adds(&long_name, "\xc3\xa9");
	buf_adds(&long_name, ".pdf");
	body_safe_name(&b, long_name.s, "x/y");
	ok(b.len <= 120 && b.len >= 118 && span_ends(span_buf(&b), "\xc3\xa9.pdf"), "a long name keeps its suffix: %s", b.s);
	buf_reset(&b);
	buf_reset(&long_name);
	for (i = 0; i < 120; i++)
		buf_addc(&long_name, 'x');
	body_safe_name(&b, long_name.s, "x/y");
	is_int((long long)b.len, 120, "as long as may be");
	buf_addc(&long_name, 'x');
	buf_reset(&b);
	body_safe_name(&b, long_name.s, "x/y");
	is_int((long long)b.len, 120, "and no longer");
	buf_free(&b);
	buf_free(&long_name);
}

static void
blocks(const char *text, const char *want, const char *what)
{
	static const char *const kinds[] = { "P", "I", "Q", "V", "S", "A" };
	struct span rest = span_str(text);
	struct buf b = BUF_INIT;
	struct block block;

	while (body_block(&rest, &block)) {
		buf_addf(&b, "%s%s", b.len > 0 ? " " : "", kinds[block.kind]);
		if (block.depth > 0)
			buf_addf(&b, "%d", block.depth);
		buf_addc(&b, '[');
		block_text(&b, &block);
		buf_addc(&b, ']');
	}
	is_buf(&b, want, "%s", what);
	buf_free(&b);
}

static void
test_paragraphs(void)
{
	blocks("", "", "nothing");
	blocks("\n \n\t\n", "", "blanks only");
	blocks("one\ntwo\n\nthree", "P[one two] P[three]", "paragraphs");
	blocks("one\r\ntwo\r\n\r\nthree\r\n", "P[one two] P[three]", "CRLF");
	blocks("  one   two \n  three", "P[one two three]", "blanks");
	blocks("\xe3\x81\x82\n\xe3\x81\x84 b", "P[\xe3\x81\x82\xe3\x81\x84 b]", "no blank between ideographs");
	blocks("\xea\xb0\x80\n\xea\xb0\x80", "P[\xea\xb0\x80 \xea\xb0\x80]", "Korean has them");
	blocks("intro\n>From here on\nit goes", "P[intro From here on it goes]", "a line that an mbox writer quoted");
	blocks("Title\n=====\ntext", "P[Title] V[=====] P[text]", "a rule");
	blocks("a\n* * *\nb", "P[a] V[* * *] P[b]", "stars with blanks");
}

static void
test_items(void)
{
	blocks("intro\n- one\n  more\n- two\n\nend", "P[intro] I[one more] I[two] P[end]", "hyphens");
	blocks("* one\n* two\n+ three\n\xe2\x80\xa2 four\n\xe2\x80\x93 five", "I[one] I[two] I[three] I[four] I[five]", "bullets");
	blocks("1. one\n2) two\n\n3. three", "I[one] I[two] I[three]", "numbers");
	blocks("a) one\nb) two", "I[one] I[two]", "letters");
	blocks("\xd9\xa1. one\n\xd9\xa2. two", "I[one] I[two]", "numbers of another script");
	blocks("we met on\n12. October and\n- so on", "P[we met on 12. October and] I[so on]", "a number in the middle of a sentence");
	blocks("as follows:\n1. one\n2. two", "P[as follows:] I[one] I[two]", "a list behind a sentence");
	blocks("2012. was a year\n-no\n*bold* text\ne.g. this", "P[2012. was a year -no *bold* text e.g. this]", "what is no item");
	blocks("A. Person spoke", "P[A. Person spoke]", "an initial is no letter of a list");
}

static void
test_quotes(void)
{
	blocks("> one\n> two\n>> deep\n> back\nanswer", "Q1[one two] Q2[deep] Q1[back] P[answer]", "depth");
	blocks("> one\n>\n> two\n> > deep\n>  \n", "Q1[one] Q1[two] Q2[deep]", "paragraphs in quotes");
	blocks("On Mon, 1 Jan 2012, Ana <a@b> wrote:\n> hello", "A[On Mon, 1 Jan 2012, Ana <a@b> wrote:] Q1[hello]", "an attribution");
	blocks("On Mon, 1 Jan 2012, Ana\n<a@b> wrote:\n\n> hello", "A[On Mon, 1 Jan 2012, Ana <a@b> wrote:] Q1[hello]", "on two lines");
	blocks("El lunes, Ana escribi\xc3\xb3:\n> hola", "A[El lunes, Ana escribi\xc3\xb3:] Q1[hola]", "in Spanish");
	blocks("Am 1. Januar schrieb Ana:\n> hallo", "A[Am 1. Januar schrieb Ana:] Q1[hallo]", "in German");
	blocks("\xd9\x83\xd8\xaa\xd8\xa8\xd8\xaa \xd8\xa2\xd9\x86\xd8\xa7 01/02/2012:\n> x",
	    "A[\xd9\x83\xd8\xaa\xd8\xa8\xd8\xaa \xd8\xa2\xd9\x86\xd8\xa7 01/02/2012:] Q1[x]", "in Arabic");
	blocks("yes\nOn 1 Jan Ana wrote:\n> hello", "P[yes] A[On 1 Jan Ana wrote:] Q1[hello]", "behind a text");
	blocks("they say:\n> hello", "P[they say:] Q1[hello]", "a sentence with a colon");
	blocks("On 1 Jan Ana wrote:\nnothing", "P[On 1 Jan Ana wrote: nothing]", "without a quote");
	blocks("yes\n\n-----Original Message-----\nFrom: Ana\nSent: Monday\n\nhello", "P[yes] A[-----Original Message----- From: Ana Sent: Monday] P[hello]",
	    "another way to quote");
}

static void
test_verbatim(void)
{
	blocks("see\n\nhttps://x.example/y\n\nend", "P[see] V[https://x.example/y] P[end]", "an URL alone");
	blocks("see:\nhttps://x.example/y\n", "P[see:] V[https://x.example/y]", "behind a colon");
	blocks("as\nhttps://x.example/y\nsays", "P[as https://x.example/y says]", "in a sentence");
	blocks("<http://a>\nhttp://b\n", "V[<http://a>] V[http://b]", "two of them");
	blocks("bye\n-- \nAna\nhttp://x\n", "P[bye] S[Ana http://x]", "a signature");
	blocks("bye\n--\nAna\n\nmore\n\nOn 1 Jan Ana wrote:\n> x\n", "P[bye] S[Ana more] A[On 1 Jan Ana wrote:] Q1[x]", "above what it answers");
	blocks("bye\n____________________\nlist footer\n", "P[bye] S[list footer]", "a footer");
	blocks("-- \n", "S[]", "a signature of nothing");
	blocks("> -- \n> Ana", "Q1[-- Ana]", "quoted, it is a quote");
}

/* The same blocks whatever the ends of lines: translators' work is found again by them. */
static void
test_stable(void)
{
	blocks("one  \ntwo \n \n- x \n", "P[one two] I[x]", "blanks at the ends");
	blocks("one\ntwo\n\n\n\n- x", "P[one two] I[x]", "more empty lines");
}

/* Every byte that is no blank and no mark is in exactly one block; time is linear. */
static void
test_whole(void)
{
	struct buf in = BUF_INIT;
	struct span rest;
	struct block block;
	size_t	 i, n = 0, total = 0;
	const char *end = NULL;
	int	 bad = 0;

	for (i = 0; i < 60000; i++)
		buf_adds(&in, i % 7 == 0 ? "a 1:\n" : i % 5 == 0 ? ">> q\n" : i % 3 == 0 ? "http://x\n" : i % 11 == 0 ? "\n" : "- word\n");
	for (i = 0; i < 500000; i++)
		buf_adds(&in, "a:\n");
	for (rest = span_buf(&in); body_block(&rest, &block); n++) {
		bad += block.text.s < end;
		end = block.text.s + block.text.n;
		total += block.text.n;
	}
	is_int(bad, 0, "%zu blocks follow one another", n);
	ok(total > in.len / 2 && end <= in.s + in.len, "and leave nothing but blanks");
	buf_free(&in);
}

static void
docs(const char *text, const char *want, const char *what)
{
	struct docout_text opt = { .columns = 60, .links = 1 };
	struct doc *root = doc_new("en", NULL);
	struct buf b = BUF_INIT;
	struct err e;

	is_ok(body_doc(root, span_str(text), &e), &e, "%s", what);
	is_ok(doc_ok(root, &e), &e, "%s: whole", what);
	docout_text(&b, root, &opt, &e);
	is_buf(&b, want, "%s: as text", what);
	doc_free(root);
	buf_free(&b);
}

static void
test_doc(void)
{
	struct docout_html html = { NULL, NULL };
	struct doc *root = doc_new("en", NULL);
	struct buf b = BUF_INIT;

	docs("one\ntwo\n\n- a\n- b\n\n> q\n>> deep\n\nend", "one\ntwo\n\n- a\n- b\n\n> q\n>\n> > deep\n\nend\n", "a tree");
	docs("3. x\n4. y", "3. x\n4. y\n", "a list that begins elsewhere");
	docs("b) x", "b) x\n", "a letter");
	body_doc(root, SPAN("see (http://x.example/a_(b)), <https://y.example/?q=1&r=2>. xhttp://no.example javascript:alert(1)"), NULL);
	docout_html(&b, root, &html, NULL);
	ok(span_find(span_buf(&b), SPAN("href=\"http://x.example/a_(b)\"")) != -1, "brackets of its own belong to an URL");
	ok(span_find(span_buf(&b), SPAN("href=\"https://y.example/?q=1&amp;r=2\"")) != -1, "others do not");
	is_int(span_find(span_buf(&b), SPAN("href=\"http://no")), -1, "not inside a word");
	is_int(span_find(span_buf(&b), SPAN("href=\"javascript")), -1, "no other scheme");
	doc_free(root);
	buf_free(&b);
}

static void
test_doc_hostile(void)
{
	struct buf in = BUF_INIT;
	struct doc *root = doc_new("en", NULL);
	size_t	 i;

	for (i = 0; i < 20000; i++)
		buf_adds(&in, "https://x)");
	buf_adds(&in, "\n\n");
	for (i = 0; i < 20000; i++)
		buf_adds(&in, ">");
	buf_adds(&in, "x\n\nhttp://");
	for (i = 0; i < 50000; i++)
		buf_adds(&in, "(");
	for (i = 0; i < 50000; i++)
		buf_adds(&in, ")");
	is_int(body_doc(root, span_buf(&in), NULL), 0, "URLs and quotes without end");
	doc_free(root);
	buf_free(&in);
}

int
main(void)
{
	test_read();
	test_alternative_trees();
	test_html_is_kept();
	test_names();
	test_paragraphs();
	test_items();
	test_quotes();
	test_verbatim();
	test_stable();
	test_whole();
	test_doc();
	test_doc_hostile();
	return done();
}
