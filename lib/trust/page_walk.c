/*
 * The walk through a page: its elements, as far as readers would open and close them, and the blocks of text in
 * them.  What costs is done only where the address is found.
 */
#include "trust/page_walk.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "text/markup.h"
#include "text/utf8.h"
#include "trust/page_words.h"

/* ---- names ---- */

static int
level_of(const char *name)
{
	return name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && name[2] == '\0' ? name[1] - '0' : 0;
}

/* ---- where we are ---- */

static unsigned
eager_here(const struct walk *w)
{
	return w->n > 0 ? w->open[w->n - 1].eager : 0;
}

static struct page_paint
paint_here(const struct walk *w)
{
	return w->n > 0 ? w->open[w->n - 1].paint : w->paint;
}

/* All that the elements around say; each is looked at once. */
static unsigned
place_here(void *arg)
{
	struct walk	*w = arg;
	unsigned	 place = 0;
	size_t		 i;

	for (i = 0; i < w->n; i++) {
		if (!w->open[i].known) {
			w->open[i].place = page_place(w->page, w->sheet, w->tags, i + 1, place);
			w->open[i].known = 1;
		}
		place = w->open[i].place;
	}
	return place | eager_here(w);
}

static void
end_block(struct walk *w)
{
	size_t	 i;

	for (i = w->n; i > 0 && w->open[i - 1].is_inline; i--)
		continue;
	if (i > 0)
		memcpy(w->block.name, w->open[i - 1].tag->name, sizeof w->block.name);
	/* A link goes on in the next block, from its beginning. */
	page_block_end(w->page, &w->block, place_here, w);
	for (i = 0; i < w->n; i++)
		w->open[i].link_at = 0;
}

/* ---- headings ---- */

static void
begin_heading(struct walk *w, int level)
{
	int	 i;

	w->level = level;
	for (i = level - 1; i < PAGE_LEVELS; i++)
		w->block.heading[i] = 0;
}

/* The text of the block that ends is the heading's. */
static void
end_heading(struct walk *w)
{
	struct buf	*all = &w->block.headings;

	if (w->level == 0)
		return;
	if (all->len == 0)
		buf_addc(all, '\0');
	w->block.heading[w->level - 1] = all->len;
	buf_addspan(all, span_head(span_buf(&w->block.text), PAGE_BLOCK));
	buf_addc(all, '\0');
	w->level = 0;
}

/* ---- links ---- */

static struct span
attribute(const struct scan *s, const char *name)
{
	size_t	 i;

	for (i = 0; i < s->n_attr; i++)
		if (strcmp(s->attr[i].name, name) == 0)
			return s->attr[i].value.s != NULL ? s->attr[i].value : SPAN("");
	return SPAN_NONE;
}

static int
has_attribute(const struct scan *s, const char *name)
{
	size_t	 i;

	for (i = 0; i < s->n_attr; i++)
		if (strcmp(s->attr[i].name, name) == 0)
			return 1;
	return 0;
}

static struct span
decoded(struct walk *w, struct span raw)
{
	buf_reset(&w->value);
	if (page_spend(w->page, 1 + raw.n / 64 + (span_chr(raw, '&') != -1 ? raw.n / 2 : 0)))
		markup_decode(&w->value, raw);
	return span_buf(&w->value);
}

#define CLOUDFLARE	"/cdn-cgi/l/email-protection#"

/* Does the tag lead to the address, or to another one? */
static int
leads_to_us(struct walk *w, const struct scan *s, int *other)
{
	struct span	 href = attribute(s, "href"), hex = attribute(s, "data-cfemail");
	ptrdiff_t	 at;

	*other = 0;
	if (hex.n > 0)
		return page_cloudflare(w->page, hex);
	if (href.n == 0 || (page_kinds(s->name) & N_LINK) == 0)
		return 0;
	href = decoded(w, href);
	if ((at = span_find(href, SPAN(CLOUDFLARE))) != -1)
		return page_cloudflare(w->page, span_from(href, (size_t)at + strlen(CLOUDFLARE)));
	return page_mailto(w->page, href, other);
}

