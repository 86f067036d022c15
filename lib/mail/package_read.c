/*
 * Work packages as they come back from translators' tools, which rewrite them as they like.
 */
#include <string.h>

#include "base/limits.h"
#include "mail/package.h"
#include "text/markup.h"
#include "text/po.h"
#include "text/utf8.h"
#include "text/zip.h"

enum form { FORM_NONE, FORM_PO, FORM_XML, FORM_ZIP };

/* Tools write what they say at the front. */
static enum form
form_of(struct span s)
{
	struct span	front = span_head(s, 16384);

	if (span_starts(s, "PK\003\004"))
		return FORM_ZIP;
	if (span_find(front, SPAN("<xliff")) != -1 || span_find(front, SPAN("<tmx")) != -1)
		return FORM_XML;
	if (span_find(front, SPAN("msgid ")) != -1 && span_find(front, SPAN("msgstr ")) != -1)
		return FORM_PO;
	return FORM_NONE;
}

/* A mark of bytes in front, as Windows programs put it. */
static struct span
without_bom(struct span s)
{
	return span_starts(s, "\xEF\xBB\xBF") ? span_from(s, 3) : s;
}

/* "2k7q-en.r1" or "2k7q-en" into its parts; *revision stays where none is said.  1, 0. */
static int
split_name(struct span s, char item[PACKAGE_NAME], int *revision)
{
	unsigned long long	n;
	ptrdiff_t		dot;
	size_t			i;

	s = span_trim(s);
	if ((dot = span_find(s, SPAN(".r"))) != -1) {
		struct span	digits = span_from(s, (size_t)dot + 2);

		for (i = 0; i < digits.n && digits.s[i] >= '0' && digits.s[i] <= '9'; i++)
			;
		if (span_number(span_head(digits, i), &n) == 0 && n > 0 && n < 1000000)
			*revision = (int)n;
		s = span_head(s, (size_t)dot);
	}
	if (s.n == 0 || s.n >= PACKAGE_NAME || span_chr(s, '-') <= 0)
		return 0;
	for (i = 0; i < s.n; i++)
		if (!((s.s[i] >= '0' && s.s[i] <= '9') || (s.s[i] >= 'a' && s.s[i] <= 'z') ||
		    (s.s[i] >= 'A' && s.s[i] <= 'Z') || s.s[i] == '-'))
			return 0;
	memcpy(item, s.s, s.n);
	item[s.n] = '\0';
	return 1;
}

/* ---- reading into ---- */

struct into {
	struct segment_texts	*texts;		/* NULL: only the name is asked for */
	const struct segments	*all;
	char			*item;
	int			*revision;
	int			 got;		/* 1 it is a package */
	struct buf		*why;
	struct err		*err;
};

static int
place(struct into *in, int number, const char *text)
{
	const struct segment	*s = segments_find(in->all, number);
	struct buf		 line = BUF_INIT;
	int			 result = 0;

	if (s == NULL)
		return 0;
	in->texts->found++;
	if (utf8_line(&line, span_str(text)) == -1)
		result = err_memory(in->err);
	else if (line.len > 0 && !span_eqs(span_buf(&line), s->text))
		result = segment_texts_put(in->texts, in->all, number, span_buf(&line), in->err);
	buf_free(&line);
	return result;
}

static void
say(struct into *in, const struct err *why)
{
	if (in->why != NULL)
		buf_addf(in->why, "%s\n", why->text);
}

/* The number behind the last colon of "2k7q:3", or 0. */
static int
number_behind(const char *context)
{
	unsigned long long	n;
	const char		*colon = context == NULL ? NULL : strrchr(context, ':');

	if (colon == NULL || span_number(span_trim(span_str(colon + 1)), &n) == -1 || n > SEGMENT_MARKERS)
		return 0;
	return (int)n;
}

/* The first segment of that very text, or 0. */
static int
number_of_text(const struct segments *all, const char *source)
{
	size_t	i;

	for (i = 0; i < all->n; i++)
		if (all->segment[i].number > 0 && strcmp(all->segment[i].text, source) == 0)
			return all->segment[i].number;
	return 0;
}

/* ---- PO ---- */

static int
read_po(struct into *in, struct span bytes)
{
	struct err	 why;
	struct po	*po;
	struct buf	 value = BUF_INIT;
	size_t		 i;
	int		 number, result = 0;

	if ((po = po_parse(without_bom(bytes), &why)) == NULL) {
		if (why.class == ERR_AGAIN)
			return err_memory(in->err);
		say(in, &why);
		return 0;
	}
	if (in->item != NULL && po_header(po, "X-Asm-Item", &value) == 1 &&
	    split_name(span_buf(&value), in->item, in->revision)) {
		in->got = 1;
		buf_reset(&value);
		buf_addf(&value, "%s.r", in->item);
		if (po_header(po, "X-Asm-Revision", &value) == 1)
			(void)split_name(span_buf(&value), in->item, in->revision);
	}
	for (i = 0; in->texts != NULL && i < po->n && result == 0; i++) {
		const struct po_entry *e = &po->entry[i];

		if (*e->id == '\0' || e->fuzzy || e->str[0] == NULL || *e->str[0] == '\0')
			continue;
		if ((number = number_behind(e->context)) == 0 && (number = number_behind(e->reference)) == 0)
			number = number_of_text(in->all, e->id);
		result = place(in, number, e->str[0]);
		in->got = 1;
	}
	if (in->texts != NULL)
		in->got = 1;
	buf_free(&value);
	po_free(po);
	return result;
}

