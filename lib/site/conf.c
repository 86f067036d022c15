#include "site/conf.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/limits.h"
#include "mail/field.h"
#include "site/backup_key.h"
#include "text/language.h"
#include "trust/identity.h"

#define CONF_FILE	"asm.conf"

typedef int conf_check_fn(struct buf *value, const char *dir, struct err *);

static conf_check_fn	check_list, check_line, check_url, check_https, check_yes_no, check_languages, check_zone, check_token, check_file,
			check_deliver, check_selector, check_number, check_addresses, check_review, check_endorse, check_backup_key;

/* Every field but Edition, which may recur. */
static const struct {
	const char	*name;
	size_t		 offset;
	conf_check_fn	*check;
	const char	*otherwise;	/* NULL: stays NULL */
} fields[] = {
	{ "List", offsetof(struct conf, list), check_list, NULL },
	{ "Title", offsetof(struct conf, title), check_line, NULL },
	{ "Url", offsetof(struct conf, url), check_url, "" },
	{ "Languages", offsetof(struct conf, languages), check_languages, "en" },
	{ "Zone", offsetof(struct conf, zone), check_zone, "UTC" },
	{ "Authserv-Id", offsetof(struct conf, authserv_id), check_token, NULL },
	{ "Mx-Host", offsetof(struct conf, mx_host), check_token, "" },
	{ "Key-File", offsetof(struct conf, key_file), check_file, NULL },
	{ "Deliver", offsetof(struct conf, deliver), check_deliver, "sendmail /usr/sbin/sendmail" },
	{ "Receipts", offsetof(struct conf, receipts), check_yes_no, "no" },
	{ "One-Click", offsetof(struct conf, one_click), check_https, "" },
	{ "Deliver-Rate", offsetof(struct conf, deliver_rate), check_number, "0" },
	{ "Deliver-Parallel", offsetof(struct conf, deliver_parallel), check_number, "0" },
	{ "Moderators", offsetof(struct conf, moderators), check_addresses, "" },
	{ "Postfix", offsetof(struct conf, postfix), check_file, NULL },
	{ "Review", offsetof(struct conf, review), check_review, "48h" },
	{ "Endorse", offsetof(struct conf, endorse), check_endorse, "admin" },
	{ "Selector", offsetof(struct conf, selector), check_selector, NULL },
	{ "Backup-Key", offsetof(struct conf, backup_key), check_backup_key, "" },
	{ "Wire", offsetof(struct conf, wire), check_number, "3" },
};

#define NFIELDS	(sizeof fields / sizeof fields[0])

static char **
slot(struct conf *c, size_t i)
{
	return (char **)((char *)c + fields[i].offset);
}

/* ---- values ---- */

/* Normal form of a list's address, appended. */
static int
list_address(struct buf *out, const char *address, struct err *err)
{
	const char	*fault;
	size_t		 start = out->len;

	switch (identity_address(span_str(address), out, &fault, err)) {
	case 1:
		break;
	case 0:
		return err_set(err, ERR_CONFIG, "%s is no address a list can have (%s)", address, fault);
	default:
		return -1;
	}
	if (strchr(buf_str(out) + start, '+') != NULL)
		return err_set(err, ERR_CONFIG, "%s: + parts a list's name from an extension", address);
	return 0;
}

static int
check_endorse(struct buf *value, const char *dir, struct err *err)
{
	(void)dir;
	return span_eqs(span_buf(value), "admin") || span_eqs(span_buf(value), "agree") ? 0 :
	    err_set(err, ERR_CONFIG, "%s: admin or agree is wanted", buf_str(value));
}

static int
check_list(struct buf *value, const char *dir, struct err *err)
{
	char	*given;
	int	 result;

	(void)dir;
	if ((given = buf_take(value)) == NULL)
		return err_memory(err);
	result = list_address(value, given, err);
	free(given);
	return result;
}

