#include "site/receipt.h"

#include <stdio.h>

#include "mail/field.h"
#include "mail/word.h"
#include "site/answer.h"
#include "site/outgoing.h"
#include "text/catalog.h"
#include "trust/identity.h"

static void
say(struct answer *a, struct span title, const char *number, const char *url, int64_t now_for, int64_t wait_for)
{
	const struct catalog	*cat = answer_catalog(a);
	char			 n[2][24];

	(void)snprintf(n[0], sizeof n[0], "%lld", (long long)now_for);
	(void)snprintf(n[1], sizeof n[1], "%lld", (long long)wait_for);
	answer_subject(a, catalog_get(cat, "Your post is number %{number}"), (const char *const[]){ "number", number, NULL });
	answer_say(a, catalog_get(cat, "This was posted:"), NULL);
	answer_field(a, catalog_get(cat, "Post"), title);
	if (*url != '\0')
		answer_line(a, url);
	answer_say(a, catalog_get(cat, "Read by mail as it comes: %{now}. Waiting for a translation: %{wait}; they get it when there is "
	    "one, or as it is when the time is up that each of them chose. It is in the newsletter and the archive too."),
	    (const char *const[]){ "now", n[0], "wait", n[1], NULL });
	answer_say(a, catalog_get(cat, "To answer it or to correct it, name its number: %{number}."),
	    (const char *const[]){ "number", number, NULL });
}

static int
write_to(struct site *site, const char *contact, const struct header *h, struct span article, const char *languages,
    int64_t now_for, int64_t wait_for, moment now, struct err *err)
{
	struct answer	*a;
	struct buf	 raw = BUF_INIT, title = BUF_INIT, number = BUF_INIT, url = BUF_INIT;
	int		 got = -1;

	if ((a = answer_new(site, ANSWER_NOTICE, contact, languages, now, err)) == NULL)
		return -1;
	if (header_value(h, "Subject", &raw) == -1 || header_value(h, "Asm-Number", &number) == -1)
		err_memory(err);
	else if (word_decode(&title, span_buf(&raw), err) != -1 && outgoing_url(&url, site, article, err) == 0) {
		answer_to_mail(a, h);
		say(a, span_buf(&title), buf_str(&number), buf_str(&url), now_for, wait_for);
		got = answer_send(a, err);
	}
	answer_free(a);
	buf_free(&raw);
	buf_free(&title);
	buf_free(&number);
	buf_free(&url);
	return got == -1 ? -1 : 0;
}

int
receipt_write(struct site *site, struct span article, const char *languages, int64_t now_for, int64_t wait_for, moment now,
    struct err *err)
{
	struct header	h;
	struct buf	reply = BUF_INIT, contact = BUF_INIT;
	const char	*fault;
	int		got;

	if (header_split(&h, article, err) == -1)
		return -1;
	if ((got = header_value(&h, "Reply-To", &reply)) == 1 &&
	    (got = identity_address(span_trim(span_buf(&reply)), &contact, &fault, err)) == 1)
		got = write_to(site, buf_str(&contact), &h, article, languages, now_for, wait_for, now, err);
	header_free(&h);
	buf_free(&reply);
	buf_free(&contact);
	return got == -1 ? -1 : 0;
}
