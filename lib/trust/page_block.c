/* One block of visible text: where the address stands in it, and what the words around it say. */
#include "trust/page_private.h"

#include <string.h>

#include "base/limits.h"
#include "trust/page_words.h"

#define LABEL_MAX	80	/* bytes of what is a label and not a sentence */

static int
has_word(struct page *p, struct span text, enum page_word kind)
{
	struct buf	 key = BUF_INIT;
	int		 got;

	if (!page_spend(p, 150 + text.n / 2))
		return 0;
	if (page_key(&key, text) == -1) {
		page_fail(p);
		got = 0;
	} else if ((got = page_has_word(span_buf(&key), kind, p->err)) == -1)
		p->failed = 1;
	buf_free(&key);
	return got == 1;
}

/* ---- headings ---- */

static struct span
heading_at(const struct page_block *b, int level)
{
	return b->heading[level] == 0 ? SPAN_NONE : span_str(b->headings.s + b->heading[level]);
}

/* Any heading above, or only the nearest. */
static int
headings_have(struct page *p, const struct page_block *b, enum page_word kind, int nearest)
{
	int	 i;

	for (i = PAGE_LEVELS - 1; i >= 0; i--)
		if (b->heading[i] != 0) {
			if (has_word(p, heading_at(b, i), kind))
				return 1;
			if (nearest)
				return 0;
		}
	return 0;
}

/* ---- labels ---- */

static int
ends_in_colon(struct span s)
{
	s = span_trim(s);
	return span_ends(s, ":") || span_ends(s, "\xEF\xBC\x9A");
}

/* "Correo: contacto@...": the line in front of the address. */
static int
is_labelled(struct page *p, const struct page_block *b, size_t at)
{
	struct span	 before = span_head(span_buf(&b->text), at), last = span_buf(&b->last);
	size_t		 i;
	int		 cell;

	for (i = before.n; i > 0 && before.n - i <= LABEL_MAX && before.s[i - 1] != '\n'; i--)
		continue;
	before = span_trim(span_from(before, i));
	if (before.n > LABEL_MAX)
		before = span_from(before, before.n - LABEL_MAX);
	else if (before.n > 0 && !ends_in_colon(before) && before.n <= LABEL_MAX / 2 && has_word(p, before, PAGE_CONTACT))
		return 1;
	if (before.n > 0)
		return ends_in_colon(before) && has_word(p, before, PAGE_CONTACT);
	cell = strcmp(b->last_name, "dt") == 0 || strcmp(b->last_name, "th") == 0 ||
	    (strcmp(b->last_name, "td") == 0 && strcmp(b->name, "td") == 0) || strcmp(b->last_name, "label") == 0;
	return last.n > 0 && (cell || ends_in_colon(last)) && has_word(p, last, PAGE_CONTACT);
}

static const char *const bars[] = { "\n", "|", "\xC2\xB7", "\xE2\x80\xA2", ";", ". " };

/* What stands in front of it, from the last bar or line end on; of "Webmaster: Ana, contact:" only the nearest label. */
static struct span
said_before(const struct page_block *b, size_t at)
{
	struct span	 s = span_head(span_buf(&b->text), at);
	size_t		 i, from;
	ptrdiff_t	 found;

	if (s.n > LABEL_MAX)
		s = span_from(s, s.n - LABEL_MAX);
	for (i = 0; i < sizeof bars / sizeof bars[0]; i++)
		while ((found = span_find(s, span_str(bars[i]))) != -1)
			s = span_from(s, (size_t)found + strlen(bars[i]));
	s = span_trim(s);
	if (ends_in_colon(s))
		for (from = s.n - 1; from > 0; from--)
			if (s.s[from - 1] == ',' || s.s[from - 1] == ':')
				return span_from(s, from);
	return s;
}

