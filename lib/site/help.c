#include "site/help.h"

#include <stdio.h>

#include "mail/body.h"
#include "mail/mime.h"
#include "mail/request.h"
#include "site/answer.h"
#include "store/limit.h"
#include "text/language.h"
#include "trust/identity.h"

#define LIMIT		"help"		/* the limit's name: once a day */
#define LIMIT_SECONDS	86400

/* The language that she says or writes, for answer_new: a tag in `out`, or nothing. */
static int
read_language(struct span mail, struct buf *out, struct err *err)
{
	struct mime	*mime;
	struct body	 body = { 0 };
	struct buf	 words = BUF_INIT;
	const char	*guess;
	int		 result = -1;

	if ((mime = mime_parse(mail, err)) == NULL)
		return -1;
	if (body_read(&body, mime, err) == 0 && (result = body_words(&words, &body, err)) == 0) {
		if (body.language != NULL && language_valid(span_str(body.language)))
			buf_addf(out, "%s ", body.language);
		if ((guess = language_guess(span_buf(&words))) != NULL)
			buf_adds(out, guess);
		result = buf_ok(out, err);
	}
	buf_free(&words);
	body_free(&body);
	mime_free(mime);
	return result;
}

static const char *
address_of(char out[320], const struct site *site, const char *local)
{
	(void)snprintf(out, 320, "%s@%s", local, site->conf.domain);
	return out;
}

static void
say_rules(struct answer *a, const struct site *site)
{
	const struct catalog	*cat = answer_catalog(a);
	char			 help[320], observe[320], assembly[320], translate[320], owner[320];
	const char *const	 pairs[] = { "title", site->conf.title, "list", site->conf.list,
				    "help", address_of(help, site, "help"), "observe", address_of(observe, site, "observe"),
				    "assembly", address_of(assembly, site, "assembly"), "translate",
				    address_of(translate, site, "translate"), "owner", address_of(owner, site, "owner"), NULL };

	answer_subject(a, catalog_get(cat, "How %{title} works"), pairs);
	answer_say(a, catalog_get(cat, "People read %{help} and will answer you. This letter only says what is asked most "
	    "often."), pairs);
	answer_say(a, catalog_get(cat, "Only assemblies speak here, each through one contact, whose address stands on the "
	    "assembly's own web page. Anyone may read."), pairs);
	answer_say(a, catalog_get(cat, "To read by mail, write to %{observe}. To have an assembly listed, or to change its "
	    "contact, write to %{assembly}. To help with translations, write to %{translate}. Those who run the list are "
	    "reached at %{owner}."), pairs);
	answer_say(a, catalog_get(cat, "Contacts write to %{list} what their assembly has decided to say: proposals, news, "
	    "calls for help, standing texts. One matter a mail, as plain text, in any language; personal opinions belong "
	    "elsewhere. Nothing is changed or shortened."), pairs);
	answer_say(a, catalog_get(cat, "A mail that is not proved to come from a contact is not published: the contact is "
	    "asked. What is said here is public, and stays so."), pairs);
}

static int
send_rules(struct site *site, const char *to, const char *languages, const struct header *mail, moment now,
    struct err *err)
{
	struct answer	*a;
	int		 got;

	if ((a = answer_new(site, ANSWER_REPLY, to, languages, now, err)) == NULL)
		return -1;
	answer_from(a, "help");
	answer_to_mail(a, mail);
	say_rules(a, site);
	got = answer_send(a, err);
	answer_free(a);
	return got;
}

static int
answer_once(struct site *site, const char *to, const char *languages, const struct header *mail, moment now,
    const char **what, struct err *err)
{
	int64_t	left;
	int	got;

	*what = "answered-today";
	if (db_begin(site->priv, err) == -1)
		return -1;
	if ((got = limit_left(site->priv, LIMIT, to, 1, now, &left, err)) == 0 && left > 0) {
		*what = "limit";
		if ((got = send_rules(site, to, languages, mail, now, err)) == 1)
			*what = "answered";
		if (got == 1 && limit_spend(site->priv, LIMIT, to, 1, LIMIT_SECONDS, now, err) == -1)
			got = -1;
	}
	if (got == -1 || db_commit(site->priv, err) == -1) {
		db_rollback(site->priv);
		return -1;
	}
	return got;
}

int
help_answer(struct site *site, struct span mail, moment now, const char **what, struct err *err)
{
	struct header	 h;
	struct buf	 from = BUF_INIT, languages = BUF_INIT;
	const char	*fault;
	int		 got = 0;

	if (header_split(&h, mail, err) == -1)
		return -1;
	*what = "automatic";
	if (request_automatic(&h, site->conf.list_id, site->conf.list) == REQUEST_HUMAN) {
		*what = "no-sender";
		if ((got = identity_from(&h, &from, &fault, err)) == 1 &&
		    (got = read_language(mail, &languages, err)) == 0)
			got = answer_once(site, buf_str(&from), buf_str(&languages), &h, now, what, err);
	}
	header_free(&h);
	buf_free(&from);
	buf_free(&languages);
	return got;
}
