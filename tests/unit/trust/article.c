#include "tests/unit/tap.h"

#include "base/limits.h"
#include "trust/article.h"
#include "trust/canon.h"
#include "trust/dkim.h"

static struct key	 key;

static const char plain[] =
    "From: \"Sol\" <list@home.example>\n"
    "Reply-To: sol@sol.example\n"
    "To: list@home.example\n"
    "Date: Sat, 21 Nov 2026 09:00:00 +0000\n"
    "Subject: =?utf-8?q?Propuesta?=\n"
    "\ty media\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=utf-8\n"
    "Message-ID: <abc@home.example>\n"
    "Newsgroups: asm.posts\n"
    "Approved: list@home.example\n"
    "Asm-Type: post\n"
    "Asm-Number: 1\n"
    "Asm-Kind: proposal\n"
    "Asm-Assembly: sol.madrid\n"
    "Asm-Origin: home.example\n"
    "Asm-Chain: all.2026a\n"
    "Asm-Seq: 1\n"
    "Asm-Prev: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
    "\n"
    "Hola,\n\nesto es  un texto. \n\n\n";

static int
find_key(void *arg, const char *domain, const char *selector, struct key *out, struct err *e)
{
	(void)e;
	if (arg != NULL || strcmp(domain, "home.example") != 0 || strcmp(selector, "2026a") != 0)
		return 0;
	*out = key;
	return 1;
}

/* ---- the relaxed forms ---- */

static void
test_canon(void)
{
	static const struct {
		const char	*name, *value, *want;
	} fields[] = {
		{ "Subject", " a  b\t c ", "subject:a b c\r\n" },
		{ "SUBJECT", "x", "subject:x\r\n" },
		{ "A", " folded\n\t value\r\n more ", "a:folded value more\r\n" },
		{ "A", "", "a:\r\n" },
		{ "A", " \t ", "a:\r\n" },
	};
	static const struct {
		const char	*body, *want;
	} bodies[] = {
		{ "", "" }, { "\n\n\n", "" }, { " \n\t\n", "" }, { "a", "a\r\n" }, { "a\n", "a\r\n" },
		{ "a\r\n\r\n", "a\r\n" }, { " C \nD \t E\n\n\n", " C\r\nD E\r\n" }, { "a\n\n\nb", "a\r\n\r\n\r\nb\r\n" },
		{ "a\rb\n", "a\rb\r\n" },
	};
	struct buf	 out = BUF_INIT;
	size_t		 i;

	for (i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		buf_reset(&out);
		canon_field(&out, span_str(fields[i].name), span_str(fields[i].value), 1);
		is_buf(&out, fields[i].want, "field %zu", i);
	}
	for (i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
		buf_reset(&out);
		canon_body(&out, span_str(bodies[i].body));
		is_buf(&out, bodies[i].want, "body %zu", i);
	}
	buf_free(&out);
}

/* ---- the proof ---- */

static void
prove(const char *assembly, const char *mail, unsigned char proof[HASH_LEN])
{
	struct header	 h;
	struct err	 e;

	if (header_split(&h, span_str(mail), &e) == -1 ||
	    article_proof(span_str(assembly), &h, proof, &e) == -1)
		bail("%s", e.text);
	header_free(&h);
}

static int
same_proof(const char *a, const char *b)
{
	unsigned char	 x[HASH_LEN], y[HASH_LEN];

	prove("sol.madrid", a, x);
	prove("sol.madrid", b, y);
	return memcmp(x, y, HASH_LEN) == 0;
}

