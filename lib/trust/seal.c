#include "trust/seal.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "mail/field.h"

#define FOLD_COLUMN	76

/* The tags that are words, in their order; one that is empty is left out. */
static const struct {
	const char	*name;
	size_t		 offset;
} tags[] = {
	{ "assembly", offsetof(struct seal, assembly) },
	{ "contact", offsetof(struct seal, contact) },
	{ "by", offsetof(struct seal, by) },
	{ "d", offsetof(struct seal, domain) },
	{ "s", offsetof(struct seal, selector) },
	{ "rcpt", offsetof(struct seal, recipient) },
};

#define NTAGS	(sizeof tags / sizeof tags[0])

static const char **
slot(struct seal *s, size_t i)
{
	return (const char **)(void *)((char *)s + tags[i].offset);
}

static const char *
value_of(const struct seal *s, size_t i)
{
	const char	*v = *(const char *const *)(const void *)((const char *)s + tags[i].offset);

	return v != NULL ? v : "";
}

/* ---- the mail as it is sealed ---- */

/* LF line ends, and exactly one at the end.  All CR before an LF go, so that doing it twice changes nothing. */
static int
add_normal(struct buf *out, struct span mail, struct err *err)
{
	struct span	 line;
	size_t		 n;

	while (mail.n > 0 && (mail.s[mail.n - 1] == '\n' || mail.s[mail.n - 1] == '\r'))
		mail.n--;
	buf_room(out, mail.n + 1);
	while (span_cut(&mail, '\n', &line)) {
		for (n = line.n; n > 0 && line.s[n - 1] == '\r'; n--)
			continue;
		buf_add(out, line.s, n);
		buf_addc(out, '\n');
	}
	return buf_ok(out, err);
}

/* ---- values ---- */

static int
is_plain(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    (c != '\0' && strchr("._@+=-", c) != NULL);
}

static void
add_value(struct buf *out, const char *value)
{
	for (; *value != '\0'; value++)
		if (is_plain((unsigned char)*value))
			buf_addc(out, *value);
		else
			buf_addf(out, "%%%02X", (unsigned)(unsigned char)*value);
}

/* An owned copy without the encoding; NULL for what add_value does not write, or no memory. */
static char *
take_value(struct span value)
{
	struct buf	 out = BUF_INIT;
	unsigned char	 byte;
	size_t		 i;

	for (i = 0; i < value.n; i++) {
		if (value.s[i] != '%') {
			buf_addc(&out, value.s[i]);
			continue;
		}
		if (value.n - i < 3 || hash_unhex(span_make(value.s + i + 1, 2), &byte, 1) == -1 || byte == '\0') {
			buf_free(&out);
			return NULL;
		}
		buf_addc(&out, byte);
		i += 2;
	}
	return buf_take(&out);
}

/* ---- the field ---- */

/* What the seal is made over: the field on one line, without the seal itself and the line end. */
static void
add_field(struct buf *out, const struct seal *s)
{
	size_t		 i;
	const char	*gap = "";

	buf_adds(out, s->refused ? SEAL_REFUSED ": " : SEAL_VERIFIED ": ");
	if (s->refused) {
		buf_addf(out, "%d; ", s->verdict);
		add_value(out, s->reason != NULL ? s->reason : "");
		gap = "; ";
	}
	for (i = 0; i < NTAGS; i++) {
		if (*value_of(s, i) == '\0')
			continue;
		buf_addf(out, "%s%s=", gap, tags[i].name);
		add_value(out, value_of(s, i));
		gap = "; ";
	}
	buf_addf(out, "%sat=%lld", gap, (long long)s->at);
}

/* Folds stand before the blank that follows a semicolon, so that unfolding gives the same line back. */
static void
add_folded(struct buf *out, struct span field)
{
	struct span	 item;
	size_t		 column = 0;

	while (span_cut(&field, ';', &item)) {
		if (column > 0) {
			buf_addc(out, ';');
			column++;
		}
		if (column > 0 && column + item.n > FOLD_COLUMN) {
			buf_addc(out, '\n');
			column = 0;
		}
		buf_addspan(out, item);
		column += item.n;
	}
	buf_addc(out, '\n');
}

static int
make(const struct span field, struct span secret, struct span normal, unsigned char mac[HASH_LEN])
{
	struct hash	*h;

	if ((h = hash_new_hmac(secret.s, secret.n)) == NULL)
		return -1;
	hash_addspan(h, field);
	hash_add(h, "\n", 1);
	hash_addspan(h, normal);
	return hash_end(h, mac);
}

int
seal_write(struct buf *out, const struct seal *s, struct span secret, struct span mail, struct err *err)
{
	struct buf	 field = BUF_INIT, normal = BUF_INIT;
	struct header	 h;
	unsigned char	 mac[HASH_LEN];
	int		 result = -1;

	if (header_split(&h, mail, err) == -1)
		return -1;
	if ((h.defects & FIELD_LEADING_FOLD) != 0) {
		err_set(err, ERR_BUG, "what begins with a continuation line cannot be sealed");
		goto out;
	}
	add_field(&field, s);
	if (add_normal(&normal, span_from(mail, h.envelope.n), err) == -1 || buf_ok(&field, err) == -1)
		goto out;
	if (make(span_buf(&field), secret, span_buf(&normal), mac) == -1) {
		err_memory(err);
		goto out;
	}
	buf_adds(&field, "; seal=");
	hash_hex(&field, mac, sizeof mac);
	add_folded(out, span_buf(&field));
	buf_addbuf(out, &normal);
	result = buf_ok(&field, err) == 0 ? buf_ok(out, err) : -1;
out:
	header_free(&h);
	buf_free(&field);
	buf_free(&normal);
	return result;
}

