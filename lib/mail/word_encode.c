#include <string.h>

#include "base/hash.h"
#include "mail/word.h"
#include "text/utf8.h"

#define COLUMNS		76	/* of a line */
#define WORD_MAX	75	/* bytes of an encoded word (RFC 2047, 2) */
#define OVERHEAD	12	/* of them "=?utf-8?Q?" and "?=" */
#define ROOM_LEAST	12	/* for one character of four bytes in Q */

/* A value being written: what is in it, and how far the line is. */
struct writer {
	struct buf	*out;
	size_t		 column;
	int		 first;		/* nothing written yet: no blank in front, and no fold */
};

/* Letters and digits and "!*+-/" stand for themselves, in phrases too. */
static int
is_q_safe(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (c != '\0' && strchr("!*+-/", c) != NULL);
}

static size_t
q_cost(struct span s)
{
	size_t	 i, n = 0;

	for (i = 0; i < s.n; i++)
		n += is_q_safe((unsigned char)s.s[i]) || s.s[i] == ' ' ? 1 : 3;
	return n;
}

static void
q_write(struct buf *b, struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n; i++)
		if (s.s[i] == ' ')
			buf_addc(b, '_');
		else if (is_q_safe((unsigned char)s.s[i]))
			buf_addc(b, s.s[i]);
		else
			buf_addf(b, "=%02X", (unsigned char)s.s[i]);
}

static void
fold(struct writer *w)
{
	buf_trim(w->out, " ");
	buf_adds(w->out, "\n ");
	w->column = 1;
	w->first = 1;		/* the blank is there */
}

/* A blank, if one is due. */
static void
blank(struct writer *w)
{
	if (!w->first) {
		buf_addc(w->out, ' ');
		w->column++;
	}
	w->first = 0;
}

/*
 * The longest piece of whole characters at the front of s whose code has room.  In base64 one that another follows ends without
 * padding, since there are readers (GMime) that lose what stands behind it: 0 if no piece does.
 */
static size_t
piece_that_fits(struct span s, int q, size_t room)
{
	struct span rest = s;
	size_t	 n = 0, cost = 0, unpadded = 0;

	while (rest.n > 0) {
		utf8_take(&rest);
		cost = q ? cost + q_cost(span_head(span_from(s, n), s.n - rest.n - n)) : (s.n - rest.n + 2) / 3 * 4;
		if (cost > room)
			break;
		n = s.n - rest.n;
		if (n % 3 == 0)
			unpadded = n;
	}
	return q || n == s.n ? n : unpadded;
}

static size_t
room_left(const struct writer *w)
{
	size_t	 used = w->column + (size_t)!w->first;

	return used < COLUMNS ? COLUMNS - used : 0;
}

/* A run of words that cannot stand as they are. */
static void
write_encoded(struct writer *w, struct span s)
{
	int	 shorter = q_cost(s) <= (s.n + 2) / 3 * 4, q;
	size_t	 room, n;

	for (q = shorter; s.n > 0; q = shorter) {
		if (room_left(w) < OVERHEAD + ROOM_LEAST)
			fold(w);
		room = room_left(w) < WORD_MAX ? room_left(w) : WORD_MAX;
		if ((n = piece_that_fits(s, q, room - OVERHEAD)) == 0)
			n = piece_that_fits(s, q = 1, room - OVERHEAD);
		blank(w);
		buf_adds(w->out, q ? "=?utf-8?Q?" : "=?utf-8?B?");
		if (q)
			q_write(w->out, span_head(s, n));
		else
			hash_base64(w->out, s.s, n);
		buf_adds(w->out, "?=");
		w->column += OVERHEAD + (q ? q_cost(span_head(s, n)) : (n + 2) / 3 * 4);
		s = span_from(s, n);
	}
}

static void
write_plain(struct writer *w, struct span s)
{
	if (room_left(w) < s.n && (!w->first || w->column > 1))		/* a new line would not help a line that is new */
		fold(w);
	blank(w);
	buf_addspan(w->out, s);
	w->column += s.n;
}

/* What could be taken for an encoded word must be one, and so must what no line holds. */
static int
needs_encoding(struct span word)
{
	return !span_printable(word) || word.n > WORD_MAX || span_find(word, SPAN("=?")) != -1;
}

/* Words and runs of words that need encoding, in turn. */
static void
write_words(struct writer *w, struct span s)
{
	struct span rest = s, run = SPAN_NONE, word;

	while (span_cut(&rest, ' ', &word)) {
		if (needs_encoding(word)) {
			run = run.n == 0 ? word : span_make(run.s, (size_t)(word.s + word.n - run.s));
			continue;
		}
		if (run.n > 0)
			write_encoded(w, run);
		run = SPAN_NONE;
		write_plain(w, word);
	}
	if (run.n > 0)
		write_encoded(w, run);
}

int
word_encode(struct buf *b, struct span utf8, size_t column)
{
	struct buf line = BUF_INIT;
	struct writer w = { .out = b, .column = column, .first = 1 };

	utf8_line(&line, utf8);
	if (line.len > 0)
		write_words(&w, span_buf(&line));
	b->err |= line.err;
	buf_free(&line);
	return b->err ? -1 : 0;
}

/* Atoms and blanks only (RFC 5322, 3.2.3). */
static int
is_atoms(struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n; i++)
		if (!is_q_safe((unsigned char)s.s[i]) && strchr(" #$%&'=?^_`{|}~", s.s[i]) == NULL)
			return 0;
	return 1;
}

static void
write_quoted(struct writer *w, struct span s)
{
	struct buf q = BUF_INIT;
	size_t	 i;

	buf_addc(&q, '"');
	for (i = 0; i < s.n; i++) {
		if (s.s[i] == '"' || s.s[i] == '\\')
			buf_addc(&q, '\\');
		buf_addc(&q, s.s[i]);
	}
	buf_addc(&q, '"');
	if (q.len > WORD_MAX)
		write_encoded(w, s);
	else
		write_plain(w, span_buf(&q));
	w->out->err |= q.err;
	buf_free(&q);
}

int
word_encode_phrase(struct buf *b, struct span utf8, size_t column)
{
	struct buf line = BUF_INIT;
	struct writer w = { .out = b, .column = column, .first = 1 };
	struct span s;

	utf8_line(&line, utf8);
	s = span_buf(&line);
	if (s.n == 0)
		;
	else if (!span_printable(s) || span_find(s, SPAN("=?")) != -1)
		write_encoded(&w, s);
	else if (is_atoms(s))
		write_words(&w, s);
	else
		write_quoted(&w, s);
	b->err |= line.err;
	buf_free(&line);
	return b->err ? -1 : 0;
}