static void
test_proof(void)
{
	static const char mail[] = "From: a@b.example\nDate: now\nSubject: one  two\nTo: x\n\nbody\n";
	/* What asm-mail(5) says is digested, written out. */
	static const char said[] = "assembly:sol.madrid\r\nfrom:a@b.example\r\ndate:now\r\nsubject:one two\r\n\r\nbody\r\n";
	unsigned char	 proof[HASH_LEN], want[HASH_LEN];
	struct buf	 id = BUF_INIT;
	struct err	 e;

	prove("sol.madrid", mail, proof);
	hash_sha256(said, strlen(said), want);
	ok(memcmp(proof, want, HASH_LEN) == 0, "the proof is what the page says");
	prove("sol.paris", mail, want);
	ok(memcmp(proof, want, HASH_LEN) != 0, "another assembly has another proof");
	ok(same_proof(mail, "FROM:a@b.example\r\nsubject: one two\r\nDate:\r\n now\r\nX: y\r\n\r\nbody \r\n\r\n"),
	    "case, order, blanks, line ends and other fields do not matter");
	ok(!same_proof(mail, "From: a@b.example\nDate: now\nSubject: one  two\n\nBody\n"), "the body does");
	ok(!same_proof(mail, "From: a@b.example\nDate: now\nSubject: onetwo\n\nbody\n"), "the Subject does");
	ok(!same_proof(mail, "From: a@b.example\nDate: then\nSubject: one  two\n\nbody\n"), "the Date does");
	ok(same_proof("From: a@b.example\nDate: now\n\nbody\n", "From: a@b.example\nDate: now\nSubject: \n\nbody\n"),
	    "a missing Subject is empty");
	ok(!same_proof("From: a@b.example\nDate: now\nSubject: x\n\n", "From: a@b.example\nDate: now\n\nsubject:x\n"),
	    "a value cannot move to another place");

	is_ok(article_id(&id, SPAN("secret"), proof, "home.example", &e), &e, "article_id");
	is_int((long long)id.len, 52 + 1 + 12, "an id is 52 letters and the domain");
	buf_free(&id);
}

/* ---- the signature ---- */

static int
sign(struct buf *out, const char *message)
{
	struct err	 e;

	buf_reset(out);
	buf_adds(out, message);
	return article_sign(out, &key, "home.example", "2026a", &e);
}

static int
check(const struct buf *message, struct err *e)
{
	return article_check(span_buf(message), find_key, NULL, e);
}

/* Replace the first `from` by `to`. */
static void
change(struct buf *b, const char *from, const char *to)
{
	ptrdiff_t	 at = span_find(span_buf(b), span_str(from));

	if (at == -1)
		bail("no %s to change", from);
	buf_splice(b, (size_t)at, strlen(from), to, strlen(to));
}

static void
test_sign(void)
{
	struct buf	 a = BUF_INIT, b = BUF_INIT, wire = BUF_INIT;
	struct span	 rest, line;
	struct err	 e;
	size_t		 widest = 0;

	is_int(sign(&a, plain), 0, "article_sign");
	is_ok(check(&a, &e), &e, "what we sign is valid");
	sign(&b, plain);
	is_span(span_buf(&a), span_buf(&b), "the same article has the same signature");

	for (rest = span_buf(&a); span_line(&rest, &line) && line.n > 0; ) {
		if (line.n > widest)
			widest = line.n;
		buf_addspan(&wire, line);
		buf_adds(&wire, "\r\n");
	}
	ok(widest <= 76, "no line of the header is longer than 76 columns (%zu)", widest);
	buf_adds(&wire, "\r\n");
	while (span_line(&rest, &line)) {
		buf_addspan(&wire, line);
		buf_adds(&wire, "\r\n");
	}
	is_ok(check(&wire, &e), &e, "the same with CRLF");

	change(&b, "Subject: =?utf-8?q?Propuesta?=\n\ty media", "SUBJECT:  =?utf-8?q?Propuesta?=  y\n media");
	is_ok(check(&b, &e), &e, "folded and recased headers still pass");
	sign(&b, plain);
	buf_splice(&b, 0, 0, "List-Id: <x>\nAsm-Date: 2026-11-21T00:00:00Z\nReceived: by x\n", 59);
	is_ok(check(&b, &e), &e, "fields of the way may be added");
	is_err(article_check(span_buf(&a), find_key, &b, &e), &e, ERR_REFUSED, "an unknown key is refused");
	buf_free(&a);
	buf_free(&b);
	buf_free(&wire);
}

