#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/limits.h"
#include "mail/field.h"
#include "mail/mbox.h"

#define PIECE_MAX	(64UL * 1024)	/* bytes of a line taken at once */
#define ENVELOPE_MAX	1000		/* bytes kept of a "From " line */
#define SNIFF		1024		/* bytes in which a mail with LF line ends has one */

/*
 * A Content-Length is believed only if it lands where a message can end, and that is known only when
 * the bytes up to there were read.  They stay in `raw`, so that they can be read again if it does not.
 */
struct mbox {
	struct io_reader *in;
	struct buf	 raw;		/* lines looked at ahead; from `at` on they are still to be read */
	size_t		 at;
	int		 looking;	/* lines that are read are put into raw */
	size_t		 credit;	/* bytes that may be looked at in vain: keeps the whole linear */
	struct buf	 envelope;	/* of the message being read */
	struct buf	 next;		/* of the one behind it */
	int		 started, is_stream, more, cut;
	int		 plain;		/* of mbox_write */
	int		 has_cr;	/* CR alone ends lines */
	struct span	 chunk;		/* then: what was read and not yet parted into lines */
	struct buf	 line;
};

/* The message being read. */
struct reading {
	struct mbox	*m;
	struct buf	*out;
	size_t		 body;		/* raw bytes behind the first empty line */
	int		 in_body;
	int		 line_start;	/* the next piece begins a line */
	int		 after_empty;	/* and the line before it was empty */
	int		 verbatim;	/* "From " lines stand in it unquoted (mboxcl2) */
	int		 may_be_quoted;	/* a ">From " line may stand in it */
};

struct mbox *
mbox_open(int fd, struct err *e)
{
	struct mbox *m = calloc(1, sizeof(*m));

	if (m == NULL || (m->in = io_reader_new(fd, e)) == NULL) {
		if (m == NULL)
			err_memory(e);
		free(m);
		return NULL;
	}
	m->credit = MESSAGE_MAX;
	return m;
}

void
mbox_free(struct mbox *m)
{
	if (m == NULL)
		return;
	io_reader_free(m->in);
	buf_free(&m->raw);
	buf_free(&m->line);
	buf_free(&m->envelope);
	buf_free(&m->next);
	free(m);
}

void
mbox_plain(struct mbox *m)
{
	m->plain = 1;
}

int
mbox_cut(const struct mbox *m)
{
	return m->cut;
}

const char *
mbox_envelope(const struct mbox *m)
{
	return buf_str(&m->envelope);
}

int
mbox_is_stream(const struct mbox *m)
{
	return m->is_stream;
}

int
mbox_idle(const struct mbox *m, int ms)
{
	if ((m->started && !m->more) || m->at < m->raw.len || span_find(io_reader_ready(m->in), SPAN("\nFrom ")) != -1)
		return 0;
	return io_reader_idle(m->in, ms);
}

/* --- lines --- */

/* A line (or a piece of one) from what was looked at before. */
static void
take_raw(struct mbox *m, struct span *line)
{
	const char *lf;

	*line = span_head(span_from(span_buf(&m->raw), m->at), PIECE_MAX);
	if ((lf = memchr(line->s, '\n', line->n)) != NULL)
		line->n = (size_t)(lf - line->s) + 1;
	m->at += line->n;
}

/* Forget what was read again; only when there is as much of it as of what stays, so that each byte moves once. */
static void
forget_raw(struct mbox *m)
{
	if (m->looking || m->at * 2 < m->raw.len)
		return;
	buf_splice(&m->raw, 0, m->at, NULL, 0);
	m->at = 0;
}

/* The next piece of a line as it comes, or with the line end that it should have. */
static int
read_piece(struct mbox *m, struct span *line, struct err *e)
{
	ptrdiff_t cr;
	int	 r;

	if (!m->has_cr)
		return io_reader_line(m->in, PIECE_MAX, line, e);
	if (m->chunk.n == 0 && (r = io_reader_line(m->in, PIECE_MAX, &m->chunk, e)) != 1)
		return r;
	cr = span_chr(m->chunk, '\r');
	buf_reset(&m->line);
	buf_addspan(&m->line, cr == -1 ? m->chunk : span_head(m->chunk, (size_t)cr));
	if (cr != -1)
		buf_addc(&m->line, '\n');
	m->chunk = span_from(m->chunk, m->line.len);
	*line = span_buf(&m->line);
	return buf_ok(&m->line, e) == 0 ? 1 : -1;
}

