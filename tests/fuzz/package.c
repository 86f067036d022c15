/*
 * Any bytes as a file that a translator's tool wrote (PO, XLIFF, a zipped project): what is taken of it is text for
 * segments there are, and written out and read again it is the same.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mail/package.h"
#include "text/po.h"
#include "text/utf8.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static struct segments	all;

static void
start(void)
{
	struct words	*words = words_open(NULL, NULL);

	if (words == NULL || segments_cut(&all, words, SPAN("Asamblea abierta"), SPAN("Queridas \"asambleas\" & <vecinas>:\n\n"
	    "- Traed sillas\n- Traed agua\n\n> Nos vemos a las 19:00.\n\nVed https://sol.example/plaza.\n"), NULL) == -1)
		abort();
	words_free(words);
}

static void
check(const struct segment_texts *t)
{
	size_t	i, j;

	if (t->n != (size_t)all.last + 1)
		abort();
	for (i = 0; i < t->n; i++) {
		if (t->text[i] == NULL)
			continue;
		if (i == 0 || *t->text[i] == '\0' || !utf8_valid(span_str(t->text[i])))
			abort();
		for (j = 0; t->text[i][j] != '\0'; j++)
			if ((unsigned char)t->text[i][j] < ' ' || t->text[i][j] == 0x7f)
				abort();
	}
}

/* A file that says these texts brings them. */
static void
once_more(struct segment_texts *t)
{
	struct segment_texts	again;
	struct buf		po = BUF_INIT;
	char			none[] = "", context[16];
	size_t			i;

	buf_adds(&po, "msgid \"\"\nmsgstr \"X-Asm-Item: 2k7q-en\\n\"\n\n");
	for (i = 1; i < t->n; i++) {
		struct po_entry	e = { .context = context, .id = segments_find(&all, (int)i)->text, .str = { t->text[i] } };

		(void)snprintf(context, sizeof context, "2k7q:%zu", i);
		if (t->text[i] == NULL)
			e.str[0] = none;
		po_put(&po, &e);
	}
	if (package_read(&again, &all, span_buf(&po), NULL, NULL) != 1)
		abort();
	for (i = 1; i < t->n; i++) {
		const char	*source = segments_find(&all, (int)i)->text;

		/* Where the source stands beside its translation again, it is taken off again. */
		if (t->text[i] != NULL && (span_starts(span_str(t->text[i]), source) || span_ends(span_str(t->text[i]), source)))
			continue;
		if ((t->text[i] == NULL) != (again.text[i] == NULL) || (t->text[i] != NULL && strcmp(t->text[i], again.text[i]) != 0))
			abort();
	}
	segment_texts_free(&again);
	buf_free(&po);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct span		 in = span_make((const char *)data, size);
	struct segment_texts	 texts;
	struct buf		 why = BUF_INIT;
	char			 item[PACKAGE_NAME];
	int			 revision, got;

	if (all.n == 0)
		start();
	if (package_read_name(in, item, &revision, NULL) == 1 && (strlen(item) < 3 || strchr(item, '-') == NULL || revision < 0))
		abort();
	if ((got = package_read(&texts, &all, in, &why, NULL)) == -1 || (got == 0 && texts.found > 0))
		abort();
	check(&texts);
	if (got == 1)
		once_more(&texts);
	segment_texts_free(&texts);
	buf_free(&why);
	return 0;
}