/* ---- XLIFF, TMX ---- */

struct unit {
	int		 number, approved, alternatives;	/* alt-trans that are open */
	struct buf	 source, target;
	struct buf	*now;		/* where text goes; NULL nowhere */
};

static void
unit_open(struct unit *u, struct markup_reader *r, struct into *in)
{
	const char		*name = markup_name(r), *value;
	unsigned long long	 n;

	if (strcmp(name, "file") == 0) {
		if (in->item != NULL && (value = markup_attr(r, "original")) != NULL && !in->got)
			in->got = split_name(span_str(value), in->item, in->revision);
	} else if (strcmp(name, "trans-unit") == 0) {
		value = markup_attr(r, "id");
		u->number = value != NULL && span_number(span_str(value), &n) == 0 && n <= SEGMENT_MARKERS ? (int)n : 0;
		value = markup_attr(r, "approved");
		u->approved = value != NULL && strcmp(value, "yes") == 0;
		buf_reset(&u->source);
		buf_reset(&u->target);
	} else if (strcmp(name, "alt-trans") == 0)
		u->alternatives++;
	else if (strcmp(name, "source") == 0 && u->alternatives == 0)
		u->now = &u->source;
	else if (strcmp(name, "target") == 0 && u->alternatives == 0)
		u->now = &u->target;
}

static int
unit_close(struct unit *u, const char *name, struct into *in)
{
	const char	*text = buf_str(&u->target);

	if (strcmp(name, "alt-trans") == 0)
		u->alternatives -= u->alternatives > 0;
	else if (strcmp(name, "source") == 0 || strcmp(name, "target") == 0)
		u->now = NULL;
	else if (strcmp(name, "trans-unit") == 0 && in->texts != NULL) {
		if (u->number == 0)
			u->number = number_of_text(in->all, buf_str(&u->source));
		/* The source stands there until it is translated, unless it was said that it is right so. */
		if (span_eq(span_trim(span_buf(&u->source)), span_trim(span_buf(&u->target))))
			text = u->approved ? "[[same]]" : "";
		return place(in, u->number, text);
	}
	return 0;
}

/* A document type brings nothing here, and the reader refuses it. */
static int
without_doctype(struct buf *out, struct span s)
{
	struct span	front = span_head(s, 4096);
	ptrdiff_t	at = span_find(front, SPAN("<!DOCTYPE")), end;

	s = without_bom(s);
	if (at == -1 || (end = span_chr(span_from(front, (size_t)at), '>')) == -1 ||
	    span_chr(span_head(span_from(front, (size_t)at), (size_t)end), '[') != -1)
		return buf_addspan(out, s);
	at -= (ptrdiff_t)(front.n > 0 && s.s != front.s ? 3 : 0);
	buf_addspan(out, span_head(s, (size_t)at));
	return buf_addspan(out, span_from(s, (size_t)(at + end + 1)));
}

static int
read_xliff(struct into *in, struct span bytes)
{
	struct markup_reader	*r;
	struct unit		 u = { .now = NULL };
	struct buf		 clean = BUF_INIT;
	struct err		 why;
	int			 event = -1, result = 0;

	without_doctype(&clean, bytes);
	if (buf_ok(&clean, in->err) == -1)
		return -1;
	if ((r = markup_xml(span_buf(&clean), &why)) != NULL)
		while (result == 0 && (event = markup_next(r, &why)) != MARKUP_END && event != -1) {
			if (event == MARKUP_OPEN)
				unit_open(&u, r, in);
			else if (event == MARKUP_CLOSE)
				result = unit_close(&u, markup_name(r), in);
			else if (u.now != NULL)
				buf_addspan(u.now, markup_text(r));
		}
	if (event == -1)
		say(in, &why);
	/* Of a file that was cut off the units before that are good. */
	if (in->texts != NULL && (event != -1 || in->texts->found > 0))
		in->got = 1;
	if (result == 0 && (buf_ok(&u.source, in->err) == -1 || buf_ok(&u.target, in->err) == -1))
		result = -1;
	markup_free(r);
	buf_free(&u.source);
	buf_free(&u.target);
	buf_free(&clean);
	return result;
}

struct pair {
	char		 language[2][40];
	struct buf	 text[2];
	int		 n;		/* variants seen of this unit */
};