static void
add_mark(struct walk *w, const char *kind, size_t at, const char *doubt, int is_ours)
{
	struct page_block *b = &w->block;

	if (b->n < PAGE_MARKS)
		b->mark[b->n++] = (struct page_mark){ kind, at, b->text.len, doubt, is_ours,
		    strcmp(kind, "image") == 0 ? 0 : place_here(w) };
}

/* Whoever opens the page may be sent on to another: behind the number of seconds stands where. */
static void
look_at_refresh(struct walk *w, const struct scan *s)
{
	struct span	 content;
	size_t		 i;

	if (!has_attribute(s, "http-equiv") || !span_caseeqs(decoded(w, attribute(s, "http-equiv")), "refresh"))
		return;
	content = decoded(w, attribute(s, "content"));
	for (i = 0; i < content.n && content.s[i] < 'A'; i++)
		continue;
	if (i < content.n)
		w->page->capped = "redirected";
}

/* A tag that is shown as itself and holds nothing. */
static void
look_at_void(struct walk *w, const struct scan *s)
{
	struct span	 alt = attribute(s, "alt"), content = attribute(s, "content");
	size_t		 at = w->block.text.len;
	int		 other, ours = leads_to_us(w, s, &other);

	if (strcmp(s->name, "link") == 0) {
		if (span_casestarts(span_trim(decoded(w, attribute(s, "href"))), "data:") &&
		    span_casefind(attribute(s, "rel"), SPAN("icon")) == -1)
			w->page->capped = "styles";
		/* rel=me says: this is us, too. */
		if (ours && span_casefind(attribute(s, "rel"), SPAN("me")) != -1 && attribute(s, "rel").n == 2)
			page_keep(w->page, PAGE_OFFICIAL, "data", "data", "", attribute(s, "href"));
		return;
	}
	if (ours)
		add_mark(w, "link", at, strcmp(s->name, "area") == 0 ? "not-shown" : NULL, 1);
	if (strcmp(s->name, "img") == 0 && alt.n > 0) {
		page_spend(w->page, 20);
		page_visible(w->page, &w->block.text, decoded(w, alt));
		add_mark(w, "image", at, "image", 1);
		/* The text is looked at as all text is; this only says what it is. */
		w->block.mark[w->block.n - 1].is_ours = 0;
	}
	if (strcmp(s->name, "meta") == 0)
		look_at_refresh(w, s);
	if (strcmp(s->name, "meta") == 0 && content.n > 0 &&
	    (span_casefind(attribute(s, "itemprop"), SPAN("email")) != -1 ||
	    span_casefind(attribute(s, "property"), SPAN("schema:email")) != -1) &&
	    page_is_address(w->page, decoded(w, content)) && (place_here(w) & PLACE_ORGANIZATION) != 0 &&
	    (place_here(w) & PLACE_VISITOR) == 0)
		page_keep(w->page, PAGE_OFFICIAL, "data", "data", "", span_buf(&w->value));
}

/* Is there anything to see in it? */
static int
has_ink(struct span text)
{
	uint32_t	 c;

	while (text.n > 0) {
		if ((unsigned char)text.s[0] > ' ' && (unsigned char)text.s[0] < 0x7f)
			return 1;
		if ((unsigned char)text.s[0] <= ' ') {
			text = span_from(text, 1);
			continue;
		}
		c = utf8_take(&text);
		if (c > 0x7f && c != UTF8_BAD && c != 0xA0 && c != 0xAD && c != 0x3164 && !(c >= 0x2000 && c <= 0x200F) &&
		    !(c >= 0x2028 && c <= 0x202F) && !(c >= 0x205F && c <= 0x206F) && c != 0x3000 && c != 0xFEFF)
			return 1;
	}
	return 0;
}

/* A link has ended: what did it show? */
static void
end_link(struct walk *w, const struct element *e)
{
	struct span	 shown = span_trim(span_from(span_buf(&w->block.text), e->link_at));
	const char	*doubt = NULL;

	if (!e->is_ours && !e->is_other)
		return;
	if (!has_ink(shown) && !e->has_picture && !e->has_text)
		doubt = "not-shown";
	else if (e->is_ours && page_find_other(w->page, shown))
		doubt = "link-differs";
	add_mark(w, e->is_ours ? "link" : "other", e->link_at, doubt, e->is_ours);
}

