#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/record.h"
#include "text/blob.h"
#include "text/utf8.h"
#include "text/words.h"

#define FILE_MAX	(256UL * 1024)	/* bytes of one table */
#define FILES_MAX	100		/* tables a site may add */
#define PREFIX_MAX	120		/* bytes of text looked at by words_prefix */

/* One line of a table: a name and its words, in the text of the table.  What is made of them is made when it is asked for. */
struct line {
	struct span name;		/* "Kind-Proposal" */
	struct span words;		/* "propuesta | proposición" */
	char	*answer;		/* the name in lower case, or NULL so far */
	char	*first;			/* the first word, or NULL so far */
	const char *language;
	int	 shipped;		/* not brought by the site */
};

struct word {
	char	*key;
	const char *answer;		/* what stands behind the hyphen of the name, or all of it */
	const char *language;
	size_t	 order;			/* as loaded */
};

struct list {
	struct word *word;		/* sorted by key, then order */
	size_t	 n, cap;
	int	 ready;
};

/* The words of all names with one beginning: made when it is asked for, for most programs ask for few. */
struct group {
	char	*name;
	struct list exact, bare;
	size_t	 longest;		/* blanks in its longest word */
	struct group *next;
};

struct words {
	struct line *line;
	size_t	 n, cap;
	char	**text;			/* the tables that a site brought */
	size_t	 n_text;
	char	**language;
	size_t	 n_language;
	struct group **groups;
};

/* --- keys --- */

static int
is_ascii(struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.s[i] >= 0x80)
			return 0;
	return 1;
}

/* What people put around a one-word answer without meaning anything by it. */
static void
strip_marks(struct buf *b)
{
	static const char *const marks[] = { ".", "!", ",", "\xD8\x8C" /* Arabic comma */, " " };
	size_t	 i, n;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		n = strlen(marks[i]);
		if (b->len > n && span_ends(span_buf(b), marks[i])) {
			buf_cut(b, b->len - n);
			i = (size_t)-1;		/* from the first mark again */
		}
	}
	if (b->len > 2 && span_starts(span_buf(b), "\xC2\xA1"))	/* inverted exclamation mark */
		buf_splice(b, 0, 2, NULL, 0);
}

/* The typographic apostrophe is what phones write. */
static void
plain_apostrophes(struct buf *b)
{
	size_t	 i;

	for (i = 0; i + 3 <= b->len; i++)
		if (memcmp(b->s + i, "\xE2\x80\x99", 3) == 0)
			buf_splice(b, i, 3, "'", 1);
}

/* The form in which words are compared. */
static int
key_of(struct buf *key, struct span text, int bare)
{
	struct buf line = BUF_INIT, composed = BUF_INIT;

	buf_reset(key);
	utf8_line(&line, text);
	if (!is_ascii(span_buf(&line)))
		plain_apostrophes(&line);
	strip_marks(&line);
	if (is_ascii(span_buf(&line)))
		buf_addlower(key, span_buf(&line));
	else if (bare)
		utf8_bare(key, span_buf(&line));
	else {
		utf8_fold(&composed, span_buf(&line));
		utf8_nfc(key, span_buf(&composed));
	}
	key->err |= line.err | composed.err;
	buf_free(&line);
	buf_free(&composed);
	return key->err ? -1 : 0;
}

/*
 * The key of a word of a table that we ship: lower case and composed (the tests say so), so that there is
 * nothing to do but for the two letters that folding spells otherwise.
 */
static int
shipped_key(struct buf *key, struct span word, int bare)
{
	if (bare && !is_ascii(word)) {
		buf_reset(key);
		return utf8_bare(key, word);
	}
	if (span_find(word, SPAN("\xC3\x9F")) != -1 || span_find(word, SPAN("\xCF\x82")) != -1)
		return key_of(key, word, 0);
	buf_reset(key);
	buf_addspan(key, word);
	plain_apostrophes(key);
	return key->err ? -1 : 0;
}

static int
compare(const void *a, const void *b)
{
	const struct word *x = a, *y = b;
	int	 c = strcmp(x->key, y->key);

	return c != 0 ? c : x->order < y->order ? -1 : x->order > y->order;
}

/* --- loading --- */

static int
add_line(struct words *ws, struct span name, struct span value, const char *language, int shipped)
{
	struct line *line;

	if (ws->n == ws->cap) {
		if ((line = realloc(ws->line, (ws->cap * 2 + 1024) * sizeof(*line))) == NULL)
			return -1;
		ws->line = line;
		ws->cap = ws->cap * 2 + 1024;
	}
	ws->line[ws->n++] = (struct line){ .name = name, .words = span_trim(value), .language = language, .shipped = shipped };
	return 0;
}

