#include "site/answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "mail/address.h"
#include "mail/compose.h"
#include "store/letter.h"
#include "store/limit.h"
#include "store/token.h"
#include "text/language.h"
#include "text/utf8.h"
#include "text/words.h"
#include "text/wrap.h"

#define COLUMNS		72
#define SHOWN_COLUMNS	200
#define SHOWN_BYTES	4096		/* of a line, looked at */
#define QUOTE_MARKS	16		/* in front of a quoted line, kept where it goes on */
#define DAY		86400
#define HOUR		3600
#define ID_BYTES	16

/* How often, by kind: for one address a day, for one domain and for the site an hour. */
static const struct {
	const char	*address, *domain, *site;	/* names of the limits */
	int64_t		 n_address, n_domain, n_site;
} limits[] = {
	[ANSWER_CHALLENGE] = { "challenge address", "challenge domain", "challenge site",
	    ANSWER_CHALLENGE_ADDRESS, ANSWER_CHALLENGE_DOMAIN, ANSWER_CHALLENGE_SITE },
	[ANSWER_SUMMARY] = { "summary address", "summary domain", "summary site",
	    ANSWER_SUMMARY_ADDRESS, ANSWER_SUMMARY_DOMAIN, ANSWER_SUMMARY_SITE },
	[ANSWER_REPLY] = { "reply address", "reply domain", "reply site",
	    ANSWER_REPLY_ADDRESS, ANSWER_REPLY_DOMAIN, ANSWER_REPLY_SITE },
	[ANSWER_NOTICE] = { "notice address", "notice domain", "notice site",
	    ANSWER_NOTICE_ADDRESS, ANSWER_NOTICE_DOMAIN, ANSWER_NOTICE_SITE },
	[ANSWER_INVITE] = { "invite address", "invite domain", "invite site",
	    ANSWER_INVITE_ADDRESS, ANSWER_INVITE_DOMAIN, ANSWER_INVITE_SITE },
};

struct answer_token {
	struct buf	 text;		/* the token */
	struct buf	 address;	/* LOCAL+TOKEN@domain */
	struct buf	 subject;
	const char	*action;	/* borrowed: a literal */
	moment		 expires;
};

struct answer_file {
	char		*type, *name;
	struct buf	 bytes;
};

struct answer {
	struct site	*site;
	enum answer_kind kind;
	struct buf	 to, envelope;
	moment		 now;
	struct catalog	*catalog;
	struct words	*words;		/* read when first asked */
	const char	*from;
	struct buf	 subject, text, day, message_id, references;
	struct buf	 stem;		/* of the Message-ID; empty: made of what it says */
	struct answer_token token[ANSWER_TOKENS];
	size_t		 n_token;
	struct answer_file file[ANSWER_FILES];
	size_t		 n_file;
	int		 failed;
	struct err	 err;		/* of the first failure */
};

/* ---- begin and end ---- */

/* The catalogue of the first of these languages that there is, or NULL. */
static struct catalog *
open_first(const char *languages, const char *overrides, struct err *err)
{
	struct catalog	*cat;
	struct span	 rest = span_str(languages), tag;
	char		*name;
	int		 found;

	while (span_cut(&rest, ' ', &tag)) {
		if (tag.n == 0)
			continue;
		if ((name = span_dup(tag)) == NULL || (cat = catalog_open(name, overrides, err)) == NULL) {
			free(name);
			return NULL;
		}
		/* English is what an unknown language becomes: it must have been asked for. */
		found = language_same(name, catalog_language(cat));
		free(name);
		if (found)
			return cat;
		catalog_free(cat);
	}
	return NULL;
}

static int
open_catalog(struct answer *a, const char *languages, struct err *err)
{
	struct buf	overrides = BUF_INIT;
	struct err	why = { 0 };		/* a site's broken override is asm-site check's business */

	if (site_path(a->site, "po", &overrides, err) == -1)
		return -1;
	if ((a->catalog = open_first(languages, buf_str(&overrides), &why)) == NULL &&
	    (a->catalog = open_first(a->site->conf.languages, buf_str(&overrides), &why)) == NULL)
		a->catalog = catalog_open("en", buf_str(&overrides), &why);
	buf_free(&overrides);
	return a->catalog != NULL ? 0 : err_memory(err);
}

