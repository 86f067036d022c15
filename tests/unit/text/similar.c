#include "tests/unit/tap.h"

#include "base/limits.h"
#include "text/similar.h"

static struct err	e;

/* Percent of two texts, or -1. */
static int
percent(const char *a, const char *b, int least)
{
	int	p;

	return similar_percent(span_str(a), span_str(b), least, &p, &e) == -1 ? -1 : p;
}

/* Levenshtein as the books have it: every cell. */
static size_t
by_the_book(const char *a, const char *b)
{
	size_t	row[64], i, j, corner, above, best;

	for (j = 0; j <= strlen(b); j++)
		row[j] = j;
	for (i = 1; i <= strlen(a); i++) {
		corner = row[0];
		row[0] = i;
		for (j = 1; j <= strlen(b); j++) {
			above = row[j];
			best = corner + (a[i - 1] != b[j - 1]);
			best = above + 1 < best ? above + 1 : best;
			best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
			corner = above;
			row[j] = best;
		}
	}
	return row[strlen(b)];
}

static void
test_percent(void)
{
	is_int(percent("", "", 0), 100, "nothing is like nothing");
	is_int(percent("", "abcd", 0), 0, "and like nothing else");
	is_int(percent("the square", "the square", 75), 100, "the same");
	is_int(percent("abcd", "abcx", 75), 75, "one of four, at the threshold");
	is_int(percent("abcd", "abcx", 76), 0, "and above it: none");
	is_int(percent("abcdefghij", "bcdefghij", 75), 90, "one left out");
	is_int(percent("plaza", "plazas", 50), 83, "one more");
	is_int(percent("\xCF\x80\xCE\xBB\xCE\xB1\xCF\x84", "\xCF\x80\xCE\xBB\xCE\xB1\xCE\xB6", 50), 75, "code points are counted, not bytes");
	is_int(percent("a\xFF" "b", "a\xFE" "b", 0) >= 0, 1, "bytes that are no text do no harm");
	is_int(percent("kitten", "sitting", 0), 57, "the example of the books");
}

/* The band gives what the whole table gives, wherever that is near enough. */
static void
test_band(void)
{
	char		 a[40], b[40];
	unsigned	 seed = 7, i, n, wrong = 0, near = 0;
	size_t		 d, longest;
	int		 least, want;

	for (n = 0; n < 4000; n++) {
		for (i = 0; i < 39; i++) {
			seed = seed * 1103515245u + 12345u;
			a[i] = (char)('a' + (seed >> 16) % 3);
			b[i] = (seed >> 24) % 8 == 0 ? 'x' : a[i];
		}
		seed = seed * 1103515245u + 12345u;
		a[(seed >> 16) % 39 + 1] = '\0';
		a[39] = '\0';
		seed = seed * 1103515245u + 12345u;
		b[(seed >> 16) % 39 + 1] = '\0';
		b[39] = '\0';
		least = (int)((seed >> 20) % 101);
		longest = strlen(a) > strlen(b) ? strlen(a) : strlen(b);
		d = by_the_book(a, b);
		want = d <= longest * (size_t)(100 - least) / 100 ? (int)(100 * (longest - d) / longest) : 0;
		near += want > 0;
		if (percent(a, b, least) != want && wrong++ == 0)
			note("\"%s\" \"%s\" least %d: wanted %d", a, b, least, want);
	}
	is_int(wrong, 0, "4000 pairs: as the whole table says");
	ok(near > 500, "of which many are near (%u)", near);
}

static void
test_limits(void)
{
	struct buf	a = BUF_INIT, b = BUF_INIT;
	int		i, p;

	for (i = 0; i < SIMILAR_MAX; i++) {
		buf_addc(&a, 'a');
		buf_addc(&b, 'a');
	}
	similar_percent(span_buf(&a), span_buf(&b), 75, &p, &e);
	is_int(p, 100, "%d code points are compared", SIMILAR_MAX);
	buf_addc(&b, 'a');
	similar_percent(span_buf(&a), span_buf(&b), 75, &p, &e);
	is_int(p, 0, "one more are not");
	buf_free(&a);
	buf_free(&b);
}

static const char *
diff(const char *old, const char *new)
{
	static struct buf	out;

	buf_reset(&out);
	return similar_diff(&out, span_str(old), span_str(new), &e) == -1 ? e.text : buf_str(&out);
}

static void
test_diff(void)
{
	struct buf	a = BUF_INIT, b = BUF_INIT, out = BUF_INIT;
	int		i;

	is_str(diff("", ""), "", "nothing");
	is_str(diff("we meet", "we meet"), "we meet", "the same");
	is_str(diff("at 20:00 in the square", "at 19:00 in the square"), "at [-20:00-] {+19:00+} in the square", "a word");
	is_str(diff("in the old red square", "in the square"), "in the [-old red-] square", "two taken out");
	is_str(diff("we meet", "we all meet again"), "we {+all+} meet {+again+}", "two put in");
	is_str(diff("", "new"), "{+new+}", "all is new");
	is_str(diff("old  text", ""), "[-old text-]", "all is gone");
	for (i = 0; i < SIMILAR_WORDS; i++) {
		buf_adds(&a, "w ");
		buf_adds(&b, "w ");
	}
	buf_adds(&b, "x");
	is_ok(similar_diff(&out, span_buf(&a), span_buf(&a), &e), &e, "%d words", SIMILAR_WORDS);
	ok(span_find(span_buf(&out), SPAN("[-")) == -1, "are gone through word by word");
	buf_reset(&out);
	is_ok(similar_diff(&out, span_buf(&a), span_buf(&b), &e), &e, "one word more");
	ok(span_starts(span_buf(&out), "[-w w") && span_ends(span_buf(&out), "w x+}"), "and both are shown whole");
	buf_free(&a);
	buf_free(&b);
	buf_free(&out);
}

int
main(void)
{
	test_percent();
	test_band();
	test_limits();
	test_diff();
	return done();
}
