#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "mail/address.h"
#include "mail/compose.h"
#include "mail/transfer.h"
#include "mail/word.h"
#include "text/utf8.h"

#define DEPTH_MAX	8	/* multiparts open at once */
#define COLUMNS		76
#define BOUNDARY_BYTES	20	/* of the hash */

/* A multipart being filled: its parts lie one behind the other until the boundary between them is known. */
struct level {
	const char	*subtype;
	struct buf	 parts;
	size_t		*start;		/* of each part */
	size_t		 n, cap;
	int		 is_8bit;
};

struct compose {
	struct buf	 fields;
	struct buf	 head, body;	/* of the whole: its MIME fields, and what follows the empty line */
	int		 has_body;
	struct level	 level[DEPTH_MAX];
	size_t		 depth;
	int		 failed;
	struct err	 err;		/* of the first failure */
};

struct compose *
compose_new(struct err *e)
{
	struct compose *c = calloc(1, sizeof(*c));

	if (c == NULL)
		err_memory(e);
	return c;
}

void
compose_free(struct compose *c)
{
	size_t	 i;

	if (c == NULL)
		return;
	for (i = 0; i < DEPTH_MAX; i++) {
		buf_free(&c->level[i].parts);
		free(c->level[i].start);
	}
	buf_free(&c->fields);
	buf_free(&c->head);
	buf_free(&c->body);
	free(c);
}

static void
fail(struct compose *c, enum err_class class, const char *name, const char *why)
{
	if (!c->failed)
		err_set(&c->err, class, "%s: %s", name, why);
	c->failed = 1;
}

/* --- fields --- */

static int
is_name(const char *name)
{
	return *name != '\0' && span_printable(span_str(name)) && strpbrk(name, " :") == NULL;
}

/* "Name: ", or a failure. */
static int
begin_field(struct compose *c, const char *name)
{
	if (!is_name(name)) {
		fail(c, ERR_BUG, "field", "not a name");
		return -1;
	}
	return buf_addf(&c->fields, "%s: ", name);
}

/* Whatever became of the value, the line ends here; one without a value has no blank behind the colon. */
static void
end_field(struct compose *c)
{
	buf_trim(&c->fields, " ");
	buf_addc(&c->fields, '\n');
}

void
compose_field(struct compose *c, const char *name, struct span utf8)
{
	if (begin_field(c, name) == -1)
		return;
	word_encode(&c->fields, utf8, strlen(name) + 2);
	end_field(c);
}

void
compose_fields(struct compose *c, const char *name, const char *utf8)
{
	compose_field(c, name, span_str(utf8));
}

/* Words of a structured value, folded between them.  0, or -1: one is longer than any line. */
static int
fold_words(struct buf *b, struct span value, size_t column)
{
	struct span word;
	int	 first = 1;

	while (span_cut(&value, ' ', &word)) {
		if (word.n == 0)
			continue;
		if (word.n >= ARTICLE_LINE)
			return -1;
		if (!first && column + 1 + word.n > COLUMNS) {
			buf_adds(b, "\n ");
			column = 1;
		} else if (!first) {
			buf_addc(b, ' ');
			column++;
		}
		buf_addspan(b, word);
		column += word.n;
		first = 0;
	}
	return 0;
}

void
compose_ascii(struct compose *c, const char *name, const char *value)
{
	struct buf line = BUF_INIT;

	if (begin_field(c, name) == -1)
		return;
	utf8_line(&line, span_str(value));
	if (!span_printable(span_buf(&line)))
		fail(c, ERR_BUG, name, "the value is not ASCII");
	else if (fold_words(&c->fields, span_buf(&line), strlen(name) + 2) == -1)
		fail(c, ERR_DATA, name, "a word longer than a line");
	end_field(c);
	c->fields.err |= line.err;
	buf_free(&line);
}

void
compose_address(struct compose *c, const char *name, const char *display, const char *addr)
{
	if (begin_field(c, name) == -1)
		return;
	if (address_write(&c->fields, display, addr, strlen(name) + 2) == -1)
		fail(c, ERR_DATA, name, "not an address");	/* which one is not for a log */
	end_field(c);
}

void
compose_date(struct compose *c, moment when)
{
	buf_adds(&c->fields, "Date: ");
	if (when == MOMENT_NONE || time_rfc5322(&c->fields, when) == -1)
		fail(c, ERR_BUG, "Date", "no moment");
	end_field(c);
}

/* --- the tree --- */

