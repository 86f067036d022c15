#include "mail/faults.h"

#include <string.h>

#include "text/utf8.h"

static const char *const	fault_words[] = { "address", "numbers", "untranslated", "short", "long", "direction", "term" };

const char *
fault_word(enum fault f)
{
	return fault_words[f];
}

int
fault_is_error(enum fault f)
{
	return f == FAULT_ADDRESS;
}

/* ---- addresses ---- */

static int
is_address(struct span word)
{
	ptrdiff_t	at;

	if (span_casestarts(word, "http://") || span_casestarts(word, "https://") || span_casestarts(word, "mailto:"))
		return 1;
	at = span_chr(word, '@');
	return at > 0 && span_chr(span_from(word, (size_t)at + 1), '.') > 0;
}

/* Without the brackets and stops that stand around it in a sentence. */
static struct span
bare(struct span word)
{
	while (word.n > 0 && strchr("<(\"'[", word.s[0]) != NULL && word.s[0] != '\0')
		word = span_from(word, 1);
	while (word.n > 0 && strchr(".,;:!?)>\"']", word.s[word.n - 1]) != NULL && word.s[word.n - 1] != '\0')
		word.n--;
	return word;
}

/* ---- numbers ---- */

/* The next run of digits of whatever script, as digits; 0 at the end. */
static int
next_number(struct span *s, struct buf *out)
{
	int	digit, any = 0;

	buf_reset(out);
	while (s->n > 0) {
		if ((digit = utf8_digit(utf8_take(s))) >= 0) {
			buf_addc(out, '0' + digit);
			any = 1;
		} else if (any)
			break;
	}
	return any;
}

/* Sums of numbers do not depend on their order, which languages change. */
static unsigned long long
numbers_of(struct span s, size_t *n)
{
	unsigned long long	sum = 0, h;
	struct buf		digits = BUF_INIT;
	size_t			i;

	for (*n = 0; next_number(&s, &digits); ++*n) {
		for (h = 1469598103934665603ULL, i = 0; i < digits.len; i++)
			h = (h ^ (unsigned char)digits.s[i]) * 1099511628211ULL;
		sum += h;
	}
	buf_free(&digits);
	return sum;
}

/* ---- direction ---- */

static int
is_balanced(struct span s)
{
	int	depth = 0;

	while (s.n > 0) {
		uint32_t	c = utf8_take(&s);

		if ((c >= 0x202A && c <= 0x202B) || c == 0x202D || c == 0x202E || (c >= 0x2066 && c <= 0x2068))
			depth++;
		else if (c == 0x202C || c == 0x2069)
			depth--;
		if (depth < 0)
			return 0;
	}
	return depth == 0;
}

/* ---- length ---- */

/* About how many characters a language needs for what English says in a hundred. */
static size_t
usual(const char *language)
{
	static const struct { const char tag[4]; size_t n; } table[] = {
		{ "zh", 30 }, { "ja", 45 }, { "ko", 50 }, { "he", 80 }, { "ar", 85 }, { "fa", 95 }, { "de", 115 },
		{ "fr", 115 }, { "es", 112 }, { "it", 112 }, { "pt", 110 }, { "ca", 110 }, { "el", 115 }, { "ru", 108 },
		{ "pl", 108 }, { "fi", 105 }, { "tr", 102 }
	};
	size_t	i;

	for (i = 0; i < sizeof table / sizeof table[0]; i++)
		if (strncmp(table[i].tag, language, 2) == 0 && (language[2] == '\0' || language[2] == '-'))
			return table[i].n;
	return 100;
}

/* Characters of what is written in words: an address is as long in every language. */
static size_t
length_of(struct span s)
{
	struct span	word;
	size_t		n = 0;

	while (span_cut(&s, ' ', &word))
		if (!is_address(bare(word)))
			n += utf8_length(word) + 1;
	return n;
}

static size_t
words_in(struct span s)
{
	struct span	word;
	size_t		n = 0;

	while (span_cut(&s, ' ', &word))
		n += word.n > 0;
	return n;
}

/* ---- all ---- */

int
faults_of(const char *source_language, const char *language, const char *source, const char *text,
    int (*each)(void *, enum fault, struct span), void *arg)
{
	struct span	from = span_str(source), to = span_str(text), rest = from, word;
	size_t		n = length_of(from), m = length_of(to), expected, counts[2];
	int		got = 0;

	if (span_eq(from, to))
		return words_in(from) > 3 ? each(arg, FAULT_SAME, SPAN_NONE) : 0;
	while (got == 0 && span_cut(&rest, ' ', &word))
		if (word = bare(word), is_address(word) && span_find(to, word) == -1)
			got = each(arg, FAULT_ADDRESS, word);
	if (got == 0 && (numbers_of(from, &counts[0]) != numbers_of(to, &counts[1])))
		got = each(arg, FAULT_NUMBERS, SPAN_NONE);
	expected = n * usual(language) / usual(source_language);
	/* Few words say little about the rest. */
	if (got == 0 && n > 20 && 10 * m < 4 * expected)
		got = each(arg, FAULT_SHORT, SPAN_NONE);
	if (got == 0 && n > 20 && 10 * m > 25 * expected)
		got = each(arg, FAULT_LONG, SPAN_NONE);
	if (got == 0 && !is_balanced(to))
		got = each(arg, FAULT_BIDI, SPAN_NONE);
	return got;
}
