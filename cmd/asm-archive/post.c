/*
 * The page of a post: its text, what hangs on it, its other languages, what it answers, what was answered.
 */
#include <stdio.h>
#include <string.h>

#include "archive.h"
#include "mail/body.h"
#include "mail/events.h"
#include "mail/position.h"
#include "text/docout.h"
#include "text/language.h"

/* Types that a browser only shows or plays.  Anything else is served under a name that makes it a download. */
static const char *const harmless[] = {
	".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf", ".txt", ".ics", ".odt", ".ods", ".odp", ".doc", ".docx", ".xls", ".xlsx",
	".ppt", ".pptx", ".rtf", ".epub", ".zip", ".gz", ".mp3", ".ogg", ".opus", ".flac", ".wav", ".mp4", ".webm", ".csv", ".asc", NULL
};

struct showing {
	struct page	 p;
	const struct archive_post *post;
	struct entry	 e;
	struct mime	*mime;
	struct body	 body;
	char		 language[40];		/* said or guessed; "" */
	struct buf	 path;
};

/* ---- about ---- */

static void
list_link(struct showing *s, const char *kind, const char *key, const char *text, struct err *err)
{
	struct db_rows	*rows;
	struct archive_list l;
	struct buf	 stem = BUF_INIT;

	if (*key == '\0' || (rows = archive_list_of(s->p.a->db, kind, key, err)) == NULL)
		return;
	if (archive_list_row(rows, &l, err) == 1) {
		list_stem(&stem, &l);
		markup_writes(s->p.m, " · ");
		page_link(&s->p, buf_str(&stem), catalog_language(s->p.c), text);
	}
	db_done(rows);
	buf_free(&stem);
}

/* A translation is of the assembly, and of the kind, that its original is. */
static int
about(struct showing *s, const struct archive_post *original, struct err *err)
{
	const struct entry *e = &s->e;
	struct page	*p = &s->p;
	struct buf	 text = BUF_INIT;

	page_open(p, "p", "about");
	if (*original->assembly == '\0') {
		page_isolated(p, original->name);
		markup_writes(p->m, " · ");
	}
	page_day(p, s->post->arrival);
	if (*e->number != '\0')
		buf_addf(&text, " · %s", e->number);
	markup_write(p->m, span_buf(&text));
	list_link(s, "assemblies", original->assembly, original->name, err);
	list_link(s, "places", e->place, e->place, err);
	if (*original->type != '\0' && *original->original == '\0')
		list_link(s, "kinds", original->kind, page_kind(p->c, original->kind), err);
	list_link(s, "groups", e->group, e->group, err);
	buf_reset(&text);
	buf_addf(&text, "#%s", e->campaign);
	list_link(s, "campaigns", e->campaign, buf_str(&text), err);
	list_link(s, "threads", original->thread, catalog_get(p->c, "The whole thread"), err);
	markup_close(p->m);
	buf_free(&text);
	return 0;
}

/* When it happens, and until when an answer is wanted. */
static int
dates(struct showing *s, struct err *err)
{
	struct events	 all = EVENTS_INIT;
	struct buf	 text = BUF_INIT, day = BUF_INIT;
	struct civil	 c;
	moment		 t;
	size_t		 i;

	if (*s->e.answer_by != '\0' && time_parse(span_str(s->e.answer_by), &t) == 0) {
		time_civil(t, &c);
		catalog_date(&day, s->p.c, &c);
		catalog_fill(&text, catalog_get(s->p.c, "Answer by %{date}"), (const char *const[]){ "date", buf_str(&day), NULL });
		page_element(&s->p, "p", "note", buf_str(&text));
	}
	buf_free(&day);
	if (s->post->ends != 0 && events_read(&all, &s->e, s->e.id, s->p.a->words, s->post->message, err) == -1) {
		events_free(&all);
		buf_free(&text);
		return -1;
	}
	if (all.n > 0)
		page_open(&s->p, "ul", "note");
	for (i = 0; i < all.n; i++) {
		buf_reset(&text);
		event_say_rule(&text, s->p.c, &all.event[i]);
		if (text.len == 0)
			event_say(&text, s->p.c, &all.event[i], calendar_moment(&all.event[i].start, all.event[i].zone), NULL);
		page_open(&s->p, "li", NULL);
		if (*all.event[i].where != '\0') {
			page_isolated(&s->p, all.event[i].where);
			markup_writes(s->p.m, ": ");
		}
		markup_write(s->p.m, span_buf(&text));
		markup_close(s->p.m);
	}
	if (all.n > 0)
		markup_close(s->p.m);
	events_free(&all);
	buf_free(&text);
	return 0;
}

