#include "mail/tags.h"

#include <stdlib.h>
#include <string.h>

#include "mail/request.h"
#include "mail/tags_event.h"
#include "text/language.h"
#include "text/utf8.h"

#define REPLY_MAX	60	/* bytes of a subject in which a reply prefix ends */
#define TAGS_BRACKETS	3	/* "[list] [proposal] ..." */
#define TAGS_TEXT	200	/* bytes of a group's name */
#define TAGS_DIGITS	18
#define TAGS_HOST	253

static const char *const	kinds[] = { "proposal", "update", "help", "document", "other", NULL };
static const char *const	positions[] = { "agree", "object", "stand-aside", "amend", "sign", NULL };

/* Our own copy of a word's name, which lives longer than the tables. */
static const char *
fixed(const char *const names[], const char *name)
{
	for (; *names != NULL; names++)
		if (name != NULL && strcmp(*names, name) == 0)
			return *names;
	return NULL;
}

/* ---- subjects ---- */

/* A colon as people type it: also the full-width one. */
static int
take_colon(struct span *s)
{
	struct span	rest = span_trim(*s);

	if (span_starts(rest, ":"))
		*s = span_from(rest, 1);
	else if (span_starts(rest, "\xEF\xBC\x9A"))
		*s = span_from(rest, 3);
	else
		return 0;
	return 1;
}

/* What stands before the first colon, if it is short: most subjects have none, and need no look into the tables. */
static struct span
before_colon(struct span s)
{
	ptrdiff_t	at = span_chr(span_head(s, REPLY_MAX), ':');

	if (at == -1)
		at = span_find(span_head(s, REPLY_MAX), SPAN("\xEF\xBC\x9A"));
	return at == -1 ? SPAN_NONE : span_head(s, (size_t)at);
}

/* "Re:", "AW[2]:", "رد:" off the front.  1 if there was one. */
static int
take_reply(const struct words *words, struct span *s)
{
	struct span	rest = span_trim(*s);
	size_t		used;
	ptrdiff_t	close;

	if (words_prefix(words, "Reply", before_colon(rest), &used, NULL) == NULL)
		return 0;
	rest = span_from(rest, used);
	if (span_starts(rest, "[") && (close = span_chr(rest, ']')) != -1 && close < 6)
		rest = span_from(rest, (size_t)close + 1);
	if (!take_colon(&rest))
		return 0;
	*s = span_trim(rest);
	return 1;
}

/* "[...]" off the front: what stands inside. */
static int
take_bracket(struct span *s, struct span *inside)
{
	struct span	rest = span_trim(*s);
	ptrdiff_t	close;

	if (!span_starts(rest, "[") || (close = span_chr(rest, ']')) == -1)
		return 0;
	*inside = span_trim(span_make(rest.s + 1, (size_t)close - 1));
	*s = span_trim(span_from(rest, (size_t)close + 1));
	return 1;
}

static const char *
kind_of(const struct words *words, struct span word)
{
	return fixed(kinds, words_match(words, "Kind", word, NULL));
}

static const char *
kind_of_subject(const struct words *words, struct span subject)
{
	const char	*kind = NULL;
	struct span	 inside;
	int		 i;

	for (i = 0; i < TAGS_BRACKETS && kind == NULL && take_bracket(&subject, &inside); i++)
		kind = kind_of(words, inside);
	return kind;
}

struct span
tags_subject(const struct words *words, struct span subject)
{
	struct span	rest = span_trim(subject), before, inside;

	do {
		before = rest;
		while (take_reply(words, &rest))
			;
		inside = SPAN_NONE;
		subject = rest;
		if (take_bracket(&rest, &inside) && kind_of(words, inside) == NULL)
			rest = subject;
	} while (rest.n < before.n && rest.n > 0);
	return rest.n > 0 ? rest : before;
}

/* ---- lines ---- */

/* Blanks and the invisible characters that stand in front in right-to-left text. */
static struct span
visible(struct span s)
{
	struct span	rest;
	uint32_t	c;

	for (rest = s; rest.n > 0; s = rest) {
		c = utf8_take(&rest);
		if (!utf8_is_space(c) && c != 0xFEFF && (c < 0x200B || c > 0x200F) && c != 0x061C &&
		    (c < 0x202A || c > 0x202E) && (c < 0x2066 || c > 0x2069))
			break;
	}
	return span_trim(s);
}

const char *
tags_field(const struct words *words, struct span line, struct span *value)
{
	const char	*name;
	size_t		 used;

	line = visible(line);
	if ((name = words_prefix(words, "Field", line, &used, NULL)) == NULL)
		return NULL;
	line = span_from(line, used);
	if (!take_colon(&line))
		return NULL;
	*value = visible(line);
	return name;
}

int
tags_is_line(const struct words *words, struct span line)
{
	struct span	value;

	return tags_field(words, line, &value) != NULL;
}

