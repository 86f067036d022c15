/*
 * Mails signed at test time (Ed25519, relaxed), and the world a decision is made in.
 */
#ifndef ASM_TESTS_SIGNED_H
#define ASM_TESTS_SIGNED_H

#include "base/hash.h"
#include "base/key.h"
#include "mail/field.h"
#include "tests/unit/tap.h"
#include "trust/canon.h"
#include "trust/dkim.h"

#define NOW		1795246300
#define USUAL_H		"from:to:subject:date:message-id"
#define USUAL_TAGS	"d=one.example; s=k; t=1795246214; h=" USUAL_H

TAP_FN const struct key *
signing_key(void)
{
	static struct key	 key;
	static int		 made;
	static const unsigned char seed[KEY_LEN] = "only used by tests, never else";
	struct err		 e;

	if (!made && key_of_seed(&key, seed, &e) == -1)
		bail("%s", e.text);
	made = 1;
	return &key;
}

/* The published half, as dkim_key_fn text. */
TAP_FN void
published(struct buf *txt, const char *more)
{
	buf_addf(txt, "v=DKIM1; k=ed25519; %sp=", more);
	hash_base64(txt, signing_key()->pub, KEY_LEN);
}

/* Put a signature with these tags (d=, s=, h= at least; v= c= bh= b= are added) on top of `mail` (LF, no envelope line). */
TAP_FN void
sign_by(struct buf *out, const char *algorithm, const char *tags, const char *mail)
{
	struct buf	 value = BUF_INIT;
	struct header	 h;
	struct span	 names;
	struct err	 e;
	unsigned char	 digest[HASH_LEN], sig[KEY_SIG_LEN];

	if (header_split(&h, span_str(mail), &e) == -1 || !field_tag(span_str(tags), "h", &names) ||
	    canon_body_hash(h.body, digest, &e) == -1)
		bail("cannot sign");
	buf_addf(&value, " v=1; a=%s; c=relaxed/relaxed; %s;\n\tbh=", algorithm, tags);
	hash_base64(&value, digest, sizeof digest);
	buf_adds(&value, "; b=");
	if (canon_header_hash(&h, names, span_buf(&value), digest, &e) == -1 ||
	    key_sign(signing_key(), digest, sizeof digest, sig, &e) == -1)
		bail("cannot sign: %s", e.text);
	hash_base64(&value, sig, sizeof sig);
	buf_reset(out);
	buf_addf(out, "DKIM-Signature:%s\n%s", buf_str(&value), mail);
	header_free(&h);
	buf_free(&value);
}

TAP_FN void
sign(struct buf *out, const char *tags, const char *mail)
{
	sign_by(out, "ed25519-sha256", tags, mail);
}

/* A name server: knows k._domainkey of every *.example; selectors say what is wrong with others. */
struct keys_asked {
	size_t	 n;
	char	 last[512];
};

TAP_FN int
give_key(void *arg, const char *name, struct buf *txt, struct err *err)
{
	struct keys_asked *asked = arg;

	asked->n++;
	snprintf(asked->last, sizeof asked->last, "%s", name);
	if (strncmp(name, "away.", 5) == 0)
		return err_set(err, ERR_AGAIN, "the name server is away");
	if (strncmp(name, "missing.", 8) == 0)
		return 0;
	if (strncmp(name, "revoked.", 8) == 0)
		buf_adds(txt, "v=DKIM1; k=ed25519; p=");
	else if (strncmp(name, "junk.", 5) == 0)
		buf_adds(txt, "v=DKIM1; k=ed25519; p=AAAA");
	else if (strncmp(name, "endless.", 8) == 0)
		buf_addf(txt, "v=DKIM1; n=%05000d; p=AAAA", 1);
	else if (strncmp(name, "empty.", 6) != 0)
		published(txt, strncmp(name, "testing.", 8) == 0 ? "t=y; " : "");
	return 1;
}

#endif