/* ---- languages ---- */

/* The original and the newest translation into each language. */
static int
tabs(struct showing *s, const struct archive_post *original, struct err *err)
{
	struct archive_post t;
	struct db_rows	*rows = archive_posts(s->p.a->db, ARCHIVE_TRANSLATIONS, original->mid, ARCHIVE_SHOWN, err);
	char		 last[40] = "";
	int		 got, n;

	if (rows == NULL)
		return -1;
	for (n = 0; (got = archive_row(rows, &t, err)) == 1; n++) {
		if (strcmp(last, t.language) == 0)
			continue;
		snprintf(last, sizeof(last), "%s", t.language);
		if (n == 0) {
			page_nav(&s->p, "tabs");
			markup_open(s->p.m, original->id == s->post->id ? "strong" : "a");
			page_language(&s->p, original->language);
			if (original->id != s->post->id)
				page_href(&s->p, original->stem, NULL);
			markup_writes(s->p.m, catalog_language_name(page_catalog(s->p.a, original->language), original->language));
			markup_close(s->p.m);
		}
		markup_writes(s->p.m, " ");
		markup_open(s->p.m, t.id == s->post->id ? "strong" : "a");
		page_language(&s->p, t.language);
		if (t.id != s->post->id) {
			page_href(&s->p, t.stem, NULL);
			markup_attribute(s->p.m, "hreflang", t.language);
		}
		markup_writes(s->p.m, catalog_language_name(page_catalog(s->p.a, t.language), t.language));
		markup_close(s->p.m);
	}
	if (n > 0)
		page_nav_end(&s->p);
	db_done(rows);
	return got;
}

/* With the post that a page belongs to: what it is a translation of, if that is here, or itself. 0, -1. */
static int
with_original(struct showing *s, int (*each)(struct showing *, const struct archive_post *, struct err *), struct err *err)
{
	struct archive_post o;
	struct db_rows	*rows;
	int		 got;

	if (*s->post->original == '\0')
		return each(s, s->post, err);
	if ((rows = archive_posts(s->p.a->db, ARCHIVE_MID, s->post->original, 0, err)) == NULL)
		return -1;
	if ((got = archive_row(rows, &o, err)) != -1)
		got = each(s, got == 1 ? &o : s->post, err);
	db_done(rows);
	return got == -1 ? -1 : 0;
}

/* ---- what it has to do with others ---- */

/* Posts under a heading, if there are any; those called as one of two topics (NULL) are known by who wrote them. */
static int
related(struct showing *s, const char *heading, enum archive_what what, const char *mid, const char *const *topics,
    struct err *err)
{
	struct db_rows	*rows;
	struct archive_post other;
	int		 got, n;

	if (*mid == '\0')
		return 0;
	if ((rows = archive_posts(s->p.a->db, what, mid, ARCHIVE_SHOWN, err)) == NULL)
		return -1;
	for (n = 0; (got = archive_row(rows, &other, err)) == 1; n++) {
		if (n == 0) {
			page_heading(&s->p, "h2", heading);
			page_open(&s->p, "ul", "posts");
		}
		list_item(&s->p, &other, topics == NULL ? NULL : topics[strcmp(topics[1], other.title) == 0]);
	}
	if (n > 0)
		markup_close(s->p.m);
	db_done(rows);
	return got;
}

/* Who answered, and how: shown, never counted up to a result. */
static int
answers(struct showing *s, const struct archive_post *original, struct err *err)
{
	struct db_rows	*rows = archive_positions(s->p.a->db, original->mid, err);
	int		 got, n;

	if (rows == NULL)
		return -1;
	for (n = 0; (got = db_next(rows, err)) == 1; n++) {
		if (n == 0) {
			page_heading(&s->p, "h2", catalog_get(s->p.c, "Answers"));
			page_open(&s->p, "table", "answers");
		}
		page_open(&s->p, "tr", NULL);
		markup_open(s->p.m, "td");
		page_isolated(&s->p, db_text(rows, 1));
		markup_close(s->p.m);
		markup_open(s->p.m, "td");
		markup_open(s->p.m, "a");
		page_href(&s->p, db_text(rows, 2), NULL);
		markup_writes(s->p.m, position_name(s->p.c, db_text(rows, 0)));
		markup_close(s->p.m);
		markup_close(s->p.m);
		markup_close(s->p.m);
	}
	if (n > 0)
		markup_close(s->p.m);
	db_done(rows);
	return got;
}

