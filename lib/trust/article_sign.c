/* Signing an article: Ed25519 as a DKIM-Signature (RFC 6376, RFC 8463). */
#include "trust/article.h"

#include <string.h>

#include "trust/canon.h"

#define FOLD		76

/*
 * What is signed, whether it occurs or not, so that none can be added (the List- fields are everybody's own, and written
 * on output).  Any other Asm- field of an article is signed too.
 */
static const char *const signed_fields[] = {
	"From", "Date", "Subject", "Message-ID", "Newsgroups", "Approved", "References", "In-Reply-To", "Reply-To",
	"To", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition",
	"Content-Description", "Content-ID", "Content-Language", "Content-Translation-Type", "Auto-Submitted",
	"Supersedes", "Control", "Followup-To",
	"Asm-Answer-By", "Asm-Assembly", "Asm-By", "Asm-Campaign", "Asm-Chain", "Asm-Corrects", "Asm-Edition",
	"Asm-Event", "Asm-Group", "Asm-Kind", "Asm-Name", "Asm-Number", "Asm-Origin", "Asm-Original", "Asm-Place",
	"Asm-Position", "Asm-Prev", "Asm-Proof", "Asm-Review", "Asm-Seq", "Asm-Source-Language",
	"Asm-Translation-Of", "Asm-Type", "Asm-Window"
};

#define NSIGNED	(sizeof signed_fields / sizeof signed_fields[0])

static int
is_listed(struct span name)
{
	size_t	 i;

	for (i = 0; i < NSIGNED; i++)
		if (span_caseeqs(name, signed_fields[i]))
			return 1;
	return 0;
}

/* The column behind the last line end. */
static size_t
column(const struct buf *b)
{
	size_t	 i = b->len;

	while (i > 0 && b->s[i - 1] != '\n')
		i--;
	return b->len - i;
}

static void
add_name(struct buf *field, struct buf *names, struct span name, size_t times)
{
	for (; times > 0; times--) {
		if (names->len > 0) {
			buf_addc(names, ':');
			buf_addc(field, ':');
		}
		/* Room for the name and the colon or semicolon behind it. */
		if (column(field) + name.n + 1 > FOLD)
			buf_adds(field, "\n ");
		buf_addspan(names, name);
		buf_addspan(field, name);
	}
}

/* h=: each name once more than it occurs; `names` is the same without folds. */
static void
add_names(struct buf *field, struct buf *names, const struct header *h)
{
	struct span	 name;
	size_t		 i, k;

	for (i = 0; i < NSIGNED; i++)
		add_name(field, names, span_str(signed_fields[i]), header_count(h, signed_fields[i]) + 1);
	for (i = 0; i < h->n; i++) {
		name = h->field[i].name;
		if (!canon_is_asm(name) || is_listed(name))
			continue;
		for (k = 0; k < i && !span_caseeq(h->field[k].name, name); k++)
			;
		if (k == i)
			add_name(field, names, name, canon_count(h, name) + 1);
	}
}

/* Base64 goes on in the next line where it would pass the margin. */
static void
add_base64(struct buf *field, const void *bytes, size_t n)
{
	struct buf	 text = BUF_INIT;
	struct span	 left;
	size_t		 room;

	hash_base64(&text, bytes, n);
	for (left = span_buf(&text); left.n > 0; left = span_from(left, room)) {
		if (column(field) >= FOLD - 1)
			buf_adds(field, "\n ");
		room = FOLD - 1 - column(field);
		if (room > left.n)
			room = left.n;
		buf_addspan(field, span_head(left, room));
	}
	if (text.err)
		field->err = 1;
	buf_free(&text);
}

/* The whole field but for the value of b=, which comes last. */
static int
unsigned_field(struct buf *field, struct buf *names, const struct header *h, const char *domain,
    const char *selector, struct err *err)
{
	unsigned char	 bh[HASH_LEN];

	if (canon_body_hash(h->body, bh, err) == -1)
		return -1;
	buf_adds(field, "DKIM-Signature: v=1; a=" ARTICLE_ALGORITHM "; c=" ARTICLE_FORM ";\n");
	buf_addf(field, " d=%s;\n s=%s;\n h=", domain, selector);
	add_names(field, names, h);
	buf_adds(field, ";\n bh=");
	add_base64(field, bh, sizeof bh);
	buf_adds(field, ";\n b=");
	if (names->err)
		field->err = 1;
	return buf_ok(field, err);
}

int
article_sign(struct buf *message, const struct key *key, const char *domain, const char *selector, struct err *err)
{
	struct header	 h;
	struct buf	 field = BUF_INIT, names = BUF_INIT;
	unsigned char	 digest[HASH_LEN], signature[KEY_SIG_LEN];
	size_t		 name = strlen("DKIM-Signature:");
	int		 result = -1;

	if (header_split(&h, span_buf(message), err) == -1)
		return -1;
	if (unsigned_field(&field, &names, &h, domain, selector, err) == 0 &&
	    canon_header_hash(&h, span_buf(&names), span_from(span_buf(&field), name), digest, err) == 0 &&
	    key_sign(key, digest, sizeof digest, signature, err) == 0) {
		add_base64(&field, signature, sizeof signature);
		buf_addc(&field, '\n');
		if ((result = buf_ok(&field, err)) == 0) {
			buf_splice(message, 0, 0, field.s, field.len);
			result = buf_ok(message, err);
		}
	}
	header_free(&h);
	buf_free(&field);
	buf_free(&names);
	return result;
}