/* Every byte of a signed field and of the body that is more than a blank. */
static void
test_flips(void)
{
	struct buf	 a = BUF_INIT;
	struct err	 e;
	size_t		 i, passed = 0, tried = 0;
	char		 was;

	sign(&a, plain);
	for (i = (size_t)span_find(span_buf(&a), SPAN("From: \"")) + 6; i < a.len; i++) {
		was = a.s[i];
		if (was == ' ' || was == '\n' || was == '\t')
			continue;
		a.s[i] = (char)(was ^ 1);
		tried++;
		passed += check(&a, &e) == 0;
		a.s[i] = was;
	}
	ok(tried > 400, "%zu bytes were changed one by one", tried);
	is_int((long long)passed, 0, "none of them passes");
	buf_free(&a);
}

static void
test_rejects(void)
{
	static const struct {
		const char	*from, *to;	/* after signing */
		enum err_class	 class;
		const char	*name;
	} late[] = {
		{ "Hola", "Adios", ERR_REFUSED, "an altered body" },
		{ "From: \"Sol\"", "From: \"Luna\"", ERR_REFUSED, "an altered From" },
		{ "From: \"Sol\"", "From: x@y.example\nFrom: \"Sol\"", ERR_DATA, "a second From" },
		{ "Asm-Type: post", "Supersedes: <old@home.example>\nAsm-Type: post", ERR_DATA, "an added Supersedes" },
		{ "Asm-Type: post", "Followup-To: poster\nAsm-Type: post", ERR_DATA, "an added Followup-To" },
		{ "Asm-Type: post", "Asm-New: x\nAsm-Type: post", ERR_DATA, "an Asm- field that h= does not know" },
		{ "Asm-Type: post", "Asm-Corrects: <a@b>\nAsm-Type: post", ERR_DATA, "an added Asm-Corrects" },
		{ "Asm-Type: post", "Asm-Type: post\nAsm-Type: post", ERR_DATA, "a duplicate Asm- field" },
		{ "c=relaxed/relaxed;", "c=relaxed/relaxed; l=10;", ERR_DATA, "l=" },
		{ "c=relaxed/relaxed;", "c=relaxed/simple;", ERR_DATA, "another form" },
		{ "a=ed25519-sha256", "a=rsa-sha256", ERR_DATA, "another algorithm" },
		{ "v=1;", "v=2;", ERR_DATA, "another version" },
		{ "v=1;", "v=1; v=1;", ERR_DATA, "a tag twice" },
		{ "d=home.example", "d=away.example", ERR_DATA, "d= that is not Asm-Origin" },
		{ "s=2026a", "s=2026b", ERR_DATA, "s= that is not the chain's" },
		{ "From:From:", "From:", ERR_DATA, "h= without the second From" },
		{ "Message-ID:Message-ID:", "Message-ID:", ERR_DATA, "h= that leaves Message-ID open" },
		{ "b=", "x=", ERR_DATA, "no bh=" },
		{ "Newsgroups: asm.posts\n", "", ERR_DATA, "no Newsgroups" },
		{ "Approved: list@home.example\n", "", ERR_DATA, "not Approved" },
		{ "Date: ", "X-Date: ", ERR_DATA, "no Date" },
		{ "Asm-Seq: 1\n", "", ERR_DATA, "no Asm-Seq" },
		{ "Asm-Seq: 1\n", "Asm-Seq: 0\n", ERR_DATA, "Asm-Seq 0" },
		{ "Asm-Seq: 1\n", "Asm-Seq: 01\n", ERR_DATA, "Asm-Seq 01" },
		{ "Asm-Prev: AAAA", "Asm-Prev: ", ERR_DATA, "a short Asm-Prev" },
		{ "<abc@home.example>", "<abc@away.example>", ERR_DATA, "a Message-ID of another domain" },
		{ "<abc@home.example>", "abc@home.example", ERR_DATA, "a Message-ID without brackets" },
		{ "Asm-Chain: all.", "Asm-Chain: records.", ERR_DATA, "a post in the chain of records" },
		{ "Hola", "Ho\rla", ERR_DATA, "a bare CR" },
		{ "Subject: ", "Subject : ", ERR_DATA, "a blank before the colon" },
		{ "MIME-Version: 1.0\n", "MIME-Version: 1.0\nno field\n", ERR_DATA, "a line that is no field" },
		{ "DKIM-Signature: ", "X-Signature: ", ERR_DATA, "no signature" },
		{ "DKIM-Signature: ", "DKIM-Signature: v=1\nDKIM-Signature: ", ERR_DATA, "two signatures" },
	};
	struct buf	 a = BUF_INIT;
	struct err	 e;
	size_t		 i;

	for (i = 0; i < sizeof late / sizeof late[0]; i++) {
		sign(&a, plain);
		change(&a, late[i].from, late[i].to);
		is_err(check(&a, &e), &e, late[i].class, "refused: %s", late[i].name);
	}
	sign(&a, plain);
	buf_splice(&a, a.len - 3, 1, "\0", 1);
	is_err(check(&a, &e), &e, ERR_DATA, "refused: a NUL");
	sign(&a, plain);
	buf_splice(&a, (size_t)span_chr(span_buf(&a), '\n'), 0, "\r", 1);
	is_err(check(&a, &e), &e, ERR_DATA, "refused: a bare LF among CRLF");
	buf_free(&a);
}

