#include "mail/package.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/markup.h"
#include "text/po.h"
#include "text/zip.h"

#define XLIFF_SPACE	"urn:oasis:names:tc:xliff:document:1.2"

int
package_stem(struct buf *out, const struct package *p)
{
	return buf_addf(out, "%s.r%d", p->item, p->revision);
}

/* ---- what is offered ---- */

static int
is_offered(const struct package *p, const struct segment *s)
{
	return s->number > 0 && (p->texts == NULL || p->texts[s->number] == NULL);
}

/* What a translator sees of it. */
static const char *
shown(const struct package *p, const struct segment *s)
{
	return p->shown != NULL && p->shown[s->number] != NULL ? p->shown[s->number] : s->text;
}

static const struct package_hint *
hint_of(const struct package *p, const struct segment *s)
{
	static const struct package_hint	none;

	return p->hint != NULL ? &p->hint[s->number] : &none;
}

static const char *
kind_of(const struct segment *s)
{
	if (s->number == 1)
		return "subject";
	return s->kind == BLOCK_ITEM ? "list item" : s->kind == BLOCK_QUOTE ? "quotation" : "paragraph";
}

/* ---- PO ---- */

static void
po_head(struct buf *out, const struct package *p, const char *digest)
{
	struct buf	text = BUF_INIT;
	char		none[] = "";
	struct po_entry	e = { .id = none };

	buf_addf(&text, "Project-Id-Version: asm\nLanguage: %s\nMIME-Version: 1.0\n"
	    "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
	    "X-Source-Language: %s\nX-Asm-Item: %s\nX-Asm-Revision: %d\nX-Asm-Source-SHA256: %s\n", p->target,
	    p->basis != NULL ? p->basis : p->source, p->item, p->revision, digest);
	e.str[0] = text.s;
	if (text.err)
		out->err = 1;
	else
		po_put(out, &e);
	buf_free(&text);
}

static void
po_segment(struct buf *out, const struct package *p, const struct segment *s)
{
	const struct package_hint	*h = hint_of(p, s);
	struct buf			 context = BUF_INIT, comment = BUF_INIT, source = BUF_INIT;
	char				 none[] = "";
	struct po_entry			 e = { .fuzzy = h->before != NULL };
	size_t				 tag = strcspn(p->item, "-");

	buf_addf(&context, "%.*s:%d", (int)tag, p->item, s->number);
	buf_adds(&comment, kind_of(s));
	if (h->text != NULL)
		buf_addf(&comment, "\n%d%%: %s", h->percent, h->text);
	if (h->terms != NULL)
		buf_addf(&comment, "\n%s", h->terms);
	buf_adds(&source, shown(p, s));
	e.context = e.reference = context.s;
	e.comment = comment.s;
	e.id = source.s;
	e.previous = h->before;
	/* A suggestion is never a translation, unless it is marked as one that does not fit any more. */
	e.str[0] = h->before != NULL && h->text != NULL ? h->text : none;
	if (context.err || comment.err || source.err)
		out->err = 1;
	else
		po_put(out, &e);
	buf_free(&context);
	buf_free(&comment);
	buf_free(&source);
}

static int
digest_hex(struct buf *out, struct span message, struct err *err)
{
	unsigned char	digest[HASH_LEN];

	if (hash_sha256(message.s, message.n, digest) == -1)
		return err_memory(err);
	hash_hex(out, digest, sizeof digest);
	return buf_ok(out, err);
}

int
package_po(struct buf *out, const struct package *p, struct err *err)
{
	struct buf	digest = BUF_INIT;
	size_t		i;

	if (digest_hex(&digest, p->message, err) == -1) {
		buf_free(&digest);
		return -1;
	}
	po_head(out, p, buf_str(&digest));
	for (i = 0; i < p->segments->n; i++)
		if (is_offered(p, &p->segments->segment[i]))
			po_segment(out, p, &p->segments->segment[i]);
	buf_free(&digest);
	return buf_ok(out, err);
}

/* ---- XLIFF 1.2 ---- */

/* Bytes of a web or mail address at the front, without the full stop behind it; 0 if there is none. */
static size_t
address_length(struct span s)
{
	size_t	n;

	if (!span_casestarts(s, "https://") && !span_casestarts(s, "http://") && !span_casestarts(s, "mailto:"))
		return 0;
	for (n = 0; n < s.n && s.s[n] != ' ' && strchr("<>\"", s.s[n]) == NULL; n++)
		;
	while (n > 0 && strchr(".,;:!?)", s.s[n - 1]) != NULL)
		n--;
	return n;
}

