#include "sets.h"

#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"

#define SLUG_MAX	80	/* bytes of a name made into a file's */

/* One volume on its way into the sets. */
struct placing {
	struct sets	*sets;
	const struct feed *feed;
	size_t		 volume;
	const struct volume *v;
	struct err	*err;
};

/* ---- names ---- */

/* A name as part of a file's: letters and digits of any script, in lower case, all else a hyphen. Empty: none can be made. */
static int
slug(struct buf *out, const char *text)
{
	struct buf	 bare = BUF_INIT, one = BUF_INIT;
	struct span	 rest;
	uint32_t	 c;
	size_t		 start = out->len;

	utf8_bare(&bare, span_str(text));
	for (rest = span_buf(&bare); rest.n > 0;) {
		c = utf8_take(&rest);
		buf_reset(&one);
		if (c != UTF8_BAD && (utf8_is_letter(c) || utf8_is_mark(c) || utf8_digit(c) != -1))
			utf8_put(&one, c);
		else if (out->len > start && out->s[out->len - 1] != '-')
			buf_addc(&one, '-');
		if (out->len + one.len - start > SLUG_MAX)
			break;
		buf_addbuf(out, &one);
	}
	while (out->len > start && out->s[out->len - 1] == '-')
		buf_cut(out, out->len - 1);
	out->err |= bare.err | one.err;
	buf_free(&bare);
	buf_free(&one);
	return out->len > start;
}

/* An id of the directory may stand as it is. */
static int
id_slug(struct buf *out, const char *id)
{
	size_t	 n = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789.-_");

	if (n > 0 && n <= SLUG_MAX && id[n] == '\0' && *id != '.')
		return buf_adds(out, id) == 0;
	return slug(out, id);
}

/* "Madrid, España": the wider name. */
static const char *
region_of(const char *place)
{
	const char	*comma = strrchr(place, ',');

	return comma != NULL ? comma + 1 + strspn(comma + 1, " ") : place;
}

/* ---- sets ---- */

static void
set_free(struct set *s)
{
	if (s == NULL)
		return;
	free(s->name);
	free(s->label);
	free(s->language);
	feed_items_free(&s->items);
	feed_items_free(&s->gone);
	free(s);
}

void
sets_free(struct sets *sets)
{
	size_t	 i;

	for (i = 0; i < sets->n; i++)
		set_free(sets->set[i]);
	free(sets->set);
	*sets = (struct sets){ NULL, 0, 0 };
}

