/*
 * Selectors of style sheets: what a selector says of an element and those around it.  Where it says more than a page at
 * rest can tell (siblings, positions, states of scripts), the answer is perhaps.
 */
#include "trust/page_private.h"

#include <string.h>

#include "text/markup.h"

#define NESTED		4	/* :is(:not(:is(... */
#define WORK		20000	/* for one element; then all is perhaps */

/* What a question is about: the elements open, the last of them the one in question. */
struct scene {
	const struct page_tag *tag;
	size_t		 n;
	int		 depth;		/* of lists within lists */
	struct page_asker *asker;
};

static enum page_match match_list(const struct scene *, struct span list);

static enum page_match
least(enum page_match a, enum page_match b)
{
	return a < b ? a : b;
}

/* ---- reading selectors ---- */

static int
is_name_byte(unsigned char c)
{
	return c == '-' || c == '_' || c == '\\' || c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

void
page_selector_name(struct span *s, struct buf *name)
{
	buf_reset(name);
	while (s->n > 0 && is_name_byte((unsigned char)s->s[0]))
		page_css_char(name, s);
}

/* The bytes up to where a bracket that opens s closes, or all. */
static size_t
closing(struct span s)
{
	size_t	 i, depth = 0;
	char	 quote = '\0';

	for (i = 0; i < s.n; i++) {
		if (s.s[i] == '\\') {
			i++;
		} else if (quote != '\0') {
			if (s.s[i] == quote)
				quote = '\0';
		} else if (s.s[i] == '"' || s.s[i] == '\'') {
			quote = s.s[i];
		} else if (s.s[i] == '(' || s.s[i] == '[') {
			depth++;
		} else if ((s.s[i] == ')' || s.s[i] == ']') && (depth == 0 || --depth == 0))
			return i;
	}
	return s.n;
}

size_t
page_selector_find(struct span s, const char *bytes)
{
	size_t	 i;

	for (i = 0; i < s.n; i++) {
		if (s.s[i] != '\0' && strchr(bytes, s.s[i]) != NULL)
			return i;
		if (s.s[i] == '\\')
			i++;
		else if (s.s[i] == '(' || s.s[i] == '[')
			i += closing(span_from(s, i));
		else if (s.s[i] == '"' || s.s[i] == '\'')
			for (i++; i < s.n && s.s[i] != '"' && s.s[i] != '\''; i++)
				continue;
	}
	return s.n;
}

int
page_selector_next(struct span *list, struct span *item)
{
	size_t	 at;

	if (list->n == 0)
		return 0;
	at = page_selector_find(*list, ",");
	*item = span_trim(span_head(*list, at));
	*list = at < list->n ? span_from(*list, at + 1) : SPAN_NONE;
	return 1;
}

/* ---- simple selectors ---- */

/* Documents of old do not tell capitals in names of classes: what differs by them alone is perhaps the same. */
static enum page_match
same_word(struct span a, struct span b)
{
	return span_eq(a, b) ? PAGE_YES : span_caseeq(a, b) ? PAGE_PERHAPS : PAGE_NO;
}

static enum page_match
has_class(const struct page_tag *t, struct span word)
{
	struct buf	 decoded = BUF_INIT;
	struct span	 rest = t->classes;
	enum page_match	 best = PAGE_NO, got;
	size_t		 i;

	if (span_chr(rest, '&') != -1) {
		markup_decode(&decoded, rest);
		rest = span_buf(&decoded);
	}
	while (best != PAGE_YES && (rest = span_trim(rest)).n > 0) {
		for (i = 0; i < rest.n && (unsigned char)rest.s[i] > ' '; i++)
			continue;
		if ((got = same_word(span_head(rest, i), word)) > best)
			best = got;
		rest = span_from(rest, i);
	}
	buf_free(&decoded);
	return best;
}

/* An attribute of the last element: 1, its value decoded; 0 it has none. */
static int
find_attribute(const struct scene *at, struct span name, struct buf *value)
{
	struct page_asker *asker = at->asker;
	struct span	 whole = at->tag[at->n - 1].whole;
	size_t		 i;

	if (asker->scanned != whole.s) {
		asker->work += 5 + whole.n / 32;
		scan_start(&asker->scan, whole);
		asker->scan.raw = 1;
		(void)scan_next(&asker->scan);
		asker->scanned = whole.s;
	}
	asker->work += asker->scan.n_attr / 16;
	for (i = 0; i < asker->scan.n_attr; i++)
		if (span_caseeqs(name, asker->scan.attr[i].name)) {
			markup_decode(value, asker->scan.attr[i].value);
			return 1;
		}
	return 0;
}

static int
has_word(struct span list, struct span word)
{
	struct span	 one;

	while (span_cut(&list, ' ', &one))
		if (span_caseeq(span_trim(one), word))
			return 1;
	return 0;
}

static int
compares(struct span value, int operator, struct span wanted)
{
	switch (operator) {
	case '=':
		return span_caseeq(value, wanted);
	case '~':
		return has_word(value, wanted);
	case '|':
		return span_caseeq(span_head(value, wanted.n), wanted) &&
		    (value.n == wanted.n || value.s[wanted.n] == '-');
	case '^':
		return wanted.n > 0 && span_caseeq(span_head(value, wanted.n), wanted);
	case '$':
		return wanted.n > 0 && value.n >= wanted.n && span_caseeq(span_from(value, value.n - wanted.n), wanted);
	default:
		return wanted.n > 0 && span_casefind(value, wanted) != -1;
	}
}

/* What stands between the brackets of "[name^='value' i]". */
static enum page_match
match_attribute(const struct scene *at, struct span s)
{
	struct buf	 name = BUF_INIT, value = BUF_INIT, wanted = BUF_INIT;
	enum page_match	 got = PAGE_NO;
	char		 quote;
	int		 operator;

	s = span_trim(s);
	page_selector_name(&s, &name);
	s = span_trim(s);
	if (name.len == 0 || name.len >= SCAN_NAME || span_chr(span_buf(&name), '=') != -1)
		got = PAGE_PERHAPS;	/* what the scanner has no name for */
	else if (find_attribute(at, span_buf(&name), &value)) {
		operator = s.n > 0 ? s.s[0] : 0;
		s = span_trim(span_from(s, operator == '=' || s.n < 2 ? 1 : 2));
		quote = s.n > 0 && (s.s[0] == '"' || s.s[0] == '\'') ? s.s[0] : '\0';
		if (quote != '\0')
			s = span_from(s, 1);
		while (s.n > 0 && (quote != '\0' ? s.s[0] != quote : (unsigned char)s.s[0] > ' '))
			page_css_char(&wanted, &s);
		got = operator == 0 || compares(span_buf(&value), operator, span_buf(&wanted)) ? PAGE_YES : PAGE_NO;
	}
	buf_free(&name);
	buf_free(&value);
	buf_free(&wanted);
	return got;
}

/* ":name" or ":name(argument)", without its colon. */
static enum page_match
match_pseudo(const struct scene *at, struct span name, struct span argument)
{
	/* What is not so while nobody touches the page, and what is no element. */
	static const char *const never[] = {
		"hover", "focus", "active", "visited", "target", "focus-within", "focus-visible", "before", "after", "empty",
		"fullscreen", "user-invalid", "autofill", "-webkit-autofill", "popover-open", "modal"
	};
	static const char *const lists[] = { "is", "where", "matches", "any", "-webkit-any", "-moz-any" };
	struct scene	 within = *at;
	size_t		 i;

	for (i = 0; i < sizeof never / sizeof never[0]; i++)
		if (span_caseeqs(name, never[i]))
			return PAGE_NO;
	if (span_caseeqs(name, "root"))
		return strcmp(at->tag[at->n - 1].name, "html") == 0 ? PAGE_YES : PAGE_NO;
	if (++within.depth > NESTED)
		return PAGE_PERHAPS;
	if (span_caseeqs(name, "not"))
		return PAGE_YES - match_list(&within, argument);
	for (i = 0; i < sizeof lists / sizeof lists[0]; i++)
		if (span_caseeqs(name, lists[i]))
			return match_list(&within, argument);
	return PAGE_PERHAPS;
}

static enum page_match
take_pseudo(const struct scene *at, struct span *s, struct buf *name)
{
	struct span	 argument = SPAN_NONE;
	enum page_match	 got;
	size_t		 end;

	*s = span_from(*s, 1);
	if (span_starts(*s, ":")) {
		/* A part that is made up, or one that is slotted; but the first line may be all. */
		got = span_casestarts(*s, ":first-l") ? PAGE_PERHAPS : PAGE_NO;
		*s = SPAN_NONE;
		return got;
	}
	page_selector_name(s, name);
	if (span_starts(*s, "(")) {
		end = closing(*s);
		argument = span_make(s->s + 1, end > 0 ? end - 1 : 0);
		*s = span_from(*s, end < s->n ? end + 1 : end);
	}
	return match_pseudo(at, span_buf(name), argument);
}

/* The next of "div.box#x[y]:z", which is about the last element. */
static enum page_match
take_simple(const struct scene *at, struct span *s, struct buf *name)
{
	const struct page_tag *t = &at->tag[at->n - 1];
	enum page_match	 got;
	size_t		 end;
	char		 kind = s->s[0];

	if (kind == ':')
		return take_pseudo(at, s, name);
	if (kind == '[') {
		end = closing(*s);
		got = match_attribute(at, span_make(s->s + 1, end > 0 ? end - 1 : 0));
		*s = span_from(*s, end < s->n ? end + 1 : end);
		return got;
	}
	if (kind == '.' || kind == '#') {
		*s = span_from(*s, 1);
		page_selector_name(s, name);
		return kind == '.' ? has_class(t, span_buf(name)) : same_word(t->id, span_buf(name));
	}
	if (is_name_byte((unsigned char)kind)) {
		page_selector_name(s, name);
		if (!span_starts(*s, "|"))
			return span_caseeqs(span_buf(name), t->name) ? PAGE_YES : t->name[0] == '?' ? PAGE_PERHAPS : PAGE_NO;
	}
	/* "*", the "|" behind a namespace, "&". */
	got = s->s[0] == '*' || s->s[0] == '|' ? PAGE_YES : PAGE_PERHAPS;
	*s = span_from(*s, 1);
	return got;
}

static enum page_match
match_compound(const struct scene *at, struct span s)
{
	enum page_match	 got = s.n > 0 ? PAGE_YES : PAGE_NO;

	if ((at->asker->work += 2) > WORK)
		return PAGE_PERHAPS;
	while (got != PAGE_NO && s.n > 0)
		got = least(got, take_simple(at, &s, &at->asker->name));
	return got;
}

/* ---- selectors ---- */

size_t
page_selector_cut(struct span s, struct page_part *part, int *all)
{
	size_t	 n = 0, end;
	char	 before = ' ';

	for (*all = 1; (s = span_trim(s)).n > 0; ) {
		if (strchr(">+~", s.s[0]) != NULL && s.s[0] != '\0') {
			before = s.s[0];
			s = span_from(s, 1);
			continue;
		}
		if ((end = page_selector_find(s, " \t\r\n\f>+~")) == 0)
			break;
		if (n == PAGE_PARTS) {
			memmove(part, part + 1, (PAGE_PARTS - 1) * sizeof *part);
			n--;
			*all = 0;
		}
		part[n++] = (struct page_part){ span_head(s, end), before };
		before = ' ';
		s = span_from(s, end);
	}
	return n;
}

/* Elements that every page has, whether it says so or not. */
static int
is_implied(struct span compound)
{
	return span_caseeqs(compound, "html") || span_caseeqs(compound, "body") || span_caseeqs(compound, ":root");
}

/* Is one of the elements around what a compound asks for?  The nearest that is, is taken: *n is how many stand around it and it. */
static enum page_match
match_around(const struct scene *at, struct span compound, int only_parent, size_t *n)
{
	struct scene	 one = *at;
	enum page_match	 got = PAGE_NO;

	for (one.n = *n; got == PAGE_NO && one.n > 0; one.n--) {
		got = match_compound(&one, compound);
		*n = one.n;
		if (only_parent)
			break;
	}
	return got == PAGE_NO && is_implied(compound) ? PAGE_YES : got;
}

static enum page_match
match_one(const struct scene *at, struct span selector)
{
	struct page_part	 part[PAGE_PARTS];
	enum page_match	 got, around;
	size_t		 i, n = at->n - 1;
	int		 all, chosen = 0;

	if ((i = page_selector_cut(selector, part, &all)) == 0)
		return PAGE_NO;
	got = least(match_compound(at, part[i - 1].compound), all ? PAGE_YES : PAGE_PERHAPS);
	for (; got != PAGE_NO && --i > 0; ) {
		/* A sibling is not there any more. */
		if (part[i].before == '+' || part[i].before == '~') {
			got = PAGE_PERHAPS;
			continue;
		}
		around = match_around(at, part[i - 1].compound, part[i].before == '>', &n);
		/* Another choice further out might have led on. */
		got = least(got, around == PAGE_NO && chosen ? PAGE_PERHAPS : around);
		chosen |= part[i].before == ' ';
		n -= n > 0;
	}
	return got;
}

static enum page_match
match_list(const struct scene *at, struct span list)
{
	struct span	 one;
	enum page_match	 best = PAGE_NO, got;

	while (best != PAGE_YES && page_selector_next(&list, &one))
		if ((got = match_one(at, one)) > best)
			best = got;
	return best;
}

enum page_match
page_selector_match(struct page_asker *asker, const struct page_tag *tags, size_t n, struct span selector)
{
	struct scene	 at = { tags, n, 0, asker };

	return match_one(&at, selector);
}
