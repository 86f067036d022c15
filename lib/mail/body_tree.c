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

/* Was the whole text made of that HTML, and not of several parts? */
static int
is_all_html(const struct body *b, int *all, struct err *err)
{
	struct buf	 again = BUF_INIT;
	int		 r = 0;

	*all = 0;
	if (b->from_html && (r = html_text(&again, span_buf(&b->html), err)) == 0)
		*all = span_eq(span_trim(span_buf(&again)), span_trim(span_buf(&b->text)));
	buf_free(&again);
	return r;
}

int
body_tree(struct doc *parent, const struct body *b, size_t max, struct err *err)
{
	struct doc	*html;
	int		 all, r;

	if (is_all_html(b, &all, err) == -1)
		return -1;
	if (!all || b->text.len > max)
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
	int		 all, r;

	if (is_all_html(b, &all, err) == -1)
		return -1;
	if (!all)
		return buf_addspan(out, front(span_buf(&b->text), WORDS_MAX)) == 0 ? 0 : err_memory(err);
	if ((html = html_doc(span_buf(&b->html), err)) == NULL)
		return -1;
	r = docout_text(out, html, &no_links, err);
	doc_free(html);
	return r;
}