/* Where a name stands, or would. */
static size_t
place_of(const struct sets *sets, const char *name, int *found)
{
	size_t	 low = 0, high = sets->n, middle;
	int	 c;

	for (*found = 0; low < high;) {
		middle = low + (high - low) / 2;
		if ((c = strcmp(sets->set[middle]->name, name)) == 0) {
			*found = 1;
			return middle;
		}
		if (c < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct set *
set_new(enum set_what what, const char *name, const char *label, const char *language)
{
	struct set	*s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->what = what;
	s->name = span_dup(span_str(name));
	s->label = span_dup(span_str(label));
	s->language = language != NULL ? span_dup(span_str(language)) : NULL;
	if (s->name == NULL || s->label == NULL || (language != NULL && s->language == NULL)) {
		set_free(s);
		return NULL;
	}
	return s;
}

static struct set *
set_of(struct sets *sets, enum set_what what, const char *name, const char *label, const char *language, struct err *err)
{
	struct set	**grown, *s;
	size_t		 at, cap;
	int		 found;

	at = place_of(sets, name, &found);
	if (found)
		return sets->set[at];
	if (sets->n == SETS_MAX) {
		err_set(err, ERR_DATA, "more than %d feeds", SETS_MAX);
		return NULL;
	}
	if (sets->n == sets->cap) {
		cap = sets->cap * 2 + 64;
		if ((grown = reallocarray(sets->set, cap, sizeof(struct set *))) == NULL) {
			err_memory(err);
			return NULL;
		}
		sets->set = grown;
		sets->cap = cap;
	}
	if ((s = set_new(what, name, label, language)) == NULL) {
		err_memory(err);
		return NULL;
	}
	memmove(sets->set + at + 1, sets->set + at, (sets->n - at) * sizeof(struct set *));
	sets->set[at] = s;
	sets->n++;
	return s;
}

/* ---- placing ---- */

static int
put(struct placing *p, enum set_what what, const char *name, const char *label, const char *language)
{
	struct set	*s = set_of(p->sets, what, name, label, language, p->err);
	struct feed_item item = { p->v->withdrawn, p->volume, p->v->original != SHELF_NONE ? p->v->original : p->v->variant[0] };
	int		 foreign;

	if (s == NULL)
		return -1;
	if (language != NULL)
		item.entry = shelf_choose(p->feed->shelf, p->volume, language, &foreign);
	if (p->v->withdrawn != MOMENT_NONE)
		return feed_items_add(&s->gone, &item, p->err);
	item.at = shelf_card(p->feed->shelf, item.entry).arrival;
	return feed_items_add(&s->items, &item, p->err);
}

static int
put_languages(struct placing *p, const char *kind)
{
	struct buf	 name = BUF_INIT, tag = BUF_INIT;
	const char	*language;
	size_t		 i, b;
	int		 r = 0;

	for (i = 0; i <= p->v->nvariant && r == 0; i++) {
		if ((b = i == 0 ? p->v->original : p->v->variant[i - 1]) == SHELF_NONE)
			continue;
		language = shelf_card(p->feed->shelf, b).language;
		/* "pt-BR" is read by readers of "pt"; of two forms of one language only the first is placed. */
		buf_reset(&tag);
		buf_add(&tag, language, strcspn(language, "-"));
		if (tag.len == 0 || buf_ok(&tag, p->err) == -1)
			continue;
		buf_reset(&name);
		buf_addf(&name, "language/%s", buf_str(&tag));
		r = put(p, SET_LANGUAGE, buf_str(&name), "", buf_str(&tag));
		buf_reset(&name);
		buf_addf(&name, "kind/%s/%s", kind, buf_str(&tag));
		if (r == 0)
			r = put(p, SET_KIND_LANGUAGE, buf_str(&name), kind, buf_str(&tag));
	}
	buf_free(&name);
	buf_free(&tag);
	return r;
}

static int
put_post(struct placing *p, const struct entry *e)
{
	static const char *const kinds[] = { "proposal", "update", "help", "document" };
	struct buf	 name = BUF_INIT;
	const char	*kind = "other";
	size_t		 i;
	int		 r;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(e->kind, kinds[i]) == 0)
			kind = kinds[i];
	buf_addf(&name, "kind/%s", kind);
	r = put(p, SET_ALL, "all", "", NULL);
	if (r == 0)
		r = put(p, SET_KIND, buf_str(&name), kind, NULL);
	buf_reset(&name);
	buf_adds(&name, "assembly/");
	if (r == 0 && *e->assembly != '\0' && id_slug(&name, e->assembly))
		r = put(p, SET_ASSEMBLY, buf_str(&name), e->name, NULL);
	buf_reset(&name);
	buf_adds(&name, "region/");
	if (r == 0 && *e->place != '\0' && slug(&name, region_of(e->place)))
		r = put(p, SET_REGION, buf_str(&name), region_of(e->place), NULL);
	buf_free(&name);
	return r == 0 ? put_languages(p, kind) : -1;
}

/* All agendas, "call-41", are one feed, and so are all reminders: there is no end of calls. */
static char *
edition_of(const struct entry *e)
{
	struct span	 name = span_str(*e->edition != '\0' ? e->edition : "weekly");
	size_t		 n = name.n;

	while (n > 0 && name.s[n - 1] >= '0' && name.s[n - 1] <= '9')
		n--;
	return span_dup(n < name.n && n > 1 && name.s[n - 1] == '-' ? span_head(name, n - 1) : name);
}

static int
put_issue(struct placing *p, const struct entry *e)
{
	struct buf	 name = BUF_INIT;
	char		*edition = edition_of(e);
	int		 r = 0;

	if (edition == NULL)
		return err_memory(p->err);
	buf_adds(&name, "newsletter/");
	if (slug(&name, edition)) {
		if (*e->language != '\0')
			buf_addf(&name, "/%.*s", (int)strcspn(e->language, "-"), e->language);
		r = put(p, SET_NEWSLETTER, buf_str(&name), edition, NULL);
	}
	free(edition);
	buf_free(&name);
	return r;
}

static int
put_volume(struct placing *p)
{
	const char	*type = feed_type_of(p->feed->shelf, p->volume);
	struct buf	 message = BUF_INIT;
	struct entry	 e;
	size_t		 entry = p->v->original != SHELF_NONE ? p->v->original : p->v->variant[0];
	int		 r = 0;

	if (strcmp(type, "wire") == 0)
		return put(p, SET_WIRE, "newswire", "", NULL);
	if (strcmp(type, "post") != 0 && strcmp(type, "issue") != 0)
		return 0;
	if (shelf_get(p->feed->shelf, entry, &message, &e, p->err) == -1)
		return -1;
	r = strcmp(type, "post") == 0 ? put_post(p, &e) : put_issue(p, &e);
	entry_free(&e);
	buf_free(&message);
	return r;
}

/* Of two variants in one language (pt, pt-BR) the same entry was placed. */
static void
drop_doubles(struct feed_items *items)
{
	size_t	 i, n = 0;

	for (i = 0; i < items->n; i++)
		if (n == 0 || items->item[n - 1].entry != items->item[i].entry)
			items->item[n++] = items->item[i];
	items->n = n;
}

int
sets_fill(struct sets *sets, const struct feed *f, struct err *err)
{
	struct placing	 p = { .sets = sets, .feed = f, .err = err };
	size_t		 i;

	/* It is there even before the first post. */
	if (set_of(sets, SET_ALL, "all", "", NULL, err) == NULL)
		return -1;
	for (p.volume = 0; p.volume < shelf_volumes(f->shelf); p.volume++) {
		p.v = shelf_volume(f->shelf, p.volume);
		if (!p.v->is_cancel && put_volume(&p) == -1)
			return -1;
	}
	for (i = 0; i < sets->n; i++) {
		feed_items_sort(&sets->set[i]->items);
		feed_items_sort(&sets->set[i]->gone);
		drop_doubles(&sets->set[i]->items);
		drop_doubles(&sets->set[i]->gone);
	}
	return 0;
}
