#include "site/life_letter.h"

#include <stdlib.h>

#include "site/answer.h"
#include "text/catalog.h"

#define DAY	86400
#define GRACE	14	/* days between warning and suspension, as life.c has it */

/* ---- texts ---- */

static const char *
text_of(enum life_letter what, const struct life_about *about)
{
	static const char *const texts[] = {
		[LIFE_APPLIED] = CATALOG_N("%{name} asks to take part in %{title}, with the contact %{address}. Now we look at "
		    "%{page}: the page must show that address as your contact. Then a letter goes to the address."),
		[LIFE_LISTING] = CATALOG_N("You asked us to list %{name}. Somebody looks at it, and then it stands in the directory."),
		[LIFE_UNCLEAR] = CATALOG_N("We did not understand your letter. Please write lines like these, each with its word in "
		    "front:"),
		[LIFE_NOT_SHOWN] = CATALOG_N("We looked at %{page} and did not find %{address} there as the contact of %{name}. Please "
		    "put it there, as text or as a link for mail. For two weeks we look again every day."),
		[LIFE_CONFIRM] = CATALOG_N("The page %{page} shows %{address} as the contact of %{name}. Shall this address speak for "
		    "it in %{title}?"),
		[LIFE_CONSENT] = CATALOG_N("%{name} asks to stand in the directory of %{title}. Its page is %{page}, its address "
		    "%{address}. Do you agree?"),
		[LIFE_REVIEW] = CATALOG_N("Somebody has to look at %{page}: does it show %{address} as the contact of %{name}? The "
		    "answer is given by asm-directory accept."),
		[LIFE_ENDORSED] = CATALOG_N("%{address} speaks for %{name} now: what it writes to %{list}, everybody reads."),
		[LIFE_WARNED] = CATALOG_N("%{page} does not show %{address} as the contact of %{name} any longer. If it does not do so "
		    "again by %{date}, nobody can write to %{title} for %{name}. If the contact has changed, write to us from either "
		    "address."),
		[LIFE_SUSPENDED] = CATALOG_N("Nobody can write to %{title} for %{name} for now, because its page does not show its "
		    "contact. As soon as the page shows an address, apply with it again."),
		[LIFE_RECALL] = CATALOG_N("Somebody asked that %{address} speak for %{name} no longer. Shall it be so, at once?"),
		[LIFE_RECALLED] = CATALOG_N("%{address} does not speak for %{name} any longer."),
		[LIFE_UNREACHED] = CATALOG_N("For two months nobody could read %{page}, the page of %{name}.")
	};

	if (what == LIFE_CONSENT && about->address == NULL)
		return CATALOG_N("%{name} asks to stand in the directory of %{title}. Its page is %{page}. Do you agree?");
	return texts[what];
}

static int
is_question(enum life_letter what)
{
	return what == LIFE_CONFIRM || what == LIFE_CONSENT || what == LIFE_RECALL;
}

/* ---- one letter ---- */

/* Token and yes-word; the token does what the question asks about. */
static int
ask(struct answer *a, enum life_letter what, const struct life_about *about, struct err *err)
{
	static const char *const doing[] = { [LIFE_CONFIRM] = "confirm", [LIFE_CONSENT] = "endorse", [LIFE_RECALL] = "recall" };
	const struct catalog *cat = answer_catalog(a);
	struct record	 r = RECORD_INIT;
	struct buf	 text = BUF_INIT;
	int		 result = -1;

	if (record_add(&r, "Do", doing[what], err) == 0 && record_add(&r, "Id", about->id, err) == 0 &&
	    record_add(&r, "Address", about->address, err) == 0 && (result = record_stanza(&text, &r)) == 0)
		(void)answer_token(a, about->local, LIFE_ACTION, buf_str(&text), about->now + LIFE_DAYS * DAY);
	record_free(&r);
	buf_free(&text);
	answer_say(a, catalog_get(cat, "If you want that, answer this letter, with the word \"%{yes}\" as its first line."),
	    (const char *const[]){ "yes", answer_word(a, "Yes"), NULL });
	answer_say(a, catalog_get(cat, "If not, do nothing. On %{date} the question is forgotten."),
	    (const char *const[]){ "date", answer_day(a, about->now + LIFE_DAYS * DAY), NULL });
	return result;
}

static void
show_form(struct answer *a)
{
	static const struct { const char *word, *value; } lines[] = {
		{ "Entry-Name", "Asamblea Sol" }, { "Entry-Place", "Madrid" }, { "Entry-Languages", "es ca" },
		{ "Entry-Page", "https://sol.example/contacto" }, { "Entry-Address", "contacto@sol.example" }
	};
	struct buf	 line = BUF_INIT;
	size_t		 i;

	for (i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		buf_reset(&line);
		buf_addf(&line, "%s: %s", answer_word(a, lines[i].word), lines[i].value);
		answer_line(a, buf_str(&line));
	}
	buf_free(&line);
}

static const char *
or_none(const char *s)
{
	return s != NULL ? s : "-";
}

int
life_write(struct site *site, enum life_letter what, const char *to, const struct life_about *about, struct err *err)
{
	const char	*title = site->conf.title;
	const struct catalog *cat;
	struct answer	*a;
	int		 got = 0;

	if ((a = answer_new(site, about->mail != NULL ? ANSWER_REPLY : what == LIFE_CONFIRM ? ANSWER_INVITE : ANSWER_NOTICE,
	    to, about->languages != NULL ? about->languages : "", about->now, err)) == NULL)
		return -1;
	cat = answer_catalog(a);
	answer_from(a, about->local);
	if (about->mail != NULL)
		answer_to_mail(a, about->mail);
	answer_subject(a, catalog_get(cat, "The directory of %{title}"), (const char *const[]){ "title", title, NULL });
	answer_say(a, catalog_get(cat, text_of(what, about)), (const char *const[]){ "title", title, "list", site->conf.list,
	    "name", or_none(about->name), "page", or_none(about->page), "address", or_none(about->address),
	    "date", answer_day(a, about->now + GRACE * DAY), NULL });
	if (is_question(what))
		got = ask(a, what, about, err);
	if (what == LIFE_UNCLEAR)
		show_form(a);
	if (got == 0)
		got = answer_send(a, err);
	answer_free(a);
	return got;
}

int
life_write_moderators(struct site *site, enum life_letter what, const struct life_about *about, struct err *err)
{
	struct span	 rest = span_str(site->conf.moderators), one;
	struct life_about theirs = *about;
	char		*to;
	int		 got = 0;

	theirs.languages = site->conf.languages;
	theirs.mail = NULL;
	while (got != -1 && span_cut(&rest, ' ', &one)) {
		if (one.n == 0)
			continue;
		if ((to = span_dup(one)) == NULL)
			return err_memory(err);
		got = life_write(site, what, to, &theirs, err);
		free(to);
	}
	return got == -1 ? -1 : 0;
}
