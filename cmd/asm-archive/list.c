/*
 * Lists: of each a page with the newest posts, which links back through pages of ARCHIVE_CHUNK that change no more.  What a new post
 * costs does not depend on how many there are.  A thread is read from its first post on, and so are its pages.
 */
#include <stdio.h>
#include <string.h>

#include "archive.h"

/* A link to a post by its title, or by who wrote it. */
static void
post_link(struct page *p, const struct archive_post *post, const char *name)
{
	int	 foreign = *post->language != '\0' && strcmp(post->language, catalog_language(p->c)) != 0;

	markup_open(p->m, "a");
	page_href(p, post->stem, NULL);
	if (foreign)
		markup_attribute(p->m, "hreflang", post->language);
	if (name == NULL && foreign)
		page_language(p, post->language);
	else if (name == NULL)
		markup_attribute(p->m, "dir", "auto");
	if (name == NULL)
		markup_writes(p->m, post->title);
	else
		page_isolated(p, name);
	markup_close(p->m);
}

/* To the translation that readers of this page want, or the post itself. */
static void
best_link(struct page *p, const struct archive_post *post, const char *name)
{
	struct db_rows	*rows = NULL;
	struct archive_post translation;

	if (*post->language != '\0' && strcmp(post->language, catalog_language(p->c)) != 0 && *post->original == '\0')
		rows = archive_translation(p->a->db, post->mid, catalog_language(p->c), NULL);
	post_link(p, rows != NULL && archive_row(rows, &translation, NULL) == 1 ? &translation : post, name);
	db_done(rows);
}

static void
answer_by(struct page *p, const struct archive_post *post)
{
	struct buf	 day = BUF_INIT;
	struct civil	 c;
	moment		 t;

	if (*post->answer_by == '\0' || time_parse(span_str(post->answer_by), &t) == -1)
		return;
	time_civil(t, &c);
	catalog_date(&day, p->c, &c);
	buf_reset(&p->text);
	buf_adds(&p->text, " · ");
	catalog_fill(&p->text, catalog_get(p->c, "answer by %{date}"), (const char *const[]){ "date", buf_str(&day), NULL });
	markup_write(p->m, span_buf(&p->text));
	buf_free(&day);
}

void
list_item(struct page *p, const struct archive_post *post, const char *topic)
{
	int	 is_reply = *post->parent != '\0' && *post->original == '\0', same = topic != NULL && strcmp(post->title, topic) == 0;

	page_open(p, "li", NULL);
	if (is_reply && topic == NULL) {
		markup_writes(p->m, catalog_get(p->c, "Re:"));
		markup_writes(p->m, " ");
	}
	best_link(p, post, is_reply && same ? post->name : NULL);
	page_break(p);
	page_open(p, "span", "about");
	if (!is_reply || !same) {
		page_isolated(p, post->name);
		markup_writes(p->m, " · ");
	}
	page_day(p, post->arrival);
	answer_by(p, post);
	markup_close(p->m);
	markup_close(p->m);
}

static int64_t
last_chunk(const struct archive_list *l)
{
	return (l->n - 1) / ARCHIVE_CHUNK;
}

static int
is_thread(const struct archive_list *l)
{
	return strcmp(l->kind, "threads") == 0;
}

/* Is that chunk on the page that the list is known by?  The newest, of a thread the first. */
static int
is_first_page(const struct archive_list *l, int64_t chunk)
{
	return is_thread(l) ? chunk == 0 : chunk == last_chunk(l);
}

/* "assemblies/sol.madrid_2". */
static int
chunk_stem(struct buf *out, const struct archive_list *l, int64_t chunk)
{
	list_stem(out, l);
	return is_first_page(l, chunk) ? 0 : buf_addf(out, "_%lld", (long long)chunk + 1);
}

int
list_stem(struct buf *out, const struct archive_list *l)
{
	buf_reset(out);
	return buf_addf(out, "%s/%s", l->kind, l->slug);
}

/* What stands above it. */
static void
title_of(struct buf *out, const struct catalog *c, const struct archive_list *l)
{
	buf_reset(out);
	if (strcmp(l->kind, "all") == 0)
		buf_adds(out, catalog_get(c, "All posts"));
	else if (strcmp(l->kind, "wire") == 0)
		buf_adds(out, catalog_get(c, "Newswire"));
	else if (strcmp(l->kind, "kinds") == 0)
		buf_adds(out, page_kind(c, l->key));
	else if (strcmp(l->kind, "languages") == 0)
		buf_adds(out, catalog_language_name(c, l->key));
	else if (strcmp(l->kind, "newsletters") == 0)
		buf_addf(out, "%s (%s)", catalog_get(c, "Newsletter"), catalog_language_name(c, l->key));
	else if (strcmp(l->kind, "campaigns") == 0)
		buf_addf(out, "#%s", l->title);
	else
		buf_adds(out, l->title);
}

