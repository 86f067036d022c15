/* Key files. */
#include <stdlib.h>

#include "base/io.h"
#include "trust/dkim.h"

#define KEY_FILE_MAX	(1024UL * 1024)

struct dkim_keys {
	struct buf	 text;
};

struct dkim_keys *
dkim_keys_open(const char *path, struct err *err)
{
	struct dkim_keys *k = calloc(1, sizeof *k);

	if (k == NULL)
		err_memory(err);
	else if (io_read_file(path, KEY_FILE_MAX, &k->text, err) == -1) {
		dkim_keys_free(k);
		k = NULL;
	}
	return k;
}

void
dkim_keys_free(struct dkim_keys *k)
{
	if (k != NULL)
		buf_free(&k->text);
	free(k);
}

int
dkim_keys_get(void *keys, const char *name, struct buf *txt, struct err *err)
{
	struct dkim_keys *k = keys;
	struct span	 rest = span_buf(&k->text), line, word;

	while (span_line(&rest, &line)) {
		line = span_trim(line);
		if (!span_cut(&line, ' ', &word) || !span_caseeqs(word, name))
			continue;
		buf_addspan(txt, span_trim(line));
		return buf_ok(txt, err) == 0 ? 1 : -1;
	}
	return 0;
}
