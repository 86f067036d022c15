#include "trust/page_private.h"

#include <string.h>

#include "base/limits.h"
#include "text/charset.h"
#include "text/html.h"
#include "text/utf8.h"
#include "trust/domain.h"
#include "trust/identity.h"
#include "trust/page_words.h"

const char *
page_word(enum page_verdict v)
{
	return v == PAGE_OFFICIAL ? "official" : v == PAGE_REVIEW ? "review" : "absent";
}

void
page_fail(struct page *p)
{
	if (!p->failed)
		err_memory(p->err);
	p->failed = 1;
}

int
page_spend(struct page *p, size_t units)
{
	p->work += units;
	if (p->work > PAGE_WORK && !p->failed) {
		err_set(p->err, ERR_DATA, "the page takes too much work to read");
		p->failed = 1;
	}
	return !p->failed;
}

void
page_answer_free(struct page_answer *a)
{
	buf_free(&a->block);
}

/* ---- keeping ---- */

void
page_keep(struct page *p, enum page_verdict verdict, const char *kind, const char *context, const char *reason,
    struct span block)
{
	struct page_answer *a = p->answer;
	struct buf	 line = BUF_INIT;
	size_t		 n = PAGE_BLOCK;

	if (verdict >= a->verdict)
		return;
	a->verdict = verdict;
	a->kind = kind;
	a->context = context;
	a->reason = reason;
	buf_reset(&a->block);
	if (utf8_line(&line, block) == -1 || hash_sha256(line.s, line.len, a->block_digest) == -1)
		page_fail(p);
	while (line.len > PAGE_BLOCK && n > 0 && ((unsigned char)line.s[n] & 0xC0) == 0x80)
		n--;
	buf_addspan(&a->block, span_head(span_buf(&line), n));
	if (line.len > PAGE_BLOCK)
		buf_adds(&a->block, "\xE2\x80\xA6");
	if (a->block.err)
		page_fail(p);
	buf_free(&line);
}

/* ---- whose page ---- */

static struct span
host_of(struct span url)
{
	ptrdiff_t	 at;

	if ((at = span_find(url, SPAN("://"))) == -1)
		return SPAN_NONE;
	url = span_from(url, (size_t)at + 3);
	for (at = 0; (size_t)at < url.n && strchr("/?#:", url.s[at]) == NULL; at++)
		continue;
	return span_head(url, (size_t)at);
}

static struct span
path_of(struct span url)
{
	struct span	 host = host_of(url);

	return host.n == 0 ? SPAN_NONE : span_from(url, (size_t)(host.s + host.n - url.s));
}

/* A page of another registrable domain than the one that was registered is another's page; 1 the same, 0, -1. */
static int
is_same_site(const char *a, const char *b, struct err *err)
{
	struct buf	 x = BUF_INIT, y = BUF_INIT;
	struct span	 p, q;
	int		 got;

	if ((got = domain_normal(&x, host_of(span_str(a)), err)) == 1 &&
	    (got = domain_normal(&y, host_of(span_str(b)), err)) == 1) {
		p = domain_registrable(span_buf(&x));
		q = domain_registrable(span_buf(&y));
		got = p.n > 0 && q.n > 0 ? span_eq(p, q) : span_eq(span_buf(&x), span_buf(&y));
	}
	buf_free(&x);
	buf_free(&y);
	return got;
}

static int
look_at_url(struct page *p, const struct page_ask *ask)
{
	struct buf	 key = BUF_INIT;
	int		 got = 0;

	if (ask->url == NULL)
		return 0;
	if (ask->site != NULL && strcmp(ask->site, ask->url) != 0 && (got = is_same_site(ask->url, ask->site, p->err)) == 0)
		p->capped = "redirected";
	if (got != -1 && page_key(&key, path_of(span_str(ask->url))) == -1)
		got = err_memory(p->err);
	if (got != -1 && key.len > 1 && (got = page_has_word(span_buf(&key), PAGE_CONTACT, p->err)) == 1)
		p->path_context = 1;
	buf_free(&key);
	return got == -1 ? -1 : 0;
}

/* ---- the page ---- */

/* Bytes that are dear to convert. */
static size_t
count_high(struct span s)
{
	size_t	 i, n = 0;

	for (i = 0; i < s.n; i++)
		n += (unsigned char)s.s[i] >= 0x80;
	return n;
}

static int
decode(const struct page_ask *ask, struct span page, struct buf *utf8, struct err *err)
{
	struct span	 charset = html_charset(page);
	int		 valid;

	/* A byte order mark, then HTTP, then what the page says of itself. */
	if (ask->charset.n > 0 && !span_starts(page, "\xEF\xBB\xBF") && !span_starts(page, "\xFF\xFE") &&
	    !span_starts(page, "\xFE\xFF"))
		charset = ask->charset;
	if (span_casestarts(charset, "utf-16") && !span_starts(page, "\xFF\xFE") && !span_starts(page, "\xFE\xFF") &&
	    ask->charset.n == 0)
		charset = SPAN("utf-8");	/* a page in which that could be read is not in it */
	valid = utf8_valid(page);
	if (!valid && count_high(page) > PAGE_HIGH)
		return err_set(err, ERR_DATA, "the page takes too much work to read");
	/* As charset_decode would have it, at half the cost. */
	if (valid && (charset.n == 0 ? span_chr(page, '\033') == -1 : span_caseeqs(charset, "utf-8")) &&
	    !span_starts(page, "\xEF\xBB\xBF")) {
		buf_addspan(utf8, page);
		return buf_ok(utf8, err);
	}
	return charset_decode(utf8, charset, page, err);
}

/* What speaks against everything that was found. */
static void
weigh(struct page *p)
{
	struct page_answer *a = p->answer;

	if (a->verdict != PAGE_OFFICIAL || (!p->denied && p->capped == NULL))
		return;
	a->verdict = PAGE_REVIEW;
	a->reason = p->denied ? "denied" : p->capped;
}

static int
look(struct page *p, const struct page_ask *ask, struct span page)
{
	struct buf	 utf8 = BUF_INIT;
	int		 result = -1;

	if (look_at_url(p, ask) == 0 && decode(ask, page, &utf8, p->err) == 0) {
		if (!page_file(p, span_buf(&utf8)))
			page_html(p, span_buf(&utf8));
		weigh(p);
		result = p->failed ? -1 : 0;
	}
	buf_free(&utf8);
	return result;
}

int
page_check(const struct page_ask *ask, struct span page, struct page_answer *a, struct err *err)
{
	struct page	 p = { .answer = a, .err = err };
	const char	*fault;
	ptrdiff_t	 at;
	int		 got, result = -1;

	memset(a, 0, sizeof *a);
	a->verdict = PAGE_ABSENT;
	a->kind = a->context = a->reason = "";
	if (page.n > PAGE_MAX)
		return err_set(err, ERR_DATA, "the page is larger than %lu bytes", PAGE_MAX);
	if (hash_sha256(page.s, page.n, a->digest) == -1)
		return err_memory(err);
	if ((got = identity_address(ask->address, &p.address, &fault, err)) == 0)
		err_set(err, ERR_USAGE, "no mail address: %.*s (%s)", SPAN_FMT(ask->address), fault);
	if (got == 1) {
		at = span_chr(span_buf(&p.address), '@');
		p.local = span_head(span_buf(&p.address), (size_t)at);
		p.domain = span_from(span_buf(&p.address), (size_t)at + 1);
		result = look(&p, ask, page);
	}
	buf_free(&p.address);
	if (result == -1)
		page_answer_free(a);	/* what was found before it failed */
	return result;
}
