#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/markup_scan.h"

static int
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static int
is_in(char c, const char *set)
{
	while (*set != '\0' && *set != c)
		set++;
	return c != '\0' && *set == c;
}

static int
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void
scan_start(struct scan *s, struct span utf8)
{
	memset(s, 0, offsetof(struct scan, attr));
	s->n_attr = 0;
	s->damaged = s->ambiguous = s->no_comment_end = s->no_quote[0] = s->no_quote[1] = 0;
	s->rest = utf8;
}

static void
skip(struct scan *s, size_t n)
{
	s->rest = span_from(s->rest, n);
}

/* To behind the next ">", or to the end. */
static void
skip_tag(struct scan *s)
{
	ptrdiff_t at = span_chr(s->rest, '>');

	skip(s, at == -1 ? s->rest.n : (size_t)at + 1);
}

/* Behind "-->" or "--!>", or -1.  A page may have very many comments: memmem takes longer to begin than most of them last. */
static ptrdiff_t
comment_end(struct span v)
{
	const char	*p = v.s, *end = v.s + v.n, *dash;

	while (p < end && (p = memchr(p, '>', (size_t)(end - p))) != NULL) {
		dash = p - v.s >= 3 && p[-1] == '!' ? p - 1 : p;
		p++;
		if (dash - v.s >= 2 && dash[-1] == '-' && dash[-2] == '-')
			return p - v.s;
	}
	return -1;
}

/* A comment without an end is taken for a declaration, so that a cut mail keeps its text. */
static void
skip_comment(struct scan *s)
{
	ptrdiff_t at = -1;

	if (span_starts(s->rest, "<!-->") || span_starts(s->rest, "<!--->")) {
		skip_tag(s);
		return;
	}
	if (!s->no_comment_end)
		at = comment_end(span_from(s->rest, 4));
	if (at == -1) {
		s->no_comment_end = 1;	/* there is none further on either: do not look again */
		s->damaged = 1;
		skip_tag(s);
	} else
		skip(s, (size_t)at + 4);
}

/* Take a name in lower case; what is too long or (but for `raw`) odd gives "".  None of `until` is a letter, a digit or one of "-_:". */
static void
take_name(struct scan *s, char *name, const char *until)
{
	const char	*p = s->rest.s, *end = p + s->rest.n;
	size_t	 n = 0;
	int	 good = 1;
	char	 c;

	for (; p < end; p++) {
		c = *p;
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c >= 'a' && c <= 'z') {
			/* Most are letters. */
		} else if ((c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':') {
			good &= n > 0 || s->raw;
		} else if (is_space(c) || is_in(c, until)) {
			break;
		} else
			good &= s->raw && c != '\0';
		if (n + 1 < SCAN_NAME)
			name[n++] = c;
		else
			good = 0;
	}
	skip(s, (size_t)(p - s->rest.s));
	name[good ? n : 0] = '\0';
}

static void
skip_spaces(struct scan *s, const char *also)
{
	const char	*p = s->rest.s, *end = p + s->rest.n;

	while (p < end && (is_space(*p) || is_in(*p, also)))
		p++;
	skip(s, (size_t)(p - s->rest.s));
}

static struct span
take_value(struct scan *s)
{
	struct span value;
	ptrdiff_t at = -1;
	size_t	 i;
	int	 single;

	if (s->rest.n > 0 && (s->rest.s[0] == '"' || s->rest.s[0] == '\'')) {
		single = s->rest.s[0] == '\'';
		if (!s->no_quote[single])
			at = span_chr(span_from(s->rest, 1), s->rest.s[0]);
		if (at != -1) {
			value = span_head(span_from(s->rest, 1), (size_t)at);
			skip(s, (size_t)at + 2);
			return value;
		}
		s->no_quote[single] = 1;
		s->damaged = 1;
		skip(s, 1);
	}
	for (i = 0; i < s->rest.n && !is_space(s->rest.s[i]) && s->rest.s[i] != '>'; i++)
		;
	value = span_head(s->rest, i);
	skip(s, i);
	return value;
}

