/*
 * The issue as one tree, from which text and HTML are made.  Two lines stand in front of everything:
 * what mail programs show of a mail before it is opened.
 */
#include <string.h>

#include "digest.h"
#include "text/language.h"
#include "text/utf8.h"

struct layout {
	const struct digest *d;
	const struct catalog *c;
	struct doc	*root;
	size_t		 words;		/* of each text */
	size_t		 shown;
	struct buf	 text;		/* scratch */
};

static const struct {
	const char	*title, *class;
} sections[DIGEST_SECTIONS] = {
	[DIGEST_HELP] = { CATALOG_N("Requests for help"), "help" },
	[DIGEST_PROPOSALS] = { CATALOG_N("Proposals"), "proposals" },
	[DIGEST_UPDATES] = { CATALOG_N("Updates"), "updates" },
	[DIGEST_DOCUMENTS] = { CATALOG_N("Documents"), "documents" },
	[DIGEST_OTHER] = { CATALOG_N("Other"), "other" },
	[DIGEST_CORRECTIONS] = { CATALOG_N("Corrections"), "corrections" },
	[DIGEST_TRANSLATED] = { CATALOG_N("Now translated"), "translated" }
};

/* ---- words ---- */

/* "%{n} proposals", for the first line. */
static const char *
count_of(const struct layout *l, enum digest_section section)
{
	unsigned long	 n = (unsigned long)l->d->count[section];

	switch (section) {
	case DIGEST_HELP:
		return catalog_plural(l->c, "%{n} request for help", "%{n} requests for help", n);
	case DIGEST_PROPOSALS:
		return catalog_plural(l->c, "%{n} proposal", "%{n} proposals", n);
	case DIGEST_UPDATES:
		return catalog_plural(l->c, "%{n} update", "%{n} updates", n);
	case DIGEST_DOCUMENTS:
		return catalog_plural(l->c, "%{n} document", "%{n} documents", n);
	case DIGEST_OTHER:
		return catalog_plural(l->c, "%{n} other post", "%{n} other posts", n);
	case DIGEST_CORRECTIONS:
		return catalog_plural(l->c, "%{n} correction", "%{n} corrections", n);
	case DIGEST_TRANSLATED:
		return catalog_plural(l->c, "%{n} new translation", "%{n} new translations", n);
	default:
		return "";
	}
}

/* Append a template filled with a number. */
static void
add_count(struct buf *out, const char *template, size_t n)
{
	struct buf	 number = BUF_INIT;
	const char	*pairs[] = { "n", NULL, NULL };

	buf_addf(&number, "%zu", n);
	pairs[1] = buf_str(&number);
	catalog_fill(out, template, pairs);
	buf_free(&number);
}

/* Append a template filled with one value. */
static void
add_filled(struct buf *out, const char *template, const char *name, const char *value)
{
	const char	*pairs[] = { name, value, NULL };

	catalog_fill(out, template, pairs);
}

/* The text so far becomes a node, and is forgotten. */
static void
flush(struct layout *l, struct doc *parent)
{
	doc_text(parent, span_buf(&l->text));
	buf_reset(&l->text);
}

static struct doc *
para(struct doc *parent, const char *class)
{
	struct doc	*p = doc_add(parent, DOC_PARA);

	doc_class(p, class);
	return p;
}

/* "2026-11-21" as people read it. */
int
digest_add_day(struct buf *out, const struct digest *d, const char *day)
{
	struct civil	 civil;
	moment		 t;

	if (time_parse(span_str(day), &t) == -1)
		return 0;
	time_civil(t, &civil);
	return catalog_date(out, d->catalog, &civil);
}

int
digest_dates(struct buf *out, const struct digest *d)
{
	struct civil	 from, until;
	moment		 a, b;

	if (time_parse(span_str(d->from_day), &a) == -1 || time_parse(span_str(d->until_day), &b) == -1)
		return -1;
	time_civil(a, &from);
	time_civil(b, &until);
	return catalog_dates(out, d->catalog, &from, &until);
}

const char *
digest_title(const struct digest *d)
{
	if (d->title != NULL)
		return d->title;
	return d->list.name != NULL && *d->list.name != '\0' ? d->list.name : catalog_get(d->catalog, "Newsletter");
}

/* ---- the two lines in front ---- */

