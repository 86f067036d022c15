#include "archive.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "text/doc.h"

/*
 * Nothing of a page runs, nothing comes from elsewhere: whatever got through into a text, a browser does not follow it.
 */
#define POLICY	"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"

/* ---- pieces ---- */

void
page_open(struct page *p, const char *name, const char *class)
{
	markup_raw(p->m, "\n");
	markup_open(p->m, name);
	markup_attribute(p->m, "class", class);
}

/* With a paragraph in it: there are browsers of text that know no <nav>. */
void
page_nav(struct page *p, const char *class)
{
	page_open(p, "nav", class);
	markup_open(p->m, "p");
}

void
page_nav_end(struct page *p)
{
	markup_close(p->m);
	markup_close(p->m);
}

void
page_break(struct page *p)
{
	markup_open(p->m, "br");
	markup_close(p->m);
}

void
page_element(struct page *p, const char *name, const char *class, const char *text)
{
	page_open(p, name, class);
	markup_writes(p->m, text);
	markup_close(p->m);
}

void
page_heading(struct page *p, const char *name, const char *text)
{
	struct span	 s = span_str(text);

	/* Above what it says, a colon says nothing; some languages have a blank before it. */
	if (span_ends(s, ":"))
		s = span_head(s, s.n - 1);
	s = span_ends(s, "\xC2\xA0") ? span_head(s, s.n - 2) : span_trim(s);
	page_open(p, name, NULL);
	markup_write(p->m, s);
	markup_close(p->m);
}

void
page_language(struct page *p, const char *tag)
{
	if (*tag == '\0')
		return;
	markup_attribute(p->m, "lang", tag);
	markup_attribute(p->m, "dir", doc_direction(tag));
}

void
page_href(struct page *p, const char *stem, const char *language)
{
	buf_reset(&p->text);
	buf_adds(&p->text, p->up);
	buf_adds(&p->text, stem);
	if (language != NULL) {
		buf_addc(&p->text, '.');
		buf_adds(&p->text, language);
	}
	buf_adds(&p->text, ".html");
	markup_attribute(p->m, "href", buf_str(&p->text));
}

void
page_link(struct page *p, const char *stem, const char *language, const char *text)
{
	markup_open(p->m, "a");
	page_href(p, stem, language);
	markup_writes(p->m, text);
	markup_close(p->m);
}

/* What a day is called. */
static const char *
day_name(struct page *p, moment t)
{
	struct archive	*a = p->a;
	struct civil	 c;
	moment		 day = t - (t % 86400 + 86400) % 86400;

	if (*a->said.text != '\0' && a->said.c == p->c && a->said.day == day)
		return a->said.text;
	time_civil(t, &c);
	buf_reset(&p->text);
	catalog_date(&p->text, p->c, &c);
	snprintf(a->said.text, sizeof(a->said.text), "%s", buf_str(&p->text));
	a->said.c = p->c;
	a->said.day = day;
	return a->said.text;
}

void
page_day(struct page *p, moment t)
{
	const char	*name = day_name(p, t);

	buf_reset(&p->text);
	time_rfc3339(&p->text, t);
	markup_open(p->m, "time");
	markup_attribute(p->m, "datetime", buf_str(&p->text));
	markup_writes(p->m, name);
	markup_close(p->m);
}

void
page_isolated(struct page *p, const char *text)
{
	markup_element(p->m, "bdi", text);
}

/* Where a feed is in DIR, if it is there. 1, 0. */
static int
find_feed(struct buf *path, const struct archive *a, const char *name)
{
	buf_reset(path);
	buf_addf(path, "%s/feeds/%s.atom", a->dir, name);
	return path->err == 0 && access(buf_str(path), R_OK) == 0;
}

int
page_has_feeds(const struct archive *a)
{
	struct buf	 path = BUF_INIT;
	int		 found = find_feed(&path, a, "all");

	buf_free(&path);
	return found;
}

void
page_feed(struct page *p, const char *folder, const char *key)
{
	struct buf	 name = BUF_INIT, path = BUF_INIT;

	buf_addf(&name, "%s%s%s", folder, *key != '\0' ? "/" : "", key);
	if (!span_starts(span_str(key), ".") && strchr(key, '/') == NULL && find_feed(&path, p->a, buf_str(&name))) {
		page_open(p, "p", "about");
		markup_open(p->m, "a");
		buf_reset(&p->text);
		buf_addf(&p->text, "%sfeeds/%s.atom", p->up, buf_str(&name));
		markup_attribute(p->m, "href", buf_str(&p->text));
		markup_attribute(p->m, "rel", "alternate");
		markup_attribute(p->m, "type", "application/atom+xml");
		markup_writes(p->m, "Atom");
		markup_close(p->m);
		markup_close(p->m);
	}
	buf_free(&name);
	buf_free(&path);
}

const struct catalog *
page_catalog(const struct archive *a, const char *language)
{
	size_t	 i, n = strcspn(language, "-");

	for (i = 0; i < a->ncatalogs; i++)
		if (n > 0 && strncmp(catalog_language(a->catalog[i]), language, n) == 0 &&
		    catalog_language(a->catalog[i])[n] == '\0')
			return a->catalog[i];
	return a->catalog[0];
}