/* Put a finished part where it belongs: into the open multipart, or as the whole. */
static void
add_part(struct compose *c, const struct buf *head, const struct buf *body, int is_8bit)
{
	struct level *l = c->depth > 0 ? &c->level[c->depth - 1] : NULL;
	size_t	*grown;

	if (l == NULL) {
		if (c->has_body)
			fail(c, ERR_BUG, "body", "there are two");
		c->has_body = 1;
		buf_addbuf(&c->head, head);
		buf_addbuf(&c->body, body);
		return;
	}
	if (l->n == l->cap) {
		if ((grown = realloc(l->start, (l->cap * 2 + 8) * sizeof(*grown))) == NULL) {
			l->parts.err = 1;
			return;
		}
		l->start = grown;
		l->cap = l->cap * 2 + 8;
	}
	l->start[l->n++] = l->parts.len;
	l->is_8bit |= is_8bit;
	buf_addbuf(&l->parts, head);
	buf_addc(&l->parts, '\n');
	buf_addbuf(&l->parts, body);
}

void
compose_begin(struct compose *c, const char *subtype)
{
	struct level *l = &c->level[c->depth];

	if (c->depth == DEPTH_MAX) {
		fail(c, ERR_BUG, "multipart", "too deep");
		return;
	}
	c->depth++;
	l->subtype = subtype;
	l->n = 0;
	l->is_8bit = 0;
	buf_reset(&l->parts);
}

/*
 * A boundary that depends on the content and does not occur in it.  "=_" occurs neither in quoted-printable nor in base64
 * (RFC 2045, 6.7), and nobody finds a text that holds its own hash; it is looked for all the same.
 */
static int
make_boundary(const struct level *l, struct buf *boundary)
{
	unsigned char digest[HASH_LEN];
	struct hash *h;
	uint32_t turn;

	for (turn = 0; turn < 100; turn++) {
		buf_reset(boundary);
		if ((h = hash_new()) == NULL)
			return -1;
		hash_addspan(h, span_buf(&l->parts));
		hash_adds(h, l->subtype);
		if (turn > 0)
			hash_add(h, &(unsigned char){ (unsigned char)turn }, 1);
		if (hash_end(h, digest) == -1)
			return -1;
		buf_adds(boundary, "=_");
		hash_base32(boundary, digest, BOUNDARY_BYTES);
		if (boundary->err)
			return -1;
		if (span_find(span_buf(&l->parts), span_buf(boundary)) == -1)
			return 0;
	}
	return -1;
}

static void
join_parts(const struct level *l, const struct buf *boundary, struct buf *body)
{
	struct span all = span_buf(&l->parts);
	size_t	 i, end;

	for (i = 0; i < l->n; i++) {
		end = i + 1 < l->n ? l->start[i + 1] : all.n;
		buf_addf(body, "--%s\n", buf_str(boundary));
		buf_addspan(body, span_head(span_from(all, l->start[i]), end - l->start[i]));
		buf_addc(body, '\n');		/* this line end belongs to the boundary (RFC 2046, 5.1.1) */
	}
	buf_addf(body, "--%s--\n", buf_str(boundary));
}

void
compose_close(struct compose *c)
{
	struct buf boundary = BUF_INIT, head = BUF_INIT, body = BUF_INIT;
	struct level *l;

	if (c->depth == 0) {
		fail(c, ERR_BUG, "multipart", "none is open");
		return;
	}
	l = &c->level[--c->depth];
	if (l->n == 0 || l->parts.err || make_boundary(l, &boundary) == -1)
		fail(c, l->n == 0 ? ERR_BUG : ERR_AGAIN, "multipart", l->n == 0 ? "without parts" : "out of memory");
	else {
		buf_addf(&head, "Content-Type: multipart/%s;\n boundary=\"%s\"\n", l->subtype, buf_str(&boundary));
		if (l->is_8bit)
			buf_adds(&head, "Content-Transfer-Encoding: 8bit\n");
		join_parts(l, &boundary, &body);
		add_part(c, &head, &body, l->is_8bit);
	}
	c->body.err |= head.err | body.err;
	buf_free(&boundary);
	buf_free(&head);
	buf_free(&body);
}

/* "type/subtype; a=b", nothing that ends the line. */
static int
is_type(const char *type)
{
	return span_printable(span_str(type)) && strchr(type, '/') != NULL && strlen(type) < 200;
}

static void
encode(struct buf *body, const char *encoding, struct span bytes)
{
	if (strcmp(encoding, "base64") == 0)
		transfer_base64_encode(body, bytes);
	else if (strcmp(encoding, "quoted-printable") == 0)
		transfer_qp_encode(body, bytes);
	else
		buf_addspan(body, bytes);
}

