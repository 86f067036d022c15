/*
 * Where the style sheets of a page stand.  What looks like one is read as one, even in a comment or a script, and hides nothing
 * of the next: rather is an address that is seen left to a human than one that is hidden called official.
 */
#include "trust/page_private.h"

static int
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Behind the next "<style"; few tags begin like it, and pages may be made of tags.  0: there is none. */
static int
find_begin(struct span s, size_t *at)
{
	size_t	 i;

	for (i = *at; i + 6 <= s.n; i++)
		if (s.s[i] == '<' && (s.s[i + 1] | 32) == 's' && span_casestarts(span_from(s, i), "<style")) {
			*at = i + 6;
			return 1;
		}
	return 0;
}

/* Where its content ends, at the end of the page at last. */
static size_t
find_end(struct span s, size_t at)
{
	ptrdiff_t	 next = scan_end_tag(span_from(s, at), "style");

	return next == -1 ? s.n : at + (size_t)next;
}

/* Of a tag, from behind its name: where its ">" stands, which is in no quoted value; s.n: nowhere. */
static size_t
tag_end(struct span s)
{
	enum { BEFORE, NAME, EQUALS, VALUE } in = BEFORE;
	ptrdiff_t	 quote;
	size_t		 i;
	char		 c;

	for (i = 0; i < s.n && (c = s.s[i]) != '>'; i++)
		if (in == EQUALS && (c == '"' || c == '\'')) {
			if ((quote = span_chr(span_from(s, i + 1), c)) == -1)
				return s.n;
			i += (size_t)quote + 1;
			in = BEFORE;
		} else if (in == NAME) {
			in = c == '=' ? EQUALS : c == '/' ? BEFORE : NAME;
		} else if (in == VALUE) {
			in = is_space(c) ? BEFORE : VALUE;
		} else if (!is_space(c) && (in == EQUALS || c != '/')) {
			in = in == EQUALS ? VALUE : NAME;
		}
	return i;
}

/* Not what anybody sees on a screen.  It is said in few ways, and what is said in another is taken for a sheet of the screen. */
static int
is_for_paper(struct span attributes)
{
	static const char *const ways[] = { "media=print", "media='print'", "media=\"print\"",
	    "type='text/css' media='print'", "type=\"text/css\" media=\"print\"",
	    "media='print' type='text/css'", "media=\"print\" type=\"text/css\"" };
	size_t	 i;

	attributes = span_trim(attributes);
	for (i = 0; i < sizeof ways / sizeof ways[0]; i++)
		if (span_caseeqs(attributes, ways[i]))
			return 1;
	return 0;
}

struct page_sheet *
page_sheets(struct page *p, struct span utf8)
{
	struct page_sheet *sheet = NULL;
	struct span	 rest;
	size_t		 at = 0, end = 0, tag;

	while (find_begin(utf8, &at)) {
		rest = span_from(utf8, at);
		tag = tag_end(rest);
		if (!page_spend(p, 20 + tag / 8))
			break;
		if (tag == rest.n || is_for_paper(span_head(rest, tag)))
			continue;
		if (end < at + tag + 1)
			end = find_end(utf8, at + tag + 1);
		rest = span_make(utf8.s + at + tag + 1, end - (at + tag + 1));
		if (!page_spend(p, rest.n / 8))
			break;
		page_sheet_add(&sheet, rest);
	}
	return sheet;
}
