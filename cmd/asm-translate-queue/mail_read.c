#include "cmd/asm-translate-queue/mail.h"
#include "mail/address.h"
#include "mail/word.h"

static int
read_from(struct post *p, struct err *err)
{
	struct addresses	list = { 0 };
	struct buf		value = BUF_INIT;
	int			result = 0;

	if (header_value(&p->head, "From", &value) == 1 && (result = addresses_parse(&list, span_buf(&value), err)) == 0 &&
	    list.n == 1 && address_plain(span_str(list.address[0].addr)))
		result = address_normal(&p->from, span_str(list.address[0].addr));
	addresses_free(&list);
	buf_free(&value);
	return result;
}

/* "Re: [2k7q-es r1] next ar" is an answer; "[ITT] 2k7q-es" a habit of Debian's translators. */
static int
read_subject(struct post *p, struct err *err)
{
	struct buf	value = BUF_INIT, decoded = BUF_INIT;
	struct span	s;
	size_t		used;
	ptrdiff_t	close;
	int		result = 0;

	if (header_value(&p->head, "Subject", &value) == 1 &&
	    (result = word_decode(&decoded, span_buf(&value), err)) == 0) {
		s = span_trim(span_buf(&decoded));
		while (words_prefix(p->words, "Reply", s, &used, NULL) != NULL && used < s.n && s.s[used] == ':')
			s = span_trim(span_from(s, used + 1));
		if (span_starts(s, "[") && (close = span_chr(s, ']')) > 0) {
			buf_addspan(&p->subject, span_make(s.s + 1, (size_t)close - 1));
			buf_addc(&p->subject, ' ');
			s = span_trim(span_from(s, (size_t)close + 1));
		}
		buf_addspan(&p->subject, s);
	}
	buf_free(&value);
	buf_free(&decoded);
	return result == 0 ? buf_ok(&p->subject, err) : -1;
}

int
post_read(struct post *p, struct err *err)
{
	if (header_split(&p->head, p->bytes, err) == -1 || (p->mime = mime_parse(p->bytes, err)) == NULL ||
	    body_read(&p->body, p->mime, err) == -1)
		return -1;
	return read_from(p, err) == 0 ? read_subject(p, err) : -1;
}

void
post_free(struct post *p)
{
	body_free(&p->body);
	mime_free(p->mime);
	header_free(&p->head);
	buf_free(&p->from);
	buf_free(&p->subject);
	buf_free(&p->languages);
}
