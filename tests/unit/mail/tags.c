#include "tests/unit/tap.h"

#include "mail/tags.h"

static struct words	*words;
static struct err	 e;

/* All that was understood, on one line. */
static const char *
understood(const char *subject, const char *recipient, const char *text)
{
	static struct buf	out;
	struct tags		t;
	size_t			i;

	buf_reset(&out);
	if (tags_read(&t, words, span_str(subject), span_str(recipient), span_str(text), &e) == -1)
		bail("%s", e.text);
	if (t.kind != NULL)
		buf_addf(&out, " kind=%s", t.kind);
	if (t.answer_by != NULL)
		buf_addf(&out, " by=%s", t.answer_by);
	if (t.campaign != NULL)
		buf_addf(&out, " campaign=%s", t.campaign);
	if (t.group != NULL)
		buf_addf(&out, " group=%s", t.group);
	if (t.language != NULL)
		buf_addf(&out, " language=%s", t.language);
	if (t.corrects != NULL)
		buf_addf(&out, " corrects=%s", t.corrects);
	if (t.translate != NULL)
		buf_addf(&out, " translate=%s", t.translate);
	for (i = 0; i < t.npositions; i++)
		buf_addf(&out, " %s=%s", t.position[i].position,
		    t.position[i].number != NULL ? t.position[i].number : "?");
	if (t.event != NULL)
		buf_addf(&out, " event[%s]", t.event);
	tags_free(&t);
	return out.len > 0 ? buf_str(&out) + 1 : "";
}

static const char *
body(const char *text)
{
	return understood("x", "list@x.example", text);
}

static void
test_translate(void)
{
	is_str(body("Translate: en, ar\n"), "translate=en ar", "a wish");
	is_str(body("Traducir a: en pt-BR,el\n"), "translate=en pt-BR el", "in Spanish, with and without commas");
	is_str(body("\xCE\x9C\xCE\xB5\xCF\x84\xCE\xAC\xCF\x86\xCF\x81\xCE\xB1\xCF\x83\xCE\xB7 \xCF\x83\xCE\xB5: es, en\n"), "translate=es en", "in Greek");
	is_str(body("Translate: es, ../x, en\n"), "", "what is no tag makes it text");
	is_str(body("Translate: yes please!\n"), "", "nothing that is a language");
	is_str(body("Translate: en\nTranslate: el\n"), "translate=en", "the first counts");
}

/* Lines in the words of another language. */
static void
says(const char *language, const char *lines, const char *want, const char *name)
{
	struct buf	out = BUF_INIT;

	is_ok(tags_say(&out, words, span_str(lines), language, &e), &e, "%s: said", name);
	is_buf(&out, want, "%s", name);
	buf_free(&out);
}

static void
test_say(void)
{
	says("es", "Kind: proposal\nAnswer-By: 2026-12-20\n", "Tipo: propuesta\nResponder antes de: 2026-12-20\n", "a kind and a day");
	says("en", "Postura: de acuerdo 41, en contra home.example/7\n", "Position: agree 41, object home.example/7\n", "positions");
	says("en", "Cu\xC3\xA1ndo: 2026-12-07 19:00 Europe/Madrid, cada semana\nLugar: Sol; Madrid\n",
	    "When: 2026-12-07 19:00 Europe/Madrid, weekly\nWhere: Sol; Madrid\n", "a call");
	says("el", "Campaign: globalnoise\n", "\xCE\x9A\xCE\xB1\xCE\xBC\xCF\x80\xCE\xAC\xCE\xBD\xCE\xB9\xCE\xB1: globalnoise\n", "a capital in Greek");
	says("ru", "Kind: proposal\n", "Kind: proposal\n", "a language without words of its own");
	says("es", "Dear all: hello\n", "Dear all: hello\n", "what is no such line");
	says("es", "", "", "nothing");
}

