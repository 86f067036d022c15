#include "site/fanout.h"

#include <string.h>

#include "base/limits.h"
#include "mail/field.h"
#include "store/article.h"
#include "store/observer.h"
#include "store/outbox.h"

/* What planning needs to know of an article. */
struct planned {
	int64_t		 serial;
	moment		 arrival;
	struct buf	 original;	/* the id under which nobody gets it twice */
	struct buf	 language;	/* primary subtag, lower case */
	enum { PLAN_NOBODY, PLAN_POST, PLAN_TRANSLATION, PLAN_ISSUE } what;
};

static void
planned_free(struct planned *p)
{
	buf_free(&p->original);
	buf_free(&p->language);
}

static void
add_primary(struct buf *out, struct span tag)
{
	size_t	i;

	for (i = 0; i < tag.n && tag.s[i] != '-' && tag.s[i] != ',' && tag.s[i] != ' '; i++)
		buf_addc(out, tag.s[i] >= 'A' && tag.s[i] <= 'Z' ? tag.s[i] | 0x20 : tag.s[i]);
}

/* "<id@host>; rev=1": what stands between the brackets. */
static struct span
inner_id(struct span value)
{
	ptrdiff_t	open = span_chr(value, '<'), close = span_chr(value, '>');

	if (open == -1 || close <= open)
		return SPAN_NONE;
	return span_make(value.s + open + 1, (size_t)(close - open - 1));
}

static int
what_of(struct span type)
{
	if (span_eqs(type, "post"))
		return PLAN_POST;
	if (span_eqs(type, "translation"))
		return PLAN_TRANSLATION;
	if (span_eqs(type, "issue"))
		return PLAN_ISSUE;
	return PLAN_NOBODY;
}

/* Read what an article says about itself: it is ours or was admitted, so its fields are there. */
static int
planned_read(struct planned *p, const struct articles_row *row, struct err *err)
{
	struct header	h = { 0 };
	struct buf	value = BUF_INIT;

	p->serial = row->serial;
	p->arrival = row->arrival;
	if (header_split(&h, row->message, err) == -1)
		return -1;
	if (header_value(&h, "Asm-Type", &value) == 1)
		p->what = what_of(span_buf(&value));
	buf_reset(&value);
	if (header_value(&h, "Content-Language", &value) == 1)
		add_primary(&p->language, span_buf(&value));
	buf_reset(&value);
	if (p->what == PLAN_ISSUE) {
		/* One issue a window for each person, whichever language she gets it in. */
		buf_adds(&p->original, "issue ");
		header_value(&h, "Asm-Edition", &p->original);
		buf_addc(&p->original, ' ');
		header_value(&h, "Asm-Window", &p->original);
	} else {
		header_value(&h, p->what == PLAN_TRANSLATION ? "Asm-Translation-Of" : "Message-ID", &value);
		buf_addspan(&p->original, inner_id(span_buf(&value)));
	}
	header_free(&h);
	buf_free(&value);
	return buf_ok(&p->original, err) == -1 || buf_ok(&p->language, err) == -1 ? -1 : 0;
}

/*
 * The language of the newsletter that an observer gets: the first of hers in which the site makes one, else the site's first.
 */
static struct span
issue_language(const char *hers, const char *ours)
{
	struct span	h = span_str(hers), o, tag, best;

	while (span_cut(&h, ' ', &tag))
		for (o = span_str(ours); span_cut(&o, ' ', &best); )
			if (tag.n > 0 && span_caseeq(tag, best))
				return best;
	o = span_str(ours);
	return span_cut(&o, ' ', &best) ? best : SPAN("en");
}

static int
plan_issue(struct site *site, const struct planned *p, struct err *err)
{
	struct observer	 o;
	struct db_rows	*rows;
	int		 got;

	if ((rows = observer_list(site->priv, err)) == NULL)
		return -1;
	while ((got = observer_row(rows, &o, err)) == 1) {
		if (strcmp(o.rhythm, "weekly") != 0 || o.since > p->arrival ||
		    !span_caseeq(issue_language(o.languages, site->conf.languages), span_buf(&p->language)))
			continue;
		if ((got = outbox_add_one(site->priv, buf_str(&p->original), p->serial, o.id, err)) == -1)
			break;
	}
	db_done(rows);
	return got == -1 ? -1 : 0;
}

static int
plan_one(struct site *site, const struct planned *p, struct err *err)
{
	const char	*original = buf_str(&p->original), *language = buf_str(&p->language);

	switch (p->what) {
	case PLAN_POST:
		return outbox_add_post(site->priv, original, p->serial, language, p->arrival,
		    p->arrival + FANOUT_WAIT, err);
	case PLAN_TRANSLATION:
		return outbox_add_translation(site->priv, original, p->serial, language, err);
	case PLAN_ISSUE:
		return plan_issue(site, p, err);
	default:
		return 0;
	}
}

/* Plan the article, unless another planner was quicker, in one transaction. */
static int
plan_commit(struct site *site, const struct planned *p, struct err *err)
{
	int64_t	mark;

	if (db_begin(site->priv, err) == -1)
		return -1;
	if (outbox_planned(site->priv, &mark, err) == -1)
		goto fail;
	if (mark < p->serial && (plan_one(site, p, err) == -1 ||
	    outbox_set_planned(site->priv, p->serial, err) == -1))
		goto fail;
	if (db_commit(site->priv, err) == 0)
		return 0;
fail:
	db_rollback(site->priv);
	return -1;
}

/* 1 planned one, 0 there was none, -1. */
static int
plan_next(struct site *site, struct err *err)
{
	struct planned		 p = { .what = PLAN_NOBODY };
	struct articles_row	 row;
	struct db_rows		*rows;
	int64_t			 mark;
	int			 got;

	if (outbox_planned(site->priv, &mark, err) == -1 ||
	    (rows = articles_after(site->pub, mark, err)) == NULL)
		return -1;
	if ((got = articles_next(rows, &row, err)) == 1 && planned_read(&p, &row, err) == -1)
		got = -1;
	db_done(rows);
	if (got == 1 && plan_commit(site, &p, err) == -1)
		got = -1;
	planned_free(&p);
	return got;
}

int
fanout_plan(struct site *site, moment now, struct err *err)
{
	int	got;

	while ((got = plan_next(site, err)) == 1)
		;
	if (got == -1 || db_begin(site->priv, err) == -1)
		return -1;
	if (outbox_end_waiting(site->priv, now, err) == 0 &&
	    outbox_cut(site->priv, SLICE_RECIPIENTS, now, err) == 0 &&
	    db_commit(site->priv, err) == 0)
		return 0;
	db_rollback(site->priv);
	return -1;
}
