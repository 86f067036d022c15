/*
 * Atom 0.3 and 1.0, RSS 0.9 to 2.0, RDF: one walk over the elements.  Names decide more than their spaces, since
 * feeds mix both as they like.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "mail/date.h"
#include "read.h"
#include "text/markup.h"
#include "text/utf8.h"

#define DUBLIN	"http://purl.org/dc/"
#define XHTML	"http://www.w3.org/1999/xhtml"

struct walk {
	struct markup_reader *m;
	struct found	 feed, entry;
	struct found	*now;		/* feed or entry: what is spoken of */
	int		 is_whole;	/* an entry has ended, and is given once the document goes on behind it */
	char		*base[HTML_DEPTH + 2];	/* of each open element; NULL: that of the one around it */
	const char	*url;
	found_fn	*each;
	void		*arg;
};

void
found_start(struct found *f)
{
	*f = (struct found){ .published = MOMENT_NONE, .updated = MOMENT_NONE };
}

void
found_free(struct found *f)
{
	buf_free(&f->id);
	buf_free(&f->link);
	buf_free(&f->author);
	buf_free(&f->address);
	buf_free(&f->language);
	buf_free(&f->title.text);
	buf_free(&f->content.text);
	buf_free(&f->summary.text);
}

/* ---- where and in which language ---- */

static const char *
base_of(const struct walk *w)
{
	int	 depth;

	for (depth = markup_depth(w->m); depth > 0; depth--)
		if (w->base[depth] != NULL)
			return w->base[depth];
	if (w->url != NULL)
		return w->url;
	return w->now == &w->entry && w->feed.link.len > 0 ? buf_str(&w->feed.link) : "";
}

static void
opened(struct walk *w)
{
	int		 depth = markup_depth(w->m);
	const char	*base = markup_attr(w->m, "xml:base");
	struct buf	 url = BUF_INIT;

	free(w->base[depth]);
	w->base[depth] = NULL;
	if (base == NULL)
		return;
	url_resolve(&url, base_of(w), span_str(base));
	if (url.len > 0)
		w->base[depth] = buf_take(&url);
	buf_free(&url);
}

/* ---- the content of elements ---- */

/* The words below the current element; the reader then stands on its end. */
static int
text_of(struct walk *w, struct buf *out, struct err *err)
{
	int	 depth = markup_depth(w->m), ev;

	while ((ev = markup_next(w->m, err)) != MARKUP_END && ev != -1) {
		if (ev == MARKUP_TEXT)
			buf_addspan(out, markup_text(w->m));
		if (ev == MARKUP_CLOSE && markup_depth(w->m) == depth)
			return buf_ok(out, err);
	}
	return ev == -1 ? -1 : 0;
}

static void
add_escaped(struct buf *out, struct span s)
{
	for (; s.n > 0; s = span_from(s, 1))
		if (*s.s == '<')
			buf_adds(out, "&lt;");
		else if (*s.s == '&')
			buf_adds(out, "&amp;");
		else if (*s.s == '"')
			buf_adds(out, "&quot;");
		else
			buf_addc(out, *s.s);
}

