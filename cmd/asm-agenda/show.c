#include <stdlib.h>
#include <string.h>

#include "agenda.h"
#include "mail/compose.h"
#include "text/docout.h"

static const char style[] = "\n:root{color-scheme:light dark}\nbody{max-width:42em;margin:0 auto;padding:1em;"
    "font:1rem/1.6 system-ui,sans-serif}\nli{margin:.5em 0}\n";

static const char *
title_of(const struct agenda *a)
{
	if (a->title != NULL)
		return a->title;
	return catalog_get(a->catalog, "Agenda");
}

static void
link_or_text(struct doc *p, const char *url, const char *text)
{
	if (*url != '\0')
		doc_link(p, url, span_str(text));
	else
		doc_texts(p, text);
}

/* ---- a list of what happens ---- */

static void
add_time(struct doc *list, const struct agenda *a, const struct agenda_time *t)
{
	const struct event *e = &a->events.event[t->event];
	struct doc	*item = doc_add(list, DOC_ITEM), *p = doc_add(item, DOC_PARA);
	struct buf	 when = BUF_INIT;
	size_t		 i;

	event_say(&when, a->catalog, e, t->at, NULL);
	for (i = 0; i < a->nzones && *e->zone != '\0'; i++)
		if (strcmp(a->zone[i], e->zone) != 0 && strcmp(a->zone[i], "UTC") != 0)
			event_say_elsewhere(&when, a->catalog, e, t->at, a->zone[i]);
	if (e->cancelled) {
		doc_texts(doc_add(p, DOC_STRONG), catalog_get(a->catalog, "Cancelled"));
		doc_texts(p, ": ");
	}
	link_or_text(p, e->url, e->title);
	doc_texts(p, " · ");
	doc_text(p, span_buf(&when));
	doc_texts(p, " · ");
	if (*e->where != '\0') {
		doc_texts(doc_add(p, DOC_NAME), e->where);
		doc_texts(p, " · ");
	}
	doc_texts(doc_add(p, DOC_NAME), a->source[t->event].name);
	buf_free(&when);
}

static int
where_cmp(const void *va, const void *vb)
{
	const struct event *const *a = va, *const *b = vb;
	int	 c = strcmp((*a)->where, (*b)->where);

	return c != 0 ? c : *a < *b ? -1 : *a > *b;
}

/* What comes again and again, by place: where there is a protest every Monday. */
static int
add_recurring(struct doc *root, const struct agenda *a, struct err *err)
{
	const struct event **all = calloc(a->events.n + 1, sizeof(*all));
	struct doc	*list = NULL, *p;
	struct buf	 rule = BUF_INIT;
	size_t		 i, n = 0;

	if (all == NULL)
		return err_memory(err);
	for (i = 0; i < a->events.n; i++)
		if (*a->events.event[i].rule != '\0' && !a->events.event[i].cancelled)
			all[n++] = &a->events.event[i];
	qsort(all, n, sizeof(*all), where_cmp);
	for (i = 0; i < n; i++) {
		buf_reset(&rule);
		event_say_rule(&rule, a->catalog, all[i]);
		if (rule.len == 0)
			continue;
		if (list == NULL) {
			doc_heading(root, 2, catalog_get(a->catalog, "Again and again, by place"));
			list = doc_add(root, DOC_LIST);
		}
		p = doc_add(doc_add(list, DOC_ITEM), DOC_PARA);
		if (*all[i]->where != '\0') {
			doc_texts(doc_add(p, DOC_NAME), all[i]->where);
			doc_texts(p, ": ");
		}
		doc_text(p, span_buf(&rule));
		doc_texts(p, " · ");
		link_or_text(p, all[i]->url, all[i]->title);
	}
	buf_free(&rule);
	free(all);
	return 0;
}

static int
lay_out(struct doc *root, const struct agenda *a, struct err *err)
{
	struct doc	*list;
	size_t		 i;

	doc_heading(root, 1, title_of(a));
	if (a->ntimes == 0)
		doc_texts(doc_add(root, DOC_PARA), catalog_get(a->catalog, "Nothing is called for these days."));
	else {
		list = doc_add(root, DOC_LIST);
		for (i = 0; i < a->ntimes && i < AGENDA_SHOWN; i++)
			add_time(list, a, &a->time[i]);
	}
	return add_recurring(root, a, err);
}

/* ---- one call ---- */

static int
add_posts(struct doc *root, struct agenda *a, const char *heading, const size_t *volume, size_t n, struct err *err)
{
	struct buf	 message = BUF_INIT, name = BUF_INIT;
	struct doc	*list, *p;
	struct entry	 e;
	size_t		 i;
	int		 foreign, r = 0;

	if (n == 0)
		return 0;
	doc_heading(root, 2, heading);
	list = doc_add(root, DOC_NUMBERED);
	for (i = 0; i < n && r == 0; i++) {
		if ((r = shelf_get(a->shelf, shelf_choose(a->shelf, volume[i], a->languages, &foreign), &message, &e, err)) == -1)
			break;
		buf_reset(&name);
		entry_public_name(&name, &e);
		p = doc_add(doc_add(list, DOC_ITEM), DOC_PARA);
		if (*e.language != '\0')
			doc_language(p, e.language);
		link_or_text(p, e.url, e.title);
		doc_texts(p, " · ");
		doc_text(doc_add(p, DOC_NAME), span_buf(&name));
		entry_free(&e);
	}
	buf_free(&message);
	buf_free(&name);
	return r;
}

