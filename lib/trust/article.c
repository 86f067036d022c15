#include "trust/article.h"

#include <stdint.h>
#include <string.h>

#include "base/limits.h"
#include "trust/canon.h"
#include "trust/pgp_parts.h"

/* ---- what was said ---- */

static int
add_named(struct buf *text, const struct header *h, const char *name)
{
	const struct field	*f = header_find(h, name, 0);

	return canon_field(text, span_str(name), f != NULL ? f->value : SPAN_NONE, 1);
}

int
article_proof(struct span assembly, const struct header *h, unsigned char proof[HASH_LEN], struct err *err)
{
	struct buf	 text = BUF_INIT;
	struct pgp_parts parts;
	int		 result;

	if ((result = pgp_split(h, &parts, err)) == -1)
		return -1;
	canon_field(&text, SPAN("assembly"), assembly, 1);
	add_named(&text, h, "from");
	add_named(&text, h, "date");
	add_named(&text, h, "subject");
	buf_add(&text, "\r\n", 2);
	canon_body(&text, result == 1 ? parts.content : h->body);
	if ((result = buf_ok(&text, err)) == 0 && hash_sha256(text.s, text.len, proof) == -1)
		result = err_memory(err);
	buf_free(&text);
	return result;
}

int
article_id(struct buf *out, struct span secret, const unsigned char proof[HASH_LEN], const char *domain,
    struct err *err)
{
	unsigned char	 mac[HASH_LEN];

	if (hash_hmac(secret.s, secret.n, proof, HASH_LEN, mac) == -1)
		return err_memory(err);
	hash_base32(out, mac, sizeof mac);
	buf_addf(out, "@%s", domain);
	return buf_ok(out, err);
}

/* ---- reading ---- */

/* The trimmed value of a field that must be there exactly once, on one line. */
static int
one_value(const struct header *h, const char *name, struct span *value, struct err *err)
{
	if (header_count(h, name) != 1)
		return err_set(err, ERR_DATA, header_count(h, name) == 0 ? "no %s" : "two %s", name);
	*value = span_trim(header_find(h, name, 0)->value);
	if (value->n == 0)
		return err_set(err, ERR_DATA, "%s is empty", name);
	if (span_chr(*value, '\n') != -1 || span_chr(*value, '\r') != -1)
		return err_set(err, ERR_DATA, "%s is folded", name);
	return 0;
}

static int
read_id(struct article *a, struct err *err)
{
	size_t	 i;

	if (one_value(&a->header, "Message-ID", &a->id, err) == -1)
		return -1;
	if (a->id.n < 5 || !span_starts(a->id, "<") || !span_ends(a->id, ">"))
		return err_set(err, ERR_DATA, "Message-ID is malformed");
	a->id = span_make(a->id.s + 1, a->id.n - 2);
	for (i = 0; i < a->id.n; i++)
		if (a->id.s[i] <= ' ' || a->id.s[i] > '~' || a->id.s[i] == '<' || a->id.s[i] == '>')
			return err_set(err, ERR_DATA, "Message-ID is malformed");
	if (a->id.n > ARTICLE_ID_MAX)
		return err_set(err, ERR_DATA, "Message-ID is longer than %d bytes", ARTICLE_ID_MAX);
	return 0;
}

static int
read_digest(struct span value, const char *name, unsigned char out[HASH_LEN], struct err *err)
{
	struct buf	 raw = BUF_INIT;
	int		 result = 0;

	if (hash_unbase64(&raw, value) == -1 || raw.len != HASH_LEN)
		result = err_set(err, ERR_DATA, "%s is no SHA-256 in base64", name);
	else
		memcpy(out, raw.s, HASH_LEN);
	buf_free(&raw);
	return result;
}

static int
read_optional(struct article *a, const char *name, int *has, unsigned char out[HASH_LEN], struct err *err)
{
	struct span	 value = SPAN_NONE;

	if (header_count(&a->header, name) == 0)
		return 0;
	*has = 1;
	if (one_value(&a->header, name, &value, err) == -1)
		return -1;
	return read_digest(value, name, out, err);
}

static int
read_place(struct article *a, struct err *err)
{
	struct span	 value = SPAN_NONE;

	if (one_value(&a->header, "Asm-Seq", &value, err) == -1)
		return -1;
	if (span_number(value, &a->seq) == -1 || a->seq == 0 || a->seq > INT64_MAX || value.s[0] == '0')
		return err_set(err, ERR_DATA, "Asm-Seq is no number from 1");
	if (one_value(&a->header, "Asm-Prev", &value, err) == -1)
		return -1;
	return read_digest(value, "Asm-Prev", a->prev, err);
}

int
article_open(struct article *a, struct span message, struct err *err)
{
	memset(a, 0, sizeof *a);
	if (header_split(&a->header, message, err) == -1)
		return -1;
	if (read_id(a, err) == 0 &&
	    one_value(&a->header, "Asm-Origin", &a->origin, err) == 0 &&
	    one_value(&a->header, "Asm-Chain", &a->chain, err) == 0 &&
	    one_value(&a->header, "Asm-Type", &a->type, err) == 0 &&
	    read_place(a, err) == 0 &&
	    read_optional(a, "Asm-Proof", &a->has_proof, a->proof, err) == 0 &&
	    read_optional(a, "Asm-Original", &a->has_original, a->original, err) == 0)
		return 0;
	article_close(a);
	return -1;
}

void
article_close(struct article *a)
{
	header_free(&a->header);
	memset(a, 0, sizeof *a);
}

/* ---- the chain ---- */

/* b= without white space. */
static int
signature_text(const struct article *a, struct buf *out, struct err *err)
{
	const struct field	*f = header_find(&a->header, "DKIM-Signature", 0);
	struct buf		 flat = BUF_INIT;
	struct span		 b;
	size_t			 i;
	int			 result;

	if (f == NULL)
		return err_set(err, ERR_DATA, "no DKIM-Signature");
	field_unfold(&flat, f->value);
	if ((result = buf_ok(&flat, err)) == 0 && !field_tag(span_buf(&flat), "b", &b))
		result = err_set(err, ERR_DATA, "DKIM-Signature has no b=");
	for (i = 0; result == 0 && i < b.n; i++)
		if (b.s[i] != ' ' && b.s[i] != '\t')
			buf_addc(out, b.s[i]);
	buf_free(&flat);
	return result == 0 ? buf_ok(out, err) : -1;
}

static int
leaf_text(const struct article *a, struct buf *text, struct err *err)
{
	buf_addf(text, "asm-leaf-1\n%.*s\n%.*s\n%llu\n", SPAN_FMT(a->origin), SPAN_FMT(a->chain), a->seq);
	hash_base64(text, a->prev, HASH_LEN);
	buf_addf(text, "\n%.*s\n", SPAN_FMT(a->id));
	if (signature_text(a, text, err) == -1)
		return -1;
	buf_addc(text, '\n');
	return buf_ok(text, err);
}

int
article_leaf(struct span message, unsigned char leaf[HASH_LEN], struct err *err)
{
	struct article	 a;
	struct buf	 text = BUF_INIT;
	int		 result;

	if (article_open(&a, message, err) == -1)
		return -1;
	if ((result = leaf_text(&a, &text, err)) == 0 && hash_sha256(text.s, text.len, leaf) == -1)
		result = err_memory(err);
	article_close(&a);
	buf_free(&text);
	return result;
}
