#include "tests/unit/tap.h"

#include "base/limits.h"
#include "mail/package.h"
#include "text/zip.h"

static struct err	 e;
static struct words	*words;
static struct segments	 all;

#define TEXT	"Queridas \"asambleas\" & <vecinas>:\n\n- Traed sillas\n\nVed https://sol.example/plaza.\n\nhttps://sol.example/\n"

/* The item whole, with what `more` says of it. */
static struct package
item(void)
{
	return (struct package){ .item = "2k7q-en", .revision = 3, .source = "es", .target = "en", .message = SPAN("the post"),
	    .segments = &all };
}

/* "1=One|3=..." of what a file brings; "none" if it is none, "?" if it failed. */
static const char *
brings(struct span file)
{
	static struct buf	out;
	struct segment_texts	t;
	size_t			i;
	int			got;

	buf_reset(&out);
	if ((got = package_read(&t, &all, file, NULL, &e)) != 1)
		buf_adds(&out, got == 0 ? "none" : "?");
	for (i = 1; got == 1 && i < t.n; i++)
		if (t.text[i] != NULL)
			buf_addf(&out, "%s%zu=%s", out.len > 0 ? "|" : "", i, t.text[i]);
	segment_texts_free(&t);
	return buf_str(&out);
}

static const char *
named(struct span file)
{
	static char	said[PACKAGE_NAME + 20];
	char		name[PACKAGE_NAME];
	int		revision, got;

	if ((got = package_read_name(file, name, &revision, &e)) != 1)
		return got == 0 ? "none" : "?";
	snprintf(said, sizeof said, "%s %d", name, revision);
	return said;
}

/* Replace the first `old`, or bail out: a test must not pass since nothing was changed. */
static void
change(struct buf *b, const char *old, const char *new)
{
	struct buf	out = BUF_INIT;
	ptrdiff_t	at = span_find(span_buf(b), span_str(old));

	if (at == -1)
		bail("\"%s\" is not there", old);
	buf_addspan(&out, span_head(span_buf(b), (size_t)at));
	buf_adds(&out, new);
	buf_addspan(&out, span_from(span_buf(b), (size_t)at + strlen(old)));
	buf_free(b);
	*b = out;
}

static void
test_po(void)
{
	struct package	p = item();
	struct buf	po = BUF_INIT, again = BUF_INIT;

	is_ok(package_po(&po, &p, &e), &e, "PO");
	package_po(&again, &p, &e);
	is_span(span_buf(&again), span_buf(&po), "the same bytes again");
	is_str(named(span_buf(&po)), "2k7q-en 3", "names its item and revision");
	is_str(brings(span_buf(&po)), "", "untouched it brings nothing");
	ok(span_find(span_buf(&po), SPAN("msgid \"https://sol.example/\"")) == -1, "what is carried is not offered");
	change(&po, "msgid \"Traed sillas\"\nmsgstr \"\"", "msgid \"Traed sillas\"\nmsgstr \"Bring chairs\\n\"");
	is_str(brings(span_buf(&po)), "3=Bring chairs", "one text");
	change(&po, "msgctxt \"2k7q:3\"\n", "");
	is_str(brings(span_buf(&po)), "3=Bring chairs", "by its reference");
	change(&po, "#: 2k7q:3\n", "");
	is_str(brings(span_buf(&po)), "3=Bring chairs", "by its source");
	change(&po, "msgid \"Traed sillas\"", "#, fuzzy\nmsgid \"Traed sillas\"");
	is_str(brings(span_buf(&po)), "", "what is fuzzy is no translation");
	change(&po, "msgid \"\"\n", "msgid \"\n");
	is_str(brings(span_buf(&po)), "none", "a broken file");
	buf_free(&po);
	buf_free(&again);
}

static void
test_hints(void)
{
	static char		before[] = "Traed mesas", text[] = "Bring tables", terms[] = "sillas = chairs";
	static char		one[] = "Uno";
	struct package_hint	hint[6] = { [3] = { before, text, 80, terms } };
	char			*texts[6] = { [1] = one };
	struct package		 p = item();
	struct buf		 po = BUF_INIT, xliff = BUF_INIT;

	p.hint = hint;
	p.texts = texts;
	is_ok(package_po(&po, &p, &e), &e, "PO with what is known");
	ok(span_find(span_buf(&po), SPAN("2k7q:1")) == -1, "what is translated is not offered");
	ok(span_find(span_buf(&po), SPAN("#. 80%: Bring tables\n")) != -1 && span_find(span_buf(&po), SPAN("#. sillas = chairs\n")) != -1,
	    "suggestion and glossary stand in comments");
	ok(span_find(span_buf(&po), SPAN("#, fuzzy\n#| msgid \"Traed mesas\"\n")) != -1, "what it was before, fuzzy");
	is_str(brings(span_buf(&po)), "", "none of it is a translation");
	is_ok(package_xliff(&xliff, &p, &e), &e, "XLIFF");
	ok(span_find(span_buf(&xliff), SPAN("match-quality=\"80\"")) != -1, "has them, too");
	is_str(brings(span_buf(&xliff)), "", "and none is a translation");
	buf_free(&po);
	buf_free(&xliff);
}

