/*
 * Answers to our letters about held mail.  What counts is the token in the
 * envelope, the sender it was given to, and the first unquoted line.
 */
#include <string.h>

#include "mail/address.h"
#include "mail/body.h"
#include "mail/mime.h"
#include "mail/request.h"
#include "site/hold_parts.h"
#include "store/token.h"
#include "text/words.h"
#include "trust/identity.h"
#include "trust/pgp.h"

struct reply {
	struct site	*site;
	const char	*recipient;
	moment		 now;
	struct header	 header;
	struct span	 text;		/* of the token */
	struct token	 token;
	enum words_answer said;
	struct buf	 body;		/* what she wrote, readable */
	int64_t		*id;		/* to be posted */
	const char	*what;
};

/* ---- what was said ---- */

static int
open_words(struct words **words, struct site *site, struct err *err)
{
	struct buf	path = BUF_INIT;
	int		result = site_path(site, "words", &path, err);

	if (result == 0 && (*words = words_open(buf_str(&path), err)) == NULL)
		result = -1;
	buf_free(&path);
	return result;
}

static int
read_said(struct reply *r, struct span mail, struct err *err)
{
	struct words	*words = NULL;
	struct mime	*mime;
	struct body	 body = { 0 };
	int		 result = -1;

	if ((mime = mime_parse(mail, err)) == NULL)
		return -1;
	if (body_read(&body, mime, err) == 0 && open_words(&words, r->site, err) == 0) {
		r->said = request_answer(words, span_buf(&body.text), NULL);
		buf_addbuf(&r->body, &body.text);
		result = buf_ok(&r->body, err);
	}
	words_free(words);
	body_free(&body);
	mime_free(mime);
	return result;
}

/* ---- who said it ---- */

/* Somebody wrote, not a robot, and it is she to whom the token was given. 1, 0 *what says why not, -1. */
static int
is_hers(struct reply *r, struct err *err)
{
	struct buf	 from = BUF_INIT;
	const char	*fault;
	int		 got;

	r->what = "automatic";
	if (request_automatic(&r->header, r->site->conf.list_id, r->site->conf.list) != REQUEST_HUMAN)
		return 0;
	r->what = "unknown-token";
	if ((got = token_find(r->site->priv, r->text, r->now, &r->token, err)) != 1)
		return got;
	r->what = "another-sender";
	if ((got = identity_from(&r->header, &from, &fault, err)) == 1)
		got = strcmp(buf_str(&from), r->token.address) == 0;
	buf_free(&from);
	return got;
}

/* Is the signed To this very token's address? 1, 0, -1. */
static int
is_signed_to(struct reply *r, struct err *err)
{
	struct buf	 fields = BUF_INIT, value = BUF_INIT;
	struct addresses to = { NULL, 0 };
	struct header	 h = { 0 };
	size_t		 i;
	int		 got = -1;

	if (pgp_protected(&fields, &r->header, err) == 0 && header_split(&h, span_buf(&fields), err) == 0 &&
	    header_value(&h, "To", &value) != -1 && addresses_parse(&to, span_buf(&value), err) == 0)
		for (got = 0, i = 0; got == 0 && i < to.n; i++)
			got = span_caseeqs(span_str(to.address[i].addr), r->recipient);
	addresses_free(&to);
	header_free(&h);
	buf_free(&value);
	buf_free(&fields);
	return got;
}

/* The signature of the contact's key over an answer to this token. 1, 0 r->what says why not, -1. */
static int
check_signature(struct reply *r, const struct directory_contact *c, struct err *err)
{
	struct buf		 list = BUF_INIT, ring = BUF_INIT;
	const char		*lists[2] = { NULL, NULL };
	struct pgp_ask		 ask = { .fingerprints = c->fingerprints, .address = r->token.address, .list = lists,
				    .now = r->now };
	struct pgp_answer	 answer = { 0 };
	int			 got;

	/* An address of the list, here as there, is one without its extension. */
	buf_addf(&list, "confirm@%s", r->site->conf.domain);
	lists[0] = buf_str(&list);
	if ((got = buf_ok(&list, err)) == 0 && (got = site_ring(r->site, c->assembly, &ring, err)) == 0) {
		ask.ring = buf_str(&ring);
		if ((got = pgp_check(&ask, &r->header, &answer, err)) == 0 && !answer.pass)
			r->what = answer.reason;
		else if (got == 0 && (got = is_signed_to(r, err)) == 0)
			r->what = "signed-for-another-token";
	}
	buf_free(&list);
	buf_free(&ring);
	return got;
}