/* "Webmaster: contacto@...", "Photo by ...", "contacto@... (design)": an address of who made something. */
static int
is_of_maker(struct page *p, const struct page_block *b, const struct page_mark *m)
{
	struct span	 text = span_buf(&b->text), last = span_buf(&b->last), said = said_before(b, m->at), behind;

	if (said.n > 0 ? has_word(p, said, PAGE_MAKER) : ends_in_colon(last) && has_word(p, last, PAGE_MAKER))
		return 1;
	behind = span_trim(span_head(span_from(text, m->end), LABEL_MAX));
	if (span_starts(behind, "(") && span_chr(behind, ')') != -1 &&
	    has_word(p, span_head(behind, (size_t)span_chr(behind, ')')), PAGE_MAKER))
		return 1;
	/* The link itself. */
	return has_word(p, span_head(span_head(span_from(text, m->at), m->end - m->at), LABEL_MAX), PAGE_MAKER);
}

/* ---- judging ---- */

/* What stands around it in its block. */
static struct span
around(const struct page_block *b, const struct page_mark *m)
{
	size_t	 from = m->at > PAGE_WINDOW ? m->at - PAGE_WINDOW : 0;

	return span_head(span_from(span_buf(&b->text), from), m->end - from + PAGE_WINDOW);
}

static const char *
context_of(struct page *p, const struct page_block *b, size_t at, unsigned place)
{
	if ((place & PLACE_EMAIL) != 0)
		return "data";
	if ((place & (PLACE_FRAME | PLACE_ARTICLE)) == PLACE_FRAME)
		return "footer";
	if ((place & PLACE_ARTICLE) != 0) {
		/* What it says of contacts may be anybody's, but where the page itself is about ours. */
		if (b->heading[0] != 0 && has_word(p, heading_at(b, 0), PAGE_CONTACT))
			return "heading";
	} else if (headings_have(p, b, PAGE_CONTACT, 1))
		return "heading";
	if ((place & PLACE_SECTION) != 0)
		return "section";
	if ((place & PLACE_ARTICLE) == 0 && is_labelled(p, b, at))
		return "label";
	return p->path_context ? "path" : p->title_context ? "title" : "";
}

/* A heading in what visitors write.  What a whole page is called by its first heading does not count: "Forum of ..." */
static int
is_below_visitors(struct page *p, const struct page_block *b)
{
	int	 i;

	for (i = 1; i < PAGE_LEVELS; i++)
		if (b->heading[i] != 0 && has_word(p, heading_at(b, i), PAGE_VISITOR))
			return 1;
	return 0;
}

static const char *
doubt_of(struct page *p, const struct page_block *b, const struct page_mark *m, unsigned place)
{
	if (has_word(p, around(b, m), PAGE_DENIAL) || headings_have(p, b, PAGE_DENIAL, 0) ||
	    (ends_in_colon(span_buf(&b->last)) && has_word(p, span_buf(&b->last), PAGE_DENIAL))) {
		p->denied |= m->is_ours;
		return "denied";
	}
	if ((place & PLACE_OTHERS) != 0 || ((place & PLACE_FRAME) == 0 && headings_have(p, b, PAGE_OTHERS, 0)))
		return "others";
	/* Under "Comments" or "Guest book" stand the words of anybody. */
	if ((place & PLACE_FRAME) == 0 && (p->title_visitors || headings_have(p, b, PAGE_VISITOR, 1) || is_below_visitors(p, b)))
		return "visitors";
	if (is_of_maker(p, b, m))
		return "maker";
	if ((place & PLACE_REVERSED) != 0)
		return "reversed";
	return (place & PLACE_DOUBT) != 0 ? "doubt" : m->doubt;
}

static void
judge(struct page *p, const struct page_block *b, const struct page_mark *m, unsigned place)
{
	const char	*doubt, *context;

	if ((place & (PLACE_HIDDEN | PLACE_VISITOR)) != 0)
		return;
	doubt = doubt_of(p, b, m, place);
	context = context_of(p, b, m->at, place);
	if (doubt == NULL && *context == '\0')
		doubt = "no-context";
	if (!m->is_ours)
		p->answer->other |= doubt == NULL;
	else if (doubt == NULL)
		page_keep(p, PAGE_OFFICIAL, m->kind, context, "", around(b, m));
	else
		page_keep(p, PAGE_REVIEW, m->kind, context, doubt, around(b, m));
}

/* ---- finding ---- */

static void
add_mark(struct page *p, struct page_block *b, struct page_mark m)
{
	if (b->n < PAGE_MARKS && page_spend(p, 20))
		b->mark[b->n++] = m;
}