struct answer *
answer_new(struct site *site, enum answer_kind kind, const char *to, const char *languages, moment now,
    struct err *err)
{
	struct answer	*a;

	if (*to != '\0' && !address_plain(span_str(to))) {
		err_set(err, ERR_DATA, "a letter to what is no plain address");	/* which one is not for a log */
		return NULL;
	}
	if ((a = calloc(1, sizeof *a)) == NULL) {
		err_memory(err);
		return NULL;
	}
	a->site = site;
	a->kind = kind;
	a->now = now;
	a->from = "owner";
	buf_adds(&a->to, to);
	if (buf_ok(&a->to, err) == -1 || open_catalog(a, languages, err) == -1) {
		answer_free(a);
		return NULL;
	}
	return a;
}

void
answer_free(struct answer *a)
{
	size_t	i;

	if (a == NULL)
		return;
	for (i = 0; i < a->n_token; i++) {
		buf_wipe(&a->token[i].text);
		buf_wipe(&a->token[i].address);
		buf_free(&a->token[i].subject);
	}
	for (i = 0; i < a->n_file; i++) {
		free(a->file[i].type);
		free(a->file[i].name);
		buf_free(&a->file[i].bytes);
	}
	words_free(a->words);
	catalog_free(a->catalog);
	buf_free(&a->stem);
	buf_free(&a->to);
	buf_wipe(&a->envelope);
	buf_free(&a->subject);
	buf_wipe(&a->text);
	buf_free(&a->day);
	buf_free(&a->message_id);
	buf_free(&a->references);
	free(a);
}

static void
fail(struct answer *a, const struct err *why)
{
	if (!a->failed)
		a->err = *why;
	a->failed = 1;
}

/* ---- what the language has ---- */

const struct catalog *
answer_catalog(const struct answer *a)
{
	return a->catalog;
}

const char *
answer_word(struct answer *a, const char *name)
{
	struct buf	 overrides = BUF_INIT;
	struct err	 why = { 0 };
	const char	*word = NULL;

	if (a->words == NULL) {
		if (site_path(a->site, "words", &overrides, &why) == -1 ||
		    ((a->words = words_open(buf_str(&overrides), &why)) == NULL &&
		    (a->words = words_open(NULL, &why)) == NULL))
			fail(a, &why);
		buf_free(&overrides);
	}
	if (a->words != NULL && (word = words_say(a->words, catalog_language(a->catalog), name)) == NULL)
		word = words_say(a->words, "en", name);
	return word != NULL ? word : "";
}

const char *
answer_day(struct answer *a, moment when)
{
	struct civil	day;

	time_civil(when, &day);
	buf_reset(&a->day);
	catalog_date(&a->day, a->catalog, &day);
	return buf_str(&a->day);
}

/* ---- the header ---- */

void
answer_from(struct answer *a, const char *local)
{
	a->from = local;
}

/* "<something@somewhere>" and nothing else. */
static int
is_decent_id(struct span id)
{
	size_t	i;

	if (id.n < 5 || id.n > ARTICLE_ID_MAX || id.s[0] != '<' || id.s[id.n - 1] != '>')
		return 0;
	for (i = 1; i < id.n - 1; i++)
		if (id.s[i] <= ' ' || id.s[i] > '~' || id.s[i] == '<' || id.s[i] == '>')
			return 0;
	return 1;
}

void
answer_envelope(struct answer *a, const char *sender)
{
	buf_reset(&a->envelope);
	buf_adds(&a->envelope, sender);
}

void
answer_to_mail(struct answer *a, const struct header *h)
{
	struct buf	value = BUF_INIT;

	if (header_value(h, "Message-ID", &value) == 1 && is_decent_id(span_trim(span_buf(&value))))
		buf_addspan(&a->references, span_trim(span_buf(&value)));
	buf_free(&value);
}

void
answer_subject(struct answer *a, const char *text, const char *const pairs[])
{
	buf_reset(&a->subject);
	catalog_fill(&a->subject, text, pairs);
}

