/* What people write to assembly@ and entry@. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "mail/body.h"
#include "mail/mime.h"
#include "mail/request.h"
#include "site/hold_parts.h"
#include "site/life.h"
#include "site/life_subject.h"
#include "store/directory.h"
#include "store/life.h"
#include "store/token.h"
#include "text/language.h"
#include "text/utf8.h"
#include "text/words.h"
#include "trust/identity.h"

#define LINES	60	/* of a letter that are looked at */

struct letter {
	struct site	*site;
	const struct seal *seal;
	moment		 now;
	struct mime	*mime;
	struct body	 body;
	struct words	*words;
	struct buf	 from;		/* normal form */
	struct record	 asked;		/* what its lines say */
	const char	*language;	/* of its words, or of its text; "" */
	const char	*local;		/* "assembly" or "entry" */
	const char	*done;
};

/* ---- reading ---- */

/* "Nombre: Asamblea Sol": 1 it is a line of ours, kept, 0, -1. */
static int
read_line(struct letter *l, struct span line, struct err *err)
{
	static const struct { const char *word, *field; } fields[] = {
		{ "id", "Id" }, { "kind", "Kind" }, { "name", "Name" }, { "place", "Place" }, { "region", "Region" },
		{ "languages", "Languages" }, { "page", "Page" }, { "feed", "Feed" }, { "join", "Join" },
		{ "address", "Address" }, { "recall", "Recall" }
	};
	struct buf	 clean = BUF_INIT;
	struct span	 key;
	const char	*word, *language = NULL;
	size_t		 i;
	int		 result = 0;

	if (!span_cut(&line, ':', &key) || (word = words_match(l->words, "Entry", span_trim(key), &language)) == NULL)
		return 0;
	if (*l->language == '\0' && language != NULL)
		l->language = language;
	utf8_line(&clean, line);
	for (i = 0; i < sizeof fields / sizeof fields[0]; i++)
		if (strcmp(fields[i].word, word) == 0 && clean.len > 0 &&
		    (strcmp(word, "address") == 0 || record_get(&l->asked, fields[i].field) == NULL))
			result = record_addspan(&l->asked, fields[i].field, span_buf(&clean), err) == -1 ? -1 : 1;
	buf_free(&clean);
	return result;
}

static int
read_lines(struct letter *l, struct err *err)
{
	struct span	 rest = span_buf(&l->body.text), line;
	int		 n, got = 0;

	for (n = 0; got != -1 && n < LINES && span_line(&rest, &line); n++) {
		line = span_trim(line);
		if (span_starts(line, "--"))
			break;
		if (line.n > 0 && line.s[0] != '>')
			got = read_line(l, line, err);
	}
	return got == -1 ? -1 : 0;
}

/* 1 yes, 0 no, -1 something else. */
static int
yes_or_no(struct letter *l)
{
	enum words_answer	said = request_answer(l->words, span_buf(&l->body.text), NULL);

	return said == WORDS_YES ? 1 : said == WORDS_NO ? 0 : -1;
}

/* ---- answering ---- */

/* Tags, however they are parted; what is none is left out. */
static void
add_tags(struct buf *out, const char *said)
{
	struct buf	 lower = BUF_INIT;
	struct span	 rest, one;
	size_t		 i;

	for (i = 0; said != NULL && said[i] != '\0'; i++)
		buf_addc(&lower, said[i] == ',' || said[i] == ';' ? ' ' :
		    said[i] >= 'A' && said[i] <= 'Z' ? said[i] - 'A' + 'a' : said[i]);
	for (rest = span_buf(&lower); span_cut(&rest, ' ', &one); )
		if ((one.n == 2 || one.n == 3) && language_valid(one))
			buf_addf(out, "%s%.*s", out->len > 0 ? " " : "", SPAN_FMT(one));
	out->err |= lower.err;
	buf_free(&lower);
}

/* What she reads: the languages of her assembly, then the one she writes. */
static int
languages_of(struct letter *l, const char *said, struct buf *out, struct err *err)
{
	add_tags(out, said);
	if (*l->language != '\0')
		buf_addf(out, "%s%s", out->len > 0 ? " " : "", l->language);
	return buf_ok(out, err);
}

