#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <textcat.h>
#include <unistd.h>

#include "text/language.h"
#include "text/language_words.h"
#include "text/utf8.h"

#ifndef TEXTCAT_DIR
#define TEXTCAT_DIR	"/usr/share/libexttextcat"
#endif

#define SAMPLE_MAX	8192	/* bytes looked at */
#define LETTERS_MIN	8	/* fewer say nothing */
#define WORD_MAX	24	/* bytes of a word that is looked up */

/* In the order of LANGUAGE_EN ...; `file` is libexttextcat's. */
static const struct {
	const char	*tag, *file;
} latin[LANGUAGE_COUNT] = {
	{ "en", "en" }, { "es", "es" }, { "ca", "ca" }, { "gl", "gl" }, { "fr", "fr" }, { "it", "it" }, { "pt", "pt" },
	{ "de", "de" }, { "tr", "tr" }, { "pl", "pl" }, { "fi", "fi" }, { "nl", "nl" }, { "sv", "sv" }, { "da", "da" },
	{ "no", "nb" }, { "ro", "ro" }, { "hu", "hu" }, { "cs", "cs" }, { "eu", "eu" }
};

/* --- writing systems --- */

enum script { LATIN, GREEK, CYRILLIC, HEBREW, ARABIC, HAN, KANA, HANGUL, THAI, ARMENIAN, GEORGIAN, DEVANAGARI, SCRIPTS };

static const struct {
	uint32_t	from, to;
	enum script	script;
} blocks[] = {
	{ 0xC0, 0x24F, LATIN }, { 0x370, 0x3FF, GREEK },
	{ 0x400, 0x52F, CYRILLIC }, { 0x531, 0x58F, ARMENIAN }, { 0x590, 0x5FF, HEBREW }, { 0x600, 0x6FF, ARABIC },
	{ 0x750, 0x77F, ARABIC }, { 0x900, 0x97F, DEVANAGARI }, { 0xE00, 0xE7F, THAI }, { 0x10A0, 0x10FF, GEORGIAN },
	{ 0x1100, 0x11FF, HANGUL }, { 0x1E00, 0x1EFF, LATIN }, { 0x1F00, 0x1FFF, GREEK }, { 0x3040, 0x30FF, KANA },
	{ 0x3400, 0x9FFF, HAN }, { 0xAC00, 0xD7AF, HANGUL }, { 0xFB50, 0xFDFF, ARABIC }, { 0xFE70, 0xFEFC, ARABIC },
	{ 0x20000, 0x3FFFF, HAN }
};

static enum script
script_of(uint32_t c)
{
	size_t	 i;

	if (c < 0x80)
		return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? LATIN : SCRIPTS;
	for (i = 0; i < sizeof(blocks) / sizeof(blocks[0]) && c >= blocks[i].from; i++)
		if (c <= blocks[i].to)
			return blocks[i].script;
	return SCRIPTS;
}

static size_t
count(struct span text, const char *letters)
{
	struct span rest, set = span_str(letters);
	size_t	 n = 0;
	uint32_t c, want;

	while (text.n > 0) {
		c = utf8_take(&text);
		for (rest = set; c >= 0x80 && rest.n > 0;)
			if ((want = utf8_take(&rest)) == c) {
				n++;
				break;
			}
	}
	return n;
}

/* Languages of one writing system, told apart by letters that only they have. */
static const char *
arabic(struct span s)
{
	size_t	 ur = count(s, "ٹڈڑںےہ"), ku = count(s, "ڕڵۆێە"), fa = count(s, "پچژگکی"), ar = count(s, "ةىيكأإؤئ");

	if (ur > ar && ur >= fa / 4 && ur > ku)
		return "ur";
	if (ku > ar && ku > fa / 2)
		return "ckb";
	return fa > ar ? "fa" : "ar";
}

static const char *
cyrillic(struct span s)
{
	size_t	 uk = count(s, "їєґЇЄҐ"), be = count(s, "ўЎ"), ru = count(s, "ыэёЫЭЁ"), i = count(s, "іІ");
	size_t	 mk = count(s, "ѓќѕЃЌЅ"), sr = count(s, "ђћЂЋјљњџЈЉЊЏ"), bg = count(s, "ъЪщЩ");

	if (be > 0 && be >= uk)
		return "be";
	if (uk + i > ru)
		return "uk";
	if (sr + mk > ru)
		return mk > count(s, "ђћЂЋ") ? "mk" : "sr";
	return ru == 0 && bg > 1 ? "bg" : "ru";
}

