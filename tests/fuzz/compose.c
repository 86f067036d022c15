/*
 * Whatever is put into a mail we write is read back from it: the input is five texts, a zero byte between them.
 */
#include <stdlib.h>
#include <string.h>

#include "mail/address.h"
#include "mail/compose.h"
#include "mail/mime.h"
#include "text/utf8.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

/* No line is too long for a mail server. */
static void
check_lines(struct span mail)
{
	struct span line;

	while (span_line(&mail, &line))
		if (line.n > 998)
			abort();
}

static void
check(const struct buf *mail, const struct buf *line, struct span text, struct span bytes)
{
	struct mime *m = mime_parse(span_buf(mail), NULL);
	struct buf b = BUF_INIT, clean = BUF_INIT;

	if (m == NULL || m->root->nchild != 2 || m->header.n < 3)
		abort();
	if (header_value(&m->header, "Subject", &b) != 1)
		abort();
	buf_reset(&clean);
	word_decode(&clean, span_buf(&b), NULL);
	if (!span_eq(span_buf(&clean), span_buf(&line[0])))
		abort();
	if (strcmp(m->root->child[1].filename, line[2].len > 0 ? buf_str((struct buf *)&line[2]) : "") != 0)
		abort();
	buf_reset(&b);
	buf_reset(&clean);
	if (mime_text(&m->root->child[0], &b, NULL) != 0)
		abort();
	utf8_clean(&clean, text);
	/* Readers take a byte order mark in front for what it is. */
	if (span_starts(span_buf(&clean), "\xEF\xBB\xBF"))
		buf_splice(&clean, 0, 3, NULL, 0);
	if (!span_eq(span_trim(span_buf(&b)), span_trim(span_buf(&clean))))
		abort();
	buf_reset(&b);
	if (mime_decode(&m->root->child[1], &b, NULL) != 0 || !span_eq(span_buf(&b), bytes))
		abort();
	buf_free(&b);
	buf_free(&clean);
	mime_free(m);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct span rest = span_make((const char *)data, size), piece[4];
	struct buf line[3] = { BUF_INIT, BUF_INIT, BUF_INIT }, mail = BUF_INIT;
	struct compose *c = compose_new(NULL);
	size_t	 i;

	for (i = 0; i < 4; i++)
		if (!span_cut(&rest, '\0', &piece[i])) {
			piece[i] = rest;
			rest = SPAN_NONE;
		}
	for (i = 0; i < 3; i++)
		utf8_line(&line[i], piece[i]);
	compose_field(c, "Subject", piece[0]);
	compose_address(c, "From", buf_str(&line[1]), "a@b.example");
	compose_date(c, 1332612000);
	compose_begin(c, "mixed");
	compose_text(c, "plain", NULL, "es", piece[3]);
	compose_attachment(c, "application/octet-stream", buf_str(&line[2]), rest);
	compose_close(c);
	if (compose_end(c, &mail, NULL) == -1)
		abort();
	check_lines(span_buf(&mail));
	check(&mail, line, piece[3], rest);
	for (i = 0; i < 3; i++)
		buf_free(&line[i]);
	buf_free(&mail);
	return 0;
}
