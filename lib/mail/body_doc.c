/*
 * The blocks of a text as a tree that docout writes.
 */
#include <string.h>

#include "mail/body.h"
#include "text/utf8.h"

#define LINE_USUAL	60	/* columns: shorter lines were ended by the writer, not by her program */

struct writing {
	struct doc	*parent;	/* where blocks go */
	struct doc	*list;		/* the one that is open, or NULL */
	int		 next;		/* number of its next item; 0: bullets */
	size_t		 widest;	/* of all lines of the text, in columns */
};

/* ---- links ---- */

/* Where the next address begins, or -1. */
static ptrdiff_t
find_link(struct span s)
{
	static const char *const	schemes[] = { "https://", "http://" };
	ptrdiff_t			first = -1, at;
	size_t				i;

	for (i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
		if ((at = span_casefind(s, span_str(schemes[i]))) != -1 && (first == -1 || at < first))
			first = at;
	return first;
}

/* Up to a blank or a bracket; what ends a sentence does not belong to it. */
static size_t
link_length(struct span s)
{
	size_t	n, open = 0, close = 0;

	for (n = 0; n < s.n && (unsigned char)s.s[n] > ' ' && strchr("<>\"", s.s[n]) == NULL; n++) {
		open += s.s[n] == '(';
		close += s.s[n] == ')';
	}
	while (n > 0 && (strchr(".,;:!?'*_", s.s[n - 1]) != NULL || (s.s[n - 1] == ')' && close > open))) {
		close -= s.s[n - 1] == ')';
		n--;
	}
	return n;
}

static void
put_words(struct doc *node, struct span s)
{
	struct buf	url = BUF_INIT;
	ptrdiff_t	at;
	size_t		n;

	while ((at = find_link(s)) != -1) {
		n = link_length(span_from(s, (size_t)at));
		if (at > 0)
			doc_text(node, span_head(s, (size_t)at));
		s = span_from(s, (size_t)at);
		buf_reset(&url);
		buf_addspan(&url, span_head(s, n));
		if (!url.err)
			doc_link(node, buf_str(&url), span_head(s, n));
		s = span_from(s, n);
	}
	if (s.n > 0)
		doc_text(node, s);
	buf_free(&url);
}

/* ---- lines ---- */

static struct span
bare(struct span line, int depth)
{
	for (; depth > 0; depth--) {
		ptrdiff_t	at = span_chr(line, '>');

		line = span_from(line, (size_t)(at + 1));
	}
	return span_trim(line);
}

static size_t
widest_line(struct span text)
{
	struct span	line;
	size_t		width, widest = LINE_USUAL;

	while (span_line(&text, &line))
		if ((width = utf8_width(span_head(line, 200))) > widest)
			widest = width;
	return widest;
}

/* Would the next line's first word have fit behind this one?  Then the writer ended the line herself. */
static int
is_meant(struct span line, struct span next, size_t widest)
{
	ptrdiff_t	blank = span_chr(next, ' ');
	struct span	word = blank == -1 ? next : span_head(next, (size_t)blank);

	return utf8_width(line) + 1 + utf8_width(word) <= widest;
}

/* The words of a block, with the line ends that were meant. */
static void
put_block(struct writing *w, struct doc *node, const struct block *b, struct span text)
{
	struct span	line, before = SPAN_NONE;

	while (span_line(&text, &line)) {
		line = bare(line, b->depth);
		if (line.n == 0)
			continue;
		if (before.n > 0) {
			if (is_meant(before, line, w->widest))
				doc_add(node, DOC_BREAK);
			else
				doc_texts(node, " ");
		}
		put_words(node, line);
		before = line;
	}
}

/* ---- blocks ---- */

/* "3. ": its number; 0 for a bullet, -1 for letters. */
static int
number_of(struct span text)
{
	int	n = 0;

	text = span_trim(text);
	if (text.n > 0 && text.s[0] >= 'a' && text.s[0] <= 'z')
		return -1;
	for (; text.n > 0 && text.s[0] >= '0' && text.s[0] <= '9' && n < 1000; text = span_from(text, 1))
		n = 10 * n + (text.s[0] - '0');
	return n;
}

/* The block's text behind its mark. */
static struct span
behind_mark(struct span text)
{
	text = span_trim(text);
	while (text.n > 0 && text.s[0] != ' ' && text.s[0] != '\t')
		text = span_from(text, 1);
	return span_trim(text);
}

static void
put_item(struct writing *w, const struct block *b)
{
	int	number = number_of(b->text);

	if (number == -1) {
		w->list = NULL;
		put_block(w, doc_add(w->parent, DOC_PARA), b, b->text);
		return;
	}
	if (w->list == NULL || w->next != number) {
		w->list = doc_add(w->parent, number == 0 ? DOC_LIST : DOC_NUMBERED);
		if (number > 1)
			doc_start(w->list, number);
		w->next = number;
	}
	w->next += w->next > 0;
	put_block(w, doc_add(w->list, DOC_ITEM), b, behind_mark(b->text));
}

/* Quotes of a depth stand inside one another. */
static void
put_quote(struct writing *w, const struct block *b)
{
	struct doc	*node = w->parent;
	int		 depth;

	for (depth = 0; depth < b->depth && depth < 5; depth++)
		node = doc_add(node, DOC_QUOTE);
	put_block(w, doc_add(node, DOC_PARA), b, b->text);
}

static void
put_signature(struct writing *w, const struct block *b)
{
	struct span	text = b->text, line;
	struct doc	*node;

	(void)span_line(&text, &line);
	if (span_trim(text).n == 0)
		return;
	doc_add(w->parent, DOC_RULE);
	node = doc_add(w->parent, DOC_PARA);
	doc_class(node, "signature");
	for (text = span_trim(text); span_line(&text, &line); ) {
		put_words(node, span_trim(line));
		if (text.n > 0)
			doc_add(node, DOC_BREAK);
	}
}

static void
put_verbatim(struct writing *w, const struct block *b)
{
	struct span	line = span_trim(b->text);

	if (find_link(line) == -1 && line.n > 0 && strchr("-_*=~#", line.s[0]) != NULL)
		doc_add(w->parent, DOC_RULE);
	else
		put_words(doc_add(w->parent, DOC_PARA), line);
}

int
body_doc(struct doc *parent, struct span text, struct err *err)
{
	struct writing	w = { .parent = parent, .widest = widest_line(text) };
	struct block	b;

	while (body_block(&text, &b) == 1) {
		if (b.kind != BLOCK_ITEM)
			w.list = NULL;
		switch (b.kind) {
		case BLOCK_ITEM:
			put_item(&w, &b);
			break;
		case BLOCK_QUOTE:
			put_quote(&w, &b);
			break;
		case BLOCK_SIGNATURE:
			put_signature(&w, &b);
			break;
		case BLOCK_VERBATIM:
			put_verbatim(&w, &b);
			break;
		default:
			put_block(&w, doc_add(parent, DOC_PARA), &b, b.text);
		}
	}
	return parent == NULL ? err_memory(err) : 0;
}