static const char *
by_script(enum script script, const size_t *letters, struct span s)
{
	switch (script) {
	case GREEK:
		return "el";
	case HEBREW:
		return "he";
	case ARABIC:
		return arabic(s);
	case CYRILLIC:
		return cyrillic(s);
	case HANGUL:
		return "ko";
	case KANA:
		return "ja";
	case HAN:
		return letters[KANA] * 20 > letters[HAN] ? "ja" : "zh";
	case THAI:
		return "th";
	case ARMENIAN:
		return "hy";
	case GEORGIAN:
		return "ka";
	case DEVANAGARI:
		return "hi";
	default:
		return NULL;
	}
}

/* --- Latin letters --- */

struct score {
	size_t	 hits[LANGUAGE_COUNT];
	size_t	 words;
	int	 best;
	size_t	 second;	/* hits of the runner-up */
};

static void
score_word(struct score *s, struct buf *folded, struct span word)
{
	unsigned languages;
	int	 i;

	if (word.n == 0)
		return;
	s->words++;
	buf_reset(folded);
	if (word.n > WORD_MAX || utf8_fold(folded, word) == -1)
		return;
	languages = language_word_of(buf_str(folded));
	for (i = 0; i < LANGUAGE_COUNT; i++)
		s->hits[i] += languages >> i & 1;
}

/* What of the text is no ASCII: in most languages of Latin letters that is little, and it is looked through often. */
static void
beyond_ascii(struct buf *out, struct span text)
{
	size_t	 from = 0, to;

	while (from < text.n) {
		for (to = from; to < text.n && (unsigned char)text.s[to] >= 0x80;)
			to++;
		buf_add(out, text.s + from, to - from);
		for (from = to; from < text.n && (unsigned char)text.s[from] < 0x80;)
			from++;
	}
}

/* Letters that one or two of them have count as words, a few times. */
static void
score_letters(struct score *s, struct span text)
{
	static const struct {
		const char	*letters;
		int		 language;
	} own[] = {
		{ "ñ¿¡", LANGUAGE_ES }, { "ñ", LANGUAGE_GL }, { "ãõ", LANGUAGE_PT }, { "ßä", LANGUAGE_DE },
		{ "ğışĞİŞ", LANGUAGE_TR }, { "łąężśźćńŁŻŚ", LANGUAGE_PL }, { "ðøæ", LANGUAGE_DA }, { "øæ", LANGUAGE_NB },
		{ "șțăȘȚ", LANGUAGE_RO }, { "őűŐŰ", LANGUAGE_HU }, { "řěůŘĚŮ", LANGUAGE_CS }, { "œêèâ", LANGUAGE_FR },
		{ "ä", LANGUAGE_FI }, { "äå", LANGUAGE_SV }, { "·", LANGUAGE_CA }
	};
	struct buf high = BUF_INIT;
	size_t	 i, n;

	beyond_ascii(&high, text);
	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		n = count(span_buf(&high), own[i].letters);
		s->hits[own[i].language] += n < 3 ? n : 3;
	}
	buf_free(&high);
}

static void
rank(struct score *s)
{
	int	 i;

	s->best = 0;
	s->second = 0;
	for (i = 1; i < LANGUAGE_COUNT; i++)
		if (s->hits[i] > s->hits[s->best]) {
			s->second = s->hits[s->best];
			s->best = i;
		} else if (s->hits[i] > s->second)
			s->second = s->hits[i];
}

static void
score(struct score *s, struct span text)
{
	struct buf folded = BUF_INIT;
	struct span rest, next;
	const char *start = text.s;
	uint32_t c;

	memset(s, 0, sizeof(*s));
	for (rest = text; rest.n > 0; rest = next) {
		next = rest;
		c = utf8_take(&next);
		if (script_of(c) == LATIN || utf8_is_mark(c))
			continue;
		score_word(s, &folded, span_make(start, (size_t)(rest.s - start)));
		start = next.s;
	}
	score_word(s, &folded, span_make(start, (size_t)(text.s + text.n - start)));
	score_letters(s, text);
	rank(s);
	buf_free(&folded);
}

/*
 * The library reads the list of its languages from a file by name: a pipe is one.  All of its
 * languages would take ten times as long to load.
 */
static void *
classifier(void)
{
	struct buf list = BUF_INIT;
	char	 path[32];
	void	*handle = NULL;
	int	 i, fd[2];

	for (i = 0; i < LANGUAGE_COUNT; i++)
		buf_addf(&list, "%s.lm %s--utf8\n", latin[i].file, latin[i].tag);
	if (list.err || pipe2(fd, O_CLOEXEC) == -1)
		goto done;
	if (write(fd[1], list.s, list.len) == (ssize_t)list.len) {
		close(fd[1]);
		fd[1] = -1;
		snprintf(path, sizeof(path), "/dev/fd/%d", fd[0]);
		handle = special_textcat_Init(path, TEXTCAT_DIR "/");
	}
	close(fd[0]);
	if (fd[1] != -1)
		close(fd[1]);
done:
	buf_free(&list);
	return handle;
}

