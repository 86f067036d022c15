#include "site/returns_letter.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "mail/field.h"
#include "mail/word.h"
#include "site/answer.h"
#include "site/outgoing.h"
#include "store/article.h"
#include "store/bounce.h"
#include "store/observer.h"
#include "store/token.h"
#include "text/catalog.h"

/* Title and link of an article that did not arrive. */
static int
add_article(struct answer *a, struct site *site, int64_t serial, struct err *err)
{
	struct articles_row	 row;
	struct db_rows		*rows;
	struct header		 h = { 0 };
	struct buf		 subject = BUF_INIT, title = BUF_INIT, url = BUF_INIT;
	int			 got;

	if ((rows = articles_by_serial(site->pub, serial, err)) == NULL)
		return -1;
	if ((got = articles_next(rows, &row, err)) == 1 && (got = header_split(&h, row.message, err)) == 0 &&
	    header_value(&h, "Subject", &subject) != -1 &&
	    (got = word_decode(&title, span_buf(&subject), err)) != -1 &&
	    (got = outgoing_url(&url, site, row.message, err)) == 0) {
		answer_field(a, catalog_get(answer_catalog(a), "Post"), span_buf(&title));
		if (url.len > 0)
			answer_line(a, buf_str(&url));
	}
	header_free(&h);
	db_done(rows);
	buf_free(&subject);
	buf_free(&title);
	buf_free(&url);
	return got == -1 ? -1 : 0;
}

/* The newest of what she missed. */
static int
add_missed(struct answer *a, struct site *site, int64_t observer, struct err *err)
{
	struct db_rows	*rows;
	int64_t		 serial[RETURNS_MISSED];
	size_t		 i, n = 0;
	int		 got;

	if ((rows = bounce_list(site->priv, err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1)
		if (db_int(rows, 0) == observer) {
			if (n == RETURNS_MISSED)
				memmove(serial, serial + 1, --n * sizeof *serial);
			serial[n++] = db_int(rows, 1);
		}
	db_done(rows);
	for (i = 0; i < n && got == 0; i++)
		got = add_article(a, site, serial[i], err);
	return got;
}

static void
say(struct answer *a, int probe, const char *title)
{
	const struct catalog	*cat = answer_catalog(a);
	const char *const	 of[] = { "title", title, NULL };

	if (probe) {
		answer_subject(a, catalog_get(cat, "%{title}: does this reach you?"), of);
		answer_say(a, catalog_get(cat, "What %{title} sends to this address has come back, and so did a warning. If this "
		    "letter comes back too, nothing more is sent. If you read it, all is well: there is nothing to do."), of);
	} else {
		answer_subject(a, catalog_get(cat, "%{title}: some mail did not reach you"), of);
		answer_say(a, catalog_get(cat, "What %{title} sent to this address has come back. If you read this, all is well "
		    "again: there is nothing to do."), of);
	}
	answer_say(a, catalog_get(cat, "This did not reach you:"), NULL);
}

/* Its bounce must come back to an address that nobody can guess. */
static int
add_envelope(struct answer *a, struct site *site, const struct observer *o, int probe, moment now, struct err *err)
{
	struct buf	token = BUF_INIT, sender = BUF_INIT;
	char		number[24];
	int		result = -1;

	(void)snprintf(number, sizeof number, "%lld", (long long)o->id);
	if (token_make(&token, err) == 0 && token_put(site->priv, span_buf(&token), probe ? RETURNS_PROBE :
	    RETURNS_WARNING, number, o->address, now, now + RETURNS_ARRIVED, err) == 0) {
		buf_addf(&sender, "bounce+%s@%s", buf_str(&token), site->conf.domain);
		if ((result = buf_ok(&sender, err)) == 0)
			answer_envelope(a, buf_str(&sender));
	}
	buf_wipe(&token);
	buf_wipe(&sender);
	return result;
}

static int
write_letter(struct site *site, const struct observer *o, int probe, moment now, struct err *err)
{
	struct answer	*a;
	int		 got = -1;

	if ((a = answer_new(site, ANSWER_NOTICE, o->address, o->languages, now, err)) == NULL)
		return -1;
	answer_from(a, "observe");
	say(a, probe, site->conf.title);
	if (add_missed(a, site, o->id, err) == 0 && add_envelope(a, site, o, probe, now, err) == 0)
		got = answer_send(a, err);
	answer_free(a);
	return got;
}

int
returns_letter(struct site *site, int64_t observer, int probe, moment now, struct err *err)
{
	struct observer	 o;
	struct db_rows	*rows;
	int		 got;

	if ((rows = observer_by_id(site->priv, observer, err)) == NULL)
		return -1;
	if ((got = observer_row(rows, &o, err)) == 1)
		got = write_letter(site, &o, probe, now, err);
	db_done(rows);
	return got;
}
