#include <stdlib.h>
#include <string.h>
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/SAX2.h>

#include "base/limits.h"
#include "text/markup.h"
#include "text/markup_scan.h"
#include "text/utf8.h"

/* Where a string stands in the pool (under BUF_MAX), with its NUL; 0 is an empty one. */
struct piece {
	uint32_t	at, n;
};

struct attribute {
	struct piece	 name, value;
};

struct event {
	enum markup_event kind;
	struct piece	 name, space;	/* OPEN, CLOSE; text: TEXT */
	uint32_t	 attr, n_attr;	/* OPEN: in reader's attr */
};

/*
 * The whole document is read at once into a list of events (no tree: that would take ten times the
 * memory and stop at depth) and handed out one by one.
 */
struct markup_reader {
	struct buf	 pool;
	struct event	*event;
	size_t		 n, cap;
	struct attribute *attr;
	size_t		 n_attr, cap_attr;
	size_t		 at;		/* the next event */
	size_t		 depth;		/* of the current event */
	struct event	 open[HTML_DEPTH];
	size_t		 n_open;	/* while reading in */
	xmlParserCtxtPtr ctxt;		/* while reading in */
	int		 damaged, memory, too_deep, doctype;
	struct err	 broken;	/* XML: what the events end in */
};

/* --- the list of events --- */

static struct piece
pool(struct markup_reader *r, const char *s, size_t n)
{
	struct piece p = { (uint32_t)r->pool.len, (uint32_t)n };

	if (n == 0)
		return (struct piece){ 0, 0 };
	if (buf_add(&r->pool, s, n) == -1 || buf_addc(&r->pool, '\0') == -1) {
		r->memory = 1;
		p = (struct piece){ 0, 0 };
	}
	return p;
}

static struct event *
add_event(struct markup_reader *r, enum markup_event kind)
{
	struct event *grown;
	size_t	 cap;

	if (r->too_deep)
		return NULL;
	if (r->event == NULL || r->n == r->cap) {
		cap = r->cap * 2 + 64;
		if ((grown = realloc(r->event, cap * sizeof(*grown))) == NULL) {
			r->memory = 1;
			return NULL;
		}
		r->event = grown;
		r->cap = cap;
	}
	r->event[r->n] = (struct event){ .kind = kind, .attr = (uint32_t)r->n_attr };
	return &r->event[r->n++];
}

static void
add_attribute(struct markup_reader *r, struct piece name, struct piece value)
{
	struct attribute *grown;
	size_t	 cap;

	if (r->n_attr == r->cap_attr) {
		cap = r->cap_attr * 2 + 64;
		if ((grown = realloc(r->attr, cap * sizeof(*grown))) == NULL) {
			r->memory = 1;
			return;
		}
		r->attr = grown;
		r->cap_attr = cap;
	}
	r->attr[r->n_attr++] = (struct attribute){ name, value };
	r->event[r->n - 1].n_attr++;
}

/* 1 if the element is now open.  Too deep: nothing further is worth reading this way. */
static int
add_open(struct markup_reader *r, const char *name, const char *space)
{
	struct event *ev;

	if (r->n_open == HTML_DEPTH) {
		r->too_deep = 1;
		if (r->ctxt != NULL)
			xmlStopParser(r->ctxt);
		return 0;
	}
	if ((ev = add_event(r, MARKUP_OPEN)) == NULL)
		return 0;
	ev->name = pool(r, name, strlen(name));
	ev->space = pool(r, space, strlen(space));
	r->open[r->n_open++] = *ev;
	return 1;
}

static void
add_close(struct markup_reader *r)
{
	struct event *ev, *open;

	open = &r->open[--r->n_open];
	if ((ev = add_event(r, MARKUP_CLOSE)) != NULL) {
		ev->name = open->name;
		ev->space = open->space;
	}
}

