/*
 * mailpass headers|decode FILE: go through a stream with lib/mail, for tests/bench/mail.  etpan-parse|etpan-decode: the same with libetpan
 * alone, the file in memory and cut at "From " lines.  Prints "MESSAGES BYTES", the bytes that were decoded.
 */
#include <fcntl.h>
#include <libetpan/libetpan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mail/mbox.h"
#include "mail/mime.h"

static size_t messages, bytes;

/* --- lib/mail --- */

static int
headers(struct span mail)
{
	static const char *const names[] = { "From", "Subject", "Date", "Message-ID" };
	struct buf raw = BUF_INIT, text = BUF_INIT;
	struct header h;
	size_t	 i;
	int	 r = header_split(&h, mail, NULL);

	for (i = 0; r == 0 && i < sizeof(names) / sizeof(names[0]); i++) {
		buf_reset(&raw);
		buf_reset(&text);
		if (header_value(&h, names[i], &raw) == 1)
			r = word_decode(&text, span_buf(&raw), NULL);
		bytes += text.len;
	}
	header_free(&h);
	buf_free(&raw);
	buf_free(&text);
	return r;
}

static int
decode(struct span mail)
{
	struct mime *m = mime_parse(mail, NULL);
	struct buf raw = BUF_INIT, text = BUF_INIT;
	struct part *p;
	int	 r = 0;

	if (m == NULL)
		return -1;
	if (header_value(&m->header, "Subject", &raw) == 1)
		r = word_decode(&text, span_buf(&raw), NULL);
	bytes += text.len;
	for (p = mime_walk(m, NULL); r != -1 && p != NULL; p = mime_walk(m, p)) {
		buf_reset(&text);
		if (p->nchild == 0)
			r = strncmp(p->type, "text/", 5) == 0 ? mime_text(p, &text, NULL) : mime_decode(p, &text, NULL);
		bytes += text.len;
	}
	buf_free(&raw);
	buf_free(&text);
	mime_free(m);
	return r == -1 ? -1 : 0;
}

static int
ours(int fd, int (*read_mail)(struct span))
{
	struct buf mail = BUF_INIT;
	struct mbox *m = mbox_open(fd, NULL);
	int	 r = -1;

	while (m != NULL && (r = mbox_next(m, &mail, NULL)) == 1 && read_mail(span_buf(&mail)) == 0)
		messages++;
	mbox_free(m);
	buf_free(&mail);
	return r == 0 ? 0 : -1;
}

/* --- libetpan --- */

static void
etpan_part(struct mailmime *mime)
{
	struct mailmime_data *data = mime->mm_data.mm_single;
	const char *charset;
	char	*out = NULL, *utf8 = NULL;
	size_t	 at = 0, n = 0, utf8_n = 0;

	if (data == NULL || mailmime_part_parse(data->dt_data.dt_text.dt_data, data->dt_data.dt_text.dt_length, &at,
	    mime->mm_mime_fields == NULL ? MAILMIME_MECHANISM_8BIT : mailmime_transfer_encoding_get(mime->mm_mime_fields), &out, &n) != MAILIMF_NO_ERROR)
		return;
	bytes += n;
	if (mime->mm_content_type != NULL && mime->mm_content_type->ct_type->tp_type == MAILMIME_TYPE_DISCRETE_TYPE &&
	    mime->mm_content_type->ct_type->tp_data.tp_discrete_type->dt_type == MAILMIME_DISCRETE_TYPE_TEXT) {
		charset = mailmime_content_charset_get(mime->mm_content_type);
		if (charconv_buffer("utf-8", charset, out, n, &utf8, &utf8_n) == MAIL_CHARCONV_NO_ERROR)
			charconv_buffer_free(utf8);
	}
	mailmime_decoded_part_free(out);
}

/* As deep as the mail says: for mail of the corpora only. */
static void
etpan_walk(struct mailmime *mime)
{
	clistiter *i;

	if (mime->mm_type == MAILMIME_SINGLE)
		etpan_part(mime);
	else if (mime->mm_type == MAILMIME_MULTIPLE)
		for (i = clist_begin(mime->mm_data.mm_multipart.mm_mp_list); i != NULL; i = clist_next(i))
			etpan_walk(clist_content(i));
	else if (mime->mm_data.mm_message.mm_msg_mime != NULL)
		etpan_walk(mime->mm_data.mm_message.mm_msg_mime);
}

static void
etpan_subject(struct mailmime *mime)
{
	struct mailimf_single_fields fields;
	struct mailimf_subject *subject;
	char	*out = NULL;
	size_t	 at = 0;

	if (mime->mm_data.mm_message.mm_fields == NULL)
		return;
	mailimf_single_fields_init(&fields, mime->mm_data.mm_message.mm_fields);
	if ((subject = fields.fld_subject) != NULL && mailmime_encoded_phrase_parse("utf-8", subject->sbj_value,
	    strlen(subject->sbj_value), &at, "utf-8", &out) == MAILIMF_NO_ERROR)
		free(out);
}

static void
etpan_mail(const char *s, size_t n, int all)
{
	struct mailmime *mime = NULL;
	size_t	 at = 0;

	messages++;
	if (mailmime_parse(s, n, &at, &mime) != MAILIMF_NO_ERROR)
		return;
	if (all) {
		etpan_subject(mime);
		etpan_walk(mime);
	}
	mailmime_free(mime);
}

static int
etpan(int fd, int all)
{
	struct stat st;
	const char *s, *end, *next, *body;

	if (fstat(fd, &st) == -1 ||
	    (s = mmap(NULL, (size_t)st.st_size + 1, PROT_READ, MAP_PRIVATE, fd, 0)) == MAP_FAILED)
		return -1;
	for (end = s + st.st_size; s < end; s = next) {
		next = memmem(s, (size_t)(end - s), "\n\nFrom ", 7);
		next = next == NULL ? end : next + 2;
		body = memchr(s, '\n', (size_t)(next - s));
		body = body == NULL ? next : body + 1;
		etpan_mail(body, (size_t)(next - body), all);
	}
	return 0;
}

int
main(int argc, char *argv[])
{
	int	 fd, r;

	if (argc != 3 || (fd = open(argv[2], O_RDONLY)) == -1)
		return 66;
	if (strncmp(argv[1], "etpan-", 6) == 0)
		r = etpan(fd, strcmp(argv[1], "etpan-decode") == 0);
	else
		r = ours(fd, strcmp(argv[1], "decode") == 0 ? decode : headers);
	printf("%zu %zu\n", messages, bytes);
	return r == 0 ? 0 : 74;
}
