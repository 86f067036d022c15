#include "mail/wishes.h"

#include <string.h>

#include "base/limits.h"
#include "mail/tags.h"
#include "text/catalog.h"
#include "text/language.h"
#include "text/utf8.h"

#define WAIT_MAX	(30 * 86400)	/* seconds one may wait for a translation */

/* ---- lists ---- */

/* The next piece of "a, b; c": between commas of any script. */
static int
next_piece(struct span *rest, struct span *piece)
{
	static const char *const	commas[] = { ",", ";", "\xD8\x8C", "\xEF\xBC\x8C", "\xE3\x80\x81" };
	ptrdiff_t			at, first = -1;
	size_t				i, width = 0;

	for (*piece = SPAN_NONE; piece->n == 0 && rest->n > 0; first = -1) {
		for (i = 0; i < sizeof commas / sizeof commas[0]; i++)
			if ((at = span_find(*rest, span_str(commas[i]))) != -1 && (first == -1 || at < first)) {
				first = at;
				width = strlen(commas[i]);
			}
		*piece = span_trim(first == -1 ? *rest : span_head(*rest, (size_t)first));
		*rest = first == -1 ? SPAN_NONE : span_from(*rest, (size_t)first + width);
	}
	return piece->n > 0;
}

static void
add_item(struct buf *out, size_t start, int c, struct span item)
{
	if (span_lists(span_from(span_buf(out), start), c, item))
		return;
	if (out->len > start)
		buf_addc(out, c);
	buf_addspan(out, item);
}

static int
is_all(const struct words *w, struct span value)
{
	const char	*got = words_match(w, "Sort", span_trim(value), NULL);

	return got != NULL && strcmp(got, "all") == 0;
}

/* ---- languages ---- */

/* "NAME\tTAG" of each language in each catalogue, made when it is first asked for: a mail may name many. */
static int
load_names(struct buf *names, struct err *err)
{
	const char *const	*in, *const *tag;
	struct catalog		*cat;

	for (in = catalog_languages(); *in != NULL; in++) {
		if ((cat = catalog_open(*in, NULL, err)) == NULL) {
			buf_reset(names);
			return -1;
		}
		for (tag = catalog_languages(); *tag != NULL; tag++) {
			utf8_bare(names, span_str(catalog_language_name(cat, *tag)));
			buf_addf(names, "\t%s\n", *tag);
		}
		catalog_free(cat);
	}
	return buf_ok(names, err);
}

/* The tag of a language by its name in any catalogue: "español", "Spanish". NULL: no such name, or no memory. */
static const char *
language_named(struct span name, struct err *err)
{
	static struct buf	 names;
	const char *const	*tag;
	const char		*found = NULL;
	struct buf		 said = BUF_INIT;
	struct span		 rest, line, known;

	if (names.len == 0 && load_names(&names, err) == -1)
		return NULL;
	utf8_bare(&said, span_trim(name));
	for (rest = span_buf(&names); found == NULL && span_cut(&rest, '\n', &line); )
		if (span_cut(&line, '\t', &known) && span_eq(known, span_buf(&said)))
			for (tag = catalog_languages(); *tag != NULL; tag++)
				if (span_eqs(line, *tag))
					found = *tag;
	buf_free(&said);
	return found;
}

static struct span
primary(struct span tag)
{
	ptrdiff_t	hyphen = span_chr(tag, '-');

	return hyphen == -1 ? tag : span_head(tag, (size_t)hyphen);
}

/* "es-MX en", between commas: 1, 0. */
static int
add_languages(struct buf *out, size_t start, struct span piece, struct err *err)
{
	struct buf	lower = BUF_INIT;
	struct span	rest, tag;
	const char	*named;
	int		good = 1;

	utf8_fold(&lower, piece);
	for (rest = span_buf(&lower); good && span_cut(&rest, ' ', &tag); )
		good = tag.n == 0 || language_valid(tag);
	if (good)
		for (rest = span_buf(&lower); span_cut(&rest, ' ', &tag); ) {
			if (tag.n > 0)
				add_item(out, start, ' ', primary(tag));
		}
	else if ((named = language_named(piece, err)) != NULL) {
		add_item(out, start, ' ', span_str(named));
		good = 1;
	}
	buf_free(&lower);
	return good;
}

int
wishes_languages(struct buf *out, struct span value, struct err *err)
{
	struct span	piece;
	size_t		start = out->len;

	while (next_piece(&value, &piece))
		if (!add_languages(out, start, piece, err) || out->len - start > WISHES_LIST) {
			buf_cut(out, start);
			return 0;
		}
	return buf_ok(out, err) == -1 ? -1 : 1;
}

/* ---- kinds ---- */

static const char *
kind_of(const struct words *w, struct span text)
{
	const char	*got;

	if ((got = words_match(w, "Kind", text, NULL)) != NULL)
		return got;
	return (got = words_match(w, "Sort", text, NULL)) != NULL && strcmp(got, "all") != 0 ? got : NULL;
}

