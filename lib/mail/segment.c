#include "mail/segment.h"

#include <stdlib.h>
#include <string.h>

#include "mail/tags.h"
#include "text/utf8.h"
#include "text/wrap.h"

#define FORM_COLUMNS	72

/* ---- cutting ---- */

static int
digest_of(const struct segment *s, unsigned char out[HASH_LEN], struct err *err)
{
	struct buf	nfc = BUF_INIT;
	int		result = -1;

	if (utf8_nfc(&nfc, span_str(s->text)) == -1 || hash_sha256(nfc.s, nfc.len, out) == -1)
		err_memory(err);
	else
		result = 0;
	buf_free(&nfc);
	return result;
}

/* Room for one more, by doubling: at each power of two. */
static int
grow(struct segments *all, struct err *err)
{
	size_t		 cap = all->n > 0 ? 2 * all->n : 1, *place;
	struct segment	*s;

	if ((all->n & (all->n - 1)) != 0)
		return 0;
	if ((s = reallocarray(all->segment, cap, sizeof *s)) == NULL)
		return err_memory(err);
	all->segment = s;
	/* One more, since numbers begin with 1. */
	if ((place = reallocarray(all->place, cap + 1, sizeof *place)) == NULL)
		return err_memory(err);
	all->place = place;
	return 0;
}

static int
append(struct segments *all, enum block_kind kind, int offered, struct span mark, struct span text,
    struct err *err)
{
	struct segment	*s;

	if (grow(all, err) == -1)
		return -1;
	s = &all->segment[all->n];
	memset(s, 0, sizeof *s);
	s->kind = kind;
	s->mark = span_dup(mark);
	s->text = span_dup(text);
	all->n++;
	if (s->mark == NULL || s->text == NULL)
		return err_memory(err);
	if (!offered)
		return 0;
	s->number = ++all->last;
	all->place[s->number] = all->n - 1;
	return digest_of(s, s->digest, err);
}

/* Does every line say something to us ("Kind: proposal")?  Such a block is not for translators. */
static int
is_for_us(const struct words *words, struct span block)
{
	struct span	line;

	while (span_line(&block, &line))
		if (!tags_is_line(words, line))
			return 0;
	return 1;
}

/* What stands on the first line before the first word of the text: its list mark, indent or quote prefix. */
static struct span
mark_of(const struct block *b, struct span text)
{
	struct span	lines = b->text, line = SPAN_NONE, word = text;
	ptrdiff_t	at;

	span_line(&lines, &line);
	if ((at = span_chr(word, ' ')) != -1)
		word = span_head(word, (size_t)at);
	at = span_find(line, word);
	return at > 0 && at < 40 ? span_head(line, (size_t)at) : SPAN_NONE;
}

static int
cut_block(struct segments *all, const struct block *b, struct err *err)
{
	struct buf	text = BUF_INIT, folded = BUF_INIT;
	int		result = -1;

	if (b->kind == BLOCK_VERBATIM || b->kind == BLOCK_SIGNATURE || b->kind == BLOCK_ATTRIBUTION)
		return append(all, BLOCK_VERBATIM, 0, SPAN_NONE, span_trim(b->text), err);
	if (block_text(&text, b) == -1 || utf8_line(&folded, span_buf(&text)) == -1)
		err_memory(err);
	else if (folded.len == 0)
		result = 0;
	else
		result = append(all, b->kind, 1, mark_of(b, span_buf(&folded)), span_buf(&folded), err);
	buf_free(&text);
	buf_free(&folded);
	return result;
}

int
segments_cut(struct segments *all, const struct words *words, struct span title, struct span text,
    struct err *err)
{
	struct block	b;
	int		got, top = 1;

	memset(all, 0, sizeof *all);
	if (append(all, BLOCK_PARA, 1, SPAN_NONE, title, err) == -1)
		return -1;
	while ((got = body_block(&text, &b)) == 1) {
		top = top && is_for_us(words, b.text);
		if (top)
			b.kind = BLOCK_VERBATIM;
		if (cut_block(all, &b, err) == -1)
			return -1;
	}
	return got;
}

void
segments_free(struct segments *all)
{
	size_t	i;

	for (i = 0; i < all->n; i++) {
		free(all->segment[i].mark);
		free(all->segment[i].text);
	}
	free(all->segment);
	free(all->place);
	memset(all, 0, sizeof *all);
}

const struct segment *
segments_find(const struct segments *all, int number)
{
	return number > 0 && number <= all->last ? &all->segment[all->place[number]] : NULL;
}

static size_t
words_in(struct span text)
{
	size_t	words = 0, wide = 0;
	int	inside = 0;

	while (text.n > 0) {
		uint32_t	c = utf8_take(&text);

		if (utf8_is_space(c))
			inside = 0;
		else if (c >= 0x2E80 && c < 0xFB00)	/* Han, kana, hangul: no blanks between words */
			wide++;
		else if (!inside) {
			words++;
			inside = 1;
		}
	}
	return words + (wide + 1) / 2;
}

size_t
segments_words(const struct segments *all)
{
	size_t	i, sum = 0;

	for (i = 0; i < all->n; i++)
		if (all->segment[i].number > 0)
			sum += words_in(span_str(all->segment[i].text));
	return sum;
}

/* ---- the form ---- */

int
segments_form(struct buf *out, const struct segments *all)
{
	struct wrap	lines = { .columns = FORM_COLUMNS, .first = "", .rest = "" };
	size_t		i;

	for (i = 0; i < all->n; i++) {
		const struct segment *s = &all->segment[i];

		if (s->number == 0)
			continue;
		buf_addf(out, "[[%d]]\n\n", s->number);
		wrap_paragraph(out, span_str(s->text), &lines);
		buf_addc(out, '\n');
	}
	return buf_adds(out, "[[end]]\n");
}