/* Digits of any script as ASCII ones, everything else as it is. */
static int
plain_digits(struct buf *out, struct span s)
{
	while (s.n > 0) {
		struct span	before = s;
		uint32_t	c = utf8_take(&s);
		int		digit = c == UTF8_BAD ? -1 : utf8_digit(c);

		if (digit >= 0)
			buf_addc(out, '0' + digit);
		else if (c < 0x80)
			buf_addc(out, (int)c);
		else
			buf_add(out, before.s, before.n - s.n);
	}
	return out->err ? -1 : 0;
}

/* Set a value the first time it is said. */
static int
set(char **slot, struct span value, struct err *err)
{
	if (*slot != NULL || value.n == 0)
		return 0;
	return (*slot = span_dup(value)) == NULL ? err_memory(err) : 0;
}

static int
is_number(struct span s)
{
	size_t	i;

	for (i = 0; i < s.n; i++)
		if (s.s[i] < '0' || s.s[i] > '9')
			return 0;
	return s.n > 0 && s.n <= TAGS_DIGITS && s.s[0] != '0';
}

static int
is_host(struct span s)
{
	size_t	i;

	for (i = 0; i < s.n; i++)
		if (!((s.s[i] >= 'a' && s.s[i] <= 'z') || (s.s[i] >= '0' && s.s[i] <= '9') ||
		    s.s[i] == '-' || s.s[i] == '.'))
			return 0;
	return s.n > 0 && s.n <= TAGS_HOST && s.s[0] != '.' && s.s[0] != '-';
}

/* "41", "#41" or "home.example/41", digits plain: what is kept of it, or empty. */
static struct span
post_number(struct span s)
{
	ptrdiff_t	slash;

	s = span_trim(s);
	if (span_starts(s, "#"))
		s = span_from(s, 1);
	if (is_number(s))
		return s;
	if ((slash = span_chr(s, '/')) > 0 && is_host(span_head(s, (size_t)slash)) &&
	    is_number(span_from(s, (size_t)slash + 1)))
		return s;
	return SPAN_NONE;
}

