/*
 * A mail becomes a row, a place on lists, and marks on what it changes.
 */
#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "base/hash.h"
#include "base/record.h"
#include "mail/address.h"
#include "mail/events.h"
#include "mail/field.h"
#include "mail/position.h"

#define SLUG	60		/* bytes */

struct adding {
	struct archive	*a;
	const struct entry *e;
	struct span	 message, content;
	struct buf	 stem, parent, name, thread;
	struct buf	 above;			/* the title of its parent, if that is here */
	int64_t		 above_id;		/* 0: it is not */
	struct archive_post post;
};

/* ---- names of pages ---- */

static int
is_slug(struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n; i++)
		if (!((s.s[i] >= 'a' && s.s[i] <= 'z') || (s.s[i] >= '0' && s.s[i] <= '9') ||
		    (i > 0 && (s.s[i] == '-' || s.s[i] == '.'))))
			return 0;
	return s.n > 0 && s.n <= SLUG;
}

/* A short name made of any text. */
static int
hashed(struct buf *out, const char *prefix, struct span text, struct err *err)
{
	unsigned char	 digest[HASH_LEN];

	if (hash_sha256(text.s, text.n, digest) == -1)
		return err_memory(err);
	buf_adds(out, prefix);
	return hash_base32(out, digest, 10);
}

/* Where Archived-At says that it will be: "posts/41", "issues/weekly-2026-11-14.es". */
static int
told(struct buf *out, const struct entry *e)
{
	struct span	 url = span_str(e->url), name;
	const char	*folder = strcmp(e->type, "issue") == 0 ? "issues/" : "posts/";
	ptrdiff_t	 at, slash;

	if (*e->type == '\0' || !span_ends(url, ".html"))
		return 0;
	for (slash = 0, at = 0; at < (ptrdiff_t)url.n; at++)
		slash = url.s[at] == '/' ? at : slash;
	name = span_make(url.s + slash + 1, url.n - (size_t)slash - 1 - strlen(".html"));
	if (!is_slug(name) || (size_t)slash + 1 < strlen(folder) ||
	    !span_starts(span_from(url, (size_t)slash + 1 - strlen(folder)), folder))
		return 0;
	buf_adds(out, folder);
	buf_addspan(out, name);
	return 1;
}

/* As asm-select would say it, where the site has no address in the web. */
static void
guessed(struct buf *out, const struct adding *x)
{
	const struct entry *e = x->e;

	if (strcmp(e->type, "issue") == 0 && is_slug(span_str(e->edition)) && strlen(e->window) >= 10)
		buf_addf(out, "issues/%s-%.10s.%s", e->edition, e->window, e->language);
	else if (*e->number != '\0' && is_slug(span_str(e->number)))
		buf_addf(out, "posts/%s", e->number);
}

/* Is that page another post's? 1, 0, -1. */
static int
is_taken(struct adding *x, struct err *err)
{
	struct archive_post other;
	struct db_rows	*rows;
	int		 got;

	if ((rows = archive_posts(x->a->db, ARCHIVE_STEM, buf_str(&x->stem), 0, err)) == NULL)
		return -1;
	got = archive_row(rows, &other, err);
	db_done(rows);
	return got;
}

/* The name of its original's page, with the language, as the log's own addresses have it. */
static int
name_translation(struct adding *x, struct err *err)
{
	struct archive_post original;
	struct db_rows	*rows;
	int		 got;

	if ((rows = archive_posts(x->a->db, ARCHIVE_MID, x->e->translation_of, 0, err)) == NULL)
		return -1;
	if ((got = archive_row(rows, &original, err)) == 1 && is_slug(span_str(x->e->language)))
		buf_addf(&x->stem, "%s.%s", original.stem, x->e->language);
	db_done(rows);
	return got;
}

static int
name_page(struct adding *x, struct err *err)
{
	int	 taken = 1;

	if (!told(&x->stem, x->e)) {
		if (*x->e->translation_of != '\0' && name_translation(x, err) == -1)
			return -1;
		if (x->stem.len == 0)
			guessed(&x->stem, x);
	}
	if (x->stem.len > 0 && (taken = is_taken(x, err)) == -1)
		return -1;
	if (taken) {
		buf_reset(&x->stem);
		if (hashed(&x->stem, "posts/m", span_str(x->e->id), err) == -1 || (taken = is_taken(x, err)) == -1)
			return -1;
	}
	/* Two mails with one Message-ID: what they say tells them apart. */
	if (taken) {
		buf_reset(&x->stem);
		buf_adds(&x->stem, "posts/m");
		hash_base32(&x->stem, x->content.s, x->content.n);
	}
	return buf_ok(&x->stem, err);
}

