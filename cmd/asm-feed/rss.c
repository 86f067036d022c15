/*
 * RSS 2.0, for readers that know nothing better.  What it has no words for is left to Atom.
 */

#include "feed.h"
#include "text/markup.h"

#define ATOM	"http://www.w3.org/2005/Atom"
#define DUBLIN	"http://purl.org/dc/elements/1.1/"

struct rss {
	const struct feed *feed;
	struct markup_writer *m;
	struct buf	 text;		/* scratch */
};

static void
element_time(struct rss *r, const char *name, moment t)
{
	buf_reset(&r->text);
	time_rfc5322(&r->text, t);
	markup_element(r->m, name, buf_str(&r->text));
}

static void
category(void *arg, const char *scheme, const char *term, const char *label)
{
	struct rss	*r = arg;

	(void)label;
	buf_reset(&r->text);
	buf_adds(&r->text, "tag:");
	feed_authority(&r->text, r->feed);
	buf_addf(&r->text, ":%s", scheme);
	markup_open(r->m, "category");
	markup_attribute(r->m, "domain", buf_str(&r->text));
	markup_writes(r->m, term);
	markup_close(r->m);
}

static int
item(struct rss *r, const struct feed_item *it, struct err *err)
{
	struct feed_view v;

	if (feed_view(&v, r->feed, it, err) == -1)
		return -1;
	markup_open(r->m, "item");
	markup_element(r->m, "title", v.shown.title);
	if (*v.shown.url != '\0')
		markup_element(r->m, "link", v.shown.url);
	markup_open(r->m, "guid");
	markup_attribute(r->m, "isPermaLink", "false");
	markup_writes(r->m, buf_str(&v.id));
	markup_close(r->m);
	element_time(r, "pubDate", v.published);
	markup_element(r->m, "dc:creator", buf_str(&v.author));
	if (*v.language != '\0')
		markup_element(r->m, "dc:language", v.language);
	feed_categories(&v, category, r);
	markup_element(r->m, "description", buf_str(&v.html));
	markup_close(r->m);
	feed_view_free(&v);
	return 0;
}

static void
link_to(struct rss *r, const char *rel, const char *url, const char *type)
{
	if (url == NULL)
		return;
	markup_open(r->m, "atom:link");
	markup_attribute(r->m, "rel", rel);
	markup_attribute(r->m, "href", url);
	markup_attribute(r->m, "type", type);
	markup_close(r->m);
}

/* A channel must have a link: to the archive, else to the feed, else to the list. */
static void
channel_link(struct rss *r)
{
	const struct feed *f = r->feed;

	buf_reset(&r->text);
	if (*feed_home(f) != '\0')
		buf_adds(&r->text, feed_home(f));
	else if (f->self != NULL)
		buf_adds(&r->text, f->self);
	else if (f->list.address != NULL && *f->list.address != '\0')
		buf_addf(&r->text, "mailto:%s", f->list.address);
	else
		buf_adds(&r->text, "https://list.invalid/");
	markup_element(r->m, "link", buf_str(&r->text));
}

static void
head(struct rss *r)
{
	const struct feed *f = r->feed;

	markup_open(r->m, "rss");
	markup_attribute(r->m, "version", "2.0");
	markup_attribute(r->m, "xmlns:atom", ATOM);
	markup_attribute(r->m, "xmlns:dc", DUBLIN);
	markup_open(r->m, "channel");
	markup_element(r->m, "title", feed_title(f));
	channel_link(r);
	markup_element(r->m, "description", feed_title(f));
	if (f->languages != NULL)
		markup_element(r->m, "language", catalog_language(f->catalog));
	if (f->items.n > 0)
		element_time(r, "lastBuildDate", feed_updated(f));
	link_to(r, "self", f->self, "application/rss+xml");
	link_to(r, "hub", f->hub, NULL);
}

int
feed_write_rss(FILE *out, const struct feed *f, struct err *err)
{
	struct buf	 xml = BUF_INIT;
	struct rss	 rss = { f, NULL, BUF_INIT };
	size_t		 i;
	int		 r = 0, ended;

	if ((rss.m = markup_writer_new(&xml, MARKUP_XML, 1, err)) == NULL)
		return -1;
	head(&rss);
	for (i = 0; i < f->items.n && r == 0; i++)
		if ((r = item(&rss, &f->items.item[i], err)) == 0)
			r = feed_pass_on(out, &xml, err);
	ended = markup_writer_end(rss.m, r == 0 ? err : NULL);
	if (r == 0)
		r = ended == 0 ? feed_pass_on(out, &xml, err) : -1;
	buf_free(&rss.text);
	buf_free(&xml);
	return r;
}
