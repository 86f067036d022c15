#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "mail/address.h"
#include "mail/date.h"
#include "mail/entry.h"
#include "mail/field.h"
#include "mail/tags.h"
#include "mail/word.h"
#include "text/language.h"
#include "text/utf8.h"

#define ID_HASH_BYTES	16	/* of the digest that stands for a missing or oversized id */

/* Texts that are taken over as they stand, once decoded and bounded. */
static const struct {
	const char	*name;
	size_t		 at;
} texts[] = {
	{ "Subject", offsetof(struct entry, subject) },
	{ "Asm-Assembly", offsetof(struct entry, assembly) },
	{ "Asm-Name", offsetof(struct entry, name) },
	{ "Asm-Place", offsetof(struct entry, place) },
	{ "Asm-Group", offsetof(struct entry, group) },
	{ "Asm-Type", offsetof(struct entry, type) },
	{ "Asm-Kind", offsetof(struct entry, kind) },
	{ "Asm-Number", offsetof(struct entry, number) },
	{ "Asm-Origin", offsetof(struct entry, origin) },
	{ "Asm-Review", offsetof(struct entry, review) },
	{ "Asm-Campaign", offsetof(struct entry, campaign) },
	{ "Asm-Event", offsetof(struct entry, event) },
	{ "Asm-Position", offsetof(struct entry, positions) },
	{ "Asm-By", offsetof(struct entry, by) },
	{ "Asm-Edition", offsetof(struct entry, edition) },
	{ "Asm-Window", offsetof(struct entry, window) }
};

/* All the strings, for freeing and for filling what is still NULL. */
static const size_t strings[] = {
	offsetof(struct entry, id), offsetof(struct entry, subject), offsetof(struct entry, title),
	offsetof(struct entry, from_name), offsetof(struct entry, from_addr),
	offsetof(struct entry, assembly), offsetof(struct entry, name), offsetof(struct entry, place),
	offsetof(struct entry, group), offsetof(struct entry, type), offsetof(struct entry, kind),
	offsetof(struct entry, language), offsetof(struct entry, number), offsetof(struct entry, origin),
	offsetof(struct entry, url), offsetof(struct entry, in_reply_to), offsetof(struct entry, references),
	offsetof(struct entry, translation_of), offsetof(struct entry, review), offsetof(struct entry, corrects), offsetof(struct entry, withdraws),
	offsetof(struct entry, answer_by), offsetof(struct entry, campaign), offsetof(struct entry, event),
	offsetof(struct entry, positions), offsetof(struct entry, by), offsetof(struct entry, edition), offsetof(struct entry, window)
};

static char **
string_at(struct entry *e, size_t at)
{
	return (char **)(void *)((char *)e + at);
}

/* ---- texts ---- */

/* One clean line of at most ENTRY_TEXT bytes, cut between characters. */
static int
keep_line(char **where, struct span text, struct err *err)
{
	struct buf	 line = BUF_INIT;
	size_t		 n = ENTRY_TEXT;

	utf8_line(&line, text);
	if (line.len > n) {
		while (n > 0 && ((unsigned char)line.s[n] & 0xc0) == 0x80)
			n--;
		buf_cut(&line, n);
	}
	if (buf_ok(&line, err) == -1 || (*where = buf_take(&line)) == NULL) {
		buf_free(&line);
		return err_memory(err);
	}
	return 0;
}

static int
keep_field(char **where, const struct header *h, const char *name, struct err *err)
{
	struct buf	 raw = BUF_INIT, decoded = BUF_INIT;
	int		 r = -1;

	if (header_find(h, name, 0) == NULL)	/* most of ours are not there */
		return keep_line(where, SPAN_NONE, err);
	if (word_value(&raw, h, name, err) == 0 && word_decode(&decoded, span_buf(&raw), err) == 0)
		r = keep_line(where, span_buf(&decoded), err);
	buf_free(&raw);
	buf_free(&decoded);
	return r;
}