static int
answer(struct letter *l, enum life_letter what, const struct record *r, const char *address, struct err *err)
{
	struct life_about about = life_about(r, address, l->now);
	struct buf	 languages = BUF_INIT;
	int		 got;

	about.local = l->local;
	about.mail = &l->mime->header;
	if ((got = languages_of(l, about.languages, &languages, err)) == 0) {
		about.languages = buf_str(&languages);
		if ((got = life_write(l->site, what, buf_str(&l->from), &about, err)) == 0)
			l->done = "limit";
	}
	buf_free(&languages);
	return got == -1 ? -1 : 0;
}

static int
finish(struct letter *l, int result, struct err *err)
{
	if (result == 0 && db_commit(l->site->priv, err) == 0)
		return 0;
	db_rollback(l->site->priv);
	return -1;
}

static int
tell_unclear(struct letter *l, struct err *err)
{
	if (db_begin(l->site->priv, err) == -1)
		return -1;
	l->done = "unclear";
	return finish(l, answer(l, LIFE_UNCLEAR, &l->asked, NULL, err), err);
}

/* Neither yes nor no, to a letter that asked her: she is told which words there are. */
static int
tell_words(struct letter *l, const struct record *wanted, struct err *err)
{
	struct buf	 languages = BUF_INIT;
	int		 result = -1;

	if (languages_of(l, record_get(wanted, "Languages"), &languages, err) == 0 && db_begin(l->site->priv, err) == 0) {
		l->done = "unclear";
		result = hold_letter_reply(l->site, HOLD_YES_OR_NO, buf_str(&l->from), buf_str(&languages), &l->mime->header,
		    l->now, err);
		result = finish(l, result == -1 ? -1 : 0, err);
	}
	buf_free(&languages);
	return result;
}

/* ---- applying ---- */

/* Letters and digits of a name, as far as they are ASCII without their marks. */
static void
add_slug(struct buf *out, const char *text)
{
	struct buf	 bare = BUF_INIT;
	size_t		 i, start = out->len;

	utf8_bare(&bare, span_str(text));
	for (i = 0; i < bare.len && out->len - start < 40; i++)
		if ((bare.s[i] >= 'a' && bare.s[i] <= 'z') || (bare.s[i] >= '0' && bare.s[i] <= '9'))
			buf_addc(out, bare.s[i]);
		else if (bare.s[i] == ' ' && out->len > start && out->s[out->len - 1] != '-')
			buf_addc(out, '-');
	while (out->len > start && out->s[out->len - 1] == '-')
		buf_cut(out, out->len - 1);
	buf_free(&bare);
}

/* "asamblea-sol.madrid"; a name of other letters gets one of a digest. */
static int
make_id(struct letter *l, struct err *err)
{
	struct buf	 id = BUF_INIT;
	unsigned char	 digest[HASH_LEN];
	const char	*name = record_get(&l->asked, "Name"), *place = record_get(&l->asked, "Place");
	int		 result;

	add_slug(&id, name);
	if (id.len == 0 && hash_sha256(name, strlen(name), digest) == 0) {
		buf_addc(&id, 'a');
		hash_hex(&id, digest, 5);
	}
	if (place != NULL) {
		buf_addc(&id, '.');
		add_slug(&id, place);
		if (id.s[id.len - 1] == '.')
			buf_cut(&id, id.len - 1);
	}
	if ((result = buf_ok(&id, err)) == 0)
		result = record_set(&l->asked, "Id", buf_str(&id), err);
	buf_free(&id);
	return result;
}

static int
set_languages(struct letter *l, struct err *err)
{
	struct buf	 tags = BUF_INIT;
	int		 result;

	add_tags(&tags, record_get(&l->asked, "Languages"));
	if (tags.len == 0 && *l->language != '\0')
		buf_adds(&tags, l->language);
	if ((result = buf_ok(&tags, err)) == 0)
		result = record_set(&l->asked, "Languages", tags.len > 0 ? buf_str(&tags) : NULL, err);
	buf_free(&tags);
	return result;
}

