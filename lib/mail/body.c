#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mail/body.h"
#include "text/enriched.h"
#include "text/html.h"
#include "text/utf8.h"
#include "text/wrap.h"

#define NAME_MAX_BYTES	120	/* of an attachment's name */
#define SUFFIX_MAX	10

struct reading {
	struct body	*b;
	const struct part *first;	/* the part the text begins with */
	const struct part *html;	/* the part that is kept as HTML, once it was read */
	struct err	*e;
};

static int collect(struct reading *, const struct part *);

static int
is_type(const struct part *p, const char *type)
{
	return strcmp(p->type, type) == 0;
}

static int
is_multipart(const struct part *p)
{
	return strncmp(p->type, "multipart/", 10) == 0;
}

static int
is_enriched(const struct part *p)
{
	return is_type(p, "text/enriched") || is_type(p, "text/richtext");
}

/* To be shown as text, unless it was sent as a file. */
static int
is_shown(const struct part *p)
{
	if (p->nchild > 0 || strcmp(p->disposition, "attachment") == 0)
		return 0;
	return is_type(p, "text/plain") || is_type(p, "text/html") || is_type(p, "text/markdown") ||
	    is_type(p, "text/x-markdown") || is_enriched(p);
}

/* --- attachments --- */

static const char *
suffix_of(const char *type)
{
	static const char *const suffixes[][2] = {
		{ "application/pdf", ".pdf" }, { "image/jpeg", ".jpg" }, { "image/png", ".png" }, { "image/gif", ".gif" },
		{ "text/calendar", ".ics" }, { "text/html", ".html" }, { "message/rfc822", ".eml" },
		{ "application/pgp-signature", ".asc" }, { "application/zip", ".zip" }, { "text/vcard", ".vcf" },
		{ "message/delivery-status", ".txt" }, { "text/rfc822-headers", ".txt" }, { "audio/mpeg", ".mp3" },
	};
	size_t	 i;

	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (strcmp(type, suffixes[i][0]) == 0)
			return suffixes[i][1];
	return strncmp(type, "text/", 5) == 0 ? ".txt" : ".bin";
}

/* What follows the last separator of any system. */
static struct span
last_component(struct span s)
{
	size_t	 i;

	for (i = s.n; i > 0; i--)
		if (s.s[i - 1] == '/' || s.s[i - 1] == '\\')
			return span_from(s, i);
	return s;
}

/* Cut in the middle of a name that is too long, so that its suffix stays. */
static void
bound_name(struct buf *name)
{
	struct buf cut = BUF_INIT;
	struct span s = span_buf(name), suffix = SPAN_NONE, rest;
	size_t	 dot = s.n, keep = 0;

	if (s.n <= NAME_MAX_BYTES)
		return;
	while (dot > 0 && s.n - dot <= SUFFIX_MAX && s.s[dot - 1] != '.')
		dot--;
	if (dot > 1 && s.n - dot <= SUFFIX_MAX)
		suffix = span_from(s, dot - 1);
	for (rest = s; rest.n > 0 && s.n - rest.n + suffix.n <= NAME_MAX_BYTES; utf8_take(&rest))
		keep = s.n - rest.n;
	buf_addspan(&cut, span_head(s, keep));
	buf_addspan(&cut, suffix);
	buf_reset(name);
	buf_addbuf(name, &cut);
	buf_free(&cut);
}

int
body_safe_name(struct buf *out, const char *filename, const char *type)
{
	struct buf line = BUF_INIT, name = BUF_INIT;
	struct span s;
	size_t	 i;

	utf8_line(&line, span_str(filename == NULL ? "" : filename));
	s = span_trim(last_component(span_buf(&line)));
	while (s.n > 0 && (s.s[0] == '.' || s.s[0] == '-' || s.s[0] == ' '))	/* hidden, or taken for an option */
		s = span_from(s, 1);
	for (i = 0; i < s.n; i++)
		buf_addc(&name, s.s[i] != '\0' && strchr("<>:\"|?*&;$`'", s.s[i]) != NULL ? '_' : s.s[i]);
	bound_name(&name);
	if (name.len == 0)
		buf_addf(&name, "attachment%s", suffix_of(type));
	buf_addbuf(out, &name);
	out->err |= line.err | name.err;
	buf_free(&line);
	buf_free(&name);
	return out->err ? -1 : 0;
}

static int
decoded_size(const struct part *p, size_t *size, struct err *e)
{
	struct buf bytes = BUF_INIT;
	int	 r = mime_decode(p, &bytes, e);

	*size = bytes.len;
	buf_free(&bytes);
	return r == -1 ? -1 : 0;
}

