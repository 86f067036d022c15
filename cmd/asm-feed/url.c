/*
 * References as they are meant (RFC 3986, section 5.2).
 */
#include <string.h>

#include "base/limits.h"
#include "read.h"

struct url {
	struct span	 scheme, authority, path, query;	/* authority and query with // and ? in front */
};

static struct span
cut_scheme(struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n; i++)
		if (s.s[i] == ':' && i > 0)
			return span_head(s, i);
		else if (!((s.s[i] >= 'a' && s.s[i] <= 'z') || (s.s[i] >= 'A' && s.s[i] <= 'Z') ||
		    (i > 0 && ((s.s[i] >= '0' && s.s[i] <= '9') || memchr("+-.", s.s[i], 3) != NULL))))
			break;
	return SPAN_NONE;
}

static void
take_apart(struct url *u, struct span s)
{
	size_t	 n;

	u->scheme = cut_scheme(s);
	if (u->scheme.n > 0)
		s = span_from(s, u->scheme.n + 1);
	u->authority = u->query = SPAN_NONE;
	if (span_starts(s, "//")) {
		for (n = 2; n < s.n && memchr("/?#", s.s[n], 3) == NULL; n++)
			;
		u->authority = span_head(s, n);
		s = span_from(s, n);
	}
	for (n = 0; n < s.n && s.s[n] != '?' && s.s[n] != '#'; n++)
		;
	u->path = span_head(s, n);
	u->query = span_from(s, n);
}

/* Append a path without "." and "..". */
static void
add_path(struct buf *out, struct span path)
{
	size_t		 start = out->len;
	struct span	 piece;
	int		 last;

	while (path.n > 0) {
		ptrdiff_t slash = span_chr(span_from(path, 1), '/');

		piece = slash == -1 ? path : span_head(path, (size_t)slash + 1);
		path = span_from(path, piece.n);
		last = path.n == 0;
		if (span_eqs(piece, "/.") || span_eqs(piece, "/..")) {
			if (piece.n == 3)
				while (out->len > start && out->s[--out->len] != '/')
					;
			if (last)
				buf_addc(out, '/');
		} else
			buf_addspan(out, piece);
	}
}

/* What must not stand in a URL is written as it must. */
static int
add_safe(struct buf *out, struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.s[i] <= ' ' || (unsigned char)s.s[i] >= 0x7f || memchr("<>\"\\^`{|}", s.s[i], 9) != NULL)
			buf_addf(out, "%%%02X", (unsigned char)s.s[i]);
		else
			buf_addc(out, s.s[i]);
	return out->err ? -1 : 0;
}

int
url_resolve(struct buf *out, const char *base, struct span ref)
{
	struct buf	 all = BUF_INIT, path = BUF_INIT;
	struct url	 b, r;
	size_t		 n;

	ref = span_trim(ref);
	if (ref.n > HTML_URL)
		return 0;
	take_apart(&b, span_str(base));
	take_apart(&r, ref);
	buf_addspan(&all, r.scheme.n > 0 ? r.scheme : b.scheme);
	buf_addc(&all, ':');
	if (r.scheme.n > 0 || r.authority.n > 0) {
		buf_addspan(&all, r.authority);
		if (r.authority.n > 0)
			add_path(&all, r.path);
		else
			buf_addspan(&all, r.path);
	} else {
		buf_addspan(&all, b.authority);
		if (r.path.n > 0 && *r.path.s != '/') {
			for (n = b.path.n; n > 0 && b.path.s[n - 1] != '/'; n--)
				;
			buf_addspan(&path, n > 0 ? span_head(b.path, n) : SPAN("/"));
		}
		buf_addspan(&path, r.path.n > 0 ? r.path : b.path);
		add_path(&all, span_buf(&path));
		if (r.path.n == 0 && (r.query.n == 0 || *r.query.s == '#'))
			buf_addspan(&all, span_head(b.query, span_chr(b.query, '#') == -1 ? b.query.n : (size_t)span_chr(b.query, '#')));
	}
	buf_addspan(&all, r.query);
	if (span_casestarts(span_buf(&all), "http://") || span_casestarts(span_buf(&all), "https://") ||
	    span_casestarts(span_buf(&all), "mailto:"))
		add_safe(out, span_buf(&all));
	out->err |= all.err | path.err;
	buf_free(&all);
	buf_free(&path);
	return out->err ? -1 : 0;
}
