#include <string.h>

#include "mail/date.h"

#define DATE_MAX	200	/* bytes of a date that has gaps in it */

/* What was understood so far. */
struct reading {
	struct civil	 c;
	int		 has_day, has_month, has_year, has_time, has_zone;
	int		 offset;	/* minutes east */
};

struct zone {
	char	 name[5];
	short	 minutes;
};

/* RFC 5322, 4.3, and those of the places where people write their own. */
static const struct zone zones[] = {
	{ "UT", 0 }, { "UTC", 0 }, { "GMT", 0 }, { "Z", 0 }, { "WET", 0 },
	{ "EST", -300 }, { "EDT", -240 }, { "CST", -360 }, { "CDT", -300 }, { "MST", -420 }, { "MDT", -360 },
	{ "PST", -480 }, { "PDT", -420 }, { "AKST", -540 }, { "AKDT", -480 }, { "HST", -600 }, { "AST", -240 },
	{ "ADT", -180 }, { "ART", -180 }, { "BRT", -180 }, { "BRST", -120 }, { "CLT", -240 }, { "CLST", -180 },
	{ "WEST", 60 }, { "BST", 60 }, { "CET", 60 }, { "MET", 60 }, { "MEZ", 60 }, { "CEST", 120 }, { "MEST", 120 },
	{ "MESZ", 120 }, { "EET", 120 }, { "SAST", 120 }, { "EEST", 180 }, { "MSK", 180 }, { "TRT", 180 },
	{ "JST", 540 }, { "KST", 540 }, { "AEST", 600 }, { "AEDT", 660 }, { "NZST", 720 }, { "NZDT", 780 },
};

static const char months[12][10] = { "january", "february", "march", "april", "may", "june", "july", "august",
	"september", "october", "november", "december" };
static const char weekdays[7][10] = { "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday" };

static int
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The number of `least` to `most` digits at the front of *s, taken off; -1 if there is none. */
static int
take_number(struct span *s, size_t least, size_t most)
{
	size_t	 n = 0;
	int	 v = 0;

	while (n < s->n && n < most && is_digit(s->s[n]))
		v = v * 10 + s->s[n++] - '0';
	if (n < least || (n < s->n && is_digit(s->s[n])))
		return -1;
	*s = span_from(*s, n);
	return v;
}

static int
take_char(struct span *s, const char *any)
{
	if (s->n == 0 || s->s[0] == '\0' || strchr(any, s->s[0]) == NULL)
		return 0;
	*s = span_from(*s, 1);
	return 1;
}

/* Which of n names does a word begin, with three letters at least?  -1: none. */
static int
find_name(const char (*names)[10], int n, struct span word)
{
	int	 i;

	for (i = 0; i < n; i++)
		if (word.n >= 3 && word.n <= strlen(names[i]) &&
		    span_caseeq(word, span_make(names[i], word.n)))
			return i;
	return -1;
}

static int
in_range(const struct reading *r)
{
	const struct civil *c = &r->c;

	return c->year >= 1 && c->year <= 9999 && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
	    c->day <= time_days_in_month(c->year, c->month) && c->hour <= 23 && c->minute <= 59 && c->second <= 60;
}

static moment
moment_of(const struct reading *r)
{
	return time_of_civil(&r->c) - (moment)r->offset * 60;
}

/* "+0100", "+01:00", "+1:00", "+01", "+1", "--0100" of some, and "-600" of those who think it a number.  0, or -1. */
static int
read_offset(struct reading *r, struct span s)
{
	int	 west = s.s[0] == '-', hours, minutes = 0;

	s = span_from(s, 1);
	if (west)
		take_char(&s, "-");
	if ((hours = take_number(&s, 3, 4)) != -1) {
		minutes = hours % 100;
		hours /= 100;
	} else if ((hours = take_number(&s, 1, 2)) == -1 || (take_char(&s, ":") && (minutes = take_number(&s, 2, 2)) == -1))
		return -1;
	if (s.n > 0 || hours > 23)
		return -1;
	r->offset = (west ? -1 : 1) * (hours * 60 + minutes);
	r->has_zone = 1;
	return 0;
}

/* "0800" where a zone belongs: the sign got lost, and it was a plus, or it would be there. */
static int
read_unsigned_offset(struct reading *r, struct span s)
{
	char	 offset[5] = { '+', s.s[0], s.s[1], s.s[2], s.s[3] };

	return read_offset(r, span_make(offset, sizeof(offset)));
}

/* "3:05 PM" of those who count to twelve.  1 if it was that. */
static int
read_half(struct reading *r, struct span s)
{
	int	 pm = span_caseeqs(s, "PM") || span_caseeqs(s, "P.M");

	if (!pm && !span_caseeqs(s, "AM") && !span_caseeqs(s, "A.M"))
		return 0;
	if (r->c.hour >= 1 && r->c.hour <= 12)
		r->c.hour = r->c.hour % 12 + (pm ? 12 : 0);
	return 1;
}