/* Whoever signs her mails must sign her answers. 1, 0, -1. */
static int
is_signed(struct reply *r, struct err *err)
{
	struct directory_contact c;
	int			 got;

	if ((got = directory_contact(r->site->pub, r->token.address, r->now, &c, err)) == -1)
		return -1;
	return got == 0 || strcmp(c.policy, "pgp") != 0 ? 1 : check_signature(r, &c, err);
}

/* ---- what follows from it ---- */

static int
explain(struct reply *r, enum hold_reply why, const char *what, const char *languages, struct err *err)
{
	r->what = what;
	return hold_letter_reply(r->site, why, r->token.address, languages, &r->header, r->now, err) == -1 ? -1 : 0;
}

static int
explain_to_contact(struct reply *r, enum hold_reply why, const char *what, const char *assembly, struct err *err)
{
	struct hold_assembly	a;
	int			result;

	if (hold_assembly(&a, r->site, assembly, err) == -1)
		return -1;
	result = explain(r, why, what, a.languages, err);
	hold_assembly_free(&a);
	return result;
}

/* The contact of a mail that is gone: her languages are those of her assembly. */
static int
too_late(struct reply *r, struct err *err)
{
	struct directory_contact c;
	int			 got;

	if ((got = directory_contact(r->site->pub, r->token.address, r->now, &c, err)) == -1)
		return -1;
	return explain_to_contact(r, HOLD_TOO_LATE, "too-late", got == 1 ? c.assembly : "", err);
}

/* Yes or no, by whoever may say it. 1 to be posted, 0, -1. */
static int
decide(struct reply *r, const struct hold_mail *m, enum hold_who who, const char *except, const char **why,
    struct err *err)
{
	int	got;

	if ((got = token_use(r->site->priv, r->text, r->now, err)) != 1)
		return got;
	if (r->said == WORDS_NO) {
		r->what = "discarded";
		return hold_decide_discard(r->site, m, who, except, r->now, why, err) == -1 ? -1 : 0;
	}
	r->what = who == HOLD_BY_CONTACT ? "confirmed" : "released";
	if ((got = hold_decide_release(r->site, m, who, except, r->now, why, err)) == 1)
		*r->id = m->h.id;
	else if (got == 0)
		r->what = "not-possible";
	return got;
}

/* Neither yes nor no: people must look. */
static int
to_moderators(struct reply *r, const struct hold_mail *m, struct err *err)
{
	int	got;

	r->what = "unclear";
	if (m->h.told != 0)
		return 0;
	if ((got = hold_letter_moderate(r->site, &m->h, span_buf(&m->message), span_buf(&r->body), r->now, err)) == 1)
		return held_told(r->site->priv, m->h.id, r->now, err);
	r->what = HOLD_NOBODY_TOLD;
	return got;
}

static int
confirm(struct reply *r, const struct hold_mail *m, struct err *err)
{
	const char	*why;

	if (r->said == WORDS_UNCLEAR)
		return to_moderators(r, m, err);
	return decide(r, m, HOLD_BY_CONTACT, NULL, &why, err);
}

static int
moderate(struct reply *r, const struct hold_mail *m, struct err *err)
{
	const char	*languages = r->site->conf.languages, *why;
	int		 got;

	if (r->said == WORDS_UNCLEAR)
		return explain(r, HOLD_YES_OR_NO, "unclear", languages, err);
	if ((got = decide(r, m, HOLD_BY_MODERATOR, r->token.address, &why, err)) == 0 && r->said == WORDS_YES)
		return explain(r, HOLD_NOT_POSSIBLE, "not-possible", languages, err);
	return got;
}