/* What was said in another language is understood as the same. */
static void
test_say_and_read(void)
{
	static const char	lines[] = "Kind: help\nAnswer-By: 2026-12-20\nCampaign: globalnoise\nGroup: legal\nLanguage: es\n"
				    "Corrects: 41\nTranslate: en ar\nPosition: stand aside 7, sign x.example/2\n"
				    "When: 2026-12-07 19:00 Europe/London, weekly\nWhere: mumble://v.example/a\n";
	static const char *const all[] = { "ar", "ca", "de", "el", "en", "es", "fi", "fr", "it", "pl", "pt", "tr" };
	struct buf		 want = BUF_INIT, out = BUF_INIT;
	size_t			 i;

	buf_adds(&want, body(lines));
	for (i = 0; i < sizeof all / sizeof all[0]; i++) {
		buf_reset(&out);
		is_ok(tags_say(&out, words, span_str(lines), all[i], &e), &e, "said in %s", all[i]);
		is_str(body(buf_str(&out)), buf_str(&want), "and understood");
	}
	buf_free(&want);
	buf_free(&out);
}

static void
test_understood(void)
{
	is_int(tags_understood(words, SPAN("Kind: proposal"), &e), 1, "a kind");
	is_int(tags_understood(words, SPAN("Kind: of blue"), &e), 0, "no kind");
	is_int(tags_understood(words, SPAN("Answer-By: \xD9\xA2\xD9\xA0\xD9\xA2\xD9\xA6-12-20"), &e), 1, "a day in Arabic digits");
	is_int(tags_understood(words, SPAN("Respuesta: no lo sabemos"), &e), 0, "a sentence behind a word of ours");
	is_int(tags_understood(words, SPAN("Where: the square"), &e), 1, "a place");
	is_int(tags_understood(words, SPAN("Where:"), &e), 0, "none");
	is_int(tags_understood(words, SPAN("Dear all"), &e), 0, "text");
	is_int(tags_understood(words, SPAN(""), &e), 0, "nothing");
}

static void
test_kind(void)
{
	is_str(understood("[propuesta] Vivienda", "list@x.example", "hola"), "kind=proposal", "of the subject");
	is_str(understood("[lista] [Ayuda] Vivienda", "list@x.example", "hola"), "kind=help", "behind another mark");
	is_str(understood("Re: [propuesta] Vivienda", "list@x.example", "hola"), "", "an answer to one is none");
	is_str(understood("[not a kind] x", "list@x.example", "hola"), "", "unknown marks are text");
	is_str(understood("x", "list+update@x.example", "hola"), "kind=update", "of the address");
	is_str(understood("[propuesta] x", "list+update@x.example", "hola"), "kind=proposal", "the subject before the address");
	is_str(understood("[propuesta] x", "list+update@x.example", "Tipo: ayuda\n\nhola"), "kind=help", "the text before both");
	is_str(understood("[اقتراح] x", "list@x.example", ""), "kind=proposal", "in Arabic");
	is_str(body("Kind: nonsense\nKind: proposal\n"), "kind=proposal", "the first that says something");
	is_str(body("\n\n  Kind : proposal\r\n"), "kind=proposal", "empty lines in front, blanks, CRLF");
	is_str(body("Hello all,\nKind: proposal\n"), "kind=proposal", "behind a greeting");
	is_str(body("Hello all,\n\nKind: proposal\n"), "", "not behind the first empty line");
#define TEN "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n"
	is_str(body(TEN TEN TEN "1\n2\n3\n4\n5\n6\n7\n8\n9\nKind: help\n"), "kind=help", "on the fortieth line");
	is_str(body(TEN TEN TEN TEN "Kind: help\n"), "", "not on the next");
}

static void
test_values(void)
{
	is_str(body("Answer-By: 2026-12-20"), "by=2026-12-20", "a day");
	is_str(body("Responder antes de: 5/12/2026"), "by=2026-12-05", "as it is written in Spain");
	is_str(body("Answer-By: 05.12.2026 (Saturday)"), "by=2026-12-05", "and in Germany");
	is_str(body("Answer-By: ٢٠٢٦-١٢-٢٠"), "by=2026-12-20", "in Arabic digits");
	is_str(body("Answer-By: 2028-02-29"), "by=2028-02-29", "a leap day");
	is_str(body("Answer-By: 2026-02-29"), "", "no leap day");
	is_str(body("Answer-By: 2026-13-01"), "", "no month");
	is_str(body("Answer-By: 01/02/03"), "", "no year");
	is_str(body("Answer-By: 2026-12-20x"), "", "no day");
	is_str(body("Campaign: #GlobalNoise"), "campaign=globalnoise", "a campaign");
	is_str(body("Campaign: global noise"), "campaign=global-noise", "of two words");
	is_str(body("Campaign: a\xC3\xB1o"), "", "not of other letters");
	is_str(body("Campaign: 1234567890123456789012345678901234567890"),
	    "campaign=1234567890123456789012345678901234567890", "of forty letters");
	is_str(body("Campaign: 12345678901234567890123456789012345678901"), "", "not of forty-one");
	is_str(body("Group:  legal\xE2\x80\xAE team "), "group=legal team", "no bidi control reaches a field");
	is_str(body("Language: pt-BR\nLanguage: es"), "language=pt-BR", "the first of a field");
	is_str(body("Language: ../../etc"), "", "no language");
	is_str(body("Corrects: 41"), "corrects=41", "a number");
	is_str(body("Corrects: home.example/41"), "corrects=home.example/41", "of another home");
	is_str(body("Corrects: 041"), "", "no number of ours");
	is_str(body("Corrects: ../41"), "", "no home");
	is_str(body("Unknown: 41"), "", "unknown lines are text");
}

