#include "site/observing.h"

#include <string.h>

#include "mail/body.h"
#include "mail/mime.h"
#include "mail/request.h"
#include "mail/wishes.h"
#include "mail/word.h"
#include "site/fanout.h"
#include "site/observing_letter.h"
#include "site/personal.h"
#include "site/settings.h"
#include "store/article.h"
#include "store/observer.h"
#include "store/outbox.h"
#include "store/token.h"
#include "store/trace.h"
#include "trust/identity.h"

/* ---- the transaction ---- */

int
observing_begin(struct site *site, moment now, struct err *err)
{
	int64_t	last, mark;
	moment	arrival;

	for (;;) {
		if (fanout_plan(site, now, err) == -1 || db_begin(site->priv, err) == -1)
			return -1;
		if (articles_last(site->pub, &last, &arrival, err) == -1 || outbox_planned(site->priv, &mark, err) == -1) {
			db_rollback(site->priv);
			return -1;
		}
		if (mark >= last)
			return 0;
		db_rollback(site->priv);	/* an article came in between: by the old settings, too */
	}
}

static int
finish(struct site *site, int good, struct err *err)
{
	if (good && db_commit(site->priv, err) == 0)
		return 0;
	db_rollback(site->priv);
	return -1;
}

/* ---- one mail ---- */

struct request {
	struct site	*site;
	moment		 now;
	struct words	*words;
	struct header	 head;
	struct buf	 from;		/* normal form */
	struct buf	 text;
	struct buf	 speaks;	/* languages: that of her words, then those of her settings */
	struct wishes	 wishes;
	const char	*done;
};

static struct correspondent
correspondent(const struct request *r)
{
	struct correspondent	who = { &r->head, buf_str(&r->from), buf_str(&r->speaks) };

	return who;
}

/* The row of that address: 1 and *rows open, 0, -1. */
static int
find(struct request *r, struct observer *o, struct db_rows **rows, struct err *err)
{
	int	got;

	if ((*rows = observer_by_address(r->site->priv, buf_str(&r->from), err)) == NULL)
		return -1;
	if ((got = observer_row(*rows, o, err)) != 1) {
		db_done(*rows);
		*rows = NULL;
	}
	return got;
}

static void
will_speak(struct request *r, const char *language)
{
	if (language != NULL && *language != '\0')
		buf_addf(&r->speaks, "%s%s", r->speaks.len > 0 ? " " : "", language);
}

/* Her settings as a record, to be put back: 1, 0 she does not observe, -1. */
static int
remember(struct request *r, struct record *before, struct err *err)
{
	struct observer	 o;
	struct db_rows	*rows;
	int		 got;

	if ((got = find(r, &o, &rows, err)) == 1) {
		will_speak(r, o.languages);
		if (settings_of_observer(before, &o, 1, err) == -1)
			got = -1;
		db_done(rows);
	}
	return got;
}

/* Tell her how things stand now; `before` as for observing_tell. */
static int
tell(struct request *r, enum observing_told what, const struct record *before, struct err *err)
{
	struct correspondent	 who = correspondent(r);
	struct observer		 o;
	struct db_rows		*rows;
	int			 got;

	if ((got = find(r, &o, &rows, err)) != 1)
		return got;
	got = observing_tell(r->site, &who, what, &o, before, r->wishes.wrong, r->now, err);
	db_done(rows);
	return got;
}

/* ---- what is asked ---- */

static int
ask(struct request *r, const char *what, struct err *err)
{
	struct correspondent	who = correspondent(r);
	struct record		wanted = RECORD_INIT;
	int			got = 0;

	if (strcmp(what, "join") == 0)
		got = settings_of_wishes(&wanted, &r->wishes, err);
	if (got == 0)
		got = observing_ask(r->site, &who, what, &wanted, r->now, err);
	record_free(&wanted);
	r->done = got == 1 ? "asked" : "limit";
	return got == -1 ? -1 : 0;
}

static int
stranger(struct request *r, struct err *err)
{
	struct correspondent	who = correspondent(r);
	int			got = observing_stranger(r->site, &who, r->now, err);

	r->done = got == 1 ? "told" : "limit";
	return got == -1 ? -1 : 0;
}

