#include "base/json.h"
#include "base/record.h"

void
record_writer_start(struct record_writer *w, FILE *out, enum record_form form)
{
	*w = (struct record_writer){ .out = out, .form = form };
}

void
record_writer_end(struct record_writer *w)
{
	record_free(&w->columns);
	buf_free(&w->text);
}

/* Is the i-th item the first of its name? */
static int
is_first(const struct record *r, size_t i)
{
	return record_get(r, r->item[i].name) == r->item[i].value;
}

/* ---- tabs ---- */

static void
put_cell(struct buf *b, struct span v)
{
	size_t	 i;

	for (i = 0; i < v.n; i++) {
		if (v.s[i] == '\t')
			buf_adds(b, "\\t");
		else if (v.s[i] == '\n')
			buf_adds(b, "\\n");
		else if (v.s[i] == '\\')
			buf_adds(b, "\\\\");
		else
			buf_addc(b, v.s[i]);
	}
}

int
record_writer_columns(struct record_writer *w, const char *const names[], struct err *e)
{
	size_t	 i;

	for (i = 0; names[i] != NULL; i++)
		if (record_add(&w->columns, names[i], "", e) == -1)
			return -1;
	return 0;
}

/* The names of the first record are the columns of all, unless they were told. */
static int
put_header(struct record_writer *w, const struct record *r, struct err *e)
{
	size_t	 i;

	if (w->columns.n == 0)
		for (i = 0; i < r->n; i++)
			if (is_first(r, i) && record_add(&w->columns, r->item[i].name, "", e) == -1)
				return -1;
	for (i = 0; i < w->columns.n; i++)
		buf_addf(&w->text, "%s%s", i > 0 ? "\t" : "", w->columns.item[i].name);
	buf_addc(&w->text, '\n');
	return 0;
}

static void
put_row(struct record_writer *w, const struct record *r)
{
	const char	*name, *value;
	size_t		 i, nth;

	for (i = 0; i < w->columns.n; i++) {
		name = w->columns.item[i].name;
		if (i > 0)
			buf_addc(&w->text, '\t');
		for (nth = 0; (value = record_nth(r, name, nth)) != NULL; nth++) {
			if (nth > 0)
				buf_adds(&w->text, "\\n");
			put_cell(&w->text, span_str(value));
		}
	}
	buf_addc(&w->text, '\n');
}

/* ---- JSON ---- */

static void
put_member(struct buf *b, const struct record *r, const char *name)
{
	const char	*value;
	size_t		 nth;
	int		 several = record_nth(r, name, 1) != NULL;

	json_put_string(b, span_str(name));
	buf_adds(b, several ? ":[" : ":");
	for (nth = 0; (value = record_nth(r, name, nth)) != NULL; nth++) {
		if (nth > 0)
			buf_addc(b, ',');
		json_put_string(b, span_str(value));
	}
	if (several)
		buf_addc(b, ']');
}

static void
put_object(struct buf *b, const struct record *r)
{
	size_t	 i;

	for (i = 0; i < r->n; i++) {
		if (!is_first(r, i))
			continue;
		buf_addc(b, i == 0 ? '{' : ',');
		put_member(b, r, r->item[i].name);
	}
	buf_adds(b, "}\n");
}

/* ---- any form ---- */

static int
render(struct record_writer *w, const struct record *r, struct err *e)
{
	switch (w->form) {
	case RECORD_TSV:
		if (w->count == 0 && put_header(w, r, e) == -1)
			return -1;
		put_row(w, r);
		break;
	case RECORD_JSON:
		put_object(&w->text, r);
		break;
	case RECORD_STANZA:
		if (w->count > 0)
			buf_addc(&w->text, '\n');
		record_stanza(&w->text, r);
		break;
	}
	return buf_ok(&w->text, e);
}

int
record_writer_put(struct record_writer *w, const struct record *r, struct err *e)
{
	if (r->n == 0)
		return 0;
	buf_reset(&w->text);
	if (render(w, r, e) == -1)
		return -1;
	w->count++;
	if (fwrite(w->text.s, 1, w->text.len, w->out) != w->text.len)
		return err_errno(e, ERR_IO, "cannot write");
	return 0;
}
