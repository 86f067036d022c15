#include "site/posting_fields.h"

#include <string.h>

#include "mail/address.h"
#include "mail/word.h"

#define FOLD	76

int
posting_from(struct buf *out, const char *name, const char *list)
{
	buf_adds(out, "From: ");
	address_write(out, name, list, strlen("From: "));
	return buf_addc(out, '\n');
}

int
posting_text(struct buf *out, const char *name, const char *utf8)
{
	if (utf8 == NULL || *utf8 == '\0')
		return 0;
	buf_addf(out, "%s: ", name);
	word_encode(out, span_str(utf8), strlen(name) + 2);
	return buf_addc(out, '\n');
}

int
posting_ascii(struct buf *out, const char *name, const char *value)
{
	struct span	 rest = span_str(value), word;
	size_t		 column = strlen(name) + 1;

	if (rest.n == 0)
		return 0;
	buf_addf(out, "%s:", name);
	while (span_cut(&rest, ' ', &word)) {
		if (column + 1 + word.n > FOLD && column > strlen(name) + 1) {
			buf_addc(out, '\n');
			column = 0;
		}
		buf_addc(out, ' ');
		buf_addspan(out, word);
		column += 1 + word.n;
	}
	return buf_addc(out, '\n');
}

/* The first field of that name as it stands, with LF line ends. */
static void
copy(struct buf *out, const struct header *h, const char *name)
{
	const struct field	*f = header_find(h, name, 0);
	struct span		 rest, line;

	if (f == NULL)
		return;
	for (rest = f->whole; span_line(&rest, &line); ) {
		buf_addspan(out, line);
		buf_addc(out, '\n');
	}
}

void
posting_copy_subject(struct buf *out, const struct header *h)
{
	copy(out, h, "Subject");
}

int
posting_copy_told(struct buf *out, const struct header *h, struct err *err)
{
	if (header_count(h, "Date") == 0)
		return err_set(err, ERR_DATA, "no Date");
	copy(out, h, "Date");
	posting_copy_subject(out, h);
	return buf_ok(out, err);
}

int
posting_copy_mime(struct buf *out, const struct header *h)
{
	static const char *const names[] = {
		"MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition",
		"Content-Description", "Content-ID"
	};
	size_t	 i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		copy(out, h, names[i]);
	return out->err ? -1 : 0;
}
