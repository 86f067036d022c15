/*
 * The pages there are once in each language: the front, ways in, the directory, answers, the agenda.
 */
#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "mail/events.h"

#define NEWEST		20

/* ---- posts under a heading ---- */

static int
some(struct page *p, const char *heading, struct db_rows *rows, int64_t max, struct err *err)
{
	struct archive_post post;
	int64_t	 n;
	int	 got = 0;

	if (rows == NULL)
		return -1;
	for (n = 0; n < max && (got = archive_row(rows, &post, err)) == 1; n++) {
		if (n == 0) {
			page_heading(p, "h2", heading);
			page_open(p, "ul", "posts");
		}
		list_item(p, &post, NULL);
	}
	if (n > 0)
		markup_close(p->m);
	db_done(rows);
	return got == -1 ? -1 : 0;
}

/* The end of the list of all posts. */
static int
newest(struct page *p, struct err *err)
{
	struct db_rows	*rows = archive_list_of(p->a->db, "all", "posts", err);
	struct archive_list l;
	int64_t		 from;
	int		 got;

	if (rows == NULL)
		return -1;
	got = archive_list_row(rows, &l, err);
	from = got == 1 ? l.n - NEWEST : 0;
	if (got == 1 && some(p, catalog_get(p->c, "New"), archive_items(p->a->db, l.id, from, NEWEST, err), NEWEST, err) == -1)
		got = -1;
	db_done(rows);
	if (got == 1) {
		page_open(p, "p", NULL);
		page_link(p, "all/posts", catalog_language(p->c), catalog_get(p->c, "All posts"));
		markup_close(p->m);
	}
	return got == -1 ? -1 : 0;
}

static void
today(struct buf *out, moment now)
{
	time_rfc3339(out, now);
	buf_cut(out, 10);
}

static int
front(struct page *p, struct err *err)
{
	struct buf	 day = BUF_INIT;
	int		 r = -1;

	today(&day, p->a->now);
	page_element(p, "h1", NULL, p->a->title);
	page_feed(p, "language", catalog_language(p->c));
	if (some(p, catalog_get(p->c, "Answers are due:"), archive_posts(p->a->db, ARCHIVE_DUE, buf_str(&day), NEWEST, err), NEWEST,
	    err) == 0 && newest(p, err) == 0)
		r = some(p, catalog_get(p->c, "Newsletter"), archive_posts(p->a->db, ARCHIVE_ISSUES, catalog_language(p->c), 5, err), 5,
		    err);
	buf_free(&day);
	return r;
}

/* ---- ways in ---- */

static int
ways(struct page *p, const char *kind, const char *heading, struct err *err)
{
	struct db_rows	*rows = archive_lists(p->a->db, kind, err);
	struct archive_list l;
	struct buf	 stem = BUF_INIT;
	int		 got, n;

	if (rows == NULL)
		return -1;
	for (n = 0; (got = archive_list_row(rows, &l, err)) == 1; n++) {
		if (n == 0) {
			page_heading(p, "h2", heading);
			page_open(p, "ul", NULL);
		}
		list_stem(&stem, &l);
		page_open(p, "li", NULL);
		page_link(p, buf_str(&stem), catalog_language(p->c), strcmp(kind, "kinds") == 0 ? page_kind(p->c, l.key) :
		    strcmp(kind, "languages") == 0 || strcmp(kind, "newsletters") == 0 ? catalog_language_name(p->c, l.key) :
		    *l.title != '\0' ? l.title : heading);
		markup_close(p->m);
	}
	if (n > 0)
		markup_close(p->m);
	db_done(rows);
	buf_free(&stem);
	return got;
}

