#include "mail/segment.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "mail/tags.h"
#include "text/similar.h"
#include "text/utf8.h"
#include "text/wrap.h"

#define FORM_COLUMNS	72
#define NO_PLACE	((size_t)-1)
#define FOLLOW_WINDOW	1000		/* old segments among which one that did not change is looked for */
#define FOLLOW_MAX	100		/* changed segments that are compared with all old ones */

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

/* Part the lines for us, which stand before the first empty line, from the text. */
static int
part_tags(struct buf *tags, struct buf *rest, const struct words *words, struct span text, struct err *err)
{
	struct span	line, before = text;
	int		n = 0, understood;

	for (; n < TAGS_LINES && span_line(&text, &line) && (n == 0 || span_trim(line).n > 0); before = text) {
		n += span_trim(line).n > 0;
		if ((understood = tags_understood(words, line, err)) == -1)
			return -1;
		buf_addspan(understood ? tags : rest, line);
		buf_addc(understood ? tags : rest, '\n');
	}
	buf_addspan(rest, before);
	return buf_ok(tags, err) == -1 ? -1 : buf_ok(rest, err);
}

static int
append_tags(struct segments *all, const struct buf *tags, struct err *err)
{
	if (tags->len == 0)
		return 0;
	if (append(all, BLOCK_VERBATIM, 0, SPAN_NONE, span_trim(span_buf(tags)), err) == -1)
		return -1;
	all->segment[all->n - 1].is_tags = 1;
	return 0;
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
	struct buf	tags = BUF_INIT, body = BUF_INIT;
	struct span	rest;
	struct block	b;
	int		result;

	memset(all, 0, sizeof *all);
	if ((result = append(all, BLOCK_PARA, 1, SPAN_NONE, title, err)) == 0 &&
	    (result = part_tags(&tags, &body, words, text, err)) == 0)
		result = append_tags(all, &tags, err);
	for (rest = span_buf(&body); result == 0 && (result = body_block(&rest, &b)) == 1; )
		result = cut_block(all, &b, err);
	buf_free(&tags);
	buf_free(&body);
	return result;
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
	if (number <= 0 || number > all->last || all->place[number] == NO_PLACE)
		return NULL;
	return &all->segment[all->place[number]];
}

/* The next number of "1 2 7 3", or 0. */
static int
next_number(struct span *list)
{
	struct span		word;
	unsigned long long	number;

	if (!span_cut(list, ' ', &word) || span_number(word, &number) == -1 || number > SEGMENT_MARKERS)
		return 0;
	return (int)number;
}

int
segments_renumber(struct segments *all, struct span numbers, struct err *err)
{
	size_t	i, *place;
	int	number;

	if (numbers.n == 0)
		return 0;
	for (i = 0, all->last = 0; i < all->n; i++)
		if (all->segment[i].number > 0) {
			if ((number = next_number(&numbers)) == 0)
				number = all->last + 1;
			all->segment[i].number = number;
			all->last = number > all->last ? number : all->last;
		}
	if ((place = reallocarray(NULL, (size_t)all->last + 1, sizeof *place)) == NULL)
		return err_memory(err);
	for (i = 0; i <= (size_t)all->last; i++)
		place[i] = NO_PLACE;
	for (i = 0; i < all->n; i++)
		if (all->segment[i].number > 0)
			place[all->segment[i].number] = i;
	free(all->place);
	all->place = place;
	return 0;
}

/* The segment of `old` that `s` is now: the same text, else the likest one that no other is; its number, or 0. */
static int
number_before(const struct segments *old, const struct segment *s, const char *taken, struct err *err)
{
	int	i, number = 0, percent, best = 49;

	for (i = 1; i <= old->last; i++) {
		const struct segment *o = segments_find(old, i);

		if (o == NULL || taken[i])
			continue;
		if (memcmp(o->digest, s->digest, HASH_LEN) == 0)
			return i;
		if (similar_percent(span_str(o->text), span_str(s->text), best + 1, &percent, err) == -1)
			return -1;
		if (percent > best) {
			best = percent;
			number = i;
		}
	}
	return number;
}

/* Those that did not change first, so that nobody takes their numbers. */
static int
keep_numbers(const struct segments *old, const struct segments *new, int *numbers, char *taken)
{
	int	i, j, from = 2, kept = 0;

	for (i = 2; i <= new->last; i++)
		for (j = from; j <= old->last && j < from + FOLLOW_WINDOW; j++) {
			const struct segment *o = segments_find(old, j);

			if (o == NULL || taken[j] || memcmp(o->digest, segments_find(new, i)->digest, HASH_LEN) != 0)
				continue;
			numbers[i] = j;
			taken[j] = 1;
			kept++;
			from = j == from ? from + 1 : from;
			break;
		}
	return kept;
}

int
segments_follow(struct buf *out, const struct segments *old, const struct segments *new, struct err *err)
{
	char	*taken;
	int	*numbers, i, next = old->last + 1, result = -1, work;

	taken = calloc((size_t)old->last + 1, 1);
	numbers = calloc((size_t)new->last + 1, sizeof *numbers);
	if (taken == NULL || numbers == NULL) {
		err_memory(err);
		goto out;
	}
	/* The subject is the subject, whatever it says. */
	numbers[1] = taken[1] = 1;
	work = new->last - 1 - keep_numbers(old, new, numbers, taken);
	for (i = 1; i <= new->last; i++) {
		/* A text that was all written anew has no segments to follow. */
		if (numbers[i] == 0 && work <= FOLLOW_MAX &&
		    (numbers[i] = number_before(old, segments_find(new, i), taken, err)) == -1)
			goto out;
		if (numbers[i] == 0)
			numbers[i] = next++;
		else if (numbers[i] <= old->last)
			taken[numbers[i]] = 1;
		buf_addf(out, "%s%d", i > 1 ? " " : "", numbers[i]);
	}
	result = buf_ok(out, err);
out:
	free(taken);
	free(numbers);
	return result;
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
segment_form(struct buf *out, const struct segment *s, const char *text)
{
	struct wrap	lines = { .columns = FORM_COLUMNS, .first = "", .rest = "" };

	buf_addf(out, "[[%d]]\n\n", s->number);
	wrap_paragraph(out, span_str(text == NULL ? s->text : text), &lines);
	return buf_addc(out, '\n');
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

/* What is carried. */
static int
put_carried(struct buf *out, const struct segment *s, const struct words *words, const char *language, struct err *err)
{
	if (s->is_tags)
		return tags_say(out, words, span_str(s->text), language, err);
	buf_adds(out, s->text);
	return buf_addc(out, '\n');
}

int
segments_body(struct buf *out, const struct segments *all, const struct words *words, const char *language, char *const *texts,
    size_t n, struct err *err)
{
	const struct segment	*s, *before = NULL;
	const char		*text;
	size_t			 i;

	for (i = 1; i < all->n; before = s, i++) {
		s = &all->segment[i];
		if (before != NULL && (s->kind != BLOCK_ITEM || before->kind != BLOCK_ITEM))
			buf_addc(out, '\n');
		if (s->number == 0) {
			if (put_carried(out, s, words, language, err) == -1)
				return -1;
			continue;
		}
		text = (size_t)s->number < n && texts[s->number] != NULL ? texts[s->number] : s->text;
		put_segment(out, s, text);
	}
	return buf_ok(out, err);
}