/* How many names h= lists. */
static size_t
names_in(const struct buf *message)
{
	struct span	 h = span_from(span_buf(message), (size_t)span_find(span_buf(message), SPAN(" h=")));
	size_t		 n = 1;

	for (h = span_head(h, (size_t)span_chr(h, ';')); h.n > 0; h = span_from(h, 1))
		n += h.s[0] == ':';
	return n;
}

static void
test_limits(void)
{
	struct buf	 a = BUF_INIT, m = BUF_INIT;
	struct err	 e;
	size_t		 lines;

	buf_adds(&m, plain);
	for (lines = 0; lines < ARTICLE_LINE; lines++)
		buf_addc(&m, 'x');
	sign(&a, buf_str(&m));
	is_ok(check(&a, &e), &e, "a line of %d octets", ARTICLE_LINE);
	buf_addc(&m, 'x');
	sign(&a, buf_str(&m));
	is_err(check(&a, &e), &e, ERR_DATA, "and one more");

	/* A Message-ID. */
	buf_reset(&m);
	buf_adds(&m, plain);
	for (lines = strlen("abc@home.example"); lines < ARTICLE_ID_MAX; lines++)
		change(&m, "<abc", "<abcx");
	sign(&a, buf_str(&m));
	is_ok(check(&a, &e), &e, "a Message-ID of %d bytes", ARTICLE_ID_MAX);
	change(&m, "<abc", "<abcx");
	sign(&a, buf_str(&m));
	is_err(check(&a, &e), &e, ERR_DATA, "and one more");

	/* Names in h=: all that is signed, and then names of nothing, which change the signature. */
	sign(&a, plain);
	for (lines = names_in(&a); lines < ARTICLE_SIGNED; lines++)
		change(&a, "h=From:", "h=From:X:\n ");
	is_err(check(&a, &e), &e, ERR_REFUSED, "%d names in h=", ARTICLE_SIGNED);
	change(&a, "h=From:", "h=From:X:\n ");
	is_err(check(&a, &e), &e, ERR_DATA, "and one more");

	/* Lines of nine letters: eleven octets on the wire. */
	buf_reset(&m);
	buf_adds(&m, plain);
	sign(&a, buf_str(&m));
	for (lines = 0; a.len + 60 + 11 * lines + 22 <= ARTICLE_MAX; lines++)
		buf_adds(&m, "123456789\n");
	sign(&a, buf_str(&m));
	is_ok(check(&a, &e), &e, "nearly %d bytes", ARTICLE_MAX);
	for (lines = 0; lines < 10; lines++)
		buf_adds(&m, "123456789\n");
	sign(&a, buf_str(&m));
	is_err(check(&a, &e), &e, ERR_DATA, "and a little more");
	buf_free(&a);
	buf_free(&m);
}