static void
take_attribute(struct scan *s)
{
	static const char *const dear[] = { "style", "class", "id" };
	struct scan_attr spare = { "", SPAN_NONE }, *a = s->n_attr < HTML_ATTRS ? &s->attr[s->n_attr] : &spare;
	const int	 nameless = s->rest.s[0] == '=';

	if (nameless)
		skip(s, 1);		/* passed over, or we would stand still */
	take_name(s, a->name, "/>=");
	if (nameless && s->raw)
		a->name[0] = '\0';	/* to a browser "=open" is a name */
	a->value = SPAN_NONE;
	skip_spaces(s, "");
	if (s->rest.n > 0 && s->rest.s[0] == '=') {
		skip(s, 1);
		skip_spaces(s, "");
		a->value = take_value(s);
	}
	if (a->name[0] == '\0')
		return;
	if (a != &spare && a->value.n <= HTML_VALUE) {
		s->n_attr++;
		return;
	}
	s->damaged = 1;
	s->ambiguous |= a == &spare || scan_is_one(a->name, dear, sizeof(dear) / sizeof(dear[0]));
	if (a != &spare && s->raw) {
		a->value = SPAN("");	/* it is there, whatever it says */
		s->n_attr++;
	}
}

static void
take_tag(struct scan *s)
{
	struct span before = s->rest;

	take_name(s, s->name, "/>");
	s->n_attr = 0;
	for (;;) {
		if (s->raw)
			before = s->rest;	/* the end of a value is no sign */
		skip_spaces(s, "/");
		if (s->rest.n == 0 || s->rest.s[0] == '>')
			break;
		take_attribute(s);
	}
	s->empty = s->rest.n > 0 && s->rest.s > before.s && s->rest.s[-1] == '/';
	skip(s, 1);
}

/* Every tag is asked for many names, and hardly one begins with the same letter. */
int
scan_is_one(const char *name, const char *const *names, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (name[0] == names[i][0] && strcmp(name, names[i]) == 0)
			return 1;
	return 0;
}

/* What holds no markup and nothing to read; and what else is mere text to a browser, which runs scripts. */
static int
is_dropped(const struct scan *s)
{
	static const char *const names[] = { "script", "style", "textarea", "xmp", "iframe", "noembed", "noframes" };
	static const char *const more[] = { "title", "noscript", "plaintext" };

	return scan_is_one(s->name, names, sizeof(names) / sizeof(names[0])) ||
	    (s->raw && scan_is_one(s->name, more, sizeof(more) / sizeof(more[0])));
}

static int
is_tag(struct span s, const char *start)
{
	const size_t	 n = strlen(start);

	return span_casestarts(s, start) && s.n > n && (is_space(s.s[n]) || s.s[n] == '/' || s.s[n] == '>');
}

ptrdiff_t
scan_end_tag(struct span s, const char *name)
{
	char	 end[SCAN_NAME + 2];
	ptrdiff_t next;
	size_t	 at;

	snprintf(end, sizeof(end), "</%s", name);
	for (at = 0; (next = span_chr(span_from(s, at), '<')) != -1; at++) {
		at += (size_t)next;
		if (is_tag(span_from(s, at), end))
			return (ptrdiff_t)at;
	}
	return -1;
}

/* Where a browser ends a script: not at an end tag behind "<!--" and "<script", up to "-->". */
static ptrdiff_t
script_end(struct span s)
{
	enum { PLAIN, COMMENT, WITHIN } state = PLAIN;
	size_t	 i;

	for (i = 0; i < s.n; i++) {
		const struct span here = span_from(s, i);

		if (here.s[0] == '-') {
			if (span_starts(here, "-->"))
				state = PLAIN;
		} else if (here.s[0] != '<')
			continue;
		else if (state == PLAIN && span_starts(here, "<!--")) {
			state = COMMENT;
			i++;	/* its own hyphens may end it: "<!-->" */
		} else if (state == COMMENT && is_tag(here, "<script"))
			state = WITHIN;
		else if (is_tag(here, "</script")) {
			if (state != WITHIN)
				return (ptrdiff_t)i;
			state = COMMENT;
		}
	}
	return -1;
}

