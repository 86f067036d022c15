#include <string.h>

#include "base/limits.h"
#include "base/record.h"
#include "cmd/program.h"
#include "mail/address.h"
#include "mail/body.h"
#include "mail/entry.h"
#include "mail/field.h"
#include "mail/mbox.h"
#include "mail/mime.h"
#include "mail/word.h"
#include "text/language.h"
#include "text/utf8.h"
#include "text/words.h"

/* What is shown of one message fits into one record that any reader of records takes (base/limits.h). */
#define SHOW_TEXT	(128UL * 1024)		/* bytes of the text */
#define SHOW_LINE	(16UL * 1024)		/* bytes of one of its lines */
#define SHOW_ITEMS	200			/* addresses, parts, attachments: of each */
#define SHOW_NAME	500			/* bytes of one name in them */

enum { OPT_FIELDS = 1 };

static const struct program_option options[] = {
	{ 0, "fields", "NAME,...", "only these, in this order", NULL, OPT_FIELDS },
	OPTION_FORMS,
	OPTION_END
};

static const struct program program = {
	.name = "asm-show", .about = "Show what is understood of a mail, or of each mail of a stream.",
	.operands = "[FILE ...]", .min = 0, .max = -1, .options = options
};

/* All there is, in the order of the record. */
static const char *const names[] = {
	"From-Name", "From-Address", "To", "Cc", "Subject", "Title", "Date", "Arrival", "Language", "Message-ID",
	"In-Reply-To", "Archived-At", "Type", "Number", "Origin", "Assembly", "Name", "Place", "Group", "Kind",
	"By", "Campaign", "Answer-By", "Event", "Corrects", "Withdraws", "Translation-Of", "Revision", "Review", "Edition",
	"Window", "Cut", "Part", "Attachment", "Text-Left-Out", "Text"
};

#define NAMES	(sizeof(names) / sizeof(names[0]))

struct show {
	struct words	*words;
	struct record_writer out;
	size_t		 wanted[NAMES];	/* indexes of names */
	size_t		 nwanted;
};

/* ---- values ---- */

/* Names of strangers in a list are shown as far as they fit. */
static struct span
short_name(struct span s)
{
	size_t	 n = SHOW_NAME;

	if (s.n <= n)
		return s;
	while (n > 0 && ((unsigned char)s.s[n] & 0xc0) == 0x80)
		n--;
	return span_head(s, n);
}

static int
add_addresses(struct record *r, const struct header *h, const char *name, struct err *err)
{
	struct addresses all = { NULL, 0 };
	struct buf	 raw = BUF_INIT, line = BUF_INIT;
	size_t		 i;
	int		 result = 0;

	if (word_value(&raw, h, name, err) == -1)
		result = -1;
	else if (raw.len > 0)
		result = addresses_parse(&all, span_buf(&raw), err);
	for (i = 0; i < all.n && i < SHOW_ITEMS && result == 0; i++) {
		buf_reset(&line);
		utf8_line(&line, short_name(span_str(all.address[i].name)));
		if (all.address[i].addr[0] != '\0') {
			buf_adds(&line, line.len > 0 ? " <" : "<");
			utf8_line(&line, short_name(span_str(all.address[i].addr)));
			buf_addc(&line, '>');
		}
		result = record_addspan(r, name, span_buf(&line), err);
	}
	addresses_free(&all);
	buf_free(&raw);
	buf_free(&line);
	return result;
}

static int
add(struct record *r, const char *name, const char *value, struct err *err)
{
	return *value != '\0' ? record_add(r, name, value, err) : 0;
}

static int
add_head(struct record *r, const struct entry *e, const struct header *h, struct err *err)
{
	if (add(r, "From-Name", e->from_name, err) == -1 || add(r, "From-Address", e->from_addr, err) == -1 ||
	    add_addresses(r, h, "To", err) == -1 || add_addresses(r, h, "Cc", err) == -1 ||
	    add(r, "Subject", e->subject, err) == -1 ||
	    (*e->subject != '\0' && add(r, "Title", e->title, err) == -1) ||
	    record_addtime(r, "Date", e->date, err) == -1 ||
	    (e->arrival != 0 && record_addtime(r, "Arrival", e->arrival, err) == -1))
		return -1;
	if (!e->id_is_ours && add(r, "Message-ID", e->id, err) == -1)
		return -1;
	return add(r, "In-Reply-To", e->in_reply_to, err) == -1 ? -1 : add(r, "Archived-At", e->url, err);
}