static int
read_texts(struct entry *e, const struct header *h, struct err *err)
{
	size_t	 i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (keep_field(string_at(e, texts[i].at), h, texts[i].name, err) == -1)
			return -1;
	return 0;
}

/* ---- ids ---- */

static int
id_of_hash(struct buf *out, struct span bytes, const char *domain)
{
	unsigned char	 digest[HASH_LEN];

	if (hash_sha256(bytes.s, bytes.n, digest) == -1)
		return -1;
	hash_hex(out, digest, ID_HASH_BYTES);
	return buf_addf(out, "@%s", domain);
}

/* White space inside an id is a mailer's folding; an id too long for an index is known by its hash. */
static int
add_id(struct buf *out, struct span raw)
{
	struct buf	 id = BUF_INIT, clean = BUF_INIT;
	size_t		 i;
	int		 r = -1;

	for (i = 0; i < raw.n; i++)
		if ((unsigned char)raw.s[i] > ' ')
			buf_addc(&id, raw.s[i]);
	/* A byte that is no text takes three when it is clean. */
	if (id.len > ARTICLE_ID_MAX || (utf8_line(&clean, span_buf(&id)) == 0 && clean.len > ARTICLE_ID_MAX))
		r = id_of_hash(out, span_buf(&id), "long.invalid");
	else
		r = buf_addbuf(out, &clean);
	if (id.err || clean.err)
		r = -1;
	buf_free(&id);
	buf_free(&clean);
	return r;
}

/* Take the next <id> off *rest.  1, or 0 if there is none. */
static int
next_id(struct span *rest, struct span *id)
{
	ptrdiff_t	 open, close;

	while ((open = span_chr(*rest, '<')) != -1) {
		*rest = span_from(*rest, (size_t)open + 1);
		if ((close = span_chr(*rest, '>')) == -1)
			break;
		*id = span_trim(span_head(*rest, (size_t)close));
		*rest = span_from(*rest, (size_t)close + 1);
		if (id->n > 0)
			return 1;
	}
	*rest = SPAN_NONE;
	return 0;
}

/* The first id of a field, "" if there is none. */
static int
keep_id(char **where, const struct header *h, const char *name, struct err *err)
{
	struct buf	 raw = BUF_INIT, id = BUF_INIT;
	struct span	 rest, first;
	int		 r = -1;

	if (header_value(h, name, &raw) == -1)
		goto out;
	rest = span_buf(&raw);
	if (next_id(&rest, &first) && add_id(&id, first) == -1)
		goto out;
	r = (*where = buf_take(&id)) != NULL ? 0 : -1;
out:
	buf_free(&raw);
	buf_free(&id);
	return r == 0 ? 0 : err_memory(err);
}

static int
read_id(struct entry *e, const struct header *h, struct span message, struct err *err)
{
	struct buf	 raw = BUF_INIT, id = BUF_INIT;
	struct span	 rest, first;
	int		 r = -1;

	if (header_value(h, "Message-ID", &raw) == -1)
		goto out;
	rest = span_buf(&raw);
	if (!next_id(&rest, &first))
		first = span_trim(span_buf(&raw));
	if (add_id(&id, first) == -1)
		goto out;
	e->id_is_ours = id.len == 0;
	if (e->id_is_ours && id_of_hash(&id, message, "hash.invalid") == -1)
		goto out;
	r = (e->id = buf_take(&id)) != NULL ? 0 : -1;
out:
	buf_free(&raw);
	buf_free(&id);
	return r == 0 ? 0 : err_memory(err);
}

static int
read_references(struct entry *e, const struct header *h, struct err *err)
{
	struct buf	 raw = BUF_INIT, ids = BUF_INIT;
	struct span	 rest, id;
	size_t		 n = 0, skip;
	int		 r = -1;

	if (header_value(h, "References", &raw) == -1)
		goto out;
	for (rest = span_buf(&raw); next_id(&rest, &id);)
		n++;
	skip = n > ENTRY_REFERENCES ? n - ENTRY_REFERENCES : 0;
	for (rest = span_buf(&raw); next_id(&rest, &id);) {
		if (skip > 0) {
			skip--;
			continue;
		}
		if (ids.len > 0)
			buf_addc(&ids, ' ');
		if (add_id(&ids, id) == -1)
			goto out;
	}
	r = !ids.err && (e->references = buf_take(&ids)) != NULL ? 0 : -1;
out:
	buf_free(&raw);
	buf_free(&ids);
	return r == 0 ? 0 : err_memory(err);
}