/* Mail is read as far as it can be: what resembles the end ends it. */
static ptrdiff_t
content_end(const struct scan *s)
{
	char	 end[SCAN_NAME + 2];

	if (s->raw && strcmp(s->name, "plaintext") == 0)
		return -1;
	if (s->raw)
		return strcmp(s->name, "script") == 0 ? script_end(s->rest) : scan_end_tag(s->rest, s->name);
	snprintf(end, sizeof(end), "</%s", s->name);
	return span_casefind(s->rest, span_str(end));
}

/* The content of a style sheet in a picture: no markup, if CDATA is none. */
static int
is_mere_text(struct span s)
{
	ptrdiff_t at = span_find(s, SPAN("<![CDATA["));

	if (at != -1 && span_chr(span_head(s, (size_t)at), '<') == -1) {
		s = span_from(s, (size_t)at + 9);
		if ((at = span_find(s, SPAN("]]>"))) == -1 || span_chr(span_head(s, (size_t)at), '<') != -1)
			return 0;
		s = span_from(s, (size_t)at + 3);
	}
	return span_chr(s, '<') == -1;
}

/*
 * To the end tag of what was just opened; without one, to the end of all.  What was passed over is its text.  In a picture
 * it would be markup, unless HTML stands there: who cannot tell these apart must not find a difference.
 */
static void
skip_content(struct scan *s)
{
	ptrdiff_t at = content_end(s);

	if (at == -1)
		s->damaged = 1;
	s->text = span_head(s->rest, at == -1 ? s->rest.n : (size_t)at);
	if (s->foreign && (at == -1 || s->empty || !is_mere_text(s->text)))
		s->ambiguous = 1;
	skip(s, s->text.n);
}

/* To a ">", unless it is CDATA of a picture, which ends at "]]>". */
static void
skip_declaration(struct scan *s)
{
	struct span before = s->rest;

	skip_tag(s);
	if (s->foreign && span_casestarts(before, "<![CDATA[") &&
	    !span_ends(span_head(span_from(before, 9), before.n - s->rest.n - 9), "]]>"))
		s->ambiguous = 1;
}

/* Plain text sent as HTML has its addresses in such brackets: <https://example.org/>, <a@example.org>. */
static int
is_address(struct span s)
{
	size_t	 i;

	s = span_head(span_from(s, 1), 100);
	if (span_casestarts(s, "http:") || span_casestarts(s, "https:") || span_casestarts(s, "mailto:"))
		return 1;
	for (i = 0; i < s.n && !is_space(s.s[i]) && !is_in(s.s[i], "<>=\"'/"); i++)
		if (s.s[i] == '@')
			return 1;
	return 0;
}

static enum scan_kind
text(struct scan *s, size_t n, int literal)
{
	s->text = span_head(s->rest, n);
	s->literal = literal;
	skip(s, n);
	return SCAN_TEXT;
}

/* At a "<".  SCAN_END: nothing to show for it. */
static enum scan_kind
markup(struct scan *s)
{
	char	 c = s->rest.n > 1 ? s->rest.s[1] : '\0';

	if (span_starts(s->rest, "<!--"))
		skip_comment(s);
	else if (c == '!' || c == '?')
		skip_declaration(s);
	else if (c == '/' && s->rest.n > 2) {
		if (is_letter(s->rest.s[2])) {
			skip(s, 2);
			take_tag(s);
			s->n_attr = 0;
			return is_dropped(s) || s->name[0] == '\0' ? SCAN_END : SCAN_CLOSE;
		}
		skip_tag(s);
	} else if (is_letter(c) && (s->raw || !is_address(s->rest))) {
		skip(s, 1);
		take_tag(s);
		if (s->raw && s->name[0] == '\0')
			s->name[0] = '?', s->name[1] = '\0';
		if (is_dropped(s)) {
			/* To a browser there is no such thing as an empty script. */
			if (s->empty && !s->raw)
				return SCAN_END;
			skip_content(s);
			return s->raw ? SCAN_RAW : SCAN_END;
		}
		return s->name[0] == '\0' ? SCAN_END : SCAN_OPEN;
	} else
		return text(s, 1, 1);
	return SCAN_END;
}

