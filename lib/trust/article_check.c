/* Checking an article: every rule that its form and its signature must keep. */
#include "trust/article.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "trust/canon.h"

/* ---- the form ---- */

/* LF lines without any CR, or CRLF lines without any bare CR or LF; no NUL; nothing too long. */
static int
check_lines(struct span message, struct err *err)
{
	struct span	 line;
	ptrdiff_t	 lf = span_chr(message, '\n');
	int		 wire = lf > 0 && message.s[lf - 1] == '\r', ended;
	size_t		 lines = 0, n = message.n;

	if (span_chr(message, '\0') != -1)
		return err_set(err, ERR_DATA, "a NUL byte");
	while (message.n > 0) {
		lf = span_chr(message, '\n');
		ended = lf != -1;
		line = span_head(message, ended ? (size_t)lf : message.n);
		message = span_from(message, line.n + (size_t)ended);
		if (ended && wire && !span_ends(line, "\r"))
			return err_set(err, ERR_DATA, "a bare LF");
		if (ended && wire)
			line.n--;
		if (span_chr(line, '\r') != -1)
			return err_set(err, ERR_DATA, "a bare CR");
		if (line.n > ARTICLE_LINE)
			return err_set(err, ERR_DATA, "a line of over %d octets", ARTICLE_LINE);
		lines++;
	}
	if (n + (wire ? 0 : lines) > ARTICLE_MAX)
		return err_set(err, ERR_DATA, "larger than %d bytes", ARTICLE_MAX);
	return 0;
}

static int
check_once(const struct header *h, const char *name, struct err *err)
{
	size_t	 n = header_count(h, name);

	return n == 1 ? 0 : err_set(err, ERR_DATA, n == 0 ? "no %s" : "two %s", name);
}

static int
check_fields(const struct header *h, struct err *err)
{
	static const char *const once[] = {
		"From", "Date", "Message-ID", "Newsgroups", "Approved", "DKIM-Signature"
	};
	size_t	 i;

	if ((h->defects & ~(FIELD_NO_BODY | FIELD_8BIT)) != 0)
		return err_set(err, ERR_DATA, "a malformed header");
	for (i = 0; i < sizeof once / sizeof once[0]; i++)
		if (check_once(h, once[i], err) == -1)
			return -1;
	for (i = 0; i < h->n; i++)
		if (canon_is_asm(h->field[i].name) && canon_count(h, h->field[i].name) != 1)
			return err_set(err, ERR_DATA, "two %.*s", SPAN_FMT(h->field[i].name));
	return 0;
}

static int
check_place(const struct article *a, struct err *err)
{
	static const char	*records = "records.", *all = "all.";
	int			 is_record = span_eqs(a->type, "record");
	ptrdiff_t		 at = span_chr(a->id, '@');

	if (at == -1 || !span_eq(span_from(a->id, (size_t)at + 1), a->origin))
		return err_set(err, ERR_DATA, "the Message-ID is not of Asm-Origin");
	if (!span_starts(a->chain, is_record ? records : all))
		return err_set(err, ERR_DATA, "a %.*s in chain %.*s", SPAN_FMT(a->type), SPAN_FMT(a->chain));
	return 0;
}

/* ---- the signature ---- */

enum { TAG_V, TAG_A, TAG_C, TAG_D, TAG_S, TAG_H, TAG_BH, TAG_B, TAGS };

static const char *const tag_names[TAGS] = { "v", "a", "c", "d", "s", "h", "bh", "b" };

static int
tag_index(struct span name)
{
	int	 i;

	for (i = 0; i < TAGS; i++)
		if (span_eqs(name, tag_names[i]))
			return i;
	return -1;
}

/* Every tag once, and none that we do not write: l=, above all, would leave a part of the body unsigned. */
static int
read_tags(struct span value, struct span tag[TAGS], struct err *err)
{
	struct span	 item, name;
	ptrdiff_t	 eq;
	int		 i;

	while (span_cut(&value, ';', &item)) {
		if ((item = span_trim(item)).n == 0)
			continue;
		if ((eq = span_chr(item, '=')) == -1)
			return err_set(err, ERR_DATA, "DKIM-Signature is malformed");
		name = span_trim(span_head(item, (size_t)eq));
		if ((i = tag_index(name)) == -1 || tag[i].s != NULL)
			return err_set(err, ERR_DATA, "DKIM-Signature with %s %.*s=",
			    i == -1 ? "an unknown" : "a second", SPAN_FMT(span_head(name, 20)));
		tag[i] = span_trim(span_from(item, (size_t)eq + 1));
	}
	for (i = 0; i < TAGS; i++)
		if (tag[i].n == 0)
			return err_set(err, ERR_DATA, "DKIM-Signature without %s=", tag_names[i]);
	return 0;
}

static int
check_tags(const struct article *a, const struct span tag[TAGS], struct err *err)
{
	ptrdiff_t	 dot = span_chr(a->chain, '.');

	if (!span_eqs(tag[TAG_V], "1") || !span_eqs(tag[TAG_A], ARTICLE_ALGORITHM) ||
	    !span_eqs(tag[TAG_C], ARTICLE_FORM))
		return err_set(err, ERR_DATA, "DKIM-Signature is not " ARTICLE_ALGORITHM ", " ARTICLE_FORM);
	if (!span_eq(tag[TAG_D], a->origin))
		return err_set(err, ERR_DATA, "d= differs from Asm-Origin");
	if (!span_eq(tag[TAG_S], span_from(a->chain, (size_t)dot + 1)))
		return err_set(err, ERR_DATA, "s= differs from the selector of Asm-Chain");
	return 0;
}

