/*
 * XML in: no crash, balanced events.  XML out: whatever calls are made with whatever bytes, what is
 * written without an error is well-formed and says what was meant.
 */
#include <stdlib.h>
#include <string.h>

#include "text/markup.h"
#include "text/utf8.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static void
read_xml(struct span in)
{
	struct err e;
	struct markup_reader *r = markup_xml(in, &e);
	int	 kind, depth = 0;

	if (r == NULL)
		return;
	while ((kind = markup_next(r, &e)) > 0) {
		depth += kind == MARKUP_OPEN ? 1 : kind == MARKUP_CLOSE ? -1 : 0;
		if (kind == MARKUP_OPEN)
			markup_attr(r, "xml:lang");
		if (depth < 0 || (kind == MARKUP_TEXT && !utf8_valid(markup_text(r))))
			abort();
	}
	if (kind == MARKUP_END && depth != 0)
		abort();
	markup_free(r);
}

/* The input as a run of calls: a letter and a line. */
static void
write_xml(struct span in)
{
	struct buf b = BUF_INIT, value = BUF_INIT;
	struct err e;
	struct markup_writer *w = markup_writer_new(&b, MARKUP_XML, (int)(in.n & 1), &e);
	struct markup_reader *r;
	struct span line;
	int	 kind;

	markup_open(w, "root");
	while (span_line(&in, &line) && line.n > 0) {
		buf_reset(&value);
		buf_addspan(&value, span_from(line, 1));
		switch (line.s[0] & 7) {
		case 0:
			markup_open(w, buf_str(&value));
			break;
		case 1:
			markup_attribute(w, "a", buf_str(&value));
			break;
		case 2:
			markup_attribute(w, buf_str(&value), "v");
			break;
		case 3:
			markup_close(w);
			break;
		case 4:
			markup_element(w, "e", buf_str(&value));
			break;
		default:
			markup_write(w, span_buf(&value));
			break;
		}
	}
	if (markup_writer_end(w, &e) == 0) {
		if ((r = markup_xml(span_buf(&b), &e)) == NULL)
			abort();
		while ((kind = markup_next(r, &e)) > 0)
			;
		/* Depth, number of attributes and size have limits for the reader that the writer has not. */
		if (kind == -1 && strstr(e.text, "deep") == NULL && strstr(e.text, "depth") == NULL)
			abort();
		markup_free(r);
	}
	buf_free(&b);
	buf_free(&value);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	read_xml(span_make((const char *)data, size));
	write_xml(span_make((const char *)data, size));
	return 0;
}