static int
change(struct request *r, const struct record *before, struct err *err)
{
	struct observer_change	c;
	int			got;

	settings_change(&c, &r->wishes);
	if (observer_put(r->site->priv, buf_str(&r->from), &c, r->now, err) == -1)
		return -1;
	if ((got = tell(r, OBSERVING_CHANGED, before, err)) == 0) {
		/* What she is not told is not done: somebody plays with her settings. */
		db_rollback(r->site->priv);
		r->done = "limit";
		return db_begin(r->site->priv, err);
	}
	r->done = "changed";
	return got == -1 ? -1 : 0;
}

/* Leaving always works, with or without a letter. */
static int
leave(struct request *r, const struct record *before, struct err *err)
{
	struct correspondent	who = correspondent(r);

	if (observer_remove(r->site->priv, buf_str(&r->from), err) == -1 ||
	    observing_goodbye(r->site, &who, before, r->now, err) == -1)
		return -1;
	r->done = "left";
	return 0;
}

static int
told(struct request *r, enum observing_told what, struct err *err)
{
	int	got = tell(r, what, NULL, err);

	r->done = got == 1 ? "told" : "limit";
	return got == -1 ? -1 : 0;
}

/* In a transaction: what one who observes (`before` her settings) wants. */
static int
do_known(struct request *r, const struct record *before, struct err *err)
{
	switch (r->wishes.what) {
	case WISH_LEAVE:
		return leave(r, before, err);
	case WISH_FORGET:
		return ask(r, "forget", err);
	case WISH_NOTHING:
		return told(r, OBSERVING_UNCLEAR, err);
	default:
		return r->wishes.given != 0 ? change(r, before, err) : told(r, OBSERVING_STATUS, err);
	}
}

static int
do_unknown(struct request *r, struct err *err)
{
	switch (r->wishes.what) {
	case WISH_JOIN:
		return ask(r, "join", err);
	case WISH_FORGET:
		return ask(r, "forget", err);
	default:
		return stranger(r, err);
	}
}

static int
by_sender(struct request *r, struct err *err)
{
	struct record	before = RECORD_INIT;
	int		got, result = -1;

	if (observing_begin(r->site, r->now, err) == -1)
		return -1;
	will_speak(r, r->wishes.language);
	if ((got = remember(r, &before, err)) != -1)
		result = got == 1 ? do_known(r, &before, err) : do_unknown(r, err);
	record_free(&before);
	return finish(r->site, result == 0, err);
}

/* ---- by the link of one copy ---- */

static int
by_link(struct request *r, int64_t observer, struct err *err)
{
	struct record	 before = RECORD_INIT;
	struct observer	 o;
	struct db_rows	*rows;
	int		 got, result = -1;

	if (observing_begin(r->site, r->now, err) == -1)
		return -1;
	r->done = "ignored";
	buf_reset(&r->from);
	if ((rows = observer_by_id(r->site->priv, observer, err)) != NULL &&
	    (got = observer_row(rows, &o, err)) != -1) {
		if (got == 1)
			buf_adds(&r->from, o.address);
		result = 0;
	}
	db_done(rows);
	if (result == 0 && r->from.len > 0 && (result = remember(r, &before, err) == 1 ? 0 : -1) == 0)
		result = leave(r, &before, err);
	record_free(&before);
	return finish(r->site, result == 0, err);
}

/* ---- by a token in a letter ---- */

/* The first line that she wrote: 1 yes, 0 no, -1 something else. */
static int
yes_or_no(struct request *r)
{
	const char		*language = NULL;
	enum words_answer	 said = request_answer(r->words, span_buf(&r->text), &language);

	if (said == WORDS_YES)
		will_speak(r, language);
	return said == WORDS_YES ? 1 : said == WORDS_NO ? 0 : -1;
}

static int
join(struct request *r, const struct record *wanted, int is_new, struct err *err)
{
	struct settings	s;
	int		result;

	if (settings_read(&s, wanted, r->words, err) == -1)
		return -1;
	if ((result = observer_put(r->site->priv, buf_str(&r->from), &s.change, r->now, err)) != -1) {
		if (s.change.languages != NULL)
			will_speak(r, s.change.languages);
		r->done = is_new ? "joined" : "changed";
		result = tell(r, is_new ? OBSERVING_WELCOME : OBSERVING_CHANGED, NULL, err);
	}
	settings_free(&s);
	return result == -1 ? -1 : 0;
}

