#include <string.h>

#include "mail/body.h"
#include "text/utf8.h"

#define URL_MAX		2000	/* bytes; what is longer is text from there on */
#define LINE_USUAL	60	/* columns: shorter lines were ended by the writer, not by her program */
#define LINE_WIDE	100	/* longer ones are whole paragraphs and say nothing of where lines end */
#define WORD_SEEN	200	/* bytes of a word that are measured */
#define QUOTES_MAX	8	/* quotes in each other that are shown as such */

/* The tree being built, and what may still grow at its end. */
struct building {
	struct doc	*parent;
	struct doc	*quote[QUOTES_MAX];	/* open quotes, by depth */
	int		 depth;
	struct doc	*list;			/* open list */
	unsigned	 number;		/* of its last item; 0: it has none */
	size_t		 widest;		/* columns of the widest line of the text */
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

/* --- line ends that were meant --- */

/* No character is wider than its bytes are many: a line that could not be the widest is not measured. */
static size_t
widest_line(struct span text)
{
	struct span line;
	size_t	 width, widest = LINE_USUAL;

	while (span_line(&text, &line))
		if (line.n > widest && line.n <= 4 * LINE_WIDE && (width = utf8_width(line)) > widest && width <= LINE_WIDE)
			widest = width;
	return widest;
}

/* Would the next line's first word have fit behind so many columns?  Then the writer ended the line herself. */
static int
is_meant(const struct building *b, size_t columns, struct span next)
{
	ptrdiff_t blank = span_chr(next, ' ');
	struct span word = span_head(next, blank == -1 ? next.n : (size_t)blank);

	return columns + 1 + utf8_width(span_head(word, WORD_SEEN)) <= b->widest;
}

/* The lines of a block: what a program broke is one line again. */
static void
add_lines(const struct building *b, struct doc *para, const struct block *block)
{
	struct buf words = BUF_INIT;
	struct block one = *block;
	struct span rest = block->text;
	size_t	 columns = 0;

	while (span_line(&rest, &one.text)) {
		buf_reset(&words);
		block_text(&words, &one);
		if (one.kind == BLOCK_ITEM)
			one.kind = BLOCK_PARA;		/* only the first line has a mark */
		if (words.len == 0)
			continue;
		if (columns > 0 && is_meant(b, columns, span_buf(&words)))
			doc_add(para, DOC_BREAK);
		else if (columns > 0)
			doc_texts(para, " ");
		add_inlines(para, span_buf(&words));
		if (rest.n > 0)
			columns = utf8_width(span_head(span_buf(&words), 4 * LINE_WIDE));
	}
	buf_free(&words);
}

/* --- blocks --- */

/* People refer to numbers, so an item keeps its own.  One marked by a letter stays as it was written. */
static void
add_item(struct building *b, const struct block *block)
{
	unsigned number = item_number(block->text);
	struct block para = { .kind = BLOCK_PARA, .text = block->text };

	if (number == 0 && !is_bullet(block->text)) {
		b->list = NULL;
		add_lines(b, doc_add(b->parent, DOC_PARA), &para);
		return;
	}
	if (b->list == NULL || (number > 0) != (b->number > 0) || (number > 0 && number != b->number + 1)) {
		b->list = doc_add(b->parent, number > 0 ? DOC_NUMBERED : DOC_LIST);
		if (number > 1)
			doc_start(b->list, (int)number);
	}
	b->number = number;
	add_lines(b, doc_add(doc_add(b->list, DOC_ITEM), DOC_PARA), block);
}

static void
add_verbatim(struct doc *parent, struct span text)
{
	if (find_url(text) < text.n)
		add_inlines(doc_add(parent, DOC_PARA), text);
	else
		doc_add(parent, DOC_RULE);
}

/* Every line of it. */
static void
add_signature(struct doc *parent, struct span s)
{
	struct doc *para;
	struct span line;

	span_line(&s, &line);		/* the mark */
	if (span_trim(s).n == 0)
		return;
	doc_add(parent, DOC_RULE);
	para = doc_add(parent, DOC_PARA);
	doc_class(para, "signature");
	for (s = span_trim(s); span_line(&s, &line);) {
		add_inlines(para, span_trim(line));
		if (s.n > 0)
			doc_add(para, DOC_BREAK);
	}
}

static void
add_block(struct building *b, const struct block *block)
{
	struct doc *at = at_depth(b, block->depth), *para;

	if (block->kind == BLOCK_ITEM) {
		add_item(b, block);
		return;
	}
	b->list = NULL;
	if (block->kind == BLOCK_VERBATIM)
		add_verbatim(at, span_trim(block->text));
	else if (block->kind == BLOCK_SIGNATURE)
		add_signature(at, block->text);
	else {
		para = doc_add(at, DOC_PARA);
		if (block->kind == BLOCK_ATTRIBUTION)
			doc_class(para, "attribution");
		add_lines(b, para, block);
	}
}

int
body_doc(struct doc *parent, struct span text, struct err *e)
{
	struct building b = { .parent = parent, .widest = widest_line(text) };
	struct block block;

	while (body_block(&text, &block))
		add_block(&b, &block);
	return parent == NULL ? err_memory(e) : 0;
}
