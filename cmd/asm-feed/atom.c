#include "feed.h"
#include "text/markup.h"

#define ATOM	"http://www.w3.org/2005/Atom"
#define THREAD	"http://purl.org/syndication/thread/1.0"	/* RFC 4685 */
#define HISTORY	"http://purl.org/syndication/history/1.0"	/* RFC 5005 */
#define GONE	"http://purl.org/atompub/tombstones/1.0"	/* RFC 6721 */

struct atom {
	const struct feed *feed;
	struct markup_writer *m;
	struct buf	 text;		/* scratch */
};

/* ---- pieces ---- */

static void
element_time(struct atom *a, const char *name, moment t)
{
	buf_reset(&a->text);
	time_rfc3339(&a->text, t);
	markup_element(a->m, name, buf_str(&a->text));
}

static void
link_to(struct atom *a, const char *rel, const char *url, const char *type, const char *language)
{
	if (url == NULL || *url == '\0')
		return;
	markup_open(a->m, "link");
	markup_attribute(a->m, "rel", rel);
	markup_attribute(a->m, "type", type);
	markup_attribute(a->m, "hreflang", language != NULL && *language != '\0' ? language : NULL);
	markup_attribute(a->m, "href", url);
	markup_close(a->m);
}

/* A scheme of our own: "tag:lists.example,2012:kind". */
static void
category(void *arg, const char *scheme, const char *term, const char *label)
{
	struct atom	*a = arg;

	buf_reset(&a->text);
	buf_adds(&a->text, "tag:");
	feed_authority(&a->text, a->feed);
	buf_addf(&a->text, ":%s", scheme);
	markup_open(a->m, "category");
	markup_attribute(a->m, "scheme", buf_str(&a->text));
	markup_attribute(a->m, "term", term);
	markup_attribute(a->m, "label", *label != '\0' ? label : NULL);
	markup_close(a->m);
}

/* ---- threads ---- */

static void
in_reply_to(struct atom *a, const struct feed_view *v)
{
	if (v->parent.len == 0)
		return;
	markup_open(a->m, "thr:in-reply-to");
	markup_attribute(a->m, "ref", buf_str(&v->parent));
	markup_attribute(a->m, "href", v->parent_url.len > 0 ? buf_str(&v->parent_url) : NULL);
	markup_attribute(a->m, "type", v->parent_url.len > 0 ? "text/html" : NULL);
	markup_close(a->m);
}

/* RFC 4685 wants an address for the answers: they stand on the page of the post. */
static void
replies(struct atom *a, const struct feed_view *v)
{
	if (v->replies == 0 || *v->shown.url == '\0')
		return;
	buf_reset(&a->text);
	buf_addf(&a->text, "%zu", v->replies);
	markup_open(a->m, "link");
	markup_attribute(a->m, "rel", "replies");
	markup_attribute(a->m, "type", "text/html");
	markup_attribute(a->m, "href", v->shown.url);
	markup_attribute(a->m, "thr:count", buf_str(&a->text));
	markup_close(a->m);
}

/* ---- an entry ---- */

static int
related(void *arg, const char *language, const char *url, struct err *err)
{
	(void)err;
	link_to(arg, "related", url, "text/html", language);
	return 0;
}

static int
entry(struct atom *a, const struct feed_item *item, struct err *err)
{
	struct feed_view v;
	int		 r;

	if (feed_view(&v, a->feed, item, err) == -1)
		return -1;
	markup_open(a->m, "entry");
	if (*v.language != '\0')
		markup_attribute(a->m, "xml:lang", v.language);
	markup_element(a->m, "id", buf_str(&v.id));
	markup_element(a->m, "title", v.shown.title);
	element_time(a, "published", v.published);
	element_time(a, "updated", v.updated);
	markup_open(a->m, "author");
	markup_element(a->m, "name", buf_str(&v.author));
	markup_close(a->m);
	feed_categories(&v, category, a);
	link_to(a, "alternate", v.shown.url, "text/html", v.language);
	r = feed_others(a->feed, item, related, a, err);
	in_reply_to(a, &v);
	replies(a, &v);
	markup_open(a->m, "content");
	markup_attribute(a->m, "type", "html");
	markup_write(a->m, span_buf(&v.html));
	markup_close(a->m);
	markup_close(a->m);
	feed_view_free(&v);
	return r;
}