static int
set_kind(struct letter *l, struct err *err)
{
	const char	*said = record_get(&l->asked, "Kind"), *kind = NULL;

	if (strcmp(l->local, "assembly") == 0)
		return record_set(&l->asked, "Kind", NULL, err);
	if (said != NULL)
		kind = words_match(l->words, "Listed", span_str(said), NULL);
	return record_set(&l->asked, "Kind", kind != NULL ? kind : "group", err);
}

/* Whose contact proved that she wrote this: an id is hers to change, and nobody else's to take. */
static int
set_id(struct letter *l, struct err *err)
{
	if (!l->seal->refused && strcmp(l->local, "assembly") == 0)
		return record_set(&l->asked, "Id", l->seal->assembly, err);
	return record_get(&l->asked, "Id") != NULL ? 0 : make_id(l, err);
}

static int
keep_application(struct letter *l, struct record *subject, const char *id, struct err *err)
{
	int	 is_entry = record_get(subject, "Kind") != NULL;
	struct life_about about = life_about(subject, record_get(subject, "Address"), l->now);

	if (db_begin(l->site->priv, err) == -1)
		return -1;
	l->done = "applied";
	if (life_applicant_put(l->site->priv, id, buf_str(&l->from), l->language, err) == -1 ||
	    life_add(l->site->priv, id, l->now, "applied", "mail", "", err) == -1 ||
	    answer(l, is_entry ? LIFE_LISTING : LIFE_APPLIED, subject, about.address, err) == -1 ||
	    (is_entry && life_write_moderators(l->site, LIFE_CONSENT, &about, err) == -1))
		return finish(l, -1, err);
	return finish(l, 0, err);
}

static int
apply(struct letter *l, struct err *err)
{
	struct record	 subject = RECORD_INIT;
	struct err	 why = { 0 };
	char		*id = NULL;
	int		 got, result = -1;

	if (record_get(&l->asked, "Name") == NULL || record_get(&l->asked, "Page") == NULL)
		return tell_unclear(l, err);
	if (set_kind(l, err) == -1 || set_id(l, err) == -1 || set_languages(l, err) == -1)
		return -1;
	if (record_get(&l->asked, "Address") == NULL && record_get(&l->asked, "Kind") == NULL &&
	    record_add(&l->asked, "Address", buf_str(&l->from), err) == -1)
		return -1;
	/* What is wrong with it is for its writer to read, and no trouble of ours. */
	if ((got = register_apply(l->site, &l->asked, l->now, &id, &why)) == -1) {
		if (why.class != ERR_DATA && why.class != ERR_REFUSED) {
			*err = why;
			return -1;
		}
		return tell_unclear(l, err);
	}
	l->done = "known";
	if (got == 0)
		return 0;
	if (life_subject(l->site, id, l->now, &subject, err) == 1)
		result = keep_application(l, &subject, id, err);
	record_free(&subject);
	free(id);
	return result;
}

/* ---- recalling ---- */

static int
told_recalled(struct letter *l, const char *id, const char *address, struct err *err)
{
	struct record	 subject = RECORD_INIT;
	struct life_about about;
	const char	*to;
	size_t		 i;
	int		 result;

	l->done = "recalled";
	if (life_subject(l->site, id, l->now, &subject, err) != 1 || db_begin(l->site->priv, err) == -1) {
		record_free(&subject);
		return -1;
	}
	about = life_about(&subject, address, l->now);
	result = life_add(l->site->priv, id, l->now, "recalled", "contact", address, err);
	if (result == 0)
		result = life_write(l->site, LIFE_RECALLED, address, &about, err) == -1 ? -1 : 0;
	for (i = 0; result == 0 && (to = record_nth(&subject, "Address", i)) != NULL; i++)
		if (strcmp(to, address) != 0)
			result = life_write(l->site, LIFE_RECALLED, to, &about, err) == -1 ? -1 : 0;
	if (result == 0)
		result = life_write_moderators(l->site, LIFE_RECALLED, &about, err);
	record_free(&subject);
	return finish(l, result, err);
}

static int
do_recall(struct letter *l, const char *id, const char *address, struct err *err)
{
	int	 got = register_recall(l->site, id, address, "recalled by a contact", "contact", l->now, err);

	if (got == 0)
		l->done = "known";
	return got == 1 ? told_recalled(l, id, address, err) : got;
}