/* What only the articles of a site have. */
static int
add_article(struct record *r, const struct entry *e, struct err *err)
{
	const struct {
		const char	*name, *value;
	} all[] = {
		{ "Type", e->type }, { "Number", e->number }, { "Origin", e->origin }, { "Assembly", e->assembly },
		{ "Place", e->place }, { "Group", e->group }, { "By", e->by }, { "Campaign", e->campaign },
		{ "Answer-By", e->answer_by }, { "Event", e->event }, { "Corrects", e->corrects }, { "Withdraws", e->withdraws },
		{ "Translation-Of", e->translation_of }, { "Review", e->review }, { "Edition", e->edition },
		{ "Window", e->window }
	};
	size_t	 i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (add(r, all[i].name, all[i].value, err) == -1)
			return -1;
	if (*e->assembly != '\0' && (add(r, "Name", e->name, err) == -1 || add(r, "Kind", e->kind, err) == -1))
		return -1;
	if (e->translation_rev > 0 && record_addf(r, err, "Revision", "%d", e->translation_rev) == -1)
		return -1;
	return 0;
}

/* ---- structure ---- */

/* One that is no attachment shows the name its sender gave it, if any, as a line. */
static int
add_part(struct record *r, struct part *p, const char *path, struct err *err)
{
	struct buf	 bytes = BUF_INIT, name = BUF_INIT;
	size_t		 size = p->body.n;
	int		 result = -1;

	if (p->nchild == 0) {
		if (mime_decode(p, &bytes, err) == -1)
			goto out;
		size = bytes.len;
	}
	utf8_line(&name, short_name(span_str(p->filename)));
	if (buf_ok(&name, err) == 0)
		result = record_addf(r, err, "Part", "%s %s %zu%s%s", path, p->type, size, name.len > 0 ? " " : "",
		    buf_str(&name));
out:
	buf_free(&bytes);
	buf_free(&name);
	return result;
}

/* Numbered as IMAP numbers parts: 1, 2, 2.1. Depth is bounded by MIME_DEPTH. */
static int
add_parts(struct record *r, struct part *p, struct buf *path, size_t *left, struct err *err)
{
	size_t	 i, outer = path->len;

	for (i = 0; i < p->nchild && *left > 0; i++) {
		if (buf_addf(path, "%s%zu", outer > 0 ? "." : "", i + 1) == -1)
			return err_memory(err);
		(*left)--;
		if (add_part(r, &p->child[i], buf_str(path), err) == -1 ||
		    add_parts(r, &p->child[i], path, left, err) == -1)
			return -1;
		buf_cut(path, outer);
	}
	return 0;
}

static int
add_structure(struct record *r, struct mime *m, struct err *err)
{
	struct buf	 path = BUF_INIT;
	size_t		 left = SHOW_ITEMS;
	int		 result;

	if (m->root->nchild == 0)
		result = add_part(r, m->root, "1", err);
	else
		result = add_parts(r, m->root, &path, &left, err);
	buf_free(&path);
	return result;
}

static int
add_attachments(struct record *r, const struct body *b, struct err *err)
{
	const struct attachment *a;
	size_t	 i;

	for (i = 0; i < b->nattachment && i < SHOW_ITEMS; i++) {
		a = &b->attachment[i];
		if (record_addf(r, err, "Attachment", "%s %zu %.*s", a->type, a->size,
		    SPAN_FMT(short_name(span_str(a->name)))) == -1)
			return -1;
	}
	return 0;
}

/* ---- text ---- */

/* Bytes at the front of a text that end between characters. */
static size_t
whole_characters(struct span text, size_t n)
{
	size_t	 cut = n;

	if (n >= text.n)
		return text.n;
	while (cut > 0 && ((unsigned char)text.s[cut] & 0xc0) == 0x80)
		cut--;
	return cut > 0 ? cut : n;
}

/* Readers of records take lines and stanzas of a bounded length. */
static int
add_text(struct record *r, const struct body *b, struct err *err)
{
	struct span	 rest = span_trim(span_buf(&b->text)), line;
	struct buf	 text = BUF_INIT;
	size_t		 n, shown;
	int		 result;

	shown = whole_characters(rest, SHOW_TEXT);
	if (shown < rest.n && record_addf(r, err, "Text-Left-Out", "%zu", rest.n - shown) == -1)
		return -1;
	rest = span_head(rest, shown);
	while (span_line(&rest, &line))
		do {
			n = whole_characters(line, SHOW_LINE);
			buf_addspan(&text, span_head(line, n));
			buf_addc(&text, '\n');
			line = span_from(line, n);
		} while (line.n > 0);
	buf_trim(&text, "\n");
	result = buf_ok(&text, err);
	if (result == 0 && text.len > 0)
		result = record_addspan(r, "Text", span_buf(&text), err);
	buf_free(&text);
	return result;
}