/* A name nobody knows is no zone: RFC 5322 then takes -0000. */
static int
read_zone(struct reading *r, struct span s)
{
	size_t	 i, n = 0;

	if (read_half(r, s))
		return 0;
	while (n < s.n && s.s[n] != '+' && s.s[n] != '-')
		n++;
	for (i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		if (!r->has_zone && span_caseeqs(span_head(s, n), zones[i].name)) {
			r->offset = zones[i].minutes;
			r->has_zone = 1;
		}
	return n < s.n ? read_offset(r, span_from(s, n)) : 0;
}

/* "19:00", "19:00:05", "9:0:5", "19:00:05.123Z", "19:00+02:00". */
static int
read_time(struct reading *r, struct span s)
{
	if (r->has_time)
		return -1;
	r->has_time = 1;
	if ((r->c.hour = take_number(&s, 1, 2)) == -1 || !take_char(&s, ":.") ||
	    (r->c.minute = take_number(&s, 1, 2)) == -1)
		return -1;
	if (take_char(&s, ":.") && (r->c.second = take_number(&s, 1, 2)) == -1)
		return -1;
	if (take_char(&s, ".,"))
		while (s.n > 0 && is_digit(s.s[0]))
			s = span_from(s, 1);
	if (s.n == 0)
		return 0;
	return s.s[0] == '+' || s.s[0] == '-' ? read_offset(r, s) : read_zone(r, s);
}

static int
set_year(struct reading *r, int year, size_t digits)
{
	if (year == -1 || r->has_year)
		return -1;
	r->c.year = digits == 2 ? year + (year < 50 ? 2000 : 1900) : digits == 3 ? year + 1900 : year;
	r->has_year = 1;
	return 0;
}

static int
set_day(struct reading *r, int day)
{
	if (day == -1 || r->has_day)
		return -1;
	r->c.day = day;
	r->has_day = 1;
	return 0;
}

static int
set_month(struct reading *r, int month)
{
	if (month < 1 || r->has_month)
		return -1;
	r->c.month = month;
	r->has_month = 1;
	return 0;
}

static int
read_number(struct reading *r, struct span s)
{
	size_t	 digits = s.n;
	int	 v = take_number(&s, 1, 4);

	if (s.n > 0)
		return -1;
	if (digits <= 2 && !r->has_day)
		return set_day(r, v);
	return digits >= 2 ? set_year(r, v, digits) : -1;
}

/* "2012-03-24", "2012-03-24T19:00Z", "2012/03/24". */
static int
read_iso(struct reading *r, struct span s)
{
	if (set_year(r, take_number(&s, 4, 4), 4) == -1 || !take_char(&s, "-/") ||
	    set_month(r, take_number(&s, 1, 2)) == -1 || !take_char(&s, "-/") ||
	    set_day(r, take_number(&s, 1, 2)) == -1)
		return -1;
	if (s.n == 0)
		return 0;
	return take_char(&s, "Tt") ? read_time(r, s) : -1;
}

/* "24-Mar-2012" */
static int
read_dashed(struct reading *r, struct span s)
{
	struct span piece;

	span_cut(&s, '-', &piece);
	if (set_day(r, take_number(&piece, 1, 2)) == -1 || piece.n > 0 || !span_cut(&s, '-', &piece) ||
	    set_month(r, find_name(months, 12, piece) + 1) == -1)
		return -1;
	piece = s;
	return set_year(r, take_number(&s, 2, 4), piece.n);
}

static int
read_word(struct reading *r, struct span s)
{
	int	 month;

	while (s.n > 0 && s.s[s.n - 1] == '.')
		s.n--;
	if (!r->has_month && (month = find_name(months, 12, s)) != -1)
		return set_month(r, month + 1);
	if (find_name(weekdays, 7, s) != -1)
		return 0;
	return r->has_time ? read_zone(r, s) : 0;
}

static int
read_token(struct reading *r, struct span s)
{
	size_t	 digits = 0;

	while (digits < s.n && is_digit(s.s[digits]))
		digits++;
	if (digits == 4 && digits == s.n && r->has_year && r->has_time && !r->has_zone)
		return read_unsigned_offset(r, s);
	if (digits == s.n)
		return read_number(r, s);
	if ((s.s[0] == '+' || s.s[0] == '-') && s.n > 1)
		return r->has_time && !r->has_zone ? read_offset(r, s) : 0;
	if (digits == 4 && (s.s[4] == '-' || s.s[4] == '/'))
		return read_iso(r, s);
	if (digits > 0 && s.s[digits] == '-')
		return read_dashed(r, s);
	if (digits > 0)
		return read_time(r, s);
	return read_word(r, s);
}

/* Of any kind: form feeds were seen in front of a zone. */
static int
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The next token: no blanks, commas or comments. */
static int
take_token(struct span *s, struct span *token)
{
	size_t	 n, depth = 0;

	for (n = 0; n < s->n; n++) {
		char	 c = s->s[n];

		if (c == '(')
			depth++;
		else if (c == ')' && depth > 0)
			depth--;
		else if (depth == 0 && !is_space(c) && c != ',')
			break;
	}
	*s = span_from(*s, n);
	for (n = 0; n < s->n && s->s[n] != '\0' && !is_space(s->s[n]) && s->s[n] != ',' && s->s[n] != '('; n++)
		;
	*token = span_head(*s, n);
	*s = span_from(*s, n);
	return n > 0;
}

/* Into `out`, of DATE_MAX bytes: blanks and comments around a colon and behind a sign go (RFC 5322, A.5 and A.6.3). */
static struct span
close_gaps(char *out, struct span s)
{
	size_t	 i, n = 0, depth = 0, colons = 0;

	if (s.n > DATE_MAX)
		return s;
	for (i = 0; i < s.n; i++) {
		char	 c = s.s[i];

		if (c == '\\' && depth > 0)
			i++;
		depth += c == '(';
		if (depth > 0 || is_space(c)) {
			depth -= c == ')';
			c = ' ';
			if (n > 0 && (strchr(" :", out[n - 1]) != NULL || (colons > 0 && strchr("+-", out[n - 1]) != NULL)))
				continue;
		}
		if (c == ':' && n > 0 && out[n - 1] == ' ')
			n--;
		colons += c == ':';
		out[n++] = c;
	}
	return span_make(out, n);
}

int
date_parse(struct span value, moment *when, int *offset_minutes)
{
	struct reading r = { .has_day = 0 };
	struct span token;
	char	 closed[DATE_MAX];

	if (span_chr(value, '(') != -1 || span_find(value, SPAN(" :")) != -1 || span_find(value, SPAN(": ")) != -1 ||
	    span_find(value, SPAN("+ ")) != -1 || span_find(value, SPAN("- ")) != -1)
		value = close_gaps(closed, value);
	while (take_token(&value, &token))
		if (read_token(&r, token) == -1)
			return -1;
	if (value.n > 0 || !r.has_day || !r.has_month || !r.has_year || !in_range(&r))
		return -1;
	*when = moment_of(&r);
	if (offset_minutes != NULL)
		*offset_minutes = r.offset;
	return 0;
}

/* --- strictly --- */

/* At least one blank; none may be missing. */
static int
take_blanks(struct span *s)
{
	size_t	 n = 0;

	while (n < s->n && (s->s[n] == ' ' || s->s[n] == '\t' || s->s[n] == '\r' || s->s[n] == '\n'))
		n++;
	*s = span_from(*s, n);
	return n > 0;
}

static int
take_name(struct span *s, const char (*names)[10], int n)
{
	int	 i = find_name(names, n, span_head(*s, 3));

	*s = span_from(*s, 3);
	return i;
}

/* What may stand behind the zone: blanks and one comment. */
static int
is_comment(struct span s)
{
	s = span_trim(s);
	return s.n == 0 || (span_starts(s, "(") && span_ends(s, ")") && span_chr(span_from(s, 1), '(') == -1 &&
	    span_chr(s, ')') == (ptrdiff_t)s.n - 1);
}

static int
strict_day(struct reading *r, struct span *s)
{
	if (s->n > 0 && !is_digit(s->s[0]) && (take_name(s, weekdays, 7) == -1 || !take_char(s, ",")))
		return -1;
	take_blanks(s);
	if ((r->c.day = take_number(s, 1, 2)) == -1 || !take_blanks(s) ||
	    (r->c.month = take_name(s, months, 12) + 1) == 0 || !take_blanks(s) ||
	    (r->c.year = take_number(s, 4, 4)) == -1 || !take_blanks(s))
		return -1;
	return 0;
}

int
date_parse_strict(struct span value, moment *when)
{
	struct reading r = { .has_day = 0 };
	struct span s = span_trim(value);

	if (strict_day(&r, &s) == -1)
		return -1;
	if ((r.c.hour = take_number(&s, 2, 2)) == -1 || !take_char(&s, ":") || (r.c.minute = take_number(&s, 2, 2)) == -1)
		return -1;
	if (take_char(&s, ":") && (r.c.second = take_number(&s, 2, 2)) == -1)
		return -1;
	if (!take_blanks(&s))
		return -1;
	if (span_starts(s, "GMT") || span_starts(s, "UT")) {
		s = span_from(s, span_starts(s, "GMT") ? 3 : 2);
	} else {
		if (s.n < 5 || (s.s[0] != '+' && s.s[0] != '-') || !is_digit(s.s[1]) || !is_digit(s.s[2]) ||
		    read_offset(&r, span_head(s, 5)) == -1)
			return -1;
		s = span_from(s, 5);
	}
	if (!is_comment(s) || !in_range(&r))
		return -1;
	*when = moment_of(&r);
	return 0;
}