static int
add_attachment(struct reading *r, const struct part *p)
{
	struct body *b = r->b;
	struct buf name = BUF_INIT;
	struct attachment *a, *grown;

	if ((b->nattachment & (b->nattachment - 1)) == 0) {	/* a power of two: full */
		grown = realloc(b->attachment, (b->nattachment == 0 ? 1 : b->nattachment * 2) * sizeof(*grown));
		if (grown == NULL)
			return err_memory(r->e);
		b->attachment = grown;
	}
	a = &b->attachment[b->nattachment];
	memset(a, 0, sizeof(*a));
	a->part = p;
	if (decoded_size(p, &a->size, r->e) == -1)
		return -1;
	body_safe_name(&name, p->filename, p->type);
	if (buf_ok(&name, r->e) == -1)
		return -1;
	a->name = buf_take(&name);
	a->type = span_dup(span_str(p->type));
	b->nattachment++;
	return a->name == NULL || a->type == NULL ? err_memory(r->e) : 0;
}

/* Everything below that is no text to be shown: what stands beside the text that was chosen. */
static int
collect_files(struct reading *r, const struct part *p)
{
	size_t	 i;

	if (!is_multipart(p))
		return is_shown(p) ? 0 : add_attachment(r, p);
	for (i = 0; i < p->nchild; i++)
		if (collect_files(r, &p->child[i]) == -1)
			return -1;
	return 0;
}

/* The same of a part that was not chosen for anything: a text is a file like others. */
static int
collect_beside(struct reading *r, const struct part *p)
{
	return !is_multipart(p) && is_shown(p) ? add_attachment(r, p) : collect_files(r, p);
}

/* --- text --- */

static int
plain_text(struct reading *r, const struct part *p, struct buf *text)
{
	const char *format = word_params_get(&p->params, "format"), *delsp = word_params_get(&p->params, "delsp");
	struct buf raw = BUF_INIT;
	int	 result;

	if (format == NULL || strcasecmp(format, "flowed") != 0)
		return mime_text(p, text, r->e) == -1 ? -1 : 0;
	r->b->flowed = 1;
	if ((result = mime_text(p, &raw, r->e)) != -1)
		result = wrap_unflow(text, span_buf(&raw), delsp != NULL && strcasecmp(delsp, "yes") == 0);
	if (result != -1)
		result = buf_ok(&raw, r->e);
	buf_free(&raw);
	return result == -1 ? -1 : 0;
}

static int
hypertext(struct reading *r, const struct part *p, struct buf *text)
{
	struct buf html = BUF_INIT;
	int	 result = -1;

	if (mime_text(p, &html, r->e) != -1)
		result = html_text(text, span_buf(&html), r->e);
	if (r->b->html.len == 0) {
		buf_addbuf(&r->b->html, &html);
		r->html = p;
	}
	buf_free(&html);
	return result;
}

static int
enriched(struct reading *r, const struct part *p, struct buf *text)
{
	struct buf raw = BUF_INIT;
	int	 result = -1;

	if (mime_text(p, &raw, r->e) != -1)
		result = enriched_text(text, span_buf(&raw), is_type(p, "text/richtext"), r->e);
	buf_free(&raw);
	return result;
}

static int
is_blank(struct span s)
{
	return span_trim(s).n == 0;
}

/* The text of a part, behind what is there already. */
static int
add_text(struct reading *r, const struct part *p)
{
	struct buf text = BUF_INIT, *all = &r->b->text;
	int	 is_html = is_type(p, "text/html"), result;

	result = is_html ? hypertext(r, p, &text) : is_enriched(p) ? enriched(r, p, &text) : plain_text(r, p, &text);
	if (result == -1 || is_blank(span_buf(&text)))
		goto done;
	if (r->first == NULL) {
		r->first = p;
		r->b->from_html = is_html;
	}
	r->b->all_html = is_html && r->first == p && r->html == p;
	if (all->len > 0)
		buf_addc(all, '\n');
	buf_addbuf(all, &text);
	if (text.s[text.len - 1] != '\n')
		buf_addc(all, '\n');
	result = buf_ok(all, r->e);
done:
	if (result != -1)
		result = buf_ok(&text, r->e);
	buf_free(&text);
	return result;
}

/* Is there a text of that type below, with anything in it? */
static const struct part *
find_text(struct reading *r, const struct part *p, const char *type)
{
	const struct part *found = NULL;
	struct buf text = BUF_INIT;
	size_t	 i;

	if (is_multipart(p))
		for (i = 0; found == NULL && i < p->nchild; i++)
			found = find_text(r, &p->child[i], type);
	else if (is_shown(p) && is_type(p, type)) {
		if (mime_text(p, &text, NULL) != -1 && !is_blank(span_buf(&text)))
			found = p;
		buf_free(&text);
	}
	return found;
}

/* The plain one if it says anything, else HTML; files of the others count too, and the HTML is kept. */
static int
collect_alternative(struct reading *r, const struct part *p)
{
	static const char *const types[] = { "text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown",
	    "text/x-markdown" };
	const struct part *chosen = NULL, *html = find_text(r, p, "text/html");
	size_t	 i, t;

	for (t = 0; t < sizeof(types) / sizeof(types[0]); t++)
		for (i = 0; chosen == NULL && i < p->nchild; i++)
			if (find_text(r, &p->child[i], types[t]) != NULL)
				chosen = &p->child[i];
	for (i = 0; i < p->nchild; i++)
		if ((&p->child[i] == chosen ? collect(r, &p->child[i]) : collect_files(r, &p->child[i])) == -1)
			return -1;
	if (html != NULL && r->b->html.len == 0 && mime_text(html, &r->b->html, r->e) == -1)
		return -1;
	return 0;
}

