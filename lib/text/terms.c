#include "text/terms.h"

#include <string.h>

#include "text/utf8.h"

#define WORD_MAX	64		/* bytes of a plain word; what is longer is told by these */
#define BEGINS_MIN	3		/* a shorter word stands for itself alone, as half of a language begins with it */

/* ---- characters ---- */

/* Scripts that put no blank between words: Thai, Lao, Burmese, Khmer, kana, Han. */
static int
stands_alone(uint32_t c)
{
	static const uint32_t	range[][2] = {
		{ 0x0E00, 0x0EFF }, { 0x1000, 0x109F }, { 0x1780, 0x17FF }, { 0x3040, 0x30FF }, { 0x3400, 0x4DBF },
		{ 0x4E00, 0x9FFF }, { 0xF900, 0xFAFF }, { 0x20000, 0x3FFFF },
	};
	size_t	i;

	for (i = 0; i < sizeof range / sizeof range[0]; i++)
		if (c >= range[i][0] && c <= range[i][1])
			return 1;
	return 0;
}

static int
is_of_word(uint32_t c)
{
	return c != UTF8_BAD && (utf8_is_letter(c) || utf8_digit(c) >= 0);
}

/* A letter as people type it who have another keyboard, of what utf8_bare leaves. */
static void
put_plain(struct buf *out, uint32_t c)
{
	int	digit = utf8_digit(c);

	switch (c) {
	case 0x0649:		/* alef maksura, the Persian yeh */
	case 0x06CC:
		c = 0x064A;
		break;
	case 0x0629:		/* teh marbuta */
		c = 0x0647;
		break;
	case 0x06A9:		/* the Persian kaf */
		c = 0x0643;
		break;
	case 0x0111:
		c = 'd';
		break;
	case 0x00E6:
		buf_addc(out, 'a');
		c = 'e';
		break;
	case 0x0153:
		buf_addc(out, 'o');
		c = 'e';
		break;
	default:
		if (digit >= 0)
			c = '0' + (uint32_t)digit;
	}
	utf8_put(out, c);
}

/*
 * Arabic writes "the", and the little words in front of it, together with the word: people leave them out when they search.
 * Two bytes a letter; three letters must stay.
 */
static void
drop_article(struct buf *word)
{
	static const char *const	articles[] = {
		"\331\210\330\247\331\204", "\330\250\330\247\331\204", "\331\203\330\247\331\204",
		"\331\201\330\247\331\204", "\330\247\331\204", "\331\204\331\204",
	};
	size_t	i, n;

	for (i = 0; i < sizeof articles / sizeof articles[0]; i++) {
		n = strlen(articles[i]);
		if (word->len >= n + 6 && span_starts(span_buf(word), articles[i])) {
			buf_splice(word, 0, n, NULL, 0);
			return;
		}
	}
}

static int
make_plain(struct buf *word, struct span at)
{
	struct buf	bare = BUF_INIT;
	struct span	left;

	utf8_bare(&bare, at);
	for (left = span_buf(&bare); left.n > 0 && word->len < WORD_MAX; )
		put_plain(word, utf8_take(&left));
	drop_article(word);
	if (bare.err)
		word->err = 1;
	buf_free(&bare);
	return word->err ? -1 : 0;
}

/* ---- words ---- */

/* The word at the front of s, which begins with a character of one. */
static struct span
word_at(struct span s)
{
	struct span	left = s, next;
	uint32_t	c;
	int		alone = stands_alone(utf8_take(&left));

	for (; left.n > 0; left = next) {
		next = left;
		c = utf8_take(&next);
		if (!utf8_is_mark(c) && (alone || !is_of_word(c) || stands_alone(c)))
			break;
	}
	return span_head(s, s.n - left.n);
}