/* In a transaction, the token is ours. */
static int
redeem(struct request *r, const struct record *wanted, struct err *err)
{
	const char	*what = record_get(wanted, "Do");
	struct record	 before = RECORD_INIT;
	int		 got, result = 0;

	if (what == NULL)
		return err_set(err, ERR_CONFIG, "private.db: a token that does nothing");
	if (strcmp(what, "leave") == 0) {
		if ((got = remember(r, &before, err)) == 1)
			result = leave(r, &before, err);
		else
			result = got;
		record_free(&before);
		return result;
	}
	return join(r, wanted, strcmp(what, "join") == 0, err);
}

static int
accept(struct request *r, struct span text, const struct record *wanted, struct err *err)
{
	int	got, result = -1;

	if (observing_begin(r->site, r->now, err) == -1)
		return -1;
	if ((got = token_use(r->site->priv, text, r->now, err)) == 1)
		result = redeem(r, wanted, err);
	else if (got == 0)
		result = 0;
	return finish(r->site, result == 0, err);
}

static int
refuse(struct request *r, struct span text, struct err *err)
{
	if (db_begin(r->site->priv, err) == -1)
		return -1;
	r->done = "refused";
	return finish(r->site, token_use(r->site->priv, text, r->now, err) != -1, err);
}

/* Her word counts if it comes from the address to which the letter went. 1 done, 0 no yes and no no, -1. */
static int
by_token(struct request *r, struct span text, const struct token *token, struct err *err)
{
	struct record	 wanted = RECORD_INIT;
	struct span	 subject = span_str(token->subject);
	const char	*what;
	int		 yes, result = 0;

	r->done = "ignored";
	if (strcmp(token->action, OBSERVING_ACTION) != 0 || token->state != TOKEN_OPEN ||
	    strcmp(token->address, buf_str(&r->from)) != 0)
		return 1;
	if ((yes = yes_or_no(r)) == -1)
		return 0;
	if (yes == 0)
		return refuse(r, text, err) == -1 ? -1 : 1;
	if (record_parse(&subject, &wanted, err) != 1)
		result = -1;
	else if ((what = record_get(&wanted, "Do")) != NULL && strcmp(what, "forget") == 0) {
		result = observing_forget(r->site, buf_str(&r->from), r->now, err);
		r->done = "forgotten";
	} else
		result = accept(r, text, &wanted, err);
	record_free(&wanted);
	return result == -1 ? -1 : 1;
}

/* ---- by a form in the web ---- */

static int
web_join(struct request *r, const struct record *form, struct err *err)
{
	struct correspondent	who;
	struct record		wanted = RECORD_INIT;
	struct settings		s;
	struct err		why = { 0 };
	size_t			i;
	int			got;

	/* What is wrong in a form that we wrote was made up by somebody. */
	if (settings_read(&s, form, r->words, &why) == -1)
		return 0;
	settings_free(&s);
	for (i = 0, got = 0; i < form->n && got == 0; i++)
		if (strcmp(form->item[i].name, "Languages") == 0 || strcmp(form->item[i].name, "Rhythm") == 0)
			got = record_add(&wanted, form->item[i].name, form->item[i].value, err);
	will_speak(r, record_get(form, "Languages"));
	who = correspondent(r);
	who.mail = NULL;
	if (got == 0)
		got = observing_ask(r->site, &who, "join", &wanted, r->now, err);
	record_free(&wanted);
	r->done = got == 1 ? "asked" : "limit";
	return got == -1 ? -1 : 0;
}

static int
web_leave(struct request *r, struct err *err)
{
	struct record	before = RECORD_INIT;
	int		got;

	got = remember(r, &before, err);
	record_free(&before);
	return got == 1 ? ask(r, "leave", err) : got;
}

static int
by_form(struct request *r, const struct record *form, struct err *err)
{
	const char	*what = record_get(form, "Request"), *address = record_get(form, "Address"), *fault;
	const char	*speaks = record_get(form, "Speaks"), *token = record_get(form, "Token");
	int64_t		 observer;
	int		 got, result;

	if (token != NULL)
		return (got = personal_check(r->site, span_str(token), &observer, err)) == 1 ?
		    by_link(r, observer, err) : got;
	buf_reset(&r->from);
	if (what == NULL || address == NULL ||
	    (got = identity_address(span_str(address), &r->from, &fault, err)) == 0)
		return 0;
	if (got == -1 || observing_begin(r->site, r->now, err) == -1)
		return -1;
	will_speak(r, speaks);
	result = strcmp(what, "join") == 0 ? web_join(r, form, err) :
	    strcmp(what, "leave") == 0 ? web_leave(r, err) : 0;
	return finish(r->site, result == 0, err);
}