/* ---- what it is about ---- */

/* What is known of the post of that name: 1, 0 it is not here, -1. */
static int
look_above(struct adding *x, const char *mid, struct err *err)
{
	struct archive_post p;
	struct db_rows	*rows;
	int		 got;

	if ((rows = archive_posts(x->a->db, ARCHIVE_MID, mid, 0, err)) == NULL)
		return -1;
	if ((got = archive_row(rows, &p, err)) == 1 && strcmp(mid, x->e->id) != 0) {
		x->above_id = p.id;
		buf_adds(&x->above, p.title);
		buf_adds(&x->thread, p.thread);
	}
	db_done(rows);
	return got == -1 ? -1 : x->above_id != 0;
}

/* What it answers: the nearest of its references that is here, else what it says. */
static int
find_parent(struct adding *x, struct err *err)
{
	struct span	 rest, id, best = SPAN_NONE;
	char		*name;
	int		 got = 0;

	if (*x->e->translation_of != '\0')
		return 0;
	buf_addf(&x->parent, "%s", x->e->references);
	if (*x->e->in_reply_to != '\0')
		buf_addf(&x->parent, "%s%s", x->parent.len > 0 ? " " : "", x->e->in_reply_to);
	for (rest = span_buf(&x->parent); rest.n > 0 && got == 0; ) {
		for (id = rest; id.n > 0 && memchr(id.s, ' ', id.n) != NULL; )
			id = span_from(id, (size_t)span_chr(id, ' ') + 1);
		rest = span_trim(span_head(rest, rest.n - id.n));
		if ((name = span_dup(id)) == NULL)
			return err_memory(err);
		if ((got = look_above(x, name, err)) == 1 || best.n == 0)
			best = id;
		free(name);
	}
	if (got == -1)
		return -1;
	if (span_eqs(best, x->e->id))
		best = SPAN_NONE;
	buf_splice(&x->parent, 0, (size_t)(best.n > 0 ? best.s - x->parent.s : 0), "", 0);
	buf_cut(&x->parent, best.n);
	if (x->above_id == 0)
		buf_adds(&x->thread, buf_str(&x->stem));
	return buf_ok(&x->parent, err) == -1 || buf_ok(&x->thread, err) == -1 ? -1 : 0;
}

/* Pages that show a post, or what it is called, are not what they were. */
static int
touch_around(struct adding *x, const char *mid, const char *parent, const char *corrects, struct err *err)
{
	const char	*const names[] = { mid, parent, corrects };
	size_t		 i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (*names[i] != '\0' && archive_touch(x->a->db, names[i], err) == -1)
			return -1;
	return archive_touch_behind(x->a->db, mid, err);
}

/* A translation, or another text, changes what the post is called on lists too. */
static int
touch_original(struct adding *x, const char *mid, struct err *err)
{
	struct archive_post p;
	struct db_rows	*rows;
	int		 got;

	if ((rows = archive_posts(x->a->db, ARCHIVE_MID, mid, 0, err)) == NULL)
		return -1;
	if ((got = archive_row(rows, &p, err)) == 1 && (touch_around(x, p.mid, p.parent, p.corrects, err) == -1 ||
	    archive_touch_lists(x->a->db, p.mid, err) == -1))
		got = -1;
	db_done(rows);
	return got == -1 ? -1 : 0;
}

/* Of an assembly, on proposals of whomever. */
static int
add_positions(struct adding *x, struct err *err)
{
	struct span	 rest = span_str(x->e->positions), id;
	const char	*position;
	char		*target;
	int		 r = 0;

	while (r == 0 && position_take(&rest, &position, &id)) {
		if ((target = span_dup(id)) == NULL)
			r = err_memory(err);
		else if ((r = archive_position_put(x->a->db, target, x->e->assembly, position, x->post.id, err)) == 0)
			r = archive_touch(x->a->db, target, err);
		free(target);
	}
	return r;
}

/* ---- lists ---- */

static int
put_on(struct adding *x, const char *kind, const char *key, const char *title, int64_t post, struct err *err)
{
	struct buf	 slug = BUF_INIT;
	int64_t		 list;
	int		 r = 0;

	if (*key == '\0')
		return 0;
	if (is_slug(span_str(key)))
		buf_adds(&slug, key);
	else
		r = hashed(&slug, "x", span_str(key), err);
	if (r == 0 && (r = buf_ok(&slug, err)) == 0 &&
	    (r = archive_list(x->a->db, kind, key, buf_str(&slug), title, &list, err)) != -1)
		r = archive_append(x->a->db, list, post, err);
	buf_free(&slug);
	return r;
}