enum scan_kind
scan_next(struct scan *s)
{
	enum scan_kind kind;
	ptrdiff_t at;

	while (s->rest.n > 0) {
		if (s->rest.s[0] != '<') {
			at = span_chr(s->rest, '<');
			return text(s, at == -1 ? s->rest.n : (size_t)at, 0);
		}
		if ((kind = markup(s)) != SCAN_END)
			return kind;
	}
	return SCAN_END;
}

/* --- what libxml2 is shown --- */

/* References that HTML has always known without their semicolon. */
static int
compare_names(const void *a, const void *b)
{
	return strcmp(a, *(const char *const *)b);
}

static int
is_old_reference(const char *name)
{
	static const char *const names[] = {
		"AElig", "Aacute", "Acirc", "Agrave", "Aring", "Atilde", "Auml", "Ccedil", "ETH", "Eacute", "Ecirc", "Egrave", "Euml",
		"Iacute", "Icirc", "Igrave", "Iuml", "Ntilde", "Oacute", "Ocirc", "Ograve", "Oslash", "Otilde", "Ouml", "THORN",
		"Uacute", "Ucirc", "Ugrave", "Uuml", "Yacute", "aacute", "acirc", "acute", "aelig", "agrave", "amp", "aring",
		"atilde", "auml", "brvbar", "ccedil", "cedil", "cent", "copy", "curren", "deg", "divide", "eacute", "ecirc",
		"egrave", "eth", "euml", "frac12", "frac14", "frac34", "gt", "iacute", "icirc", "iexcl", "igrave", "iquest", "iuml",
		"laquo", "lt", "macr", "micro", "middot", "nbsp", "not", "ntilde", "oacute", "ocirc", "ograve", "ordf", "ordm",
		"oslash", "otilde", "ouml", "para", "plusmn", "pound", "quot", "raquo", "reg", "sect", "shy", "sup1", "sup2", "sup3",
		"szlig", "thorn", "times", "uacute", "ucirc", "ugrave", "uml", "uuml", "yacute", "yen", "yuml"
	};

	return bsearch(name, names, sizeof(names) / sizeof(names[0]), sizeof(names[0]), compare_names) != NULL;
}

/* "AMP" and those of its kind, in the case that libxml2 knows. */
static void
lower_reference(char *name)
{
	static const char *const names[] = { "AMP", "LT", "GT", "QUOT", "COPY", "REG" };

	if (scan_is_one(name, names, sizeof(names) / sizeof(names[0])))
		for (; *name != '\0'; name++)
			*name |= 0x20;
}

/* The reference at the front of s, as libxml2 reads it; how many bytes it took, 0 if there is none to mend. */
static size_t
guard_reference(struct buf *b, struct span s)
{
	char	 name[8] = "";
	size_t	 n = 0;

	while (n + 1 < s.n && n + 1 < sizeof(name) && (is_letter(s.s[n + 1]) || (s.s[n + 1] >= '0' && s.s[n + 1] <= '9'))) {
		name[n] = s.s[n + 1];
		n++;
	}
	if (span_starts(s, "&nbsp"))
		name[n = 4] = '\0';
	lower_reference(name);
	if (n == 0 || !is_old_reference(name) || (n + 1 < s.n && (s.s[n + 1] == '=' || (n != 4 && is_letter(s.s[n + 1])))))
		return 0;
	buf_addf(b, "&%s;", name);
	return n + 1 + (n + 1 < s.n && s.s[n + 1] == ';');
}

