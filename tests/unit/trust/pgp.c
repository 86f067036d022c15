/* Signed mail cut into its parts, what it protects, and keys as people hand them over.  What gpgv says is tests/cli/asm-verify-pgp.t's. */
#include "trust/pgp.h"

#include "base/limits.h"
#include "tests/unit/tap.h"
#include "trust/pgp_parts.h"

static struct err	 err;

#define TYPE	"Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b\n"
#define OUTER	"From: Sol <sol@sol.example>\n" TYPE "\n"
#define TEXT	"--b\nContent-Type: text/plain\n\nHola\n"
#define SIGNED	"--b\nContent-Type: application/pgp-signature\n\nSIG\n"

static void
splits(const char *mail, const char *content, const char *what)
{
	struct header	 h;
	struct pgp_parts parts;

	if (header_split(&h, span_str(mail), &err) == -1)
		bail("%s", err.text);
	if (is_int(pgp_split(&h, &parts, &err), content != NULL, "%s", what) && content != NULL) {
		is_spans(parts.content, content, "what is signed");
		is_spans(parts.signature, "SIG", "the signature");
	}
	header_free(&h);
}

static void
test_split(void)
{
	splits(OUTER TEXT SIGNED "--b--\n", "Content-Type: text/plain\n\nHola", "two parts");
	splits(OUTER "before\n" TEXT SIGNED "--b--\nbehind\n", "Content-Type: text/plain\n\nHola", "with something around them");
	splits(OUTER TEXT "\n" SIGNED "--b--", "Content-Type: text/plain\n\nHola\n", "an empty line is signed, too");
	splits(OUTER "--b \nContent-Type: text/plain\n\nHola\n" SIGNED "--b--\n", "Content-Type: text/plain\n\nHola",
	    "a blank behind a delimiter");
	splits(OUTER "--b\nX: y\n\n--c\nHola\n" SIGNED "--b--\n", "X: y\n\n--c\nHola", "another delimiter inside");
	splits("From: Sol <sol@sol.example>\r\nContent-Type: multipart/signed; boundary=b;\r\n protocol=\"APPLICATION/PGP-signature\"\r\n\r\n"
	    "--b\r\n\r\nHola\r\n--b\r\nContent-Type: application/pgp-signature\r\nContent-Transfer-Encoding: 7bit\r\n\r\nSIG\r\n--b--\r\n",
	    "\r\nHola", "with CRLF");

	splits(OUTER TEXT SIGNED, NULL, "without an end");
	splits(OUTER TEXT SIGNED "--b--\n--b--\n", NULL, "with two ends");
	splits(OUTER TEXT "--b--\n", NULL, "one part");
	splits(OUTER TEXT TEXT SIGNED "--b--\n", NULL, "three parts");
	splits(OUTER TEXT SIGNED "--b--\n" TEXT, NULL, "one behind the end");
	splits(OUTER SIGNED TEXT "--b--\n", NULL, "the wrong way round");
	splits(OUTER "--b\n\n--bb\nHola\n" SIGNED "--b--\n", NULL, "a line that some readers take for a delimiter");
	splits(OUTER TEXT "--b\nContent-Type: application/pgp-signature\nContent-Transfer-Encoding: base64\n\nU0lH\n--b--\n", NULL,
	    "a signature in another encoding");
	splits(OUTER TEXT "--b\nContent-Type: application/pgp-signature\nContent-Type: text/plain\n\nSIG\n--b--\n", NULL,
	    "a signature of two types");
	splits("From: a@b.example\n\nx\n", NULL, "no type");
	splits(TYPE OUTER TEXT SIGNED "--b--\n", NULL, "two types");
	splits("Content-Type: multipart/signed; boundary=b\n\n" TEXT SIGNED "--b--\n", NULL, "no protocol");
	splits("Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=b\n\n" TEXT SIGNED "--b--\n", NULL,
	    "another protocol");
	splits("Content-Type: multipart/mixed; protocol=\"application/pgp-signature\"; boundary=b\n\n" TEXT SIGNED "--b--\n", NULL,
	    "another type");
	splits("Content-Type: multipart/signed; protocol=\"application/pgp-signature\"\n\n" TEXT SIGNED "--b--\n", NULL, "no boundary");
}

/* The reason why a mail with such a signed part does not pass; there is no ring, so that the last thing to be missed is it. */
static void
reason(const char *part, const char *want, const char *what)
{
	static const char *const list[] = { "list@lists.example", NULL };
	const struct pgp_ask ask = { "/nonexistent", "", "sol@sol.example", list, 1780000000 };
	struct buf	 mail = BUF_INIT;
	struct pgp_answer a;
	struct header	 h;

	buf_addf(&mail, OUTER "--b\n%s\n\nHola\n" SIGNED "--b--\n", part);
	if (header_split(&h, span_buf(&mail), &err) == -1)
		bail("%s", err.text);
	is_int(pgp_check(&ask, &h, &a, &err), 0, "%s", what);
	is_str(a.reason, want, "its reason");
	is_int(a.pass, 0, "it does not pass");
	header_free(&h);
	buf_free(&mail);
}

#define PROTECTED	"Content-Type: text/plain; protected-headers=v1\n"
#define FROM	"From: Sol <SOL@sol.example>\n"
#define TO	"To: list@lists.example\n"
#define SUBJECT	"Subject: x\n"
#define DATE	"Date: Mon, 01 Jun 2026 11:00:00 +0000"