static int
read_ids(struct entry *e, const struct header *h, struct span message, struct err *err)
{
	if (read_id(e, h, message, err) == -1 || read_references(e, h, err) == -1 ||
	    keep_id(&e->in_reply_to, h, "In-Reply-To", err) == -1 ||
	    keep_id(&e->translation_of, h, "Asm-Translation-Of", err) == -1 ||
	    keep_id(&e->corrects, h, "Asm-Corrects", err) == -1 ||
	    keep_id(&e->withdraws, h, "Asm-Withdraws", err) == -1)
		return -1;
	return 0;
}

/* "<id>; rev=2": without a revision it is of the first. */
static int
read_revision(struct entry *e, const struct header *h, struct err *err)
{
	struct buf		 raw = BUF_INIT;
	struct span		 rev;
	unsigned long long	 n;
	int			 r = 0;

	if (*e->translation_of == '\0')
		return 0;
	if (header_value(h, "Asm-Translation-Of", &raw) == -1)
		r = err_memory(err);
	e->translation_rev = 1;
	if (r == 0 && field_tag(span_buf(&raw), "rev", &rev) && span_number(rev, &n) == 0 && n >= 1 && n <= 1000000)
		e->translation_rev = (int)n;
	buf_free(&raw);
	return r;
}

/* ---- people ---- */

static int
read_sender(struct entry *e, const struct header *h, const char *name, struct err *err)
{
	struct addresses	 all = { NULL, 0 };
	struct buf		 raw = BUF_INIT;
	int			 r = 0;

	if (word_value(&raw, h, name, err) == -1)
		r = -1;
	else if (raw.len > 0 && (r = addresses_parse(&all, span_buf(&raw), err)) == 0 && all.n > 0 &&
	    ((r = keep_line(&e->from_name, span_str(all.address[0].name), err)) == -1 ||
	    (r = keep_line(&e->from_addr, span_str(all.address[0].addr), err)) == -1))
		r = -1;
	addresses_free(&all);
	buf_free(&raw);
	return r;
}

static int
read_people(struct entry *e, const struct header *h, struct err *err)
{
	const char	*name;

	if (read_sender(e, h, "From", err) == -1)
		return -1;
	if (e->from_addr == NULL && read_sender(e, h, "Sender", err) == -1)
		return -1;
	if (*e->name != '\0')
		return 0;
	free(e->name);
	e->name = NULL;
	name = e->from_name != NULL && *e->from_name != '\0' ? e->from_name : e->from_addr;
	return keep_line(&e->name, name != NULL && *name != '\0' ? span_str(name) : SPAN("?"), err);
}

/* ---- words of ours ---- */

static int
set_string(char **where, const char *value, struct err *err)
{
	free(*where);
	return (*where = span_dup(span_str(value))) != NULL ? 0 : err_memory(err);
}

static int
read_title(struct entry *e, const struct words *words, struct err *err)
{
	struct span	 title = span_str(e->subject);

	if (words != NULL)
		title = span_trim(tags_subject(words, title));
	if (title.n == 0)
		title = span_trim(span_str(*e->subject != '\0' ? e->subject : e->name));
	return (e->title = span_dup(title)) != NULL ? 0 : err_memory(err);
}

/* A kind we do not know is as good as none: sections, schemes and file names are made of it. */
static int
check_kind(struct entry *e, struct err *err)
{
	static const char *const kinds[] = { "proposal", "update", "help", "document", "other" };
	size_t	 i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(e->kind, kinds[i]) == 0)
			return 0;
	return set_string(&e->kind, "other", err);
}