/* A kind may be several words, and a list may have no commas. */
static int
add_kinds(struct buf *out, size_t start, const struct words *w, struct span piece)
{
	const char	*kind;
	struct span	 word;

	if ((kind = kind_of(w, piece)) != NULL) {
		add_item(out, start, ' ', span_str(kind));
		return 1;
	}
	while (span_cut(&piece, ' ', &word)) {
		if (word.n == 0)
			continue;
		if ((kind = kind_of(w, word)) == NULL)
			return 0;
		add_item(out, start, ' ', span_str(kind));
	}
	return 1;
}

int
wishes_kinds(struct buf *out, const struct words *w, struct span value)
{
	struct span	piece;
	size_t		start = out->len;

	if (is_all(w, value))
		return 1;
	while (next_piece(&value, &piece))
		if (!add_kinds(out, start, w, piece)) {
			buf_cut(out, start);
			return 0;
		}
	return out->len > start;
}

/* ---- places ---- */

int
wishes_regions(struct buf *out, const struct words *w, struct span value)
{
	struct buf	one = BUF_INIT, folded = BUF_INIT;
	struct span	piece;
	size_t		start = out->len;

	if (is_all(w, value))
		return 1;
	while (next_piece(&value, &piece) && out->len - start <= WISHES_LIST) {
		buf_reset(&one);
		buf_reset(&folded);
		utf8_line(&one, piece);
		utf8_fold(&folded, span_buf(&one));
		add_item(out, start, '\n', span_buf(&folded));
	}
	out->err |= one.err | folded.err;
	buf_free(&one);
	buf_free(&folded);
	if (out->len == start || out->len - start > WISHES_LIST) {
		buf_cut(out, start);
		return 0;
	}
	return 1;
}

/* An assembly's id, as the directory has it. */
static int
is_id(struct span s)
{
	size_t	i;

	for (i = 0; i < s.n; i++)
		if (s.s[i] == '\0' || strchr("abcdefghijklmnopqrstuvwxyz0123456789.-_", s.s[i]) == NULL)
			return 0;
	return s.n > 0 && s.n < 128;
}

int
wishes_assemblies(struct buf *out, const struct words *w, struct span value)
{
	struct span	piece, id;
	struct buf	folded = BUF_INIT;
	size_t		start = out->len;
	int		good = 1;

	if (is_all(w, value))
		return 1;
	while (good && next_piece(&value, &piece)) {
		buf_reset(&folded);
		utf8_fold(&folded, piece);
		for (piece = span_buf(&folded); good && span_cut(&piece, ' ', &id); )
			if (id.n > 0) {
				good = is_id(id);
				add_item(out, start, ' ', id);
			}
	}
	buf_free(&folded);
	good = good && out->len > start && out->len - start <= WISHES_LIST;
	if (!good)
		buf_cut(out, start);
	return good;
}

/* ---- settings ---- */

/* A day, a moment or a time from now. */
static int
read_until(struct span value, moment now, moment *out)
{
	int64_t	seconds;

	if (time_parse(value, out) == 0)
		return 1;
	if (time_parse_span(value, &seconds) == -1)
		return 0;
	*out = now + seconds;
	return 1;
}

static int
set_rhythm(struct wishes *s, const struct words *w, struct span value)
{
	static const char *const	rhythms[] = { "each", "daily", "weekly", "none" };
	const char			*got;
	size_t				 i;

	if ((got = words_match(w, "Rhythm", value, NULL)) == NULL)
		return 0;
	for (i = 0; i < sizeof rhythms / sizeof rhythms[0]; i++)
		if (strcmp(got, rhythms[i]) == 0)
			s->rhythm = rhythms[i];
	return s->rhythm != NULL;
}

/* 1 understood, 0 not, -1. */
static int
set_value(struct wishes *s, unsigned which, const struct words *w, struct span value, moment now, struct err *err)
{
	switch (which) {
	case WISHES_LANGUAGES:
		buf_reset(&s->languages);
		return is_all(w, value) ? 1 : wishes_languages(&s->languages, value, err);
	case WISHES_RHYTHM:
		return set_rhythm(s, w, value);
	case WISHES_KINDS:
		buf_reset(&s->kinds);
		return wishes_kinds(&s->kinds, w, value);
	case WISHES_REGIONS:
		buf_reset(&s->regions);
		return wishes_regions(&s->regions, w, value);
	case WISHES_ASSEMBLIES:
		buf_reset(&s->assemblies);
		return wishes_assemblies(&s->assemblies, w, value);
	case WISHES_PAUSE:
		return read_until(value, now, &s->paused);
	default:
		return time_parse_span(value, &s->wait) == 0 && s->wait <= WAIT_MAX;
	}
}

