#include "cmd/stream.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/program.h"
#include "mail/mbox.h"
#include "text/language.h"

#define LEARN_FROM	20	/* newest mails that are asked about the list */

void
stream_check_languages(const char *languages)
{
	struct span	 rest = span_str(languages), tag;
	size_t		 n = 0;

	for (; span_cut(&rest, ',', &tag); n++)
		if (!language_valid(span_trim(tag)))
			program_usage("--language: %s is no language", languages);
	if (n == 0)
		program_usage("--language: no language given");
}

struct catalog *
stream_catalog(const char *languages, struct err *err)
{
	struct catalog	*c = NULL;
	char		*first;

	if (languages == NULL)
		return catalog_open("en", NULL, err);
	if ((first = span_dup(span_trim(span_make(languages, strcspn(languages, ","))))) == NULL)
		err_memory(err);
	else
		c = catalog_open(first, NULL, err);
	free(first);
	return c;
}

int
stream_shelve(int fd, const char *name, void *shelf)
{
	struct mbox	*m;
	struct err	 err;
	int		 r;

	if ((m = mbox_open(fd, &err)) == NULL)
		program_fail(&err);
	if ((r = shelf_read(shelf, m, &err)) == -1)
		program_say("%s: %s", name, err.text);
	mbox_free(m);
	return r == 0 ? 0 : err_exit(&err);
}

int
stream_learn(struct shelf *shelf, struct list *list, struct err *err)
{
	struct buf	 message = BUF_INIT;
	const struct volume *v;
	struct entry	 e;
	size_t		 i, n = shelf_volumes(shelf);
	int		 r = 0;

	for (i = 0; i < n && i < LEARN_FROM && r == 0; i++) {
		v = shelf_volume(shelf, n - 1 - i);
		if ((r = shelf_get(shelf, v->original != SHELF_NONE ? v->original : v->variant[0], &message, &e, err)) == 0) {
			entry_free(&e);
			r = list_learn(list, span_buf(&message), err);
		}
	}
	buf_free(&message);
	return r == -1 ? -1 : 0;
}