static void
test_protected(void)
{
	reason(PROTECTED FROM TO SUBJECT DATE, "pgp-no-ring", "all that must be there");
	reason("Content-Type: text/plain; hp=clear\n" FROM TO SUBJECT DATE, "pgp-no-ring", "as RFC 9788 says it");
	reason(PROTECTED FROM "Cc: a@b.example, list@lists.example\n" SUBJECT DATE, "pgp-no-ring", "the list in Cc");
	reason("Content-Type: text/plain\n" FROM TO SUBJECT DATE, "pgp-unprotected", "fields that do not count");
	reason("Content-Type: text/plain; hp=cipher\n" FROM TO SUBJECT DATE, "pgp-unprotected", "another word");
	reason(PROTECTED TO SUBJECT DATE, "pgp-unprotected", "no From");
	reason(PROTECTED "From: luna@sol.example\n" TO SUBJECT DATE, "pgp-unprotected", "somebody else");
	reason(PROTECTED FROM SUBJECT DATE, "pgp-unprotected", "to nobody");
	reason(PROTECTED FROM "To: other@lists.example\n" SUBJECT DATE, "pgp-unprotected", "to another list");
	reason(PROTECTED FROM TO DATE, "pgp-unprotected", "no subject");
	reason(PROTECTED FROM TO SUBJECT SUBJECT DATE, "pgp-unprotected", "two of them");
	reason(PROTECTED FROM FROM TO SUBJECT DATE, "pgp-unprotected", "two From");
	reason(PROTECTED FROM TO SUBJECT "Date: yesterday", "pgp-unprotected", "no date");
	reason(PROTECTED FROM TO SUBJECT DATE "\nno field", "pgp-unprotected", "a line that is no field");
}

static void
test_fields(void)
{
	struct buf	 out = BUF_INIT;
	struct header	 h;

	if (header_split(&h, SPAN(OUTER "--b\n" PROTECTED "X-A: 1\nSubject: a\n b\n" FROM "Bcc: c@d.example\nReferences: <1@x>\n\nHola\n" SIGNED "--b--\n"),
	    &err) == -1)
		bail("%s", err.text);
	is_ok(pgp_protected(&out, &h, &err), &err, "protected fields");
	is_buf(&out, "From: Sol <SOL@sol.example>\nSubject: a\n b\nReferences: <1@x>\n", "and no other");
	header_free(&h);
	buf_free(&out);
	is_int(pgp_protects(SPAN("in-reply-to")), 1, "In-Reply-To is one");
	is_int(pgp_protects(SPAN("Reply-To")), 0, "Reply-To is none");
}

#define HEX	"0123456789ABCDEF0123456789ABCDEF01234567"

static void
test_fingerprints(void)
{
	static const struct {
		const char	*in, *want;
	} prints[] = {
		{ HEX, HEX }, { "0123 4567 89ab cdef 0123  4567 89ab cdef 0123 4567\n", HEX }, { HEX HEX, HEX " " HEX },
		{ HEX "\n\t" HEX "\n", HEX " " HEX }, { "", NULL }, { " ", NULL }, { "0", NULL }, { HEX "0", NULL }, { HEX "G", NULL },
		{ "0x" HEX, NULL }
	};
	struct buf	 out = BUF_INIT, many = BUF_INIT;
	size_t		 i;

	for (i = 0; i < sizeof prints / sizeof prints[0]; i++) {
		buf_reset(&out);
		if (is_int(pgp_fingerprints(&out, span_str(prints[i].in)), prints[i].want != NULL, "fingerprints %zu", i) &&
		    prints[i].want != NULL)
			is_buf(&out, prints[i].want, "as they are kept");
	}
	for (i = 0; i < PGP_KEYS; i++)
		buf_adds(&many, HEX);
	buf_reset(&out);
	is_int(pgp_fingerprints(&out, span_buf(&many)), 1, "so many");
	buf_adds(&many, HEX);
	buf_reset(&out);
	is_int(pgp_fingerprints(&out, span_buf(&many)), 0, "and no more");
	buf_free(&out);
	buf_free(&many);
}

#define BEGIN	"-----BEGIN PGP PUBLIC KEY BLOCK-----\n"
#define END	"-----END PGP PUBLIC KEY BLOCK-----\n"

static void
test_ring(void)
{
	static const struct {
		const char	*in, *want, *what;
	} rings[] = {
		{ BEGIN "\nmAEC\n=abcd\n" END, "\x98\x01\x02", "an armoured key" },
		{ "Hola\n" BEGIN "Comment: x\nVersion: 1\n\nmA\nEC\n=abcd\n" END "adiós\n" BEGIN "\nmQ==\n" END, "\x98\x01\x02\x99", "two in a letter" },
		{ "\x98\x01\x02", "\x98\x01\x02", "one without armour" }, { BEGIN "\nmAEC\n", NULL, "without an end" },
		{ BEGIN "\n!!!!\n" END, NULL, "no base64" }, { BEGIN "\nAAEC\n" END, NULL, "no packet" }, { "Hola\n", NULL, "no key" },
		{ "", NULL, "nothing" }, { "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlAEC\n", NULL, "a private key" }
	};
	struct buf	 out = BUF_INIT;
	size_t		 i;

	for (i = 0; i < sizeof rings / sizeof rings[0]; i++) {
		buf_reset(&out);
		if (rings[i].want == NULL)
			is_err(pgp_ring(&out, span_str(rings[i].in), &err), &err, ERR_DATA, "%s", rings[i].what);
		else if (is_ok(pgp_ring(&out, span_str(rings[i].in), &err), &err, "%s", rings[i].what))
			is_buf(&out, rings[i].want, "its bytes");
	}
	buf_free(&out);
}

int
main(void)
{
	test_split();
	test_protected();
	test_fields();
	test_fingerprints();
	test_ring();
	return done();
}