/* A link that covers this place, or an image whose text it is. */
static const struct page_mark *
mark_over(const struct page_block *b, size_t marks, size_t at, size_t end)
{
	size_t	 i;

	for (i = 0; i < marks; i++)
		if (b->mark[i].at < end && at < b->mark[i].end)
			return &b->mark[i];
	return NULL;
}

static void
find_in_text(struct page *p, struct page_block *b)
{
	struct span	 text = span_buf(&b->text);
	const struct page_mark *over;
	struct page_mark m = { .kind = "text", .is_ours = 1 };
	size_t		 at, end = 0, marks = b->n;

	for (at = 0; b->n < PAGE_MARKS && page_find_text(p, text, &at, &end); at = end) {
		m.at = at;
		m.end = end;
		m.doubt = NULL;
		m.kind = "text";
		/* The text of a link that leads to another address. */
		if ((over = mark_over(b, marks, at, end)) != NULL) {
			m.doubt = strcmp(over->kind, "image") == 0 ? "image" : over->is_ours ? NULL : "link-differs";
			if (m.doubt != NULL && strcmp(m.doubt, "image") == 0)
				m.kind = "image";
		}
		add_mark(p, b, m);
	}
	marks = b->n;
	m.kind = "spelled";
	m.doubt = "spelled";
	for (at = 0; b->n < PAGE_MARKS && page_find_spelled(p, text, &at, &end); at = end) {
		m.at = at;
		m.end = end;
		if (mark_over(b, marks, at, end) == NULL)
			add_mark(p, b, m);
	}
}

static void
find_reversed(struct page *p, struct page_block *b)
{
	struct buf	 back = BUF_INIT;
	size_t		 i, at = 0, end;

	if (b->text.len > 4096 || span_chr(span_buf(&b->text), '@') == -1)
		return;
	for (i = b->text.len; i > 0; i--)
		buf_addc(&back, b->text.s[i - 1]);
	if (page_find_text(p, span_buf(&back), &at, &end))
		add_mark(p, b, (struct page_mark){ .kind = "reversed", .doubt = "reversed", .is_ours = 1 });
	buf_free(&back);
}

/* Letters that are shown in another order than they stand in: behind U+202A to U+202E, U+2066 to U+2069. */
static int
has_override(struct span s)
{
	ptrdiff_t	 at;
	unsigned char	 last;

	while ((at = span_chr(s, 0xE2)) != -1 && (s = span_from(s, (size_t)at + 1)).n >= 2) {
		last = (unsigned char)s.s[1];
		if (((unsigned char)s.s[0] == 0x80 && last >= 0xAA && last <= 0xAE) ||
		    ((unsigned char)s.s[0] == 0x81 && last >= 0xA6 && last <= 0xA9))
			return 1;
	}
	return 0;
}

static void
remember(struct page_block *b)
{
	struct span	 text = span_trim(span_buf(&b->text));

	if (text.n == 0)
		return;
	buf_reset(&b->last);
	if (text.n <= LABEL_MAX)
		buf_addspan(&b->last, text);
	memcpy(b->last_name, b->name, sizeof b->last_name);
}

void
page_block_end(struct page *p, struct page_block *b, page_place_fn *place_of, void *arg)
{
	unsigned	 place;
	size_t		 i, links = b->n;

	if (b->text.len > 0 && page_spend(p, 2 + b->text.len / 64)) {
		find_in_text(p, b);
		if (b->n == links)
			find_reversed(p, b);
	}
	if (b->n > 0) {
		place = place_of(arg);
		page_spend(p, b->text.len / 16);
		if (has_override(span_buf(&b->text)))
			place |= PLACE_REVERSED;
		for (i = 0; i < b->n && !p->failed; i++)
			judge(p, b, &b->mark[i], place | b->mark[i].place);
	}
	remember(b);
	if (b->text.err || b->last.err || b->headings.err)
		page_fail(p);
	buf_reset(&b->text);
	b->n = 0;
}

void
page_block_free(struct page_block *b)
{
	buf_free(&b->text);
	buf_free(&b->last);
	buf_free(&b->headings);
}
