#include "mail/body.h"
#include "text/docout.h"
#include "text/html.h"

#define WORDS_MAX	(256UL * 1024)	/* bytes of a text that are looked at for its words */

/* At most `max` bytes, cut between lines where that is possible. */
static struct span
front(struct span text, size_t max)
{
	size_t	 n = max;

	if (text.n <= max)
		return text;
	while (n > max / 2 && text.s[n - 1] != '\n')
		n--;
	if (text.s[n - 1] != '\n')
		for (n = max; n > 0 && ((unsigned char)text.s[n] & 0xc0) == 0x80;)
			n--;
	return span_head(text, n);
}

int
body_tree(struct doc *parent, const struct body *b, size_t max, struct err *err)
{
	struct doc	*html;
	int		 r;

	if (!b->all_html || b->text.len > max)
		return body_doc(parent, front(span_buf(&b->text), max), err);
	if ((html = html_doc(span_buf(&b->html), err)) == NULL)
		return -1;
	r = doc_adopt(parent, html);
	doc_free(html);
	return r == 0 ? 0 : err_memory(err);
}

int
body_words(struct buf *out, const struct body *b, struct err *err)
{
	static const struct docout_text no_links = { .links = 1 };
	struct doc	*html;
	int		 r;

	if (!b->all_html || b->text.len > WORDS_MAX)
		return buf_addspan(out, front(span_buf(&b->text), WORDS_MAX)) == 0 ? 0 : err_memory(err);
	if ((html = html_doc(span_buf(&b->html), err)) == NULL)
		return -1;
	r = docout_text(out, html, &no_links, err);
	doc_free(html);
	return r;
}