static void
test_xliff(void)
{
	struct package	p = item();
	struct buf	x = BUF_INIT;

	is_ok(package_xliff(&x, &p, &e), &e, "XLIFF");
	is_str(named(span_buf(&x)), "2k7q-en 3", "names its item and revision");
	is_str(brings(span_buf(&x)), "", "untouched it brings nothing, though the source stands in its targets");
	ok(span_find(span_buf(&x), SPAN("<ph id=\"1\">https://sol.example/plaza</ph>.")) != -1, "an address is kept whole");
	change(&x, "state=\"needs-translation\">Traed sillas", "state=\"translated\">Bring <g id=\"9\">chairs</g>");
	is_str(brings(span_buf(&x)), "3=Bring chairs", "one text, whatever marks it has");
	change(&x, "trans-unit id=\"4\"", "trans-unit approved=\"yes\" id=\"4\"");
	is_str(brings(span_buf(&x)), "3=Bring chairs|4=[[same]]", "approved as it is");
	change(&x, "trans-unit id=\"3\"", "trans-unit id=\"z\"");
	is_str(brings(span_buf(&x)), "3=Bring chairs|4=[[same]]", "by its source, when the number was rewritten");
	buf_cut(&x, x.len - 30);
	is_str(brings(span_buf(&x)), "3=Bring chairs|4=[[same]]", "cut off behind it: what was whole is taken");
	buf_cut(&x, (size_t)span_find(span_buf(&x), SPAN("<trans-unit")));
	is_str(brings(span_buf(&x)), "none", "cut off before anything was");
	is_str(brings(SPAN("<!DOCTYPE x [<!ENTITY a \"b\">]><xliff><file original=\"2k7q-en.r3\"><trans-unit id=\"1\">"
	    "<target>&a;</target></trans-unit></file></xliff>")), "none", "one that defines entities");
	buf_free(&x);
}

static void
test_kit(void)
{
	struct package	p = item();
	struct buf	kit = BUF_INIT, po = BUF_INIT, back = BUF_INIT, old = BUF_INIT;

	is_ok(package_kit(&kit, &p, &e), &e, "a kit");
	is_str(named(span_buf(&kit)), "2k7q-en 3", "names its item and revision");
	is_str(brings(span_buf(&kit)), "", "untouched it brings nothing");
	package_po(&po, &p, &e);
	buf_addspan(&old, span_buf(&po));
	change(&po, "msgid \"Traed sillas\"\nmsgstr \"\"", "msgid \"Traed sillas\"\nmsgstr \"Bring chairs\"");
	change(&old, "msgid \"Traed sillas\"\nmsgstr \"\"", "msgid \"Traed sillas\"\nmsgstr \"Take seats\"");
	zip_make(&back, (const struct zip_file_in[]){ { "2k7q-en.r3/target/2k7q-en.r3.po", span_buf(&po) },
	    { "2k7q-en.r3/source/2k7q-en.r3.po", span_buf(&old) }, { "2k7q-en.r3/tm/x.tmx", SPAN("<tmx>") } }, 3, &e);
	is_str(brings(span_buf(&back)), "3=Bring chairs", "target counts more than source, wherever it stands");
	buf_reset(&back);
	zip_make(&back, (const struct zip_file_in[]){ { "omegat/project_save.tmx", SPAN("<tmx version=\"1.1\"><body><tu>"
	    "<tuv lang=\"es\"><seg>Traed sillas</seg></tuv><tuv lang=\"en\"><seg>Chairs!</seg></tuv></tu></body></tmx>") } }, 1, &e);
	is_str(brings(span_buf(&back)), "3=Chairs!", "what OmegaT remembers, if there is nothing else");
	buf_reset(&po);
	zip_make(&po, (const struct zip_file_in[]){ { "target/in.zip", span_buf(&back) } }, 1, &e);
	is_str(brings(span_buf(&po)), "none", "an archive in an archive is not opened");
	buf_free(&kit);
	buf_free(&po);
	buf_free(&back);
	buf_free(&old);
}

static int
pair(void *out, const char *source_language, const char *language, const char *source, const char *text, struct err *err)
{
	(void)err;
	return buf_addf(out, "%s>%s:%s=%s|", source_language, language, source, text);
}

static void
test_tmx(void)
{
	const char	*pairs[] = { "uno & dos", "one & two", "tres", "three" };
	struct buf	 tmx = BUF_INIT, out = BUF_INIT;

	is_ok(package_tmx(&tmx, "es", "en", pairs, 2, &e), &e, "TMX");
	is_ok(package_tmx_each(span_buf(&tmx), pair, &out, &e), &e, "comes back");
	is_buf(&out, "es>en:uno & dos=one & two|es>en:tres=three|", "as it was");
	buf_reset(&out);
	is_err(package_tmx_each(SPAN("<tmx><tu>"), pair, &out, &e), &e, ERR_DATA, "a broken one");
	is_buf(&out, "", "brings nothing");
	buf_free(&tmx);
	buf_free(&out);
}

static void
test_names(void)
{
	is_str(named(SPAN("msgid \"\"\nmsgstr \"X-Asm-Item: 2k7q-pt-BR\\n\"\n")), "2k7q-pt-BR 0", "no revision");
	is_str(named(SPAN("msgid \"\"\nmsgstr \"X-Asm-Item: ../etc\\n\"\n")), "none", "no name of ours");
	is_str(named(SPAN("msgid \"\"\nmsgstr \"Language: en\\n\"\n")), "none", "somebody else's file");
	is_str(named(SPAN("hello")), "none", "no file of the kind");
	is_str(named(SPAN("")), "none", "nothing");
	is_str(named(SPAN("<xliff><file original=\"2k7q-en.r999999999999\">")), "2k7q-en 0", "a revision beyond reason");
}

int
main(void)
{
	if ((words = words_open(NULL, &e)) == NULL || segments_cut(&all, words, SPAN("Uno"), SPAN(TEXT), &e) == -1)
		bail("%s", e.text);
	is_int(all.last, 4, "four segments");
	test_po();
	test_hints();
	test_xliff();
	test_kit();
	test_tmx();
	test_names();
	segments_free(&all);
	words_free(words);
	return done();
}
