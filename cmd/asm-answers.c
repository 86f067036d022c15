#include <stdlib.h>
#include <string.h>

#include "cmd/program.h"
#include "cmd/stream.h"
#include "mail/body.h"
#include "mail/compose.h"
#include "mail/mbox.h"
#include "mail/mime.h"
#include "mail/position.h"
#include "mail/shelf.h"
#include "mail/tags.h"
#include "text/docout.h"
#include "text/utf8.h"

#define ANSWER_WORDS	300		/* columns shown of what they wrote */
#define ANSWERS_MAX	100000		/* positions in one stream */

enum { OPT_AS = 1, OPT_OPEN, OPT_WITHIN };
enum form { FORM_TEXT, FORM_HTML, FORM_RECORDS, FORM_MAIL };

static const struct program_option options[] = {
	OPTION_LANGUAGE, OPTION_NOW, OPTION_OUT, OPTION_TITLE, OPTION_FORMS,
	{ 0, "as", "FORM", "text (the default), html, records, or mail: a reminder of each", NULL, OPT_AS },
	{ 0, "open", NULL, "only what may still be answered", NULL, OPT_OPEN },
	{ 0, "within", "TIME", "only what must be answered within so much time, as 3d", NULL, OPT_WITHIN },
	OPTION_END
};

static const struct program program = {
	.name = "asm-answers", .about = "Show which assembly answered which proposal, and how.",
	.operands = "[FILE ...]", .min = 0, .max = -1, .options = options
};

/* One position: of an assembly (by digest of its id) on a proposal. */
struct answer {
	size_t		 proposal, volume;
	char		*who;
	const char	*position;
};

struct answers {
	enum form	 form;
	int		 only_open;
	int64_t		 within;
	const char	*title, *languages;
	struct words	*words;
	struct catalog	*catalog;
	struct shelf	*shelf;
	struct list	 list;
	struct answer	*answer;
	size_t		 n;
	char		 today[11], last[11];
	struct record_writer out;
};

/* ---- options ---- */

static enum form
form_of(const char *name)
{
	static const char *const names[] = { "text", "html", "records", "mail" };
	size_t	 i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0)
			return (enum form)i;
	program_usage("--as: %s is not text, html, records or mail", name);
}

static void
day_of(char day[11], moment t)
{
	struct buf	 b = BUF_INIT;

	time_rfc3339(&b, t);
	memcpy(day, buf_str(&b), 10);
	day[10] = '\0';
	buf_free(&b);
}

static void
read_options(struct answers *a, int argc, char **argv)
{
	const char	*value;
	int		 c;

	program_start(&program, argc, argv);
	while ((c = program_next(&value)) != 0)
		if (c == OPT_AS)
			a->form = form_of(value);
		else if (c == OPT_OPEN)
			a->only_open = 1;
		else if (time_parse_span(span_str(value), &a->within) == -1 || a->within == 0)
			program_usage("--within: %s is no time such as 3d", value);
	if (program_form() != RECORD_STANZA)
		a->form = FORM_RECORDS;
	a->title = program_given(PROGRAM_TITLE);
	a->languages = program_given(PROGRAM_LANGUAGE) != NULL ? program_given(PROGRAM_LANGUAGE) : "en";
	stream_check_languages(a->languages);
	day_of(a->today, program_now());
	day_of(a->last, program_now() + a->within);
}

/* ---- reading ---- */

static int
add(struct answers *a, size_t proposal, size_t volume, const char *position, const char *who, struct err *err)
{
	struct answer	*grown;

	if (a->n == ANSWERS_MAX)
		return 0;
	if ((a->n & (a->n - 1)) == 0) {
		if ((grown = reallocarray(a->answer, a->n > 0 ? 2 * a->n : 1, sizeof(*grown))) == NULL)
			return err_memory(err);
		a->answer = grown;
	}
	a->answer[a->n] = (struct answer){ proposal, volume, span_dup(span_str(who)), position };
	return a->answer[a->n++].who != NULL ? 0 : err_memory(err);
}

