#include "site/fanout.h"

#include <string.h>

#include "base/limits.h"
#include "mail/field.h"
#include "site/receipt.h"
#include "site/backup.h"
#include "store/article.h"
#include "store/directory.h"
#include "store/observer.h"
#include "store/outbox.h"
#include "text/utf8.h"

/* What one transaction plans at most: articles, or rows of the first of them that reach this. */
#define PLAN_ARTICLES	50
#define PLAN_ROWS	1000

/* What planning needs to know of an article. */
struct planned {
	int64_t		 serial;
	moment		 arrival;
	struct buf	 original;	/* the id under which nobody gets it twice */
	struct buf	 language;	/* primary subtag, lower case */
	struct buf	 kind;		/* of a post; "wire" of an entry of the newswire */
	struct buf	 assembly;
	struct buf	 region;	/* case folded */
	struct buf	 edition;	/* of an issue */
	struct buf	 languages;	/* of the assembly */
	struct buf	 article;	/* a post of our own whose contact gets a receipt; else empty */
	enum { PLAN_NOBODY, PLAN_POST, PLAN_TRANSLATION, PLAN_ISSUE } what;
};

static void
planned_free(struct planned *p)
{
	buf_free(&p->original);
	buf_free(&p->language);
	buf_free(&p->kind);
	buf_free(&p->assembly);
	buf_free(&p->region);
	buf_free(&p->edition);
	buf_free(&p->languages);
	buf_free(&p->article);
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
	if (span_eqs(type, "post") || span_eqs(type, "wire"))
		return PLAN_POST;
	if (span_eqs(type, "translation"))
		return PLAN_TRANSLATION;
	if (span_eqs(type, "issue"))
		return PLAN_ISSUE;
	return PLAN_NOBODY;
}

/* The value of a field in one go; empty if there is none. */
static struct span
value_of(const struct header *h, const char *name, struct buf *value)
{
	buf_reset(value);
	(void)header_value(h, name, value);
	return span_buf(value);
}

static void
read_post(struct planned *p, const struct header *h, struct buf *value)
{
	buf_addspan(&p->original, inner_id(value_of(h, "Message-ID", value)));
	if (span_eqs(value_of(h, "Asm-Type", value), "wire"))
		buf_adds(&p->kind, "wire");
	else
		buf_addspan(&p->kind, value_of(h, "Asm-Kind", value));
	buf_addspan(&p->assembly, value_of(h, "Asm-Assembly", value));
}

/* One issue a window for each person, whichever language she gets it in. */
static void
read_issue(struct planned *p, const struct header *h, struct buf *value)
{
	buf_addspan(&p->edition, value_of(h, "Asm-Edition", value));
	buf_addf(&p->original, "issue %s ", buf_str(&p->edition));
	buf_addspan(&p->original, value_of(h, "Asm-Window", value));
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
	p->what = what_of(value_of(&h, "Asm-Type", &value));
	add_primary(&p->language, value_of(&h, "Content-Language", &value));
	if (p->what == PLAN_POST)
		read_post(p, &h, &value);
	else if (p->what == PLAN_ISSUE)
		read_issue(p, &h, &value);
	else
		buf_addspan(&p->original, inner_id(value_of(&h, "Asm-Translation-Of", &value)));
	header_free(&h);
	buf_free(&value);
	return buf_ok(&p->original, err) == -1 || buf_ok(&p->language, err) == -1 ||
	    buf_ok(&p->kind, err) == -1 || buf_ok(&p->assembly, err) == -1 ||
	    buf_ok(&p->edition, err) == -1 ? -1 : 0;
}