/* They are called as this post is, or still as what the thread began with. */
static int
replies(struct showing *s, const struct archive_post *original, struct err *err)
{
	struct archive_list thread;
	struct db_rows	*rows = archive_list_of(s->p.a->db, "threads", original->thread, err);
	int		 got;

	if (rows == NULL)
		return -1;
	if ((got = archive_list_row(rows, &thread, err)) != -1)
		got = related(s, catalog_get(s->p.c, "Replies"), ARCHIVE_REPLIES, original->mid,
		    (const char *const[]){ got == 1 ? thread.title : original->title, original->title }, err);
	db_done(rows);
	return got;
}

static int
around(struct showing *s, const struct archive_post *original, struct err *err)
{
	const struct catalog *c = s->p.c;

	if (related(s, *s->e.withdraws != '\0' ? catalog_get(c, "Withdrawn:") : catalog_get(c, "Corrects:"), ARCHIVE_MID,
	    original->corrects, NULL, err) == -1 ||
	    answers(s, original, err) == -1 ||
	    related(s, catalog_get(c, "In answer to"), ARCHIVE_MID, original->parent, NULL, err) == -1)
		return -1;
	return replies(s, original, err);
}

static int
takes_back(const struct archive_post *p)
{
	struct header	 h;
	int		 result;

	if (header_split(&h, p->message, NULL) == -1)
		return 0;
	result = header_count(&h, "Asm-Withdraws") > 0;
	header_free(&h);
	return result;
}

/* How far the text may be relied on. */
static int
warnings(struct showing *s, const struct archive_post *original, struct err *err)
{
	struct archive_post c;
	struct db_rows	*rows = archive_posts(s->p.a->db, ARCHIVE_CORRECTIONS, original->mid, ARCHIVE_SHOWN, err);
	int		 got, n, withdrawn = 0;

	if (rows == NULL)
		return -1;
	for (n = 0; (got = archive_row(rows, &c, err)) == 1; n++)
		withdrawn |= takes_back(&c);
	db_done(rows);
	if (got == -1)
		return -1;
	if (*s->post->original != '\0' && s->post->revision > 0 && n + 1 > s->post->revision)
		page_element(&s->p, "p", "note", catalog_get(s->p.c, "Outdated translation: the original was corrected since."));
	else if (*s->post->original != '\0' && strcmp(s->e.review, "unreviewed") == 0)
		page_element(&s->p, "p", "note", catalog_get(s->p.c, "Unreviewed translation."));
	if (n == 0)
		return 0;
	/* In a frame of its own, so that nobody takes what follows for the correction. */
	page_open(&s->p, "aside", "note");
	got = related(s, withdrawn ? catalog_get(s->p.c, "Withdrawn:") : catalog_get(s->p.c, "This was corrected:"),
	    ARCHIVE_CORRECTIONS, original->mid, NULL, err);
	markup_close(s->p.m);
	return got;
}

/* ---- the text ---- */

static int
text(struct showing *s, struct err *err)
{
	static const struct docout_html fragment;
	struct doc	*root = doc_new(s->language, err);
	int		 r = -1;

	if (root == NULL)
		return -1;
	if (*s->language == '\0')
		doc_class(root, "text");
	if (body_tree(root, &s->body, ARCHIVE_TEXT, err) == 0) {
		buf_reset(&s->p.text);
		if ((r = docout_html(&s->p.text, root, &fragment, err)) == 0)
			markup_raw(s->p.m, buf_str(&s->p.text));
	}
	doc_free(root);
	return r;
}

static int
is_harmless(const char *name)
{
	size_t	 i;

	for (i = 0; harmless[i] != NULL; i++)
		if (span_caseeq(span_from(span_str(name), strlen(name) - (strlen(name) < strlen(harmless[i]) ? strlen(name) :
		    strlen(harmless[i]))), span_str(harmless[i])))
			return 1;
	return 0;
}

