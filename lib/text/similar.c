#include "text/similar.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "text/utf8.h"

/* ---- distance ---- */

static uint32_t *
code_points(struct span s, size_t *n, struct err *err)
{
	uint32_t	*c;

	if ((c = calloc(s.n + 1, sizeof *c)) == NULL) {
		err_memory(err);
		return NULL;
	}
	for (*n = 0; s.n > 0; )
		c[(*n)++] = utf8_take(&s);
	return c;
}

static size_t
least_of(size_t a, size_t b, size_t c)
{
	a = a < b ? a : b;
	return a < c ? a : c;
}

/* Only the band around the diagonal that can stay within `max` is filled; max + 1 when it is farther. */
static size_t
distance(const uint32_t *a, size_t na, const uint32_t *b, size_t nb, size_t max, size_t *row)
{
	size_t	i, j, from, to, above, left, best;

	for (j = 0; j <= nb; j++)
		row[j] = j <= max ? j : max + 1;
	for (i = 1; i <= na; i++) {
		from = i > max ? i - max : 1;
		to = i + max < nb ? i + max : nb;
		above = row[from - 1];
		left = row[from - 1] = from == 1 ? (i <= max ? i : max + 1) : max + 1;
		best = left;
		for (j = from; j <= to; j++) {
			size_t	corner = above;

			above = row[j];
			left = least_of(corner + (a[i - 1] != b[j - 1]), above + 1, left + 1);
			row[j] = left;
			best = left < best ? left : best;
		}
		if (to < nb)
			row[to + 1] = max + 1;
		if (best > max)
			return max + 1;
	}
	return row[nb] > max ? max + 1 : row[nb];
}

int
similar_percent(struct span a, struct span b, int least, int *percent, struct err *err)
{
	uint32_t	*x = NULL, *y = NULL;
	size_t		*row = NULL, nx, ny, longest, max, d;
	int		 result = -1;

	*percent = 0;
	if (a.n > 4 * SIMILAR_MAX || b.n > 4 * SIMILAR_MAX)
		return 0;
	if ((x = code_points(a, &nx, err)) == NULL || (y = code_points(b, &ny, err)) == NULL ||
	    (row = calloc(ny + 2, sizeof *row)) == NULL) {
		err_memory(err);
		goto out;
	}
	result = 0;
	longest = nx > ny ? nx : ny;
	max = longest * (size_t)(100 - least) / 100;
	if (longest == 0)
		*percent = 100;
	else if (longest <= SIMILAR_MAX && (nx > ny ? nx - ny : ny - nx) <= max &&
	    (d = distance(x, nx, y, ny, max, row)) <= max)
		*percent = (int)(100 * (longest - d) / longest);
out:
	free(x);
	free(y);
	free(row);
	return result;
}

/* ---- differences ---- */

struct text_words {
	struct span	*word;
	size_t		 n;
};

static int
split(struct text_words *w, struct span s, struct err *err)
{
	struct span	word;

	w->n = 0;
	if ((w->word = calloc(s.n / 2 + 2, sizeof *w->word)) == NULL)
		return err_memory(err);
	while (span_cut(&s, ' ', &word))
		if (word.n > 0)
			w->word[w->n++] = word;
	return 0;
}

/* length[i][j]: of the longest common run of words behind i and j. */
static void
fill(unsigned short *length, const struct text_words *a, const struct text_words *b)
{
	size_t	i, j, width = b->n + 1;

	for (i = a->n; i-- > 0; )
		for (j = b->n; j-- > 0; ) {
			unsigned short	down = length[(i + 1) * width + j], right = length[i * width + j + 1];

			length[i * width + j] = span_eq(a->word[i], b->word[j]) ?
			    (unsigned short)(length[(i + 1) * width + j + 1] + 1) : down > right ? down : right;
		}
}

/* Which of the three stands behind each other; marks are opened and closed as that changes. */
enum run { RUN_NONE, RUN_SAME, RUN_OLD, RUN_NEW };

static void
put(struct buf *out, enum run *now, enum run next, struct span word)
{
	static const char *const	open[] = { "", "", "[-", "{+" }, *const close[] = { "", "", "-]", "+}" };

	if (*now != next) {
		buf_adds(out, close[*now]);
		if (*now != RUN_NONE)
			buf_addc(out, ' ');
		buf_adds(out, open[next]);
	} else
		buf_addc(out, ' ');
	buf_addspan(out, word);
	*now = next;
}

static void
walk(struct buf *out, const unsigned short *length, const struct text_words *a, const struct text_words *b)
{
	size_t		i = 0, j = 0, width = b->n + 1;
	enum run	now = RUN_NONE;

	while (i < a->n || j < b->n) {
		if (i < a->n && j < b->n && span_eq(a->word[i], b->word[j])) {
			put(out, &now, RUN_SAME, a->word[i++]);
			j++;
		} else if (i < a->n && (j == b->n || length[(i + 1) * width + j] >= length[i * width + j + 1]))
			put(out, &now, RUN_OLD, a->word[i++]);
		else
			put(out, &now, RUN_NEW, b->word[j++]);
	}
	if (now == RUN_OLD || now == RUN_NEW)
		buf_adds(out, now == RUN_OLD ? "-]" : "+}");
}

int
similar_diff(struct buf *out, struct span old, struct span new, struct err *err)
{
	struct text_words	a = { NULL, 0 }, b = { NULL, 0 };
	unsigned short		*length = NULL;
	int			 result = -1;

	if (split(&a, old, err) == -1 || split(&b, new, err) == -1)
		goto out;
	if (a.n > SIMILAR_WORDS || b.n > SIMILAR_WORDS)
		buf_addf(out, "[-%.*s-] {+%.*s+}", SPAN_FMT(old), SPAN_FMT(new));
	else if ((length = calloc((a.n + 1) * (b.n + 1), sizeof *length)) == NULL) {
		err_memory(err);
		goto out;
	} else {
		fill(length, &a, &b);
		walk(out, length, &a, &b);
	}
	result = buf_ok(out, err);
out:
	free(a.word);
	free(b.word);
	free(length);
	return result;
}
