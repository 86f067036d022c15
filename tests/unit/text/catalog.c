#include "base/io.h"
#include "text/catalog.h"
#include "tests/unit/tap.h"

static void
opens(const char *tag, const char *want)
{
	struct err e;
	struct catalog *c = catalog_open(tag, NULL, &e);

	is_str(catalog_language(c), want, "`%s` opens %s", tag, want);
	catalog_free(c);
}

static void
is_date(const char *tag, struct civil from, struct civil to, const char *want)
{
	struct buf b = BUF_INIT;
	struct catalog *c = catalog_open(tag, NULL, NULL);

	catalog_dates(&b, c, &from, &to);
	is_buf(&b, want, "%s: %s", tag, want);
	catalog_free(c);
	buf_free(&b);
}

static void
dates(void)
{
	struct civil a = { .year = 2026, .month = 3, .day = 24 }, b = { .year = 2026, .month = 3, .day = 31 },
	    c = { .year = 2026, .month = 4, .day = 7 }, d = { .year = 2027, .month = 1, .day = 2 };
	struct catalog *cat;

	is_date("en", a, a, "24 March 2026");
	is_date("en", a, b, "24-31 March 2026");
	is_date("en", a, c, "24 March - 7 April 2026");
	is_date("en", a, d, "24 March 2026 - 2 January 2027");
	is_date("es", a, a, "24 de marzo de 2026");
	is_date("es", a, b, "24-31 de marzo de 2026");
	is_date("es", a, c, "24 de marzo - 7 de abril de 2026");
	is_date("es", a, d, "24 de marzo de 2026 - 2 de enero de 2027");
	is_date("ar", a, a, "24 مارس 2026");
	is_date("ar", a, b, "من 24 إلى 31 مارس 2026");
	is_date("ar", a, c, "من 24 مارس إلى 7 أبريل 2026");
	is_date("ar", a, d, "من 24 مارس 2026 إلى 2 يناير 2027");
	cat = catalog_open("es", NULL, NULL);
	is_str(catalog_weekday(cat, 6), "sábado", "a weekday");
	is_str(catalog_weekday(cat, 7), "", "no weekday");
	is_str(catalog_language_name(cat, "en"), "inglés", "a language");
	is_str(catalog_language_name(cat, "pt-BR"), "portugués", "with a region");
	is_str(catalog_language_name(cat, "tlh"), "tlh", "one we have no name for");
	catalog_free(cat);
}

static void
fills(const char *text, const char *want)
{
	static const char *const pairs[] = { "name", "Sol %{n}", "n", "3", "none", NULL, NULL };
	struct buf b = BUF_INIT;

	is_int(catalog_fill(&b, text, pairs), 0, "%s", text);
	is_buf(&b, want, "%s", text);
	buf_free(&b);
}

static void
templates(void)
{
	struct buf b = BUF_INIT;

	fills("%{n} posts of %{name}", "3 posts of Sol %{n}");
	fills("%{n}%{n}", "33");
	fills("100%% %d %s %", "100% %d %s %");
	fills("%%{n}", "%{n}");
	fills("%{unknown}.%{none}.%{}", "..");
	fills("%{n", "%{n");
	fills("", "");
	is_int(catalog_fill(&b, "%{x}", NULL), 0, "no pairs at all");
	is_buf(&b, "", "nothing");
	buf_free(&b);
}

static void
all_languages(void)
{
	const char *const *tag = catalog_languages();
	int	 es = 0, ar = 0, n;

	is_str(tag[0], "en", "English first");
	for (n = 0; tag[n] != NULL; n++) {
		struct catalog *c = catalog_open(tag[n], NULL, NULL);

		es |= strcmp(tag[n], "es") == 0;
		ar |= strcmp(tag[n], "ar") == 0;
		is_str(catalog_language(c), tag[n], "%s is there", tag[n]);
		catalog_free(c);
	}
	ok(es && ar, "Spanish and Arabic are shipped");
	ok(catalog_languages() == tag && tag[n] == NULL, "asked twice");
}

static void
put(const char *name, const char *text)
{
	struct err e;

	if (io_replace(tap_path(name), 0600, text, strlen(text), &e) == -1)
		bail("%s", e.text);
}

static void
overrides(void)
{
	struct err e = { 0 };
	struct catalog *c;

	put("es.po", "msgid \"\"\nmsgstr \"Plural-Forms: nplurals=3; plural=n;\\n\"\n"
	    "msgid \"Thank you!\"\nmsgstr \"¡Mil gracias!\"\nmsgctxt \"weekday\"\nmsgid \"Monday\"\nmsgstr \"\"\n"
	    "msgid \"one\"\nmsgid_plural \"many\"\nmsgstr[0] \"cero\"\nmsgstr[1] \"uno\"\nmsgstr[2] \"dos\"\n"
	    "#, fuzzy\nmsgid \"The original: %{url}\"\nmsgstr \"?\"\n");
	put("eo.po", "msgid \"Thank you!\"\nmsgstr \"Dankon!\"\n");
	put("ar.po", "msgid \"broken\n");
	put("en.po", "msgid \"Thank you!\"\nmsgstr \"Cheers!\"\n");
	c = catalog_open("es", tap_tmpdir(), &e);
	is_str(catalog_get(c, "Thank you!"), "¡Mil gracias!", "a site's own words");
	is_str(catalog_getc(c, "weekday", "Monday"), "lunes", "what it does not say is ours");
	is_str(catalog_get(c, "The original: %{url}"), "El original: %{url}", "a fuzzy one is not said");
	is_str(catalog_plural(c, "one", "many", 2), "dos", "its own plurals");
	is_str(catalog_plural(c, "one", "many", 3), "many", "a form it has not");
	is_int(e.class, ERR_NONE, "without complaint");
	catalog_free(c);
	c = catalog_open("eo", tap_tmpdir(), &e);
	is_str(catalog_language(c), "eo", "a language of its own");
	is_str(catalog_get(c, "Thank you!"), "Dankon!", "and its words");
	catalog_free(c);
	c = catalog_open("en-GB", tap_tmpdir(), &e);
	is_str(catalog_get(c, "Thank you!"), "Cheers!", "English in other words");
	catalog_free(c);
	c = catalog_open("ar", tap_tmpdir(), &e);
	ok(e.class == ERR_CONFIG && strstr(e.text, "ar.po: line 1") != NULL, "a broken file is named: %s", e.text);
	is_str(catalog_getc(c, "weekday", "Monday"), "الاثنين", "and done without");
	catalog_free(c);
}

int
main(void)
{
	struct catalog *c;

	opens("en", "en");
	opens("es", "es");
	opens("es-MX", "es");
	opens("ar", "ar");
	opens("tlh", "en");
	opens("", "en");
	opens("../es", "en");
	opens("ES", "en");
	dates();
	templates();
	all_languages();
	overrides();
	c = catalog_open("ar", NULL, NULL);
	is_str(catalog_plural(c, "%{n} word", "%{n} words", 2), "كلمتان", "the Arabic dual");
	is_str(catalog_get(c, "never said"), "never said", "what is not translated is English");
	is_str(catalog_get(c, ""), "", "the header is no message");
	is_str(catalog_plural(c, "1 x", "%{n} x", 1), "1 x", "one, not translated");
	is_str(catalog_plural(c, "1 x", "%{n} x", 0), "%{n} x", "none, not translated");
	catalog_free(c);
	catalog_free(NULL);
	return done();
}
