#include "tests/unit/tap.h"

#include "mail/body.h"
#include "mail/segment.h"
#include "text/docout.h"

static struct err	e;

/* The blocks of a text, "p:words|i:words|q1:words". */
static const char *
blocks(const char *text)
{
	static const char	letters[] = "piqvsa";
	static struct buf	out;
	struct span		rest = span_str(text);
	struct block		b;

	buf_reset(&out);
	while (body_block(&rest, &b) == 1) {
		buf_addf(&out, "%s%c", out.len > 0 ? "|" : "", letters[b.kind]);
		if (b.depth > 0)
			buf_addf(&out, "%d", b.depth);
		buf_addc(&out, ':');
		block_text(&out, &b);
	}
	return buf_str(&out);
}

static void
test_blocks(void)
{
	is_str(blocks(""), "", "nothing");
	is_str(blocks("\n \n\n"), "", "empty lines");
	is_str(blocks("one\ntwo\n\nthree"), "p:one two|p:three", "paragraphs");
	is_str(blocks("one\r\ntwo\r\n\r\nthree\r\n"), "p:one two|p:three", "with CRLF");
	is_str(blocks("We need:\n- a van\n  for Monday\n- chairs\n* tea\n1. first\n2) second\nb) third\n"),
	    "p:We need:|i:a van for Monday|i:chairs|i:tea|i:first|i:second|i:third", "items");
	is_str(blocks("-not an item\n- - - -\n1999. was a year\n-\n"), "p:-not an item|v:- - - -|p:1999. was a year -",
	    "what is no item");
	is_str(blocks("\xE2\x80\xA2 uno\n\xE2\x80\xA2 dos"), "i:uno|i:dos", "round bullets");
	is_str(blocks("> one\n> two\n>\n> three\n>> four\n> five\nsix"), "q1:one two|q1:three|q2:four|q1:five|p:six",
	    "quotes by depth");
	is_str(blocks("> > deep\n>> deep"), "q2:deep deep", "two ways to write a depth");
	is_str(blocks("El lun, 3 mar 2026, Ana <a@x.example>\nescribió:\n\n> hola\n"),
	    "a:El lun, 3 mar 2026, Ana <a@x.example> escribió:|q1:hola", "who wrote it");
	is_str(blocks("The guidelines say:\n> be brief\n"), "p:The guidelines say:|q1:be brief", "a sentence before a quote");
	is_str(blocks("bye\n-- \nAna\n\nhttps://x.example\n"), "p:bye|s:Ana https://x.example", "a signature to the end");
	is_str(blocks("see\n\nhttps://x.example/a\n\n_____\n\nend"), "p:see|v:https://x.example/a|v:_____|p:end",
	    "bare links and rules");
}

static void
is_doc(const char *text, const char *want, const char *name)
{
	struct docout_text	 form = { .links = 2 };
	struct doc		*doc = doc_new("en", &e);
	struct buf		 out = BUF_INIT;

	is_ok(body_doc(doc, span_str(text), &e), &e, "%s", name);
	is_ok(docout_text(&out, doc, &form, &e), &e, "%s: written", name);
	is_str(buf_str(&out), want, "%s: as text", name);
	buf_free(&out);
	doc_free(doc);
}

static void
test_doc(void)
{
	is_doc("one\n\n- a\n- b\n\n> q\n", "one\n\n- a\n- b\n\n> q\n", "blocks");
	is_doc("Monday 19:00\nthe square\n", "Monday 19:00\nthe square\n", "line ends that were meant");
	is_doc("Every line of this paragraph goes on until there is no room, so that\nthis was broken by a program.\n",
	    "Every line of this paragraph goes on until there is no room, so that\nthis was broken by a program.\n",
	    "line ends that were not");
}

