/*
 * Any bytes as a web page (a first line of at most 20 bytes is the charset that HTTP named): the answer is whole, says the
 * same again, and what visitors write as text is nobody's contact.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "text/utf8.h"
#include "trust/page.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

#define ADDRESS	"contacto@asamblea.example"

static struct page_ask	ask = {
	.address = { ADDRESS, sizeof(ADDRESS) - 1 }, .url = "https://asamblea.example/kontakt",
	.site = "https://www.asamblea.example/"
};

static void
check(const struct page_answer *a)
{
	if ((a->verdict != PAGE_OFFICIAL && a->verdict != PAGE_REVIEW && a->verdict != PAGE_ABSENT) ||
	    (a->verdict == PAGE_OFFICIAL) != (a->reason[0] == '\0' && a->kind[0] != '\0') ||
	    (a->verdict == PAGE_ABSENT) != (a->kind[0] == '\0') || (a->verdict == PAGE_ABSENT && a->block.len > 0))
		abort();
	if (a->block.len > PAGE_BLOCK + 3 || !utf8_valid(span_buf(&a->block)) ||
	    (a->block.len > 0 && (memchr(a->block.s, '\n', a->block.len) != NULL || memchr(a->block.s, '\0', a->block.len) != NULL)))
		abort();
}

static void
check_twice(struct span page)
{
	struct page_answer a, b;
	struct err	 e;

	if (page_check(&ask, page, &a, &e) == -1) {
		if (e.class != ERR_DATA)
			abort();
		return;
	}
	check(&a);
	if (page_check(&ask, page, &b, NULL) == -1 || a.verdict != b.verdict || strcmp(a.kind, b.kind) != 0 ||
	    strcmp(a.context, b.context) != 0 || strcmp(a.reason, b.reason) != 0 || a.other != b.other ||
	    memcmp(a.block_digest, b.block_digest, HASH_LEN) != 0)
		abort();
	page_answer_free(&a);
	page_answer_free(&b);
}

/* The same bytes without a tag, as somebody's comment. */
static void
check_comment(struct span in)
{
	struct page_answer a;
	struct buf	 page = BUF_INIT;
	size_t		 i;

	buf_adds(&page, "<!doctype html><meta charset=utf-8><body><h2>Contacto</h2><div class=\"comments\"><p>");
	for (i = 0; i < in.n; i++)
		buf_addc(&page, in.s[i] == '<' ? ' ' : in.s[i]);
	buf_adds(&page, "</p></div></body>\n");
	if (page_check(&ask, span_buf(&page), &a, NULL) == 0) {
		if (a.verdict == PAGE_OFFICIAL)
			abort();
		page_answer_free(&a);
	}
	buf_free(&page);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct span	 in = span_make((const char *)data, size), line;
	ptrdiff_t	 end = span_chr(span_head(in, 21), '\n');

	ask.charset = SPAN_NONE;
	if (end != -1) {
		span_line(&in, &line);
		ask.charset = line;
	}
	check_twice(in);
	ask.charset = SPAN_NONE;
	check_comment(in);
	return 0;
}