/* One more of "2 proposals, 3 updates", if there are any. */
static void
add_kind(const struct layout *l, struct buf *kinds, const char *template, size_t n)
{
	if (n == 0)
		return;
	if (kinds->len > 0)
		buf_adds(kinds, catalog_get(l->c, ", "));
	add_count(kinds, template, n);
}

/* All kinds of posts and the replies, so that they add up; where all are "other posts" it says nothing to call them so. */
static void
add_kinds(const struct layout *l, struct buf *kinds)
{
	const struct digest *d = l->d;
	size_t	 i;

	for (i = 0; i < DIGEST_SECTIONS; i++) {
		if (i == DIGEST_TRANSLATED)	/* which are no posts of these days */
			add_kind(l, kinds, catalog_plural(l->c, "%{n} reply", "%{n} replies", (unsigned long)d->replies), d->replies);
		if (i != DIGEST_OTHER || kinds->len > 0)
			add_kind(l, kinds, count_of(l, (enum digest_section)i), d->count[i]);
	}
}

static void
add_counts(struct layout *l)
{
	const struct digest *d = l->d;
	struct buf	 posts = BUF_INIT, senders = BUF_INIT, kinds = BUF_INIT;
	const char	*pairs[] = { "posts", NULL, "senders", NULL, "kinds", NULL, NULL };

	add_count(&posts, catalog_plural(l->c, "%{n} post", "%{n} posts", (unsigned long)d->posts), d->posts);
	if (d->list.is_ours)
		add_count(&senders, catalog_plural(l->c, "from %{n} assembly", "from %{n} assemblies",
		    (unsigned long)d->senders), d->senders);
	else
		add_count(&senders, catalog_plural(l->c, "from %{n} sender", "from %{n} senders",
		    (unsigned long)d->senders), d->senders);
	add_kinds(l, &kinds);
	pairs[1] = buf_str(&posts);
	pairs[3] = buf_str(&senders);
	pairs[5] = buf_str(&kinds);
	catalog_fill(&l->text, kinds.len > 0 ? catalog_get(l->c, "%{posts} %{senders}: %{kinds}.") :
	    catalog_get(l->c, "%{posts} %{senders}."), pairs);
	flush(l, para(l->root, "lead"));
	buf_free(&posts);
	buf_free(&senders);
	buf_free(&kinds);
}

static size_t
number_of(const struct layout *l, const struct digest_item *item)
{
	return (size_t)(item - l->d->item) + 1;
}

/* A title in its own language and direction, as a link to where `url` says. */
static void
add_title(const struct layout *l, struct doc *parent, const struct digest_item *item, const char *url)
{
	struct doc	*title = url != NULL && *url != '\0' ? doc_link(parent, url, SPAN_NONE) : parent;

	title = doc_add(title != NULL ? title : parent, DOC_NAME);
	if (*item->text->language != '\0' && strcmp(item->text->language, catalog_language(l->c)) != 0)
		doc_language(title, item->text->language);
	doc_texts(title, item->text->title);
}

/* The parts of a line, parted by dots. */
static void
add_dot(struct doc *p)
{
	if (p != NULL && doc_first(p) != NULL)
		doc_texts(p, " · ");
}

/* Behind what stands there already; nothing if nobody knows whose it is. */
static void
add_name(struct doc *p, const char *name)
{
	if (strcmp(name, "?") == 0)
		return;
	add_dot(p);
	doc_texts(doc_add(p, DOC_NAME), name);
}

static void
add_anchor_title(const struct layout *l, struct doc *parent, const struct digest_item *item)
{
	struct buf	 anchor = BUF_INIT;

	buf_addf(&anchor, "#p%zu", number_of(l, item));
	add_title(l, parent, item, l->words > 0 ? buf_str(&anchor) : item->text->url);
	buf_free(&anchor);
}

static void
add_urgent(struct layout *l)
{
	const struct digest_item *item = l->d->urgent;
	struct doc	*p;

	if (item == NULL || item->text == NULL)
		return;
	p = para(l->root, "lead");
	doc_texts(doc_add(p, DOC_STRONG), item->section == DIGEST_HELP ? catalog_get(l->c, "Help is needed:") :
	    catalog_get(l->c, "Answers are due:"));
	doc_texts(p, " ");
	add_anchor_title(l, p, item);
	add_name(p, item->text->name);
	if (item->is_due) {
		struct buf	 day = BUF_INIT;

		digest_add_day(&day, l->d, item->answer_by);
		add_dot(p);
		add_filled(&l->text, catalog_get(l->c, "answer by %{date}"), "date", buf_str(&day));
		flush(l, p);
		buf_free(&day);
	}
}

