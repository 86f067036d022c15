#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "text/docout.h"
#include "text/html.h"
#include "text/html_attr.h"
#include "text/html_role.h"
#include "text/language.h"
#include "text/markup.h"
#include "text/utf8.h"

#define ALT_MAX		200	/* bytes of what stands for a picture */
#define CELL_MAX	120	/* bytes of text in a cell of a table of data */
#define ROW_MAX		16	/* cells in its rows */

/* What an element changes for what is inside it; restored at its end. */
struct state {
	struct doc	*block;		/* where paragraphs go: ROOT, ITEM, QUOTE, or a list */
	struct doc	*table, *row, *cell;	/* of data; NULL outside */
	const char	*language;	/* NULL: that of the root */
	int		 depth;		/* of blocks */
	int		 heading;	/* level, or 0 */
	int		 pre, lines;	/* white space is kept; line ends are kept */
	int		 strong, emph, link;
	int		 hidden;
	int		 mark;		/* the mark of an item of a word processor's list */
	int		 raised;	/* above the line */
	int		 tiny;		/* letters too small to be read; frames of layout are, and their content is not */
	int		 after;		/* line ends due at its end: 0, 1 (a line), 2 (a paragraph) */
	int		 is_link;	/* this is the link that is open */
};

struct builder {
	struct markup_reader *r;
	struct doc	*root;
	struct state	 now, saved[HTML_DEPTH];
	size_t		 n_saved;
	struct doc	*para;		/* takes text; NULL: none is open */
	struct doc	*inl;		/* the inline in it for the state now; NULL: not made yet */
	struct doc	*link;		/* the open link in it; NULL: not made yet */
	struct doc	*item;		/* the last item of the list we are in */
	struct buf	 text;		/* not yet in the tree */
	struct buf	 url;
	struct buf	 mark;		/* in front of an item of a word processor's list */
	int		 newlines;	/* line ends since the last text */
	int		 blank;		/* white space since the last text */
	int		 at_blank;	/* nothing but white space since the last line end */
	size_t		 nodes;
	struct buf	 rest;		/* the text behind HTML_NODES */
};

/* --- text --- */

static struct doc *
add(struct builder *b, struct doc *parent, enum doc_kind kind)
{
	if (b->nodes > HTML_NODES)
		return parent;
	b->nodes++;
	return doc_add(parent, kind);
}

/* What ends a line parts words at least. */
static void
rest_blank(struct builder *b)
{
	if (b->rest.len > 0 && b->rest.s[b->rest.len - 1] != ' ')
		buf_addc(&b->rest, ' ');
}

/* Put the text collected into the tree. */
static void
flush(struct builder *b)
{
	if (b->blank && !b->at_blank && b->para != NULL && !b->now.pre) {
		buf_addc(&b->text, ' ');
		b->at_blank = 1;
		b->blank = 0;
	}
	if (b->text.len == 0 || b->para == NULL)
		return;
	if (b->now.link && b->link == NULL) {
		b->link = doc_link(b->para, buf_str(&b->url), SPAN_NONE);
		b->nodes++;
	}
	if (b->inl == NULL) {
		b->inl = b->now.link && b->link != NULL ? b->link : b->para;
		if (b->now.strong)
			b->inl = add(b, b->inl, DOC_STRONG);
		if (b->now.emph)
			b->inl = add(b, b->inl, DOC_EMPH);
	}
	doc_text(b->inl, span_buf(&b->text));
	b->nodes++;
	buf_reset(&b->text);
}

static void
end_paragraph(struct builder *b)
{
	flush(b);
	buf_reset(&b->text);
	b->para = b->inl = b->link = NULL;
	b->newlines = b->blank = 0;
	b->at_blank = 1;
	rest_blank(b);
}

/* Lists hold nothing but items. */
static struct doc *
place(struct builder *b)
{
	enum doc_kind kind = doc_kind(b->now.block);

	if (kind != DOC_LIST && kind != DOC_NUMBERED)
		return b->now.block;
	return add(b, b->now.block, DOC_ITEM);
}

