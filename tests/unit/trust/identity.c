#include "trust/identity.h"

#include "tests/unit/tap.h"

/* `want`: the address, or NULL and the fault. */
static void
check(struct span block, const char *want, const char *why)
{
	struct header	 h;
	struct buf	 out = BUF_INIT;
	struct err	 e;
	const char	*fault = NULL;

	if (header_split(&h, block, &e) == -1)
		bail("%s", e.text);
	is_int(identity_from(&h, &out, &fault, &e), want != NULL, "%.*s", SPAN_FMT(span_trim(span_head(block, 120))));
	if (want != NULL)
		is_buf(&out, want, "the address");
	else {
		is_str(fault, why, "the reason");
		is_int((long long)out.len, 0, "and no address");
	}
	header_free(&h);
	buf_free(&out);
}

static void
from(const char *value, const char *want, const char *why)
{
	struct buf	 block = BUF_INIT;

	buf_addf(&block, "From: %s\n\nx\n", value);
	check(span_buf(&block), want, why);
	buf_free(&block);
}

#define C	"contacto@asamblea.example"

static void
test_accepted(void)
{
	from(C, C, NULL);
	from("<" C ">", C, NULL);
	from("Asamblea <" C ">", C, NULL);
	from("Asamblea de la Plaza <CONTACTO@Asamblea.EXAMPLE>", C, NULL);
	from("\"Asamblea, Plaza\" <" C ">", C, NULL);
	from("\"a \\\" <b>\" <" C ">", C, NULL);
	from("J. Smith <" C ">", C, NULL);
	from("=?utf-8?q?Asamblea?= <" C ">", C, NULL);
	from("Asamblea Cañada <" C ">", C, NULL);
	from("Asamblea\n\t<" C ">", C, NULL);
	from("  <" C ">  ", C, NULL);
	from("x <info@cañada.example>", "info@xn--caada-pta.example", NULL);
}

/* Another address is just another address. */
static void
test_others(void)
{
	from("\"" C "\" <x@attack.example>", "x@attack.example", NULL);
	from("=?utf-8?q?contacto=40asamblea=2Eexample?= <x@attack.example>", "x@attack.example", NULL);
	from("<contacto%asamblea.example@attack.example>", "contacto%asamblea.example@attack.example", NULL);
	from("<\"contacto\"@asamblea.example>", "\"contacto\"@asamblea.example", NULL);
	from("<\"contacto@asamblea.example\"@attack.example>", "\"contacto@asamblea.example\"@attack.example", NULL);
	from("<contacto+x@asamblea.example>", "contacto+x@asamblea.example", NULL);
	from("<contacto@asamblea.example.attack.example>", "contacto@asamblea.example.attack.example", NULL);
	from("<contacto@\xd0\xb0samblea.example>", "contacto@xn--samblea-1fg.example", NULL);
	from("<contacto@asam\xe2\x80\x8b" "blea.example>", "contacto@asam\xe2\x80\x8b" "blea.example", NULL);
	from("<contacto@xn--asamblea-xx.example>", "contacto@xn--asamblea-xx.example", NULL);
}

static void
test_refused(void)
{
	from("<x@attack.example>, <" C ">", NULL, "text-after");
	from("x@attack.example, " C, NULL, "two-addresses");
	from("x@attack.example,<" C ">", NULL, "two-addresses");
	from("<" C ">\\,<x@attack.example>", NULL, "text-after");
	from("x\\, <" C ">", NULL, "backslash");
	from("Grupo: <" C ">;", NULL, "group");
	from("Grupo:;", NULL, "group");
	from("<@attack.example,@b.example:" C ">", NULL, "route");
	from("<x@attack.example> " C, NULL, "text-after");
	from("<x@attack.example>" C, NULL, "text-after");
	from(C " <x@attack.example>", NULL, "name");
	from("<" C, NULL, "unterminated");
	from("<<" C ">>", NULL, "text-after");
	from("<<" C ">", NULL, "bracket");
	from(C ">", NULL, "bracket");
	from("(x) " C, NULL, "comment");
	from(C " (Asamblea)", NULL, "comment");
	from("<contacto(x)@asamblea.example>", NULL, "local");
	from("<contacto@(x)asamblea.example>", NULL, "domain");
	from("<" C "\n (x)>", NULL, "text-after");
	from("=?utf-8?b?PGNvbnRhY3RvQGFzYW1ibGVhLmV4YW1wbGU+?=", NULL, "encoded-word");
	from("<=?utf-8?q?contacto?=@asamblea.example>", NULL, "encoded-word");
	from("<contacto@=?utf-8?q?asamblea?=.example>", NULL, "encoded-word");
	from("", NULL, "empty");
	from("<>", NULL, "empty");
	from("Asamblea", NULL, "no-domain");
	from("<@asamblea.example>", NULL, "no-local");
	from("<contacto@>", NULL, "no-domain");
	from("<contacto>", NULL, "no-domain");
	from("<contacto@asamblea>", NULL, "domain");
	from("<contacto@asamblea.example.>", NULL, "domain");
	from("<contacto@[192.0.2.1]>", NULL, "literal");
	from("<contacto@asamblea.example@attack.example>", NULL, "two-addresses");
	from("< " C ">", NULL, "local");
	from("<" C " >", NULL, "text-after");
	from(C " x", NULL, "text-after");
	from("<.contacto@asamblea.example>", NULL, "local");
	from("<con..tacto@asamblea.example>", NULL, "local");
	from("<contacto.@asamblea.example>", NULL, "local");
	from("\"Asamblea <" C ">", NULL, "quote");
	from("<\"contacto@asamblea.example>", NULL, "quote");
	from("<\"contacto\"x@asamblea.example>", NULL, "no-domain");
	from("Asam\x01" "blea <" C ">", NULL, "control");
	from("<contacto@asamblea.example\x7f>", NULL, "control");
	from("<contacto@asam\xff" "blea.example>", NULL, "domain");
	from("\xc3\xb1@asamblea.example", NULL, "local");
}

static void
test_fields(void)
{
	check(SPAN("To: x\n\n"), NULL, "no-from");
	check(SPAN("Sender: " C "\nResent-From: " C "\n\n"), NULL, "no-from");
	check(SPAN("From: " C "\nFrom: " C "\n\n"), NULL, "two-from");
	check(SPAN("FROM: x@attack.example\nfrom: " C "\n\n"), NULL, "two-from");
	check(SPAN("From: " C "\nFrom : x@attack.example\n\n"), NULL, "two-from");
	check(SPAN("From: <" C "\0@attack.example>\n\n"), NULL, "control");
	check(SPAN("From: " C "\n\n"), C, NULL);
	check(SPAN("From a Sat Nov 21\nFrom: " C "\r\n\r\n"), C, NULL);
}

static void
test_length(void)
{
	struct buf	 b = BUF_INIT;
	struct span	 s;
	int		 i;

	for (i = 0; i < 64; i++)
		buf_addc(&b, 'a');
	buf_adds(&b, "@asamblea.example");
	from(b.s, b.s, NULL);
	buf_splice(&b, 0, 0, "a", 1);
	from(b.s, NULL, "local");

	buf_reset(&b);
	buf_adds(&b, "From: ");
	for (i = 0; i < 100000; i++)
		buf_addc(&b, '(');
	buf_adds(&b, "\n\n");
	s = span_buf(&b);
	check(s, NULL, "no-from");		/* too large a field is not even looked at */
	buf_free(&b);
}

int
main(void)
{
	test_accepted();
	test_others();
	test_refused();
	test_fields();
	test_length();
	return done();
}