/* The one that `start` names; else the first, or, if that shows nothing, the first that is of the type that was said. */
static size_t
root_of(const struct part *p)
{
	struct span start = span_str(word_params_get(&p->params, "start")), type = span_str(word_params_get(&p->params, "type"));
	size_t	 i;

	if (start.n > 2 && start.s[0] == '<')
		start = span_from(span_head(start, start.n - 1), 1);
	for (i = 0; start.n > 0 && i < p->nchild; i++)
		if (span_eqs(start, p->child[i].id))
			return i;
	if (p->nchild > 0 && !is_multipart(p->child) && !is_shown(p->child))
		for (i = 0; i < p->nchild; i++)
			if (span_caseeqs(type, p->child[i].type))
				return i;
	return 0;
}

/* Beside the root: what no link can lead to is a text that somebody added, a list's last words say. */
static int
is_added(const struct part *p)
{
	return is_shown(p) && is_type(p, "text/plain") && p->id[0] == '\0' && p->filename[0] == '\0';
}

/* The root, and what it shows. */
static int
collect_related(struct reading *r, const struct part *p)
{
	size_t	 i, root = root_of(p);

	for (i = 0; i < p->nchild; i++)
		if ((i == root || is_added(&p->child[i]) ? collect(r, &p->child[i]) : collect_beside(r, &p->child[i])) == -1)
			return -1;
	return 0;
}

static int
collect(struct reading *r, const struct part *p)
{
	size_t	 i;

	if (!is_multipart(p)) {
		/* A second text with a name of its own is a file that is also shown. */
		if (is_shown(p) && (p->filename[0] == '\0' || r->first == NULL))
			return add_text(r, p);
		return add_attachment(r, p);
	}
	if (is_type(p, "multipart/signed"))
		r->b->is_signed = 1;
	if (is_type(p, "multipart/alternative"))
		return collect_alternative(r, p);
	if (is_type(p, "multipart/related"))
		return collect_related(r, p);
	for (i = 0; i < p->nchild; i++)
		if (collect(r, &p->child[i]) == -1)
			return -1;
	return 0;
}

/* A text of a kind we do not know, neither a file nor one of the kinds that are data: it is plain text (RFC 2046, 4.1.4). */
static const struct part *
find_unknown(const struct part *p)
{
	static const char *const data[] = { "text/calendar", "text/vcard", "text/x-vcard", "text/directory", "text/css",
	    "text/javascript", "text/xml", "text/rtf", "text/csv", "text/rfc822-headers" };
	const struct part *found = NULL;
	size_t	 i;

	if (is_multipart(p)) {
		for (i = 0; found == NULL && i < p->nchild; i++)
			found = find_unknown(&p->child[i]);
		return found;
	}
	for (i = 0; i < sizeof(data) / sizeof(data[0]); i++)
		if (is_type(p, data[i]))
			return NULL;
	return strncmp(p->type, "text/", 5) == 0 && !is_shown(p) && p->filename[0] == '\0' &&
	    strcmp(p->disposition, "attachment") != 0 ? p : NULL;
}

/* Where the message itself is one text of a kind we do not know, or was sent as a file, it is read all the same. */
static int
collect_root(struct reading *r, const struct part *root)
{
	const struct part *unknown;

	if (root->nchild == 0 && strncmp(root->type, "text/", 5) == 0)
		return add_text(r, root);
	if (collect(r, root) == -1)
		return -1;
	return r->first == NULL && (unknown = find_unknown(root)) != NULL ? add_text(r, unknown) : 0;
}

static int
read_language(struct reading *r, const struct part *root)
{
	const char *language = r->first != NULL && r->first->language[0] != '\0' ? r->first->language : root->language;
	struct span all = span_str(language), tag = SPAN_NONE;

	span_cut(&all, ',', &tag);
	r->b->language = span_dup(span_trim(tag));
	return r->b->language == NULL ? err_memory(r->e) : 0;
}

int
body_read(struct body *b, struct mime *m, struct err *e)
{
	struct reading r = { .b = b, .e = e };

	memset(b, 0, sizeof(*b));
	if (collect_root(&r, m->root) == -1 || read_language(&r, m->root) == -1 || buf_ok(&b->text, e) == -1 ||
	    buf_ok(&b->html, e) == -1) {
		body_free(b);
		return -1;
	}
	return 0;
}

void
body_free(struct body *b)
{
	size_t	 i;

	for (i = 0; i < b->nattachment; i++) {
		free(b->attachment[i].name);
		free(b->attachment[i].type);
	}
	free(b->attachment);
	free(b->language);
	buf_free(&b->text);
	buf_free(&b->html);
	memset(b, 0, sizeof(*b));
}
