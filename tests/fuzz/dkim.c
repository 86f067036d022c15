/* Whatever stands in a signature: no pass without the key, at most eight look-ups, and a reason. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "trust/dkim.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static size_t asked;

/* Keys of one algorithm and the other; nobody has the other half. */
static int
give_key(void *arg, const char *name, struct buf *txt, struct err *err)
{
	(void)arg;
	(void)err;
	if (++asked > DKIM_SIGNATURES || strlen(name) > 1000)
		abort();
	if (name[0] == 'n')
		return 0;
	if (name[0] == 't')
		return -1;
	buf_adds(txt, name[0] == 'e' ? "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=" :
	    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQ"
	    "iY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G"
	    "+2kryOTIKT+l/K4w3QIDAQAB");
	return 1;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const list[] = { "assemblies@lists.example", NULL };
	static const char	 mail[] = "From: a@one.example\nTo: assemblies@lists.example\nSubject: x\n"
				    "Date: Sat, 21 Nov 2026 07:29:00 +0000\n\nUno.\n";
	const struct dkim_ask	 ask = {
		.from_domain = SPAN("one.example"), .relaxed = size % 2, .list = list, .now = 1795246300, .key = give_key
	};
	const struct dkim_seen	 seen = { "one.example", "e", "" };
	struct dkim_answer	 a;
	struct header		 h;
	struct buf		 all = BUF_INIT;
	struct err		 e;

	asked = 0;
	buf_adds(&all, "DKIM-Signature:");
	buf_add(&all, data, size);
	buf_addf(&all, "\n%s", mail);
	if (header_split(&h, span_buf(&all), &e) == 0) {
		if (dkim_check(&ask, &h, &a, &e) == 0 && (a.pass || a.reason == NULL))
			abort();
		dkim_answer_free(&a);
		if (dkim_believe(&ask, &h, &seen, &a, &e) == 0 && a.pass && strcmp(a.domain, "one.example") != 0)
			abort();
		dkim_answer_free(&a);
		header_free(&h);
	}
	buf_free(&all);
	return 0;
}