/* 1 and the next piece of a line, valid until the next call; 0 at the end; -1. */
static int
next_piece(struct mbox *m, struct span *line, struct err *e)
{
	int	 r;

	if (m->at < m->raw.len) {
		forget_raw(m);
		take_raw(m, line);
		return 1;
	}
	if (!m->looking && m->raw.len > 0) {
		buf_reset(&m->raw);
		m->at = 0;
	}
	if ((r = read_piece(m, line, e)) != 1)
		return r;
	if (m->credit < BUF_MAX)
		m->credit += line->n;
	if (m->looking) {
		buf_addspan(&m->raw, *line);
		m->at = m->raw.len;
		return buf_ok(&m->raw, e) == 0 ? 1 : -1;
	}
	return 1;
}

static int
is_empty_line(struct span line)
{
	return line.n <= 2 && line.n > 0 && line.s[line.n - 1] == '\n' && (line.n == 1 || line.s[0] == '\r');
}

static int
ends_line(struct span piece)
{
	return piece.n > 0 && piece.s[piece.n - 1] == '\n';
}

/* "From :" is a field written badly. */
static int
is_separator(struct span line)
{
	size_t	 i = 5;

	if (!span_starts(line, "From "))
		return 0;
	while (i < line.n && line.s[i] == ' ')
		i++;
	return i == line.n || line.s[i] != ':';
}

/* The rest of a line that came in pieces. */
static int
skip_line(struct mbox *m, int ended, struct err *e)
{
	struct span piece;
	int	 r = 1;

	while (!ended && (r = next_piece(m, &piece, e)) == 1)
		ended = ends_line(piece);
	return r == -1 ? -1 : 0;
}

/* Keep a "From " line for the message that follows. */
static int
keep_envelope(struct mbox *m, struct span line, struct err *e)
{
	int	 ended = ends_line(line);

	buf_reset(&m->next);
	buf_addspan(&m->next, span_head(span_trim(line), ENVELOPE_MAX));
	m->more = 1;
	if (buf_ok(&m->next, e) == -1)
		return -1;
	return skip_line(m, ended, e);
}

/* --- one message --- */

static void
add_bytes(struct reading *r, struct span bytes)
{
	/* One byte more: the line end that parts messages may be taken off yet. */
	size_t	 room = r->out->len <= MESSAGE_MAX ? MESSAGE_MAX + 1 - r->out->len : 0;

	if (bytes.n > room)
		r->m->cut = 1;
	buf_addspan(r->out, span_head(bytes, room));
}

static void
add_piece(struct reading *r, struct span piece)
{
	struct buf *out = r->out;
	int	 begins = r->line_start, empty = begins && is_empty_line(piece);

	r->may_be_quoted |= piece.n > 0 && piece.s[0] == '>';
	if (r->in_body)
		r->body += piece.n;
	r->in_body |= empty;
	r->after_empty = empty;
	r->line_start = ends_line(piece);
	if (span_ends(piece, "\r\n")) {
		add_bytes(r, span_head(piece, piece.n - 2));
		piece = SPAN("\n");
	} else if (!begins && span_eqs(piece, "\n") && span_ends(span_buf(out), "\r"))
		buf_cut(out, out->len - 1);	/* CR and LF came in two pieces */
	add_bytes(r, piece);
}

/* How many bytes of the body a Content-Length says are still to come; 0 if there is none to go by. */
static size_t
bytes_promised(const struct reading *r)
{
	struct buf value = BUF_INIT;
	struct header h;
	unsigned long long n = 0;

	if (r->m->plain || !r->in_body || header_split(&h, span_buf(r->out), NULL) == -1)
		return 0;
	if (header_value(&h, "Content-Length", &value) != 1 || span_number(span_buf(&value), &n) == -1)
		n = 0;
	header_free(&h);
	buf_free(&value);
	if (n <= r->body || n > MESSAGE_MAX || n - r->body > r->m->credit)
		return 0;
	return (size_t)n - r->body;
}

/*
 * Behind the promised bytes: 1 if a message can end there, and the "From " line is kept or the end reached; 0; -1.
 * One empty line may stand between.
 */