/* ---- the title ---- */

static void
look_at_title(struct walk *w, struct span raw)
{
	struct buf	 key = BUF_INIT;
	int		 got = 0;

	if (w->had_title)
		return;
	w->had_title = 1;
	buf_addspan(&w->title, span_head(decoded(w, raw), PAGE_BLOCK));
	if (w->title.len > 0 && page_key(&key, span_buf(&w->title)) == 0 &&
	    (got = page_has_word(span_buf(&key), PAGE_CONTACT, w->page->err)) == -1)
		w->page->failed = 1;
	w->page->title_context = got == 1;
	if (got != -1 && key.len > 0 && (got = page_has_word(span_buf(&key), PAGE_VISITOR, w->page->err)) == -1)
		w->page->failed = 1;
	w->page->title_visitors = got == 1;
	buf_free(&key);
}

/* ---- elements ---- */

static void
close_top(struct walk *w)
{
	struct element	*e = &w->open[w->n - 1];

	if (e->is_link)
		end_link(w, e);
	if (level_of(e->tag->name) != 0)
		end_heading(w);
	if (e->is_apart)
		end_block(w);
	w->n--;
	w->foreign -= (e->kinds & N_FOREIGN) != 0;
	/* A heading counts for what is around the box that holds nothing but the heading. */
	if (!e->is_inline && (e->has_text || (e->kinds & N_SCOPE) != 0) && level_of(e->tag->name) == 0)
		memcpy(w->block.heading, e->heading, sizeof e->heading);
	if (w->n > 0 && e->has_text)
		w->open[w->n - 1].has_text = 1;
}

void
page_walk_close(struct walk *w, size_t n)
{
	while (w->n > n)
		close_top(w);
}

static void
read_tag(struct page_tag *t, const struct scan *s, const char *begin)
{
	memcpy(t->name, s->name, sizeof t->name);
	t->whole = span_make(begin, (size_t)(s->rest.s - begin));
	t->id = attribute(s, "id");
	t->classes = attribute(s, "class");
	t->role = attribute(s, "role");
	t->rel = attribute(s, "rel");
	t->itemtype = attribute(s, "itemtype");
	t->type_of = attribute(s, "typeof");
	t->itemprop = attribute(s, "itemprop");
	t->property = attribute(s, "property");
	t->itemscope = has_attribute(s, "itemscope");
}

/* What an inline element says of its text has to be said of this text alone. */
static int
says_something(const struct scan *s)
{
	return has_attribute(s, "itemprop") || has_attribute(s, "property") || has_attribute(s, "itemscope") ||
	    has_attribute(s, "typeof") || (has_attribute(s, "rel") && strcmp(s->name, "a") == 0) ||
	    span_casefind(attribute(s, "class"), SPAN("email")) != -1;
}

/* A page is white, if nothing says otherwise: asked when letters have a colour, and nothing around them has. */
static long
ground_of_page(struct walk *w)
{
	if (!w->ground_known) {
		w->ground_known = 1;
		w->paint.ground = page_sheet_paints(w->sheet) || span_casefind(w->utf8, SPAN("stylesheet")) != -1 ||
		    span_casefind(w->utf8, SPAN("@import")) != -1 ? PAGE_PAINT_UNKNOWN : 0xFFFFFF;
	}
	return w->paint.ground;
}

/* Colours that this element sets, over those around it. */
static unsigned
paint_of(struct walk *w, const struct scan *s, struct page_paint *paint)
{
	struct span	 style = attribute(s, "style"), ground = attribute(s, "bgcolor"), ink;
	unsigned	 place = 0;

	ink = attribute(s, strcmp(s->name, "body") == 0 ? "text" : "color");
	if (strcmp(s->name, "a") == 0)
		paint->ink = PAGE_PAINT_UNKNOWN;
	if (ground.n > 0)
		page_paint_attribute(&paint->ground, ground);
	if (has_attribute(s, "background"))
		paint->ground = PAGE_PAINT_UNKNOWN;
	if (ink.n > 0)
		page_paint_attribute(&paint->ink, ink);
	if (style.n > 0) {
		page_spend(w->page, 40 + style.n / 2);
		place = page_style(decoded(w, style), paint);
	}
	if (paint->ink >= 0 && paint->ground == PAGE_PAINT_NONE)
		paint->ground = ground_of_page(w);
	return (ground.n + ink.n + style.n > 0) && page_paint_hides(paint) ? place | PLACE_HIDDEN : place;
}

