/*
 * JSON Feed 1.0 and 1.1.
 */
#include <string.h>

#include "base/json.h"
#include "mail/date.h"
#include "read.h"
#include "text/utf8.h"

static void
take_line(struct buf *out, const struct json *j, const char *name)
{
	const char	*text = json_text(json_get(j, name));
	double		 number;

	if (text != NULL)
		utf8_line(out, span_str(text));
	else if (json_number(json_get(j, name), &number) == 0)
		buf_addf(out, "%.15g", number);		/* ids of careless writers */
}

static moment
date_of(const struct json *j, const char *name)
{
	const char	*text = json_text(json_get(j, name));
	moment		 t;

	if (text == NULL || (time_parse(span_str(text), &t) == -1 && date_parse(span_str(text), &t, NULL) == -1))
		return MOMENT_NONE;
	return t;
}

static void
take_author(struct found *f, const struct json *j)
{
	const struct json *author = json_at(json_get(j, "authors"), 0, NULL);

	take_line(&f->author, author != NULL ? author : json_get(j, "author"), "name");
}

static void
take_text(struct found_text *t, const struct json *j, const char *name, enum found_form form)
{
	const char	*text = json_text(json_get(j, name));

	if (text == NULL || t->text.len > 0)
		return;
	utf8_clean(&t->text, span_str(text));
	t->form = form;
}

static int
take_link(struct found *f, const struct json *j, const char *name, const char *base, struct err *err)
{
	const char	*text = json_text(json_get(j, name));

	if (text != NULL && f->link.len == 0 && url_resolve(&f->link, base, span_str(text)) == -1)
		return err_memory(err);
	return 0;
}

static int
read_item(struct found *f, const struct json *j, const char *base, struct err *err)
{
	take_line(&f->id, j, "id");
	take_line(&f->language, j, "language");
	take_author(f, j);
	take_text(&f->title, j, "title", FOUND_TEXT);
	take_text(&f->content, j, "content_html", FOUND_HTML);
	take_text(&f->content, j, "content_text", FOUND_TEXT);
	take_text(&f->summary, j, "summary", FOUND_TEXT);
	f->published = date_of(j, "date_published");
	f->updated = date_of(j, "date_modified");
	if (take_link(f, j, "url", base, err) == -1 || take_link(f, j, "external_url", base, err) == -1)
		return -1;
	return 0;
}

static int
read_feed(const struct json *j, const char *url, found_fn *each, void *arg, struct err *err)
{
	const struct json *items = json_get(j, "items");
	const char	*version = json_text(json_get(j, "version"));
	struct found	 feed, entry;
	size_t		 i;
	int		 r;

	if (version == NULL || strstr(version, "jsonfeed.org/version/") == NULL)
		return err_set(err, ERR_DATA, "no feed: JSON without the version of a JSON Feed");
	found_start(&feed);
	take_line(&feed.language, j, "language");
	take_author(&feed, j);
	take_text(&feed.title, j, "title", FOUND_TEXT);
	r = take_link(&feed, j, "home_page_url", url != NULL ? url : "", err);
	for (i = 0; i < json_count(items) && r == 0; i++) {
		found_start(&entry);
		r = read_item(&entry, json_at(items, i, NULL), url != NULL ? url : buf_str(&feed.link), err);
		if (r == 0)
			r = each(arg, &feed, &entry, err);
		found_free(&entry);
	}
	found_free(&feed);
	return r;
}

int
read_json(struct span utf8, const char *url, found_fn *each, void *arg, struct err *err)
{
	struct json	*j = json_parse(utf8, err);
	int		 r;

	if (j == NULL)
		return -1;
	r = read_feed(j, url, each, arg, err);
	json_free(j);
	return r;
}
