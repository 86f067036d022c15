#include "text/enriched.h"

#define COMMAND_MAX	60	/* characters of a command (RFC 1896), the limit the standard sets */

struct reading {
	struct buf	*out;
	int		 richtext;
	int		 verbatim;	/* <nofill> within each other */
	int		 hidden;	/* <param>, or <comment> of richtext */
	size_t		 ends;		/* line ends since the last character */
};

/* Line ends that wait: one is a blank, n are n - 1 (RFC 1896); in richtext all are blanks. */
static void
put_ends(struct reading *r)
{
	size_t	 i;

	if (r->ends == 0)
		return;
	if (r->richtext || (r->ends == 1 && !r->verbatim))
		buf_addc(r->out, ' ');
	else
		for (i = r->verbatim ? 0 : 1; i < r->ends; i++)
			buf_addc(r->out, '\n');
	r->ends = 0;
}

static void
put(struct reading *r, struct span s)
{
	if (r->hidden > 0 || s.n == 0)
		return;
	put_ends(r);
	buf_addspan(r->out, s);
}

static void
nest(int *depth, int opens)
{
	if (opens && *depth < 1000)
		(*depth)++;
	else if (!opens && *depth > 0)
		(*depth)--;
}

static void
command(struct reading *r, struct span name)
{
	int	 opens = !span_starts(name, "/");

	if (!opens)
		name = span_from(name, 1);
	if (span_caseeqs(name, "param") || (r->richtext && span_caseeqs(name, "comment")))
		nest(&r->hidden, opens);
	else if (span_caseeqs(name, "nofill") && !r->richtext) {
		put_ends(r);
		nest(&r->verbatim, opens);
	} else if (r->richtext && span_caseeqs(name, "lt"))
		put(r, SPAN("<"));
	else if (r->richtext && (span_caseeqs(name, "nl") || (span_caseeqs(name, "paragraph") && !opens))) {
		r->ends = 0;
		buf_addc(r->out, '\n');
	}
}

/* Bytes of "<command>" at the front, 0 if it is none. */
static size_t
command_length(struct span s)
{
	size_t	 n;

	for (n = 1; n < s.n && n < COMMAND_MAX + 3 && s.s[n] != '>'; n++)
		if (s.s[n] == '<' || s.s[n] == ' ' || s.s[n] == '\n')
			return 0;
	return n > 1 && n < s.n && s.s[n] == '>' ? n + 1 : 0;
}

int
enriched_text(struct buf *out, struct span s, int richtext, struct err *e)
{
	struct reading r = { .out = out, .richtext = richtext };
	size_t	 n;

	while (s.n > 0) {
		n = 1;
		if (s.s[0] == '\n')
			r.ends += r.hidden == 0;
		else if (!richtext && span_starts(s, "<<")) {
			put(&r, span_head(s, 1));
			n = 2;
		} else if (s.s[0] == '<' && (n = command_length(s)) > 0)
			command(&r, span_from(span_head(s, n - 1), 1));
		else {
			for (n = 1; n < s.n && s.s[n] != '<' && s.s[n] != '\n'; n++)
				;
			put(&r, span_head(s, n));
		}
		s = span_from(s, n);
	}
	buf_addc(out, '\n');
	return buf_ok(out, e);
}