static void
add_tag(struct walk *w, struct buf *out)
{
	static const char *const kept[] = { "href", "lang", "dir", "style", "class", "alt", "title", "start" };
	const char	*value;
	size_t		 i;

	buf_addf(out, "<%s", markup_name(w->m));
	for (i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if ((value = markup_attr(w->m, kept[i])) != NULL) {
			buf_addf(out, " %s=\"", kept[i]);
			add_escaped(out, span_str(value));
			buf_addc(out, '"');
		}
	buf_addc(out, '>');
}

/* What stands below the current element as HTML again. */
static int
markup_of(struct walk *w, struct buf *out, struct err *err)
{
	int	 depth = markup_depth(w->m), ev;

	while ((ev = markup_next(w->m, err)) != MARKUP_END && ev != -1) {
		if (ev == MARKUP_TEXT)
			add_escaped(out, markup_text(w->m));
		else if (ev == MARKUP_OPEN) {
			opened(w);
			add_tag(w, out);
		} else if (markup_depth(w->m) == depth)
			return buf_ok(out, err);
		else
			buf_addf(out, "</%s>", markup_name(w->m));
	}
	return ev == -1 ? -1 : 0;
}

static int
skip(struct walk *w, struct err *err)
{
	struct buf	 none = BUF_INIT;
	int		 r = text_of(w, &none, err);

	buf_free(&none);
	return r;
}

/* ---- kinds of elements ---- */

/* Of several texts of one meaning all count; of the same in two forms the longer. */
static void
add_found(struct found_text *t, const struct buf *read, enum found_form form)
{
	int	 is_part = span_find(span_buf(&t->text), span_buf(read)) != -1;

	if (t->text.len > 0 && t->form == form && !is_part && span_find(span_buf(read), span_buf(&t->text)) == -1) {
		buf_adds(&t->text, form == FOUND_HTML ? "<hr>" : "\n\n");
		buf_addbuf(&t->text, read);
	} else if (read->len > t->text.len) {
		buf_reset(&t->text);
		buf_addbuf(&t->text, read);
		t->form = form;
	}
}

/* Text for people: Atom says how it is meant, RSS leaves it open. */
static int
take_text(struct walk *w, struct found_text *t, struct err *err)
{
	const char	*type = markup_attr(w->m, "type"), *mode = markup_attr(w->m, "mode");
	int		 is_atom = strstr(markup_space(w->m), "tom") != NULL;
	enum found_form	 form;
	struct buf	 read = BUF_INIT;
	int		 r;

	if (type != NULL && (strcmp(type, "xhtml") == 0 || strcmp(type, "application/xhtml+xml") == 0 ||
	    (mode != NULL && strcmp(mode, "xml") == 0 && strcmp(type, "text/html") == 0))) {
		form = FOUND_HTML;
		r = markup_of(w, &read, err);
	} else {
		if (type == NULL)
			form = is_atom ? FOUND_TEXT : FOUND_GUESS;
		else
			form = strstr(type, "html") != NULL ? FOUND_HTML : FOUND_TEXT;
		r = text_of(w, &read, err);
	}
	if (r == 0)
		add_found(t, &read, form);
	buf_free(&read);
	return r;
}

static int
take_line(struct walk *w, struct buf *out, struct err *err)
{
	struct buf	 read = BUF_INIT;
	int		 r = text_of(w, &read, err);

	if (r == 0 && out->len == 0)
		utf8_line(out, span_buf(&read));
	buf_free(&read);
	return r == 0 ? buf_ok(out, err) : -1;
}

static int
take_date(struct walk *w, moment *t, struct err *err)
{
	struct buf	 read = BUF_INIT;
	moment		 m;
	int		 r = take_line(w, &read, err);

	if (r == 0 && *t == MOMENT_NONE && (time_parse(span_buf(&read), &m) == 0 || date_parse(span_buf(&read), &m, NULL) == 0))
		*t = m;
	buf_free(&read);
	return r;
}

/* "who@where (Name)", "Name <who@where>", or a name. */
static void
split_author(struct found *f, struct span s)
{
	ptrdiff_t	 open = span_chr(s, '('), at = span_chr(s, '@'), less = span_chr(s, '<');

	if (at != -1 && open != -1 && span_ends(s, ")")) {
		struct span before = span_head(s, (size_t)open), inside = span_head(span_from(s, (size_t)open + 1), s.n - (size_t)open - 2);

		utf8_line(&f->address, open > at ? before : inside);
		utf8_line(&f->author, open > at ? inside : before);
	} else if (at != -1 && less != -1 && less < at && span_ends(s, ">")) {
		utf8_line(&f->author, span_head(s, (size_t)less));
		utf8_line(&f->address, span_head(span_from(s, (size_t)less + 1), s.n - (size_t)less - 2));
	} else if (at != -1 && span_chr(s, ' ') == -1)
		utf8_line(&f->address, s);
	else
		utf8_line(&f->author, s);
}

/* Atom: name and email below it; RSS: a line. */
static int
take_author(struct walk *w, struct err *err)
{
	struct found	*f = w->now;
	struct buf	 line = BUF_INIT;
	int		 depth = markup_depth(w->m), ev, r = 0, is_first = f->author.len == 0 && f->address.len == 0;

	while (r == 0 && (ev = markup_next(w->m, err)) != MARKUP_END) {
		if (ev == -1)
			r = -1;
		else if (ev == MARKUP_TEXT)
			buf_addspan(&line, markup_text(w->m));
		else if (ev == MARKUP_CLOSE && markup_depth(w->m) == depth)
			break;
		else if (ev == MARKUP_OPEN && is_first && strcmp(markup_name(w->m), "name") == 0)
			r = take_line(w, &f->author, err);
		else if (ev == MARKUP_OPEN && is_first && strcmp(markup_name(w->m), "email") == 0)
			r = take_line(w, &f->address, err);
	}
	if (r == 0 && is_first && f->author.len == 0 && f->address.len == 0)
		split_author(f, span_trim(span_buf(&line)));
	buf_free(&line);
	return r;
}

/* Atom: an attribute, and of all rels the page itself; RSS: the text. */
static int
take_link(struct walk *w, struct err *err)
{
	const char	*href = markup_attr(w->m, "href"), *rel = markup_attr(w->m, "rel"), *type = markup_attr(w->m, "type");
	struct buf	 text = BUF_INIT;
	int		 is_other = type != NULL && strstr(type, "html") == NULL;
	int		 wanted = rel == NULL || strcmp(rel, "alternate") == 0 ||
			    strcmp(rel, "http://www.iana.org/assignments/relation/alternate") == 0, r;

	if (href != NULL)
		buf_adds(&text, href);
	if (href != NULL)
		r = skip(w, err);
	else
		r = text_of(w, &text, err);
	if (r == 0 && wanted && (w->now->link.len == 0 || (w->now->link_is_other && !is_other))) {
		buf_reset(&w->now->link);
		w->now->link_is_other = is_other;
		r = url_resolve(&w->now->link, base_of(w), span_buf(&text)) == 0 ? 0 : err_memory(err);
	}
	buf_free(&text);
	return r;
}

/* <content src="..."/>: where the text is. */
static int
take_content(struct walk *w, struct err *err)
{
	const char	*src = markup_attr(w->m, "src"), *type = markup_attr(w->m, "type");
	struct buf	 url = BUF_INIT;
	int		 r;

	if (type != NULL && strchr(type, '/') != NULL && strncmp(type, "text/", 5) != 0 && strstr(type, "xml") == NULL)
		return skip(w, err);	/* a picture, in base64 */
	if (src == NULL)
		return take_text(w, &w->now->content, err);
	if ((r = skip(w, err)) == 0)
		r = url_resolve(&url, base_of(w), span_str(src)) == 0 ? 0 : err_memory(err);
	if (r == 0 && w->now->content.text.len == 0) {
		buf_addbuf(&w->now->content.text, &url);
		w->now->content.form = FOUND_TEXT;
	}
	buf_free(&url);
	return r;
}

/* content:encoded and xhtml:body are markup, whatever stands beside them. */
static int
take_encoded(struct walk *w, struct err *err)
{
	struct buf	 read = BUF_INIT;
	int		 r = strcmp(markup_space(w->m), XHTML) == 0 ? markup_of(w, &read, err) : text_of(w, &read, err);

	buf_free(&w->now->content.text);
	w->now->content.text = read;
	w->now->content.form = FOUND_HTML;
	return r;
}

static int
take_id(struct walk *w, struct err *err)
{
	const char	*permanent = markup_attr(w->m, "isPermaLink");
	int		 is_guid = strcmp(markup_name(w->m), "guid") == 0;

	w->now->id_is_link = !is_guid || permanent == NULL || strcmp(permanent, "true") == 0;
	return take_line(w, &w->now->id, err);
}

/* ---- the walk ---- */

enum what {
	WHAT_TITLE, WHAT_LINK, WHAT_ID, WHAT_PUBLISHED, WHAT_UPDATED, WHAT_AUTHOR, WHAT_CONTENT, WHAT_ENCODED, WHAT_SUMMARY,
	WHAT_LANGUAGE, WHAT_NOTHING
};

static enum what
what_is(struct walk *w)
{
	static const struct {
		const char	*name;
		enum what	 what;
	} all[] = {
		{ "title", WHAT_TITLE }, { "link", WHAT_LINK }, { "guid", WHAT_ID }, { "id", WHAT_ID },
		{ "identifier", WHAT_ID }, { "pubDate", WHAT_PUBLISHED }, { "published", WHAT_PUBLISHED },
		{ "issued", WHAT_PUBLISHED }, { "date", WHAT_PUBLISHED }, { "created", WHAT_PUBLISHED },
		{ "updated", WHAT_UPDATED }, { "modified", WHAT_UPDATED }, { "lastBuildDate", WHAT_UPDATED },
		{ "author", WHAT_AUTHOR }, { "creator", WHAT_AUTHOR }, { "managingEditor", WHAT_AUTHOR },
		{ "content", WHAT_CONTENT }, { "encoded", WHAT_ENCODED }, { "body", WHAT_ENCODED }, { "div", WHAT_ENCODED },
		{ "description", WHAT_SUMMARY }, { "summary", WHAT_SUMMARY }, { "tagline", WHAT_SUMMARY },
		{ "subtitle", WHAT_SUMMARY }, { "abstract", WHAT_SUMMARY }, { "language", WHAT_LANGUAGE }
	};
	const char	*space = markup_space(w->m);
	size_t		 i;

	/* Pictures, podcasts and maps have titles and links of their own. */
	if (strstr(space, "itunes") != NULL || strstr(space, "mrss") != NULL || strstr(space, "media") != NULL)
		return WHAT_NOTHING;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(markup_name(w->m), all[i].name) == 0)
			return all[i].what;
	return WHAT_NOTHING;
}

