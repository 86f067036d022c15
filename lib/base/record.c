#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/record.h"
#include "base/time.h"

#define SPARE		(RECORD_NAME + 16)	/* bytes of a line beside its text */
#define REPLACEMENT	"\xef\xbf\xbd"		/* U+FFFD */
#define ELLIPSIS	"\xe2\x80\xa6"		/* U+2026 */

/* ---- values ---- */

/* Length of the UTF-8 sequence that v begins with, 0 if that is none. */
static size_t
sequence(struct span v)
{
	const unsigned char	*s = (const unsigned char *)v.s;
	size_t			 n, i;
	unsigned long		 c;

	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (n > v.n)
		return 0;
	c = s[0] & (0x7fU >> n);
	for (i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if ((n == 3 && c < 0x800) || (n == 4 && (c < 0x10000 || c > 0x10ffff)) ||
	    (c >= 0xd800 && c <= 0xdfff))
		return 0;
	return n;
}

/* How many bytes at the front may stand as they are. */
static size_t
plain_run(struct span v)
{
	size_t	 i = 0, n;

	while (i < v.n) {
		unsigned char	 c = (unsigned char)v.s[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			break;
		if ((n = sequence(span_from(v, i))) == 0)
			break;
		if (c == 0xc2 && (unsigned char)v.s[i + 1] < 0xa0)
			break;
		i += n;
	}
	return i;
}

/* Append a value in the form that record.h promises. */
static int
clean(struct buf *out, struct span v)
{
	size_t	 n;

	for (v = span_trim(v); v.n > 0; v = span_from(v, n)) {
		if ((n = plain_run(v)) > 0) {
			buf_add(out, v.s, n);
		} else if (v.s[0] == '\n' || span_starts(v, "\r\n")) {
			n = v.s[0] == '\n' ? 1 : 2;
			buf_trim(out, " \t");
			buf_addc(out, '\n');
		} else {
			n = v.s[0] == '\xc2' && sequence(v) == 2 ? 2 : 1;
			buf_adds(out, REPLACEMENT);
		}
	}
	return buf_ok(out, NULL);
}

static int
is_dots(struct span line)
{
	while (line.n > 0 && line.s[0] == '.')
		line = span_from(line, 1);
	return line.n == 0;
}

/* The next line of a value, "" at least once. */
static int
value_line(struct span *rest, size_t count, struct span *line)
{
	if (span_cut(rest, '\n', line))
		return 1;
	*line = SPAN_NONE;
	return count == 0;
}

/* Bytes of a line of a stanza, its end not counted; `count` lines of the value went before. */
static size_t
line_size(const char *name, size_t count, struct span line)
{
	if (count > 0)
		return 1 + line.n + (size_t)is_dots(line);
	return strlen(name) + 1 + (line.n > 0) + line.n;
}

/* Bytes that an item takes in a stanza; 0 if one of its lines is too long. */
static size_t
item_size(const char *name, struct span value)
{
	struct span	 line;
	size_t		 count, n, size = 0;

	for (count = 0; value_line(&value, count, &line); count++) {
		if ((n = line_size(name, count, line)) > RECORD_LINE)
			return 0;
		size += n + 1;
	}
	return size;
}

static void
put_item(struct buf *b, const struct record_item *item)
{
	struct span	 rest = span_str(item->value), line;
	size_t		 count;

	for (count = 0; value_line(&rest, count, &line); count++) {
		if (count == 0)
			buf_addf(b, "%s:%s", item->name, line.n > 0 ? " " : "");
		else
			buf_adds(b, is_dots(line) ? " ." : " ");
		buf_addspan(b, line);
		buf_addc(b, '\n');
	}
}

/* ---- a record in memory ---- */

int
record_is_name(struct span v)
{
	size_t	 i;

	for (i = 0; i < v.n; i++) {
		char	 c = v.s[i];
		int	 letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!letter && (i == 0 || ((c < '0' || c > '9') && c != '-')))
			return 0;
	}
	return v.n > 0 && v.n <= RECORD_NAME;
}

static int
is_named(const struct record_item *item, const char *name)
{
	return span_caseeqs(span_str(item->name), name);
}

/* Room for one item more, and a name that is one. */
static int
check_item(struct record *r, const char *name, struct err *e)
{
	struct record_item	*item;
	size_t			 cap;

	if (!record_is_name(span_str(name)))
		return err_set(e, ERR_BUG, "no name for a record: %.200s", name);
	if (r->n == RECORD_ITEMS)
		return err_set(e, ERR_DATA, "more than %d items in a record", RECORD_ITEMS);
	if (r->n == r->cap) {
		cap = r->cap * 2 + 8;
		if ((item = realloc(r->item, cap * sizeof(*item))) == NULL)
			return err_memory(e);
		r->item = item;
		r->cap = cap;
	}
	return 0;
}

/* Append a clean value, which is emptied. */
static int
append(struct record *r, const char *name, struct buf *value, struct err *e)
{
	struct record_item	*item = &r->item[r->n];
	size_t			 size = item_size(name, span_buf(value));

	if (size == 0)
		return err_set(e, ERR_DATA, "%s: a line longer than %lu bytes", name, RECORD_LINE);
	if (size > RECORD_MAX - r->size)
		return err_set(e, ERR_DATA, "a record larger than %lu bytes", RECORD_MAX);
	item->name = strdup(name);
	item->value = buf_take(value);
	if (item->name == NULL || item->value == NULL) {
		free(item->name);
		free(item->value);
		return err_memory(e);
	}
	r->size += size;
	r->n++;
	return 0;
}

int
record_addspan(struct record *r, const char *name, struct span value, struct err *e)
{
	struct buf	 b = BUF_INIT;
	int		 done = -1;

	if (check_item(r, name, e) == 0) {
		clean(&b, value);
		if (buf_ok(&b, e) == 0)
			done = append(r, name, &b, e);
	}
	buf_free(&b);
	return done;
}

int
record_add(struct record *r, const char *name, const char *value, struct err *e)
{
	return value == NULL ? 0 : record_addspan(r, name, span_str(value), e);
}

int
record_addf(struct record *r, struct err *e, const char *name, const char *fmt, ...)
{
	struct buf	 b = BUF_INIT;
	va_list		 ap;
	int		 done;

	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	done = buf_ok(&b, e) == -1 ? -1 : record_addspan(r, name, span_buf(&b), e);
	buf_free(&b);
	return done;
}

int
record_addtime(struct record *r, const char *name, long long t, struct err *e)
{
	struct buf	 b = BUF_INIT;
	int		 done;

	if (t == MOMENT_NONE)
		return 0;
	time_rfc3339(&b, t);
	done = buf_ok(&b, e) == -1 ? -1 : record_addspan(r, name, span_buf(&b), e);
	buf_free(&b);
	return done;
}

/* At most n bytes off the front, not ending inside a character. */
static struct span
head_characters(struct span v, size_t n)
{
	if (n >= v.n)
		return v;
	while (n > 0 && ((unsigned char)v.s[n] & 0xc0) == 0x80)
		n--;
	return span_head(v, n);
}

static struct span
without_blanks(struct span v)
{
	while (v.n > 0 && (v.s[v.n - 1] == ' ' || v.s[v.n - 1] == '\t'))
		v.n--;
	return v;
}

/* Append as much of the clean text v as stays within `room` bytes of a stanza. */
static void
fit(struct buf *out, const char *name, struct span v, size_t room)
{
	struct span	 line, piece;
	size_t		 count, widest = RECORD_LINE - strlen(name) - 2, n;

	/* A last line that is cut has room for its name and the ellipsis. */
	room -= room < SPARE ? room : SPARE;
	for (count = 0; span_cut(&v, '\n', &line); count++) {
		do {
			piece = head_characters(line, widest);
			line = span_from(line, piece.n);
			piece = without_blanks(piece);
			n = line_size(name, count, piece) + 1;
			if (n > room) {
				buf_addspan(out, head_characters(piece, room));
				buf_adds(out, ELLIPSIS);
				return;
			}
			room -= n;
			buf_addspan(out, piece);
			buf_addc(out, '\n');
			count += line.n > 0;
		} while (line.n > 0);
	}
}

int
record_addtext(struct record *r, const char *name, struct span text, struct err *e)
{
	struct buf	 whole = BUF_INIT, part = BUF_INIT, b = BUF_INIT;
	int		 done = -1;

	if (check_item(r, name, e) == -1)
		goto out;
	clean(&whole, text);
	fit(&part, name, span_buf(&whole), RECORD_MAX - r->size);
	clean(&b, span_buf(&part));
	if (buf_ok(&whole, e) == 0 && buf_ok(&part, e) == 0 && buf_ok(&b, e) == 0)
		done = append(r, name, &b, e);
out:
	buf_free(&whole);
	buf_free(&part);
	buf_free(&b);
	return done;
}

/* ---- by name ---- */

const char *
record_nth(const struct record *r, const char *name, size_t nth)
{
	size_t	 i;

	for (i = 0; i < r->n; i++)
		if (is_named(&r->item[i], name) && nth-- == 0)
			return r->item[i].value;
	return NULL;
}

const char *
record_get(const struct record *r, const char *name)
{
	return record_nth(r, name, 0);
}

static void
free_item(struct record *r, struct record_item *item)
{
	r->size -= item_size(item->name, span_str(item->value));
	free(item->name);
	free(item->value);
}

/* Remove the items of that name from the i-th on. */
static void
remove_from(struct record *r, const char *name, size_t i)
{
	size_t	 kept = i;

	for (; i < r->n; i++) {
		if (is_named(&r->item[i], name))
			free_item(r, &r->item[i]);
		else
			r->item[kept++] = r->item[i];
	}
	r->n = kept;
}

int
record_set(struct record *r, const char *name, const char *value, struct err *e)
{
	struct record_item	 last;
	size_t			 i;

	for (i = 0; i < r->n && !is_named(&r->item[i], name); i++)
		continue;
	if (value == NULL || i == r->n) {
		remove_from(r, name, i);
		return record_add(r, name, value, e);
	}
	/* The old one makes way only for a new one that stands. */
	if (record_add(r, name, value, e) == -1)
		return -1;
	last = r->item[--r->n];
	free_item(r, &r->item[i]);
	r->item[i] = last;
	remove_from(r, name, i + 1);
	return 0;
}

void
record_clear(struct record *r)
{
	while (r->n > 0) {
		r->n--;
		free(r->item[r->n].name);
		free(r->item[r->n].value);
	}
	r->size = 0;
}

void
record_free(struct record *r)
{
	record_clear(r);
	free(r->item);
	*r = (struct record)RECORD_INIT;
}

int
record_stanza(struct buf *b, const struct record *r)
{
	size_t	 i;

	for (i = 0; i < r->n; i++)
		put_item(b, &r->item[i]);
	return buf_ok(b, NULL);
}
