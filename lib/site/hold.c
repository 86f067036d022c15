#include "site/hold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "site/hold_parts.h"
#include "store/article.h"
#include "store/token.h"
#include "trust/article.h"
#include "trust/seal.h"

/* ---- one mail ---- */

int
hold_open(struct hold_mail *m, struct site *site, int64_t id, struct err *err)
{
	memset(m, 0, sizeof *m);
	return held_get(site->priv, id, &m->h, &m->message, &m->rows, err);
}

void
hold_close(struct hold_mail *m)
{
	db_done(m->rows);
	buf_free(&m->message);
	memset(m, 0, sizeof *m);
}

int
hold_assembly(struct hold_assembly *a, struct site *site, const char *id, struct err *err)
{
	struct directory_assembly	 row;
	struct db_rows			*rows;
	int				 got;

	memset(a, 0, sizeof *a);
	if ((rows = directory_assemblies(site->pub, id, err)) == NULL)
		return -1;
	if ((got = directory_assembly_row(rows, &row, err)) != -1) {
		a->name = strdup(got == 1 ? row.name : id);
		a->languages = strdup(got == 1 ? row.languages : "");
		got = a->name != NULL && a->languages != NULL ? 0 : err_memory(err);
	}
	db_done(rows);
	if (got == -1)
		hold_assembly_free(a);
	return got;
}

void
hold_assembly_free(struct hold_assembly *a)
{
	free(a->name);
	free(a->languages);
	memset(a, 0, sizeof *a);
}

/* May a mail of this contact be posted now? 1, 0, -1. */
static int
is_endorsed(struct site *site, const struct held *h, moment now, struct directory_contact *c, struct err *err)
{
	int	got;

	if (*h->contact == '\0')
		return 0;
	if ((got = directory_contact(site->pub, h->contact, now, c, err)) != 1)
		return got;
	return c->endorsed && strcmp(c->assembly, h->assembly) == 0;
}

/* ---- keeping ---- */

/* The row that was just kept. */
static int
ask_or_tell(struct site *site, const struct held *h, struct span message, moment now, int *silent,
    struct err *err)
{
	struct directory_contact c;
	struct held		 kept = *h;
	int			 got;

	if (h->verdict != 10 && h->verdict != 65)
		return 0;
	if ((got = is_endorsed(site, h, now, &c, err)) != 1)
		return got;
	if (h->verdict == 65)
		return hold_letter_large(site, h, message, now, err) == -1 ? -1 : 0;
	kept.id = db_last_id(site->priv);
	if ((got = hold_letter_challenge(site, &kept, message, now, err)) == 1)
		return held_asked(site->priv, kept.id, now, err);
	*silent = got == 0;
	return got;
}

static int
keep(struct site *site, const struct held *h, struct span message, moment now, enum hold_kept *kept,
    int *silent, struct err *err)
{
	int	got;

	if (held_expire(site->priv, now, NULL, err) == -1)
		return -1;
	if (h->verdict != 10 && (got = held_undecide(site->priv, h, err)) != 0) {
		*kept = HOLD_KEPT;
		return got == 1 && h->verdict == 65 ? hold_letter_large(site, h, message, now, err) : got;
	}
	if ((got = held_keep(site->priv, h, message, err)) == -1)
		return -1;
	*kept = got == 1 ? HOLD_KEPT : got == 0 ? HOLD_KNOWN : HOLD_FULL;
	return got == 1 ? ask_or_tell(site, h, message, now, silent, err) : 0;
}

int
hold_keep(struct site *site, const struct held *h, struct span message, moment now, enum hold_kept *kept,
    int *silent, struct err *err)
{
	*silent = 0;
	if (db_begin(site->priv, err) == -1)
		return -1;
	if (keep(site, h, message, now, kept, silent, err) != -1 && db_commit(site->priv, err) == 0)
		return 0;
	db_rollback(site->priv);
	return -1;
}

/* ---- an admin decides ---- */

static int
end_tokens(struct site *site, int64_t id, struct err *err)
{
	char	subject[24];

	(void)snprintf(subject, sizeof subject, "%lld", (long long)id);
	if (token_void(site->priv, HOLD_CONFIRM, subject, err) == -1)
		return -1;
	return token_void(site->priv, HOLD_MODERATE, subject, err);
}

int
hold_decide_release(struct site *site, const struct hold_mail *m, enum hold_who who, const char *except,
    moment now, const char **why, struct err *err)
{
	struct directory_contact c;
	int			 got;

	*why = "it was held for another reason than a missing proof";
	if (m->h.verdict != 10)
		return 0;
	*why = "its contact is not endorsed now";
	if ((got = is_endorsed(site, &m->h, now, &c, err)) != 1)
		return got;
	if (m->h.decision[0] != '\0')
		return 1;
	if (held_decide(site->priv, m->h.id, who == HOLD_BY_CONTACT ? "token" : "moderator", err) == -1 ||
	    end_tokens(site, m->h.id, err) == -1 ||
	    hold_letter_decided(site, &m->h, 1, who, except, now, err) == -1)
		return -1;
	return 1;
}