/* A thread has a page when it has an answer: it begins with what was answered first. */
static int
put_on_thread(struct adding *x, struct err *err)
{
	const char	*root = buf_str(&x->thread);
	int64_t		 list;
	int		 got;

	if (x->above_id == 0)
		return 0;
	if ((got = archive_list(x->a->db, "threads", root, root + strcspn(root, "/") + 1, buf_str(&x->above), &list, err)) == -1)
		return -1;
	/* Its first answer is to the post that it is named after. */
	if (got == 0 && archive_append(x->a->db, list, x->above_id, err) == -1)
		return -1;
	return archive_append(x->a->db, list, x->post.id, err);
}

static int
put_on_lists(struct adding *x, struct err *err)
{
	const struct entry *e = x->e;
	int64_t		 id = x->post.id;
	struct civil	 c;
	char		 month[16];

	if (strcmp(e->type, "issue") == 0)
		return put_on(x, "newsletters", e->language, e->language, id, err);
	if (strcmp(e->type, "wire") == 0)
		return put_on(x, "wire", "all", "", id, err);
	if (*e->translation_of != '\0')
		return put_on(x, "languages", e->language, e->language, id, err);
	time_civil(e->arrival, &c);
	snprintf(month, sizeof(month), "%04d-%02d", c.year, c.month);
	if (put_on(x, "all", "posts", "", id, err) == -1 || put_on(x, "months", month, month, id, err) == -1 ||
	    put_on(x, "languages", e->language, e->language, id, err) == -1 ||
	    put_on(x, "assemblies", e->assembly, e->name, id, err) == -1 ||
	    put_on(x, "places", e->place, e->place, id, err) == -1 ||
	    put_on(x, "groups", e->group, e->group, id, err) == -1 ||
	    put_on(x, "campaigns", e->campaign, e->campaign, id, err) == -1)
		return -1;
	if (*e->type != '\0' && put_on(x, "kinds", e->kind, e->kind, id, err) == -1)
		return -1;
	return put_on_thread(x, err);
}

/* ---- assemblies ---- */

/* Their contact, as the public log has it; outside of a site nobody's address is shown. */
static int
add_assembly(struct adding *x, struct err *err)
{
	struct buf	 contact = BUF_INIT, value = BUF_INIT;
	struct header	 h;
	int		 r;

	if (*x->e->assembly == '\0' || strcmp(x->e->type, "post") != 0)
		return 0;
	if (header_split(&h, x->message, err) == -1)
		return -1;
	if ((r = header_value(&h, "Reply-To", &value)) == 1 && address_plain(span_buf(&value)))
		buf_addbuf(&contact, &value);
	header_free(&h);
	if (r != -1)
		r = archive_assembly_put(x->a->db, x->e->assembly, x->e->name, x->e->place, NULL,
		    contact.len > 0 ? buf_str(&contact) : NULL, err);
	buf_free(&contact);
	buf_free(&value);
	return r == -1 ? -1 : 0;
}

/* A record of the directory. */
static int
add_record(struct adding *x, struct err *err)
{
	struct record	 r = RECORD_INIT;
	struct header	 h;
	struct span	 body;
	const char	*type, *id;
	int		 got = 0;

	if (header_split(&h, x->message, err) == -1)
		return -1;
	body = h.body;
	if (record_parse(&body, &r, NULL) == 1 && (type = record_get(&r, "Type")) != NULL && strcmp(type, "assembly") == 0 &&
	    (id = record_get(&r, "Id")) != NULL)
		got = archive_assembly_put(x->a->db, id, record_get(&r, "Name"), record_get(&r, "Place"), record_get(&r, "Page"),
		    NULL, err);
	record_free(&r);
	header_free(&h);
	return got == -1 ? -1 : 0;
}

/* ---- one mail ---- */

static int
is_endless(const struct event *e)
{
	struct span	 rule = span_str(e->rule);

	return rule.n > 0 && span_casefind(rule, SPAN("UNTIL=")) == -1 && span_casefind(rule, SPAN("COUNT=")) == -1;
}

/* When the last of what it calls begins; 0: it calls nothing. */
static int
find_end(struct adding *x, struct err *err)
{
	struct events	 all = EVENTS_INIT;
	size_t		 i;
	int		 r;

	x->post.ends = 0;
	if (*x->e->event == '\0' && !events_attached(x->message))
		return 0;
	r = events_read(&all, x->e, x->e->id, x->a->words, x->message, err);
	for (i = 0; i < all.n && r == 0; i++) {
		moment	 last = INT64_MAX, after;

		if (!is_endless(&all.event[i]))
			r = event_around(&all.event[i], MOMENT_LAST, &last, &after, err);
		if (last > x->post.ends)
			x->post.ends = last;
	}
	events_free(&all);
	return r;
}