/* An end tag closes what is inside it too; one without a start tag closes nothing. */
static void
close_named(struct markup_reader *r, const char *name)
{
	size_t	 i;

	for (i = r->n_open; i > 0; i--)
		if (!r->memory && strcmp(r->pool.s + r->open[i - 1].name.at, name) == 0) {
			while (r->n_open >= i)
				add_close(r);
			return;
		}
}

/* Text in several pieces is one event. */
static void
add_text(struct markup_reader *r, struct span s)
{
	struct event *last = r->n > 0 ? &r->event[r->n - 1] : NULL;

	if (s.n == 0)
		return;
	if (last != NULL && last->kind == MARKUP_TEXT && (size_t)last->name.at + last->name.n + 1 == r->pool.len)
		buf_cut(&r->pool, r->pool.len - 1);
	else {
		if ((last = add_event(r, MARKUP_TEXT)) == NULL)
			return;
		last->name.at = (uint32_t)r->pool.len;
	}
	utf8_clean(&r->pool, s);	/* &#128; to &#159; are what windows-1252 has there, in every browser */
	last->name.n = (uint32_t)(r->pool.len - last->name.at);
	if (buf_addc(&r->pool, '\0') == -1)
		r->memory = 1;
}

/* --- libxml2's calls --- */

static void
on_text(void *arg, const xmlChar *s, int n)
{
	add_text(arg, span_make((const char *)s, (size_t)n));
}

/* The library would print. */
static void
on_warning(void *arg, const char *fmt, ...)
{
	(void)arg;
	(void)fmt;
}

/* The first error says why; those behind it are its echo. */
static void on_error(void *, const char *, ...) __attribute__((format(printf, 2, 3)));

static void
on_error(void *arg, const char *fmt, ...)
{
	struct markup_reader *r = arg;
	struct buf b = BUF_INIT;
	va_list	 ap;

	if (r->ctxt == NULL || r->broken.class != ERR_NONE)
		return;
	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	buf_trim(&b, "\n ");
	err_set(&r->broken, ERR_DATA, "line %d: %s", xmlSAX2GetLineNumber(r->ctxt), buf_str(&b));
	buf_free(&b);
}

static void
on_html_open(void *arg, const xmlChar *name, const xmlChar **atts)
{
	struct markup_reader *r = arg;
	const char *value;
	struct buf clean = BUF_INIT;
	size_t	 i;

	if (!add_open(r, (const char *)name, ""))
		return;
	for (i = 0; atts != NULL && atts[i] != NULL; i += 2) {
		value = atts[i + 1] == NULL ? "" : (const char *)atts[i + 1];
		buf_reset(&clean);
		utf8_clean(&clean, span_str(value));
		add_attribute(r, pool(r, (const char *)atts[i], strlen((const char *)atts[i])),
		    pool(r, buf_str(&clean), clean.len));
	}
	buf_free(&clean);
}

static void
on_html_close(void *arg, const xmlChar *name)
{
	close_named(arg, (const char *)name);
}

static void
on_xml_open(void *arg, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_ns, const xmlChar **ns,
    int n, int n_default, const xmlChar **atts)
{
	struct markup_reader *r = arg;
	struct buf value = BUF_INIT, key = BUF_INIT;
	struct span s;
	ptrdiff_t at;
	int	 i;

	(void)prefix, (void)n_ns, (void)ns, (void)n_default;
	if (!add_open(r, (const char *)name, uri == NULL ? "" : (const char *)uri))
		return;
	for (i = 0; i < n; i++, atts += 5) {
		buf_reset(&key);
		buf_reset(&value);
		if (atts[1] != NULL)
			buf_addf(&key, "%s:", (const char *)atts[1]);
		buf_adds(&key, (const char *)atts[0]);
		/* The library leaves each "&" of a value as "&#38;", for a step we do not take. */
		s = span_make((const char *)atts[3], (size_t)(atts[4] - atts[3]));
		for (; (at = span_find(s, SPAN("&#38;"))) != -1; s = span_from(s, (size_t)at + 5))
			buf_addspan(&value, span_head(s, (size_t)at + 1));
		utf8_clean(&value, s);
		add_attribute(r, pool(r, buf_str(&key), key.len), pool(r, buf_str(&value), value.len));
	}
	r->memory |= key.err | value.err;
	buf_free(&key);
	buf_free(&value);
}

