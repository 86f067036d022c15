/*
 * Letters to people: what our programs say to somebody is written here and
 * nowhere else.  Language, header (RFC 3834), limits and tokens are the same for all of them; the caller
 * says the text in paragraphs out of the catalogue.  The letter enters the outbox in the caller's
 * transaction, so it is sent if and only if what it tells has happened; asm-deliver sends it.
 *
 *	if ((a = answer_new(site, ANSWER_REPLY, "sol@sol.example", "es en", now, &e)) == NULL)
 *		...
 *	cat = answer_catalog(a);
 *	answer_subject(a, catalog_get(cat, "Please confirm"), NULL);
 *	answer_say(a, catalog_get(cat, "If it was you, answer \"%{yes}\"."),
 *	    (const char *const[]){ "yes", answer_word(a, "Yes"), NULL });
 *	if (answer_token(a, "observe", "join", "each", now + 72 * 3600) == NULL)
 *		...
 *	db_begin(site->priv, &e); ... the change ...
 *	got = answer_send(a, &e);	(1; 0 when the limit is used up; -1)
 *	db_commit(site->priv, &e);
 *	answer_free(a);
 *
 * What a stranger wrote enters a letter by answer_field and answer_quote only, as lines in which nothing is a link, and
 * never its header.
 */
#ifndef ASM_SITE_ANSWER_H
#define ASM_SITE_ANSWER_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "mail/field.h"
#include "site/site.h"
#include "text/catalog.h"

/* What is said, which decides how often (base/limits.h, ANSWER_*). */
enum answer_kind {
	ANSWER_CHALLENGE,	/* a mail came in somebody's name: caused by a stranger */
	ANSWER_SUMMARY,		/* the same for all mails of a day */
	ANSWER_REPLY,		/* to a person who wrote first */
	ANSWER_NOTICE,		/* to a contact or moderator, caused by ourselves or each other */
	ANSWER_INVITE		/* to whoever somebody said she was, at observe@ or in a form */
};

struct answer;

/*
 * Begin a letter to one address (normal form, plain), in the first of `languages` (tags parted by blanks; "" and
 * languages we do not speak: the site's first) that we speak.  Needs SITE_PRIVATE when it is sent.  What fails in
 * between is said by answer_send.
 */
struct answer *answer_new(struct site *, enum answer_kind, const char *to, const char *languages, moment now,
	    struct err *);
void	 answer_free(struct answer *);			/* NULL is fine */

const struct catalog *answer_catalog(const struct answer *);
/* The word of that name ("Yes") that the reader may write, in the letter's language. */
const char *answer_word(struct answer *, const char *name);
/* "24 March 2026" in the letter's language and the site's time, UTC; borrowed until the next call. */
const char *answer_day(struct answer *, moment);

/* From: LOCAL@domain instead of owner@domain. */
void	 answer_from(struct answer *, const char *local);
/* The sender of its envelope, to which a bounce comes back; none if it is not said. */
void	 answer_envelope(struct answer *, const char *sender);
/* It answers this mail: In-Reply-To and References, if its Message-ID is a decent one. */
void	 answer_to_mail(struct answer *, const struct header *);

/* Texts of the catalogue, filled with pairs (catalog_fill): of which none is a stranger's. */
void	 answer_subject(struct answer *, const char *text, const char *const pairs[]);
void	 answer_say(struct answer *, const char *text, const char *const pairs[]);	/* a paragraph */
/* A line of its own, indented: an address or a URL of ours. */
void	 answer_line(struct answer *, const char *line);
/* "    Subject: ..." of one line of foreign text, at most 200 columns of it, wrapped. */
void	 answer_field(struct answer *, const char *label, struct span foreign);
/*
 * The first lines of a foreign text, each cut at 200 columns and wrapped behind "> "
 * (wrap_rejoin); a line with an ellipsis when there are more.
 */
void	 answer_quote(struct answer *, struct span foreign, size_t lines);

/*
 * Make a token for the reader: the address LOCAL+TOKEN@domain to show her, valid until the letter is freed.  Replies go
 * to the first one that was made.  Remembered by answer_send.  NULL: out of memory, no randomness.
 */
const char *answer_token(struct answer *, const char *local, const char *action, const char *subject, moment expires);

/* Text that is laid out already, after an empty line: a form. */
void	 answer_text(struct answer *, struct span text);
/* What hangs on it: a file, or a whole mail (type "message/rfc822").  Copied. */
void	 answer_attach(struct answer *, const char *type, const char *filename, struct span bytes);
/* The letter's Message-ID is <STEM@domain> instead of one made of what it says. */
void	 answer_name(struct answer *, const char *stem);
/*
 * The letter as bytes for a pipe, instead of answer_send: its tokens are remembered, no limit counts.  Here, and only here,
 * `to` may have been "": it names nobody then.
 */
int	 answer_write(struct answer *, struct buf *, struct err *);

/* How many more letters may be written to that address now, 0 if none. */
int	 answer_left(struct answer *, int64_t *left, struct err *);
/*
 * Put it and its tokens into the outbox, inside the caller's transaction on site->priv.  1; 0 nothing is written: the limit of
 * its kind is used up; -1.  Once.
 */
int	 answer_send(struct answer *, struct err *);

#endif
