/*
 * What is answered to a mail: receipts, lists, and the question whether it was she who wrote.
 */
#include <stdio.h>
#include <string.h>

#include "cmd/asm-translate-queue/letters.h"
#include "cmd/program.h"

/* ---- receipts ---- */

/* "3 error address https://..." as she reads it; what is none of these is about her file. */
static const char *
fault_text(const struct catalog *cat, struct span word)
{
	static const struct { const char *word, *text; } texts[] = {
		{ "address", CATALOG_N("this address is missing or different: %{text}") },
		{ "numbers", CATALOG_N("a number or a time differs") },
		{ "untranslated", CATALOG_N("it is not translated yet") },
		{ "short", CATALOG_N("it is much shorter than the original") },
		{ "long", CATALOG_N("it is much longer than the original") },
		{ "direction", CATALOG_N("a direction mark is opened and not closed") },
		{ "term", CATALOG_N("this name is kept as it is: %{text}") }
	};
	size_t	i;

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (span_eqs(word, texts[i].word))
			return catalog_get(cat, texts[i].text);
	return NULL;
}

static void
put_fault(struct buf *out, const struct catalog *cat, struct span line)
{
	struct buf	 about = BUF_INIT;
	struct span	 number, word = SPAN_NONE;
	const char	*text;

	span_cut(&line, ' ', &number);
	if (!span_cut(&line, ' ', &word) || !span_cut(&line, ' ', &word) || (text = fault_text(cat, word)) == NULL)
		buf_adds(out, catalog_get(cat, CATALOG_N("the file that you sent cannot be read to its end")));
	else {
		buf_addspan(&about, line);
		buf_addf(out, "[[%.*s]] ", SPAN_FMT(number));
		catalog_fill(out, text, (const char *const[]){ "text", buf_str(&about), NULL });
	}
	buf_addc(out, '\n');
	buf_free(&about);
}

static void
say_faults(struct answer *a, const struct receipt *r)
{
	const struct catalog	*cat = answer_catalog(a);
	struct buf		 lines = BUF_INIT;
	struct span		 rest = span_buf(&r->faults), line;

	if (r->faults.len == 0)
		return;
	answer_say(a, r->errors > 0 ? catalog_get(cat, "Please look at these once more; an address that differs is most likely a slip:") :
	    catalog_get(cat, "You may want to look at these once more:"), NULL);
	while (span_line(&rest, &line))
		put_fault(&lines, cat, line);
	answer_quote(a, span_buf(&lines), 40);
	buf_free(&lines);
}

int
letter_receipt(struct site *site, int64_t person, const struct job *job, const struct receipt *r,
    const struct header *mail, struct err *err)
{
	struct addressee	 to = ADDRESSEE_INIT;
	struct answer		*a;
	const struct catalog	*cat;
	const char		*pairs[] = { "accepted", buf_str(&r->accepted), "missing", buf_str(&r->missing), "stale",
				    buf_str(&r->stale), "conflicts", buf_str(&r->conflicts), NULL };
	int			 got;

	if ((got = addressee_read(&to, site, person, job->item.language, err)) != 1 || to.to.len == 0) {
		addressee_free(&to);
		return got == -1 ? -1 : 0;
	}
	if ((a = answer_new(site, ANSWER_REPLY, buf_str(&to.to), buf_str(&to.languages), program_now(), err)) == NULL) {
		addressee_free(&to);
		return -1;
	}
	cat = answer_catalog(a);
	answer_from(a, "translate");
	answer_to_mail(a, mail);
	(void)letter_token(a, job, ACTION_WORK);
	letter_subject(a, job, catalog_get(cat, "Your translation has arrived"), NULL);
	answer_say(a, catalog_get(cat, "Thank you! Your work has arrived and is kept."), NULL);
	if (r->accepted.len > 0)
		answer_say(a, catalog_get(cat, "Translated: %{accepted}."), pairs);
	if (r->stale.len > 0)
		answer_say(a, catalog_get(cat, "Corrected meanwhile by the assembly, and kept as a suggestion: %{stale}."), pairs);
	if (r->conflicts.len > 0)
		answer_say(a, catalog_get(cat, "Somebody else translated these, too, and the reviewer sees both: %{conflicts}."), pairs);
	if (r->missing.len > 0)
		answer_say(a, catalog_get(cat, "Still open: %{missing}. You can send them by answering this mail."), pairs);
	else if (r->complete)
		answer_say(a, conf_review(&site->conf, job->item.work.kind) == 0 ?
		    catalog_get(cat, "It is complete, and goes to the assemblies now.") :
		    catalog_get(cat, "It is complete. Somebody else reads it once more, and then it goes to the assemblies."), NULL);
	say_faults(a, r);
	got = answer_send(a, err);
	answer_free(a);
	addressee_free(&to);
	return got == -1 ? -1 : 0;
}