static int
check_line(struct buf *value, const char *dir, struct err *err)
{
	(void)dir;
	if (value->len == 0 || strchr(buf_str(value), '\n') != NULL)
		return err_set(err, ERR_CONFIG, "one line of text is wanted");
	return 0;
}

static int
is_word(struct span s, const char *more)
{
	size_t	 i;

	for (i = 0; i < s.n; i++)
		if (!((s.s[i] >= 'a' && s.s[i] <= 'z') || (s.s[i] >= 'A' && s.s[i] <= 'Z') ||
		    (s.s[i] >= '0' && s.s[i] <= '9') || strchr(more, s.s[i]) != NULL) || s.s[i] == '\0')
			return 0;
	return s.n > 0;
}

static int
check_token(struct buf *value, const char *dir, struct err *err)
{
	(void)dir;
	return is_word(span_buf(value), ".-_") ? 0 : err_set(err, ERR_CONFIG, "a host name is wanted");
}

static int
check_selector(struct buf *value, const char *dir, struct err *err)
{
	(void)dir;
	if (value->len > 63 || !is_word(span_buf(value), "-"))
		return err_set(err, ERR_CONFIG, "letters, digits and hyphens are wanted");
	return 0;
}

static int
check_url(struct buf *value, const char *dir, struct err *err)
{
	size_t	 i;

	(void)dir;
	if (value->len == 0)
		return 0;
	for (i = 0; i < value->len; i++)
		if (value->s[i] <= ' ' || value->s[i] > '~' || strchr("<>\"", value->s[i]) != NULL)
			return err_set(err, ERR_CONFIG, "no blank, <, >, \" or non-ASCII character may be in a URL");
	if (!span_starts(span_buf(value), "https://") && !span_starts(span_buf(value), "http://"))
		return err_set(err, ERR_CONFIG, "a URL that begins with https:// is wanted");
	if (!span_ends(span_buf(value), "/"))
		buf_addc(value, '/');
	return buf_ok(value, err);
}

/* What a mail program posts to by itself (RFC 8058): nothing but https, and without the final slash. */
static int
check_https(struct buf *value, const char *dir, struct err *err)
{
	if (check_url(value, dir, err) == -1)
		return -1;
	if (value->len > 0 && !span_starts(span_buf(value), "https://"))
		return err_set(err, ERR_CONFIG, "a URL that begins with https:// is wanted");
	buf_trim(value, "/");
	return buf_ok(value, err);
}

static int
check_yes_no(struct buf *value, const char *dir, struct err *err)
{
	(void)dir;
	return span_eqs(span_buf(value), "yes") || span_eqs(span_buf(value), "no") ? 0 :
	    err_set(err, ERR_CONFIG, "yes or no is wanted");
}

static int
check_languages(struct buf *value, const char *dir, struct err *err)
{
	struct span	 left = span_buf(value), tag;
	struct buf	 out = BUF_INIT;
	int		 result = 0;

	(void)dir;
	while (result == 0 && span_cut(&left, ' ', &tag)) {
		if (tag.n == 0)
			continue;
		if (!language_valid(tag))
			result = err_set(err, ERR_CONFIG, "%.*s is no language tag such as en", SPAN_FMT(tag));
		buf_addf(&out, "%s%.*s", out.len > 0 ? " " : "", SPAN_FMT(tag));
	}
	if (result == 0 && out.len == 0)
		result = err_set(err, ERR_CONFIG, "at least one language is wanted");
	if (result == 0)
		result = buf_ok(&out, err);
	buf_free(value);
	*value = out;
	return result;
}

static int
check_zone(struct buf *value, const char *dir, struct err *err)
{
	(void)dir;
	return is_word(span_buf(value), "/_+-") ? 0 : err_set(err, ERR_CONFIG, "a zone such as UTC is wanted");
}

/* A file name from `at` on: relative ones are names in the site. */
static int
resolve(struct buf *value, size_t at, const char *dir, struct err *err)
{
	if (at >= value->len)
		return err_set(err, ERR_CONFIG, "a file name is wanted");
	if (value->s[at] != '/') {
		buf_splice(value, at, 0, "/", 1);
		buf_splice(value, at, 0, dir, strlen(dir));
	}
	return buf_ok(value, err);
}