/* Of an assembly: where it is, its page, its contact, and its standing texts. */
static int
about_assembly(struct page *p, const struct archive_list *l, struct err *err)
{
	struct db_rows	*rows = archive_assemblies(p->a->db, l->key, err);
	int		 got;

	if (rows == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		page_open(p, "p", "about");
		page_isolated(p, db_text(rows, 2));
		if (span_casestarts(span_str(db_text(rows, 3)), "http")) {
			markup_writes(p->m, " · ");
			markup_open(p->m, "a");
			markup_attribute(p->m, "href", db_text(rows, 3));
			markup_writes(p->m, db_text(rows, 3));
			markup_close(p->m);
		}
		if (*db_text(rows, 4) != '\0') {
			markup_writes(p->m, " · ");
			markup_open(p->m, "a");
			buf_reset(&p->text);
			buf_addf(&p->text, "mailto:%s", db_text(rows, 4));
			markup_attribute(p->m, "href", buf_str(&p->text));
			markup_writes(p->m, db_text(rows, 4));
			markup_close(p->m);
		}
		markup_close(p->m);
	}
	db_done(rows);
	return got == -1 ? -1 : 0;
}

static int
put_items(struct page *p, struct db_rows *rows, const char *heading, const char *topic, struct err *err)
{
	struct archive_post post;
	int	 got, n;

	if (rows == NULL)
		return -1;
	for (n = 0; (got = archive_row(rows, &post, err)) == 1; n++) {
		if (n == 0) {
			if (heading != NULL)
				page_heading(p, "h2", heading);
			page_open(p, "ul", "posts");
		}
		list_item(p, &post, topic);
	}
	if (n > 0)
		markup_close(p->m);
	db_done(rows);
	return got;
}

static void
chunk_link(struct page *p, const struct archive_list *l, int64_t chunk, const char *text)
{
	struct buf	 stem = BUF_INIT;

	chunk_stem(&stem, l, chunk);
	page_link(p, buf_str(&stem), catalog_language(p->c), text);
	buf_free(&stem);
}

static void
neighbours(struct page *p, const struct archive_list *l, int64_t chunk)
{
	if (last_chunk(l) == 0)
		return;
	page_nav(p, "pages");
	if (chunk < last_chunk(l))
		chunk_link(p, l, chunk + 1, catalog_get(p->c, "Newer"));
	markup_writes(p->m, " ");
	if (chunk > 0)
		chunk_link(p, l, chunk - 1, catalog_get(p->c, "Older"));
	page_nav_end(p);
}

static void
feed(struct page *p, const struct archive_list *l)
{
	static const struct {
		const char	*kind, *folder;
	} all[] = {
		{ "all", "all" }, { "wire", "newswire" }, { "assemblies", "assembly" }, { "kinds", "kind" }, { "languages", "language" }
	};
	size_t	 i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(all[i].kind, l->kind) == 0)
			page_feed(p, all[i].folder, i < 2 ? "" : l->key);
}

static int
fill(struct page *p, const struct archive_list *l, int64_t chunk, struct err *err)
{
	const char	*heading = NULL;
	int64_t		 first = chunk, n = ARCHIVE_CHUNK;

	if (is_thread(l)) {
		if (put_items(p, archive_thread(p->a->db, l->id, first * n, n, err), NULL, l->title, err) == -1)
			return -1;
		neighbours(p, l, chunk);
		return 0;
	}
	if (chunk == last_chunk(l)) {
		/* Never nearly empty: what is on the page before is here too. */
		first -= chunk > 0;
		feed(p, l);
		if (strcmp(l->kind, "assemblies") == 0) {
			heading = catalog_get(p->c, "All posts");
			if (about_assembly(p, l, err) == -1 || put_items(p, archive_standing(p->a->db, l->key, err),
			    catalog_get(p->c, "Documents"), NULL, err) == -1)
				return -1;
		}
	}
	if (put_items(p, archive_items(p->a->db, l->id, first * n, (chunk - first + 1) * n, err), heading, NULL, err) == -1)
		return -1;
	neighbours(p, l, chunk);
	return 0;
}

/* A page of one chunk; of one of them, the page that the list is known by. */
static int
write_one(struct archive *a, const struct archive_list *l, int64_t chunk, const struct catalog *c, struct err *err)
{
	struct buf	 title = BUF_INIT, stem = BUF_INIT, path = BUF_INIT;
	struct page	 p;
	int		 r = -1;

	title_of(&title, c, l);
	chunk_stem(&stem, l, chunk);
	buf_addf(&path, "%s.%s.html", buf_str(&stem), catalog_language(c));
	if (buf_ok(&path, err) == -1 || page_begin(&p, a, buf_str(&path), c, buf_str(&title), buf_str(&stem), err) == -1)
		goto out;
	page_open(&p, "h1", NULL);
	markup_attribute(p.m, "dir", "auto");
	markup_writes(p.m, buf_str(&title));
	markup_close(p.m);
	if (fill(&p, l, chunk, err) == 0)
		r = page_end(&p, err);
	else
		page_drop(&p);
out:
	buf_free(&title);
	buf_free(&stem);
	buf_free(&path);
	return r;
}

int
list_write(struct archive *a, int64_t list, int64_t chunk, struct err *err)
{
	struct archive_list l;
	struct db_rows	*rows;
	size_t		 i;
	int		 got, r = 0;

	if ((rows = archive_list_by_id(a->db, list, err)) == NULL)
		return -1;
	if ((got = archive_list_row(rows, &l, err)) != 1) {
		db_done(rows);
		return got;
	}
	for (i = 0; i < a->ncatalogs && r == 0; i++) {
		r = write_one(a, &l, chunk, a->catalog[i], err);
		if (r == 0 && !is_thread(&l) && chunk == last_chunk(&l) - 1)
			r = write_one(a, &l, chunk + 1, a->catalog[i], err);
	}
	db_done(rows);
	return r;
}