static int
browse(struct page *p, struct err *err)
{
	static const struct {
		const char	*kind, *heading;
	} all[] = {
		{ "all", CATALOG_N("All posts") }, { "kinds", CATALOG_N("Kinds") }, { "newsletters", CATALOG_N("Newsletter") },
		{ "campaigns", CATALOG_N("Campaigns") }, { "groups", CATALOG_N("Working groups") }, { "places", CATALOG_N("Regions") },
		{ "languages", CATALOG_N("Languages") }, { "wire", CATALOG_N("Newswire") }, { "months", CATALOG_N("Months") }
	};
	size_t	 i;

	page_element(p, "h1", NULL, catalog_get(p->c, "Archive"));
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (ways(p, all[i].kind, catalog_get(p->c, all[i].heading), err) == -1)
			return -1;
	return 0;
}

static int
directory(struct page *p, struct err *err)
{
	struct db_rows	*rows = archive_assemblies(p->a->db, NULL, err), *list;
	struct archive_list l;
	struct buf	 stem = BUF_INIT;
	int		 got, has;

	page_element(p, "h1", NULL, catalog_get(p->c, "Assemblies"));
	if (rows == NULL)
		return -1;
	page_open(p, "ul", "posts");
	for (; (got = db_next(rows, err)) == 1; ) {
		page_open(p, "li", NULL);
		if ((list = archive_list_of(p->a->db, "assemblies", db_text(rows, 0), err)) == NULL)
			break;
		if ((has = archive_list_row(list, &l, err)) == 1) {
			list_stem(&stem, &l);
			page_link(p, buf_str(&stem), catalog_language(p->c), db_text(rows, 1));
		} else
			page_isolated(p, db_text(rows, 1));
		db_done(list);
		page_break(p);
		page_open(p, "span", "about");
		page_isolated(p, db_text(rows, 2));
		markup_close(p->m);
		markup_close(p->m);
		if (has == -1)
			break;
	}
	markup_close(p->m);
	db_done(rows);
	buf_free(&stem);
	return got == 0 ? 0 : -1;
}

static int
answers(struct page *p, struct err *err)
{
	struct buf	 day = BUF_INIT;
	struct db_rows	*rows;
	struct archive_list l;
	int		 got, r;

	today(&day, p->a->now);
	page_element(p, "h1", NULL, catalog_get(p->c, "Answers"));
	r = some(p, catalog_get(p->c, "Answers are due:"), archive_posts(p->a->db, ARCHIVE_DUE, buf_str(&day), ARCHIVE_CHUNK, err),
	    ARCHIVE_CHUNK, err);
	buf_free(&day);
	if (r == -1 || (rows = archive_list_of(p->a->db, "kinds", "proposal", err)) == NULL)
		return -1;
	if ((got = archive_list_row(rows, &l, err)) == 1 && some(p, catalog_get(p->c, "Proposals"), archive_items(p->a->db, l.id,
	    l.n - ARCHIVE_CHUNK, ARCHIVE_CHUNK, err), ARCHIVE_CHUNK, err) == -1)
		got = -1;
	db_done(rows);
	if (got == 1) {
		page_open(p, "p", NULL);
		page_link(p, "kinds/proposal", catalog_language(p->c), catalog_get(p->c, "Proposals"));
		markup_close(p->m);
	}
	return got == -1 ? -1 : 0;
}

/* ---- the agenda ---- */

/* The post that calls an event. */
struct caller {
	char		*stem, *name;
};

struct occasion {
	moment		 t;
	struct event	*event;
	struct caller	 by;
};

struct agenda {
	struct events	 events;
	struct occasion	*occasion;
	size_t		 n;
	struct caller	*by;			/* of each event */
	size_t		 nby;
};

static int
occasion_cmp(const void *va, const void *vb)
{
	const struct occasion *a = va, *b = vb;
	int	 c;

	if (a->t != b->t)
		return a->t < b->t ? -1 : 1;
	if ((c = strcmp(a->event->title, b->event->title)) != 0)
		return c;
	return strcmp(a->event->where, b->event->where);
}