static int
check_file(struct buf *value, const char *dir, struct err *err)
{
	return resolve(value, 0, dir, err);
}

static int
check_deliver(struct buf *value, const char *dir, struct err *err)
{
	if (span_starts(span_buf(value), "sendmail /"))
		return 0;
	if (span_starts(span_buf(value), "maildir "))
		return resolve(value, strlen("maildir "), dir, err);
	if ((span_starts(span_buf(value), "smtp ") || span_starts(span_buf(value), "lmtp ")) &&
	    is_word(span_from(span_buf(value), 5), ".-_:[]/"))
		return 0;
	return err_set(err, ERR_CONFIG, "\"sendmail /PATH\", \"smtp HOST:PORT\", \"lmtp HOST:PORT\","
	    " \"lmtp /SOCKET\" or \"maildir DIR\" is wanted");
}

static int
check_number(struct buf *value, const char *dir, struct err *err)
{
	unsigned long long	n;

	(void)dir;
	if (span_number(span_buf(value), &n) == -1 || n < 1 || n > 1000000000)
		return err_set(err, ERR_CONFIG, "a number from 1 on is wanted");
	return 0;
}

/* "required", "none" or a time: seconds, -1 for never. 0, -1. */
static int
review_word(struct span word, int64_t *seconds)
{
	*seconds = -1;
	if (span_eqs(word, "required"))
		return 0;
	*seconds = 0;
	return span_eqs(word, "none") ? 0 : time_parse_span(word, seconds);
}

/* The next of "48h proposal=required help=none": its kind (empty: all) and its seconds.  1, 0 the end, -1. */
static int
next_review(struct span *list, struct span *kind, int64_t *seconds)
{
	struct span	word;
	ptrdiff_t	at;

	do
		if (!span_cut(list, ' ', &word))
			return 0;
	while (word.n == 0);
	at = span_chr(word, '=');
	*kind = at > 0 ? span_head(word, (size_t)at) : SPAN_NONE;
	return review_word(at == -1 ? word : span_from(word, (size_t)at + 1), seconds) == -1 ? -1 : 1;
}

static int
check_review(struct buf *value, const char *dir, struct err *err)
{
	struct span	rest = span_buf(value), kind;
	int64_t		seconds;
	int		got;

	(void)dir;
	while ((got = next_review(&rest, &kind, &seconds)) == 1) {
		if (kind.n > 0 && !span_eqs(kind, "proposal") && !span_eqs(kind, "update") && !span_eqs(kind, "help") &&
		    !span_eqs(kind, "document") && !span_eqs(kind, "other")) {
			got = -1;
			break;
		}
	}
	return got == 0 ? 0 : err_set(err, ERR_CONFIG, "something like \"48h proposal=required help=none\" is wanted");
}

static int
check_backup_key(struct buf *value, const char *dir, struct err *err)
{
	(void)dir;
	return backup_key_check(span_buf(value), err);
}

int64_t
conf_review(const struct conf *c, const char *kind)
{
	struct span	rest = span_str(c->review), one;
	int64_t		seconds, all = 48 * 3600, own = -2;

	while (next_review(&rest, &one, &seconds) == 1)
		if (one.n == 0)
			all = seconds;
		else if (span_eqs(one, kind))
			own = seconds;
	return own != -2 ? own : all;
}

/* Addresses in normal form, parted by one blank. */
static int
check_addresses(struct buf *value, const char *dir, struct err *err)
{
	struct span	 left = span_buf(value), one;
	struct buf	 out = BUF_INIT;
	const char	*fault;
	int		 got = 1;

	(void)dir;
	while (got == 1 && span_cut(&left, ' ', &one)) {
		if (one.n == 0)
			continue;
		if (out.len > 0)
			buf_addc(&out, ' ');
		if ((got = identity_address(one, &out, &fault, err)) == 0)
			err_set(err, ERR_CONFIG, "%.*s is no address (%s)", SPAN_FMT(one), fault);
	}
	if (got == 1)
		got = buf_ok(&out, err) == 0;
	buf_free(value);
	*value = out;
	return got == 1 ? 0 : -1;
}