/* The inline form of a post and what comes back from it. */
static void
test_segments(void)
{
	struct words		*words = words_open(NULL, &e);
	struct segments		 s;
	struct segment_texts	 t;
	struct buf		 out = BUF_INIT;
	int			 i;

	is_ok(segments_cut(&s, words, SPAN("Agua"), SPAN("Tipo: propuesta\nResponder antes de: 2026-12-05\n\n"
	    "Proponemos dos cosas:\n- ir juntas\n- volver\n\nhttps://x.example/agua\n\nTipo: esto es texto\n\n-- \nAna\n"),
	    &e), &e, "cut");
	is_int(s.last, 5, "five segments are offered");
	is_str(segments_find(&s, 1)->text, "Agua", "the first is the subject");
	is_str(segments_find(&s, 5)->text, "Tipo: esto es texto", "further down such a line is text");
	is_int((long long)segments_words(&s), 1 + 3 + 2 + 1 + 4, "words");
	for (i = 1; i <= s.last; i++)
		is_ok(segment_form(&out, segments_find(&s, i), NULL), &e, "the form of %d", i);
	is_str(buf_str(&out), "[[1]]\n\nAgua\n\n[[2]]\n\nProponemos dos cosas:\n\n[[3]]\n\nir juntas\n\n[[4]]\n\nvolver\n\n"
	    "[[5]]\n\nTipo: esto es texto\n\n", "the form");
	is_ok(segments_read(&t, &s, words, SPAN("Hi, here it is\n\n> [[1]]\n>\n> Agua\nWater\n\xE2\x80\x8F[[ \xD9\xA2 ]]\nWe propose\n"
	    "two things:\n\n> [[3]]\n> ir juntas\n\n[[4]]\nback\n[[4]]\n\n[[3]]\ngo together\n[[99]]\nx\n[[end]]\n[[5]]\nno\n"),
	    &e), &e, "read");
	is_str(t.text[1], "Water", "below a quoted number");
	is_str(t.text[2], "We propose two things:", "Arabic digits behind a mark; wrapped lines");
	is_str(t.text[3], "go together", "later");
	is_str(t.text[4], "back", "an empty one takes nothing away");
	ok(t.text[5] == NULL, "nothing behind the end");
	is_int((long long)t.found, 7, "numbers seen");
	buf_reset(&out);
	is_ok(segments_body(&out, &s, words, "en", t.text, t.n, &e), &e, "the translated body");
	is_str(buf_str(&out), "Kind: proposal\nAnswer-by: 2026-12-05\n\nWe propose two things:\n\n- go together\n- back\n\n"
	    "https://x.example/agua\n\nTipo: esto es texto\n\n-- \nAna\n", "the translated body");
	segment_texts_free(&t);
	segments_free(&s);
	buf_free(&out);
	words_free(words);
}

/* "mark text|mark text" of what is carried ("=") and offered (its number). */
static const char *
cut(const struct words *words, const char *text)
{
	static struct buf	out;
	struct segments		s;
	size_t			i;

	buf_reset(&out);
	if (segments_cut(&s, words, SPAN("t"), span_str(text), &e) == -1)
		return e.text;
	for (i = 1; i < s.n; i++) {
		struct segment	*one = &s.segment[i];

		buf_addf(&out, "%s%s", i > 1 ? "|" : "", one->is_tags ? "tags " : one->number == 0 ? "= " : "");
		buf_adds(&out, one->text);
	}
	segments_free(&s);
	return buf_str(&out);
}

/* What is for us is carried, whatever stands around it; what only looks like it is text. */
static void
test_tags(void)
{
	struct words	*words = words_open(NULL, &e);

	is_str(cut(words, "Kind: proposal\n\nDear all\n"), "tags Kind: proposal|Dear all", "a block of its own");
	is_str(cut(words, "\n\nKind: proposal\nDear all,\nwe met.\nWhen: 2026-12-07 19:00 Europe/London\nand talked\n\nmore\n"),
	    "tags Kind: proposal\nWhen: 2026-12-07 19:00 Europe/London|Dear all, we met. and talked|more", "among the words of a paragraph");
	is_str(cut(words, "Dear all\n\nKind: proposal\n"), "Dear all|Kind: proposal", "not behind the first empty line");
	is_str(cut(words, "Respuesta: no estamos de acuerdo con todo.\n"), "Respuesta: no estamos de acuerdo con todo.",
	    "what is not understood is text");
	is_str(cut(words, "Respuesta: de acuerdo 41\nTraducir a: en, ar\n\nSalud\n"), "tags Respuesta: de acuerdo 41\nTraducir a: en, ar|Salud",
	    "a position, a wish");
	is_str(cut(words, "Cu\xC3\xA1ndo: 2026-13-77\nLugar: la plaza\n\nx\n"), "tags Lugar: la plaza|Cu\xC3\xA1ndo: 2026-13-77|x",
	    "a day that is none");
	is_str(cut(words, ""), "", "nothing");
	is_str(cut(words, "Kind: proposal"), "tags Kind: proposal", "nothing else");
	words_free(words);
}

/* Numbers of a revision are kept even if more is offered now than when they were given. */
static void
test_renumber(void)
{
	struct words	*words = words_open(NULL, &e);
	struct segments	 s;

	is_ok(segments_cut(&s, words, SPAN("t"), SPAN("a\n\nb\n\nc\n"), &e), &e, "cut");
	is_ok(segments_renumber(&s, SPAN("1 7 3"), &e), &e, "three numbers for four");
	is_int(s.segment[1].number, 7, "as given");
	is_int(s.segment[3].number, 8, "then the next");
	is_str(segments_find(&s, 8)->text, "c", "and is found");
	segments_free(&s);
	words_free(words);
}

int
main(void)
{
	test_blocks();
	test_doc();
	test_segments();
	test_tags();
	test_renumber();
	return done();
}
