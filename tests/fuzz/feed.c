/*
 * Any bytes as somebody's feed: what is found in it is UTF-8, and a link is a link.
 */
#include <stdlib.h>

#include "cmd/asm-feed/read.h"
#include "text/utf8.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

#define BASE	"https://example.org/a/feed.xml"

static int
found(void *arg, const struct found *feed, const struct found *entry, struct err *e)
{
	const struct found *all[2] = { feed, entry };
	struct span link;
	size_t	 i;

	(void)e;
	for (i = 0; i < 2; i++) {
		link = span_buf(&all[i]->link);
		if (!utf8_valid(span_buf(&all[i]->title.text)) || !utf8_valid(span_buf(&all[i]->content.text)) ||
		    !utf8_valid(span_buf(&all[i]->summary.text)) || !utf8_valid(span_buf(&all[i]->id)) ||
		    !utf8_valid(span_buf(&all[i]->author)) || !utf8_valid(span_buf(&all[i]->address)) ||
		    !utf8_valid(span_buf(&all[i]->language)))
			abort();
		if (link.n > 0 && !span_casestarts(link, "http") && !span_casestarts(link, "mailto:"))
			abort();
	}
	return ++*(size_t *)arg < 1000 ? 0 : -1;
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct span in = span_make((const char *)data, size), c;
	struct buf b = BUF_INIT;
	size_t	 i, n = 0;

	read_json(in, size % 2 ? BASE : NULL, found, &n, NULL);
	if (read_decode(&b, in, NULL) == 0) {
		n = 0;
		read_xml(span_buf(&b), size % 2 ? BASE : NULL, found, &n, NULL);
	}
	buf_reset(&b);
	url_resolve(&b, BASE, in);
	for (c = span_buf(&b), i = 0; i < c.n; i++)
		if ((unsigned char)c.s[i] <= ' ' || (unsigned char)c.s[i] > '~')
			abort();
	buf_free(&b);
	return 0;
}