/* Text whose addresses are placeholders, which a translator's tool keeps whole. */
static void
put_inline(struct markup_writer *w, const char *text)
{
	struct span	s = span_str(text);
	size_t		from = 0, i = 0, n;
	char		id[16];
	int		count = 0;

	while (i < s.n) {
		if ((n = address_length(span_from(s, i))) == 0) {
			i++;
			continue;
		}
		if (i > from)
			markup_write(w, span_make(s.s + from, i - from));
		(void)snprintf(id, sizeof id, "%d", ++count);
		markup_open(w, "ph");
		markup_attribute(w, "id", id);
		markup_write(w, span_make(s.s + i, n));
		markup_close(w);
		from = i += n;
	}
	if (from < s.n)
		markup_write(w, span_from(s, from));
}

static void
put_marked(struct markup_writer *w, const char *name, const char *language, const char *text)
{
	markup_open(w, name);
	markup_attribute(w, "xml:lang", language);
	put_inline(w, text);
	markup_close(w);
}

static void
xliff_unit(struct markup_writer *w, const struct package *p, const struct segment *s)
{
	const struct package_hint	*h = hint_of(p, s);
	const char			*source = p->basis != NULL ? p->basis : p->source;
	char				 number[16], percent[16];

	(void)snprintf(number, sizeof number, "%d", s->number);
	(void)snprintf(percent, sizeof percent, "%d", h->percent);
	markup_open(w, "trans-unit");
	markup_attribute(w, "id", number);
	put_marked(w, "source", source, shown(p, s));
	/* Some tools show the target only: the source stands there until it is translated. */
	markup_open(w, "target");
	markup_attribute(w, "xml:lang", p->target);
	markup_attribute(w, "state", "needs-translation");
	put_inline(w, shown(p, s));
	markup_close(w);
	if (h->text != NULL) {
		markup_open(w, "alt-trans");
		markup_attribute(w, "match-quality", percent);
		put_marked(w, "target", p->target, h->text);
		markup_close(w);
	}
	markup_element(w, "note", kind_of(s));
	if (h->before != NULL)
		markup_element(w, "note", h->before);
	if (h->terms != NULL)
		markup_element(w, "note", h->terms);
	markup_close(w);
}

int
package_xliff(struct buf *out, const struct package *p, struct err *err)
{
	struct markup_writer	*w;
	struct buf		 stem = BUF_INIT;
	size_t			 i;

	if ((w = markup_writer_new(out, MARKUP_XML, 0, err)) == NULL)
		return -1;
	package_stem(&stem, p);
	markup_open(w, "xliff");
	markup_attribute(w, "version", "1.2");
	markup_attribute(w, "xmlns", XLIFF_SPACE);
	markup_open(w, "file");
	markup_attribute(w, "original", buf_str(&stem));
	markup_attribute(w, "source-language", p->basis != NULL ? p->basis : p->source);
	markup_attribute(w, "target-language", p->target);
	markup_attribute(w, "datatype", "plaintext");
	markup_open(w, "body");
	for (i = 0; i < p->segments->n; i++)
		if (is_offered(p, &p->segments->segment[i]))
			xliff_unit(w, p, &p->segments->segment[i]);
	markup_raw(w, "\n");
	buf_free(&stem);
	return markup_writer_end(w, err);
}

/* ---- TMX 1.4 ---- */

static void
tmx_variant(struct markup_writer *w, const char *language, const char *text)
{
	markup_open(w, "tuv");
	markup_attribute(w, "xml:lang", language);
	markup_element(w, "seg", text);
	markup_close(w);
}

int
package_tmx(struct buf *out, const char *source, const char *target, const char *const *pairs, size_t n, struct err *err)
{
	struct markup_writer	*w;
	size_t			 i;

	if ((w = markup_writer_new(out, MARKUP_XML, 0, err)) == NULL)
		return -1;
	markup_open(w, "tmx");
	markup_attribute(w, "version", "1.4");
	markup_open(w, "header");
	markup_attribute(w, "creationtool", "asm");
	markup_attribute(w, "creationtoolversion", ASM_VERSION);
	markup_attribute(w, "segtype", "paragraph");
	markup_attribute(w, "o-tmf", "asm");
	markup_attribute(w, "adminlang", "en");
	markup_attribute(w, "srclang", source);
	markup_attribute(w, "datatype", "plaintext");
	markup_close(w);
	markup_open(w, "body");
	for (i = 0; i < n; i++) {
		markup_raw(w, "\n");
		markup_open(w, "tu");
		tmx_variant(w, source, pairs[2 * i]);
		tmx_variant(w, target, pairs[2 * i + 1]);
		markup_close(w);
	}
	return markup_writer_end(w, err);
}

