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

struct word {
	char	*key;			/* folded */
	const char *name;		/* "Kind-Proposal", owned by a say */
	const char *answer;		/* its part behind the hyphen, or all of it */
	size_t	 group;			/* bytes of the part before it */
	const char *language;
	size_t	 order;			/* as loaded */
};

/* One line of a table: a name and its first word. */
struct say {
	char	*name;
	char	*answer;		/* the name in lower case */
	char	*first;
	const char *language;
};

struct list {
	struct word *word;
	size_t	 n, cap;
};

struct words {
	struct list exact;		/* sorted by group, key, order */
	struct list bare;		/* the same without marks */
	struct say *say;
	size_t	 n_say, cap_say;
	char	**language;
	size_t	 n_language;
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

static void
lower(struct buf *b, struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n; i++)
		buf_addc(b, s.s[i] >= 'A' && s.s[i] <= 'Z' ? s.s[i] - 'A' + 'a' : s.s[i]);
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
		lower(key, span_buf(&line));
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

static int
compare(const void *a, const void *b)
{
	const struct word *x = a, *y = b;
	int	 c;

	if ((c = span_cmp(span_make(x->name, x->group), span_make(y->name, y->group))) != 0)
		return c;
	if ((c = strcmp(x->key, y->key)) != 0)
		return c;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* --- loading --- */

static int
list_add(struct list *l, const struct word *w, struct buf *key)
{
	struct word *grown;

	if (l->n == l->cap) {
		if ((grown = realloc(l->word, (l->cap * 2 + 64) * sizeof(*grown))) == NULL)
			return -1;
		l->word = grown;
		l->cap = l->cap * 2 + 64;
	}
	l->word[l->n] = *w;
	if ((l->word[l->n].key = buf_take(key)) == NULL)
		return -1;
	l->n++;
	return 0;
}

static int
add_word(struct words *ws, const struct say *say, struct span text)
{
	struct buf key = BUF_INIT;
	struct word w = { .name = say->name, .language = say->language, .order = ws->exact.n };
	ptrdiff_t hyphen = span_chr(span_str(say->name), '-');
	int	 r = -1;

	w.group = hyphen == -1 ? strlen(say->name) : (size_t)hyphen;
	w.answer = hyphen == -1 ? say->answer : say->answer + hyphen + 1;
	if (key_of(&key, text, 0) == -1 || list_add(&ws->exact, &w, &key) == -1)
		goto done;
	if (key_of(&key, text, 1) == -1 || list_add(&ws->bare, &w, &key) == -1)
		goto done;
	r = 0;
done:
	buf_free(&key);
	return r;
}

static int
add_line(struct words *ws, const struct record_item *item, const char *language)
{
	struct span rest = span_str(item->value), word;
	struct buf answer = BUF_INIT;
	struct say *say;

	if (ws->n_say == ws->cap_say) {
		if ((say = realloc(ws->say, (ws->cap_say * 2 + 64) * sizeof(*say))) == NULL)
			return -1;
		ws->say = say;
		ws->cap_say = ws->cap_say * 2 + 64;
	}
	lower(&answer, span_str(item->name));
	say = &ws->say[ws->n_say++];
	*say = (struct say){ .name = span_dup(span_str(item->name)), .answer = buf_take(&answer), .language = language };
	if (say->name == NULL || say->answer == NULL)
		return -1;
	while (span_cut(&rest, '|', &word)) {
		word = span_trim(word);
		if (word.n == 0)
			continue;
		if (say->first == NULL && (say->first = span_dup(word)) == NULL)
			return -1;
		if (add_word(ws, say, word) == -1)
			return -1;
	}
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

static int
load(struct words *ws, const char *name, struct span data, struct err *e)
{
	struct record r = RECORD_INIT;
	const char *language;
	size_t	 i;
	int	 more, result = -1;

	if ((language = add_language(ws, name)) == NULL) {
		err_memory(e);
		goto done;
	}
	while ((more = record_parse(&data, &r, e)) == 1)
		for (i = 0; i < r.n; i++)
			if (strcmp(r.item[i].name, "Language") != 0 && add_line(ws, &r.item[i], language) == -1) {
				err_memory(e);
				goto done;
			}
	result = more;
done:
	record_free(&r);
	return result;
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
			    load(ws, b->name, span_make(b->data, b->len), e) == -1)
				return err_within(e, "words/%s", b->name);
	return 0;
}

static int
load_file(struct words *ws, const char *dir, const char *name, struct err *e)
{
	struct buf path = BUF_INIT, data = BUF_INIT;
	int	 r = -1;

	buf_addf(&path, "%s/%s", dir, name);
	if (buf_ok(&path, e) == 0 && io_read_file(path.s, FILE_MAX, &data, e) == 0 &&
	    load(ws, name, span_buf(&data), e) == 0)
		r = 0;
	else if (e != NULL && e->class == ERR_DATA)
		e->class = ERR_CONFIG;
	if (r == -1)
		err_within(e, "words/%s", name);
	buf_free(&path);
	buf_free(&data);
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

	if ((ws = calloc(1, sizeof(*ws))) == NULL) {
		err_memory(e);
		return NULL;
	}
	if (load_blobs(ws, e) == -1 || (overrides != NULL && load_directory(ws, overrides, e) == -1)) {
		words_free(ws);
		return NULL;
	}
	if (ws->exact.n > 0)
		qsort(ws->exact.word, ws->exact.n, sizeof(struct word), compare);
	if (ws->bare.n > 0)
		qsort(ws->bare.word, ws->bare.n, sizeof(struct word), compare);
	return ws;
}

static void
list_free(struct list *l)
{
	while (l->n > 0)
		free(l->word[--l->n].key);
	free(l->word);
}

void
words_free(struct words *ws)
{
	if (ws == NULL)
		return;
	list_free(&ws->exact);
	list_free(&ws->bare);
	while (ws->n_say > 0) {
		ws->n_say--;
		free(ws->say[ws->n_say].name);
		free(ws->say[ws->n_say].answer);
		free(ws->say[ws->n_say].first);
	}
	free(ws->say);
	while (ws->n_language > 0)
		free(ws->language[--ws->n_language]);
	free(ws->language);
	free(ws);
}

/* --- looking up --- */

/* The first entry not less than (group, key), which is the one loaded first if it matches. */
static const struct word *
seek(const struct list *l, const char *group, const char *key)
{
	struct word want = { .key = (char *)(uintptr_t)key, .name = group, .group = strlen(group) };
	size_t	 low = 0, high = l->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (compare(&l->word[middle], &want) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == l->n || l->word[low].group != want.group || strncmp(l->word[low].name, group, want.group) != 0 ||
	    strcmp(l->word[low].key, key) != 0)
		return NULL;
	return &l->word[low];
}

/* Without its marks a word may be another one too: then it is neither. */
static int
is_ambiguous(const struct list *l, const struct word *w)
{
	const struct word *next;

	for (next = w + 1; next < l->word + l->n && next->group == w->group && strcmp(next->key, w->key) == 0 &&
	    strncmp(next->name, w->name, w->group) == 0; next++)
		if (strcmp(next->answer, w->answer) != 0)
			return 1;
	return 0;
}

static const struct word *
look_up(const struct words *ws, const char *group, struct span text, int bare)
{
	const struct list *l = bare ? &ws->bare : &ws->exact;
	struct buf key = BUF_INIT;
	const struct word *w = NULL;

	if (key_of(&key, text, bare) == 0 && key.len > 0)
		w = seek(l, group, key.s);
	if (w != NULL && is_ambiguous(l, w))
		w = NULL;
	buf_free(&key);
	return w;
}

const char *
words_match(const struct words *ws, const char *group, struct span text, const char **language)
{
	const struct word *w;

	if (text.n > PREFIX_MAX)
		return NULL;
	if ((w = look_up(ws, group, text, 0)) == NULL && (w = look_up(ws, group, text, 1)) == NULL)
		return NULL;
	if (language != NULL)
		*language = w->language;
	return w->answer;
}

static int
in_word(uint32_t c)
{
	/* Marks count as letters here, and so does what is joined by a hyphen or an apostrophe. */
	return c == UTF8_BAD || c == '-' || c == '\'' || c == 0x2019 || c == '_' || utf8_digit(c) != -1 ||
	    utf8_is_letter(c) || utf8_is_mark(c);
}

const char *
words_prefix(const struct words *ws, const char *group, struct span text, size_t *used, const char **language)
{
	const struct word *w, *best = NULL;
	struct span rest;
	size_t	 at;
	uint32_t c;
	int	 bare, inside;

	for (bare = 0; best == NULL && bare <= 1; bare++)
		for (rest = text, inside = 0; rest.n > 0; inside = in_word(c)) {
			at = text.n - rest.n;
			c = utf8_take(&rest);
			if (at > PREFIX_MAX)
				break;
			if (inside && !in_word(c) && (w = look_up(ws, group, span_head(text, at), bare)) != NULL) {
				best = w;
				*used = at;
			}
			if (rest.n == 0 && in_word(c) && (w = look_up(ws, group, text, bare)) != NULL) {
				best = w;
				*used = text.n;
			}
		}
	if (best == NULL)
		return NULL;
	if (language != NULL)
		*language = best->language;
	return best->answer;
}

const char *
words_say(const struct words *ws, const char *language, const char *name)
{
	size_t	 i, n = strcspn(language, "-");

	for (i = 0; i < ws->n_say; i++)
		if (strncmp(ws->say[i].language, language, n) == 0 && ws->say[i].language[n] == '\0' &&
		    strcmp(ws->say[i].name, name) == 0 && ws->say[i].first != NULL)
			return ws->say[i].first;
	return NULL;
}
