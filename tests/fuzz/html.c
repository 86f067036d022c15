/*
 * Whatever HTML comes in, what we make of it is readable again, has no more tags than ours, and no
 * script, style or link that is not http, https or mailto.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/docout.h"
#include "text/html.h"
#include "text/markup.h"
#include "text/utf8.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static void
check(struct span html)
{
	static const char ours[] = " a bdi blockquote body br div em h1 h2 h3 h4 h5 h6 hr li ol p pre span strong table td tr ul ";
	struct markup_reader *r = markup_html(html, NULL);
	char	 name[64];
	const char *href;
	int	 kind, depth = 0;

	while ((kind = markup_next(r, NULL)) > 0) {
		depth += kind == MARKUP_OPEN ? 1 : kind == MARKUP_CLOSE ? -1 : 0;
		if (kind != MARKUP_OPEN)
			continue;
		if (snprintf(name, sizeof(name), " %s ", markup_name(r)) >= (int)sizeof(name))
			abort();
		href = markup_attr(r, "href");
		if (strstr(ours, name) == NULL || markup_attr(r, "style") != NULL || markup_attr(r, "onclick") != NULL ||
		    (href != NULL && strncasecmp(href, "http", 4) != 0 && strncasecmp(href, "mailto:", 7) != 0))
			abort();
	}
	if (depth != 0 || kind == -1)
		abort();
	markup_free(r);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct span in = span_make((const char *)data, size);
	struct buf b = BUF_INIT;
	struct doc *d = html_doc(in, NULL);

	html_charset(in);
	html_text(&b, in, NULL);
	if (d == NULL || !utf8_valid(span_buf(&b)))
		abort();
	buf_reset(&b);
	docout_text(&b, d, &(struct docout_text){ .flowed = size % 3, .links = size % 2 ? 2 : 0 }, NULL);
	buf_reset(&b);
	docout_html(&b, d, &(struct docout_html){ NULL, NULL }, NULL);
	if (!utf8_valid(span_buf(&b)))
		abort();
	check(span_buf(&b));
	doc_free(d);
	buf_free(&b);
	return 0;
}