/* asm-cgi writes from our own address; its body is a record.  What a forger of that could ask, the form gives him too. */
static int
is_form(const struct request *r)
{
	struct buf	ours = BUF_INIT;
	int		same;

	buf_addf(&ours, "observe@%s", r->site->conf.domain);
	same = span_eq(span_buf(&ours), span_buf(&r->from));
	buf_free(&ours);
	return same;
}

/* ---- reading it ---- */

/* Clean text and subject, and who it claims to come from: 1, 0 nobody we could answer, -1. */
static int
read_mail(struct request *r, struct span mail, struct buf *subject, struct err *err)
{
	struct mime	*m;
	struct body	 b;
	struct buf	 raw = BUF_INIT;
	const char	*fault;
	int		 got;

	if ((got = identity_from(&r->head, &r->from, &fault, err)) != 1)
		return got;
	if ((m = mime_parse(mail, err)) == NULL)
		return -1;
	if (body_read(&b, m, err) == -1)
		got = -1;
	else {
		buf_addbuf(&r->text, &b.text);
		body_free(&b);
		if (header_value(&r->head, "Subject", &raw) == -1 || word_decode(subject, span_buf(&raw), err) == -1)
			got = err_memory(err);
	}
	mime_free(m);
	buf_free(&raw);
	return got == -1 || buf_ok(&r->text, err) == -1 ? -1 : 1;
}

static int
by_mail(struct request *r, struct span extension, struct span subject, struct err *err)
{
	struct record	 form = RECORD_INIT;
	struct token	 token = { 0 };
	struct span	 text = span_buf(&r->text);
	struct err	 why = { 0 };
	int64_t		 observer;
	int		 got;

	if ((got = personal_check(r->site, extension, &observer, err)) != 0)
		return got == -1 ? -1 : by_link(r, observer, err);
	if (is_form(r)) {
		got = record_parse(&text, &form, &why) == 1 ? by_form(r, &form, err) : 0;
		record_free(&form);
		return got;
	}
	if ((got = token_find(r->site->priv, extension, r->now, &token, err)) == 1)
		got = by_token(r, extension, &token, err);
	token_free(&token);
	if (got != 0)
		return got == -1 ? -1 : 0;
	if (wishes_read(&r->wishes, r->words, extension, subject, span_buf(&r->text), r->now, err) == -1)
		return -1;
	got = by_sender(r, err);
	wishes_free(&r->wishes);
	return got;
}

int
observing_mail(struct site *site, struct span recipient, struct span mail, moment now, const char **done,
    struct err *err)
{
	struct request	r = { .site = site, .now = now, .done = "ignored" };
	struct buf	subject = BUF_INIT, overrides = BUF_INIT;
	struct span	local, extension;
	int		got = -1;

	if (header_split(&r.head, mail, err) == -1)
		return -1;
	(void)request_extension(recipient, &local, &extension);
	if (request_automatic(&r.head, site->conf.list_id, site->conf.list) != REQUEST_HUMAN)
		got = 0;
	else if (site_path(site, "words", &overrides, err) == 0 &&
	    (r.words = words_open(buf_str(&overrides), err)) != NULL &&
	    (got = read_mail(&r, mail, &subject, err)) == 1)
		got = by_mail(&r, extension, span_buf(&subject), err);
	*done = r.done;
	header_free(&r.head);
	words_free(r.words);
	buf_free(&overrides);
	buf_free(&subject);
	buf_free(&r.from);
	buf_free(&r.text);
	buf_free(&r.speaks);
	return got == -1 ? -1 : 0;
}

int
observing_forget(struct site *site, const char *address, moment now, struct err *err)
{
	int	found;

	if (observing_begin(site, now, err) == -1)
		return -1;
	found = trace_remove(site->priv, address, err);
	if (finish(site, found != -1, err) == -1 || trace_scrub(site->priv, err) == -1)
		return -1;
	return found;
}
