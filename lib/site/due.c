#include "site/due.h"

#include <stdlib.h>

#include "store/post.h"
#include "text/calendar.h"

#define DAY		86400
#define SATURDAY	6

struct window {
	moment	 begins, ends;
	int64_t	 posts, translations;
};

/* Those of one edition and language. */
struct windows {
	const struct conf_edition *edition;
	const char	*zone;
	struct window	*window;
	size_t		 n;
};

/* ---- days, as the site's clocks have them ---- */

/* Midnight there of the day so many days behind the one that `t` lies in. */
static moment
midnight(const char *zone, moment t, int days)
{
	struct civil	 c;

	calendar_local(&c, zone, t);
	c.hour = c.minute = c.second = 0;
	time_civil(time_of_civil(&c) + (int64_t)days * DAY, &c);
	return calendar_moment(&c, zone);
}

/* Where the window that `t` lies in begins. */
static moment
begin_of(const struct windows *w, moment t)
{
	struct civil	 c;

	if (w->edition->daily)
		return midnight(w->zone, t, 0);
	calendar_local(&c, w->zone, t);
	return midnight(w->zone, t, -((c.weekday + 7 - SATURDAY) % 7));
}

static moment
end_of(const struct windows *w, moment begins)
{
	return midnight(w->zone, begins, w->edition->daily ? 1 : 7);
}

/* How far the clocks there are before UTC. */
static int
east_of(const char *zone, moment t)
{
	struct civil	 c;

	calendar_local(&c, zone, t);
	return (int)(time_of_civil(&c) - t);
}

/* The day from which an edition counts, which asm.conf has without a zone. */
static moment
first_of(const struct conf_edition *edition, const char *zone)
{
	struct civil	 c;

	time_civil(edition->since, &c);
	return calendar_moment(&c, zone);
}

/* ---- windows ---- */

static int
add_window(struct windows *w, moment begins, moment ends, struct err *err)
{
	struct window	*grown;

	if ((grown = reallocarray(w->window, w->n + 1, sizeof *grown)) == NULL)
		return err_memory(err);
	w->window = grown;
	w->window[w->n++] = (struct window){ .begins = begins, .ends = ends };
	return 0;
}

/* Windows without posts, up to one that begins at `end`, for editions that are made all the same. */
static int
add_empty(struct windows *w, moment since, moment end, struct err *err)
{
	moment	 begins = w->n > 0 ? w->window[w->n - 1].ends : since, ends;
	int	 result = 0;

	for (; w->edition->empty && result == 0 && begins < end; begins = ends) {
		ends = end_of(w, begin_of(w, begins));
		result = add_window(w, begins, ends, err);
	}
	return result;
}

/* What arrived at `t` counts for the last window, or opens one.  The first may be cut short by the day from which all counts. */
static int
count(struct windows *w, moment since, moment t, int translation, struct err *err)
{
	moment		 begins;
	struct window	*last;

	if (w->n == 0 || t >= w->window[w->n - 1].ends) {
		begins = begin_of(w, t);
		if (begins < since)
			begins = since;
		if (add_empty(w, since, begins, err) == -1 || add_window(w, begins, end_of(w, begin_of(w, t)), err) == -1)
			return -1;
	}
	last = &w->window[w->n - 1];
	*(translation ? &last->translations : &last->posts) += 1;
	return 0;
}