static size_t
count_listed(struct span names, struct span name)
{
	struct span	 item;
	size_t		 n = 0;

	while (span_cut(&names, ':', &item))
		if (item.n >= name.n)
			n += (size_t)span_caseeq(span_trim(item), name);
	return n;
}

/* Once more than it occurs: otherwise somebody could add another. */
static int
check_covered(const struct header *h, struct span names, struct span name, struct err *err)
{
	if (count_listed(names, name) > canon_count(h, name))
		return 0;
	return err_set(err, ERR_DATA, "h= leaves %.*s open", SPAN_FMT(name));
}

static int
check_names(const struct header *h, struct span names, struct err *err)
{
	static const char *const needed[] = {
		"From", "Date", "Subject", "Message-ID", "Newsgroups", "Approved", "References", "In-Reply-To",
		"Reply-To", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Language",
		"Supersedes", "Control", "Followup-To"
	};
	size_t	 i;

	for (i = 0; i < sizeof needed / sizeof needed[0]; i++)
		if (check_covered(h, names, span_str(needed[i]), err) == -1)
			return -1;
	for (i = 0; i < h->n; i++)
		if (canon_is_asm(h->field[i].name) &&
		    check_covered(h, names, h->field[i].name, err) == -1)
			return -1;
	return 0;
}

/* The raw value of the field with everything behind "b=" taken out: it stands last, as we write it. */
static int
without_signature(struct span raw, struct span *unsigned_value, struct err *err)
{
	size_t	 i = raw.n;

	while (i > 0 && raw.s[i - 1] != ';')
		i--;
	if (!span_starts(span_trim(span_from(raw, i)), "b="))
		return err_set(err, ERR_DATA, "b= is not the last tag of DKIM-Signature");
	while (i < raw.n && raw.s[i] != '=')
		i++;
	*unsigned_value = span_head(raw, i + 1);
	return 0;
}

static int
verify(const struct header *h, const struct span tag[TAGS], struct span unsigned_value, const struct key *key,
    struct err *err)
{
	struct buf	 raw = BUF_INIT;
	unsigned char	 digest[HASH_LEN];
	int		 valid = -1;

	if (canon_header_hash(h, tag[TAG_H], unsigned_value, digest, err) == -1)
		goto out;
	valid = hash_unbase64(&raw, tag[TAG_B]) == -1 ? 0 :
	    key_verify(key, digest, sizeof digest, (const unsigned char *)raw.s, raw.len, err);
	if (valid == 0)
		err_set(err, ERR_REFUSED, "the signature is not valid");
out:
	buf_free(&raw);
	return valid == 1 ? 0 : -1;
}

static int
verify_body(const struct header *h, struct span bh, struct err *err)
{
	struct buf	 raw = BUF_INIT;
	unsigned char	 digest[HASH_LEN];
	int		 result;

	if ((result = canon_body_hash(h->body, digest, err)) == 0 &&
	    (hash_unbase64(&raw, bh) == -1 || raw.len != HASH_LEN || memcmp(raw.s, digest, HASH_LEN) != 0))
		result = err_set(err, ERR_REFUSED, "the body was altered");
	buf_free(&raw);
	return result;
}

static int
find_key(const struct article *a, struct span selector, article_key_fn *key_of, void *arg, struct key *key,
    struct err *err)
{
	char	*domain = span_dup(a->origin), *name = span_dup(selector);
	int	 got = -1;

	if (domain == NULL || name == NULL)
		err_memory(err);
	else if ((got = key_of(arg, domain, name, key, err)) == 0)
		err_set(err, ERR_REFUSED, "no key %s of %s", name, domain);
	free(domain);
	free(name);
	return got == 1 ? 0 : -1;
}

static int
check_signature(const struct article *a, article_key_fn *key_of, void *arg, struct err *err)
{
	const struct field	*f = header_find(&a->header, "DKIM-Signature", 0);
	struct buf		 flat = BUF_INIT;
	struct span		 tag[TAGS] = { { NULL, 0 } }, unsigned_value = SPAN_NONE;
	struct key		 key;
	int			 result = -1;

	field_unfold(&flat, f->value);
	if (buf_ok(&flat, err) == 0 && read_tags(span_buf(&flat), tag, err) == 0 &&
	    check_tags(a, tag, err) == 0 && check_names(&a->header, tag[TAG_H], err) == 0 &&
	    without_signature(f->value, &unsigned_value, err) == 0 &&
	    find_key(a, tag[TAG_S], key_of, arg, &key, err) == 0) {
		if (verify(&a->header, tag, unsigned_value, &key, err) == 0)
			result = verify_body(&a->header, tag[TAG_BH], err);
		key_wipe(&key);
	}
	buf_free(&flat);
	return result;
}

/* The article stays open on 0. */
static int
open_checked(struct article *a, struct span message, struct err *err)
{
	if (check_lines(message, err) == -1 || article_open(a, message, err) == -1)
		return -1;
	if (check_fields(&a->header, err) == 0 && check_place(a, err) == 0)
		return 0;
	article_close(a);
	return -1;
}

int
article_check_form(struct span message, struct err *err)
{
	struct article	 a;

	if (open_checked(&a, message, err) == -1)
		return -1;
	article_close(&a);
	return 0;
}

int
article_check(struct span message, article_key_fn *key_of, void *arg, struct err *err)
{
	struct article	 a;
	int		 result;

	if (open_checked(&a, message, err) == -1)
		return -1;
	result = check_signature(&a, key_of, arg, err);
	article_close(&a);
	return result;
}
