#include "base/io.h"
#include "text/blob.h"
#include "text/words.h"
#include "tests/unit/tap.h"

static void
match(const struct words *w, const char *group, const char *text, const char *want, const char *language)
{
	const char *in = NULL;

	is_str(words_match(w, group, span_str(text), &in), want, "%s: %s", group, text);
	if (language != NULL)
		is_str(in, language, "%s is a word of %s", text, language);
}

static void
prefix(const struct words *w, const char *group, const char *text, const char *want, size_t used)
{
	size_t	 n = 0;

	is_str(words_prefix(w, group, span_str(text), &n, NULL), want, "%s begins %s", group, text);
	is_int((long long)n, (long long)used, "%s: so much of it", text);
}

static void
matches(const struct words *w)
{
	match(w, "Kind", "proposal", "proposal", "en");
	match(w, "Kind", "  PROPOSAL\t", "proposal", "en");
	match(w, "Kind", "propuesta", "proposal", "es");
	match(w, "Kind", "Propuesta.", "proposal", "es");
	match(w, "Position", "stand  aside", "stand-aside", "en");
	match(w, "Yes", "yes", "yes", "en");
	match(w, "Yes", "Yes, it was us!", "yes", "en");
	match(w, "Yes", "s\xC3\xAD", "yes", NULL);
	match(w, "Yes", "si\xCC\x81", "yes", NULL);		/* decomposed */
	match(w, "Yes", "\xC2\xA1S\xC3\x8D!", "yes", NULL);
	match(w, "No", "it wasn\xE2\x80\x99t us", "no", "en");
	match(w, "Yes", "\xD9\x86\xD8\xB9\xD9\x85", "yes", "ar");
	match(w, "Yes", "\xD9\x86\xD9\x8E\xD8\xB9\xD9\x8E\xD9\x85\xD8\x8C", "yes", "ar");	/* with vowel signs */
	match(w, "Day", "s\xC3\xA1" "bado", "saturday", NULL);
	match(w, "Kind", "proposal x", NULL, NULL);
	match(w, "Kind", "", NULL, NULL);
	match(w, "Kin", "proposal", NULL, NULL);
	match(w, "Kind-Proposal", "proposal", NULL, NULL);
	match(w, "Nothing", "proposal", NULL, NULL);
	match(w, "Yes", "\xFF", NULL, NULL);
	ok(words_match(w, "Yes", SPAN("yes\0no"), NULL) == NULL, "a NUL");
}

static void
prefixes(const struct words *w)
{
	struct buf b = BUF_INIT;
	size_t	 n = 99;

	prefix(w, "Position", "agree 41", "agree", 5);
	prefix(w, "Position", "agree with changes 41", "amend", 18);
	prefix(w, "Position", "stand aside: we cannot", "stand-aside", 11);
	prefix(w, "Position", "agreeable", NULL, 0);
	prefix(w, "Position", "no-show", NULL, 0);
	prefix(w, "Position", "agree", "agree", 5);
	prefix(w, "Position", "  Agree, 41", "agree", 7);
	prefix(w, "Field", "Answer-By: x", "answer-by", 9);
	prefix(w, "Field", "answer: x", "position", 6);
	prefix(w, "Field", "", NULL, 0);
	while (b.len < 1000000)
		buf_adds(&b, "x ");
	ok(words_prefix(w, "Position", span_buf(&b), &n, NULL) == NULL && n == 99, "a megabyte of short words");
	buf_free(&b);
}

/* Every word we ship, given as it stands there, means what it stands for: so the tables are lower case and composed. */
static void
everything(const struct words *w)
{
	const struct text_blob *b;
	struct span rest, line, name, words, word;
	size_t	 n = 0, wrong = 0, i;

	for (b = text_words_blobs; b->name != NULL; b++)
		for (rest = span_make(b->data, b->len); span_line(&rest, &line);) {
			char	 group[64], want[64];
			const char *answer;

			words = line;
			if (line.n == 0 || line.s[0] == '#' || !span_cut(&words, ':', &name) || span_eqs(name, "Language"))
				continue;
			i = span_chr(name, '-') == -1 ? name.n : (size_t)span_chr(name, '-');
			snprintf(group, sizeof(group), "%.*s", (int)i, name.s);
			snprintf(want, sizeof(want), "%.*s", (int)(i == name.n ? i : name.n - i - 1),
			    i == name.n ? name.s : name.s + i + 1);
			for (i = 0; want[i] != '\0'; i++)
				if (want[i] >= 'A' && want[i] <= 'Z')
					want[i] = (char)(want[i] - 'A' + 'a');
			while (words.n > 0 && span_cut(&words, '|', &word)) {
				n++;
				answer = words_match(w, group, span_trim(word), NULL);
				if (answer == NULL || strcmp(answer, want) != 0) {
					wrong++;
					note("%s: %.*s is %s", b->name, SPAN_FMT(span_trim(word)), answer == NULL ? "nothing" : answer);
				}
			}
		}
	ok(n > 300 && wrong == 0, "all of %zu words mean what they stand for", n);
}

static void
put(const char *name, const char *text)
{
	struct err e;

	if (io_replace(tap_path(name), 0600, text, strlen(text), &e) == -1)
		bail("%s", e.text);
}

static void
overrides(void)
{
	struct err e;
	struct words *w;

	put("eo", "Language: eo\nKind-Proposal: propono\nYes: jes\nMood-Good: b\xC3\xB3n\nMood-Bad: bon\nMood-Odd: b\xC3\xB2n\n");
	put("README", "not a table\n");
	put(".hidden", "not a table\n");
	put("eo~", "not a table\n");
	w = words_open(tap_tmpdir(), &e);
	ok(w != NULL, "a site's own words");
	match(w, "Kind", "propono", "proposal", "eo");
	match(w, "Kind", "proposal", "proposal", "en");
	is_str(words_say(w, "eo", "Yes"), "jes", "what to write in it");
	match(w, "Mood", "b\xC3\xB3n", "good", NULL);
	match(w, "Mood", "bon", "bad", NULL);
	match(w, "Mood", "b\xC3\xB4n", NULL, NULL);	/* without marks it is three words, so it is none */
	words_free(w);
	put("ep", "no colon\n");
	ok(words_open(tap_tmpdir(), &e) == NULL && e.class == ERR_CONFIG && strstr(e.text, "words/ep") != NULL,
	    "a table that is broken: %s", e.text);
	w = words_open("/nonexistent", &e);
	ok(w != NULL, "no directory is no table");
	words_free(w);
}

int
main(void)
{
	struct err e;
	struct words *w = words_open(NULL, &e);

	if (w == NULL)
		bail("%s", e.text);
	matches(w);
	prefixes(w);
	everything(w);
	is_str(words_say(w, "es-MX", "Kind-Proposal"), "propuesta", "what to write in Mexico");
	is_str(words_say(w, "tlh", "Kind-Proposal"), NULL, "nor in Klingon");
	is_str(words_say(w, "en", "Kind-None"), NULL, "no such name");
	words_free(w);
	words_free(NULL);
	overrides();
	return done();
}