/* ---- how to leave ---- */

static void
add_leave(struct layout *l)
{
	const struct list *list = &l->d->list;
	struct buf	 url = BUF_INIT;
	struct doc	*p;

	if (list->is_ours && *list->domain != '\0')
		/* The answer says what she gets, and how to change that or leave. */
		buf_addf(&url, "mailto:observe@%s?subject=status", list->domain);
	else if (list->leave != NULL)
		buf_adds(&url, list->leave);
	if (url.len > 0) {
		p = para(l->root, "quiet");
		doc_link(p, buf_str(&url), span_str(catalog_get(l->c, "Stop this newsletter or change its language")));
	}
	buf_free(&url);
}

/* ---- contents ---- */

/* The items of a section that are shown: *first, and how many. */
static size_t
part_of(const struct layout *l, enum digest_section section, size_t *first)
{
	size_t	 i, n = 0;

	for (i = 0; i < l->shown; i++)
		if (l->d->item[i].section == section && n++ == 0)
			*first = i;
	return n;
}

static void
add_section_title(struct layout *l, struct doc *parent, enum digest_section section)
{
	buf_addf(&l->text, "%s (%zu)", catalog_get(l->c, sections[section].title), l->d->count[section]);
	flush(l, parent);
}

static void
add_contents(struct layout *l)
{
	struct doc	*part = doc_add(l->root, DOC_SECTION), *list, *item;
	size_t		 s, i, first = 0, n;

	doc_class(part, "contents");
	doc_heading(part, 2, catalog_get(l->c, "Contents"));
	for (s = 0; s < DIGEST_SECTIONS; s++) {
		if ((n = part_of(l, (enum digest_section)s, &first)) == 0)
			continue;
		add_section_title(l, doc_add(para(part, "group"), DOC_STRONG), (enum digest_section)s);
		list = doc_add(part, DOC_NUMBERED);
		doc_start(list, (int)first + 1);
		for (i = first; i < first + n; i++) {
			item = doc_add(list, DOC_ITEM);
			add_anchor_title(l, item, &l->d->item[i]);
			add_name(item, l->d->item[i].text->name);
		}
	}
}

/* ---- entries ---- */

static void
add_language_mark(struct layout *l, struct doc *p, const struct digest_item *item)
{
	const struct digest_text *t = item->text;

	if (!item->foreign || *t->language == '\0' || language_same(t->language, catalog_language(l->c)))
		return;
	add_dot(p);
	add_filled(&l->text, catalog_get(l->c, "in %{language}"), "language", catalog_language_name(l->c, t->language));
	flush(l, p);
}

static void
add_state(struct layout *l, struct doc *p, const struct digest_text *t)
{
	if (!t->is_unreviewed && !t->is_outdated)
		return;
	add_dot(p);
	doc_texts(doc_add(p, DOC_EMPH), t->is_outdated ? catalog_get(l->c, "outdated translation") :
	    catalog_get(l->c, "unreviewed translation"));
}

static void
add_about(struct layout *l, struct doc *entry, const struct digest_item *item)
{
	const struct digest_text *t = item->text;
	struct doc	*p = para(entry, "about");

	add_name(p, t->name);
	if (*t->place != '\0') {
		add_dot(p);
		doc_texts(doc_add(p, DOC_NAME), t->place);
	}
	add_language_mark(l, p, item);
	add_state(l, p, t);
	if (item->replies > 0) {
		add_dot(p);
		add_count(&l->text, catalog_plural(l->c, "%{n} reply", "%{n} replies", (unsigned long)item->replies), item->replies);
		flush(l, p);
	}
}

static void
add_due(struct layout *l, struct doc *entry, const struct digest_item *item)
{
	struct buf	 day = BUF_INIT;

	if (*item->answer_by == '\0')
		return;
	digest_add_day(&day, l->d, item->answer_by);
	add_filled(&l->text, catalog_get(l->c, "Answer by %{date}"), "date", buf_str(&day));
	flush(l, doc_add(para(entry, "due"), DOC_STRONG));
	buf_free(&day);
}

static void
add_corrected(struct layout *l, struct doc *entry, const struct digest_text *t)
{
	struct doc	*p;

	if (*t->corrected == '\0')
		return;
	p = para(entry, "about");
	doc_texts(p, t->withdraws ? catalog_get(l->c, "Withdrawn:") : catalog_get(l->c, "Corrects:"));
	doc_texts(p, " ");
	doc_texts(doc_add(p, DOC_NAME), t->corrected);
}