/* What one post says; a proposal that is not in the stream cannot be shown. */
static int
read_positions(struct answers *a, size_t volume, const struct entry *e, struct err *err)
{
	struct span	 rest = span_str(e->positions), id;
	const char	*position;
	char		*name;
	size_t		 target;

	while (position_take(&rest, &position, &id)) {
		if ((name = span_dup(id)) == NULL)
			return err_memory(err);
		target = shelf_find(a->shelf, name);
		free(name);
		if (target != SHELF_NONE && add(a, shelf_volume_of(a->shelf, target), volume, position, e->assembly, err) == -1)
			return -1;
	}
	return 0;
}

static int
answer_cmp(const void *va, const void *vb)
{
	const struct answer *a = va, *b = vb;
	int	 c;

	if (a->proposal != b->proposal)
		return a->proposal < b->proposal ? -1 : 1;
	if ((c = strcmp(a->who, b->who)) != 0)
		return c;
	return (a->volume > b->volume) - (a->volume < b->volume);
}

/* Of what an assembly said of a proposal the last counts. */
static void
keep_last(struct answers *a)
{
	size_t	 i, n = 0;

	if (a->n > 0)
		qsort(a->answer, a->n, sizeof(*a->answer), answer_cmp);
	for (i = 0; i < a->n; i++) {
		if (i + 1 < a->n && a->answer[i].proposal == a->answer[i + 1].proposal &&
		    strcmp(a->answer[i].who, a->answer[i + 1].who) == 0)
			free(a->answer[i].who);
		else
			a->answer[n++] = a->answer[i];
	}
	a->n = n;
}

static int
gather(struct answers *a, struct err *err)
{
	struct buf	 message = BUF_INIT;
	struct entry	 e;
	size_t		 v;
	int		 r = 0;

	for (v = 0; v < shelf_volumes(a->shelf) && r == 0; v++) {
		if (shelf_volume(a->shelf, v)->original == SHELF_NONE)
			continue;
		if ((r = shelf_get(a->shelf, shelf_volume(a->shelf, v)->original, &message, &e, err)) == 0) {
			r = read_positions(a, v, &e, err);
			entry_free(&e);
		}
	}
	buf_free(&message);
	keep_last(a);
	return r;
}

/* ---- one answer ---- */

/* What they wrote with it: their own words, without the lines that are for programs. */
static int
words_of(struct buf *out, const struct answers *a, struct span message, struct err *err)
{
	struct mime	*m = mime_parse(message, err);
	struct buf	 all = BUF_INIT, line_out = BUF_INIT;
	struct body	 b;
	struct block	 block;
	struct span	 rest, text, line;

	if (m == NULL)
		return -1;
	if (body_read(&b, m, err) == -1) {
		mime_free(m);
		return -1;
	}
	for (rest = span_buf(&b.text); body_block(&rest, &block) == 1; )
		for (text = block.text; block.depth == 0 && block.kind != BLOCK_SIGNATURE && block.kind != BLOCK_ATTRIBUTION &&
		    span_line(&text, &line); )
			if (!tags_is_line(a->words, line)) {
				buf_addspan(&all, line);
				buf_addc(&all, ' ');
			}
	utf8_line(&line_out, span_buf(&all));
	if (utf8_head(out, span_buf(&line_out), ANSWER_WORDS))
		buf_adds(out, "\xE2\x80\xA6");
	body_free(&b);
	mime_free(m);
	buf_free(&all);
	buf_free(&line_out);
	return buf_ok(out, err);
}

