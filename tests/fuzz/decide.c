/*
 * Whatever comes to the door: a verdict, never accept without the key's other half, and a mail
 * that goes on with exactly one field of ours, whose seal holds.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "trust/decide.h"
#include "trust/seal.h"

#define NOW	1795246300

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static size_t asked;

static void
require(int held)
{
	if (!held)
		abort();
}

/* Whoever it is, she is a contact. */
static int
contact(void *arg, const char *address, struct decide_contact *c, struct err *err)
{
	(void)arg;
	(void)err;
	memset(c, 0, sizeof *c);
	memcpy(c->assembly, "one", 4);
	c->endorsed = 1;
	c->relaxed = strchr(address, '+') != NULL;
	return 1;
}

static int
posted(void *arg, const unsigned char proof[HASH_LEN], struct err *err)
{
	(void)arg;
	(void)err;
	return proof[0] == 7;
}

static int
give_key(void *arg, const char *name, struct buf *txt, struct err *err)
{
	(void)arg;
	(void)err;
	require(++asked <= DKIM_SIGNATURES);
	buf_adds(txt, "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
	return name[0] == 'n' ? 0 : name[0] == 't' ? -1 : 1;
}

static size_t
fields_of_ours(const struct header *h)
{
	size_t	 i, n = 0;

	for (i = 0; i < h->n; i++)
		n += (size_t)span_casestarts(h->field[i].name, "Asm-");
	return n;
}

static void
check_passed_on(struct span mail, const struct decision *d)
{
	static const struct span secret = { "a secret", 8 };
	struct seal	 s = {
		.refused = 1, .verdict = (int)d->verdict, .reason = d->reason, .assembly = d->assembly,
		.contact = d->contact, .at = NOW
	}, got;
	struct buf	 plain = BUF_INIT, sealed = BUF_INIT;
	struct header	 h;
	struct span	 rest;
	struct err	 e;

	require(decide_strip(&plain, mail, d, &e) == 0);
	require(seal_write(&sealed, &s, secret, span_buf(&plain), &e) == 0);
	require(seal_check(span_buf(&sealed), secret, NOW, &got, &rest, &e) == 0);
	require(got.verdict == s.verdict && strcmp(got.contact, s.contact) == 0);
	seal_free(&got);
	require(header_split(&h, span_buf(&sealed), &e) == 0);
	require(fields_of_ours(&h) == 1);
	header_free(&h);
	buf_free(&plain);
	buf_free(&sealed);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const list[] = { "assemblies@lists.example", NULL };
	const struct decide_rules rules = {
		.list = list, .list_id = "assemblies.lists.example", .loop = list[0],
		.authserv_id = size % 2 ? "mx.lists.example" : NULL, .mx_host = "mx.other.example", .now = NOW
	};
	const struct decide_world world = { .contact = contact, .posted = posted, .key = give_key };
	struct span	 mail = span_make((const char *)data, size);
	struct decision	 d;
	struct err	 e;

	asked = 0;
	if (decide(&rules, &world, mail, &d, &e) == -1) {
		require(e.class == ERR_AGAIN || (e.class == ERR_DATA && size == 0));
		return 0;
	}
	/* mx.other.example wrote no Received in any seed; who finds its name has found no key. */
	require(d.verdict != VERDICT_ACCEPT || strcmp(d.by, "mta") == 0);
	if (d.verdict != VERDICT_ACCEPT)
		check_passed_on(mail, &d);
	return 0;
}