static int
fill(struct adding *x, struct err *err)
{
	const struct entry *e = x->e;

	entry_public_name(&x->name, e);
	x->post = (struct archive_post){
		.mid = e->id, .stem = buf_str(&x->stem), .type = e->type, .kind = e->kind, .original = e->translation_of,
		.parent = buf_str(&x->parent), .corrects = e->corrects, .language = e->language, .title = e->title,
		.name = buf_str(&x->name), .assembly = e->assembly, .answer_by = e->answer_by, .thread = buf_str(&x->thread),
		.revision = e->translation_rev, .arrival = e->arrival, .message = x->message
	};
	return find_end(x, err);
}

/* An article that is here comes again with another text: erased. 1 it was here. */
static int
replace(struct adding *x, struct err *err)
{
	struct archive_post p;
	struct db_rows	*rows;
	int		 got;

	if (*x->e->type == '\0')
		return 0;
	if ((rows = archive_posts(x->a->db, ARCHIVE_MID, x->e->id, 0, err)) == NULL)
		return -1;
	if ((got = archive_row(rows, &p, err)) == 1 && (got = fill(x, err) == -1 ? -1 : 1) == 1) {
		x->post.id = p.id;
		if (archive_replace(x->a->db, &x->post, x->content, err) == -1)
			got = -1;
	}
	db_done(rows);
	if (got != 1)
		return got;
	return touch_original(x, *x->e->translation_of != '\0' ? x->e->translation_of : x->e->id, err) == -1 ? -1 : 1;
}

static int
add_post(struct adding *x, struct err *err)
{
	int	 got;

	if ((got = replace(x, err)) != 0)
		return got == -1 ? -1 : 0;
	if (name_page(x, err) == -1 || find_parent(x, err) == -1 || fill(x, err) == -1 ||
	    archive_put(x->a->db, &x->post, x->content, err) == -1 || put_on_lists(x, err) == -1 || add_assembly(x, err) == -1 ||
	    add_positions(x, err) == -1)
		return -1;
	if (*x->e->translation_of != '\0')
		return touch_original(x, x->e->translation_of, err);
	return touch_around(x, x->post.mid, x->post.parent, x->post.corrects, err);
}

static int
add(struct archive *a, const struct entry *e, struct span content, struct span message, struct err *err)
{
	struct adding	 x = { .a = a, .e = e, .message = message, .content = content };
	int		 r;

	if ((r = archive_has(a->db, x.content, err)) != 0)
		return r == -1 ? -1 : 0;
	if (strcmp(e->type, "record") == 0)
		r = add_record(&x, err);
	else if (strcmp(e->type, "checkpoint") != 0)
		r = add_post(&x, err);
	buf_free(&x.stem);
	buf_free(&x.parent);
	buf_free(&x.name);
	buf_free(&x.thread);
	buf_free(&x.above);
	return r;
}

/* Everything of one volume: the original before its translations. */
static int
add_entry(struct archive *a, struct shelf *shelf, size_t entry, struct buf *message, struct err *err)
{
	struct entry	 e;
	int		 r;

	if (entry == SHELF_NONE)
		return 0;
	if (shelf_get(shelf, entry, message, &e, err) == -1)
		return -1;
	r = add(a, &e, shelf_card(shelf, entry).content, span_buf(message), err);
	entry_free(&e);
	return r;
}

int
archive_add(struct archive *a, struct shelf *shelf, struct err *err)
{
	struct buf	 message = BUF_INIT;
	const struct volume *v;
	size_t		 i, k, n = shelf_volumes(shelf);
	int		 r = 0, open = 0;

	for (i = 0; i < n && r == 0; i++) {
		if (!open && (r = db_begin(a->db, err)) == -1)
			break;
		open = 1;
		v = shelf_volume(shelf, i);
		r = add_entry(a, shelf, v->original, &message, err);
		for (k = 0; k < v->nvariant && r == 0; k++)
			r = add_entry(a, shelf, v->variant[k], &message, err);
		if (r == 0 && i % ARCHIVE_BATCH == ARCHIVE_BATCH - 1) {
			r = db_commit(a->db, err);
			open = 0;
		}
	}
	if (open && r == 0)
		r = db_commit(a->db, err);
	buf_free(&message);
	return r;
}
