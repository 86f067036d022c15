/*
 * Any bytes as a message: the texts by which digests, pages and the archive know it are clean lines of bounded length; so is what
 * it says of its list, what will happen, and whether a robot wrote it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "mail/entry.h"
#include "mail/events.h"
#include "mail/list.h"
#include "mail/received.h"
#include "mail/request.h"
#include "text/utf8.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static void
check_line(const char *s, size_t most)
{
	if (strlen(s) > most || strpbrk(s, "\r\n") != NULL || !utf8_valid(span_str(s)))
		abort();
}

static void
check_url(const char *s)
{
	if (*s != '\0' && strncasecmp(s, "http://", 7) != 0 && strncasecmp(s, "https://", 8) != 0)
		abort();
}

static void
check_entry(const struct entry *e)
{
	const char *const text[] = {
		e->subject, e->title, e->from_name, e->from_addr, e->assembly, e->name, e->place, e->group, e->type, e->kind, e->language,
		e->number, e->url, e->review, e->answer_by, e->campaign, e->event, e->by, e->edition, e->window
	};
	const char *const id[] = { e->id, e->in_reply_to, e->translation_of, e->corrects, e->withdraws };
	struct buf	 name = BUF_INIT;
	size_t		 i;

	for (i = 0; i < sizeof text / sizeof text[0]; i++)
		check_line(text[i], ENTRY_TEXT);
	for (i = 0; i < sizeof id / sizeof id[0]; i++)
		check_line(id[i], ARTICLE_ID_MAX);
	check_url(e->url);
	if (e->id[0] == '\0' || e->title[0] == '\0' || e->name[0] == '\0' || entry_public_name(&name, e) == -1 || name.len == 0 ||
	    e->translation_rev < 0)
		abort();
	buf_free(&name);
}

static void
check_list(struct span message)
{
	struct list	 l = { .name = NULL };

	if (list_learn(&l, message, NULL) == -1)
		abort();
	check_line(l.name, message.n * 4);
	check_line(l.address, message.n * 4);
	check_url(l.archive);
	list_free(&l);
}

static void
check_request(struct span message)
{
	struct header	 h;
	moment		 at;

	if (header_split(&h, message, NULL) == -1)
		abort();
	if (request_word(request_automatic(&h, "assemblies.lists.example", "assemblies@lists.example")) == NULL)
		abort();
	received_here(&h, "mx.lists.example", &at);
	header_free(&h);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static struct words *words;
	struct span	 message = span_make((const char *)data, size);
	struct events	 events = { NULL, 0 };
	struct entry	 e;

	if (words == NULL && (words = words_open(NULL, NULL)) == NULL)
		abort();
	if (entry_read(&e, words, message, "", NULL) == -1)
		abort();
	check_entry(&e);
	if (events_read(&events, &e, e.id, words, message, NULL) == -1 || events.n > EVENTS_MAX)
		abort();
	events_free(&events);
	entry_free(&e);
	check_list(message);
	check_request(message);
	return 0;
}