/* ---- strangers ---- */

int
letter_confirm(struct site *site, const char *address, const char *languages, int64_t mail, const char *asked,
    struct span subject, const struct header *h, struct err *err)
{
	struct answer		*a;
	const struct catalog	*cat;
	char			 id[24];
	int			 got;

	(void)snprintf(id, sizeof id, "%lld", (long long)mail);
	if ((a = answer_new(site, ANSWER_CHALLENGE, address, languages, program_now(), err)) == NULL)
		return -1;
	cat = answer_catalog(a);
	answer_from(a, "translate");
	answer_to_mail(a, h);
	(void)answer_token(a, "translate", ACTION_CONFIRM, id, program_now() + CONFIRM_SECONDS);
	answer_subject(a, catalog_get(cat, "Did you write to the translators?"), NULL);
	answer_say(a, catalog_get(cat, "Somebody, probably you, wrote this to the translators' queue of %{list}:"),
	    (const char *const[]){ "list", site->conf.title, NULL });
	answer_field(a, catalog_get(cat, "Its subject"), subject.n > 0 ? subject : span_str(catalog_get(cat, "(no subject)")));
	if (asked != NULL && strcmp(asked, "forget") == 0)
		answer_say(a, catalog_get(cat, "It asks that you be forgotten. Then your address, your name and all your subscriptions are "
		    "removed here, what you hold is given back, and you get no further letter. Your translations stay, without a name."),
		    NULL);
	answer_say(a, catalog_get(cat, "If it was you, answer \"%{yes}\" in the first line; then it is done. If not, do nothing."),
	    (const char *const[]){ "yes", answer_word(a, "Yes"), NULL });
	got = answer_send(a, err);
	answer_free(a);
	return got;
}

/* ---- what there is ---- */

static int
add_items(struct answer *a, struct site *site, const char *language, struct err *err)
{
	struct queue_item	item;
	struct db_rows		*rows;
	struct buf		line = BUF_INIT;
	int			got, n = 0;

	if ((rows = queue_list(site->priv, language, program_now(), err)) == NULL)
		return -1;
	while (n < 20 && (got = queue_row(rows, &item, err)) == 1) {
		if (item.state != QUEUE_OPEN && item.state != QUEUE_RETURNED)
			continue;
		buf_reset(&line);
		buf_addf(&line, "%s-%s  %s  %lld  %s", item.work.tag, item.language, catalog_get(answer_catalog(a),
		    item.state == QUEUE_OPEN ? CATALOG_N("open to everybody") : CATALOG_N("waits for a reader")),
		    (long long)item.left, item.work.title);
		answer_line(a, buf_str(&line));
		n++;
	}
	db_done(rows);
	buf_free(&line);
	return n;
}

int
letter_list(struct site *site, int64_t person, const char *language, const struct header *h, struct err *err)
{
	struct addressee	 to = ADDRESSEE_INIT;
	struct answer		*a;
	const struct catalog	*cat;
	int			 got;

	if ((got = addressee_read(&to, site, person, language, err)) == 1 && to.to.len > 0) {
		got = -1;
		if ((a = answer_new(site, ANSWER_REPLY, buf_str(&to.to), buf_str(&to.languages), program_now(), err)) != NULL) {
			cat = answer_catalog(a);
			answer_from(a, "translate");
			answer_to_mail(a, h);
			answer_subject(a, catalog_get(cat, "What waits to be translated"), NULL);
			answer_say(a, catalog_get(cat, "Of each: its name, its state, the words to do, the title."), NULL);
			if (add_items(a, site, language, err) != -1)
				got = answer_send(a, err);
		}
		answer_free(a);
	}
	addressee_free(&to);
	return got == -1 ? -1 : 0;
}
