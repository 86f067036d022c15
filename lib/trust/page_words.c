#include "trust/page_words.h"

#include <stdlib.h>
#include <string.h>

#include "base/record.h"
#include "text/utf8.h"

/* Made when they are first asked for, and kept: most pages that do not show the address need none. */
static struct list {
	struct buf	 text;		/* all words, each with a LF in front and behind */
	struct span	*word;		/* of text; sorted by their first bytes for AT and DOT only */
	size_t		 n;
} lists[PAGE_WORDS];
static int	 loaded;

static const char *const names[PAGE_WORDS] = {
	[PAGE_CONTACT] = "Contact", [PAGE_OTHERS] = "Others", [PAGE_DENIAL] = "Denial", [PAGE_VISITOR] = "Visitor", [PAGE_MAKER] = "Maker",
	[PAGE_AT] = "At", [PAGE_DOT] = "Dot"
};

/* Scripts that part no words: what is found there is a word wherever it stands. */
static int
is_unparted(uint32_t c)
{
	return (c >= 0x3040 && c < 0xA000) || (c >= 0xF900 && c < 0xFB00);
}

int
page_key(struct buf *out, struct span utf8)
{
	struct buf	 bare = BUF_INIT;
	struct span	 rest;
	uint32_t	 c;

	utf8_bare(&bare, utf8);
	buf_addc(out, ' ');
	for (rest = span_buf(&bare); rest.n > 0; ) {
		c = utf8_take(&rest);
		if (c != UTF8_BAD && (utf8_is_letter(c) || utf8_digit(c) != -1))
			utf8_put(out, c);
		else if (out->len > 0 && out->s[out->len - 1] != ' ')
			buf_addc(out, ' ');
	}
	if (out->len > 0 && out->s[out->len - 1] != ' ')
		buf_addc(out, ' ');
	out->err |= bare.err;
	buf_free(&bare);
	return out->err ? -1 : 0;
}

/* As it will be looked for: a key, or folded letters where the writing around it counts. */
static int
add_word(struct list *l, enum page_word kind, struct span word)
{
	struct span	 first = word;

	if (kind == PAGE_AT || kind == PAGE_DOT)
		utf8_fold(&l->text, word);
	else if (is_unparted(utf8_take(&first)))
		buf_addspan(&l->text, word);
	else
		page_key(&l->text, word);
	l->n++;
	return buf_addc(&l->text, '\n');
}

static int
load_table(struct span table, struct err *err)
{
	struct record	 r = RECORD_INIT;
	struct span	 rest, word;
	size_t		 i;
	int		 k, got = record_parse(&table, &r, err);

	for (i = 0; got == 1 && i < r.n; i++)
		for (k = 0; k < PAGE_WORDS; k++) {
			rest = span_str(r.item[i].value);
			while (strcmp(names[k], r.item[i].name) == 0 && span_cut(&rest, '|', &word))
				if (add_word(&lists[k], (enum page_word)k, span_trim(word)) == -1)
					got = err_memory(err);
		}
	record_free(&r);
	return got == -1 ? -1 : 0;
}

static int
index_words(struct list *l, struct err *err)
{
	struct span	 rest = span_buf(&l->text), word;
	size_t		 n = 0;

	if (l->n == 0)
		return err_set(err, ERR_BUG, "no words of pages");
	if ((l->word = calloc(l->n, sizeof *l->word)) == NULL)
		return err_memory(err);
	while (n < l->n && span_cut(&rest, '\n', &word))
		l->word[n++] = word;
	return 0;
}

static int
load(struct err *err)
{
	const struct text_blob *b;
	int	 k;

	if (loaded)
		return 0;
	for (b = page_words_blobs; b->name != NULL; b++)
		if (load_table(span_make(b->data, b->len), err) == -1)
			return -1;
	for (k = 0; k < PAGE_WORDS; k++)
		if (index_words(&lists[k], err) == -1)
			return -1;
	loaded = 1;
	return 0;
}

int
page_has_word(struct span key, enum page_word kind, struct err *err)
{
	size_t	 i;

	if (load(err) == -1)
		return -1;
	for (i = 0; i < lists[kind].n; i++)
		if (span_find(key, lists[kind].word[i]) != -1)
			return 1;
	return 0;
}

ptrdiff_t
page_word_at(struct span folded, enum page_word kind, struct err *err)
{
	struct span	 word;
	size_t		 i, longest = 0;

	if (load(err) == -1)
		return -1;
	for (i = 0; i < lists[kind].n; i++) {
		word = lists[kind].word[i];
		if (word.n > longest && word.n <= folded.n && memcmp(word.s, folded.s, word.n) == 0)
			longest = word.n;
	}
	return (ptrdiff_t)longest;
}
