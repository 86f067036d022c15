#include "tests/unit/tap.h"

#include "mail/body.h"
#include "text/docout.h"

static struct err	 err;

/* What is made of a message: its tree as HTML, and its words. */
static void
is_made(const char *message, size_t max, const char *html, const char *words, const char *name)
{
	static const struct docout_html fragment;
	struct mime	*m = mime_parse(span_str(message), &err);
	struct doc	*root = doc_new("", &err);
	struct buf	 b = BUF_INIT;
	struct body	 body;

	if (m == NULL || root == NULL || body_read(&body, m, &err) == -1)
		bail("%s", err.text);
	is_ok(body_tree(root, &body, max, &err), &err, "%s: a tree", name);
	is_ok(docout_html(&b, root, &fragment, &err), &err, "%s: written", name);
	is_buf(&b, html, "%s", name);
	buf_reset(&b);
	is_ok(body_words(&b, &body, &err), &err, "%s: words", name);
	is_spans(span_trim(span_buf(&b)), words, "%s: which are", name);
	buf_free(&b);
	body_free(&body);
	doc_free(root);
	mime_free(m);
}

int
main(void)
{
	is_made("Subject: x\n\nOne.\n\nTwo https://x.example/\n", 1000,
	    "<div>\n<p>One.</p>\n<p>Two <a href=\"https://x.example/\" rel=\"noreferrer\">https://x.example/</a></p>\n</div>\n",
	    "One.\n\nTwo https://x.example/", "plain text");
	is_made("Content-Type: text/html\n\n<p>Go <a href=\"https://x.example/\">there</a> now.</p>", 1000,
	    "<div>\n<p>Go <a href=\"https://x.example/\" rel=\"noreferrer\">there</a> now.</p>\n</div>\n",
	    "Go there now.", "HTML keeps its links in place");
	is_made("Content-Type: text/html\n\n<p>word word word</p>", 9,
	    "<div>\n<p>word word</p>\n</div>\n", "word word word", "HTML that is too long is cut as text");
	is_made("Subject: x\n\nfirst line\nsecond line\n", 15, "<div>\n<p>first line</p>\n</div>\n",
	    "first line\nsecond line", "a text is cut between lines");
	is_made("Content-Type: text/plain; charset=utf-8\n\nab\xC3\xA9", 3, "<div>\n<p>ab</p>\n</div>\n", "ab\xC3\xA9",
	    "or between characters");
	is_made("Subject: x\n\n", 10, "<div>\n</div>\n", "", "nothing");
	return done();
}
