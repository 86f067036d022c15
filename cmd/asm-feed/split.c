/*
 * All feeds of a stream as files, each in every form, and a list of them (OPML).  A file whose bytes would be the same is
 * left alone.  The feed of all posts has its whole history beside it, a document a month (RFC 5005).
 */
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "sets.h"
#include "text/markup.h"

struct split {
	struct feed	*feed;
	const char	*dir, *base;
	struct sets	 sets;
	const char	*title;		/* of the list */
};

/* ---- files ---- */

/* Replace DIR/NAME by what is in `bytes`, if it is something else. */
static int
put_file(const struct split *s, const char *name, struct span bytes, struct err *err)
{
	struct buf	 path = BUF_INIT;
	int		 r = -1;
	char		*slash;

	buf_addf(&path, "%s/%s", s->dir, name);
	if (buf_ok(&path, err) == 0) {
		slash = strrchr(path.s, '/');
		*slash = '\0';
		if (io_mkdirs(path.s, 0755, err) == 0) {
			*slash = '/';
			r = io_update(path.s, 0644, bytes.s, bytes.n, NULL, err);
		}
	}
	buf_free(&path);
	return r;
}

/* The URL of NAME; NULL if nobody knows where the files will be, or when memory is out. */
static char *
url_of(const struct split *s, const char *name)
{
	struct buf	 url = BUF_INIT;
	struct span	 rest = span_str(name);

	if (s->base == NULL)
		return NULL;
	buf_addf(&url, "%s%s", s->base, span_ends(span_str(s->base), "/") ? "" : "/");
	for (; rest.n > 0; rest = span_from(rest, 1))
		if ((unsigned char)*rest.s < 0x80)
			buf_addc(&url, *rest.s);
		else
			buf_addf(&url, "%%%02X", (unsigned char)*rest.s);
	return buf_take(&url);
}

/* ---- titles ---- */

static const char *
label_of(const struct set *set, const struct catalog *c)
{
	static const struct {
		const char	*kind, *title;
	} kinds[] = {
		{ "help", CATALOG_N("Requests for help") }, { "proposal", CATALOG_N("Proposals") },
		{ "update", CATALOG_N("Updates") }, { "document", CATALOG_N("Documents") }, { "other", CATALOG_N("Other") }
	};
	size_t	 i;

	switch (set->what) {
	case SET_LANGUAGE:
		return catalog_language_name(c, set->language);
	case SET_NEWSLETTER:
		return catalog_get(c, "Newsletter");
	case SET_WIRE:
		return catalog_get(c, "Newswire");
	case SET_KIND:
	case SET_KIND_LANGUAGE:
		for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
			if (strcmp(kinds[i].kind, set->label) == 0)
				return catalog_get(c, kinds[i].title);
		/* FALLTHROUGH */
	default:
		return set->label;
	}
}

/* "Assemblies · Proposals": what of the list it is. */
static char *
title_of(const struct split *s, const struct set *set, const struct catalog *c)
{
	struct buf	 title = BUF_INIT;
	const char	*label = label_of(set, c);

	buf_adds(&title, s->title);
	if (*label != '\0')
		buf_addf(&title, " · %s", label);
	if (set->what == SET_NEWSLETTER && strchr(set->name, '/') != strrchr(set->name, '/'))
		buf_addf(&title, " · %s", catalog_language_name(c, strrchr(set->name, '/') + 1));
	if (set->what == SET_KIND_LANGUAGE)
		buf_addf(&title, " · %s", catalog_language_name(c, set->language));
	return buf_take(&title);
}

/* ---- one feed ---- */

static int
write_form(const struct split *s, struct feed *f, const char *name, const struct feed_form *form, struct err *err)
{
	struct buf	 file = BUF_INIT;
	char		*bytes = NULL, *self;
	size_t		 n = 0;
	FILE		*out = open_memstream(&bytes, &n);
	int		 r = -1;

	if (out == NULL)
		return err_memory(err);
	buf_addf(&file, "%s.%s", name, form->word);
	f->self = self = url_of(s, buf_str(&file));
	r = form->write(out, f, err);
	if (fclose(out) != 0 && r == 0)
		r = err_memory(err);
	if (r == 0)
		r = put_file(s, buf_str(&file), span_make(bytes, n), err);
	f->self = NULL;
	free(self);
	free(bytes);
	buf_free(&file);
	return r;
}

/* The feed of a set, borrowing its items. */
static struct feed
feed_of(const struct split *s, const struct set *set, struct catalog *c, const char *title)
{
	struct feed	 f = *s->feed;

	f.set = set->name;
	f.title = title;
	f.languages = set->language;
	f.catalog = c;
	f.items = set->items;
	f.gone = set->gone;
	f.history = (struct feed_history){ 0, NULL, NULL, NULL };
	return f;
}

/* ---- months ---- */

static moment
month_of(moment t)
{
	struct civil	 c;

	time_civil(t, &c);
	c.day = 1;
	c.hour = c.minute = c.second = 0;
	return time_of_civil(&c);
}

static char *
month_name(const struct set *set, moment t)
{
	struct civil	 c;
	struct buf	 name = BUF_INIT;

	time_civil(t, &c);
	buf_addf(&name, "%s-%04d-%02d", set->name, c.year, c.month);
	return buf_take(&name);
}

static char *
month_url(const struct split *s, const struct set *set, moment t)
{
	struct buf	 file = BUF_INIT;
	char		*name = month_name(set, t), *url;

	buf_addf(&file, "%s.atom", name != NULL ? name : "");
	free(name);
	url = url_of(s, buf_str(&file));
	buf_free(&file);
	return url;
}