/* ---- the kit ---- */

static void
write_project(struct buf *out, const struct package *p, struct err *err)
{
	static const char *const	folders[][2] = {
		{ "source_dir", "source" }, { "target_dir", "target" }, { "tm_dir", "tm" },
		{ "glossary_dir", "glossary" }, { "glossary_file", "glossary/glossary.txt" },
		{ "dictionary_dir", "dictionary" }
	};
	struct markup_writer		*w;
	size_t				 i;

	if ((w = markup_writer_new(out, MARKUP_XML, 0, err)) == NULL) {
		out->err = 1;
		return;
	}
	markup_open(w, "omegat");
	markup_open(w, "project");
	markup_attribute(w, "version", "1.0");
	for (i = 0; i < sizeof folders / sizeof folders[0]; i++)
		markup_element(w, folders[i][0], folders[i][1]);
	markup_element(w, "source_lang", p->basis != NULL ? p->basis : p->source);
	markup_element(w, "target_lang", p->target);
	/* Paragraphs are the segments, here as there. */
	markup_element(w, "sentence_seg", "false");
	markup_element(w, "support_default_translations", "true");
	if (markup_writer_end(w, err) == -1)
		out->err = 1;
}

/* The suggestions as a memory, the glossary as OmegaT has it: two columns. */
static int
write_aids(struct buf *tmx, struct buf *terms, const struct package *p, struct err *err)
{
	const char	**pairs;
	size_t		  i, n = 0;
	struct span	  rest, line;
	ptrdiff_t	  at;
	int		  result;

	if ((pairs = calloc(2 * p->segments->n + 1, sizeof *pairs)) == NULL)
		return err_memory(err);
	for (i = 0; i < p->segments->n; i++) {
		const struct segment		*s = &p->segments->segment[i];
		const struct package_hint	*h;

		if (!is_offered(p, s))
			continue;
		h = hint_of(p, s);
		if (h->text != NULL) {
			/* Not as exactly this source's, or it would be taken over without a look. */
			pairs[2 * n] = h->before != NULL ? h->before : shown(p, s);
			pairs[2 * n++ + 1] = h->text;
		}
		for (rest = span_str(h->terms); span_line(&rest, &line); )
			if ((at = span_find(line, SPAN(" = "))) > 0)
				buf_addf(terms, "%.*s\t%.*s\n", SPAN_FMT(span_head(line, (size_t)at)),
				    SPAN_FMT(span_from(line, (size_t)at + 3)));
	}
	result = package_tmx(tmx, p->basis != NULL ? p->basis : p->source, p->target, pairs, n, err);
	free(pairs);
	return result == 0 ? buf_ok(terms, err) : -1;
}

int
package_kit(struct buf *out, const struct package *p, struct err *err)
{
	static const char *const	path[] = { "omegat.project", "", "tm/memory.tmx",
					    "glossary/glossary.txt", "target/", "omegat/", "dictionary/" };
	struct buf			content[7] = { BUF_INIT }, name[7] = { BUF_INIT }, stem = BUF_INIT;
	struct zip_file_in		file[7];
	size_t				i;
	int				result = -1;

	package_stem(&stem, p);
	write_project(&content[0], p, err);
	if (package_po(&content[1], p, err) == 0 && write_aids(&content[2], &content[3], p, err) == 0 &&
	    buf_ok(&content[0], err) == 0) {
		for (i = 0, result = 0; i < 7; i++) {
			buf_addf(&name[i], "%s/", buf_str(&stem));
			if (i == 1)
				buf_addf(&name[i], "source/%s.po", buf_str(&stem));
			else
				buf_adds(&name[i], path[i]);
			result |= buf_ok(&name[i], err);
			file[i].name = buf_str(&name[i]);
			file[i].bytes = span_buf(&content[i]);
		}
		if (result == 0)
			result = zip_make(out, file, 7, err);
	}
	for (i = 0; i < 7; i++) {
		buf_free(&content[i]);
		buf_free(&name[i]);
	}
	buf_free(&stem);
	return result;
}