/* ---- checking ---- */

static int
take_tag(struct seal *s, struct span item)
{
	struct span	 name;
	unsigned long long at;
	size_t		 i;

	if (!span_cut(&item, '=', &name))
		return -1;
	if (span_eqs(name, "at")) {
		if (span_number(item, &at) == -1 || at > INT64_MAX)
			return -1;
		s->at = (moment)at;
		return 0;
	}
	for (i = 0; i < NTAGS; i++)
		if (span_eqs(name, tags[i].name) && *slot(s, i) == NULL)
			return (*slot(s, i) = take_value(item)) != NULL ? 0 : -1;
	return -1;
}

static int
take_verdict(struct seal *s, struct span *rest)
{
	struct span	 item;
	unsigned long long v;

	if (!span_cut(rest, ';', &item) || span_number(span_trim(item), &v) == -1 || v < 10 || v > 13)
		return -1;
	s->verdict = (int)v;
	if (!span_cut(rest, ';', &item) || (s->reason = take_value(span_trim(item))) == NULL)
		return -1;
	return 0;
}

/* Read what add_field wrote; *mac gets the seal.  0, or -1 for anything else, or no memory. */
static int
parse(struct seal *s, struct span value, unsigned char mac[HASH_LEN])
{
	struct span	 rest = value, item;

	if (s->refused && take_verdict(s, &rest) == -1)
		return -1;
	while (span_cut(&rest, ';', &item)) {
		item = span_trim(item);
		if (span_starts(item, "seal="))
			return rest.n == 0 ? hash_unhex(span_from(item, strlen("seal=")), mac, HASH_LEN) : -1;
		if (take_tag(s, item) == -1)
			return -1;
	}
	return -1;
}

/* Every byte of the field counts, not only what was understood of it: written again it must be the same. */
static int
verify(struct seal *s, const struct field *f, struct span secret, struct span rest, struct err *err)
{
	struct buf	 said = BUF_INIT, again = BUF_INIT, normal = BUF_INIT;
	unsigned char	 mac[HASH_LEN], want[HASH_LEN];
	int		 result = -1;

	s->refused = span_eqs(f->name, SEAL_REFUSED);
	buf_addf(&said, "%.*s: ", SPAN_FMT(f->name));
	if (field_unfold(&said, f->value) == -1 || buf_ok(&said, err) == -1 || add_normal(&normal, rest, err) == -1)
		goto out;
	if (parse(s, span_from(span_buf(&said), f->name.n + 2), mac) == -1)
		goto altered;
	add_field(&again, s);
	if (buf_ok(&again, err) == -1)
		goto out;
	if (make(span_buf(&again), secret, span_buf(&normal), want) == -1) {
		err_memory(err);
		goto out;
	}
	buf_adds(&again, "; seal=");
	hash_hex(&again, want, sizeof want);
	if (hash_equal(mac, want, sizeof want) && span_eq(span_buf(&said), span_buf(&again)))
		result = 0;
altered:
	if (result == -1)
		err_set(err, ERR_REFUSED, "altered");
out:
	buf_free(&said);
	buf_free(&again);
	buf_free(&normal);
	return result;
}

static int
fill_empty(struct seal *s, struct err *err)
{
	size_t	 i;

	for (i = 0; i < NTAGS; i++)
		if (*slot(s, i) == NULL && (*slot(s, i) = strdup("")) == NULL)
			return err_memory(err);
	if (s->reason == NULL && (s->reason = strdup("")) == NULL)
		return err_memory(err);
	return 0;
}

static int
check_top(struct seal *s, const struct header *h, struct span secret, moment now, struct span mail,
    struct span *rest, struct err *err)
{
	size_t	 n = header_count(h, SEAL_VERIFIED) + header_count(h, SEAL_REFUSED);

	if (n == 0)
		return err_set(err, ERR_REFUSED, "no seal");
	if (n > 1)
		return err_set(err, ERR_REFUSED, "two seals");
	if (!span_eqs(h->field[0].name, SEAL_VERIFIED) && !span_eqs(h->field[0].name, SEAL_REFUSED))
		return err_set(err, ERR_REFUSED, "altered");
	rest->s = h->field[0].whole.s + h->field[0].whole.n;
	rest->n = (size_t)(mail.s + mail.n - rest->s);
	if (verify(s, &h->field[0], secret, *rest, err) == -1)
		return -1;
	if (s->at > now + SEAL_AHEAD || s->at < now - SEAL_SECONDS)
		return err_set(err, ERR_REFUSED, "stale");
	return fill_empty(s, err);
}

int
seal_check(struct span mail, struct span secret, moment now, struct seal *s, struct span *rest, struct err *err)
{
	struct header	 h;
	int		 result;

	memset(s, 0, sizeof *s);
	*rest = SPAN_NONE;
	if (header_split(&h, mail, err) == -1)
		return -1;
	if ((result = check_top(s, &h, secret, now, mail, rest, err)) == -1)
		seal_free(s);
	header_free(&h);
	return result;
}

static void
drop(const char *owned)
{
	free((void *)(uintptr_t)owned);
}

void
seal_free(struct seal *s)
{
	size_t	 i;

	for (i = 0; i < NTAGS; i++)
		drop(*slot(s, i));
	drop(s->reason);
	memset(s, 0, sizeof *s);
}
