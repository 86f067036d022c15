/*
 * What a mail program wrapped too wide for us, as lines that can be wrapped again.
 */
#include <string.h>

#include "text/utf8.h"
#include "text/wrap.h"

#define WRAPPED_AT	80	/* columns: no program that wraps makes its lines wider */
#define WORD_COLUMNS	30	/* a wider one is an address, or a script without blanks, and begins a line on purpose */
#define PARTS		"=-_*~#|+<>["	/* what ends or begins a line of something else than a sentence */

struct line {
	struct span	 text;		/* behind the marks */
	struct span	 marks;		/* of quotes, and its indent */
	size_t		 columns;	/* of both */
};

/* The next line; 0 at the end. */
static int
next_line(struct span *rest, struct line *l)
{
	struct span	 all;
	size_t		 n = 0;

	if (!span_line(rest, &all))
		return 0;
	while (n < all.n && (all.s[n] == '>' || all.s[n] == ' '))
		n++;
	l->marks = span_head(all, n);
	l->text = span_from(all, n);
	l->columns = utf8_width(all);
	return 1;
}

static int
same_paragraph(const struct line *a, const struct line *b)
{
	return a->text.n > 0 && b->text.n > 0 && span_eq(a->marks, b->marks);
}

/* The columns of the widest line of a paragraph that begins with `first` and goes on in `rest`. */
static size_t
widest(const struct line *first, struct span rest)
{
	struct line	 l;
	size_t		 columns = first->columns;

	while (next_line(&rest, &l) && same_paragraph(first, &l))
		if (l.columns > columns)
			columns = l.columns;
	return columns;
}

/* What a list puts in front: "1.", "12)", a bullet that is no ASCII. */
static int
is_item(struct span word)
{
	static const char *const bullets[] = { "\xE2\x80\xA2", "\xE2\x80\x93", "\xE2\x80\x94", "\xC2\xB7", "\xE2\x97\xA6" };
	size_t	 i, n = 0;

	for (i = 0; i < sizeof bullets / sizeof bullets[0]; i++)
		if (span_starts(word, bullets[i]))
			return 1;
	while (n < word.n && word.s[n] >= '0' && word.s[n] <= '9')
		n++;
	return n > 0 && n + 1 == word.n && (word.s[n] == '.' || word.s[n] == ')');
}

static int
is_part(char c)
{
	return strchr(PARTS, c) != NULL;
}

/* Does the sentence of `a` go on in `b`, which begins a line because its first word had no room? */
static int
goes_on(const struct line *a, const struct line *b, size_t columns)
{
	ptrdiff_t	 blank = span_chr(b->text, ' ');
	struct span	 word = blank == -1 ? b->text : span_head(b->text, (size_t)blank);
	size_t		 width = utf8_width(word);

	return width <= WORD_COLUMNS && a->columns + 1 + width > columns && !is_part(word.s[0]) && !is_item(word) &&
	    !is_part(a->text.s[a->text.n - 1]);
}

int
wrap_rejoin(struct buf *out, struct span text, size_t columns)
{
	struct line	 line, before = { SPAN_NONE, SPAN_NONE, 0 };
	size_t		 widest_line = 0;

	while (next_line(&text, &line)) {
		int	 same = same_paragraph(&before, &line);

		if (!same)
			widest_line = widest(&line, text);
		if (same && widest_line > columns && widest_line <= WRAPPED_AT && goes_on(&before, &line, widest_line)) {
			buf_cut(out, out->len - 1);
			buf_addc(out, ' ');
		} else
			buf_addspan(out, line.marks);
		buf_addspan(out, line.text);
		buf_addc(out, '\n');
		before = line;
	}
	return buf_ok(out, NULL);
}
