/*
 * readmail FILE...: everything that readers do with mail, done with every message of every file, and what must hold of any mail
 * whatever held of it.  For soak tests: prints one line of counts; what does not hold ends it with status 70.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mail/address.h"
#include "mail/body.h"
#include "mail/date.h"
#include "mail/mbox.h"
#include "text/docout.h"
#include "text/utf8.h"

static unsigned long messages, parts, attachments, blocks, addresses, dates, opaque, cut, html, wrong;

static void
hold(int condition, const char *path, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "readmail: %s: message %lu: %s\n", path, messages, what);
	wrong++;
}

static int
is_within(struct span inner, struct span outer)
{
	return inner.n == 0 || (inner.s >= outer.s && inner.s + inner.n <= outer.s + outer.n);
}

static void
read_header(const struct header *h, const char *path)
{
	static const char *const names[] = { "From", "To", "Cc", "Reply-To" };
	struct buf value = BUF_INIT, text = BUF_INIT;
	struct addresses as;
	moment	 when;
	size_t	 i, j;

	for (i = 0; i < 4; i++) {
		buf_reset(&value);
		if (header_value(h, names[i], &value) != 1 || addresses_parse(&as, span_buf(&value), NULL) == -1)
			continue;
		for (j = 0; j < as.n; j++)
			hold(utf8_valid(span_str(as.address[j].name)) && strpbrk(as.address[j].name, "\r\n") == NULL &&
			    strpbrk(as.address[j].addr, "\r\n") == NULL, path, "an address");
		addresses += as.n;
		addresses_free(&as);
	}
	buf_reset(&value);
	if (header_value(h, "Subject", &value) == 1)
		hold(word_decode(&text, span_buf(&value), NULL) == 0 && utf8_valid(span_buf(&text)) &&
		    span_chr(span_buf(&text), '\n') == -1, path, "a subject");
	buf_reset(&value);
	if (header_value(h, "Date", &value) == 1)
		dates += date_parse(span_buf(&value), &when, NULL) == 0;
	buf_free(&value);
	buf_free(&text);
}

static void
read_parts(struct mime *m, const char *path)
{
	struct part *p;
	struct buf b = BUF_INIT;

	for (p = mime_walk(m, NULL); p != NULL; p = mime_walk(m, p)) {
		parts++;
		hold(utf8_valid(span_str(p->filename)) && strpbrk(p->filename, "\r\n") == NULL, path, "a file name");
		hold(p->nchild == 0 || p->child->parent == p, path, "a parent");
		if (p->nchild > 0)
			continue;
		buf_reset(&b);
		hold(mime_text(p, &b, NULL) != -1 && utf8_valid(span_buf(&b)), path, "a text");
	}
	buf_free(&b);
}

static void
read_blocks(struct span text, const char *path)
{
	struct span rest = text, before = SPAN_NONE;
	struct doc *root = doc_new("", NULL);
	struct docout_text opt = { .flowed = 1 };
	struct block block;
	struct buf b = BUF_INIT;

	while (body_block(&rest, &block)) {
		blocks++;
		hold(is_within(block.text, text) && block.text.n > 0 && block.text.s >= before.s + before.n, path, "a block");
		before = block.text;
		buf_reset(&b);
		block_text(&b, &block);
		hold(utf8_valid(span_buf(&b)) && span_chr(span_buf(&b), '\n') == -1, path, "the words of a block");
	}
	hold(body_doc(root, text, NULL) == 0 && doc_ok(root, NULL) == 0, path, "a doc");
	buf_reset(&b);
	hold(docout_text(&b, root, &opt, NULL) == 0, path, "a doc as text");
	doc_free(root);
	buf_free(&b);
}

static void
read_message(struct span message, const char *path)
{
	struct err e;
	struct mime *m = mime_parse(message, &e);
	struct body body;
	size_t	 i;

	messages++;
	if (m == NULL) {
		hold(0, path, e.text);
		return;
	}
	read_header(&m->header, path);
	read_parts(m, path);
	opaque += (m->flags & MIME_OPAQUE) != 0;
	cut += (m->flags & MIME_CUT) != 0;
	if (body_read(&body, m, &e) == 0) {
		hold(utf8_valid(span_buf(&body.text)), path, "the text");
		read_blocks(span_buf(&body.text), path);
		html += (unsigned long)body.from_html;
		for (i = 0; i < body.nattachment; i++)
			hold(strpbrk(body.attachment[i].name, "/\\\r\n") == NULL && body.attachment[i].name[0] != '.' &&
			    body.attachment[i].name[0] != '\0' && utf8_valid(span_str(body.attachment[i].name)), path, "a safe name");
		attachments += body.nattachment;
		body_free(&body);
	} else
		hold(0, path, e.text);
	mime_free(m);
}

static int
read_file(const char *path)
{
	struct buf message = BUF_INIT;
	struct mbox *m;
	int	 fd, r = -1;

	if ((fd = open(path, O_RDONLY)) == -1 || (m = mbox_open(fd, NULL)) == NULL) {
		fprintf(stderr, "readmail: %s: cannot read\n", path);
		return 66;
	}
	while ((r = mbox_next(m, &message, NULL)) == 1)
		read_message(span_buf(&message), path);
	mbox_free(m);
	close(fd);
	buf_free(&message);
	return r == -1 ? 74 : 0;
}

int
main(int argc, char *argv[])
{
	int	 i, status = 0;

	for (i = 1; i < argc && status == 0; i++)
		status = read_file(argv[i]);
	printf("%lu messages, %lu parts, %lu attachments, %lu blocks, %lu addresses, %lu dates, %lu from HTML, %lu opaque, %lu cut\n",
	    messages, parts, attachments, blocks, addresses, dates, html, opaque, cut);
	return status != 0 ? status : wrong > 0 ? 70 : 0;
}
