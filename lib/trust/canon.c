#include "trust/canon.h"

#include <stdlib.h>

#include "base/limits.h"

static int
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/*
 * Runs of blanks become one; none at the end, and at the front only if `front` says so.  Byte by byte into room made
 * before: every mail comes through here, and most of a body is letters.
 */
static void
squeeze(struct buf *out, struct span s, int front)
{
	size_t	 i, n;
	int	 blank = 0;
	char	*to;

	if (buf_room(out, s.n) == -1)
		return;
	to = out->s + out->len;
	for (i = n = 0; i < s.n; i++) {
		if (is_blank(s.s[i])) {
			blank = 1;
			continue;
		}
		if (blank && (n > 0 || front))
			to[n++] = ' ';
		blank = 0;
		to[n++] = s.s[i];
	}
	to[n] = '\0';
	out->len += n;
}

/* Line ends of a folded value go, what follows them stays. */
static void
unfold(struct buf *out, struct span value)
{
	struct span	 line;

	while (span_line(&value, &line))
		buf_addspan(out, line);
}

int
canon_field(struct buf *out, struct span name, struct span value, int line_end)
{
	struct buf	 flat = BUF_INIT;
	size_t		 i;

	for (i = 0; i < name.n; i++)
		buf_addc(out, name.s[i] >= 'A' && name.s[i] <= 'Z' ? name.s[i] + 32 : name.s[i]);
	buf_addc(out, ':');
	unfold(&flat, value);
	squeeze(out, span_buf(&flat), 0);
	if (line_end)
		buf_add(out, "\r\n", 2);
	if (flat.err)
		out->err = 1;
	buf_free(&flat);
	return out->err ? -1 : 0;
}

int
canon_body(struct buf *out, struct span body)
{
	struct span	 line;
	size_t		 pending = 0;

	buf_room(out, body.n + body.n / 32);
	while (span_line(&body, &line)) {
		/* Empty lines wait until something follows them. */
		while (line.n > 0 && is_blank(line.s[line.n - 1]))
			line.n--;
		if (line.n == 0) {
			pending++;
			continue;
		}
		for (; pending > 0; pending--)
			buf_add(out, "\r\n", 2);
		squeeze(out, line, 1);
		buf_add(out, "\r\n", 2);
	}
	return out->err ? -1 : 0;
}

/* ---- digests ---- */

/* The lowest field of that name that was not taken before, or NULL; it is then. */
static const struct field *
take_lowest(const struct header *h, unsigned char *taken, struct span name)
{
	size_t	 i;

	for (i = h->n; i > 0; i--)
		if (!taken[i - 1] && span_caseeq(h->field[i - 1].name, name)) {
			taken[i - 1] = 1;
			return &h->field[i - 1];
		}
	return NULL;
}

/* The relaxed header: for every name of a list parted by colons the next field of that name from the bottom up, if any. */
static int
canon_header(struct buf *out, const struct header *h, struct span names, struct err *err)
{
	const struct field	*f;
	struct span		 name;
	unsigned char		*taken;
	size_t			 listed;

	if ((taken = calloc(h->n + 1, 1)) == NULL)
		return err_memory(err);
	for (listed = 0; listed < ARTICLE_SIGNED && span_cut(&names, ':', &name); listed++)
		if ((f = take_lowest(h, taken, span_trim(name))) != NULL)
			canon_field(out, f->name, f->value, 1);
	free(taken);
	if (names.n > 0)
		return err_set(err, ERR_DATA, "h= lists more than %d fields", ARTICLE_SIGNED);
	return buf_ok(out, err);
}

int
canon_body_hash(struct span body, unsigned char out[HASH_LEN], struct err *err)
{
	struct buf	 text = BUF_INIT;
	int		 result;

	canon_body(&text, body);
	if ((result = buf_ok(&text, err)) == 0 && hash_sha256(text.s, text.len, out) == -1)
		result = err_memory(err);
	buf_free(&text);
	return result;
}

int
canon_header_hash(const struct header *h, struct span names, struct span unsigned_value, unsigned char out[HASH_LEN],
    struct err *err)
{
	struct buf	 text = BUF_INIT;
	int		 result;

	if ((result = canon_header(&text, h, names, err)) == 0) {
		canon_field(&text, SPAN("DKIM-Signature"), unsigned_value, 0);
		if ((result = buf_ok(&text, err)) == 0 && hash_sha256(text.s, text.len, out) == -1)
			result = err_memory(err);
	}
	buf_free(&text);
	return result;
}

size_t
canon_count(const struct header *h, struct span name)
{
	size_t	 i, n = 0;

	for (i = 0; i < h->n; i++)
		n += (size_t)span_caseeq(h->field[i].name, name);
	return n;
}

int
canon_is_asm(struct span name)
{
	return span_casestarts(name, "Asm-") && !span_caseeqs(name, "Asm-Date");
}
