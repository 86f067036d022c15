/*
 * The newswire: an entry of an assembly's own feed.  Nobody proved that it is the assembly's word, so it is no post: it has a
 * type of its own, and there are few of it.
 */
#include "site/posting_wire.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "mail/date.h"
#include "site/posting_fields.h"
#include "store/directory.h"
#include "store/post.h"
#include "text/language.h"

#define DAY	INT64_C(86400)

/* What is known by one name is posted once: whose feed, and the entry's Message-ID, which -i of asm-feed makes of its id. */
int
posting_wire_proof(const struct header *h, unsigned char proof[HASH_LEN], struct err *err)
{
	struct buf	 text = BUF_INIT;
	int		 result = -1;

	buf_adds(&text, "wire:");
	if (header_value(h, "Asm-Assembly", &text) != 1 || buf_adds(&text, "\r\nentry:") == -1 ||
	    header_value(h, "Message-ID", &text) != 1)
		err_set(err, ERR_DATA, "no Asm-Assembly or no Message-ID");
	else if (buf_adds(&text, "\r\n") == -1 || hash_sha256(text.s, text.len, proof) == -1)
		err_memory(err);
	else
		result = 0;
	buf_free(&text);
	return result;
}

/* News, of an assembly of ours, and not more of it than the list wants. */
static int
check_allowed(struct site *site, const struct directory_assembly *a, moment date, moment now, struct err *err)
{
	long	 most = strtol(site->conf.wire, NULL, 10);
	int64_t	 n;

	if (strcmp(a->status, "endorsed") != 0 || strcmp(a->origin, site->conf.domain) != 0)
		return err_set(err, ERR_REFUSED, "%s is no endorsed assembly of this site", a->id);
	if (date < now - WIRE_OLD || date > now + DAY)
		return err_set(err, ERR_REFUSED, "an entry of the newswire is of the last %d days", (int)(WIRE_OLD / DAY));
	if (wire_count(site->pub, a->id, now - DAY, &n, err) == -1)
		return -1;
	if (n >= most)
		return err_set(err, ERR_AGAIN, "%s had its %ld entries of the newswire today", a->id, most);
	return 0;
}

/* As said, else the assembly's first. */
static void
add_language(struct buf *out, const struct header *h, const struct directory_assembly *a)
{
	struct buf	 value = BUF_INIT;
	struct span	 rest = span_str(a->languages), first;

	if (header_value(h, "Content-Language", &value) != 1 || !language_valid(span_buf(&value))) {
		buf_reset(&value);
		if (span_cut(&rest, ' ', &first) && language_valid(first))
			buf_addspan(&value, first);
	}
	posting_ascii(out, "Content-Language", buf_str(&value));
	out->err |= value.err;
	buf_free(&value);
}

/* Where the entry stands: on the assembly's own site. */
static void
add_link(struct buf *out, const struct header *h)
{
	struct buf	 value = BUF_INIT;

	if (header_value(h, "Archived-At", &value) == 1 &&
	    (span_starts(span_buf(&value), "<https://") || span_starts(span_buf(&value), "<http://")) &&
	    span_ends(span_buf(&value), ">") && value.len < ARTICLE_LINE - 20)
		posting_ascii(out, "Asm-Link", buf_str(&value));
	out->err |= value.err;
	buf_free(&value);
}

static int
add_fields(struct buf *out, struct site *site, const struct header *h, const struct directory_assembly *a, moment date,
    struct err *err)
{
	posting_from(out, a->name, site->conf.list);
	buf_addf(out, "To: %s\nDate: ", site->conf.list);
	time_rfc5322(out, date);
	buf_addc(out, '\n');
	posting_copy_subject(out, h);
	posting_copy_mime(out, h);
	add_language(out, h, a);
	buf_adds(out, "Auto-Submitted: auto-generated\n");
	posting_text(out, "Asm-Assembly", a->id);
	posting_text(out, "Asm-Name", a->name);
	posting_text(out, "Asm-Place", a->place);
	add_link(out, h);
	return buf_ok(out, err);
}

int
posting_wire(struct site *site, const struct header *h, moment now, struct buf *out, struct err *err)
{
	struct directory_assembly a;
	struct db_rows	*rows;
	struct buf	 id = BUF_INIT, value = BUF_INIT;
	moment		 date = now;
	int		 got, result = -1;

	(void)header_value(h, "Asm-Assembly", &id);
	if (header_value(h, "Date", &value) == 1 && date_parse(span_buf(&value), &date, NULL) == -1)
		date = now;
	if ((rows = directory_assemblies(site->pub, buf_str(&id), err)) != NULL) {
		if ((got = directory_assembly_row(rows, &a, err)) == 0)
			err_set(err, ERR_REFUSED, "no assembly %s", buf_str(&id));
		else if (got == 1 && check_allowed(site, &a, date, now, err) == 0)
			result = add_fields(out, site, h, &a, date, err);
		db_done(rows);
	}
	buf_free(&id);
	buf_free(&value);
	return result;
}