static void
on_xml_close(void *arg, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct markup_reader *r = arg;

	(void)name, (void)prefix, (void)uri;
	if (r->n_open > 0)
		add_close(r);
}

/* --- HTML --- */

static void
drop_events(struct markup_reader *r)
{
	r->n = r->n_attr = r->n_open = 0;
	r->too_deep = 0;
	r->memory |= r->pool.err;
	buf_cut(&r->pool, 1);
}

static void
run_html(struct markup_reader *r, struct span guarded)
{
	htmlParserCtxtPtr ctxt;
	xmlSAXHandler sax = { .startElement = on_html_open, .endElement = on_html_close, .characters = on_text,
	    .cdataBlock = on_text, .ignorableWhitespace = on_text, .error = on_warning, .warning = on_warning };

	if ((ctxt = htmlNewParserCtxt()) == NULL) {
		r->memory = 1;
		return;
	}
	*ctxt->sax = sax;
	ctxt->userData = r;
	r->ctxt = ctxt;
	htmlCtxtReadMemory(ctxt, guarded.s, (int)guarded.n, NULL, "utf-8",
	    HTML_PARSE_NONET | HTML_PARSE_RECOVER | HTML_PARSE_IGNORE_ENC | HTML_PARSE_NOIMPLIED);
	if (ctxt->lastError.code == XML_ERR_NO_MEMORY)
		r->memory = 1;
	r->ctxt = NULL;
	htmlFreeParserCtxt(ctxt);
}

/* Names that came after HTML 4, as far as people hide their addresses behind them. */
static unsigned long
newer_entity(const char *name)
{
	static const struct { const char *name; unsigned char c; } newer[] = {
		{ "commat", '@' }, { "period", '.' }, { "lowbar", '_' }, { "colon", ':' }, { "lpar", '(' }, { "rpar", ')' },
		{ "lbrack", '[' }, { "rbrack", ']' }, { "plus", '+' }, { "num", '#' }, { "Tab", '\t' }, { "NewLine", '\n' }
	};
	size_t	 i;

	for (i = 0; i < sizeof(newer) / sizeof(newer[0]); i++)
		if (strcmp(newer[i].name, name) == 0)
			return newer[i].c;
	return 0;
}

uint32_t
markup_reference(struct span *s)
{
	const htmlEntityDesc *known;
	char	 name[16] = "";
	size_t	 i = 1, n = 0;
	unsigned long c = 0;
	int	 hex;

	if (i < s->n && s->s[i] == '#') {
		hex = s->n > 2 && (s->s[2] == 'x' || s->s[2] == 'X');
		for (i = hex ? 3 : 2; i < s->n && n < sizeof(name) - 1 && strchr(hex ? "0123456789abcdefABCDEF" :
		    "0123456789", s->s[i]) != NULL && s->s[i] != '\0'; i++)
			name[n++] = s->s[i];
		c = strtoul(name, NULL, hex ? 16 : 10);
	} else {
		for (; i < s->n && n < sizeof(name) - 1 && ((s->s[i] | 32) >= 'a' ? (s->s[i] | 32) <= 'z' :
		    s->s[i] >= '0' && s->s[i] <= '9'); i++)
			name[n++] = s->s[i];
		if ((known = htmlEntityLookup((const xmlChar *)name)) != NULL)
			c = known->value;
		else
			c = newer_entity(name);
	}
	if (n == 0 || c == 0)
		return 0;
	*s = span_from(*s, i < s->n && s->s[i] == ';' ? i + 1 : i);
	return c > 0x10FFFF ? UTF8_REPLACE : (uint32_t)c;
}