const char *
page_kind(const struct catalog *c, const char *kind)
{
	static const struct {
		const char	*kind, *name;
	} all[] = {
		{ "help", CATALOG_N("Requests for help") }, { "proposal", CATALOG_N("Proposals") }, { "update", CATALOG_N("Updates") },
		{ "document", CATALOG_N("Documents") }
	};
	size_t	 i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(all[i].kind, kind) == 0)
			return catalog_get(c, all[i].name);
	return catalog_get(c, "Other");
}

/* ---- the frame ---- */

static void
meta(struct page *p, const char *key, const char *name, const char *content)
{
	page_open(p, "meta", NULL);
	markup_attribute(p->m, key, name);
	markup_attribute(p->m, "content", content);
	markup_close(p->m);
}

static void
head(struct page *p, const char *title)
{
	page_open(p, "head", NULL);
	page_open(p, "meta", NULL);
	markup_attribute(p->m, "charset", "utf-8");
	markup_close(p->m);
	meta(p, "http-equiv", "Content-Security-Policy", POLICY);
	meta(p, "name", "viewport", "width=device-width, initial-scale=1");
	meta(p, "name", "color-scheme", "light dark");
	meta(p, "name", "referrer", "no-referrer");
	buf_reset(&p->text);
	buf_adds(&p->text, title);
	if (strcmp(title, p->a->title) != 0)
		buf_addf(&p->text, " - %s", p->a->title);
	page_element(p, "title", NULL, buf_str(&p->text));
	page_open(p, "link", NULL);
	markup_attribute(p->m, "rel", "stylesheet");
	buf_reset(&p->text);
	buf_addf(&p->text, "%sstyle.css", p->up);
	markup_attribute(p->m, "href", buf_str(&p->text));
	markup_close(p->m);
	markup_close(p->m);
}

static void
banner(struct page *p)
{
	const char	*language = catalog_language(p->c);

	page_open(p, "header", NULL);
	page_open(p, "p", "site");
	page_link(p, "index", language, p->a->title);
	markup_close(p->m);
	page_nav(p, NULL);
	page_link(p, "browse", language, catalog_get(p->c, "Archive"));
	markup_writes(p->m, " ");
	page_link(p, "directory", language, catalog_get(p->c, "Assemblies"));
	markup_writes(p->m, " ");
	page_link(p, "answers", language, catalog_get(p->c, "Answers"));
	markup_writes(p->m, " ");
	page_link(p, "agenda", language, catalog_get(p->c, "Agenda"));
	page_nav_end(p);
	markup_close(p->m);
}

/* The same page in other languages. */
static void
add_others(struct page *p, const char *stem)
{
	size_t	 i;

	if (stem == NULL || p->a->ncatalogs < 2)
		return;
	page_nav(p, "languages");
	for (i = 0; i < p->a->ncatalogs; i++) {
		const char	*language = catalog_language(p->a->catalog[i]);

		markup_writes(p->m, i > 0 ? " " : "");
		markup_open(p->m, p->a->catalog[i] == p->c ? "strong" : "a");
		page_language(p, language);
		if (p->a->catalog[i] != p->c) {
			markup_attribute(p->m, "hreflang", language);
			page_href(p, stem, language);
		}
		markup_writes(p->m, catalog_language_name(p->a->catalog[i], language));
		markup_close(p->m);
	}
	page_nav_end(p);
}

int
page_begin(struct page *p, struct archive *a, const char *path, const struct catalog *c, const char *title, const char *others,
    struct err *err)
{
	*p = (struct page){ .a = a, .c = c, .path = path, .up = strchr(path, '/') != NULL ? "../" : "" };
	if ((p->m = markup_writer_new(&p->html, MARKUP_HTML, 0, err)) == NULL)
		return -1;
	markup_open(p->m, "html");
	page_language(p, catalog_language(c));
	head(p, title);
	page_open(p, "body", NULL);
	banner(p);
	page_open(p, "main", NULL);
	add_others(p, others);
	return 0;
}

int
page_end(struct page *p, struct err *err)
{
	int	 r = markup_writer_end(p->m, err);

	p->m = NULL;
	if (r == 0)
		r = page_write(p->a, p->path, p->html.s, p->html.len, err);
	page_drop(p);
	return r;
}

void
page_drop(struct page *p)
{
	if (p->m != NULL)
		markup_writer_end(p->m, NULL);
	buf_free(&p->html);
	buf_free(&p->text);
}

/* ---- files ---- */

int
page_write(struct archive *a, const char *path, const void *bytes, size_t n, struct err *err)
{
	struct buf	 full = BUF_INIT;
	char		*slash;
	int		 r = -1, changed = 0;

	buf_addf(&full, "%s/%s", a->dir, path);
	if (buf_ok(&full, err) == -1)
		goto out;
	if ((r = io_refresh(buf_str(&full), 0644, bytes, n, &changed, err)) == -1 && (slash = strrchr(full.s, '/')) != NULL) {
		*slash = '\0';
		r = io_mkdirs(full.s, 0755, err);
		*slash = '/';
		if (r == 0)
			r = io_refresh(buf_str(&full), 0644, bytes, n, &changed, err);
	}
	a->pages += changed;
out:
	buf_free(&full);
	return r;
}