static void
open_paragraph(struct builder *b)
{
	if (b->now.cell != NULL)
		b->para = b->now.cell;
	else if (b->now.heading > 0) {
		b->para = doc_heading(place(b), b->now.heading, NULL);
		b->nodes++;
	} else
		b->para = add(b, place(b), b->now.pre ? DOC_VERBATIM : DOC_PARA);
	if (b->now.language != NULL)
		doc_language(b->para, b->now.language);
	b->newlines = b->blank = 0;
	b->at_blank = 1;
}

/* Text comes: make the place for it. */
static void
ready(struct builder *b)
{
	if (b->para != NULL && b->newlines >= 2 && b->now.cell == NULL && b->now.heading == 0)
		end_paragraph(b);
	if (b->para == NULL) {
		open_paragraph(b);
		return;
	}
	if (b->newlines > 0) {
		b->blank = 0;
		flush(b);
		add(b, b->inl != NULL && b->link == NULL ? b->inl : b->para, DOC_BREAK);
		b->inl = b->link = NULL;
		b->at_blank = 1;
	}
	b->newlines = 0;
}

static void
line_end(struct builder *b)
{
	if (b->now.pre && b->para != NULL && b->now.cell == NULL)
		buf_addc(&b->text, '\n');
	else
		b->newlines++;
	rest_blank(b);
}

/* At least n line ends, if there is text before. */
static void
line_ends(struct builder *b, int n)
{
	if (n > 0)
		rest_blank(b);
	if (b->para == NULL)
		return;
	if (b->now.pre && b->now.cell == NULL) {
		if (b->text.len > 0 && b->text.s[b->text.len - 1] != '\n')
			buf_addc(&b->text, '\n');
	} else if (b->newlines < n)
		b->newlines = n;
}

static int
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Where a line may break and what has no width: nobody sees it, and a word with it inside is not found. */
static int
is_unseen(uint32_t c)
{
	return c == 0xAD || c == 0x34F || c == 0x200B || c == 0x2060 || c == 0xFEFF;
}

static int
has_unseen(struct span s)
{
	while (s.n > 0)
		if ((unsigned char)s.s[0] < 0x80)
			s = span_from(s, 1);
		else if (is_unseen(utf8_take(&s)))
			return 1;
	return 0;
}

/* No-break blanks and joiners of nothing in front of anything are there to move it; a paragraph of them is an empty line. */
static struct span
skip_fill(struct span s)
{
	struct span rest = s;
	uint32_t c;

	while (rest.n > 0 && ((c = utf8_take(&rest)) == 0xA0 || c == 0x2007 || c == 0x200C || c == 0x200D))
		s = rest;
	return s;
}

static void	 word(struct builder *, struct span);

/* Without what nobody sees; if nothing else is there, it was no word. */
static void
seen_word(struct builder *b, struct span s)
{
	struct buf seen = BUF_INIT;
	uint32_t c;

	while (s.n > 0)
		if (!is_unseen(c = utf8_take(&s)))
			utf8_put(&seen, c);
	if (skip_fill(span_buf(&seen)).n > 0)
		word(b, span_buf(&seen));
	b->text.err |= seen.err;
	buf_free(&seen);
}

/* A digit above the line that follows something is a power, or cents: 10^3 is not 103. */
static void
raise(struct builder *b, struct span s)
{
	if (b->now.raised == 1 && !b->blank && !b->at_blank && b->newlines == 0 && s.s[0] >= '0' && s.s[0] <= '9')
		buf_addc(&b->text, '^');
	b->now.raised = b->now.raised > 0 ? 2 : 0;
}

static void
word(struct builder *b, struct span s)
{
	if (has_unseen(s)) {
		seen_word(b, s);
		return;
	}
	if (b->para == NULL || b->newlines > 0 || b->at_blank) {
		if ((s = skip_fill(s)).n == 0)
			return;
	}
	if (b->nodes > HTML_NODES) {
		if (b->rest.len == 0)
			end_paragraph(b);
		else if (b->blank)
			rest_blank(b);
		buf_addspan(&b->rest, s);
		b->blank = 0;
		return;
	}
	ready(b);
	if (b->blank && !b->at_blank)
		buf_addc(&b->text, ' ');
	raise(b, s);
	buf_addspan(&b->text, s);
	b->blank = b->at_blank = 0;
}