/* Without a list item of which only a word or two are left. */
static struct span
without_stub(struct span s)
{
	size_t	 i, blanks = 0;

	for (i = s.n; i > 3 && blanks < 4; i--) {
		blanks += s.s[i - 1] == ' ';
		if (memcmp(s.s + i - 3, "•", 3) == 0)
			return span_trim(span_head(s, i - 3));
	}
	return s;
}

/* The first words of a text; scripts without blanks are cut by columns. */
static void
add_excerpt(struct layout *l, struct doc *entry, const struct digest_text *t)
{
	struct span	 rest = span_str(t->excerpt), head;
	struct doc	*p;
	size_t		 words = 0, n;

	for (n = 0; n < rest.n && words < l->words; n++)
		if (rest.s[n] == ' ' && ++words == l->words)
			break;
	head = n < rest.n ? without_stub(span_head(rest, n)) : rest;
	if (head.n == 0)
		return;
	if (utf8_head(&l->text, head, l->words * 10) == 1 || head.n < rest.n)
		buf_adds(&l->text, " …");
	p = para(entry, "text");
	if (*t->language != '\0' && strcmp(t->language, catalog_language(l->c)) != 0)
		doc_language(p, t->language);
	flush(l, p);
}

static void
add_links(struct layout *l, struct doc *entry, const struct digest_text *t)
{
	struct doc	*p;
	const char	*name;
	size_t		 i;

	if (*t->url == '\0' && t->nothers == 0)
		return;
	p = para(entry, "links");
	if (*t->url != '\0')
		doc_link(p, t->url, span_str(catalog_get(l->c, "Read on")));
	if (t->nothers == 0)
		return;
	add_dot(p);
	doc_texts(p, catalog_get(l->c, "Also in:"));
	for (i = 0; i < t->nothers; i++) {
		doc_texts(p, i == 0 ? " " : catalog_get(l->c, ", "));
		name = catalog_language_name(l->c, t->other[i].language);
		if (*t->other[i].url != '\0')
			doc_link(p, t->other[i].url, span_str(name));
		else
			doc_texts(p, name);
	}
}

static void
add_entry(struct layout *l, struct doc *part, const struct digest_item *item)
{
	struct doc	*entry = doc_add(part, DOC_SECTION), *heading;
	struct buf	 anchor = BUF_INIT;

	doc_class(entry, "entry");
	buf_addf(&anchor, "p%zu", number_of(l, item));
	doc_anchor(entry, buf_str(&anchor));
	buf_free(&anchor);
	heading = doc_heading(entry, 3, NULL);
	doc_textf(heading, "%zu. ", number_of(l, item));
	add_title(l, heading, item, NULL);
	add_about(l, entry, item);
	add_due(l, entry, item);
	add_corrected(l, entry, item->text);
	add_excerpt(l, entry, item->text);
	add_links(l, entry, item->text);
}

void
digest_item_line(const struct digest *d, struct doc *line, const struct digest_item *item, size_t shown)
{
	struct layout	 l = { .d = d, .c = d->catalog };
	struct buf	 anchor = BUF_INIT;
	size_t		 i;

	for (i = 0; i < shown && d->item[i].volume != item->volume; i++)
		;
	if (i < shown)
		buf_addf(&anchor, "#p%zu", i + 1);
	add_title(&l, line, item, i < shown ? buf_str(&anchor) : item->text->url);
	add_name(line, item->text->name);
	buf_free(&anchor);
}

/* One line: all there is room for in a very long issue. */
static void
add_line(struct layout *l, struct doc *list, const struct digest_item *item)
{
	struct doc	*line = doc_add(list, DOC_ITEM);

	add_title(l, line, item, item->text->url);
	add_name(line, item->text->name);
	if (*item->answer_by != '\0') {
		struct buf	 day = BUF_INIT;

		digest_add_day(&day, l->d, item->answer_by);
		doc_texts(line, " · ");
		add_filled(&l->text, catalog_get(l->c, "answer by %{date}"), "date", buf_str(&day));
		flush(l, line);
		buf_free(&day);
	}
}

