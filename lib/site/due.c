#include "site/due.h"

#include <stdlib.h>

#include "store/post.h"

#define DAY		86400
#define WEEK		(7 * DAY)
#define SATURDAY	(2 * DAY)	/* the first Saturday of 1970: where weeks are counted from */

struct window {
	moment	 begins, ends;
	int64_t	 posts;
};

struct windows {
	struct window	*window;
	size_t		 n;
};

static int64_t
length_of(const struct conf_edition *edition)
{
	return edition->daily ? DAY : WEEK;
}

/* Where the window that `t` lies in begins. */
static moment
begin_of(moment t, int64_t length)
{
	int64_t	 past = (t - SATURDAY) % length;

	return t - (past < 0 ? past + length : past);
}

static int
add_window(struct windows *w, moment begins, moment ends, int64_t posts, struct err *err)
{
	struct window	*grown;

	if ((grown = reallocarray(w->window, w->n + 1, sizeof *grown)) == NULL)
		return err_memory(err);
	w->window = grown;
	w->window[w->n++] = (struct window){ begins, ends, posts };
	return 0;
}

/* Windows without posts, up to one that begins at `end`, for editions that are made all the same. */
static int
add_empty(struct windows *w, const struct conf_edition *edition, moment since, moment end, struct err *err)
{
	int64_t	 length = length_of(edition);
	moment	 begins = w->n > 0 ? w->window[w->n - 1].ends : begin_of(since, length);
	int	 result = 0;

	for (; edition->empty && result == 0 && begins < end; begins += length)
		result = add_window(w, begins < since ? since : begins, begins + length, 0, err);
	return result;
}

/* The windows with posts between the end of the last issue and now. */
static int
read_windows(struct site *site, const struct conf_edition *edition, moment since, moment until, struct windows *w,
    struct err *err)
{
	int64_t		 length = length_of(edition);
	struct db_rows	*rows;
	moment		 begins;
	int		 got;

	if (since >= until)
		return 0;
	if ((rows = issue_windows(site->pub, &(struct issue_range){ SATURDAY, length, since, until, edition->kind,
	    edition->region }, err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1) {
		begins = SATURDAY + db_int(rows, 0) * length;
		/* The first may be cut short by the day from which the edition counts. */
		if (add_empty(w, edition, since, begins, err) == -1 ||
		    add_window(w, begins < since ? since : begins, begins + length, db_int(rows, 1), err) == -1) {
			got = -1;
			break;
		}
	}
	db_done(rows);
	return got == 0 ? add_empty(w, edition, since, until, err) : got;
}

/* After a long absence the oldest become one, so that nobody gets a pile of newsletters. */
static void
join_oldest(struct windows *w)
{
	size_t	 extra, i;

	if (w->n <= DUE_MISSED)
		return;
	extra = w->n - DUE_MISSED;
	for (i = 1; i <= extra; i++)
		w->window[0].posts += w->window[i].posts;
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

static int
give(struct site *site, const struct conf_edition *edition, const char *language, const struct window *w,
    due_fn *each, void *arg, struct err *err)
{
	struct record	 r = RECORD_INIT;
	struct buf	 window = BUF_INIT;
	struct civil	 day;
	int		 result = -1;

	time_rfc3339(&window, w->begins);
	buf_addc(&window, '/');
	time_rfc3339(&window, w->ends);
	time_civil(w->begins, &day);
	if (buf_ok(&window, err) == 0 && record_add(&r, "Edition", edition->name, err) == 0 &&
	    record_add(&r, "Language", language, err) == 0 &&
	    record_addtime(&r, "From", w->begins, err) == 0 && record_addtime(&r, "Until", w->ends, err) == 0 &&
	    record_add(&r, "Window", buf_str(&window), err) == 0 &&
	    record_addf(&r, err, "Message-ID", "<digest.%s.%04d-%02d-%02d.%s@%s>", edition->name, day.year,
	    day.month, day.day, language, site->conf.domain) == 0 &&
	    record_addf(&r, err, "Posts", "%lld", (long long)w->posts) == 0)
		result = give_choice(&r, edition, w, err);
	if (result == 0)
		result = each(arg, &r, err);
	record_free(&r);
	buf_free(&window);
	return result;
}

static int
due_language(struct site *site, const struct conf_edition *edition, const char *language, moment now, due_fn *each,
    void *arg, struct err *err)
{
	struct windows	 w = { NULL, 0 };
	moment		 last, since = edition->since;
	size_t		 i;
	int		 result;

	if (issue_last(site->pub, edition->name, language, &last, err) == -1)
		return -1;
	if (last != MOMENT_NONE && last > since)
		since = last;
	if ((result = read_windows(site, edition, since, begin_of(now, length_of(edition)), &w, err)) == 0)
		join_oldest(&w);
	for (i = 0; result == 0 && i < w.n; i++)
		result = give(site, edition, language, &w.window[i], each, arg, err);
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