static const char *
add_language(struct words *ws, const char *name)
{
	char	**grown;

	if ((grown = realloc(ws->language, (ws->n_language + 1) * sizeof(*grown))) == NULL)
		return NULL;
	ws->language = grown;
	if ((grown[ws->n_language] = span_dup(span_str(name))) == NULL)
		return NULL;
	return grown[ws->n_language++];
}

/* The lines of a table, "Name: words" each; `data` stays where it is. */
static int
load(struct words *ws, const char *name, struct span data, int shipped, struct err *e)
{
	struct span line, field;
	const char *language;

	if ((language = add_language(ws, name)) == NULL)
		return err_memory(e);
	while (span_line(&data, &line))
		if (line.n > 0 && *line.s != '#' && span_cut(&line, ':', &field) && !span_eq(field, SPAN("Language")) &&
		    add_line(ws, field, line, language, shipped) == -1)
			return err_memory(e);
	return 0;
}

/* English first: it is what is said of a word that several languages share. */
static int
load_blobs(struct words *ws, struct err *e)
{
	const struct text_blob *b;
	int	 english;

	for (english = 1; english >= 0; english--)
		for (b = text_words_blobs; b->name != NULL; b++)
			if ((strcmp(b->name, "en") == 0) == english &&
			    load(ws, b->name, span_make(b->data, b->len), 1, e) == -1)
				return -1;
	return 0;
}

/* A table that people wrote may have any form that asm-record(5) allows: it is brought into that of ours. */
static int
even_out(struct buf *data, struct buf *out, struct err *e)
{
	struct record r = RECORD_INIT;
	struct span rest = span_buf(data);
	size_t	 i;
	int	 more;

	while ((more = record_parse(&rest, &r, e)) == 1)
		for (i = 0; i < r.n; i++) {
			buf_addf(out, "%s: ", r.item[i].name);
			utf8_line(out, span_str(r.item[i].value));
			buf_addc(out, '\n');
		}
	record_free(&r);
	return more == -1 ? -1 : buf_ok(out, e);
}

static int
keep_text(struct words *ws, struct buf *text, struct err *e)
{
	char	**grown;

	if ((grown = realloc(ws->text, (ws->n_text + 1) * sizeof(*grown))) == NULL)
		return err_memory(e);
	ws->text = grown;
	if ((grown[ws->n_text] = buf_take(text)) == NULL)
		return err_memory(e);
	ws->n_text++;
	return 0;
}

static int
load_file(struct words *ws, const char *dir, const char *name, struct err *e)
{
	struct buf path = BUF_INIT, data = BUF_INIT, text = BUF_INIT;
	int	 r = -1;

	buf_addf(&path, "%s/%s", dir, name);
	if (buf_ok(&path, e) == 0 && io_read_file(path.s, FILE_MAX, &data, e) == 0 && even_out(&data, &text, e) == 0 &&
	    keep_text(ws, &text, e) == 0 && load(ws, name, span_str(ws->text[ws->n_text - 1]), 0, e) == 0)
		r = 0;
	else if (e != NULL && e->class == ERR_DATA)
		e->class = ERR_CONFIG;
	if (r == -1)
		err_within(e, "words/%s", name);
	buf_free(&path);
	buf_free(&data);
	buf_free(&text);
	return r;
}

static int
is_table(const struct dirent *d)
{
	return d->d_name[0] >= 'a' && d->d_name[0] <= 'z' && strlen(d->d_name) <= 35 && strchr(d->d_name, '.') == NULL &&
	    strchr(d->d_name, '~') == NULL;
}

static int
by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
load_directory(struct words *ws, const char *dir, struct err *e)
{
	struct dirent **entry;
	int	 i, n, r = 0;

	if ((n = scandir(dir, &entry, is_table, by_bytes)) == -1)
		return 0;		/* a site need not have any */
	if (n > FILES_MAX)
		r = err_set(e, ERR_CONFIG, "%s: more than %d tables of words", dir, FILES_MAX);
	for (i = 0; i < n; i++) {
		if (r == 0)
			r = load_file(ws, dir, entry[i]->d_name, e);
		free(entry[i]);
	}
	free(entry);
	return r;
}