static int
check_review(struct entry *e, struct err *err)
{
	if (strcmp(e->review, "reviewed") == 0 || strcmp(e->review, "unreviewed") == 0)
		return 0;
	return set_string(&e->review, "", err);
}

/* The first tag of Content-Language, its primary subtag in lower case. */
static int
read_language(struct entry *e, const struct header *h, struct err *err)
{
	struct buf	 raw = BUF_INIT;
	struct span	 rest, tag = SPAN_NONE;
	size_t		 i;
	int		 r = -1;

	if (header_value(h, "Content-Language", &raw) == -1)
		goto out;
	for (i = 0; i < raw.len && raw.s[i] != '-' && raw.s[i] != ','; i++)
		if (raw.s[i] >= 'A' && raw.s[i] <= 'Z')
			raw.s[i] = (char)(raw.s[i] - 'A' + 'a');
	rest = span_buf(&raw);
	span_cut(&rest, ',', &tag);
	tag = span_trim(tag);
	r = (e->language = span_dup(language_valid(tag) ? tag : SPAN_NONE)) != NULL ? 0 : -1;
out:
	buf_free(&raw);
	return r == 0 ? 0 : err_memory(err);
}

static int
is_web_address(struct span s)
{
	size_t	 i;

	if ((!span_casestarts(s, "http://") || s.n < 8) && (!span_casestarts(s, "https://") || s.n < 9))
		return 0;
	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.s[i] <= ' ' || s.s[i] == 0x7f || strchr("<>\"`\\^{}|", s.s[i]) != NULL)
			return 0;
	return s.n <= ENTRY_TEXT && utf8_valid(s) && !utf8_deceptive(s);
}

static int
read_url(struct entry *e, const struct header *h, struct err *err)
{
	struct buf	 raw = BUF_INIT;
	struct span	 rest, url;
	int		 r = -1;

	if (header_value(h, "Archived-At", &raw) == -1)
		goto out;
	rest = span_buf(&raw);
	if (!next_id(&rest, &url))
		url = span_trim(span_buf(&raw));
	r = (e->url = span_dup(is_web_address(url) ? url : SPAN_NONE)) != NULL ? 0 : -1;
out:
	buf_free(&raw);
	return r == 0 ? 0 : err_memory(err);
}

static int
read_answer_by(struct entry *e, const struct header *h, struct err *err)
{
	struct buf	 raw = BUF_INIT;
	struct span	 day;
	moment		 t;
	int		 r = -1;

	if (header_value(h, "Asm-Answer-By", &raw) != -1) {
		day = span_trim(span_buf(&raw));
		if (day.n != 10 || span_chr(day, '-') != 4 || time_parse(day, &t) == -1)
			day = SPAN_NONE;
		r = (e->answer_by = span_dup(day)) != NULL ? 0 : -1;
	}
	buf_free(&raw);
	return r == 0 ? 0 : err_memory(err);
}

/* ---- moments ---- */

/* A moment of a field; `behind`: what stands behind the last such byte (0: the whole value). */
static int
moment_of(moment *t, const struct header *h, const char *name, int behind, struct err *err)
{
	struct buf	 raw = BUF_INIT;
	struct span	 value;
	size_t		 i;

	*t = MOMENT_NONE;
	if (header_value(h, name, &raw) == -1) {
		buf_free(&raw);
		return err_memory(err);
	}
	value = span_buf(&raw);
	for (i = value.n; behind != 0 && i > 0; i--)
		if (value.s[i - 1] == behind) {
			value = span_from(value, i);
			break;
		}
	if (date_parse(span_trim(value), t, NULL) == -1)
		*t = MOMENT_NONE;
	buf_free(&raw);
	return 0;
}

/*
 * "From SENDER Sat Nov 21 09:00:00 2026": archives write senders of several words, so the date is what begins
 * at a weekday.  The first second of 1970 and git's date of all mails say that nothing is known.
 */