int
terms_next(struct span *text, struct buf *word, struct span *at)
{
	struct span	left;

	buf_reset(word);
	while (text->n > 0) {
		left = *text;
		if (!is_of_word(utf8_take(&left))) {
			*text = left;
			continue;
		}
		*at = word_at(*text);
		*text = span_from(*text, at->n);
		if (make_plain(word, *at) == -1)
			return -1;
		if (word->len > 0)
			return 1;
	}
	return 0;
}

int
terms_plain(struct buf *out, struct span text)
{
	struct buf	word = BUF_INIT;
	struct span	at;
	int		got;

	while ((got = terms_next(&text, &word, &at)) == 1) {
		buf_addbuf(out, &word);
		buf_addc(out, ' ');
	}
	buf_free(&word);
	return got == -1 || out->err ? -1 : 0;
}

/* ---- questions ---- */

/* Has the first character of a word no blanks around it in its script? */
static int
is_alone(struct span word)
{
	return word.n > 0 && stands_alone(utf8_take(&word));
}

/*
 * One more word.  `joined`: right behind the one before, in one phrase.  Only letters and digits stand between the quotes,
 * so that nothing asked for can be an operator.
 */
static void
add(struct terms *t, struct span word, int joined)
{
	struct buf	*m = &t->match;

	buf_addspan(&t->word[t->n], word);
	t->begins[t->n] = 0;
	if (joined)
		buf_cut(m, m->len - 1);
	else if (m->len > 0)
		buf_addc(m, ' ');
	buf_addf(m, "%s%.*s\"", joined ? " " : "\"", SPAN_FMT(word));
	t->n++;
}

/* The last word may go on, unless it is short or stands in quotes. */
static void
may_go_on(struct terms *t, int quoted)
{
	size_t	last = t->n - 1;

	if (quoted || utf8_length(span_buf(&t->word[last])) < BEGINS_MIN)
		return;
	t->begins[last] = 1;
	buf_addc(&t->match, '*');
}

/* One piece of a question, in quotes or between blanks: its words stand side by side ("l'assemblea", Han). */
static int
ask_piece(struct terms *t, struct span piece, int quoted)
{
	struct buf	word = BUF_INIT;
	struct span	at;
	size_t		first = t->n;
	int		got = 0;

	while (t->n < TERMS_MAX && (got = terms_next(&piece, &word, &at)) == 1)
		add(t, span_buf(&word), t->n > first);
	if (t->n > first && !is_alone(span_buf(&t->word[t->n - 1])))
		may_go_on(t, quoted);
	buf_free(&word);
	return got == -1 ? -1 : 0;
}

static size_t
to_next(struct span s, const char *set)
{
	size_t	i;

	for (i = 0; i < s.n && (s.s[i] == '\0' || strchr(set, s.s[i]) == NULL); i++)
		;
	return i;
}

int
terms_ask(struct terms *t, struct span question, struct err *err)
{
	size_t	n;
	int	quoted, result = 0;

	memset(t, 0, sizeof *t);
	while (question.n > 0 && result == 0) {
		quoted = question.s[0] == '"';
		if (quoted)
			question = span_from(question, 1);
		n = to_next(question, quoted ? "\"" : "\" \t\n");
		result = ask_piece(t, span_head(question, n), quoted);
		question = span_from(question, n);
		if (question.n > 0 && (quoted || question.s[0] != '"'))
			question = span_from(question, 1);
	}
	return result == -1 || t->match.err ? err_memory(err) : 0;
}

void
terms_free(struct terms *t)
{
	size_t	i;

	for (i = 0; i < TERMS_MAX; i++)
		buf_free(&t->word[i]);
	buf_free(&t->match);
	memset(t, 0, sizeof *t);
}

int
terms_has(const struct terms *t, struct span word)
{
	size_t	i;

	for (i = 0; i < t->n; i++)
		if (t->begins[i] ? span_starts(word, buf_str(&t->word[i])) : span_eq(word, span_buf(&t->word[i])))
			return 1;
	return 0;
}