static void
pair_open(struct pair *p, struct markup_reader *r)
{
	const char	*name = markup_name(r), *value;

	if (strcmp(name, "tu") == 0) {
		p->n = 0;
		buf_reset(&p->text[0]);
		buf_reset(&p->text[1]);
	} else if (strcmp(name, "tuv") == 0 && p->n < 3) {
		if ((value = markup_attr(r, "xml:lang")) == NULL)
			value = markup_attr(r, "lang");
		if (p->n < 2) {
			p->language[p->n][0] = '\0';
			if (value != NULL && strlen(value) < sizeof p->language[0])
				memcpy(p->language[p->n], value, strlen(value) + 1);
		}
		p->n++;
	}
}

int
package_tmx_each(struct span bytes, int (*each)(void *, const char *, const char *, const char *, const char *,
    struct err *), void *arg, struct err *err)
{
	struct markup_reader	*r;
	struct pair		 p = { .n = 0 };
	struct buf		 clean = BUF_INIT;
	int			 event = -1, inside = 0, result = 0;

	without_doctype(&clean, bytes);
	if (buf_ok(&clean, err) == -1)
		return -1;
	if ((r = markup_xml(span_buf(&clean), err)) == NULL)
		result = -1;
	while (result == 0 && (event = markup_next(r, err)) != MARKUP_END) {
		if (event == -1)
			result = -1;
		else if (event == MARKUP_TEXT) {
			if (inside && p.n >= 1 && p.n <= 2)
				buf_addspan(&p.text[p.n - 1], markup_text(r));
		} else if (strcmp(markup_name(r), "seg") == 0)
			inside = event == MARKUP_OPEN;
		else if (event == MARKUP_OPEN)
			pair_open(&p, r);
		else if (strcmp(markup_name(r), "tu") == 0 && p.n == 2)
			result = each(arg, p.language[0], p.language[1], buf_str(&p.text[0]), buf_str(&p.text[1]), err);
	}
	markup_free(r);
	buf_free(&p.text[0]);
	buf_free(&p.text[1]);
	buf_free(&clean);
	return result;
}

/* ---- OmegaT's memory of a project, and the archive ---- */

static int
take_pair(void *arg, const char *source_language, const char *language, const char *source, const char *text,
    struct err *err)
{
	struct into	*in = arg;

	(void)source_language;
	(void)language;
	(void)err;
	return place(in, number_of_text(in->all, source), text);
}

static int	 read_any(struct into *, struct span);

/* What OmegaT translated, what it was given, and what it remembers: the least sure first, since later ones win. */
struct kit {
	struct into	*in;
	int		 pass;
};

static int
is_in(const char *name, const char *folder)
{
	return strstr(name, folder) != NULL;
}

static int
read_member(void *arg, const char *name, struct span bytes)
{
	struct kit	*k = arg;
	struct err	 why;
	int		 rank = is_in(name, "target/") ? 2 : is_in(name, "project_save.tmx") ? 1 : 0;

	if (rank != k->pass || is_in(name, "tm/") || is_in(name, "omegat.project"))
		return 0;
	if (rank != 1)
		return form_of(bytes) == FORM_ZIP ? 0 : read_any(k->in, bytes);
	if (k->in->texts != NULL && package_tmx_each(bytes, take_pair, k->in, &why) == -1) {
		if (why.class == ERR_AGAIN)
			return err_memory(k->in->err);
		say(k->in, &why);
	}
	return 0;
}

static int
read_zip(struct into *in, struct span bytes)
{
	struct kit	k = { .in = in };
	struct err	why = { 0 };

	for (k.pass = 0; k.pass < 3; k.pass++)
		if (zip_each(bytes, PACKAGE_MAX, read_member, &k, &why) == -1) {
			if (why.class == ERR_NONE || why.class == ERR_AGAIN)
				return -1;
			say(in, &why);
			return 0;
		}
	/* Of a project that was zipped without its files the memory is enough. */
	in->got = in->got || (in->texts != NULL && in->texts->found > 0);
	return 0;
}

static int
read_any(struct into *in, struct span bytes)
{
	switch (form_of(bytes)) {
	case FORM_PO:
		return read_po(in, bytes);
	case FORM_XML:
		return read_xliff(in, bytes);
	case FORM_ZIP:
		return read_zip(in, bytes);
	default:
		return 0;
	}
}

int
package_read_name(struct span bytes, char item[PACKAGE_NAME], int *revision, struct err *err)
{
	struct into	in = { .item = item, .revision = revision, .err = err };

	*revision = 0;
	return read_any(&in, bytes) == -1 ? -1 : in.got;
}

int
package_read(struct segment_texts *t, const struct segments *all, struct span bytes, struct buf *why, struct err *err)
{
	struct into	in = { .texts = t, .all = all, .why = why, .err = err };

	if (segment_texts_init(t, all, err) == -1 || read_any(&in, bytes) == -1)
		return -1;
	return in.got;
}