static int
lands(struct reading *r, struct err *e)
{
	struct mbox *m = r->m;
	struct span line;
	int	 got;

	if ((got = next_piece(m, &line, e)) == 1 && is_empty_line(line))
		got = next_piece(m, &line, e);
	if (got == 1)
		return !is_separator(line) ? 0 : keep_envelope(m, line, e) == -1 ? -1 : 1;
	m->more = 0;
	return got == 0 ? 1 : -1;
}

/*
 * The "From " line *line stands where the message has not yet the length it claims.  Read on to see whether the
 * claim holds.  1: it does, and the message is whole; 0: it does not, and everything is as before; -1.
 */
static int
look_ahead(struct reading *r, struct span *line, size_t promised, struct err *e)
{
	struct mbox *m = r->m;
	struct reading before = *r;
	size_t	 length = r->out->len, end = r->body + promised, mark;
	int	 got = 1, was_cut = m->cut;

	if (m->raw.len == 0) {
		buf_addspan(&m->raw, *line);
		m->at = m->raw.len;
	}
	mark = m->at - line->n;
	m->looking = 1;
	do
		add_piece(r, *line);
	while (r->body < end && (got = next_piece(m, line, e)) == 1);
	if (got != -1)
		got = r->body == end && (r->line_start || got == 0) ? lands(r, e) : 0;
	m->looking = 0;
	if (got != 0) {
		r->verbatim = 1;
		return got;
	}
	m->credit -= r->body - before.body < m->credit ? r->body - before.body : m->credit;
	*r = before;
	m->cut = was_cut;
	buf_cut(r->out, length);
	m->at = mark;
	return next_piece(m, line, e) == 1 ? 0 : -1;
}

/* Bytes at the front of whole lines that need no look of their own: no CR in them, and no line "From ". */
static size_t
plain_lines(struct span s, int *may_be_quoted)
{
	const char *cr, *f = s.s;

	/* An F is rare, and memchr quick: this is most of what a stream costs. */
	for (; s.n > 0 && (f = memchr(f, 'F', (size_t)(s.s + s.n - f))) != NULL; f++) {
		if ((size_t)(s.s + s.n - f) < 5 || memcmp(f, "From ", 5) != 0)
			continue;
		if (f == s.s || f[-1] == '\n') {
			s.n = (size_t)(f - s.s);
			break;
		}
		*may_be_quoted |= f[-1] == '>';
	}
	if (s.n > 0 && (cr = memchr(s.s, '\r', s.n)) != NULL)
		for (s = span_head(s, (size_t)(cr - s.s)); s.n > 0 && s.s[s.n - 1] != '\n';)
			s.n--;
	return s.n;
}

/* Where an empty line ends, in bytes from the front; 0 if there is none.  A line at a time, which is less than a search. */
static size_t
behind_empty_line(struct span s)
{
	size_t	 n = 0;
	const char *lf;

	while (n < s.n && s.s[n] != '\n') {
		if ((lf = memchr(s.s + n, '\n', s.n - n)) == NULL)
			return 0;
		n = (size_t)(lf - s.s) + 1;
	}
	return n < s.n ? n + 1 : 0;
}

/* All the lines at once that are in memory and are nothing but text: most of most mail. */
static void
add_ready(struct reading *r)
{
	struct mbox *m = r->m;
	struct span s;
	size_t	 head;

	if (!r->line_start || m->has_cr || m->looking || m->at < m->raw.len)
		return;
	s = io_reader_ready(m->in);
	if ((s = span_head(s, plain_lines(s, &r->may_be_quoted))).n == 0)
		return;
	add_bytes(r, s);
	if (r->in_body)
		r->body += s.n;
	else if ((head = behind_empty_line(s)) > 0) {
		r->in_body = 1;
		r->body += s.n - head;
	}
	r->after_empty = span_eqs(s, "\n") || span_ends(s, "\n\n");
	if (m->credit < BUF_MAX)
		m->credit += s.n;
	io_reader_take(m->in, s.n);
}

/* Read up to the end of the message.  0, -1. */
static int
read_message(struct reading *r, struct err *e)
{
	struct mbox *m = r->m;
	struct span line;
	size_t	 promised;
	int	 got;

	while (add_ready(r), (got = next_piece(m, &line, e)) == 1) {
		if (!m->is_stream || !r->line_start || !r->after_empty || !is_separator(line)) {
			add_piece(r, line);
			continue;
		}
		if ((promised = bytes_promised(r)) > 0 && (got = look_ahead(r, &line, promised, e)) != 0)
			return got == 1 ? 0 : -1;
		return keep_envelope(m, line, e);
	}
	m->more = 0;
	return got;
}

