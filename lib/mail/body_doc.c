#include <string.h>

#include "mail/body.h"
#include "text/utf8.h"

#define URL_MAX		2000	/* bytes; what is longer is text from there on */
#define QUOTES_MAX	8	/* quotes in each other that are shown as such */
#define LINE_USUAL	60	/* columns: a text whose lines are all shorter was not wrapped by a program */
#define LINE_LOOKED_AT	400	/* bytes of a line whose width is asked for */

/* The tree being built, and what may still grow at its end. */
struct building {
	struct doc	*parent;
	struct doc	*quote[QUOTES_MAX];	/* open quotes, by depth */
	int		 depth;
	size_t		 widest;		/* of all lines of the text, in columns */
	struct doc	*list;			/* open list */
	unsigned	 number;		/* of its last item; 0: it has none */
};

/* Where does an URL begin, at a place where a word can begin?  Its offset, or s.n. */
static size_t
find_url(struct span s)
{
	struct span here;
	size_t	 at = 0;
	ptrdiff_t found;

	for (; (found = span_casefind(span_from(s, at), SPAN("http"))) != -1; at++) {
		at += (size_t)found;
		here = span_from(s, at);
		if ((span_casestarts(here, "http://") || span_casestarts(here, "https://")) &&
		    (at == 0 || strchr(" \t<(\"'[{,;:", s.s[at - 1]) != NULL || (unsigned char)s.s[at - 1] > 0x7f))
			return at;
	}
	return s.n;
}

static size_t
count(struct span s, char c)
{
	size_t	 i, n = 0;

	for (i = 0; i < s.n; i++)
		n += s.s[i] == c;
	return n;
}

/* How long is it, URL_MAX at most?  Signs that end the sentence around it are not part of it, a bracket it opened itself is. */
static size_t
url_length(struct span s)
{
	size_t	 n = 0;

	while (n < s.n && n < URL_MAX && (unsigned char)s.s[n] > ' ' && strchr("<>\"", s.s[n]) == NULL)
		n++;
	while (n > 0) {
		if (strchr(".,;:!?'*_", s.s[n - 1]) != NULL)
			n--;
		else if (s.s[n - 1] == ')' && count(span_head(s, n), '(') < count(span_head(s, n), ')'))
			n--;
		else if (s.s[n - 1] == ']' && count(span_head(s, n), '[') < count(span_head(s, n), ']'))
			n--;
		else if (n > 1 && (unsigned char)s.s[n - 2] == 0xC2 && (unsigned char)s.s[n - 1] == 0xBB)
			n -= 2;		/* a closing guillemet */
		else
			break;
	}
	return n;
}

static void
add_link(struct doc *parent, struct span url)
{
	struct buf target = BUF_INIT;

	buf_addspan(&target, url);
	doc_link(parent, buf_str(&target), url);
	buf_free(&target);
}

/* Text with the URLs in it as links. */
static void
add_inlines(struct doc *parent, struct span s)
{
	size_t	 at, n;

	while (s.n > 0) {
		at = find_url(s);
		n = url_length(span_from(s, at));
		if (at > 0)
			doc_text(parent, span_head(s, at));
		if (n > 0)
			add_link(parent, span_head(span_from(s, at), n));
		s = span_from(s, at + n);
	}
}

/* The node in which a block of that depth stands. */
static struct doc *
at_depth(struct building *b, int depth)
{
	if (depth > QUOTES_MAX)
		depth = QUOTES_MAX;
	if (depth < b->depth)
		b->depth = depth;
	for (; b->depth < depth; b->depth++)
		b->quote[b->depth] = doc_add(b->depth == 0 ? b->parent : b->quote[b->depth - 1], DOC_QUOTE);
	return depth == 0 ? b->parent : b->quote[depth - 1];
}

/* The number in front of an item, 0 if it has none. */
static unsigned
item_number(struct span s)
{
	unsigned n = 0;
	int	 d;

	s = span_trim(s);
	while (s.n > 0 && (d = utf8_digit(utf8_take(&s))) != -1)
		n = n * 10 + (unsigned)d;
	return n;
}

static int
is_bullet(struct span s)
{
	s = span_trim(s);
	return s.n > 0 && (strchr("-*+", s.s[0]) != NULL || (unsigned char)s.s[0] > 0x7f);
}

