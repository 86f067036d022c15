/* Is the address in here?  Every function compares whole addresses: what only contains it is another one. */
#include "trust/page_private.h"

#include <string.h>

#include "text/utf8.h"
#include "trust/identity.h"
#include "trust/page_words.h"

#define WINDOW	512	/* bytes in which one address must have room, spelled out or not */

/* ---- bytes ---- */

static int
is_local(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~.", c) != NULL);
}

static int
is_domain(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

/* A letter that may belong to an address; scripts that part no words may stand right beside one. */
static int
is_joined(uint32_t c)
{
	return c != UTF8_BAD && c >= 0x80 && (c < 0x3000 || (c >= 0xA000 && c < 0xAC00) || c >= 0x10000) &&
	    (utf8_is_letter(c) || utf8_is_mark(c));
}

/* The code point that ends before `at`. */
static uint32_t
before(struct span s, size_t at)
{
	size_t	 i = at;

	while (i > 0 && at - i < 4 && ((unsigned char)s.s[i - 1] & 0xC0) == 0x80)
		i--;
	if (i > 0)
		i--;
	s = span_head(span_from(s, i), at - i);
	return s.n > 0 ? utf8_take(&s) : UTF8_BAD;
}

static uint32_t
code_at(struct span s, size_t at)
{
	s = span_from(s, at);
	return s.n > 0 ? utf8_take(&s) : UTF8_BAD;
}

static int
is_ascii(struct span s)
{
	while (s.n > 0 && (unsigned char)s.s[s.n - 1] < 0x80)
		s.n--;
	return s.n == 0;
}

int
page_is_address(struct page *p, struct span s)
{
	struct buf	 normal = BUF_INIT;
	const char	*fault;
	int		 got;

	/* What is not ASCII is dear. */
	page_spend(p, is_ascii(s) ? 5 : 120);
	if ((got = identity_address(s, &normal, &fault, p->err)) == -1)
		p->failed = 1;
	got = got == 1 && span_eq(span_buf(&normal), span_buf(&p->address));
	buf_free(&normal);
	return got;
}

/* ---- visible text ---- */

/* The first byte of what page_visible looks for. */
static inline int
is_first(int c)
{
	return c >= 0xC2 && (c == 0xC2 || c == 0xCD || c == 0xE2 || c == 0xE3 || c == 0xEF);
}

int
page_visible(struct page *p, struct buf *out, struct span s)
{
	struct span	 rest = s;
	const char	*from;
	uint32_t	 c;
	size_t		 i;

	while (rest.n > 0) {
		for (i = 0; i < rest.n && !is_first((unsigned char)rest.s[i]); i++)
			continue;
		buf_addspan(out, span_head(rest, i));
		rest = span_from(rest, i);
		if (rest.n == 0)
			break;
		from = rest.s;
		c = utf8_take(&rest);
		if (!page_spend(p, 1))
			break;
		if (c == 0xAD || c == 0x200B || c == 0x2060 || c == 0xFEFF || c == 0x034F)
			continue;
		if (c == 0xA0 || c == 0x3000)
			buf_addc(out, ' ');
		else
			buf_add(out, from, (size_t)(rest.s - from));
	}
	return out->err ? -1 : 0;
}

/* [*from, *to) around the "@" at `at`: all that belongs to one address. */
static void
extend(struct span text, size_t at, size_t *from, size_t *to)
{
	struct span	 rest;
	const char	*was;
	uint32_t	 c;

	for (*from = at; *from > 0 && at - *from < WINDOW; (*from)--)
		if (!is_local((unsigned char)text.s[*from - 1]))
			break;
	for (*to = at + 1; *to < text.n && *to - at < WINDOW; ) {
		if (is_domain((unsigned char)text.s[*to])) {
			++*to;
			continue;
		}
		rest = span_from(text, *to);
		was = rest.s;
		c = utf8_take(&rest);
		if (!is_joined(c))
			break;
		*to += (size_t)(rest.s - was);
	}
	while (*to > at && (text.s[*to - 1] == '.' || text.s[*to - 1] == '-' || text.s[*to - 1] == '_'))
		--*to;
}

/* Quotes and slashes are letters of an address and yet put around it. */
static void
trim_quotes(struct span text, size_t *from, size_t at)
{
	while (*from < at && strchr("'`*_/|={}.~", text.s[*from]) != NULL)
		++*from;
}

int
page_find_text(struct page *p, struct span text, size_t *start, size_t *end)
{
	ptrdiff_t	 hit;
	size_t		 at = *start, from;

	while ((hit = span_chr(span_from(text, at), '@')) != -1 && page_spend(p, 1)) {
		at += (size_t)hit;
		if (at >= p->local.n &&
		    span_caseeq(span_make(text.s + at - p->local.n, p->local.n), p->local)) {
			page_spend(p, 10);
			extend(text, at, &from, end);
			if (at - from != p->local.n)
				trim_quotes(text, &from, at);
			if (from >= *start && !is_joined(before(text, from)) &&
			    code_at(text, *end) != '@' && (from == 0 || text.s[from - 1] != '@') &&
			    page_is_address(p, span_make(text.s + from, *end - from))) {
				*start = from;
				return 1;
			}
		}
		at++;
	}
	return 0;
}

int
page_find_other(struct page *p, struct span text)
{
	struct buf	 normal = BUF_INIT;
	const char	*fault;
	ptrdiff_t	 hit;
	size_t		 at = 0, from, to, looked = 0;
	int		 found = 0;

	while (!found && looked++ < 8 && (hit = span_chr(span_from(text, at), '@')) != -1) {
		at += (size_t)hit;
		extend(text, at, &from, &to);
		buf_reset(&normal);
		found = identity_address(span_make(text.s + from, to - from), &normal, &fault, p->err) == 1 &&
		    !span_eq(span_buf(&normal), span_buf(&p->address));
		at++;
	}
	buf_free(&normal);
	return found;
}

/* ---- links ---- */

static void
decode_percent(struct buf *out, struct span s)
{
	size_t	 i;
	int	 hi, lo;

	for (i = 0; i < s.n; i++)
		if (s.s[i] == '%' && i + 2 < s.n && (hi = span_hex((unsigned char)s.s[i + 1])) != -1 &&
		    (lo = span_hex((unsigned char)s.s[i + 2])) != -1) {
			buf_addc(out, hi * 16 + lo);
			i += 2;
		} else
			buf_addc(out, s.s[i]);
}

int
page_mailto(struct page *p, struct span url, int *others)
{
	struct buf	 decoded = BUF_INIT;
	struct span	 rest, one;
	ptrdiff_t	 query;
	int		 found = 0;

	*others = 0;
	page_spend(p, 10 + url.n / 8);
	url = span_trim(url);
	if (!span_casestarts(url, "mailto:"))
		return 0;
	url = span_from(url, strlen("mailto:"));
	if ((query = span_chr(url, '?')) != -1)
		url = span_head(url, (size_t)query);
	/* Split before decoding: an encoded comma belongs to an address. */
	for (rest = url; span_cut(&rest, ',', &one); ) {
		buf_reset(&decoded);
		decode_percent(&decoded, span_trim(one));
		if (page_is_address(p, span_trim(span_buf(&decoded))))
			found = 1;
		else if (decoded.len > 0)
			*others = 1;
	}
	if (decoded.err)
		page_fail(p);
	buf_free(&decoded);
	return found;
}

int
page_cloudflare(struct page *p, struct span hex)
{
	struct buf	 plain = BUF_INIT;
	size_t		 i;
	int		 key, hi, lo, good = hex.n >= 4 && hex.n % 2 == 0 && hex.n <= 2 * WINDOW, found = 0;

	for (i = 0, key = 0; good && i < hex.n; i += 2) {
		hi = span_hex((unsigned char)hex.s[i]);
		lo = span_hex((unsigned char)hex.s[i + 1]);
		if (hi == -1 || lo == -1)
			good = 0;
		else if (i == 0)
			key = hi * 16 + lo;
		else
			buf_addc(&plain, (hi * 16 + lo) ^ key);
	}
	if (good && !plain.err)
		found = page_is_address(p, span_buf(&plain));
	buf_free(&plain);
	return found;
}

/* ---- spelled out ---- */

/* What people put around "at" and "dot". */
static size_t
skip_separators(struct span s)
{
	struct span	 rest = s;
	size_t		 used = 0;
	uint32_t	 c;

	while (rest.n > 0) {
		c = utf8_take(&rest);
		if (!(c == ' ' || c == '\t' || c == '\n' || c == 0xA0 || c == 0xAB || c == 0xBB || (c < 0x80 && c > ' ' &&
		    strchr("()[]{}<>_-*'\"`|/~:", (int)c) != NULL) || (c >= 0x2018 && c <= 0x201F) || (c >= 0x200E && c <= 0x200F)))
			break;
		used = s.n - rest.n;
	}
	return used;
}

/* The sign itself, also in its full width. */
static size_t
plain_sign(struct span s, enum page_word kind)
{
	struct span	 rest = s;
	uint32_t	 c = s.n > 0 ? utf8_take(&rest) : UTF8_BAD;
	int		 found;

	if (kind == PAGE_AT)
		found = c == '@' || c == 0xFF20 || c == 0xFE6B;
	else
		found = c == '.' || c == 0xFF0E || c == 0xFE52 || c == 0x3002 || c == 0xFF61;
	return found ? s.n - rest.n : 0;
}

/* An "@" or ".", or its name between separators: how many bytes of `s` that is; 0 it is none. */
static size_t
take_sign(struct page *p, struct span s, enum page_word kind)
{
	size_t		 used = skip_separators(s), behind, sign;
	ptrdiff_t	 word;
	struct span	 rest = span_from(s, used);

	if ((sign = plain_sign(rest, kind)) > 0)
		return used + sign + skip_separators(span_from(rest, sign));
	if (used == 0)
		return 0;
	if ((word = page_word_at(rest, kind, p->err)) == -1)
		p->failed = 1;
	if (word <= 0 || (behind = skip_separators(span_from(rest, (size_t)word))) == 0)
		return 0;
	return used + (size_t)word + behind;
}

/* The pieces of `s` between dots, with dots in any spelling. */
static size_t
take_dotted(struct page *p, struct span s, struct span wanted)
{
	struct span	 piece;
	size_t		 used = 0, n;
	int		 first = 1;

	while (span_cut(&wanted, '.', &piece)) {
		if (!first) {
			if ((n = take_sign(p, span_from(s, used), PAGE_DOT)) == 0)
				return 0;
			used += n;
		}
		first = 0;
		if (!span_eq(span_head(span_from(s, used), piece.n), piece))
			return 0;
		used += piece.n;
	}
	return used;
}

/* Does it go on behind its last label, so that it was another domain? */
static int
goes_on(struct page *p, struct span s)
{
	size_t	 n;

	if (s.n > 0 && s.s[0] == '@')
		return 1;
	if (s.n > 0 && (is_domain((unsigned char)s.s[0]) || is_joined(code_at(s, 0))) &&
	    s.s[0] != '.' && s.s[0] != '_' && s.s[0] != '-')
		return 1;
	if (s.n > 1 && (s.s[0] == '-' || s.s[0] == '.') && is_domain((unsigned char)s.s[1]) && s.s[1] != '.')
		return 1;
	n = take_sign(p, s, PAGE_DOT);
	return n > 0 && n < s.n && s.s[0] != '.' && is_domain((unsigned char)s.s[n]) && s.s[n] != '.';
}

/* The address from the front of a folded text: its length, or 0. */
static size_t
match_spelled(struct page *p, struct span s)
{
	size_t	 local, sign, domain;

	if ((local = take_dotted(p, s, p->local)) == 0 ||
	    (sign = take_sign(p, span_from(s, local), PAGE_AT)) == 0 ||
	    (domain = take_dotted(p, span_from(s, local + sign), p->domain)) == 0)
		return 0;
	return goes_on(p, span_from(s, local + sign + domain)) ? 0 : local + sign + domain;
}

/* A letter right behind it: no sign can follow. */
static int
is_next_far(struct span text, size_t at)
{
	int	 c = at < text.n ? (unsigned char)text.s[at] : 'x';

	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

#define STRETCH	4096

/* Where `word` begins from `at` on, or -1: by stretches, so that a letter far away is not looked for again and again. */
static ptrdiff_t
find_from(struct span text, size_t at, struct span word)
{
	ptrdiff_t	 hit;

	for (; at < text.n; at += STRETCH)
		if ((hit = span_casefind(span_head(span_from(text, at), STRETCH + word.n - 1), word)) != -1)
			return (ptrdiff_t)at + hit;
	return -1;
}

int
page_find_spelled(struct page *p, struct span text, size_t *start, size_t *end)
{
	struct buf	 folded = BUF_INIT;
	struct span	 first = p->local;
	ptrdiff_t	 hit;
	size_t		 at = *start, n = 0, room = 3 * p->address.len + 60;
	uint32_t	 c;

	if ((hit = span_chr(first, '.')) != -1)
		first = span_head(first, (size_t)hit);
	while (n == 0 && (hit = find_from(text, at, first)) != -1) {
		at = (size_t)hit;
		if (!page_spend(p, 3))
			break;
		c = before(text, at);
		if (is_next_far(text, at + first.n)) {
			at++;
			continue;
		}
		if (at == 0 || !((c < 0x80 && is_local((int)c) && strchr("'`*_/|={}~", (int)c) == NULL) || is_joined(c) || c == '@')) {
			buf_reset(&folded);
			page_spend(p, 100);
			if (utf8_fold(&folded, span_head(span_from(text, at), room)) == -1)
				page_fail(p);
			n = match_spelled(p, span_buf(&folded));
		}
		if (n == 0)
			at++;
	}
	buf_free(&folded);
	*start = at;
	*end = at + n < text.n ? at + n : text.n;
	return n > 0;
}