/* The windows in which something arrived between the end of the last issue and the end of the last whole window. */
static int
read_windows(struct site *site, const char *language, moment since, moment until, struct windows *w, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if (since >= until)
		return 0;
	if ((rows = issue_arrivals(site->pub, &(struct issue_range){ since, until, w->edition->kind, w->edition->region, language },
	    err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1)
		if (count(w, since, db_int(rows, 0), db_int(rows, 1) != 0, err) == -1) {
			got = -1;
			break;
		}
	db_done(rows);
	return got == 0 ? add_empty(w, since, until, err) : got;
}

/* After a long absence the oldest become one, so that nobody gets a pile of newsletters. */
static void
join_oldest(struct windows *w)
{
	size_t	 extra, i;

	if (w->n <= DUE_MISSED)
		return;
	extra = w->n - DUE_MISSED;
	for (i = 1; i <= extra; i++) {
		w->window[0].posts += w->window[i].posts;
		w->window[0].translations += w->window[i].translations;
	}
	w->window[0].ends = w->window[extra].ends;
	for (i = 1; i < DUE_MISSED; i++)
		w->window[i] = w->window[i + extra];
	w->n = DUE_MISSED;
}

/* What an issue is made of, as asm.conf has it. */
static int
give_choice(struct record *r, const struct conf_edition *edition, const struct window *w, struct err *err)
{
	const struct {
		const char	*name, *value;
	} choice[] = {
		{ "Title", edition->title }, { "Kind", edition->kind }, { "Region", edition->region },
		{ "Empty", edition->empty ? "yes" : "" }
	};
	size_t	 i;

	if (record_addtime(r, "Since", w->begins - DUE_BACK, err) == -1)
		return -1;
	for (i = 0; i < sizeof choice / sizeof choice[0]; i++)
		if (*choice[i].value != '\0' && record_add(r, choice[i].name, choice[i].value, err) == -1)
			return -1;
	return 0;
}

/* "2026-11-21T00:00:00+01:00", as the clocks there showed it. */
static void
add_local(struct buf *out, const char *zone, moment t)
{
	time_rfc3339_east(out, t, east_of(zone, t));
}

static int
give(struct site *site, const struct windows *all, const char *language, const struct window *w, due_fn *each, void *arg,
    struct err *err)
{
	const struct conf_edition *edition = all->edition;
	struct record	 r = RECORD_INIT;
	struct buf	 from = BUF_INIT, until = BUF_INIT;
	struct civil	 day;
	int		 result = -1;

	add_local(&from, all->zone, w->begins);
	add_local(&until, all->zone, w->ends);
	calendar_local(&day, all->zone, w->begins);
	if (buf_ok(&from, err) == 0 && buf_ok(&until, err) == 0 && record_add(&r, "Edition", edition->name, err) == 0 &&
	    record_add(&r, "Language", language, err) == 0 &&
	    record_add(&r, "From", buf_str(&from), err) == 0 && record_add(&r, "Until", buf_str(&until), err) == 0 &&
	    record_addf(&r, err, "Window", "%s/%s", buf_str(&from), buf_str(&until)) == 0 &&
	    record_addf(&r, err, "Message-ID", "<digest.%s.%04d-%02d-%02d.%s@%s>", edition->name, day.year,
	    day.month, day.day, language, site->conf.domain) == 0 &&
	    record_addf(&r, err, "Posts", "%lld", (long long)w->posts) == 0 &&
	    (w->translations == 0 || record_addf(&r, err, "Translations", "%lld", (long long)w->translations) == 0))
		result = give_choice(&r, edition, w, err);
	if (result == 0)
		result = each(arg, &r, err);
	record_free(&r);
	buf_free(&from);
	buf_free(&until);
	return result;
}

static int
due_language(struct site *site, const struct conf_edition *edition, const char *language, moment now, due_fn *each,
    void *arg, struct err *err)
{
	const char	*zone = calendar_is_zone(site->conf.zone) ? site->conf.zone : "UTC";
	struct windows	 w = { .edition = edition, .zone = zone };
	moment		 last, since = first_of(edition, zone);
	size_t		 i;
	int		 result;

	if (issue_last(site->pub, edition->name, language, &last, err) == -1)
		return -1;
	if (last != MOMENT_NONE && last > since)
		since = last;
	if ((result = read_windows(site, language, since, begin_of(&w, now), &w, err)) == 0)
		join_oldest(&w);
	for (i = 0; result == 0 && i < w.n; i++)
		result = give(site, &w, language, &w.window[i], each, arg, err);
	free(w.window);
	return result;
}

int
due_issues(struct site *site, const char *name, moment now, due_fn *each, void *arg, struct err *err)
{
	const struct conf_edition *edition;
	struct span	 rest, tag;
	char		*language;
	int		 result = 0;

	if ((edition = conf_edition(&site->conf, name)) == NULL)
		return err_set(err, ERR_CONFIG, "no Edition %s in asm.conf", name);
	rest = span_str(edition->languages);
	while (result == 0 && span_cut(&rest, ' ', &tag)) {
		if ((language = span_dup(tag)) == NULL)
			return err_memory(err);
		result = due_language(site, edition, language, now, each, arg, err);
		free(language);
	}
	return result;
}