/* Is this address a contact of that assembly now? 1, 0, -1. */
static int
is_contact_of(struct letter *l, const char *id, const char *address, struct err *err)
{
	struct directory_contact c;
	int	 got = directory_contact(l->site->pub, address, l->now, &c, err);

	return got == 1 ? strcmp(c.assembly, id) == 0 && strcmp(c.reason, "revoked") != 0 : got;
}

static int
ask_recall(struct letter *l, const char *id, const char *address, struct err *err)
{
	struct record	 subject = RECORD_INIT;
	int		 result = -1;

	if (life_subject(l->site, id, l->now, &subject, err) == 1 && db_begin(l->site->priv, err) == 0) {
		l->done = "asked";
		result = finish(l, answer(l, LIFE_RECALL, &subject, address, err), err);
	}
	record_free(&subject);
	return result;
}

/* "Recall: old@sol.example": one of the same assembly; a yes instead of an address means the writer's own. */
static int
recall(struct letter *l, struct err *err)
{
	struct directory_contact c;
	struct buf	 address = BUF_INIT;
	const char	*fault;
	int		 got, result = 0;

	l->done = "ignored";
	if ((got = directory_contact(l->site->pub, buf_str(&l->from), l->now, &c, err)) != 1 || strcmp(c.reason, "revoked") == 0)
		return got == -1 ? -1 : 0;
	if ((got = identity_address(span_str(record_get(&l->asked, "Recall")), &address, &fault, err)) == 0) {
		buf_reset(&address);
		buf_addbuf(&address, &l->from);
	}
	if (got != -1 && (got = is_contact_of(l, c.assembly, buf_str(&address), err)) == 1)
		result = l->seal->refused ? ask_recall(l, c.assembly, buf_str(&address), err) :
		    do_recall(l, c.assembly, buf_str(&address), err);
	buf_free(&address);
	return got == -1 ? -1 : result;
}

/* ---- tokens ---- */

static int
endorse(struct letter *l, const char *id, const char *role, const char *why, struct err *err)
{
	struct record	 subject = RECORD_INIT;
	int		 is_entry = 0;

	if (register_endorse(l->site, id, why, role, l->now, err) == -1)
		return err != NULL && err->class == ERR_NOINPUT ? 0 : -1;
	if (life_subject(l->site, id, l->now, &subject, err) == 1)
		is_entry = record_get(&subject, "Kind") != NULL;
	record_free(&subject);
	l->done = is_entry ? "listed" : "endorsed";
	return life_decided(l->site, id, is_entry ? "listed" : "endorsed", role, why, 1, l->now, err);
}

/* Page and mailbox agree: does an admin have to say yes as well? */
static int
go_on(struct letter *l, const struct record *subject, const char *id, const char *address, struct err *err)
{
	struct life_about about = life_about(subject, address, l->now);

	if (strcmp(l->site->conf.endorse, "agree") == 0)
		return endorse(l, id, "page", "page and mailbox agree", err);
	if (db_begin(l->site->priv, err) == -1)
		return -1;
	return finish(l, life_write_moderators(l->site, LIFE_CONSENT, &about, err), err);
}

static int
confirm(struct letter *l, struct span token, const char *id, const char *address, struct err *err)
{
	struct record	 subject = RECORD_INIT;
	struct life_shown shown;
	int		 got, result = -1;

	if ((got = life_subject(l->site, id, l->now, &subject, err)) != 1 || db_begin(l->site->priv, err) == -1) {
		record_free(&subject);
		return got == 1 ? -1 : got;
	}
	if ((got = token_use(l->site->priv, token, l->now, err)) != -1 &&
	    life_shown_get(l->site->priv, id, address, &shown, err) != -1) {
		shown.confirmed = l->now;
		result = got == 0 ? 0 : life_shown_put(l->site->priv, id, address, &shown, err);
		if (result == 0 && got == 1)
			result = life_add(l->site->priv, id, l->now, "confirmed", "contact", address, err);
	}
	l->done = "confirmed";
	result = finish(l, result, err);
	if (result == 0)
		result = go_on(l, &subject, id, address, err);
	record_free(&subject);
	return result;
}