/* A path as a link: all but the plainest characters %-encoded. */
static void
escape(struct buf *out, const char *path)
{
	for (; *path != '\0'; path++)
		if ((*path >= 'a' && *path <= 'z') || (*path >= 'A' && *path <= 'Z') || (*path >= '0' && *path <= '9') ||
		    strchr("/.-_~", *path) != NULL)
			buf_addc(out, *path);
		else
			buf_addf(out, "%%%02X", (unsigned char)*path);
}

static int
attachment(struct showing *s, const struct attachment *a, size_t number, struct err *err)
{
	struct buf	 bytes = BUF_INIT, path = BUF_INIT, url = BUF_INIT;
	struct page	*p = &s->p;
	int		 r = -1;

	buf_addf(&path, "files/%s/%zu-%s%s", strchr(s->post->stem, '/') + 1, number, a->name, is_harmless(a->name) ? "" : ".bin");
	buf_adds(&url, p->up);
	escape(&url, buf_str(&path));
	if (mime_decode(a->part, &bytes, err) == -1 || buf_ok(&path, err) == -1 || buf_ok(&url, err) == -1 ||
	    page_write(p->a, buf_str(&path), buf_str(&bytes), bytes.len, err) == -1)
		goto out;
	page_open(p, "li", NULL);
	markup_open(p->m, "a");
	markup_attribute(p->m, "href", buf_str(&url));
	markup_attribute(p->m, "download", a->name);
	markup_element(p->m, "bdi", a->name);
	markup_close(p->m);
	buf_reset(&p->text);
	buf_addf(&p->text, bytes.len < 1000 ? " (%zu B)" : " (%zu kB)", bytes.len < 1000 ? bytes.len : bytes.len / 1000);
	markup_write(p->m, span_buf(&p->text));
	markup_close(p->m);
	r = 0;
out:
	buf_free(&bytes);
	buf_free(&path);
	buf_free(&url);
	return r;
}

static int
attachments(struct showing *s, struct err *err)
{
	size_t	 i;
	int	 r = 0;

	if (s->body.nattachment == 0)
		return 0;
	page_heading(&s->p, "h2", catalog_get(s->p.c, "Attached:"));
	page_open(&s->p, "ul", NULL);
	for (i = 0; i < s->body.nattachment && r == 0; i++)
		r = attachment(s, &s->body.attachment[i], i + 1, err);
	markup_close(s->p.m);
	return r;
}

static void
find_language(struct showing *s)
{
	struct buf	 words = BUF_INIT;
	const char	*found = s->e.language;

	if (*found == '\0')
		found = s->body.language;
	if (*found == '\0' && body_words(&words, &s->body, NULL) == 0)
		found = language_guess(span_buf(&words));
	snprintf(s->language, sizeof(s->language), "%s", found != NULL && language_valid(span_str(found)) ? found : "");
	buf_free(&words);
}

static int
content(struct showing *s, struct err *err)
{
	struct page	*p = &s->p;

	if (with_original(s, tabs, err) == -1)
		return -1;
	page_open(p, "article", NULL);
	page_open(p, "h1", NULL);
	if (*s->language != '\0')
		page_language(p, s->language);
	else
		markup_attribute(p->m, "dir", "auto");
	markup_writes(p->m, s->post->title);
	markup_close(p->m);
	if (with_original(s, about, err) == -1 || with_original(s, warnings, err) == -1 || dates(s, err) == -1 ||
	    text(s, err) == -1 || attachments(s, err) == -1)
		return -1;
	markup_close(p->m);
	return with_original(s, around, err);
}

static int
show(struct showing *s, struct err *err)
{
	int	 r = -1;

	find_language(s);
	buf_addf(&s->path, "%s.html", s->post->stem);
	if (buf_ok(&s->path, err) == -1 || page_begin(&s->p, s->p.a, buf_str(&s->path), page_catalog(s->p.a, s->language),
	    s->post->title, NULL, err) == -1)
		return -1;
	if (content(s, err) == 0)
		r = page_end(&s->p, err);
	else
		page_drop(&s->p);
	return r;
}

int
post_write(struct archive *a, const struct archive_post *post, struct err *err)
{
	struct showing	 s = { .post = post, .p = { .a = a } };
	int		 r = -1;

	if (entry_read(&s.e, a->words, post->message, "", err) == -1)
		return -1;
	if ((s.mime = mime_parse(post->message, err)) != NULL && body_read(&s.body, s.mime, err) == 0) {
		r = show(&s, err);
		body_free(&s.body);
	}
	mime_free(s.mime);
	entry_free(&s.e);
	buf_free(&s.path);
	return r;
}