/* ---- editions ---- */

/* The value of a tag as a string of the caller's, "" if there is none; NULL: no memory. */
static char *
tag_of(struct span value, const char *name)
{
	struct span	 tag;

	return span_dup(field_tag(value, name, &tag) ? tag : SPAN_NONE);
}

/* What an edition is about and how often it comes. */
static int
edition_choice(struct conf_edition *e, struct span value, struct err *err)
{
	static const char *const kinds[] = { "", "proposal", "update", "help", "document", "other" };
	struct span	 every = SPAN("week"), empty = SPAN("no");
	size_t		 i;

	(void)field_tag(value, "every", &every);
	(void)field_tag(value, "empty", &empty);
	e->daily = span_eqs(every, "day");
	e->empty = span_eqs(empty, "yes");
	if (!e->daily && !span_eqs(every, "week"))
		return err_set(err, ERR_CONFIG, "every=day or every=week is wanted");
	if (!e->empty && !span_eqs(empty, "no"))
		return err_set(err, ERR_CONFIG, "empty=yes or empty=no is wanted");
	e->kind = tag_of(value, "kind");
	e->region = tag_of(value, "region");
	e->title = tag_of(value, "title");
	if (e->kind == NULL || e->region == NULL || e->title == NULL)
		return err_memory(err);
	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(e->kind, kinds[i]) == 0)
			return 0;
	return err_set(err, ERR_CONFIG, "kind= is none of proposal, update, help, document, other");
}

static int
edition_parts(struct conf *c, struct conf_edition *e, struct span value, struct err *err)
{
	struct buf	 languages = BUF_INIT;
	struct span	 name = span_trim(value), tag;
	ptrdiff_t	 end;

	if ((end = span_chr(name, ';')) != -1)
		name = span_trim(span_head(name, (size_t)end));
	if (!is_word(name, "-"))
		return err_set(err, ERR_CONFIG, "a name of letters, digits and hyphens is wanted");
	if (!field_tag(value, "since", &tag) || time_parse(tag, &e->since) == -1)
		return err_set(err, ERR_CONFIG, "since=2026-11-21 (the day it begins) is wanted");
	if (field_tag(value, "languages", &tag))
		buf_addspan(&languages, tag);
	else
		buf_adds(&languages, c->languages);
	if (check_languages(&languages, NULL, err) == -1) {
		buf_free(&languages);
		return -1;
	}
	e->languages = buf_take(&languages);
	e->name = span_dup(name);
	return e->languages != NULL && e->name != NULL ? edition_choice(e, value, err) : err_memory(err);
}

static int
read_editions(struct conf *c, struct err *err)
{
	const char	*value;
	size_t		 i;

	for (i = 0; (value = record_nth(&c->raw, "Edition", i)) != NULL; i++) {
		if (i == CONF_EDITIONS)
			return err_set(err, ERR_CONFIG, "Edition: at most %d", CONF_EDITIONS);
		c->nedition = i + 1;
		if (edition_parts(c, &c->edition[i], span_str(value), err) == -1)
			return err_within(err, "Edition");
	}
	return 0;
}

const struct conf_edition *
conf_edition(const struct conf *c, const char *name)
{
	size_t	 i;

	for (i = 0; i < c->nedition; i++)
		if (strcmp(c->edition[i].name, name) == 0)
			return &c->edition[i];
	return NULL;
}

/* ---- the file ---- */