/* The log first, then the token: whoever answers again finds it done. */
static int
use(struct letter *l, struct span text, const char *subject, struct err *err)
{
	if (db_begin(l->site->priv, err) == -1)
		return -1;
	return finish(l, token_use(l->site->priv, text, l->now, err) == -1 ||
	    token_void(l->site->priv, LIFE_ACTION, subject, err) == -1 ? -1 : 0, err);
}

static int
do_token(struct letter *l, struct span text, const struct token *token, const struct record *wanted, struct err *err)
{
	const char	*what = record_get(wanted, "Do"), *id = record_get(wanted, "Id"), *address = record_get(wanted, "Address");
	int		 result;

	if (what == NULL || id == NULL)
		return err_set(err, ERR_CONFIG, "private.db: a token that does nothing");
	if (strcmp(what, "confirm") == 0)
		return confirm(l, text, id, address, err);
	result = strcmp(what, "recall") == 0 ? do_recall(l, id, address, err) :
	    endorse(l, id, "admin", "page and mailbox agree, and an admin says yes", err);
	return result == -1 ? -1 : use(l, text, token->subject, err);
}

static int
by_token(struct letter *l, struct span text, struct err *err)
{
	struct token	 token;
	struct record	 wanted = RECORD_INIT;
	struct span	 subject;
	int		 got, yes, result = 0;

	l->done = "ignored";
	if ((got = token_find(l->site->priv, text, l->now, &token, err)) != 1)
		return got;
	yes = yes_or_no(l);
	if (strcmp(token.action, LIFE_ACTION) == 0 && token.state == TOKEN_OPEN &&
	    strcmp(token.address, buf_str(&l->from)) == 0) {
		subject = span_str(token.subject);
		if (yes == 0) {
			l->done = "refused";
			result = use(l, text, token.subject, err);
		} else if ((result = record_parse(&subject, &wanted, err)) == 1)
			result = yes == 1 ? do_token(l, text, &token, &wanted, err) : tell_words(l, &wanted, err);
	}
	record_free(&wanted);
	token_free(&token);
	return result;
}

/* ---- the mail ---- */

/* Whoever fills in no form still writes in some language. */
static int
guess_language(struct letter *l, struct err *err)
{
	struct buf	 words = BUF_INIT;
	const char	*guess;
	int		 result = 0;

	if (*l->language != '\0')
		return 0;
	if (l->body.language != NULL && language_valid(span_str(l->body.language)))
		l->language = l->body.language;
	else if ((result = body_words(&words, &l->body, err)) == 0 && (guess = language_guess(span_buf(&words))) != NULL)
		l->language = guess;
	buf_free(&words);
	return result;
}

static int
handle(struct letter *l, struct err *err)
{
	struct span	 local, token;

	if (request_extension(span_str(l->seal->recipient), &local, &token) && token.n > 0)
		return guess_language(l, err) == -1 ? -1 : by_token(l, token, err);
	if (read_lines(l, err) == -1 || guess_language(l, err) == -1)
		return -1;
	if (record_get(&l->asked, "Recall") != NULL)
		return recall(l, err);
	return l->asked.n > 0 ? apply(l, err) : tell_unclear(l, err);
}

int
life_mail(struct site *site, const struct seal *seal, struct span mail, moment now, const char **done, struct err *err)
{
	struct letter	 l = {
		.site = site, .seal = seal, .now = now, .language = "", .done = "ignored",
		.local = span_casestarts(span_str(seal->recipient), "entry") ? "entry" : "assembly"
	};
	const char	*fault;
	int		 got = -1;

	if ((l.mime = mime_parse(mail, err)) != NULL && (l.words = words_open(NULL, err)) != NULL &&
	    (got = identity_from(&l.mime->header, &l.from, &fault, err)) == 1 && body_read(&l.body, l.mime, err) == 0) {
		/* Robots and lists get no answer, and nothing is done for them. */
		got = request_automatic(&l.mime->header, site->conf.list_id, site->conf.list) == REQUEST_HUMAN ?
		    handle(&l, err) : 0;
		body_free(&l.body);
	}
	*done = l.done;
	mime_free(l.mime);
	words_free(l.words);
	record_free(&l.asked);
	buf_free(&l.from);
	return got == -1 ? -1 : 0;
}
