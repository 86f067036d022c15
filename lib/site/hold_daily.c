/*
 * What waits, once a day, for the moderators.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "site/hold_parts.h"
#include "store/limit.h"

#define DAILY_SECONDS	(20 * 3600)	/* a day, whenever cron comes to it */

struct daily {
	struct site	*site;
	moment		 now;
	long		 open, strangers, rejected;
};

/* Its contact, or a moderator, may still decide. */
static int
is_open(const struct daily *d, const struct held *h)
{
	return h->verdict == 10 && h->decision[0] == '\0' && h->expires > d->now;
}

static int
count(struct daily *d, struct err *err)
{
	struct db_rows	*rows;
	struct held	 h;
	int		 got;

	if ((rows = held_list(d->site->priv, err)) == NULL)
		return -1;
	while ((got = held_row(rows, &h, err)) == 1) {
		d->open += is_open(d, &h);
		d->strangers += h.verdict == 11;
		d->rejected += h.verdict == 12;
	}
	db_done(rows);
	return got;
}

/* One mail, with its own address to answer to. */
static int
add(struct daily *d, struct answer *a, const struct held *h, struct err *err)
{
	struct hold_mail	 m;
	struct hold_assembly	 assembly;
	const char		*address;
	char			 number[24];
	int			 got;

	(void)snprintf(number, sizeof number, "%lld", (long long)h->id);
	if (hold_assembly(&assembly, d->site, h->assembly, err) == -1)
		return -1;
	answer_text(a, SPAN_NONE);	/* an empty line between them */
	answer_field(a, number, span_str(assembly.name));
	hold_assembly_free(&assembly);
	if ((got = hold_open(&m, d->site, h->id, err)) == 1 &&
	    (got = hold_letter_show(a, h, span_buf(&m.message), HOLD_SUMMARY_LINES, err)) == 0 &&
	    (address = answer_token(a, "confirm", HOLD_MODERATE, number, h->expires)) != NULL)
		answer_line(a, address);
	hold_close(&m);
	return got == -1 ? -1 : 0;
}

static int
add_all(struct daily *d, struct answer *a, struct err *err)
{
	struct db_rows	*rows;
	struct held	 h;
	int		 n = 0, got;

	if ((rows = held_list(d->site->priv, err)) == NULL)
		return -1;
	while ((got = held_row(rows, &h, err)) == 1)
		if (is_open(d, &h) && n++ < HOLD_SUMMARY_MAILS && add(d, a, &h, err) == -1) {
			got = -1;
			break;
		}
	db_done(rows);
	return got;
}

static void
say(struct daily *d, struct answer *a)
{
	const struct catalog	*cat = answer_catalog(a);

	answer_subject(a, catalog_get(cat, "What is held at %{list}"),
	    (const char *const[]){ "list", d->site->conf.list, NULL });
	answer_say(a, catalog_get(cat, "These mails say they come from assemblies, and nothing in them proves it. Their contacts "
	    "are asked, and you need not do anything."), NULL);
	answer_say(a, catalog_get(cat, "If you know by another way that a mail is theirs, write \"%{yes}\" to the address "
	    "under it: it is published, marked as released by moderators. If it is not, write \"%{no}\", and it is thrown away."),
	    (const char *const[]){ "yes", answer_word(a, "Yes"), "no", answer_word(a, "No"), NULL });
}

static void
say_rest(struct daily *d, struct answer *a)
{
	const struct catalog	*cat = answer_catalog(a);
	char			 more[24], strangers[24], rejected[24];

	(void)snprintf(more, sizeof more, "%ld", d->open - HOLD_SUMMARY_MAILS);
	(void)snprintf(strangers, sizeof strangers, "%ld", d->strangers);
	(void)snprintf(rejected, sizeof rejected, "%ld", d->rejected);
	if (d->open > HOLD_SUMMARY_MAILS)
		answer_say(a, catalog_get(cat, "Not shown here: %{count}."), (const char *const[]){ "count", more, NULL });
	if (d->strangers + d->rejected > 0)
		answer_say(a, catalog_get(cat, "Held besides, and never published: from senders who are no contact: "
		    "%{strangers}; malformed or forged: %{rejected}."),
		    (const char *const[]){ "strangers", strangers, "rejected", rejected, NULL });
}

static int
write_one(struct daily *d, struct span moderator, struct err *err)
{
	struct answer	*a;
	char		*to = span_dup(moderator);
	int		 got = -1;

	if (to == NULL)
		return err_memory(err);
	if ((a = answer_new(d->site, ANSWER_NOTICE, to, d->site->conf.languages, d->now, err)) != NULL) {
		say(d, a);
		if (add_all(d, a, err) != -1) {
			say_rest(d, a);
			got = answer_send(a, err);
		}
	}
	answer_free(a);
	free(to);
	return got;
}

static int
write_all(struct daily *d, long *letters, struct err *err)
{
	struct span	rest = span_str(d->site->conf.moderators), one;
	int64_t		left;
	int		got;

	if (limit_left(d->site->priv, "daily list", "", 1, d->now, &left, err) == -1 || count(d, err) == -1)
		return -1;
	if (left == 0 || d->open == 0)
		return 0;
	while (span_cut(&rest, ' ', &one))
		if (one.n > 0) {
			if ((got = write_one(d, one, err)) == -1)
				return -1;
			*letters += got;
		}
	return *letters == 0 ? 0 : limit_spend(d->site->priv, "daily list", "", 1, DAILY_SECONDS, d->now, err);
}

int
hold_daily(struct site *site, moment now, long *letters, struct err *err)
{
	struct daily	d = { .site = site, .now = now };

	*letters = 0;
	if (site->conf.moderators == NULL || site->conf.moderators[0] == '\0')
		return 0;
	if (db_begin(site->priv, err) == -1)
		return -1;
	if (write_all(&d, letters, err) == -1 || db_commit(site->priv, err) == -1) {
		db_rollback(site->priv);
		return -1;
	}
	return 0;
}
