#include <stdlib.h>
#include <string.h>

#include "feed.h"
#include "text/markup.h"

#define ATOM	"http://www.w3.org/2005/Atom"
#define THREAD	"http://purl.org/syndication/thread/1.0"	/* RFC 4685 */

struct atom {
	struct feed	*feed;
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
	markup_open(a->m, "link");
	markup_attribute(a->m, "rel", rel);
	markup_attribute(a->m, "type", type);
	markup_attribute(a->m, "hreflang", language != NULL && *language != '\0' ? language : NULL);
	markup_attribute(a->m, "href", url);
	markup_close(a->m);
}

/* A scheme of our own: "tag:lists.example,2012:kind". */
static void
category(struct atom *a, const char *scheme, const char *term, const char *label)
{
	if (*term == '\0')
		return;
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

static void
categories(struct atom *a, const struct entry *e)
{
	if (*e->assembly != '\0' || strcmp(e->kind, "other") != 0)
		category(a, "kind", e->kind, "");
	category(a, "assembly", e->assembly, e->name);
	category(a, "place", e->place, "");
	category(a, "group", e->group, "");
	category(a, "campaign", e->campaign, "");
}

static void
author(struct atom *a, const struct entry *e)
{
	buf_reset(&a->text);
	entry_public_name(&a->text, e);
	markup_open(a->m, "author");
	markup_element(a->m, "name", buf_str(&a->text));
	markup_close(a->m);
}

/* ---- threads ---- */

static void
in_reply_to(struct atom *a, const char *tag, const char *url)
{
	markup_open(a->m, "thr:in-reply-to");
	markup_attribute(a->m, "ref", tag);
	markup_attribute(a->m, "href", url != NULL && *url != '\0' ? url : NULL);
	markup_attribute(a->m, "type", url != NULL && *url != '\0' ? "text/html" : NULL);
	markup_close(a->m);
}

/* What it answers, by the name it has in this feed, or would have. */
static int
parent(struct atom *a, const struct feed_item *item, const struct entry *e, struct err *err)
{
	struct feed_item p = { 0, shelf_volume(a->feed->shelf, item->volume)->parent, SHELF_NONE };
	struct buf	 message = BUF_INIT, tag = BUF_INIT;
	struct entry	 pe;
	int		 r = 0;

	if (p.volume != SHELF_NONE)
		p.entry = feed_entry_of(a->feed, p.volume);
	if (p.entry != SHELF_NONE) {
		if ((r = shelf_get(a->feed->shelf, p.entry, &message, &pe, err)) == -1)
			goto out;
		r = feed_item_tag(&tag, a->feed, &p, &pe, span_buf(&message));
		in_reply_to(a, buf_str(&tag), pe.url);
		entry_free(&pe);
	} else if (*e->in_reply_to != '\0' && *e->translation_of == '\0') {
		r = feed_post_tag(&tag, a->feed, e->in_reply_to, *e->origin != '\0');
		in_reply_to(a, buf_str(&tag), NULL);
	}
	if (r == -1)
		err_memory(err);
out:
	buf_free(&message);
	buf_free(&tag);
	return r;
}

/* RFC 4685 wants an address for the answers: they stand on the page of the post. */
static void
replies(struct atom *a, const struct feed_item *item, const struct entry *e)
{
	size_t	 n = shelf_volume(a->feed->shelf, item->volume)->nreply;

	if (n == 0 || *e->url == '\0')
		return;
	buf_reset(&a->text);
	buf_addf(&a->text, "%zu", n);
	markup_open(a->m, "link");
	markup_attribute(a->m, "rel", "replies");
	markup_attribute(a->m, "type", "text/html");
	markup_attribute(a->m, "href", e->url);
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

/* When it last changed for its readers: on arrival, or when it was corrected. */
static moment
updated(const struct feed *f, const struct feed_item *item)
{
	const struct volume *v = shelf_volume(f->shelf, item->volume), *c;
	moment	 t = item->at;
	size_t	 i;

	for (i = 0; i < v->ncorrection; i++) {
		c = shelf_volume(f->shelf, v->correction[i]);
		t = c->arrival > t ? c->arrival : t;
	}
	return t;
}

/* Whose post it is, and of which kind: a translation has it from its original. */
static int
origin(struct atom *a, const struct feed_item *item, const struct entry *e, struct err *err)
{
	size_t		 original = shelf_volume(a->feed->shelf, item->volume)->original;
	struct buf	 message = BUF_INIT;
	struct entry	 of;

	if (original == SHELF_NONE || original == item->entry) {
		author(a, e);
		categories(a, e);
		return 0;
	}
	if (shelf_get(a->feed->shelf, original, &message, &of, err) == -1)
		return -1;
	author(a, &of);
	categories(a, &of);
	entry_free(&of);
	buf_free(&message);
	return 0;
}

static int
entry_body(struct atom *a, const struct feed_item *item, const struct entry *e, const char *language,
    const struct buf *tag, struct err *err)
{
	if (*language != '\0')
		markup_attribute(a->m, "xml:lang", language);
	markup_element(a->m, "id", buf_str(tag));
	markup_element(a->m, "title", e->title);
	element_time(a, "published", item->at);
	element_time(a, "updated", updated(a->feed, item));
	if (origin(a, item, e, err) == -1)
		return -1;
	if (*e->url != '\0')
		link_to(a, "alternate", e->url, "text/html", language);
	if (feed_others(a->feed, item, related, a, err) == -1 || parent(a, item, e, err) == -1)
		return -1;
	replies(a, item, e);
	return 0;
}

static int
entry(struct atom *a, const struct feed_item *item, struct err *err)
{
	struct buf	 message = BUF_INIT, html = BUF_INIT, tag = BUF_INIT;
	struct entry	 e;
	char		*language = NULL;
	int		 r = -1;

	if (shelf_get(a->feed->shelf, item->entry, &message, &e, err) == -1)
		goto out;
	if (feed_content(&html, &language, a->feed, item, &e, span_buf(&message), err) == -1)
		;
	else if (feed_item_tag(&tag, a->feed, item, &e, span_buf(&message)) == -1)
		err_memory(err);
	else {
		markup_open(a->m, "entry");
		r = entry_body(a, item, &e, language, &tag, err);
		markup_open(a->m, "content");
		markup_attribute(a->m, "type", "html");
		markup_write(a->m, span_buf(&html));
		markup_close(a->m);
		markup_close(a->m);
	}
	entry_free(&e);
out:
	free(language);
	buf_free(&message);
	buf_free(&html);
	buf_free(&tag);
	return r;
}

/* ---- the feed ---- */

static const char *
title(const struct feed *f)
{
	if (f->title != NULL)
		return f->title;
	return f->list.name != NULL && *f->list.name != '\0' ? f->list.name : catalog_get(f->catalog, "Assemblies");
}

static void
head(struct atom *a)
{
	const struct feed *f = a->feed;
	moment	 latest = 0, t;
	size_t	 i;

	markup_open(a->m, "feed");
	markup_attribute(a->m, "xmlns", ATOM);
	markup_attribute(a->m, "xmlns:thr", THREAD);
	if (f->languages != NULL)
		markup_attribute(a->m, "xml:lang", catalog_language(f->catalog));
	buf_reset(&a->text);
	feed_tag(&a->text, f);
	markup_element(a->m, "id", buf_str(&a->text));
	markup_element(a->m, "title", title(f));
	for (i = 0; i < f->n; i++)
		if ((t = updated(f, &f->item[i])) > latest || i == 0)
			latest = t;
	element_time(a, "updated", latest);
	if (f->self != NULL)
		link_to(a, "self", f->self, "application/atom+xml", NULL);
	if (f->list.archive != NULL && *f->list.archive != '\0')
		link_to(a, "alternate", f->list.archive, "text/html", NULL);
}

/* What is written so far goes out: a feed of any length needs the memory of one entry. */
static int
pass_on(FILE *out, struct buf *xml, struct err *err)
{
	if (buf_ok(xml, err) == -1)
		return -1;
	/* Whoever has the stream says why it failed. */
	fwrite(buf_str(xml), 1, xml->len, out);
	buf_cut(xml, 0);
	return 0;
}

int
feed_write(FILE *out, struct feed *f, struct err *err)
{
	struct buf	 xml = BUF_INIT;
	struct atom	 a = { f, NULL, BUF_INIT };
	size_t		 i;
	int		 r = 0, ended;

	if ((a.m = markup_writer_new(&xml, MARKUP_XML, 1, err)) == NULL)
		return -1;
	head(&a);
	for (i = 0; i < f->n && r == 0; i++)
		if ((r = entry(&a, &f->item[i], err)) == 0)
			r = pass_on(out, &xml, err);
	ended = markup_writer_end(a.m, r == 0 ? err : NULL);
	if (r == 0)
		r = ended == 0 ? pass_on(out, &xml, err) : -1;
	buf_free(&a.text);
	buf_free(&xml);
	return r;
}