static void
verbatim(struct builder *b, struct span s)
{
	if (b->nodes > HTML_NODES) {
		buf_addspan(&b->rest, s);
		return;
	}
	if (b->para == NULL && span_starts(s, "\n"))
		s = span_from(s, 1);
	if (b->para == NULL && s.n > 0)
		open_paragraph(b);
	buf_addspan(&b->text, s);
}

static void
text(struct builder *b, struct span s)
{
	size_t	 i, start;

	if (b->now.mark)
		buf_addspan(&b->mark, s);
	if (b->now.hidden || b->now.tiny || b->now.mark)
		return;
	if (b->now.pre && b->now.cell == NULL) {
		verbatim(b, s);
		return;
	}
	for (i = 0; i < s.n;) {
		for (; i < s.n && is_blank(s.s[i]); i++) {
			b->blank = 1;
			if (b->now.lines && s.s[i] == '\n')
				line_end(b);
		}
		for (start = i; i < s.n && !is_blank(s.s[i]);)
			i++;
		if (i > start)
			word(b, span_make(s.s + start, i - start));
	}
}

/* --- elements --- */

static void
nest(struct builder *b, enum doc_kind kind)
{
	end_paragraph(b);
	if (b->now.depth < HTML_BLOCKS && b->nodes < HTML_NODES && b->now.cell == NULL) {
		b->now.block = add(b, place(b), kind);
		b->now.depth++;
	}
}

static void
open_list(struct builder *b, enum doc_kind kind)
{
	enum doc_kind in = doc_kind(b->now.block);

	/* A list straight in a list belongs to the item before it. */
	end_paragraph(b);
	if ((in == DOC_LIST || in == DOC_NUMBERED) && b->item != NULL && doc_parent(b->item) == b->now.block)
		b->now.block = b->item;
	nest(b, kind);
}

/* People refer to numbers. */
static void
set_start(struct builder *b, struct doc *list, const char *attribute)
{
	const char *value = markup_attr(b->r, attribute);
	unsigned long long n;

	if (value != NULL && doc_kind(list) == DOC_NUMBERED && doc_first(list) == NULL &&
	    span_number(span_trim(span_str(value)), &n) == 0 && n > 0 && n < 1000000)
		doc_start(list, (int)n);
}

static void
open_item(struct builder *b)
{
	enum doc_kind in = doc_kind(b->now.block);

	if (in != DOC_LIST && in != DOC_NUMBERED)
		nest(b, DOC_LIST);
	end_paragraph(b);
	in = doc_kind(b->now.block);
	set_start(b, b->now.block, "value");
	if (in == DOC_LIST || in == DOC_NUMBERED)
		b->item = b->now.block = add(b, b->now.block, DOC_ITEM);
}

/* Some mail programs mark an indent as a quote without a border. */
static int
is_indent(struct markup_reader *r)
{
	const char *type = markup_attr(r, "type");

	return markup_attr(r, "class") == NULL && (type == NULL || strcmp(type, "cite") != 0) &&
	    html_style_borderless(markup_attr(r, "style"));
}

/*
 * Does the table that was just opened hold data, or is it there to place things?  Data means rows
 * of several short cells with nothing but lines in them.
 */
static int
is_data(struct markup_reader *r)
{
	size_t	 at = markup_tell(r), rows = 0, cells = 0, widest = 0, bytes = 0, blocks = 0;
	int	 top = markup_depth(r), kind, data = 1;
	enum html_role role;
	const char *as = markup_attr(r, "role");

	if (as != NULL && strcmp(as, "presentation") == 0)
		return 0;
	while (data && (kind = markup_next(r, NULL)) > 0 && markup_depth(r) >= top) {
		if (kind == MARKUP_CLOSE && markup_depth(r) == top)
			break;
		if (kind == MARKUP_TEXT)
			bytes += span_trim(markup_text(r)).n;
		if (kind != MARKUP_OPEN)
			continue;
		role = html_role(markup_name(r));
		if (role == ROW) {
			rows++;
			cells = 0;
		} else if (role == CELL || role == HEAD_CELL) {
			widest = ++cells > widest ? cells : widest;
			bytes = blocks = 0;
		} else if (role == LINE || role == PARAGRAPH)
			blocks++;
		else if (role >= HEADING && role <= RULE)
			data = 0;
		data = data && role != TABLE && blocks <= 1 && bytes <= CELL_MAX && cells <= ROW_MAX;
	}
	markup_seek(r, at);
	return data && rows >= 2 && widest >= 2;
}

