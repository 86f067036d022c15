/*
 * Any bytes as a translator's reply: what is placed is text for segments there are, what stands behind the end is not read, and
 * the post that is put together of it is clean.
 */
#include <stdlib.h>
#include <string.h>

#include "mail/body.h"
#include "mail/segment.h"
#include "text/utf8.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static struct words	*words;
static struct segments	 all;

static void
start(void)
{
	if ((words = words_open(NULL, NULL)) == NULL || segments_cut(&all, words, SPAN("Asamblea abierta"),
	    SPAN("Queridas asambleas, os escribimos para contar lo que hicimos.\n\n- Traed sillas\n- Traed agua\n\n> Nos vemos a las 19:00.\n"),
	    NULL) == -1)
		abort();
}

static void
check(const struct segment_texts *t)
{
	struct buf	body = BUF_INIT;
	size_t		i, j;

	if (t->n != (size_t)all.last + 1)
		abort();
	for (i = 0; i < t->n; i++) {
		if (t->text[i] == NULL)
			continue;
		if (i == 0 || *t->text[i] == '\0' || t->found == 0)
			abort();
		for (j = 0; t->text[i][j] != '\0'; j++)
			if ((unsigned char)t->text[i][j] < ' ' || t->text[i][j] == 0x7f)
				abort();
	}
	if (segments_body(&body, &all, words, "es", t->text, t->n, NULL) == -1 || !utf8_valid(span_buf(&body)))
		abort();
	buf_free(&body);
}

/* As the form has it, and nothing behind its end. */
static void
end_it(const struct segment_texts *t)
{
	struct segment_texts	again;
	struct buf		form = BUF_INIT;
	size_t			i;

	for (i = 1; i < t->n; i++)
		if (t->text[i] != NULL)
			segment_form(&form, segments_find(&all, (int)i), t->text[i]);
	buf_adds(&form, "[[end]]\n[[1]]\nbehind the end\n");
	if (segments_read(&again, &all, words, span_buf(&form), NULL) == -1)
		abort();
	for (i = 1; i < t->n; i++)
		if (again.text[i] != NULL && strcmp(again.text[i], "behind the end") == 0 &&
		    (t->text[i] == NULL || strcmp(t->text[i], "behind the end") != 0))
			abort();
	segment_texts_free(&again);
	buf_free(&form);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static const int	wanted[] = { 1, 2, 3, 4, 5 };
	struct segment_texts	texts;
	struct body		body = { 0 };
	struct mime		*mime;
	struct buf		 clean = BUF_INIT;

	if (all.n == 0)
		start();
	if ((mime = mime_parse(span_make((const char *)data, size), NULL)) == NULL || body_read(&body, mime, NULL) == -1)
		abort();
	/* What stands in no mail is a file. */
	if (mime->header.n == 0)
		utf8_clean(&clean, span_make((const char *)data, size));
	else
		buf_addspan(&clean, span_buf(&body.text));
	if (segments_read(&texts, &all, words, span_buf(&clean), NULL) == -1)
		abort();
	check(&texts);
	end_it(&texts);
	segment_texts_free(&texts);
	if (segments_read_bare(&texts, &all, words, wanted, 5, span_buf(&clean), NULL) == -1)
		abort();
	check(&texts);
	segment_texts_free(&texts);
	body_free(&body);
	mime_free(mime);
	buf_free(&clean);
	return 0;
}