static unsigned
which_setting(const char *name)
{
	static const struct {
		const char	*name;
		unsigned	 which;
	} settings[] = {
		{ "language", WISHES_LANGUAGES }, { "rhythm", WISHES_RHYTHM }, { "kinds", WISHES_KINDS },
		{ "regions", WISHES_REGIONS }, { "assemblies", WISHES_ASSEMBLIES }, { "pause", WISHES_PAUSE },
		{ "wait", WISHES_WAIT }
	};
	size_t	i;

	for (i = 0; name != NULL && i < sizeof settings / sizeof settings[0]; i++)
		if (strcmp(name, settings[i].name) == 0)
			return settings[i].which;
	return 0;
}

static void
spoken_in(struct wishes *s, const char *language)
{
	if (s->language[0] == '\0' && language != NULL && strlen(language) < sizeof s->language)
		memcpy(s->language, language, strlen(language) + 1);
}

/* ---- lines ---- */

static int
is_mark(int c)
{
	return c == ':' || c == '=';
}

/* "language: es", "language es": 1 a setting, 0 something else, -1. */
static int
read_setting(struct wishes *s, const struct words *w, struct span line, moment now, struct err *err)
{
	const char	*language = NULL;
	unsigned	 which;
	size_t		 used;
	struct span	 value;
	int		 got;

	if ((which = which_setting(words_prefix(w, "Setting", line, &used, &language))) == 0)
		return 0;
	value = span_trim(span_from(line, used));
	while (value.n > 0 && is_mark(value.s[0]))
		value = span_trim(span_from(value, 1));
	if (value.n == 0)
		return 0;
	spoken_in(s, language);
	if ((got = set_value(s, which, w, value, now, err)) == -1)
		return -1;
	s->given = got ? s->given | which : s->given & ~which;
	s->wrong = got ? s->wrong & ~which : s->wrong | which;
	return 1;
}

static enum wish
command_of(struct wishes *s, const struct words *w, struct span line)
{
	const char	*language = NULL, *got;
	enum wish	 wish = WISH_NOTHING;

	if ((got = words_match(w, "Observe", line, &language)) != NULL) {
		wish = strcmp(got, "status") == 0 ? WISH_STATUS : strcmp(got, "forget") == 0 ? WISH_FORGET : WISH_SET;
		if (wish == WISH_SET) {
			s->paused = 0;
			s->given |= WISHES_PAUSE;
		}
	} else if ((got = words_match(w, "Command", line, &language)) != NULL)
		wish = strcmp(got, "join") == 0 ? WISH_JOIN : strcmp(got, "leave") == 0 ? WISH_LEAVE : WISH_NOTHING;
	if (wish != WISH_NOTHING)
		spoken_in(s, language);
	return wish;
}

/* 1 the line says something to us, 0 not, -1. */
static int
read_line(struct wishes *s, const struct words *w, struct span line, moment now, struct err *err)
{
	enum wish	wish;
	int		got;

	line = span_trim(line);
	if (line.n == 0 || line.n > WISHES_LINE)
		return 0;
	if ((wish = command_of(s, w, line)) != WISH_NOTHING) {
		if (s->what == WISH_NOTHING || s->what == WISH_SET)
			s->what = wish;
		return 1;
	}
	if ((got = read_setting(s, w, line, now, err)) == 1 && s->what == WISH_NOTHING)
		s->what = WISH_SET;
	return got;
}

/* "language-es", "pause-2026-12-01": only the first hyphen can stand for a blank. */
static int
read_extension(struct wishes *s, const struct words *w, struct span extension, moment now, struct err *err)
{
	struct buf	line = BUF_INIT;
	ptrdiff_t	at;
	int		got;

	buf_addspan(&line, extension);
	if (line.err == 0 && (at = span_chr(extension, '-')) != -1)
		line.s[at] = ' ';
	if (buf_ok(&line, err) == -1)
		got = -1;
	else
		got = read_line(s, w, span_buf(&line), now, err);
	buf_free(&line);
	return got;
}

static int
read_lines(struct wishes *s, const struct words *w, struct span text, moment now, struct err *err)
{
	struct span	line;
	int		n, got = 1;

	for (n = 0; n < WISHES_LINES && got == 1 && span_line(&text, &line); n++)
		if (span_trim(line).n > 0)
			got = read_line(s, w, line, now, err);
	return got == -1 ? -1 : 0;
}

int
wishes_read(struct wishes *s, const struct words *w, struct span extension, struct span subject, struct span text,
    moment now, struct err *err)
{
	memset(s, 0, sizeof *s);
	s->wait = -1;
	s->paused = MOMENT_NONE;
	if ((extension.n > 0 && read_extension(s, w, extension, now, err) == -1) ||
	    read_line(s, w, tags_subject(w, span_trim(subject)), now, err) == -1 ||
	    read_lines(s, w, text, now, err) == -1 || buf_ok(&s->languages, err) == -1 ||
	    buf_ok(&s->kinds, err) == -1 || buf_ok(&s->regions, err) == -1 || buf_ok(&s->assemblies, err) == -1) {
		wishes_free(s);
		return -1;
	}
	return 0;
}

void
wishes_free(struct wishes *s)
{
	buf_free(&s->languages);
	buf_free(&s->kinds);
	buf_free(&s->regions);
	buf_free(&s->assemblies);
}
