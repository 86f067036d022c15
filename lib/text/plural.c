#include <string.h>

#include "base/limits.h"
#include "text/plural.h"
#include "text/po.h"

struct plural {
	struct span	 s;
	unsigned long	 n;
	int		 depth;
	int		 broken;
};

static unsigned long conditional(struct plural *);

static void
blanks(struct plural *p)
{
	while (p->s.n > 0 && (p->s.s[0] == ' ' || p->s.s[0] == '\t'))
		p->s = span_from(p->s, 1);
}

/* Take an operator that is not the beginning of a longer one. */
static int
take(struct plural *p, const char *op)
{
	size_t	 n = strlen(op);

	blanks(p);
	if (!span_starts(p->s, op) || (n == 1 && strchr("<>!", op[0]) != NULL && p->s.n > 1 && p->s.s[1] == '='))
		return 0;
	p->s = span_from(p->s, n);
	return 1;
}

static unsigned long
number(struct plural *p)
{
	unsigned long v = 0;

	if (p->s.n == 0 || p->s.s[0] < '0' || p->s.s[0] > '9')
		p->broken = 1;
	for (; p->s.n > 0 && p->s.s[0] >= '0' && p->s.s[0] <= '9'; p->s = span_from(p->s, 1))
		v = v > 1000000 ? v : v * 10 + (unsigned long)(p->s.s[0] - '0');
	return v;
}

static unsigned long
primary(struct plural *p)
{
	unsigned long v;

	if (p->broken || ++p->depth > PLURAL_DEPTH) {
		p->broken = 1;
		return 0;
	}
	if (take(p, "!"))
		v = !primary(p);
	else if (take(p, "(")) {
		v = conditional(p);
		if (!take(p, ")"))
			p->broken = 1;
	} else
		v = take(p, "n") ? p->n : number(p);
	p->depth--;
	return v;
}

static unsigned long
product(struct plural *p)
{
	unsigned long v = primary(p), w;
	int	 divide, modulo;

	while (!p->broken) {
		divide = take(p, "/");
		modulo = !divide && take(p, "%");
		if (!divide && !modulo && !take(p, "*"))
			break;
		w = primary(p);
		if (divide || modulo) {
			if (w == 0) {
				p->broken = 1;
				break;
			}
			v = divide ? v / w : v % w;
		} else
			v *= w;
	}
	return v;
}

static unsigned long
sum(struct plural *p)
{
	unsigned long v = product(p);

	while (!p->broken)
		if (take(p, "+"))
			v += product(p);
		else if (take(p, "-"))
			v -= product(p);
		else
			break;
	return v;
}

static unsigned long
relation(struct plural *p)
{
	unsigned long v = sum(p);

	while (!p->broken)
		if (take(p, "<="))
			v = v <= sum(p);
		else if (take(p, ">="))
			v = v >= sum(p);
		else if (take(p, "<"))
			v = v < sum(p);
		else if (take(p, ">"))
			v = v > sum(p);
		else
			break;
	return v;
}

static unsigned long
equality(struct plural *p)
{
	unsigned long v = relation(p);

	while (!p->broken)
		if (take(p, "=="))
			v = v == relation(p);
		else if (take(p, "!="))
			v = v != relation(p);
		else
			break;
	return v;
}

/* Both sides are read always: there is nothing in them that may not be done. */
static unsigned long
both(struct plural *p)
{
	unsigned long v = equality(p), w;

	while (!p->broken && take(p, "&&")) {
		w = equality(p);
		v = v && w;
	}
	return v;
}

static unsigned long
either(struct plural *p)
{
	unsigned long v = both(p), w;

	while (!p->broken && take(p, "||")) {
		w = both(p);
		v = v || w;
	}
	return v;
}

static unsigned long
conditional(struct plural *p)
{
	unsigned long v, yes, no;

	if (p->broken || ++p->depth > PLURAL_DEPTH) {
		p->broken = 1;
		return 0;
	}
	v = either(p);
	if (!p->broken && take(p, "?")) {
		yes = conditional(p);
		if (!take(p, ":"))
			p->broken = 1;
		no = conditional(p);
		v = v ? yes : no;
	}
	p->depth--;
	return v;
}

int
plural_form(struct span field, unsigned long n, size_t *form)
{
	struct plural p = { .s = span_trim(field), .n = n };
	unsigned long forms, v;

	if (!take(&p, "nplurals") || !take(&p, "="))
		return -1;
	blanks(&p);
	forms = number(&p);
	if (p.broken || forms == 0 || forms > PO_FORMS || !take(&p, ";") || !take(&p, "plural") || !take(&p, "="))
		return -1;
	v = conditional(&p);
	take(&p, ";");
	blanks(&p);
	if (p.broken || p.s.n > 0 || v >= forms)
		return -1;
	*form = v;
	return 0;
}