struct words *
words_open(const char *overrides, struct err *e)
{
	struct words *ws;

	if ((ws = calloc(1, sizeof(*ws))) == NULL || (ws->groups = calloc(1, sizeof(*ws->groups))) == NULL) {
		free(ws);
		err_memory(e);
		return NULL;
	}
	if (load_blobs(ws, e) == -1 || (overrides != NULL && load_directory(ws, overrides, e) == -1)) {
		words_free(ws);
		return NULL;
	}
	return ws;
}

static void
list_free(struct list *l)
{
	while (l->n > 0)
		free(l->word[--l->n].key);
	free(l->word);
}

static void
group_free(struct group *g)
{
	list_free(&g->exact);
	list_free(&g->bare);
	free(g->name);
	free(g);
}

void
words_free(struct words *ws)
{
	struct group *g;

	if (ws == NULL)
		return;
	while ((g = *ws->groups) != NULL) {
		*ws->groups = g->next;
		group_free(g);
	}
	free(ws->groups);
	while (ws->n > 0) {
		ws->n--;
		free(ws->line[ws->n].answer);
		free(ws->line[ws->n].first);
	}
	free(ws->line);
	while (ws->n_text > 0)
		free(ws->text[--ws->n_text]);
	free(ws->text);
	while (ws->n_language > 0)
		free(ws->language[--ws->n_language]);
	free(ws->language);
	free(ws);
}

/* --- looking up --- */

static const char *
answer_of(struct line *line)
{
	struct buf lowered = BUF_INIT;

	if (line->answer == NULL) {
		buf_addlower(&lowered, line->name);
		line->answer = buf_take(&lowered);
	}
	return line->answer;
}

static int
list_add(struct list *l, struct line *line, size_t group, struct buf *key)
{
	const char *answer = answer_of(line);
	struct word *grown;

	if (answer == NULL)
		return -1;
	if (l->n == l->cap) {
		if ((grown = realloc(l->word, (l->cap * 2 + 64) * sizeof(*grown))) == NULL)
			return -1;
		l->word = grown;
		l->cap = l->cap * 2 + 64;
	}
	l->word[l->n] = (struct word){ .key = buf_take(key), .language = line->language, .order = l->n,
	    .answer = answer[group] == '-' ? answer + group + 1 : answer };
	if (l->word[l->n].key == NULL)
		return -1;
	l->n++;
	return 0;
}

static int
list_line(struct group *g, struct line *line, size_t group, int bare)
{
	struct list *l = bare ? &g->bare : &g->exact;
	struct span rest = line->words, word;
	struct buf key = BUF_INIT;
	size_t	 i, blanks;
	int	 r = 0;

	while (r == 0 && rest.n > 0 && span_cut(&rest, '|', &word)) {
		word = span_trim(word);
		if (word.n == 0)
			continue;
		for (i = blanks = 0; i < word.n; i++)
			blanks += word.s[i] == ' ';
		if (blanks > g->longest)
			g->longest = blanks;
		r = line->shipped ? shipped_key(&key, word, bare) : key_of(&key, word, bare);
		if (r == 0)
			r = list_add(l, line, group, &key);
	}
	buf_free(&key);
	return r;
}

static int
in_group(struct span name, const char *group, size_t n)
{
	ptrdiff_t hyphen = span_chr(name, '-');

	return (hyphen == -1 ? name.n : (size_t)hyphen) == n && memcmp(name.s, group, n) == 0;
}

static int
fill(const struct words *ws, struct group *g, int bare)
{
	struct list *l = bare ? &g->bare : &g->exact;
	size_t	 i, n = strlen(g->name);

	for (i = 0; i < ws->n; i++)
		if (in_group(ws->line[i].name, g->name, n) && list_line(g, &ws->line[i], n, bare) == -1)
			return -1;
	if (l->n > 0)
		qsort(l->word, l->n, sizeof(struct word), compare);
	l->ready = 1;
	return 0;
}

/* A group with its exact words, and with the bare ones if they are asked for; NULL when memory is out. */
static struct group *
group_of(const struct words *ws, const char *name, int bare)
{
	struct group *g;

	for (g = *ws->groups; g != NULL && strcmp(g->name, name) != 0; g = g->next)
		;
	if (g == NULL) {
		if ((g = calloc(1, sizeof(*g))) == NULL)
			return NULL;
		if ((g->name = span_dup(span_str(name))) == NULL || fill(ws, g, 0) == -1) {
			group_free(g);
			return NULL;
		}
		g->next = *ws->groups;
		*ws->groups = g;
	}
	if (bare && !g->bare.ready) {
		list_free(&g->bare);
		g->bare = (struct list){ NULL, 0, 0, 0 };
		if (fill(ws, g, 1) == -1)
			return NULL;
	}
	return g;
}