static int
add_language(struct record *r, const struct entry *e, const struct body *b, struct err *err)
{
	struct buf	 words = BUF_INIT;
	const char	*language = e->language;
	int		 result = 0;

	if (*language == '\0' && language_valid(span_str(b->language)))
		language = b->language;
	if (*language == '\0') {
		if (body_words(&words, b, err) == -1)
			result = -1;
		language = language_guess(span_buf(&words));
	}
	if (result == 0 && language != NULL)
		result = add(r, "Language", language, err);
	buf_free(&words);
	return result;
}

static int
add_body(struct record *r, const struct entry *e, struct span message, struct err *err)
{
	struct mime	*m = mime_parse(message, err);
	struct body	 b;
	int		 result = -1;

	if (m == NULL)
		return -1;
	if (body_read(&b, m, err) == 0) {
		if (add_language(r, e, &b, err) == 0 && add_structure(r, m, err) == 0 &&
		    add_attachments(r, &b, err) == 0)
			result = add_text(r, &b, err);
		body_free(&b);
	}
	mime_free(m);
	return result;
}

/* ---- records ---- */

/* The items wanted, in the order wanted; a table needs all its columns in every row. */
static int
choose(struct record *out, const struct record *all, const struct show *s, enum record_form form, struct err *err)
{
	const char	*name, *value;
	size_t		 i, n;

	for (i = 0; i < s->nwanted; i++) {
		name = names[s->wanted[i]];
		for (n = 0; (value = record_nth(all, name, n)) != NULL; n++)
			if (record_add(out, name, value, err) == -1)
				return -1;
		if (n == 0 && form == RECORD_TSV && record_add(out, name, "", err) == -1)
			return -1;
	}
	return 0;
}

static int
show(struct show *s, struct span message, const char *envelope, int cut, struct err *err)
{
	struct record	 all = RECORD_INIT, chosen = RECORD_INIT;
	struct header	 h;
	struct entry	 e;
	int		 result = -1;

	if (header_split(&h, message, err) == -1)
		return -1;
	if (entry_read(&e, s->words, message, envelope, err) == 0) {
		if (add_head(&all, &e, &h, err) == 0 && add_article(&all, &e, err) == 0 &&
		    (!cut || record_addf(&all, err, "Cut", "%lu", MESSAGE_MAX) == 0) &&
		    add_body(&all, &e, message, err) == 0 &&
		    choose(&chosen, &all, s, s->out.form, err) == 0)
			result = chosen.n > 0 ? record_writer_put(&s->out, &chosen, err) : 0;
		entry_free(&e);
	}
	header_free(&h);
	record_free(&all);
	record_free(&chosen);
	return result;
}

static int
show_stream(int fd, const char *name, void *arg)
{
	struct show	*s = arg;
	struct buf	 message = BUF_INIT;
	struct mbox	*m;
	struct err	 err;
	int		 r = -1;

	if ((m = mbox_open(fd, &err)) != NULL)
		while ((r = mbox_next(m, &message, &err)) == 1)
			if (show(s, span_buf(&message), mbox_envelope(m), mbox_cut(m), &err) == -1) {
				r = -1;
				break;
			}
	if (r == -1)
		program_say("%s: %s", name, err.text);
	mbox_free(m);
	buf_free(&message);
	return r == 0 ? 0 : err_exit(&err);
}

/* ---- options ---- */

static void
want(struct show *s, struct span name)
{
	size_t	 i;

	for (i = 0; i < NAMES; i++)
		if (span_caseeqs(name, names[i]))
			break;
	if (i == NAMES)
		program_usage("--fields: there is no %.*s", SPAN_FMT(name));
	if (s->nwanted == NAMES)
		program_usage("--fields: a name is given twice");
	s->wanted[s->nwanted++] = i;
}

/* A table is one line a mail: the texts are left out of it unless they are asked for. */
static void
want_all(struct show *s)
{
	size_t	 i;

	for (i = 0; i < NAMES; i++)
		if (s->out.form != RECORD_TSV || strcmp(names[i], "Text") != 0)
			s->wanted[s->nwanted++] = i;
}

int
main(int argc, char *argv[])
{
	struct show	 s = { .nwanted = 0 };
	struct span	 fields, name;
	struct err	 err;
	const char	*value;
	char		**file;
	size_t		 n;
	int		 c, status;

	program_start(&program, argc, argv);
	while ((c = program_next(&value)) != 0)
		if (c == OPT_FIELDS)
			for (fields = span_str(value); span_cut(&fields, ',', &name);)
				want(&s, span_trim(name));
	file = program_operands(&n);
	record_writer_start(&s.out, stdout, program_form());
	if (s.nwanted == 0)
		want_all(&s);
	if ((s.words = words_open(NULL, &err)) == NULL)
		program_fail(&err);
	program_sandbox(SANDBOX_FILTER);
	status = program_files(file, show_stream, &s);
	record_writer_end(&s.out);
	words_free(s.words);
	return program_end(status);
}
