#include "site/settings.h"

#include <string.h>

#include "base/time.h"

static int
add(struct record *r, const char *name, const char *value, int all, struct err *err)
{
	return all || *value != '\0' ? record_add(r, name, value, err) : 0;
}

static int
add_times(struct record *r, int64_t wait, moment paused, int all, struct err *err)
{
	if ((all || wait != OBSERVER_WAIT) && record_addf(r, err, "Wait", "%lld", (long long)wait) == -1)
		return -1;
	return paused > 0 ? record_addtime(r, "Paused", paused, err) : all ? record_add(r, "Paused", "", err) : 0;
}

int
settings_of_observer(struct record *r, const struct observer *o, int all, struct err *err)
{
	if (add(r, "Languages", o->languages, all, err) == -1 || record_add(r, "Rhythm", o->rhythm, err) == -1 ||
	    add(r, "Kinds", o->kinds, all, err) == -1 || add(r, "Regions", o->regions, all, err) == -1 ||
	    add(r, "Assemblies", o->assemblies, all, err) == -1)
		return -1;
	return add_times(r, o->wait, o->paused, all, err);
}

static int
add_given(struct record *r, const struct wishes *w, unsigned which, const char *name, const struct buf *value,
    struct err *err)
{
	return (w->given & which) == 0 ? 0 : record_add(r, name, buf_str(value), err);
}

int
settings_of_wishes(struct record *r, const struct wishes *w, struct err *err)
{
	if (add_given(r, w, WISHES_LANGUAGES, "Languages", &w->languages, err) == -1 ||
	    ((w->given & WISHES_RHYTHM) != 0 && record_add(r, "Rhythm", w->rhythm, err) == -1) ||
	    add_given(r, w, WISHES_KINDS, "Kinds", &w->kinds, err) == -1 ||
	    add_given(r, w, WISHES_REGIONS, "Regions", &w->regions, err) == -1 ||
	    add_given(r, w, WISHES_ASSEMBLIES, "Assemblies", &w->assemblies, err) == -1)
		return -1;
	return add_times(r, (w->given & WISHES_WAIT) != 0 ? w->wait : OBSERVER_WAIT,
	    (w->given & WISHES_PAUSE) != 0 ? w->paused : 0, 0, err);
}

void
settings_change(struct observer_change *c, const struct wishes *w)
{
	const struct observer_change	none = OBSERVER_CHANGE_INIT;

	*c = none;
	if ((w->given & WISHES_LANGUAGES) != 0)
		c->languages = buf_str(&w->languages);
	if ((w->given & WISHES_RHYTHM) != 0)
		c->rhythm = w->rhythm;
	if ((w->given & WISHES_KINDS) != 0)
		c->kinds = buf_str(&w->kinds);
	if ((w->given & WISHES_REGIONS) != 0)
		c->regions = buf_str(&w->regions);
	if ((w->given & WISHES_ASSEMBLIES) != 0)
		c->assemblies = buf_str(&w->assemblies);
	if ((w->given & WISHES_WAIT) != 0)
		c->wait = w->wait;
	if ((w->given & WISHES_PAUSE) != 0)
		c->paused = w->paused;
}

/* ---- back ---- */

/* "": everything; else what the reader of mails takes. */
static int
read_list(struct buf *out, const char **to, int got, const char *value)
{
	if (*value != '\0' && got != 1)
		return got;
	*to = buf_str(out);
	return 1;
}

/* Newlines are commas there. */
static void
with_commas(struct buf *out, const char *value)
{
	for (; *value != '\0'; value++)
		buf_addc(out, *value == '\n' ? ',' : *value);
}

static int
read_regions(struct settings *s, const struct words *w, const char *value)
{
	struct buf	line = BUF_INIT;
	int		got;

	with_commas(&line, value);
	got = wishes_regions(&s->regions, w, span_buf(&line));
	buf_free(&line);
	return read_list(&s->regions, &s->change.regions, got, value);
}

/* Only what we write ourselves: numbers of seconds, RFC 3339. */
static int
read_times(struct settings *s, const char *wait, const char *paused)
{
	if (wait != NULL && (time_parse_span(span_str(wait), &s->change.wait) == -1 || s->change.wait < 0))
		return 0;
	if (paused == NULL)
		return 1;
	s->change.paused = 0;
	return *paused == '\0' || time_parse(span_str(paused), &s->change.paused) == 0;
}

int
settings_read(struct settings *s, const struct record *r, const struct words *w, struct err *err)
{
	const struct observer_change	 none = OBSERVER_CHANGE_INIT;
	const char			*v, *bad = NULL;

	memset(s, 0, sizeof *s);
	s->change = none;
	if ((v = record_get(r, "Languages")) != NULL &&
	    read_list(&s->languages, &s->change.languages, wishes_languages(&s->languages, span_str(v), err), v) != 1)
		bad = "Languages";
	if ((v = record_get(r, "Rhythm")) != NULL) {
		s->change.rhythm = v;
		if (!observer_rhythm_valid(v))
			bad = "Rhythm";
	}
	if ((v = record_get(r, "Kinds")) != NULL &&
	    read_list(&s->kinds, &s->change.kinds, wishes_kinds(&s->kinds, w, span_str(v)), v) != 1)
		bad = "Kinds";
	if ((v = record_get(r, "Regions")) != NULL && read_regions(s, w, v) != 1)
		bad = "Regions";
	if ((v = record_get(r, "Assemblies")) != NULL &&
	    read_list(&s->assemblies, &s->change.assemblies, wishes_assemblies(&s->assemblies, w, span_str(v)), v) != 1)
		bad = "Assemblies";
	if (!read_times(s, record_get(r, "Wait"), record_get(r, "Paused")))
		bad = "Wait or Paused";
	if (bad == NULL)
		return 0;
	settings_free(s);
	return err_set(err, ERR_DATA, "%s has no value that it can have", bad);
}

void
settings_free(struct settings *s)
{
	buf_free(&s->languages);
	buf_free(&s->kinds);
	buf_free(&s->regions);
	buf_free(&s->assemblies);
}