/* The first entry that does not stand in front of this key: of those that have it, the one that was loaded first. */
static size_t
place_of(const struct list *l, const char *key)
{
	size_t	 low = 0, high = l->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (strcmp(l->word[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Without its marks a word may be another one too: then it is neither. */
static int
is_ambiguous(const struct list *l, const struct word *w)
{
	const struct word *next;

	for (next = w + 1; next < l->word + l->n && strcmp(next->key, w->key) == 0; next++)
		if (strcmp(next->answer, w->answer) != 0)
			return 1;
	return 0;
}

/* *more (may be NULL): 0 if no entry begins with this text either. */
static const struct word *
look_up(const struct group *g, struct span text, int bare, int *more)
{
	const struct list *l = bare ? &g->bare : &g->exact;
	struct buf key = BUF_INIT;
	const struct word *w = NULL;
	size_t	 at;

	if (more != NULL)
		*more = 1;
	/* A NUL would end the key before the text ends. */
	if (key_of(&key, text, bare) == 0 && key.len > 0 && span_chr(text, '\0') == -1) {
		at = place_of(l, key.s);
		if (at < l->n && strcmp(l->word[at].key, key.s) == 0)
			w = &l->word[at];
		else if (more != NULL)
			*more = at < l->n && strncmp(l->word[at].key, key.s, key.len) == 0;
	}
	if (w != NULL && is_ambiguous(l, w))
		w = NULL;
	buf_free(&key);
	return w;
}

const char *
words_match(const struct words *ws, const char *group, struct span text, const char **language)
{
	const struct group *g;
	const struct word *w = NULL;
	int	 bare;

	for (bare = 0; w == NULL && bare <= 1 && text.n <= PREFIX_MAX; bare++) {
		if ((g = group_of(ws, group, bare)) == NULL)
			return NULL;
		w = look_up(g, text, bare, NULL);
	}
	if (w != NULL && language != NULL)
		*language = w->language;
	return w == NULL ? NULL : w->answer;
}

static int
in_word(uint32_t c)
{
	/* Marks count as letters here, and so does what is joined by a hyphen or an apostrophe. */
	return c == UTF8_BAD || c == '-' || c == '\'' || c == 0x2019 || c == '_' || utf8_digit(c) != -1 ||
	    utf8_is_letter(c) || utf8_is_mark(c);
}

/* The longest word at the front of text that ends where a word ends; *used is its length in bytes. */
static const struct word *
longest(const struct group *g, struct span text, int bare, size_t *used)
{
	const struct word *w, *best = NULL;
	struct span rest = text;
	size_t	 at, words = 0;
	uint32_t c;
	int	 inside = 0, more = 1;

	/* A word of the table may be several here: "answer by" is two, "e-mail" one. */
	while (more && rest.n > 0 && words <= g->longest) {
		if ((at = text.n - rest.n) > PREFIX_MAX)
			break;
		c = utf8_take(&rest);
		if (inside && !in_word(c)) {
			words++;
			if ((w = look_up(g, span_head(text, at), bare, &more)) != NULL) {
				best = w;
				*used = at;
			}
			/* In ASCII nothing that follows changes what stands in front of it. */
			more |= !is_ascii(span_head(text, at)) || c < ' ' || c > '~';
		}
		inside = in_word(c);
		if (rest.n == 0 && inside && (w = look_up(g, text, bare, NULL)) != NULL) {
			best = w;
			*used = text.n;
		}
	}
	return best;
}

const char *
words_prefix(const struct words *ws, const char *group, struct span text, size_t *used, const char **language)
{
	const struct group *g;
	const struct word *w = NULL;
	int	 bare;

	for (bare = 0; w == NULL && bare <= 1; bare++) {
		if ((g = group_of(ws, group, bare)) == NULL)
			return NULL;
		w = longest(g, text, bare, used);
	}
	if (w != NULL && language != NULL)
		*language = w->language;
	return w == NULL ? NULL : w->answer;
}

const char *
words_say(const struct words *ws, const char *language, const char *name)
{
	struct line *line;
	struct span rest, first;
	size_t	 i, n = strcspn(language, "-");

	for (i = 0; i < ws->n; i++) {
		line = &ws->line[i];
		rest = line->words;
		if (strncmp(line->language, language, n) != 0 || line->language[n] != '\0' ||
		    !span_eq(line->name, span_str(name)) || !span_cut(&rest, '|', &first) || span_trim(first).n == 0)
			continue;
		if (line->first == NULL)
			line->first = span_dup(span_trim(first));
		return line->first;
	}
	return NULL;
}