static void
guard_text(struct buf *b, struct span s)
{
	ptrdiff_t at;
	size_t	 n;

	while ((at = span_chr(s, '&')) != -1) {
		buf_addspan(b, span_head(s, (size_t)at));
		s = span_from(s, (size_t)at);
		if ((n = guard_reference(b, s)) == 0)
			buf_addc(b, s.s[n++]);
		s = span_from(s, n);
	}
	buf_addspan(b, s);
}

static void
guard_attribute(struct buf *b, const struct scan_attr *a)
{
	size_t	 i;

	buf_addf(b, " %s=\"", a->name);
	for (i = 0; i < a->value.n; i++)
		if (a->value.s[i] == '"')
			buf_adds(b, "&quot;");
		else if (a->value.s[i] == '<')
			buf_adds(b, "&lt;");
		else
			buf_addc(b, a->value.s[i]);
	buf_addc(b, '"');
}

/*
 * Text that stands outside of body would be given a paragraph of its own, and so be parted from the lines
 * beside it: what is a piece of a document gets a body.
 */
static int
begins_document(const struct scan *s, enum scan_kind kind)
{
	static const char *const names[] = { "html", "head", "body", "title", "meta", "link", "base" };

	return kind != SCAN_TEXT && scan_is_one(s->name, names, sizeof(names) / sizeof(names[0]));
}

int
scan_guard(struct buf *b, struct span html)
{
	struct scan s;
	enum scan_kind kind;
	size_t	 i, tags = 0;

	scan_start(&s, html);
	while ((kind = scan_next(&s)) != SCAN_END) {
		if ((kind != SCAN_TEXT && ++tags > HTML_TAGS) || b->len > HTML_MAX)
			return -1;
		if (b->len == 0 && kind == SCAN_TEXT && !s.literal && span_trim(s.text).n == 0)
			continue;
		if (b->len == 0 && !begins_document(&s, kind))
			buf_adds(b, "<body>");
		if (kind == SCAN_TEXT && s.literal)
			buf_adds(b, "&lt;");
		else if (kind == SCAN_TEXT)
			guard_text(b, s.text);
		else {
			buf_adds(b, kind == SCAN_CLOSE ? "</" : "<");
			buf_adds(b, s.name);
			for (i = 0; i < s.n_attr; i++)
				guard_attribute(b, &s.attr[i]);
			buf_addc(b, '>');
		}
	}
	return b->len > HTML_MAX ? -1 : s.damaged;
}

/* A DOCTYPE can only stand in front of the root: behind comments, instructions and white space. */
int
scan_has_doctype(struct span s)
{
	ptrdiff_t at;

	for (;;) {
		s = span_trim(s);
		if (span_starts(s, "<!--"))
			at = span_find(s, SPAN("-->"));
		else if (span_starts(s, "<?"))
			at = span_find(s, SPAN("?>"));
		else
			return span_starts(s, "<!");
		if (at == -1)
			return 0;
		s = span_from(s, (size_t)at + 2);
		if (span_starts(s, ">"))
			s = span_from(s, 1);
	}
}

/*
 * libxml2 compares each attribute of a tag with each other.  In XML no "<" stands inside a tag, so
 * each "<" begins what may be one, whatever stands before.
 */
int
scan_has_huge_tag(struct span s)
{
	size_t	 i, attrs = 0;
	char	 quote = '\0';
	int	 inside = 0;

	for (i = 0; i < s.n; i++) {
		if (s.s[i] == '<') {
			inside = 1;
			quote = '\0';
			attrs = 0;
		} else if (!inside)
			continue;
		else if (quote != '\0')
			quote = s.s[i] == quote ? '\0' : quote;
		else if (s.s[i] == '>')
			inside = 0;
		else if (s.s[i] == '"' || s.s[i] == '\'') {
			quote = s.s[i];
			if (++attrs > HTML_ATTRS)
				return 1;
		}
	}
	return 0;
}
