#include "mail/roster.h"

#include <string.h>

struct reading {
	roster_fn	*each;
	void		*arg;
	unsigned long	 line;
};

static int
is_comment(struct span line)
{
	return span_trim(line).n == 0 || span_starts(span_trim(line), "#");
}

/* ---- one line each ---- */

/* "Name <a@x>", "a@x (Name)", "a@x Name": what stands for the address. */
static struct span
address_of(struct span line)
{
	ptrdiff_t	open, close;
	size_t		n;

	line = span_trim(line);
	if ((open = span_chr(line, '<')) != -1 && (close = span_chr(span_from(line, (size_t)open), '>')) != -1)
		return span_make(line.s + open + 1, (size_t)close - 1);
	for (n = 0; n < line.n && strchr(" \t,;(", line.s[n]) == NULL && line.s[n] != '\0'; n++)
		;
	return span_head(line, n);
}

/* The next piece of a line up to a comma or semicolon that stands in no quotes; as span_cut. */
static int
next_piece(struct span *rest, struct span *piece)
{
	size_t	i;
	int	quoted = 0;

	if (rest->s == NULL)
		return 0;
	for (i = 0; i < rest->n && (quoted || (rest->s[i] != ',' && rest->s[i] != ';')); i++)
		quoted ^= rest->s[i] == '"';
	*piece = span_head(*rest, i);
	*rest = i < rest->n ? span_from(*rest, i + 1) : SPAN_NONE;
	return 1;
}

/* Is there a second address in it, which nobody would read? */
static int
has_more(struct span piece, struct span address)
{
	struct span	behind = span_from(piece, (size_t)(address.s + address.n - piece.s));

	return address.n > 0 && span_chr(behind, '@') != -1;
}

/* A line, which may hold several; names alone count only where there is nobody else in it. */
static int
read_line(struct reading *r, struct span line, struct err *err)
{
	struct roster_entry	e = { .line = r->line };
	struct span		rest = line, piece;
	int			result = 0, any = span_chr(line, '@') != -1;

	while (result == 0 && next_piece(&rest, &piece)) {
		if (any && span_chr(piece, '@') == -1)
			continue;
		e.address = address_of(piece);
		if ((result = r->each(r->arg, &e, err)) == 0 && has_more(piece, e.address)) {
			e.address = SPAN_NONE;
			result = r->each(r->arg, &e, err);
		}
		if (!any)
			break;
	}
	return result;
}

static int
read_lines(struct reading *r, struct span text, struct err *err)
{
	struct span	line;
	int		result = 0;

	while (result == 0 && span_line(&text, &line)) {
		r->line++;
		if (!is_comment(line))
			result = read_line(r, line, err);
	}
	return result;
}

/* ---- Sympa ---- */

static const char *
rhythm_of(struct span word)
{
	if (span_eqs(word, "nomail") || span_eqs(word, "none") || span_eqs(word, "disabled"))
		return "none";
	return span_casestarts(word, "digest") || span_casestarts(word, "summary") ? "weekly" : NULL;
}

static int
end_sympa(struct reading *r, struct roster_entry *e, struct err *err)
{
	int	result = e->line == 0 ? 0 : r->each(r->arg, e, err);

	memset(e, 0, sizeof *e);
	return result;
}

static int
read_sympa(struct reading *r, struct span text, struct err *err)
{
	struct roster_entry	e = { .line = 0 };
	struct span		line, word;
	int			result = 0;

	while (result == 0 && span_line(&text, &line)) {
		r->line++;
		line = span_trim(line);
		if (line.n == 0) {
			result = end_sympa(r, &e, err);
			continue;
		}
		if (e.line == 0)
			e.line = r->line;
		if (!span_cut(&line, ' ', &word))
			continue;
		if (span_eqs(word, "email"))
			e.address = span_trim(line);
		else if (span_eqs(word, "reception"))
			e.rhythm = rhythm_of(span_trim(line));
	}
	return result == 0 ? end_sympa(r, &e, err) : result;
}

/* ---- CSV ---- */

/* The next field, without its quotes (a doubled one inside stays doubled: no address has any). */
static int
next_field(struct span *rest, int comma, struct span *field)
{
	ptrdiff_t	end;

	if (!span_starts(*rest, "\""))
		return span_cut(rest, comma, field);
	*rest = span_from(*rest, 1);
	if ((end = span_chr(*rest, '"')) == -1)
		return span_cut(rest, comma, field);
	*field = span_head(*rest, (size_t)end);
	*rest = span_from(*rest, (size_t)end + 1);
	if (rest->n > 0)
		*rest = span_from(*rest, 1);
	return 1;
}

static int
comma_of(struct span head)
{
	return span_chr(head, '\t') != -1 ? '\t' : span_chr(head, ';') != -1 ? ';' : ',';
}

/* Which column has the addresses, or -1. */
static int
address_column(struct span head)
{
	static const char *const	names[] = { "email", "e-mail", "address", "mail", "email address", "e-mail address" };
	struct span			field;
	size_t				i;
	int				column, comma = comma_of(head);

	for (column = 0; next_field(&head, comma, &field); column++)
		for (i = 0; i < sizeof names / sizeof names[0]; i++)
			if (span_caseeqs(span_trim(field), names[i]))
				return column;
	return -1;
}

static int
read_csv(struct reading *r, struct span text, struct err *err)
{
	struct roster_entry	e = { .rhythm = NULL };
	struct span		line, field;
	int			column, comma, i, result = 0;

	(void)span_line(&text, &line);
	column = address_column(line);
	comma = comma_of(line);
	r->line = 1;
	while (result == 0 && span_line(&text, &line)) {
		r->line++;
		if (is_comment(line))
			continue;
		e.line = r->line;
		e.address = SPAN_NONE;
		for (i = 0; next_field(&line, comma, &field); i++)
			if (i == column)
				e.address = address_of(field);
		result = r->each(r->arg, &e, err);
	}
	return result;
}

/* ---- records ---- */

static int
read_records(struct reading *r, struct span text, struct err *err)
{
	struct roster_entry	e = { .rhythm = NULL };
	struct record		record = RECORD_INIT;
	struct span		before;
	size_t			i;
	int			got, result = 0;

	for (r->line = 1; result == 0; ) {
		before = text;
		if ((got = record_parse(&text, &record, err)) != 1) {
			result = got;
			break;
		}
		e.line = r->line;
		e.address = span_str(record_get(&record, "Address"));
		e.record = &record;
		result = r->each(r->arg, &e, err);
		for (i = 0; i < before.n - text.n; i++)
			r->line += before.s[i] == '\n';
	}
	record_free(&record);
	return result;
}

/* ---- which of them ---- */

int
roster_read(struct span text, roster_fn *each, void *arg, struct err *err)
{
	struct reading	r = { each, arg, 0 };
	struct span	look = text, line = SPAN_NONE;

	if (span_starts(text, "\xEF\xBB\xBF"))
		text = look = span_from(text, 3);
	while (span_line(&look, &line) && is_comment(line))
		;
	if (span_casestarts(line, "Observer:") || span_casestarts(line, "Address:"))
		return read_records(&r, text, err);
	if (span_starts(line, "email ") || span_starts(line, "date ") || span_starts(line, "gecos ") ||
	    span_starts(line, "update_date "))
		return read_sympa(&r, text, err);
	if (span_chr(line, '@') == -1 && address_column(line) != -1)
		return read_csv(&r, text, err);
	return read_lines(&r, text, err);
}