static void
open_cell(struct builder *b, int head)
{
	if (b->now.table == NULL) {
		line_ends(b, 1);
		return;
	}
	end_paragraph(b);
	if (b->nodes >= HTML_NODES)
		return;
	if (b->now.row == NULL)
		b->now.row = add(b, b->now.table, DOC_ROW);
	b->now.cell = add(b, b->now.row, DOC_CELL);
	b->now.strong |= head;
}

static void
open_table(struct builder *b)
{
	line_ends(b, 2);
	b->now.after = 2;
	if (b->now.cell != NULL || b->nodes >= HTML_NODES || !is_data(b->r))
		return;
	end_paragraph(b);
	b->now.table = add(b, place(b), DOC_TABLE);
	b->now.row = NULL;
}

static void
open_row(struct builder *b)
{
	if (b->now.table == NULL) {
		line_ends(b, 1);
		b->now.after = 1;
	} else {
		end_paragraph(b);
		b->now.row = add(b, b->now.table, DOC_ROW);
	}
}

static void
open_link(struct builder *b)
{
	const char *href = markup_attr(b->r, "href");

	if (b->now.link || href == NULL)
		return;
	flush(b);
	buf_reset(&b->url);
	if (html_url(&b->url, href)) {
		b->now.link = b->now.is_link = 1;
		b->inl = b->link = NULL;
	}
}

static void
picture(struct builder *b)
{
	const char *alt = markup_attr(b->r, "alt");

	if (alt != NULL && strlen(alt) <= ALT_MAX)
		text(b, span_str(alt));
}

/* A box that is ticked or not tells something; other fields are empty. */
static void
input(struct builder *b)
{
	const char *type = markup_attr(b->r, "type");

	if (type != NULL && strcasecmp(type, "checkbox") == 0) {
		text(b, markup_attr(b->r, "checked") != NULL ? SPAN("[x]") : SPAN("[ ]"));
		b->blank = 1;
	}
	b->now.hidden = 1;
}

/* The mark of a word processor's list, which is text there: a number as it is, a sign of whatever typeface as ours. */
static void
end_mark(struct builder *b)
{
	struct span mark = span_trim(span_buf(&b->mark));
	ptrdiff_t fill = span_find(mark, SPAN("\xC2\xA0"));

	if (fill != -1)
		mark = span_trim(span_head(mark, (size_t)fill));
	if (mark.n > 0)
		text(b, mark.n > 1 && mark.s[0] > ' ' ? mark : SPAN("-"));
	b->blank = 1;
	buf_reset(&b->mark);
}

static void
set_style(struct builder *b)
{
	const char *style = markup_attr(b->r, "style"), *tag = markup_attr(b->r, "lang");

	b->now.hidden |= markup_attr(b->r, "hidden") != NULL || html_style_hidden(style);
	b->now.lines |= html_style_lines(style);
	b->now.mark |= html_style_list(style) == 2;
	if (html_style_size(style) != -1)
		b->now.tiny = html_style_size(style) == 0;
	if (tag != NULL && language_valid(span_str(tag))) {
		b->now.language = tag;
		if (strcmp(markup_name(b->r), "html") == 0) {
			doc_language(b->root, tag);
			b->now.language = NULL;
		}
	}
}

