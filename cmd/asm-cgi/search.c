/* Search: a question by GET, answered from the file that asm-site export makes. */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/time.h"
#include "cmd/asm-cgi/cgi.h"
#include "store/search.h"
#include "text/doc.h"
#include "text/language.h"
#include "text/terms.h"

#define EXCERPT_BEFORE	60		/* bytes in front of the first word found, about */
#define EXCERPT		300

struct searching {
	struct request		*r;
	struct markup_writer	*w;
	struct terms		 terms;
	struct span		 question;
	const char		*language;	/* of the texts; "" any */
};

/* ---- the form ---- */

static void
write_option(struct searching *s, const char *value, const char *text)
{
	markup_open(s->w, "option");
	markup_attribute(s->w, "value", value);
	markup_attribute(s->w, "selected", strcmp(value, s->language) == 0 ? "selected" : NULL);
	markup_writes(s->w, text);
	markup_close(s->w);
}

static void
write_languages(struct searching *s)
{
	struct catalog		*cat = s->r->cat;
	const char *const	*tag;

	markup_open(s->w, "label");
	markup_attribute(s->w, "for", "in");
	markup_writes(s->w, catalog_get(cat, "Language"));
	markup_close(s->w);
	markup_open(s->w, "select");
	markup_attribute(s->w, "id", "in");
	markup_attribute(s->w, "name", "in");
	write_option(s, "", catalog_get(cat, "any language"));
	for (tag = catalog_languages(); *tag != NULL; tag++)
		write_option(s, *tag, catalog_language_name(cat, *tag));
	markup_close(s->w);
}

static void
write_input(struct markup_writer *w, const char *type, const char *name, const char *value)
{
	markup_open(w, "input");
	markup_attribute(w, "type", type);
	markup_attribute(w, "id", name);
	markup_attribute(w, "name", name);
	markup_attribute(w, "value", value);
	markup_attribute(w, "dir", strcmp(type, "search") == 0 ? "auto" : NULL);
	markup_close(w);
}

static int
write_form(struct searching *s, struct err *err)
{
	struct buf	action = BUF_INIT, question = BUF_INIT;
	int		result = -1;

	buf_addf(&action, "%s/search", s->r->script);
	buf_addspan(&question, s->question);
	if (buf_ok(&action, err) == 0 && buf_ok(&question, err) == 0) {
		markup_open(s->w, "form");
		markup_attribute(s->w, "method", "get");
		markup_attribute(s->w, "role", "search");
		markup_attribute(s->w, "action", buf_str(&action));
		markup_open(s->w, "label");
		markup_attribute(s->w, "for", "q");
		markup_writes(s->w, catalog_get(s->r->cat, "Words"));
		markup_close(s->w);
		write_input(s->w, "search", "q", buf_str(&question));
		write_languages(s);
		write_input(s->w, "hidden", "l", s->r->language);
		markup_open(s->w, "p");
		markup_element(s->w, "button", catalog_get(s->r->cat, "Search"));
		markup_close(s->w);
		markup_close(s->w);
		result = 0;
	}
	buf_free(&action);
	buf_free(&question);
	return result;
}

/* ---- one result ---- */

/* The words around the first that was asked for; from the beginning if it is found by its title alone. */
static struct span
choose_excerpt(struct searching *s, struct span text)
{
	struct buf	word = BUF_INIT;
	struct span	rest = text, at, from = text;
	size_t		skip = 0, end;

	while (terms_next(&rest, &word, &at) == 1) {
		if ((size_t)(at.s - from.s) > EXCERPT_BEFORE)
			from = at;
		if (terms_has(&s->terms, span_buf(&word))) {
			skip = (size_t)(from.s - text.s);
			break;
		}
	}
	buf_free(&word);
	text = span_from(text, skip);
	for (end = text.n < EXCERPT ? text.n : EXCERPT; end > 0 && end < text.n && ((unsigned char)text.s[end] & 0xC0) == 0x80; end--)
		;
	return span_head(text, end);
}

/* What was asked for stands out. */
static void
write_marked(struct searching *s, struct span text)
{
	struct buf	word = BUF_INIT;
	struct span	rest = text, at;
	const char	*done = text.s;

	while (terms_next(&rest, &word, &at) == 1)
		if (terms_has(&s->terms, span_buf(&word))) {
			markup_write(s->w, span_make(done, (size_t)(at.s - done)));
			markup_open(s->w, "mark");
			markup_write(s->w, at);
			markup_close(s->w);
			done = at.s + at.n;
		}
	if (text.n > 0)
		markup_write(s->w, span_make(done, (size_t)(text.s + text.n - done)));
	buf_free(&word);
}

static void
write_language(struct searching *s, const struct search_page *p)
{
	if (!language_valid(span_str(p->language)))
		return;
	markup_attribute(s->w, "lang", p->language);
	markup_attribute(s->w, "dir", doc_direction(p->language));
}

/* Only where a browser may go without running anything. */
static int
is_link(const char *url)
{
	return strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0;
}