/* Where the assembly is and which languages it speaks, as the directory says now. */
static int
find_assembly(struct planned *p, struct site *site, struct err *err)
{
	struct directory_assembly	a;
	struct db_rows			*rows;
	int				 got;

	if (p->assembly.len == 0)
		return 0;
	if ((rows = directory_assemblies(site->pub, buf_str(&p->assembly), err)) == NULL)
		return -1;
	if ((got = directory_assembly_row(rows, &a, err)) == 1) {
		utf8_fold(&p->region, span_str(a.region));
		buf_adds(&p->languages, a.languages);
	}
	db_done(rows);
	return got == -1 || buf_ok(&p->region, err) == -1 || buf_ok(&p->languages, err) == -1 ? -1 : 0;
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

/* Is this among the kinds somebody asked for? */
static int
wants_kind(const struct observer *o, const char *wanted)
{
	struct span	 rest = span_str(o->kinds), kind;

	while (span_cut(&rest, ' ', &kind))
		if (span_eqs(kind, wanted))
			return 1;
	return 0;
}

/*
 * The agenda of a call and a reminder (asm-ahead) are for those who asked for such, whatever their rhythm.
 * An edition named daily is for those who want one a day, or is none made, one a week; every other is for those who want one a week.
 */
static int
wants_edition(const struct observer *o, const struct site *site, const struct planned *p)
{
	int	daily = strcmp(buf_str(&p->edition), "daily") == 0;

	if (o->since > p->arrival || o->paused > p->arrival)
		return 0;
	if (strcmp(o->rhythm, "none") == 0)
		return 0;
	if (span_starts(span_buf(&p->edition), "call-"))
		return wants_kind(o, "agenda");
	if (span_starts(span_buf(&p->edition), "remind-"))
		return wants_kind(o, "reminder");
	if (strcmp(o->rhythm, "daily") == 0)
		return daily || conf_edition(&site->conf, "daily") == NULL;
	return strcmp(o->rhythm, "weekly") == 0 && !daily;
}

static int
plan_issue(struct site *site, const struct planned *p, int64_t *planned, struct err *err)
{
	struct observer	 o;
	struct db_rows	*rows;
	int		 got;

	if ((rows = observer_list(site->priv, err)) == NULL)
		return -1;
	while ((got = observer_row(rows, &o, err)) == 1) {
		if (!wants_edition(&o, site, p) ||
		    !span_caseeq(issue_language(o.languages, site->conf.languages), span_buf(&p->language)))
			continue;
		if ((got = outbox_add_one(site->priv, buf_str(&p->original), p->serial, o.id, err)) == -1)
			break;
		(*planned)++;
	}
	db_done(rows);
	return got == -1 ? -1 : 0;
}

static int
plan_post(struct site *site, const struct planned *p, int64_t *planned, moment now, struct err *err)
{
	struct outbox_post	post = {
		.original = buf_str(&p->original), .serial = p->serial, .language = buf_str(&p->language),
		.kind = buf_str(&p->kind), .assembly = buf_str(&p->assembly), .region = buf_str(&p->region),
		.arrival = p->arrival
	};
	int64_t			now_for, wait_for;

	if (outbox_add_post(site->priv, &post, SLICE_RECIPIENTS, now, &now_for, &wait_for, err) == -1)
		return -1;
	*planned += now_for + wait_for;
	return p->article.len == 0 ? 0 :
	    receipt_write(site, span_buf(&p->article), buf_str(&p->languages), now_for, wait_for, now, err);
}

/* *planned grows by the rows that it took. */
static int
plan_one(struct site *site, const struct planned *p, int64_t *planned, moment now, struct err *err)
{
	const char	*original = buf_str(&p->original), *language = buf_str(&p->language);

	switch (p->what) {
	case PLAN_POST:
		return plan_post(site, p, planned, now, err);
	case PLAN_TRANSLATION:
		*planned += PLAN_ROWS;
		return outbox_add_translation(site->priv, original, p->serial, language, err);
	case PLAN_ISSUE:
		return plan_issue(site, p, planned, err);
	default:
		return 0;
	}
}

/* The first article behind the mark, with what must be looked up for it. 1, 0 there is none, -1. */
static int
read_next(struct site *site, int64_t mark, struct planned *p, struct err *err)
{
	struct articles_row	 row;
	struct db_rows		*rows;
	int			 got;

	if ((rows = articles_after(site->pub, mark, err)) == NULL)
		return -1;
	if ((got = articles_next(rows, &row, err)) == 1 &&
	    (planned_read(p, &row, err) == -1 || find_assembly(p, site, err) == -1))
		got = -1;
	if (got == 1 && p->what == PLAN_POST && strcmp(site->conf.receipts, "yes") == 0 &&
	    strcmp(row.origin, site->conf.domain) == 0 && strcmp(row.type, "post") == 0)
		buf_addspan(&p->article, row.message);
	db_done(rows);
	return got == 1 && buf_ok(&p->article, err) == -1 ? -1 : got;
}

/* Inside the transaction: nobody else can plan it now.  1 planned one, 0 there was none, -1. */
static int
plan_next(struct site *site, int64_t *rows, moment now, struct err *err)
{
	struct planned	p = { .what = PLAN_NOBODY };
	int64_t		mark;
	int		got;

	if ((got = outbox_planned(site->priv, &mark, err)) != -1 &&
	    (got = read_next(site, mark, &p, err)) == 1 &&
	    (plan_one(site, &p, rows, now, err) == -1 || outbox_set_planned(site->priv, p.serial, err) == -1))
		got = -1;
	planned_free(&p);
	return got;
}

/* What is due by time, and the slices. */
static int
plan_rest(struct site *site, moment now, struct err *err)
{
	if (outbox_end_waiting(site->priv, now, err) == -1 ||
	    outbox_cut(site->priv, SLICE_RECIPIENTS, now, err) == -1)
		return -1;
	return outbox_prune(site->priv, now - FANOUT_KEEP, err);
}

/* One transaction of at most `most` articles, short enough that others get their turn.  1 there may be more, 0 all is planned, -1. */
static int
plan_some(struct site *site, int most, moment now, struct err *err)
{
	int64_t	rows = 0;
	int	n = 0, got;

	if (db_begin(site->priv, err) == -1)
		return -1;
	do
		got = plan_next(site, &rows, now, err);
	while (got == 1 && ++n < most && rows < PLAN_ROWS);
	if ((got == 0 && plan_rest(site, now, err) == -1) || got == -1 || db_commit(site->priv, err) == -1) {
		db_rollback(site->priv);
		return -1;
	}
	return got;
}

int
fanout_plan(struct site *site, moment now, struct err *err)
{
	int	most = PLAN_ARTICLES, got;

	/* What comes back into a restored site was mailed before. */
	if (backup_waits(site, NULL) != 0)
		return 0;
	/* An article that cannot be planned does not hold up those in front of it. */
	while ((got = plan_some(site, most, now, err)) == 1 || (got == -1 && most > 1))
		if (got == -1)
			most = 1;
	return got;
}
