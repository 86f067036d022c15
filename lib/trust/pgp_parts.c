#include "trust/pgp_parts.h"

#include <string.h>

#include "mail/word.h"

#define BOUNDARY_MAX	70	/* RFC 2046 */

static int
params_of(const struct header *h, struct buf *type, struct word_params *params, struct err *err)
{
	struct buf	 value = BUF_INIT;
	int		 result = -1;

	if (header_value(h, "Content-Type", &value) != -1)
		result = word_params_parse(span_buf(&value), type, params, err);
	else
		err_memory(err);
	buf_free(&value);
	return result;
}

/* The boundary of a multipart/signed with the protocol of OpenPGP: 1, 0, -1. */
static int
boundary_of(const struct header *h, struct buf *out, struct err *err)
{
	struct buf	 type = BUF_INIT;
	struct word_params params = { NULL, 0 };
	const char	*protocol, *boundary;
	int		 result = -1;

	if (params_of(h, &type, &params, err) == 0) {
		protocol = word_params_get(&params, "protocol");
		boundary = word_params_get(&params, "boundary");
		result = span_eqs(span_buf(&type), "multipart/signed") && protocol != NULL && boundary != NULL &&
		    span_caseeqs(span_str(protocol), "application/pgp-signature") &&
		    *boundary != '\0' && strlen(boundary) <= BOUNDARY_MAX;
		if (result == 1 && buf_adds(out, boundary) == -1)
			result = err_memory(err);
	}
	word_params_free(&params);
	buf_free(&type);
	return result;
}

/* A line that some reader may take for a delimiter: 1 for "--boundary", 2 for "--boundary--", 3 for anything else that begins so. */
static int
delimiter(struct span line, struct span boundary)
{
	struct span	 rest;

	if (!span_starts(line, "--") || span_cmp(span_head(span_from(line, 2), boundary.n), boundary) != 0)
		return 0;
	rest = span_from(line, 2 + boundary.n);
	if (span_trim(rest).n == 0)
		return 1;
	return span_starts(rest, "--") && span_trim(span_from(rest, 2)).n == 0 ? 2 : 3;
}

/* Without the line end that belongs to the delimiter behind it. */
static struct span
without_end(const char *from, const char *to)
{
	struct span	 s = span_make(from, (size_t)(to - from));

	if (s.n > 0 && s.s[s.n - 1] == '\n')
		s.n--;
	if (s.n > 0 && s.s[s.n - 1] == '\r')
		s.n--;
	return s;
}

/* Exactly: delimiter, part, delimiter, part, closing delimiter.  What stands before and behind is nobody's word. */
static int
cut(struct span body, struct span boundary, struct span part[2])
{
	struct span	 line;
	const char	*from = NULL, *at;
	int		 n = 0, what;

	for (at = body.s; span_line(&body, &line); at = body.s) {
		if ((what = delimiter(line, boundary)) == 0)
			continue;
		if (what == 3 || n > 2 || (what == 2) != (n == 2))
			return 0;
		if (n > 0)
			part[n - 1] = without_end(from, at);
		n++;
		from = body.s;
	}
	return n == 3;
}

/* 1 if the second part is what it must be. */
static int
is_signature(struct span part, struct span *armor, struct err *err)
{
	struct header	 h;
	struct buf	 type = BUF_INIT, encoding = BUF_INIT;
	struct word_params params = { NULL, 0 };
	int		 result = -1;

	if (header_split(&h, part, err) == -1)
		return -1;
	if (params_of(&h, &type, &params, err) == 0 && header_value(&h, "Content-Transfer-Encoding", &encoding) != -1)
		result = (h.defects & ~(FIELD_8BIT | FIELD_BLANK_FOLD)) == 0 &&
		    header_count(&h, "Content-Type") == 1 && span_eqs(span_buf(&type), "application/pgp-signature") &&
		    (encoding.len == 0 || span_caseeqs(span_buf(&encoding), "7bit"));
	*armor = h.body;
	word_params_free(&params);
	buf_free(&type);
	buf_free(&encoding);
	header_free(&h);
	return result;
}

int
pgp_split(const struct header *h, struct pgp_parts *parts, struct err *err)
{
	struct buf	 boundary = BUF_INIT;
	struct span	 part[2];
	int		 result;

	if (header_count(h, "Content-Type") != 1)
		return 0;
	if ((result = boundary_of(h, &boundary, err)) == 1)
		result = cut(h->body, span_buf(&boundary), part);
	if (result == 1 && (result = is_signature(part[1], &parts->signature, err)) == 1)
		parts->content = part[0];
	buf_free(&boundary);
	return result;
}