/* ---- the text ---- */

void
answer_say(struct answer *a, const char *text, const char *const pairs[])
{
	struct wrap	lines = { .columns = COLUMNS };
	struct buf	filled = BUF_INIT;

	catalog_fill(&filled, text, pairs);
	if (a->text.len > 0)
		buf_addc(&a->text, '\n');
	a->text.err |= filled.err || wrap_paragraph(&a->text, span_buf(&filled), &lines) == -1;
	buf_free(&filled);
}

/* An empty line parts what is indented from the paragraph above it, but not from its like. */
static void
part(struct answer *a, const char *mark)
{
	struct span	all = span_buf(&a->text);
	size_t		at = all.n;

	if (all.n == 0)
		return;
	for (at--; at > 0 && all.s[at - 1] != '\n'; at--)
		;
	if (all.s[at] != '\n' && !span_starts(span_from(all, at), mark))
		buf_addc(&a->text, '\n');
}

void
answer_line(struct answer *a, const char *line)
{
	part(a, "    ");
	buf_addf(&a->text, "    %s\n", line);
}

/* "https: //": what a stranger wrote is no link in a letter of ours. */
static void
part_links(struct buf *line)
{
	size_t		from = 0;
	ptrdiff_t	at;

	while ((at = span_find(span_from(span_buf(line), from), SPAN("://"))) != -1) {
		from += (size_t)at + 1;
		if (buf_splice(line, from, 0, " ", 1) == -1)
			break;
	}
}

/* A line of foreign text, clean and cut. */
static void
add_foreign(struct buf *out, struct span foreign)
{
	struct buf	line = BUF_INIT;

	utf8_line(&line, span_head(foreign, SHOWN_BYTES));
	part_links(&line);
	if (utf8_head(out, span_buf(&line), SHOWN_COLUMNS) || foreign.n > SHOWN_BYTES)
		buf_adds(out, "\xE2\x80\xA6");
	out->err |= line.err;
	buf_free(&line);
}

void
answer_field(struct answer *a, const char *label, struct span foreign)
{
	struct wrap	lines = { .columns = COLUMNS, .first = "    ", .rest = "        " };
	struct buf	line = BUF_INIT;

	part(a, "    ");
	buf_addf(&line, "%s: ", label);
	add_foreign(&line, foreign);
	a->text.err |= line.err || wrap_paragraph(&a->text, span_buf(&line), &lines) == -1;
	buf_free(&line);
}

/* A line of a quote; where it goes on, the marks of what it quoted itself go on too. */
static int
quote_line(struct buf *out, struct span line)
{
	struct buf	marks = BUF_INIT;
	struct wrap	lines = { .columns = COLUMNS };
	size_t		at = 0;
	int		result;

	while (at < line.n && at < QUOTE_MARKS && (line.s[at] == '>' || line.s[at] == ' '))
		at++;
	buf_adds(&marks, "> ");
	buf_add(&marks, line.s, at);
	lines.first = lines.rest = buf_str(&marks);
	result = marks.err || wrap_paragraph(out, span_from(line, at), &lines) == -1 ? -1 : 0;
	buf_free(&marks);
	return result;
}

void
answer_quote(struct answer *a, struct span foreign, size_t lines)
{
	struct buf	clean = BUF_INIT, joined = BUF_INIT;
	struct span	rest, line;

	part(a, ">");
	for (; lines > 0 && span_line(&foreign, &line); lines--) {
		add_foreign(&clean, line);
		buf_addc(&clean, '\n');
	}
	a->text.err |= clean.err || wrap_rejoin(&joined, span_buf(&clean), COLUMNS - strlen("> ")) == -1;
	for (rest = span_buf(&joined); span_line(&rest, &line);)
		a->text.err |= quote_line(&a->text, line) == -1;
	if (span_trim(foreign).n > 0)
		buf_adds(&a->text, "> \xE2\x80\xA6\n");
	buf_free(&joined);
	buf_free(&clean);
}