static int
put_answer(struct answers *a, struct doc *list, const struct entry *proposal, const struct answer *answer, struct err *err)
{
	struct buf	 message = BUF_INIT, words = BUF_INIT, name = BUF_INIT;
	struct record	 r = RECORD_INIT;
	struct entry	 e;
	struct doc	*p;
	int		 result;

	if (shelf_get(a->shelf, shelf_volume(a->shelf, answer->volume)->original, &message, &e, err) == -1)
		return -1;
	entry_public_name(&name, &e);
	if ((result = words_of(&words, a, span_buf(&message), err)) == 0 && a->form == FORM_RECORDS) {
		if (record_add(&r, "Proposal", proposal->id, err) == -1 || record_add(&r, "Number", proposal->number, err) == -1 ||
		    record_add(&r, "Title", proposal->title, err) == -1 ||
		    record_add(&r, "Answer-By", proposal->answer_by, err) == -1 ||
		    record_add(&r, "Assembly", e.assembly, err) == -1 || record_add(&r, "Name", buf_str(&name), err) == -1 ||
		    record_add(&r, "Position", answer->position, err) == -1 || record_addtime(&r, "Date", e.arrival, err) == -1 ||
		    record_add(&r, "Answer", e.id, err) == -1 || record_addtext(&r, "Text", span_buf(&words), err) == -1 ||
		    record_writer_put(&a->out, &r, err) == -1)
			result = -1;
	} else if (result == 0) {
		p = doc_add(doc_add(list, DOC_ITEM), DOC_PARA);
		doc_text(doc_add(p, DOC_NAME), span_buf(&name));
		doc_texts(p, ": ");
		if (*e.url != '\0')
			doc_link(p, e.url, span_str(position_name(a->catalog, answer->position)));
		else
			doc_texts(doc_add(p, DOC_STRONG), position_name(a->catalog, answer->position));
		if (words.len > 0) {
			doc_texts(p, " · ");
			p = doc_add(p, DOC_NAME);
			doc_text(p, span_buf(&words));
			if (*e.language != '\0')
				doc_language(p, e.language);
		}
	}
	record_free(&r);
	entry_free(&e);
	buf_free(&message);
	buf_free(&words);
	buf_free(&name);
	return result;
}

/* ---- one proposal ---- */

static void
put_proposal(struct doc *root, const struct answers *a, const struct entry *e)
{
	struct doc	*h = doc_heading(root, 2, NULL), *p = doc_add(root, DOC_PARA);
	struct buf	 text = BUF_INIT, day = BUF_INIT;
	struct civil	 c;
	moment		 t;

	if (*e->language != '\0')
		doc_language(h, e->language);
	if (*e->url != '\0')
		doc_link(h, e->url, span_str(e->title));
	else
		doc_texts(h, e->title);
	entry_public_name(&text, e);
	doc_text(doc_add(p, DOC_NAME), span_buf(&text));
	if (*e->answer_by != '\0' && time_parse(span_str(e->answer_by), &t) == 0) {
		time_civil(t, &c);
		catalog_date(&day, a->catalog, &c);
		buf_reset(&text);
		buf_adds(&text, " · ");
		catalog_fill(&text, catalog_get(a->catalog, "answer by %{date}"), (const char *const[]){ "date", buf_str(&day), NULL });
		doc_text(p, span_buf(&text));
	}
	buf_free(&text);
	buf_free(&day);
}

/* Answers to it are a run in the sorted list. */
static int
put_volume(struct answers *a, struct doc *root, size_t volume, size_t first, const struct entry *e, struct err *err)
{
	struct doc	*list = NULL;
	size_t		 i;

	if (a->form != FORM_RECORDS) {
		put_proposal(root, a, e);
		if (first == a->n || a->answer[first].proposal != volume)
			doc_texts(doc_add(root, DOC_PARA), catalog_get(a->catalog, "No answer yet."));
		else
			list = doc_add(root, DOC_LIST);
	}
	for (i = first; i < a->n && a->answer[i].proposal == volume; i++)
		if (put_answer(a, list, e, &a->answer[i], err) == -1)
			return -1;
	return 0;
}

/* ---- reminders ---- */

static const char style[] = "\n:root{color-scheme:light dark}\nbody{max-width:42em;margin:0 auto;padding:1em;"
    "font:1rem/1.6 system-ui,sans-serif}\nli{margin:.5em 0}\n";

/* "Answer by 28 November 2026: TITLE". */
static void
add_subject(struct buf *out, const struct answers *a, const struct entry *e, moment day)
{
	struct buf	 date = BUF_INIT;
	struct civil	 c;

	time_civil(day, &c);
	catalog_date(&date, a->catalog, &c);
	catalog_fill(out, catalog_get(a->catalog, "Answer by %{date}"), (const char *const[]){ "date", buf_str(&date), NULL });
	buf_addf(out, ": %s", e->title);
	buf_free(&date);
}