static int
read_field(struct conf *c, size_t i, const char *dir, struct err *err)
{
	const char	*value = record_get(&c->raw, fields[i].name);
	struct buf	 out = BUF_INIT;

	if (value == NULL && fields[i].otherwise != NULL)
		return (*slot(c, i) = strdup(fields[i].otherwise)) != NULL ? 0 : err_memory(err);
	if (value == NULL)
		return 0;
	if (record_nth(&c->raw, fields[i].name, 1) != NULL)
		return err_set(err, ERR_CONFIG, "%s: said twice", fields[i].name);
	buf_adds(&out, value);
	buf_trim(&out, " \t\n");
	if (fields[i].check(&out, dir, err) == -1) {
		buf_free(&out);
		return err_within(err, "%s", fields[i].name);
	}
	return (*slot(c, i) = buf_take(&out)) != NULL ? 0 : err_memory(err);
}

/* A misspelled field must not be taken for one left out. */
static int
check_names(const struct conf *c, struct err *err)
{
	size_t	 i, k;

	for (i = 0; i < c->raw.n; i++) {
		for (k = 0; k < NFIELDS; k++)
			if (span_caseeqs(span_str(c->raw.item[i].name), fields[k].name))
				break;
		if (k == NFIELDS && !span_caseeqs(span_str(c->raw.item[i].name), "Edition"))
			return err_set(err, ERR_CONFIG, "unknown field %s", c->raw.item[i].name);
	}
	return 0;
}

static int
split_list(struct conf *c, struct err *err)
{
	struct buf	 id = BUF_INIT;
	const char	*at = strchr(c->list, '@');

	c->local = span_dup(span_make(c->list, (size_t)(at - c->list)));
	c->domain = strdup(at + 1);
	buf_addf(&id, "%s.%s", c->local != NULL ? c->local : "", at + 1);
	c->list_id = buf_take(&id);
	return c->local != NULL && c->domain != NULL && c->list_id != NULL ? 0 : err_memory(err);
}

static int
read_fields(struct conf *c, const char *dir, struct err *err)
{
	size_t	 i;

	if (check_names(c, err) == -1)
		return -1;
	for (i = 0; i < NFIELDS; i++)
		if (read_field(c, i, dir, err) == -1)
			return -1;
	if (c->list == NULL || c->title == NULL || c->selector == NULL)
		return err_set(err, ERR_CONFIG, "%s is missing",
		    c->list == NULL ? "List" : c->title == NULL ? "Title" : "Selector");
	if (split_list(c, err) == -1)
		return -1;
	return read_editions(c, err);
}

/* An administrator's empty lines mean nothing here: all stanzas are one record. */
static int
join_stanzas(struct record *all, struct span text, struct err *err)
{
	struct record	 one = RECORD_INIT;
	size_t		 i;
	int		 got, added = 0;

	while (added == 0 && (got = record_parse(&text, &one, err)) == 1)
		for (i = 0; added == 0 && i < one.n; i++)
			added = record_add(all, one.item[i].name, one.item[i].value, err);
	record_free(&one);
	return added == 0 ? got : -1;
}

static int
read_record(struct conf *c, const char *path, struct err *err)
{
	struct buf	 text = BUF_INIT;
	int		 result = -1;

	if (io_read_file(path, RECORD_MAX, &text, err) == 0)
		result = join_stanzas(&c->raw, span_buf(&text), err);
	buf_free(&text);
	return result;
}

int
conf_read(struct conf *c, const char *dir, struct err *err)
{
	struct buf	 path = BUF_INIT;
	int		 result = -1;

	memset(c, 0, sizeof *c);
	buf_addf(&path, "%s/" CONF_FILE, dir);
	if (buf_ok(&path, err) == 0 && read_record(c, buf_str(&path), err) == 0 &&
	    read_fields(c, dir, err) == 0)
		result = 0;
	else {
		conf_free(c);
		err_within(err, "%s", buf_str(&path));
		if (err != NULL && err->class == ERR_DATA)
			err->class = ERR_CONFIG;
	}
	buf_free(&path);
	return result;
}

void
conf_free(struct conf *c)
{
	size_t	 i;

	for (i = 0; i < NFIELDS; i++)
		free(*slot(c, i));
	for (i = 0; i < c->nedition; i++) {
		free(c->edition[i].name);
		free(c->edition[i].languages);
		free(c->edition[i].kind);
		free(c->edition[i].region);
		free(c->edition[i].title);
	}
	free(c->local);
	free(c->domain);
	free(c->list_id);
	record_free(&c->raw);
	memset(c, 0, sizeof *c);
}