static void
add_section(struct layout *l, enum digest_section section)
{
	struct doc	*part, *list;
	size_t		 i, first = 0, n = part_of(l, section, &first);

	if (n == 0)
		return;
	part = doc_add(l->root, DOC_SECTION);
	doc_class(part, sections[section].class);
	doc_heading(part, 2, catalog_get(l->c, sections[section].title));
	list = l->words == 0 ? doc_add(part, DOC_NUMBERED) : NULL;
	doc_start(list, (int)first + 1);
	for (i = first; i < first + n; i++)
		if (l->words > 0)
			add_entry(l, part, &l->d->item[i]);
		else
			add_line(l, list, &l->d->item[i]);
}

static void
add_rest(struct layout *l)
{
	struct doc	*p;
	size_t		 rest = l->d->n - l->shown;

	if (rest == 0)
		return;
	p = para(l->root, "about");
	add_count(&l->text, catalog_plural(l->c, "And %{n} more.", "And %{n} more.", (unsigned long)rest), rest);
	flush(l, p);
	if (l->d->list.archive != NULL && *l->d->list.archive != '\0') {
		doc_texts(p, " ");
		doc_link(p, l->d->list.archive, span_str(catalog_get(l->c, "All are in the archive")));
	}
}

/* ---- translators ---- */

static void
add_wanted_line(struct layout *l, struct doc *list, const struct digest_wanted *w)
{
	struct doc	*line = doc_add(list, DOC_ITEM);
	struct buf	 url = BUF_INIT;

	buf_addf(&url, "mailto:translate@%s?subject=next%%20%s", l->d->list.domain, w->language);
	add_filled(&l->text, catalog_get(l->c, "Into %{language}"), "language", catalog_language_name(l->c, w->language));
	doc_link(line, buf_str(&url), span_buf(&l->text));
	buf_reset(&l->text);
	doc_texts(line, " · ");
	add_count(&l->text, catalog_plural(l->c, "%{n} post", "%{n} posts", (unsigned long)w->posts), w->posts);
	buf_adds(&l->text, catalog_get(l->c, ", "));
	add_count(&l->text, catalog_plural(l->c, "%{n} word", "%{n} words", (unsigned long)w->words), w->words);
	flush(l, line);
	buf_free(&url);
}

static void
add_wanted(struct layout *l)
{
	const struct digest *d = l->d;
	struct doc	*part, *list;
	size_t		 i, sum = 0;

	for (i = 0; i < d->nwanted; i++)
		sum += d->wanted[i].posts;
	if (sum == 0 || d->list.domain == NULL || *d->list.domain == '\0')
		return;
	part = doc_add(l->root, DOC_SECTION);
	doc_class(part, "wanted");
	doc_heading(part, 2, catalog_get(l->c, "Translations wanted"));
	doc_texts(para(part, "text"), catalog_get(l->c, "Ten minutes are enough: send the mail that a link opens, as it is, "
	    "and you get one text to translate. Pressing Reply brings it back."));
	list = doc_add(part, DOC_LIST);
	for (i = 0; i < d->nwanted; i++)
		if (d->wanted[i].posts > 0)
			add_wanted_line(l, list, &d->wanted[i]);
}

/* ---- all ---- */

static void
add_head(struct layout *l)
{
	doc_class(doc_heading(l->root, 1, digest_title(l->d)), "title");
	digest_dates(&l->text, l->d);
	flush(l, para(l->root, "dates"));
	add_leave(l);
}

struct doc *
digest_layout(const struct digest *d, size_t words, size_t shown, struct err *err)
{
	struct layout	 l = { .d = d, .c = d->catalog, .words = words, .shown = shown };
	size_t		 s;

	if ((l.root = doc_new(catalog_language(d->catalog), err)) == NULL)
		return NULL;
	doc_class(l.root, "issue");
	if (d->n == 0)
		doc_texts(para(l.root, "lead"), catalog_get(l.c, "Nothing was posted."));
	else {
		add_counts(&l);
		add_urgent(&l);
	}
	add_head(&l);
	if (words > 0 && d->n > 1)
		add_contents(&l);
	for (s = 0; s < DIGEST_SECTIONS; s++)
		add_section(&l, (enum digest_section)s);
	add_rest(&l);
	digest_layout_ahead(d, l.root, shown);
	add_wanted(&l);
	doc_add(l.root, DOC_RULE);
	add_leave(&l);
	if (buf_ok(&l.text, err) == -1 || doc_ok(l.root, err) == -1) {
		doc_free(l.root);
		l.root = NULL;
	}
	buf_free(&l.text);
	return l.root;
}