void
compose_text(struct compose *c, const char *subtype, const char *params, const char *language, struct span utf8)
{
	struct buf text = BUF_INIT, head = BUF_INIT, body = BUF_INIT, type = BUF_INIT;
	const char *encoding;

	utf8_clean(&text, utf8);
	if (text.len > 0 && text.s[text.len - 1] != '\n')
		buf_addc(&text, '\n');
	encoding = transfer_choose(span_buf(&text));
	buf_addf(&type, "text/%s; charset=utf-8%s", subtype, params == NULL ? "" : params);
	if (!is_type(buf_str(&type)) || (language != NULL && !span_printable(span_str(language))))
		fail(c, ERR_BUG, "text", "type or language");
	else {
		buf_adds(&head, "Content-Type: ");
		fold_words(&head, span_buf(&type), strlen("Content-Type: "));
		buf_addc(&head, '\n');
		if (language != NULL && *language != '\0')
			buf_addf(&head, "Content-Language: %s\n", language);
		buf_addf(&head, "Content-Transfer-Encoding: %s\n", encoding);
		encode(&body, encoding, span_buf(&text));
		add_part(c, &head, &body, 0);
	}
	c->body.err |= text.err | head.err | body.err | type.err;
	buf_free(&text);
	buf_free(&head);
	buf_free(&body);
	buf_free(&type);
}

void
compose_attachment(struct compose *c, const char *type, const char *filename, struct span bytes)
{
	struct buf head = BUF_INIT, body = BUF_INIT;

	if (!is_type(type)) {
		fail(c, ERR_BUG, "attachment", "not a type");
		return;
	}
	buf_adds(&head, "Content-Type: ");
	fold_words(&head, span_str(type), strlen("Content-Type: "));
	if (filename != NULL && *filename != '\0')
		word_param_write(&head, "name", span_str(filename));
	buf_adds(&head, "\nContent-Disposition: attachment");
	if (filename != NULL && *filename != '\0')
		word_param_write(&head, "filename", span_str(filename));
	buf_adds(&head, "\nContent-Transfer-Encoding: base64\n");
	transfer_base64_encode(&body, bytes);
	add_part(c, &head, &body, 0);
	c->body.err |= head.err | body.err;
	buf_free(&head);
	buf_free(&body);
}

/* May it stand as message/rfc822, which no encoding may cover (RFC 2046, 5.2.1)?  *is_8bit: it needs 8bit. */
static int
is_passable(struct span message, int *is_8bit)
{
	struct span line;
	size_t	 i;

	*is_8bit = 0;
	while (span_cut(&message, '\n', &line)) {
		if (line.n > ARTICLE_LINE)
			return 0;
		for (i = 0; i < line.n; i++) {
			if (line.s[i] == '\0' || line.s[i] == '\r')
				return 0;
			*is_8bit |= (unsigned char)line.s[i] > 0x7f;
		}
	}
	return 1;
}

/* Without an envelope line, with LF line ends. */
static void
plain_message(struct buf *out, struct span message)
{
	struct span line;

	if (span_starts(message, "From "))
		span_cut(&message, '\n', &line);
	if (span_find(message, SPAN("\r\n")) == -1) {
		buf_addspan(out, message);
		return;
	}
	while (span_line(&message, &line)) {
		buf_addspan(out, line);
		buf_addc(out, '\n');
	}
}

void
compose_message(struct compose *c, struct span rfc822)
{
	struct buf head = BUF_INIT, body = BUF_INIT;
	int	 is_8bit;

	plain_message(&body, rfc822);
	if (!is_passable(span_buf(&body), &is_8bit)) {
		compose_attachment(c, "application/octet-stream", "message.eml", rfc822);
		goto done;
	}
	buf_adds(&head, "Content-Type: message/rfc822\n");
	if (is_8bit)
		buf_adds(&head, "Content-Transfer-Encoding: 8bit\n");
	add_part(c, &head, &body, is_8bit);
done:
	c->body.err |= head.err | body.err;
	buf_free(&head);
	buf_free(&body);
}

int
compose_end(struct compose *c, struct buf *out, struct err *e)
{
	int	 r = -1;

	if (c->depth > 0)
		fail(c, ERR_BUG, "multipart", "left open");
	if (buf_ok(&c->fields, e) == -1 || buf_ok(&c->head, e) == -1 || buf_ok(&c->body, e) == -1)
		goto done;
	if (c->failed) {
		if (e != NULL)
			*e = c->err;
		goto done;
	}
	buf_addbuf(out, &c->fields);
	if (c->has_body) {
		buf_adds(out, "MIME-Version: 1.0\n");
		buf_addbuf(out, &c->head);
	}
	buf_addc(out, '\n');
	buf_addbuf(out, &c->body);
	r = buf_ok(out, e);
done:
	compose_free(c);
	return r;
}