void
answer_text(struct answer *a, struct span text)
{
	if (a->text.len > 0)
		buf_addc(&a->text, '\n');
	buf_addspan(&a->text, text);
}

void
answer_attach(struct answer *a, const char *type, const char *filename, struct span bytes)
{
	struct answer_file	*f = &a->file[a->n_file];
	struct err		 why = { 0 };

	if (a->n_file == ANSWER_FILES) {
		err_set(&why, ERR_BUG, "more than %d files in a letter", ANSWER_FILES);
		fail(a, &why);
		return;
	}
	a->n_file++;
	f->type = strdup(type);
	f->name = strdup(filename);
	buf_addspan(&f->bytes, bytes);
	if (f->type == NULL || f->name == NULL || f->bytes.err) {
		err_memory(&why);
		fail(a, &why);
	}
}

void
answer_name(struct answer *a, const char *stem)
{
	buf_reset(&a->stem);
	buf_adds(&a->stem, stem);
}

/* ---- tokens ---- */

const char *
answer_token(struct answer *a, const char *local, const char *action, const char *subject, moment expires)
{
	struct answer_token	*t = &a->token[a->n_token];
	struct err		 why = { 0 };

	if (a->n_token == ANSWER_TOKENS) {
		err_set(&why, ERR_BUG, "more than %d tokens in a letter", ANSWER_TOKENS);
		fail(a, &why);
		return NULL;
	}
	a->n_token++;
	t->action = action;
	t->expires = expires;
	buf_adds(&t->subject, subject);
	if (token_make(&t->text, &why) == -1) {
		fail(a, &why);
		return NULL;
	}
	buf_addf(&t->address, "%s+%s@%s", local, buf_str(&t->text), a->site->conf.domain);
	if (buf_ok(&t->address, &why) == -1 || buf_ok(&t->subject, &why) == -1) {
		fail(a, &why);
		return NULL;
	}
	return buf_str(&t->address);
}

static int
put_tokens(struct answer *a, struct err *err)
{
	size_t	i;

	for (i = 0; i < a->n_token; i++)
		if (token_put(a->site->priv, span_buf(&a->token[i].text), a->token[i].action,
		    buf_str(&a->token[i].subject), buf_str(&a->to), a->now, a->token[i].expires, err) == -1)
			return -1;
	return 0;
}

/* ---- limits ---- */

static const char *
domain_of(const struct answer *a)
{
	const char	*at = strrchr(buf_str(&a->to), '@');

	return at != NULL ? at + 1 : "";
}

int
answer_left(struct answer *a, int64_t *left, struct err *err)
{
	struct db	*db = a->site->priv;
	int64_t		 of_address, of_domain, of_site;

	if (limit_left(db, limits[a->kind].address, buf_str(&a->to), limits[a->kind].n_address, a->now,
	    &of_address, err) == -1 ||
	    limit_left(db, limits[a->kind].domain, domain_of(a), limits[a->kind].n_domain, a->now,
	    &of_domain, err) == -1 ||
	    limit_left(db, limits[a->kind].site, "", limits[a->kind].n_site, a->now, &of_site, err) == -1)
		return -1;
	*left = of_address < of_domain ? of_address : of_domain;
	*left = *left < of_site ? *left : of_site;
	return 0;
}

static int
spend(struct answer *a, struct err *err)
{
	struct db	*db = a->site->priv;

	if (limit_spend(db, limits[a->kind].address, buf_str(&a->to), 1, DAY, a->now, err) == -1 ||
	    limit_spend(db, limits[a->kind].domain, domain_of(a), 1, HOUR, a->now, err) == -1)
		return -1;
	return limit_spend(db, limits[a->kind].site, "", 1, HOUR, a->now, err);
}

/* ---- the letter ---- */