static void
test_positions(void)
{
	is_str(body("Position: agree 41"), "agree=41", "agree");
	is_str(body("Position: stand aside"), "stand-aside=?", "on what it answers");
	is_str(body("Position: sign 10, agree home.example/7"), "sign=10 agree=home.example/7", "two");
	is_str(body("Position: sign #10\nPosition: object 7"), "sign=10 object=7", "two lines");
	is_str(body("Postura: a favor 2"), "agree=2", "in Spanish");
	is_str(body("Position: we agree with nearly all of it"), "", "a sentence is text");
	is_str(body("Position: agree 41 and 42"), "", "what is not understood whole does not count");
}

static void
test_events(void)
{
	is_str(body("When: 2026-12-07 19:00 Europe/London, weekly\nWhere: mumble://voice.example/a"),
	    "event[start=2026-12-07T19:00; tz=Europe/London; rule=weekly MO; where=mumble://voice.example/a]",
	    "every Monday");
	is_str(body("Cuándo: 7/12/2026, 19h30 UTC"), "event[start=2026-12-07T19:30; tz=UTC]", "once");
	is_str(body("When: 2026-12-07"), "event[start=2026-12-07]", "a whole day");
	is_str(body("When: 2026-12-07 19:00"), "", "a time without a zone is no time");
	is_str(body("When: 2026-12-07 25:00 UTC"), "", "no hour");
	is_str(body("When: 2026-12-07 19:00 Europe/London, whenever"), "", "no rule");
	is_str(body("When: 2026-12-07 19:00 ../etc/passwd"), "", "no zone");
	is_str(body("When: 2026-12-07\nWhere: Plaza; rule=daily 100%"),
	    "event[start=2026-12-07; where=Plaza%3B rule=daily 100%25]", "a place cannot add a rule");
	is_str(body("Where: here"), "", "a place without a time is text");
	is_str(body("When: 2026-12-07 18:00 UTC\nWhere: A\nWhere: B\nWhen: 2026-12-08\nWhere: C"),
	    "event[start=2026-12-07T18:00; tz=UTC; where=A; start=2026-12-07T18:00; tz=UTC; where=B; start=2026-12-08; where=C]",
	    "several days and places");
	is_str(body("When: 2026-12-07 18:00 UTC\nWhen: whenever\nWhere: C"), "event[start=2026-12-07T18:00; tz=UTC]",
	    "one that is not understood");
}

static void
is_subject(const char *subject, const char *want)
{
	is_spans(tags_subject(words, span_str(subject)), want, "%s", subject);
}

int
main(void)
{
	if ((words = words_open(NULL, &e)) == NULL)
		bail("%s", e.text);
	test_kind();
	test_translate();
	test_say();
	test_say_and_read();
	test_understood();
	test_values();
	test_positions();
	test_events();
	is_subject("Re: [propuesta] Vivienda", "Vivienda");
	is_subject("Re: Fwd: RE[2]: [Proposal]  Re: water", "water");
	is_subject("[not a kind] water", "[not a kind] water");
	is_subject("  water ", "water");
	is_subject("Re:", "Re:");
	is_subject("[proposal]", "[proposal]");
	is_subject("Rehearsal: water", "Rehearsal: water");
	ok(tags_is_line(words, SPAN("Tipo: propuesta")) && !tags_is_line(words, SPAN("Hola: todas")), "lines for us");
	words_free(words);
	return done();
}