/* Take quote prefixes off a line; the depth of quoting. */
static int
unquote(struct span *line)
{
	int	depth = 0;

	while (line->n > 0 && (line->s[0] == '>' || (line->s[0] == ' ' && depth > 0))) {
		depth += line->s[0] == '>';
		*line = span_from(*line, 1);
	}
	return depth;
}

/* Blanks, and the invisible characters that right-to-left mail programs put in front. */
static void
skip_invisible(struct span *s)
{
	struct span	rest;
	uint32_t	c;

	for (rest = *s; rest.n > 0; *s = rest) {
		c = utf8_take(&rest);
		if (!utf8_is_space(c) && c != 0xFEFF && c != 0x200B && (c < 0x200E || c > 0x200F) &&
		    (c < 0x202A || c > 0x202E) && (c < 0x2066 || c > 0x2069) && c != 0x061C)
			return;
	}
}

enum { MARK_NONE = -2, MARK_END = -1 };

/* "[[ 3 ]]" alone on its line: its number; MARK_END for "[[end]]", else MARK_NONE. */
static int
marker_of(struct span line)
{
	struct span	rest;
	int		digit, number = 0, digits = 0, end = 0;

	skip_invisible(&line);
	if (!span_starts(line, "[["))
		return MARK_NONE;
	line = span_from(line, 2);
	skip_invisible(&line);
	if (span_casestarts(line, "end")) {
		line = span_from(line, 3);
		end = 1;
	} else
		for (rest = line; rest.n > 0 && (digit = utf8_digit(utf8_take(&rest))) >= 0 && digits < 5;
		    line = rest, digits++)
			number = 10 * number + digit;
	skip_invisible(&line);
	if (!span_starts(line, "]]") || (!end && digits == 0))
		return MARK_NONE;
	line = span_from(line, 2);
	skip_invisible(&line);
	return line.n > 0 ? MARK_NONE : end ? MARK_END : number;
}

/* Keep what was collected for a number, if it says anything. */
static int
keep(struct segment_texts *t, int number, struct buf *said, struct err *err)
{
	struct buf	line = BUF_INIT;
	int		result = 0;

	if (number > 0 && (size_t)number < t->n) {
		if (utf8_line(&line, span_buf(said)) == -1)
			result = err_memory(err);
		else if (line.len > 0) {
			free(t->text[number]);
			t->text[number] = buf_take(&line);
		}
	}
	buf_free(&line);
	buf_reset(said);
	return result;
}

/* The line that ends what a person wrote: "-- ". */
static int
is_signature(struct span line)
{
	return span_eqs(line, "-- ") || span_eqs(line, "--");
}

int
segments_read(struct segment_texts *t, struct span text, int last, struct err *err)
{
	struct span	line;
	struct buf	said = BUF_INIT;
	int		current = 0, depth, mark, result = 0;

	memset(t, 0, sizeof *t);
	t->n = (size_t)last + 1;
	if ((t->text = calloc(t->n, sizeof *t->text)) == NULL)
		return err_memory(err);
	while (result == 0 && span_line(&text, &line)) {
		depth = unquote(&line);
		if ((mark = marker_of(line)) != MARK_NONE) {
			result = keep(t, current, &said, err);
			current = mark == MARK_END ? 0 : mark;
			t->found += mark != MARK_END;
			/* The end of a quoted form is not the end of what was written below it. */
			if (mark == MARK_END && depth == 0)
				break;
		} else if (depth == 0 && current > 0 && is_signature(line))
			break;
		else if (depth == 0 && current > 0) {
			buf_addspan(&said, line);
			buf_addc(&said, '\n');
		}
	}
	if (result == 0)
		result = keep(t, current, &said, err);
	if (result == 0)
		result = buf_ok(&said, err);
	buf_free(&said);
	return result;
}

void
segment_texts_free(struct segment_texts *t)
{
	size_t	i;

	for (i = 0; i < t->n && t->text != NULL; i++)
		free(t->text[i]);
	free(t->text);
	memset(t, 0, sizeof *t);
}

/* ---- the translated body ---- */

/* Blanks as wide as the mark, so that an item's further lines hang under its first; a quote repeats its mark. */
static int
hanging(struct buf *out, const struct segment *s)
{
	size_t	width;

	if (s->kind == BLOCK_QUOTE)
		return buf_adds(out, s->mark);
	for (width = utf8_width(span_str(s->mark)); width > 0; width--)
		buf_addc(out, ' ');
	return out->err ? -1 : 0;
}

static void
put_segment(struct buf *out, const struct segment *s, const char *text)
{
	struct buf	rest = BUF_INIT;
	struct wrap	lines = { .columns = FORM_COLUMNS, .first = s->mark };

	hanging(&rest, s);
	lines.rest = buf_str(&rest);
	wrap_paragraph(out, span_str(text), &lines);
	buf_free(&rest);
}

int
segments_body(struct buf *out, const struct segments *all, char *const *texts, size_t n)
{
	const struct segment	*s, *before = NULL;
	const char		*text;
	size_t			 i;

	for (i = 1; i < all->n; before = s, i++) {
		s = &all->segment[i];
		if (before != NULL && (s->kind != BLOCK_ITEM || before->kind != BLOCK_ITEM))
			buf_addc(out, '\n');
		if (s->number == 0) {
			buf_adds(out, s->text);
			buf_addc(out, '\n');
			continue;
		}
		text = (size_t)s->number < n && texts[s->number] != NULL ? texts[s->number] : s->text;
		put_segment(out, s, text);
	}
	return out->err ? -1 : 0;
}