static void
say_how(struct doc *root, const struct answers *a, const struct entry *e)
{
	struct buf	 text = BUF_INIT;

	catalog_fill(&text, catalog_get(a->catalog, "An assembly answers by a mail to %{list} with a line such as this at its top:"),
	    (const char *const[]){ "list", a->list.address, NULL });
	doc_text(doc_add(root, DOC_PARA), span_buf(&text));
	buf_reset(&text);
	buf_addf(&text, "Position: agree %s", e->number);
	doc_text(doc_add(root, DOC_PARA), span_buf(&text));
	buf_free(&text);
}

/* An issue of an edition of its own, whose window reaches from the proposal to its last day: so it is posted once. */
static int
write_reminder(const struct answers *a, const struct entry *e, moment arrival, moment day, struct span text, struct span html,
    struct err *err)
{
	struct compose	*c = compose_new(err);
	struct buf	 b = BUF_INIT, mail = BUF_INIT;
	int		 r;

	if (c == NULL)
		return -1;
	add_subject(&b, a, e, day);
	compose_address(c, "From", a->title != NULL ? a->title : a->list.name, a->list.address);
	compose_field(c, "Subject", span_buf(&b));
	compose_date(c, program_now());
	compose_ascii(c, "Auto-Submitted", "auto-generated");
	compose_ascii(c, "Asm-Type", "issue");
	buf_reset(&b);
	buf_addf(&b, "remind-%s", e->number);
	compose_ascii(c, "Asm-Edition", buf_str(&b));
	buf_reset(&b);
	time_rfc3339(&b, arrival);
	buf_addc(&b, '/');
	time_rfc3339(&b, day + 86400);
	compose_ascii(c, "Asm-Window", buf_str(&b));
	compose_ascii(c, "Content-Language", catalog_language(a->catalog));
	compose_begin(c, "alternative");
	compose_text(c, "plain", "; format=flowed", catalog_language(a->catalog), text);
	compose_text(c, "html", NULL, catalog_language(a->catalog), html);
	compose_close(c);
	if ((r = compose_end(c, &mail, err)) == 0)
		r = mbox_write(stdout, span_buf(&mail), a->list.address, program_now(), err);
	buf_free(&b);
	buf_free(&mail);
	return r;
}

/* Of proposals of the list's own assemblies: others are reminded of by their servers. */
static int
remind(struct answers *a, size_t volume, size_t first, const struct entry *e, struct err *err)
{
	struct docout_html	 page = { e->title, style };
	struct docout_text	 form = { .flowed = 1 };
	struct buf		 text = BUF_INIT, html = BUF_INIT;
	struct doc		*root;
	moment			 day;
	int			 r;

	if (*e->number == '\0' || strcmp(e->origin, a->list.domain) != 0 || time_parse(span_str(e->answer_by), &day) == -1)
		return 0;
	if ((root = doc_new(catalog_language(a->catalog), err)) == NULL)
		return -1;
	if ((r = put_volume(a, root, volume, first, e, err)) == 0)
		say_how(root, a, e);
	if (r == 0 && (r = docout_text(&text, root, &form, err)) == 0 &&
	    (r = docout_html(&html, root, &page, err)) == 0)
		r = write_reminder(a, e, shelf_volume(a->shelf, volume)->arrival, day, span_buf(&text), span_buf(&html), err);
	doc_free(root);
	buf_free(&text);
	buf_free(&html);
	return r;
}

/* ---- all proposals ---- */

static int
put_wanted(struct answers *a, struct doc *root, size_t volume, size_t first, const struct entry *e, struct err *err)
{
	return a->form == FORM_MAIL ? remind(a, volume, first, e, err) : put_volume(a, root, volume, first, e, err);
}

static int
is_wanted(const struct answers *a, const struct entry *e)
{
	if ((a->only_open || a->within > 0) && (*e->answer_by == '\0' || strcmp(e->answer_by, a->today) < 0))
		return 0;
	return a->within == 0 || strcmp(e->answer_by, a->last) <= 0;
}