static moment
moment_of_envelope(const char *envelope)
{
	static const char days[] = "Mon Tue Wed Thu Fri Sat Sun ";
	struct span	 rest = span_str(envelope), word;
	char		 name[5] = "    ";
	moment		 t;

	while (span_cut(&rest, ' ', &word)) {
		if (word.n != 3)
			continue;
		memcpy(name, word.s, 3);
		if (strstr(days, name) == NULL ||
		    date_parse(span_trim(span_make(word.s, rest.n + 4)), &t, NULL) == -1)
			continue;
		return t == 0 || t == INT64_C(1000684800) ? MOMENT_NONE : t;
	}
	return MOMENT_NONE;
}

static int
read_moments(struct entry *e, const struct header *h, const char *envelope, struct err *err)
{
	moment	 received;

	if (moment_of(&e->date, h, "Date", 0, err) == -1 || moment_of(&e->arrival, h, "Asm-Date", 0, err) == -1 ||
	    moment_of(&received, h, "Received", ';', err) == -1)
		return -1;
	if (e->arrival == MOMENT_NONE)
		e->arrival = moment_of_envelope(envelope);
	if (e->arrival == MOMENT_NONE)
		e->arrival = received;
	if (e->arrival == MOMENT_NONE)
		e->arrival = e->date;
	if (e->arrival == MOMENT_NONE)
		e->arrival = 0;
	return 0;
}

/* ---- an entry ---- */

static int
fill(struct entry *e, struct err *err)
{
	size_t	 i;

	for (i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		if (*string_at(e, strings[i]) == NULL &&
		    (*string_at(e, strings[i]) = span_dup(SPAN_NONE)) == NULL)
			return err_memory(err);
	return 0;
}

int
entry_read(struct entry *e, const struct words *words, struct span message, const char *envelope, struct err *err)
{
	struct header	 h;
	int		 r = -1;

	memset(e, 0, sizeof(*e));
	if (header_split(&h, message, err) == -1)
		return -1;
	if (read_texts(e, &h, err) == 0 && read_ids(e, &h, message, err) == 0 &&
	    read_revision(e, &h, err) == 0 && read_people(e, &h, err) == 0 &&
	    read_title(e, words, err) == 0 && check_kind(e, err) == 0 && check_review(e, err) == 0 &&
	    read_language(e, &h, err) == 0 && read_url(e, &h, err) == 0 &&
	    read_answer_by(e, &h, err) == 0 && read_moments(e, &h, envelope, err) == 0)
		r = fill(e, err);
	header_free(&h);
	if (r == -1)
		entry_free(e);
	return r;
}

void
entry_free(struct entry *e)
{
	size_t	 i;

	for (i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		free(*string_at(e, strings[i]));
	memset(e, 0, sizeof(*e));
}

/* Where a mail address begins in a name: "Ana <ana@sol.example>", "ana@sol.example", "ana at sol.example"; -1. */
static ptrdiff_t
address_in(struct span name)
{
	struct span	 after;
	ptrdiff_t	 at = span_chr(name, '@');

	if (at != -1) {
		while (at > 0 && name.s[at - 1] != ' ')
			at--;
		return at;
	}
	/* As archives write it: a word, " at ", a word with a dot, and nothing else. */
	at = span_find(name, SPAN(" at "));
	if (at == -1 || span_chr(name, ' ') != at)
		return -1;
	after = span_from(name, (size_t)at + 4);
	return span_chr(after, ' ') == -1 && span_chr(after, '.') != -1 ? 0 : -1;
}

int
entry_public_name(struct buf *out, const struct entry *e)
{
	struct span	 name = span_str(e->name), shown;
	ptrdiff_t	 at = address_in(name);

	if (at == -1)
		return buf_addspan(out, name);
	shown = span_trim(span_head(name, (size_t)at));
	if (shown.n == 0)
		shown = span_head(name, strcspn(e->name, "@ "));
	return shown.n > 0 ? buf_addspan(out, shown) : buf_adds(out, "?");
}
