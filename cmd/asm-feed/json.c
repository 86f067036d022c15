/*
 * JSON Feed 1.1.
 */
#include "base/json.h"

#include <string.h>

#include "feed.h"

/* A line '  "name": "value"' of an object whose first line stands already. */
static void
member(struct buf *out, const char *indent, const char *name, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	buf_addf(out, ",\n%s\"%s\": ", indent, name);
	json_put_string(out, span_str(value));
}

static void
member_time(struct buf *out, const char *name, moment t)
{
	struct buf	 b = BUF_INIT;

	time_rfc3339(&b, t);
	member(out, "      ", name, buf_str(&b));
	out->err |= b.err;
	buf_free(&b);
}

struct tags {
	struct buf	*out;
	size_t		 n;
};

static void
tag(void *arg, const char *scheme, const char *term, const char *label)
{
	struct tags	*t = arg;

	(void)scheme;
	buf_adds(t->out, t->n++ == 0 ? ",\n      \"tags\": [" : ", ");
	json_put_string(t->out, span_str(*label != '\0' ? label : term));
}

static int
item(struct buf *out, const struct feed *f, const struct feed_item *it, struct err *err)
{
	struct feed_view v;
	struct tags	 tags = { out, 0 };

	if (feed_view(&v, f, it, err) == -1)
		return -1;
	buf_adds(out, "    {\n      \"id\": ");
	json_put_string(out, span_buf(&v.id));
	member(out, "      ", "url", v.shown.url);
	member(out, "      ", "title", v.shown.title);
	member(out, "      ", "content_html", v.html.len > 0 ? buf_str(&v.html) : " ");
	member_time(out, "date_published", v.published);
	member_time(out, "date_modified", v.updated);
	buf_adds(out, ",\n      \"authors\": [{ \"name\": ");
	json_put_string(out, span_buf(&v.author));
	buf_adds(out, " }]");
	feed_categories(&v, tag, &tags);
	if (tags.n > 0)
		buf_addc(out, ']');
	if (f->languages == NULL || strcmp(v.language, catalog_language(f->catalog)) != 0)
		member(out, "      ", "language", v.language);
	buf_adds(out, "\n    }");
	feed_view_free(&v);
	return 0;
}

int
feed_write_json(FILE *out, const struct feed *f, struct err *err)
{
	struct buf	 b = BUF_INIT;
	size_t		 i;
	int		 r = 0;

	buf_adds(&b, "{\n  \"version\": \"https://jsonfeed.org/version/1.1\"");
	member(&b, "  ", "title", feed_title(f));
	member(&b, "  ", "home_page_url", feed_home(f));
	member(&b, "  ", "feed_url", f->self);
	member(&b, "  ", "language", f->languages != NULL ? catalog_language(f->catalog) : "");
	if (f->hub != NULL) {
		buf_adds(&b, ",\n  \"hubs\": [{ \"type\": \"WebSub\", \"url\": ");
		json_put_string(&b, span_str(f->hub));
		buf_adds(&b, " }]");
	}
	buf_adds(&b, ",\n  \"items\": [");
	for (i = 0; i < f->items.n && r == 0; i++) {
		buf_adds(&b, i == 0 ? "\n" : ",\n");
		if ((r = item(&b, f, &f->items.item[i], err)) == 0)
			r = feed_pass_on(out, &b, err);
	}
	buf_adds(&b, f->items.n > 0 ? "\n  ]\n}\n" : "]\n}\n");
	if (r == 0)
		r = feed_pass_on(out, &b, err);
	buf_free(&b);
	return r;
}