static const struct event *
event_of_call(const struct agenda *a)
{
	size_t	 i;

	for (i = 0; a->source[i].volume != a->volume; i++)
		;
	return &a->events.event[i];
}

static int
lay_out_call(struct doc *root, struct agenda *a, struct err *err)
{
	const struct event *e = event_of_call(a);
	struct buf	 when = BUF_INIT;
	struct doc	*p;

	doc_heading(root, 1, a->title != NULL ? a->title : e->title);
	p = doc_add(root, DOC_PARA);
	event_say(&when, a->catalog, e, a->next, NULL);
	doc_text(p, span_buf(&when));
	buf_free(&when);
	if (*e->where != '\0') {
		doc_texts(p, " · ");
		doc_texts(doc_add(p, DOC_NAME), e->where);
	}
	if (a->nitems == 0)
		doc_texts(doc_add(root, DOC_PARA), catalog_get(a->catalog,
		    "Nothing was proposed yet. An answer to the call puts something on its agenda."));
	if (add_posts(root, a, catalog_get(a->catalog, "To be talked about"), a->item, a->nitems, err) == -1)
		return -1;
	return add_posts(root, a, catalog_get(a->catalog, "Minutes of the last call"), a->minutes, a->nminutes, err);
}

/* ---- forms ---- */

static int
write_ics(struct buf *out, const struct agenda *a, struct err *err)
{
	struct calendar	*c = calendar_new(title_of(a), a->now, err);
	size_t		 i;
	int		 r = 0;

	if (c == NULL)
		return -1;
	for (i = 0; i < a->events.n && r == 0; i++)
		r = calendar_add(c, &a->events.event[i], err);
	if (r == 0)
		r = calendar_write(c, out, err);
	calendar_free(c);
	return r;
}

/* An issue of its own edition: its window, from the last call to the next, makes that it is posted once. */
static int
write_mail(struct buf *out, const struct agenda *a, struct span text, struct span html, struct err *err)
{
	const char	*address = a->list.address != NULL && *a->list.address != '\0' ? a->list.address : "agenda@list.invalid";
	const struct event *e = event_of_call(a);
	struct compose	*c = compose_new(err);
	struct buf	 b = BUF_INIT;

	if (c == NULL)
		return -1;
	compose_address(c, "From", a->title != NULL ? a->title : e->title, address);
	buf_addf(&b, "%s: %s", catalog_get(a->catalog, "The next call"), e->title);
	compose_field(c, "Subject", span_buf(&b));
	compose_date(c, a->now);
	compose_ascii(c, "Auto-Submitted", "auto-generated");
	compose_ascii(c, "Asm-Type", "issue");
	buf_reset(&b);
	buf_addf(&b, "call-%s", *a->number != '\0' ? a->number : a->call);
	compose_ascii(c, "Asm-Edition", buf_str(&b));
	buf_reset(&b);
	time_rfc3339(&b, a->last != MOMENT_NONE ? a->last : shelf_volume(a->shelf, a->volume)->arrival);
	buf_addc(&b, '/');
	time_rfc3339(&b, a->next);
	compose_ascii(c, "Asm-Window", buf_str(&b));
	compose_ascii(c, "Content-Language", catalog_language(a->catalog));
	buf_free(&b);
	compose_begin(c, "alternative");
	compose_text(c, "plain", "; format=flowed", catalog_language(a->catalog), text);
	compose_text(c, "html", NULL, catalog_language(a->catalog), html);
	compose_close(c);
	return compose_end(c, out, err);
}

static int
write_doc(struct buf *out, const struct agenda *a, const struct doc *root, struct err *err)
{
	struct docout_html	 page = { title_of(a), style };
	struct docout_text	 form = { .flowed = a->form == AGENDA_MAIL };
	struct buf		 text = BUF_INIT, html = BUF_INIT;
	int			 r;

	if (a->form == AGENDA_TEXT)
		return docout_text(out, root, &form, err);
	if (a->form == AGENDA_HTML)
		return docout_html(out, root, &page, err);
	if ((r = docout_text(&text, root, &form, err)) == 0 && (r = docout_html(&html, root, &page, err)) == 0)
		r = write_mail(out, a, span_buf(&text), span_buf(&html), err);
	buf_free(&text);
	buf_free(&html);
	return r;
}

int
agenda_write(struct buf *out, struct agenda *a, struct err *err)
{
	struct doc	*root;
	int		 r;

	if (a->call != NULL && (a->next == MOMENT_NONE || (a->ahead > 0 && a->next - a->now > a->ahead)))
		return 0;
	if (a->form == AGENDA_ICS)
		return write_ics(out, a, err);
	if ((root = doc_new(catalog_language(a->catalog), err)) == NULL)
		return -1;
	if ((r = a->call != NULL ? lay_out_call(root, a, err) : lay_out(root, a, err)) == 0)
		r = write_doc(out, a, root, err);
	doc_free(root);
	return r;
}