/* The empty line that parts a message from the next is not part of it. */
static void
drop_empty_line(struct buf *out)
{
	if ((out->len >= 2 && memcmp(out->s + out->len - 2, "\n\n", 2) == 0) || span_eqs(span_buf(out), "\n"))
		buf_cut(out, out->len - 1);
}

/* One ">" off every line of ">...>From ". */
static void
unquote(struct buf *out)
{
	struct span rest = span_buf(out), line;
	size_t	 i, to = 0;

	if (out->err)
		return;
	while (rest.n > 0) {
		const char *lf = memchr(rest.s, '\n', rest.n);

		line = span_head(rest, lf == NULL ? rest.n : (size_t)(lf - rest.s) + 1);
		rest = span_from(rest, line.n);
		for (i = 0; i < line.n && line.s[i] == '>';)
			i++;
		if (i > 0 && span_starts(span_from(line, i), "From "))
			line = span_from(line, 1);
		memmove(out->s + to, line.s, line.n);
		to += line.n;
	}
	buf_cut(out, to);
}

/* Line ends of a mail that has none but bare CRs. */
static void
convert_cr(struct buf *out)
{
	struct span head = span_head(span_buf(out), SNIFF);
	size_t	 i;

	if (out->err || span_chr(head, '\n') != -1 || span_chr(head, '\r') == -1)
		return;
	for (i = 0; i < out->len; i++)
		if (out->s[i] == '\r')
			out->s[i] = '\n';
}

static int
has_bare_cr(struct span line)
{
	ptrdiff_t cr = span_chr(line, '\r');

	return cr != -1 && (size_t)cr + 1 < line.n && line.s[cr + 1] != '\n';
}

/* An mbox whose lines end in CR: a "From " line, and behind it a field. */
static int
is_cr_stream(struct span line)
{
	ptrdiff_t cr = span_chr(line, '\r'), colon;
	struct span field;
	size_t	 i;

	if (!is_separator(line) || cr == -1 || (span_chr(line, '\n') != -1 && (size_t)cr + 2 >= line.n))
		return 0;
	field = span_from(line, (size_t)cr + 1);
	if ((colon = span_chr(field, ':')) < 1)
		return 0;
	for (i = 0; i < (size_t)colon; i++)
		if (field.s[i] <= ' ' || field.s[i] > '~')
			return 0;
	return 1;
}

/* What is it?  Empty lines in front belong to nobody. */
static int
sniff(struct mbox *m, struct err *e)
{
	struct span line;
	int	 got;

	m->started = 1;
	while ((got = io_reader_peek(m->in, PIECE_MAX, &line, e)) == 1 && is_empty_line(line))
		if (io_reader_line(m->in, PIECE_MAX, &line, e) != 1)
			return -1;
	if (got != 1)
		return got;
	m->more = 1;
	m->has_cr = !m->plain && is_cr_stream(line);
	m->is_stream = is_separator(line) && (m->has_cr || !has_bare_cr(line));
	if (!m->is_stream)
		return 0;
	if (next_piece(m, &line, e) != 1)
		return -1;
	return keep_envelope(m, line, e);
}

int
mbox_next(struct mbox *m, struct buf *out, struct err *e)
{
	struct reading r = { .m = m, .out = out, .line_start = 1 };

	buf_reset(out);
	if (!m->started && sniff(m, e) == -1)
		return -1;
	buf_reset(&m->envelope);
	m->cut = 0;
	if (!m->more)
		return 0;
	buf_addbuf(&m->envelope, &m->next);
	m->more = 0;
	if (read_message(&r, e) == -1)
		return -1;
	if (m->is_stream && !r.verbatim) {
		drop_empty_line(out);
		if (r.may_be_quoted)
			unquote(out);
	}
	if (out->len > MESSAGE_MAX) {
		buf_cut(out, MESSAGE_MAX);
		m->cut = 1;
	}
	if (!m->plain)
		convert_cr(out);
	if (buf_ok(out, e) == -1 || buf_ok(&m->envelope, e) == -1)
		return -1;
	return 1;
}