/* Readers that have it take it away; the grammar of RFC 4287 has room for it before the first entry only. */
static int
gone(struct atom *a, const struct feed_item *item, struct err *err)
{
	struct buf	 message = BUF_INIT, tag = BUF_INIT;
	struct entry	 e;
	int		 r;

	if (shelf_get(a->feed->shelf, item->entry, &message, &e, err) == -1)
		return -1;
	r = feed_item_tag(&tag, a->feed, item, &e, span_buf(&message));
	buf_reset(&a->text);
	time_rfc3339(&a->text, item->at);
	markup_open(a->m, "at:deleted-entry");
	markup_attribute(a->m, "ref", buf_str(&tag));
	markup_attribute(a->m, "when", buf_str(&a->text));
	markup_close(a->m);
	entry_free(&e);
	buf_free(&message);
	buf_free(&tag);
	return r == 0 ? 0 : err_memory(err);
}

/* ---- the feed ---- */

static void
history(struct atom *a)
{
	const struct feed_history *h = &a->feed->history;

	if (h->is_archive) {
		markup_open(a->m, "fh:archive");
		markup_close(a->m);
	}
	link_to(a, "current", h->current, "application/atom+xml", NULL);
	link_to(a, "prev-archive", h->previous, "application/atom+xml", NULL);
	link_to(a, "next-archive", h->next, "application/atom+xml", NULL);
}

static void
head(struct atom *a)
{
	const struct feed *f = a->feed;

	markup_open(a->m, "feed");
	markup_attribute(a->m, "xmlns", ATOM);
	markup_attribute(a->m, "xmlns:thr", THREAD);
	if (f->history.is_archive)
		markup_attribute(a->m, "xmlns:fh", HISTORY);
	if (f->gone.n > 0)
		markup_attribute(a->m, "xmlns:at", GONE);
	if (f->languages != NULL)
		markup_attribute(a->m, "xml:lang", catalog_language(f->catalog));
	buf_reset(&a->text);
	feed_tag(&a->text, f);
	markup_element(a->m, "id", buf_str(&a->text));
	markup_element(a->m, "title", feed_title(f));
	element_time(a, "updated", feed_updated(f));
	link_to(a, "self", f->self, "application/atom+xml", NULL);
	link_to(a, "alternate", feed_home(f), "text/html", NULL);
	link_to(a, "hub", f->hub, NULL, NULL);
	history(a);
}

int
feed_pass_on(FILE *out, struct buf *text, struct err *err)
{
	if (buf_ok(text, err) == -1)
		return -1;
	/* Whoever has the stream says why it failed. */
	fwrite(buf_str(text), 1, text->len, out);
	buf_cut(text, 0);
	return 0;
}

int
feed_write_atom(FILE *out, const struct feed *f, struct err *err)
{
	struct buf	 xml = BUF_INIT;
	struct atom	 a = { f, NULL, BUF_INIT };
	size_t		 i;
	int		 r = 0, ended;

	if ((a.m = markup_writer_new(&xml, MARKUP_XML, 1, err)) == NULL)
		return -1;
	head(&a);
	for (i = 0; i < f->gone.n && r == 0; i++)
		r = gone(&a, &f->gone.item[i], err);
	for (i = 0; i < f->items.n && r == 0; i++)
		if ((r = entry(&a, &f->items.item[i], err)) == 0)
			r = feed_pass_on(out, &xml, err);
	ended = markup_writer_end(a.m, r == 0 ? err : NULL);
	if (r == 0)
		r = ended == 0 ? feed_pass_on(out, &xml, err) : -1;
	buf_free(&a.text);
	buf_free(&xml);
	return r;
}
