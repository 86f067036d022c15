/*
 * Whatever is read as records: what comes out, written again, must be read as
 * the same, and must be JSON; a stream must give what memory gave.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/record.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
require(int held)
{
	if (!held)
		abort();
}

static int
same(const struct record *a, const struct record *b)
{
	size_t	 i;

	if (a->n != b->n || a->size != b->size)
		return 0;
	for (i = 0; i < a->n; i++)
		if (strcmp(a->item[i].name, b->item[i].name) != 0 ||
		    strcmp(a->item[i].value, b->item[i].value) != 0)
			return 0;
	return 1;
}

/* One record, in all forms. */
static void
check_record(const struct record *r, FILE *nowhere)
{
	struct record	 again = RECORD_INIT, text = RECORD_INIT;
	struct buf	 b = BUF_INIT;
	struct record_writer w;
	struct json	*j;
	struct span	 rest;
	struct err	 e;
	int		 form;

	require(r->n > 0 && r->n <= RECORD_ITEMS && r->size <= RECORD_MAX);
	require(record_stanza(&b, r) == 0 && b.len == r->size);
	rest = span_buf(&b);
	require(record_parse(&rest, &again, &e) == 1 && same(r, &again) && rest.n == 0);
	for (form = RECORD_STANZA; form <= RECORD_JSON; form++) {
		record_writer_start(&w, nowhere, (enum record_form)form);
		require(record_writer_put(&w, r, &e) == 0);
		if (form == RECORD_JSON) {
			require((j = json_parse(span_buf(&w.text), &e)) != NULL);
			json_free(j);
		}
		record_writer_end(&w);
	}
	require(record_addtext(&text, "Text", span_buf(&b), &e) == 0 && text.size <= RECORD_MAX);
	record_free(&text);
	record_free(&again);
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE	*nowhere;
	struct record	 r = RECORD_INIT, streamed = RECORD_INIT;
	struct span	 rest = span_make((const char *)data, size);
	struct io_reader *in;
	struct err	 e, f;
	unsigned long	 line = 0;
	int		 fd, got;

	if (nowhere == NULL)
		require((nowhere = fopen("/dev/null", "w")) != NULL);
	require((fd = io_tempfile(NULL, &e)) != -1 && io_write_all(fd, data, size, &e) == 0);
	require(lseek(fd, 0, SEEK_SET) == 0 && (in = io_reader_new(fd, &e)) != NULL);
	do {
		got = record_parse(&rest, &r, &e);
		/* Memory does not know that it is not the beginning: a byte order mark there is bad in a stream. */
		if (memchr(data, 0xef, size) == NULL)
			require(record_read(in, &streamed, &line, &f) == got && same(&r, &streamed));
		if (got == 1)
			check_record(&r, nowhere);
		require(got != -1 || e.class == ERR_DATA);
	} while (got != 0);
	io_reader_free(in);
	close(fd);
	record_free(&r);
	record_free(&streamed);
	return 0;
}
