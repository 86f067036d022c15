#include "base/limits.h"
#include "text/po.h"
#include "tests/unit/tap.h"

static const char small[] =
    "# the file\n"
    "msgid \"\"\n"
    "msgstr \"\"\n"
    "\"Language: xx\\n\"\n"
    "\"Plural-Forms: nplurals=2; plural=(n != 1);\\n\"\n"
    "\n"
    "#. for people\n"
    "#. two lines\n"
    "#: 2k7q:3\n"
    "#, fuzzy\n"
    "#| msgid \"old\"\n"
    "msgctxt \"c\"\n"
    "msgid \"one\"\n"
    "\" line\\n\"\n"
    "msgstr \"\\tuno \\\"q\\\" \\\\\"\n"
    "\n"
    "msgid \"1 post\"\n"
    "msgid_plural \"%{n} posts\"\n"
    "msgstr[0] \"a\"\n"
    "msgstr[1] \"b\"\n"
    "#~ msgid \"gone\"\n"
    "#~ msgstr \"x\"\n"
    "msgid \"last\"\n"
    "msgstr \"\"";

static void
reads(void)
{
	struct err e;
	struct buf b = BUF_INIT;
	struct po *po = po_parse(SPAN(small), &e);
	const struct po_entry *p;

	is_int((long long)po->n, 4, "entries, the header among them");
	is_int(po_header(po, "language", &b), 1, "a field of the header");
	is_buf(&b, "xx", "its value");
	is_int(po_header(po, "Lang", &b), 0, "part of a name is none");
	p = po_find(po, "c", "one line\n");
	is_str(p->str[0], "\tuno \"q\" \\", "escapes, strings in several pieces");
	is_str(p->comment, "for people\ntwo lines", "comments");
	is_str(p->reference, "2k7q:3", "a reference");
	is_int(p->fuzzy, 1, "fuzzy");
	ok(po_find(po, NULL, "one line\n") == NULL, "not without its context");
	p = po_find(po, NULL, "1 post");
	is_str(p->plural, "%{n} posts", "a plural");
	is_str(p->str[1], "b", "its second form");
	ok(p->str[2] == NULL && p->fuzzy == 0, "no third one, not fuzzy");
	is_str(po_find(po, NULL, "last")->str[0], "", "not translated, no final line end");
	ok(po_find(po, NULL, "gone") == NULL, "an obsolete one is left out");
	po_free(po);
	po = po_parse(SPAN_NONE, &e);
	ok(po != NULL && po->n == 0 && po_find(po, NULL, "x") == NULL, "an empty file");
	po_free(po);
	po_free(NULL);
	buf_free(&b);
}

static void
refuses(const char *text, int line, const char *name)
{
	struct err e = { 0 };
	char	 want[32];
	struct po *po = po_parse(span_str(text), &e);

	snprintf(want, sizeof(want), "line %d: ", line);
	ok(po == NULL && e.class == ERR_DATA && (line == 0 || strncmp(e.text, want, strlen(want)) == 0), "%s: %s", name, e.text);
	po_free(po);
}

static void
refusals(void)
{
	refuses("x\n", 1, "no keyword");
	refuses("\nmsgid \"a\n", 2, "no end of a string");
	refuses("msgid a\n", 1, "no string");
	refuses("msgid \"a\"b\"\n", 1, "a quotation mark inside");
	refuses("msgid \"\\x41\"\n", 1, "an unknown escape");
	refuses("msgid \"a\\\"\n", 1, "a backslash before the end");
	refuses("\"a\"\n", 1, "a string of nothing");
	refuses("msgstr \"a\"\n", 1, "msgstr first");
	refuses("msgid \"a\"\nmsgid \"b\"\n", 2, "msgstr is missing");
	refuses("msgid \"a\"\n", 1, "msgstr is missing at the end");
	refuses("msgctxt \"a\"\nmsgctxt \"b\"\n", 2, "two contexts");
	refuses("msgctxt \"a\"\nmsgstr \"b\"\n", 2, "a context without msgid");
	refuses("msgid \"a\"\nmsgstr[1] \"b\"\n", 2, "the second form first");
	refuses("msgid \"a\"\nmsgstr[0] \"b\"\nmsgstr[0] \"b\"\n", 3, "a form twice");
	refuses("msgid \"a\"\nmsgstr[6] \"b\"\n", 2, "a seventh form");
	refuses("msgid_plural \"a\"\n", 1, "a plural of nothing");
	refuses("msgid \"a\"\nmsgstr \"b\"\nmsgid \"a\"\nmsgstr \"c\"\n", 4, "an entry twice");
	refuses("msgidx \"a\"\n", 1, "a longer keyword");
	refuses("msgid \"\xFF\"\nmsgstr \"\"\n", 0, "no UTF-8");
}

static void
limits(void)
{
	struct buf b = BUF_INIT;
	struct err e;
	struct po *po;
	int	 i;

	for (i = 0; i < PO_ENTRIES; i++)
		buf_addf(&b, "msgid \"%d\"\nmsgstr \"x%d\"\n", i, i);
	po = po_parse(span_buf(&b), &e);
	ok(po != NULL && po->n == PO_ENTRIES, "PO_ENTRIES entries");
	is_str(po_find(po, NULL, "19999")->str[0], "x19999", "the last of them is found");
	po_free(po);
	buf_adds(&b, "msgid \"more\"\nmsgstr \"\"\n");
	ok(po_parse(span_buf(&b), &e) == NULL && e.class == ERR_DATA, "and one more");
	buf_reset(&b);
	while (b.len < PO_MAX)
		buf_adds(&b, "#######\n");
	po = po_parse(span_buf(&b), &e);
	ok(po != NULL, "PO_MAX bytes");
	po_free(po);
	buf_addc(&b, '#');
	ok(po_parse(span_buf(&b), &e) == NULL && e.class == ERR_DATA, "and one more");
	buf_free(&b);
}

static void
writes(void)
{
	struct err e;
	struct buf b = BUF_INIT, again = BUF_INIT;
	struct po *po = po_parse(SPAN(small), &e);
	size_t	 i;

	for (i = 0; i < po->n; i++)
		po_put(&b, &po->entry[i]);
	po_free(po);
	po = po_parse(span_buf(&b), &e);
	if (po == NULL)
		bail("what is written is not read again: %s", e.text);
	for (i = 0; i < po->n; i++)
		po_put(&again, &po->entry[i]);
	is_span(span_buf(&again), span_buf(&b), "and written the same");
	is_str(po_find(po, "c", "one line\n")->str[0], "\tuno \"q\" \\", "and says the same");
	ok(span_find(span_buf(&b), SPAN("#. for people\n#. two lines\n#: 2k7q:3\n#, fuzzy\nmsgctxt \"c\"\n")) != -1, "comments too");
	po_free(po);
	buf_free(&b);
	buf_free(&again);
}

int
main(void)
{
	reads();
	refusals();
	limits();
	writes();
	return done();
}