static unsigned
eager_of(struct walk *w, const struct scan *s, unsigned around, struct page_paint *paint)
{
	unsigned	 place = around | paint_of(w, s, paint);

	if ((page_kinds(s->name) & N_UNSEEN) != 0 || has_attribute(s, "hidden") ||
	    span_caseeqs(attribute(s, "aria-hidden"), "true"))
		place |= PLACE_HIDDEN;
	if (((strcmp(s->name, "dialog") == 0 || strcmp(s->name, "details") == 0) && !has_attribute(s, "open")) ||
	    has_attribute(s, "popover"))
		place |= PLACE_DOUBT;
	if (strcmp(s->name, "bdo") == 0)
		place |= PLACE_REVERSED;
	return place;
}

/* What style sheets say of an element in a line of text, which has no place of its own. */
static unsigned
inline_look(struct walk *w)
{
	size_t		 work = page_sheet_may(w->sheet, &w->tags[w->n - 1]);
	unsigned	 place;

	if (work == 0 || !page_spend(w->page, work))
		return 0;
	place = page_sheet_look(w->sheet, w->tags, w->n, &work);
	page_spend(w->page, work);
	return place;
}

/* A link may show a picture, or a letter of a font of pictures, in place of a text. */
static void
show_picture(struct walk *w)
{
	size_t	 i;

	for (i = w->n; i > 0 && w->open[i - 1].is_inline; i--)
		w->open[i - 1].has_picture = 1;
}

/* Made to be there, not to be seen. */
static int
is_tiny_picture(const struct scan *s)
{
	struct span	 width = attribute(s, "width"), height = attribute(s, "height");

	if (strcmp(s->name, "img") == 0 && !has_attribute(s, "src") && !has_attribute(s, "srcset") &&
	    !has_attribute(s, "data-src") && attribute(s, "alt").n == 0)
		return 1;
	return (width.n == 1 && width.s[0] < '4') || (height.n == 1 && height.s[0] < '4');
}

/* Its text is not read, but it is seen. */
static int
is_drawing(struct walk *w, const struct scan *s, unsigned around)
{
	struct page_paint paint = paint_here(w);

	return strcmp(s->name, "svg") == 0 && !is_tiny_picture(s) && ((around | paint_of(w, s, &paint)) & PLACE_HIDDEN) == 0;
}

void
page_walk_begin(struct walk *w, const struct scan *s, unsigned kinds)
{
	struct element	*e;
	struct page_paint paint = paint_here(w);
	unsigned	 around = eager_here(w), eager = eager_of(w, s, around, &paint);
	int		 is_inline = (kinds & N_INLINE) != 0, other, ours, apart;

	if (w->n == PAGE_DEPTH) {
		w->too_deep++;
		w->page->capped = "too-deep";
		return;
	}
	read_tag(&w->tags[w->n], s, w->tag_begin);
	w->n++;
	if (is_inline)
		eager |= inline_look(w);
	w->n--;
	ours = leads_to_us(w, s, &other);
	apart = !is_inline || ((eager ^ around) & ~PLACE_HIDDEN) != 0 || says_something(s);
	if (apart)
		end_block(w);
	if ((eager & PLACE_HIDDEN) == 0 || is_drawing(w, s, around))
		show_picture(w);
	e = &w->open[w->n++];
	memset(e, 0, sizeof *e);
	e->tag = &w->tags[w->n - 1];
	e->paint = paint;
	e->kinds = kinds;
	e->digest = page_name_digest(s->name);
	e->eager = eager;
	e->is_inline = is_inline;
	e->is_apart = apart;
	e->is_link = ours || other;
	e->is_ours = ours;
	e->is_other = other;
	e->link_at = w->block.text.len;
	memcpy(e->heading, w->block.heading, sizeof e->heading);
	/* A footer and the like stand under no heading of what came before. */
	if ((kinds & N_FRESH) != 0)
		memset(w->block.heading, 0, sizeof w->block.heading);
	if (level_of(s->name) != 0)
		begin_heading(w, level_of(s->name));
	w->foreign += (kinds & N_FOREIGN) != 0;
}