void
markup_decode(struct buf *b, struct span s)
{
	ptrdiff_t at;
	uint32_t c;

	while ((at = span_chr(s, '&')) != -1) {
		buf_addspan(b, span_head(s, (size_t)at));
		s = span_from(s, (size_t)at);
		if ((c = markup_reference(&s)) != 0)
			utf8_put(b, c);
		else {
			buf_addc(b, '&');
			s = span_from(s, 1);
		}
	}
	buf_addspan(b, s);
}

static int
is_inline(const char *name)
{
	static const char *const names[] = {
		"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "dfn", "em", "font", "i", "img", "ins",
		"kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var"
	};

	return scan_is_one(name, names, sizeof(names) / sizeof(names[0]));
}

/* Text without structure: what would begin or end a block becomes <br>, twice at most, which parts paragraphs. */
static void
strip(struct markup_reader *r, struct span html)
{
	struct scan s;
	struct buf b = BUF_INIT;
	enum scan_kind kind;
	int	 ends = 0;

	scan_start(&s, html);
	while ((kind = scan_next(&s)) != SCAN_END) {
		if (kind == SCAN_TEXT) {
			buf_reset(&b);
			markup_decode(&b, s.text);
			add_text(r, span_buf(&b));
			ends = span_trim(span_buf(&b)).n > 0 ? 0 : ends;
		} else if (!is_inline(s.name) && ++ends <= 2 && add_open(r, "br", ""))
			add_close(r);
	}
	r->memory |= b.err;
	buf_free(&b);
}

/* --- readers --- */

static struct markup_reader *
begin(struct err *e)
{
	struct markup_reader *r;

	if ((r = calloc(1, sizeof(*r))) == NULL || buf_addc(&r->pool, '\0') == -1) {
		free(r);
		err_memory(e);
		return NULL;
	}
	return r;
}

static struct markup_reader *
finish(struct markup_reader *r, struct err *e)
{
	while (r->n_open > 0)
		add_close(r);
	if (r->memory || r->pool.err) {
		err_memory(e);
		markup_free(r);
		return NULL;
	}
	return r;
}

struct markup_reader *
markup_html(struct span utf8, struct err *e)
{
	struct markup_reader *r;
	struct buf clean = BUF_INIT, guarded = BUF_INIT;

	if ((r = begin(e)) == NULL)
		return NULL;
	utf8_clean(&clean, utf8);
	r->damaged = scan_guard(&guarded, span_buf(&clean));
	if (r->damaged != -1 && guarded.len > 0)
		run_html(r, span_buf(&guarded));
	if (r->too_deep || r->damaged == -1) {
		drop_events(r);
		strip(r, span_buf(&clean));
		r->damaged = 1;
	}
	r->memory |= clean.err | guarded.err;
	buf_free(&clean);
	buf_free(&guarded);
	return finish(r, e);
}

static void
on_doctype(void *arg, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	struct markup_reader *r = arg;

	(void)name, (void)external, (void)system;
	r->doctype = 1;
}