static const char template_head[] =
    "# What this site is: see asm.conf(5).  Lines that begin with # are ignored.\n"
    "\n"
    "# The address of the list, which everything else is named after.\n";

static const char template_tail[] =
    "\n"
    "# The web archive, if there is one: posts get a link to their page.\n"
    "#Url: https://www.example/list/\n"
    "\n"
    "# The languages of the site: newsletters are made and translations wanted in them.\n"
    "Languages: en es ar\n"
    "\n"
    "# The zone in which people are told times, beside those of the posts, and in which weeks begin.\n"
    "Zone: UTC\n"
    "\n"
    "# Believe what our MTA writes into Authentication-Results under this name.  Off unless given.\n"
    "#Authserv-Id: mx.example\n"
    "# Our MTA's name in the \"by\" of the Received fields it writes.\n"
    "#Mx-Host: mx.example\n"
    "\n"
    "# DKIM keys from this file instead of DNS (tests, or a machine without a network).\n"
    "#Key-File: dkim.keys\n"
    "\n"
    "# Tell a contact what became of her post: number, link, who gets it.\n"
    "Receipts: yes\n"
    "\n"
    "# Where asm-cgi is reached: then each observer gets a copy of her own, with a link to leave by one click.\n"
    "#One-Click: https://www.example/list\n"
    "\n"
    "# How mail leaves: \"sendmail /PATH\", \"smtp HOST:PORT\", \"lmtp /SOCKET\", or \"maildir DIR\" to only look at it.\n"
    "Deliver: sendmail /usr/sbin/sendmail\n"
    "# At most so many recipients an hour, and so many at work on it at once.\n"
    "#Deliver-Rate: 10000\n"
    "#Deliver-Parallel: 2\n"
    "\n# Where the Postfix that takes our mail is configured: asm-site check then looks at its settings.\n"
    "#Postfix: /etc/postfix\n"
    "\n"
    "# Who looks after held mail: they are asked by mail, and the first of them decides.\n"
    "#Moderators: ana@lists.example bo@lists.example\n"
    "\n"
    "# When a translation that nobody has reviewed is published all the same: a time, none (at once) or required\n"
    "# (never); first for all, then for kinds of posts.\n"
    "#Review: 48h proposal=required help=none\n"
    "\n"
    "# To whom the private part of backups is encrypted: an age recipient, or a file with an OpenPGP public key.\n"
    "#Backup-Key: age age1...\n";

static int
check_title(const char *title, struct err *err)
{
	const char	*p;

	for (p = title; *p != '\0'; p++)
		if ((unsigned char)*p < ' ')
			break;
	return *title != '\0' && *p == '\0' ? 0 : err_set(err, ERR_CONFIG, "the title is one line of text");
}

/* "2026a": the first key of its year. */
int
conf_write(struct buf *out, const char *list, const char *title, moment now, struct err *err)
{
	struct buf	 normal = BUF_INIT;
	struct civil	 day;
	int		 result;

	if ((result = list_address(&normal, list, err)) == 0 && title != NULL)
		result = check_title(title, err);
	if (result == 0) {
		time_civil(now, &day);
		buf_adds(out, template_head);
		buf_addf(out, "List: %s\nTitle: %s\n", buf_str(&normal),
		    title != NULL ? title : buf_str(&normal));
		buf_adds(out, template_tail);
		buf_addf(out, "\n# The name of the key that signs our articles, in the file servers and in DNS.\n"
		    "Selector: %04da\n", day.year);
		buf_addf(out, "\n# A newsletter: its name, and the day from which on issues are made.\n"
		    "Edition: weekly; since=%04d-%02d-%02d\n", day.year, day.month, day.day);
		result = buf_ok(out, err);
	}
	buf_free(&normal);
	return result;
}
