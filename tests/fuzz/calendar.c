/*
 * Any bytes as somebody's calendar and as an Asm-Event value: what is understood of it has valid times and clean strings, is
 * written, and is then read as the same.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "text/calendar.h"
#include "text/utf8.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static void
clean(const char *s)
{
	if (!utf8_valid(span_str(s)) || strpbrk(s, "\r\n") != NULL)
		abort();
}

static int
same(void *arg, const struct event *e, struct err *err)
{
	const struct event **want = arg;

	(void)err;
	if (*want == NULL || strcmp(e->title, (*want)->title) != 0 || strcmp(e->where, (*want)->where) != 0 ||
	    strcmp(e->zone, (*want)->zone) != 0 || strcmp(e->rule, (*want)->rule) != 0 || e->seconds != (*want)->seconds)
		abort();
	*want = NULL;
	return 0;
}

static int
each(void *arg, const struct event *e, struct err *err)
{
	const char *strings[] = { e->uid, e->title, e->where, e->url, e->zone, e->rule, e->except };
	const struct event *once = e;
	struct buf value = BUF_INIT;
	moment	 times[16], from = calendar_moment(&e->start, e->zone);
	size_t	 i;
	long	 n;

	for (i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		clean(strings[i]);
	if (e->zone[0] != '\0' && !calendar_is_zone(e->zone))
		abort();
	if ((n = event_times(e, from, from + 2 * 365 * 86400LL, times, 16, err)) > 16)
		abort();
	for (i = 1; n > 0 && i < (size_t)n; i++)
		if (times[i] <= times[i - 1])
			abort();
	if (event_put(&value, e) == 0 && value.len > 0) {
		event_read(span_buf(&value), same, &once, err);
		if (once != NULL)
			abort();
	}
	buf_free(&value);
	return calendar_add(arg, e, err) == -1 && err->class == ERR_AGAIN ? -1 : 0;
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct span in = span_make((const char *)data, size);
	struct err e = { ERR_NONE, "" };
	struct calendar *c = calendar_new("Events", 1332612000, &e);
	struct buf out = BUF_INIT;

	if (c == NULL)
		abort();
	calendar_read(in, each, c, &e);
	event_read(in, each, c, &e);
	if (calendar_write(c, &out, &e) == -1 || !utf8_valid(span_buf(&out)))
		abort();
	buf_free(&out);
	calendar_free(c);
	return 0;
}