static void
run_xml(struct markup_reader *r, struct span s)
{
	xmlParserCtxtPtr ctxt;
	xmlSAXHandler sax = { .startElementNs = on_xml_open, .endElementNs = on_xml_close, .characters = on_text,
	    .cdataBlock = on_text, .ignorableWhitespace = on_text, .internalSubset = on_doctype, .error = on_error,
	    .warning = on_warning, .initialized = XML_SAX2_MAGIC };

	if ((ctxt = xmlNewParserCtxt()) == NULL) {
		r->memory = 1;
		return;
	}
	*ctxt->sax = sax;
	ctxt->userData = r;
	r->ctxt = ctxt;
	xmlCtxtReadMemory(ctxt, s.s, (int)s.n, NULL, "UTF-8", XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
	if (ctxt->lastError.code == XML_ERR_NO_MEMORY)
		r->memory = 1;
	else if (ctxt->wellFormed)
		r->broken.class = ERR_NONE;	/* an undeclared prefix is no more than odd */
	else if (r->broken.class == ERR_NONE)
		err_set(&r->broken, ERR_DATA, "not well-formed");
	r->ctxt = NULL;
	xmlFreeParserCtxt(ctxt);
}

struct markup_reader *
markup_xml(struct span utf8, struct err *e)
{
	struct markup_reader *r;

	if (span_starts(utf8, "\xEF\xBB\xBF"))
		utf8 = span_from(utf8, 3);
	if (utf8.n == 0 || utf8.n > XML_MAX || scan_has_doctype(utf8) || scan_has_huge_tag(utf8)) {
		err_set(e, ERR_DATA, utf8.n == 0 ? "empty" : utf8.n > XML_MAX ? "too large for XML we read" :
		    scan_has_doctype(utf8) ? "a DOCTYPE is not accepted" : "a tag with too many attributes");
		return NULL;
	}
	if ((r = begin(e)) == NULL)
		return NULL;
	run_xml(r, utf8);
	if (r->doctype || r->too_deep)
		err_set(&r->broken, ERR_DATA, r->doctype ? "a DOCTYPE is not accepted" : "elements nested too deep");
	return finish(r, e);
}

void
markup_free(struct markup_reader *r)
{
	if (r == NULL)
		return;
	buf_free(&r->pool);
	free(r->event);
	free(r->attr);
	free(r);
}

static const struct event *
current(const struct markup_reader *r)
{
	return r->at > 0 && r->at <= r->n && r->event != NULL ? &r->event[r->at - 1] : NULL;
}

int
markup_next(struct markup_reader *r, struct err *e)
{
	const struct event *ev = current(r);

	if (ev != NULL && ev->kind == MARKUP_CLOSE)
		r->depth--;
	if (r->at >= r->n) {
		r->at = r->n + 1;
		if (r->broken.class != ERR_NONE)
			return err_set(e, r->broken.class, "%s", r->broken.text);
		return MARKUP_END;
	}
	r->at++;
	if ((ev = current(r)) == NULL)
		return MARKUP_END;
	if (ev->kind == MARKUP_OPEN)
		r->depth++;
	return (int)ev->kind;
}

static const char *
string(const struct markup_reader *r, struct piece p)
{
	return r->pool.s + p.at;
}

const char *
markup_name(const struct markup_reader *r)
{
	return string(r, current(r)->name);
}

const char *
markup_space(const struct markup_reader *r)
{
	return string(r, current(r)->space);
}

const char *
markup_attr(struct markup_reader *r, const char *name)
{
	const struct event *ev = current(r);
	size_t	 i;

	for (i = 0; ev->kind == MARKUP_OPEN && i < ev->n_attr; i++)
		if (strcmp(string(r, r->attr[ev->attr + i].name), name) == 0)
			return string(r, r->attr[ev->attr + i].value);
	return NULL;
}

struct span
markup_text(const struct markup_reader *r)
{
	return span_make(string(r, current(r)->name), current(r)->name.n);
}

size_t
markup_tell(const struct markup_reader *r)
{
	return r->at;
}

void
markup_seek(struct markup_reader *r, size_t at)
{
	/* An event that is passed over changes the depth when it is left (CLOSE) or reached (OPEN). */
	for (; r->at > at; r->at--) {
		if (r->at <= r->n && r->event[r->at - 1].kind == MARKUP_OPEN)
			r->depth--;
		if (r->at >= 2 && r->at - 1 <= r->n && r->event[r->at - 2].kind == MARKUP_CLOSE)
			r->depth++;
	}
}

int
markup_depth(const struct markup_reader *r)
{
	return (int)r->depth;
}

int
markup_damaged(const struct markup_reader *r)
{
	return r->damaged;
}