/* ---- the chain ---- */

static void
test_leaf(void)
{
	struct buf	 a = BUF_INIT, text = BUF_INIT, flat = BUF_INIT;
	unsigned char	 leaf[HASH_LEN], want[HASH_LEN], again[HASH_LEN];
	struct header	 h;
	struct span	 b;
	struct err	 e;
	size_t		 i;

	sign(&a, plain);
	is_ok(article_leaf(span_buf(&a), leaf, &e), &e, "article_leaf");
	if (header_split(&h, span_buf(&a), &e) == -1)
		bail("%s", e.text);
	header_value(&h, "DKIM-Signature", &flat);
	field_tag(span_buf(&flat), "b", &b);
	buf_adds(&text, "asm-leaf-1\nhome.example\nall.2026a\n1\n"
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nabc@home.example\n");
	for (i = 0; i < b.n; i++)
		if (b.s[i] != ' ')
			buf_addc(&text, b.s[i]);
	buf_addc(&text, '\n');
	hash_sha256(text.s, text.len, want);
	ok(memcmp(leaf, want, HASH_LEN) == 0, "the leaf is what the page says");
	header_free(&h);
	change(&a, "Hola", "Adios");
	article_leaf(span_buf(&a), again, &e);
	ok(memcmp(leaf, again, HASH_LEN) == 0, "a body can be erased and the chain stays");
	change(&a, "abc@", "abd@");
	article_leaf(span_buf(&a), again, &e);
	ok(memcmp(leaf, again, HASH_LEN) != 0, "an id cannot");
	buf_free(&a);
	buf_free(&text);
	buf_free(&flat);
}

/* ---- another's opinion ---- */

static int
find_txt(void *arg, const char *name, struct buf *txt, struct err *e)
{
	(void)arg;
	(void)e;
	if (strcmp(name, "2026a._domainkey.home.example") != 0)
		return 0;
	buf_adds(txt, "v=DKIM1; k=ed25519; p=");
	hash_base64(txt, key.pub, sizeof key.pub);
	return 1;
}

/* libopendkim agrees that the signature is one of RFC 8463. */
static void
test_opendkim(void)
{
	static const char *const list[] = { "list@home.example", NULL };
	struct dkim_ask	 ask = { .from_domain = SPAN("home.example"), .list = list, .key = find_txt };
	struct dkim_answer answer;
	struct header	 h;
	struct buf	 a = BUF_INIT;
	struct civil	 day = { 2026, 11, 21, 9, 30, 0, 0 };
	struct err	 e;

	ask.now = time_of_civil(&day);
	sign(&a, plain);
	if (header_split(&h, span_buf(&a), &e) == -1 || dkim_check(&ask, &h, &answer, &e) == -1)
		bail("%s", e.text);
	ok(answer.pass, "libopendkim agrees (%s)", answer.pass ? "pass" : answer.reason);
	dkim_answer_free(&answer);
	header_free(&h);
	change(&a, "Hola", "Adios");
	if (header_split(&h, span_buf(&a), &e) == -1 || dkim_check(&ask, &h, &answer, &e) == -1)
		bail("%s", e.text);
	ok(!answer.pass, "and that an altered one is not");
	dkim_answer_free(&answer);
	header_free(&h);
	buf_free(&a);
}

int
main(void)
{
	static const unsigned char seed[KEY_LEN] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct err	 e;

	if (key_of_seed(&key, seed, &e) == -1)
		bail("%s", e.text);
	test_canon();
	test_proof();
	test_sign();
	test_flips();
	test_rejects();
	test_limits();
	test_leaf();
	test_opendkim();
	return done();
}