static int
latin_of(struct span tag)
{
	int	 i;

	for (i = 0; i < LANGUAGE_COUNT; i++)
		if (span_eqs(tag, latin[i].tag))
			return i;
	return -1;
}

/* Of the languages the statistics leave, the one whose words occur most; -1 if they leave none. */
static int
by_statistics(const struct score *s, struct span text)
{
	struct span rest, tag;
	void	*handle;
	int	 i, best = -1;

	if ((handle = classifier()) == NULL)
		return -1;
	/* "[es--utf8][pt--utf8]", or UNKNOWN or SHORT. */
	rest = span_str(textcat_Classify(handle, text.s, text.n));
	while (rest.n > 0 && span_cut(&rest, ']', &tag)) {
		if (!span_starts(tag, "[") || span_chr(tag, '-') == -1)
			continue;
		i = latin_of(span_head(span_from(tag, 1), (size_t)span_chr(tag, '-') - 1));
		if (i != -1 && (best == -1 || s->hits[i] > s->hits[best]))
			best = i;
	}
	textcat_Done(handle);
	return best;
}

static const char *
latin_language(struct span text)
{
	struct score s;
	size_t	 hits;
	int	 i;

	score(&s, text);
	hits = s.hits[s.best];
	if (hits * 8 >= s.words && ((hits >= 3 && hits * 2 >= s.second * 3) || (hits >= 2 && s.second == 0)))
		return latin[s.best].tag;
	if (hits >= 4 && hits > s.second && hits * 4 >= s.words)
		return latin[s.best].tag;	/* neighbours share most of their short words: one more is enough */
	i = by_statistics(&s, text);
	if (i != -1 && s.hits[i] >= s.second && (s.hits[i] > 0 || s.words < 10))
		return latin[i].tag;
	return hits >= 2 && hits > s.second && hits * 8 >= s.words ? latin[s.best].tag : NULL;
}

/* --- the sample --- */

/* Addresses are in no language. */
static int
is_address(struct span piece)
{
	return span_chr(piece, '@') != -1 || span_find(piece, SPAN("://")) != -1 || span_casestarts(piece, "www.");
}

/* The words of the first SAMPLE_MAX bytes, composed, parted by blanks. */
static int
sample(struct buf *b, struct span text)
{
	struct buf clean = BUF_INIT, words = BUF_INIT;
	struct span rest, piece;
	size_t	 n = text.n < SAMPLE_MAX ? text.n : SAMPLE_MAX;

	/* Do not cut a character in two. */
	while (n < text.n && n > SAMPLE_MAX - 4 && ((unsigned char)text.s[n] & 0xC0) == 0x80)
		n--;
	utf8_line(&clean, span_head(text, n));
	for (rest = span_buf(&clean); rest.n > 0 && span_cut(&rest, ' ', &piece);)
		if (!is_address(piece)) {
			buf_addspan(&words, piece);
			buf_addc(&words, ' ');
		}
	utf8_nfc(b, span_buf(&words));
	b->err |= clean.err | words.err;
	buf_free(&clean);
	buf_free(&words);
	return b->err ? -1 : 0;
}

const char *
language_guess(struct span text)
{
	struct buf b = BUF_INIT;
	struct span rest;
	size_t	 letters[SCRIPTS + 1] = { 0 }, all = 0;
	const char *tag = NULL;
	int	 i, most = LATIN;

	if (sample(&b, text) == -1)
		goto done;
	for (rest = span_buf(&b); rest.n > 0;)
		letters[script_of(utf8_take(&rest))]++;
	for (i = 0; i < SCRIPTS; i++) {
		all += letters[i];
		if (letters[i] > letters[most])
			most = i;
	}
	/* An ideograph says as much as several letters. */
	if (all + 3 * (letters[HAN] + letters[KANA] + letters[HANGUL]) < LETTERS_MIN)
		goto done;
	/* Names and terms in Latin letters are common in every script, the reverse is not. */
	if (most == LATIN)
		for (i = GREEK; i < SCRIPTS; i++)
			if (letters[i] * 2 > letters[LATIN])
				most = i;
	tag = most == LATIN ? latin_language(span_buf(&b)) : by_script((enum script)most, letters, span_buf(&b));
done:
	buf_free(&b);
	return tag;
}