static int
take(struct walk *w, struct err *err)
{
	struct found	*f = w->now;

	switch (what_is(w)) {
	case WHAT_TITLE:
		return take_text(w, &f->title, err);
	case WHAT_LINK:
		return take_link(w, err);
	case WHAT_ID:
		return take_id(w, err);
	case WHAT_PUBLISHED:
		return take_date(w, &f->published, err);
	case WHAT_UPDATED:
		return take_date(w, &f->updated, err);
	case WHAT_AUTHOR:
		return take_author(w, err);
	case WHAT_CONTENT:
		return take_content(w, err);
	case WHAT_ENCODED:
		return take_encoded(w, err);
	case WHAT_SUMMARY:
		return take_text(w, &f->summary, err);
	case WHAT_LANGUAGE:
		return take_line(w, &f->language, err);
	default:
		return skip(w, err);
	}
}

/* Give the entry that has ended.  An id that is a URL is the link if there is no other. */
static int
give_entry(struct walk *w, struct err *err)
{
	int	 r = 0;

	if (!w->is_whole)
		return 0;
	w->is_whole = 0;
	if (w->entry.link.len == 0 && w->entry.id_is_link && span_chr(span_buf(&w->entry.id), ' ') == -1 &&
	    url_resolve(&w->entry.link, base_of(w), span_buf(&w->entry.id)) == -1)
		r = err_memory(err);
	if (r == 0)
		r = w->each(w->arg, &w->feed, &w->entry, err);
	found_free(&w->entry);
	found_start(&w->entry);
	return r;
}