/* People refer to numbers, so an item keeps its own.  One marked by a letter stays as it was written. */
static void
add_item(struct building *b, const struct block *block, struct span text)
{
	unsigned number = item_number(block->text);
	struct buf whole = BUF_INIT;
	struct block para = { .kind = BLOCK_PARA, .text = block->text };

	if (number == 0 && !is_bullet(block->text)) {
		b->list = NULL;
		block_text(&whole, &para);
		add_inlines(doc_add(b->parent, DOC_PARA), span_buf(&whole));
		buf_free(&whole);
		return;
	}
	if (b->list == NULL || (number > 0) != (b->number > 0) || (number > 0 && number != b->number + 1)) {
		b->list = doc_add(b->parent, number > 0 ? DOC_NUMBERED : DOC_LIST);
		if (number > 1)
			doc_start(b->list, (int)number);
	}
	b->number = number;
	add_inlines(doc_add(doc_add(b->list, DOC_ITEM), DOC_PARA), text);
}

/* Lines as they stand. */
static void
add_lines(struct doc *para, struct span s)
{
	struct span line;
	int	 first = 1;

	while (span_line(&s, &line)) {
		if (!first)
			doc_add(para, DOC_BREAK);
		add_inlines(para, span_trim(line));
		first = 0;
	}
}

static size_t
widest_line(struct span text)
{
	struct span line;
	size_t	 width, widest = LINE_USUAL;

	while (span_line(&text, &line))
		if ((width = utf8_width(span_head(line, LINE_LOOKED_AT))) > widest)
			widest = width;
	return widest;
}

/* Would the next line's first word have fit behind this one?  Then the writer ended the line, not her program. */
static int
is_meant(struct span line, struct span next, size_t widest)
{
	ptrdiff_t blank = span_chr(next, ' ');

	if (blank != -1)
		next = span_head(next, (size_t)blank);
	return utf8_width(span_head(line, LINE_LOOKED_AT)) + 1 + utf8_width(span_head(next, LINE_LOOKED_AT)) <= widest;
}

/* A paragraph with the line ends that were meant. */
static void
add_para(const struct building *b, struct doc *para, struct span s)
{
	struct span line, before = SPAN_NONE;

	while (span_line(&s, &line)) {
		line = span_trim(line);
		if (line.n == 0)
			continue;
		if (before.n > 0 && is_meant(before, line, b->widest))
			doc_add(para, DOC_BREAK);
		else if (before.n > 0)
			doc_texts(para, " ");
		add_inlines(para, line);
		before = line;
	}
}

static void
add_verbatim(struct doc *parent, struct span text)
{
	if (find_url(text) < text.n)
		add_inlines(doc_add(parent, DOC_PARA), text);
	else
		doc_add(parent, DOC_RULE);
}

static void
add_classed(struct doc *parent, const char *class, struct span lines)
{
	struct doc *para = doc_add(parent, DOC_PARA);

	doc_class(para, class);
	add_lines(para, lines);
}

static void
add_block(struct building *b, const struct block *block, struct span text)
{
	struct doc *at = at_depth(b, block->depth);

	if (block->kind == BLOCK_ITEM) {
		add_item(b, block, text);
		return;
	}
	b->list = NULL;
	if (block->kind == BLOCK_VERBATIM)
		add_verbatim(at, text);
	else if (block->kind == BLOCK_SIGNATURE)
		add_classed(at, "signature", block->text);
	else if (block->kind == BLOCK_ATTRIBUTION)
		add_classed(at, "attribution", block->text);
	else if (block->kind == BLOCK_PARA)
		add_para(b, doc_add(at, DOC_PARA), block->text);
	else
		add_inlines(doc_add(at, DOC_PARA), text);
}

int
body_doc(struct doc *parent, struct span text, struct err *e)
{
	struct building b = { .parent = parent, .widest = widest_line(text) };
	struct buf words = BUF_INIT;
	struct block block;
	int	 r;

	while (body_block(&text, &block)) {
		buf_reset(&words);
		block_text(&words, &block);
		add_block(&b, &block, span_buf(&words));
	}
	r = buf_ok(&words, e);
	buf_free(&words);
	return r;
}