static void
enter(struct builder *b, enum html_role role)
{
	const char *name = markup_name(b->r), *class = markup_attr(b->r, "class");

	switch (role) {
	case HIDDEN:
		b->now.hidden = 1;
		break;
	case PARAGRAPH:
	case LINE:
		if (html_class(class, "yahoo_quoted"))
			nest(b, DOC_QUOTE);
		/* The items of a word processor's list stand close together. */
		b->now.after = role == PARAGRAPH && html_style_list(markup_attr(b->r, "style")) == 0 ? 2 : 1;
		line_ends(b, b->now.after);
		break;
	case HEADING:
		end_paragraph(b);
		b->now.heading = name[1] - '0';
		break;
	case LIST:
	case NUMBERED:
		open_list(b, role == LIST ? DOC_LIST : DOC_NUMBERED);
		set_start(b, b->now.block, "start");
		break;
	case ITEM:
		open_item(b);
		break;
	case QUOTE:
		if (is_indent(b->r)) {
			line_ends(b, 2);
			b->now.after = 2;
		} else
			nest(b, DOC_QUOTE);
		break;
	case PRE:
		end_paragraph(b);
		b->now.pre = 1;
		break;
	case RULE:
		end_paragraph(b);
		add(b, place(b), DOC_RULE);
		break;
	case BREAK:
		line_end(b);
		break;
	case STRONG:
	case EMPH:
		flush(b);
		b->inl = NULL;
		b->now.strong |= role == STRONG;
		b->now.emph |= role == EMPH;
		break;
	case LINK:
		open_link(b);
		break;
	case PICTURE:
		picture(b);
		break;
	case INPUT:
		input(b);
		break;
	case RAISED:
		b->now.raised = 1;
		break;
	case TABLE:
		open_table(b);
		break;
	case ROW:
		open_row(b);
		break;
	case CELL:
	case HEAD_CELL:
		open_cell(b, role == HEAD_CELL);
		break;
	default:
		break;
	}
}

static void
open_element(struct builder *b)
{
	b->saved[b->n_saved++] = b->now;
	b->now.after = b->now.is_link = 0;
	set_style(b);
	if (!b->now.hidden)
		enter(b, html_role(markup_name(b->r)));
}

static void
close_element(struct builder *b)
{
	struct state *was = &b->saved[--b->n_saved];
	int	 after = b->now.after, marked;

	if (was->block != b->now.block || was->heading != b->now.heading || was->pre != b->now.pre ||
	    was->table != b->now.table || was->row != b->now.row || was->cell != b->now.cell)
		end_paragraph(b);
	else if (was->strong != b->now.strong || was->emph != b->now.emph || was->link != b->now.link) {
		flush(b);
		b->inl = NULL;
	}
	if (b->now.is_link)
		b->link = NULL;
	marked = b->now.mark && !was->mark;
	b->now = *was;
	if (marked)
		end_mark(b);
	line_ends(b, after);
}

static void
build(struct builder *b)
{
	int	 kind;

	while ((kind = markup_next(b->r, NULL)) > 0)
		switch (kind) {
		case MARKUP_OPEN:
			open_element(b);
			break;
		case MARKUP_CLOSE:
			close_element(b);
			break;
		default:
			text(b, markup_text(b->r));
			break;
		}
	end_paragraph(b);
	if (b->rest.len > 0)
		doc_text(doc_add(b->root, DOC_PARA), span_buf(&b->rest));
}

struct doc *
html_doc(struct span utf8, struct err *e)
{
	struct builder b = { .at_blank = 1 };
	int	 bad;

	if ((b.root = doc_new("", e)) == NULL)
		return NULL;
	if ((b.r = markup_html(utf8, e)) == NULL) {
		doc_free(b.root);
		return NULL;
	}
	b.now.block = b.root;
	build(&b);
	bad = doc_ok(b.root, e) == -1 || buf_ok(&b.text, e) == -1 || buf_ok(&b.url, e) == -1 || buf_ok(&b.rest, e) == -1 ||
	    buf_ok(&b.mark, e) == -1;
	markup_free(b.r);
	buf_free(&b.text);
	buf_free(&b.url);
	buf_free(&b.mark);
	buf_free(&b.rest);
	if (bad) {
		doc_free(b.root);
		return NULL;
	}
	return b.root;
}

int
html_text(struct buf *out, struct span utf8, struct err *e)
{
	static const struct docout_text whole = { .columns = (size_t)1 << 30, .headings = 1 };
	struct doc *d;
	int	 r;

	if ((d = html_doc(utf8, e)) == NULL)
		return -1;
	r = docout_text(out, d, &whole, e);
	doc_free(d);
	return r;
}