static void
open_tag(struct walk *w, const struct scan *s)
{
	struct page_paint paint = paint_here(w);
	unsigned	 kinds = page_kinds(s->name);
	int		 hidden, is_foreign = page_tree_is_foreign(w);

	if (!page_tree_open(w, s, kinds))
		return;
	if ((kinds & N_VOID) == 0) {
		page_walk_begin(w, s, kinds);
		if (s->empty && ((kinds & N_FOREIGN) != 0 || (kinds == 0 && is_foreign)))
			page_tree_close(w, s->name);
		return;
	}
	hidden = (eager_of(w, s, eager_here(w), &paint) & PLACE_HIDDEN) != 0;
	if (strcmp(s->name, "img") == 0 && !hidden && !is_tiny_picture(s))
		show_picture(w);
	if (strcmp(s->name, "br") == 0)
		buf_addc(&w->block.text, '\n');
	else if (strcmp(s->name, "hr") == 0)
		end_block(w);
	else if (!hidden || strcmp(s->name, "link") == 0 || strcmp(s->name, "meta") == 0)
		look_at_void(w, s);
}

/* ---- text ---- */

static void
add_text(struct walk *w, struct span raw)
{
	struct span	 text;
	size_t		 i, at = w->block.text.len;

	text = decoded(w, raw);
	if (!w->had_body && span_trim(text).n > 0)
		page_tree_body(w);
	if ((eager_here(w) & PLACE_HIDDEN) != 0)
		return;
	page_spend(w->page, text.n / 32);
	page_visible(w->page, &w->block.text, text);
	if (w->n > 0 && w->level == 0 && has_ink(span_from(span_buf(&w->block.text), at)))
		for (i = w->n; i > 0; i--) {
			if (w->open[i - 1].has_text)
				break;
			w->open[i - 1].has_text = 1;
		}
}

/* ---- the page ---- */

static enum scan_kind
next_token(struct walk *w, struct scan *s)
{
	w->tag_begin = s->rest.s;
	s->foreign = w->foreign > 0;
	return scan_next(s);
}

static void
walk(struct walk *w, struct span utf8, struct scan *s)
{
	enum scan_kind	 kind;

	scan_start(s, utf8);
	s->raw = 1;
	while (page_spend(w->page, 5 + w->n / 8) && (kind = next_token(w, s)) != SCAN_END)
		switch (kind) {
		case SCAN_OPEN:
			open_tag(w, s);
			break;
		case SCAN_CLOSE:
			page_tree_close(w, s->name);
			break;
		case SCAN_RAW:
			if (strcmp(s->name, "title") == 0 && !s->foreign)
				look_at_title(w, s->text);
			else if (strcmp(s->name, "script") == 0 && span_casefind(attribute(s, "type"), SPAN("ld+json")) != -1)
				page_json(w->page, s->text, place_here(w) & ~PLACE_HIDDEN);
			break;
		default:
			add_text(w, s->text);
		}
	page_walk_close(w, 0);
	end_block(w);
	/* A reader would take the rest for a comment or a value: what was found is perhaps not shown. */
	if (s->ambiguous || s->no_comment_end || s->no_quote[0] || s->no_quote[1])
		w->page->capped = "broken";
	else if (page_sheet_too_many(w->sheet))
		w->page->capped = "styles";
}

void
page_html(struct page *p, struct span utf8)
{
	struct walk	*w;
	struct scan	*s;

	w = calloc(1, sizeof *w);
	s = calloc(1, sizeof *s);
	if (w == NULL || s == NULL)
		page_fail(p);
	else {
		w->page = p;
		w->paint = (struct page_paint){ PAGE_PAINT_UNKNOWN, PAGE_PAINT_NONE };
		/* A style sheet may stand behind what it hides. */
		w->sheet = page_sheets(p, utf8);
		w->utf8 = utf8;
		walk(w, utf8, s);
		page_sheet_free(w->sheet);
		page_block_free(&w->block);
		buf_free(&w->value);
		buf_free(&w->title);
	}
	free(w);
	free(s);
}
