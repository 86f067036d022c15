/*
 * Any bytes behind the guard and through libetpan: the copy is as long as the message, and every part lies inside.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "mail/guard.h"
#include "mail/mime.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

/* Not instrumented: it would be most of what an execution costs. */
__attribute__((no_sanitize("coverage", "address"))) static int
same_lines(const struct buf *copy, struct span message)
{
	size_t	 i;

	for (i = 0; i < message.n; i++)
		if ((copy->s[i] == '\n') != (message.s[i] == '\n'))
			return 0;
	return 1;
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct span message = { (const char *)data, size };
	struct buf copy = BUF_INIT;
	struct mime *m;
	struct part *p;
	size_t	 n = 0;
	int	 safe = guard_copy(&copy, message, NULL);

	if (safe == -1 || copy.len != size || !same_lines(&copy, message))
		abort();
	buf_free(&copy);
	if ((m = mime_parse(message, NULL)) == NULL || (!safe && (m->flags & MIME_OPAQUE) == 0))
		abort();
	for (p = mime_walk(m, NULL); p != NULL; p = mime_walk(m, p)) {
		if (++n > MIME_PARTS || p->type == NULL)
			abort();
		if (p->body.n > 0 && p->body.s[0] == p->body.s[p->body.n - 1] + 1)	/* both ends are readable */
			continue;
	}
	mime_free(m);
	return 0;
}