int
hold_decide_discard(struct site *site, const struct hold_mail *m, enum hold_who who, const char *except,
    moment now, const char **why, struct err *err)
{
	*why = "it was decided before that it is posted";
	if (m->h.decision[0] != '\0')
		return 0;
	if (hold_letter_decided(site, &m->h, 0, who, except, now, err) == -1 ||
	    end_tokens(site, m->h.id, err) == -1)
		return -1;
	return held_discard(site->priv, m->h.id, err);
}

typedef int decide_fn(struct site *, const struct hold_mail *, enum hold_who, const char *, moment,
    const char **, struct err *);

static int
decide_by_admin(struct site *site, int64_t id, decide_fn *decide, moment now, const char **why, struct err *err)
{
	struct hold_mail	m;
	int			got;

	*why = "there is no such held mail";
	if (db_begin(site->priv, err) == -1)
		return -1;
	if ((got = hold_open(&m, site, id, err)) == 1)
		got = decide(site, &m, HOLD_BY_ADMIN, NULL, now, why, err);
	hold_close(&m);
	if (got == -1 || db_commit(site->priv, err) == -1) {
		db_rollback(site->priv);
		return -1;
	}
	return got;
}

int
hold_release(struct site *site, int64_t id, moment now, const char **why, struct err *err)
{
	return decide_by_admin(site, id, hold_decide_release, now, why, err);
}

int
hold_discard(struct site *site, int64_t id, moment now, const char **why, struct err *err)
{
	return decide_by_admin(site, id, hold_decide_discard, now, why, err);
}

/* ---- what is decided becomes a post ---- */

/* Does the log have it? 1, 0, -1. */
static int
is_posted(struct site *site, const struct held *h, struct span message, struct err *err)
{
	unsigned char	proof[HASH_LEN];
	struct header	header;
	int		got;

	if (header_split(&header, message, err) == -1)
		return -1;
	if ((got = article_proof(span_str(h->assembly), &header, proof, err)) == 0)
		got = articles_has_proof(site->pub, site->conf.domain, proof, err);
	header_free(&header);
	return got;
}

static int
write_sealed(struct site *site, const struct hold_mail *m, moment now, struct buf *out, struct err *err)
{
	struct seal	seal = { .assembly = m->h.assembly, .contact = m->h.contact, .by = m->h.decision,
			    .domain = "", .selector = "", .recipient = m->h.recipient, .reason = "", .at = now };
	struct buf	secret = BUF_INIT;
	int		result;

	if ((result = site_secret(site, &secret, err)) == 0)
		result = seal_write(out, &seal, span_buf(&secret), span_buf(&m->message), err);
	buf_wipe(&secret);
	return result;
}

int
hold_emit(struct site *site, int64_t id, moment now, struct buf *out, struct err *err)
{
	struct hold_mail	m;
	int			got;

	if ((got = hold_open(&m, site, id, err)) == 1 && m.h.decision[0] == '\0')
		got = 0;
	if (got == 1 && (got = is_posted(site, &m.h, span_buf(&m.message), err)) != -1)
		got = !got;
	if (got == 1 && write_sealed(site, &m, now, out, err) == -1)
		got = -1;
	hold_close(&m);
	return got;
}

int
hold_pending(struct site *site, hold_fn *each, void *arg, struct err *err)
{
	struct hold_mail	 m;
	struct db_rows		*rows;
	struct held		 h;
	int			 got, one;

	if ((rows = held_decided(site->priv, err)) == NULL)
		return -1;
	while ((got = held_row(rows, &h, err)) == 1) {
		if ((one = hold_open(&m, site, h.id, err)) == 1 &&
		    (one = is_posted(site, &m.h, span_buf(&m.message), err)) == 0)
			one = each(arg, &m.h, err);
		hold_close(&m);
		if (one == -1) {
			got = -1;
			break;
		}
	}
	db_done(rows);
	return got;
}

/* ---- what time brings ---- */

/* A decision whose mail stands in the log is fulfilled. */
static int
end_fulfilled(struct site *site, struct err *err)
{
	struct hold_mail	 m;
	struct db_rows		*rows;
	struct held		 h;
	int			 got, one;

	if ((rows = held_decided(site->priv, err)) == NULL)
		return -1;
	while ((got = held_row(rows, &h, err)) == 1) {
		if ((one = hold_open(&m, site, h.id, err)) == 1 &&
		    (one = is_posted(site, &m.h, span_buf(&m.message), err)) == 1)
			one = held_discard(site->priv, h.id, err);
		hold_close(&m);
		if (one == -1) {
			got = -1;
			break;
		}
	}
	db_done(rows);
	return got;
}

int
hold_tidy(struct site *site, moment now, struct err *err)
{
	if (db_begin(site->priv, err) == -1)
		return -1;
	if (held_expire(site->priv, now, NULL, err) == -1 || token_expire(site->priv, now, err) == -1 ||
	    end_fulfilled(site, err) == -1 || hold_letter_summaries(site, now, err) == -1 ||
	    db_commit(site->priv, err) == -1) {
		db_rollback(site->priv);
		return -1;
	}
	return 0;
}