/* Made of what the letter says: the same letter has the same name. */
static int
add_message_id(struct answer *a, struct buf *out, struct err *err)
{
	unsigned char	 digest[HASH_LEN];
	struct hash	*h;
	char		 now[24];

	if (a->stem.len > 0) {
		buf_addf(out, "<%s@%s>", buf_str(&a->stem), a->site->conf.domain);
		return buf_ok(out, err);
	}
	if ((h = hash_new()) == NULL)
		return err_memory(err);
	(void)snprintf(now, sizeof now, " %lld ", (long long)a->now);
	hash_addspan(h, span_buf(&a->to));
	hash_adds(h, now);
	hash_addspan(h, span_buf(&a->subject));
	hash_addspan(h, span_buf(&a->text));
	if (hash_end(h, digest) == -1)
		return err_memory(err);
	buf_addc(out, '<');
	hash_base32(out, digest, ID_BYTES);
	buf_addf(out, "@%s>", a->site->conf.domain);
	return buf_ok(out, err);
}

static int
write_head(struct answer *a, struct compose *mail, struct err *err)
{
	const struct conf	*conf = &a->site->conf;
	struct buf		 value = BUF_INIT;
	int			 result;

	buf_addf(&value, "%s@%s", a->from, conf->domain);
	compose_address(mail, "From", conf->title, buf_str(&value));
	if (a->to.len > 0)
		compose_address(mail, "To", "", buf_str(&a->to));
	else
		compose_ascii(mail, "To", "undisclosed-recipients:;");
	if (a->n_token > 0)
		compose_address(mail, "Reply-To", "", buf_str(&a->token[0].address));
	compose_date(mail, a->now);
	compose_field(mail, "Subject", span_buf(&a->subject));
	buf_reset(&value);
	if ((result = add_message_id(a, &value, err)) == 0)
		compose_ascii(mail, "Message-ID", buf_str(&value));
	if (a->references.len > 0) {
		compose_ascii(mail, "In-Reply-To", buf_str(&a->references));
		compose_ascii(mail, "References", buf_str(&a->references));
	}
	compose_ascii(mail, "Auto-Submitted", a->kind == ANSWER_NOTICE ? "auto-generated" : "auto-replied");
	compose_ascii(mail, "Precedence", "bulk");
	compose_ascii(mail, "X-Loop", conf->list);
	buf_free(&value);
	return result;
}

static int
write_letter(struct answer *a, struct buf *out, struct err *err)
{
	struct compose	*mail;
	size_t		 i;

	if ((mail = compose_new(err)) == NULL)
		return -1;
	if (write_head(a, mail, err) == -1) {
		compose_free(mail);
		return -1;
	}
	if (a->n_file > 0)
		compose_begin(mail, "mixed");
	compose_text(mail, "plain", NULL, catalog_language(a->catalog), span_buf(&a->text));
	for (i = 0; i < a->n_file; i++)
		if (strcmp(a->file[i].type, "message/rfc822") == 0)
			compose_message(mail, span_buf(&a->file[i].bytes));
		else
			compose_attachment(mail, a->file[i].type, a->file[i].name, span_buf(&a->file[i].bytes));
	if (a->n_file > 0)
		compose_close(mail);
	return compose_end(mail, out, err);
}

/* What failed on the way. */
static int
check(struct answer *a, struct err *err)
{
	if (a->failed) {
		if (err != NULL)
			*err = a->err;
		return -1;
	}
	return buf_ok(&a->text, err) == -1 || buf_ok(&a->stem, err) == -1 || buf_ok(&a->envelope, err) == -1 ? -1 : buf_ok(&a->subject, err);
}

int
answer_write(struct answer *a, struct buf *out, struct err *err)
{
	return check(a, err) == 0 && write_letter(a, out, err) == 0 ? put_tokens(a, err) : -1;
}

int
answer_send(struct answer *a, struct err *err)
{
	struct buf	out = BUF_INIT;
	int64_t		left;
	int		result = -1;

	if (a->to.len == 0)
		return err_set(err, ERR_BUG, "a letter to nobody");
	if (check(a, err) == -1 || answer_left(a, &left, err) == -1)
		return -1;
	if (left == 0)
		return 0;
	if (write_letter(a, &out, err) == 0 && spend(a, err) == 0 && put_tokens(a, err) == 0 &&
	    letter_put(a->site->priv, buf_str(&a->envelope), buf_str(&a->to), span_buf(&out), a->now, err) == 0)
		result = 1;
	buf_wipe(&out);
	return result;
}