static void
write_title(struct searching *s, const struct search_page *p)
{
	markup_open(s->w, "h2");
	write_language(s, p);
	if (is_link(p->url)) {
		markup_open(s->w, "a");
		markup_attribute(s->w, "href", p->url);
	}
	write_marked(s, span_str(p->title));
	if (is_link(p->url))
		markup_close(s->w);
	markup_close(s->w);
}

/* Who, where, when, in which language, each apart from what stands beside it. */
static void
write_about(struct searching *s, const struct search_page *p)
{
	struct buf	day = BUF_INIT;
	struct civil	civil;
	const char	*about[5];
	size_t		i, n = 0;

	time_civil(p->arrival, &civil);
	catalog_date(&day, s->r->cat, &civil);
	about[n++] = p->number;
	about[n++] = p->name;
	about[n++] = p->place;
	about[n++] = buf_str(&day);
	about[n++] = *p->language != '\0' ? catalog_language_name(s->r->cat, p->language) : "";
	markup_open(s->w, "p");
	markup_attribute(s->w, "class", "about");
	for (i = 0; i < n; i++)
		if (*about[i] != '\0') {
			markup_element(s->w, "bdi", about[i]);
			markup_writes(s->w, " ");
		}
	markup_close(s->w);
	buf_free(&day);
}

static void
write_result(struct searching *s, const struct search_page *p)
{
	struct span	excerpt;

	markup_open(s->w, "article");
	write_title(s, p);
	write_about(s, p);
	markup_open(s->w, "p");
	write_language(s, p);
	excerpt = choose_excerpt(s, p->text);
	markup_writes(s->w, excerpt.s > p->text.s ? "\342\200\246 " : "");
	write_marked(s, excerpt);
	markup_writes(s->w, excerpt.s + excerpt.n < p->text.s + p->text.n ? " \342\200\246" : "");
	markup_close(s->w);
	markup_close(s->w);
}

/* ---- all of them ---- */

static void
write_older(struct searching *s, int64_t before)
{
	struct buf	href = BUF_INIT;

	page_link(s->r, "/search", &href);
	buf_addf(&href, "%s&before=%lld", buf_str(&s->r->keep), (long long)before);
	markup_open(s->w, "p");
	markup_open(s->w, "a");
	markup_attribute(s->w, "href", buf_str(&href));
	markup_attribute(s->w, "rel", "next");
	markup_writes(s->w, catalog_get(s->r->cat, "Older ones"));
	markup_close(s->w);
	markup_close(s->w);
	buf_free(&href);
}

static int
write_results(struct searching *s, struct db *db, int64_t before, struct err *err)
{
	struct search_page	p;
	struct db_rows		*rows;
	int64_t			 last = 0;
	int			 got, n = 0;

	/* One more than is shown says whether there are older ones. */
	if ((rows = search_find(db, buf_str(&s->terms.match), s->language, before, SEARCH_SHOWN + 1, err)) == NULL)
		return -1;
	while ((got = search_next(rows, &p, err)) == 1 && n < SEARCH_SHOWN) {
		write_result(s, &p);
		last = p.serial;
		n++;
	}
	db_done(rows);
	if (got == 1)
		write_older(s, last);
	else if (got == 0 && n == 0)
		markup_element(s->w, "p", catalog_get(s->r->cat, "Nothing was found."));
	return got == -1 ? -1 : 0;
}

static int64_t
read_before(const char *text)
{
	unsigned long long	n;

	return span_number(span_str(text), &n) == 0 && n > 0 && n < INT64_MAX ? (int64_t)n : INT64_MAX;
}

static int
write_page(struct searching *s, struct db *db, struct err *err)
{
	int	result;

	buf_addf(&s->r->keep, "&in=%s&q=", s->language);
	form_escape(&s->r->keep, s->question);
	if ((s->w = page_begin(s->r, catalog_get(s->r->cat, "Search"), err)) == NULL)
		return -1;
	result = write_form(s, err);
	if (result == 0 && s->terms.n > 0)
		result = write_results(s, db, read_before(form_get(&s->r->query, "before")), err);
	return page_end(s->r, s->w, err) == -1 ? -1 : result;
}

int
search_page(struct request *r, struct err *err)
{
	struct searching	s = { .r = r, .language = form_get(&r->query, "in") };
	struct err		why = { 0 };
	struct db		*db;
	int			result = -1;

	s.question = span_head(span_trim(span_str(form_get(&r->query, "q"))), SEARCH_QUESTION);
	if (!language_valid(span_str(s.language)))
		s.language = "";
	if ((db = db_open(r->conf.search, DB_SEARCH, DB_READ, &why)) == NULL)
		return page_say(r, "503 Service Unavailable", catalog_get(r->cat, "It did not work"),
		    catalog_get(r->cat, "The search is not there just now. Please try again later."), err);
	if (terms_ask(&s.terms, s.question, err) == 0)
		result = write_page(&s, db, err);
	terms_free(&s.terms);
	db_close(db);
	return result;
}
