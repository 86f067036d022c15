#include "site/thread.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "store/article.h"
#include "store/post.h"

int
thread_digest(struct span id, unsigned char digest[HASH_LEN], struct err *err)
{
	return hash_sha256(id.s, id.n, digest) == -1 ? err_memory(err) : 0;
}

int
thread_next(struct span *rest, struct span *id)
{
	ptrdiff_t	 end, start;

	while ((start = span_chr(*rest, '<')) != -1) {
		*rest = span_from(*rest, (size_t)start + 1);
		if ((end = span_chr(*rest, '>')) == -1)
			break;
		*id = span_head(*rest, (size_t)end);
		*rest = span_from(*rest, (size_t)end + 1);
		if (id->n > 0 && id->n <= ARTICLE_ID_MAX)
			return 1;
	}
	*rest = SPAN_NONE;
	return 0;
}

static int
map_one(struct db *db, struct span id, const char *assembly, struct buf *out, struct err *err)
{
	unsigned char	 digest[HASH_LEN];
	struct buf	 ours = BUF_INIT;
	char		*name;
	int		 got = -1;

	if ((name = span_dup(id)) == NULL)
		return err_memory(err);
	buf_addc(&ours, '<');
	if (thread_digest(id, digest, err) == 0)
		got = articles_resolve(db, name, digest, assembly, &ours, err);
	buf_addc(&ours, '>');
	if (got == 1 && span_find(span_buf(out), span_buf(&ours)) == -1) {
		if (out->len > 0)
			buf_addc(out, ' ');
		buf_addbuf(out, &ours);
	}
	if (got != -1 && buf_ok(out, err) == -1)
		got = -1;
	free(name);
	buf_free(&ours);
	return got == -1 ? -1 : 0;
}

int
thread_map(struct db *db, struct span value, const char *assembly, struct buf *out, struct err *err)
{
	struct span	 rest, id;
	size_t		 n = 0, i;

	for (rest = value; thread_next(&rest, &id); )
		n++;
	for (i = 0, rest = value; thread_next(&rest, &id); i++)
		if (i + THREAD_IDS >= n && map_one(db, id, assembly, out, err) == -1)
			return -1;
	return 0;
}

int
thread_number(struct db *db, const char *number, const char *home, const char *assembly, struct buf *id,
    struct err *err)
{
	const char		*slash = strchr(number, '/');
	char			*origin;
	unsigned long long	 n;
	int			 got;

	if (span_number(span_str(slash != NULL ? slash + 1 : number), &n) == -1 || n > INT64_MAX)
		return 0;
	origin = slash != NULL ? span_dup(span_make(number, (size_t)(slash - number))) : strdup(home);
	if (origin == NULL)
		return err_memory(err);
	got = post_of_number(db, origin, (int64_t)n, assembly, id, err);
	free(origin);
	return got;
}
