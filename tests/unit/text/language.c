#include "base/sandbox.h"
#include "text/language.h"
#include "text/language_words.h"
#include "tests/unit/tap.h"

static void
guess(const char *want, const char *text)
{
	is_str(language_guess(span_str(text)), want, "%s: %.60s", want == NULL ? "none" : want, text);
}

/* Without the models of libexttextcat only what short words decide is certain. */
static int
has_models(void)
{
	if (language_guess(SPAN("Larunbateko bilkuraren akta bidaltzen dizuegu")) != NULL)
		return 1;
	skip("libexttextcat's models are not here");
	return 0;
}

static void
latin(void)
{
	guess("en", "Proposal for a global day of action: we ask all assemblies to answer by the end of the month.");
	guess("es", "Propuesta para una jornada de acción global: pedimos a todas las asambleas que respondan.");
	guess("ca", "Proposta per a una jornada d'acció global: demanem a totes les assemblees que responguin.");
	guess("it", "Proposta per una giornata di azione globale: chiediamo a tutte le assemblee di rispondere.");
	guess("pt", "Proposta para um dia de ação global: pedimos a todas as assembleias que respondam.");
	guess("gl", "Proposta para unha xornada de acción global: pedimos a todas as asembleas que respondan.");
	guess("fr", "Proposition pour une journée d'action mondiale : nous demandons à toutes les assemblées de répondre.");
	guess("de", "Vorschlag für einen weltweiten Aktionstag: wir bitten alle Versammlungen um eine Antwort.");
	guess("tr", "Küresel bir eylem günü için öneri: tüm meclislerden yanıt bekliyoruz.");
	guess("pl", "Propozycja dnia działania na całym świecie: prosimy wszystkie zgromadzenia o odpowiedź.");
	guess("fi", "Ehdotus maailmanlaajuiseksi toimintapäiväksi: pyydämme kaikkia kokouksia vastaamaan, niin kuin ennenkin on tehty.");
	guess("nl", "Voorstel voor een wereldwijde actiedag: wij vragen alle vergaderingen om te antwoorden.");
	guess("sv", "Förslag till en världsomspännande aktionsdag: vi ber alla församlingar att svara.");
	guess("ro", "Propunere pentru o zi de acțiune globală: cerem tuturor adunărilor să răspundă până la sfârșitul lunii.");
	guess("hu", "Javaslat egy világméretű akciónapra: kérünk minden közgyűlést, hogy válaszoljon.");
	guess("cs", "Návrh na celosvětový den akce: prosíme všechna shromáždění, aby odpověděla do konce měsíce.");
}

/* A line or two, as mails often are. */
static void
short_ones(void)
{
	guess("en", "Yes, it was us.");
	guess("es", "Sí, fuimos nosotros.");
	guess("de", "Protokoll der Versammlung vom Samstag");
	guess("it", "L'assemblea di Roma sostiene la convocazione");
	guess("tr", "Meclis toplantısının tutanağı ektedir");
	if (!has_models())
		return;
	guess("es", "La asamblea de Madrid apoya la convocatoria");
	guess("ca", "L'assemblea de Barcelona dona suport a la convocatòria");
	guess("pt", "A assembleia de Lisboa apoia a convocatória");
	guess("fr", "Proposition d'action mondiale pour le 15 octobre");
	guess("pl", "Protokół z sobotniego zgromadzenia");
	guess("fi", "Lauantain kokouksen pöytäkirja on liitteenä");
}

static void
scripts(void)
{
	guess("el", "Πρακτικά της συνέλευσης");
	guess("ar", "محضر الجمعية العامة يوم السبت");
	guess("fa", "صورتجلسه مجمع عمومی روز شنبه");
	guess("ur", "ہفتے کے دن کے اجلاس کی کارروائی");
	guess("he", "פרוטוקול האסיפה");
	guess("ru", "Протокол общего собрания, которое было в субботу");
	guess("uk", "Протокол загальних зборів, які відбулися в суботу");
	guess("bg", "Протокол от общото събрание, което се проведе в събота");
	guess("ja", "土曜日の集会の議事録");
	guess("zh", "星期六大会的会议记录");
	guess("ko", "토요일 총회 회의록");
	guess("ar", "محضر General Assembly يوم السبت الماضي في الساحة");
	guess("el", "Το General Assembly απάντησε");
}

static void
nothing(void)
{
	static char cut[8192 + 3];

	guess(NULL, "");
	guess(NULL, "ok");
	guess(NULL, "12345 67 :-)");
	guess(NULL, "https://www.ejemplo.es/la/de/los a@ejemplo.es");
	guess(NULL, "\xFF\xFE\x80");
	guess(NULL, "Selamat pagi semua, kami mengirimkan notulen rapat umum hari Sabtu yang lalu di alun-alun kota");
	guess("en", "http://www.ejemplo.es/el/la/los We support the call from Madrid and we will be there");
	memset(cut, ' ', sizeof(cut));
	memcpy(cut, "the assembly of the square and the street", 41);
	memcpy(cut + 8191, "\xC3\xA9", 2);
	is_str(language_guess(span_make(cut, sizeof(cut))), "en", "a character across the end of the sample");
}

static void
tags(void)
{
	static const char *const good[] = { "en", "ast", "pt-BR", "zh-Hant-TW", "de-1996", "en-a1", "sl-rozaj-biske-1994" };
	static const char *const bad[] = { "", "e", "engl", "EN", "en-", "-en", "en--us", "en-u", "en_US", "en US", "en-abcdefghi",
	    "en\n", "12", "en-\xC3\xA9", "en-aaaaaaaa-bbbbbbbb-cccccccc-dddddd" };
	size_t	 i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ok(language_valid(span_str(good[i])), "a tag: %s", good[i]);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!language_valid(span_str(bad[i])), "no tag: %s", bad[i]);
	ok(language_valid(SPAN("en-aaaaaaaa-bbbbbbbb-cccccccc-ddddd")), "35 bytes");
	ok(!language_valid(SPAN("en\0")), "a NUL");
	ok(language_same("pt", "pt-BR") && language_same("PT", "pt") && !language_same("pt", "es") && !language_same("a", "ar"),
	    "the same language");
}

static void
table(void)
{
	size_t	 i;
	int	 sorted = 1, known = 1;

	for (i = 1; i < language_n_words; i++)
		sorted &= strcmp(language_word[i - 1].word, language_word[i].word) < 0;
	for (i = 0; i < language_n_words; i++)
		known &= language_word[i].languages != 0 && language_word[i].languages >> LANGUAGE_COUNT == 0;
	ok(sorted, "the short words are sorted, none twice");
	ok(known, "each has its languages");
	is_int(language_word_of("the"), 1 << LANGUAGE_EN, "a word");
	is_int(language_word_of("zzz"), 0, "no word");
}

/* The filters guess behind their sandbox, where the models are still to be read. */
static void
behind_sandbox(void)
{
	struct err e;

	if (!has_models())
		return;
	is_ok(sandbox_enter(SANDBOX_FILTER, &e), &e, "the sandbox: %s", sandbox_kind());
	guess("eu", "Larunbateko bilkuraren akta bidaltzen dizuegu");
}

int
main(void)
{
	latin();
	short_ones();
	scripts();
	nothing();
	tags();
	table();
	behind_sandbox();
	return done();
}
