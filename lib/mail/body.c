#include "mail/body.h"

#include <stdlib.h>
#include <string.h>

#include "mail/body_name.h"
#include "text/html.h"
#include "text/utf8.h"
#include "text/wrap.h"

/* What is being read, and how many attachments there is room for. */
struct reading {
	struct body	*body;
	struct err	*err;
	size_t		 room;
};

static int	read_part(struct reading *, const struct part *);

static int
is_text(const struct part *p, const char *type)
{
	return strcmp(p->type, type) == 0 && strcmp(p->disposition, "attachment") != 0;
}

/* ---- attachments ---- */

static int
add_attachment(struct reading *r, const struct part *p)
{
	struct body		*b = r->body;
	struct attachment	*a;
	struct buf		 bytes = BUF_INIT, name = BUF_INIT;
	int			 result = -1;

	if (b->nattachment == r->room) {
		r->room = r->room ? 2 * r->room : 4;
		if ((a = realloc(b->attachment, r->room * sizeof *a)) == NULL)
			return err_memory(r->err);
		b->attachment = a;
	}
	a = &b->attachment[b->nattachment];
	memset(a, 0, sizeof *a);
	if (mime_decode(p, &bytes, r->err) != -1) {
		body_name(&name, span_str(p->filename), p->type, b->nattachment + 1);
		a->name = buf_take(&name);
		a->type = strdup(p->type);
		a->size = bytes.len;
		a->part = p;
		b->nattachment++;
		result = a->name == NULL || a->type == NULL ? err_memory(r->err) : 0;
	}
	buf_free(&bytes);
	buf_free(&name);
	return result;
}

/* ---- texts ---- */

static int
add_plain(struct reading *r, const struct part *p)
{
	struct body	*b = r->body;
	struct buf	 text = BUF_INIT;
	const char	*format = word_params_get(&p->params, "format");
	const char	*delsp = word_params_get(&p->params, "delsp");
	int		 result = 0;

	if (mime_text(p, &text, r->err) == -1)
		result = -1;
	else {
		if (b->text.len > 0)
			buf_adds(&b->text, b->text.s[b->text.len - 1] == '\n' ? "\n" : "\n\n");
		if (format != NULL && span_caseeqs(span_str(format), "flowed")) {
			b->flowed = 1;
			wrap_unflow(&b->text, span_buf(&text),
			    delsp != NULL && span_caseeqs(span_str(delsp), "yes"));
		} else
			buf_addbuf(&b->text, &text);
		result = buf_ok(&b->text, r->err);
	}
	buf_free(&text);
	return result;
}

static int
set_language(struct reading *r, const char *language)
{
	if (r->body->language[0] != '\0' || language[0] == '\0')
		return 0;
	free(r->body->language);
	if ((r->body->language = strdup(language)) == NULL)
		return err_memory(r->err);
	return 0;
}

static int
read_leaf(struct reading *r, const struct part *p)
{
	int	named = p->filename[0] != '\0';

	if (!named && is_text(p, "text/html")) {
		if (set_language(r, p->language) == -1)
			return -1;
		return mime_text(p, &r->body->html, r->err) == -1 ? -1 : 0;
	}
	if (!named && (is_text(p, "text/plain") || is_text(p, "text/enriched"))) {
		if (set_language(r, p->language) == -1)
			return -1;
		return add_plain(r, p);
	}
	return add_attachment(r, p);
}

/* Every form of one thing: the first that is plain text, and the first that is HTML. */
static int
read_alternative(struct reading *r, const struct part *p)
{
	struct body	*b = r->body;
	size_t		 i, text = b->text.len, html = b->html.len;
	size_t		 text_end, html_end;

	for (i = 0; i < p->nchild; i++) {
		text_end = b->text.len;
		html_end = b->html.len;
		if (read_part(r, &p->child[i]) == -1)
			return -1;
		if (text_end > text)
			buf_cut(&b->text, text_end);
		if (html_end > html)
			buf_cut(&b->html, html_end);
	}
	return 0;
}

static int
read_children(struct reading *r, const struct part *p)
{
	size_t	i;

	for (i = 0; i < p->nchild; i++)
		if (read_part(r, &p->child[i]) == -1)
			return -1;
	return 0;
}

/* Parts nest at most MIME_DEPTH deep, and so do these calls. */
static int
read_part(struct reading *r, const struct part *p)
{
	if (strcmp(p->type, "message/rfc822") == 0)
		return add_attachment(r, p);
	if (strcmp(p->type, "multipart/alternative") == 0 && p->nchild > 0)
		return read_alternative(r, p);
	if (strcmp(p->type, "multipart/signed") == 0 && p->nchild > 0) {
		/* The second part is the signature: nothing to read. */
		r->body->is_signed = 1;
		return read_part(r, &p->child[0]);
	}
	return p->nchild > 0 ? read_children(r, p) : read_leaf(r, p);
}

static int
is_blank(struct span s)
{
	while (s.n > 0)
		if (!utf8_is_space(utf8_take(&s)))
			return 0;
	return 1;
}

int
body_read(struct body *b, struct mime *mime, struct err *err)
{
	struct reading	r = { .body = b, .err = err };

	memset(b, 0, sizeof *b);
	if ((b->language = strdup("")) == NULL)
		return err_memory(err);
	if (mime->root == NULL)
		return 0;
	if (read_part(&r, mime->root) == -1)
		return -1;
	if (is_blank(span_buf(&b->text)) && b->html.len > 0) {
		buf_reset(&b->text);
		b->from_html = 1;
		b->flowed = 0;
		if (html_text(&b->text, span_buf(&b->html), err) == -1)
			return -1;
	}
	return buf_ok(&b->text, err);
}

void
body_free(struct body *b)
{
	size_t	i;

	for (i = 0; i < b->nattachment; i++) {
		free(b->attachment[i].name);
		free(b->attachment[i].type);
	}
	free(b->attachment);
	free(b->language);
	buf_free(&b->text);
	buf_free(&b->html);
	memset(b, 0, sizeof *b);
}
