#include "mail/events.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "mail/body.h"
#include "mail/field.h"
#include "mail/tags.h"
#include "mail/word.h"

/* Events of one mail go to those of others. */
struct reading {
	struct events	*all;
	size_t		 first;			/* of this mail */
};

static int
keep(void *arg, const struct event *e, struct err *err)
{
	struct reading	*r = arg;
	struct events	*all = r->all;
	struct event	*grown;

	if (all->n - r->first >= EVENTS_MAX)
		return 0;
	if ((all->n & (all->n - 1)) == 0) {
		if ((grown = reallocarray(all->event, all->n > 0 ? 2 * all->n : 1, sizeof(*grown))) == NULL)
			return err_memory(err);
		all->event = grown;
	}
	if (event_copy(&all->event[all->n], e, err) == -1)
		return -1;
	all->n++;
	return 0;
}

void
events_free(struct events *all)
{
	size_t	 i;

	for (i = 0; i < all->n; i++)
		event_free(&all->event[i]);
	free(all->event);
	all->event = NULL;
	all->n = 0;
}

/* ---- parts ---- */

static int
read_parts(struct mime *m, event_fn *each, void *arg, struct err *err)
{
	struct buf	 text = BUF_INIT;
	struct part	*p;
	int		 r = 0;

	for (p = mime_walk(m, NULL); p != NULL && r != -1; p = mime_walk(m, p)) {
		if (strcmp(p->type, "text/calendar") != 0)
			continue;
		buf_reset(&text);
		if ((r = mime_text(p, &text, err)) != -1)
			r = calendar_read(span_buf(&text), each, arg, err);
	}
	buf_free(&text);
	return r == -1 ? -1 : 0;
}

static int
put(void *out, const struct event *e, struct err *err)
{
	return event_put(out, e) == -1 ? err_memory(err) : 0;
}

int
events_of_parts(struct buf *out, struct mime *m, struct err *err)
{
	return read_parts(m, put, out, err);
}

/* ---- a message ---- */

static int
read_field(struct reading *into, struct span message, struct err *err)
{
	struct buf	 raw = BUF_INIT, value = BUF_INIT;
	struct header	 h;
	int		 got;

	if (header_split(&h, message, err) == -1)
		return -1;
	if ((got = header_value(&h, "Asm-Event", &raw)) == -1)
		err_memory(err);
	if (got == 1 && (got = word_decode(&value, span_buf(&raw), err)) == 0 &&
	    (got = event_read(span_buf(&value), keep, into, err)) == 0)
		got = 1;
	header_free(&h);
	buf_free(&raw);
	buf_free(&value);
	return got;
}

static int
read_lines(struct reading *into, struct mime *m, const struct words *words, struct err *err)
{
	struct body	 b;
	struct tags	 tags;
	int		 r;

	if (body_read(&b, m, err) == -1)
		return -1;
	if ((r = tags_read(&tags, words, SPAN_NONE, SPAN_NONE, span_buf(&b.text), err)) == 0)
		r = event_read(span_str(tags.event), keep, into, err);
	tags_free(&tags);
	body_free(&b);
	return r;
}

/* What an event does not say itself, its mail does. */
static int
complete(struct events *all, size_t first, const struct entry *e, const char *id, struct err *err)
{
	struct buf	 uid = BUF_INIT;
	size_t		 i;
	int		 r = 0;

	for (i = first; i < all->n && r == 0; i++) {
		struct event	*one = &all->event[i];

		buf_reset(&uid);
		if (i > first)
			buf_addf(&uid, "%zu.", i - first + 1);
		buf_adds(&uid, id);
		if (*one->title == '\0')
			r = event_set(&one->title, span_str(e->title), err);
		if (r == 0 && *e->url != '\0')
			r = event_set(&one->url, span_str(e->url), err);
		if (r == 0 && *one->uid == '\0')
			r = event_set(&one->uid, span_buf(&uid), err);
	}
	buf_free(&uid);
	return r;
}

int
events_attached(struct span message)
{
	static const char type[] = "text", subtype[] = "/calendar";
	struct span	 rest = message;
	ptrdiff_t	 at;

	while ((at = span_chr(rest, '/')) != -1) {
		if ((size_t)at >= strlen(type) && span_casestarts(span_from(rest, (size_t)at), subtype) &&
		    span_casestarts(span_from(rest, (size_t)at - strlen(type)), type))
			return 1;
		rest = span_from(rest, (size_t)at + 1);
	}
	return 0;
}

/* What an entry may have events for is told without parsing its body. */
static int
is_likely(const struct entry *e, struct span message)
{
	return *e->event != '\0' || *e->type == '\0' || events_attached(message);
}

int
events_read(struct events *all, const struct entry *e, const char *id, const struct words *words, struct span message,
    struct err *err)
{
	struct reading	 into = { all, all->n };
	struct mime	*m;
	int		 r;

	if (!is_likely(e, message))
		return 0;
	if ((r = read_field(&into, message, err)) == -1)
		return -1;
	if (all->n == into.first) {
		if ((m = mime_parse(message, err)) == NULL)
			return -1;
		r = *e->type == '\0' ? read_lines(&into, m, words, err) : 0;
		if (r == 0 && all->n == into.first)
			r = read_parts(m, keep, &into, err);
		mime_free(m);
		if (r == -1)
			return -1;
	}
	return complete(all, into.first, e, id, err);
}
