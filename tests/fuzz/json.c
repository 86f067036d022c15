/* Whatever is read as JSON: every string in it, written, must be read as the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
require(int held)
{
	if (!held)
		abort();
}

static void
check_string(const char *s)
{
	struct buf	 b = BUF_INIT;
	struct err	 e;
	struct json	*again;

	require(json_put_string(&b, span_str(s)) == 0);
	require((again = json_parse(span_buf(&b), &e)) != NULL);
	require(json_text(again) != NULL && strcmp(json_text(again), s) == 0);
	json_free(again);
	buf_free(&b);
}

static void
walk(const struct json *j, int depth)
{
	const struct json	*member;
	const char		*name;
	double			 number;
	size_t			 i;

	require(depth <= JSON_DEPTH);
	if (json_text(j) != NULL)
		check_string(json_text(j));
	(void)json_number(j, &number);
	for (i = 0; (member = json_at(j, i, &name)) != NULL; i++) {
		if (name != NULL) {
			check_string(name);
			require(json_get(j, name) == member);
		}
		walk(member, depth + 1);
	}
	require(i == json_count(j));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err	 e;
	struct json	*j = json_parse(span_make((const char *)data, size), &e);

	if (j != NULL)
		walk(j, 0);
	else
		require(e.class == ERR_DATA && e.text[0] != '\0');
	json_free(j);
	return 0;
}
