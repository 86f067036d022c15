#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/asm-translate-queue/queue.h"
#include "cmd/program.h"
#include "mail/entry.h"
#include "mail/mbox.h"
#include "text/language.h"

struct adding {
	struct site	*site;
	struct words	*words;
	const char	*languages;	/* wanted: tags parted by blanks or commas */
	unsigned long	 works, items;
};

/* Only what a contact wrote is offered: not newsletters, records or other translations. */
static int
is_work(const struct entry *e)
{
	return (e->type[0] == '\0' || strcmp(e->type, "post") == 0) && e->translation_of[0] == '\0' &&
	    e->language[0] != '\0';
}

/* Tags become part of names and header fields. */
static void
check_languages(const char *tags)
{
	struct span	rest = span_str(tags), tag;

	while (span_cut(&rest, ',', &tag))
		if (span_trim(tag).n > 0 && !language_valid(span_trim(tag)))
			program_usage("-l: \"%.*s\" is no language tag", SPAN_FMT(tag));
}

static int
add_items(struct adding *a, int64_t work, const char *source, struct err *err)
{
	struct span	 rest, tag;
	char		 language[36];
	size_t		 length;
	int		 got;

	for (rest = span_str(a->languages); rest.n > 0; ) {
		length = strcspn(rest.s, ", ");
		tag = span_head(rest, length);
		rest = span_from(rest, length + (length < rest.n));
		if (tag.n == 0 || tag.n >= sizeof language)
			continue;
		memcpy(language, tag.s, tag.n);
		language[tag.n] = '\0';
		if (language_same(language, source))
			continue;
		if ((got = queue_add_item(a->site->priv, work, language, program_now(), err)) == -1)
			return -1;
		a->items += (unsigned)got;
	}
	return 0;
}

static int
add_entry(struct adding *a, const struct entry *e, struct span message, struct err *err)
{
	struct piece		piece;
	struct queue_work	work = { .original = e->id, .revision = 1, .language = e->language,
				    .kind = e->kind, .title = e->title, .arrival = e->arrival };
	int64_t			id;
	int			got = -1;

	if (piece_read(&piece, a->words, message, err) == 0) {
		work.words = (int64_t)segments_words(&piece.segments);
		if (db_begin(a->site->priv, err) == 0) {
			if ((got = queue_add_work(a->site->priv, &work, message, program_now(), &id,
			    err)) == -1 || add_items(a, id, e->language, err) == -1 ||
			    db_commit(a->site->priv, err) == -1) {
				db_rollback(a->site->priv);
				got = -1;
			} else
				a->works += (unsigned)got;
		}
	}
	piece_free(&piece);
	return got == -1 ? -1 : 0;
}

static int
add_stream(struct adding *a, struct err *err)
{
	struct mbox	*mbox;
	struct buf	 message = BUF_INIT;
	struct entry	 entry;
	int		 got;

	if ((mbox = mbox_open(STDIN_FILENO, err)) == NULL)
		return -1;
	while ((got = mbox_next(mbox, &message, err)) == 1) {
		if ((got = entry_read(&entry, a->words, span_buf(&message),
		    mbox_envelope(mbox), err)) == -1)
			break;
		if (is_work(&entry))
			got = add_entry(a, &entry, span_buf(&message), err);
		entry_free(&entry);
		if (got == -1)
			break;
	}
	buf_free(&message);
	mbox_free(mbox);
	return got;
}

int
run_add(char **operand, size_t n)
{
	struct adding	a = { 0 };
	struct err	err;
	int		got;

	(void)operand;
	(void)n;
	if (program_given(PROGRAM_LANGUAGE) != NULL)
		check_languages(program_given(PROGRAM_LANGUAGE));
	a.site = open_site(SITE_PRIVATE);
	a.words = open_words(a.site);
	a.languages = program_given(PROGRAM_LANGUAGE);
	if (a.languages == NULL)
		a.languages = a.site->conf.languages;
	got = add_stream(&a, &err);
	words_free(a.words);
	site_close(a.site);
	if (got == -1)
		program_fail(&err);
	program_note("%lu posts, %lu items added", a.works, a.items);
	return 0;
}