/* The end of the items that arrived in the month of item `i`. */
static size_t
month_end(const struct feed_items *items, size_t i)
{
	moment	 month = month_of(items->item[i].at);

	while (i < items->n && items->item[i].at >= month)
		i++;
	return i;
}

static int
write_month(const struct split *s, const struct set *set, struct feed *f, size_t first, size_t end, moment newer, struct err *err)
{
	const struct feed_items *all = &set->items;
	struct feed_history h = { 1, NULL, NULL, NULL };
	struct buf	 file = BUF_INIT;
	char		*name = month_name(set, all->item[first].at);
	int		 r = -1;

	buf_addf(&file, "%s.atom", set->name);
	h.current = url_of(s, buf_str(&file));
	h.previous = end < all->n ? month_url(s, set, all->item[end].at) : NULL;
	h.next = newer != MOMENT_NONE ? month_url(s, set, newer) : NULL;
	f->items = (struct feed_items){ all->item + first, end - first, 0 };
	f->gone.n = 0;
	f->history = h;
	if (name == NULL)
		err_memory(err);
	else
		r = write_form(s, f, name, &feed_forms[0], err);
	free(h.current);
	free(h.previous);
	free(h.next);
	free(name);
	buf_free(&file);
	return r;
}

/* Every month but the newest, which is not over. */
static int
write_months(const struct split *s, const struct set *set, const struct feed *like, struct err *err)
{
	struct feed	 f = *like;
	moment		 newer = MOMENT_NONE;
	size_t		 i, end;
	int		 r = 0;

	if (set->items.n == 0)
		return 0;
	for (i = month_end(&set->items, 0); i < set->items.n && r == 0; i = end) {
		end = month_end(&set->items, i);
		r = write_month(s, set, &f, i, end, newer, err);
		newer = set->items.item[i].at;
	}
	return r;
}

/* ---- all feeds ---- */

static int
write_set(const struct split *s, const struct set *set, struct catalog *c, struct err *err)
{
	char		*title = title_of(s, set, c);
	struct feed	 f = feed_of(s, set, c, title);
	size_t		 i, end = set->items.n > 0 ? month_end(&set->items, 0) : 0;
	moment		 since = MOMENT_LAST;
	int		 r = title != NULL ? 0 : err_memory(err);

	if (set->what == SET_ALL && r == 0) {
		r = write_months(s, set, &f, err);
		if (end > 0)
			since = month_of(set->items.item[0].at);
		if (end < set->items.n)
			f.history.previous = month_url(s, set, set->items.item[end].at);
	}
	f.items.n = feed_how_many(&set->items, s->feed->count, since);
	feed_forget_gone(&f);
	for (i = 0; feed_forms[i].word != NULL && r == 0; i++)
		r = write_form(s, &f, set->name, &feed_forms[i], err);
	free(f.history.previous);
	free(title);
	return r;
}

/* A feed in a language says what we say ourselves in it. */
static int
write_in_language(const struct split *s, const struct set *set, struct err *err)
{
	struct catalog	*c;
	const char	*language = set->language;
	int		 r;

	if (set->what == SET_NEWSLETTER && strchr(set->name, '/') != strrchr(set->name, '/'))
		language = strrchr(set->name, '/') + 1;
	if (language == NULL)
		return write_set(s, set, s->feed->catalog, err);
	if ((c = catalog_open(language, NULL, err)) == NULL)
		return -1;
	r = write_set(s, set, c, err);
	catalog_free(c);
	return r;
}

/* ---- the list of them ---- */

static void
outline(struct markup_writer *m, const struct split *s, const struct set *set)
{
	struct buf	 file = BUF_INIT;
	char		*title = title_of(s, set, s->feed->catalog), *url;

	buf_addf(&file, "%s.atom", set->name);
	url = url_of(s, buf_str(&file));
	markup_open(m, "outline");
	markup_attribute(m, "type", "rss");
	markup_attribute(m, "text", title);
	markup_attribute(m, "xmlUrl", url != NULL ? url : buf_str(&file));
	markup_attribute(m, "language", set->language);
	markup_close(m);
	free(title);
	free(url);
	buf_free(&file);
}

static int
write_list(const struct split *s, struct err *err)
{
	struct buf	 xml = BUF_INIT;
	struct markup_writer *m = markup_writer_new(&xml, MARKUP_XML, 1, err);
	size_t		 i;
	int		 r;

	if (m == NULL)
		return -1;
	markup_open(m, "opml");
	markup_attribute(m, "version", "2.0");
	markup_open(m, "head");
	markup_element(m, "title", s->title);
	markup_close(m);
	markup_open(m, "body");
	for (i = 0; i < s->sets.n; i++)
		outline(m, s, s->sets.set[i]);
	r = markup_writer_end(m, err);
	if (r == 0)
		r = put_file(s, "feeds.opml", span_buf(&xml), err);
	buf_free(&xml);
	return r;
}

int
feed_split(struct feed *f, const char *dir, const char *base, struct err *err)
{
	struct split	 s = { .feed = f, .dir = dir, .base = base, .title = feed_title(f) };
	size_t		 i;
	int		 r = sets_fill(&s.sets, f, err);

	for (i = 0; i < s.sets.n && r == 0; i++)
		r = write_in_language(&s, s.sets.set[i], err);
	if (r == 0)
		r = write_list(&s, err);
	sets_free(&s.sets);
	return r;
}