/* "#GlobalNoise", "Global Noise": letters, digits and hyphens, lower case; anything else is no campaign. */
static int
set_campaign(struct tags *t, struct span value, struct err *err)
{
	char	name[41];
	size_t	i, n = 0;

	if (span_starts(value, "#"))
		value = span_from(value, 1);
	for (i = 0; i < value.n; i++) {
		char	c = value.s[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c | 0x20);
		else if (c == ' ' || c == '_')
			c = '-';
		if (n == sizeof name - 1 ||
		    !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
			return 0;
		name[n++] = c;
	}
	return set(&t->campaign, span_make(name, n), err);
}

static int
set_group(struct tags *t, struct span value, struct err *err)
{
	struct buf	line = BUF_INIT;
	int		result;

	if (value.n > TAGS_TEXT || t->group != NULL)
		return 0;
	utf8_line(&line, value);
	if ((result = buf_ok(&line, err)) == 0)
		result = set(&t->group, span_buf(&line), err);
	buf_free(&line);
	return result;
}

/* "en, ar": nothing but tags, or it is a sentence. */
static int
set_translate(struct tags *t, struct span value, struct err *err)
{
	struct buf	list = BUF_INIT;
	struct span	part, tag;
	int		result = 0, are_tags = value.n <= TAGS_TEXT;

	while (are_tags && span_cut(&value, ',', &part))
		while (are_tags && span_cut(&part, ' ', &tag))
			if (tag.n > 0) {
				are_tags = language_valid(tag);
				buf_addf(&list, "%s%.*s", list.len > 0 ? " " : "", SPAN_FMT(tag));
			}
	if (are_tags && (result = buf_ok(&list, err)) == 0)
		result = set(&t->translate, span_buf(&list), err);
	buf_free(&list);
	return result;
}

/* One of "agree 41", "stand aside", ...; what says more than that is text. */
static int
add_position(struct tags *t, const struct words *words, struct span value, struct err *err)
{
	const char	*name;
	struct span	 number;
	size_t		 used;

	value = visible(value);
	if (t->npositions == TAGS_POSITIONS ||
	    (name = fixed(positions, words_prefix(words, "Position", value, &used, NULL))) == NULL)
		return 0;
	value = span_from(value, used);
	(void)take_colon(&value);
	value = span_trim(value);
	number = post_number(value);
	if (value.n > 0 && number.n == 0)
		return 0;
	t->position[t->npositions].position = name;
	t->position[t->npositions].number = NULL;
	if (set(&t->position[t->npositions].number, number, err) == -1)
		return -1;
	t->npositions++;
	return 0;
}

static int
add_positions(struct tags *t, const struct words *words, struct span value, struct err *err)
{
	struct span	one;

	while (span_cut(&value, ',', &one))
		if (add_position(t, words, one, err) == -1)
			return -1;
	return 0;
}

/* What is gathered over the lines until all are read. */
struct reading {
	struct buf	when, where;	/* of the event that is being told */
	struct buf	events;		/* those told */
};

/* The event told so far, if it can be understood, joins the others. */
static void
end_event(const struct words *words, struct reading *r)
{
	size_t	 before = r->events.len;

	if (r->when.len == 0)
		return;
	if (before > 0)
		buf_adds(&r->events, "; ");
	if (!tags_event(&r->events, words, span_buf(&r->when), span_buf(&r->where)))
		buf_cut(&r->events, before);
}

/* Every `When` is an event, and every further `Where` is one more at the same times: a call of protests in many cities. */
static void
add_event_line(const struct words *words, struct reading *r, int is_when, struct span value)
{
	struct buf	*slot = is_when ? &r->when : &r->where;

	if (slot->len > 0) {
		end_event(words, r);
		if (is_when)
			buf_reset(&r->where);
	}
	buf_reset(slot);
	buf_addspan(slot, value);
}

static int
read_field(struct tags *t, const struct words *words, const char *name, struct span value,
    struct reading *r, struct err *err)
{
	struct buf	date = BUF_INIT;
	int		result = 0;

	if (strcmp(name, "kind") == 0) {
		if (t->kind == NULL)
			t->kind = kind_of(words, value);
	} else if (strcmp(name, "answer-by") == 0) {
		if (tags_date(&date, value))
			result = set(&t->answer_by, span_buf(&date), err);
	} else if (strcmp(name, "campaign") == 0)
		result = set_campaign(t, value, err);
	else if (strcmp(name, "group") == 0)
		result = set_group(t, value, err);
	else if (strcmp(name, "position") == 0)
		result = add_positions(t, words, value, err);
	else if (strcmp(name, "corrects") == 0)
		result = set(&t->corrects, post_number(value), err);
	else if (strcmp(name, "withdraws") == 0)
		result = set(&t->withdraws, post_number(value), err);
	else if (strcmp(name, "language") == 0 && language_valid(value))
		result = set(&t->language, value, err);
	else if (strcmp(name, "translate") == 0)
		result = set_translate(t, value, err);
	else if (strcmp(name, "when") == 0 || strcmp(name, "where") == 0)
		add_event_line(words, r, strcmp(name, "when") == 0, value);
	buf_free(&date);
	return result;
}

static int
read_lines(struct tags *t, const struct words *words, struct span text, struct reading *r, struct err *err)
{
	struct buf	 plain = BUF_INIT;
	struct span	 line, value;
	const char	*name;
	int		 n = 0, begun = 0, result = 0;

	while (result == 0 && n < TAGS_LINES && span_line(&text, &line)) {
		if (visible(line).n == 0) {
			if (begun)
				break;
			continue;
		}
		begun = 1;
		n++;
		buf_reset(&plain);
		if (plain_digits(&plain, line) == -1)
			result = err_memory(err);
		else if ((name = tags_field(words, span_buf(&plain), &value)) != NULL)
			result = read_field(t, words, name, value, r, err);
	}
	buf_free(&plain);
	return result;
}

int
tags_read(struct tags *t, const struct words *words, struct span subject, struct span recipient,
    struct span text, struct err *err)
{
	struct reading	r = { BUF_INIT, BUF_INIT, BUF_INIT };
	struct span	local, extension;
	int		result;

	memset(t, 0, sizeof *t);
	if ((result = read_lines(t, words, text, &r, err)) == 0) {
		if (t->kind == NULL)
			t->kind = kind_of_subject(words, subject);
		if (t->kind == NULL && request_extension(recipient, &local, &extension))
			t->kind = kind_of(words, extension);
		end_event(words, &r);
		result = set(&t->event, span_buf(&r.events), err);
	}
	if (result == 0 && (r.when.err || r.where.err || r.events.err))
		result = err_memory(err);
	buf_free(&r.when);
	buf_free(&r.where);
	buf_free(&r.events);
	return result;
}

void
tags_free(struct tags *t)
{
	size_t	i;

	free(t->answer_by);
	free(t->campaign);
	free(t->group);
	free(t->event);
	free(t->language);
	free(t->corrects);
	free(t->withdraws);
	free(t->translate);
	for (i = 0; i < t->npositions; i++)
		free(t->position[i].number);
	memset(t, 0, sizeof *t);
}

int
tags_understood(const struct words *words, struct span line, struct err *err)
{
	struct tags	 t;
	struct span	 value;
	const char	*name;
	int		 result;

	if ((name = tags_field(words, line, &value)) == NULL)
		return 0;
	/* A place is one by itself; only together with a day does it become an event. */
	if (strcmp(name, "where") == 0)
		return value.n > 0 && value.n <= TAGS_TEXT;
	if ((result = tags_read(&t, words, SPAN_NONE, SPAN_NONE, line, err)) == 0)
		result = t.kind != NULL || t.answer_by != NULL || t.campaign != NULL || t.group != NULL || t.event != NULL ||
		    t.language != NULL || t.corrects != NULL || t.withdraws != NULL || t.translate != NULL || t.npositions > 0;
	tags_free(&t);
	return result;
}