/* All events that are new are that post's. */
static int
called_by(struct agenda *g, const struct archive_post *p, struct err *err)
{
	struct caller	*grown, c;

	if ((grown = reallocarray(g->by, g->events.n + 1, sizeof(*grown))) == NULL)
		return err_memory(err);
	for (g->by = grown; g->nby < g->events.n; g->nby++) {
		c = (struct caller){ span_dup(span_str(p->stem)), span_dup(span_str(p->name)) };
		g->by[g->nby] = c;
		if (c.stem == NULL || c.name == NULL) {
			g->nby++;
			return err_memory(err);
		}
	}
	return 0;
}

/* What posts call that is not over for long; corrected ones are as their last correction says. */
static int
read_events(struct archive *a, struct agenda *g, struct err *err)
{
	struct archive_post p;
	struct entry	 e;
	struct db_rows	*rows = archive_posts(a->db, ARCHIVE_EVENTS, NULL,
	    a->now - (int64_t)ARCHIVE_DAYS * 86400, err);
	struct events	 one;
	int		 got;

	if (rows == NULL)
		return -1;
	while ((got = archive_row(rows, &p, err)) == 1) {
		if (archive_is_corrected(a->db, p.mid, err) == 1 || *p.original != '\0' || strcmp(p.type, "issue") == 0)
			continue;
		if (entry_read(&e, a->words, p.message, "", err) == -1) {
			got = -1;
			break;
		}
		one = g->events;
		got = events_read(&one, &e, *e.corrects != '\0' ? e.corrects : e.id, a->words, p.message, err);
		g->events = one;
		entry_free(&e);
		if (got == -1)
			break;
		if ((got = called_by(g, &p, err)) == -1)
			break;
	}
	db_done(rows);
	return got == -1 ? -1 : 0;
}

/* In order, and no more than are shown. */
static void
keep_nearest(struct agenda *g)
{
	if (g->n > 0)
		qsort(g->occasion, g->n, sizeof(*g->occasion), occasion_cmp);
	if (g->n > ARCHIVE_OCCASIONS)
		g->n = ARCHIVE_OCCASIONS;
}

static int
find_occasions(struct archive *a, struct agenda *g, struct err *err)
{
	moment	 t[ARCHIVE_OCCASIONS], day = a->now - a->now % 86400;
	size_t	 i;
	long	 k, n;

	for (i = 0; i < g->events.n; i++) {
		struct occasion	*grown;

		if (g->events.event[i].cancelled)
			continue;
		if ((n = event_times(&g->events.event[i], day, day + (int64_t)ARCHIVE_DAYS * 86400, t, ARCHIVE_OCCASIONS,
		    err)) == -1)
			return -1;
		if ((grown = reallocarray(g->occasion, g->n + (size_t)n + 1, sizeof(*grown))) == NULL)
			return err_memory(err);
		g->occasion = grown;
		for (k = 0; k < n; k++)
			g->occasion[g->n++] = (struct occasion){ t[k], &g->events.event[i], g->by[i] };
		if (g->n > 100 * ARCHIVE_OCCASIONS)
			keep_nearest(g);
	}
	keep_nearest(g);
	return 0;
}

static int
write_ics(struct archive *a, const struct agenda *g, struct err *err)
{
	struct calendar	*c = calendar_new(a->title, a->now - a->now % 86400, err);
	struct buf	 out = BUF_INIT;
	size_t		 i;
	int		 r = 0;

	if (c == NULL)
		return -1;
	for (i = 0; i < g->events.n && r == 0; i++)
		r = calendar_add(c, &g->events.event[i], err);
	if (r == 0 && (r = calendar_write(c, &out, err)) == 0)
		r = page_write(a, "agenda.ics", buf_str(&out), out.len, err);
	calendar_free(c);
	buf_free(&out);
	return r;
}