static void
start_entry(struct walk *w)
{
	const char	*language = markup_attr(w->m, "xml:lang"), *about = markup_attr(w->m, "rdf:about");

	w->now = &w->entry;
	if (language != NULL)
		utf8_line(&w->entry.language, span_str(language));
	if (about != NULL)
		utf8_line(&w->entry.id, span_str(about));
}

static int
is_entry(const struct walk *w)
{
	return w->now == &w->feed && (strcmp(markup_name(w->m), "item") == 0 || strcmp(markup_name(w->m), "entry") == 0);
}

/* What only holds others. */
static int
is_frame(const struct walk *w)
{
	static const char *const names[] = { "rss", "RDF", "channel", "feed", "items", "rdf" };
	size_t	 i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(markup_name(w->m), names[i]) == 0)
			return w->now == &w->feed;
	return 0;
}

static int
walk(struct walk *w, struct err *err)
{
	const char	*language;
	int		 ev, r = 0, entry_depth = 0, is_feed = 0;

	while (r == 0 && (ev = markup_next(w->m, err)) != MARKUP_END) {
		if (ev == -1)
			r = -1;
		else if (ev == MARKUP_CLOSE && w->now == &w->entry && markup_depth(w->m) == entry_depth) {
			w->now = &w->feed;
			w->is_whole = 1;
		} else if (ev == MARKUP_TEXT)
			r = give_entry(w, err);
		else if (ev == MARKUP_OPEN) {
			if ((r = give_entry(w, err)) == -1)
				break;
			opened(w);
			/* An entry may be a document of its own. */
			is_feed |= is_frame(w) || (markup_depth(w->m) == 1 && strcmp(markup_name(w->m), "entry") == 0);
			if (is_feed && is_entry(w)) {
				entry_depth = markup_depth(w->m);
				start_entry(w);
			} else if (!is_frame(w))
				r = take(w, err);
			else if ((language = markup_attr(w->m, "xml:lang")) != NULL && w->feed.language.len == 0)
				utf8_line(&w->feed.language, span_str(language));
		}
	}
	/* Where a document breaks every element is closed; what was open then is no entry. */
	if (r == 0)
		r = give_entry(w, err);
	if (r == 0 && !is_feed)
		r = err_set(err, ERR_DATA, "no feed: neither Atom, RSS nor RDF");
	return r;
}

int
read_xml(struct span utf8, const char *url, found_fn *each, void *arg, struct err *err)
{
	struct walk	 w = { .url = url, .each = each, .arg = arg };
	size_t		 i;
	int		 r;

	if ((w.m = markup_xml(utf8, err)) == NULL)
		return -1;
	found_start(&w.feed);
	found_start(&w.entry);
	w.now = &w.feed;
	r = walk(&w, err);
	for (i = 0; i < sizeof(w.base) / sizeof(w.base[0]); i++)
		free(w.base[i]);
	found_free(&w.feed);
	found_free(&w.entry);
	markup_free(w.m);
	return r;
}