static int
is_moderator(const struct reply *r)
{
	struct span	rest = span_str(r->site->conf.moderators), one;

	while (span_cut(&rest, ' ', &one))
		if (span_eqs(one, r->token.address))
			return 1;
	return 0;
}

/* Of one held mail: open it, and see whether this token still decides anything. */
static int
about_one(struct reply *r, int by_moderator, struct err *err)
{
	struct hold_mail	m;
	unsigned long long	id = 0;
	int			got;

	(void)span_number(span_str(r->token.subject), &id);
	if ((got = hold_open(&m, r->site, (int64_t)id, err)) != -1) {
		/* The same answer, handed over again because asm-post could not take the mail then. */
		if (got == 1 && m.h.decision[0] != '\0' && r->token.state == TOKEN_USED && r->said == WORDS_YES) {
			r->what = "again";
			*r->id = m.h.id;
		} else if (got == 0 || m.h.decision[0] != '\0' || r->token.state != TOKEN_OPEN)
			got = by_moderator ? explain(r, HOLD_TOO_LATE, "too-late", r->site->conf.languages, err) :
			    too_late(r, err);
		else
			got = by_moderator ? moderate(r, &m, err) : confirm(r, &m, err);
	}
	hold_close(&m);
	return got;
}

/* Of all mails of a summary: they can only be thrown away together. */
static int
about_all(struct reply *r, struct err *err)
{
	unsigned long long	asked = 0;
	int64_t			count;
	int			got;

	if (r->token.state != TOKEN_OPEN)
		return too_late(r, err);
	if (r->said != WORDS_NO) {
		struct directory_contact c;

		if ((got = directory_contact(r->site->pub, r->token.address, r->now, &c, err)) != 1)
			return got;
		return explain_to_contact(r, HOLD_ONE_BY_ONE, "unclear", c.assembly, err);
	}
	(void)span_number(span_str(r->token.subject), &asked);
	if ((got = token_use(r->site->priv, r->text, r->now, err)) != 1)
		return got;
	r->what = "discarded";
	return held_discard_asked(r->site->priv, r->token.address, (moment)asked, &count, err);
}

static int
act(struct reply *r, struct err *err)
{
	if (strcmp(r->token.action, HOLD_CONFIRM) == 0)
		return about_one(r, 0, err);
	if (strcmp(r->token.action, HOLD_SUMMARY) == 0)
		return about_all(r, err);
	if (strcmp(r->token.action, HOLD_MODERATE) == 0 && is_moderator(r))
		return about_one(r, 1, err);
	r->what = "another-token";
	return 0;
}

static int
judge(struct reply *r, struct span mail, struct err *err)
{
	int	got;

	if ((got = is_hers(r, err)) != 1 || (got = is_signed(r, err)) != 1)
		return got;
	if (read_said(r, mail, err) == -1 || db_begin(r->site->priv, err) == -1)
		return -1;
	/* What was found before the lock may have been decided since. */
	token_free(&r->token);
	if (token_find(r->site->priv, r->text, r->now, &r->token, err) == 1 && act(r, err) != -1 &&
	    db_commit(r->site->priv, err) == 0)
		return *r->id != 0;
	db_rollback(r->site->priv);
	return -1;
}

int
hold_reply(struct site *site, const char *recipient, struct span mail, moment now, int64_t *id,
    const char **what, struct err *err)
{
	struct reply	r = { .site = site, .recipient = recipient, .now = now, .id = id };
	struct span	local;
	int		got;

	*id = 0;
	*what = "no-token";
	if (!request_extension(span_str(recipient), &local, &r.text))
		return 0;
	if (header_split(&r.header, mail, err) == -1)
		return -1;
	got = judge(&r, mail, err);
	*what = r.what;
	header_free(&r.header);
	token_free(&r.token);
	buf_free(&r.body);
	return got;
}