static int
put_all(struct answers *a, struct doc *root, struct err *err)
{
	struct buf	 message = BUF_INIT;
	const struct volume *v;
	struct entry	 e;
	size_t		 i, first = 0;
	int		 r = 0, foreign;

	for (i = 0; i < shelf_volumes(a->shelf) && r == 0; i++) {
		while (first < a->n && a->answer[first].proposal < i)
			first++;
		v = shelf_volume(a->shelf, i);
		if (v->original == SHELF_NONE || v->withdrawn != MOMENT_NONE || ((first == a->n || a->answer[first].proposal != i) &&
		    (strcmp(shelf_card(a->shelf, v->original).kind, "proposal") != 0 || v->ncorrection > 0)))
			continue;
		if ((r = shelf_get(a->shelf, a->form == FORM_RECORDS ? v->original : shelf_choose(a->shelf, i, a->languages, &foreign),
		    &message, &e, err)) == -1)
			break;
		if (*e.translation_of != '\0') {
			struct entry	 o;

			/* Its title is the translation's, all else the original's. */
			if ((r = shelf_get(a->shelf, v->original, &message, &o, err)) == 0) {
				char	*swap = o.title;

				o.title = e.title;
				e.title = swap;
				swap = o.language, o.language = e.language, e.language = swap;
				swap = o.url, o.url = e.url, e.url = swap;
				if (is_wanted(a, &o))
					r = put_wanted(a, root, i, first, &o, err);
				entry_free(&o);
			}
		} else if (is_wanted(a, &e))
			r = put_wanted(a, root, i, first, &e, err);
		entry_free(&e);
	}
	buf_free(&message);
	return r;
}

/* ---- all ---- */

static int
write_doc(struct buf *out, struct answers *a, struct err *err)
{
	struct docout_html	 page = { a->title != NULL ? a->title : catalog_get(a->catalog, "Who answered what"), style };
	struct docout_text	 form = { .columns = 0 };
	struct doc		*root = doc_new(catalog_language(a->catalog), err);
	int			 r;

	if (root == NULL)
		return -1;
	doc_heading(root, 1, page.title);
	if ((r = put_all(a, root, err)) == 0)
		r = a->form == FORM_HTML ? docout_html(out, root, &page, err) : docout_text(out, root, &form, err);
	doc_free(root);
	return r;
}

static int
work(struct answers *a, struct err *err)
{
	struct buf	 out = BUF_INIT;
	int		 r = -1;

	if (shelf_close(a->shelf, err) == -1 || gather(a, err) == -1)
		return -1;
	if (a->form == FORM_RECORDS) {
		record_writer_start(&a->out, stdout, program_form());
		r = put_all(a, NULL, err);
		record_writer_end(&a->out);
	} else if (a->form == FORM_MAIL) {
		if (stream_learn(a->shelf, &a->list, err) == 0)
			r = a->list.is_ours ? put_all(a, NULL, err) : 0;
	} else if ((r = write_doc(&out, a, err)) == 0)
		fwrite(buf_str(&out), 1, out.len, stdout);
	buf_free(&out);
	return r;
}

int
main(int argc, char *argv[])
{
	struct answers	 a = { .form = FORM_TEXT, .list = LIST_INIT };
	struct err	 err;
	char		**file;
	size_t		 n;
	int		 status;

	read_options(&a, argc, argv);
	file = program_operands(&n);
	if ((a.catalog = stream_catalog(a.languages, &err)) == NULL || (a.words = words_open(NULL, &err)) == NULL ||
	    (a.shelf = shelf_new(a.words, &err)) == NULL)
		program_fail(&err);
	program_sandbox(SANDBOX_FILTER);
	status = program_files(file, stream_shelve, a.shelf);
	if (work(&a, &err) == -1)
		program_fail(&err);
	while (a.n > 0)
		free(a.answer[--a.n].who);
	free(a.answer);
	list_free(&a.list);
	shelf_free(a.shelf);
	words_free(a.words);
	catalog_free(a.catalog);
	return program_end(status);
}
