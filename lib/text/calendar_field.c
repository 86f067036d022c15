/*
 * Events as a header field says them.
 */
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "text/calendar.h"

static const char *const days[] = { "SU", "MO", "TU", "WE", "TH", "FR", "SA" };

/* ---- reading ---- */

static int
decode(struct buf *out, struct span s)
{
	unsigned char	 c;

	for (; s.n > 0; s = span_from(s, 1))
		if (s.s[0] == '%' && s.n >= 3 && hash_unhex(span_make(s.s + 1, 2), &c, 1) == 0) {
			buf_addc(out, c);
			s = span_from(s, 2);
		} else
			buf_addc(out, s.s[0]);
	return out->err ? -1 : 0;
}

/* "2026-12-07T19:00" or "2026-12-07". */
static int
read_start(struct civil *c, struct span s, int *whole)
{
	struct buf	 full = BUF_INIT;
	moment		 t;
	int		 ok;

	*whole = s.n == 10;
	buf_addspan(&full, s);
	if (!*whole)
		buf_adds(&full, s.n == 16 ? ":00Z" : "Z");
	ok = full.err == 0 && (*whole || (s.n >= 16 && s.s[10] == 'T')) && time_parse(span_buf(&full), &t) == 0;
	buf_free(&full);
	if (ok)
		time_civil(t, c);
	return ok;
}

static int
read_rule(char **slot, struct span s, struct err *err)
{
	struct buf	 rule = BUF_INIT;
	struct span	 word, rest = s;
	int		 r = 0;

	span_cut(&rest, ' ', &word);
	if (span_eqs(word, "weekly") && rest.n == 2)
		buf_addf(&rule, "FREQ=WEEKLY;BYDAY=%.*s", SPAN_FMT(rest));
	else if (span_eqs(s, "daily"))
		buf_adds(&rule, "FREQ=DAILY");
	else if (span_eqs(s, "monthly"))
		buf_adds(&rule, "FREQ=MONTHLY");
	else
		buf_addspan(&rule, s);
	if (calendar_is_rule(span_buf(&rule)))
		r = event_set(slot, span_buf(&rule), err);
	buf_free(&rule);
	return r;
}

struct reading {
	struct event	 e;
	int		 begun, whole;
	size_t		 n;
	event_fn	*each;
	void		*arg;
};

/* What was said so far is an event, if it can be understood. */
static int
give(struct reading *r, struct err *err)
{
	if (!r->begun || r->n >= EVENTS_MAX || (!r->whole && !calendar_is_zone(r->e.zone)))
		return 0;
	r->n++;
	return r->each(r->arg, &r->e, err);
}

static int
begin(struct reading *r, struct span value, struct err *err)
{
	if (give(r, err) == -1)
		return -1;
	event_free(&r->e);
	if (event_init(&r->e, err) == -1)
		return -1;
	r->begun = read_start(&r->e.start, value, &r->whole);
	return 0;
}

static int
read_pair(struct reading *r, struct span key, struct span value, struct err *err)
{
	unsigned long long minutes;

	if (span_eqs(key, "start"))
		return begin(r, value, err);
	if (span_eqs(key, "where")) {
		if (*r->e.where != '\0' && give(r, err) == -1)
			return -1;
		return event_set(&r->e.where, value, err);
	}
	if (span_eqs(key, "title"))
		return event_set(&r->e.title, value, err);
	if (span_eqs(key, "tz") && !r->whole)
		return event_set(&r->e.zone, value, err);
	if (span_eqs(key, "rule"))
		return read_rule(&r->e.rule, value, err);
	if (span_eqs(key, "except"))
		return event_set(&r->e.except, value, err);
	if (span_eqs(key, "minutes") && value.n <= 6 && span_number(value, &minutes) == 0)
		r->e.seconds = 60 * (moment)minutes;
	return 0;
}

int
event_read(struct span value, event_fn *each, void *arg, struct err *err)
{
	struct reading	 r = { .each = each, .arg = arg };
	struct buf	 text = BUF_INIT;
	struct span	 part, key;
	int		 result = 0;

	if (event_init(&r.e, err) == -1)
		return -1;
	while (result == 0 && span_cut(&value, ';', &part)) {
		part = span_trim(part);
		if (!span_cut(&part, '=', &key))
			continue;
		buf_reset(&text);
		if (decode(&text, part) == -1)
			result = err_memory(err);
		else
			result = read_pair(&r, key, span_buf(&text), err);
	}
	if (result == 0)
		result = give(&r, err);
	event_free(&r.e);
	buf_free(&text);
	return result;
}

/* ---- writing ---- */

static void
put(struct buf *out, const char *key, const char *value)
{
	if (*value == '\0')
		return;
	buf_addf(out, "; %s=", key);
	for (; *value != '\0'; value++)
		if (*value == ';' || *value == '%')
			buf_addf(out, "%%%02X", *value);
		else
			buf_addc(out, *value);
}

static void
put_rule(struct buf *out, const struct event *e)
{
	struct civil	 c;

	time_civil(time_of_civil(&e->start), &c);
	if (strcmp(e->rule, "FREQ=DAILY") == 0)
		put(out, "rule", "daily");
	else if (strcmp(e->rule, "FREQ=MONTHLY") == 0)
		put(out, "rule", "monthly");
	else if (span_starts(span_str(e->rule), "FREQ=WEEKLY;BYDAY=") && strcmp(e->rule + 18, days[c.weekday]) == 0)
		buf_addf(out, "; rule=weekly %s", days[c.weekday]);
	else
		put(out, "rule", e->rule);
}

int
event_put(struct buf *out, const struct event *e)
{
	const struct civil *c = &e->start;

	buf_addf(out, "%sstart=%04d-%02d-%02d", out->len > 0 ? "; " : "", c->year, c->month, c->day);
	if (*e->zone != '\0') {
		buf_addf(out, c->second != 0 ? "T%02d:%02d:%02d" : "T%02d:%02d", c->hour, c->minute, c->second);
		put(out, "tz", e->zone);
	}
	put_rule(out, e);
	put(out, "except", e->except);
	if (e->seconds >= 60)
		buf_addf(out, "; minutes=%lld", (long long)(e->seconds / 60));
	put(out, "title", e->title);
	put(out, "where", e->where);
	return out->err ? -1 : 0;
}