static void
agenda(struct page *p, const struct agenda *g)
{
	size_t	 i;

	page_element(p, "h1", NULL, catalog_get(p->c, "Agenda"));
	page_open(p, "p", "about");
	markup_open(p->m, "a");
	markup_attribute(p->m, "href", "agenda.ics");
	markup_attribute(p->m, "type", "text/calendar");
	markup_writes(p->m, "agenda.ics");
	markup_close(p->m);
	markup_close(p->m);
	if (g->n == 0) {
		page_element(p, "p", NULL, catalog_get(p->c, "Nothing is called for these days."));
		return;
	}
	page_open(p, "ul", "posts");
	for (i = 0; i < g->n; i++) {
		const struct occasion *o = &g->occasion[i];
		struct buf	 when = BUF_INIT;

		page_open(p, "li", NULL);
		markup_open(p->m, "a");
		buf_addf(&when, "%s.html", o->by.stem);
		markup_attribute(p->m, "href", buf_str(&when));
		markup_attribute(p->m, "dir", "auto");
		markup_writes(p->m, o->event->title);
		markup_close(p->m);
		page_break(p);
		buf_reset(&when);
		event_say(&when, p->c, o->event, o->t, NULL);
		page_open(p, "span", "about");
		markup_write(p->m, span_buf(&when));
		if (*o->event->where != '\0') {
			markup_writes(p->m, " · ");
			page_isolated(p, o->event->where);
		}
		markup_writes(p->m, " · ");
		page_isolated(p, o->by.name);
		markup_close(p->m);
		markup_close(p->m);
		buf_free(&when);
	}
	markup_close(p->m);
}

static void
agenda_free(struct agenda *g)
{
	while (g->nby > 0) {
		free(g->by[--g->nby].stem);
		free(g->by[g->nby].name);
	}
	free(g->by);
	free(g->occasion);
	events_free(&g->events);
}

/* ---- all of them ---- */

enum which { FRONT, BROWSE, DIRECTORY, ANSWERS, AGENDA, PAGES };

static int
fill(struct page *p, enum which which, const struct agenda *g, struct err *err)
{
	switch (which) {
	case FRONT:
		return front(p, err);
	case BROWSE:
		return browse(p, err);
	case DIRECTORY:
		return directory(p, err);
	case ANSWERS:
		return answers(p, err);
	default:
		agenda(p, g);
		return 0;
	}
}

static int
write_page(struct archive *a, enum which which, const struct catalog *c, const char *path, const struct agenda *g, struct err *err)
{
	static const char *const stem[PAGES] = { "index", "browse", "directory", "answers", "agenda" };
	const char	*title[PAGES] = { a->title, catalog_get(c, "Archive"), catalog_get(c, "Assemblies"), catalog_get(c, "Answers"),
	    catalog_get(c, "Agenda") };
	struct buf	 name = BUF_INIT;
	struct page	 p;
	int		 r = -1;

	buf_addf(&name, "%s.%s.html", stem[which], catalog_language(c));
	if (page_begin(&p, a, path != NULL ? path : buf_str(&name), c, title[which], stem[which], err) == 0) {
		if (fill(&p, which, g, err) == 0)
			r = page_end(&p, err);
		else
			page_drop(&p);
	}
	buf_free(&name);
	return r;
}

int
front_write(struct archive *a, struct err *err)
{
	struct agenda	 g = { .n = 0 };
	size_t		 i;
	enum which	 which;
	int		 r;

	if ((r = page_write(a, "style.css", page_style, strlen(page_style), err)) == 0 && (r = read_events(a, &g, err)) == 0 &&
	    (r = find_occasions(a, &g, err)) == 0)
		r = write_ics(a, &g, err);
	for (i = 0; i < a->ncatalogs; i++)
		for (which = 0; which < PAGES && r == 0; which++)
			r = write_page(a, which, a->catalog[i], NULL, &g, err);
	if (r == 0)
		r = write_page(a, FRONT, a->catalog[0], "index.html", &g, err);
	agenda_free(&g);
	return r;
}
